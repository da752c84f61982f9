"""The benchmarks of the API, one subject a file."""
