"""The resources of WORKSPACE. Written by sdk/emit from openapi/openapi.json; change those, not this."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ..records import Record, moment, view
from .base import AsyncProduct, AsyncResource, Product, Resource

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from datetime import datetime
    from typing import Unpack

    from ..call import Options
    from ..pages import AsyncList, Page
    from ..sync import AsyncSync, Sync, SyncOptions
    from .params import (
        ApiKeyCreateParams,
        ApiKeyRollParams,
        ApiKeyUpdateParams,
        WorkspaceEventsListParams,
        WorkspaceEventsStreamParams,
        WorkspaceKeysListParams,
        WorkspaceUpdateParams,
    )


class ApiKey(Record):
    """API keys of the workspace. A key is shown once, when it is made; only its keyed hash is kept."""

    __slots__ = ()
    _converters = {
        "expires_at": moment,
        "revoked_at": moment,
        "created_at": moment,
        "updated_at": moment,
        "last_used_at": moment,
        "deleted_at": moment,
    }
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
    _converters = {
        "expires_at": moment,
        "revoked_at": moment,
        "created_at": moment,
        "updated_at": moment,
        "last_used_at": moment,
        "deleted_at": moment,
    }
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
    _converters = {
        "timestamp": moment,
        "metadata": view(lambda: EventEnvelopeMetadata),
    }
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


class Workspace(Record):
    """A tenant: one live-events company."""

    __slots__ = ()
    _converters = {
        "created_at": moment,
        "updated_at": moment,
        "limits": view(lambda: WorkspaceLimits),
    }
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
    version: int
    """Counts the changes."""
    created_at: datetime
    """When it was created."""
    updated_at: datetime
    """When it last changed."""
    limits: WorkspaceLimits | None
    """What the tier allows."""


class WorkspaceLimits(Record):
    """What the tier allows."""

    __slots__ = ()
    requests_per_minute: int | None
    """Requests in a minute."""
    burst: int | None
    """Requests at once."""
    retry_after: int | None
    """Seconds that a refused client waits."""


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


class EventTypesResource(Resource):
    """WORKSPACE: event types."""

    __slots__ = ()

    def list(self, **params: Unpack[Options]) -> Page[EventType]:
        """List the event types. Needs the scope `read`."""
        return self._list("/workspace/v1/event-types", EventType, params)


class AsyncEventTypesResource(AsyncResource):
    """WORKSPACE: event types."""

    __slots__ = ()

    def list(self, **params: Unpack[Options]) -> AsyncList[EventType]:
        """List the event types. Needs the scope `read`."""
        return self._list("/workspace/v1/event-types", EventType, params)


class WorkspaceProduct(Product):
    """The resources of WORKSPACE."""

    @cached_property
    def keys(self) -> KeysResource:
        """WORKSPACE: keys."""
        return KeysResource(self._client)

    @cached_property
    def workspace(self) -> WorkspaceResource:
        """WORKSPACE: workspace."""
        return WorkspaceResource(self._client)

    @cached_property
    def events(self) -> EventsResource:
        """WORKSPACE: events."""
        return EventsResource(self._client)

    @cached_property
    def event_types(self) -> EventTypesResource:
        """WORKSPACE: event types."""
        return EventTypesResource(self._client)


class AsyncWorkspaceProduct(AsyncProduct):
    """The resources of WORKSPACE."""

    @cached_property
    def keys(self) -> AsyncKeysResource:
        """WORKSPACE: keys."""
        return AsyncKeysResource(self._client)

    @cached_property
    def workspace(self) -> AsyncWorkspaceResource:
        """WORKSPACE: workspace."""
        return AsyncWorkspaceResource(self._client)

    @cached_property
    def events(self) -> AsyncEventsResource:
        """WORKSPACE: events."""
        return AsyncEventsResource(self._client)

    @cached_property
    def event_types(self) -> AsyncEventTypesResource:
        """WORKSPACE: event types."""
        return AsyncEventTypesResource(self._client)
