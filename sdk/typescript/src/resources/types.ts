/** What operations take and return. Written by sdk/emit from openapi/openapi.json; change those, not this. */

import type { Open } from '../resource.js';

/** API keys of the workspace. A key is shown once, when it is made; only its keyed hash is kept. */
export interface ApiKey {
  /** Identifier; sorts in creation order. */
  id: string;
  /** What it is for. */
  name: string;
  /** What it may do. */
  scopes: (Open<'read' | 'write' | 'webhooks' | 'admin'>)[];
  /** When it stops working. */
  expires_at: string | null;
  /** Networks that it may be used from; empty means any. */
  allowed_cidrs: string[];
  /** Whether it was revoked. */
  status: Open<'active' | 'revoked'>;
  /** How it begins and ends. */
  hint: string | null;
  /** The key that it was rolled from. */
  replaces: string | null;
  /** When it was revoked. */
  revoked_at: string | null;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When it was last used, to the minute. */
  last_used_at: string | null;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
}

/** A new api key. */
export interface ApiKeyCreate {
  /** What it is for. */
  name: string;
  /** What it may do. */
  scopes: readonly ('read' | 'write' | 'webhooks' | 'admin')[];
  /** When it stops working. */
  expires_at?: string | Date | null | undefined;
  /** Networks that it may be used from; empty means any. */
  allowed_cidrs?: readonly string[] | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
}

/** Replace the key by a new one; the old one goes on for a while. */
export interface ApiKeyRoll {
  /** How long the old key goes on. */
  overlap_seconds?: number | undefined;
}

/** Changes to the api key; what is left out stays as it is. */
export interface ApiKeyUpdate {
  /** What it is for. */
  name?: string | undefined;
  /** Networks that it may be used from; empty means any. */
  allowed_cidrs?: readonly string[] | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
  /** The version that you have read; a 409 if it is not the current one. As `If-Match`. */
  version?: number | undefined;
}

/**
 * API keys of the workspace. A key is shown once, when it is made; only its keyed hash is kept. With what is shown
 * in this one answer, not even in an idempotent replay of it.
 */
export interface ApiKeyWithSecret {
  /** Identifier; sorts in creation order. */
  id: string;
  /** What it is for. */
  name: string;
  /** What it may do. */
  scopes: (Open<'read' | 'write' | 'webhooks' | 'admin'>)[];
  /** When it stops working. */
  expires_at: string | null;
  /** Networks that it may be used from; empty means any. */
  allowed_cidrs: string[];
  /** Whether it was revoked. */
  status: Open<'active' | 'revoked'>;
  /** How it begins and ends. */
  hint: string | null;
  /** The key that it was rolled from. */
  replaces: string | null;
  /** When it was revoked. */
  revoked_at: string | null;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When it was last used, to the minute. */
  last_used_at: string | null;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
  /** The key itself. Shown in this answer only. */
  secret?: string | undefined;
}

/**
 * Crew members at work: on a project, in a role, from start_at until just before end_at. Nobody is booked twice at
 * a time.
 */
export interface Assignment {
  /** Identifier; sorts in creation order. */
  id: string;
  /** The project. */
  project_id: string;
  /** Who works. */
  crew_member_id: string;
  /** As what. */
  role: string;
  /** When the work begins. */
  start_at: string;
  /** When it is over; another assignment can begin at this moment. */
  end_at: string;
  /** Where. */
  location: string | null;
  /** What is paid. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  rate: number | null;
  /** What the rate is for. */
  rate_type: Open<'hourly' | 'daily' | 'flat'>;
  /** Currency of the rate. */
  currency: Open<Currency>;
  /** Invited, confirmed and checked in take up the person's time. */
  status: Open<'invited' | 'confirmed' | 'checked_in' | 'checked_out' | 'declined' | 'cancelled' | 'no_show'>;
  /** When it was confirmed. */
  confirmed_at: string | null;
  /** When the person checked in. */
  checked_in_at: string | null;
  /** When the person checked out. */
  checked_out_at: string | null;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
}

/** What became of each item, in the order of the request. */
export interface AssignmentBatchResult {
  /** A result for each item. */
  data: AssignmentBatchResultDataItem[];
  /** How many items ended in which way. */
  summary: BatchSummary;
}

/** A AssignmentBatchResultDataItem. */
export interface AssignmentBatchResultDataItem {
  /** The item's place in the request, from 0. */
  index: number;
  /** 201 if it was created. */
  status: number;
  /**
   * Crew members at work: on a project, in a role, from start_at until just before end_at. Nobody is booked twice
   * at a time.
   */
  record?: Assignment | undefined;
  /** Why an item failed. */
  error?: BatchError | undefined;
}

/** A new assignment. */
export interface AssignmentCreate {
  /** The project. */
  project_id: string;
  /** Who works. */
  crew_member_id: string;
  /** As what. */
  role: string;
  /** When the work begins. */
  start_at: string | Date;
  /** When it is over; another assignment can begin at this moment. */
  end_at: string | Date;
  /** Where. */
  location?: string | null | undefined;
  /** What is paid. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  rate?: number | null | undefined;
  /** What the rate is for. */
  rate_type?: 'hourly' | 'daily' | 'flat' | undefined;
  /** Currency of the rate. */
  currency?: Currency | undefined;
  /** Invited, confirmed and checked in take up the person's time. */
  status?: 'invited' | 'confirmed' | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
}

/** Changes to the assignment; what is left out stays as it is. */
export interface AssignmentUpdate {
  /** The project. */
  project_id?: string | undefined;
  /** Who works. */
  crew_member_id?: string | undefined;
  /** As what. */
  role?: string | undefined;
  /** When the work begins. */
  start_at?: string | Date | undefined;
  /** When it is over; another assignment can begin at this moment. */
  end_at?: string | Date | undefined;
  /** Where. */
  location?: string | null | undefined;
  /** What is paid. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  rate?: number | null | undefined;
  /** What the rate is for. */
  rate_type?: 'hourly' | 'daily' | 'flat' | undefined;
  /** Currency of the rate. */
  currency?: Currency | undefined;
  /** Invited, confirmed and checked in take up the person's time. */
  status?: 'invited' | 'confirmed' | 'checked_in' | 'checked_out' | 'declined' | 'cancelled' | 'no_show' | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
  /** The version that you have read; a 409 if it is not the current one. As `If-Match`. */
  version?: number | undefined;
}

/** Why an item failed. */
export interface BatchError {
  /** What went wrong, for programs. */
  code: Open<ErrorCode>;
  /** One sentence for the one who has to act. */
  message: string;
  /** Everything that is wrong, at once. */
  details: ErrorDetail[];
}

/** How many items ended in which way. */
export interface BatchSummary {
  /** Items created. */
  created: number;
  /** Items updated. */
  updated: number;
  /** Items unchanged. */
  unchanged: number;
  /** Items failed. */
  failed: number;
}

/** Organisations that a workspace sells to, buys from or works with. */
export interface Company {
  /** Identifier; sorts in creation order. */
  id: string;
  /** Name. */
  name: string;
  /** Internet domain. */
  domain: string | null;
  /** What it is to you. */
  kind: Open<'promoter' | 'venue' | 'agency' | 'label' | 'sponsor' | 'vendor' | 'brand' | 'other'>;
  /** Where invoices go. */
  billing_email: string | null;
  /** Postal address. */
  address: CompanyAddress | null;
  /** Currency of its invoices. */
  currency: Open<Currency>;
  /** When its invoices are due. */
  payment_terms: Open<'due_on_receipt' | 'net_15' | 'net_30' | 'net_45' | 'net_60'>;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
}

/** Postal address. */
export interface CompanyAddress {
  /** Street and number. */
  line1?: string | null | undefined;
  /** Second line. */
  line2?: string | null | undefined;
  /** City. */
  city?: string | null | undefined;
  /** State or region. */
  region?: string | null | undefined;
  /** Postal code. */
  postal_code?: string | null | undefined;
  /** Country. */
  country?: string | null | undefined;
}

/** What became of each item, in the order of the request. */
export interface CompanyBatchResult {
  /** A result for each item. */
  data: CompanyBatchResultDataItem[];
  /** How many items ended in which way. */
  summary: BatchSummary;
}

/** A CompanyBatchResultDataItem. */
export interface CompanyBatchResultDataItem {
  /** The item's place in the request, from 0. */
  index: number;
  /** 201 if it was created. */
  status: number;
  /** Organisations that a workspace sells to, buys from or works with. */
  record?: Company | undefined;
  /** Why an item failed. */
  error?: BatchError | undefined;
}

/** A new company. */
export interface CompanyCreate {
  /** Name. */
  name: string;
  /** Internet domain. */
  domain?: string | null | undefined;
  /** What it is to you. */
  kind?: 'promoter' | 'venue' | 'agency' | 'label' | 'sponsor' | 'vendor' | 'brand' | 'other' | undefined;
  /** Where invoices go. */
  billing_email?: string | null | undefined;
  /** Postal address. */
  address?: CompanyCreateAddress | null | undefined;
  /** Currency of its invoices. */
  currency?: Currency | undefined;
  /** When its invoices are due. */
  payment_terms?: 'due_on_receipt' | 'net_15' | 'net_30' | 'net_45' | 'net_60' | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
}

/** Postal address. */
export interface CompanyCreateAddress {
  /** Street and number. */
  line1?: string | null | undefined;
  /** Second line. */
  line2?: string | null | undefined;
  /** City. */
  city?: string | null | undefined;
  /** State or region. */
  region?: string | null | undefined;
  /** Postal code. */
  postal_code?: string | null | undefined;
  /** Country. */
  country?: string | null | undefined;
}

/** Changes to the company; what is left out stays as it is. */
export interface CompanyUpdate {
  /** Name. */
  name?: string | undefined;
  /** Internet domain. */
  domain?: string | null | undefined;
  /** What it is to you. */
  kind?: 'promoter' | 'venue' | 'agency' | 'label' | 'sponsor' | 'vendor' | 'brand' | 'other' | undefined;
  /** Where invoices go. */
  billing_email?: string | null | undefined;
  /** Postal address. */
  address?: CompanyUpdateAddress | null | undefined;
  /** Currency of its invoices. */
  currency?: Currency | undefined;
  /** When its invoices are due. */
  payment_terms?: 'due_on_receipt' | 'net_15' | 'net_30' | 'net_45' | 'net_60' | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
  /** The version that you have read; a 409 if it is not the current one. As `If-Match`. */
  version?: number | undefined;
}

/** Postal address. */
export interface CompanyUpdateAddress {
  /** Street and number. */
  line1?: string | null | undefined;
  /** Second line. */
  line2?: string | null | undefined;
  /** City. */
  city?: string | null | undefined;
  /** State or region. */
  region?: string | null | undefined;
  /** Postal code. */
  postal_code?: string | null | undefined;
  /** Country. */
  country?: string | null | undefined;
}

/** People, usually at a company. An e-mail address belongs to one contact, in whatever case it is written. */
export interface Contact {
  /** Identifier; sorts in creation order. */
  id: string;
  /** Given name. */
  first_name: string | null;
  /** Family name. */
  last_name: string | null;
  /** E-mail address, unique per workspace. */
  email: string | null;
  /** Telephone number. */
  phone: string | null;
  /** Where the person works. */
  company_id: string | null;
  /** Where the contact came from. */
  source: string | null;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
}

/** What became of each item, in the order of the request. */
export interface ContactBatchResult {
  /** A result for each item. */
  data: ContactBatchResultDataItem[];
  /** How many items ended in which way. */
  summary: BatchSummary;
}

/** A ContactBatchResultDataItem. */
export interface ContactBatchResultDataItem {
  /** The item's place in the request, from 0. */
  index: number;
  /** 201 if it was created. */
  status: number;
  /** People, usually at a company. An e-mail address belongs to one contact, in whatever case it is written. */
  record?: Contact | undefined;
  /** Why an item failed. */
  error?: BatchError | undefined;
}

/** A new contact. */
export interface ContactCreate {
  /** Given name. */
  first_name?: string | null | undefined;
  /** Family name. */
  last_name?: string | null | undefined;
  /** E-mail address, unique per workspace. */
  email?: string | null | undefined;
  /** Telephone number. */
  phone?: string | null | undefined;
  /** Where the person works. */
  company_id?: string | null | undefined;
  /** Where the contact came from. */
  source?: string | null | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
}

/** Changes to the contact; what is left out stays as it is. */
export interface ContactUpdate {
  /** Given name. */
  first_name?: string | null | undefined;
  /** Family name. */
  last_name?: string | null | undefined;
  /** E-mail address, unique per workspace. */
  email?: string | null | undefined;
  /** Telephone number. */
  phone?: string | null | undefined;
  /** Where the person works. */
  company_id?: string | null | undefined;
  /** Where the contact came from. */
  source?: string | null | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
  /** The version that you have read; a 409 if it is not the current one. As `If-Match`. */
  version?: number | undefined;
}

/** People who work on projects. An e-mail address belongs to one of them, in whatever case it is written. */
export interface CrewMember {
  /** Identifier; sorts in creation order. */
  id: string;
  /** Given name. */
  first_name: string;
  /** Family name. */
  last_name: string;
  /** E-mail address, unique per workspace. */
  email: string | null;
  /** Telephone number. */
  phone: string | null;
  /** What the person does. */
  role: string;
  /** Department. */
  department: string | null;
  /** Skills. */
  skills: string[];
  /** Price of a day. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  day_rate: number | null;
  /** Price of an hour. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  hourly_rate: number | null;
  /** Currency of the rates. */
  currency: Open<Currency>;
  /** Where the person travels from. */
  home_base: string | null;
  /** Pending until taken on; an inactive person cannot be assigned. */
  status: Open<'pending' | 'active' | 'on_leave' | 'inactive'>;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
}

/** What became of each item, in the order of the request. */
export interface CrewMemberBatchResult {
  /** A result for each item. */
  data: CrewMemberBatchResultDataItem[];
  /** How many items ended in which way. */
  summary: BatchSummary;
}

/** A CrewMemberBatchResultDataItem. */
export interface CrewMemberBatchResultDataItem {
  /** The item's place in the request, from 0. */
  index: number;
  /** 201 if it was created. */
  status: number;
  /** People who work on projects. An e-mail address belongs to one of them, in whatever case it is written. */
  record?: CrewMember | undefined;
  /** Why an item failed. */
  error?: BatchError | undefined;
}

/** A new crew member. */
export interface CrewMemberCreate {
  /** Given name. */
  first_name: string;
  /** Family name. */
  last_name: string;
  /** E-mail address, unique per workspace. */
  email?: string | null | undefined;
  /** Telephone number. */
  phone?: string | null | undefined;
  /** What the person does. */
  role: string;
  /** Department. */
  department?: string | null | undefined;
  /** Skills. */
  skills?: readonly string[] | undefined;
  /** Price of a day. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  day_rate?: number | null | undefined;
  /** Price of an hour. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  hourly_rate?: number | null | undefined;
  /** Currency of the rates. */
  currency?: Currency | undefined;
  /** Where the person travels from. */
  home_base?: string | null | undefined;
  /** Pending until taken on; an inactive person cannot be assigned. */
  status?: 'pending' | 'active' | 'on_leave' | 'inactive' | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
}

/** Changes to the crew member; what is left out stays as it is. */
export interface CrewMemberUpdate {
  /** Given name. */
  first_name?: string | undefined;
  /** Family name. */
  last_name?: string | undefined;
  /** E-mail address, unique per workspace. */
  email?: string | null | undefined;
  /** Telephone number. */
  phone?: string | null | undefined;
  /** What the person does. */
  role?: string | undefined;
  /** Department. */
  department?: string | null | undefined;
  /** Skills. */
  skills?: readonly string[] | undefined;
  /** Price of a day. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  day_rate?: number | null | undefined;
  /** Price of an hour. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  hourly_rate?: number | null | undefined;
  /** Currency of the rates. */
  currency?: Currency | undefined;
  /** Where the person travels from. */
  home_base?: string | null | undefined;
  /** Pending until taken on; an inactive person cannot be assigned. */
  status?: 'pending' | 'active' | 'on_leave' | 'inactive' | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
  /** The version that you have read; a 409 if it is not the current one. As `If-Match`. */
  version?: number | undefined;
}

/**
 * People who buy tickets. An e-mail address belongs to one customer, in whatever case it is written; an order finds
 * or creates its customer by it.
 */
export interface Customer {
  /** Identifier; sorts in creation order. */
  id: string;
  /** E-mail address, unique per workspace. */
  email: string;
  /** Given name. */
  first_name: string | null;
  /** Family name. */
  last_name: string | null;
  /** Telephone number. */
  phone: string | null;
  /** Whether the person agreed to be written to. */
  marketing_opt_in: boolean;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
}

/** What became of each item, in the order of the request. */
export interface CustomerBatchResult {
  /** A result for each item. */
  data: CustomerBatchResultDataItem[];
  /** How many items ended in which way. */
  summary: BatchSummary;
}

/** A CustomerBatchResultDataItem. */
export interface CustomerBatchResultDataItem {
  /** The item's place in the request, from 0. */
  index: number;
  /** 201 if it was created. */
  status: number;
  /**
   * People who buy tickets. An e-mail address belongs to one customer, in whatever case it is written; an order
   * finds or creates its customer by it.
   */
  record?: Customer | undefined;
  /** Why an item failed. */
  error?: BatchError | undefined;
}

/** A new customer. */
export interface CustomerCreate {
  /** E-mail address, unique per workspace. */
  email: string;
  /** Given name. */
  first_name?: string | null | undefined;
  /** Family name. */
  last_name?: string | null | undefined;
  /** Telephone number. */
  phone?: string | null | undefined;
  /** Whether the person agreed to be written to. */
  marketing_opt_in?: boolean | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
}

/** Changes to the customer; what is left out stays as it is. */
export interface CustomerUpdate {
  /** E-mail address, unique per workspace. */
  email?: string | undefined;
  /** Given name. */
  first_name?: string | null | undefined;
  /** Family name. */
  last_name?: string | null | undefined;
  /** Telephone number. */
  phone?: string | null | undefined;
  /** Whether the person agreed to be written to. */
  marketing_opt_in?: boolean | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
  /** The version that you have read; a 409 if it is not the current one. As `If-Match`. */
  version?: number | undefined;
}

/** What is being negotiated: a run of shows, a sponsorship, a rental. */
export interface Deal {
  /** Identifier; sorts in creation order. */
  id: string;
  /** Name. */
  name: string;
  /** What it is worth. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  value: number;
  /** Currency of the value. */
  currency: Open<Currency>;
  /** Open, won or lost; a closed deal can be opened again. */
  status: Open<'open' | 'won' | 'lost'>;
  /** How far an open deal has come. */
  stage: Open<'qualification' | 'proposal' | 'negotiation'>;
  /** Chance of winning it, 0 to 1. */
  probability: number | null;
  /** Your id of the person who owns it. */
  owner_id: string | null;
  /** Whom it is with. */
  contact_id: string | null;
  /** Which company it is with. */
  company_id: string | null;
  /** When it should close. */
  expected_close_date: string | null;
  /** When somebody has to act next. */
  next_action_at: string | null;
  /** Why it was lost. */
  lost_reason: string | null;
  /** Notes. */
  notes: string | null;
  /** When it was won or lost. */
  closed_at: string | null;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
}

/** What became of each item, in the order of the request. */
export interface DealBatchResult {
  /** A result for each item. */
  data: DealBatchResultDataItem[];
  /** How many items ended in which way. */
  summary: BatchSummary;
}

/** A DealBatchResultDataItem. */
export interface DealBatchResultDataItem {
  /** The item's place in the request, from 0. */
  index: number;
  /** 201 if it was created. */
  status: number;
  /** What is being negotiated: a run of shows, a sponsorship, a rental. */
  record?: Deal | undefined;
  /** Why an item failed. */
  error?: BatchError | undefined;
}

/** A new deal. */
export interface DealCreate {
  /** Name. */
  name: string;
  /** What it is worth. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  value: number;
  /** Currency of the value. */
  currency?: Currency | undefined;
  /** Open, won or lost; a closed deal can be opened again. */
  status?: 'open' | 'won' | 'lost' | undefined;
  /** How far an open deal has come. */
  stage?: 'qualification' | 'proposal' | 'negotiation' | undefined;
  /** Chance of winning it, 0 to 1. */
  probability?: number | null | undefined;
  /** Your id of the person who owns it. */
  owner_id?: string | null | undefined;
  /** Whom it is with. */
  contact_id?: string | null | undefined;
  /** Which company it is with. */
  company_id?: string | null | undefined;
  /** When it should close. */
  expected_close_date?: string | null | undefined;
  /** When somebody has to act next. */
  next_action_at?: string | Date | null | undefined;
  /** Why it was lost. */
  lost_reason?: string | null | undefined;
  /** Notes. */
  notes?: string | null | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
}

/** Changes to the deal; what is left out stays as it is. */
export interface DealUpdate {
  /** Name. */
  name?: string | undefined;
  /** What it is worth. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  value?: number | undefined;
  /** Currency of the value. */
  currency?: Currency | undefined;
  /** Open, won or lost; a closed deal can be opened again. */
  status?: 'open' | 'won' | 'lost' | undefined;
  /** How far an open deal has come. */
  stage?: 'qualification' | 'proposal' | 'negotiation' | undefined;
  /** Chance of winning it, 0 to 1. */
  probability?: number | null | undefined;
  /** Your id of the person who owns it. */
  owner_id?: string | null | undefined;
  /** Whom it is with. */
  contact_id?: string | null | undefined;
  /** Which company it is with. */
  company_id?: string | null | undefined;
  /** When it should close. */
  expected_close_date?: string | null | undefined;
  /** When somebody has to act next. */
  next_action_at?: string | Date | null | undefined;
  /** Why it was lost. */
  lost_reason?: string | null | undefined;
  /** Notes. */
  notes?: string | null | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
  /** The version that you have read; a 409 if it is not the current one. As `If-Match`. */
  version?: number | undefined;
}

/** One thing that is wrong. Some carry more: `available`, `allowed`, `current_version` … */
export interface ErrorDetail {
  /** The field, parameter or header. */
  field: string;
  /** What it must be. */
  message: string;
}

/**
 * Shows that tickets are sold for. An event is sold out when its last place is sold (a hold is no sale), and on
 * sale again when one is refunded or added: both happen by themselves.
 */
export interface Event {
  /** Identifier; sorts in creation order. */
  id: string;
  /** Name. */
  name: string;
  /** What happens there. */
  description: string | null;
  /** Genre. */
  genre: string | null;
  /** Where it takes place. */
  venue_id: string | null;
  /** City. */
  city: string | null;
  /** When it begins. */
  starts_at: string;
  /** When it ends. */
  ends_at: string | null;
  /** IANA time zone of the place. */
  timezone: string | null;
  /** How many places there are over all ticket types; null: as many as they have. */
  capacity: number | null;
  /** Words to group events by. */
  tags: string[];
  /** Where it stands; `sold_out` is set and taken back by the platform. */
  status: Open<'draft' | 'published' | 'on_sale' | 'sold_out' | 'completed' | 'cancelled'>;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
}

/** What became of each item, in the order of the request. */
export interface EventBatchResult {
  /** A result for each item. */
  data: EventBatchResultDataItem[];
  /** How many items ended in which way. */
  summary: BatchSummary;
}

/** A EventBatchResultDataItem. */
export interface EventBatchResultDataItem {
  /** The item's place in the request, from 0. */
  index: number;
  /** 201 if it was created. */
  status: number;
  /**
   * Shows that tickets are sold for. An event is sold out when its last place is sold (a hold is no sale), and on
   * sale again when one is refunded or added: both happen by themselves.
   */
  record?: Event | undefined;
  /** Why an item failed. */
  error?: BatchError | undefined;
}

/** A new event. */
export interface EventCreate {
  /** Name. */
  name: string;
  /** What happens there. */
  description?: string | null | undefined;
  /** Genre. */
  genre?: string | null | undefined;
  /** Where it takes place. */
  venue_id?: string | null | undefined;
  /** City. */
  city?: string | null | undefined;
  /** When it begins. */
  starts_at: string | Date;
  /** When it ends. */
  ends_at?: string | Date | null | undefined;
  /** IANA time zone of the place. */
  timezone?: string | null | undefined;
  /** How many places there are over all ticket types; null: as many as they have. */
  capacity?: number | null | undefined;
  /** Words to group events by. */
  tags?: readonly string[] | undefined;
  /** Where it stands; `sold_out` is set and taken back by the platform. */
  status?: 'draft' | 'published' | 'on_sale' | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
}

/** The envelope of every event, frozen when its change was committed. */
export interface EventEnvelope {
  /** Identifier; the same in every delivery. */
  id: string;
  /** Its type. */
  event: string;
  /** Of this envelope. */
  version: Open<'1.0'>;
  /** When the change was made. */
  timestamp: string;
  /** Its number in the workspace's log; gap-free, in commit order. */
  sequence: number;
  /** The workspace that it happened in. */
  workspace_id: string;
  /** The record, with its related records; see the catalogue. */
  data: Record<string, unknown>;
  /** What caused it. */
  metadata: EventEnvelopeMetadata;
}

/** What caused it. */
export interface EventEnvelopeMetadata {
  /** What it is part of (X-Correlation-ID). */
  correlation_id?: string | null | undefined;
  /** The request that caused it. */
  request_id?: string | null | undefined;
  /** The credential that caused it. */
  actor?: string | null | undefined;
}

/** What an erasure has done. */
export interface EventErasure {
  /** The event. */
  id: string;
  /** Its data is gone. */
  erased: boolean;
  /** Deliveries of it. */
  deliveries: number;
  /** Deliveries of it that were still to be sent and will not be. */
  ended: number;
}

/** A EventType. */
export interface EventType {
  /** As in the envelope's `event`. */
  name: string;
  /** The product that emits it. */
  product: string;
  /** When it is emitted. */
  description: string;
  /** JSON schema of `data`. */
  schema: Record<string, unknown>;
  /** An example of `data`. */
  example: Record<string, unknown>;
}

/** Changes to the event; what is left out stays as it is. */
export interface EventUpdate {
  /** Name. */
  name?: string | undefined;
  /** What happens there. */
  description?: string | null | undefined;
  /** Genre. */
  genre?: string | null | undefined;
  /** Where it takes place. */
  venue_id?: string | null | undefined;
  /** City. */
  city?: string | null | undefined;
  /** When it begins. */
  starts_at?: string | Date | undefined;
  /** When it ends. */
  ends_at?: string | Date | null | undefined;
  /** IANA time zone of the place. */
  timezone?: string | null | undefined;
  /** How many places there are over all ticket types; null: as many as they have. */
  capacity?: number | null | undefined;
  /** Words to group events by. */
  tags?: readonly string[] | undefined;
  /** Where it stands; `sold_out` is set and taken back by the platform. */
  status?: 'draft' | 'published' | 'on_sale' | 'sold_out' | 'completed' | 'cancelled' | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
  /** The version that you have read; a 409 if it is not the current one. As `If-Match`. */
  version?: number | undefined;
}

/** What went wrong, on a project or at an event. Raising the severity escalates it. */
export interface Incident {
  /** Identifier; sorts in creation order. */
  id: string;
  /** Project it belongs to; or event_id. */
  project_id: string | null;
  /** Event it belongs to; or project_id. */
  event_id: string | null;
  /** What happened, in short. */
  title: string;
  /** What happened, in full. */
  description: string;
  /** How bad it is; raising it escalates the incident. */
  severity: Open<'low' | 'medium' | 'high' | 'critical'>;
  /** Kind, such as medical, security, technical, weather or crowd. */
  category: string | null;
  /** Where. */
  location: string | null;
  /** Who reported it. */
  reported_by: string | null;
  /** Who takes care of it. */
  assigned_to: string | null;
  /** Resolving needs a resolution; a resolved or closed incident can be reopened. */
  status: Open<'open' | 'in_progress' | 'resolved' | 'closed'>;
  /** How it was resolved. */
  resolution: string | null;
  /** When it happened; now, if left out. */
  occurred_at: string | null;
  /** When it was resolved. */
  resolved_at: string | null;
  /** When it was closed. */
  closed_at: string | null;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
}

/** What became of each item, in the order of the request. */
export interface IncidentBatchResult {
  /** A result for each item. */
  data: IncidentBatchResultDataItem[];
  /** How many items ended in which way. */
  summary: BatchSummary;
}

/** A IncidentBatchResultDataItem. */
export interface IncidentBatchResultDataItem {
  /** The item's place in the request, from 0. */
  index: number;
  /** 201 if it was created. */
  status: number;
  /** What went wrong, on a project or at an event. Raising the severity escalates it. */
  record?: Incident | undefined;
  /** Why an item failed. */
  error?: BatchError | undefined;
}

/** A new incident. */
export interface IncidentCreate {
  /** Project it belongs to; or event_id. */
  project_id?: string | null | undefined;
  /** Event it belongs to; or project_id. */
  event_id?: string | null | undefined;
  /** What happened, in short. */
  title: string;
  /** What happened, in full. */
  description: string;
  /** How bad it is; raising it escalates the incident. */
  severity: 'low' | 'medium' | 'high' | 'critical';
  /** Kind, such as medical, security, technical, weather or crowd. */
  category?: string | null | undefined;
  /** Where. */
  location?: string | null | undefined;
  /** Who reported it. */
  reported_by?: string | null | undefined;
  /** Who takes care of it. */
  assigned_to?: string | null | undefined;
  /** Resolving needs a resolution; a resolved or closed incident can be reopened. */
  status?: 'open' | 'in_progress' | undefined;
  /** How it was resolved. */
  resolution?: string | null | undefined;
  /** When it happened; now, if left out. */
  occurred_at?: string | Date | null | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
}

/** Changes to the incident; what is left out stays as it is. */
export interface IncidentUpdate {
  /** Project it belongs to; or event_id. */
  project_id?: string | null | undefined;
  /** Event it belongs to; or project_id. */
  event_id?: string | null | undefined;
  /** What happened, in short. */
  title?: string | undefined;
  /** What happened, in full. */
  description?: string | undefined;
  /** How bad it is; raising it escalates the incident. */
  severity?: 'low' | 'medium' | 'high' | 'critical' | undefined;
  /** Kind, such as medical, security, technical, weather or crowd. */
  category?: string | null | undefined;
  /** Where. */
  location?: string | null | undefined;
  /** Who reported it. */
  reported_by?: string | null | undefined;
  /** Who takes care of it. */
  assigned_to?: string | null | undefined;
  /** Resolving needs a resolution; a resolved or closed incident can be reopened. */
  status?: 'open' | 'in_progress' | 'resolved' | 'closed' | undefined;
  /** How it was resolved. */
  resolution?: string | null | undefined;
  /** When it happened; now, if left out. */
  occurred_at?: string | Date | null | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
  /** The version that you have read; a 409 if it is not the current one. As `If-Match`. */
  version?: number | undefined;
}

/** Invitations to the workspace. No mail is sent: hand the link over yourself. It works once, for a week. */
export interface Invitation {
  /** Identifier; sorts in creation order. */
  id: string;
  /** Whom it is for: the account is made with this email. */
  email: string;
  /** What the member will be allowed. */
  role: Open<'owner' | 'admin' | 'developer' | 'viewer'>;
  /** What became of it. */
  status: Open<'pending' | 'accepted' | 'revoked'>;
  /** When it stops working. */
  expires_at: string;
  /** Who made it: a person or a key. */
  invited_by: string | null;
  /** The person who has accepted it. */
  accepted_by: string | null;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
}

/** A new invitation. */
export interface InvitationCreate {
  /** Whom it is for: the account is made with this email. */
  email: string;
  /** What the member will be allowed. */
  role: 'owner' | 'admin' | 'developer' | 'viewer';
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
}

/**
 * Invitations to the workspace. No mail is sent: hand the link over yourself. It works once, for a week. With what
 * is shown in this one answer, not even in an idempotent replay of it.
 */
export interface InvitationWithSecret {
  /** Identifier; sorts in creation order. */
  id: string;
  /** Whom it is for: the account is made with this email. */
  email: string;
  /** What the member will be allowed. */
  role: Open<'owner' | 'admin' | 'developer' | 'viewer'>;
  /** What became of it. */
  status: Open<'pending' | 'accepted' | 'revoked'>;
  /** When it stops working. */
  expires_at: string;
  /** Who made it: a person or a key. */
  invited_by: string | null;
  /** The person who has accepted it. */
  accepted_by: string | null;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
  /** Opens the invitation at /developers/invitations/{token}. Shown in this answer only. */
  token?: string | undefined;
}

/** What is charged for. Amounts are computed from the lines: rounded half-up per line, then summed. */
export interface Invoice {
  /** Identifier; sorts in creation order. */
  id: string;
  /** Number, `INV-YYYY-NNNN`, without gaps in the year of issue; given when it is sent. */
  number: string | null;
  /** Moved by the actions and by payments only. */
  status: Open<'draft' | 'sent' | 'partial' | 'paid' | 'void'>;
  /** Company it is to; or contact_id. */
  company_id: string | null;
  /** Contact it is to; or company_id. */
  contact_id: string | null;
  /** Deal it is for. */
  deal_id: string | null;
  /** Project it is for. */
  project_id: string | null;
  /** Currency of all its amounts. */
  currency: Open<Currency>;
  /** What is charged. */
  lines: InvoiceLine[];
  /**
   * Sum of the lines' amounts. Major units, with at most the decimals of the currency, and at most 10^15 minor
   * units.
   */
  subtotal: number;
  /**
   * Sum of the lines' taxes, each rounded half-up. Major units, with at most the decimals of the currency, and at
   * most 10^15 minor units.
   */
  tax: number;
  /** Subtotal and tax. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  total: number;
  /** Sum of its payments. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  paid_amount: number;
  /**
   * What is still to be paid: total less paid_amount; 0 when void. Major units, with at most the decimals of the
   * currency, and at most 10^15 minor units.
   */
  balance_due: number;
  /** Day of issue; the day it is sent (UTC), if left out. */
  issue_date: string | null;
  /** Day by which to pay; left out, it follows from the company's payment_terms. */
  due_date: string | null;
  /** Notes; can change at any time. */
  notes: string | null;
  /** When it was sent. */
  sent_at: string | null;
  /** When its last payment was recorded. */
  paid_at: string | null;
  /** When it was voided. */
  voided_at: string | null;
  /** Why it was voided. */
  void_reason: string | null;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** Whether it is owed and its due date has passed (UTC). */
  overdue: boolean;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
}

/** What became of each item, in the order of the request. */
export interface InvoiceBatchResult {
  /** A result for each item. */
  data: InvoiceBatchResultDataItem[];
  /** How many items ended in which way. */
  summary: BatchSummary;
}

/** A InvoiceBatchResultDataItem. */
export interface InvoiceBatchResultDataItem {
  /** The item's place in the request, from 0. */
  index: number;
  /** 201 if it was created. */
  status: number;
  /** What is charged for. Amounts are computed from the lines: rounded half-up per line, then summed. */
  record?: Invoice | undefined;
  /** Why an item failed. */
  error?: BatchError | undefined;
}

/** A new invoice. */
export interface InvoiceCreate {
  /** Company it is to; or contact_id. */
  company_id?: string | null | undefined;
  /** Contact it is to; or company_id. */
  contact_id?: string | null | undefined;
  /** Deal it is for. */
  deal_id?: string | null | undefined;
  /** Project it is for. */
  project_id?: string | null | undefined;
  /** Currency of all its amounts. */
  currency?: Currency | undefined;
  /** What is charged. */
  lines: readonly InvoiceCreateLine[];
  /** Day of issue; the day it is sent (UTC), if left out. */
  issue_date?: string | null | undefined;
  /** Day by which to pay; left out, it follows from the company's payment_terms. */
  due_date?: string | null | undefined;
  /** Notes; can change at any time. */
  notes?: string | null | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
}

/** A InvoiceCreateLine. */
export interface InvoiceCreateLine {
  /** What it is for. */
  description: string;
  /** How many. */
  quantity?: number | undefined;
  /**
   * Price of one, without tax. Major units, with at most the decimals of the currency, and at most 10^15 minor
   * units.
   */
  unit_price: number;
  /** Tax as a fraction: 0.0825 is 8.25 %. */
  tax_rate?: number | undefined;
}

/** A InvoiceLine. */
export interface InvoiceLine {
  /** What it is for. */
  description: string;
  /** How many. */
  quantity?: number | undefined;
  /**
   * Price of one, without tax. Major units, with at most the decimals of the currency, and at most 10^15 minor
   * units.
   */
  unit_price: number;
  /** Tax as a fraction: 0.0825 is 8.25 %. */
  tax_rate?: number | undefined;
  /**
   * Quantity times unit price without tax, rounded half-up. Major units, with at most the decimals of the currency,
   * and at most 10^15 minor units.
   */
  amount?: number | undefined;
}

/** Record a payment of all or a part of the balance. */
export interface InvoicePayments {
  /**
   * What was paid, above 0 and at most the balance due. Major units, with at most the decimals of the currency, and
   * at most 10^15 minor units.
   */
  amount: number;
  /** How it was paid. */
  method?: 'cash' | 'check' | 'credit_card' | 'ach' | 'wire' | 'other' | undefined;
  /** The payer's or the bank's reference. */
  reference?: string | null | undefined;
  /** When the money arrived; now, if left out. */
  received_at?: string | Date | null | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
}

/** Changes to the invoice; what is left out stays as it is. */
export interface InvoiceUpdate {
  /** Company it is to; or contact_id. */
  company_id?: string | null | undefined;
  /** Contact it is to; or company_id. */
  contact_id?: string | null | undefined;
  /** Deal it is for. */
  deal_id?: string | null | undefined;
  /** Project it is for. */
  project_id?: string | null | undefined;
  /** Currency of all its amounts. */
  currency?: Currency | undefined;
  /** What is charged. */
  lines?: readonly InvoiceUpdateLine[] | undefined;
  /** Day of issue; the day it is sent (UTC), if left out. */
  issue_date?: string | null | undefined;
  /** Day by which to pay; left out, it follows from the company's payment_terms. */
  due_date?: string | null | undefined;
  /** Notes; can change at any time. */
  notes?: string | null | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
  /** The version that you have read; a 409 if it is not the current one. As `If-Match`. */
  version?: number | undefined;
}

/** A InvoiceUpdateLine. */
export interface InvoiceUpdateLine {
  /** What it is for. */
  description: string;
  /** How many. */
  quantity?: number | undefined;
  /**
   * Price of one, without tax. Major units, with at most the decimals of the currency, and at most 10^15 minor
   * units.
   */
  unit_price: number;
  /** Tax as a fraction: 0.0825 is 8.25 %. */
  tax_rate?: number | undefined;
}

/** Take back a sent invoice. */
export interface InvoiceVoid {
  /** Why. */
  reason?: string | null | undefined;
}

/** People who may sign in to the portal for this workspace. They join by invitation. */
export interface Member {
  /** Identifier; sorts in creation order. */
  id: string;
  /** The person; the same in every workspace. */
  person_id: string;
  /** Name. */
  name: string;
  /** Email that they sign in with. */
  email: string;
  /** What they may do. Only an owner makes or unmakes an owner. */
  role: Open<'owner' | 'admin' | 'developer' | 'viewer'>;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
}

/** Changes to the member; what is left out stays as it is. */
export interface MemberUpdate {
  /** What they may do. Only an owner makes or unmakes an owner. */
  role?: 'owner' | 'admin' | 'developer' | 'viewer' | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
  /** The version that you have read; a 409 if it is not the current one. As `If-Match`. */
  version?: number | undefined;
}

/** Applications that ask people for access to their workspaces (OAuth 2.0). */
export interface OauthApp {
  /** Identifier; sorts in creation order. */
  id: string;
  /** What people know it by: the consent page shows it. */
  name: string;
  /** What it is for. */
  description: string | null;
  /** Confidential: runs on a server and keeps a secret. Public: cannot keep one, and must use PKCE. */
  type: Open<'confidential' | 'public'>;
  /** Where people may be sent back to, each written out whole; of loopback addresses the port may differ. */
  redirect_uris: string[];
  /** The most that it may ask for. */
  scopes: (Open<'read' | 'write' | 'webhooks' | 'admin'>)[];
  /** Whether it may use the device flow, for what has no browser. */
  device_flow: boolean;
  /** How its secret begins and ends. */
  secret_hint: string | null;
  /** When its secret was last replaced. */
  secret_rotated_at: string | null;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** What it calls itself in the protocol: its id. */
  client_id: string;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
}

/** A new oauth app. */
export interface OauthAppCreate {
  /** What people know it by: the consent page shows it. */
  name: string;
  /** What it is for. */
  description?: string | null | undefined;
  /** Confidential: runs on a server and keeps a secret. Public: cannot keep one, and must use PKCE. */
  type: 'confidential' | 'public';
  /** Where people may be sent back to, each written out whole; of loopback addresses the port may differ. */
  redirect_uris?: readonly string[] | undefined;
  /** The most that it may ask for. */
  scopes: readonly ('read' | 'write' | 'webhooks' | 'admin')[];
  /** Whether it may use the device flow, for what has no browser. */
  device_flow?: boolean | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
}

/** Replace the secret; the old one goes on for a while. */
export interface OauthAppRotateSecret {
  /** How long the old secret goes on. */
  overlap_seconds?: number | undefined;
}

/** Changes to the oauth app; what is left out stays as it is. */
export interface OauthAppUpdate {
  /** What people know it by: the consent page shows it. */
  name?: string | undefined;
  /** What it is for. */
  description?: string | null | undefined;
  /** Where people may be sent back to, each written out whole; of loopback addresses the port may differ. */
  redirect_uris?: readonly string[] | undefined;
  /** The most that it may ask for. */
  scopes?: readonly ('read' | 'write' | 'webhooks' | 'admin')[] | undefined;
  /** Whether it may use the device flow, for what has no browser. */
  device_flow?: boolean | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
  /** The version that you have read; a 409 if it is not the current one. As `If-Match`. */
  version?: number | undefined;
}

/**
 * Applications that ask people for access to their workspaces (OAuth 2.0). With what is shown in this one answer,
 * not even in an idempotent replay of it.
 */
export interface OauthAppWithSecret {
  /** Identifier; sorts in creation order. */
  id: string;
  /** What people know it by: the consent page shows it. */
  name: string;
  /** What it is for. */
  description: string | null;
  /** Confidential: runs on a server and keeps a secret. Public: cannot keep one, and must use PKCE. */
  type: Open<'confidential' | 'public'>;
  /** Where people may be sent back to, each written out whole; of loopback addresses the port may differ. */
  redirect_uris: string[];
  /** The most that it may ask for. */
  scopes: (Open<'read' | 'write' | 'webhooks' | 'admin'>)[];
  /** Whether it may use the device flow, for what has no browser. */
  device_flow: boolean;
  /** How its secret begins and ends. */
  secret_hint: string | null;
  /** When its secret was last replaced. */
  secret_rotated_at: string | null;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** What it calls itself in the protocol: its id. */
  client_id: string;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
  /** What it proves itself with; null for a public one. Shown in this answer only. */
  client_secret?: string | null | undefined;
}

/** What applications may do in the workspace, and who let them. Revoking a grant ends its tokens at once. */
export interface OauthGrant {
  /** Identifier; sorts in creation order. */
  id: string;
  /** The application. */
  app_id: string;
  /** Its name when the grant was made. */
  app_name: string;
  /** The person who gave it; null for what the application has by itself. */
  person_id: string | null;
  /** What it allows. */
  scopes: (Open<'read' | 'write' | 'webhooks' | 'admin'>)[];
  /** How it came about. */
  flow: Open<'authorization_code' | 'device_code' | 'client_credentials'>;
  /** Whether its tokens are good. */
  status: Open<'active' | 'revoked'>;
  /** When it was revoked. */
  revoked_at: string | null;
  /**
   * Why: by a person, by the application, because a code or a refresh token was used twice, because the application
   * or the person is gone, because its last token has expired.
   */
  revoked_reason: Open<'by_user' | 'by_app' | 'code_replayed' | 'refresh_reused' | 'app_deleted' | 'person_removed' | 'expired'> | null;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When one of its tokens was last used, to the minute. */
  last_used_at: string | null;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
}

/**
 * Places of one event, all or none. With `complete` an order is a sale in one step; without it is `pending` and
 * holds its places until `expires_at`, to be completed or cancelled by then.
 */
export interface Order {
  /** Identifier; sorts in creation order. */
  id: string;
  /** The event that it is for. */
  event_id: string;
  /** Who ordered. */
  customer_id: string;
  /** What is ordered: ticket types of the event, each once. */
  items: OrderItem[];
  /** Moved by the order's actions. */
  status: Open<'pending' | 'completed' | 'partially_refunded' | 'expired' | 'cancelled' | 'refunded'>;
  /** Currency of the amounts. */
  currency: Open<Currency>;
  /** Sum of the items. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  subtotal: number;
  /** What is to be paid. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  total: number;
  /** What was refunded. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  refunded_amount: number;
  /** Notes. */
  notes: string | null;
  /** When the hold runs out. */
  expires_at: string | null;
  /** When it was completed. */
  completed_at: string | null;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
}

/** What became of each item, in the order of the request. */
export interface OrderBatchResult {
  /** A result for each item. */
  data: OrderBatchResultDataItem[];
  /** How many items ended in which way. */
  summary: BatchSummary;
}

/** A OrderBatchResultDataItem. */
export interface OrderBatchResultDataItem {
  /** The item's place in the request, from 0. */
  index: number;
  /** 201 if it was created. */
  status: number;
  /**
   * Places of one event, all or none. With `complete` an order is a sale in one step; without it is `pending` and
   * holds its places until `expires_at`, to be completed or cancelled by then.
   */
  record?: Order | undefined;
  /** Why an item failed. */
  error?: BatchError | undefined;
}

/** A new order. */
export interface OrderCreate {
  /** The event that it is for. */
  event_id: string;
  /** Who orders: a customer's id, or fields to find or create one by e-mail address. */
  customer: string | OrderCreateCustomer;
  /** What is ordered: ticket types of the event, each once. */
  items: readonly OrderCreateItem[];
  /** Sell at once instead of holding. */
  complete?: boolean | undefined;
  /** How long a pending order holds its places. */
  hold_minutes?: number | undefined;
  /** Notes. */
  notes?: string | null | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
}

/** A OrderCreateCustomer. */
export interface OrderCreateCustomer {
  /** E-mail address; finds the customer, or creates one. */
  email: string;
  /** Given name. */
  first_name?: string | null | undefined;
  /** Family name. */
  last_name?: string | null | undefined;
  /** Telephone number. */
  phone?: string | null | undefined;
  /** Whether the person agreed to be written to. */
  marketing_opt_in?: boolean | null | undefined;
}

/** A OrderCreateItem. */
export interface OrderCreateItem {
  /** What is ordered. */
  ticket_type_id: string;
  /** How many. */
  quantity: number;
}

/** A OrderItem. */
export interface OrderItem {
  /** What is ordered. */
  ticket_type_id: string;
  /** How many. */
  quantity: number;
  /** Name of the ticket type. */
  name?: string | undefined;
  /**
   * Price of one when it was ordered. Major units, with at most the decimals of the currency, and at most 10^15
   * minor units.
   */
  unit_price?: number | undefined;
}

/** Refund all valid tickets, or some, and free their places. */
export interface OrderRefund {
  /** Which tickets; left out: all that are valid. */
  ticket_ids?: readonly string[] | null | undefined;
}

/** Changes to the order; what is left out stays as it is. */
export interface OrderUpdate {
  /** Notes. */
  notes?: string | null | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
  /** The version that you have read; a 409 if it is not the current one. As `If-Match`. */
  version?: number | undefined;
}

/** Money received for invoices. A payment is recorded with its invoice's `payments` action. */
export interface Payment {
  /** Identifier; sorts in creation order. */
  id: string;
  /** Which invoice it pays. */
  invoice_id: string;
  /** Currency, that of the invoice. */
  currency: Open<Currency>;
  /**
   * What was paid, above 0 and at most the balance due. Major units, with at most the decimals of the currency, and
   * at most 10^15 minor units.
   */
  amount: number;
  /** How it was paid. */
  method: Open<'cash' | 'check' | 'credit_card' | 'ach' | 'wire' | 'other'>;
  /** The payer's or the bank's reference. */
  reference: string | null;
  /** When the money arrived; now, if left out. */
  received_at: string | null;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
}

/** Shows, tours and other productions, from planning to wrap. A deal becomes at most one project. */
export interface Project {
  /** Identifier; sorts in creation order. */
  id: string;
  /** Name. */
  name: string;
  /** The client. */
  company_id: string | null;
  /** The deal that it comes from; one project a deal. */
  deal_id: string | null;
  /** Where it takes place. */
  venue: string | null;
  /** What it is, such as concert, festival, corporate or broadcast. */
  project_type: string | null;
  /** First day. */
  start_date: string;
  /** Last day, the same as the first or later. */
  end_date: string;
  /** What it may cost. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  budget: number | null;
  /** Currency of the budget. */
  currency: Open<Currency>;
  /** How far it has come; one step forward or back at a time, or cancelled. */
  status: Open<'planning' | 'pre_production' | 'load_in' | 'show' | 'load_out' | 'wrap' | 'cancelled'>;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
}

/** What became of each item, in the order of the request. */
export interface ProjectBatchResult {
  /** A result for each item. */
  data: ProjectBatchResultDataItem[];
  /** How many items ended in which way. */
  summary: BatchSummary;
}

/** A ProjectBatchResultDataItem. */
export interface ProjectBatchResultDataItem {
  /** The item's place in the request, from 0. */
  index: number;
  /** 201 if it was created. */
  status: number;
  /** Shows, tours and other productions, from planning to wrap. A deal becomes at most one project. */
  record?: Project | undefined;
  /** Why an item failed. */
  error?: BatchError | undefined;
}

/** A new project. */
export interface ProjectCreate {
  /** Name. */
  name: string;
  /** The client. */
  company_id?: string | null | undefined;
  /** The deal that it comes from; one project a deal. */
  deal_id?: string | null | undefined;
  /** Where it takes place. */
  venue?: string | null | undefined;
  /** What it is, such as concert, festival, corporate or broadcast. */
  project_type?: string | null | undefined;
  /** First day. */
  start_date: string;
  /** Last day, the same as the first or later. */
  end_date: string;
  /** What it may cost. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  budget?: number | null | undefined;
  /** Currency of the budget. */
  currency?: Currency | undefined;
  /** How far it has come; one step forward or back at a time, or cancelled. */
  status?: 'planning' | 'pre_production' | 'load_in' | 'show' | 'load_out' | 'wrap' | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
}

/** Changes to the project; what is left out stays as it is. */
export interface ProjectUpdate {
  /** Name. */
  name?: string | undefined;
  /** The client. */
  company_id?: string | null | undefined;
  /** The deal that it comes from; one project a deal. */
  deal_id?: string | null | undefined;
  /** Where it takes place. */
  venue?: string | null | undefined;
  /** What it is, such as concert, festival, corporate or broadcast. */
  project_type?: string | null | undefined;
  /** First day. */
  start_date?: string | undefined;
  /** Last day, the same as the first or later. */
  end_date?: string | undefined;
  /** What it may cost. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  budget?: number | null | undefined;
  /** Currency of the budget. */
  currency?: Currency | undefined;
  /** How far it has come; one step forward or back at a time, or cancelled. */
  status?: 'planning' | 'pre_production' | 'load_in' | 'show' | 'load_out' | 'wrap' | 'cancelled' | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
  /** The version that you have read; a 409 if it is not the current one. As `If-Match`. */
  version?: number | undefined;
}

/**
 * Issued by completed orders, one for each place. A transfer voids the ticket (`transferred`) and issues a new
 * valid one with a new code, so that the old code admits nobody.
 */
export interface Ticket {
  /** Identifier; sorts in creation order. */
  id: string;
  /** The order that it was sold by. */
  order_id: string;
  /** The event that it admits to. */
  event_id: string;
  /** What was sold. */
  ticket_type_id: string;
  /** Who it is for; at first the customer. */
  holder: TicketHolder | null;
  /** What the holder shows at the gate; nobody can guess it. */
  code: string;
  /** A ticket admits while it is valid. */
  status: Open<'valid' | 'checked_in' | 'refunded' | 'transferred'>;
  /**
   * What was paid for it. Major units, with at most the decimals of the currency, and at most 10^15 minor units.
   */
  price: number;
  /** Currency of the price. */
  currency: Open<Currency>;
  /** When it was scanned. */
  checked_in_at: string | null;
  /** Where it was scanned. */
  gate: string | null;
  /** The id of the ticket that it replaces. */
  transferred_from: string | null;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
}

/** Admit the holder of a valid ticket. */
export interface TicketCheckIn {
  /** Where it was scanned. */
  gate?: string | null | undefined;
}

/** Who it is for; at first the customer. */
export interface TicketHolder {
  /** Given name. */
  first_name?: string | null | undefined;
  /** Family name. */
  last_name?: string | null | undefined;
  /** E-mail address. */
  email?: string | null | undefined;
}

/** Pass a valid ticket on to somebody else; answers with the new ticket. */
export interface TicketTransfer {
  /** Who gets it. */
  holder: TicketTransferHolder;
}

/** Who gets it. */
export interface TicketTransferHolder {
  /** Given name. */
  first_name?: string | null | undefined;
  /** Family name. */
  last_name?: string | null | undefined;
  /** E-mail address. */
  email?: string | null | undefined;
}

/**
 * What an event sells. `available` is exact: what an order can take now, by the type's quantity and by the event's
 * capacity, which several types may share.
 */
export interface TicketType {
  /** Identifier; sorts in creation order. */
  id: string;
  /** The event it admits to. */
  event_id: string;
  /** Name. */
  name: string;
  /** What it includes. */
  description: string | null;
  /** Price of one ticket. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  price: number;
  /** Currency of the price. */
  currency: Open<Currency>;
  /** How many there are. */
  quantity: number;
  /** How many are sold. */
  sold: number;
  /** How many are held by pending orders. */
  held: number;
  /** How many can be ordered now. */
  available: number;
  /** The most that one order may take; null: no such limit. */
  max_per_order: number | null;
  /** When its sale begins. */
  sales_start_at: string | null;
  /** When its sale ends. */
  sales_end_at: string | null;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
}

/** What became of each item, in the order of the request. */
export interface TicketTypeBatchResult {
  /** A result for each item. */
  data: TicketTypeBatchResultDataItem[];
  /** How many items ended in which way. */
  summary: BatchSummary;
}

/** A TicketTypeBatchResultDataItem. */
export interface TicketTypeBatchResultDataItem {
  /** The item's place in the request, from 0. */
  index: number;
  /** 201 if it was created. */
  status: number;
  /**
   * What an event sells. `available` is exact: what an order can take now, by the type's quantity and by the
   * event's capacity, which several types may share.
   */
  record?: TicketType | undefined;
  /** Why an item failed. */
  error?: BatchError | undefined;
}

/** A new ticket type. */
export interface TicketTypeCreate {
  /** The event it admits to. */
  event_id: string;
  /** Name. */
  name: string;
  /** What it includes. */
  description?: string | null | undefined;
  /** Price of one ticket. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  price: number;
  /** Currency of the price. */
  currency?: Currency | undefined;
  /** How many there are. */
  quantity: number;
  /** The most that one order may take; null: no such limit. */
  max_per_order?: number | null | undefined;
  /** When its sale begins. */
  sales_start_at?: string | Date | null | undefined;
  /** When its sale ends. */
  sales_end_at?: string | Date | null | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
}

/** Changes to the ticket type; what is left out stays as it is. */
export interface TicketTypeUpdate {
  /** Name. */
  name?: string | undefined;
  /** What it includes. */
  description?: string | null | undefined;
  /** Price of one ticket. Major units, with at most the decimals of the currency, and at most 10^15 minor units. */
  price?: number | undefined;
  /** How many there are. */
  quantity?: number | undefined;
  /** The most that one order may take; null: no such limit. */
  max_per_order?: number | null | undefined;
  /** When its sale begins. */
  sales_start_at?: string | Date | null | undefined;
  /** When its sale ends. */
  sales_end_at?: string | Date | null | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
  /** The version that you have read; a 409 if it is not the current one. As `If-Match`. */
  version?: number | undefined;
}

/** Changes to the ticket; what is left out stays as it is. */
export interface TicketUpdate {
  /** Who it is for; at first the customer. */
  holder?: TicketUpdateHolder | null | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
  /** The version that you have read; a 409 if it is not the current one. As `If-Match`. */
  version?: number | undefined;
}

/** Who it is for; at first the customer. */
export interface TicketUpdateHolder {
  /** Given name. */
  first_name?: string | null | undefined;
  /** Family name. */
  last_name?: string | null | undefined;
  /** E-mail address. */
  email?: string | null | undefined;
}

/** Clubs, theatres, arenas and fields in which events take place. */
export interface Venue {
  /** Identifier; sorts in creation order. */
  id: string;
  /** Name. */
  name: string;
  /** City. */
  city: string | null;
  /** Postal address. */
  address: VenueAddress | null;
  /** IANA time zone. */
  timezone: string | null;
  /** How many people it holds. */
  capacity: number | null;
  /** What it is. */
  venue_type: string | null;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
}

/** Postal address. */
export interface VenueAddress {
  /** Street and number. */
  line1?: string | null | undefined;
  /** Second line. */
  line2?: string | null | undefined;
  /** City. */
  city?: string | null | undefined;
  /** State or region. */
  region?: string | null | undefined;
  /** Postal code. */
  postal_code?: string | null | undefined;
  /** Country. */
  country?: string | null | undefined;
}

/** What became of each item, in the order of the request. */
export interface VenueBatchResult {
  /** A result for each item. */
  data: VenueBatchResultDataItem[];
  /** How many items ended in which way. */
  summary: BatchSummary;
}

/** A VenueBatchResultDataItem. */
export interface VenueBatchResultDataItem {
  /** The item's place in the request, from 0. */
  index: number;
  /** 201 if it was created. */
  status: number;
  /** Clubs, theatres, arenas and fields in which events take place. */
  record?: Venue | undefined;
  /** Why an item failed. */
  error?: BatchError | undefined;
}

/** A new venue. */
export interface VenueCreate {
  /** Name. */
  name: string;
  /** City. */
  city?: string | null | undefined;
  /** Postal address. */
  address?: VenueCreateAddress | null | undefined;
  /** IANA time zone. */
  timezone?: string | null | undefined;
  /** How many people it holds. */
  capacity?: number | null | undefined;
  /** What it is. */
  venue_type?: string | null | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
}

/** Postal address. */
export interface VenueCreateAddress {
  /** Street and number. */
  line1?: string | null | undefined;
  /** Second line. */
  line2?: string | null | undefined;
  /** City. */
  city?: string | null | undefined;
  /** State or region. */
  region?: string | null | undefined;
  /** Postal code. */
  postal_code?: string | null | undefined;
  /** Country. */
  country?: string | null | undefined;
}

/** Changes to the venue; what is left out stays as it is. */
export interface VenueUpdate {
  /** Name. */
  name?: string | undefined;
  /** City. */
  city?: string | null | undefined;
  /** Postal address. */
  address?: VenueUpdateAddress | null | undefined;
  /** IANA time zone. */
  timezone?: string | null | undefined;
  /** How many people it holds. */
  capacity?: number | null | undefined;
  /** What it is. */
  venue_type?: string | null | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
  /** The version that you have read; a 409 if it is not the current one. As `If-Match`. */
  version?: number | undefined;
}

/** Postal address. */
export interface VenueUpdateAddress {
  /** Street and number. */
  line1?: string | null | undefined;
  /** Second line. */
  line2?: string | null | undefined;
  /** City. */
  city?: string | null | undefined;
  /** State or region. */
  region?: string | null | undefined;
  /** Postal code. */
  postal_code?: string | null | undefined;
  /** Country. */
  country?: string | null | undefined;
}

/** An event on its way to an endpoint. */
export interface WebhookDelivery {
  /** Identifier; the same in every attempt (`X-GHXSTSHIP-Delivery`). */
  id: string;
  /** Where it goes. */
  endpoint_id: string;
  /** What it carries (`webhook-id`). */
  event_id: string;
  /** The event's type. */
  event_type: string;
  /** The event's number in the log; null for a test. */
  event_sequence: number | null;
  /** What made it: the event itself, a replay or a test. */
  origin: Open<'event' | 'replay' | 'test'>;
  /** `held` while its endpoint is disabled; `failed` once it is not tried again by itself. */
  status: Open<'pending' | 'held' | 'succeeded' | 'failed'>;
  /** Attempts made. */
  attempts: number;
  /** When it is tried next; null while it is being sent and once it is over. */
  next_attempt_at: string | null;
  /** Whether it is being sent right now. */
  in_flight: boolean;
  /** When it was made. */
  created_at: string;
  /** When the last attempt began. */
  last_attempt_at: string | null;
  /** When it succeeded or failed for good. */
  finished_at: string | null;
  /** The last answer's HTTP status. */
  response_status: number | null;
  /** Why the last attempt or all of it failed: an error class, `erased`, `expired` or `endpoint_deleted`. */
  error: string | null;
}

/** A delivery with what is sent, and its attempts in place of their number. */
export interface WebhookDeliveryDetails {
  /** Identifier; the same in every attempt (`X-GHXSTSHIP-Delivery`). */
  id: string;
  /** Where it goes. */
  endpoint_id: string;
  /** What it carries (`webhook-id`). */
  event_id: string;
  /** The event's type. */
  event_type: string;
  /** The event's number in the log; null for a test. */
  event_sequence: number | null;
  /** What made it: the event itself, a replay or a test. */
  origin: Open<'event' | 'replay' | 'test'>;
  /** `held` while its endpoint is disabled; `failed` once it is not tried again by itself. */
  status: Open<'pending' | 'held' | 'succeeded' | 'failed'>;
  /** Its attempts, oldest first. */
  attempts: WebhookDeliveryDetailsAttempt[];
  /** When it is tried next; null while it is being sent and once it is over. */
  next_attempt_at: string | null;
  /** Whether it is being sent right now. */
  in_flight: boolean;
  /** When it was made. */
  created_at: string;
  /** When the last attempt began. */
  last_attempt_at: string | null;
  /** When it succeeded or failed for good. */
  finished_at: string | null;
  /** The last answer's HTTP status. */
  response_status: number | null;
  /** Why the last attempt or all of it failed: an error class, `erased`, `expired` or `endpoint_deleted`. */
  error: string | null;
  /** What is sent. */
  request: WebhookDeliveryDetailsRequest;
}

/** One attempt; never changed later. */
export interface WebhookDeliveryDetailsAttempt {
  /** Counts from 1. */
  number: number;
  /** When it began. */
  at: string;
  /** How long it took, the answer's body included. */
  milliseconds: number;
  /** Where it went. */
  url: string;
  /** The answer's HTTP status; null without an answer. */
  status: number | null;
  /** The class of what went wrong; null for a success. */
  error: string | null;
  /** What went wrong, in a sentence. */
  detail: string | null;
  /** The answer's headers. */
  headers: Record<string, string> | null;
  /** The first 16 KiB of the answer's body. */
  body: string | null;
}

/** What is sent. */
export interface WebhookDeliveryDetailsRequest {
  /** The method. */
  method: Open<'POST'>;
  /** Where the last attempt went, or the first one goes; null when that is not known. */
  url: string | null;
  /** The body, byte for byte as it is signed and sent; null when it is kept no longer. */
  body: string | null;
}

/** Where the workspace's events are sent, signed. Deliveries are made at least once and retried for 26 hours. */
export interface WebhookEndpoint {
  /** Identifier; sorts in creation order. */
  id: string;
  /** Where to send to: https, a public address. */
  url: string;
  /** What it is for. */
  description: string | null;
  /** Event types, or globs such as deal.*; * is everything. */
  events: string[];
  /** Conditions on the payload; null sends every event of the types. */
  filter: Record<string, unknown> | null;
  /** Headers that are sent along. Answers show a mark in place of each value. */
  headers: Record<string, string>;
  /** Attempts a second at most; null is no limit. */
  rate_limit: number | null;
  /** Send one behind the other in the order of the log; a failing delivery holds up those behind it. */
  ordered: boolean;
  /** Whether events are sent to it. */
  status: Open<'enabled' | 'disabled'>;
  /** Why it is disabled: by a request, since it answered 410, since it only failed for five days. */
  disabled_reason: Open<'by_user' | 'gone' | 'failing'> | null;
  /** When it was disabled. */
  disabled_at: string | null;
  /** When its secret was last replaced. */
  secret_rotated_at: string | null;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
}

/** A new webhook endpoint. */
export interface WebhookEndpointCreate {
  /** Where to send to: https, a public address. */
  url: string;
  /** What it is for. */
  description?: string | null | undefined;
  /** Event types, or globs such as deal.*; * is everything. */
  events: readonly string[];
  /** Conditions on the payload; null sends every event of the types. */
  filter?: Record<string, unknown> | null | undefined;
  /** Headers that are sent along. Answers show a mark in place of each value. */
  headers?: Record<string, string> | undefined;
  /** Attempts a second at most; null is no limit. */
  rate_limit?: number | null | undefined;
  /** Send one behind the other in the order of the log; a failing delivery holds up those behind it. */
  ordered?: boolean | undefined;
  /** Whether events are sent to it. */
  status?: 'enabled' | 'disabled' | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
}

/** Sign with a new secret; the old one goes on for a while. */
export interface WebhookEndpointRotateSecret {
  /** How long the old secret signs as well. */
  overlap_seconds?: number | undefined;
}

/** An endpoint's attempts over time, and its deliveries as they are now. */
export interface WebhookEndpointStats {
  /** The endpoint. */
  endpoint_id: string;
  /** The beginning of the first step. */
  from: string;
  /** The end of the last step. */
  to: string;
  /** The width of a step. */
  step: Open<'minute' | 'hour' | 'day'>;
  /** Every step, oldest first, also those without an attempt. */
  data: WebhookEndpointStatsDataItem[];
  /** All steps together, and what waits now. */
  totals: WebhookEndpointStatsTotals;
}

/** One step. */
export interface WebhookEndpointStatsDataItem {
  /** When it begins. */
  at: string;
  /** Attempts that succeeded. */
  succeeded: number;
  /** Attempts that failed. */
  failed: number;
  /** How long an attempt took on average; null without one. */
  average_ms: number | null;
  /** What 50 % of the attempts stay below, about. */
  p50_ms: number | null;
  /** What 95 % of the attempts stay below, about. */
  p95_ms: number | null;
  /** What 99 % of the attempts stay below, about. */
  p99_ms: number | null;
}

/** All steps together, and what waits now. */
export interface WebhookEndpointStatsTotals {
  /** Attempts that succeeded. */
  succeeded: number;
  /** Attempts that failed. */
  failed: number;
  /** How long an attempt took on average; null without one. */
  average_ms: number | null;
  /** What 50 % of the attempts stay below, about. */
  p50_ms: number | null;
  /** What 95 % of the attempts stay below, about. */
  p95_ms: number | null;
  /** What 99 % of the attempts stay below, about. */
  p99_ms: number | null;
  /** Deliveries that wait for an attempt or are being sent. */
  pending: number;
  /** Deliveries that wait for the endpoint to be enabled. */
  held: number;
  /** Deliveries that failed for good and are kept. */
  dead: number;
  /** When the most urgent one is or was due; null when none waits. */
  oldest_due_at: string | null;
}

/** Changes to the webhook endpoint; what is left out stays as it is. */
export interface WebhookEndpointUpdate {
  /** Where to send to: https, a public address. */
  url?: string | undefined;
  /** What it is for. */
  description?: string | null | undefined;
  /** Event types, or globs such as deal.*; * is everything. */
  events?: readonly string[] | undefined;
  /** Conditions on the payload; null sends every event of the types. */
  filter?: Record<string, unknown> | null | undefined;
  /** Headers that are sent along. Answers show a mark in place of each value. */
  headers?: Record<string, string> | undefined;
  /** Attempts a second at most; null is no limit. */
  rate_limit?: number | null | undefined;
  /** Send one behind the other in the order of the log; a failing delivery holds up those behind it. */
  ordered?: boolean | undefined;
  /** Whether events are sent to it. */
  status?: 'enabled' | 'disabled' | undefined;
  /** Up to 50 string pairs of your own. */
  metadata?: Record<string, string> | undefined;
  /** The record's id in your system, unique per workspace and resource. */
  external_id?: string | null | undefined;
  /** The version that you have read; a 409 if it is not the current one. As `If-Match`. */
  version?: number | undefined;
}

/**
 * Where the workspace's events are sent, signed. Deliveries are made at least once and retried for 26 hours. With
 * what is shown in this one answer, not even in an idempotent replay of it.
 */
export interface WebhookEndpointWithSecret {
  /** Identifier; sorts in creation order. */
  id: string;
  /** Where to send to: https, a public address. */
  url: string;
  /** What it is for. */
  description: string | null;
  /** Event types, or globs such as deal.*; * is everything. */
  events: string[];
  /** Conditions on the payload; null sends every event of the types. */
  filter: Record<string, unknown> | null;
  /** Headers that are sent along. Answers show a mark in place of each value. */
  headers: Record<string, string>;
  /** Attempts a second at most; null is no limit. */
  rate_limit: number | null;
  /** Send one behind the other in the order of the log; a failing delivery holds up those behind it. */
  ordered: boolean;
  /** Whether events are sent to it. */
  status: Open<'enabled' | 'disabled'>;
  /** Why it is disabled: by a request, since it answered 410, since it only failed for five days. */
  disabled_reason: Open<'by_user' | 'gone' | 'failing'> | null;
  /** When it was disabled. */
  disabled_at: string | null;
  /** When its secret was last replaced. */
  secret_rotated_at: string | null;
  /** Up to 50 string pairs of your own. */
  metadata: Record<string, string>;
  /** The record's id in your system, unique per workspace and resource. */
  external_id: string | null;
  /** Counts the changes; for `If-Match`. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** When it was deleted; only on records that were (`include_deleted`). */
  deleted_at?: string | undefined;
  /** What the endpoint's signatures are made with. Shown by this answer only. */
  secret?: string | undefined;
}

/** A replay or a recovery, done in portions. It survives restarts. */
export interface WebhookJob {
  /** Identifier. */
  id: string;
  /** `recover` sends failed deliveries again, `replay` every wanted event. */
  kind: Open<'recover' | 'replay'>;
  /** Where it sends to. */
  endpoint_id: string;
  /** What has become of it. */
  status: Open<'running' | 'done' | 'failed' | 'cancelled'>;
  /** The events it goes back to. */
  since: string;
  /** The events it ends before; null for those until its start. */
  until: string | null;
  /** Events (of a replay) or dead letters (of a recovery) that it has worked through. */
  done: number;
  /** How many there are; null until they have been counted. */
  total: number | null;
  /** Deliveries that it has set going. */
  deliveries: number;
  /** Why it failed. */
  error: string | null;
  /** When it began. */
  created_at: string;
  /** When it was over. */
  finished_at: string | null;
}

/** A tenant: one live-events company. */
export interface Workspace {
  /** Identifier. */
  id: string;
  /** Name. */
  name: string;
  /** Live, or a sandbox to try things in. */
  mode: Open<'live' | 'sandbox'>;
  /** Rate limit tier. */
  tier: string;
  /** The last number of its event log. */
  sequence: number;
  /** The number of the oldest event that is still kept, or will be the next. */
  first_sequence: number;
  /** Counts the changes. */
  version: number;
  /** When it was created. */
  created_at: string;
  /** When it last changed. */
  updated_at: string;
  /** What the tier allows. */
  limits: WorkspaceLimits | null;
}

/** Something that was done to the workspace or by a member's account. */
export interface WorkspaceAuditLogListResponse {
  /** Identifier; sorts by time. */
  id: string;
  /** When it was done. */
  at: string;
  /** What was done: noun.verb, as events are called. */
  action: string;
  /**
   * Who did it: a person, a key, a token, an application, `operator` for the command line, null for the platform
   * itself and for who failed to sign in.
   */
  actor: string | null;
  /** The id of what it was done to. */
  target: string | null;
  /** What that was called. */
  target_name: string | null;
  /** The address that the request came from. */
  address: string | null;
  /** The client, as it called itself. */
  user_agent: string | null;
  /** The request, as in the request log. */
  request_id: string | null;
  /** Each field that changed, with its value before and after. */
  changes: Record<string, WorkspaceAuditLogListResponseChangesValue> | null;
}

/** A WorkspaceAuditLogListResponseChangesValue. */
export interface WorkspaceAuditLogListResponseChangesValue {
  from: unknown;
  to: unknown;
}

/** What the tier allows. */
export interface WorkspaceLimits {
  /** Requests in a minute. */
  requests_per_minute?: number | undefined;
  /** Requests at once. */
  burst?: number | undefined;
  /** Seconds that a refused client waits. */
  retry_after?: number | undefined;
}

/** What went wrong. */
export interface WorkspaceRequestLogErrorsResponse {
  /** The most frequent first. */
  data: WorkspaceRequestLogErrorsResponseDataItem[];
}

/** One error of one operation. */
export interface WorkspaceRequestLogErrorsResponseDataItem {
  /** The error's code. */
  error: string | null;
  /** The method. */
  method: string;
  /** The operation. */
  operation: string;
  /** The HTTP status. */
  status: number;
  /** How many requests were answered so. */
  requests: number;
  /** The minute of the last one. */
  last_seen_at: string;
}

/** A request that was answered. */
export interface WorkspaceRequestLogListResponse {
  /** Identifier (`X-Request-Id`). */
  id: string;
  /** When it came. */
  at: string;
  /** The method. */
  method: Open<'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE' | 'PUT' | 'OPTIONS'>;
  /** The path. */
  path: string;
  /** The query string, without secrets. */
  query: string | null;
  /** The operation; `unknown` when the path has none. */
  operation: string;
  /** The answer's HTTP status. */
  status: number;
  /** The error's code; null for a success. */
  error: string | null;
  /** The key, token or person that asked. */
  credential_id: string;
  /** From its arrival to the answer's last byte. */
  duration_ms: number;
  /** Size of its body. */
  request_bytes: number;
  /** Size of the answer's body before compression; null for a stream. */
  response_bytes: number | null;
  /** The address that it came from. */
  address: string;
  /** The client, as it calls itself. */
  user_agent: string | null;
  /** The Idempotency-Key that was sent. */
  idempotency_key: string | null;
  /** The numbers of the first and the last event that it has caused; null when it has caused none. */
  events: WorkspaceRequestLogListResponseEvents | null;
}

/** The numbers of the first and the last event that it has caused; null when it has caused none. */
export interface WorkspaceRequestLogListResponseEvents {
  /** The first one's `sequence`. */
  first: number;
  /** The last one's. */
  last: number;
}

/** A request with its bodies. */
export interface WorkspaceRequestLogRetrieveResponse {
  /** Identifier (`X-Request-Id`). */
  id: string;
  /** When it came. */
  at: string;
  /** The method. */
  method: Open<'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE' | 'PUT' | 'OPTIONS'>;
  /** The path. */
  path: string;
  /** The query string, without secrets. */
  query: string | null;
  /** The operation; `unknown` when the path has none. */
  operation: string;
  /** The answer's HTTP status. */
  status: number;
  /** The error's code; null for a success. */
  error: string | null;
  /** The key, token or person that asked. */
  credential_id: string;
  /** From its arrival to the answer's last byte. */
  duration_ms: number;
  /** Size of its body. */
  request_bytes: number;
  /** Size of the answer's body before compression; null for a stream. */
  response_bytes: number | null;
  /** The address that it came from. */
  address: string;
  /** The client, as it calls itself. */
  user_agent: string | null;
  /** The Idempotency-Key that was sent. */
  idempotency_key: string | null;
  /** The numbers of the first and the last event that it has caused; null when it has caused none. */
  events: WorkspaceRequestLogRetrieveResponseEvents | null;
  /** What was sent, without secrets and cut to 8 KiB; null for none. */
  request_body: string | null;
  /** The answer, kept only of errors; without secrets and cut to 8 KiB. */
  response_body: string | null;
}

/** The numbers of the first and the last event that it has caused; null when it has caused none. */
export interface WorkspaceRequestLogRetrieveResponseEvents {
  /** The first one's `sequence`. */
  first: number;
  /** The last one's. */
  last: number;
}

/** Changes to the workspace; what is left out stays as it is. */
export interface WorkspaceUpdate {
  /** Name. */
  name?: string | undefined;
  /** Rate limit tier. */
  tier?: string | undefined;
  /** The version that you have read; a 409 if it is not the current one. As `If-Match`. */
  version?: number | undefined;
}

/** How much a workspace asks for. */
export interface WorkspaceUsageRetrieveResponse {
  /** The beginning of the first step. */
  from: string;
  /** The end of the last step. */
  to: string;
  /** The width of a step. */
  step: Open<'minute' | 'hour' | 'day'>;
  /** The workspace's tier. */
  tier: string;
  /** What the tier allows; null for a tier that is gone. */
  requests_per_minute: number | null;
  /** Every step, oldest first, also those without a request. */
  data: WorkspaceUsageRetrieveResponseDataItem[];
  /** All steps together. */
  totals: WorkspaceUsageRetrieveResponseTotals;
  /** By who asked, the busiest first. */
  credentials: WorkspaceUsageRetrieveResponseCredential[];
}

/** One of them. */
export interface WorkspaceUsageRetrieveResponseCredential {
  /** The key, token or person. */
  credential_id: string;
  /** Requests, whatever they were answered with. */
  requests: number;
  /** Requests that were refused with 429. */
  rate_limited: number;
  /** Requests with another error of the client's. */
  client_errors: number;
  /** Requests with an error of the platform's. */
  server_errors: number;
  /** How long one took on average; null of none. */
  average_ms: number | null;
}

/** One step. */
export interface WorkspaceUsageRetrieveResponseDataItem {
  /** When it begins. */
  at: string;
  /** Requests, whatever they were answered with. */
  requests: number;
  /** Requests that were refused with 429. */
  rate_limited: number;
  /** Requests with another error of the client's. */
  client_errors: number;
  /** Requests with an error of the platform's. */
  server_errors: number;
  /** How long one took on average; null of none. */
  average_ms: number | null;
  /** Requests in its busiest minute, to be held against the tier's limit. */
  busiest_minute: number;
}

/** All steps together. */
export interface WorkspaceUsageRetrieveResponseTotals {
  /** Requests, whatever they were answered with. */
  requests: number;
  /** Requests that were refused with 429. */
  rate_limited: number;
  /** Requests with another error of the client's. */
  client_errors: number;
  /** Requests with an error of the platform's. */
  server_errors: number;
  /** How long one took on average; null of none. */
  average_ms: number | null;
  /** Requests in its busiest minute, to be held against the tier's limit. */
  busiest_minute: number;
}

/** How far to go back. */
export interface WorkspaceWebhookEndpointsRecoverRequest {
  /** Events from this moment on. */
  since: string | Date;
}

/** Which events to send. */
export interface WorkspaceWebhookEndpointsReplayRequest {
  /** Events from this moment on. */
  since: string | Date;
  /** Events before this moment; without it, until now. */
  until?: string | Date | null | undefined;
}

/** What to send. */
export interface WorkspaceWebhookEndpointsTestRequest {
  /** Whose example is sent. */
  event_type?: 'api_key.created' | 'api_key.updated' | 'assignment.created' | 'assignment.deleted' | 'assignment.updated' | 'company.created' | 'company.deleted' | 'company.updated' | 'contact.created' | 'contact.deleted' | 'contact.updated' | 'crew.assigned' | 'crew.cancelled' | 'crew.checked_in' | 'crew.checked_out' | 'crew.confirmed' | 'crew.declined' | 'crew_member.created' | 'crew_member.deleted' | 'crew_member.updated' | 'customer.created' | 'customer.deleted' | 'customer.updated' | 'deal.created' | 'deal.deleted' | 'deal.lost' | 'deal.updated' | 'deal.won' | 'event.cancelled' | 'event.created' | 'event.deleted' | 'event.published' | 'event.sold_out' | 'event.updated' | 'incident.created' | 'incident.deleted' | 'incident.escalated' | 'incident.reported' | 'incident.resolved' | 'incident.updated' | 'invitation.created' | 'invitation.updated' | 'invoice.created' | 'invoice.deleted' | 'invoice.overdue' | 'invoice.paid' | 'invoice.sent' | 'invoice.updated' | 'invoice.voided' | 'member.created' | 'member.deleted' | 'member.updated' | 'oauth_app.created' | 'oauth_app.deleted' | 'oauth_app.updated' | 'oauth_grant.created' | 'oauth_grant.revoked' | 'oauth_grant.updated' | 'order.created' | 'order.updated' | 'payment.created' | 'payment.received' | 'payment.updated' | 'project.created' | 'project.deleted' | 'project.status_changed' | 'project.updated' | 'ticket.checked_in' | 'ticket.created' | 'ticket.purchased' | 'ticket.refunded' | 'ticket.transferred' | 'ticket.updated' | 'ticket_type.created' | 'ticket_type.deleted' | 'ticket_type.updated' | 'venue.created' | 'venue.deleted' | 'venue.updated' | 'webhook_endpoint.created' | 'webhook_endpoint.deleted' | 'webhook_endpoint.disabled' | 'webhook_endpoint.secret_revealed' | 'webhook_endpoint.updated' | undefined;
}

/** List companies. */
export interface AtlvsCompaniesListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only records with this value. Internet domain. Repeat it to allow several values. */
  domain?: string | readonly string[] | undefined;
  /** Only records with this value. What it is to you. Repeat it to allow several values. */
  kind?: 'promoter' | 'venue' | 'agency' | 'label' | 'sponsor' | 'vendor' | 'brand' | 'other' | readonly ('promoter' | 'venue' | 'agency' | 'label' | 'sponsor' | 'vendor' | 'brand' | 'other')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** Export companies as NDJSON. */
export interface AtlvsCompaniesExportQuery {
  /** The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`. */
  after?: string | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Only records with this value. Internet domain. Repeat it to allow several values. */
  domain?: string | readonly string[] | undefined;
  /** Only records with this value. What it is to you. Repeat it to allow several values. */
  kind?: 'promoter' | 'venue' | 'agency' | 'label' | 'sponsor' | 'vendor' | 'brand' | 'other' | readonly ('promoter' | 'venue' | 'agency' | 'label' | 'sponsor' | 'vendor' | 'brand' | 'other')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** List contacts. */
export interface AtlvsContactsListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only records with this value. E-mail address, unique per workspace. Repeat it to allow several values. */
  email?: string | readonly string[] | undefined;
  /** Only records with this value. Where the person works. Repeat it to allow several values. */
  company_id?: string | readonly string[] | undefined;
  /** Only records with this value. Where the contact came from. Repeat it to allow several values. */
  source?: string | readonly string[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** Export contacts as NDJSON. */
export interface AtlvsContactsExportQuery {
  /** The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`. */
  after?: string | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Only records with this value. E-mail address, unique per workspace. Repeat it to allow several values. */
  email?: string | readonly string[] | undefined;
  /** Only records with this value. Where the person works. Repeat it to allow several values. */
  company_id?: string | readonly string[] | undefined;
  /** Only records with this value. Where the contact came from. Repeat it to allow several values. */
  source?: string | readonly string[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** List deals. */
export interface AtlvsDealsListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /**
   * Only records with this value. Open, won or lost; a closed deal can be opened again. Repeat it to allow several
   * values.
   */
  status?: 'open' | 'won' | 'lost' | readonly ('open' | 'won' | 'lost')[] | undefined;
  /** Only records with this value. How far an open deal has come. Repeat it to allow several values. */
  stage?: 'qualification' | 'proposal' | 'negotiation' | readonly ('qualification' | 'proposal' | 'negotiation')[] | undefined;
  /** Only records with this value. Your id of the person who owns it. Repeat it to allow several values. */
  owner_id?: string | readonly string[] | undefined;
  /** Only records with this value. Whom it is with. Repeat it to allow several values. */
  contact_id?: string | readonly string[] | undefined;
  /** Only records with this value. Which company it is with. Repeat it to allow several values. */
  company_id?: string | readonly string[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** Export deals as NDJSON. */
export interface AtlvsDealsExportQuery {
  /** The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`. */
  after?: string | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /**
   * Only records with this value. Open, won or lost; a closed deal can be opened again. Repeat it to allow several
   * values.
   */
  status?: 'open' | 'won' | 'lost' | readonly ('open' | 'won' | 'lost')[] | undefined;
  /** Only records with this value. How far an open deal has come. Repeat it to allow several values. */
  stage?: 'qualification' | 'proposal' | 'negotiation' | readonly ('qualification' | 'proposal' | 'negotiation')[] | undefined;
  /** Only records with this value. Your id of the person who owns it. Repeat it to allow several values. */
  owner_id?: string | readonly string[] | undefined;
  /** Only records with this value. Whom it is with. Repeat it to allow several values. */
  contact_id?: string | readonly string[] | undefined;
  /** Only records with this value. Which company it is with. Repeat it to allow several values. */
  company_id?: string | readonly string[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** List invoices. */
export interface AtlvsInvoicesListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /**
   * Only records with this value. Number, `INV-YYYY-NNNN`, without gaps in the year of issue; given when it is
   * sent. Repeat it to allow several values.
   */
  number?: string | readonly string[] | undefined;
  /** Only records with this value. Moved by the actions and by payments only. Repeat it to allow several values. */
  status?: 'draft' | 'sent' | 'partial' | 'paid' | 'void' | readonly ('draft' | 'sent' | 'partial' | 'paid' | 'void')[] | undefined;
  /** Only records with this value. Company it is to; or contact_id. Repeat it to allow several values. */
  company_id?: string | readonly string[] | undefined;
  /** Only records with this value. Contact it is to; or company_id. Repeat it to allow several values. */
  contact_id?: string | readonly string[] | undefined;
  /** Only records with this value. Deal it is for. Repeat it to allow several values. */
  deal_id?: string | readonly string[] | undefined;
  /** Only records with this value. Project it is for. Repeat it to allow several values. */
  project_id?: string | readonly string[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
  /**
   * Only records with this value. Whether it is owed and its due date has passed (UTC). Repeat it to allow several
   * values.
   */
  overdue?: boolean | readonly boolean[] | undefined;
}

/** Export invoices as NDJSON. */
export interface AtlvsInvoicesExportQuery {
  /** The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`. */
  after?: string | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /**
   * Only records with this value. Number, `INV-YYYY-NNNN`, without gaps in the year of issue; given when it is
   * sent. Repeat it to allow several values.
   */
  number?: string | readonly string[] | undefined;
  /** Only records with this value. Moved by the actions and by payments only. Repeat it to allow several values. */
  status?: 'draft' | 'sent' | 'partial' | 'paid' | 'void' | readonly ('draft' | 'sent' | 'partial' | 'paid' | 'void')[] | undefined;
  /** Only records with this value. Company it is to; or contact_id. Repeat it to allow several values. */
  company_id?: string | readonly string[] | undefined;
  /** Only records with this value. Contact it is to; or company_id. Repeat it to allow several values. */
  contact_id?: string | readonly string[] | undefined;
  /** Only records with this value. Deal it is for. Repeat it to allow several values. */
  deal_id?: string | readonly string[] | undefined;
  /** Only records with this value. Project it is for. Repeat it to allow several values. */
  project_id?: string | readonly string[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
  /**
   * Only records with this value. Whether it is owed and its due date has passed (UTC). Repeat it to allow several
   * values.
   */
  overdue?: boolean | readonly boolean[] | undefined;
}

/** List payments. */
export interface AtlvsPaymentsListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only records with this value. Which invoice it pays. Repeat it to allow several values. */
  invoice_id?: string | readonly string[] | undefined;
  /** Only records with this value. How it was paid. Repeat it to allow several values. */
  method?: 'cash' | 'check' | 'credit_card' | 'ach' | 'wire' | 'other' | readonly ('cash' | 'check' | 'credit_card' | 'ach' | 'wire' | 'other')[] | undefined;
  /** Only records with this value. The payer's or the bank's reference. Repeat it to allow several values. */
  reference?: string | readonly string[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** Export payments as NDJSON. */
export interface AtlvsPaymentsExportQuery {
  /** The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`. */
  after?: string | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Only records with this value. Which invoice it pays. Repeat it to allow several values. */
  invoice_id?: string | readonly string[] | undefined;
  /** Only records with this value. How it was paid. Repeat it to allow several values. */
  method?: 'cash' | 'check' | 'credit_card' | 'ach' | 'wire' | 'other' | readonly ('cash' | 'check' | 'credit_card' | 'ach' | 'wire' | 'other')[] | undefined;
  /** Only records with this value. The payer's or the bank's reference. Repeat it to allow several values. */
  reference?: string | readonly string[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** List projects. */
export interface CompvssProjectsListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only records with this value. The client. Repeat it to allow several values. */
  company_id?: string | readonly string[] | undefined;
  /**
   * Only records with this value. The deal that it comes from; one project a deal. Repeat it to allow several
   * values.
   */
  deal_id?: string | readonly string[] | undefined;
  /**
   * Only records with this value. What it is, such as concert, festival, corporate or broadcast. Repeat it to allow
   * several values.
   */
  project_type?: string | readonly string[] | undefined;
  /**
   * Only records with this value. How far it has come; one step forward or back at a time, or cancelled. Repeat it
   * to allow several values.
   */
  status?: 'planning' | 'pre_production' | 'load_in' | 'show' | 'load_out' | 'wrap' | 'cancelled' | readonly ('planning' | 'pre_production' | 'load_in' | 'show' | 'load_out' | 'wrap' | 'cancelled')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** Export projects as NDJSON. */
export interface CompvssProjectsExportQuery {
  /** The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`. */
  after?: string | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Only records with this value. The client. Repeat it to allow several values. */
  company_id?: string | readonly string[] | undefined;
  /**
   * Only records with this value. The deal that it comes from; one project a deal. Repeat it to allow several
   * values.
   */
  deal_id?: string | readonly string[] | undefined;
  /**
   * Only records with this value. What it is, such as concert, festival, corporate or broadcast. Repeat it to allow
   * several values.
   */
  project_type?: string | readonly string[] | undefined;
  /**
   * Only records with this value. How far it has come; one step forward or back at a time, or cancelled. Repeat it
   * to allow several values.
   */
  status?: 'planning' | 'pre_production' | 'load_in' | 'show' | 'load_out' | 'wrap' | 'cancelled' | readonly ('planning' | 'pre_production' | 'load_in' | 'show' | 'load_out' | 'wrap' | 'cancelled')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** List crew. */
export interface CompvssCrewListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only records with this value. E-mail address, unique per workspace. Repeat it to allow several values. */
  email?: string | readonly string[] | undefined;
  /** Only records with this value. What the person does. Repeat it to allow several values. */
  role?: string | readonly string[] | undefined;
  /** Only records with this value. Department. Repeat it to allow several values. */
  department?: string | readonly string[] | undefined;
  /**
   * Only records with this value. Pending until taken on; an inactive person cannot be assigned. Repeat it to allow
   * several values.
   */
  status?: 'pending' | 'active' | 'on_leave' | 'inactive' | readonly ('pending' | 'active' | 'on_leave' | 'inactive')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** Export crew as NDJSON. */
export interface CompvssCrewExportQuery {
  /** The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`. */
  after?: string | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Only records with this value. E-mail address, unique per workspace. Repeat it to allow several values. */
  email?: string | readonly string[] | undefined;
  /** Only records with this value. What the person does. Repeat it to allow several values. */
  role?: string | readonly string[] | undefined;
  /** Only records with this value. Department. Repeat it to allow several values. */
  department?: string | readonly string[] | undefined;
  /**
   * Only records with this value. Pending until taken on; an inactive person cannot be assigned. Repeat it to allow
   * several values.
   */
  status?: 'pending' | 'active' | 'on_leave' | 'inactive' | readonly ('pending' | 'active' | 'on_leave' | 'inactive')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** List assignments. */
export interface CompvssAssignmentsListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only records with this value. The project. Repeat it to allow several values. */
  project_id?: string | readonly string[] | undefined;
  /** Only records with this value. Who works. Repeat it to allow several values. */
  crew_member_id?: string | readonly string[] | undefined;
  /** Only records with this value. As what. Repeat it to allow several values. */
  role?: string | readonly string[] | undefined;
  /**
   * Only records with this value. Invited, confirmed and checked in take up the person's time. Repeat it to allow
   * several values.
   */
  status?: 'invited' | 'confirmed' | 'checked_in' | 'checked_out' | 'declined' | 'cancelled' | 'no_show' | readonly ('invited' | 'confirmed' | 'checked_in' | 'checked_out' | 'declined' | 'cancelled' | 'no_show')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** Export assignments as NDJSON. */
export interface CompvssAssignmentsExportQuery {
  /** The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`. */
  after?: string | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Only records with this value. The project. Repeat it to allow several values. */
  project_id?: string | readonly string[] | undefined;
  /** Only records with this value. Who works. Repeat it to allow several values. */
  crew_member_id?: string | readonly string[] | undefined;
  /** Only records with this value. As what. Repeat it to allow several values. */
  role?: string | readonly string[] | undefined;
  /**
   * Only records with this value. Invited, confirmed and checked in take up the person's time. Repeat it to allow
   * several values.
   */
  status?: 'invited' | 'confirmed' | 'checked_in' | 'checked_out' | 'declined' | 'cancelled' | 'no_show' | readonly ('invited' | 'confirmed' | 'checked_in' | 'checked_out' | 'declined' | 'cancelled' | 'no_show')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** List incidents. */
export interface CompvssIncidentsListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only records with this value. Project it belongs to; or event_id. Repeat it to allow several values. */
  project_id?: string | readonly string[] | undefined;
  /** Only records with this value. Event it belongs to; or project_id. Repeat it to allow several values. */
  event_id?: string | readonly string[] | undefined;
  /**
   * Only records with this value. How bad it is; raising it escalates the incident. Repeat it to allow several
   * values.
   */
  severity?: 'low' | 'medium' | 'high' | 'critical' | readonly ('low' | 'medium' | 'high' | 'critical')[] | undefined;
  /**
   * Only records with this value. Kind, such as medical, security, technical, weather or crowd. Repeat it to allow
   * several values.
   */
  category?: string | readonly string[] | undefined;
  /** Only records with this value. Who takes care of it. Repeat it to allow several values. */
  assigned_to?: string | readonly string[] | undefined;
  /**
   * Only records with this value. Resolving needs a resolution; a resolved or closed incident can be reopened.
   * Repeat it to allow several values.
   */
  status?: 'open' | 'in_progress' | 'resolved' | 'closed' | readonly ('open' | 'in_progress' | 'resolved' | 'closed')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** Export incidents as NDJSON. */
export interface CompvssIncidentsExportQuery {
  /** The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`. */
  after?: string | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Only records with this value. Project it belongs to; or event_id. Repeat it to allow several values. */
  project_id?: string | readonly string[] | undefined;
  /** Only records with this value. Event it belongs to; or project_id. Repeat it to allow several values. */
  event_id?: string | readonly string[] | undefined;
  /**
   * Only records with this value. How bad it is; raising it escalates the incident. Repeat it to allow several
   * values.
   */
  severity?: 'low' | 'medium' | 'high' | 'critical' | readonly ('low' | 'medium' | 'high' | 'critical')[] | undefined;
  /**
   * Only records with this value. Kind, such as medical, security, technical, weather or crowd. Repeat it to allow
   * several values.
   */
  category?: string | readonly string[] | undefined;
  /** Only records with this value. Who takes care of it. Repeat it to allow several values. */
  assigned_to?: string | readonly string[] | undefined;
  /**
   * Only records with this value. Resolving needs a resolution; a resolved or closed incident can be reopened.
   * Repeat it to allow several values.
   */
  status?: 'open' | 'in_progress' | 'resolved' | 'closed' | readonly ('open' | 'in_progress' | 'resolved' | 'closed')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** List venues. */
export interface GvtewayVenuesListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only records with this value. City. Repeat it to allow several values. */
  city?: string | readonly string[] | undefined;
  /** Only records with this value. What it is. Repeat it to allow several values. */
  venue_type?: string | readonly string[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** Export venues as NDJSON. */
export interface GvtewayVenuesExportQuery {
  /** The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`. */
  after?: string | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Only records with this value. City. Repeat it to allow several values. */
  city?: string | readonly string[] | undefined;
  /** Only records with this value. What it is. Repeat it to allow several values. */
  venue_type?: string | readonly string[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** List events. */
export interface GvtewayEventsListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only records with this value. Genre. Repeat it to allow several values. */
  genre?: string | readonly string[] | undefined;
  /** Only records with this value. Where it takes place. Repeat it to allow several values. */
  venue_id?: string | readonly string[] | undefined;
  /** Only records with this value. City. Repeat it to allow several values. */
  city?: string | readonly string[] | undefined;
  /**
   * Only records with this value. Where it stands; `sold_out` is set and taken back by the platform. Repeat it to
   * allow several values.
   */
  status?: 'draft' | 'published' | 'on_sale' | 'sold_out' | 'completed' | 'cancelled' | readonly ('draft' | 'published' | 'on_sale' | 'sold_out' | 'completed' | 'cancelled')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** Export events as NDJSON. */
export interface GvtewayEventsExportQuery {
  /** The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`. */
  after?: string | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Only records with this value. Genre. Repeat it to allow several values. */
  genre?: string | readonly string[] | undefined;
  /** Only records with this value. Where it takes place. Repeat it to allow several values. */
  venue_id?: string | readonly string[] | undefined;
  /** Only records with this value. City. Repeat it to allow several values. */
  city?: string | readonly string[] | undefined;
  /**
   * Only records with this value. Where it stands; `sold_out` is set and taken back by the platform. Repeat it to
   * allow several values.
   */
  status?: 'draft' | 'published' | 'on_sale' | 'sold_out' | 'completed' | 'cancelled' | readonly ('draft' | 'published' | 'on_sale' | 'sold_out' | 'completed' | 'cancelled')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** List ticket types. */
export interface GvtewayTicketTypesListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only records with this value. The event it admits to. Repeat it to allow several values. */
  event_id?: string | readonly string[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** Export ticket types as NDJSON. */
export interface GvtewayTicketTypesExportQuery {
  /** The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`. */
  after?: string | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Only records with this value. The event it admits to. Repeat it to allow several values. */
  event_id?: string | readonly string[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** List customers. */
export interface GvtewayCustomersListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only records with this value. E-mail address, unique per workspace. Repeat it to allow several values. */
  email?: string | readonly string[] | undefined;
  /**
   * Only records with this value. Whether the person agreed to be written to. Repeat it to allow several values.
   */
  marketing_opt_in?: boolean | readonly boolean[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** Export customers as NDJSON. */
export interface GvtewayCustomersExportQuery {
  /** The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`. */
  after?: string | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Only records with this value. E-mail address, unique per workspace. Repeat it to allow several values. */
  email?: string | readonly string[] | undefined;
  /**
   * Only records with this value. Whether the person agreed to be written to. Repeat it to allow several values.
   */
  marketing_opt_in?: boolean | readonly boolean[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** List orders. */
export interface GvtewayOrdersListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only records with this value. The event that it is for. Repeat it to allow several values. */
  event_id?: string | readonly string[] | undefined;
  /** Only records with this value. Who ordered. Repeat it to allow several values. */
  customer_id?: string | readonly string[] | undefined;
  /** Only records with this value. Moved by the order's actions. Repeat it to allow several values. */
  status?: 'pending' | 'completed' | 'partially_refunded' | 'expired' | 'cancelled' | 'refunded' | readonly ('pending' | 'completed' | 'partially_refunded' | 'expired' | 'cancelled' | 'refunded')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** Export orders as NDJSON. */
export interface GvtewayOrdersExportQuery {
  /** The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`. */
  after?: string | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Only records with this value. The event that it is for. Repeat it to allow several values. */
  event_id?: string | readonly string[] | undefined;
  /** Only records with this value. Who ordered. Repeat it to allow several values. */
  customer_id?: string | readonly string[] | undefined;
  /** Only records with this value. Moved by the order's actions. Repeat it to allow several values. */
  status?: 'pending' | 'completed' | 'partially_refunded' | 'expired' | 'cancelled' | 'refunded' | readonly ('pending' | 'completed' | 'partially_refunded' | 'expired' | 'cancelled' | 'refunded')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** List tickets. */
export interface GvtewayTicketsListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only records with this value. The order that it was sold by. Repeat it to allow several values. */
  order_id?: string | readonly string[] | undefined;
  /** Only records with this value. The event that it admits to. Repeat it to allow several values. */
  event_id?: string | readonly string[] | undefined;
  /** Only records with this value. What was sold. Repeat it to allow several values. */
  ticket_type_id?: string | readonly string[] | undefined;
  /**
   * Only records with this value. What the holder shows at the gate; nobody can guess it. Repeat it to allow
   * several values.
   */
  code?: string | readonly string[] | undefined;
  /** Only records with this value. A ticket admits while it is valid. Repeat it to allow several values. */
  status?: 'valid' | 'checked_in' | 'refunded' | 'transferred' | readonly ('valid' | 'checked_in' | 'refunded' | 'transferred')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** Export tickets as NDJSON. */
export interface GvtewayTicketsExportQuery {
  /** The id of the last record that a broken export gave; it goes on behind that one. Not beside `cursor`. */
  after?: string | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Only records with this value. The order that it was sold by. Repeat it to allow several values. */
  order_id?: string | readonly string[] | undefined;
  /** Only records with this value. The event that it admits to. Repeat it to allow several values. */
  event_id?: string | readonly string[] | undefined;
  /** Only records with this value. What was sold. Repeat it to allow several values. */
  ticket_type_id?: string | readonly string[] | undefined;
  /**
   * Only records with this value. What the holder shows at the gate; nobody can guess it. Repeat it to allow
   * several values.
   */
  code?: string | readonly string[] | undefined;
  /** Only records with this value. A ticket admits while it is valid. Repeat it to allow several values. */
  status?: 'valid' | 'checked_in' | 'refunded' | 'transferred' | readonly ('valid' | 'checked_in' | 'refunded' | 'transferred')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** List keys. */
export interface WorkspaceKeysListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only records with this value. Whether it was revoked. Repeat it to allow several values. */
  status?: 'active' | 'revoked' | readonly ('active' | 'revoked')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** List members. */
export interface WorkspaceMembersListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only records with this value. Email that they sign in with. Repeat it to allow several values. */
  email?: string | readonly string[] | undefined;
  /**
   * Only records with this value. What they may do. Only an owner makes or unmakes an owner. Repeat it to allow
   * several values.
   */
  role?: 'owner' | 'admin' | 'developer' | 'viewer' | readonly ('owner' | 'admin' | 'developer' | 'viewer')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** List invitations. */
export interface WorkspaceInvitationsListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /**
   * Only records with this value. Whom it is for: the account is made with this email. Repeat it to allow several
   * values.
   */
  email?: string | readonly string[] | undefined;
  /** Only records with this value. What became of it. Repeat it to allow several values. */
  status?: 'pending' | 'accepted' | 'revoked' | readonly ('pending' | 'accepted' | 'revoked')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** List webhook endpoints. */
export interface WorkspaceWebhookEndpointsListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only records with this value. Whether events are sent to it. Repeat it to allow several values. */
  status?: 'enabled' | 'disabled' | readonly ('enabled' | 'disabled')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** List oauth apps. */
export interface WorkspaceOauthAppsListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /**
   * Only records with this value. Confidential: runs on a server and keeps a secret. Public: cannot keep one, and
   * must use PKCE. Repeat it to allow several values.
   */
  type?: 'confidential' | 'public' | readonly ('confidential' | 'public')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** List oauth grants. */
export interface WorkspaceOauthGrantsListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** The order; a minus turns it round. */
  sort?: '-created_at' | 'created_at' | '-updated_at' | 'updated_at' | undefined;
  /** Only records that changed later than this. */
  updated_after?: string | Date | undefined;
  /** Only records that were created later than this. */
  created_after?: string | Date | undefined;
  /** Only records that were created earlier than this. */
  created_before?: string | Date | undefined;
  /** Only records whose names contain this text, in any case. */
  q?: string | undefined;
  /** Whether deleted records are listed too, with `deleted_at`. */
  include_deleted?: boolean | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only records with this value. The application. Repeat it to allow several values. */
  app_id?: string | readonly string[] | undefined;
  /**
   * Only records with this value. The person who gave it; null for what the application has by itself. Repeat it to
   * allow several values.
   */
  person_id?: string | readonly string[] | undefined;
  /** Only records with this value. Whether its tokens are good. Repeat it to allow several values. */
  status?: 'active' | 'revoked' | readonly ('active' | 'revoked')[] | undefined;
  /**
   * Only records with this value. The record's id in your system, unique per workspace and resource. Repeat it to
   * allow several values.
   */
  external_id?: string | readonly string[] | undefined;
}

/** List events, oldest first. */
export interface WorkspaceEventsListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only events behind this sequence number or this event id. */
  after?: string | undefined;
  /** Only these types: names or globs such as deal.*, repeated or separated by commas. */
  types?: string | readonly string[] | undefined;
}

/** Follow the event log. */
export interface WorkspaceEventsStreamQuery {
  /** Only events behind this sequence number or this event id. */
  after?: string | undefined;
  /** Only these types: names or globs such as deal.*, repeated or separated by commas. */
  types?: string | readonly string[] | undefined;
}

/** List deliveries, newest first. */
export interface WorkspaceWebhookDeliveriesListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only of this endpoint. Repeat it to allow several values. */
  endpoint_id?: string | readonly string[] | undefined;
  /** Only of this event. Repeat it to allow several values. */
  event_id?: string | readonly string[] | undefined;
  /** Only of this type of event. Repeat it to allow several values. */
  event_type?: string | readonly string[] | undefined;
  /** Only with this status. Repeat it to allow several values. */
  status?: 'pending' | 'held' | 'succeeded' | 'failed' | readonly ('pending' | 'held' | 'succeeded' | 'failed')[] | undefined;
  /** Only of this origin. Repeat it to allow several values. */
  origin?: 'event' | 'replay' | 'test' | readonly ('event' | 'replay' | 'test')[] | undefined;
  /** Only what was made later than this. */
  created_after?: string | Date | undefined;
  /** Only what was made earlier than this. */
  created_before?: string | Date | undefined;
}

/** List replays and recoveries, newest first. */
export interface WorkspaceWebhookJobsListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only of this endpoint. Repeat it to allow several values. */
  endpoint_id?: string | readonly string[] | undefined;
  /** Only of this kind. Repeat it to allow several values. */
  kind?: 'recover' | 'replay' | readonly ('recover' | 'replay')[] | undefined;
  /** Only with this status. Repeat it to allow several values. */
  status?: 'running' | 'done' | 'failed' | 'cancelled' | readonly ('running' | 'done' | 'failed' | 'cancelled')[] | undefined;
  /** Only what was made later than this. */
  created_after?: string | Date | undefined;
  /** Only what was made earlier than this. */
  created_before?: string | Date | undefined;
}

/** Show what became of attempts. */
export interface WorkspaceWebhookEndpointsStatsQuery {
  /** Where the first step begins; without it, a day before the end. */
  from?: string | Date | undefined;
  /** Where the last step ends; without it, now. */
  to?: string | Date | undefined;
  /** The width of a step. */
  step?: 'minute' | 'hour' | 'day' | undefined;
}

/** List requests, newest first. */
export interface WorkspaceRequestLogListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only of this key, token or person. Repeat it to allow several values. */
  credential_id?: string | readonly string[] | undefined;
  /** Only with this error code. Repeat it to allow several values. */
  error?: string | readonly string[] | undefined;
  /** Only with this method. Repeat it to allow several values. */
  method?: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE' | 'PUT' | 'OPTIONS' | readonly ('GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE' | 'PUT' | 'OPTIONS')[] | undefined;
  /** Only of this operation. Repeat it to allow several values. */
  operation?: string | readonly string[] | undefined;
  /** Only with a status of this class. Repeat it to allow several values. */
  status?: '2xx' | '3xx' | '4xx' | '5xx' | readonly ('2xx' | '3xx' | '4xx' | '5xx')[] | undefined;
  /** Only to this path, as a whole. Repeat it to allow several values. */
  path?: string | readonly string[] | undefined;
  /** Only what came later than this. */
  created_after?: string | Date | undefined;
  /** Only what came earlier than this. */
  created_before?: string | Date | undefined;
}

/** Show what went wrong most. */
export interface WorkspaceRequestLogErrorsQuery {
  /** Only of this key, token or person. Repeat it to allow several values. */
  credential_id?: string | readonly string[] | undefined;
  /** Only with this error code. Repeat it to allow several values. */
  error?: string | readonly string[] | undefined;
  /** Only with this method. Repeat it to allow several values. */
  method?: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE' | 'PUT' | 'OPTIONS' | readonly ('GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE' | 'PUT' | 'OPTIONS')[] | undefined;
  /** Only of this operation. Repeat it to allow several values. */
  operation?: string | readonly string[] | undefined;
  /** Only with a status of this class. Repeat it to allow several values. */
  status?: '2xx' | '3xx' | '4xx' | '5xx' | readonly ('2xx' | '3xx' | '4xx' | '5xx')[] | undefined;
  /** Only what came later than this. */
  created_after?: string | Date | undefined;
  /** Only what came earlier than this. */
  created_before?: string | Date | undefined;
}

/** Show how much is asked for. */
export interface WorkspaceUsageRetrieveQuery {
  /** Where the first step begins; without it, a day before the end. */
  from?: string | Date | undefined;
  /** Where the last step ends; without it, now. */
  to?: string | Date | undefined;
  /** The width of a step. */
  step?: 'minute' | 'hour' | 'day' | undefined;
}

/** List the audit log, newest first. */
export interface WorkspaceAuditLogListQuery {
  /** How many records a page has at most. */
  limit?: number | undefined;
  /** `pagination.cursor` of the page before, with the same filters and sort order. */
  cursor?: string | undefined;
  /** Whether `pagination.total` is worked out. */
  total?: boolean | undefined;
  /** Only this action. Repeat it to allow several values. */
  action?: string | readonly string[] | undefined;
  /** Only what this person, key or token did. Repeat it to allow several values. */
  actor?: string | readonly string[] | undefined;
  /** Only what was done to this. Repeat it to allow several values. */
  target?: string | readonly string[] | undefined;
  /** Only what was made later than this. */
  created_after?: string | Date | undefined;
  /** Only what was made earlier than this. */
  created_before?: string | Date | undefined;
}

/** An ISO 4217 code, upper case. */
export type Currency =
  | 'AED' | 'AFN' | 'ALL' | 'AMD' | 'ANG' | 'AOA' | 'ARS' | 'AUD' | 'AWG' | 'AZN' | 'BAM' | 'BBD' | 'BDT' | 'BGN' |
  'BHD' | 'BIF' | 'BMD' | 'BND' | 'BOB' | 'BRL' | 'BSD' | 'BTN' | 'BWP' | 'BYN' | 'BZD' | 'CAD' | 'CDF' | 'CHF' |
  'CLF' | 'CLP' | 'CNY' | 'COP' | 'CRC' | 'CUP' | 'CVE' | 'CZK' | 'DJF' | 'DKK' | 'DOP' | 'DZD' | 'EGP' | 'ERN' |
  'ETB' | 'EUR' | 'FJD' | 'FKP' | 'GBP' | 'GEL' | 'GHS' | 'GIP' | 'GMD' | 'GNF' | 'GTQ' | 'GYD' | 'HKD' | 'HNL' |
  'HTG' | 'HUF' | 'IDR' | 'ILS' | 'INR' | 'IQD' | 'IRR' | 'ISK' | 'JMD' | 'JOD' | 'JPY' | 'KES' | 'KGS' | 'KHR' |
  'KMF' | 'KPW' | 'KRW' | 'KWD' | 'KYD' | 'KZT' | 'LAK' | 'LBP' | 'LKR' | 'LRD' | 'LSL' | 'LYD' | 'MAD' | 'MDL' |
  'MGA' | 'MKD' | 'MMK' | 'MNT' | 'MOP' | 'MRU' | 'MUR' | 'MVR' | 'MWK' | 'MXN' | 'MYR' | 'MZN' | 'NAD' | 'NGN' |
  'NIO' | 'NOK' | 'NPR' | 'NZD' | 'OMR' | 'PAB' | 'PEN' | 'PGK' | 'PHP' | 'PKR' | 'PLN' | 'PYG' | 'QAR' | 'RON' |
  'RSD' | 'RUB' | 'RWF' | 'SAR' | 'SBD' | 'SCR' | 'SDG' | 'SEK' | 'SGD' | 'SHP' | 'SLE' | 'SOS' | 'SRD' | 'SSP' |
  'STN' | 'SVC' | 'SYP' | 'SZL' | 'THB' | 'TJS' | 'TMT' | 'TND' | 'TOP' | 'TRY' | 'TTD' | 'TWD' | 'TZS' | 'UAH' |
  'UGX' | 'USD' | 'UYI' | 'UYU' | 'UYW' | 'UZS' | 'VED' | 'VES' | 'VND' | 'VUV' | 'WST' | 'XAF' | 'XCD' | 'XOF' |
  'XPF' | 'YER' | 'ZAR' | 'ZMW' | 'ZWG';

/** What went wrong, for programs. */
export type ErrorCode =
  | 'BAD_REQUEST' | 'INVALID_CURSOR' | 'UNAUTHORIZED' | 'FORBIDDEN' | 'NOT_FOUND' | 'METHOD_NOT_ALLOWED' |
  'ALREADY_EXISTS' | 'VERSION_CONFLICT' | 'INVALID_TRANSITION' | 'SOLD_OUT' | 'CREW_DOUBLE_BOOKED' |
  'IDEMPOTENCY_IN_PROGRESS' | 'RESOURCE_IN_USE' | 'PAYLOAD_TOO_LARGE' | 'UNSUPPORTED_MEDIA_TYPE' |
  'VALIDATION_ERROR' | 'IDEMPOTENCY_KEY_REUSED' | 'OVERPAYMENT' | 'RATE_LIMITED' | 'INTERNAL_ERROR' |
  'SERVICE_UNAVAILABLE';
