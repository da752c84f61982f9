"""The resources of ATLVS. Written by sdk/emit from openapi/openapi.json; change those, not this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records import Record
from .base import AsyncProduct, AsyncResource, Product, Resource

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence
    from datetime import date, datetime
    from decimal import Decimal
    from typing import Literal, Unpack

    from ..call import Options
    from ..pages import AsyncList, Page
    from ..sync import AsyncSync, Sync, SyncOptions
    from .params import (
        AtlvsCompaniesExportParams,
        AtlvsCompaniesListParams,
        AtlvsContactsExportParams,
        AtlvsContactsListParams,
        AtlvsDealsExportParams,
        AtlvsDealsListParams,
        AtlvsInvoicesExportParams,
        AtlvsInvoicesListParams,
        AtlvsPaymentsExportParams,
        AtlvsPaymentsListParams,
        CompanyCreate,
        CompanyCreateParams,
        CompanyUpdateParams,
        ContactCreate,
        ContactCreateParams,
        ContactUpdateParams,
        DealCreate,
        DealCreateParams,
        DealUpdateParams,
        InvoiceCreate,
        InvoiceCreateParams,
        InvoicePaymentsParams,
        InvoiceUpdateParams,
        InvoiceVoidParams,
    )


class BatchError(Record):
    """Why an item failed."""

    __slots__ = ()
    code: str
    """What went wrong, for programs."""
    message: str
    """One sentence for the one who has to act."""
    details: list[ErrorDetail]
    """Everything that is wrong, at once."""


class BatchSummary(Record):
    """How many items ended in which way."""

    __slots__ = ()
    created: int
    """Items created."""
    updated: int
    """Items updated."""
    unchanged: int
    """Items unchanged."""
    failed: int
    """Items failed."""


class Company(Record):
    """Organisations that a workspace sells to, buys from or works with."""

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    name: str
    """Name."""
    domain: str | None
    """Internet domain."""
    kind: str
    """What it is to you."""
    billing_email: str | None
    """Where invoices go."""
    address: CompanyAddress | None
    """Postal address."""
    currency: str
    """Currency of its invoices."""
    payment_terms: str
    """When its invoices are due."""
    metadata: Record
    """Up to 50 string pairs of your own."""
    external_id: str | None
    """The record's id in your system, unique per workspace and resource."""
    version: int
    """Counts the changes; for `If-Match`."""
    created_at: datetime
    """When it was created."""
    updated_at: datetime
    """When it last changed."""
    deleted_at: datetime | None
    """When it was deleted; only on records that were (`include_deleted`)."""


class CompanyAddress(Record):
    """Postal address."""

    __slots__ = ()
    line1: str | None
    """Street and number."""
    line2: str | None
    """Second line."""
    city: str | None
    """City."""
    region: str | None
    """State or region."""
    postal_code: str | None
    """Postal code."""
    country: str | None
    """Country."""


class CompanyBatchResult(Record):
    """What became of each item, in the order of the request."""

    __slots__ = ()
    data: list[CompanyBatchResultDataItem]
    """A result for each item."""
    summary: BatchSummary
    """How many items ended in which way."""


class CompanyBatchResultDataItem(Record):
    """A CompanyBatchResultDataItem."""

    __slots__ = ()
    index: int
    """The item's place in the request, from 0."""
    status: int
    """201 if it was created."""
    record: Company | None
    """Organisations that a workspace sells to, buys from or works with."""
    error: BatchError | None
    """Why an item failed."""


class Contact(Record):
    """People, usually at a company. An e-mail address belongs to one contact, in whatever case it is written."""

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    first_name: str | None
    """Given name."""
    last_name: str | None
    """Family name."""
    email: str | None
    """E-mail address, unique per workspace."""
    phone: str | None
    """Telephone number."""
    company_id: str | None
    """Where the person works."""
    source: str | None
    """Where the contact came from."""
    metadata: Record
    """Up to 50 string pairs of your own."""
    external_id: str | None
    """The record's id in your system, unique per workspace and resource."""
    version: int
    """Counts the changes; for `If-Match`."""
    created_at: datetime
    """When it was created."""
    updated_at: datetime
    """When it last changed."""
    deleted_at: datetime | None
    """When it was deleted; only on records that were (`include_deleted`)."""


class ContactBatchResult(Record):
    """What became of each item, in the order of the request."""

    __slots__ = ()
    data: list[ContactBatchResultDataItem]
    """A result for each item."""
    summary: BatchSummary
    """How many items ended in which way."""


class ContactBatchResultDataItem(Record):
    """A ContactBatchResultDataItem."""

    __slots__ = ()
    index: int
    """The item's place in the request, from 0."""
    status: int
    """201 if it was created."""
    record: Contact | None
    """People, usually at a company. An e-mail address belongs to one contact, in whatever case it is written.
    """
    error: BatchError | None
    """Why an item failed."""


class Deal(Record):
    """What is being negotiated: a run of shows, a sponsorship, a rental."""

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    name: str
    """Name."""
    value: Decimal
    """What it is worth. Major units, with at most the decimals of the currency, and at most 10^15 minor
    units.
    """
    currency: str
    """Currency of the value."""
    status: str
    """Open, won or lost; a closed deal can be opened again."""
    stage: str
    """How far an open deal has come."""
    probability: float | None
    """Chance of winning it, 0 to 1."""
    owner_id: str | None
    """Your id of the person who owns it."""
    contact_id: str | None
    """Whom it is with."""
    company_id: str | None
    """Which company it is with."""
    expected_close_date: date | None
    """When it should close."""
    next_action_at: datetime | None
    """When somebody has to act next."""
    lost_reason: str | None
    """Why it was lost."""
    notes: str | None
    """Notes."""
    closed_at: datetime | None
    """When it was won or lost."""
    metadata: Record
    """Up to 50 string pairs of your own."""
    external_id: str | None
    """The record's id in your system, unique per workspace and resource."""
    version: int
    """Counts the changes; for `If-Match`."""
    created_at: datetime
    """When it was created."""
    updated_at: datetime
    """When it last changed."""
    deleted_at: datetime | None
    """When it was deleted; only on records that were (`include_deleted`)."""


class DealBatchResult(Record):
    """What became of each item, in the order of the request."""

    __slots__ = ()
    data: list[DealBatchResultDataItem]
    """A result for each item."""
    summary: BatchSummary
    """How many items ended in which way."""


class DealBatchResultDataItem(Record):
    """A DealBatchResultDataItem."""

    __slots__ = ()
    index: int
    """The item's place in the request, from 0."""
    status: int
    """201 if it was created."""
    record: Deal | None
    """What is being negotiated: a run of shows, a sponsorship, a rental."""
    error: BatchError | None
    """Why an item failed."""


class ErrorDetail(Record):
    """One thing that is wrong. Some carry more: `available`, `allowed`, `current_version` …"""

    __slots__ = ()
    field: str
    """The field, parameter or header."""
    message: str
    """What it must be."""


class Invoice(Record):
    """What is charged for. Amounts are computed from the lines: rounded half-up per line, then summed."""

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    number: str | None
    """Number, `INV-YYYY-NNNN`, without gaps in the year of issue; given when it is sent."""
    status: str
    """Moved by the actions and by payments only."""
    company_id: str | None
    """Company it is to; or contact_id."""
    contact_id: str | None
    """Contact it is to; or company_id."""
    deal_id: str | None
    """Deal it is for."""
    project_id: str | None
    """Project it is for."""
    currency: str
    """Currency of all its amounts."""
    lines: list[InvoiceLine]
    """What is charged."""
    subtotal: Decimal
    """Sum of the lines' amounts. Major units, with at most the decimals of the currency, and at most 10^15
    minor units.
    """
    tax: Decimal
    """Sum of the lines' taxes, each rounded half-up. Major units, with at most the decimals of the currency,
    and at most 10^15 minor units.
    """
    total: Decimal
    """Subtotal and tax. Major units, with at most the decimals of the currency, and at most 10^15 minor
    units.
    """
    paid_amount: Decimal
    """Sum of its payments. Major units, with at most the decimals of the currency, and at most 10^15 minor
    units.
    """
    balance_due: Decimal
    """What is still to be paid: total less paid_amount; 0 when void. Major units, with at most the decimals
    of the currency, and at most 10^15 minor units.
    """
    issue_date: date | None
    """Day of issue; the day it is sent (UTC), if left out."""
    due_date: date | None
    """Day by which to pay; left out, it follows from the company's payment_terms."""
    notes: str | None
    """Notes; can change at any time."""
    sent_at: datetime | None
    """When it was sent."""
    paid_at: datetime | None
    """When its last payment was recorded."""
    voided_at: datetime | None
    """When it was voided."""
    void_reason: str | None
    """Why it was voided."""
    metadata: Record
    """Up to 50 string pairs of your own."""
    external_id: str | None
    """The record's id in your system, unique per workspace and resource."""
    version: int
    """Counts the changes; for `If-Match`."""
    created_at: datetime
    """When it was created."""
    updated_at: datetime
    """When it last changed."""
    overdue: bool
    """Whether it is owed and its due date has passed (UTC)."""
    deleted_at: datetime | None
    """When it was deleted; only on records that were (`include_deleted`)."""


class InvoiceBatchResult(Record):
    """What became of each item, in the order of the request."""

    __slots__ = ()
    data: list[InvoiceBatchResultDataItem]
    """A result for each item."""
    summary: BatchSummary
    """How many items ended in which way."""


class InvoiceBatchResultDataItem(Record):
    """A InvoiceBatchResultDataItem."""

    __slots__ = ()
    index: int
    """The item's place in the request, from 0."""
    status: int
    """201 if it was created."""
    record: Invoice | None
    """What is charged for. Amounts are computed from the lines: rounded half-up per line, then summed."""
    error: BatchError | None
    """Why an item failed."""


class InvoiceLine(Record):
    """A InvoiceLine."""

    __slots__ = ()
    description: str
    """What it is for."""
    quantity: float | None
    """How many."""
    unit_price: Decimal
    """Price of one, without tax. Major units, with at most the decimals of the currency, and at most 10^15
    minor units.
    """
    tax_rate: float | None
    """Tax as a fraction: 0.0825 is 8.25 %."""
    amount: Decimal | None
    """Quantity times unit price without tax, rounded half-up. Major units, with at most the decimals of the
    currency, and at most 10^15 minor units.
    """


class Payment(Record):
    """Money received for invoices. A payment is recorded with its invoice's `payments` action."""

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    invoice_id: str
    """Which invoice it pays."""
    currency: str
    """Currency, that of the invoice."""
    amount: Decimal
    """What was paid, above 0 and at most the balance due. Major units, with at most the decimals of the
    currency, and at most 10^15 minor units.
    """
    method: str
    """How it was paid."""
    reference: str | None
    """The payer's or the bank's reference."""
    received_at: datetime | None
    """When the money arrived; now, if left out."""
    metadata: Record
    """Up to 50 string pairs of your own."""
    external_id: str | None
    """The record's id in your system, unique per workspace and resource."""
    version: int
    """Counts the changes; for `If-Match`."""
    created_at: datetime
    """When it was created."""
    updated_at: datetime
    """When it last changed."""
    deleted_at: datetime | None
    """When it was deleted; only on records that were (`include_deleted`)."""


class CompaniesResource(Resource):
    """ATLVS: companies."""

    __slots__ = ()

    def list(self, **params: Unpack[AtlvsCompaniesListParams]) -> Page[Company]:
        """List companies. Filters may be combined; a repeated one means "or". Organisations that a workspace
        sells to, buys from or works with. Needs the scope `read`.
        """
        return self._list("/atlvs/v1/companies", Company, params)

    def sync(self, **params: Unpack[SyncOptions]) -> Sync[Company]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/atlvs/v1/companies", Company, params)

    def create(self, **params: Unpack[CompanyCreateParams]) -> Company:
        """Create a company. Sets every field that is left out to its default. Organisations that a workspace
        sells to, buys from or works with. Needs the scope `write`.
        """
        return self._write("POST", "/atlvs/v1/companies", (), Company, params, body=True)

    def batch(
        self,
        items: Sequence[CompanyCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> CompanyBatchResult:
        """Create or upsert up to 1,000 companies. Each item succeeds or fails by itself; the answer says what
        became of each. Organisations that a workspace sells to, buys from or works with. Needs the scope
        `write`.
        """
        return self._batch("/atlvs/v1/companies/batch", items, mode, CompanyBatchResult, params)

    def export(self, **params: Unpack[AtlvsCompaniesExportParams]) -> Iterator[Company]:
        """Export companies as NDJSON. Streams everything that matches from one snapshot, with as many lines
        as there are records. Organisations that a workspace sells to, buys from or works with. Needs the
        scope `read`.
        """
        return self._export("/atlvs/v1/companies/export", Company, params)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> Company:
        """Retrieve a company. With `If-None-Match`, 304 when it has not changed. Organisations that a
        workspace sells to, buys from or works with. Needs the scope `read`.
        """
        return self._get("/atlvs/v1/companies/{}", (id,), Company, params)

    def update(self, id: str, /, **params: Unpack[CompanyUpdateParams]) -> Company:
        """Update a company. Changes the fields that are sent. A change of nothing emits no event.
        Organisations that a workspace sells to, buys from or works with. Needs the scope `write`.
        """
        return self._write("PATCH", "/atlvs/v1/companies/{}", (id,), Company, params, body=True)

    def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete a company. The record stays as a tombstone for `include_deleted`. Refused while other
        records point to it. Organisations that a workspace sells to, buys from or works with. Needs the
        scope `write`.
        """
        self._delete("/atlvs/v1/companies/{}", (id,), params)


class AsyncCompaniesResource(AsyncResource):
    """ATLVS: companies."""

    __slots__ = ()

    def list(self, **params: Unpack[AtlvsCompaniesListParams]) -> AsyncList[Company]:
        """List companies. Filters may be combined; a repeated one means "or". Organisations that a workspace
        sells to, buys from or works with. Needs the scope `read`.
        """
        return self._list("/atlvs/v1/companies", Company, params)

    def sync(self, **params: Unpack[SyncOptions]) -> AsyncSync[Company]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/atlvs/v1/companies", Company, params)

    async def create(self, **params: Unpack[CompanyCreateParams]) -> Company:
        """Create a company. Sets every field that is left out to its default. Organisations that a workspace
        sells to, buys from or works with. Needs the scope `write`.
        """
        return await self._write("POST", "/atlvs/v1/companies", (), Company, params, body=True)

    async def batch(
        self,
        items: Sequence[CompanyCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> CompanyBatchResult:
        """Create or upsert up to 1,000 companies. Each item succeeds or fails by itself; the answer says what
        became of each. Organisations that a workspace sells to, buys from or works with. Needs the scope
        `write`.
        """
        return await self._batch("/atlvs/v1/companies/batch", items, mode, CompanyBatchResult, params)

    def export(self, **params: Unpack[AtlvsCompaniesExportParams]) -> AsyncIterator[Company]:
        """Export companies as NDJSON. Streams everything that matches from one snapshot, with as many lines
        as there are records. Organisations that a workspace sells to, buys from or works with. Needs the
        scope `read`.
        """
        return self._export("/atlvs/v1/companies/export", Company, params)

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> Company:
        """Retrieve a company. With `If-None-Match`, 304 when it has not changed. Organisations that a
        workspace sells to, buys from or works with. Needs the scope `read`.
        """
        return await self._get("/atlvs/v1/companies/{}", (id,), Company, params)

    async def update(self, id: str, /, **params: Unpack[CompanyUpdateParams]) -> Company:
        """Update a company. Changes the fields that are sent. A change of nothing emits no event.
        Organisations that a workspace sells to, buys from or works with. Needs the scope `write`.
        """
        return await self._write("PATCH", "/atlvs/v1/companies/{}", (id,), Company, params, body=True)

    async def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete a company. The record stays as a tombstone for `include_deleted`. Refused while other
        records point to it. Organisations that a workspace sells to, buys from or works with. Needs the
        scope `write`.
        """
        await self._delete("/atlvs/v1/companies/{}", (id,), params)


class ContactsResource(Resource):
    """ATLVS: contacts."""

    __slots__ = ()

    def list(self, **params: Unpack[AtlvsContactsListParams]) -> Page[Contact]:
        """List contacts. Filters may be combined; a repeated one means "or". People, usually at a company. An
        e-mail address belongs to one contact, in whatever case it is written. Needs the scope `read`.
        """
        return self._list("/atlvs/v1/contacts", Contact, params)

    def sync(self, **params: Unpack[SyncOptions]) -> Sync[Contact]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/atlvs/v1/contacts", Contact, params)

    def create(self, **params: Unpack[ContactCreateParams]) -> Contact:
        """Create a contact. Sets every field that is left out to its default. People, usually at a company.
        An e-mail address belongs to one contact, in whatever case it is written. Needs the scope `write`.
        """
        return self._write("POST", "/atlvs/v1/contacts", (), Contact, params, body=True)

    def batch(
        self,
        items: Sequence[ContactCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> ContactBatchResult:
        """Create or upsert up to 1,000 contacts. Each item succeeds or fails by itself; the answer says what
        became of each. People, usually at a company. An e-mail address belongs to one contact, in whatever
        case it is written. Needs the scope `write`.
        """
        return self._batch("/atlvs/v1/contacts/batch", items, mode, ContactBatchResult, params)

    def export(self, **params: Unpack[AtlvsContactsExportParams]) -> Iterator[Contact]:
        """Export contacts as NDJSON. Streams everything that matches from one snapshot, with as many lines as
        there are records. People, usually at a company. An e-mail address belongs to one contact, in
        whatever case it is written. Needs the scope `read`.
        """
        return self._export("/atlvs/v1/contacts/export", Contact, params)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> Contact:
        """Retrieve a contact. With `If-None-Match`, 304 when it has not changed. People, usually at a
        company. An e-mail address belongs to one contact, in whatever case it is written. Needs the scope
        `read`.
        """
        return self._get("/atlvs/v1/contacts/{}", (id,), Contact, params)

    def update(self, id: str, /, **params: Unpack[ContactUpdateParams]) -> Contact:
        """Update a contact. Changes the fields that are sent. A change of nothing emits no event. People,
        usually at a company. An e-mail address belongs to one contact, in whatever case it is written.
        Needs the scope `write`.
        """
        return self._write("PATCH", "/atlvs/v1/contacts/{}", (id,), Contact, params, body=True)

    def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete a contact. The record stays as a tombstone for `include_deleted`. Refused while other
        records point to it. People, usually at a company. An e-mail address belongs to one contact, in
        whatever case it is written. Needs the scope `write`.
        """
        self._delete("/atlvs/v1/contacts/{}", (id,), params)


class AsyncContactsResource(AsyncResource):
    """ATLVS: contacts."""

    __slots__ = ()

    def list(self, **params: Unpack[AtlvsContactsListParams]) -> AsyncList[Contact]:
        """List contacts. Filters may be combined; a repeated one means "or". People, usually at a company. An
        e-mail address belongs to one contact, in whatever case it is written. Needs the scope `read`.
        """
        return self._list("/atlvs/v1/contacts", Contact, params)

    def sync(self, **params: Unpack[SyncOptions]) -> AsyncSync[Contact]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/atlvs/v1/contacts", Contact, params)

    async def create(self, **params: Unpack[ContactCreateParams]) -> Contact:
        """Create a contact. Sets every field that is left out to its default. People, usually at a company.
        An e-mail address belongs to one contact, in whatever case it is written. Needs the scope `write`.
        """
        return await self._write("POST", "/atlvs/v1/contacts", (), Contact, params, body=True)

    async def batch(
        self,
        items: Sequence[ContactCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> ContactBatchResult:
        """Create or upsert up to 1,000 contacts. Each item succeeds or fails by itself; the answer says what
        became of each. People, usually at a company. An e-mail address belongs to one contact, in whatever
        case it is written. Needs the scope `write`.
        """
        return await self._batch("/atlvs/v1/contacts/batch", items, mode, ContactBatchResult, params)

    def export(self, **params: Unpack[AtlvsContactsExportParams]) -> AsyncIterator[Contact]:
        """Export contacts as NDJSON. Streams everything that matches from one snapshot, with as many lines as
        there are records. People, usually at a company. An e-mail address belongs to one contact, in
        whatever case it is written. Needs the scope `read`.
        """
        return self._export("/atlvs/v1/contacts/export", Contact, params)

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> Contact:
        """Retrieve a contact. With `If-None-Match`, 304 when it has not changed. People, usually at a
        company. An e-mail address belongs to one contact, in whatever case it is written. Needs the scope
        `read`.
        """
        return await self._get("/atlvs/v1/contacts/{}", (id,), Contact, params)

    async def update(self, id: str, /, **params: Unpack[ContactUpdateParams]) -> Contact:
        """Update a contact. Changes the fields that are sent. A change of nothing emits no event. People,
        usually at a company. An e-mail address belongs to one contact, in whatever case it is written.
        Needs the scope `write`.
        """
        return await self._write("PATCH", "/atlvs/v1/contacts/{}", (id,), Contact, params, body=True)

    async def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete a contact. The record stays as a tombstone for `include_deleted`. Refused while other
        records point to it. People, usually at a company. An e-mail address belongs to one contact, in
        whatever case it is written. Needs the scope `write`.
        """
        await self._delete("/atlvs/v1/contacts/{}", (id,), params)


class DealsResource(Resource):
    """ATLVS: deals."""

    __slots__ = ()

    def list(self, **params: Unpack[AtlvsDealsListParams]) -> Page[Deal]:
        """List deals. Filters may be combined; a repeated one means "or". What is being negotiated: a run of
        shows, a sponsorship, a rental. Needs the scope `read`.
        """
        return self._list("/atlvs/v1/deals", Deal, params)

    def sync(self, **params: Unpack[SyncOptions]) -> Sync[Deal]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/atlvs/v1/deals", Deal, params)

    def create(self, **params: Unpack[DealCreateParams]) -> Deal:
        """Create a deal. Sets every field that is left out to its default. What is being negotiated: a run of
        shows, a sponsorship, a rental. Needs the scope `write`.
        """
        return self._write("POST", "/atlvs/v1/deals", (), Deal, params, body=True)

    def batch(
        self,
        items: Sequence[DealCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> DealBatchResult:
        """Create or upsert up to 1,000 deals. Each item succeeds or fails by itself; the answer says what
        became of each. What is being negotiated: a run of shows, a sponsorship, a rental. Needs the scope
        `write`.
        """
        return self._batch("/atlvs/v1/deals/batch", items, mode, DealBatchResult, params)

    def export(self, **params: Unpack[AtlvsDealsExportParams]) -> Iterator[Deal]:
        """Export deals as NDJSON. Streams everything that matches from one snapshot, with as many lines as
        there are records. What is being negotiated: a run of shows, a sponsorship, a rental. Needs the
        scope `read`.
        """
        return self._export("/atlvs/v1/deals/export", Deal, params)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> Deal:
        """Retrieve a deal. With `If-None-Match`, 304 when it has not changed. What is being negotiated: a run
        of shows, a sponsorship, a rental. Needs the scope `read`.
        """
        return self._get("/atlvs/v1/deals/{}", (id,), Deal, params)

    def update(self, id: str, /, **params: Unpack[DealUpdateParams]) -> Deal:
        """Update a deal. Changes the fields that are sent. A change of nothing emits no event. What is being
        negotiated: a run of shows, a sponsorship, a rental. Needs the scope `write`.
        """
        return self._write("PATCH", "/atlvs/v1/deals/{}", (id,), Deal, params, body=True)

    def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete a deal. The record stays as a tombstone for `include_deleted`. Refused while other records
        point to it. What is being negotiated: a run of shows, a sponsorship, a rental. Needs the scope
        `write`.
        """
        self._delete("/atlvs/v1/deals/{}", (id,), params)


class AsyncDealsResource(AsyncResource):
    """ATLVS: deals."""

    __slots__ = ()

    def list(self, **params: Unpack[AtlvsDealsListParams]) -> AsyncList[Deal]:
        """List deals. Filters may be combined; a repeated one means "or". What is being negotiated: a run of
        shows, a sponsorship, a rental. Needs the scope `read`.
        """
        return self._list("/atlvs/v1/deals", Deal, params)

    def sync(self, **params: Unpack[SyncOptions]) -> AsyncSync[Deal]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/atlvs/v1/deals", Deal, params)

    async def create(self, **params: Unpack[DealCreateParams]) -> Deal:
        """Create a deal. Sets every field that is left out to its default. What is being negotiated: a run of
        shows, a sponsorship, a rental. Needs the scope `write`.
        """
        return await self._write("POST", "/atlvs/v1/deals", (), Deal, params, body=True)

    async def batch(
        self,
        items: Sequence[DealCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> DealBatchResult:
        """Create or upsert up to 1,000 deals. Each item succeeds or fails by itself; the answer says what
        became of each. What is being negotiated: a run of shows, a sponsorship, a rental. Needs the scope
        `write`.
        """
        return await self._batch("/atlvs/v1/deals/batch", items, mode, DealBatchResult, params)

    def export(self, **params: Unpack[AtlvsDealsExportParams]) -> AsyncIterator[Deal]:
        """Export deals as NDJSON. Streams everything that matches from one snapshot, with as many lines as
        there are records. What is being negotiated: a run of shows, a sponsorship, a rental. Needs the
        scope `read`.
        """
        return self._export("/atlvs/v1/deals/export", Deal, params)

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> Deal:
        """Retrieve a deal. With `If-None-Match`, 304 when it has not changed. What is being negotiated: a run
        of shows, a sponsorship, a rental. Needs the scope `read`.
        """
        return await self._get("/atlvs/v1/deals/{}", (id,), Deal, params)

    async def update(self, id: str, /, **params: Unpack[DealUpdateParams]) -> Deal:
        """Update a deal. Changes the fields that are sent. A change of nothing emits no event. What is being
        negotiated: a run of shows, a sponsorship, a rental. Needs the scope `write`.
        """
        return await self._write("PATCH", "/atlvs/v1/deals/{}", (id,), Deal, params, body=True)

    async def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete a deal. The record stays as a tombstone for `include_deleted`. Refused while other records
        point to it. What is being negotiated: a run of shows, a sponsorship, a rental. Needs the scope
        `write`.
        """
        await self._delete("/atlvs/v1/deals/{}", (id,), params)


class InvoicesResource(Resource):
    """ATLVS: invoices."""

    __slots__ = ()

    def list(self, **params: Unpack[AtlvsInvoicesListParams]) -> Page[Invoice]:
        """List invoices. Filters may be combined; a repeated one means "or". What is charged for. Amounts are
        computed from the lines: rounded half-up per line, then summed. Needs the scope `read`.
        """
        return self._list("/atlvs/v1/invoices", Invoice, params)

    def sync(self, **params: Unpack[SyncOptions]) -> Sync[Invoice]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/atlvs/v1/invoices", Invoice, params)

    def create(self, **params: Unpack[InvoiceCreateParams]) -> Invoice:
        """Create an invoice. Sets every field that is left out to its default. What is charged for. Amounts
        are computed from the lines: rounded half-up per line, then summed. Needs the scope `write`.
        """
        return self._write("POST", "/atlvs/v1/invoices", (), Invoice, params, body=True)

    def batch(
        self,
        items: Sequence[InvoiceCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> InvoiceBatchResult:
        """Create or upsert up to 1,000 invoices. Each item succeeds or fails by itself; the answer says what
        became of each. What is charged for. Amounts are computed from the lines: rounded half-up per line,
        then summed. Needs the scope `write`.
        """
        return self._batch("/atlvs/v1/invoices/batch", items, mode, InvoiceBatchResult, params)

    def export(self, **params: Unpack[AtlvsInvoicesExportParams]) -> Iterator[Invoice]:
        """Export invoices as NDJSON. Streams everything that matches from one snapshot, with as many lines as
        there are records. What is charged for. Amounts are computed from the lines: rounded half-up per
        line, then summed. Needs the scope `read`.
        """
        return self._export("/atlvs/v1/invoices/export", Invoice, params)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> Invoice:
        """Retrieve an invoice. With `If-None-Match`, 304 when it has not changed. What is charged for.
        Amounts are computed from the lines: rounded half-up per line, then summed. Needs the scope `read`.
        """
        return self._get("/atlvs/v1/invoices/{}", (id,), Invoice, params)

    def update(self, id: str, /, **params: Unpack[InvoiceUpdateParams]) -> Invoice:
        """Update an invoice. Changes the fields that are sent. A change of nothing emits no event. What is
        charged for. Amounts are computed from the lines: rounded half-up per line, then summed. Needs the
        scope `write`.
        """
        return self._write("PATCH", "/atlvs/v1/invoices/{}", (id,), Invoice, params, body=True)

    def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete an invoice. The record stays as a tombstone for `include_deleted`. Refused while other
        records point to it. What is charged for. Amounts are computed from the lines: rounded half-up per
        line, then summed. Needs the scope `write`.
        """
        self._delete("/atlvs/v1/invoices/{}", (id,), params)

    def send(self, id: str, /, **params: Unpack[Options]) -> Invoice:
        """Send a draft: it gets its number and its amounts are fixed. What is charged for. Amounts are
        computed from the lines: rounded half-up per line, then summed. Needs the scope `write`.
        """
        return self._write("POST", "/atlvs/v1/invoices/{}/send", (id,), Invoice, params, body=False)

    def payments(self, id: str, /, **params: Unpack[InvoicePaymentsParams]) -> Payment:
        """Record a payment of all or a part of the balance. What is charged for. Amounts are computed from
        the lines: rounded half-up per line, then summed. Needs the scope `write`.
        """
        return self._write("POST", "/atlvs/v1/invoices/{}/payments", (id,), Payment, params, body=True)

    def void(self, id: str, /, **params: Unpack[InvoiceVoidParams]) -> Invoice:
        """Take back a sent invoice. What is charged for. Amounts are computed from the lines: rounded half-up
        per line, then summed. Needs the scope `write`.
        """
        return self._write("POST", "/atlvs/v1/invoices/{}/void", (id,), Invoice, params, body=True)


class AsyncInvoicesResource(AsyncResource):
    """ATLVS: invoices."""

    __slots__ = ()

    def list(self, **params: Unpack[AtlvsInvoicesListParams]) -> AsyncList[Invoice]:
        """List invoices. Filters may be combined; a repeated one means "or". What is charged for. Amounts are
        computed from the lines: rounded half-up per line, then summed. Needs the scope `read`.
        """
        return self._list("/atlvs/v1/invoices", Invoice, params)

    def sync(self, **params: Unpack[SyncOptions]) -> AsyncSync[Invoice]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/atlvs/v1/invoices", Invoice, params)

    async def create(self, **params: Unpack[InvoiceCreateParams]) -> Invoice:
        """Create an invoice. Sets every field that is left out to its default. What is charged for. Amounts
        are computed from the lines: rounded half-up per line, then summed. Needs the scope `write`.
        """
        return await self._write("POST", "/atlvs/v1/invoices", (), Invoice, params, body=True)

    async def batch(
        self,
        items: Sequence[InvoiceCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> InvoiceBatchResult:
        """Create or upsert up to 1,000 invoices. Each item succeeds or fails by itself; the answer says what
        became of each. What is charged for. Amounts are computed from the lines: rounded half-up per line,
        then summed. Needs the scope `write`.
        """
        return await self._batch("/atlvs/v1/invoices/batch", items, mode, InvoiceBatchResult, params)

    def export(self, **params: Unpack[AtlvsInvoicesExportParams]) -> AsyncIterator[Invoice]:
        """Export invoices as NDJSON. Streams everything that matches from one snapshot, with as many lines as
        there are records. What is charged for. Amounts are computed from the lines: rounded half-up per
        line, then summed. Needs the scope `read`.
        """
        return self._export("/atlvs/v1/invoices/export", Invoice, params)

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> Invoice:
        """Retrieve an invoice. With `If-None-Match`, 304 when it has not changed. What is charged for.
        Amounts are computed from the lines: rounded half-up per line, then summed. Needs the scope `read`.
        """
        return await self._get("/atlvs/v1/invoices/{}", (id,), Invoice, params)

    async def update(self, id: str, /, **params: Unpack[InvoiceUpdateParams]) -> Invoice:
        """Update an invoice. Changes the fields that are sent. A change of nothing emits no event. What is
        charged for. Amounts are computed from the lines: rounded half-up per line, then summed. Needs the
        scope `write`.
        """
        return await self._write("PATCH", "/atlvs/v1/invoices/{}", (id,), Invoice, params, body=True)

    async def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete an invoice. The record stays as a tombstone for `include_deleted`. Refused while other
        records point to it. What is charged for. Amounts are computed from the lines: rounded half-up per
        line, then summed. Needs the scope `write`.
        """
        await self._delete("/atlvs/v1/invoices/{}", (id,), params)

    async def send(self, id: str, /, **params: Unpack[Options]) -> Invoice:
        """Send a draft: it gets its number and its amounts are fixed. What is charged for. Amounts are
        computed from the lines: rounded half-up per line, then summed. Needs the scope `write`.
        """
        return await self._write("POST", "/atlvs/v1/invoices/{}/send", (id,), Invoice, params, body=False)

    async def payments(self, id: str, /, **params: Unpack[InvoicePaymentsParams]) -> Payment:
        """Record a payment of all or a part of the balance. What is charged for. Amounts are computed from
        the lines: rounded half-up per line, then summed. Needs the scope `write`.
        """
        return await self._write("POST", "/atlvs/v1/invoices/{}/payments", (id,), Payment, params, body=True)

    async def void(self, id: str, /, **params: Unpack[InvoiceVoidParams]) -> Invoice:
        """Take back a sent invoice. What is charged for. Amounts are computed from the lines: rounded half-up
        per line, then summed. Needs the scope `write`.
        """
        return await self._write("POST", "/atlvs/v1/invoices/{}/void", (id,), Invoice, params, body=True)


class PaymentsResource(Resource):
    """ATLVS: payments."""

    __slots__ = ()

    def list(self, **params: Unpack[AtlvsPaymentsListParams]) -> Page[Payment]:
        """List payments. Filters may be combined; a repeated one means "or". Money received for invoices. A
        payment is recorded with its invoice's `payments` action. Needs the scope `read`.
        """
        return self._list("/atlvs/v1/payments", Payment, params)

    def sync(self, **params: Unpack[SyncOptions]) -> Sync[Payment]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/atlvs/v1/payments", Payment, params)

    def export(self, **params: Unpack[AtlvsPaymentsExportParams]) -> Iterator[Payment]:
        """Export payments as NDJSON. Streams everything that matches from one snapshot, with as many lines as
        there are records. Money received for invoices. A payment is recorded with its invoice's `payments`
        action. Needs the scope `read`.
        """
        return self._export("/atlvs/v1/payments/export", Payment, params)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> Payment:
        """Retrieve a payment. With `If-None-Match`, 304 when it has not changed. Money received for invoices.
        A payment is recorded with its invoice's `payments` action. Needs the scope `read`.
        """
        return self._get("/atlvs/v1/payments/{}", (id,), Payment, params)


class AsyncPaymentsResource(AsyncResource):
    """ATLVS: payments."""

    __slots__ = ()

    def list(self, **params: Unpack[AtlvsPaymentsListParams]) -> AsyncList[Payment]:
        """List payments. Filters may be combined; a repeated one means "or". Money received for invoices. A
        payment is recorded with its invoice's `payments` action. Needs the scope `read`.
        """
        return self._list("/atlvs/v1/payments", Payment, params)

    def sync(self, **params: Unpack[SyncOptions]) -> AsyncSync[Payment]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/atlvs/v1/payments", Payment, params)

    def export(self, **params: Unpack[AtlvsPaymentsExportParams]) -> AsyncIterator[Payment]:
        """Export payments as NDJSON. Streams everything that matches from one snapshot, with as many lines as
        there are records. Money received for invoices. A payment is recorded with its invoice's `payments`
        action. Needs the scope `read`.
        """
        return self._export("/atlvs/v1/payments/export", Payment, params)

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> Payment:
        """Retrieve a payment. With `If-None-Match`, 304 when it has not changed. Money received for invoices.
        A payment is recorded with its invoice's `payments` action. Needs the scope `read`.
        """
        return await self._get("/atlvs/v1/payments/{}", (id,), Payment, params)


class AtlvsProduct(Product):
    """The resources of ATLVS."""

    companies: CompaniesResource
    """ATLVS: companies."""
    contacts: ContactsResource
    """ATLVS: contacts."""
    deals: DealsResource
    """ATLVS: deals."""
    invoices: InvoicesResource
    """ATLVS: invoices."""
    payments: PaymentsResource
    """ATLVS: payments."""


class AsyncAtlvsProduct(AsyncProduct):
    """The resources of ATLVS."""

    companies: AsyncCompaniesResource
    """ATLVS: companies."""
    contacts: AsyncContactsResource
    """ATLVS: contacts."""
    deals: AsyncDealsResource
    """ATLVS: deals."""
    invoices: AsyncInvoicesResource
    """ATLVS: invoices."""
    payments: AsyncPaymentsResource
    """ATLVS: payments."""
