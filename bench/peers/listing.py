"""The hand-written list: Starlette, sqlite3 and msgspec over the platform's own file, with its own SQL.

No key, no limits, no total, no parameters beside `limit` and `cursor`: what an endpoint costs when it does only this.
"""

from __future__ import annotations

import base64
import sqlite3

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


class Pagination(msgspec.Struct):
    """Where the next page begins."""

    cursor: str | None
    hasMore: bool  # noqa: N815 - the playbook's name


class Page(msgspec.Struct):
    """One page; the documents are stored as JSON and pass through as they are."""

    data: list[msgspec.Raw]
    pagination: Pagination


def application(
    path: str, workspace_id: str, first: str, following: str, literals: dict[str, object]
) -> Starlette:
    """The peer.

    Parameters
    ----------
    path: the SQLite file.
    first, following: the platform's statements of a first page and of one behind `last_id`.
    literals: their constants.
    """
    connection = sqlite3.connect(
        f"file:{path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA cache_size = -16000")
    encoder = msgspec.json.Encoder()

    async def deals(request: Request) -> Response:
        limit = min(int(request.query_params.get("limit", 25)), 100)
        cursor = request.query_params.get("cursor")
        values: dict[str, object] = {**literals, "workspace_id": workspace_id, "size": limit + 1}
        statement = first
        if cursor is not None:
            statement = following
            values["last_id"] = base64.urlsafe_b64decode(cursor).decode()
        rows = connection.execute(statement, values).fetchall()
        more = len(rows) > limit
        rows = rows[:limit]
        following_cursor = base64.urlsafe_b64encode(rows[-1][1].encode()).decode() if more else None
        page = Page([msgspec.Raw(row[0].encode()) for row in rows], Pagination(following_cursor, more))
        return Response(encoder.encode(page), media_type="application/json")

    return Starlette(routes=[Route("/atlvs/v1/deals", deals)])
