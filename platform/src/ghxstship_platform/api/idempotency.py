"""Idempotency-Key: the first result again, kept in the transaction of its effect (contract §2)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

import msgspec
import sqlalchemy as sa

from ..clock import DAY
from ..errors import PlatformError, detail
from ..storage.schema import IDEMPOTENCY
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Transaction, Undone
from .request import Request
from .responses import Response

KEPT = DAY

_C = IDEMPOTENCY.c
_FIND = Statement(
    sa.select(_C.fingerprint, _C.status, _C.headers, _C.body, _C.at).where(
        _C.workspace_id == WORKSPACE, _C.key == sa.bindparam("in_key")
    )
)
_DROP = Statement(
    sa.delete(IDEMPOTENCY).where(_C.workspace_id == WORKSPACE, _C.key == sa.bindparam("in_key"))
)
_STORE = Statement(
    sa.insert(IDEMPOTENCY).values(
        {"workspace_id": WORKSPACE, "key": sa.bindparam("in_key"),
         **{name: sa.bindparam(name) for name in ("fingerprint", "status", "headers", "body", "at")}}
    )
)  # fmt: skip
EXPIRE = Statement(
    sa.delete(IDEMPOTENCY).where(_C.at < sa.bindparam("before")),
    across_workspaces="retention sweeps every workspace",
)

ErrorRenderer = Callable[[PlatformError], Response]


def read_key(request: Request) -> str | None:
    """The Idempotency-Key header, or None; raises `BAD_REQUEST` for one that is empty, too long or not printable."""
    key = request.header(b"idempotency-key")
    if key is not None and not re.fullmatch(r"[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?", key):
        message = "Must have 1 to 255 printable ASCII characters"
        raise PlatformError(
            "BAD_REQUEST", f"Idempotency-Key: {message}", [detail("Idempotency-Key", message)]
        )
    return key


class InFlight:
    """The keys that this process works on right now."""

    def __init__(self) -> None:
        self._keys: set[tuple[str, str]] = set()

    def enter(self, workspace_id: str, key: str) -> None:
        """Take a key; raises `IDEMPOTENCY_IN_PROGRESS` when it is taken."""
        if (workspace_id, key) in self._keys:
            raise PlatformError(
                "IDEMPOTENCY_IN_PROGRESS",
                "A request with this Idempotency-Key is still being worked on.",
                headers={"Retry-After": "1"},
            )
        self._keys.add((workspace_id, key))

    def leave(self, workspace_id: str, key: str) -> None:
        """Let go of a key."""
        self._keys.discard((workspace_id, key))


def once(
    run: Callable[[Transaction], Response], key: str, request: Request, body: bytes, render: ErrorRenderer
) -> Callable[[Transaction], Response]:
    """Wrap a rule so that it runs once for a key: later calls get the first answer.

    An error that the rule itself decides (not found, validation within the transaction) is an answer too and is
    kept; conflicts, throttling and failures are not, because they may pass.
    """
    text = f"{request.method} {request.path}?".encode() + request.query_string + b"\n" + body
    fingerprint = hashlib.blake2b(text, digest_size=20).hexdigest()

    def keep(tx: Transaction, response: Response) -> Response:
        headers = msgspec.json.encode([[n.decode(), v.decode()] for n, v in response.headers]).decode()
        stored = (response.body if response.stored is None else response.stored).decode()
        outcome = {"status": response.status, "headers": headers, "body": stored}
        tx.defer(_STORE, in_key=key, fingerprint=fingerprint, at=tx.now, **outcome)
        return response

    def guarded(tx: Transaction) -> Response:
        row = tx.row(_FIND, in_key=key)
        if row is not None:
            if row[4] + KEPT > tx.now:
                return _replay(row, fingerprint)
            tx.run(_DROP, in_key=key)
        try:
            return keep(tx, run(tx))
        except PlatformError as error:
            if error.status in (409, 429) or error.status >= 500:
                raise
            answer = render(error)

        def refuse(tx: Transaction) -> Response:
            tx.run(_DROP, in_key=key)
            return keep(tx, answer)

        raise Undone(refuse)

    return guarded


def _replay(row: tuple[object, ...], fingerprint: str) -> Response:
    first, status, headers, body, _ = row
    if first != fingerprint:
        message = "This Idempotency-Key was used with another method, path or body; use a new key."
        raise PlatformError("IDEMPOTENCY_KEY_REUSED", message, [detail("Idempotency-Key", message)])
    pairs = [(name.encode(), value.encode()) for name, value in msgspec.json.decode(str(headers))]
    return Response(int(str(status)), str(body).encode(), [*pairs, (b"idempotent-replayed", b"true")])
