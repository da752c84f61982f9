"""Writes the thin, typed resources of both SDKs from the OpenAPI document."""
