/** Written by sdk/emit from openapi/openapi.json; change those, not this. */

import { Resource, type ApiPromise, type Batch, type Core, type List, type RequestOptions, type SyncOptions } from '../resource.js';
import type * as t from './types.js';

/** WORKSPACE: keys. */
export class WorkspaceKeys extends Resource {
  /**
   * List keys. Filters may be combined; a repeated one means "or". API keys of the workspace. A key is shown once,
   * when it is made; only its keyed hash is kept. Needs the scope `admin`.
   */
  list(query?: t.WorkspaceKeysListQuery, options?: RequestOptions): List<t.ApiKey> {
    return this._list('/workspace/v1/keys', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<t.WorkspaceKeysListQuery>): AsyncGenerator<Batch<t.ApiKey>, void, undefined> {
    return this._sync('/workspace/v1/keys', options);
  }

  /**
   * Create an api key. Sets every field that is left out to its default. API keys of the workspace. A key is shown
   * once, when it is made; only its keyed hash is kept. Needs the scope `admin`.
   */
  create(body: t.ApiKeyCreate, options?: RequestOptions): ApiPromise<t.ApiKeyWithSecret> {
    return this._call('POST', '/workspace/v1/keys', { body }, options);
  }

  /**
   * Retrieve an api key. With `If-None-Match`, 304 when it has not changed. API keys of the workspace. A key is
   * shown once, when it is made; only its keyed hash is kept. Needs the scope `admin`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.ApiKey> {
    return this._call('GET', '/workspace/v1/keys/{id}', { id }, options);
  }

  /**
   * Update an api key. Changes the fields that are sent. A change of nothing emits no event. API keys of the
   * workspace. A key is shown once, when it is made; only its keyed hash is kept. Needs the scope `admin`.
   */
  update(id: string, body: t.ApiKeyUpdate, options?: RequestOptions): ApiPromise<t.ApiKey> {
    return this._call('PATCH', '/workspace/v1/keys/{id}', { id, body }, options);
  }

  /**
   * Replace the key by a new one; the old one goes on for a while. API keys of the workspace. A key is shown once,
   * when it is made; only its keyed hash is kept. Needs the scope `admin`.
   */
  roll(id: string, body: t.ApiKeyRoll = {}, options?: RequestOptions): ApiPromise<t.ApiKeyWithSecret> {
    return this._call('POST', '/workspace/v1/keys/{id}/roll', { id, body }, options);
  }

  /**
   * End the key at once. API keys of the workspace. A key is shown once, when it is made; only its keyed hash is
   * kept. Needs the scope `admin`.
   */
  revoke(id: string, options?: RequestOptions): ApiPromise<t.ApiKey> {
    return this._call('POST', '/workspace/v1/keys/{id}/revoke', { id }, options);
  }
}

/** WORKSPACE: members. */
export class WorkspaceMembers extends Resource {
  /**
   * List members. Filters may be combined; a repeated one means "or". People who may sign in to the portal for this
   * workspace. They join by invitation. Needs the scope `admin`.
   */
  list(query?: t.WorkspaceMembersListQuery, options?: RequestOptions): List<t.Member> {
    return this._list('/workspace/v1/members', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<t.WorkspaceMembersListQuery>): AsyncGenerator<Batch<t.Member>, void, undefined> {
    return this._sync('/workspace/v1/members', options);
  }

  /**
   * Retrieve a member. With `If-None-Match`, 304 when it has not changed. People who may sign in to the portal for
   * this workspace. They join by invitation. Needs the scope `admin`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.Member> {
    return this._call('GET', '/workspace/v1/members/{id}', { id }, options);
  }

  /**
   * Update a member. Changes the fields that are sent. A change of nothing emits no event. People who may sign in
   * to the portal for this workspace. They join by invitation. Needs the scope `admin`.
   */
  update(id: string, body: t.MemberUpdate, options?: RequestOptions): ApiPromise<t.Member> {
    return this._call('PATCH', '/workspace/v1/members/{id}', { id, body }, options);
  }

  /**
   * Delete a member. The record stays as a tombstone for `include_deleted`. Refused while other records point to
   * it. People who may sign in to the portal for this workspace. They join by invitation. Needs the scope `admin`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._call('DELETE', '/workspace/v1/members/{id}', { id }, options);
  }
}

/** WORKSPACE: invitations. */
export class WorkspaceInvitations extends Resource {
  /**
   * List invitations. Filters may be combined; a repeated one means "or". Invitations to the workspace. No mail is
   * sent: hand the link over yourself. It works once, for a week. Needs the scope `admin`.
   */
  list(query?: t.WorkspaceInvitationsListQuery, options?: RequestOptions): List<t.Invitation> {
    return this._list('/workspace/v1/invitations', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<t.WorkspaceInvitationsListQuery>): AsyncGenerator<Batch<t.Invitation>, void, undefined> {
    return this._sync('/workspace/v1/invitations', options);
  }

  /**
   * Create an invitation. Sets every field that is left out to its default. Invitations to the workspace. No mail
   * is sent: hand the link over yourself. It works once, for a week. Needs the scope `admin`.
   */
  create(body: t.InvitationCreate, options?: RequestOptions): ApiPromise<t.InvitationWithSecret> {
    return this._call('POST', '/workspace/v1/invitations', { body }, options);
  }

  /**
   * Retrieve an invitation. With `If-None-Match`, 304 when it has not changed. Invitations to the workspace. No
   * mail is sent: hand the link over yourself. It works once, for a week. Needs the scope `admin`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.Invitation> {
    return this._call('GET', '/workspace/v1/invitations/{id}', { id }, options);
  }

  /**
   * End an invitation. Invitations to the workspace. No mail is sent: hand the link over yourself. It works once,
   * for a week. Needs the scope `admin`.
   */
  revoke(id: string, options?: RequestOptions): ApiPromise<t.Invitation> {
    return this._call('POST', '/workspace/v1/invitations/{id}/revoke', { id }, options);
  }
}

/** WORKSPACE: webhook endpoints. */
export class WorkspaceWebhookEndpoints extends Resource {
  /**
   * List webhook endpoints. Filters may be combined; a repeated one means "or". Where the workspace's events are
   * sent, signed. Deliveries are made at least once and retried for 26 hours. Needs the scope `webhooks`.
   */
  list(query?: t.WorkspaceWebhookEndpointsListQuery, options?: RequestOptions): List<t.WebhookEndpoint> {
    return this._list('/workspace/v1/webhook-endpoints', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<t.WorkspaceWebhookEndpointsListQuery>): AsyncGenerator<Batch<t.WebhookEndpoint>, void, undefined> {
    return this._sync('/workspace/v1/webhook-endpoints', options);
  }

  /**
   * Create a webhook endpoint. Sets every field that is left out to its default. Where the workspace's events are
   * sent, signed. Deliveries are made at least once and retried for 26 hours. Needs the scope `webhooks`.
   */
  create(body: t.WebhookEndpointCreate, options?: RequestOptions): ApiPromise<t.WebhookEndpointWithSecret> {
    return this._call('POST', '/workspace/v1/webhook-endpoints', { body }, options);
  }

  /**
   * Retrieve a webhook endpoint. With `If-None-Match`, 304 when it has not changed. Where the workspace's events
   * are sent, signed. Deliveries are made at least once and retried for 26 hours. Needs the scope `webhooks`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.WebhookEndpoint> {
    return this._call('GET', '/workspace/v1/webhook-endpoints/{id}', { id }, options);
  }

  /**
   * Update a webhook endpoint. Changes the fields that are sent. A change of nothing emits no event. Where the
   * workspace's events are sent, signed. Deliveries are made at least once and retried for 26 hours. Needs the
   * scope `webhooks`.
   */
  update(id: string, body: t.WebhookEndpointUpdate, options?: RequestOptions): ApiPromise<t.WebhookEndpoint> {
    return this._call('PATCH', '/workspace/v1/webhook-endpoints/{id}', { id, body }, options);
  }

  /**
   * Delete a webhook endpoint. The record stays as a tombstone for `include_deleted`. Refused while other records
   * point to it. Where the workspace's events are sent, signed. Deliveries are made at least once and retried for
   * 26 hours. Needs the scope `webhooks`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._call('DELETE', '/workspace/v1/webhook-endpoints/{id}', { id }, options);
  }

  /**
   * Sign with a new secret; the old one goes on for a while. Where the workspace's events are sent, signed.
   * Deliveries are made at least once and retried for 26 hours. Needs the scope `webhooks`.
   */
  rotateSecret(id: string, body: t.WebhookEndpointRotateSecret = {}, options?: RequestOptions): ApiPromise<t.WebhookEndpointWithSecret> {
    return this._call('POST', '/workspace/v1/webhook-endpoints/{id}/rotate-secret', { id, body }, options);
  }

  /**
   * Show the secret once more; the log keeps who asked. Where the workspace's events are sent, signed. Deliveries
   * are made at least once and retried for 26 hours. Needs the scope `webhooks`.
   */
  revealSecret(id: string, options?: RequestOptions): ApiPromise<t.WebhookEndpointWithSecret> {
    return this._call('POST', '/workspace/v1/webhook-endpoints/{id}/reveal-secret', { id }, options);
  }

  /**
   * Send a test to a webhook endpoint. An event with the example of its type as data, `sequence` 0 and a new id. It
   * is in no log. Needs the scope `webhooks`.
   */
  test(id: string, body: t.WorkspaceWebhookEndpointsTestRequest = {}, options?: RequestOptions): ApiPromise<t.WebhookDelivery> {
    return this._call('POST', '/workspace/v1/webhook-endpoints/{id}/test', { id, body }, options);
  }

  /**
   * Send failed deliveries again. The endpoint's dead letters of the events since then, as a job. Needs the scope
   * `webhooks`.
   */
  recover(id: string, body: t.WorkspaceWebhookEndpointsRecoverRequest, options?: RequestOptions): ApiPromise<t.WebhookJob> {
    return this._call('POST', '/workspace/v1/webhook-endpoints/{id}/recover', { id, body }, options);
  }

  /**
   * Send all events of a time. Every event that the endpoint wants now, whether or not it was sent before, as a
   * job. Needs the scope `webhooks`.
   */
  replay(id: string, body: t.WorkspaceWebhookEndpointsReplayRequest, options?: RequestOptions): ApiPromise<t.WebhookJob> {
    return this._call('POST', '/workspace/v1/webhook-endpoints/{id}/replay', { id, body }, options);
  }

  /**
   * Show what became of attempts. Up to 1500 steps. Latencies are estimates from counts per range; kept for 90
   * days. Needs the scope `webhooks`.
   */
  stats(id: string, query?: t.WorkspaceWebhookEndpointsStatsQuery, options?: RequestOptions): ApiPromise<t.WebhookEndpointStats> {
    return this._call('GET', '/workspace/v1/webhook-endpoints/{id}/stats', { id, query }, options);
  }
}

/** WORKSPACE: oauth apps. */
export class WorkspaceOauthApps extends Resource {
  /**
   * List oauth apps. Filters may be combined; a repeated one means "or". Applications that ask people for access to
   * their workspaces (OAuth 2.0). Needs the scope `admin`.
   */
  list(query?: t.WorkspaceOauthAppsListQuery, options?: RequestOptions): List<t.OauthApp> {
    return this._list('/workspace/v1/oauth-apps', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<t.WorkspaceOauthAppsListQuery>): AsyncGenerator<Batch<t.OauthApp>, void, undefined> {
    return this._sync('/workspace/v1/oauth-apps', options);
  }

  /**
   * Create an oauth app. Sets every field that is left out to its default. Applications that ask people for access
   * to their workspaces (OAuth 2.0). Needs the scope `admin`.
   */
  create(body: t.OauthAppCreate, options?: RequestOptions): ApiPromise<t.OauthAppWithSecret> {
    return this._call('POST', '/workspace/v1/oauth-apps', { body }, options);
  }

  /**
   * Retrieve an oauth app. With `If-None-Match`, 304 when it has not changed. Applications that ask people for
   * access to their workspaces (OAuth 2.0). Needs the scope `admin`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.OauthApp> {
    return this._call('GET', '/workspace/v1/oauth-apps/{id}', { id }, options);
  }

  /**
   * Update an oauth app. Changes the fields that are sent. A change of nothing emits no event. Applications that
   * ask people for access to their workspaces (OAuth 2.0). Needs the scope `admin`.
   */
  update(id: string, body: t.OauthAppUpdate, options?: RequestOptions): ApiPromise<t.OauthApp> {
    return this._call('PATCH', '/workspace/v1/oauth-apps/{id}', { id, body }, options);
  }

  /**
   * Delete an oauth app. The record stays as a tombstone for `include_deleted`. Refused while other records point
   * to it. Applications that ask people for access to their workspaces (OAuth 2.0). Needs the scope `admin`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._call('DELETE', '/workspace/v1/oauth-apps/{id}', { id }, options);
  }

  /**
   * Replace the secret; the old one goes on for a while. Applications that ask people for access to their
   * workspaces (OAuth 2.0). Needs the scope `admin`.
   */
  rotateSecret(id: string, body: t.OauthAppRotateSecret = {}, options?: RequestOptions): ApiPromise<t.OauthAppWithSecret> {
    return this._call('POST', '/workspace/v1/oauth-apps/{id}/rotate-secret', { id, body }, options);
  }
}

/** WORKSPACE: oauth grants. */
export class WorkspaceOauthGrants extends Resource {
  /**
   * List oauth grants. Filters may be combined; a repeated one means "or". What applications may do in the
   * workspace, and who let them. Revoking a grant ends its tokens at once. Needs the scope `admin`.
   */
  list(query?: t.WorkspaceOauthGrantsListQuery, options?: RequestOptions): List<t.OauthGrant> {
    return this._list('/workspace/v1/oauth-grants', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<t.WorkspaceOauthGrantsListQuery>): AsyncGenerator<Batch<t.OauthGrant>, void, undefined> {
    return this._sync('/workspace/v1/oauth-grants', options);
  }

  /**
   * Retrieve an oauth grant. With `If-None-Match`, 304 when it has not changed. What applications may do in the
   * workspace, and who let them. Revoking a grant ends its tokens at once. Needs the scope `admin`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.OauthGrant> {
    return this._call('GET', '/workspace/v1/oauth-grants/{id}', { id }, options);
  }

  /**
   * End the grant and its tokens at once. What applications may do in the workspace, and who let them. Revoking a
   * grant ends its tokens at once. Needs the scope `admin`.
   */
  revoke(id: string, options?: RequestOptions): ApiPromise<t.OauthGrant> {
    return this._call('POST', '/workspace/v1/oauth-grants/{id}/revoke', { id }, options);
  }
}

/** WORKSPACE: workspace. */
export class WorkspaceWorkspace extends Resource {
  /** Retrieve the workspace. Needs the scope `read`. */
  retrieve(options?: RequestOptions): ApiPromise<t.Workspace> {
    return this._call('GET', '/workspace/v1/workspace', {  }, options);
  }

  /** Rename the workspace or change its tier. Needs the scope `admin`. */
  update(body: t.WorkspaceUpdate, options?: RequestOptions): ApiPromise<t.Workspace> {
    return this._call('PATCH', '/workspace/v1/workspace', { body }, options);
  }
}

/** WORKSPACE: events. */
export class WorkspaceEvents extends Resource {
  /**
   * List events, oldest first. The log in commit order, as far back as it is kept (30 days unless the operator says
   * otherwise). Needs the scope `read`.
   */
  list(query?: t.WorkspaceEventsListQuery, options?: RequestOptions): List<t.EventEnvelope> {
    return this._list('/workspace/v1/events', query, options);
  }

  /**
   * Follow the event log. Server-sent events that go on until the client leaves; without a position, from now on.
   * Needs the scope `read`.
   */
  stream(query?: t.WorkspaceEventsStreamQuery, options?: RequestOptions): AsyncGenerator<t.EventEnvelope, void, undefined> {
    return this._stream('/workspace/v1/events/stream', query, options);
  }

  /** Retrieve an event. Needs the scope `read`. */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.EventEnvelope> {
    return this._call('GET', '/workspace/v1/events/{id}', { id }, options);
  }

  /**
   * Erase an event's data. Takes `data` out of the event and out of its deliveries; those still to be sent fail.
   * Cannot be undone. Needs the scope `admin`.
   */
  erase(id: string, options?: RequestOptions): ApiPromise<t.EventErasure> {
    return this._call('POST', '/workspace/v1/events/{id}/erase', { id }, options);
  }
}

/** WORKSPACE: event types. */
export class WorkspaceEventTypes extends Resource {
  /** List the event types. Needs the scope `read`. */
  list(options?: RequestOptions): List<t.EventType> {
    return this._list('/workspace/v1/event-types', null, options);
  }
}

/** WORKSPACE: webhook deliveries. */
export class WorkspaceWebhookDeliveries extends Resource {
  /**
   * List deliveries, newest first. A dead letter is a delivery with the status `failed`. Needs the scope
   * `webhooks`.
   */
  list(query?: t.WorkspaceWebhookDeliveriesListQuery, options?: RequestOptions): List<t.WebhookDelivery> {
    return this._list('/workspace/v1/webhook-deliveries', query, options);
  }

  /** Retrieve a delivery. Needs the scope `webhooks`. */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.WebhookDeliveryDetails> {
    return this._call('GET', '/workspace/v1/webhook-deliveries/{id}', { id }, options);
  }

  /**
   * Send a delivery again. Whatever became of it, its six attempts begin anew, the first one at once. Needs the
   * scope `webhooks`.
   */
  retry(id: string, options?: RequestOptions): ApiPromise<t.WebhookDelivery> {
    return this._call('POST', '/workspace/v1/webhook-deliveries/{id}/retry', { id }, options);
  }
}

/** WORKSPACE: webhook jobs. */
export class WorkspaceWebhookJobs extends Resource {
  /** List replays and recoveries, newest first. Needs the scope `webhooks`. */
  list(query?: t.WorkspaceWebhookJobsListQuery, options?: RequestOptions): List<t.WebhookJob> {
    return this._list('/workspace/v1/webhook-jobs', query, options);
  }

  /** Retrieve a replay or a recovery. Needs the scope `webhooks`. */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.WebhookJob> {
    return this._call('GET', '/workspace/v1/webhook-jobs/{id}', { id }, options);
  }

  /**
   * Cancel a replay or a recovery. It ends where it is; the deliveries that it has made go on. Needs the scope
   * `webhooks`.
   */
  cancel(id: string, options?: RequestOptions): ApiPromise<t.WebhookJob> {
    return this._call('POST', '/workspace/v1/webhook-jobs/{id}/cancel', { id }, options);
  }
}

/** WORKSPACE: request log. */
export class WorkspaceRequestLog extends Resource {
  /**
   * List requests, newest first. Every request of the workspace, about a second after it was answered, as far back
   * as the log is kept (30 days unless the operator says otherwise). Where few requests match, a page may be short
   * or empty and yet not be the last one. Narrowed by path there is no total. Needs the scope `admin`.
   */
  list(query?: t.WorkspaceRequestLogListQuery, options?: RequestOptions): List<t.WorkspaceRequestLogListResponse> {
    return this._list('/workspace/v1/request-log', query, options);
  }

  /**
   * Show what went wrong most. Requests that were answered with an error, by error and operation, the most frequent
   * first. Times are taken to whole minutes. Needs the scope `admin`.
   */
  errors(query?: t.WorkspaceRequestLogErrorsQuery, options?: RequestOptions): ApiPromise<t.WorkspaceRequestLogErrorsResponse> {
    return this._call('GET', '/workspace/v1/request-log/errors', { query }, options);
  }

  /**
   * Retrieve a request. With the bodies, as far as they are kept: those of writes, and those of errors; without
   * secrets, and cut to 8 KiB. Needs the scope `admin`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.WorkspaceRequestLogRetrieveResponse> {
    return this._call('GET', '/workspace/v1/request-log/{id}', { id }, options);
  }
}

/** WORKSPACE: usage. */
export class WorkspaceUsage extends Resource {
  /**
   * Show how much is asked for. Up to 1500 steps, as far back as the request log is kept. Needs the scope `read`.
   */
  retrieve(query?: t.WorkspaceUsageRetrieveQuery, options?: RequestOptions): ApiPromise<t.WorkspaceUsageRetrieveResponse> {
    return this._call('GET', '/workspace/v1/usage', { query }, options);
  }
}

/** WORKSPACE: audit log. */
export class WorkspaceAuditLog extends Resource {
  /**
   * List the audit log, newest first. Who did what, when, from where: sign-ins and those that failed, keys,
   * members, invitations, webhook endpoints, secrets that were shown, the workspace's own settings. Kept for a year
   * unless the operator says otherwise. Needs the scope `admin`.
   */
  list(query?: t.WorkspaceAuditLogListQuery, options?: RequestOptions): List<t.WorkspaceAuditLogListResponse> {
    return this._list('/workspace/v1/audit-log', query, options);
  }
}

/** The resources of WORKSPACE. */
export class WorkspaceProduct {
  readonly keys: WorkspaceKeys;
  readonly members: WorkspaceMembers;
  readonly invitations: WorkspaceInvitations;
  readonly webhookEndpoints: WorkspaceWebhookEndpoints;
  readonly oauthApps: WorkspaceOauthApps;
  readonly oauthGrants: WorkspaceOauthGrants;
  readonly workspace: WorkspaceWorkspace;
  readonly events: WorkspaceEvents;
  readonly eventTypes: WorkspaceEventTypes;
  readonly webhookDeliveries: WorkspaceWebhookDeliveries;
  readonly webhookJobs: WorkspaceWebhookJobs;
  readonly requestLog: WorkspaceRequestLog;
  readonly usage: WorkspaceUsage;
  readonly auditLog: WorkspaceAuditLog;

  constructor(core: Core) {
    this.keys = new WorkspaceKeys(core);
    this.members = new WorkspaceMembers(core);
    this.invitations = new WorkspaceInvitations(core);
    this.webhookEndpoints = new WorkspaceWebhookEndpoints(core);
    this.oauthApps = new WorkspaceOauthApps(core);
    this.oauthGrants = new WorkspaceOauthGrants(core);
    this.workspace = new WorkspaceWorkspace(core);
    this.events = new WorkspaceEvents(core);
    this.eventTypes = new WorkspaceEventTypes(core);
    this.webhookDeliveries = new WorkspaceWebhookDeliveries(core);
    this.webhookJobs = new WorkspaceWebhookJobs(core);
    this.requestLog = new WorkspaceRequestLog(core);
    this.usage = new WorkspaceUsage(core);
    this.auditLog = new WorkspaceAuditLog(core);
  }
}
