"""The documentation: guides, API reference, event catalogue and error pages, from what the code declares."""
