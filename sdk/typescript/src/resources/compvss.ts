/** Written by sdk/emit from openapi/openapi.json; change those, not this. */

import { Resource, type ApiPromise, type Batch, type BatchOptions, type Core, type List, type RequestOptions, type SyncOptions } from '../resource.js';
import type * as t from './types.js';

/** COMPVSS: projects. */
export class CompvssProjects extends Resource {
  /**
   * List projects. Filters may be combined; a repeated one means "or". Shows, tours and other productions, from
   * planning to wrap. A deal becomes at most one project. Needs the scope `read`.
   */
  list(query?: t.CompvssProjectsListQuery, options?: RequestOptions): List<t.Project> {
    return this._list('/compvss/v1/projects', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<t.CompvssProjectsListQuery>): AsyncGenerator<Batch<t.Project>, void, undefined> {
    return this._sync('/compvss/v1/projects', options);
  }

  /**
   * Create a project. Sets every field that is left out to its default. Shows, tours and other productions, from
   * planning to wrap. A deal becomes at most one project. Needs the scope `write`.
   */
  create(body: t.ProjectCreate, options?: RequestOptions): ApiPromise<t.Project> {
    return this._call('POST', '/compvss/v1/projects', { body }, options);
  }

  /**
   * Create or upsert up to 1,000 projects. Each item succeeds or fails by itself; the answer says what became of
   * each. Shows, tours and other productions, from planning to wrap. A deal becomes at most one project. Needs the
   * scope `write`.
   */
  batch(items: readonly t.ProjectCreate[], options?: BatchOptions): ApiPromise<t.ProjectBatchResult> {
    return this._batch('/compvss/v1/projects/batch', items, options);
  }

  /**
   * Export projects as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. Shows, tours and other productions, from planning to wrap. A deal becomes at most one project. Needs
   * the scope `read`.
   */
  export(query?: t.CompvssProjectsExportQuery, options?: RequestOptions): AsyncGenerator<t.Project, void, undefined> {
    return this._export('/compvss/v1/projects/export', query, options);
  }

  /**
   * Retrieve a project. With `If-None-Match`, 304 when it has not changed. Shows, tours and other productions, from
   * planning to wrap. A deal becomes at most one project. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.Project> {
    return this._call('GET', '/compvss/v1/projects/{id}', { id }, options);
  }

  /**
   * Update a project. Changes the fields that are sent. A change of nothing emits no event. Shows, tours and other
   * productions, from planning to wrap. A deal becomes at most one project. Needs the scope `write`.
   */
  update(id: string, body: t.ProjectUpdate, options?: RequestOptions): ApiPromise<t.Project> {
    return this._call('PATCH', '/compvss/v1/projects/{id}', { id, body }, options);
  }

  /**
   * Delete a project. The record stays as a tombstone for `include_deleted`. Refused while other records point to
   * it. Shows, tours and other productions, from planning to wrap. A deal becomes at most one project. Needs the
   * scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._call('DELETE', '/compvss/v1/projects/{id}', { id }, options);
  }
}

/** COMPVSS: crew. */
export class CompvssCrew extends Resource {
  /**
   * List crew. Filters may be combined; a repeated one means "or". People who work on projects. An e-mail address
   * belongs to one of them, in whatever case it is written. Needs the scope `read`.
   */
  list(query?: t.CompvssCrewListQuery, options?: RequestOptions): List<t.CrewMember> {
    return this._list('/compvss/v1/crew', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<t.CompvssCrewListQuery>): AsyncGenerator<Batch<t.CrewMember>, void, undefined> {
    return this._sync('/compvss/v1/crew', options);
  }

  /**
   * Create a crew member. Sets every field that is left out to its default. People who work on projects. An e-mail
   * address belongs to one of them, in whatever case it is written. Needs the scope `write`.
   */
  create(body: t.CrewMemberCreate, options?: RequestOptions): ApiPromise<t.CrewMember> {
    return this._call('POST', '/compvss/v1/crew', { body }, options);
  }

  /**
   * Create or upsert up to 1,000 crew. Each item succeeds or fails by itself; the answer says what became of each.
   * People who work on projects. An e-mail address belongs to one of them, in whatever case it is written. Needs
   * the scope `write`.
   */
  batch(items: readonly t.CrewMemberCreate[], options?: BatchOptions): ApiPromise<t.CrewMemberBatchResult> {
    return this._batch('/compvss/v1/crew/batch', items, options);
  }

  /**
   * Export crew as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. People who work on projects. An e-mail address belongs to one of them, in whatever case it is written.
   * Needs the scope `read`.
   */
  export(query?: t.CompvssCrewExportQuery, options?: RequestOptions): AsyncGenerator<t.CrewMember, void, undefined> {
    return this._export('/compvss/v1/crew/export', query, options);
  }

  /**
   * Retrieve a crew member. With `If-None-Match`, 304 when it has not changed. People who work on projects. An
   * e-mail address belongs to one of them, in whatever case it is written. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.CrewMember> {
    return this._call('GET', '/compvss/v1/crew/{id}', { id }, options);
  }

  /**
   * Update a crew member. Changes the fields that are sent. A change of nothing emits no event. People who work on
   * projects. An e-mail address belongs to one of them, in whatever case it is written. Needs the scope `write`.
   */
  update(id: string, body: t.CrewMemberUpdate, options?: RequestOptions): ApiPromise<t.CrewMember> {
    return this._call('PATCH', '/compvss/v1/crew/{id}', { id, body }, options);
  }

  /**
   * Delete a crew member. The record stays as a tombstone for `include_deleted`. Refused while other records point
   * to it. People who work on projects. An e-mail address belongs to one of them, in whatever case it is written.
   * Needs the scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._call('DELETE', '/compvss/v1/crew/{id}', { id }, options);
  }
}

/** COMPVSS: assignments. */
export class CompvssAssignments extends Resource {
  /**
   * List assignments. Filters may be combined; a repeated one means "or". Crew members at work: on a project, in a
   * role, from start_at until just before end_at. Nobody is booked twice at a time. Needs the scope `read`.
   */
  list(query?: t.CompvssAssignmentsListQuery, options?: RequestOptions): List<t.Assignment> {
    return this._list('/compvss/v1/assignments', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<t.CompvssAssignmentsListQuery>): AsyncGenerator<Batch<t.Assignment>, void, undefined> {
    return this._sync('/compvss/v1/assignments', options);
  }

  /**
   * Create an assignment. Sets every field that is left out to its default. Crew members at work: on a project, in
   * a role, from start_at until just before end_at. Nobody is booked twice at a time. Needs the scope `write`.
   */
  create(body: t.AssignmentCreate, options?: RequestOptions): ApiPromise<t.Assignment> {
    return this._call('POST', '/compvss/v1/assignments', { body }, options);
  }

  /**
   * Create or upsert up to 1,000 assignments. Each item succeeds or fails by itself; the answer says what became of
   * each. Crew members at work: on a project, in a role, from start_at until just before end_at. Nobody is booked
   * twice at a time. Needs the scope `write`.
   */
  batch(items: readonly t.AssignmentCreate[], options?: BatchOptions): ApiPromise<t.AssignmentBatchResult> {
    return this._batch('/compvss/v1/assignments/batch', items, options);
  }

  /**
   * Export assignments as NDJSON. Streams everything that matches from one snapshot, with as many lines as there
   * are records. Crew members at work: on a project, in a role, from start_at until just before end_at. Nobody is
   * booked twice at a time. Needs the scope `read`.
   */
  export(query?: t.CompvssAssignmentsExportQuery, options?: RequestOptions): AsyncGenerator<t.Assignment, void, undefined> {
    return this._export('/compvss/v1/assignments/export', query, options);
  }

  /**
   * Retrieve an assignment. With `If-None-Match`, 304 when it has not changed. Crew members at work: on a project,
   * in a role, from start_at until just before end_at. Nobody is booked twice at a time. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.Assignment> {
    return this._call('GET', '/compvss/v1/assignments/{id}', { id }, options);
  }

  /**
   * Update an assignment. Changes the fields that are sent. A change of nothing emits no event. Crew members at
   * work: on a project, in a role, from start_at until just before end_at. Nobody is booked twice at a time. Needs
   * the scope `write`.
   */
  update(id: string, body: t.AssignmentUpdate, options?: RequestOptions): ApiPromise<t.Assignment> {
    return this._call('PATCH', '/compvss/v1/assignments/{id}', { id, body }, options);
  }

  /**
   * Delete an assignment. The record stays as a tombstone for `include_deleted`. Refused while other records point
   * to it. Crew members at work: on a project, in a role, from start_at until just before end_at. Nobody is booked
   * twice at a time. Needs the scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._call('DELETE', '/compvss/v1/assignments/{id}', { id }, options);
  }

  /**
   * Confirm an invitation. Crew members at work: on a project, in a role, from start_at until just before end_at.
   * Nobody is booked twice at a time. Needs the scope `write`.
   */
  confirm(id: string, options?: RequestOptions): ApiPromise<t.Assignment> {
    return this._call('POST', '/compvss/v1/assignments/{id}/confirm', { id }, options);
  }

  /**
   * Decline an invitation. Crew members at work: on a project, in a role, from start_at until just before end_at.
   * Nobody is booked twice at a time. Needs the scope `write`.
   */
  decline(id: string, options?: RequestOptions): ApiPromise<t.Assignment> {
    return this._call('POST', '/compvss/v1/assignments/{id}/decline', { id }, options);
  }

  /**
   * Check the crew member in. Crew members at work: on a project, in a role, from start_at until just before
   * end_at. Nobody is booked twice at a time. Needs the scope `write`.
   */
  checkIn(id: string, options?: RequestOptions): ApiPromise<t.Assignment> {
    return this._call('POST', '/compvss/v1/assignments/{id}/check-in', { id }, options);
  }

  /**
   * Check the crew member out. Crew members at work: on a project, in a role, from start_at until just before
   * end_at. Nobody is booked twice at a time. Needs the scope `write`.
   */
  checkOut(id: string, options?: RequestOptions): ApiPromise<t.Assignment> {
    return this._call('POST', '/compvss/v1/assignments/{id}/check-out', { id }, options);
  }

  /**
   * Cancel the assignment. Crew members at work: on a project, in a role, from start_at until just before end_at.
   * Nobody is booked twice at a time. Needs the scope `write`.
   */
  cancel(id: string, options?: RequestOptions): ApiPromise<t.Assignment> {
    return this._call('POST', '/compvss/v1/assignments/{id}/cancel', { id }, options);
  }
}

/** COMPVSS: incidents. */
export class CompvssIncidents extends Resource {
  /**
   * List incidents. Filters may be combined; a repeated one means "or". What went wrong, on a project or at an
   * event. Raising the severity escalates it. Needs the scope `read`.
   */
  list(query?: t.CompvssIncidentsListQuery, options?: RequestOptions): List<t.Incident> {
    return this._list('/compvss/v1/incidents', query, options);
  }

  /** A bulk walk that can be resumed, in the order of the last change, with tombstones. */
  sync(options?: SyncOptions<t.CompvssIncidentsListQuery>): AsyncGenerator<Batch<t.Incident>, void, undefined> {
    return this._sync('/compvss/v1/incidents', options);
  }

  /**
   * Create an incident. Sets every field that is left out to its default. What went wrong, on a project or at an
   * event. Raising the severity escalates it. Needs the scope `write`.
   */
  create(body: t.IncidentCreate, options?: RequestOptions): ApiPromise<t.Incident> {
    return this._call('POST', '/compvss/v1/incidents', { body }, options);
  }

  /**
   * Create or upsert up to 1,000 incidents. Each item succeeds or fails by itself; the answer says what became of
   * each. What went wrong, on a project or at an event. Raising the severity escalates it. Needs the scope `write`.
   */
  batch(items: readonly t.IncidentCreate[], options?: BatchOptions): ApiPromise<t.IncidentBatchResult> {
    return this._batch('/compvss/v1/incidents/batch', items, options);
  }

  /**
   * Export incidents as NDJSON. Streams everything that matches from one snapshot, with as many lines as there are
   * records. What went wrong, on a project or at an event. Raising the severity escalates it. Needs the scope
   * `read`.
   */
  export(query?: t.CompvssIncidentsExportQuery, options?: RequestOptions): AsyncGenerator<t.Incident, void, undefined> {
    return this._export('/compvss/v1/incidents/export', query, options);
  }

  /**
   * Retrieve an incident. With `If-None-Match`, 304 when it has not changed. What went wrong, on a project or at an
   * event. Raising the severity escalates it. Needs the scope `read`.
   */
  retrieve(id: string, options?: RequestOptions): ApiPromise<t.Incident> {
    return this._call('GET', '/compvss/v1/incidents/{id}', { id }, options);
  }

  /**
   * Update an incident. Changes the fields that are sent. A change of nothing emits no event. What went wrong, on a
   * project or at an event. Raising the severity escalates it. Needs the scope `write`.
   */
  update(id: string, body: t.IncidentUpdate, options?: RequestOptions): ApiPromise<t.Incident> {
    return this._call('PATCH', '/compvss/v1/incidents/{id}', { id, body }, options);
  }

  /**
   * Delete an incident. The record stays as a tombstone for `include_deleted`. Refused while other records point to
   * it. What went wrong, on a project or at an event. Raising the severity escalates it. Needs the scope `write`.
   */
  delete(id: string, options?: RequestOptions): ApiPromise<void> {
    return this._call('DELETE', '/compvss/v1/incidents/{id}', { id }, options);
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
