"""Every resource of the platform. Adding one is a file and a line here."""

from __future__ import annotations

from ..auth.keys import API_KEYS
from ..oauth.apps import OAUTH_APPS
from ..oauth.grants import OAUTH_GRANTS
from ..people.members import INVITATIONS, MEMBERS
from ..webhooks.endpoints import WEBHOOK_ENDPOINTS
from .atlvs.companies import COMPANIES
from .atlvs.contacts import CONTACTS
from .atlvs.deals import DEALS
from .atlvs.invoices import INVOICES
from .atlvs.payments import PAYMENTS
from .compvss.assignments import ASSIGNMENTS
from .compvss.crew import CREW
from .compvss.incidents import INCIDENTS
from .compvss.projects import PROJECTS
from .gvteway.customers import CUSTOMERS
from .gvteway.events import EVENTS
from .gvteway.orders import ORDERS
from .gvteway.ticket_types import TICKET_TYPES
from .gvteway.tickets import TICKETS
from .gvteway.venues import VENUES
from .resource import Resource

RESOURCES: tuple[Resource, ...] = (
    COMPANIES,
    CONTACTS,
    DEALS,
    INVOICES,
    PAYMENTS,
    PROJECTS,
    CREW,
    ASSIGNMENTS,
    INCIDENTS,
    VENUES,
    EVENTS,
    TICKET_TYPES,
    CUSTOMERS,
    ORDERS,
    TICKETS,
    API_KEYS,
    MEMBERS,
    INVITATIONS,
    WEBHOOK_ENDPOINTS,
    OAUTH_APPS,
    OAUTH_GRANTS,
)

for _resource in RESOURCES:
    _resource.table  # noqa: B018 - the table registers itself with the schema

BY_KEY = {resource.key: resource for resource in RESOURCES}
