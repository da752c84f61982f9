"""Writes the reference of both SDKs, as pages of docs/sdks, from their docstrings and TSDoc."""
