"""HubSpot as the CRM, over its public API: objects and properties of CRM v3, associations of v4.

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
from functools import partial
from typing import Any, TypeVar

from ghxstship.transport import Transport

from ..mapping import KindMap
from ..side import EXISTS, GONE, STALE, Item, Operation, Outcome, Refusal, Side, Write
from .hubspot_api import URL, HubSpotApi, RefusedError, refusals

KEY = "ghxstship_id"
BATCH, SEARCH_PAGE = 100, 200

# Milliseconds by which the search index may be late.
LAG = 5 * 60 * 1_000
# Pages of the archive that one pass looks at; the next one goes on behind them.
ARCHIVE_PAGES = 20

MODIFIED = {"contacts": "lastmodifieddate"}
NUMBER = "hs_object_id"
# The associations that stand for a field, by what they lead to.
ASSOCIATED = ("companies", "contacts")

_Part = TypeVar("_Part")
# A record, and what it shall lead to.
_Lead = tuple[str, str]


class HubSpotSide(Side):
    """The account of a service key, or of a private app's token.

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
        url: str = URL,
        transport: Transport | None = None,
        wait: Callable[[float], None] = time.sleep,
        clock: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        super().__init__(kinds)
        self._kinds = kinds
        self._api = HubSpotApi(token, url, transport, wait)
        self._clock = clock

    def faults(self) -> Iterable[tuple[str, str | None, str]]:
        """Object types and properties that are missing."""
        for kind, mapping in self._kinds.items():
            if mapping.there not in ("companies", "contacts", "deals"):
                yield kind, None, f"{mapping.there!r} cannot be mirrored; use companies, contacts or deals"
                continue
            found = {
                one["name"]: one
                for one in self._api.call("GET", f"/crm/v3/properties/{mapping.there}")["results"]
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
        if cursor is None or cursor["since"] is None:
            for ids in self._living(kind):
                yield self.fetch(kind, ids), {"since": None}
            yield [], {"since": settled, "archive": {"after": "", "since": settled}}
            return
        for ids in self._searched(kind, cursor["since"]):
            yield self.fetch(kind, ids), cursor
        turn = cursor.get("archive") or {"after": "", "since": 0}
        for ids, reached in self._archived(kind, turn, settled):
            living = {item.id for item in self.fetch(kind, ids)}
            turn = reached
            yield [Item(one) for one in ids if one not in living], {**cursor, "archive": turn}
        yield [], {"since": settled, "archive": turn}

    def ids(self, kind: str) -> None:
        """The archive tells of deletions."""

    def fetch(self, kind: str, ids: Sequence[str]) -> list[Item]:
        """By id, a hundred at a time."""
        return self._read(kind, ids, None)

    def find(self, kind: str, keys: Sequence[str]) -> list[Item]:
        """By the unique property, which does not go through the search index."""
        return self._read(kind, keys, KEY)

    def write(self, kind: str, writes: Sequence[Write]) -> list[Outcome]:
        """Together; in halves when HubSpot refuses the batch, so that one bad record does not hold up the others."""
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
        problems = self._carried_out(kind, fresh)
        if writes[0].operation == "update":
            kept = {str(w.id): self._references(kind, w) for w in fresh if str(w.id) not in problems}
            problems |= self._associate(kind, kept)
        written = {item.id: item for item in self.fetch(kind, [str(write.id) for write in fresh])}
        for write in fresh:
            one = str(write.id)
            if one not in written:
                outcomes[one] = Item(one) if write.operation == "delete" else GONE
            else:
                outcomes[one] = Refusal("refused", problems[one]) if one in problems else written[one]
        return [outcomes[str(write.id)] for write in writes]

    def close(self) -> None:
        """Let go of the connections."""
        self._api.close()

    # --- reading

    def _page(self, kind: str, after: str, archived: str) -> tuple[list[dict[str, Any]], str]:
        """A page of a listing, in the order of ids, and what the next one begins after."""
        query = f"?limit={BATCH}&archived={archived}{f'&after={after}' if after else ''}"
        page = self._api.call("GET", f"/crm/v3/objects/{self._kinds[kind].there}{query}")
        return page["results"], page.get("paging", {}).get("next", {}).get("after", "")

    def _living(self, kind: str) -> Iterator[list[str]]:
        after = ""
        while True:
            page, after = self._page(kind, after, "false")
            yield [one["id"] for one in page]
            if not after:
                return

    def _archived(
        self, kind: str, turn: dict[str, Any], settled: int
    ) -> Iterator[tuple[list[str], dict[str, Any]]]:
        """What was archived since the last turn began, from some pages of the archive, and how far the turn is.

        The archive is in no order of time and cannot be searched, so that it is gone through in turns: a small one in
        each pass, one of `n` records in `n / (BATCH * ARCHIVE_PAGES)` passes.
        """
        for _ in range(ARCHIVE_PAGES):
            begun = turn["begun"] if turn["after"] else settled
            page, after = self._page(kind, turn["after"], "true")
            fresh = [
                one["id"] for one in page
                if "archivedAt" not in one or _milliseconds(one["archivedAt"]) >= turn["since"]
            ]  # fmt: skip
            turn = {"after": after, "since": turn["since"] if after else begun, "begun": begun}
            yield fresh, turn
            if not after:
                return

    def _searched(self, kind: str, since: int) -> Iterator[list[str]]:
        """What has changed since, in the order of ids.

        Each page begins behind the last id instead of at a number of results: of those the search gives no more than
        ten thousand, and a record that changes meanwhile would move others from one page to another.
        """
        there, last = self._kinds[kind].there, "0"
        modified = MODIFIED.get(there, "hs_lastmodifieddate")
        while True:
            filters = [
                {"propertyName": modified, "operator": "GTE", "value": str(since)},
                {"propertyName": NUMBER, "operator": "GT", "value": last},
            ]
            body = {
                "filterGroups": [{"filters": filters}],
                "sorts": [{"propertyName": NUMBER, "direction": "ASCENDING"}],
                "properties": [NUMBER],
                "limit": SEARCH_PAGE,
                "after": "0",
            }
            page = self._api.call("POST", f"/crm/v3/objects/{there}/search", body)
            ids = [one["id"] for one in page["results"]]
            for at in range(0, len(ids), BATCH):
                yield ids[at : at + BATCH]
            if not ids or "next" not in page.get("paging", {}):
                return
            last = ids[-1]

    def _read(self, kind: str, ids: Sequence[str], by: str | None) -> list[Item]:
        mapping = self._kinds[kind]
        names = [KEY, *(one.there for one in mapping.fields if one.type != "ref")]
        records: list[dict[str, Any]] = []
        for at in range(0, len(ids), BATCH):
            body: dict[str, Any] = {
                "properties": names,
                "propertiesWithHistory": [],
                "inputs": [{"id": one} for one in dict.fromkeys(ids[at : at + BATCH])],
            }
            if by is not None:
                body["idProperty"] = by
            found = self._api.read(f"/crm/v3/objects/{mapping.there}/batch/read", body)
            records += [one for one in found if not one.get("archived")]
        for one in mapping.fields:
            if one.type == "ref" and records:
                leads = self._leads(mapping.there, one.there, [record["id"] for record in records])
                for record in records:
                    record["properties"][one.there] = next(iter(leads.get(record["id"], ())), None)
        return [_item(record) for record in records]

    def _leads(self, origin: str, target: str, ids: Sequence[str]) -> dict[str, list[str]]:
        """The records that each is associated with, by number: the first one is what a field holds."""
        found: dict[str, set[int]] = {}
        asked: list[dict[str, str]] = [{"id": one} for one in ids]
        while asked:
            batch, asked = asked[:BATCH], asked[BATCH:]
            for one in self._api.read(
                f"/crm/v4/associations/{origin}/{target}/batch/read", {"inputs": batch}
            ):
                number = one["from"]["id"]
                found.setdefault(number, set()).update(int(to["toObjectId"]) for to in one["to"])
                following = one.get("paging", {}).get("next")
                if following:
                    asked.append({"id": number, "after": following["after"]})
        return {one: [str(number) for number in sorted(numbers)] for one, numbers in found.items()}

    # --- writing

    def _create(self, kind: str, writes: Sequence[Write]) -> list[Outcome]:
        problems = self._carried_out(kind, writes)
        keys = [write.key for write in writes]
        found = {item.key: item for item in self.find(kind, keys)}
        # Associations are part of the creation as far as the mirror is concerned: made before it is answered.
        missing = {
            found[write.key].id: self._references(kind, write) for write in writes
            if write.key in found.keys() - problems.keys()
            and self._references(kind, write) != self._held(kind, write, found[write.key])
        }  # fmt: skip
        problems |= self._associate(kind, missing)
        if missing:
            found = {item.key: item for item in self.find(kind, keys)}
        outcomes: list[Outcome] = []
        for write in writes:
            item = found.get(write.key)
            if item is not None and write.key in problems:
                outcomes.append(EXISTS)  # refused, because it was there before
            elif item is None or item.id in problems:
                why = problems.get(write.key if item is None else item.id, "HubSpot did not create it")
                outcomes.append(Refusal("refused", why))
            else:
                outcomes.append(item)
        return outcomes

    def _carried_out(self, kind: str, writes: Sequence[Write]) -> dict[str, str]:
        """Send writes; why HubSpot refuses some, by id or key."""
        refused = _refused(partial(self._send, kind), writes)
        return {_trace(write): why for write, why in refused}

    def _send(self, kind: str, writes: Sequence[Write]) -> list[tuple[Write, str]]:
        """One request; raises `RefusedError` if it is not known which of them HubSpot refuses."""
        there, operation = self._kinds[kind].there, writes[0].operation
        inputs = [one for one in (self._input(kind, write) for write in writes) if one is not None]
        if not inputs:
            return []
        verb = "archive" if operation == "delete" else operation
        answer = self._api.call("POST", f"/crm/v3/objects/{there}/batch/{verb}", {"inputs": inputs})
        refused = []
        for names, why in refusals(answer):
            blamed = [write for write in writes if _trace(write) in names]
            if not blamed:
                raise RefusedError(why)
            refused += [(write, why) for write in blamed]
        return refused

    def _input(self, kind: str, write: Write) -> dict[str, Any] | None:
        """A write as HubSpot takes it; None if only associations change. With its trace it is refused by itself."""
        if write.operation == "delete":
            return {"id": write.id}
        references = self._references(kind, write)
        properties = {
            name: "" if value is None else _text(value)
            for name, value in write.values.items()
            if name not in references
        }
        trace = {"objectWriteTraceId": _trace(write)}
        if write.operation == "create":
            return {"properties": {**properties, KEY: write.key}, "associations": [], **trace}
        return {"id": write.id, "properties": properties, **trace} if properties else None

    def _references(self, kind: str, write: Write) -> dict[str, Any]:
        names = [one.there for one in self._kinds[kind].fields if one.type == "ref"]
        return {name: write.values[name] for name in names if name in write.values}

    def _held(self, kind: str, write: Write, item: Item) -> dict[str, Any]:
        return {name: (item.values or {}).get(name) for name in self._references(kind, write)}

    def _associate(self, kind: str, wanted: Mapping[str, Mapping[str, str | None]]) -> dict[str, str]:
        """Have records lead where their references say, by id and target; why HubSpot refuses some, by id."""
        there = self._kinds[kind].there
        problems: dict[str, str] = {}
        for target in ASSOCIATED:
            goals = {one: references[target] for one, references in wanted.items() if target in references}
            before = self._leads(there, target, list(goals)) if goals else {}
            path = f"/crm/v4/associations/{there}/{target}/batch"
            new = [(one, to) for one, to in goals.items() if to is not None and to not in before.get(one, ())]
            refused = _refused(partial(self._lead, path), new)
            problems |= {one: why for (one, _), why in refused}
            # Those that would come before the wanted one; all of them if there shall be none.
            old = [
                {
                    "from": {"id": one},
                    "to": [{"id": number} for number in numbers if _before(number, goals[one])],
                }
                for one, numbers in before.items()
                if one not in problems and _before(numbers[0], goals[one])
            ]
            for at in range(0, len(old), BATCH):
                self._api.call("POST", f"{path}/archive", {"inputs": old[at : at + BATCH]})
        return problems

    def _lead(self, path: str, leads: Sequence[_Lead]) -> list[tuple[_Lead, str]]:
        inputs = [{"from": {"id": one}, "to": {"id": to}} for one, to in leads]
        for _, why in refusals(self._api.call("POST", f"{path}/associate/default", {"inputs": inputs})):
            raise RefusedError(why)
        return []


def _refused(
    send: Callable[[Sequence[_Part]], list[tuple[_Part, str]]], parts: Sequence[_Part]
) -> list[tuple[_Part, str]]:
    """Send parts in one request; those that HubSpot refuses, and why. A refused batch is tried in halves."""
    if not parts:
        return []
    try:
        return send(parts)
    except RefusedError as error:
        if len(parts) == 1:
            return [(parts[0], str(error))]
    middle = len(parts) // 2
    return [*_refused(send, parts[:middle]), *_refused(send, parts[middle:])]


def _trace(write: Write) -> str:
    return write.key if write.operation == "create" else str(write.id)


def _before(number: str, goal: str | None) -> bool:
    return goal is None or int(number) < int(goal)


def _item(record: dict[str, Any]) -> Item:
    values = record["properties"]
    key = values.get(KEY)
    # Associations do not touch the time of a record, so they are part of its version.
    version = json.dumps([record["updatedAt"], key, *[values.get(name) for name in ASSOCIATED]])
    return Item(record["id"], version, values, _milliseconds(record["updatedAt"]), key or None)


def _milliseconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp() * 1000)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
