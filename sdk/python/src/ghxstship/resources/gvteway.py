"""The resources of GVTEWAY. Written by sdk/emit from openapi/openapi.json; change those, not this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records import Record
from .base import AsyncProduct, AsyncResource, Product, Resource

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence
    from datetime import datetime
    from decimal import Decimal
    from typing import Literal, Unpack

    from ..call import Options
    from ..pages import AsyncList, Page
    from ..sync import AsyncSync, Sync, SyncOptions
    from .params import (
        CustomerCreate,
        CustomerCreateParams,
        CustomerUpdateParams,
        EventCreate,
        EventCreateParams,
        EventUpdateParams,
        GvtewayCustomersExportParams,
        GvtewayCustomersListParams,
        GvtewayEventsExportParams,
        GvtewayEventsListParams,
        GvtewayOrdersExportParams,
        GvtewayOrdersListParams,
        GvtewayTicketsExportParams,
        GvtewayTicketsListParams,
        GvtewayTicketTypesExportParams,
        GvtewayTicketTypesListParams,
        GvtewayVenuesExportParams,
        GvtewayVenuesListParams,
        OrderCreate,
        OrderCreateParams,
        OrderRefundParams,
        OrderUpdateParams,
        TicketCheckInParams,
        TicketTransferParams,
        TicketTypeCreate,
        TicketTypeCreateParams,
        TicketTypeUpdateParams,
        TicketUpdateParams,
        VenueCreate,
        VenueCreateParams,
        VenueUpdateParams,
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


class Customer(Record):
    """People who buy tickets. An e-mail address belongs to one customer, in whatever case it is written; an
    order finds or creates its customer by it.
    """

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    email: str
    """E-mail address, unique per workspace."""
    first_name: str | None
    """Given name."""
    last_name: str | None
    """Family name."""
    phone: str | None
    """Telephone number."""
    marketing_opt_in: bool
    """Whether the person agreed to be written to."""
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


class CustomerBatchResult(Record):
    """What became of each item, in the order of the request."""

    __slots__ = ()
    data: list[CustomerBatchResultDataItem]
    """A result for each item."""
    summary: BatchSummary
    """How many items ended in which way."""


class CustomerBatchResultDataItem(Record):
    """A CustomerBatchResultDataItem."""

    __slots__ = ()
    index: int
    """The item's place in the request, from 0."""
    status: int
    """201 if it was created."""
    record: Customer | None
    """People who buy tickets. An e-mail address belongs to one customer, in whatever case it is written; an
    order finds or creates its customer by it.
    """
    error: BatchError | None
    """Why an item failed."""


class ErrorDetail(Record):
    """One thing that is wrong. Some carry more: `available`, `allowed`, `current_version` …"""

    __slots__ = ()
    field: str
    """The field, parameter or header."""
    message: str
    """What it must be."""


class Event(Record):
    """Shows that tickets are sold for. An event is sold out when its last place is sold (a hold is no sale),
    and on sale again when one is refunded or added: both happen by themselves.
    """

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    name: str
    """Name."""
    description: str | None
    """What happens there."""
    genre: str | None
    """Genre."""
    venue_id: str | None
    """Where it takes place."""
    city: str | None
    """City."""
    starts_at: datetime
    """When it begins."""
    ends_at: datetime | None
    """When it ends."""
    timezone: str | None
    """IANA time zone of the place."""
    capacity: int | None
    """How many places there are over all ticket types; null: as many as they have."""
    tags: list[str]
    """Words to group events by."""
    status: str
    """Where it stands; `sold_out` is set and taken back by the platform."""
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


class EventBatchResult(Record):
    """What became of each item, in the order of the request."""

    __slots__ = ()
    data: list[EventBatchResultDataItem]
    """A result for each item."""
    summary: BatchSummary
    """How many items ended in which way."""


class EventBatchResultDataItem(Record):
    """A EventBatchResultDataItem."""

    __slots__ = ()
    index: int
    """The item's place in the request, from 0."""
    status: int
    """201 if it was created."""
    record: Event | None
    """Shows that tickets are sold for. An event is sold out when its last place is sold (a hold is no sale),
    and on sale again when one is refunded or added: both happen by themselves.
    """
    error: BatchError | None
    """Why an item failed."""


class Order(Record):
    """Places of one event, all or none. With `complete` an order is a sale in one step; without it is
    `pending` and holds its places until `expires_at`, to be completed or cancelled by then.
    """

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    event_id: str
    """The event that it is for."""
    customer_id: str
    """Who ordered."""
    items: list[OrderItem]
    """What is ordered: ticket types of the event, each once."""
    status: str
    """Moved by the order's actions."""
    currency: str
    """Currency of the amounts."""
    subtotal: Decimal
    """Sum of the items. Major units, with at most the decimals of the currency, and at most 10^15 minor
    units.
    """
    total: Decimal
    """What is to be paid. Major units, with at most the decimals of the currency, and at most 10^15 minor
    units.
    """
    refunded_amount: Decimal
    """What was refunded. Major units, with at most the decimals of the currency, and at most 10^15 minor
    units.
    """
    notes: str | None
    """Notes."""
    expires_at: datetime | None
    """When the hold runs out."""
    completed_at: datetime | None
    """When it was completed."""
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


class OrderBatchResult(Record):
    """What became of each item, in the order of the request."""

    __slots__ = ()
    data: list[OrderBatchResultDataItem]
    """A result for each item."""
    summary: BatchSummary
    """How many items ended in which way."""


class OrderBatchResultDataItem(Record):
    """A OrderBatchResultDataItem."""

    __slots__ = ()
    index: int
    """The item's place in the request, from 0."""
    status: int
    """201 if it was created."""
    record: Order | None
    """Places of one event, all or none. With `complete` an order is a sale in one step; without it is
    `pending` and holds its places until `expires_at`, to be completed or cancelled by then.
    """
    error: BatchError | None
    """Why an item failed."""


class OrderItem(Record):
    """A OrderItem."""

    __slots__ = ()
    ticket_type_id: str
    """What is ordered."""
    quantity: int
    """How many."""
    name: str | None
    """Name of the ticket type."""
    unit_price: Decimal | None
    """Price of one when it was ordered. Major units, with at most the decimals of the currency, and at most
    10^15 minor units.
    """


class Ticket(Record):
    """Issued by completed orders, one for each place. A transfer voids the ticket (`transferred`) and issues
    a new valid one with a new code, so that the old code admits nobody.
    """

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    order_id: str
    """The order that it was sold by."""
    event_id: str
    """The event that it admits to."""
    ticket_type_id: str
    """What was sold."""
    holder: TicketHolder | None
    """Who it is for; at first the customer."""
    code: str
    """What the holder shows at the gate; nobody can guess it."""
    status: str
    """A ticket admits while it is valid."""
    price: Decimal
    """What was paid for it. Major units, with at most the decimals of the currency, and at most 10^15 minor
    units.
    """
    currency: str
    """Currency of the price."""
    checked_in_at: datetime | None
    """When it was scanned."""
    gate: str | None
    """Where it was scanned."""
    transferred_from: str | None
    """The id of the ticket that it replaces."""
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


class TicketHolder(Record):
    """Who it is for; at first the customer."""

    __slots__ = ()
    first_name: str | None
    """Given name."""
    last_name: str | None
    """Family name."""
    email: str | None
    """E-mail address."""


class TicketType(Record):
    """What an event sells. `available` is exact: what an order can take now, by the type's quantity and by
    the event's capacity, which several types may share.
    """

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    event_id: str
    """The event it admits to."""
    name: str
    """Name."""
    description: str | None
    """What it includes."""
    price: Decimal
    """Price of one ticket. Major units, with at most the decimals of the currency, and at most 10^15 minor
    units.
    """
    currency: str
    """Currency of the price."""
    quantity: int
    """How many there are."""
    sold: int
    """How many are sold."""
    held: int
    """How many are held by pending orders."""
    available: int
    """How many can be ordered now."""
    max_per_order: int | None
    """The most that one order may take; null: no such limit."""
    sales_start_at: datetime | None
    """When its sale begins."""
    sales_end_at: datetime | None
    """When its sale ends."""
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


class TicketTypeBatchResult(Record):
    """What became of each item, in the order of the request."""

    __slots__ = ()
    data: list[TicketTypeBatchResultDataItem]
    """A result for each item."""
    summary: BatchSummary
    """How many items ended in which way."""


class TicketTypeBatchResultDataItem(Record):
    """A TicketTypeBatchResultDataItem."""

    __slots__ = ()
    index: int
    """The item's place in the request, from 0."""
    status: int
    """201 if it was created."""
    record: TicketType | None
    """What an event sells. `available` is exact: what an order can take now, by the type's quantity and by
    the event's capacity, which several types may share.
    """
    error: BatchError | None
    """Why an item failed."""


class Venue(Record):
    """Clubs, theatres, arenas and fields in which events take place."""

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    name: str
    """Name."""
    city: str | None
    """City."""
    address: VenueAddress | None
    """Postal address."""
    timezone: str | None
    """IANA time zone."""
    capacity: int | None
    """How many people it holds."""
    venue_type: str | None
    """What it is."""
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


class VenueAddress(Record):
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


class VenueBatchResult(Record):
    """What became of each item, in the order of the request."""

    __slots__ = ()
    data: list[VenueBatchResultDataItem]
    """A result for each item."""
    summary: BatchSummary
    """How many items ended in which way."""


class VenueBatchResultDataItem(Record):
    """A VenueBatchResultDataItem."""

    __slots__ = ()
    index: int
    """The item's place in the request, from 0."""
    status: int
    """201 if it was created."""
    record: Venue | None
    """Clubs, theatres, arenas and fields in which events take place."""
    error: BatchError | None
    """Why an item failed."""


class VenuesResource(Resource):
    """GVTEWAY: venues."""

    __slots__ = ()

    def list(self, **params: Unpack[GvtewayVenuesListParams]) -> Page[Venue]:
        """List venues. Filters may be combined; a repeated one means "or". Clubs, theatres, arenas and fields
        in which events take place. Needs the scope `read`.
        """
        return self._list("/gvteway/v1/venues", Venue, params)

    def sync(self, **params: Unpack[SyncOptions]) -> Sync[Venue]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/gvteway/v1/venues", Venue, params)

    def create(self, **params: Unpack[VenueCreateParams]) -> Venue:
        """Create a venue. Sets every field that is left out to its default. Clubs, theatres, arenas and
        fields in which events take place. Needs the scope `write`.
        """
        return self._write("POST", "/gvteway/v1/venues", (), Venue, params, body=True)

    def batch(
        self,
        items: Sequence[VenueCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> VenueBatchResult:
        """Create or upsert up to 1,000 venues. Each item succeeds or fails by itself; the answer says what
        became of each. Clubs, theatres, arenas and fields in which events take place. Needs the scope
        `write`.
        """
        return self._batch("/gvteway/v1/venues/batch", items, mode, VenueBatchResult, params)

    def export(self, **params: Unpack[GvtewayVenuesExportParams]) -> Iterator[Venue]:
        """Export venues as NDJSON. Streams everything that matches from one snapshot, with as many lines as
        there are records. Clubs, theatres, arenas and fields in which events take place. Needs the scope
        `read`.
        """
        return self._export("/gvteway/v1/venues/export", Venue, params)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> Venue:
        """Retrieve a venue. With `If-None-Match`, 304 when it has not changed. Clubs, theatres, arenas and
        fields in which events take place. Needs the scope `read`.
        """
        return self._get("/gvteway/v1/venues/{}", (id,), Venue, params)

    def update(self, id: str, /, **params: Unpack[VenueUpdateParams]) -> Venue:
        """Update a venue. Changes the fields that are sent. A change of nothing emits no event. Clubs,
        theatres, arenas and fields in which events take place. Needs the scope `write`.
        """
        return self._write("PATCH", "/gvteway/v1/venues/{}", (id,), Venue, params, body=True)

    def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete a venue. The record stays as a tombstone for `include_deleted`. Refused while other records
        point to it. Clubs, theatres, arenas and fields in which events take place. Needs the scope
        `write`.
        """
        self._delete("/gvteway/v1/venues/{}", (id,), params)


class AsyncVenuesResource(AsyncResource):
    """GVTEWAY: venues."""

    __slots__ = ()

    def list(self, **params: Unpack[GvtewayVenuesListParams]) -> AsyncList[Venue]:
        """List venues. Filters may be combined; a repeated one means "or". Clubs, theatres, arenas and fields
        in which events take place. Needs the scope `read`.
        """
        return self._list("/gvteway/v1/venues", Venue, params)

    def sync(self, **params: Unpack[SyncOptions]) -> AsyncSync[Venue]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/gvteway/v1/venues", Venue, params)

    async def create(self, **params: Unpack[VenueCreateParams]) -> Venue:
        """Create a venue. Sets every field that is left out to its default. Clubs, theatres, arenas and
        fields in which events take place. Needs the scope `write`.
        """
        return await self._write("POST", "/gvteway/v1/venues", (), Venue, params, body=True)

    async def batch(
        self,
        items: Sequence[VenueCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> VenueBatchResult:
        """Create or upsert up to 1,000 venues. Each item succeeds or fails by itself; the answer says what
        became of each. Clubs, theatres, arenas and fields in which events take place. Needs the scope
        `write`.
        """
        return await self._batch("/gvteway/v1/venues/batch", items, mode, VenueBatchResult, params)

    def export(self, **params: Unpack[GvtewayVenuesExportParams]) -> AsyncIterator[Venue]:
        """Export venues as NDJSON. Streams everything that matches from one snapshot, with as many lines as
        there are records. Clubs, theatres, arenas and fields in which events take place. Needs the scope
        `read`.
        """
        return self._export("/gvteway/v1/venues/export", Venue, params)

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> Venue:
        """Retrieve a venue. With `If-None-Match`, 304 when it has not changed. Clubs, theatres, arenas and
        fields in which events take place. Needs the scope `read`.
        """
        return await self._get("/gvteway/v1/venues/{}", (id,), Venue, params)

    async def update(self, id: str, /, **params: Unpack[VenueUpdateParams]) -> Venue:
        """Update a venue. Changes the fields that are sent. A change of nothing emits no event. Clubs,
        theatres, arenas and fields in which events take place. Needs the scope `write`.
        """
        return await self._write("PATCH", "/gvteway/v1/venues/{}", (id,), Venue, params, body=True)

    async def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete a venue. The record stays as a tombstone for `include_deleted`. Refused while other records
        point to it. Clubs, theatres, arenas and fields in which events take place. Needs the scope
        `write`.
        """
        await self._delete("/gvteway/v1/venues/{}", (id,), params)


class EventsResource(Resource):
    """GVTEWAY: events."""

    __slots__ = ()

    def list(self, **params: Unpack[GvtewayEventsListParams]) -> Page[Event]:
        """List events. Filters may be combined; a repeated one means "or". Shows that tickets are sold for.
        An event is sold out when its last place is sold (a hold is no sale), and on sale again when one is
        refunded or added: both happen by themselves. Needs the scope `read`.
        """
        return self._list("/gvteway/v1/events", Event, params)

    def sync(self, **params: Unpack[SyncOptions]) -> Sync[Event]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/gvteway/v1/events", Event, params)

    def create(self, **params: Unpack[EventCreateParams]) -> Event:
        """Create an event. Sets every field that is left out to its default. Shows that tickets are sold for.
        An event is sold out when its last place is sold (a hold is no sale), and on sale again when one is
        refunded or added: both happen by themselves. Needs the scope `write`.
        """
        return self._write("POST", "/gvteway/v1/events", (), Event, params, body=True)

    def batch(
        self,
        items: Sequence[EventCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> EventBatchResult:
        """Create or upsert up to 1,000 events. Each item succeeds or fails by itself; the answer says what
        became of each. Shows that tickets are sold for. An event is sold out when its last place is sold
        (a hold is no sale), and on sale again when one is refunded or added: both happen by themselves.
        Needs the scope `write`.
        """
        return self._batch("/gvteway/v1/events/batch", items, mode, EventBatchResult, params)

    def export(self, **params: Unpack[GvtewayEventsExportParams]) -> Iterator[Event]:
        """Export events as NDJSON. Streams everything that matches from one snapshot, with as many lines as
        there are records. Shows that tickets are sold for. An event is sold out when its last place is
        sold (a hold is no sale), and on sale again when one is refunded or added: both happen by
        themselves. Needs the scope `read`.
        """
        return self._export("/gvteway/v1/events/export", Event, params)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> Event:
        """Retrieve an event. With `If-None-Match`, 304 when it has not changed. Shows that tickets are sold
        for. An event is sold out when its last place is sold (a hold is no sale), and on sale again when
        one is refunded or added: both happen by themselves. Needs the scope `read`.
        """
        return self._get("/gvteway/v1/events/{}", (id,), Event, params)

    def update(self, id: str, /, **params: Unpack[EventUpdateParams]) -> Event:
        """Update an event. Changes the fields that are sent. A change of nothing emits no event. Shows that
        tickets are sold for. An event is sold out when its last place is sold (a hold is no sale), and on
        sale again when one is refunded or added: both happen by themselves. Needs the scope `write`.
        """
        return self._write("PATCH", "/gvteway/v1/events/{}", (id,), Event, params, body=True)

    def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete an event. The record stays as a tombstone for `include_deleted`. Refused while other records
        point to it. Shows that tickets are sold for. An event is sold out when its last place is sold (a
        hold is no sale), and on sale again when one is refunded or added: both happen by themselves. Needs
        the scope `write`.
        """
        self._delete("/gvteway/v1/events/{}", (id,), params)


class AsyncEventsResource(AsyncResource):
    """GVTEWAY: events."""

    __slots__ = ()

    def list(self, **params: Unpack[GvtewayEventsListParams]) -> AsyncList[Event]:
        """List events. Filters may be combined; a repeated one means "or". Shows that tickets are sold for.
        An event is sold out when its last place is sold (a hold is no sale), and on sale again when one is
        refunded or added: both happen by themselves. Needs the scope `read`.
        """
        return self._list("/gvteway/v1/events", Event, params)

    def sync(self, **params: Unpack[SyncOptions]) -> AsyncSync[Event]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/gvteway/v1/events", Event, params)

    async def create(self, **params: Unpack[EventCreateParams]) -> Event:
        """Create an event. Sets every field that is left out to its default. Shows that tickets are sold for.
        An event is sold out when its last place is sold (a hold is no sale), and on sale again when one is
        refunded or added: both happen by themselves. Needs the scope `write`.
        """
        return await self._write("POST", "/gvteway/v1/events", (), Event, params, body=True)

    async def batch(
        self,
        items: Sequence[EventCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> EventBatchResult:
        """Create or upsert up to 1,000 events. Each item succeeds or fails by itself; the answer says what
        became of each. Shows that tickets are sold for. An event is sold out when its last place is sold
        (a hold is no sale), and on sale again when one is refunded or added: both happen by themselves.
        Needs the scope `write`.
        """
        return await self._batch("/gvteway/v1/events/batch", items, mode, EventBatchResult, params)

    def export(self, **params: Unpack[GvtewayEventsExportParams]) -> AsyncIterator[Event]:
        """Export events as NDJSON. Streams everything that matches from one snapshot, with as many lines as
        there are records. Shows that tickets are sold for. An event is sold out when its last place is
        sold (a hold is no sale), and on sale again when one is refunded or added: both happen by
        themselves. Needs the scope `read`.
        """
        return self._export("/gvteway/v1/events/export", Event, params)

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> Event:
        """Retrieve an event. With `If-None-Match`, 304 when it has not changed. Shows that tickets are sold
        for. An event is sold out when its last place is sold (a hold is no sale), and on sale again when
        one is refunded or added: both happen by themselves. Needs the scope `read`.
        """
        return await self._get("/gvteway/v1/events/{}", (id,), Event, params)

    async def update(self, id: str, /, **params: Unpack[EventUpdateParams]) -> Event:
        """Update an event. Changes the fields that are sent. A change of nothing emits no event. Shows that
        tickets are sold for. An event is sold out when its last place is sold (a hold is no sale), and on
        sale again when one is refunded or added: both happen by themselves. Needs the scope `write`.
        """
        return await self._write("PATCH", "/gvteway/v1/events/{}", (id,), Event, params, body=True)

    async def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete an event. The record stays as a tombstone for `include_deleted`. Refused while other records
        point to it. Shows that tickets are sold for. An event is sold out when its last place is sold (a
        hold is no sale), and on sale again when one is refunded or added: both happen by themselves. Needs
        the scope `write`.
        """
        await self._delete("/gvteway/v1/events/{}", (id,), params)


class TicketTypesResource(Resource):
    """GVTEWAY: ticket types."""

    __slots__ = ()

    def list(self, **params: Unpack[GvtewayTicketTypesListParams]) -> Page[TicketType]:
        """List ticket types. Filters may be combined; a repeated one means "or". What an event sells.
        `available` is exact: what an order can take now, by the type's quantity and by the event's
        capacity, which several types may share. Needs the scope `read`.
        """
        return self._list("/gvteway/v1/ticket-types", TicketType, params)

    def sync(self, **params: Unpack[SyncOptions]) -> Sync[TicketType]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/gvteway/v1/ticket-types", TicketType, params)

    def create(self, **params: Unpack[TicketTypeCreateParams]) -> TicketType:
        """Create a ticket type. Sets every field that is left out to its default. What an event sells.
        `available` is exact: what an order can take now, by the type's quantity and by the event's
        capacity, which several types may share. Needs the scope `write`.
        """
        return self._write("POST", "/gvteway/v1/ticket-types", (), TicketType, params, body=True)

    def batch(
        self,
        items: Sequence[TicketTypeCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> TicketTypeBatchResult:
        """Create or upsert up to 1,000 ticket types. Each item succeeds or fails by itself; the answer says
        what became of each. What an event sells. `available` is exact: what an order can take now, by the
        type's quantity and by the event's capacity, which several types may share. Needs the scope
        `write`.
        """
        return self._batch("/gvteway/v1/ticket-types/batch", items, mode, TicketTypeBatchResult, params)

    def export(self, **params: Unpack[GvtewayTicketTypesExportParams]) -> Iterator[TicketType]:
        """Export ticket types as NDJSON. Streams everything that matches from one snapshot, with as many
        lines as there are records. What an event sells. `available` is exact: what an order can take now,
        by the type's quantity and by the event's capacity, which several types may share. Needs the scope
        `read`.
        """
        return self._export("/gvteway/v1/ticket-types/export", TicketType, params)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> TicketType:
        """Retrieve a ticket type. With `If-None-Match`, 304 when it has not changed. What an event sells.
        `available` is exact: what an order can take now, by the type's quantity and by the event's
        capacity, which several types may share. Needs the scope `read`.
        """
        return self._get("/gvteway/v1/ticket-types/{}", (id,), TicketType, params)

    def update(self, id: str, /, **params: Unpack[TicketTypeUpdateParams]) -> TicketType:
        """Update a ticket type. Changes the fields that are sent. A change of nothing emits no event. What an
        event sells. `available` is exact: what an order can take now, by the type's quantity and by the
        event's capacity, which several types may share. Needs the scope `write`.
        """
        return self._write("PATCH", "/gvteway/v1/ticket-types/{}", (id,), TicketType, params, body=True)

    def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete a ticket type. The record stays as a tombstone for `include_deleted`. Refused while other
        records point to it. What an event sells. `available` is exact: what an order can take now, by the
        type's quantity and by the event's capacity, which several types may share. Needs the scope
        `write`.
        """
        self._delete("/gvteway/v1/ticket-types/{}", (id,), params)


class AsyncTicketTypesResource(AsyncResource):
    """GVTEWAY: ticket types."""

    __slots__ = ()

    def list(self, **params: Unpack[GvtewayTicketTypesListParams]) -> AsyncList[TicketType]:
        """List ticket types. Filters may be combined; a repeated one means "or". What an event sells.
        `available` is exact: what an order can take now, by the type's quantity and by the event's
        capacity, which several types may share. Needs the scope `read`.
        """
        return self._list("/gvteway/v1/ticket-types", TicketType, params)

    def sync(self, **params: Unpack[SyncOptions]) -> AsyncSync[TicketType]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/gvteway/v1/ticket-types", TicketType, params)

    async def create(self, **params: Unpack[TicketTypeCreateParams]) -> TicketType:
        """Create a ticket type. Sets every field that is left out to its default. What an event sells.
        `available` is exact: what an order can take now, by the type's quantity and by the event's
        capacity, which several types may share. Needs the scope `write`.
        """
        return await self._write("POST", "/gvteway/v1/ticket-types", (), TicketType, params, body=True)

    async def batch(
        self,
        items: Sequence[TicketTypeCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> TicketTypeBatchResult:
        """Create or upsert up to 1,000 ticket types. Each item succeeds or fails by itself; the answer says
        what became of each. What an event sells. `available` is exact: what an order can take now, by the
        type's quantity and by the event's capacity, which several types may share. Needs the scope
        `write`.
        """
        return await self._batch("/gvteway/v1/ticket-types/batch", items, mode, TicketTypeBatchResult, params)

    def export(self, **params: Unpack[GvtewayTicketTypesExportParams]) -> AsyncIterator[TicketType]:
        """Export ticket types as NDJSON. Streams everything that matches from one snapshot, with as many
        lines as there are records. What an event sells. `available` is exact: what an order can take now,
        by the type's quantity and by the event's capacity, which several types may share. Needs the scope
        `read`.
        """
        return self._export("/gvteway/v1/ticket-types/export", TicketType, params)

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> TicketType:
        """Retrieve a ticket type. With `If-None-Match`, 304 when it has not changed. What an event sells.
        `available` is exact: what an order can take now, by the type's quantity and by the event's
        capacity, which several types may share. Needs the scope `read`.
        """
        return await self._get("/gvteway/v1/ticket-types/{}", (id,), TicketType, params)

    async def update(self, id: str, /, **params: Unpack[TicketTypeUpdateParams]) -> TicketType:
        """Update a ticket type. Changes the fields that are sent. A change of nothing emits no event. What an
        event sells. `available` is exact: what an order can take now, by the type's quantity and by the
        event's capacity, which several types may share. Needs the scope `write`.
        """
        return await self._write("PATCH", "/gvteway/v1/ticket-types/{}", (id,), TicketType, params, body=True)

    async def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete a ticket type. The record stays as a tombstone for `include_deleted`. Refused while other
        records point to it. What an event sells. `available` is exact: what an order can take now, by the
        type's quantity and by the event's capacity, which several types may share. Needs the scope
        `write`.
        """
        await self._delete("/gvteway/v1/ticket-types/{}", (id,), params)


class CustomersResource(Resource):
    """GVTEWAY: customers."""

    __slots__ = ()

    def list(self, **params: Unpack[GvtewayCustomersListParams]) -> Page[Customer]:
        """List customers. Filters may be combined; a repeated one means "or". People who buy tickets. An
        e-mail address belongs to one customer, in whatever case it is written; an order finds or creates
        its customer by it. Needs the scope `read`.
        """
        return self._list("/gvteway/v1/customers", Customer, params)

    def sync(self, **params: Unpack[SyncOptions]) -> Sync[Customer]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/gvteway/v1/customers", Customer, params)

    def create(self, **params: Unpack[CustomerCreateParams]) -> Customer:
        """Create a customer. Sets every field that is left out to its default. People who buy tickets. An
        e-mail address belongs to one customer, in whatever case it is written; an order finds or creates
        its customer by it. Needs the scope `write`.
        """
        return self._write("POST", "/gvteway/v1/customers", (), Customer, params, body=True)

    def batch(
        self,
        items: Sequence[CustomerCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> CustomerBatchResult:
        """Create or upsert up to 1,000 customers. Each item succeeds or fails by itself; the answer says what
        became of each. People who buy tickets. An e-mail address belongs to one customer, in whatever case
        it is written; an order finds or creates its customer by it. Needs the scope `write`.
        """
        return self._batch("/gvteway/v1/customers/batch", items, mode, CustomerBatchResult, params)

    def export(self, **params: Unpack[GvtewayCustomersExportParams]) -> Iterator[Customer]:
        """Export customers as NDJSON. Streams everything that matches from one snapshot, with as many lines
        as there are records. People who buy tickets. An e-mail address belongs to one customer, in
        whatever case it is written; an order finds or creates its customer by it. Needs the scope `read`.
        """
        return self._export("/gvteway/v1/customers/export", Customer, params)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> Customer:
        """Retrieve a customer. With `If-None-Match`, 304 when it has not changed. People who buy tickets. An
        e-mail address belongs to one customer, in whatever case it is written; an order finds or creates
        its customer by it. Needs the scope `read`.
        """
        return self._get("/gvteway/v1/customers/{}", (id,), Customer, params)

    def update(self, id: str, /, **params: Unpack[CustomerUpdateParams]) -> Customer:
        """Update a customer. Changes the fields that are sent. A change of nothing emits no event. People who
        buy tickets. An e-mail address belongs to one customer, in whatever case it is written; an order
        finds or creates its customer by it. Needs the scope `write`.
        """
        return self._write("PATCH", "/gvteway/v1/customers/{}", (id,), Customer, params, body=True)

    def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete a customer. The record stays as a tombstone for `include_deleted`. Refused while other
        records point to it. People who buy tickets. An e-mail address belongs to one customer, in whatever
        case it is written; an order finds or creates its customer by it. Needs the scope `write`.
        """
        self._delete("/gvteway/v1/customers/{}", (id,), params)


class AsyncCustomersResource(AsyncResource):
    """GVTEWAY: customers."""

    __slots__ = ()

    def list(self, **params: Unpack[GvtewayCustomersListParams]) -> AsyncList[Customer]:
        """List customers. Filters may be combined; a repeated one means "or". People who buy tickets. An
        e-mail address belongs to one customer, in whatever case it is written; an order finds or creates
        its customer by it. Needs the scope `read`.
        """
        return self._list("/gvteway/v1/customers", Customer, params)

    def sync(self, **params: Unpack[SyncOptions]) -> AsyncSync[Customer]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/gvteway/v1/customers", Customer, params)

    async def create(self, **params: Unpack[CustomerCreateParams]) -> Customer:
        """Create a customer. Sets every field that is left out to its default. People who buy tickets. An
        e-mail address belongs to one customer, in whatever case it is written; an order finds or creates
        its customer by it. Needs the scope `write`.
        """
        return await self._write("POST", "/gvteway/v1/customers", (), Customer, params, body=True)

    async def batch(
        self,
        items: Sequence[CustomerCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> CustomerBatchResult:
        """Create or upsert up to 1,000 customers. Each item succeeds or fails by itself; the answer says what
        became of each. People who buy tickets. An e-mail address belongs to one customer, in whatever case
        it is written; an order finds or creates its customer by it. Needs the scope `write`.
        """
        return await self._batch("/gvteway/v1/customers/batch", items, mode, CustomerBatchResult, params)

    def export(self, **params: Unpack[GvtewayCustomersExportParams]) -> AsyncIterator[Customer]:
        """Export customers as NDJSON. Streams everything that matches from one snapshot, with as many lines
        as there are records. People who buy tickets. An e-mail address belongs to one customer, in
        whatever case it is written; an order finds or creates its customer by it. Needs the scope `read`.
        """
        return self._export("/gvteway/v1/customers/export", Customer, params)

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> Customer:
        """Retrieve a customer. With `If-None-Match`, 304 when it has not changed. People who buy tickets. An
        e-mail address belongs to one customer, in whatever case it is written; an order finds or creates
        its customer by it. Needs the scope `read`.
        """
        return await self._get("/gvteway/v1/customers/{}", (id,), Customer, params)

    async def update(self, id: str, /, **params: Unpack[CustomerUpdateParams]) -> Customer:
        """Update a customer. Changes the fields that are sent. A change of nothing emits no event. People who
        buy tickets. An e-mail address belongs to one customer, in whatever case it is written; an order
        finds or creates its customer by it. Needs the scope `write`.
        """
        return await self._write("PATCH", "/gvteway/v1/customers/{}", (id,), Customer, params, body=True)

    async def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete a customer. The record stays as a tombstone for `include_deleted`. Refused while other
        records point to it. People who buy tickets. An e-mail address belongs to one customer, in whatever
        case it is written; an order finds or creates its customer by it. Needs the scope `write`.
        """
        await self._delete("/gvteway/v1/customers/{}", (id,), params)


class OrdersResource(Resource):
    """GVTEWAY: orders."""

    __slots__ = ()

    def list(self, **params: Unpack[GvtewayOrdersListParams]) -> Page[Order]:
        """List orders. Filters may be combined; a repeated one means "or". Places of one event, all or none.
        With `complete` an order is a sale in one step; without it is `pending` and holds its places until
        `expires_at`, to be completed or cancelled by then. Needs the scope `read`.
        """
        return self._list("/gvteway/v1/orders", Order, params)

    def sync(self, **params: Unpack[SyncOptions]) -> Sync[Order]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/gvteway/v1/orders", Order, params)

    def create(self, **params: Unpack[OrderCreateParams]) -> Order:
        """Create an order. Sets every field that is left out to its default. Places of one event, all or
        none. With `complete` an order is a sale in one step; without it is `pending` and holds its places
        until `expires_at`, to be completed or cancelled by then. Needs the scope `write`.
        """
        return self._write("POST", "/gvteway/v1/orders", (), Order, params, body=True)

    def batch(
        self,
        items: Sequence[OrderCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> OrderBatchResult:
        """Create or upsert up to 1,000 orders. Each item succeeds or fails by itself; the answer says what
        became of each. Places of one event, all or none. With `complete` an order is a sale in one step;
        without it is `pending` and holds its places until `expires_at`, to be completed or cancelled by
        then. Needs the scope `write`.
        """
        return self._batch("/gvteway/v1/orders/batch", items, mode, OrderBatchResult, params)

    def export(self, **params: Unpack[GvtewayOrdersExportParams]) -> Iterator[Order]:
        """Export orders as NDJSON. Streams everything that matches from one snapshot, with as many lines as
        there are records. Places of one event, all or none. With `complete` an order is a sale in one
        step; without it is `pending` and holds its places until `expires_at`, to be completed or cancelled
        by then. Needs the scope `read`.
        """
        return self._export("/gvteway/v1/orders/export", Order, params)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> Order:
        """Retrieve an order. With `If-None-Match`, 304 when it has not changed. Places of one event, all or
        none. With `complete` an order is a sale in one step; without it is `pending` and holds its places
        until `expires_at`, to be completed or cancelled by then. Needs the scope `read`.
        """
        return self._get("/gvteway/v1/orders/{}", (id,), Order, params)

    def update(self, id: str, /, **params: Unpack[OrderUpdateParams]) -> Order:
        """Update an order. Changes the fields that are sent. A change of nothing emits no event. Places of
        one event, all or none. With `complete` an order is a sale in one step; without it is `pending` and
        holds its places until `expires_at`, to be completed or cancelled by then. Needs the scope `write`.
        """
        return self._write("PATCH", "/gvteway/v1/orders/{}", (id,), Order, params, body=True)

    def complete(self, id: str, /, **params: Unpack[Options]) -> Order:
        """Turn a hold into a sale and issue its tickets. Places of one event, all or none. With `complete` an
        order is a sale in one step; without it is `pending` and holds its places until `expires_at`, to be
        completed or cancelled by then. Needs the scope `write`.
        """
        return self._write("POST", "/gvteway/v1/orders/{}/complete", (id,), Order, params, body=False)

    def cancel(self, id: str, /, **params: Unpack[Options]) -> Order:
        """Let go of a hold. Places of one event, all or none. With `complete` an order is a sale in one step;
        without it is `pending` and holds its places until `expires_at`, to be completed or cancelled by
        then. Needs the scope `write`.
        """
        return self._write("POST", "/gvteway/v1/orders/{}/cancel", (id,), Order, params, body=False)

    def refund(self, id: str, /, **params: Unpack[OrderRefundParams]) -> Order:
        """Refund all valid tickets, or some, and free their places. Places of one event, all or none. With
        `complete` an order is a sale in one step; without it is `pending` and holds its places until
        `expires_at`, to be completed or cancelled by then. Needs the scope `write`.
        """
        return self._write("POST", "/gvteway/v1/orders/{}/refund", (id,), Order, params, body=True)


class AsyncOrdersResource(AsyncResource):
    """GVTEWAY: orders."""

    __slots__ = ()

    def list(self, **params: Unpack[GvtewayOrdersListParams]) -> AsyncList[Order]:
        """List orders. Filters may be combined; a repeated one means "or". Places of one event, all or none.
        With `complete` an order is a sale in one step; without it is `pending` and holds its places until
        `expires_at`, to be completed or cancelled by then. Needs the scope `read`.
        """
        return self._list("/gvteway/v1/orders", Order, params)

    def sync(self, **params: Unpack[SyncOptions]) -> AsyncSync[Order]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/gvteway/v1/orders", Order, params)

    async def create(self, **params: Unpack[OrderCreateParams]) -> Order:
        """Create an order. Sets every field that is left out to its default. Places of one event, all or
        none. With `complete` an order is a sale in one step; without it is `pending` and holds its places
        until `expires_at`, to be completed or cancelled by then. Needs the scope `write`.
        """
        return await self._write("POST", "/gvteway/v1/orders", (), Order, params, body=True)

    async def batch(
        self,
        items: Sequence[OrderCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> OrderBatchResult:
        """Create or upsert up to 1,000 orders. Each item succeeds or fails by itself; the answer says what
        became of each. Places of one event, all or none. With `complete` an order is a sale in one step;
        without it is `pending` and holds its places until `expires_at`, to be completed or cancelled by
        then. Needs the scope `write`.
        """
        return await self._batch("/gvteway/v1/orders/batch", items, mode, OrderBatchResult, params)

    def export(self, **params: Unpack[GvtewayOrdersExportParams]) -> AsyncIterator[Order]:
        """Export orders as NDJSON. Streams everything that matches from one snapshot, with as many lines as
        there are records. Places of one event, all or none. With `complete` an order is a sale in one
        step; without it is `pending` and holds its places until `expires_at`, to be completed or cancelled
        by then. Needs the scope `read`.
        """
        return self._export("/gvteway/v1/orders/export", Order, params)

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> Order:
        """Retrieve an order. With `If-None-Match`, 304 when it has not changed. Places of one event, all or
        none. With `complete` an order is a sale in one step; without it is `pending` and holds its places
        until `expires_at`, to be completed or cancelled by then. Needs the scope `read`.
        """
        return await self._get("/gvteway/v1/orders/{}", (id,), Order, params)

    async def update(self, id: str, /, **params: Unpack[OrderUpdateParams]) -> Order:
        """Update an order. Changes the fields that are sent. A change of nothing emits no event. Places of
        one event, all or none. With `complete` an order is a sale in one step; without it is `pending` and
        holds its places until `expires_at`, to be completed or cancelled by then. Needs the scope `write`.
        """
        return await self._write("PATCH", "/gvteway/v1/orders/{}", (id,), Order, params, body=True)

    async def complete(self, id: str, /, **params: Unpack[Options]) -> Order:
        """Turn a hold into a sale and issue its tickets. Places of one event, all or none. With `complete` an
        order is a sale in one step; without it is `pending` and holds its places until `expires_at`, to be
        completed or cancelled by then. Needs the scope `write`.
        """
        return await self._write("POST", "/gvteway/v1/orders/{}/complete", (id,), Order, params, body=False)

    async def cancel(self, id: str, /, **params: Unpack[Options]) -> Order:
        """Let go of a hold. Places of one event, all or none. With `complete` an order is a sale in one step;
        without it is `pending` and holds its places until `expires_at`, to be completed or cancelled by
        then. Needs the scope `write`.
        """
        return await self._write("POST", "/gvteway/v1/orders/{}/cancel", (id,), Order, params, body=False)

    async def refund(self, id: str, /, **params: Unpack[OrderRefundParams]) -> Order:
        """Refund all valid tickets, or some, and free their places. Places of one event, all or none. With
        `complete` an order is a sale in one step; without it is `pending` and holds its places until
        `expires_at`, to be completed or cancelled by then. Needs the scope `write`.
        """
        return await self._write("POST", "/gvteway/v1/orders/{}/refund", (id,), Order, params, body=True)


class TicketsResource(Resource):
    """GVTEWAY: tickets."""

    __slots__ = ()

    def list(self, **params: Unpack[GvtewayTicketsListParams]) -> Page[Ticket]:
        """List tickets. Filters may be combined; a repeated one means "or". Issued by completed orders, one
        for each place. A transfer voids the ticket (`transferred`) and issues a new valid one with a new
        code, so that the old code admits nobody. Needs the scope `read`.
        """
        return self._list("/gvteway/v1/tickets", Ticket, params)

    def sync(self, **params: Unpack[SyncOptions]) -> Sync[Ticket]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/gvteway/v1/tickets", Ticket, params)

    def export(self, **params: Unpack[GvtewayTicketsExportParams]) -> Iterator[Ticket]:
        """Export tickets as NDJSON. Streams everything that matches from one snapshot, with as many lines as
        there are records. Issued by completed orders, one for each place. A transfer voids the ticket
        (`transferred`) and issues a new valid one with a new code, so that the old code admits nobody.
        Needs the scope `read`.
        """
        return self._export("/gvteway/v1/tickets/export", Ticket, params)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> Ticket:
        """Retrieve a ticket. With `If-None-Match`, 304 when it has not changed. Issued by completed orders,
        one for each place. A transfer voids the ticket (`transferred`) and issues a new valid one with a
        new code, so that the old code admits nobody. Needs the scope `read`.
        """
        return self._get("/gvteway/v1/tickets/{}", (id,), Ticket, params)

    def update(self, id: str, /, **params: Unpack[TicketUpdateParams]) -> Ticket:
        """Update a ticket. Changes the fields that are sent. A change of nothing emits no event. Issued by
        completed orders, one for each place. A transfer voids the ticket (`transferred`) and issues a new
        valid one with a new code, so that the old code admits nobody. Needs the scope `write`.
        """
        return self._write("PATCH", "/gvteway/v1/tickets/{}", (id,), Ticket, params, body=True)

    def check_in(self, id: str, /, **params: Unpack[TicketCheckInParams]) -> Ticket:
        """Admit the holder of a valid ticket. Issued by completed orders, one for each place. A transfer
        voids the ticket (`transferred`) and issues a new valid one with a new code, so that the old code
        admits nobody. Needs the scope `write`.
        """
        return self._write("POST", "/gvteway/v1/tickets/{}/check-in", (id,), Ticket, params, body=True)

    def transfer(self, id: str, /, **params: Unpack[TicketTransferParams]) -> Ticket:
        """Pass a valid ticket on to somebody else; answers with the new ticket. Issued by completed orders,
        one for each place. A transfer voids the ticket (`transferred`) and issues a new valid one with a
        new code, so that the old code admits nobody. Needs the scope `write`.
        """
        return self._write("POST", "/gvteway/v1/tickets/{}/transfer", (id,), Ticket, params, body=True)


class AsyncTicketsResource(AsyncResource):
    """GVTEWAY: tickets."""

    __slots__ = ()

    def list(self, **params: Unpack[GvtewayTicketsListParams]) -> AsyncList[Ticket]:
        """List tickets. Filters may be combined; a repeated one means "or". Issued by completed orders, one
        for each place. A transfer voids the ticket (`transferred`) and issues a new valid one with a new
        code, so that the old code admits nobody. Needs the scope `read`.
        """
        return self._list("/gvteway/v1/tickets", Ticket, params)

    def sync(self, **params: Unpack[SyncOptions]) -> AsyncSync[Ticket]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/gvteway/v1/tickets", Ticket, params)

    def export(self, **params: Unpack[GvtewayTicketsExportParams]) -> AsyncIterator[Ticket]:
        """Export tickets as NDJSON. Streams everything that matches from one snapshot, with as many lines as
        there are records. Issued by completed orders, one for each place. A transfer voids the ticket
        (`transferred`) and issues a new valid one with a new code, so that the old code admits nobody.
        Needs the scope `read`.
        """
        return self._export("/gvteway/v1/tickets/export", Ticket, params)

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> Ticket:
        """Retrieve a ticket. With `If-None-Match`, 304 when it has not changed. Issued by completed orders,
        one for each place. A transfer voids the ticket (`transferred`) and issues a new valid one with a
        new code, so that the old code admits nobody. Needs the scope `read`.
        """
        return await self._get("/gvteway/v1/tickets/{}", (id,), Ticket, params)

    async def update(self, id: str, /, **params: Unpack[TicketUpdateParams]) -> Ticket:
        """Update a ticket. Changes the fields that are sent. A change of nothing emits no event. Issued by
        completed orders, one for each place. A transfer voids the ticket (`transferred`) and issues a new
        valid one with a new code, so that the old code admits nobody. Needs the scope `write`.
        """
        return await self._write("PATCH", "/gvteway/v1/tickets/{}", (id,), Ticket, params, body=True)

    async def check_in(self, id: str, /, **params: Unpack[TicketCheckInParams]) -> Ticket:
        """Admit the holder of a valid ticket. Issued by completed orders, one for each place. A transfer
        voids the ticket (`transferred`) and issues a new valid one with a new code, so that the old code
        admits nobody. Needs the scope `write`.
        """
        return await self._write("POST", "/gvteway/v1/tickets/{}/check-in", (id,), Ticket, params, body=True)

    async def transfer(self, id: str, /, **params: Unpack[TicketTransferParams]) -> Ticket:
        """Pass a valid ticket on to somebody else; answers with the new ticket. Issued by completed orders,
        one for each place. A transfer voids the ticket (`transferred`) and issues a new valid one with a
        new code, so that the old code admits nobody. Needs the scope `write`.
        """
        return await self._write("POST", "/gvteway/v1/tickets/{}/transfer", (id,), Ticket, params, body=True)


class GvtewayProduct(Product):
    """The resources of GVTEWAY."""

    venues: VenuesResource
    """GVTEWAY: venues."""
    events: EventsResource
    """GVTEWAY: events."""
    ticket_types: TicketTypesResource
    """GVTEWAY: ticket types."""
    customers: CustomersResource
    """GVTEWAY: customers."""
    orders: OrdersResource
    """GVTEWAY: orders."""
    tickets: TicketsResource
    """GVTEWAY: tickets."""


class AsyncGvtewayProduct(AsyncProduct):
    """The resources of GVTEWAY."""

    venues: AsyncVenuesResource
    """GVTEWAY: venues."""
    events: AsyncEventsResource
    """GVTEWAY: events."""
    ticket_types: AsyncTicketTypesResource
    """GVTEWAY: ticket types."""
    customers: AsyncCustomersResource
    """GVTEWAY: customers."""
    orders: AsyncOrdersResource
    """GVTEWAY: orders."""
    tickets: AsyncTicketsResource
    """GVTEWAY: tickets."""
