"""API keys: made, rolled, revoked; the secret is shown once and only its keyed hash is kept (contract §3)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..audit.log import OPERATOR
from ..clock import SECOND, from_text, to_text
from ..errors import PlatformError, detail, validation_error
from ..products import records
from ..products.fields import Choice, Field, Integer, Listing, Network, Text, Timestamp, decode_fields
from ..products.resource import Action, Computed, Record, Resource
from ..storage.database import Database, Reader
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Origin, Transaction
from . import secrets
from .scopes import SCOPES

MAX_OVERLAP = 7 * 24 * 3600


def issue_key(tx: Transaction, values: Record) -> Record:
    """Make a key; the record with `secret`, which is not stored and never shown again."""
    expires_at = values.get("expires_at")
    if expires_at is not None and from_text(expires_at) <= tx.now:
        raise validation_error(detail("expires_at", "Must be in the future"))
    secret = secrets.make_key(tx.workspace.mode, tx.random_bits(192))
    stored = {
        **values,
        "status": "active",
        "hint": f"{secret[:9]}…{secret[-4:]}",
        "secret_hash": secrets.fingerprint(secret, tx.secret),
    }
    records.require_unique(tx, API_KEYS, stored)
    return {**records.insert(tx, API_KEYS, stored), "secret": secret}


def roll_key(tx: Transaction, key: Record, arguments: Record) -> Record:
    """Replace a key by a new one with the same rights; the old one goes on for `overlap_seconds`."""
    if key["status"] == "revoked":
        raise PlatformError("INVALID_TRANSITION", "A revoked key cannot be rolled; create a new one.")
    end = tx.now + arguments["overlap_seconds"] * SECOND
    if key["expires_at"] is not None:
        end = min(end, from_text(key["expires_at"]))
    fresh = {name: key[name] for name in ("name", "scopes", "allowed_cidrs", "metadata")}
    records.save(tx, API_KEYS, key, {**key, "expires_at": to_text(end)}, verb="rolled")
    return issue_key(tx, {**fresh, "replaces": key["id"]})


def revoke_key(tx: Transaction, key: Record, arguments: Record) -> Record:
    """End a key at once; revoking it again changes nothing."""
    if key["status"] == "revoked":
        return key
    revoked = {**key, "status": "revoked", "revoked_at": to_text(tx.now)}
    return records.save(tx, API_KEYS, key, revoked, verb="revoked")


def _last_used(now: int, used: int | None) -> str | None:
    return None if used is None else to_text(used)


SECRET = Field(
    "secret", Text(45, 45), "The key itself. Shown in this answer only.", required=True, writable="never",
    example=f"ghx_live_{'x' * 36}",
)  # fmt: skip

API_KEYS = Resource(
    product="workspace",
    name="keys",
    noun="api_key",
    prefix="key_",
    doc="API keys of the workspace. A key is shown once, when it is made; only its keyed hash is kept.",
    read_scope="admin",
    write_scope="admin",
    operations=("create", "retrieve", "list", "update"),
    create=issue_key,
    reveals=(SECRET,),
    internal={"secret_hash": "text", "last_used": "integer"},
    lookups=("secret_hash",),
    admits=True,
    fields=(
        Field("name", Text(100, 1), "What it is for.", required=True, search=True, example="Warehouse sync"),
        Field("scopes", Listing(Choice(tuple(SCOPES)), 4, 1), "What it may do.", required=True, writable="create",
              example=["read", "write"]),
        Field("expires_at", Timestamp(), "When it stops working.", writable="create",
              example="2027-11-23T00:00:00.000Z"),
        Field("allowed_cidrs", Listing(Network(), 20), "Networks that it may be used from; empty means any.",
              default=[], example=["203.0.113.0/24"]),
        Field("status", Choice(("active", "revoked")), "Whether it was revoked.", default="active", writable="never",
              filter=True),
        Field("hint", Text(20), "How it begins and ends.", writable="never", example="ghx_live_…a1B2"),
        Field("replaces", Text(64), "The key that it was rolled from.", writable="never"),
        Field("revoked_at", Timestamp(), "When it was revoked.", writable="never"),
    ),
    actions=(
        Action("roll", "Replace the key by a new one; the old one goes on for a while", roll_key, status=201, fields=(
            Field("overlap_seconds", Integer(0, MAX_OVERLAP), "How long the old key goes on.", default=86_400,
                  example=86_400),
        )),
        Action("revoke", "End the key at once", revoke_key),
    ),
    computed=(
        Computed(Field("last_used_at", Timestamp(), "When it was last used, to the minute.", writable="never"),
                 ("last_used",), _last_used),
    ),
)  # fmt: skip


# What the command line needs: the same rules, without HTTP in between.

_ORIGIN = Origin(actor=OPERATOR)


async def create(
    db: Database, workspace_id: str, name: str, scopes: list[str], **values: Any
) -> tuple[Record, str]:
    """Make a key; its record and the secret."""
    body = {"name": name, "scopes": scopes, **values}
    errors: list[dict[str, Any]] = []
    decoded = decode_fields(API_KEYS.input_fields, body, errors, "USD", creating=True)
    if errors:
        raise validation_error(*errors)
    record = await db.write(workspace_id, lambda tx: issue_key(tx, decoded), _ORIGIN)
    return record, record["secret"]


_ALL = Statement(
    sa.select(API_KEYS.table.c.doc)
    .where(API_KEYS.table.c.workspace_id == WORKSPACE)
    .order_by(API_KEYS.table.c.id)
)


async def list_all(db: Database, workspace_id: str) -> list[Record]:
    """Every key of a workspace, oldest first."""
    return await db.write(workspace_id, lambda tx: records.find(tx, _ALL))


_K = API_KEYS.table.c
_FIRST_USED = Statement(
    sa.select(_K.created_at)
    .where(_K.workspace_id == WORKSPACE, _K.last_used.is_not(None))
    # An id begins with its moment: nearly always the first row of the primary key is the one.
    .order_by(_K.id)
    .limit(1)
)


def first_used(reader: Reader, workspace_id: str) -> int | None:
    """When the oldest of the keys was made that have been used (epoch ms); None where none has been."""
    row = reader.row(_FIRST_USED, workspace_id=workspace_id)
    return None if row is None else int(row[0])


async def roll(db: Database, workspace_id: str, key_id: str, overlap_seconds: int) -> tuple[Record, str]:
    """Roll a key; the new one's record and secret."""
    arguments = {"overlap_seconds": overlap_seconds}
    record = await db.write(
        workspace_id, lambda tx: roll_key(tx, records.get(tx, API_KEYS, key_id), arguments), _ORIGIN
    )
    return record, record["secret"]


async def revoke(db: Database, workspace_id: str, key_id: str) -> Record:
    """End a key at once."""
    return await db.write(
        workspace_id, lambda tx: revoke_key(tx, records.get(tx, API_KEYS, key_id), {}), _ORIGIN
    )
