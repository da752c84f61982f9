"""HubSpot as far as the mirror uses it, as a transport. A request that its published contract does not allow is a 400.

The sources (https://developers.hubspot.com/docs/api-reference):
- CRM objects v3: `GET /crm/v3/objects/{type}` (`limit` ≤ 100, `after`, `archived`, `properties`); `POST …/batch/read`
  (`inputs` ≤ 100 of `id`, `properties`, `idProperty`), `…/batch/create`, `…/batch/update`, `…/batch/archive` (204);
  values of properties are texts, a property is emptied with "".
- CRM search: `POST …/search` with `filterGroups`, `sorts`, `properties`, `limit` ≤ 200, `after`; no more than 10,000
  results; new and changed records appear in it with a delay.
- Associations v4: `POST /crm/v4/associations/{from}/{to}/batch/read`; `PUT /crm/v4/objects/{from}/{id}/associations/
  default/{to}/{id}`; `DELETE /crm/v4/objects/{from}/{id}/associations/{to}/{id}`.
- Properties v3: `GET /crm/v3/properties/{type}`, `hasUniqueValue`. Limits: 429 with `Retry-After`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ghxstship.errors import APIConnectionError
from ghxstship.transport import Request, Response, Stream

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
SEARCH_KEYS = {"filterGroups", "sorts", "properties", "limit", "after", "query"}


class BadRequestError(Exception):
    pass


@dataclass
class Record:
    properties: dict[str, str]
    at: int
    indexed: dict[str, Any] | None = None
    archived: bool = False


@dataclass
class HubSpot:
    """An account, and the transport to it.

    Parameters
    ----------
    at: the time, Unix milliseconds; every change moves it.
    planned: answers that come before anything is done: a status with headers, or an error that is raised.
    lost: how many answers to writes get lost on their way.
    """

    at: int = 1_790_000_000_000
    records: dict[str, dict[str, Record]] = field(default_factory=lambda: {name: {} for name in PROPERTIES})
    associations: set[tuple[str, str, str, str]] = field(default_factory=set)
    planned: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    lost: int = 0
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

    def tick(self) -> int:
        self.at += 1_000
        return self.at

    def living(self, kind: str) -> dict[str, Record]:
        return {one: record for one, record in self.records[kind].items() if not record.archived}

    # --- the transport

    def send(self, request: Request, timeout: float) -> Response:
        assert request.headers["Authorization"] == "Bearer pat-token"
        body = json.loads(request.body) if request.body else None
        path = urlsplit(request.url).path
        self.requests.append((request.method, path, body))
        if self.planned:
            status, headers = self.planned.pop(0)
            return Response(status, headers, b'{"message": "You have reached your limit"}', request)
        try:
            status, answer = self.answer(
                request.method, path, dict(parse_qsl(urlsplit(request.url).query)), body
            )
        except BadRequestError as error:
            status, answer = 400, {"status": "error", "message": str(error), "category": "VALIDATION_ERROR"}
        if self.lost and path.endswith(("/create", "/update", "/archive")):
            self.lost -= 1
            raise APIConnectionError("the connection broke", request=request)
        return Response(status, {}, b"" if answer is None else json.dumps(answer).encode(), request)

    def open(self, request: Request) -> Stream:
        raise NotImplementedError

    def close(self) -> None: ...

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        if found := re.fullmatch(r"/crm/v3/properties/(\w+)", path):
            return 200, {
                "results": [{"name": n, "hasUniqueValue": n == "ghxstship_id"} for n in PROPERTIES[found[1]]]
            }
        if found := re.fullmatch(r"/crm/v3/objects/(\w+)", path):
            return 200, self.listed(found[1], query)
        if found := re.fullmatch(r"/crm/v3/objects/(\w+)/search", path):
            return 200, self.search(found[1], body)
        if found := re.fullmatch(r"/crm/v3/objects/(\w+)/batch/(read|create|update|archive)", path):
            require(1 <= len(body["inputs"]) <= 100, "between 1 and 100 inputs")
            return getattr(self, f"batch_{found[2]}")(found[1], body)
        if found := re.fullmatch(r"/crm/v4/associations/(\w+)/(\w+)/batch/read", path):
            return 200, self.leads(found[1], found[2], body)
        if found := re.fullmatch(r"/crm/v4/objects/(\w+)/(\d+)/associations(/default)?/(\w+)/(\d+)", path):
            key = (found[1], found[2], found[4], found[5])
            require(found[5] in self.living(found[4]), "no such object")
            self.writes += 1
            if method == "PUT":
                require(bool(found[3]), "only default associations")
                self.associations.add(key)
            else:
                self.associations.discard(key)
            return 200 if method == "PUT" else 204, {} if method == "PUT" else None
        raise BadRequestError(f"nothing at {method} {path}")

    def listed(self, kind: str, query: dict[str, str]) -> dict[str, Any]:
        require(set(query) <= {"limit", "after", "archived", "properties"}, f"unknown parameter in {query}")
        require(int(query["limit"]) <= 100, "limit")
        archived, after = query.get("archived") == "true", int(query.get("after", "0"))
        ids = [one for one, r in self.records[kind].items() if r.archived == archived and int(one) > after]
        page = ids[: int(query["limit"])]
        following = {"paging": {"next": {"after": page[-1]}}} if len(ids) > len(page) else {}
        return {"results": [self.shown(kind, one, ()) for one in page], **following}

    def search(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        require(set(body) <= SEARCH_KEYS, "unknown key")
        [group] = body["filterGroups"]
        [condition] = group["filters"]
        require(condition["operator"] == "GTE" and condition["propertyName"] == MODIFIED[kind], "filter")
        require(body["limit"] <= 200 and int(body["after"]) + body["limit"] <= 10_000, "page")
        # The index lags: what was changed in the last minute is in it as it was, or not at all.
        found = [
            (r.at, one) for one, r in self.living(kind).items()
            if int(condition["value"]) <= r.at <= self.at - 60_000
        ]  # fmt: skip
        found.sort()
        begin = int(body["after"])
        page = found[begin : begin + body["limit"]]
        more = begin + len(page) < len(found)
        results = [self.shown(kind, one, (MODIFIED[kind],)) for _, one in page]
        following = {"paging": {"next": {"after": str(begin + len(page))}}} if more else {}
        return {"total": len(found), "results": results, **following}

    def shown(self, kind: str, one: str, names: Any) -> dict[str, Any]:
        record = self.records[kind][one]
        moment = datetime.fromtimestamp(record.at / 1000, UTC).isoformat(timespec="milliseconds")
        properties: dict[str, Any] = {name: record.properties.get(name) or None for name in names}
        if MODIFIED[kind] in properties:
            properties[MODIFIED[kind]] = moment.replace("+00:00", "Z")
        return {
            "id": one, "properties": properties, "archived": record.archived, "createdAt": moment,
            "updatedAt": moment.replace("+00:00", "Z"),
        }  # fmt: skip

    def batch_read(self, kind: str, body: dict[str, Any]) -> tuple[int, Any]:
        require(set(body) <= {"inputs", "properties", "idProperty", "propertiesWithHistory"}, "unknown key")
        by = body.get("idProperty")
        ids = [one["id"] for one in body["inputs"]]
        found = [one for one, r in self.living(kind).items() if (r.properties.get(by) if by else one) in ids]
        results = [self.shown(kind, one, body["properties"]) for one in found]
        return (200 if len(found) == len(ids) else 207), {"status": "COMPLETE", "results": results}

    def checked(self, kind: str, one: dict[str, Any], own: str | None = None) -> None:
        for name, value in one["properties"].items():
            require(name in PROPERTIES[kind], f'Property "{name}" does not exist')
            require(isinstance(value, str), f"{name} must be a text")
        require("@" in (one["properties"].get("email") or "@"), "Email address is invalid")
        key = one["properties"].get("ghxstship_id")
        taken = [
            i
            for i, r in self.living(kind).items()
            if key and i != own and r.properties.get("ghxstship_id") == key
        ]
        require(not taken, "ghxstship_id already exists")

    def batch_create(self, kind: str, body: dict[str, Any]) -> tuple[int, Any]:
        for one in body["inputs"]:
            require(set(one) <= {"properties", "associations"}, "unknown key")
            self.checked(kind, one)
        self.writes += len(body["inputs"])
        return 201, {"results": [{"id": self.add(kind, **one["properties"])} for one in body["inputs"]]}

    def batch_update(self, kind: str, body: dict[str, Any]) -> tuple[int, Any]:
        for one in body["inputs"]:
            require(set(one) == {"id", "properties"} and one["id"] in self.living(kind), "unknown object")
            self.checked(kind, one, one["id"])
        self.writes += len(body["inputs"])
        for one in body["inputs"]:
            self.edit(kind, one["id"], **one["properties"])
        return 200, {"status": "COMPLETE", "results": []}

    def batch_archive(self, kind: str, body: dict[str, Any]) -> tuple[int, Any]:
        self.writes += len(body["inputs"])
        for one in body["inputs"]:
            self.records[kind][one["id"]].archived = True
            self.tick()
        return 204, None

    def leads(self, origin: str, target: str, body: dict[str, Any]) -> dict[str, Any]:
        results = []
        for one in body["inputs"]:
            to = [b for o, a, t, b in self.associations if (o, a, t) == (origin, one["id"], target)]
            if to:
                types = [{"category": "HUBSPOT_DEFINED", "typeId": 1, "label": None}]
                results.append({
                    "from": {"id": one["id"]}, "to": [{"toObjectId": int(b), "associationTypes": types} for b in to],
                })  # fmt: skip
        return {"status": "COMPLETE", "results": results}


def require(condition: bool, message: str) -> None:
    if not condition:
        raise BadRequestError(message)
