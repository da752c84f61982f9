"""Benchmarks of the platform, beside hand-written peers in the same run."""
