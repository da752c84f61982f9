"""HubSpot as far as the mirror uses it, as a transport.

Each request is held against what HubSpot publishes (`hubspot_contract`), and so is each answer of this one. The rules
that no schema has come from its reference (https://developers.hubspot.com/docs/api-reference/latest):
- crm/using-object-apis: 100 records a batch; creations with an `objectWriteTraceId` each are answered with 207 if some
  are refused, other batches as a whole; a property is emptied with "".
- crm/search-the-crm: 200 records a page, 10,000 a search, one rule to sort by; new and changed records appear with a
  delay, archived ones never; contacts have `lastmodifieddate`, the others `hs_lastmodifieddate`.
- crm/associations: a page of what a record is associated with, the next one with `after`.
- error-handling: 423 locked, 429 with the name of the limit, 477 moved.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ghxstship.errors import APIConnectionError
from ghxstship.transport import Request, Response, Stream
from hubspot_contract import answer_faults, request_faults

PROPERTIES = {
    "companies": ("name", "domain", "ghxstship_id"),
    "contacts": ("firstname", "lastname", "email", "ghxstship_id"),
    "deals": ("dealname", "amount", "dealstage", "closedate", "ghxstship_id"),
}
MODIFIED = {
    "contacts": "lastmodifieddate",
    "companies": "hs_lastmodifieddate",
    "deals": "hs_lastmodifieddate",
}
CORRELATION = "1f0c7a52-7b54-4c0e-9a6f-0e6d3c5b2a11"
LIMITS = {"DAILY": "daily", "SECONDLY": "secondly", "TEN_SECONDLY_ROLLING": "ten_secondly_rolling"}


class BadRequestError(Exception):
    pass


@dataclass
class Record:
    properties: dict[str, str]
    at: int
    archived: bool = False
    archived_at: int = 0


# A status, headers, and the limit that was reached.
Planned = tuple[int, dict[str, str], str]


@dataclass
class HubSpot:
    """An account, and the transport to it.

    Parameters
    ----------
    at: the time, Unix milliseconds; every change moves it.
    planned: answers that come before anything is done.
    troubled: ids of records that cannot be read at the moment.
    lost: how many answers to writes get lost on their way.
    page: how many associations of a record are told at once.
    searched: called after each page of a search.
    """

    at: int = 1_790_000_000_000
    records: dict[str, dict[str, Record]] = field(default_factory=lambda: {name: {} for name in PROPERTIES})
    associations: set[tuple[str, str, str, str]] = field(default_factory=set)
    planned: list[Planned] = field(default_factory=list)
    troubled: set[str] = field(default_factory=set)
    lost: int = 0
    page: int = 500
    searched: Callable[[], None] = lambda: None
    requests: list[tuple[str, str, Any]] = field(default_factory=list)
    writes: int = 0
    number: int = 100

    # --- what people do

    def add(self, kind: str, **properties: str) -> str:
        self.number += 1
        self.records[kind][str(self.number)] = Record(properties, self.tick())
        return str(self.number)

    def edit(self, kind: str, one: str, **properties: str) -> None:
        record = self.records[kind][one]
        record.properties.update(properties)
        record.at = self.tick()

    def archive(self, kind: str, one: str) -> None:
        record = self.records[kind][one]
        record.archived, record.archived_at = True, self.tick()

    def tick(self) -> int:
        self.at += 1_000
        return self.at

    def living(self, kind: str) -> dict[str, Record]:
        return {one: record for one, record in self.records[kind].items() if not record.archived}

    # --- the transport

    def send(self, request: Request, timeout: float) -> Response:
        assert request.headers["Authorization"] == "Bearer pat-token"
        body = json.loads(request.body) if request.body else None
        path, query = urlsplit(request.url).path, dict(parse_qsl(urlsplit(request.url).query))
        faults = request_faults(request.method, path, query, body)
        assert not faults, faults
        self.requests.append((request.method, path, body))
        status, headers = 0, dict[str, str]()
        if self.planned:
            status, headers, policy = self.planned.pop(0)
            answer = _limited(policy) if status == 429 else _error("Not now", "UNAVAILABLE")
        else:
            try:
                status, answer = self.answer(path, query, body)
            except BadRequestError as error:
                status, answer = 400, _error(str(error), "VALIDATION_ERROR")
        faults = answer_faults(request.method, path, status, answer)
        assert not faults, faults
        if self.lost and path.endswith(("/create", "/update", "/archive")):
            self.lost -= 1
            raise APIConnectionError("the connection broke", request=request)
        return Response(status, headers, b"" if answer is None else json.dumps(answer).encode(), request)

    def open(self, request: Request) -> Stream:
        raise NotImplementedError

    def close(self) -> None: ...

    def answer(self, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        kinds = path.split("/")[4:]
        if path.startswith("/crm/v3/properties/"):
            return 200, {"results": [_property(name) for name in PROPERTIES[kinds[0]]]}
        if path.startswith("/crm/v4/associations/"):
            require(1 <= len(body["inputs"]) <= 100, "between 1 and 100 inputs")
            return {"read": self.leads, "default": self.lead, "archive": self.part}[kinds[-1]](
                kinds[0], kinds[1], body
            )
        if path.endswith("/search"):
            return 200, self.search(kinds[0], body)
        if found := re.fullmatch(r".*/batch/(read|create|update|archive)", path):
            require(1 <= len(body["inputs"]) <= 100, "between 1 and 100 inputs")
            ids = [one["id"] for one in body["inputs"] if "id" in one]
            require(len(set(ids)) == len(ids), "an id is there twice")
            answer: tuple[int, Any] = getattr(self, f"batch_{found[1]}")(kinds[0], body)
            return answer
        return 200, self.listed(kinds[0], query)

    def listed(self, kind: str, query: dict[str, str]) -> dict[str, Any]:
        require(int(query["limit"]) <= 100, "limit")
        archived, after = query.get("archived") == "true", int(query.get("after", "0"))
        ids = [one for one, r in self.records[kind].items() if r.archived == archived and int(one) > after]
        page = ids[: int(query["limit"])]
        following = {"paging": {"next": {"after": page[-1]}}} if len(ids) > len(page) else {}
        return {"results": [self.shown(kind, one, ()) for one in page], **following}

    def search(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        [group] = body["filterGroups"]
        require(len(body["sorts"]) <= 1 and len(group["filters"]) <= 6, "rules")
        require(body["limit"] <= 200 and int(body["after"]) + body["limit"] <= 10_000, "page")
        # The index lags: what was changed in the last minute is in it as it was, or not at all.
        indexed = {one: r for one, r in self.living(kind).items() if r.at <= self.at - 60_000}
        for each in group["filters"]:
            number, limit = _number(kind, each["propertyName"]), int(each["value"])
            compare = {"GT": int.__gt__, "GTE": int.__ge__}[each["operator"]]
            indexed = {one: r for one, r in indexed.items() if compare(number(one, r), limit)}
        [sort] = body["sorts"]
        number = _number(kind, sort["propertyName"])
        found = sorted(indexed, key=lambda one: number(one, indexed[one]))
        begin = int(body["after"])
        page = found[begin : begin + body["limit"]]
        more = begin + len(page) < len(found)
        results = [self.shown(kind, one, body["properties"]) for one in page]
        following = {"paging": {"next": {"after": str(begin + len(page))}}} if more else {}
        self.searched()
        return {"total": len(found), "results": results, **following}

    def shown(self, kind: str, one: str, names: Any) -> dict[str, Any]:
        for name in names:
            require(name in (*PROPERTIES[kind], "hs_object_id", MODIFIED[kind]), f"no property {name}")
        record = self.records[kind][one]
        moment = _moment(record.at)
        always = {"hs_object_id": one, MODIFIED[kind]: moment}
        properties: dict[str, Any] = {
            name: always.get(name) or record.properties.get(name) or None for name in names
        }
        archived = {"archivedAt": _moment(record.archived_at)} if record.archived else {}
        return {
            "id": one, "properties": properties, "archived": record.archived, "createdAt": moment, "updatedAt": moment,
            **archived,
        }  # fmt: skip

    def batch_read(self, kind: str, body: dict[str, Any]) -> tuple[int, Any]:
        by = body.get("idProperty")
        require(by in (None, "ghxstship_id"), "idProperty is not unique")
        known = {r.properties.get(by) if by else one: one for one, r in self.living(kind).items()}
        ids = [one["id"] for one in body["inputs"]]
        found = [known[one] for one in ids if one in known and one not in self.troubled]
        errors = [
            _refusal(
                "INTERNAL_ERROR" if one in self.troubled else "OBJECT_NOT_FOUND",
                f"{one} cannot be read",
                ids=one,
            )
            for one in ids
            if one not in known or one in self.troubled
        ]
        return self._batch(200, [self.shown(kind, one, body["properties"]) for one in found], errors)

    def fault(self, kind: str, one: dict[str, Any], own: str | None = None) -> str | None:
        for name in one["properties"]:
            if name not in PROPERTIES[kind]:
                return f'Property "{name}" does not exist'
        if "@" not in (one["properties"].get("email") or "@"):
            return "Email address is invalid"
        key = one["properties"].get("ghxstship_id")
        taken = [
            i for i, r in self.living(kind).items() if i != own and r.properties.get("ghxstship_id") == key
        ]
        return "ghxstship_id already exists" if key and taken else None

    def batch_create(self, kind: str, body: dict[str, Any]) -> tuple[int, Any]:
        traces = [one.get("objectWriteTraceId") for one in body["inputs"]]
        partly = None not in traces and len(set(traces)) == len(traces)
        results, errors = [], []
        for one in body["inputs"]:
            if fault := self.fault(kind, one):
                require(partly, fault)
                errors.append(
                    _refusal("VALIDATION_ERROR", fault, objectWriteTraceId=one["objectWriteTraceId"])
                )
        for one in body["inputs"]:
            if not self.fault(kind, one):
                self.writes += 1
                results.append(self.shown(kind, self.add(kind, **one["properties"]), one["properties"]))
        return self._batch(201, results, errors)

    def batch_update(self, kind: str, body: dict[str, Any]) -> tuple[int, Any]:
        living, results, errors = self.living(kind), [], []
        for one in body["inputs"]:
            fault = self.fault(kind, one, one["id"])
            require(fault is None, str(fault))
        for one in body["inputs"]:
            if one["id"] not in living:
                errors.append(_refusal("OBJECT_NOT_FOUND", "Object not found", ids=one["id"]))
                continue
            self.writes += 1
            self.edit(kind, one["id"], **one["properties"])
            results.append(self.shown(kind, one["id"], one["properties"]))
        return self._batch(200, results, errors)

    def batch_archive(self, kind: str, body: dict[str, Any]) -> tuple[int, Any]:
        for one in body["inputs"]:
            require(one["id"].isdigit(), f"{one['id']!r} is no id")
            if one["id"] in self.living(kind):
                self.writes += 1
                self.archive(kind, one["id"])
        return 204, None

    def leads(self, origin: str, target: str, body: dict[str, Any]) -> tuple[int, Any]:
        results, errors = [], []
        for one in body["inputs"]:
            number, after = one["id"], int(one.get("after", "0"))
            to = sorted(int(b) for o, a, t, b in self.associations if (o, a, t) == (origin, number, target))
            rest = [number for number in to if number > after]
            page = rest[: self.page]
            if number in self.troubled:
                errors.append(_refusal("INTERNAL_ERROR", f"{number} cannot be read", fromObjectId=number))
            elif not page:
                errors.append(_refusal("OBJECT_NOT_FOUND", "No association", fromObjectId=number))
            else:
                following = {"paging": {"next": {"after": str(page[-1])}}} if len(rest) > len(page) else {}
                types = [{"category": "HUBSPOT_DEFINED", "typeId": 1, "label": None}]
                results.append({
                    "from": {"id": number}, "to": [{"toObjectId": b, "associationTypes": types} for b in page],
                    **following,
                })  # fmt: skip
        return self._batch(200, results, errors)

    def lead(self, origin: str, target: str, body: dict[str, Any]) -> tuple[int, Any]:
        results, spec = [], {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}
        for one in body["inputs"]:
            require(one["from"]["id"] in self.living(origin), f"{one['from']['id']} is no id of {origin}")
            require(one["to"]["id"] in self.living(target), f"{one['to']['id']} is no id of {target}")
        for one in body["inputs"]:
            self.writes += 1
            self.associations.add((origin, one["from"]["id"], target, one["to"]["id"]))
            results.append({**one, "associationSpec": spec})
        return self._batch(200, results, [])

    def part(self, origin: str, target: str, body: dict[str, Any]) -> tuple[int, Any]:
        for one in body["inputs"]:
            self.writes += 1
            self.associations -= {(origin, one["from"]["id"], target, to["id"]) for to in one["to"]}
        return 204, None

    def _batch(self, status: int, results: list[Any], errors: list[Any]) -> tuple[int, Any]:
        moments = {"startedAt": _moment(self.at), "completedAt": _moment(self.at)}
        failed = {"numErrors": len(errors), "errors": errors} if errors else {}
        return 207 if errors else status, {"status": "COMPLETE", "results": results, **moments, **failed}


def _number(kind: str, name: str) -> Callable[[str, Record], int]:
    """What a search compares and sorts by."""
    require(name in ("hs_object_id", MODIFIED[kind]), f"{kind} has no property {name}")
    return (lambda one, record: int(one)) if name == "hs_object_id" else (lambda one, record: record.at)


def require(condition: bool, message: str) -> None:
    if not condition:
        raise BadRequestError(message)


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _property(name: str) -> dict[str, Any]:
    return {
        "name": name, "label": name, "description": "", "groupName": "information", "type": "string",
        "fieldType": "text", "options": [], "hasUniqueValue": name == "ghxstship_id",
    }  # fmt: skip


def _error(message: str, category: str) -> dict[str, Any]:
    return {"status": "error", "message": message, "category": category, "correlationId": CORRELATION}


def _limited(policy: str) -> dict[str, Any]:
    return {
        "status": "error", "message": f"You have reached your {LIMITS[policy]} limit.", "errorType": "RATE_LIMIT",
        "correlationId": CORRELATION, "policyName": policy,
    }  # fmt: skip


def _refusal(category: str, message: str, **context: str) -> dict[str, Any]:
    return {
        "status": "error", "category": category, "message": message, "errors": [], "links": {},
        "context": {name: [value] for name, value in context.items()},
    }  # fmt: skip
