/** Written by sdk/emit from openapi/openapi.json; change those, not this. */

import { Resource, type ApiPromise, type Batch, type BatchOptions, type Core, type List, type RequestOptions, type SyncOptions } from '../resource.js';
import type * as t from './types.js';

/** GVTEWAY: venues. */
export class GvtewayVenues extends Resource {
  /**
   * List venues. Filters may be combined; a repeated one means "or". Clubs, theatres, arenas and fields in which
   * events take place. Needs the scope `read`.
   */
  list(query?: t.GvtewayVenuesListQuery, options?: RequestOptions): List<t.Venue> {
    return this._list('/gvteway/v1/venues', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<t.GvtewayVenuesListQuery>): AsyncGenerator<Batch<t.Venue>, void, undefined> {
    return this._sync('/gvteway/v1/venues', options);
  }

  /**
   * Create a venue. Sets every field that is left out to its default. Clubs, theatres, arenas and fields in which
   * events take place. Needs the scope `write`.
   */
  create(body: t.VenueCreate, options?: RequestOptions): ApiPromise<t.Venue> {
    return this._call('POST', '/gvteway/v1/venues', { body }, options);
  }

  /**
   * Create or upsert up to 1,000 venues. Each item succeeds or fails by itself; the answer says what became of
   * each. Clubs, theatres, arenas and fields in which events take place. Needs the scope `write`.
   */
  batch(items: readonly t.VenueCreate[], options?: BatchOptions): ApiPromise<t.VenueBatchResult> {
    return this._batch('/gvteway/v1/venues/batch', items, options);
  }

  /**
   * Export venues as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. Clubs, theatres, arenas and fields in which events take place. Needs the scope `read`.
   */
  export(query?: t.GvtewayVenuesExportQuery, options?: RequestOptions): AsyncGenerator<t.Venue, void, undefined> {
    return this._export('/gvteway/v1/venues/export', query, options);
  }

  /**
   * Retrieve a venue. With `If-None-Match`, 304 when it has not changed. Clubs, theatres, arenas and fields in
   * which events take place. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.Venue> {
    return this._call('GET', '/gvteway/v1/venues/{id}', { id }, options);
  }

  /**
   * Update a venue. Changes the fields that are sent. A change of nothing emits no event. Clubs, theatres, arenas
   * and fields in which events take place. Needs the scope `write`.
   */
  update(id: string, body: t.VenueUpdate, options?: RequestOptions): ApiPromise<t.Venue> {
    return this._call('PATCH', '/gvteway/v1/venues/{id}', { id, body }, options);
  }

  /**
   * Delete a venue. The record stays as a tombstone for `include_deleted`. Refused while other records point to it.
   * Clubs, theatres, arenas and fields in which events take place. Needs the scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._call('DELETE', '/gvteway/v1/venues/{id}', { id }, options);
  }
}

/** GVTEWAY: events. */
export class GvtewayEvents extends Resource {
  /**
   * List events. Filters may be combined; a repeated one means "or". Shows that tickets are sold for. An event is
   * sold out when its last place is sold (a hold is no sale), and on sale again when one is refunded or added: both
   * happen by themselves. Needs the scope `read`.
   */
  list(query?: t.GvtewayEventsListQuery, options?: RequestOptions): List<t.Event> {
    return this._list('/gvteway/v1/events', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<t.GvtewayEventsListQuery>): AsyncGenerator<Batch<t.Event>, void, undefined> {
    return this._sync('/gvteway/v1/events', options);
  }

  /**
   * Create an event. Sets every field that is left out to its default. Shows that tickets are sold for. An event is
   * sold out when its last place is sold (a hold is no sale), and on sale again when one is refunded or added: both
   * happen by themselves. Needs the scope `write`.
   */
  create(body: t.EventCreate, options?: RequestOptions): ApiPromise<t.Event> {
    return this._call('POST', '/gvteway/v1/events', { body }, options);
  }

  /**
   * Create or upsert up to 1,000 events. Each item succeeds or fails by itself; the answer says what became of
   * each. Shows that tickets are sold for. An event is sold out when its last place is sold (a hold is no sale),
   * and on sale again when one is refunded or added: both happen by themselves. Needs the scope `write`.
   */
  batch(items: readonly t.EventCreate[], options?: BatchOptions): ApiPromise<t.EventBatchResult> {
    return this._batch('/gvteway/v1/events/batch', items, options);
  }

  /**
   * Export events as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. Shows that tickets are sold for. An event is sold out when its last place is sold (a hold is no sale),
   * and on sale again when one is refunded or added: both happen by themselves. Needs the scope `read`.
   */
  export(query?: t.GvtewayEventsExportQuery, options?: RequestOptions): AsyncGenerator<t.Event, void, undefined> {
    return this._export('/gvteway/v1/events/export', query, options);
  }

  /**
   * Retrieve an event. With `If-None-Match`, 304 when it has not changed. Shows that tickets are sold for. An event
   * is sold out when its last place is sold (a hold is no sale), and on sale again when one is refunded or added:
   * both happen by themselves. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.Event> {
    return this._call('GET', '/gvteway/v1/events/{id}', { id }, options);
  }

  /**
   * Update an event. Changes the fields that are sent. A change of nothing emits no event. Shows that tickets are
   * sold for. An event is sold out when its last place is sold (a hold is no sale), and on sale again when one is
   * refunded or added: both happen by themselves. Needs the scope `write`.
   */
  update(id: string, body: t.EventUpdate, options?: RequestOptions): ApiPromise<t.Event> {
    return this._call('PATCH', '/gvteway/v1/events/{id}', { id, body }, options);
  }

  /**
   * Delete an event. The record stays as a tombstone for `include_deleted`. Refused while other records point to
   * it. Shows that tickets are sold for. An event is sold out when its last place is sold (a hold is no sale), and
   * on sale again when one is refunded or added: both happen by themselves. Needs the scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._call('DELETE', '/gvteway/v1/events/{id}', { id }, options);
  }
}

/** GVTEWAY: ticket types. */
export class GvtewayTicketTypes extends Resource {
  /**
   * List ticket types. Filters may be combined; a repeated one means "or". What an event sells. `available` is
   * exact: what an order can take now, by the type's quantity and by the event's capacity, which several types may
   * share. Needs the scope `read`.
   */
  list(query?: t.GvtewayTicketTypesListQuery, options?: RequestOptions): List<t.TicketType> {
    return this._list('/gvteway/v1/ticket-types', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<t.GvtewayTicketTypesListQuery>): AsyncGenerator<Batch<t.TicketType>, void, undefined> {
    return this._sync('/gvteway/v1/ticket-types', options);
  }

  /**
   * Create a ticket type. Sets every field that is left out to its default. What an event sells. `available` is
   * exact: what an order can take now, by the type's quantity and by the event's capacity, which several types may
   * share. Needs the scope `write`.
   */
  create(body: t.TicketTypeCreate, options?: RequestOptions): ApiPromise<t.TicketType> {
    return this._call('POST', '/gvteway/v1/ticket-types', { body }, options);
  }

  /**
   * Create or upsert up to 1,000 ticket types. Each item succeeds or fails by itself; the answer says what became
   * of each. What an event sells. `available` is exact: what an order can take now, by the type's quantity and by
   * the event's capacity, which several types may share. Needs the scope `write`.
   */
  batch(items: readonly t.TicketTypeCreate[], options?: BatchOptions): ApiPromise<t.TicketTypeBatchResult> {
    return this._batch('/gvteway/v1/ticket-types/batch', items, options);
  }

  /**
   * Export ticket types as NDJSON. Streams everything that matches from one snapshot, with as many lines as there
   * are records. What an event sells. `available` is exact: what an order can take now, by the type's quantity and
   * by the event's capacity, which several types may share. Needs the scope `read`.
   */
  export(query?: t.GvtewayTicketTypesExportQuery, options?: RequestOptions): AsyncGenerator<t.TicketType, void, undefined> {
    return this._export('/gvteway/v1/ticket-types/export', query, options);
  }

  /**
   * Retrieve a ticket type. With `If-None-Match`, 304 when it has not changed. What an event sells. `available` is
   * exact: what an order can take now, by the type's quantity and by the event's capacity, which several types may
   * share. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.TicketType> {
    return this._call('GET', '/gvteway/v1/ticket-types/{id}', { id }, options);
  }

  /**
   * Update a ticket type. Changes the fields that are sent. A change of nothing emits no event. What an event
   * sells. `available` is exact: what an order can take now, by the type's quantity and by the event's capacity,
   * which several types may share. Needs the scope `write`.
   */
  update(id: string, body: t.TicketTypeUpdate, options?: RequestOptions): ApiPromise<t.TicketType> {
    return this._call('PATCH', '/gvteway/v1/ticket-types/{id}', { id, body }, options);
  }

  /**
   * Delete a ticket type. The record stays as a tombstone for `include_deleted`. Refused while other records point
   * to it. What an event sells. `available` is exact: what an order can take now, by the type's quantity and by the
   * event's capacity, which several types may share. Needs the scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._call('DELETE', '/gvteway/v1/ticket-types/{id}', { id }, options);
  }
}

/** GVTEWAY: customers. */
export class GvtewayCustomers extends Resource {
  /**
   * List customers. Filters may be combined; a repeated one means "or". People who buy tickets. An e-mail address
   * belongs to one customer, in whatever case it is written; an order finds or creates its customer by it. Needs
   * the scope `read`.
   */
  list(query?: t.GvtewayCustomersListQuery, options?: RequestOptions): List<t.Customer> {
    return this._list('/gvteway/v1/customers', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<t.GvtewayCustomersListQuery>): AsyncGenerator<Batch<t.Customer>, void, undefined> {
    return this._sync('/gvteway/v1/customers', options);
  }

  /**
   * Create a customer. Sets every field that is left out to its default. People who buy tickets. An e-mail address
   * belongs to one customer, in whatever case it is written; an order finds or creates its customer by it. Needs
   * the scope `write`.
   */
  create(body: t.CustomerCreate, options?: RequestOptions): ApiPromise<t.Customer> {
    return this._call('POST', '/gvteway/v1/customers', { body }, options);
  }

  /**
   * Create or upsert up to 1,000 customers. Each item succeeds or fails by itself; the answer says what became of
   * each. People who buy tickets. An e-mail address belongs to one customer, in whatever case it is written; an
   * order finds or creates its customer by it. Needs the scope `write`.
   */
  batch(items: readonly t.CustomerCreate[], options?: BatchOptions): ApiPromise<t.CustomerBatchResult> {
    return this._batch('/gvteway/v1/customers/batch', items, options);
  }

  /**
   * Export customers as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. People who buy tickets. An e-mail address belongs to one customer, in whatever case it is written; an
   * order finds or creates its customer by it. Needs the scope `read`.
   */
  export(query?: t.GvtewayCustomersExportQuery, options?: RequestOptions): AsyncGenerator<t.Customer, void, undefined> {
    return this._export('/gvteway/v1/customers/export', query, options);
  }

  /**
   * Retrieve a customer. With `If-None-Match`, 304 when it has not changed. People who buy tickets. An e-mail
   * address belongs to one customer, in whatever case it is written; an order finds or creates its customer by it.
   * Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.Customer> {
    return this._call('GET', '/gvteway/v1/customers/{id}', { id }, options);
  }

  /**
   * Update a customer. Changes the fields that are sent. A change of nothing emits no event. People who buy
   * tickets. An e-mail address belongs to one customer, in whatever case it is written; an order finds or creates
   * its customer by it. Needs the scope `write`.
   */
  update(id: string, body: t.CustomerUpdate, options?: RequestOptions): ApiPromise<t.Customer> {
    return this._call('PATCH', '/gvteway/v1/customers/{id}', { id, body }, options);
  }

  /**
   * Delete a customer. The record stays as a tombstone for `include_deleted`. Refused while other records point to
   * it. People who buy tickets. An e-mail address belongs to one customer, in whatever case it is written; an order
   * finds or creates its customer by it. Needs the scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._call('DELETE', '/gvteway/v1/customers/{id}', { id }, options);
  }
}

/** GVTEWAY: orders. */
export class GvtewayOrders extends Resource {
  /**
   * List orders. Filters may be combined; a repeated one means "or". Places of one event, all or none. With
   * `complete` an order is a sale in one step; without it is `pending` and holds its places until `expires_at`, to
   * be completed or cancelled by then. Needs the scope `read`.
   */
  list(query?: t.GvtewayOrdersListQuery, options?: RequestOptions): List<t.Order> {
    return this._list('/gvteway/v1/orders', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<t.GvtewayOrdersListQuery>): AsyncGenerator<Batch<t.Order>, void, undefined> {
    return this._sync('/gvteway/v1/orders', options);
  }

  /**
   * Create an order. Sets every field that is left out to its default. Places of one event, all or none. With
   * `complete` an order is a sale in one step; without it is `pending` and holds its places until `expires_at`, to
   * be completed or cancelled by then. Needs the scope `write`.
   */
  create(body: t.OrderCreate, options?: RequestOptions): ApiPromise<t.Order> {
    return this._call('POST', '/gvteway/v1/orders', { body }, options);
  }

  /**
   * Create or upsert up to 1,000 orders. Each item succeeds or fails by itself; the answer says what became of
   * each. Places of one event, all or none. With `complete` an order is a sale in one step; without it is `pending`
   * and holds its places until `expires_at`, to be completed or cancelled by then. Needs the scope `write`.
   */
  batch(items: readonly t.OrderCreate[], options?: BatchOptions): ApiPromise<t.OrderBatchResult> {
    return this._batch('/gvteway/v1/orders/batch', items, options);
  }

  /**
   * Export orders as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. Places of one event, all or none. With `complete` an order is a sale in one step; without it is
   * `pending` and holds its places until `expires_at`, to be completed or cancelled by then. Needs the scope
   * `read`.
   */
  export(query?: t.GvtewayOrdersExportQuery, options?: RequestOptions): AsyncGenerator<t.Order, void, undefined> {
    return this._export('/gvteway/v1/orders/export', query, options);
  }

  /**
   * Retrieve an order. With `If-None-Match`, 304 when it has not changed. Places of one event, all or none. With
   * `complete` an order is a sale in one step; without it is `pending` and holds its places until `expires_at`, to
   * be completed or cancelled by then. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.Order> {
    return this._call('GET', '/gvteway/v1/orders/{id}', { id }, options);
  }

  /**
   * Update an order. Changes the fields that are sent. A change of nothing emits no event. Places of one event, all
   * or none. With `complete` an order is a sale in one step; without it is `pending` and holds its places until
   * `expires_at`, to be completed or cancelled by then. Needs the scope `write`.
   */
  update(id: string, body: t.OrderUpdate, options?: RequestOptions): ApiPromise<t.Order> {
    return this._call('PATCH', '/gvteway/v1/orders/{id}', { id, body }, options);
  }

  /**
   * Turn a hold into a sale and issue its tickets. Places of one event, all or none. With `complete` an order is a
   * sale in one step; without it is `pending` and holds its places until `expires_at`, to be completed or cancelled
   * by then. Needs the scope `write`.
   */
  complete(id: string, options?: RequestOptions): ApiPromise<t.Order> {
    return this._call('POST', '/gvteway/v1/orders/{id}/complete', { id }, options);
  }

  /**
   * Let go of a hold. Places of one event, all or none. With `complete` an order is a sale in one step; without it
   * is `pending` and holds its places until `expires_at`, to be completed or cancelled by then. Needs the scope
   * `write`.
   */
  cancel(id: string, options?: RequestOptions): ApiPromise<t.Order> {
    return this._call('POST', '/gvteway/v1/orders/{id}/cancel', { id }, options);
  }

  /**
   * Refund all valid tickets, or some, and free their places. Places of one event, all or none. With `complete` an
   * order is a sale in one step; without it is `pending` and holds its places until `expires_at`, to be completed
   * or cancelled by then. Needs the scope `write`.
   */
  refund(id: string, body: t.OrderRefund = {}, options?: RequestOptions): ApiPromise<t.Order> {
    return this._call('POST', '/gvteway/v1/orders/{id}/refund', { id, body }, options);
  }
}

/** GVTEWAY: tickets. */
export class GvtewayTickets extends Resource {
  /**
   * List tickets. Filters may be combined; a repeated one means "or". Issued by completed orders, one for each
   * place. A transfer voids the ticket (`transferred`) and issues a new valid one with a new code, so that the old
   * code admits nobody. Needs the scope `read`.
   */
  list(query?: t.GvtewayTicketsListQuery, options?: RequestOptions): List<t.Ticket> {
    return this._list('/gvteway/v1/tickets', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<t.GvtewayTicketsListQuery>): AsyncGenerator<Batch<t.Ticket>, void, undefined> {
    return this._sync('/gvteway/v1/tickets', options);
  }

  /**
   * Export tickets as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. Issued by completed orders, one for each place. A transfer voids the ticket (`transferred`) and issues
   * a new valid one with a new code, so that the old code admits nobody. Needs the scope `read`.
   */
  export(query?: t.GvtewayTicketsExportQuery, options?: RequestOptions): AsyncGenerator<t.Ticket, void, undefined> {
    return this._export('/gvteway/v1/tickets/export', query, options);
  }

  /**
   * Retrieve a ticket. With `If-None-Match`, 304 when it has not changed. Issued by completed orders, one for each
   * place. A transfer voids the ticket (`transferred`) and issues a new valid one with a new code, so that the old
   * code admits nobody. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.Ticket> {
    return this._call('GET', '/gvteway/v1/tickets/{id}', { id }, options);
  }

  /**
   * Update a ticket. Changes the fields that are sent. A change of nothing emits no event. Issued by completed
   * orders, one for each place. A transfer voids the ticket (`transferred`) and issues a new valid one with a new
   * code, so that the old code admits nobody. Needs the scope `write`.
   */
  update(id: string, body: t.TicketUpdate, options?: RequestOptions): ApiPromise<t.Ticket> {
    return this._call('PATCH', '/gvteway/v1/tickets/{id}', { id, body }, options);
  }

  /**
   * Admit the holder of a valid ticket. Issued by completed orders, one for each place. A transfer voids the ticket
   * (`transferred`) and issues a new valid one with a new code, so that the old code admits nobody. Needs the scope
   * `write`.
   */
  checkIn(id: string, body: t.TicketCheckIn = {}, options?: RequestOptions): ApiPromise<t.Ticket> {
    return this._call('POST', '/gvteway/v1/tickets/{id}/check-in', { id, body }, options);
  }

  /**
   * Pass a valid ticket on to somebody else; answers with the new ticket. Issued by completed orders, one for each
   * place. A transfer voids the ticket (`transferred`) and issues a new valid one with a new code, so that the old
   * code admits nobody. Needs the scope `write`.
   */
  transfer(id: string, body: t.TicketTransfer, options?: RequestOptions): ApiPromise<t.Ticket> {
    return this._call('POST', '/gvteway/v1/tickets/{id}/transfer', { id, body }, options);
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
