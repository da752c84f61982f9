"""The OpenAPI 3.1 document: the contract of the API, made from the one list of operations.

`python -m ghxstship_platform.api.openapi --write FILE` writes it, `--check FILE` fails when a file has drifted from it.
"""

from .document import document

__all__ = ["document"]
