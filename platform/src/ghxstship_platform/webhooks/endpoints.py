"""Webhook endpoints: where a workspace's events go, what each endpoint wants, and the secrets that sign (contract §9).

What must not be shown again (secrets, header values) is kept sealed, beside the record and never in it. Each change
that matters to delivery is noted for the engine: the interval of the log in which a subscription holds, and a new
revision of the workspace's endpoints.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import sqlalchemy as sa

from ..clock import SECOND, from_text, to_text
from ..errors import detail, validation_error
from ..products import records
from ..products.fields import Boolean, Choice, Field, Integer, Listing, Text, Timestamp
from ..products.resource import Action, DomainEvent, Record, Resource
from ..storage.database import Database, Reader
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Session, Transaction
from .kinds import EventPattern, Filter, Headers, WebAddress, problem_of_url
from .sealing import seal, unseal
from .signatures import new_secret
from .tables import LANES, POSITIONS, SUBSCRIPTIONS

MOST = 10_000
"""Endpoints that a workspace may have."""

MAX_OVERLAP = 7 * 24 * 3600
_SUBSCRIBES = ("status", "events", "filter", "ordered")
_MASK = "hidden:"
# What is sealed for an endpoint alone begins so; an earlier version sealed for the whole workspace.
_BOUND = "2."
_MARK = re.compile(f"{_MASK}[0-9a-f]{{12}}")


@dataclass(frozen=True, slots=True)
class Target:
    """An endpoint as the engine sends to it.

    `secrets` are those that sign now, the newest first; the first of them to end does so at `good_until` (epoch ms).
    """

    id: str
    url: str
    headers: Mapping[str, str]
    secrets: tuple[str, ...]
    rate_limit: int | None
    ordered: bool
    status: str
    good_until: int | None = None

    @property
    def may_be_sent_at_once(self) -> bool:
        """Whether nothing but room decides when a delivery goes out."""
        return self.status == "enabled" and self.rate_limit is None and not self.ordered


@dataclass(slots=True)
class _Sealed:
    """What lies in the column `sealed`: each secret with the end of its time (epoch ms, None: open), and headers."""

    secrets: list[tuple[str, int | None]]
    headers: dict[str, str]

    def good_at(self, now: int) -> tuple[str, ...]:
        return tuple(secret for secret, until in self.secrets if until is None or now < until)


# --- rules


def create_endpoint(tx: Transaction, values: Record) -> Record:
    """Make an endpoint; the record with `secret`, which this answer alone shows unasked."""
    _check_url(tx, values["url"])
    if tx.live(WEBHOOK_ENDPOINTS.key) >= MOST:
        raise validation_error(detail("url", f"The workspace has {MOST} endpoints already; delete one first"))
    records.require_unique(tx, WEBHOOK_ENDPOINTS, values)
    secret = new_secret(tx.random_bits(256))
    headers = dict(values.get("headers") or {})
    _refuse_marks(headers)
    before = tx.sequence
    stored = {
        **values,
        "headers": _masked(tx, headers),
        **_disabled_by_user(tx, values["status"]),
    }
    record = records.insert(tx, WEBHOOK_ENDPOINTS, stored)
    _write(tx, record["id"], _Sealed([(secret, None)], headers))
    tx.run(_ADD_LANE, endpoint_id=record["id"])
    if not tx.run(_BUMP):
        tx.run(_ADD_POSITION, start=before)
    if record["status"] == "enabled":
        _subscribe(tx, record, before)
    return {**record, "secret": secret}


def _change(tx: Transaction, before: Record, after: Record) -> None:
    if after["url"] != before["url"]:
        _check_url(tx, after["url"])
    if after["status"] != before["status"]:
        after.update(_disabled_by_user(tx, after["status"]))
        tx.run(_FORGET_FAILURES, endpoint_id=after["id"])
    if after["headers"] != before["headers"]:
        kept = _read(tx, after["id"])
        # A value that came from an earlier answer is the one that is stored.
        same = {name for name, value in after["headers"].items() if value == before["headers"].get(name)}
        _refuse_marks({name: value for name, value in after["headers"].items() if name not in same})
        kept.headers = {
            name: kept.headers[name] if name in same else value for name, value in after["headers"].items()
        }
        after["headers"] = _masked(tx, kept.headers)
        _write(tx, after["id"], kept)
    _note(tx, before, after)


def _remove(tx: Transaction, record: Record) -> None:
    tx.run(_END, endpoint_id=record["id"], until=tx.sequence)
    # Nothing is sent to it any more: its secrets need not outlive it.
    tx.run(_SET_SEALED, endpoint_id=record["id"], sealed="")
    tx.run(_BUMP)


def rotate_secret(tx: Transaction, endpoint: Record, arguments: Record) -> Record:
    """Begin to sign with a new secret; the old one signs as well for `overlap_seconds`."""
    kept = _read(tx, endpoint["id"])
    end = tx.now + arguments["overlap_seconds"] * SECOND
    old = [(secret, end if until is None else min(end, until)) for secret, until in kept.secrets]
    secret = new_secret(tx.random_bits(256))
    kept.secrets = [(secret, None), *((s, until) for s, until in old if until > tx.now)][:3]
    _write(tx, endpoint["id"], kept)
    tx.run(_BUMP)
    rotated = {**endpoint, "secret_rotated_at": to_text(tx.now)}
    return {**records.save(tx, WEBHOOK_ENDPOINTS, endpoint, rotated, verb="secret_rotated"), "secret": secret}


def reveal_secret(tx: Transaction, endpoint: Record, arguments: Record) -> Record:
    """Show the secret once more; the log keeps who asked."""
    records.emit(tx, WEBHOOK_ENDPOINTS, "webhook_endpoint.secret_revealed", endpoint)
    records.audit(tx, "webhook_endpoint.secret_revealed", endpoint)
    return {**endpoint, "secret": _read(tx, endpoint["id"]).secrets[0][0]}


def disable(tx: Transaction, endpoint_id: str, reason: str, why: str) -> None:
    """End deliveries to an endpoint that does not take them; nothing if that has happened already.

    Parameters
    ----------
    reason: ``gone`` (it answered 410) or ``failing`` (it has only failed for days).
    why: the same in a sentence.
    """
    found = records.find(tx, records.sql_of(WEBHOOK_ENDPOINTS).get, record_id=endpoint_id)
    if not found or found[0]["status"] != "enabled":
        return
    before = found[0]
    after = {
        **before, "status": "disabled", "disabled_reason": reason, "disabled_at": to_text(tx.now),
    }  # fmt: skip
    _note(tx, before, after)
    tx.run(_FORGET_FAILURES, endpoint_id=endpoint_id)
    after = records.save(tx, WEBHOOK_ENDPOINTS, before, after, verb="disabled")
    records.emit(tx, WEBHOOK_ENDPOINTS, "webhook_endpoint.disabled", after, detail=why)


def _check_url(tx: Transaction, url: str) -> None:
    problem = problem_of_url(url, local=tx.local_webhooks)
    if problem is not None:
        raise validation_error(detail("url", problem))


def _refuse_marks(headers: Mapping[str, str]) -> None:
    """Raise `VALIDATION_ERROR` for a mark that stands for no value of this endpoint: it would be sent as it is."""
    strange = [name for name, value in headers.items() if _MARK.fullmatch(value)]
    if strange:
        told = "Is the mark of a value that is not shown, and not of this header; send the value itself"
        raise validation_error(*(detail(f"headers.{name}", told) for name in strange))


def _disabled_by_user(tx: Transaction, status: str) -> Record:
    if status == "enabled":
        return {"disabled_reason": None, "disabled_at": None}
    return {"disabled_reason": "by_user", "disabled_at": to_text(tx.now)}


# --- for the engine


@dataclass(frozen=True, slots=True)
class Changes:
    """What has become of a workspace's endpoints since a moment.

    Attributes
    ----------
    targets: those that there are, by id.
    gone: the ids of those that were deleted.
    until: the moment of the last change (epoch ms): to be asked from the next time.
    """

    targets: dict[str, Target]
    gone: list[str]
    until: int


def changes(session: Session, workspace_id: str, secret: bytes, now: int, since: int) -> Changes:
    """The endpoints of a workspace that were changed after `since` (epoch ms), as they are sent to at `now`."""
    found = Changes({}, [], since)
    scope = {"workspace_id": workspace_id}
    for endpoint_id, doc, sealed, deleted_at, changed_at in session.rows(_CHANGED, {**scope, "since": since}):
        if deleted_at is None:
            found.targets[endpoint_id] = _target(scope["workspace_id"], secret, now, doc, sealed)
        else:
            found.gone.append(endpoint_id)
        found = replace(found, until=changed_at)
    return found


def target(session: Session, workspace_id: str, secret: bytes, now: int, endpoint_id: str) -> Target | None:
    """One endpoint as it is sent to at `now`; None when it is not there."""
    rows = session.rows(_TARGET, {"workspace_id": workspace_id, "endpoint_id": endpoint_id})
    return _target(workspace_id, secret, now, *rows[0]) if rows else None


def _target(workspace_id: str, secret: bytes, now: int, doc: str, sealed: str) -> Target:
    record = records.loads(doc)
    kept = _open(workspace_id, record["id"], secret, sealed)
    return Target(
        record["id"], record["url"], kept.headers, kept.good_at(now), record["rate_limit"], record["ordered"],
        record["status"], min((until for _, until in kept.secrets if until and now < until), default=None),
    )  # fmt: skip


def secrets_at(
    reader: Reader, workspace_id: str, endpoint_id: str, secret: bytes, moment: int
) -> tuple[str, ...]:
    """What an endpoint's deliveries were signed with at a moment (epoch ms), the newest first.

    Empty where that is no longer known: the endpoint is gone, or its secret has been replaced since.
    """
    scope = {"workspace_id": workspace_id, "endpoint_id": endpoint_id}
    row = reader.row(_GET_SEALED, **scope)
    record = reader.row(
        WEBHOOK_ENDPOINTS.retrieve_statement, workspace_id=workspace_id, record_id=endpoint_id
    )
    if row is None or record is None:
        return ()
    rotated_at = records.loads(record[0])["secret_rotated_at"]
    if rotated_at is not None and moment < from_text(rotated_at):
        return ()
    return _open(workspace_id, endpoint_id, secret, row[0]).good_at(moment)


def _note(tx: Transaction, before: Record, after: Record) -> None:
    """Tell the engine of a change: what it remembers is old, and another subscription may hold from here on."""
    tx.run(_BUMP)
    if any(after[name] != before[name] for name in _SUBSCRIBES):
        boundary = tx.sequence
        tx.run(_END, endpoint_id=after["id"], until=boundary)
        if after["status"] == "enabled":
            _subscribe(tx, after, boundary)


def _subscribe(tx: Transaction, record: Record, after: int) -> None:
    tx.run(
        _BEGIN,
        endpoint_id=record["id"],
        after=after,
        events=json.dumps(record["events"]),
        filter=records.dumps(record["filter"]) if record["filter"] else None,
        ordered=int(record["ordered"]),
    )


def _masked(tx: Transaction, headers: Mapping[str, str]) -> dict[str, str]:
    """Header values as they are shown: the same value looks the same, and tells nothing."""
    return {
        name: _MASK + hmac.new(tx.secret, f"{name}:{value}".encode(), hashlib.sha256).hexdigest()[:12]
        for name, value in headers.items()
    }


def _open(workspace_id: str, endpoint_id: str, secret: bytes, sealed: str) -> _Sealed:
    owner = f"{workspace_id}/{endpoint_id}" if sealed.startswith(_BOUND) else workspace_id
    plain = json.loads(unseal(sealed.removeprefix(_BOUND), owner, secret))
    return _Sealed([(text, until) for text, until in plain["secrets"]], plain["headers"])


def _read(tx: Transaction, endpoint_id: str) -> _Sealed:
    row = tx.row(_GET_SEALED, endpoint_id=endpoint_id)
    assert row is not None
    return _open(tx.workspace.id, endpoint_id, tx.secret, row[0])


def _write(tx: Transaction, endpoint_id: str, sealed: _Sealed) -> None:
    plain = json.dumps({"secrets": sealed.secrets, "headers": sealed.headers})
    sealed_text = seal(plain, f"{tx.workspace.id}/{endpoint_id}", tx.secret, tx.random_bits(96))
    tx.run(_SET_SEALED, endpoint_id=endpoint_id, sealed=_BOUND + sealed_text)


async def seal_anew(db: Database) -> int:
    """Bind what an earlier version has sealed for a whole workspace to its endpoint; how many endpoints."""
    rows = await db.read_long(lambda reader: reader.rows(_LOOSE))
    for workspace_id, endpoint_id in rows:
        await db.write(workspace_id, partial(_seal_anew, endpoint_id))
    return len(rows)


def _seal_anew(endpoint_id: str, tx: Transaction) -> None:
    row = tx.row(_GET_SEALED, endpoint_id=endpoint_id)
    # Nothing is left of one that was deleted meanwhile.
    if row is not None and row[0]:
        _write(tx, endpoint_id, _read(tx, endpoint_id))


SECRET = Field(
    "secret", Text(100, 30), "What the endpoint's signatures are made with. Shown by this answer only.", required=True,
    writable="never", example=f"whsec_{'x' * 43}=",
)  # fmt: skip

WEBHOOK_ENDPOINTS = Resource(
    product="workspace",
    name="webhook-endpoints",
    noun="webhook_endpoint",
    prefix="whe_",
    doc="Where the workspace's events are sent, signed. Deliveries are made at least once and retried for 26 hours.",
    read_scope="webhooks",
    write_scope="webhooks",
    operations=("create", "retrieve", "list", "update", "delete"),
    create=create_endpoint,
    change=_change,
    remove=_remove,
    reveals=(SECRET,),
    internal={"sealed": "text"},
    fields=(
        Field("url", WebAddress(), "Where to send to: https, a public address.", required=True,
              example="https://hooks.example.com/ghxstship"),
        Field("description", Text(500), "What it is for.", search=True, example="Won deals into the sales channel"),
        Field("events", Listing(EventPattern(), 200, 1), "Event types, or globs such as deal.*; * is everything.",
              required=True, example=["deal.won", "invoice.*"]),
        Field("filter", Filter(), "Conditions on the payload; null sends every event of the types.",
              example={"data.value": {"$gte": 1000}}),
        Field("headers", Headers(), "Headers that are sent along. Answers show a mark in place of each value.",
              default={}, example={"X-Team": "booking"}),
        Field("rate_limit", Integer(1, 1_000), "Attempts a second at most; null is no limit.", example=50),
        Field("ordered", Boolean(), "Send one behind the other in the order of the log; a failing delivery holds up "
              "those behind it.", default=False),
        Field("status", Choice(("enabled", "disabled")), "Whether events are sent to it.", default="enabled",
              filter=True, facet=True, example="enabled"),
        Field("disabled_reason", Choice(("by_user", "gone", "failing")),
              "Why it is disabled: by a request, since it answered 410, since it only failed for five days.",
              writable="never"),
        Field("disabled_at", Timestamp(), "When it was disabled.", writable="never"),
        Field("secret_rotated_at", Timestamp(), "When its secret was last replaced.", writable="never"),
    ),
    events=(
        DomainEvent("webhook_endpoint.disabled", "The platform has disabled an endpoint that does not take deliveries",
                    {"detail": {"type": "string", "examples": ["It answered 410 Gone."]}}),
        DomainEvent("webhook_endpoint.secret_revealed", "Somebody has asked for an endpoint's secret"),
    ),
    actions=(
        Action("rotate-secret", "Sign with a new secret; the old one goes on for a while", rotate_secret, status=201,
               fields=(Field("overlap_seconds", Integer(0, MAX_OVERLAP), "How long the old secret signs as well.",
                             default=86_400, example=86_400),)),
        Action("reveal-secret", "Show the secret once more; the log keeps who asked", reveal_secret, status=201),
    ),
)  # fmt: skip

_TABLE = WEBHOOK_ENDPOINTS.table
_OWN = (_TABLE.c.workspace_id == WORKSPACE) & (_TABLE.c.id == sa.bindparam("endpoint_id"))
_CHANGED = Statement(
    sa.select(_TABLE.c.id, _TABLE.c.doc, _TABLE.c.sealed, _TABLE.c.deleted_at, _TABLE.c.updated_at)
    .where(
        _TABLE.c.workspace_id == WORKSPACE, _TABLE.c.updated_at > sa.bindparam("since", type_=sa.BigInteger())
    )
    .order_by(_TABLE.c.updated_at)
)
_TARGET = Statement(sa.select(_TABLE.c.doc, _TABLE.c.sealed).where(_OWN, _TABLE.c.deleted_at.is_(None)))
_LOOSE = Statement(
    sa.select(_TABLE.c.workspace_id, _TABLE.c.id).where(
        _TABLE.c.deleted_at.is_(None), sa.not_(_TABLE.c.sealed.like(f"{_BOUND}%"))
    ),
    across_workspaces="upkeep serves every workspace",
)
_GET_SEALED = Statement(sa.select(_TABLE.c.sealed).where(_OWN))
_SET_SEALED = Statement(sa.update(_TABLE).where(_OWN).values(sealed=sa.bindparam("sealed")))
_BUMP = Statement(
    sa.update(POSITIONS)
    .where(POSITIONS.c.workspace_id == WORKSPACE)
    .values(revision=POSITIONS.c.revision + 1)
)
_ADD_POSITION = Statement(
    sa.insert(POSITIONS).values(workspace_id=WORKSPACE, sequence=sa.bindparam("start"), revision=1)
)
_LANE = (LANES.c.workspace_id == WORKSPACE) & (LANES.c.endpoint_id == sa.bindparam("endpoint_id"))
_ADD_LANE = Statement(
    sa.insert(LANES).values(workspace_id=WORKSPACE, endpoint_id=sa.bindparam("endpoint_id"))
)
_FORGET_FAILURES = Statement(sa.update(LANES).where(_LANE).values(failing_since=sa.null()))
_BEGIN = Statement(
    sa.insert(SUBSCRIPTIONS).values(
        workspace_id=WORKSPACE,
        endpoint_id=sa.bindparam("endpoint_id"),
        after_sequence=sa.bindparam("after"),
        events=sa.bindparam("events"),
        filter=sa.bindparam("filter"),
        ordered=sa.bindparam("ordered"),
    )
)
_END = Statement(
    sa.update(SUBSCRIPTIONS)
    .where(
        SUBSCRIPTIONS.c.workspace_id == WORKSPACE,
        SUBSCRIPTIONS.c.endpoint_id == sa.bindparam("endpoint_id"),
        SUBSCRIPTIONS.c.until_sequence.is_(None),
    )
    .values(until_sequence=sa.bindparam("until", type_=sa.BigInteger()))
)
