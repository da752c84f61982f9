"""Tryton as the CRM, over its JSON-RPC: parties as companies and contacts, sale opportunities as deals.

Fields are those of the model. A party has besides `email`, `phone`, `mobile`, `fax` and `website`, each its first
contact mechanism of that type, and `first_name` and `last_name`, which are its name, cut at the first space.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ghxstship.errors import APIConnectionError, ResponseParseError
from ghxstship.transport import PyreqwestTransport, Request, Transport

from ..mapping import KindMap
from ..side import EXISTS, Item, Outcome, RefusedError, Side, UnreachableError, Write

PARTY, MECHANISM = "party.party", "party.contact_mechanism"
MECHANISMS = ("email", "phone", "mobile", "fax", "website")
NAMES = ("first_name", "last_name")

# What a model keeps the mirror's key in: a party in an identifier, an opportunity in its reference.
KEYS = {PARTY: "identifiers.code", "sale.opportunity": "reference"}

# The button that leads to a state; from a closed one by way of `lead`.
CLOSED = ("lost", "cancelled")
BUTTONS = {"lead": "lead", "opportunity": "opportunity", "lost": "lost", "cancelled": "cancel"}

PAGE = 200
TIMEOUT = 60.0

# A transaction may become visible so long after the moment that its records carry.
OVERLAP = timedelta(seconds=10)


class RpcError(Exception):
    """Tryton refused a call; `name` is its kind of refusal."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


class Rpc:
    """A session with a Tryton server.

    Parameters
    ----------
    url: of the server, without the database.
    """

    def __init__(
        self, url: str, database: str, user: str, password: str, transport: Transport | None = None
    ) -> None:
        self._url = f"{url.rstrip('/')}/{database}/rpc/"
        self._user = user
        self._password = password
        self._transport = transport or PyreqwestTransport()
        self._session: str | None = None
        self.context: dict[str, Any] = {}
        self.user_id: int | None = None

    def call(self, method: str, *parameters: Any, timestamps: Mapping[str, str] | None = None) -> Any:
        """Call a method of the server with the user's context.

        Raises `RpcError`, and `UnreachableError` without an answer.
        """
        if self._session is None:
            self._log_in()
        context = {**self.context, **({"_timestamp": dict(timestamps)} if timestamps else {})}
        answer = self._post(method, [*parameters, context])
        if answer is None:  # the session has ended
            self._log_in()
            answer = self._post(method, [*parameters, context])
        if answer is None:
            raise UnreachableError(f"Tryton: {self._user} may not call {method}")
        if "error" in answer:
            raise _error(answer["error"])
        return answer["result"]

    def close(self) -> None:
        """Let go of the connections."""
        self._transport.close()

    def _log_in(self) -> None:
        self._session = None
        answer = self._post("common.db.login", [self._user, {"password": self._password}])
        if answer is None or not answer.get("result"):
            raise UnreachableError(f"Tryton: {self._user} cannot log in; check crm.user and crm.password")
        self.user_id, token = answer["result"][:2]
        self._session = base64.b64encode(f"{self._user}:{self.user_id}:{token}".encode()).decode()
        preferences = self._post("model.res.user.get_preferences", [True, {}])
        self.context = dict((preferences or {}).get("result") or {})

    def _post(self, method: str, parameters: list[Any]) -> dict[str, Any] | None:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._session is not None:
            headers["Authorization"] = f"Session {self._session}"
        body = json.dumps({"id": 1, "method": method, "params": parameters}, default=_encoded).encode()
        try:
            answer = self._transport.send(Request("POST", self._url, headers, body), TIMEOUT)
            if answer.status in (401, 403):
                return None
            if answer.status != 200:
                raise UnreachableError(f"Tryton: {self._url} answered {answer.status}")
            found: dict[str, Any] = json.loads(answer.body, object_hook=_decoded)
        except (APIConnectionError, ResponseParseError, ValueError) as error:
            raise UnreachableError(f"Tryton: {error}") from error
        return found


class TrytonSide(Side):
    """A database of a Tryton server. Deletions show by what is missing; an inactive party counts as deleted."""

    OPTIONS: Mapping[str, bool] = {"url": True, "database": True, "user": True, "password": True}

    def __init__(
        self,
        kinds: Mapping[str, KindMap],
        url: str,
        database: str,
        user: str,
        password: str,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(kinds)
        self.rpc = Rpc(url, database, user, password)
        self._clock = clock
        self._types: dict[str, dict[str, str]] = {}
        self._categories: dict[str, int] = {}

    def faults(self) -> Iterable[tuple[str, str | None, str]]:
        """Models, fields and categories that are missing."""
        for kind, mapping in self.kinds.items():
            if mapping.there not in KEYS:
                yield kind, None, f"{mapping.there!r} cannot be mirrored; use {' or '.join(KEYS)}"
                continue
            types = self._types_of(mapping.there)
            own = (*MECHANISMS, *NAMES) if mapping.there == PARTY else ()
            for one in mapping.fields:
                if one.there not in types and one.there not in own:
                    yield kind, one.there, f"{mapping.there} has no field {one.there!r}"
            category = mapping.options.get("category")
            if category is not None and self._category(kind) is None:
                yield kind, None, f"there is no party category {category!r}; make it in Tryton"

    def changes(
        self, kind: str, cursor: dict[str, Any] | None
    ) -> Iterator[tuple[list[Item], dict[str, Any]]]:
        """What was created or written since; of a party also what was of its contact mechanisms."""
        behind = cursor or {"since": None}
        settled = (self._clock() - OVERLAP).replace(tzinfo=None)
        newest = datetime.fromisoformat(behind["since"]) if behind["since"] else datetime.min  # noqa: DTZ901
        last, items = 0, []
        domain = self._since(kind, newest) if behind["since"] else self._domain(kind)
        while True:
            found = self._read(kind, [domain, ["id", ">", last]], PAGE)
            items = [item for _, item in found]
            newest = max([newest, *(_changed(row) for row, _ in found)])
            if len(found) < PAGE:
                break
            last = int(items[-1].id)
            yield items, behind
        since = min(newest, settled)
        yield items, {"since": since.isoformat()} if since > datetime.min else behind  # noqa: DTZ901

    def ids(self, kind: str) -> list[str]:
        """All at once: numbers are small."""
        method = f"model.{self.kinds[kind].there}.search"
        return [str(one) for one in self.rpc.call(method, self._domain(kind), 0, None, None)]

    def fetch(self, kind: str, ids: Sequence[str]) -> list[Item]:
        """By id."""
        numbers = [int(one) for one in ids if one.isdigit()]
        return [item for _, item in self._read(kind, [self._domain(kind), ["id", "in", numbers]], None)]

    def find(self, kind: str, keys: Sequence[str]) -> list[Item]:
        """By the identifier, or the reference."""
        key = KEYS[self.kinds[kind].there]
        return [item for _, item in self._read(kind, [self._domain(kind), [key, "in", list(keys)]], None)]

    def write(self, kind: str, writes: Sequence[Write]) -> list[Outcome]:
        """Creations in one transaction, if all of them can be made; else, and all others, one by one."""
        if writes[0].operation != "create" or len(writes) == 1:
            return super().write(kind, writes)
        try:
            return list(self._create(kind, writes))
        except RpcError:
            made = {item.key for item in self.find(kind, [write.key for write in writes])}
            return [EXISTS if write.key in made else self.write(kind, [write])[0] for write in writes]

    def send(self, kind: str, write: Write) -> Item | None:
        """Conditional on the times of the last changes."""
        try:
            return (
                self._create(kind, [write])[0] if write.operation == "create" else self._changed(kind, write)
            )
        except RpcError as error:
            if error.name == "ConcurrencyException":
                return None
            if write.id is not None and not self.fetch(kind, [write.id]):
                return None
            raise RefusedError(str(error)) from error

    def way(self, kind: str, name: str, before: Any, after: Any) -> Sequence[str]:
        """A closed opportunity becomes another one by way of a lead; one that is deleted is cancelled before."""
        if name != "state":
            return ()
        if after is None:
            return ("cancelled",)
        return ("lead",) if before in CLOSED else ()

    def wrote_last(self, item: Item) -> bool:
        """By the user that Tryton keeps with each change."""
        return (item.values or {}).get("write_uid") == self.rpc.user_id

    def close(self) -> None:
        """Let go of the connections."""
        self.rpc.close()

    def _create(self, kind: str, writes: Sequence[Write]) -> list[Item]:
        model, states = self.kinds[kind].there, [write.values.get("state") for write in writes]
        for state in states:
            if state is not None:
                _button(state)  # what cannot be reached is refused before there is half a record
        ids = self.rpc.call(f"model.{model}.create", [self._values(kind, write, {}) for write in writes])
        self._move(kind, {one: state for one, state in zip(ids, states, strict=True) if state is not None})
        found = {item.id: item for item in self.fetch(kind, [str(one) for one in ids])}
        return [found[str(one)] for one in ids]

    def _changed(self, kind: str, write: Write) -> Item | None:
        model, number = self.kinds[kind].there, int(write.id or 0)
        timestamps = json.loads(write.version)
        if write.operation == "delete":
            if model != PARTY:  # Tryton deletes an opportunity only when it is cancelled
                timestamps = self._move(kind, {number: "cancelled"}, timestamps)
            self.rpc.call(f"model.{model}.delete", [number], timestamps=timestamps)
            return Item(str(write.id))
        values = self._values(kind, write, timestamps)
        if values:
            self.rpc.call(f"model.{model}.write", [number], values, timestamps=timestamps)
            timestamps = {}
        if "state" in write.values:
            self._move(kind, {number: write.values["state"]}, timestamps)
        return next(iter(self.fetch(kind, [str(number)])), None)

    def _move(
        self, kind: str, states: Mapping[int, Any], timestamps: Mapping[str, str] | None = None
    ) -> Mapping[str, str]:
        """Bring opportunities into a state as its users do, by the buttons; last, as a closed one cannot be changed.

        The first step is conditional on `timestamps`; what comes next on those that are returned.
        """
        known = timestamps or {}
        model = self.kinds[kind].there
        rows = self.rpc.call(f"model.{model}.read", list(states), ["state"]) if states else []
        for one, before in ((row["id"], row["state"]) for row in rows):
            after = states[one]
            if before == after:
                continue
            last = _button(after)
            back = ["lead"] if before in CLOSED and after != "lead" else []
            for button in (*back, last):
                self.rpc.call(f"model.{model}.{button}", [one], timestamps=known)
                known = {}
        return known

    # --- Tryton's own way of saying things

    def _types_of(self, model: str) -> dict[str, str]:
        if model not in self._types:
            found = self.rpc.call(f"model.{model}.fields_get", None)
            self._types[model] = {name: one["type"] for name, one in found.items()}
        return self._types[model]

    def _category(self, kind: str) -> int | None:
        name = self.kinds[kind].options.get("category")
        if name is not None and kind not in self._categories:
            for one in self.rpc.call("model.party.category.search", [["name", "=", name]], 0, 1, None):
                self._categories[kind] = one
        return self._categories.get(kind)

    def _domain(self, kind: str) -> list[Any]:
        category = self._category(kind)
        return [["categories", "=", category]] if category is not None else []

    def _since(self, kind: str, moment: datetime) -> list[Any]:
        paths = ["", "contact_mechanisms."] if self.kinds[kind].there == PARTY else [""]
        either = [[f"{path}{name}", ">=", moment] for path in paths for name in ("create_date", "write_date")]
        return [self._domain(kind), ["OR", *either]]

    def _read(self, kind: str, domain: list[Any], most: int | None) -> list[tuple[dict[str, Any], Item]]:
        model = self.kinds[kind].there
        names = ["_timestamp", "create_date", "write_date"]
        if model == PARTY:
            names += ["name", "identifiers.code"]
            names += [f"contact_mechanisms.{name}" for name in ("type", "value", *names[:3])]
        own = (*MECHANISMS, *NAMES) if model == PARTY else ()
        names += [one.there for one in self.kinds[kind].fields if one.there not in (*own, *names)]
        if model != PARTY:
            names += [KEYS[model], "write_uid"]
        method = f"model.{model}.search_read"
        rows = self.rpc.call(method, domain, 0, most, [["id", "ASC"]], list(dict.fromkeys(names)))
        return [(row, self._item(model, row)) for row in rows]

    def _item(self, model: str, row: dict[str, Any]) -> Item:
        values, timestamps = dict(row), {f"{model},{row['id']}": row["_timestamp"]}
        key = row.get("reference")
        if model == PARTY:
            values |= dict(zip(NAMES, _halves(row["name"] or ""), strict=True))
            for one in reversed(row["contact_mechanisms."]):
                timestamps[f"{MECHANISM},{one['id']}"] = one["_timestamp"]
                values[one["type"]] = one["value"]
                values[f"{one['type']} id"] = one["id"]
            key = next((one["code"] for one in row["identifiers."] if _is_key(one["code"])), None)
        changed_at = int(_changed(row).replace(tzinfo=UTC).timestamp() * 1000)
        if model == PARTY:
            # What a write needs to know beside the times: which mechanism holds a value.
            timestamps |= {
                f"{name} id": str(values[f"{name} id"]) for name in MECHANISMS if f"{name} id" in values
            }
            timestamps["name"] = row["name"] or ""
        plain = {name: _plain(value) for name, value in values.items() if not name.endswith(".")}
        return Item(str(row["id"]), json.dumps(timestamps), plain, changed_at, key if _is_key(key) else None)

    def _values(self, kind: str, write: Write, known: dict[str, str]) -> dict[str, Any]:
        """The values of a write as the model takes them. Takes out of `known` what is no time."""
        model, given = self.kinds[kind].there, dict(write.values)
        values: dict[str, Any] = {}
        if model == PARTY:
            name = known.pop("name", "")
            halves = dict(zip(NAMES, _halves(name), strict=True))
            if any(one in given for one in NAMES):
                halves |= {one: given.pop(one) or "" for one in NAMES if one in given}
                values["name"] = " ".join(half for half in halves.values() if half)
            mechanisms = [
                command
                for one in MECHANISMS
                for number in (known.pop(f"{one} id", None),)
                if one in given
                for command in _mechanism(one, given.pop(one), number)
            ]
            if mechanisms:
                values["contact_mechanisms"] = mechanisms
        given.pop("state", None)
        types = self._types_of(model)
        values |= {name: _typed(types.get(name, "char"), value) for name, value in given.items()}
        if write.operation == "create":
            if model == PARTY:
                values["identifiers"] = [["create", [{"code": write.key}]]]
            else:
                values["reference"] = write.key
            category = self._category(kind)
            if category is not None:
                values["categories"] = [["add", [category]]]
        return values


def _button(state: str) -> str:
    if state not in BUTTONS:
        raise RpcError("UserError", f"Tryton itself makes an opportunity {state!r}, by its sale")
    return BUTTONS[state]


def _mechanism(kind: str, value: str | None, number: str | None) -> list[list[Any]]:
    if number is None:
        return [["create", [{"type": kind, "value": value}]]] if value else []
    return [["write", [int(number)], {"value": value}] if value else ["delete", [int(number)]]]


def _halves(name: str) -> tuple[str, str]:
    first, _, last = name.partition(" ")
    return first, last


def _is_key(text: str | None) -> bool:
    return bool(text) and str(text).startswith(("company_", "contact_", "deal_"))


def _changed(row: Mapping[str, Any]) -> datetime:
    rows = [row, *row.get("contact_mechanisms.", ())]
    found: list[datetime] = [one["write_date"] or one["create_date"] for one in rows]
    return max(found)


def _typed(kind: str, value: Any) -> Any:
    if value is None:
        return None
    if kind == "numeric":
        return {"__class__": "Decimal", "decimal": str(value)}
    if kind == "date":
        return date.fromisoformat(value)
    if kind in ("datetime", "timestamp"):
        return datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
    if kind in ("many2one", "integer"):
        return int(value)
    return float(value) if kind == "float" else value


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _encoded(value: Any) -> Any:
    parts = ["year", "month", "day"]
    if isinstance(value, datetime):
        parts += ["hour", "minute", "second", "microsecond"]
    return {"__class__": type(value).__name__.lower(), **{part: getattr(value, part) for part in parts}}


def _decoded(found: dict[str, Any]) -> Any:
    kind = found.get("__class__")
    if kind == "Decimal":
        return found["decimal"]
    if kind in ("date", "datetime"):
        parts = {name: value for name, value in found.items() if name != "__class__"}
        return datetime(**parts) if kind == "datetime" else date(**parts)  # noqa: DTZ001 - Tryton speaks UTC
    return found


def _error(error: Any) -> RpcError:
    name = str(error[0]) if error else "?"
    rest = error[1] if len(error) > 1 else ""
    message = rest[0] if isinstance(rest, (list, tuple)) and rest else rest or name
    return RpcError(name, str(message) if name in ("UserError", "ConcurrencyException") else name)
