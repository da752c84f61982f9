"""The resources of COMPVSS. Written by sdk/emit from openapi/openapi.json; change those, not this."""

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
        AssignmentCreate,
        AssignmentCreateParams,
        AssignmentUpdateParams,
        CompvssAssignmentsExportParams,
        CompvssAssignmentsListParams,
        CompvssCrewExportParams,
        CompvssCrewListParams,
        CompvssIncidentsExportParams,
        CompvssIncidentsListParams,
        CompvssProjectsExportParams,
        CompvssProjectsListParams,
        CrewMemberCreate,
        CrewMemberCreateParams,
        CrewMemberUpdateParams,
        IncidentCreate,
        IncidentCreateParams,
        IncidentUpdateParams,
        ProjectCreate,
        ProjectCreateParams,
        ProjectUpdateParams,
    )


class Assignment(Record):
    """Crew members at work: on a project, in a role, from start_at until just before end_at. Nobody is booked
    twice at a time.
    """

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    project_id: str
    """The project."""
    crew_member_id: str
    """Who works."""
    role: str
    """As what."""
    start_at: datetime
    """When the work begins."""
    end_at: datetime
    """When it is over; another assignment can begin at this moment."""
    location: str | None
    """Where."""
    rate: Decimal | None
    """What is paid. Major units, with at most the decimals of the currency, and at most 10^15 minor units."""
    rate_type: str
    """What the rate is for."""
    currency: str
    """Currency of the rate."""
    status: str
    """Invited, confirmed and checked in take up the person's time."""
    confirmed_at: datetime | None
    """When it was confirmed."""
    checked_in_at: datetime | None
    """When the person checked in."""
    checked_out_at: datetime | None
    """When the person checked out."""
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


class AssignmentBatchResult(Record):
    """What became of each item, in the order of the request."""

    __slots__ = ()
    data: list[AssignmentBatchResultDataItem]
    """A result for each item."""
    summary: BatchSummary
    """How many items ended in which way."""


class AssignmentBatchResultDataItem(Record):
    """A AssignmentBatchResultDataItem."""

    __slots__ = ()
    index: int
    """The item's place in the request, from 0."""
    status: int
    """201 if it was created."""
    record: Assignment | None
    """Crew members at work: on a project, in a role, from start_at until just before end_at. Nobody is booked
    twice at a time.
    """
    error: BatchError | None
    """Why an item failed."""


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


class CrewMember(Record):
    """People who work on projects. An e-mail address belongs to one of them, in whatever case it is written."""

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    first_name: str
    """Given name."""
    last_name: str
    """Family name."""
    email: str | None
    """E-mail address, unique per workspace."""
    phone: str | None
    """Telephone number."""
    role: str
    """What the person does."""
    department: str | None
    """Department."""
    skills: list[str]
    """Skills."""
    day_rate: Decimal | None
    """Price of a day. Major units, with at most the decimals of the currency, and at most 10^15 minor units.
    """
    hourly_rate: Decimal | None
    """Price of an hour. Major units, with at most the decimals of the currency, and at most 10^15 minor
    units.
    """
    currency: str
    """Currency of the rates."""
    home_base: str | None
    """Where the person travels from."""
    status: str
    """Pending until taken on; an inactive person cannot be assigned."""
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


class CrewMemberBatchResult(Record):
    """What became of each item, in the order of the request."""

    __slots__ = ()
    data: list[CrewMemberBatchResultDataItem]
    """A result for each item."""
    summary: BatchSummary
    """How many items ended in which way."""


class CrewMemberBatchResultDataItem(Record):
    """A CrewMemberBatchResultDataItem."""

    __slots__ = ()
    index: int
    """The item's place in the request, from 0."""
    status: int
    """201 if it was created."""
    record: CrewMember | None
    """People who work on projects. An e-mail address belongs to one of them, in whatever case it is written.
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


class Incident(Record):
    """What went wrong, on a project or at an event. Raising the severity escalates it."""

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    project_id: str | None
    """Project it belongs to; or event_id."""
    event_id: str | None
    """Event it belongs to; or project_id."""
    title: str
    """What happened, in short."""
    description: str
    """What happened, in full."""
    severity: str
    """How bad it is; raising it escalates the incident."""
    category: str | None
    """Kind, such as medical, security, technical, weather or crowd."""
    location: str | None
    """Where."""
    reported_by: str | None
    """Who reported it."""
    assigned_to: str | None
    """Who takes care of it."""
    status: str
    """Resolving needs a resolution; a resolved or closed incident can be reopened."""
    resolution: str | None
    """How it was resolved."""
    occurred_at: datetime | None
    """When it happened; now, if left out."""
    resolved_at: datetime | None
    """When it was resolved."""
    closed_at: datetime | None
    """When it was closed."""
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


class IncidentBatchResult(Record):
    """What became of each item, in the order of the request."""

    __slots__ = ()
    data: list[IncidentBatchResultDataItem]
    """A result for each item."""
    summary: BatchSummary
    """How many items ended in which way."""


class IncidentBatchResultDataItem(Record):
    """A IncidentBatchResultDataItem."""

    __slots__ = ()
    index: int
    """The item's place in the request, from 0."""
    status: int
    """201 if it was created."""
    record: Incident | None
    """What went wrong, on a project or at an event. Raising the severity escalates it."""
    error: BatchError | None
    """Why an item failed."""


class Project(Record):
    """Shows, tours and other productions, from planning to wrap. A deal becomes at most one project."""

    __slots__ = ()
    id: str
    """Identifier; sorts in creation order."""
    name: str
    """Name."""
    company_id: str | None
    """The client."""
    deal_id: str | None
    """The deal that it comes from; one project a deal."""
    venue: str | None
    """Where it takes place."""
    project_type: str | None
    """What it is, such as concert, festival, corporate or broadcast."""
    start_date: date
    """First day."""
    end_date: date
    """Last day, the same as the first or later."""
    budget: Decimal | None
    """What it may cost. Major units, with at most the decimals of the currency, and at most 10^15 minor
    units.
    """
    currency: str
    """Currency of the budget."""
    status: str
    """How far it has come; one step forward or back at a time, or cancelled."""
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


class ProjectBatchResult(Record):
    """What became of each item, in the order of the request."""

    __slots__ = ()
    data: list[ProjectBatchResultDataItem]
    """A result for each item."""
    summary: BatchSummary
    """How many items ended in which way."""


class ProjectBatchResultDataItem(Record):
    """A ProjectBatchResultDataItem."""

    __slots__ = ()
    index: int
    """The item's place in the request, from 0."""
    status: int
    """201 if it was created."""
    record: Project | None
    """Shows, tours and other productions, from planning to wrap. A deal becomes at most one project."""
    error: BatchError | None
    """Why an item failed."""


class ProjectsResource(Resource):
    """COMPVSS: projects."""

    __slots__ = ()

    def list(self, **params: Unpack[CompvssProjectsListParams]) -> Page[Project]:
        """List projects. Filters may be combined; a repeated one means "or". Shows, tours and other
        productions, from planning to wrap. A deal becomes at most one project. Needs the scope `read`.
        """
        return self._list("/compvss/v1/projects", Project, params)

    def sync(self, **params: Unpack[SyncOptions]) -> Sync[Project]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/compvss/v1/projects", Project, params)

    def create(self, **params: Unpack[ProjectCreateParams]) -> Project:
        """Create a project. Sets every field that is left out to its default. Shows, tours and other
        productions, from planning to wrap. A deal becomes at most one project. Needs the scope `write`.
        """
        return self._write("POST", "/compvss/v1/projects", (), Project, params, body=True)

    def batch(
        self,
        items: Sequence[ProjectCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> ProjectBatchResult:
        """Create or upsert up to 1,000 projects. Each item succeeds or fails by itself; the answer says what
        became of each. Shows, tours and other productions, from planning to wrap. A deal becomes at most
        one project. Needs the scope `write`.
        """
        return self._batch("/compvss/v1/projects/batch", items, mode, ProjectBatchResult, params)

    def export(self, **params: Unpack[CompvssProjectsExportParams]) -> Iterator[Project]:
        """Export projects as NDJSON. Streams everything that matches from one snapshot, with as many lines as
        there are records. Shows, tours and other productions, from planning to wrap. A deal becomes at
        most one project. Needs the scope `read`.
        """
        return self._export("/compvss/v1/projects/export", Project, params)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> Project:
        """Retrieve a project. With `If-None-Match`, 304 when it has not changed. Shows, tours and other
        productions, from planning to wrap. A deal becomes at most one project. Needs the scope `read`.
        """
        return self._get("/compvss/v1/projects/{}", (id,), Project, params)

    def update(self, id: str, /, **params: Unpack[ProjectUpdateParams]) -> Project:
        """Update a project. Changes the fields that are sent. A change of nothing emits no event. Shows,
        tours and other productions, from planning to wrap. A deal becomes at most one project. Needs the
        scope `write`.
        """
        return self._write("PATCH", "/compvss/v1/projects/{}", (id,), Project, params, body=True)

    def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete a project. The record stays as a tombstone for `include_deleted`. Refused while other
        records point to it. Shows, tours and other productions, from planning to wrap. A deal becomes at
        most one project. Needs the scope `write`.
        """
        self._delete("/compvss/v1/projects/{}", (id,), params)


class AsyncProjectsResource(AsyncResource):
    """COMPVSS: projects."""

    __slots__ = ()

    def list(self, **params: Unpack[CompvssProjectsListParams]) -> AsyncList[Project]:
        """List projects. Filters may be combined; a repeated one means "or". Shows, tours and other
        productions, from planning to wrap. A deal becomes at most one project. Needs the scope `read`.
        """
        return self._list("/compvss/v1/projects", Project, params)

    def sync(self, **params: Unpack[SyncOptions]) -> AsyncSync[Project]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/compvss/v1/projects", Project, params)

    async def create(self, **params: Unpack[ProjectCreateParams]) -> Project:
        """Create a project. Sets every field that is left out to its default. Shows, tours and other
        productions, from planning to wrap. A deal becomes at most one project. Needs the scope `write`.
        """
        return await self._write("POST", "/compvss/v1/projects", (), Project, params, body=True)

    async def batch(
        self,
        items: Sequence[ProjectCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> ProjectBatchResult:
        """Create or upsert up to 1,000 projects. Each item succeeds or fails by itself; the answer says what
        became of each. Shows, tours and other productions, from planning to wrap. A deal becomes at most
        one project. Needs the scope `write`.
        """
        return await self._batch("/compvss/v1/projects/batch", items, mode, ProjectBatchResult, params)

    def export(self, **params: Unpack[CompvssProjectsExportParams]) -> AsyncIterator[Project]:
        """Export projects as NDJSON. Streams everything that matches from one snapshot, with as many lines as
        there are records. Shows, tours and other productions, from planning to wrap. A deal becomes at
        most one project. Needs the scope `read`.
        """
        return self._export("/compvss/v1/projects/export", Project, params)

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> Project:
        """Retrieve a project. With `If-None-Match`, 304 when it has not changed. Shows, tours and other
        productions, from planning to wrap. A deal becomes at most one project. Needs the scope `read`.
        """
        return await self._get("/compvss/v1/projects/{}", (id,), Project, params)

    async def update(self, id: str, /, **params: Unpack[ProjectUpdateParams]) -> Project:
        """Update a project. Changes the fields that are sent. A change of nothing emits no event. Shows,
        tours and other productions, from planning to wrap. A deal becomes at most one project. Needs the
        scope `write`.
        """
        return await self._write("PATCH", "/compvss/v1/projects/{}", (id,), Project, params, body=True)

    async def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete a project. The record stays as a tombstone for `include_deleted`. Refused while other
        records point to it. Shows, tours and other productions, from planning to wrap. A deal becomes at
        most one project. Needs the scope `write`.
        """
        await self._delete("/compvss/v1/projects/{}", (id,), params)


class CrewResource(Resource):
    """COMPVSS: crew."""

    __slots__ = ()

    def list(self, **params: Unpack[CompvssCrewListParams]) -> Page[CrewMember]:
        """List crew. Filters may be combined; a repeated one means "or". People who work on projects. An
        e-mail address belongs to one of them, in whatever case it is written. Needs the scope `read`.
        """
        return self._list("/compvss/v1/crew", CrewMember, params)

    def sync(self, **params: Unpack[SyncOptions]) -> Sync[CrewMember]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/compvss/v1/crew", CrewMember, params)

    def create(self, **params: Unpack[CrewMemberCreateParams]) -> CrewMember:
        """Create a crew member. Sets every field that is left out to its default. People who work on
        projects. An e-mail address belongs to one of them, in whatever case it is written. Needs the scope
        `write`.
        """
        return self._write("POST", "/compvss/v1/crew", (), CrewMember, params, body=True)

    def batch(
        self,
        items: Sequence[CrewMemberCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> CrewMemberBatchResult:
        """Create or upsert up to 1,000 crew. Each item succeeds or fails by itself; the answer says what
        became of each. People who work on projects. An e-mail address belongs to one of them, in whatever
        case it is written. Needs the scope `write`.
        """
        return self._batch("/compvss/v1/crew/batch", items, mode, CrewMemberBatchResult, params)

    def export(self, **params: Unpack[CompvssCrewExportParams]) -> Iterator[CrewMember]:
        """Export crew as NDJSON. Streams everything that matches from one snapshot, with as many lines as
        there are records. People who work on projects. An e-mail address belongs to one of them, in
        whatever case it is written. Needs the scope `read`.
        """
        return self._export("/compvss/v1/crew/export", CrewMember, params)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> CrewMember:
        """Retrieve a crew member. With `If-None-Match`, 304 when it has not changed. People who work on
        projects. An e-mail address belongs to one of them, in whatever case it is written. Needs the scope
        `read`.
        """
        return self._get("/compvss/v1/crew/{}", (id,), CrewMember, params)

    def update(self, id: str, /, **params: Unpack[CrewMemberUpdateParams]) -> CrewMember:
        """Update a crew member. Changes the fields that are sent. A change of nothing emits no event. People
        who work on projects. An e-mail address belongs to one of them, in whatever case it is written.
        Needs the scope `write`.
        """
        return self._write("PATCH", "/compvss/v1/crew/{}", (id,), CrewMember, params, body=True)

    def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete a crew member. The record stays as a tombstone for `include_deleted`. Refused while other
        records point to it. People who work on projects. An e-mail address belongs to one of them, in
        whatever case it is written. Needs the scope `write`.
        """
        self._delete("/compvss/v1/crew/{}", (id,), params)


class AsyncCrewResource(AsyncResource):
    """COMPVSS: crew."""

    __slots__ = ()

    def list(self, **params: Unpack[CompvssCrewListParams]) -> AsyncList[CrewMember]:
        """List crew. Filters may be combined; a repeated one means "or". People who work on projects. An
        e-mail address belongs to one of them, in whatever case it is written. Needs the scope `read`.
        """
        return self._list("/compvss/v1/crew", CrewMember, params)

    def sync(self, **params: Unpack[SyncOptions]) -> AsyncSync[CrewMember]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/compvss/v1/crew", CrewMember, params)

    async def create(self, **params: Unpack[CrewMemberCreateParams]) -> CrewMember:
        """Create a crew member. Sets every field that is left out to its default. People who work on
        projects. An e-mail address belongs to one of them, in whatever case it is written. Needs the scope
        `write`.
        """
        return await self._write("POST", "/compvss/v1/crew", (), CrewMember, params, body=True)

    async def batch(
        self,
        items: Sequence[CrewMemberCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> CrewMemberBatchResult:
        """Create or upsert up to 1,000 crew. Each item succeeds or fails by itself; the answer says what
        became of each. People who work on projects. An e-mail address belongs to one of them, in whatever
        case it is written. Needs the scope `write`.
        """
        return await self._batch("/compvss/v1/crew/batch", items, mode, CrewMemberBatchResult, params)

    def export(self, **params: Unpack[CompvssCrewExportParams]) -> AsyncIterator[CrewMember]:
        """Export crew as NDJSON. Streams everything that matches from one snapshot, with as many lines as
        there are records. People who work on projects. An e-mail address belongs to one of them, in
        whatever case it is written. Needs the scope `read`.
        """
        return self._export("/compvss/v1/crew/export", CrewMember, params)

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> CrewMember:
        """Retrieve a crew member. With `If-None-Match`, 304 when it has not changed. People who work on
        projects. An e-mail address belongs to one of them, in whatever case it is written. Needs the scope
        `read`.
        """
        return await self._get("/compvss/v1/crew/{}", (id,), CrewMember, params)

    async def update(self, id: str, /, **params: Unpack[CrewMemberUpdateParams]) -> CrewMember:
        """Update a crew member. Changes the fields that are sent. A change of nothing emits no event. People
        who work on projects. An e-mail address belongs to one of them, in whatever case it is written.
        Needs the scope `write`.
        """
        return await self._write("PATCH", "/compvss/v1/crew/{}", (id,), CrewMember, params, body=True)

    async def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete a crew member. The record stays as a tombstone for `include_deleted`. Refused while other
        records point to it. People who work on projects. An e-mail address belongs to one of them, in
        whatever case it is written. Needs the scope `write`.
        """
        await self._delete("/compvss/v1/crew/{}", (id,), params)


class AssignmentsResource(Resource):
    """COMPVSS: assignments."""

    __slots__ = ()

    def list(self, **params: Unpack[CompvssAssignmentsListParams]) -> Page[Assignment]:
        """List assignments. Filters may be combined; a repeated one means "or". Crew members at work: on a
        project, in a role, from start_at until just before end_at. Nobody is booked twice at a time. Needs
        the scope `read`.
        """
        return self._list("/compvss/v1/assignments", Assignment, params)

    def sync(self, **params: Unpack[SyncOptions]) -> Sync[Assignment]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/compvss/v1/assignments", Assignment, params)

    def create(self, **params: Unpack[AssignmentCreateParams]) -> Assignment:
        """Create an assignment. Sets every field that is left out to its default. Crew members at work: on a
        project, in a role, from start_at until just before end_at. Nobody is booked twice at a time. Needs
        the scope `write`.
        """
        return self._write("POST", "/compvss/v1/assignments", (), Assignment, params, body=True)

    def batch(
        self,
        items: Sequence[AssignmentCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> AssignmentBatchResult:
        """Create or upsert up to 1,000 assignments. Each item succeeds or fails by itself; the answer says
        what became of each. Crew members at work: on a project, in a role, from start_at until just before
        end_at. Nobody is booked twice at a time. Needs the scope `write`.
        """
        return self._batch("/compvss/v1/assignments/batch", items, mode, AssignmentBatchResult, params)

    def export(self, **params: Unpack[CompvssAssignmentsExportParams]) -> Iterator[Assignment]:
        """Export assignments as NDJSON. Streams everything that matches from one snapshot, with as many lines
        as there are records. Crew members at work: on a project, in a role, from start_at until just
        before end_at. Nobody is booked twice at a time. Needs the scope `read`.
        """
        return self._export("/compvss/v1/assignments/export", Assignment, params)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> Assignment:
        """Retrieve an assignment. With `If-None-Match`, 304 when it has not changed. Crew members at work: on
        a project, in a role, from start_at until just before end_at. Nobody is booked twice at a time.
        Needs the scope `read`.
        """
        return self._get("/compvss/v1/assignments/{}", (id,), Assignment, params)

    def update(self, id: str, /, **params: Unpack[AssignmentUpdateParams]) -> Assignment:
        """Update an assignment. Changes the fields that are sent. A change of nothing emits no event. Crew
        members at work: on a project, in a role, from start_at until just before end_at. Nobody is booked
        twice at a time. Needs the scope `write`.
        """
        return self._write("PATCH", "/compvss/v1/assignments/{}", (id,), Assignment, params, body=True)

    def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete an assignment. The record stays as a tombstone for `include_deleted`. Refused while other
        records point to it. Crew members at work: on a project, in a role, from start_at until just before
        end_at. Nobody is booked twice at a time. Needs the scope `write`.
        """
        self._delete("/compvss/v1/assignments/{}", (id,), params)

    def confirm(self, id: str, /, **params: Unpack[Options]) -> Assignment:
        """Confirm an invitation. Crew members at work: on a project, in a role, from start_at until just
        before end_at. Nobody is booked twice at a time. Needs the scope `write`.
        """
        return self._write(
            "POST", "/compvss/v1/assignments/{}/confirm", (id,), Assignment, params, body=False
        )

    def decline(self, id: str, /, **params: Unpack[Options]) -> Assignment:
        """Decline an invitation. Crew members at work: on a project, in a role, from start_at until just
        before end_at. Nobody is booked twice at a time. Needs the scope `write`.
        """
        return self._write(
            "POST", "/compvss/v1/assignments/{}/decline", (id,), Assignment, params, body=False
        )

    def check_in(self, id: str, /, **params: Unpack[Options]) -> Assignment:
        """Check the crew member in. Crew members at work: on a project, in a role, from start_at until just
        before end_at. Nobody is booked twice at a time. Needs the scope `write`.
        """
        return self._write(
            "POST", "/compvss/v1/assignments/{}/check-in", (id,), Assignment, params, body=False
        )

    def check_out(self, id: str, /, **params: Unpack[Options]) -> Assignment:
        """Check the crew member out. Crew members at work: on a project, in a role, from start_at until just
        before end_at. Nobody is booked twice at a time. Needs the scope `write`.
        """
        return self._write(
            "POST", "/compvss/v1/assignments/{}/check-out", (id,), Assignment, params, body=False
        )

    def cancel(self, id: str, /, **params: Unpack[Options]) -> Assignment:
        """Cancel the assignment. Crew members at work: on a project, in a role, from start_at until just
        before end_at. Nobody is booked twice at a time. Needs the scope `write`.
        """
        return self._write("POST", "/compvss/v1/assignments/{}/cancel", (id,), Assignment, params, body=False)


class AsyncAssignmentsResource(AsyncResource):
    """COMPVSS: assignments."""

    __slots__ = ()

    def list(self, **params: Unpack[CompvssAssignmentsListParams]) -> AsyncList[Assignment]:
        """List assignments. Filters may be combined; a repeated one means "or". Crew members at work: on a
        project, in a role, from start_at until just before end_at. Nobody is booked twice at a time. Needs
        the scope `read`.
        """
        return self._list("/compvss/v1/assignments", Assignment, params)

    def sync(self, **params: Unpack[SyncOptions]) -> AsyncSync[Assignment]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/compvss/v1/assignments", Assignment, params)

    async def create(self, **params: Unpack[AssignmentCreateParams]) -> Assignment:
        """Create an assignment. Sets every field that is left out to its default. Crew members at work: on a
        project, in a role, from start_at until just before end_at. Nobody is booked twice at a time. Needs
        the scope `write`.
        """
        return await self._write("POST", "/compvss/v1/assignments", (), Assignment, params, body=True)

    async def batch(
        self,
        items: Sequence[AssignmentCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> AssignmentBatchResult:
        """Create or upsert up to 1,000 assignments. Each item succeeds or fails by itself; the answer says
        what became of each. Crew members at work: on a project, in a role, from start_at until just before
        end_at. Nobody is booked twice at a time. Needs the scope `write`.
        """
        return await self._batch("/compvss/v1/assignments/batch", items, mode, AssignmentBatchResult, params)

    def export(self, **params: Unpack[CompvssAssignmentsExportParams]) -> AsyncIterator[Assignment]:
        """Export assignments as NDJSON. Streams everything that matches from one snapshot, with as many lines
        as there are records. Crew members at work: on a project, in a role, from start_at until just
        before end_at. Nobody is booked twice at a time. Needs the scope `read`.
        """
        return self._export("/compvss/v1/assignments/export", Assignment, params)

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> Assignment:
        """Retrieve an assignment. With `If-None-Match`, 304 when it has not changed. Crew members at work: on
        a project, in a role, from start_at until just before end_at. Nobody is booked twice at a time.
        Needs the scope `read`.
        """
        return await self._get("/compvss/v1/assignments/{}", (id,), Assignment, params)

    async def update(self, id: str, /, **params: Unpack[AssignmentUpdateParams]) -> Assignment:
        """Update an assignment. Changes the fields that are sent. A change of nothing emits no event. Crew
        members at work: on a project, in a role, from start_at until just before end_at. Nobody is booked
        twice at a time. Needs the scope `write`.
        """
        return await self._write("PATCH", "/compvss/v1/assignments/{}", (id,), Assignment, params, body=True)

    async def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete an assignment. The record stays as a tombstone for `include_deleted`. Refused while other
        records point to it. Crew members at work: on a project, in a role, from start_at until just before
        end_at. Nobody is booked twice at a time. Needs the scope `write`.
        """
        await self._delete("/compvss/v1/assignments/{}", (id,), params)

    async def confirm(self, id: str, /, **params: Unpack[Options]) -> Assignment:
        """Confirm an invitation. Crew members at work: on a project, in a role, from start_at until just
        before end_at. Nobody is booked twice at a time. Needs the scope `write`.
        """
        return await self._write(
            "POST", "/compvss/v1/assignments/{}/confirm", (id,), Assignment, params, body=False
        )

    async def decline(self, id: str, /, **params: Unpack[Options]) -> Assignment:
        """Decline an invitation. Crew members at work: on a project, in a role, from start_at until just
        before end_at. Nobody is booked twice at a time. Needs the scope `write`.
        """
        return await self._write(
            "POST", "/compvss/v1/assignments/{}/decline", (id,), Assignment, params, body=False
        )

    async def check_in(self, id: str, /, **params: Unpack[Options]) -> Assignment:
        """Check the crew member in. Crew members at work: on a project, in a role, from start_at until just
        before end_at. Nobody is booked twice at a time. Needs the scope `write`.
        """
        return await self._write(
            "POST", "/compvss/v1/assignments/{}/check-in", (id,), Assignment, params, body=False
        )

    async def check_out(self, id: str, /, **params: Unpack[Options]) -> Assignment:
        """Check the crew member out. Crew members at work: on a project, in a role, from start_at until just
        before end_at. Nobody is booked twice at a time. Needs the scope `write`.
        """
        return await self._write(
            "POST", "/compvss/v1/assignments/{}/check-out", (id,), Assignment, params, body=False
        )

    async def cancel(self, id: str, /, **params: Unpack[Options]) -> Assignment:
        """Cancel the assignment. Crew members at work: on a project, in a role, from start_at until just
        before end_at. Nobody is booked twice at a time. Needs the scope `write`.
        """
        return await self._write(
            "POST", "/compvss/v1/assignments/{}/cancel", (id,), Assignment, params, body=False
        )


class IncidentsResource(Resource):
    """COMPVSS: incidents."""

    __slots__ = ()

    def list(self, **params: Unpack[CompvssIncidentsListParams]) -> Page[Incident]:
        """List incidents. Filters may be combined; a repeated one means "or". What went wrong, on a project
        or at an event. Raising the severity escalates it. Needs the scope `read`.
        """
        return self._list("/compvss/v1/incidents", Incident, params)

    def sync(self, **params: Unpack[SyncOptions]) -> Sync[Incident]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/compvss/v1/incidents", Incident, params)

    def create(self, **params: Unpack[IncidentCreateParams]) -> Incident:
        """Create an incident. Sets every field that is left out to its default. What went wrong, on a project
        or at an event. Raising the severity escalates it. Needs the scope `write`.
        """
        return self._write("POST", "/compvss/v1/incidents", (), Incident, params, body=True)

    def batch(
        self,
        items: Sequence[IncidentCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> IncidentBatchResult:
        """Create or upsert up to 1,000 incidents. Each item succeeds or fails by itself; the answer says what
        became of each. What went wrong, on a project or at an event. Raising the severity escalates it.
        Needs the scope `write`.
        """
        return self._batch("/compvss/v1/incidents/batch", items, mode, IncidentBatchResult, params)

    def export(self, **params: Unpack[CompvssIncidentsExportParams]) -> Iterator[Incident]:
        """Export incidents as NDJSON. Streams everything that matches from one snapshot, with as many lines
        as there are records. What went wrong, on a project or at an event. Raising the severity escalates
        it. Needs the scope `read`.
        """
        return self._export("/compvss/v1/incidents/export", Incident, params)

    def retrieve(self, id: str, /, **params: Unpack[Options]) -> Incident:
        """Retrieve an incident. With `If-None-Match`, 304 when it has not changed. What went wrong, on a
        project or at an event. Raising the severity escalates it. Needs the scope `read`.
        """
        return self._get("/compvss/v1/incidents/{}", (id,), Incident, params)

    def update(self, id: str, /, **params: Unpack[IncidentUpdateParams]) -> Incident:
        """Update an incident. Changes the fields that are sent. A change of nothing emits no event. What went
        wrong, on a project or at an event. Raising the severity escalates it. Needs the scope `write`.
        """
        return self._write("PATCH", "/compvss/v1/incidents/{}", (id,), Incident, params, body=True)

    def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete an incident. The record stays as a tombstone for `include_deleted`. Refused while other
        records point to it. What went wrong, on a project or at an event. Raising the severity escalates
        it. Needs the scope `write`.
        """
        self._delete("/compvss/v1/incidents/{}", (id,), params)


class AsyncIncidentsResource(AsyncResource):
    """COMPVSS: incidents."""

    __slots__ = ()

    def list(self, **params: Unpack[CompvssIncidentsListParams]) -> AsyncList[Incident]:
        """List incidents. Filters may be combined; a repeated one means "or". What went wrong, on a project
        or at an event. Raising the severity escalates it. Needs the scope `read`.
        """
        return self._list("/compvss/v1/incidents", Incident, params)

    def sync(self, **params: Unpack[SyncOptions]) -> AsyncSync[Incident]:
        """A bulk walk that can be resumed; see `ghxstship.sync`."""
        return self._sync("/compvss/v1/incidents", Incident, params)

    async def create(self, **params: Unpack[IncidentCreateParams]) -> Incident:
        """Create an incident. Sets every field that is left out to its default. What went wrong, on a project
        or at an event. Raising the severity escalates it. Needs the scope `write`.
        """
        return await self._write("POST", "/compvss/v1/incidents", (), Incident, params, body=True)

    async def batch(
        self,
        items: Sequence[IncidentCreate],
        *,
        mode: Literal["create", "upsert"] = "create",
        **params: Unpack[Options],
    ) -> IncidentBatchResult:
        """Create or upsert up to 1,000 incidents. Each item succeeds or fails by itself; the answer says what
        became of each. What went wrong, on a project or at an event. Raising the severity escalates it.
        Needs the scope `write`.
        """
        return await self._batch("/compvss/v1/incidents/batch", items, mode, IncidentBatchResult, params)

    def export(self, **params: Unpack[CompvssIncidentsExportParams]) -> AsyncIterator[Incident]:
        """Export incidents as NDJSON. Streams everything that matches from one snapshot, with as many lines
        as there are records. What went wrong, on a project or at an event. Raising the severity escalates
        it. Needs the scope `read`.
        """
        return self._export("/compvss/v1/incidents/export", Incident, params)

    async def retrieve(self, id: str, /, **params: Unpack[Options]) -> Incident:
        """Retrieve an incident. With `If-None-Match`, 304 when it has not changed. What went wrong, on a
        project or at an event. Raising the severity escalates it. Needs the scope `read`.
        """
        return await self._get("/compvss/v1/incidents/{}", (id,), Incident, params)

    async def update(self, id: str, /, **params: Unpack[IncidentUpdateParams]) -> Incident:
        """Update an incident. Changes the fields that are sent. A change of nothing emits no event. What went
        wrong, on a project or at an event. Raising the severity escalates it. Needs the scope `write`.
        """
        return await self._write("PATCH", "/compvss/v1/incidents/{}", (id,), Incident, params, body=True)

    async def delete(self, id: str, /, **params: Unpack[Options]) -> None:
        """Delete an incident. The record stays as a tombstone for `include_deleted`. Refused while other
        records point to it. What went wrong, on a project or at an event. Raising the severity escalates
        it. Needs the scope `write`.
        """
        await self._delete("/compvss/v1/incidents/{}", (id,), params)


class CompvssProduct(Product):
    """The resources of COMPVSS."""

    projects: ProjectsResource
    """COMPVSS: projects."""
    crew: CrewResource
    """COMPVSS: crew."""
    assignments: AssignmentsResource
    """COMPVSS: assignments."""
    incidents: IncidentsResource
    """COMPVSS: incidents."""


class AsyncCompvssProduct(AsyncProduct):
    """The resources of COMPVSS."""

    projects: AsyncProjectsResource
    """COMPVSS: projects."""
    crew: AsyncCrewResource
    """COMPVSS: crew."""
    assignments: AsyncAssignmentsResource
    """COMPVSS: assignments."""
    incidents: AsyncIncidentsResource
    """COMPVSS: incidents."""
