"""HubSpot as the CRM, over its public API: objects of CRM v3, associations of v4.

See https://developers.hubspot.com/docs/api-reference. The search index follows writes after some seconds, so it only
tells which records may have changed; what they hold is read by id. Each mapped object type needs a property
`ghxstship_id`, single-line text with unique values. HubSpot has no conditional writes: a record is read again right
before it is written, which leaves a moment in which an edit is not seen.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from ghxstship.errors import APIConnectionError
from ghxstship.retry import retry_after
from ghxstship.transport import PyreqwestTransport, Request, Response, Transport

from ..mapping import KindMap
from ..side import GONE, STALE, Item, Operation, Outcome, Refusal, UnreachableError, Write

KEY = "ghxstship_id"
TIMEOUT = 60.0
BATCH, SEARCH_PAGE, SEARCH_MOST = 100, 200, 10_000

# Milliseconds by which the search index may be late.
LAG = 5 * 60 * 1_000
TRIES, UNSAID, LONGEST = 5, 10.0, 30.0

MODIFIED = {"contacts": "lastmodifieddate"}
# The associations that stand for a field, by what they lead to.
ASSOCIATED = ("companies", "contacts")


class _RefusedError(UnreachableError):
    """HubSpot refused a request for what is in it; of a reading one nothing else can be made than of no answer."""


class HubSpotSide:
    """The account of a private app's token.

    Parameters
    ----------
    url: for tests; HubSpot's own if left out.
    clock: Unix milliseconds.
    """

    OPTIONS: Mapping[str, bool] = {"token": True, "url": False}
    most: Mapping[Operation, int] = {"create": BATCH, "update": BATCH, "delete": BATCH}

    def __init__(
        self,
        kinds: Mapping[str, KindMap],
        token: str,
        url: str = "https://api.hubapi.com",
        transport: Transport | None = None,
        wait: Callable[[float], None] = time.sleep,
        clock: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self._kinds = kinds
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._transport = transport or PyreqwestTransport()
        self._wait = wait
        self._clock = clock

    def faults(self) -> Iterable[tuple[str, str | None, str]]:
        """Object types and properties that are missing."""
        for kind, mapping in self._kinds.items():
            if mapping.there not in ("companies", "contacts", "deals"):
                yield kind, None, f"{mapping.there!r} cannot be mirrored; use companies, contacts or deals"
                continue
            found = {
                one["name"]: one
                for one in self._call("GET", f"/crm/v3/properties/{mapping.there}")["results"]
            }
            if not found.get(KEY, {}).get("hasUniqueValue"):
                yield (
                    kind,
                    None,
                    f"{mapping.there} needs a property {KEY!r} with unique values; make it in HubSpot",
                )
            for one in mapping.fields:
                if one.type == "ref":
                    if one.there not in ASSOCIATED:
                        yield (
                            kind,
                            one.there,
                            f"a reference is an association: one of {', '.join(ASSOCIATED)}",
                        )
                elif one.there not in found:
                    yield kind, one.there, f"{mapping.there} has no property {one.there!r}"

    def changes(
        self, kind: str, cursor: dict[str, Any] | None
    ) -> Iterator[tuple[list[Item], dict[str, Any]]]:
        """All records at first, later what the search tells of; and what was archived."""
        settled = self._clock() - LAG
        behind = cursor or {"since": None}
        for ids in self._listed(kind) if behind["since"] is None else self._searched(kind, behind["since"]):
            yield self.fetch(kind, ids), behind
        for ids in self._listed(kind, archived=True) if behind["since"] is not None else ():
            living = {item.id for item in self.fetch(kind, ids)}
            yield [Item(one) for one in ids if one not in living], behind
        yield [], {"since": settled}

    def ids(self, kind: str) -> None:
        """The archive tells of deletions."""

    def fetch(self, kind: str, ids: Sequence[str]) -> list[Item]:
        """By id, a hundred at a time."""
        return self._read(kind, ids, None)

    def find(self, kind: str, keys: Sequence[str]) -> list[Item]:
        """By the unique property, which does not go through the search index."""
        return self._read(kind, keys, KEY)

    def write(self, kind: str, writes: Sequence[Write]) -> list[Outcome]:
        """Together; one by one when HubSpot refuses the batch, so that one bad record does not hold up the others."""
        if writes[0].operation == "create":
            return self._create(kind, writes)
        known = {item.id: item for item in self.fetch(kind, [str(write.id) for write in writes])}
        outcomes: dict[str, Outcome] = {}
        fresh = []
        for write in writes:
            now = known.get(str(write.id))
            if now is not None and now.version == write.version:
                fresh.append(write)
            else:
                outcomes[str(write.id)] = STALE if now is not None else GONE
        for write in fresh if self._refuses(kind, fresh) else ():
            try:
                self._send(kind, [write])
            except _RefusedError as error:
                outcomes[str(write.id)] = Refusal("refused", str(error))
        written = {item.id: item for item in self.fetch(kind, [str(write.id) for write in fresh])}
        for write in fresh:
            gone: Outcome = Item(str(write.id)) if write.operation == "delete" else GONE
            outcomes.setdefault(str(write.id), written.get(str(write.id), gone))
        return [outcomes[str(write.id)] for write in writes]

    def close(self) -> None:
        """Let go of the connections."""
        self._transport.close()

    # --- reading

    def _listed(self, kind: str, *, archived: bool = False) -> Iterator[list[str]]:
        after = ""
        while True:
            query = f"?limit={BATCH}&archived={'true' if archived else 'false'}{f'&after={after}' if after else ''}"
            page = self._call("GET", f"/crm/v3/objects/{self._kinds[kind].there}{query}")
            yield [one["id"] for one in page["results"]]
            after = page.get("paging", {}).get("next", {}).get("after", "")
            if not after:
                return

    def _searched(self, kind: str, since: int) -> Iterator[list[str]]:
        """In the order of changes; the search gives no more than ten thousand, then it is begun again from there."""
        mapping, after = self._kinds[kind], 0
        modified = MODIFIED.get(mapping.there, "hs_lastmodifieddate")
        while True:
            body: dict[str, Any] = {
                "filterGroups": [
                    {"filters": [{"propertyName": modified, "operator": "GTE", "value": str(since)}]}
                ],
                "sorts": [{"propertyName": modified, "direction": "ASCENDING"}],
                "properties": [modified],
                "limit": SEARCH_PAGE,
                "after": str(after),
            }
            page = self._call("POST", f"/crm/v3/objects/{mapping.there}/search", body)
            ids = [one["id"] for one in page["results"]]
            for at in range(0, len(ids), BATCH):
                yield ids[at : at + BATCH]
            following = page.get("paging", {}).get("next", {}).get("after")
            if following is None:
                return
            after = int(following)
            if after + SEARCH_PAGE > SEARCH_MOST:
                last = _milliseconds(page["results"][-1]["properties"][modified])
                since, after = max(last, since + 1), 0

    def _read(self, kind: str, ids: Sequence[str], by: str | None) -> list[Item]:
        mapping = self._kinds[kind]
        names = [KEY, *(one.there for one in mapping.fields if one.type != "ref")]
        records: list[dict[str, Any]] = []
        for at in range(0, len(ids), BATCH):
            body: dict[str, Any] = {
                "properties": names, "inputs": [{"id": one} for one in dict.fromkeys(ids[at : at + BATCH])],
            }  # fmt: skip
            if by is not None:
                body["idProperty"] = by
            found = self._call("POST", f"/crm/v3/objects/{mapping.there}/batch/read", body)
            records += [one for one in found["results"] if not one.get("archived")]
        for one in mapping.fields:
            if one.type == "ref" and records:
                leads = self._leads(mapping.there, one.there, [record["id"] for record in records])
                for record in records:
                    record["properties"][one.there] = leads.get(record["id"])
        return [_item(record) for record in records]

    def _leads(self, origin: str, target: str, ids: Sequence[str]) -> dict[str, str]:
        """The record that each is associated with; the first by number where there are several."""
        found: dict[str, str] = {}
        for at in range(0, len(ids), BATCH):
            body = {"inputs": [{"id": one} for one in ids[at : at + BATCH]]}
            answer = self._call("POST", f"/crm/v4/associations/{origin}/{target}/batch/read", body)
            for one in answer["results"]:
                found[one["from"]["id"]] = str(min(int(to["toObjectId"]) for to in one["to"]))
        return found

    # --- writing

    def _create(self, kind: str, writes: Sequence[Write]) -> list[Outcome]:
        problems: dict[str, str] = {}
        if self._refuses(kind, writes):
            made = {item.key for item in self.find(kind, [write.key for write in writes])}
            for write in writes:
                try:
                    if write.key not in made:
                        self._send(kind, [write])
                except _RefusedError as error:
                    problems[write.key] = str(error)
        found = {item.key: item for item in self.find(kind, [write.key for write in writes])}
        # Associations are part of the creation as far as the mirror is concerned: made before it is answered.
        missing = [
            (write, found[write.key]) for write in writes
            if write.key in found and self._references(kind, write) != self._held(kind, write, found[write.key])
        ]  # fmt: skip
        for write, item in missing:
            self._associate(kind, item.id, self._references(kind, write))
        if missing:
            found = {item.key: item for item in self.find(kind, [write.key for write in writes])}
        return [
            found.get(write.key) or Refusal("refused", problems.get(write.key, "HubSpot did not create it"))
            for write in writes
        ]

    def _refuses(self, kind: str, writes: Sequence[Write]) -> bool:
        """Send writes in one request; whether HubSpot refused it for what is in it."""
        if not writes:
            return False
        try:
            self._send(kind, writes)
        except _RefusedError:
            return True
        return False

    def _send(self, kind: str, writes: Sequence[Write]) -> None:
        there, operation = self._kinds[kind].there, writes[0].operation
        inputs: list[dict[str, Any]] = []
        for write in writes:
            references = self._references(kind, write)
            properties = {
                name: "" if value is None else _text(value)
                for name, value in write.values.items()
                if name not in references
            }
            if operation == "create":
                inputs.append({"properties": {**properties, KEY: write.key}})
            elif operation == "delete":
                inputs.append({"id": write.id})
            elif properties:
                inputs.append({"id": write.id, "properties": properties})
        verb = "archive" if operation == "delete" else operation
        if inputs:
            answer = self._call("POST", f"/crm/v3/objects/{there}/batch/{verb}", {"inputs": inputs})
            if answer.get("errors"):
                raise _RefusedError(str(answer["errors"][0].get("message")))
        for write in writes if operation == "update" else ():
            self._associate(kind, str(write.id), self._references(kind, write))

    def _references(self, kind: str, write: Write) -> dict[str, Any]:
        names = [one.there for one in self._kinds[kind].fields if one.type == "ref"]
        return {name: write.values[name] for name in names if name in write.values}

    def _held(self, kind: str, write: Write, item: Item) -> dict[str, Any]:
        return {name: (item.values or {}).get(name) for name in self._references(kind, write)}

    def _associate(self, kind: str, one: str, references: Mapping[str, str | None]) -> None:
        there = self._kinds[kind].there
        for target, wanted in references.items():
            before = self._leads(there, target, [one]).get(one)
            if wanted is not None and wanted != before:
                self._call("PUT", f"/crm/v4/objects/{there}/{one}/associations/default/{target}/{wanted}")
            if before is not None and wanted != before:
                self._call("DELETE", f"/crm/v4/objects/{there}/{one}/associations/{target}/{before}")

    def _call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """One request; waits when HubSpot says that it is too much."""
        content = None if body is None else json.dumps(body).encode()
        answer = self._sent(method, path, content)
        for _ in range(TRIES - 1):
            asked = retry_after(answer.headers)
            seconds = UNSAID if asked is None else asked
            if answer.status != 429 or seconds > LONGEST:
                break
            self._wait(seconds)
            answer = self._sent(method, path, content)
        if 200 <= answer.status < 300:
            found: dict[str, Any] = json.loads(answer.body) if answer.body else {}
            return found
        message = _message(answer.body)
        if answer.status in (401, 403, 408, 429) or answer.status >= 500:
            raise UnreachableError(f"HubSpot answered {answer.status}: {message}")
        raise _RefusedError(f"HubSpot: {message}")

    def _sent(self, method: str, path: str, content: bytes | None) -> Response:
        try:
            return self._transport.send(
                Request(method, self._url + path, dict(self._headers), content), TIMEOUT
            )
        except APIConnectionError as error:
            raise UnreachableError(f"HubSpot: {error}") from error


def _item(record: dict[str, Any]) -> Item:
    values = record["properties"]
    # Associations do not touch the time of a record, so they are part of its version.
    version = json.dumps([record["updatedAt"], values[KEY], *[values.get(name) for name in ASSOCIATED]])
    return Item(record["id"], version, values, _milliseconds(record["updatedAt"]), values[KEY] or None)


def _milliseconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp() * 1000)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _message(body: bytes) -> str:
    try:
        return str(json.loads(body)["message"])
    except (ValueError, KeyError, TypeError):
        return body[:200].decode("utf-8", "replace")
