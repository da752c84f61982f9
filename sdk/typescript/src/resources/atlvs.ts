/** Written by sdk/emit from openapi/openapi.json; change those, not this. */

import type { RequestOptions } from '../call.js';
import type { ApiPromise, List } from '../pages.js';
import type { Batch, SyncOptions } from '../sync.js';
import { Resource, type BatchOptions, type Core } from '../resource.js';
import type {
  AtlvsCompaniesExportQuery,
  AtlvsCompaniesListQuery,
  AtlvsContactsExportQuery,
  AtlvsContactsListQuery,
  AtlvsDealsExportQuery,
  AtlvsDealsListQuery,
  AtlvsInvoicesExportQuery,
  AtlvsInvoicesListQuery,
  AtlvsPaymentsExportQuery,
  AtlvsPaymentsListQuery,
  Company,
  CompanyBatchResult,
  CompanyCreate,
  CompanyUpdate,
  Contact,
  ContactBatchResult,
  ContactCreate,
  ContactUpdate,
  Deal,
  DealBatchResult,
  DealCreate,
  DealUpdate,
  Invoice,
  InvoiceBatchResult,
  InvoiceCreate,
  InvoicePayments,
  InvoiceUpdate,
  InvoiceVoid,
  Payment,
} from './types.js';

/** ATLVS: companies. */
export class AtlvsCompanies extends Resource {
  /**
   * List companies. Filters may be combined; a repeated one means "or". Organisations that a workspace sells to,
   * buys from or works with. Needs the scope `read`.
   */
  list(query?: AtlvsCompaniesListQuery, options?: RequestOptions): List<Company> {
    return this._list('/atlvs/v1/companies', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<AtlvsCompaniesListQuery>): AsyncGenerator<Batch<Company>, void, undefined> {
    return this._sync('/atlvs/v1/companies', options);
  }

  /**
   * Create a company. Sets every field that is left out to its default. Organisations that a workspace sells to,
   * buys from or works with. Needs the scope `write`.
   */
  create(body: CompanyCreate, options?: RequestOptions): ApiPromise<Company> {
    return this._call('POST', '/atlvs/v1/companies', body, options);
  }

  /**
   * Create or upsert up to 1,000 companies. Each item succeeds or fails by itself; the answer says what became of
   * each. Organisations that a workspace sells to, buys from or works with. Needs the scope `write`.
   */
  batch(items: readonly CompanyCreate[], options?: BatchOptions): ApiPromise<CompanyBatchResult> {
    return this._batch('/atlvs/v1/companies/batch', items, options);
  }

  /**
   * Export companies as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. Organisations that a workspace sells to, buys from or works with. Needs the scope `read`.
   */
  export(query?: AtlvsCompaniesExportQuery, options?: RequestOptions): AsyncGenerator<Company, void, undefined> {
    return this._export('/atlvs/v1/companies/export', query, options);
  }

  /**
   * Retrieve a company. With `If-None-Match`, 304 when it has not changed. Organisations that a workspace sells to,
   * buys from or works with. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<Company> {
    return this._on('GET', '/atlvs/v1/companies/{id}', id, undefined, options);
  }

  /**
   * Update a company. Changes the fields that are sent. A change of nothing emits no event. Organisations that a
   * workspace sells to, buys from or works with. Needs the scope `write`.
   */
  update(id: string, body: CompanyUpdate, options?: RequestOptions): ApiPromise<Company> {
    return this._on('PATCH', '/atlvs/v1/companies/{id}', id, body, options);
  }

  /**
   * Delete a company. The record stays as a tombstone for `include_deleted`. Refused while other records point to
   * it. Organisations that a workspace sells to, buys from or works with. Needs the scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._on('DELETE', '/atlvs/v1/companies/{id}', id, undefined, options);
  }
}

/** ATLVS: contacts. */
export class AtlvsContacts extends Resource {
  /**
   * List contacts. Filters may be combined; a repeated one means "or". People, usually at a company. An e-mail
   * address belongs to one contact, in whatever case it is written. Needs the scope `read`.
   */
  list(query?: AtlvsContactsListQuery, options?: RequestOptions): List<Contact> {
    return this._list('/atlvs/v1/contacts', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<AtlvsContactsListQuery>): AsyncGenerator<Batch<Contact>, void, undefined> {
    return this._sync('/atlvs/v1/contacts', options);
  }

  /**
   * Create a contact. Sets every field that is left out to its default. People, usually at a company. An e-mail
   * address belongs to one contact, in whatever case it is written. Needs the scope `write`.
   */
  create(body?: ContactCreate, options?: RequestOptions): ApiPromise<Contact> {
    return this._call('POST', '/atlvs/v1/contacts', body ?? {}, options);
  }

  /**
   * Create or upsert up to 1,000 contacts. Each item succeeds or fails by itself; the answer says what became of
   * each. People, usually at a company. An e-mail address belongs to one contact, in whatever case it is written.
   * Needs the scope `write`.
   */
  batch(items: readonly ContactCreate[], options?: BatchOptions): ApiPromise<ContactBatchResult> {
    return this._batch('/atlvs/v1/contacts/batch', items, options);
  }

  /**
   * Export contacts as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. People, usually at a company. An e-mail address belongs to one contact, in whatever case it is
   * written. Needs the scope `read`.
   */
  export(query?: AtlvsContactsExportQuery, options?: RequestOptions): AsyncGenerator<Contact, void, undefined> {
    return this._export('/atlvs/v1/contacts/export', query, options);
  }

  /**
   * Retrieve a contact. With `If-None-Match`, 304 when it has not changed. People, usually at a company. An e-mail
   * address belongs to one contact, in whatever case it is written. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<Contact> {
    return this._on('GET', '/atlvs/v1/contacts/{id}', id, undefined, options);
  }

  /**
   * Update a contact. Changes the fields that are sent. A change of nothing emits no event. People, usually at a
   * company. An e-mail address belongs to one contact, in whatever case it is written. Needs the scope `write`.
   */
  update(id: string, body: ContactUpdate, options?: RequestOptions): ApiPromise<Contact> {
    return this._on('PATCH', '/atlvs/v1/contacts/{id}', id, body, options);
  }

  /**
   * Delete a contact. The record stays as a tombstone for `include_deleted`. Refused while other records point to
   * it. People, usually at a company. An e-mail address belongs to one contact, in whatever case it is written.
   * Needs the scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._on('DELETE', '/atlvs/v1/contacts/{id}', id, undefined, options);
  }
}

/** ATLVS: deals. */
export class AtlvsDeals extends Resource {
  /**
   * List deals. Filters may be combined; a repeated one means "or". What is being negotiated: a run of shows, a
   * sponsorship, a rental. Needs the scope `read`.
   */
  list(query?: AtlvsDealsListQuery, options?: RequestOptions): List<Deal> {
    return this._list('/atlvs/v1/deals', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<AtlvsDealsListQuery>): AsyncGenerator<Batch<Deal>, void, undefined> {
    return this._sync('/atlvs/v1/deals', options);
  }

  /**
   * Create a deal. Sets every field that is left out to its default. What is being negotiated: a run of shows, a
   * sponsorship, a rental. Needs the scope `write`.
   */
  create(body: DealCreate, options?: RequestOptions): ApiPromise<Deal> {
    return this._call('POST', '/atlvs/v1/deals', body, options);
  }

  /**
   * Create or upsert up to 1,000 deals. Each item succeeds or fails by itself; the answer says what became of each.
   * What is being negotiated: a run of shows, a sponsorship, a rental. Needs the scope `write`.
   */
  batch(items: readonly DealCreate[], options?: BatchOptions): ApiPromise<DealBatchResult> {
    return this._batch('/atlvs/v1/deals/batch', items, options);
  }

  /**
   * Export deals as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. What is being negotiated: a run of shows, a sponsorship, a rental. Needs the scope `read`.
   */
  export(query?: AtlvsDealsExportQuery, options?: RequestOptions): AsyncGenerator<Deal, void, undefined> {
    return this._export('/atlvs/v1/deals/export', query, options);
  }

  /**
   * Retrieve a deal. With `If-None-Match`, 304 when it has not changed. What is being negotiated: a run of shows, a
   * sponsorship, a rental. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<Deal> {
    return this._on('GET', '/atlvs/v1/deals/{id}', id, undefined, options);
  }

  /**
   * Update a deal. Changes the fields that are sent. A change of nothing emits no event. What is being negotiated:
   * a run of shows, a sponsorship, a rental. Needs the scope `write`.
   */
  update(id: string, body: DealUpdate, options?: RequestOptions): ApiPromise<Deal> {
    return this._on('PATCH', '/atlvs/v1/deals/{id}', id, body, options);
  }

  /**
   * Delete a deal. The record stays as a tombstone for `include_deleted`. Refused while other records point to it.
   * What is being negotiated: a run of shows, a sponsorship, a rental. Needs the scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._on('DELETE', '/atlvs/v1/deals/{id}', id, undefined, options);
  }
}

/** ATLVS: invoices. */
export class AtlvsInvoices extends Resource {
  /**
   * List invoices. Filters may be combined; a repeated one means "or". What is charged for. Amounts are computed
   * from the lines: rounded half-up per line, then summed. Needs the scope `read`.
   */
  list(query?: AtlvsInvoicesListQuery, options?: RequestOptions): List<Invoice> {
    return this._list('/atlvs/v1/invoices', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<AtlvsInvoicesListQuery>): AsyncGenerator<Batch<Invoice>, void, undefined> {
    return this._sync('/atlvs/v1/invoices', options);
  }

  /**
   * Create an invoice. Sets every field that is left out to its default. What is charged for. Amounts are computed
   * from the lines: rounded half-up per line, then summed. Needs the scope `write`.
   */
  create(body: InvoiceCreate, options?: RequestOptions): ApiPromise<Invoice> {
    return this._call('POST', '/atlvs/v1/invoices', body, options);
  }

  /**
   * Create or upsert up to 1,000 invoices. Each item succeeds or fails by itself; the answer says what became of
   * each. What is charged for. Amounts are computed from the lines: rounded half-up per line, then summed. Needs
   * the scope `write`.
   */
  batch(items: readonly InvoiceCreate[], options?: BatchOptions): ApiPromise<InvoiceBatchResult> {
    return this._batch('/atlvs/v1/invoices/batch', items, options);
  }

  /**
   * Export invoices as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. What is charged for. Amounts are computed from the lines: rounded half-up per line, then summed. Needs
   * the scope `read`.
   */
  export(query?: AtlvsInvoicesExportQuery, options?: RequestOptions): AsyncGenerator<Invoice, void, undefined> {
    return this._export('/atlvs/v1/invoices/export', query, options);
  }

  /**
   * Retrieve an invoice. With `If-None-Match`, 304 when it has not changed. What is charged for. Amounts are
   * computed from the lines: rounded half-up per line, then summed. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<Invoice> {
    return this._on('GET', '/atlvs/v1/invoices/{id}', id, undefined, options);
  }

  /**
   * Update an invoice. Changes the fields that are sent. A change of nothing emits no event. What is charged for.
   * Amounts are computed from the lines: rounded half-up per line, then summed. Needs the scope `write`.
   */
  update(id: string, body: InvoiceUpdate, options?: RequestOptions): ApiPromise<Invoice> {
    return this._on('PATCH', '/atlvs/v1/invoices/{id}', id, body, options);
  }

  /**
   * Delete an invoice. The record stays as a tombstone for `include_deleted`. Refused while other records point to
   * it. What is charged for. Amounts are computed from the lines: rounded half-up per line, then summed. Needs the
   * scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._on('DELETE', '/atlvs/v1/invoices/{id}', id, undefined, options);
  }

  /**
   * Send a draft: it gets its number and its amounts are fixed. What is charged for. Amounts are computed from the
   * lines: rounded half-up per line, then summed. Needs the scope `write`.
   */
  send(id: string, options?: RequestOptions): ApiPromise<Invoice> {
    return this._on('POST', '/atlvs/v1/invoices/{id}/send', id, undefined, options);
  }

  /**
   * Record a payment of all or a part of the balance. What is charged for. Amounts are computed from the lines:
   * rounded half-up per line, then summed. Needs the scope `write`.
   */
  payments(id: string, body: InvoicePayments, options?: RequestOptions): ApiPromise<Payment> {
    return this._on('POST', '/atlvs/v1/invoices/{id}/payments', id, body, options);
  }

  /**
   * Take back a sent invoice. What is charged for. Amounts are computed from the lines: rounded half-up per line,
   * then summed. Needs the scope `write`.
   */
  void(id: string, body?: InvoiceVoid, options?: RequestOptions): ApiPromise<Invoice> {
    return this._on('POST', '/atlvs/v1/invoices/{id}/void', id, body ?? {}, options);
  }
}

/** ATLVS: payments. */
export class AtlvsPayments extends Resource {
  /**
   * List payments. Filters may be combined; a repeated one means "or". Money received for invoices. A payment is
   * recorded with its invoice's `payments` action. Needs the scope `read`.
   */
  list(query?: AtlvsPaymentsListQuery, options?: RequestOptions): List<Payment> {
    return this._list('/atlvs/v1/payments', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<AtlvsPaymentsListQuery>): AsyncGenerator<Batch<Payment>, void, undefined> {
    return this._sync('/atlvs/v1/payments', options);
  }

  /**
   * Export payments as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. Money received for invoices. A payment is recorded with its invoice's `payments` action. Needs the
   * scope `read`.
   */
  export(query?: AtlvsPaymentsExportQuery, options?: RequestOptions): AsyncGenerator<Payment, void, undefined> {
    return this._export('/atlvs/v1/payments/export', query, options);
  }

  /**
   * Retrieve a payment. With `If-None-Match`, 304 when it has not changed. Money received for invoices. A payment
   * is recorded with its invoice's `payments` action. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<Payment> {
    return this._on('GET', '/atlvs/v1/payments/{id}', id, undefined, options);
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
