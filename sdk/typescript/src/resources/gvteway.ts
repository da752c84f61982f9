/** Written by sdk/emit from openapi/openapi.json; change those, not this. */

import type { RequestOptions } from '../call.js';
import type { ApiPromise, List } from '../pages.js';
import type { Batch, SyncOptions } from '../sync.js';
import { Resource, type BatchOptions, type Core } from '../resource.js';
import type {
  Customer,
  CustomerBatchResult,
  CustomerCreate,
  CustomerUpdate,
  Event,
  EventBatchResult,
  EventCreate,
  EventUpdate,
  GvtewayCustomersExportQuery,
  GvtewayCustomersListQuery,
  GvtewayEventsExportQuery,
  GvtewayEventsListQuery,
  GvtewayOrdersExportQuery,
  GvtewayOrdersListQuery,
  GvtewayTicketTypesExportQuery,
  GvtewayTicketTypesListQuery,
  GvtewayTicketsExportQuery,
  GvtewayTicketsListQuery,
  GvtewayVenuesExportQuery,
  GvtewayVenuesListQuery,
  Order,
  OrderBatchResult,
  OrderCreate,
  OrderRefund,
  OrderUpdate,
  Ticket,
  TicketCheckIn,
  TicketTransfer,
  TicketType,
  TicketTypeBatchResult,
  TicketTypeCreate,
  TicketTypeUpdate,
  TicketUpdate,
  Venue,
  VenueBatchResult,
  VenueCreate,
  VenueUpdate,
} from './types.js';

/** GVTEWAY: venues. */
export class GvtewayVenues extends Resource {
  /**
   * List venues. Filters may be combined; a repeated one means "or". Clubs, theatres, arenas and fields in which
   * events take place. Needs the scope `read`.
   */
  list(query?: GvtewayVenuesListQuery, options?: RequestOptions): List<Venue> {
    return this._list('/gvteway/v1/venues', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<GvtewayVenuesListQuery>): AsyncGenerator<Batch<Venue>, void, undefined> {
    return this._sync('/gvteway/v1/venues', options);
  }

  /**
   * Create a venue. Sets every field that is left out to its default. Clubs, theatres, arenas and fields in which
   * events take place. Needs the scope `write`.
   */
  create(body: VenueCreate, options?: RequestOptions): ApiPromise<Venue> {
    return this._call('POST', '/gvteway/v1/venues', body, options);
  }

  /**
   * Create or upsert up to 1,000 venues. Each item succeeds or fails by itself; the answer says what became of
   * each. Clubs, theatres, arenas and fields in which events take place. Needs the scope `write`.
   */
  batch(items: readonly VenueCreate[], options?: BatchOptions): ApiPromise<VenueBatchResult> {
    return this._batch('/gvteway/v1/venues/batch', items, options);
  }

  /**
   * Export venues as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. Clubs, theatres, arenas and fields in which events take place. Needs the scope `read`.
   */
  export(query?: GvtewayVenuesExportQuery, options?: RequestOptions): AsyncGenerator<Venue, void, undefined> {
    return this._export('/gvteway/v1/venues/export', query, options);
  }

  /**
   * Retrieve a venue. With `If-None-Match`, 304 when it has not changed. Clubs, theatres, arenas and fields in
   * which events take place. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<Venue> {
    return this._on('GET', '/gvteway/v1/venues/{id}', id, undefined, options);
  }

  /**
   * Update a venue. Changes the fields that are sent. A change of nothing emits no event. Clubs, theatres, arenas
   * and fields in which events take place. Needs the scope `write`.
   */
  update(id: string, body: VenueUpdate, options?: RequestOptions): ApiPromise<Venue> {
    return this._on('PATCH', '/gvteway/v1/venues/{id}', id, body, options);
  }

  /**
   * Delete a venue. The record stays as a tombstone for `include_deleted`. Refused while other records point to it.
   * Clubs, theatres, arenas and fields in which events take place. Needs the scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._on('DELETE', '/gvteway/v1/venues/{id}', id, undefined, options);
  }
}

/** GVTEWAY: events. */
export class GvtewayEvents extends Resource {
  /**
   * List events. Filters may be combined; a repeated one means "or". Shows that tickets are sold for. An event is
   * sold out when its last place is sold (a hold is no sale), and on sale again when one is refunded or added: both
   * happen by themselves. Needs the scope `read`.
   */
  list(query?: GvtewayEventsListQuery, options?: RequestOptions): List<Event> {
    return this._list('/gvteway/v1/events', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<GvtewayEventsListQuery>): AsyncGenerator<Batch<Event>, void, undefined> {
    return this._sync('/gvteway/v1/events', options);
  }

  /**
   * Create an event. Sets every field that is left out to its default. Shows that tickets are sold for. An event is
   * sold out when its last place is sold (a hold is no sale), and on sale again when one is refunded or added: both
   * happen by themselves. Needs the scope `write`.
   */
  create(body: EventCreate, options?: RequestOptions): ApiPromise<Event> {
    return this._call('POST', '/gvteway/v1/events', body, options);
  }

  /**
   * Create or upsert up to 1,000 events. Each item succeeds or fails by itself; the answer says what became of
   * each. Shows that tickets are sold for. An event is sold out when its last place is sold (a hold is no sale),
   * and on sale again when one is refunded or added: both happen by themselves. Needs the scope `write`.
   */
  batch(items: readonly EventCreate[], options?: BatchOptions): ApiPromise<EventBatchResult> {
    return this._batch('/gvteway/v1/events/batch', items, options);
  }

  /**
   * Export events as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. Shows that tickets are sold for. An event is sold out when its last place is sold (a hold is no sale),
   * and on sale again when one is refunded or added: both happen by themselves. Needs the scope `read`.
   */
  export(query?: GvtewayEventsExportQuery, options?: RequestOptions): AsyncGenerator<Event, void, undefined> {
    return this._export('/gvteway/v1/events/export', query, options);
  }

  /**
   * Retrieve an event. With `If-None-Match`, 304 when it has not changed. Shows that tickets are sold for. An event
   * is sold out when its last place is sold (a hold is no sale), and on sale again when one is refunded or added:
   * both happen by themselves. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<Event> {
    return this._on('GET', '/gvteway/v1/events/{id}', id, undefined, options);
  }

  /**
   * Update an event. Changes the fields that are sent. A change of nothing emits no event. Shows that tickets are
   * sold for. An event is sold out when its last place is sold (a hold is no sale), and on sale again when one is
   * refunded or added: both happen by themselves. Needs the scope `write`.
   */
  update(id: string, body: EventUpdate, options?: RequestOptions): ApiPromise<Event> {
    return this._on('PATCH', '/gvteway/v1/events/{id}', id, body, options);
  }

  /**
   * Delete an event. The record stays as a tombstone for `include_deleted`. Refused while other records point to
   * it. Shows that tickets are sold for. An event is sold out when its last place is sold (a hold is no sale), and
   * on sale again when one is refunded or added: both happen by themselves. Needs the scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._on('DELETE', '/gvteway/v1/events/{id}', id, undefined, options);
  }
}

/** GVTEWAY: ticket types. */
export class GvtewayTicketTypes extends Resource {
  /**
   * List ticket types. Filters may be combined; a repeated one means "or". What an event sells. `available` is
   * exact: what an order can take now, by the type's quantity and by the event's capacity, which several types may
   * share. Needs the scope `read`.
   */
  list(query?: GvtewayTicketTypesListQuery, options?: RequestOptions): List<TicketType> {
    return this._list('/gvteway/v1/ticket-types', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<GvtewayTicketTypesListQuery>): AsyncGenerator<Batch<TicketType>, void, undefined> {
    return this._sync('/gvteway/v1/ticket-types', options);
  }

  /**
   * Create a ticket type. Sets every field that is left out to its default. What an event sells. `available` is
   * exact: what an order can take now, by the type's quantity and by the event's capacity, which several types may
   * share. Needs the scope `write`.
   */
  create(body: TicketTypeCreate, options?: RequestOptions): ApiPromise<TicketType> {
    return this._call('POST', '/gvteway/v1/ticket-types', body, options);
  }

  /**
   * Create or upsert up to 1,000 ticket types. Each item succeeds or fails by itself; the answer says what became
   * of each. What an event sells. `available` is exact: what an order can take now, by the type's quantity and by
   * the event's capacity, which several types may share. Needs the scope `write`.
   */
  batch(items: readonly TicketTypeCreate[], options?: BatchOptions): ApiPromise<TicketTypeBatchResult> {
    return this._batch('/gvteway/v1/ticket-types/batch', items, options);
  }

  /**
   * Export ticket types as NDJSON. Streams everything that matches from one snapshot, with as many lines as there
   * are records. What an event sells. `available` is exact: what an order can take now, by the type's quantity and
   * by the event's capacity, which several types may share. Needs the scope `read`.
   */
  export(query?: GvtewayTicketTypesExportQuery, options?: RequestOptions): AsyncGenerator<TicketType, void, undefined> {
    return this._export('/gvteway/v1/ticket-types/export', query, options);
  }

  /**
   * Retrieve a ticket type. With `If-None-Match`, 304 when it has not changed. What an event sells. `available` is
   * exact: what an order can take now, by the type's quantity and by the event's capacity, which several types may
   * share. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<TicketType> {
    return this._on('GET', '/gvteway/v1/ticket-types/{id}', id, undefined, options);
  }

  /**
   * Update a ticket type. Changes the fields that are sent. A change of nothing emits no event. What an event
   * sells. `available` is exact: what an order can take now, by the type's quantity and by the event's capacity,
   * which several types may share. Needs the scope `write`.
   */
  update(id: string, body: TicketTypeUpdate, options?: RequestOptions): ApiPromise<TicketType> {
    return this._on('PATCH', '/gvteway/v1/ticket-types/{id}', id, body, options);
  }

  /**
   * Delete a ticket type. The record stays as a tombstone for `include_deleted`. Refused while other records point
   * to it. What an event sells. `available` is exact: what an order can take now, by the type's quantity and by the
   * event's capacity, which several types may share. Needs the scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._on('DELETE', '/gvteway/v1/ticket-types/{id}', id, undefined, options);
  }
}

/** GVTEWAY: customers. */
export class GvtewayCustomers extends Resource {
  /**
   * List customers. Filters may be combined; a repeated one means "or". People who buy tickets. An e-mail address
   * belongs to one customer, in whatever case it is written; an order finds or creates its customer by it. Needs
   * the scope `read`.
   */
  list(query?: GvtewayCustomersListQuery, options?: RequestOptions): List<Customer> {
    return this._list('/gvteway/v1/customers', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<GvtewayCustomersListQuery>): AsyncGenerator<Batch<Customer>, void, undefined> {
    return this._sync('/gvteway/v1/customers', options);
  }

  /**
   * Create a customer. Sets every field that is left out to its default. People who buy tickets. An e-mail address
   * belongs to one customer, in whatever case it is written; an order finds or creates its customer by it. Needs
   * the scope `write`.
   */
  create(body: CustomerCreate, options?: RequestOptions): ApiPromise<Customer> {
    return this._call('POST', '/gvteway/v1/customers', body, options);
  }

  /**
   * Create or upsert up to 1,000 customers. Each item succeeds or fails by itself; the answer says what became of
   * each. People who buy tickets. An e-mail address belongs to one customer, in whatever case it is written; an
   * order finds or creates its customer by it. Needs the scope `write`.
   */
  batch(items: readonly CustomerCreate[], options?: BatchOptions): ApiPromise<CustomerBatchResult> {
    return this._batch('/gvteway/v1/customers/batch', items, options);
  }

  /**
   * Export customers as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. People who buy tickets. An e-mail address belongs to one customer, in whatever case it is written; an
   * order finds or creates its customer by it. Needs the scope `read`.
   */
  export(query?: GvtewayCustomersExportQuery, options?: RequestOptions): AsyncGenerator<Customer, void, undefined> {
    return this._export('/gvteway/v1/customers/export', query, options);
  }

  /**
   * Retrieve a customer. With `If-None-Match`, 304 when it has not changed. People who buy tickets. An e-mail
   * address belongs to one customer, in whatever case it is written; an order finds or creates its customer by it.
   * Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<Customer> {
    return this._on('GET', '/gvteway/v1/customers/{id}', id, undefined, options);
  }

  /**
   * Update a customer. Changes the fields that are sent. A change of nothing emits no event. People who buy
   * tickets. An e-mail address belongs to one customer, in whatever case it is written; an order finds or creates
   * its customer by it. Needs the scope `write`.
   */
  update(id: string, body: CustomerUpdate, options?: RequestOptions): ApiPromise<Customer> {
    return this._on('PATCH', '/gvteway/v1/customers/{id}', id, body, options);
  }

  /**
   * Delete a customer. The record stays as a tombstone for `include_deleted`. Refused while other records point to
   * it. People who buy tickets. An e-mail address belongs to one customer, in whatever case it is written; an order
   * finds or creates its customer by it. Needs the scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._on('DELETE', '/gvteway/v1/customers/{id}', id, undefined, options);
  }
}

/** GVTEWAY: orders. */
export class GvtewayOrders extends Resource {
  /**
   * List orders. Filters may be combined; a repeated one means "or". Places of one event, all or none. With
   * `complete` an order is a sale in one step; without it is `pending` and holds its places until `expires_at`, to
   * be completed or cancelled by then. Needs the scope `read`.
   */
  list(query?: GvtewayOrdersListQuery, options?: RequestOptions): List<Order> {
    return this._list('/gvteway/v1/orders', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<GvtewayOrdersListQuery>): AsyncGenerator<Batch<Order>, void, undefined> {
    return this._sync('/gvteway/v1/orders', options);
  }

  /**
   * Create an order. Sets every field that is left out to its default. Places of one event, all or none. With
   * `complete` an order is a sale in one step; without it is `pending` and holds its places until `expires_at`, to
   * be completed or cancelled by then. Needs the scope `write`.
   */
  create(body: OrderCreate, options?: RequestOptions): ApiPromise<Order> {
    return this._call('POST', '/gvteway/v1/orders', body, options);
  }

  /**
   * Create or upsert up to 1,000 orders. Each item succeeds or fails by itself; the answer says what became of
   * each. Places of one event, all or none. With `complete` an order is a sale in one step; without it is `pending`
   * and holds its places until `expires_at`, to be completed or cancelled by then. Needs the scope `write`.
   */
  batch(items: readonly OrderCreate[], options?: BatchOptions): ApiPromise<OrderBatchResult> {
    return this._batch('/gvteway/v1/orders/batch', items, options);
  }

  /**
   * Export orders as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. Places of one event, all or none. With `complete` an order is a sale in one step; without it is
   * `pending` and holds its places until `expires_at`, to be completed or cancelled by then. Needs the scope
   * `read`.
   */
  export(query?: GvtewayOrdersExportQuery, options?: RequestOptions): AsyncGenerator<Order, void, undefined> {
    return this._export('/gvteway/v1/orders/export', query, options);
  }

  /**
   * Retrieve an order. With `If-None-Match`, 304 when it has not changed. Places of one event, all or none. With
   * `complete` an order is a sale in one step; without it is `pending` and holds its places until `expires_at`, to
   * be completed or cancelled by then. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<Order> {
    return this._on('GET', '/gvteway/v1/orders/{id}', id, undefined, options);
  }

  /**
   * Update an order. Changes the fields that are sent. A change of nothing emits no event. Places of one event, all
   * or none. With `complete` an order is a sale in one step; without it is `pending` and holds its places until
   * `expires_at`, to be completed or cancelled by then. Needs the scope `write`.
   */
  update(id: string, body: OrderUpdate, options?: RequestOptions): ApiPromise<Order> {
    return this._on('PATCH', '/gvteway/v1/orders/{id}', id, body, options);
  }

  /**
   * Turn a hold into a sale and issue its tickets. Places of one event, all or none. With `complete` an order is a
   * sale in one step; without it is `pending` and holds its places until `expires_at`, to be completed or cancelled
   * by then. Needs the scope `write`.
   */
  complete(id: string, options?: RequestOptions): ApiPromise<Order> {
    return this._on('POST', '/gvteway/v1/orders/{id}/complete', id, undefined, options);
  }

  /**
   * Let go of a hold. Places of one event, all or none. With `complete` an order is a sale in one step; without it
   * is `pending` and holds its places until `expires_at`, to be completed or cancelled by then. Needs the scope
   * `write`.
   */
  cancel(id: string, options?: RequestOptions): ApiPromise<Order> {
    return this._on('POST', '/gvteway/v1/orders/{id}/cancel', id, undefined, options);
  }

  /**
   * Refund all valid tickets, or some, and free their places. Places of one event, all or none. With `complete` an
   * order is a sale in one step; without it is `pending` and holds its places until `expires_at`, to be completed
   * or cancelled by then. Needs the scope `write`.
   */
  refund(id: string, body?: OrderRefund, options?: RequestOptions): ApiPromise<Order> {
    return this._on('POST', '/gvteway/v1/orders/{id}/refund', id, body ?? {}, options);
  }
}

/** GVTEWAY: tickets. */
export class GvtewayTickets extends Resource {
  /**
   * List tickets. Filters may be combined; a repeated one means "or". Issued by completed orders, one for each
   * place. A transfer voids the ticket (`transferred`) and issues a new valid one with a new code, so that the old
   * code admits nobody. Needs the scope `read`.
   */
  list(query?: GvtewayTicketsListQuery, options?: RequestOptions): List<Ticket> {
    return this._list('/gvteway/v1/tickets', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<GvtewayTicketsListQuery>): AsyncGenerator<Batch<Ticket>, void, undefined> {
    return this._sync('/gvteway/v1/tickets', options);
  }

  /**
   * Export tickets as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. Issued by completed orders, one for each place. A transfer voids the ticket (`transferred`) and issues
   * a new valid one with a new code, so that the old code admits nobody. Needs the scope `read`.
   */
  export(query?: GvtewayTicketsExportQuery, options?: RequestOptions): AsyncGenerator<Ticket, void, undefined> {
    return this._export('/gvteway/v1/tickets/export', query, options);
  }

  /**
   * Retrieve a ticket. With `If-None-Match`, 304 when it has not changed. Issued by completed orders, one for each
   * place. A transfer voids the ticket (`transferred`) and issues a new valid one with a new code, so that the old
   * code admits nobody. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<Ticket> {
    return this._on('GET', '/gvteway/v1/tickets/{id}', id, undefined, options);
  }

  /**
   * Update a ticket. Changes the fields that are sent. A change of nothing emits no event. Issued by completed
   * orders, one for each place. A transfer voids the ticket (`transferred`) and issues a new valid one with a new
   * code, so that the old code admits nobody. Needs the scope `write`.
   */
  update(id: string, body: TicketUpdate, options?: RequestOptions): ApiPromise<Ticket> {
    return this._on('PATCH', '/gvteway/v1/tickets/{id}', id, body, options);
  }

  /**
   * Admit the holder of a valid ticket. Issued by completed orders, one for each place. A transfer voids the ticket
   * (`transferred`) and issues a new valid one with a new code, so that the old code admits nobody. Needs the scope
   * `write`.
   */
  checkIn(id: string, body?: TicketCheckIn, options?: RequestOptions): ApiPromise<Ticket> {
    return this._on('POST', '/gvteway/v1/tickets/{id}/check-in', id, body ?? {}, options);
  }

  /**
   * Pass a valid ticket on to somebody else; answers with the new ticket. Issued by completed orders, one for each
   * place. A transfer voids the ticket (`transferred`) and issues a new valid one with a new code, so that the old
   * code admits nobody. Needs the scope `write`.
   */
  transfer(id: string, body: TicketTransfer, options?: RequestOptions): ApiPromise<Ticket> {
    return this._on('POST', '/gvteway/v1/tickets/{id}/transfer', id, body, options);
  }
}

/** The resources of GVTEWAY. */
export class GvtewayProduct {
  readonly venues: GvtewayVenues;
  readonly events: GvtewayEvents;
  readonly ticketTypes: GvtewayTicketTypes;
  readonly customers: GvtewayCustomers;
  readonly orders: GvtewayOrders;
  readonly tickets: GvtewayTickets;

  constructor(core: Core) {
    this.venues = new GvtewayVenues(core);
    this.events = new GvtewayEvents(core);
    this.ticketTypes = new GvtewayTicketTypes(core);
    this.customers = new GvtewayCustomers(core);
    this.orders = new GvtewayOrders(core);
    this.tickets = new GvtewayTickets(core);
  }
}
