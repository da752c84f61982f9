"""The page behind every `documentation_url`: what happened, why it usually does, what to do (contract §6)."""

from __future__ import annotations

import json
from html import escape

from ..errors import CATALOGUE, ErrorCode

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def error_page(code: str, docs_url: str) -> str | None:
    """The page of an error code as HTML; None for a code that does not exist."""
    entry = CATALOGUE.get(code)
    if entry is None:
        return None
    example = json.dumps(_example(entry, docs_url), indent=2)
    body = (
        f"<h1>{entry.code}</h1>\n<p>HTTP {entry.status}: {escape(entry.title)}</p>\n"
        f"<h2>What happened</h2>\n<p>{escape(entry.happened)}</p>\n"
        f"<h2>Why</h2>\n<p>{escape(entry.why)}</p>\n"
        f"<h2>What to do</h2>\n<p>{escape(entry.remedy)}</p>\n"
        f"<h2>Example</h2>\n<pre>{escape(example)}</pre>\n"
        '<p><a href="/docs/errors">All error codes</a></p>'
    )
    return _PAGE.format(title=f"{entry.code} · GHXSTSHIP", body=body)


def error_index() -> str:
    """The list of every error code as HTML."""
    rows = "\n".join(
        f'<tr><td>{entry.status}</td><td><a href="/docs/errors/{entry.code}">{entry.code}</a></td>'
        f"<td>{escape(entry.happened)}</td></tr>"
        for entry in CATALOGUE.values()
    )
    table = f"<table>\n<thead><tr><th>Status</th><th>Code</th><th>Meaning</th></tr></thead>\n{rows}\n</table>"
    return _PAGE.format(title="Error codes · GHXSTSHIP", body=f"<h1>Error codes</h1>\n{table}")


def _example(entry: ErrorCode, docs_url: str) -> dict[str, object]:
    return {
        "error": {
            "code": entry.code,
            "message": entry.happened,
            "details": [],
            "request_id": "req_7G2179G8CSYW9GSGVA7K3A6H4N",
            "documentation_url": f"{docs_url}/errors/{entry.code}",
        }
    }
