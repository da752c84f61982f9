"""The resources of the platform, written by `sdk/emit` from `openapi/openapi.json`; `base.py` is by hand."""
