"""Deals: what is being negotiated, won and lost."""

from __future__ import annotations

from ...clock import to_text
from ...storage.transaction import Transaction
from .. import records
from ..fields import Choice, Currency, Date, Field, Money, Number, Reference, Text, Timestamp
from ..resource import DomainEvent, Lifecycle, Record, Resource, status_field

STAGES = ("qualification", "proposal", "negotiation")

# A closed deal can be opened again; a won one becomes lost only by way of open.
LIFECYCLE = Lifecycle(
    start=("open", "won", "lost"), ways={"open": ("won", "lost"), "won": ("open",), "lost": ("open",)}
)


def _close(tx: Transaction, deal: Record) -> None:
    """A closed deal carries the moment it closed; an open one carries neither that nor a reason."""
    if deal["status"] == "open":
        deal["closed_at"] = None
        deal["lost_reason"] = None
    elif deal["closed_at"] is None:
        deal["closed_at"] = to_text(tx.now)


def change_deal(tx: Transaction, before: Record, after: Record) -> None:
    """Keep `closed_at` and `lost_reason` in step with the status."""
    if after["status"] != before["status"]:
        after["closed_at"] = None
    _close(tx, after)


def announce_outcome(tx: Transaction, deal: Record) -> None:
    """Emit `deal.won` or `deal.lost`."""
    if deal["status"] != "open":
        records.emit(tx, DEALS, f"deal.{deal['status']}", deal)


def deal_changed(tx: Transaction, before: Record, after: Record) -> None:
    """Announce the outcome when the status has just become one."""
    if after["status"] != before["status"]:
        announce_outcome(tx, after)


DEALS = Resource(
    product="atlvs",
    name="deals",
    noun="deal",
    prefix="deal_",
    doc="What is being negotiated: a run of shows, a sponsorship, a rental.",
    lifecycle=LIFECYCLE,
    prepare=_close,
    created=announce_outcome,
    change=change_deal,
    changed=deal_changed,
    events=(
        DomainEvent("deal.won", "Deal marked as won"),
        DomainEvent("deal.lost", "Deal marked as lost"),
    ),
    fields=(
        Field("name", Text(200, 1), "Name.", required=True, search=True, example="Aurora Drift: 12-date spring run"),
        Field("value", Money(), "What it is worth.", required=True, example=150000),
        Field("currency", Currency(), "Currency of the value.", default="USD", example="USD"),
        status_field(LIFECYCLE, "Open, won or lost; a closed deal can be opened again."),
        Field("stage", Choice(STAGES), "How far an open deal has come.", default="qualification", filter=True,
              facet=True, example="proposal"),
        Field("probability", Number(0, 1, 4), "Chance of winning it, 0 to 1.", example=0.6),
        Field("owner_id", Text(64), "Your id of the person who owns it.", filter=True, example="user_rowan"),
        Field("contact_id", Reference("atlvs.contacts", "contact_"), "Whom it is with.", filter=True),
        Field("company_id", Reference("atlvs.companies", "company_"), "Which company it is with.", filter=True),
        Field("expected_close_date", Date(), "When it should close.", example="2026-12-18"),
        Field("next_action_at", Timestamp(), "When somebody has to act next.", example="2026-11-25T15:00:00.000Z"),
        Field("lost_reason", Text(500), "Why it was lost.", example="Went with another agency"),
        Field("notes", Text(10_000), "Notes.", example="Prefers calls in the morning."),
        Field("closed_at", Timestamp(), "When it was won or lost.", writable="never"),
    ),
)  # fmt: skip
