"""The resources of WORKSPACE. Written by sdk/emit from openapi/openapi.json; change those, not this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records import Record
from .base import AsyncProduct, AsyncResource, Product, Resource

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from datetime import datetime
    from typing import Any, Unpack

    from ..call import Options
    from ..pages import AsyncList, Page
    from ..sync import AsyncSync, Sync, SyncOptions
    from .params import (
        ApiKeyCreateParams,
        ApiKeyRollParams,
        ApiKeyUpdateParams,
        InvitationCreateParams,
        MemberUpdateParams,
        OauthAppCreateParams,
        OauthAppRotateSecretParams,
        OauthAppUpdateParams,
        WebhookEndpointCreateParams,
        WebhookEndpointRotateSecretParams,
        WebhookEndpointUpdateParams,
        WorkspaceAuditLogListParams,
        WorkspaceEventsListParams,
        WorkspaceEventsStreamParams,
        WorkspaceInvitationsListParams,
        WorkspaceKeysListParams,
        WorkspaceMembersListParams,
        WorkspaceOauthAppsListParams,
        WorkspaceOauthGrantsListParams,
        WorkspaceRequestLogErrorsParams,
        WorkspaceRequestLogListParams,
        WorkspaceUpdateParams,
        WorkspaceUsageRetrieveParams,
        WorkspaceWebhookDeliveriesListParams,
        WorkspaceWebhookEndpointsListParams,
        WorkspaceWebhookEndpointsRecoverRequestParams,
        WorkspaceWebhookEndpointsReplayRequestParams,
        WorkspaceWebhookEndpointsStatsParams,
        WorkspaceWebhookEndpointsTestRequestParams,
        WorkspaceWebhookJobsListParams,
    )


class ApiKey(Record):
    """API keys of the workspace. A key is shown once, when it is made; only its keyed hash is kept."""

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    name: str
    """What it is for."""
    scopes: list[str]
    """What it may do."""
    expires_at: datetime | None
    """When it stops working."""
    allowed_cidrs: list[str]
    """Networks that it may be used from; empty means any."""
    status: str
    """Whether it was revoked."""
    hint: str | None
    """How it begins and ends."""
    replaces: str | None
    """The key that it was rolled from."""
    revoked_at: datetime | None
    """When it was revoked."""
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
    last_used_at: datetime | None
    """When it was last used, to the minute."""
    deleted_at: datetime | None
    """When it was deleted; only on records that were (`include_deleted`)."""


class ApiKeyWithSecret(Record):
    """API keys of the workspace. A key is shown once, when it is made; only its keyed hash is kept. With what
    is shown in this one answer, not even in an idempotent replay of it.
    """

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    name: str
    """What it is for."""
    scopes: list[str]
    """What it may do."""
    expires_at: datetime | None
    """When it stops working."""
    allowed_cidrs: list[str]
    """Networks that it may be used from; empty means any."""
    status: str
    """Whether it was revoked."""
    hint: str | None
    """How it begins and ends."""
    replaces: str | None
    """The key that it was rolled from."""
    revoked_at: datetime | None
    """When it was revoked."""
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
    last_used_at: datetime | None
    """When it was last used, to the minute."""
    deleted_at: datetime | None
    """When it was deleted; only on records that were (`include_deleted`)."""
    secret: str | None
    """The key itself. Shown in this answer only."""


class EventEnvelope(Record):
    """The envelope of every event, frozen when its change was committed."""

    __slots__ = ()
    id: str
    """Identifier; the same in every delivery."""
    event: str
    """Its type."""
    version: str
    """Of this envelope."""
    timestamp: datetime
    """When the change was made."""
    sequence: int
    """Its number in the workspace's log; gap-free, in commit order."""
    workspace_id: str
    """The workspace that it happened in."""
    data: Record
    """The record, with its related records; see the catalogue."""
    metadata: EventEnvelopeMetadata
    """What caused it."""


class EventEnvelopeMetadata(Record):
    """What caused it."""

    __slots__ = ()
    correlation_id: str | None
    """What it is part of (X-Correlation-ID)."""
    request_id: str | None
    """The request that caused it."""
    actor: str | None
    """The credential that caused it."""


class EventErasure(Record):
    """What an erasure has done."""

    __slots__ = ()
    id: str
    """The event."""
    erased: bool
    """Its data is gone."""
    deliveries: int
    """Deliveries of it."""
    ended: int
    """Deliveries of it that were still to be sent and will not be."""


class EventType(Record):
    """A EventType."""

    __slots__ = ()
    name: str
    """As in the envelope's `event`."""
    product: str
    """The product that emits it."""
    description: str
    """When it is emitted."""
    schema: Record
    """JSON schema of `data`."""
    example: Record
    """An example of `data`."""


class Invitation(Record):
    """Invitations to the workspace. No mail is sent: hand the link over yourself. It works once, for a week."""

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    email: str
    """Whom it is for: the account is made with this email."""
    role: str
    """What the member will be allowed."""
    status: str
    """What became of it."""
    expires_at: datetime
    """When it stops working."""
    invited_by: str | None
    """Who made it: a person or a key."""
    accepted_by: str | None
    """The person who has accepted it."""
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


class InvitationWithSecret(Record):
    """Invitations to the workspace. No mail is sent: hand the link over yourself. It works once, for a week.
    With what is shown in this one answer, not even in an idempotent replay of it.
    """

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    email: str
    """Whom it is for: the account is made with this email."""
    role: str
    """What the member will be allowed."""
    status: str
    """What became of it."""
    expires_at: datetime
    """When it stops working."""
    invited_by: str | None
    """Who made it: a person or a key."""
    accepted_by: str | None
    """The person who has accepted it."""
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
    token: str | None
    """Opens the invitation at /developers/invitations/{token}. Shown in this answer only."""


class Member(Record):
    """People who may sign in to the portal for this workspace. They join by invitation."""

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    person_id: str
    """The person; the same in every workspace."""
    name: str
    """Name."""
    email: str
    """Email that they sign in with."""
    role: str
    """What they may do. Only an owner makes or unmakes an owner."""
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


class OauthApp(Record):
    """Applications that ask people for access to their workspaces (OAuth 2.0)."""

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    name: str
    """What people know it by: the consent page shows it."""
    description: str | None
    """What it is for."""
    type: str
    """Confidential: runs on a server and keeps a secret. Public: cannot keep one, and must use PKCE."""
    redirect_uris: list[str]
    """Where people may be sent back to, each written out whole; of loopback addresses the port may differ."""
    scopes: list[str]
    """The most that it may ask for."""
    device_flow: bool
    """Whether it may use the device flow, for what has no browser."""
    secret_hint: str | None
    """How its secret begins and ends."""
    secret_rotated_at: datetime | None
    """When its secret was last replaced."""
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
    client_id: str
    """What it calls itself in the protocol: its id."""
    deleted_at: datetime | None
    """When it was deleted; only on records that were (`include_deleted`)."""


class OauthAppWithSecret(Record):
    """Applications that ask people for access to their workspaces (OAuth 2.0). With what is shown in this one
    answer, not even in an idempotent replay of it.
    """

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    name: str
    """What people know it by: the consent page shows it."""
    description: str | None
    """What it is for."""
    type: str
    """Confidential: runs on a server and keeps a secret. Public: cannot keep one, and must use PKCE."""
    redirect_uris: list[str]
    """Where people may be sent back to, each written out whole; of loopback addresses the port may differ."""
    scopes: list[str]
    """The most that it may ask for."""
    device_flow: bool
    """Whether it may use the device flow, for what has no browser."""
    secret_hint: str | None
    """How its secret begins and ends."""
    secret_rotated_at: datetime | None
    """When its secret was last replaced."""
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
    client_id: str
    """What it calls itself in the protocol: its id."""
    deleted_at: datetime | None
    """When it was deleted; only on records that were (`include_deleted`)."""
    client_secret: str | None
    """What it proves itself with; null for a public one. Shown in this answer only."""


class OauthGrant(Record):
    """What applications may do in the workspace, and who let them. Revoking a grant ends its tokens at once."""

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    app_id: str
    """The application."""
    app_name: str
    """Its name when the grant was made."""
    person_id: str | None
    """The person who gave it; null for what the application has by itself."""
    scopes: list[str]
    """What it allows."""
    flow: str
    """How it came about."""
    status: str
    """Whether its tokens are good."""
    revoked_at: datetime | None
    """When it was revoked."""
    revoked_reason: str | None
    """Why: by a person, by the application, because a code or a refresh token was used twice, because the
    application or the person is gone, because its last token has expired.
    """
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
    last_used_at: datetime | None
    """When one of its tokens was last used, to the minute."""
    deleted_at: datetime | None
    """When it was deleted; only on records that were (`include_deleted`)."""


class WebhookDelivery(Record):
    """An event on its way to an endpoint."""

    __slots__ = ()
    id: str
    """Identifier; the same in every attempt (`X-GHXSTSHIP-Delivery`)."""
    endpoint_id: str
    """Where it goes."""
    event_id: str
    """What it carries (`webhook-id`)."""
    event_type: str
    """The event's type."""
    event_sequence: int | None
    """The event's number in the log; null for a test."""
    origin: str
    """What made it: the event itself, a replay or a test."""
    status: str
    """`held` while its endpoint is disabled; `failed` once it is not tried again by itself."""
    attempts: int
    """Attempts made."""
    next_attempt_at: datetime | None
    """When it is tried next; null while it is being sent and once it is over."""
    in_flight: bool
    """Whether it is being sent right now."""
    created_at: datetime
    """When it was made."""
    last_attempt_at: datetime | None
    """When the last attempt began."""
    finished_at: datetime | None
    """When it succeeded or failed for good."""
    response_status: int | None
    """The last answer's HTTP status."""
    error: str | None
    """Why the last attempt or all of it failed: an error class, `erased`, `expired` or `endpoint_deleted`."""


class WebhookDeliveryDetails(Record):
    """A delivery with what is sent, and its attempts in place of their number."""

    __slots__ = ()
    id: str
    """Identifier; the same in every attempt (`X-GHXSTSHIP-Delivery`)."""
    endpoint_id: str
    """Where it goes."""
    event_id: str
    """What it carries (`webhook-id`)."""
    event_type: str
    """The event's type."""
    event_sequence: int | None
    """The event's number in the log; null for a test."""
    origin: str
    """What made it: the event itself, a replay or a test."""
    status: str
    """`held` while its endpoint is disabled; `failed` once it is not tried again by itself."""
    attempts: list[WebhookDeliveryDetailsAttempt]
    """Its attempts, oldest first."""
    next_attempt_at: datetime | None
    """When it is tried next; null while it is being sent and once it is over."""
    in_flight: bool
    """Whether it is being sent right now."""
    created_at: datetime
    """When it was made."""
    last_attempt_at: datetime | None
    """When the last attempt began."""
    finished_at: datetime | None
    """When it succeeded or failed for good."""
    response_status: int | None
    """The last answer's HTTP status."""
    error: str | None
    """Why the last attempt or all of it failed: an error class, `erased`, `expired` or `endpoint_deleted`."""
    request: WebhookDeliveryDetailsRequest
    """What is sent."""


class WebhookDeliveryDetailsAttempt(Record):
    """One attempt; never changed later."""

    __slots__ = ()
    number: int
    """Counts from 1."""
    at: datetime
    """When it began."""
    milliseconds: int
    """How long it took, the answer's body included."""
    url: str
    """Where it went."""
    status: int | None
    """The answer's HTTP status; null without an answer."""
    error: str | None
    """The class of what went wrong; null for a success."""
    detail: str | None
    """What went wrong, in a sentence."""
    headers: Record | None
    """The answer's headers."""
    body: str | None
    """The first 16 KiB of the answer's body."""


class WebhookDeliveryDetailsRequest(Record):
    """What is sent."""

    __slots__ = ()
    method: str
    """The method."""
    url: str | None
    """Where the last attempt went, or the first one goes; null when that is not known."""
    body: str | None
    """The body, byte for byte as it is signed and sent; null when it is kept no longer."""


class WebhookEndpoint(Record):
    """Where the workspace's events are sent, signed. Deliveries are made at least once and retried for 26
    hours.
    """

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    url: str
    """Where to send to: https, a public address."""
    description: str | None
    """What it is for."""
    events: list[str]
    """Event types, or globs such as deal.*; * is everything."""
    filter: Record | None
    """Conditions on the payload; null sends every event of the types."""
    headers: Record
    """Headers that are sent along. Answers show a mark in place of each value."""
    rate_limit: int | None
    """Attempts a second at most; null is no limit."""
    ordered: bool
    """Send one behind the other in the order of the log; a failing delivery holds up those behind it."""
    status: str
    """Whether events are sent to it."""
    disabled_reason: str | None
    """Why it is disabled: by a request, since it answered 410, since it only failed for five days."""
    disabled_at: datetime | None
    """When it was disabled."""
    secret_rotated_at: datetime | None
    """When its secret was last replaced."""
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


class WebhookEndpointStats(Record):
    """An endpoint's attempts over time, and its deliveries as they are now."""

    __slots__ = ()
    endpoint_id: str
    """The endpoint."""
    from_: datetime
    """The beginning of the first step."""
    to: datetime
    """The end of the last step."""
    step: str
    """The width of a step."""
    data: list[WebhookEndpointStatsDataItem]
    """Every step, oldest first, also those without an attempt."""
    totals: WebhookEndpointStatsTotals
    """All steps together, and what waits now."""


class WebhookEndpointStatsDataItem(Record):
    """One step."""

    __slots__ = ()
    at: datetime
    """When it begins."""
    succeeded: int
    """Attempts that succeeded."""
    failed: int
    """Attempts that failed."""
    average_ms: float | None
    """How long an attempt took on average; null without one."""
    p50_ms: float | None
    """What 50 % of the attempts stay below, about."""
    p95_ms: float | None
    """What 95 % of the attempts stay below, about."""
    p99_ms: float | None
    """What 99 % of the attempts stay below, about."""


class WebhookEndpointStatsTotals(Record):
    """All steps together, and what waits now."""

    __slots__ = ()
    succeeded: int
    """Attempts that succeeded."""
    failed: int
    """Attempts that failed."""
    average_ms: float | None
    """How long an attempt took on average; null without one."""
    p50_ms: float | None
    """What 50 % of the attempts stay below, about."""
    p95_ms: float | None
    """What 95 % of the attempts stay below, about."""
    p99_ms: float | None
    """What 99 % of the attempts stay below, about."""
    pending: int
    """Deliveries that wait for an attempt or are being sent."""
    held: int
    """Deliveries that wait for the endpoint to be enabled."""
    dead: int
    """Deliveries that failed for good and are kept."""
    oldest_due_at: datetime | None
    """When the most urgent one is or was due; null when none waits."""


class WebhookEndpointWithSecret(Record):
    """Where the workspace's events are sent, signed. Deliveries are made at least once and retried for 26
    hours. With what is shown in this one answer, not even in an idempotent replay of it.
    """

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    url: str
    """Where to send to: https, a public address."""
    description: str | None
    """What it is for."""
    events: list[str]
    """Event types, or globs such as deal.*; * is everything."""
    filter: Record | None
    """Conditions on the payload; null sends every event of the types."""
    headers: Record
    """Headers that are sent along. Answers show a mark in place of each value."""
    rate_limit: int | None
    """Attempts a second at most; null is no limit."""
    ordered: bool
    """Send one behind the other in the order of the log; a failing delivery holds up those behind it."""
    status: str
    """Whether events are sent to it."""
    disabled_reason: str | None
    """Why it is disabled: by a request, since it answered 410, since it only failed for five days."""
    disabled_at: datetime | None
    """When it was disabled."""
    secret_rotated_at: datetime | None
    """When its secret was last replaced."""
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
    secret: str | None
    """What the endpoint's signatures are made with. Shown by this answer only."""


class WebhookJob(Record):
    """A replay or a recovery, done in portions. It survives restarts."""

    __slots__ = ()
    id: str
    """Identifier."""
    kind: str
    """`recover` sends failed deliveries again, `replay` every wanted event."""
    endpoint_id: str
    """Where it sends to."""
    status: str
    """What has become of it."""
    since: datetime
    """The events it goes back to."""
    until: datetime | None
    """The events it ends before; null for those until its start."""
    done: int
    """Events (of a replay) or dead letters (of a recovery) that it has worked through."""
    total: int | None
    """How many there are; null until they have been counted."""
    deliveries: int
    """Deliveries that it has set going."""
    error: str | None
    """Why it failed."""
    created_at: datetime
    """When it began."""
    finished_at: datetime | None
    """When it was over."""


class Workspace(Record):
    """A tenant: one live-events company."""

    __slots__ = ()
    id: str
    """Identifier."""
    name: str
    """Name."""
    mode: str
    """Live, or a sandbox to try things in."""
    tier: str
    """Rate limit tier."""
    sequence: int
    """The last number of its event log."""
    first_sequence: int
    """The number of the oldest event that is still kept, or will be the next."""
    version: int
    """Counts the changes."""
    created_at: datetime
    """When it was created."""
    updated_at: datetime
    """When it last changed."""
    limits: WorkspaceLimits | None
    """What the tier allows."""


class WorkspaceAuditLogListResponse(Record):
    """Something that was done to the workspace or by a member's account."""

    __slots__ = ()
    id: str
    """Identifier; sorts by time."""
    at: datetime
    """When it was done."""
    action: str
    """What was done: noun.verb, as events are called."""
    actor: str | None
    """Who did it: a person, a key, a token, an application, `operator` for the command line, null for the
    platform itself and for who failed to sign in.
    """
    target: str | None
    """The id of what it was done to."""
    target_name: str | None
    """What that was called."""
    address: str | None
    """The address that the request came from."""
    user_agent: str | None
    """The client, as it called itself."""
    request_id: str | None
    """The request, as in the request log."""
    changes: Record | None
    """Each field that changed, with its value before and after."""


class WorkspaceAuditLogListResponseChangesValue(Record):
    """A WorkspaceAuditLogListResponseChangesValue."""

    __slots__ = ()
    from_: Any
    to: Any


class WorkspaceLimits(Record):
    """What the tier allows."""

    __slots__ = ()
    requests_per_minute: int | None
    """Requests in a minute."""
    burst: int | None
    """Requests at once."""
    retry_after: int | None
    """Seconds that a refused client waits."""


class WorkspaceRequestLogErrorsResponse(Record):
    """What went wrong."""

    __slots__ = ()
    data: list[WorkspaceRequestLogErrorsResponseDataItem]
    """The most frequent first."""


class WorkspaceRequestLogErrorsResponseDataItem(Record):
    """One error of one operation."""

    __slots__ = ()
    error: str | None
    """The error's code."""
    method: str
    """The method."""
    operation: str
    """The operation."""
    status: int
    """The HTTP status."""
    requests: int
    """How many requests were answered so."""
    last_seen_at: datetime
    """The minute of the last one."""


class WorkspaceRequestLogListResponse(Record):
    """A request that was answered."""

    __slots__ = ()
    id: str
    """Identifier (`X-Request-Id`)."""
    at: datetime
    """When it came."""
    method: str
    """The method."""
    path: str
    """The path."""
    query: str | None
    """The query string, without secrets."""
    operation: str
    """The operation; `unknown` when the path has none."""
    status: int
    """The answer's HTTP status."""
    error: str | None
    """The error's code; null for a success."""
    credential_id: str
    """The key, token or person that asked."""
    duration_ms: float
    """From its arrival to the answer's last byte."""
    request_bytes: int
    """Size of its body."""
    response_bytes: int | None
    """Size of the answer's body before compression; null for a stream."""
    address: str
    """The address that it came from."""
    user_agent: str | None
    """The client, as it calls itself."""
    idempotency_key: str | None
    """The Idempotency-Key that was sent."""
    events: WorkspaceRequestLogListResponseEvents | None
    """The numbers of the first and the last event that it has caused; null when it has caused none."""


class WorkspaceRequestLogListResponseEvents(Record):
    """The numbers of the first and the last event that it has caused; null when it has caused none."""

    __slots__ = ()
    first: int
    """The first one's `sequence`."""
    last: int
    """The last one's."""


class WorkspaceRequestLogRetrieveResponse(Record):
    """A request with its bodies."""

    __slots__ = ()
    id: str
    """Identifier (`X-Request-Id`)."""
    at: datetime
    """When it came."""
    method: str
    """The method."""
    path: str
    """The path."""
    query: str | None
    """The query string, without secrets."""
    operation: str
    """The operation; `unknown` when the path has none."""
    status: int
    """The answer's HTTP status."""
    error: str | None
    """The error's code; null for a success."""
    credential_id: str
    """The key, token or person that asked."""
    duration_ms: float
    """From its arrival to the answer's last byte."""
    request_bytes: int
    """Size of its body."""
    response_bytes: int | None
    """Size of the answer's body before compression; null for a stream."""
    address: str
    """The address that it came from."""
    user_agent: str | None
    """The client, as it calls itself."""
    idempotency_key: str | None
    """The Idempotency-Key that was sent."""
    events: WorkspaceRequestLogRetrieveResponseEvents | None
    """The numbers of the first and the last event that it has caused; null when it has caused none."""
    request_body: str | None
    """What was sent, without secrets and cut to 8 KiB; null for none."""
    response_body: str | None
    """The answer, kept only of errors; without secrets and cut to 8 KiB."""


class WorkspaceRequestLogRetrieveResponseEvents(Record):
    """The numbers of the first and the last event that it has caused; null when it has caused none."""

    __slots__ = ()
    first: int
    """The first one's `sequence`."""
    last: int
    """The last one's."""


class WorkspaceUsageRetrieveResponse(Record):
    """How much a workspace asks for."""

    __slots__ = ()
    from_: datetime
    """The beginning of the first step."""
    to: datetime
    """The end of the last step."""
    step: str
    """The width of a step."""
    tier: str
    """The workspace's tier."""
    requests_per_minute: int | None
    """What the tier allows; null for a tier that is gone."""
    data: list[WorkspaceUsageRetrieveResponseDataItem]
    """Every step, oldest first, also those without a request."""
    totals: WorkspaceUsageRetrieveResponseTotals
    """All steps together."""
    credentials: list[WorkspaceUsageRetrieveResponseCredential]
    """By who asked, the busiest first."""


class WorkspaceUsageRetrieveResponseCredential(Record):
    """One of them."""

    __slots__ = ()
    credential_id: str
    """The key, token or person."""
    requests: int
    """Requests, whatever they were answered with."""
    rate_limited: int
    """Requests that were refused with 429."""
    client_errors: int
    """Requests with another error of the client's."""
    server_errors: int
    """Requests with an error of the platform's."""
    average_ms: float | None
    """How long one took on average; null of none."""


class WorkspaceUsageRetrieveResponseDataItem(Record):
    """One step."""

    __slots__ = ()
    at: datetime
    """When it begins."""
    requests: int
    """Requests, whatever they were answered with."""
    rate_limited: int
    """Requests that were refused with 429."""
    client_errors: int
    """Requests with another error of the client's."""
    server_errors: int
    """Requests with an error of the platform's."""
    average_ms: float | None
    """How long one took on average; null of none."""
    busiest_minute: int
    """Requests in its busiest minute, to be held against the tier's limit."""


class WorkspaceUsageRetrieveResponseTotals(Record):
    """All steps together."""

    __slots__ = ()
    requests: int
    """Requests, whatever they were answered with."""
    rate_limited: int
    """Requests that were refused with 429."""
    client_errors: int
    """Requests with another error of the client's."""
    server_errors: int
    """Requests with an error of the platform's."""
    average_ms: float | None
    """How long one took on average; null of none."""
    busiest_minute: int
    """Requests in its busiest minute, to be held against the tier's limit."""


class KeysResource(Resource):
    """WORKSPACE: keys."""

    __slots__ = ()

    def list(self, **params: Unpack[WorkspaceKeysListParams]) -> Page[ApiKey]:
        """List keys. Filters may be combined; a repeated one means "or". API keys of the workspace. A key is
        shown once, when it is made; only its keyed hash is kept. Needs the scope `admin`.
        """
        return self._list("/workspace/v1/keys", ApiKey, params)

    def sync(self, **params: Unpack[SyncOptions]) -> Sync[ApiKey]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/workspace/v1/keys", ApiKey, params)

    def create(self, **params: Unpack[ApiKeyCreateParams]) -> ApiKeyWithSecret:
        """Create an api key. Sets every field that is left out to its default. API keys of the workspace. A
        key is shown once, when it is made; only its keyed hash is kept. Needs the scope `admin`.
        """
        return self._write("POST", "/workspace/v1/keys", (), ApiKeyWithSecret, params, body=True)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> ApiKey:
        """Retrieve an api key. With `If-None-Match`, 304 when it has not changed. API keys of the workspace.
        A key is shown once, when it is made; only its keyed hash is kept. Needs the scope `admin`.
        """
        return self._get("/workspace/v1/keys/{}", (id,), ApiKey, params)

    def update(self, id: str, /, **params: Unpack[ApiKeyUpdateParams]) -> ApiKey:
        """Update an api key. Changes the fields that are sent. A change of nothing emits no event. API keys
        of the workspace. A key is shown once, when it is made; only its keyed hash is kept. Needs the
        scope `admin`.
        """
        return self._write("PATCH", "/workspace/v1/keys/{}", (id,), ApiKey, params, body=True)

    def roll(self, id: str, /, **params: Unpack[ApiKeyRollParams]) -> ApiKeyWithSecret:
        """Replace the key by a new one; the old one goes on for a while. API keys of the workspace. A key is
        shown once, when it is made; only its keyed hash is kept. Needs the scope `admin`.
        """
        return self._write("POST", "/workspace/v1/keys/{}/roll", (id,), ApiKeyWithSecret, params, body=True)

    def revoke(self, id: str, /, **params: Unpack[Options]) -> ApiKey:
        """End the key at once. API keys of the workspace. A key is shown once, when it is made; only its
        keyed hash is kept. Needs the scope `admin`.
        """
        return self._write("POST", "/workspace/v1/keys/{}/revoke", (id,), ApiKey, params, body=False)


class AsyncKeysResource(AsyncResource):
    """WORKSPACE: keys."""

    __slots__ = ()

    def list(self, **params: Unpack[WorkspaceKeysListParams]) -> AsyncList[ApiKey]:
        """List keys. Filters may be combined; a repeated one means "or". API keys of the workspace. A key is
        shown once, when it is made; only its keyed hash is kept. Needs the scope `admin`.
        """
        return self._list("/workspace/v1/keys", ApiKey, params)

    def sync(self, **params: Unpack[SyncOptions]) -> AsyncSync[ApiKey]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/workspace/v1/keys", ApiKey, params)

    async def create(self, **params: Unpack[ApiKeyCreateParams]) -> ApiKeyWithSecret:
        """Create an api key. Sets every field that is left out to its default. API keys of the workspace. A
        key is shown once, when it is made; only its keyed hash is kept. Needs the scope `admin`.
        """
        return await self._write("POST", "/workspace/v1/keys", (), ApiKeyWithSecret, params, body=True)

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> ApiKey:
        """Retrieve an api key. With `If-None-Match`, 304 when it has not changed. API keys of the workspace.
        A key is shown once, when it is made; only its keyed hash is kept. Needs the scope `admin`.
        """
        return await self._get("/workspace/v1/keys/{}", (id,), ApiKey, params)

    async def update(self, id: str, /, **params: Unpack[ApiKeyUpdateParams]) -> ApiKey:
        """Update an api key. Changes the fields that are sent. A change of nothing emits no event. API keys
        of the workspace. A key is shown once, when it is made; only its keyed hash is kept. Needs the
        scope `admin`.
        """
        return await self._write("PATCH", "/workspace/v1/keys/{}", (id,), ApiKey, params, body=True)

    async def roll(self, id: str, /, **params: Unpack[ApiKeyRollParams]) -> ApiKeyWithSecret:
        """Replace the key by a new one; the old one goes on for a while. API keys of the workspace. A key is
        shown once, when it is made; only its keyed hash is kept. Needs the scope `admin`.
        """
        return await self._write(
            "POST", "/workspace/v1/keys/{}/roll", (id,), ApiKeyWithSecret, params, body=True
        )

    async def revoke(self, id: str, /, **params: Unpack[Options]) -> ApiKey:
        """End the key at once. API keys of the workspace. A key is shown once, when it is made; only its
        keyed hash is kept. Needs the scope `admin`.
        """
        return await self._write("POST", "/workspace/v1/keys/{}/revoke", (id,), ApiKey, params, body=False)


class MembersResource(Resource):
    """WORKSPACE: members."""

    __slots__ = ()

    def list(self, **params: Unpack[WorkspaceMembersListParams]) -> Page[Member]:
        """List members. Filters may be combined; a repeated one means "or". People who may sign in to the
        portal for this workspace. They join by invitation. Needs the scope `admin`.
        """
        return self._list("/workspace/v1/members", Member, params)

    def sync(self, **params: Unpack[SyncOptions]) -> Sync[Member]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/workspace/v1/members", Member, params)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> Member:
        """Retrieve a member. With `If-None-Match`, 304 when it has not changed. People who may sign in to the
        portal for this workspace. They join by invitation. Needs the scope `admin`.
        """
        return self._get("/workspace/v1/members/{}", (id,), Member, params)

    def update(self, id: str, /, **params: Unpack[MemberUpdateParams]) -> Member:
        """Update a member. Changes the fields that are sent. A change of nothing emits no event. People who
        may sign in to the portal for this workspace. They join by invitation. Needs the scope `admin`.
        """
        return self._write("PATCH", "/workspace/v1/members/{}", (id,), Member, params, body=True)

    def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete a member. The record stays as a tombstone for `include_deleted`. Refused while other records
        point to it. People who may sign in to the portal for this workspace. They join by invitation.
        Needs the scope `admin`.
        """
        self._delete("/workspace/v1/members/{}", (id,), params)


class AsyncMembersResource(AsyncResource):
    """WORKSPACE: members."""

    __slots__ = ()

    def list(self, **params: Unpack[WorkspaceMembersListParams]) -> AsyncList[Member]:
        """List members. Filters may be combined; a repeated one means "or". People who may sign in to the
        portal for this workspace. They join by invitation. Needs the scope `admin`.
        """
        return self._list("/workspace/v1/members", Member, params)

    def sync(self, **params: Unpack[SyncOptions]) -> AsyncSync[Member]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/workspace/v1/members", Member, params)

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> Member:
        """Retrieve a member. With `If-None-Match`, 304 when it has not changed. People who may sign in to the
        portal for this workspace. They join by invitation. Needs the scope `admin`.
        """
        return await self._get("/workspace/v1/members/{}", (id,), Member, params)

    async def update(self, id: str, /, **params: Unpack[MemberUpdateParams]) -> Member:
        """Update a member. Changes the fields that are sent. A change of nothing emits no event. People who
        may sign in to the portal for this workspace. They join by invitation. Needs the scope `admin`.
        """
        return await self._write("PATCH", "/workspace/v1/members/{}", (id,), Member, params, body=True)

    async def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete a member. The record stays as a tombstone for `include_deleted`. Refused while other records
        point to it. People who may sign in to the portal for this workspace. They join by invitation.
        Needs the scope `admin`.
        """
        await self._delete("/workspace/v1/members/{}", (id,), params)


class InvitationsResource(Resource):
    """WORKSPACE: invitations."""

    __slots__ = ()

    def list(self, **params: Unpack[WorkspaceInvitationsListParams]) -> Page[Invitation]:
        """List invitations. Filters may be combined; a repeated one means "or". Invitations to the workspace.
        No mail is sent: hand the link over yourself. It works once, for a week. Needs the scope `admin`.
        """
        return self._list("/workspace/v1/invitations", Invitation, params)

    def sync(self, **params: Unpack[SyncOptions]) -> Sync[Invitation]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/workspace/v1/invitations", Invitation, params)

    def create(self, **params: Unpack[InvitationCreateParams]) -> InvitationWithSecret:
        """Create an invitation. Sets every field that is left out to its default. Invitations to the
        workspace. No mail is sent: hand the link over yourself. It works once, for a week. Needs the scope
        `admin`.
        """
        return self._write("POST", "/workspace/v1/invitations", (), InvitationWithSecret, params, body=True)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> Invitation:
        """Retrieve an invitation. With `If-None-Match`, 304 when it has not changed. Invitations to the
        workspace. No mail is sent: hand the link over yourself. It works once, for a week. Needs the scope
        `admin`.
        """
        return self._get("/workspace/v1/invitations/{}", (id,), Invitation, params)

    def revoke(self, id: str, /, **params: Unpack[Options]) -> Invitation:
        """End an invitation. Invitations to the workspace. No mail is sent: hand the link over yourself. It
        works once, for a week. Needs the scope `admin`.
        """
        return self._write(
            "POST", "/workspace/v1/invitations/{}/revoke", (id,), Invitation, params, body=False
        )


class AsyncInvitationsResource(AsyncResource):
    """WORKSPACE: invitations."""

    __slots__ = ()

    def list(self, **params: Unpack[WorkspaceInvitationsListParams]) -> AsyncList[Invitation]:
        """List invitations. Filters may be combined; a repeated one means "or". Invitations to the workspace.
        No mail is sent: hand the link over yourself. It works once, for a week. Needs the scope `admin`.
        """
        return self._list("/workspace/v1/invitations", Invitation, params)

    def sync(self, **params: Unpack[SyncOptions]) -> AsyncSync[Invitation]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/workspace/v1/invitations", Invitation, params)

    async def create(self, **params: Unpack[InvitationCreateParams]) -> InvitationWithSecret:
        """Create an invitation. Sets every field that is left out to its default. Invitations to the
        workspace. No mail is sent: hand the link over yourself. It works once, for a week. Needs the scope
        `admin`.
        """
        return await self._write(
            "POST", "/workspace/v1/invitations", (), InvitationWithSecret, params, body=True
        )

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> Invitation:
        """Retrieve an invitation. With `If-None-Match`, 304 when it has not changed. Invitations to the
        workspace. No mail is sent: hand the link over yourself. It works once, for a week. Needs the scope
        `admin`.
        """
        return await self._get("/workspace/v1/invitations/{}", (id,), Invitation, params)

    async def revoke(self, id: str, /, **params: Unpack[Options]) -> Invitation:
        """End an invitation. Invitations to the workspace. No mail is sent: hand the link over yourself. It
        works once, for a week. Needs the scope `admin`.
        """
        return await self._write(
            "POST", "/workspace/v1/invitations/{}/revoke", (id,), Invitation, params, body=False
        )


class WebhookEndpointsResource(Resource):
    """WORKSPACE: webhook endpoints."""

    __slots__ = ()

    def list(self, **params: Unpack[WorkspaceWebhookEndpointsListParams]) -> Page[WebhookEndpoint]:
        """List webhook endpoints. Filters may be combined; a repeated one means "or". Where the workspace's
        events are sent, signed. Deliveries are made at least once and retried for 26 hours. Needs the
        scope `webhooks`.
        """
        return self._list("/workspace/v1/webhook-endpoints", WebhookEndpoint, params)

    def sync(self, **params: Unpack[SyncOptions]) -> Sync[WebhookEndpoint]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/workspace/v1/webhook-endpoints", WebhookEndpoint, params)

    def create(self, **params: Unpack[WebhookEndpointCreateParams]) -> WebhookEndpointWithSecret:
        """Create a webhook endpoint. Sets every field that is left out to its default. Where the workspace's
        events are sent, signed. Deliveries are made at least once and retried for 26 hours. Needs the
        scope `webhooks`.
        """
        return self._write(
            "POST", "/workspace/v1/webhook-endpoints", (), WebhookEndpointWithSecret, params, body=True
        )

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> WebhookEndpoint:
        """Retrieve a webhook endpoint. With `If-None-Match`, 304 when it has not changed. Where the
        workspace's events are sent, signed. Deliveries are made at least once and retried for 26 hours.
        Needs the scope `webhooks`.
        """
        return self._get("/workspace/v1/webhook-endpoints/{}", (id,), WebhookEndpoint, params)

    def update(self, id: str, /, **params: Unpack[WebhookEndpointUpdateParams]) -> WebhookEndpoint:
        """Update a webhook endpoint. Changes the fields that are sent. A change of nothing emits no event.
        Where the workspace's events are sent, signed. Deliveries are made at least once and retried for 26
        hours. Needs the scope `webhooks`.
        """
        return self._write(
            "PATCH", "/workspace/v1/webhook-endpoints/{}", (id,), WebhookEndpoint, params, body=True
        )

    def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete a webhook endpoint. The record stays as a tombstone for `include_deleted`. Refused while
        other records point to it. Where the workspace's events are sent, signed. Deliveries are made at
        least once and retried for 26 hours. Needs the scope `webhooks`.
        """
        self._delete("/workspace/v1/webhook-endpoints/{}", (id,), params)

    def rotate_secret(
        self, id: str, /, **params: Unpack[WebhookEndpointRotateSecretParams]
    ) -> WebhookEndpointWithSecret:
        """Sign with a new secret; the old one goes on for a while. Where the workspace's events are sent,
        signed. Deliveries are made at least once and retried for 26 hours. Needs the scope `webhooks`.
        """
        return self._write(
            "POST",
            "/workspace/v1/webhook-endpoints/{}/rotate-secret",
            (id,),
            WebhookEndpointWithSecret,
            params,
            body=True,
        )

    def reveal_secret(self, id: str, /, **params: Unpack[Options]) -> WebhookEndpointWithSecret:
        """Show the secret once more; the log keeps who asked. Where the workspace's events are sent, signed.
        Deliveries are made at least once and retried for 26 hours. Needs the scope `webhooks`.
        """
        return self._write(
            "POST",
            "/workspace/v1/webhook-endpoints/{}/reveal-secret",
            (id,),
            WebhookEndpointWithSecret,
            params,
            body=False,
        )

    def test(
        self, id: str, /, **params: Unpack[WorkspaceWebhookEndpointsTestRequestParams]
    ) -> WebhookDelivery:
        """Send a test to a webhook endpoint. An event with the example of its type as data, `sequence` 0 and
        a new id. It is in no log. Needs the scope `webhooks`.
        """
        return self._write(
            "POST", "/workspace/v1/webhook-endpoints/{}/test", (id,), WebhookDelivery, params, body=True
        )

    def recover(
        self, id: str, /, **params: Unpack[WorkspaceWebhookEndpointsRecoverRequestParams]
    ) -> WebhookJob:
        """Send failed deliveries again. The endpoint's dead letters of the events since then, as a job. Needs
        the scope `webhooks`.
        """
        return self._write(
            "POST", "/workspace/v1/webhook-endpoints/{}/recover", (id,), WebhookJob, params, body=True
        )

    def replay(
        self, id: str, /, **params: Unpack[WorkspaceWebhookEndpointsReplayRequestParams]
    ) -> WebhookJob:
        """Send all events of a time. Every event that the endpoint wants now, whether or not it was sent
        before, as a job. Needs the scope `webhooks`.
        """
        return self._write(
            "POST", "/workspace/v1/webhook-endpoints/{}/replay", (id,), WebhookJob, params, body=True
        )

    def stats(
        self, id: str, /, **params: Unpack[WorkspaceWebhookEndpointsStatsParams]
    ) -> WebhookEndpointStats:
        """Show what became of attempts. Up to 1500 steps. Latencies are estimates from counts per range; kept
        for 90 days. Needs the scope `webhooks`.
        """
        return self._get("/workspace/v1/webhook-endpoints/{}/stats", (id,), WebhookEndpointStats, params)


class AsyncWebhookEndpointsResource(AsyncResource):
    """WORKSPACE: webhook endpoints."""

    __slots__ = ()

    def list(self, **params: Unpack[WorkspaceWebhookEndpointsListParams]) -> AsyncList[WebhookEndpoint]:
        """List webhook endpoints. Filters may be combined; a repeated one means "or". Where the workspace's
        events are sent, signed. Deliveries are made at least once and retried for 26 hours. Needs the
        scope `webhooks`.
        """
        return self._list("/workspace/v1/webhook-endpoints", WebhookEndpoint, params)

    def sync(self, **params: Unpack[SyncOptions]) -> AsyncSync[WebhookEndpoint]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/workspace/v1/webhook-endpoints", WebhookEndpoint, params)

    async def create(self, **params: Unpack[WebhookEndpointCreateParams]) -> WebhookEndpointWithSecret:
        """Create a webhook endpoint. Sets every field that is left out to its default. Where the workspace's
        events are sent, signed. Deliveries are made at least once and retried for 26 hours. Needs the
        scope `webhooks`.
        """
        return await self._write(
            "POST", "/workspace/v1/webhook-endpoints", (), WebhookEndpointWithSecret, params, body=True
        )

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> WebhookEndpoint:
        """Retrieve a webhook endpoint. With `If-None-Match`, 304 when it has not changed. Where the
        workspace's events are sent, signed. Deliveries are made at least once and retried for 26 hours.
        Needs the scope `webhooks`.
        """
        return await self._get("/workspace/v1/webhook-endpoints/{}", (id,), WebhookEndpoint, params)

    async def update(self, id: str, /, **params: Unpack[WebhookEndpointUpdateParams]) -> WebhookEndpoint:
        """Update a webhook endpoint. Changes the fields that are sent. A change of nothing emits no event.
        Where the workspace's events are sent, signed. Deliveries are made at least once and retried for 26
        hours. Needs the scope `webhooks`.
        """
        return await self._write(
            "PATCH", "/workspace/v1/webhook-endpoints/{}", (id,), WebhookEndpoint, params, body=True
        )

    async def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete a webhook endpoint. The record stays as a tombstone for `include_deleted`. Refused while
        other records point to it. Where the workspace's events are sent, signed. Deliveries are made at
        least once and retried for 26 hours. Needs the scope `webhooks`.
        """
        await self._delete("/workspace/v1/webhook-endpoints/{}", (id,), params)

    async def rotate_secret(
        self, id: str, /, **params: Unpack[WebhookEndpointRotateSecretParams]
    ) -> WebhookEndpointWithSecret:
        """Sign with a new secret; the old one goes on for a while. Where the workspace's events are sent,
        signed. Deliveries are made at least once and retried for 26 hours. Needs the scope `webhooks`.
        """
        return await self._write(
            "POST",
            "/workspace/v1/webhook-endpoints/{}/rotate-secret",
            (id,),
            WebhookEndpointWithSecret,
            params,
            body=True,
        )

    async def reveal_secret(self, id: str, /, **params: Unpack[Options]) -> WebhookEndpointWithSecret:
        """Show the secret once more; the log keeps who asked. Where the workspace's events are sent, signed.
        Deliveries are made at least once and retried for 26 hours. Needs the scope `webhooks`.
        """
        return await self._write(
            "POST",
            "/workspace/v1/webhook-endpoints/{}/reveal-secret",
            (id,),
            WebhookEndpointWithSecret,
            params,
            body=False,
        )

    async def test(
        self, id: str, /, **params: Unpack[WorkspaceWebhookEndpointsTestRequestParams]
    ) -> WebhookDelivery:
        """Send a test to a webhook endpoint. An event with the example of its type as data, `sequence` 0 and
        a new id. It is in no log. Needs the scope `webhooks`.
        """
        return await self._write(
            "POST", "/workspace/v1/webhook-endpoints/{}/test", (id,), WebhookDelivery, params, body=True
        )

    async def recover(
        self, id: str, /, **params: Unpack[WorkspaceWebhookEndpointsRecoverRequestParams]
    ) -> WebhookJob:
        """Send failed deliveries again. The endpoint's dead letters of the events since then, as a job. Needs
        the scope `webhooks`.
        """
        return await self._write(
            "POST", "/workspace/v1/webhook-endpoints/{}/recover", (id,), WebhookJob, params, body=True
        )

    async def replay(
        self, id: str, /, **params: Unpack[WorkspaceWebhookEndpointsReplayRequestParams]
    ) -> WebhookJob:
        """Send all events of a time. Every event that the endpoint wants now, whether or not it was sent
        before, as a job. Needs the scope `webhooks`.
        """
        return await self._write(
            "POST", "/workspace/v1/webhook-endpoints/{}/replay", (id,), WebhookJob, params, body=True
        )

    async def stats(
        self, id: str, /, **params: Unpack[WorkspaceWebhookEndpointsStatsParams]
    ) -> WebhookEndpointStats:
        """Show what became of attempts. Up to 1500 steps. Latencies are estimates from counts per range; kept
        for 90 days. Needs the scope `webhooks`.
        """
        return await self._get(
            "/workspace/v1/webhook-endpoints/{}/stats", (id,), WebhookEndpointStats, params
        )


class OauthAppsResource(Resource):
    """WORKSPACE: oauth apps."""

    __slots__ = ()

    def list(self, **params: Unpack[WorkspaceOauthAppsListParams]) -> Page[OauthApp]:
        """List oauth apps. Filters may be combined; a repeated one means "or". Applications that ask people
        for access to their workspaces (OAuth 2.0). Needs the scope `admin`.
        """
        return self._list("/workspace/v1/oauth-apps", OauthApp, params)

    def sync(self, **params: Unpack[SyncOptions]) -> Sync[OauthApp]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/workspace/v1/oauth-apps", OauthApp, params)

    def create(self, **params: Unpack[OauthAppCreateParams]) -> OauthAppWithSecret:
        """Create an oauth app. Sets every field that is left out to its default. Applications that ask people
        for access to their workspaces (OAuth 2.0). Needs the scope `admin`.
        """
        return self._write("POST", "/workspace/v1/oauth-apps", (), OauthAppWithSecret, params, body=True)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> OauthApp:
        """Retrieve an oauth app. With `If-None-Match`, 304 when it has not changed. Applications that ask
        people for access to their workspaces (OAuth 2.0). Needs the scope `admin`.
        """
        return self._get("/workspace/v1/oauth-apps/{}", (id,), OauthApp, params)

    def update(self, id: str, /, **params: Unpack[OauthAppUpdateParams]) -> OauthApp:
        """Update an oauth app. Changes the fields that are sent. A change of nothing emits no event.
        Applications that ask people for access to their workspaces (OAuth 2.0). Needs the scope `admin`.
        """
        return self._write("PATCH", "/workspace/v1/oauth-apps/{}", (id,), OauthApp, params, body=True)

    def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete an oauth app. The record stays as a tombstone for `include_deleted`. Refused while other
        records point to it. Applications that ask people for access to their workspaces (OAuth 2.0). Needs
        the scope `admin`.
        """
        self._delete("/workspace/v1/oauth-apps/{}", (id,), params)

    def rotate_secret(self, id: str, /, **params: Unpack[OauthAppRotateSecretParams]) -> OauthAppWithSecret:
        """Replace the secret; the old one goes on for a while. Applications that ask people for access to
        their workspaces (OAuth 2.0). Needs the scope `admin`.
        """
        return self._write(
            "POST", "/workspace/v1/oauth-apps/{}/rotate-secret", (id,), OauthAppWithSecret, params, body=True
        )


class AsyncOauthAppsResource(AsyncResource):
    """WORKSPACE: oauth apps."""

    __slots__ = ()

    def list(self, **params: Unpack[WorkspaceOauthAppsListParams]) -> AsyncList[OauthApp]:
        """List oauth apps. Filters may be combined; a repeated one means "or". Applications that ask people
        for access to their workspaces (OAuth 2.0). Needs the scope `admin`.
        """
        return self._list("/workspace/v1/oauth-apps", OauthApp, params)

    def sync(self, **params: Unpack[SyncOptions]) -> AsyncSync[OauthApp]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/workspace/v1/oauth-apps", OauthApp, params)

    async def create(self, **params: Unpack[OauthAppCreateParams]) -> OauthAppWithSecret:
        """Create an oauth app. Sets every field that is left out to its default. Applications that ask people
        for access to their workspaces (OAuth 2.0). Needs the scope `admin`.
        """
        return await self._write(
            "POST", "/workspace/v1/oauth-apps", (), OauthAppWithSecret, params, body=True
        )

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> OauthApp:
        """Retrieve an oauth app. With `If-None-Match`, 304 when it has not changed. Applications that ask
        people for access to their workspaces (OAuth 2.0). Needs the scope `admin`.
        """
        return await self._get("/workspace/v1/oauth-apps/{}", (id,), OauthApp, params)

    async def update(self, id: str, /, **params: Unpack[OauthAppUpdateParams]) -> OauthApp:
        """Update an oauth app. Changes the fields that are sent. A change of nothing emits no event.
        Applications that ask people for access to their workspaces (OAuth 2.0). Needs the scope `admin`.
        """
        return await self._write("PATCH", "/workspace/v1/oauth-apps/{}", (id,), OauthApp, params, body=True)

    async def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete an oauth app. The record stays as a tombstone for `include_deleted`. Refused while other
        records point to it. Applications that ask people for access to their workspaces (OAuth 2.0). Needs
        the scope `admin`.
        """
        await self._delete("/workspace/v1/oauth-apps/{}", (id,), params)

    async def rotate_secret(
        self, id: str, /, **params: Unpack[OauthAppRotateSecretParams]
    ) -> OauthAppWithSecret:
        """Replace the secret; the old one goes on for a while. Applications that ask people for access to
        their workspaces (OAuth 2.0). Needs the scope `admin`.
        """
        return await self._write(
            "POST", "/workspace/v1/oauth-apps/{}/rotate-secret", (id,), OauthAppWithSecret, params, body=True
        )


class OauthGrantsResource(Resource):
    """WORKSPACE: oauth grants."""

    __slots__ = ()

    def list(self, **params: Unpack[WorkspaceOauthGrantsListParams]) -> Page[OauthGrant]:
        """List oauth grants. Filters may be combined; a repeated one means "or". What applications may do in
        the workspace, and who let them. Revoking a grant ends its tokens at once. Needs the scope `admin`.
        """
        return self._list("/workspace/v1/oauth-grants", OauthGrant, params)

    def sync(self, **params: Unpack[SyncOptions]) -> Sync[OauthGrant]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/workspace/v1/oauth-grants", OauthGrant, params)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> OauthGrant:
        """Retrieve an oauth grant. With `If-None-Match`, 304 when it has not changed. What applications may
        do in the workspace, and who let them. Revoking a grant ends its tokens at once. Needs the scope
        `admin`.
        """
        return self._get("/workspace/v1/oauth-grants/{}", (id,), OauthGrant, params)

    def revoke(self, id: str, /, **params: Unpack[Options]) -> OauthGrant:
        """End the grant and its tokens at once. What applications may do in the workspace, and who let them.
        Revoking a grant ends its tokens at once. Needs the scope `admin`.
        """
        return self._write(
            "POST", "/workspace/v1/oauth-grants/{}/revoke", (id,), OauthGrant, params, body=False
        )


class AsyncOauthGrantsResource(AsyncResource):
    """WORKSPACE: oauth grants."""

    __slots__ = ()

    def list(self, **params: Unpack[WorkspaceOauthGrantsListParams]) -> AsyncList[OauthGrant]:
        """List oauth grants. Filters may be combined; a repeated one means "or". What applications may do in
        the workspace, and who let them. Revoking a grant ends its tokens at once. Needs the scope `admin`.
        """
        return self._list("/workspace/v1/oauth-grants", OauthGrant, params)

    def sync(self, **params: Unpack[SyncOptions]) -> AsyncSync[OauthGrant]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/workspace/v1/oauth-grants", OauthGrant, params)

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> OauthGrant:
        """Retrieve an oauth grant. With `If-None-Match`, 304 when it has not changed. What applications may
        do in the workspace, and who let them. Revoking a grant ends its tokens at once. Needs the scope
        `admin`.
        """
        return await self._get("/workspace/v1/oauth-grants/{}", (id,), OauthGrant, params)

    async def revoke(self, id: str, /, **params: Unpack[Options]) -> OauthGrant:
        """End the grant and its tokens at once. What applications may do in the workspace, and who let them.
        Revoking a grant ends its tokens at once. Needs the scope `admin`.
        """
        return await self._write(
            "POST", "/workspace/v1/oauth-grants/{}/revoke", (id,), OauthGrant, params, body=False
        )


class WorkspaceResource(Resource):
    """WORKSPACE: workspace."""

    __slots__ = ()

    def retrieve(self, **params: Unpack[Options]) -> Workspace:
        """Retrieve the workspace. Needs the scope `read`."""
        return self._get("/workspace/v1/workspace", (), Workspace, params)

    def update(self, **params: Unpack[WorkspaceUpdateParams]) -> Workspace:
        """Rename the workspace or change its tier. Needs the scope `admin`."""
        return self._write("PATCH", "/workspace/v1/workspace", (), Workspace, params, body=True)


class AsyncWorkspaceResource(AsyncResource):
    """WORKSPACE: workspace."""

    __slots__ = ()

    async def retrieve(self, **params: Unpack[Options]) -> Workspace:
        """Retrieve the workspace. Needs the scope `read`."""
        return await self._get("/workspace/v1/workspace", (), Workspace, params)

    async def update(self, **params: Unpack[WorkspaceUpdateParams]) -> Workspace:
        """Rename the workspace or change its tier. Needs the scope `admin`."""
        return await self._write("PATCH", "/workspace/v1/workspace", (), Workspace, params, body=True)


class EventsResource(Resource):
    """WORKSPACE: events."""

    __slots__ = ()

    def list(self, **params: Unpack[WorkspaceEventsListParams]) -> Page[EventEnvelope]:
        """List events, oldest first. The log in commit order, as far back as it is kept (30 days unless the
        operator says otherwise). Needs the scope `read`.
        """
        return self._list("/workspace/v1/events", EventEnvelope, params)

    def stream(self, **params: Unpack[WorkspaceEventsStreamParams]) -> Iterator[EventEnvelope]:
        """Follow the event log. Server-sent events that go on until the client leaves; without a position,
        from now on. Needs the scope `read`.
        """
        return self._stream("/workspace/v1/events/stream", EventEnvelope, params)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> EventEnvelope:
        """Retrieve an event. Needs the scope `read`."""
        return self._get("/workspace/v1/events/{}", (id,), EventEnvelope, params)

    def erase(self, id: str, /, **params: Unpack[Options]) -> EventErasure:
        """Erase an event's data. Takes `data` out of the event and out of its deliveries; those still to be
        sent fail. Cannot be undone. Needs the scope `admin`.
        """
        return self._write("POST", "/workspace/v1/events/{}/erase", (id,), EventErasure, params, body=False)


class AsyncEventsResource(AsyncResource):
    """WORKSPACE: events."""

    __slots__ = ()

    def list(self, **params: Unpack[WorkspaceEventsListParams]) -> AsyncList[EventEnvelope]:
        """List events, oldest first. The log in commit order, as far back as it is kept (30 days unless the
        operator says otherwise). Needs the scope `read`.
        """
        return self._list("/workspace/v1/events", EventEnvelope, params)

    def stream(self, **params: Unpack[WorkspaceEventsStreamParams]) -> AsyncIterator[EventEnvelope]:
        """Follow the event log. Server-sent events that go on until the client leaves; without a position,
        from now on. Needs the scope `read`.
        """
        return self._stream("/workspace/v1/events/stream", EventEnvelope, params)

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> EventEnvelope:
        """Retrieve an event. Needs the scope `read`."""
        return await self._get("/workspace/v1/events/{}", (id,), EventEnvelope, params)

    async def erase(self, id: str, /, **params: Unpack[Options]) -> EventErasure:
        """Erase an event's data. Takes `data` out of the event and out of its deliveries; those still to be
        sent fail. Cannot be undone. Needs the scope `admin`.
        """
        return await self._write(
            "POST", "/workspace/v1/events/{}/erase", (id,), EventErasure, params, body=False
        )


class EventTypesResource(Resource):
    """WORKSPACE: event types."""

    __slots__ = ()

    def list(self, **params: Unpack[Options]) -> Page[EventType]:
        """List the event types. Needs the scope `read`."""
        return self._list("/workspace/v1/event-types", EventType, params, paged=False)


class AsyncEventTypesResource(AsyncResource):
    """WORKSPACE: event types."""

    __slots__ = ()

    def list(self, **params: Unpack[Options]) -> AsyncList[EventType]:
        """List the event types. Needs the scope `read`."""
        return self._list("/workspace/v1/event-types", EventType, params, paged=False)


class WebhookDeliveriesResource(Resource):
    """WORKSPACE: webhook deliveries."""

    __slots__ = ()

    def list(self, **params: Unpack[WorkspaceWebhookDeliveriesListParams]) -> Page[WebhookDelivery]:
        """List deliveries, newest first. A dead letter is a delivery with the status `failed`. Needs the
        scope `webhooks`.
        """
        return self._list("/workspace/v1/webhook-deliveries", WebhookDelivery, params)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> WebhookDeliveryDetails:
        """Retrieve a delivery. Needs the scope `webhooks`."""
        return self._get("/workspace/v1/webhook-deliveries/{}", (id,), WebhookDeliveryDetails, params)

    def retry(self, id: str, /, **params: Unpack[Options]) -> WebhookDelivery:
        """Send a delivery again. Whatever became of it, its six attempts begin anew, the first one at once.
        Needs the scope `webhooks`.
        """
        return self._write(
            "POST", "/workspace/v1/webhook-deliveries/{}/retry", (id,), WebhookDelivery, params, body=False
        )


class AsyncWebhookDeliveriesResource(AsyncResource):
    """WORKSPACE: webhook deliveries."""

    __slots__ = ()

    def list(self, **params: Unpack[WorkspaceWebhookDeliveriesListParams]) -> AsyncList[WebhookDelivery]:
        """List deliveries, newest first. A dead letter is a delivery with the status `failed`. Needs the
        scope `webhooks`.
        """
        return self._list("/workspace/v1/webhook-deliveries", WebhookDelivery, params)

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> WebhookDeliveryDetails:
        """Retrieve a delivery. Needs the scope `webhooks`."""
        return await self._get("/workspace/v1/webhook-deliveries/{}", (id,), WebhookDeliveryDetails, params)

    async def retry(self, id: str, /, **params: Unpack[Options]) -> WebhookDelivery:
        """Send a delivery again. Whatever became of it, its six attempts begin anew, the first one at once.
        Needs the scope `webhooks`.
        """
        return await self._write(
            "POST", "/workspace/v1/webhook-deliveries/{}/retry", (id,), WebhookDelivery, params, body=False
        )


class WebhookJobsResource(Resource):
    """WORKSPACE: webhook jobs."""

    __slots__ = ()

    def list(self, **params: Unpack[WorkspaceWebhookJobsListParams]) -> Page[WebhookJob]:
        """List replays and recoveries, newest first. Needs the scope `webhooks`."""
        return self._list("/workspace/v1/webhook-jobs", WebhookJob, params)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> WebhookJob:
        """Retrieve a replay or a recovery. Needs the scope `webhooks`."""
        return self._get("/workspace/v1/webhook-jobs/{}", (id,), WebhookJob, params)

    def cancel(self, id: str, /, **params: Unpack[Options]) -> WebhookJob:
        """Cancel a replay or a recovery. It ends where it is; the deliveries that it has made go on. Needs
        the scope `webhooks`.
        """
        return self._write(
            "POST", "/workspace/v1/webhook-jobs/{}/cancel", (id,), WebhookJob, params, body=False
        )


class AsyncWebhookJobsResource(AsyncResource):
    """WORKSPACE: webhook jobs."""

    __slots__ = ()

    def list(self, **params: Unpack[WorkspaceWebhookJobsListParams]) -> AsyncList[WebhookJob]:
        """List replays and recoveries, newest first. Needs the scope `webhooks`."""
        return self._list("/workspace/v1/webhook-jobs", WebhookJob, params)

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> WebhookJob:
        """Retrieve a replay or a recovery. Needs the scope `webhooks`."""
        return await self._get("/workspace/v1/webhook-jobs/{}", (id,), WebhookJob, params)

    async def cancel(self, id: str, /, **params: Unpack[Options]) -> WebhookJob:
        """Cancel a replay or a recovery. It ends where it is; the deliveries that it has made go on. Needs
        the scope `webhooks`.
        """
        return await self._write(
            "POST", "/workspace/v1/webhook-jobs/{}/cancel", (id,), WebhookJob, params, body=False
        )


class RequestLogResource(Resource):
    """WORKSPACE: request log."""

    __slots__ = ()

    def list(self, **params: Unpack[WorkspaceRequestLogListParams]) -> Page[WorkspaceRequestLogListResponse]:
        """List requests, newest first. Every request of the workspace, about a second after it was answered,
        as far back as the log is kept (30 days unless the operator says otherwise). Where few requests
        match, a page may be short or empty and yet not be the last one. Narrowed by path there is no
        total. Needs the scope `admin`.
        """
        return self._list("/workspace/v1/request-log", WorkspaceRequestLogListResponse, params)

    def errors(self, **params: Unpack[WorkspaceRequestLogErrorsParams]) -> WorkspaceRequestLogErrorsResponse:
        """Show what went wrong most. Requests that were answered with an error, by error and operation, the
        most frequent first. Times are taken to whole minutes. Needs the scope `admin`.
        """
        return self._get("/workspace/v1/request-log/errors", (), WorkspaceRequestLogErrorsResponse, params)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> WorkspaceRequestLogRetrieveResponse:
        """Retrieve a request. With the bodies, as far as they are kept: those of writes, and those of errors;
        without secrets, and cut to 8 KiB. Needs the scope `admin`.
        """
        return self._get("/workspace/v1/request-log/{}", (id,), WorkspaceRequestLogRetrieveResponse, params)


class AsyncRequestLogResource(AsyncResource):
    """WORKSPACE: request log."""

    __slots__ = ()

    def list(
        self, **params: Unpack[WorkspaceRequestLogListParams]
    ) -> AsyncList[WorkspaceRequestLogListResponse]:
        """List requests, newest first. Every request of the workspace, about a second after it was answered,
        as far back as the log is kept (30 days unless the operator says otherwise). Where few requests
        match, a page may be short or empty and yet not be the last one. Narrowed by path there is no
        total. Needs the scope `admin`.
        """
        return self._list("/workspace/v1/request-log", WorkspaceRequestLogListResponse, params)

    async def errors(
        self, **params: Unpack[WorkspaceRequestLogErrorsParams]
    ) -> WorkspaceRequestLogErrorsResponse:
        """Show what went wrong most. Requests that were answered with an error, by error and operation, the
        most frequent first. Times are taken to whole minutes. Needs the scope `admin`.
        """
        return await self._get(
            "/workspace/v1/request-log/errors", (), WorkspaceRequestLogErrorsResponse, params
        )

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> WorkspaceRequestLogRetrieveResponse:
        """Retrieve a request. With the bodies, as far as they are kept: those of writes, and those of errors;
        without secrets, and cut to 8 KiB. Needs the scope `admin`.
        """
        return await self._get(
            "/workspace/v1/request-log/{}", (id,), WorkspaceRequestLogRetrieveResponse, params
        )


class UsageResource(Resource):
    """WORKSPACE: usage."""

    __slots__ = ()

    def retrieve(self, **params: Unpack[WorkspaceUsageRetrieveParams]) -> WorkspaceUsageRetrieveResponse:
        """Show how much is asked for. Up to 1500 steps, as far back as the request log is kept. Needs the
        scope `read`.
        """
        return self._get("/workspace/v1/usage", (), WorkspaceUsageRetrieveResponse, params)


class AsyncUsageResource(AsyncResource):
    """WORKSPACE: usage."""

    __slots__ = ()

    async def retrieve(
        self, **params: Unpack[WorkspaceUsageRetrieveParams]
    ) -> WorkspaceUsageRetrieveResponse:
        """Show how much is asked for. Up to 1500 steps, as far back as the request log is kept. Needs the
        scope `read`.
        """
        return await self._get("/workspace/v1/usage", (), WorkspaceUsageRetrieveResponse, params)


class AuditLogResource(Resource):
    """WORKSPACE: audit log."""

    __slots__ = ()

    def list(self, **params: Unpack[WorkspaceAuditLogListParams]) -> Page[WorkspaceAuditLogListResponse]:
        """List the audit log, newest first. Who did what, when, from where: sign-ins and those that failed,
        keys, members, invitations, webhook endpoints, secrets that were shown, the workspace's own
        settings. Kept for a year unless the operator says otherwise. Needs the scope `admin`.
        """
        return self._list("/workspace/v1/audit-log", WorkspaceAuditLogListResponse, params)


class AsyncAuditLogResource(AsyncResource):
    """WORKSPACE: audit log."""

    __slots__ = ()

    def list(self, **params: Unpack[WorkspaceAuditLogListParams]) -> AsyncList[WorkspaceAuditLogListResponse]:
        """List the audit log, newest first. Who did what, when, from where: sign-ins and those that failed,
        keys, members, invitations, webhook endpoints, secrets that were shown, the workspace's own
        settings. Kept for a year unless the operator says otherwise. Needs the scope `admin`.
        """
        return self._list("/workspace/v1/audit-log", WorkspaceAuditLogListResponse, params)


class WorkspaceProduct(Product):
    """The resources of WORKSPACE."""

    keys: KeysResource
    """WORKSPACE: keys."""
    members: MembersResource
    """WORKSPACE: members."""
    invitations: InvitationsResource
    """WORKSPACE: invitations."""
    webhook_endpoints: WebhookEndpointsResource
    """WORKSPACE: webhook endpoints."""
    oauth_apps: OauthAppsResource
    """WORKSPACE: oauth apps."""
    oauth_grants: OauthGrantsResource
    """WORKSPACE: oauth grants."""
    workspace: WorkspaceResource
    """WORKSPACE: workspace."""
    events: EventsResource
    """WORKSPACE: events."""
    event_types: EventTypesResource
    """WORKSPACE: event types."""
    webhook_deliveries: WebhookDeliveriesResource
    """WORKSPACE: webhook deliveries."""
    webhook_jobs: WebhookJobsResource
    """WORKSPACE: webhook jobs."""
    request_log: RequestLogResource
    """WORKSPACE: request log."""
    usage: UsageResource
    """WORKSPACE: usage."""
    audit_log: AuditLogResource
    """WORKSPACE: audit log."""


class AsyncWorkspaceProduct(AsyncProduct):
    """The resources of WORKSPACE."""

    keys: AsyncKeysResource
    """WORKSPACE: keys."""
    members: AsyncMembersResource
    """WORKSPACE: members."""
    invitations: AsyncInvitationsResource
    """WORKSPACE: invitations."""
    webhook_endpoints: AsyncWebhookEndpointsResource
    """WORKSPACE: webhook endpoints."""
    oauth_apps: AsyncOauthAppsResource
    """WORKSPACE: oauth apps."""
    oauth_grants: AsyncOauthGrantsResource
    """WORKSPACE: oauth grants."""
    workspace: AsyncWorkspaceResource
    """WORKSPACE: workspace."""
    events: AsyncEventsResource
    """WORKSPACE: events."""
    event_types: AsyncEventTypesResource
    """WORKSPACE: event types."""
    webhook_deliveries: AsyncWebhookDeliveriesResource
    """WORKSPACE: webhook deliveries."""
    webhook_jobs: AsyncWebhookJobsResource
    """WORKSPACE: webhook jobs."""
    request_log: AsyncRequestLogResource
    """WORKSPACE: request log."""
    usage: AsyncUsageResource
    """WORKSPACE: usage."""
    audit_log: AsyncAuditLogResource
    """WORKSPACE: audit log."""
