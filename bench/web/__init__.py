"""Benchmarks of what people and their applications sign in with, and of the pages."""
