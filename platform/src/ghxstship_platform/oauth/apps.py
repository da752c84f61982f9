"""Applications: who may ask people for access. Registered by a workspace, let into any that its people choose.

A confidential application runs on a server and proves who it is with a secret; a public one (a command line, a phone,
a page) cannot keep one and uses PKCE. A secret is shown once and kept as a keyed hash.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from ..auth import secrets
from ..auth.scopes import SCOPES, granted
from ..clock import SECOND, to_text
from ..errors import detail, validation_error
from ..products import records
from ..products.fields import Boolean, Choice, Field, Integer, Listing, Text, Timestamp
from ..products.resource import Action, Computed, Record, Resource
from ..storage.database import Reader
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Transaction
from .redirects import RedirectAddress

CLIENT_SECRET = "ghx_cs_"  # noqa: S105 - a prefix
MAX_OVERLAP = 7 * 24 * 3600
_MOST_SECRETS = 3
CONFIDENTIAL, PUBLIC = "confidential", "public"


@dataclass(frozen=True, slots=True)
class App:
    """An application as the protocol sees it.

    Attributes
    ----------
    workspace_id: whose it is; None for one that comes with the platform.
    secrets: keyed hash and end (epoch ms, None: open) of each secret.
    """

    id: str
    workspace_id: str | None
    name: str
    type: str
    redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...]
    device_flow: bool
    secrets: tuple[tuple[str, int | None], ...] = ()

    @property
    def is_public(self) -> bool:
        """Whether it can keep no secret."""
        return self.type == PUBLIC

    def may_ask_for(self, scopes: Sequence[str]) -> bool:
        """Whether it was registered for all of these."""
        return set(scopes) <= granted(list(self.scopes))

    def is_secret(self, text: str, key: bytes, now: int) -> bool:
        """Whether this is one of its secrets now; takes as long for any text."""
        given = secrets.fingerprint(text, key)
        good = [
            hmac.compare_digest(given, one) for one, until in self.secrets if until is None or now < until
        ]
        return any(good)


COMMAND_LINE = App(
    "ghxstship-cli", None, "GHXSTSHIP command line", PUBLIC,
    ("http://127.0.0.1/callback", "http://[::1]/callback"), tuple(SCOPES), device_flow=True,
)  # fmt: skip
BUILT_IN = {COMMAND_LINE.id: COMMAND_LINE}
"""The applications that come with the platform."""


def find_app(reader: Reader, client_id: str) -> App | None:
    """An application by its client id, whosever it is; None for one that there is not."""
    if client_id in BUILT_IN:
        return BUILT_IN[client_id]
    row = reader.row(_BY_ID, client_id=client_id)
    if row is None:
        return None
    workspace_id, doc, kept = row
    record = records.loads(doc)
    return App(
        client_id, workspace_id, record["name"], record["type"], tuple(record["redirect_uris"]),
        tuple(record["scopes"]), record["device_flow"], _read(kept),
    )  # fmt: skip


# --- rules


def create_app(tx: Transaction, values: Record) -> Record:
    """Register an application; the record with `client_secret`, which is not stored and never shown again."""
    records.require_unique(tx, OAUTH_APPS, values)
    secret: str | None = None
    about: Record = {}
    kept = "[]"
    if values["type"] == CONFIDENTIAL:
        secret, about = _new_secret(tx)
        kept = json.dumps([[secrets.fingerprint(secret, tx.secret), None]])
    record = records.insert(tx, OAUTH_APPS, {**values, **about, "secrets": kept})
    return {**record, "client_secret": secret}


def rotate_secret(tx: Transaction, app: Record, arguments: Record) -> Record:
    """Give an application a new secret; the old one goes on for `overlap_seconds`."""
    if app["type"] == PUBLIC:
        raise validation_error(detail("type", "A public application has no secret"))
    row = tx.row(_GET_SECRETS, record_id=app["id"])
    assert row is not None
    end = tx.now + arguments["overlap_seconds"] * SECOND
    old = [(one, end if until is None else min(until, end)) for one, until in _read(row[0])]
    secret, about = _new_secret(tx)
    kept = [(secrets.fingerprint(secret, tx.secret), None), *(pair for pair in old if pair[1] > tx.now)]
    tx.run(_SET_SECRETS, record_id=app["id"], secrets=json.dumps(kept[:_MOST_SECRETS]))
    rotated = {**app, **about, "secret_rotated_at": to_text(tx.now)}
    return {**records.save(tx, OAUTH_APPS, app, rotated, verb="secret_rotated"), "client_secret": secret}


def _remove(tx: Transaction, app: Record) -> None:
    # Both import this module.
    from .grants import revoke_all_of_app

    tx.run(_SET_SECRETS, record_id=app["id"], secrets="[]")
    revoke_all_of_app(tx, app["id"])


def _new_secret(tx: Transaction) -> tuple[str, Record]:
    secret = secrets.make(CLIENT_SECRET, tx.random_bits(192))
    return secret, {"secret_hint": f"{CLIENT_SECRET}…{secret[-4:]}"}


def _read(kept: str) -> tuple[tuple[str, int | None], ...]:
    return tuple((one, until) for one, until in json.loads(kept))


def _client_id(now: int, app_id: str) -> str:
    return app_id


SECRET = Field(
    "client_secret", Text(43, 43), "What it proves itself with; null for a public one. Shown in this answer only.",
    writable="never", example=f"{CLIENT_SECRET}{'x' * 36}",
)  # fmt: skip

OAUTH_APPS = Resource(
    product="workspace",
    name="oauth-apps",
    noun="oauth_app",
    prefix="app_",
    doc="Applications that ask people for access to their workspaces (OAuth 2.0).",
    read_scope="admin",
    write_scope="admin",
    operations=("create", "retrieve", "list", "update", "delete"),
    create=create_app,
    remove=_remove,
    reveals=(SECRET,),
    internal={"secrets": "text"},
    lookups=("id",),
    admits=True,
    fields=(
        Field("name", Text(100, 1), "What people know it by: the consent page shows it.", required=True, search=True,
              example="Tour Ledger"),
        Field("description", Text(500), "What it is for.", search=True, example="Books won deals into the ledger."),
        Field("type", Choice((CONFIDENTIAL, PUBLIC)),
              "Confidential: runs on a server and keeps a secret. Public: cannot keep one, and must use PKCE.",
              required=True, writable="create", filter=True, example=CONFIDENTIAL),
        Field("redirect_uris", Listing(RedirectAddress(), 20),
              "Where people may be sent back to, each written out whole; of loopback addresses the port may differ.",
              default=[], example=["https://ledger.example.com/oauth/callback"]),
        Field("scopes", Listing(Choice(tuple(SCOPES)), len(SCOPES), 1), "The most that it may ask for.", required=True,
              example=["read", "write"]),
        Field("device_flow", Boolean(), "Whether it may use the device flow, for what has no browser.", default=False),
        Field("secret_hint", Text(20), "How its secret begins and ends.", writable="never", example="ghx_cs_…a1B2"),
        Field("secret_rotated_at", Timestamp(), "When its secret was last replaced.", writable="never"),
    ),
    actions=(
        Action("rotate-secret", "Replace the secret; the old one goes on for a while", rotate_secret, status=201,
               fields=(Field("overlap_seconds", Integer(0, MAX_OVERLAP), "How long the old secret goes on.",
                             default=86_400, example=86_400),)),
    ),
    computed=(
        Computed(Field("client_id", Text(64, 1), "What it calls itself in the protocol: its id.", required=True,
                       writable="never", example="app_01KAQ7R5M0000G4XWZ9YV8T2NB"), ("id",), _client_id),
    ),
)  # fmt: skip

_C = OAUTH_APPS.table.c
_OWN = (_C.workspace_id == WORKSPACE) & (_C.id == sa.bindparam("record_id"))
_BY_ID = Statement(
    sa.select(_C.workspace_id, _C.doc, _C.secrets).where(_C.id == sa.bindparam("client_id"), _C.deleted_at.is_(None)),
    across_workspaces="a client id is what tells whose application it is",
)  # fmt: skip
_GET_SECRETS = Statement(sa.select(_C.secrets).where(_OWN))
_SET_SECRETS = Statement(sa.update(OAUTH_APPS.table).where(_OWN).values(secrets=sa.bindparam("secrets")))
