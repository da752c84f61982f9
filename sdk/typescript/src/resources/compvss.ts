/** Written by sdk/emit from openapi/openapi.json; change those, not this. */

import type { RequestOptions } from '../call.js';
import type { ApiPromise, List } from '../pages.js';
import type { Batch, SyncOptions } from '../sync.js';
import { Resource, type BatchOptions, type Core } from '../resource.js';
import type {
  Assignment,
  AssignmentBatchResult,
  AssignmentCreate,
  AssignmentUpdate,
  CompvssAssignmentsExportQuery,
  CompvssAssignmentsListQuery,
  CompvssCrewExportQuery,
  CompvssCrewListQuery,
  CompvssIncidentsExportQuery,
  CompvssIncidentsListQuery,
  CompvssProjectsExportQuery,
  CompvssProjectsListQuery,
  CrewMember,
  CrewMemberBatchResult,
  CrewMemberCreate,
  CrewMemberUpdate,
  Incident,
  IncidentBatchResult,
  IncidentCreate,
  IncidentUpdate,
  Project,
  ProjectBatchResult,
  ProjectCreate,
  ProjectUpdate,
} from './types.js';

/** COMPVSS: projects. */
export class CompvssProjects extends Resource {
  /**
   * List projects. Filters may be combined; a repeated one means "or". Shows, tours and other productions, from
   * planning to wrap. A deal becomes at most one project. Needs the scope `read`.
   */
  list(query?: CompvssProjectsListQuery, options?: RequestOptions): List<Project> {
    return this._list('/compvss/v1/projects', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<CompvssProjectsListQuery>): AsyncGenerator<Batch<Project>, void, undefined> {
    return this._sync('/compvss/v1/projects', options);
  }

  /**
   * Create a project. Sets every field that is left out to its default. Shows, tours and other productions, from
   * planning to wrap. A deal becomes at most one project. Needs the scope `write`.
   */
  create(body: ProjectCreate, options?: RequestOptions): ApiPromise<Project> {
    return this._call('POST', '/compvss/v1/projects', body, options);
  }

  /**
   * Create or upsert up to 1,000 projects. Each item succeeds or fails by itself; the answer says what became of
   * each. Shows, tours and other productions, from planning to wrap. A deal becomes at most one project. Needs the
   * scope `write`.
   */
  batch(items: readonly ProjectCreate[], options?: BatchOptions): ApiPromise<ProjectBatchResult> {
    return this._batch('/compvss/v1/projects/batch', items, options);
  }

  /**
   * Export projects as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. Shows, tours and other productions, from planning to wrap. A deal becomes at most one project. Needs
   * the scope `read`.
   */
  export(query?: CompvssProjectsExportQuery, options?: RequestOptions): AsyncGenerator<Project, void, undefined> {
    return this._export('/compvss/v1/projects/export', query, options);
  }

  /**
   * Retrieve a project. With `If-None-Match`, 304 when it has not changed. Shows, tours and other productions, from
   * planning to wrap. A deal becomes at most one project. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<Project> {
    return this._on('GET', '/compvss/v1/projects/{id}', id, undefined, options);
  }

  /**
   * Update a project. Changes the fields that are sent. A change of nothing emits no event. Shows, tours and other
   * productions, from planning to wrap. A deal becomes at most one project. Needs the scope `write`.
   */
  update(id: string, body: ProjectUpdate, options?: RequestOptions): ApiPromise<Project> {
    return this._on('PATCH', '/compvss/v1/projects/{id}', id, body, options);
  }

  /**
   * Delete a project. The record stays as a tombstone for `include_deleted`. Refused while other records point to
   * it. Shows, tours and other productions, from planning to wrap. A deal becomes at most one project. Needs the
   * scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._on('DELETE', '/compvss/v1/projects/{id}', id, undefined, options);
  }
}

/** COMPVSS: crew. */
export class CompvssCrew extends Resource {
  /**
   * List crew. Filters may be combined; a repeated one means "or". People who work on projects. An e-mail address
   * belongs to one of them, in whatever case it is written. Needs the scope `read`.
   */
  list(query?: CompvssCrewListQuery, options?: RequestOptions): List<CrewMember> {
    return this._list('/compvss/v1/crew', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<CompvssCrewListQuery>): AsyncGenerator<Batch<CrewMember>, void, undefined> {
    return this._sync('/compvss/v1/crew', options);
  }

  /**
   * Create a crew member. Sets every field that is left out to its default. People who work on projects. An e-mail
   * address belongs to one of them, in whatever case it is written. Needs the scope `write`.
   */
  create(body: CrewMemberCreate, options?: RequestOptions): ApiPromise<CrewMember> {
    return this._call('POST', '/compvss/v1/crew', body, options);
  }

  /**
   * Create or upsert up to 1,000 crew. Each item succeeds or fails by itself; the answer says what became of each.
   * People who work on projects. An e-mail address belongs to one of them, in whatever case it is written. Needs
   * the scope `write`.
   */
  batch(items: readonly CrewMemberCreate[], options?: BatchOptions): ApiPromise<CrewMemberBatchResult> {
    return this._batch('/compvss/v1/crew/batch', items, options);
  }

  /**
   * Export crew as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. People who work on projects. An e-mail address belongs to one of them, in whatever case it is written.
   * Needs the scope `read`.
   */
  export(query?: CompvssCrewExportQuery, options?: RequestOptions): AsyncGenerator<CrewMember, void, undefined> {
    return this._export('/compvss/v1/crew/export', query, options);
  }

  /**
   * Retrieve a crew member. With `If-None-Match`, 304 when it has not changed. People who work on projects. An
   * e-mail address belongs to one of them, in whatever case it is written. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<CrewMember> {
    return this._on('GET', '/compvss/v1/crew/{id}', id, undefined, options);
  }

  /**
   * Update a crew member. Changes the fields that are sent. A change of nothing emits no event. People who work on
   * projects. An e-mail address belongs to one of them, in whatever case it is written. Needs the scope `write`.
   */
  update(id: string, body: CrewMemberUpdate, options?: RequestOptions): ApiPromise<CrewMember> {
    return this._on('PATCH', '/compvss/v1/crew/{id}', id, body, options);
  }

  /**
   * Delete a crew member. The record stays as a tombstone for `include_deleted`. Refused while other records point
   * to it. People who work on projects. An e-mail address belongs to one of them, in whatever case it is written.
   * Needs the scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._on('DELETE', '/compvss/v1/crew/{id}', id, undefined, options);
  }
}

/** COMPVSS: assignments. */
export class CompvssAssignments extends Resource {
  /**
   * List assignments. Filters may be combined; a repeated one means "or". Crew members at work: on a project, in a
   * role, from start_at until just before end_at. Nobody is booked twice at a time. Needs the scope `read`.
   */
  list(query?: CompvssAssignmentsListQuery, options?: RequestOptions): List<Assignment> {
    return this._list('/compvss/v1/assignments', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<CompvssAssignmentsListQuery>): AsyncGenerator<Batch<Assignment>, void, undefined> {
    return this._sync('/compvss/v1/assignments', options);
  }

  /**
   * Create an assignment. Sets every field that is left out to its default. Crew members at work: on a project, in
   * a role, from start_at until just before end_at. Nobody is booked twice at a time. Needs the scope `write`.
   */
  create(body: AssignmentCreate, options?: RequestOptions): ApiPromise<Assignment> {
    return this._call('POST', '/compvss/v1/assignments', body, options);
  }

  /**
   * Create or upsert up to 1,000 assignments. Each item succeeds or fails by itself; the answer says what became of
   * each. Crew members at work: on a project, in a role, from start_at until just before end_at. Nobody is booked
   * twice at a time. Needs the scope `write`.
   */
  batch(items: readonly AssignmentCreate[], options?: BatchOptions): ApiPromise<AssignmentBatchResult> {
    return this._batch('/compvss/v1/assignments/batch', items, options);
  }

  /**
   * Export assignments as NDJSON. Streams everything that matches from one snapshot, with as many lines as there
   * are records. Crew members at work: on a project, in a role, from start_at until just before end_at. Nobody is
   * booked twice at a time. Needs the scope `read`.
   */
  export(query?: CompvssAssignmentsExportQuery, options?: RequestOptions): AsyncGenerator<Assignment, void, undefined> {
    return this._export('/compvss/v1/assignments/export', query, options);
  }

  /**
   * Retrieve an assignment. With `If-None-Match`, 304 when it has not changed. Crew members at work: on a project,
   * in a role, from start_at until just before end_at. Nobody is booked twice at a time. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<Assignment> {
    return this._on('GET', '/compvss/v1/assignments/{id}', id, undefined, options);
  }

  /**
   * Update an assignment. Changes the fields that are sent. A change of nothing emits no event. Crew members at
   * work: on a project, in a role, from start_at until just before end_at. Nobody is booked twice at a time. Needs
   * the scope `write`.
   */
  update(id: string, body: AssignmentUpdate, options?: RequestOptions): ApiPromise<Assignment> {
    return this._on('PATCH', '/compvss/v1/assignments/{id}', id, body, options);
  }

  /**
   * Delete an assignment. The record stays as a tombstone for `include_deleted`. Refused while other records point
   * to it. Crew members at work: on a project, in a role, from start_at until just before end_at. Nobody is booked
   * twice at a time. Needs the scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._on('DELETE', '/compvss/v1/assignments/{id}', id, undefined, options);
  }

  /**
   * Confirm an invitation. Crew members at work: on a project, in a role, from start_at until just before end_at.
   * Nobody is booked twice at a time. Needs the scope `write`.
   */
  confirm(id: string, options?: RequestOptions): ApiPromise<Assignment> {
    return this._on('POST', '/compvss/v1/assignments/{id}/confirm', id, undefined, options);
  }

  /**
   * Decline an invitation. Crew members at work: on a project, in a role, from start_at until just before end_at.
   * Nobody is booked twice at a time. Needs the scope `write`.
   */
  decline(id: string, options?: RequestOptions): ApiPromise<Assignment> {
    return this._on('POST', '/compvss/v1/assignments/{id}/decline', id, undefined, options);
  }

  /**
   * Check the crew member in. Crew members at work: on a project, in a role, from start_at until just before
   * end_at. Nobody is booked twice at a time. Needs the scope `write`.
   */
  checkIn(id: string, options?: RequestOptions): ApiPromise<Assignment> {
    return this._on('POST', '/compvss/v1/assignments/{id}/check-in', id, undefined, options);
  }

  /**
   * Check the crew member out. Crew members at work: on a project, in a role, from start_at until just before
   * end_at. Nobody is booked twice at a time. Needs the scope `write`.
   */
  checkOut(id: string, options?: RequestOptions): ApiPromise<Assignment> {
    return this._on('POST', '/compvss/v1/assignments/{id}/check-out', id, undefined, options);
  }

  /**
   * Cancel the assignment. Crew members at work: on a project, in a role, from start_at until just before end_at.
   * Nobody is booked twice at a time. Needs the scope `write`.
   */
  cancel(id: string, options?: RequestOptions): ApiPromise<Assignment> {
    return this._on('POST', '/compvss/v1/assignments/{id}/cancel', id, undefined, options);
  }
}

/** COMPVSS: incidents. */
export class CompvssIncidents extends Resource {
  /**
   * List incidents. Filters may be combined; a repeated one means "or". What went wrong, on a project or at an
   * event. Raising the severity escalates it. Needs the scope `read`.
   */
  list(query?: CompvssIncidentsListQuery, options?: RequestOptions): List<Incident> {
    return this._list('/compvss/v1/incidents', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<CompvssIncidentsListQuery>): AsyncGenerator<Batch<Incident>, void, undefined> {
    return this._sync('/compvss/v1/incidents', options);
  }

  /**
   * Create an incident. Sets every field that is left out to its default. What went wrong, on a project or at an
   * event. Raising the severity escalates it. Needs the scope `write`.
   */
  create(body: IncidentCreate, options?: RequestOptions): ApiPromise<Incident> {
    return this._call('POST', '/compvss/v1/incidents', body, options);
  }

  /**
   * Create or upsert up to 1,000 incidents. Each item succeeds or fails by itself; the answer says what became of
   * each. What went wrong, on a project or at an event. Raising the severity escalates it. Needs the scope `write`.
   */
  batch(items: readonly IncidentCreate[], options?: BatchOptions): ApiPromise<IncidentBatchResult> {
    return this._batch('/compvss/v1/incidents/batch', items, options);
  }

  /**
   * Export incidents as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. What went wrong, on a project or at an event. Raising the severity escalates it. Needs the scope
   * `read`.
   */
  export(query?: CompvssIncidentsExportQuery, options?: RequestOptions): AsyncGenerator<Incident, void, undefined> {
    return this._export('/compvss/v1/incidents/export', query, options);
  }

  /**
   * Retrieve an incident. With `If-None-Match`, 304 when it has not changed. What went wrong, on a project or at an
   * event. Raising the severity escalates it. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<Incident> {
    return this._on('GET', '/compvss/v1/incidents/{id}', id, undefined, options);
  }

  /**
   * Update an incident. Changes the fields that are sent. A change of nothing emits no event. What went wrong, on a
   * project or at an event. Raising the severity escalates it. Needs the scope `write`.
   */
  update(id: string, body: IncidentUpdate, options?: RequestOptions): ApiPromise<Incident> {
    return this._on('PATCH', '/compvss/v1/incidents/{id}', id, body, options);
  }

  /**
   * Delete an incident. The record stays as a tombstone for `include_deleted`. Refused while other records point to
   * it. What went wrong, on a project or at an event. Raising the severity escalates it. Needs the scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._on('DELETE', '/compvss/v1/incidents/{id}', id, undefined, options);
  }
}

/** The resources of COMPVSS. */
export class CompvssProduct {
  readonly projects: CompvssProjects;
  readonly crew: CompvssCrew;
  readonly assignments: CompvssAssignments;
  readonly incidents: CompvssIncidents;

  constructor(core: Core) {
    this.projects = new CompvssProjects(core);
    this.crew = new CompvssCrew(core);
    this.assignments = new CompvssAssignments(core);
    this.incidents = new CompvssIncidents(core);
  }
}
