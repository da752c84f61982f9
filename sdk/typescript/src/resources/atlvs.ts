/** Written by sdk/emit from openapi/openapi.json; change those, not this. */

import { Resource, type ApiPromise, type Batch, type BatchOptions, type Core, type List, type RequestOptions, type SyncOptions } from '../resource.js';
import type * as t from './types.js';

/** ATLVS: companies. */
export class AtlvsCompanies extends Resource {
  /**
   * List companies. Filters may be combined; a repeated one means "or". Organisations that a workspace sells to,
   * buys from or works with. Needs the scope `read`.
   */
  list(query?: t.AtlvsCompaniesListQuery, options?: RequestOptions): List<t.Company> {
    return this._list('/atlvs/v1/companies', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<t.AtlvsCompaniesListQuery>): AsyncGenerator<Batch<t.Company>, void, undefined> {
    return this._sync('/atlvs/v1/companies', options);
  }

  /**
   * Create a company. Sets every field that is left out to its default. Organisations that a workspace sells to,
   * buys from or works with. Needs the scope `write`.
   */
  create(body: t.CompanyCreate, options?: RequestOptions): ApiPromise<t.Company> {
    return this._call('POST', '/atlvs/v1/companies', { body }, options);
  }

  /**
   * Create or upsert up to 1,000 companies. Each item succeeds or fails by itself; the answer says what became of
   * each. Organisations that a workspace sells to, buys from or works with. Needs the scope `write`.
   */
  batch(items: readonly t.CompanyCreate[], options?: BatchOptions): ApiPromise<t.CompanyBatchResult> {
    return this._batch('/atlvs/v1/companies/batch', items, options);
  }

  /**
   * Export companies as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. Organisations that a workspace sells to, buys from or works with. Needs the scope `read`.
   */
  export(query?: t.AtlvsCompaniesExportQuery, options?: RequestOptions): AsyncGenerator<t.Company, void, undefined> {
    return this._export('/atlvs/v1/companies/export', query, options);
  }

  /**
   * Retrieve a company. With `If-None-Match`, 304 when it has not changed. Organisations that a workspace sells to,
   * buys from or works with. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.Company> {
    return this._call('GET', '/atlvs/v1/companies/{id}', { id }, options);
  }

  /**
   * Update a company. Changes the fields that are sent. A change of nothing emits no event. Organisations that a
   * workspace sells to, buys from or works with. Needs the scope `write`.
   */
  update(id: string, body: t.CompanyUpdate, options?: RequestOptions): ApiPromise<t.Company> {
    return this._call('PATCH', '/atlvs/v1/companies/{id}', { id, body }, options);
  }

  /**
   * Delete a company. The record stays as a tombstone for `include_deleted`. Refused while other records point to
   * it. Organisations that a workspace sells to, buys from or works with. Needs the scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._call('DELETE', '/atlvs/v1/companies/{id}', { id }, options);
  }
}

/** ATLVS: contacts. */
export class AtlvsContacts extends Resource {
  /**
   * List contacts. Filters may be combined; a repeated one means "or". People, usually at a company. An e-mail
   * address belongs to one contact, in whatever case it is written. Needs the scope `read`.
   */
  list(query?: t.AtlvsContactsListQuery, options?: RequestOptions): List<t.Contact> {
    return this._list('/atlvs/v1/contacts', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<t.AtlvsContactsListQuery>): AsyncGenerator<Batch<t.Contact>, void, undefined> {
    return this._sync('/atlvs/v1/contacts', options);
  }

  /**
   * Create a contact. Sets every field that is left out to its default. People, usually at a company. An e-mail
   * address belongs to one contact, in whatever case it is written. Needs the scope `write`.
   */
  create(body: t.ContactCreate = {}, options?: RequestOptions): ApiPromise<t.Contact> {
    return this._call('POST', '/atlvs/v1/contacts', { body }, options);
  }

  /**
   * Create or upsert up to 1,000 contacts. Each item succeeds or fails by itself; the answer says what became of
   * each. People, usually at a company. An e-mail address belongs to one contact, in whatever case it is written.
   * Needs the scope `write`.
   */
  batch(items: readonly t.ContactCreate[], options?: BatchOptions): ApiPromise<t.ContactBatchResult> {
    return this._batch('/atlvs/v1/contacts/batch', items, options);
  }

  /**
   * Export contacts as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. People, usually at a company. An e-mail address belongs to one contact, in whatever case it is
   * written. Needs the scope `read`.
   */
  export(query?: t.AtlvsContactsExportQuery, options?: RequestOptions): AsyncGenerator<t.Contact, void, undefined> {
    return this._export('/atlvs/v1/contacts/export', query, options);
  }

  /**
   * Retrieve a contact. With `If-None-Match`, 304 when it has not changed. People, usually at a company. An e-mail
   * address belongs to one contact, in whatever case it is written. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.Contact> {
    return this._call('GET', '/atlvs/v1/contacts/{id}', { id }, options);
  }

  /**
   * Update a contact. Changes the fields that are sent. A change of nothing emits no event. People, usually at a
   * company. An e-mail address belongs to one contact, in whatever case it is written. Needs the scope `write`.
   */
  update(id: string, body: t.ContactUpdate, options?: RequestOptions): ApiPromise<t.Contact> {
    return this._call('PATCH', '/atlvs/v1/contacts/{id}', { id, body }, options);
  }

  /**
   * Delete a contact. The record stays as a tombstone for `include_deleted`. Refused while other records point to
   * it. People, usually at a company. An e-mail address belongs to one contact, in whatever case it is written.
   * Needs the scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._call('DELETE', '/atlvs/v1/contacts/{id}', { id }, options);
  }
}

/** ATLVS: deals. */
export class AtlvsDeals extends Resource {
  /**
   * List deals. Filters may be combined; a repeated one means "or". What is being negotiated: a run of shows, a
   * sponsorship, a rental. Needs the scope `read`.
   */
  list(query?: t.AtlvsDealsListQuery, options?: RequestOptions): List<t.Deal> {
    return this._list('/atlvs/v1/deals', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<t.AtlvsDealsListQuery>): AsyncGenerator<Batch<t.Deal>, void, undefined> {
    return this._sync('/atlvs/v1/deals', options);
  }

  /**
   * Create a deal. Sets every field that is left out to its default. What is being negotiated: a run of shows, a
   * sponsorship, a rental. Needs the scope `write`.
   */
  create(body: t.DealCreate, options?: RequestOptions): ApiPromise<t.Deal> {
    return this._call('POST', '/atlvs/v1/deals', { body }, options);
  }

  /**
   * Create or upsert up to 1,000 deals. Each item succeeds or fails by itself; the answer says what became of each.
   * What is being negotiated: a run of shows, a sponsorship, a rental. Needs the scope `write`.
   */
  batch(items: readonly t.DealCreate[], options?: BatchOptions): ApiPromise<t.DealBatchResult> {
    return this._batch('/atlvs/v1/deals/batch', items, options);
  }

  /**
   * Export deals as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. What is being negotiated: a run of shows, a sponsorship, a rental. Needs the scope `read`.
   */
  export(query?: t.AtlvsDealsExportQuery, options?: RequestOptions): AsyncGenerator<t.Deal, void, undefined> {
    return this._export('/atlvs/v1/deals/export', query, options);
  }

  /**
   * Retrieve a deal. With `If-None-Match`, 304 when it has not changed. What is being negotiated: a run of shows, a
   * sponsorship, a rental. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.Deal> {
    return this._call('GET', '/atlvs/v1/deals/{id}', { id }, options);
  }

  /**
   * Update a deal. Changes the fields that are sent. A change of nothing emits no event. What is being negotiated:
   * a run of shows, a sponsorship, a rental. Needs the scope `write`.
   */
  update(id: string, body: t.DealUpdate, options?: RequestOptions): ApiPromise<t.Deal> {
    return this._call('PATCH', '/atlvs/v1/deals/{id}', { id, body }, options);
  }

  /**
   * Delete a deal. The record stays as a tombstone for `include_deleted`. Refused while other records point to it.
   * What is being negotiated: a run of shows, a sponsorship, a rental. Needs the scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._call('DELETE', '/atlvs/v1/deals/{id}', { id }, options);
  }
}

/** ATLVS: invoices. */
export class AtlvsInvoices extends Resource {
  /**
   * List invoices. Filters may be combined; a repeated one means "or". What is charged for. Amounts are computed
   * from the lines: rounded half-up per line, then summed. Needs the scope `read`.
   */
  list(query?: t.AtlvsInvoicesListQuery, options?: RequestOptions): List<t.Invoice> {
    return this._list('/atlvs/v1/invoices', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<t.AtlvsInvoicesListQuery>): AsyncGenerator<Batch<t.Invoice>, void, undefined> {
    return this._sync('/atlvs/v1/invoices', options);
  }

  /**
   * Create an invoice. Sets every field that is left out to its default. What is charged for. Amounts are computed
   * from the lines: rounded half-up per line, then summed. Needs the scope `write`.
   */
  create(body: t.InvoiceCreate, options?: RequestOptions): ApiPromise<t.Invoice> {
    return this._call('POST', '/atlvs/v1/invoices', { body }, options);
  }

  /**
   * Create or upsert up to 1,000 invoices. Each item succeeds or fails by itself; the answer says what became of
   * each. What is charged for. Amounts are computed from the lines: rounded half-up per line, then summed. Needs
   * the scope `write`.
   */
  batch(items: readonly t.InvoiceCreate[], options?: BatchOptions): ApiPromise<t.InvoiceBatchResult> {
    return this._batch('/atlvs/v1/invoices/batch', items, options);
  }

  /**
   * Export invoices as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. What is charged for. Amounts are computed from the lines: rounded half-up per line, then summed. Needs
   * the scope `read`.
   */
  export(query?: t.AtlvsInvoicesExportQuery, options?: RequestOptions): AsyncGenerator<t.Invoice, void, undefined> {
    return this._export('/atlvs/v1/invoices/export', query, options);
  }

  /**
   * Retrieve an invoice. With `If-None-Match`, 304 when it has not changed. What is charged for. Amounts are
   * computed from the lines: rounded half-up per line, then summed. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.Invoice> {
    return this._call('GET', '/atlvs/v1/invoices/{id}', { id }, options);
  }

  /**
   * Update an invoice. Changes the fields that are sent. A change of nothing emits no event. What is charged for.
   * Amounts are computed from the lines: rounded half-up per line, then summed. Needs the scope `write`.
   */
  update(id: string, body: t.InvoiceUpdate, options?: RequestOptions): ApiPromise<t.Invoice> {
    return this._call('PATCH', '/atlvs/v1/invoices/{id}', { id, body }, options);
  }

  /**
   * Delete an invoice. The record stays as a tombstone for `include_deleted`. Refused while other records point to
   * it. What is charged for. Amounts are computed from the lines: rounded half-up per line, then summed. Needs the
   * scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._call('DELETE', '/atlvs/v1/invoices/{id}', { id }, options);
  }

  /**
   * Send a draft: it gets its number and its amounts are fixed. What is charged for. Amounts are computed from the
   * lines: rounded half-up per line, then summed. Needs the scope `write`.
   */
  send(id: string, options?: RequestOptions): ApiPromise<t.Invoice> {
    return this._call('POST', '/atlvs/v1/invoices/{id}/send', { id }, options);
  }

  /**
   * Record a payment of all or a part of the balance. What is charged for. Amounts are computed from the lines:
   * rounded half-up per line, then summed. Needs the scope `write`.
   */
  payments(id: string, body: t.InvoicePayments, options?: RequestOptions): ApiPromise<t.Payment> {
    return this._call('POST', '/atlvs/v1/invoices/{id}/payments', { id, body }, options);
  }

  /**
   * Take back a sent invoice. What is charged for. Amounts are computed from the lines: rounded half-up per line,
   * then summed. Needs the scope `write`.
   */
  void(id: string, body: t.InvoiceVoid = {}, options?: RequestOptions): ApiPromise<t.Invoice> {
    return this._call('POST', '/atlvs/v1/invoices/{id}/void', { id, body }, options);
  }
}

/** ATLVS: payments. */
export class AtlvsPayments extends Resource {
  /**
   * List payments. Filters may be combined; a repeated one means "or". Money received for invoices. A payment is
   * recorded with its invoice's `payments` action. Needs the scope `read`.
   */
  list(query?: t.AtlvsPaymentsListQuery, options?: RequestOptions): List<t.Payment> {
    return this._list('/atlvs/v1/payments', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<t.AtlvsPaymentsListQuery>): AsyncGenerator<Batch<t.Payment>, void, undefined> {
    return this._sync('/atlvs/v1/payments', options);
  }

  /**
   * Export payments as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. Money received for invoices. A payment is recorded with its invoice's `payments` action. Needs the
   * scope `read`.
   */
  export(query?: t.AtlvsPaymentsExportQuery, options?: RequestOptions): AsyncGenerator<t.Payment, void, undefined> {
    return this._export('/atlvs/v1/payments/export', query, options);
  }

  /**
   * Retrieve a payment. With `If-None-Match`, 304 when it has not changed. Money received for invoices. A payment
   * is recorded with its invoice's `payments` action. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.Payment> {
    return this._call('GET', '/atlvs/v1/payments/{id}', { id }, options);
  }
}

/** The resources of ATLVS. */
export class AtlvsProduct {
  readonly companies: AtlvsCompanies;
  readonly contacts: AtlvsContacts;
  readonly deals: AtlvsDeals;
  readonly invoices: AtlvsInvoices;
  readonly payments: AtlvsPayments;

  constructor(core: Core) {
    this.companies = new AtlvsCompanies(core);
    this.contacts = new AtlvsContacts(core);
    this.deals = new AtlvsDeals(core);
    this.invoices = new AtlvsInvoices(core);
    this.payments = new AtlvsPayments(core);
  }
}
