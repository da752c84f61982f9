"""The calls that lead to each event, so that `trigger` makes real ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from ..client import Client
from ..resources.params import InvoiceCreateLine

Recipe = Callable[["Workshop"], object]

NOTE = {"trigger": "again"}
ENDPOINTS = "/workspace/v1/webhook-endpoints"

_PORTAL = "people join, change and leave in the portal. Invite somebody there, under Team."
_CONSENT = "it takes a person who allows an application something. Run ghxstship login."

REFUSED = {
    "member.created": _PORTAL,
    "member.updated": _PORTAL,
    "member.deleted": _PORTAL,
    "oauth_grant.created": _CONSENT,
    "oauth_grant.updated": _CONSENT,
    "oauth_grant.revoked": _CONSENT,
    "payment.updated": "a payment is never changed once it is recorded. Take payment.received instead.",
    "webhook_endpoint.disabled": "only the platform disables an endpoint: one that answers 410, or has failed for"
    " five days. Create one whose receiver answers 410 and trigger any event that it wants.",
}


class Workshop:
    """Makes records in the workspace. `tag` keeps names and addresses apart from those of other runs."""

    def __init__(self, client: Client, tag: str) -> None:
        self.client = client
        self.tag = tag
        self.now = datetime.now(UTC).replace(microsecond=0)

    def company(self) -> Any:
        """A company."""
        return self.client.atlvs.companies.create(name=f"Trigger Touring {self.tag}")

    def contact(self) -> Any:
        """A contact."""
        return self.client.atlvs.contacts.create(first_name="Marlo", email=f"contact-{self.tag}@example.org")

    def deal(self) -> Any:
        """An open deal."""
        return self.client.atlvs.deals.create(name=f"Trigger deal {self.tag}", value=150_000)

    def invoice(self) -> Any:
        """A draft, due long ago, as only a sent one can be overdue."""
        line: InvoiceCreateLine = {
            "description": "Main stage audio package",
            "quantity": 1,
            "unit_price": 1_000,
        }
        issued = self.now.date() - timedelta(days=60)
        return self.client.atlvs.invoices.create(
            company_id=self.company().id,
            lines=[line],
            notes=f"trigger {self.tag}",
            issue_date=issued,
            due_date=issued + timedelta(days=30),
        )

    def sent_invoice(self) -> Any:
        """An invoice that is owed."""
        return self.client.atlvs.invoices.send(self.invoice().id)

    def paid_invoice(self) -> Any:
        """An invoice that is paid in full."""
        invoice = self.sent_invoice()
        return self.client.atlvs.invoices.payments(invoice.id, amount=invoice.total)

    def project(self) -> Any:
        """A project that begins in a month."""
        day = self.now.date() + timedelta(days=30)
        return self.client.compvss.projects.create(
            name=f"Trigger show {self.tag}", start_date=day, end_date=day
        )

    def crew_member(self) -> Any:
        """A person of the crew."""
        return self.client.compvss.crew.create(
            first_name="Sable", last_name="Quill", role="Rigger", email=f"crew-{self.tag}@example.org"
        )

    def assignment(self, **fields: Any) -> Any:
        """An invitation."""
        start = self.now + timedelta(days=30)
        return self.client.compvss.assignments.create(
            project_id=self.project().id, crew_member_id=self.crew_member().id, role="Rigger",
            start_at=start, end_at=start + timedelta(hours=8), **fields,
        )  # fmt: skip

    def confirmed(self) -> Any:
        """An assignment that is agreed."""
        return self.assignment(status="confirmed")

    def checked_in(self) -> Any:
        """A person at work."""
        return self.client.compvss.assignments.check_in(self.confirmed().id)

    def incident(self) -> Any:
        """A small incident."""
        return self.client.compvss.incidents.create(
            project_id=self.project().id, title="Cable across a walkway", description="Taped down.", severity="low"
        )  # fmt: skip

    def venue(self) -> Any:
        """A venue."""
        return self.client.gvteway.venues.create(name=f"Trigger Hall {self.tag}")

    def event(self, **fields: Any) -> Any:
        """A show in a month; a draft, unless `status` says else."""
        return self.client.gvteway.events.create(
            name=f"Trigger Night {self.tag}", starts_at=self.now + timedelta(days=30), **fields
        )

    def ticket_type(self, quantity: int = 10) -> Any:
        """Tickets on sale."""
        return self.client.gvteway.ticket_types.create(
            event_id=self.event(status="on_sale").id, name="General", price=75.5, quantity=quantity
        )

    def customer(self) -> Any:
        """A customer."""
        return self.client.gvteway.customers.create(email=f"guest-{self.tag}@example.org")

    def order(self, quantity: int = 10) -> Any:
        """A finished order of one ticket."""
        kind = self.ticket_type(quantity)
        return self.client.gvteway.orders.create(
            event_id=kind.event_id,
            customer={"email": f"guest-{self.tag}@example.org"},
            items=[{"ticket_type_id": kind.id, "quantity": 1}],
            complete=True,
        )

    def ticket(self) -> Any:
        """A valid ticket."""
        order = self.order()
        return self.client.gvteway.tickets.list(order_id=order.id).data[0]

    def api_key(self) -> Any:
        """A key that may only read and is revoked at once; its secret goes nowhere."""
        keys = self.client.workspace.keys
        return keys.revoke(keys.create(name=f"Trigger {self.tag}", scopes=["read"]).id)

    def webhook_endpoint(self) -> str:
        """An endpoint that is switched off, so that nothing is sent to its address; its id."""
        body = {
            "url": "https://hooks.example.org/trigger",
            "description": f"Trigger {self.tag}",
            "events": ["deal.won"],
            "status": "disabled",
        }
        return str(self.client.request("POST", ENDPOINTS, body=body).json()["id"])

    def invitation(self) -> Any:
        """An open invitation, whose link nobody has."""
        return self.client.workspace.invitations.create(email=f"guest-{self.tag}@example.org", role="viewer")

    def oauth_app(self) -> Any:
        """An application that asks nobody."""
        return self.client.workspace.oauth_apps.create(
            name=f"Trigger app {self.tag}", type="confidential", scopes=["read"]
        )

    def change_endpoint(self, method: str, action: str = "", body: Any = None) -> None:
        """Something that is done to such an endpoint."""
        self.client.request(method, f"{ENDPOINTS}/{self.webhook_endpoint()}{action}", body=body)


# The noun of each resource and where its records are.
_HOMES = {
    "company": ("atlvs", "companies"),
    "contact": ("atlvs", "contacts"),
    "deal": ("atlvs", "deals"),
    "invoice": ("atlvs", "invoices"),
    "project": ("compvss", "projects"),
    "crew_member": ("compvss", "crew"),
    "assignment": ("compvss", "assignments"),
    "incident": ("compvss", "incidents"),
    "venue": ("gvteway", "venues"),
    "event": ("gvteway", "events"),
    "ticket_type": ("gvteway", "ticket_types"),
    "customer": ("gvteway", "customers"),
    "order": ("gvteway", "orders"),
    "ticket": ("gvteway", "tickets"),
    "api_key": ("workspace", "keys"),
    "oauth_app": ("workspace", "oauth_apps"),
}
_DELETABLE = frozenset(_HOMES) - {"order", "ticket", "api_key"}


def _home(shop: Workshop, noun: str) -> Any:
    product, resource = _HOMES[noun]
    return getattr(getattr(shop.client, product), resource)


def _created(noun: str) -> Recipe:
    return lambda shop: getattr(shop, noun)()


def _updated(noun: str) -> Recipe:
    return lambda shop: _home(shop, noun).update(getattr(shop, noun)().id, metadata=NOTE)


def _deleted(noun: str) -> Recipe:
    return lambda shop: _home(shop, noun).delete(getattr(shop, noun)().id)


RECIPES: dict[str, Recipe] = {
    **{f"{noun}.created": _created(noun) for noun in _HOMES},
    **{f"{noun}.updated": _updated(noun) for noun in _HOMES},
    **{f"{noun}.deleted": _deleted(noun) for noun in sorted(_DELETABLE)},
    "deal.won": lambda shop: shop.client.atlvs.deals.update(shop.deal().id, status="won"),
    "deal.lost": lambda shop: shop.client.atlvs.deals.update(
        shop.deal().id, status="lost", lost_reason="Went with another agency"
    ),
    "invoice.sent": Workshop.sent_invoice,
    "invoice.overdue": Workshop.sent_invoice,
    "invoice.paid": Workshop.paid_invoice,
    "invoice.voided": lambda shop: shop.client.atlvs.invoices.void(shop.sent_invoice().id),
    "payment.created": Workshop.paid_invoice,
    "payment.received": Workshop.paid_invoice,
    "project.status_changed": lambda shop: shop.client.compvss.projects.update(
        shop.project().id, status="pre_production"
    ),
    "crew.assigned": Workshop.assignment,
    "crew.confirmed": lambda shop: shop.client.compvss.assignments.confirm(shop.assignment().id),
    "crew.declined": lambda shop: shop.client.compvss.assignments.decline(shop.assignment().id),
    "crew.cancelled": lambda shop: shop.client.compvss.assignments.cancel(shop.assignment().id),
    "crew.checked_in": Workshop.checked_in,
    "crew.checked_out": lambda shop: shop.client.compvss.assignments.check_out(shop.checked_in().id),
    "incident.reported": Workshop.incident,
    "incident.escalated": lambda shop: shop.client.compvss.incidents.update(
        shop.incident().id, severity="critical"
    ),
    "incident.resolved": lambda shop: shop.client.compvss.incidents.update(
        shop.incident().id, status="resolved", resolution="Cable moved overhead"
    ),
    "event.published": lambda shop: shop.client.gvteway.events.update(shop.event().id, status="published"),
    "event.cancelled": lambda shop: shop.client.gvteway.events.update(
        shop.event(status="published").id, status="cancelled"
    ),
    "event.sold_out": lambda shop: shop.order(quantity=1),
    "ticket.created": Workshop.order,
    "ticket.purchased": Workshop.order,
    "ticket.refunded": lambda shop: shop.client.gvteway.orders.refund(shop.order().id),
    "ticket.checked_in": lambda shop: shop.client.gvteway.tickets.check_in(shop.ticket().id),
    "ticket.transferred": lambda shop: shop.client.gvteway.tickets.transfer(
        shop.ticket().id, holder={"first_name": "Sable", "email": f"sable-{shop.tag}@example.org"}
    ),
    "invitation.created": Workshop.invitation,
    "invitation.updated": lambda shop: shop.client.workspace.invitations.revoke(shop.invitation().id),
    "webhook_endpoint.created": Workshop.webhook_endpoint,
    "webhook_endpoint.updated": lambda shop: shop.change_endpoint("PATCH", body={"metadata": NOTE}),
    "webhook_endpoint.deleted": lambda shop: shop.change_endpoint("DELETE"),
    "webhook_endpoint.secret_revealed": lambda shop: shop.change_endpoint("POST", "/reveal-secret"),
}
