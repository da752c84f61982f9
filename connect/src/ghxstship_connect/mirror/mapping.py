"""The mapping: which field of GHXSTSHIP is which of the CRM, and who decides about it.

    {
      "crm": {"type": "sql", "url": "sqlite:///crm.db"},
      "contacts": {
        "crm": "people",
        "match": ["email"],
        "policy": "newest",
        "fields": {
          "first_name": "first_name",
          "email": {"crm": "mail", "policy": "crm"}
        }
      }
    }

What is wrong with a file is said all at once, each with its line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..configuration import Document, Place, kind_of, nearest, read
from .merge import POLICIES
from .side import HERE, KINDS, THERE
from .values import canonical

FIELDS: Mapping[str, Mapping[str, str]] = {
    "companies": {
        "name": "text", "domain": "domain", "kind": "text", "billing_email": "email", "currency": "text",
        "payment_terms": "text",
    },
    "contacts": {
        "first_name": "text", "last_name": "text", "email": "email", "phone": "phone", "company_id": "ref",
        "source": "text",
    },
    "deals": {
        "name": "text", "value": "number", "currency": "text", "phase": "text", "status": "text", "stage": "text",
        "probability": "number", "owner_id": "text", "contact_id": "ref", "company_id": "ref",
        "expected_close_date": "date", "next_action_at": "time", "lost_reason": "text", "notes": "text",
    },
}  # fmt: skip
"""What can be mirrored, and of which type it is. `phase` is a deal's `status` if that is won or lost, else its
`stage`: what most CRMs keep in one field."""

STAGES, CLOSED = ("qualification", "proposal", "negotiation"), ("won", "lost")
CHOICES: Mapping[str, Sequence[str]] = {
    "phase": (*STAGES, *CLOSED), "stage": STAGES, "status": ("open", *CLOSED),
}  # fmt: skip
"""The words that GHXSTSHIP has for a field."""

REQUIRED = {"companies": ("name",), "contacts": (), "deals": ("name", "value")}
"""What GHXSTSHIP does not create a record without."""

REFERENCES = {"company_id": "companies", "contact_id": "contacts"}

# Percent of the linked records of a kind that one run may change or delete on a side before it asks.
MOST_UPDATES, MOST_DELETES = 50.0, 10.0


@dataclass(frozen=True)
class FieldMap:
    """A field on both sides.

    Parameters
    ----------
    here, there: its name in GHXSTSHIP and in the CRM.
    type: one of `values.TYPES`.
    policy: see `merge`.
    words: the CRM's word for each of GHXSTSHIP's, for a choice; empty for everything else.
    default: what GHXSTSHIP gets where the CRM has nothing.
    """

    here: str
    there: str
    type: str
    policy: str
    words: Mapping[str, str] = field(default_factory=dict)
    default: Any = None

    def from_crm(self, native: Any) -> Any:
        """The CRM's value as GHXSTSHIP writes it; raises ValueError for one that it has no word for."""
        value = canonical(self.type, native)
        if value is None:
            return self.default
        if not self.words:
            return value
        for here, there in self.words.items():
            if there == value:
                return here
        raise ValueError(
            f'the CRM has {self.there} = {value!r}, which is not among the "values" of {self.here}'
        )

    def to_crm(self, value: Any) -> Any:
        """GHXSTSHIP's value as the CRM writes it; raises ValueError for one that it has no word for."""
        if value is None or not self.words:
            return value
        if value not in self.words:
            raise ValueError(f'GHXSTSHIP has {self.here} = {value!r}, which is not among its "values"')
        return self.words[value]


@dataclass(frozen=True)
class KindMap:
    """A kind of record on both sides.

    Parameters
    ----------
    there: the CRM's name of it: a table, a model, an object type.
    match: GHXSTSHIP's fields by which records that exist on both sides are recognised, once.
    options: what the adapter wants to know besides.
    """

    kind: str
    there: str
    fields: tuple[FieldMap, ...]
    match: tuple[str, ...]
    options: Mapping[str, Any]

    def by_here(self, name: str) -> FieldMap:
        """The field with this name in GHXSTSHIP."""
        return next(one for one in self.fields if one.here == name)


@dataclass(frozen=True)
class MirrorMap:
    """A mapping that was read.

    Parameters
    ----------
    name: of the mirror; part of the `external_id` of what it creates in GHXSTSHIP.
    state: the file in which it remembers what it did.
    crm: the adapter's options, `type` among them.
    most_updates, most_deletes: percent of a kind's links that a run may change, or delete, without being told to.
    """

    document: Document
    name: str
    state: Path
    crm: Mapping[str, Any]
    kinds: Mapping[str, KindMap]
    most_updates: float
    most_deletes: float


def load(path: str | Path, environment: Mapping[str, str]) -> MirrorMap:
    """Read a mapping; raises `ConfigurationError` that names everything that is wrong.

    Parameters
    ----------
    environment: where `{{env.NAME}}` in the CRM's options comes from.
    """
    document = read(path)
    required = ["crm"] if isinstance(document.value, dict) else []
    top = document.mapping(document.value, (), ("name", "state", "crm", "breaker", *KINDS), required)
    name = document.text(top.get("name", "crm"), ("name",)) or "crm"
    if ":" in name:
        document.complain(("name",), "name must have no colon: it stands before one in external_id")
    state = document.text(top.get("state", f"{document.path.stem}.state.db"), ("state",)) or "state.db"
    crm = _crm(document, top.get("crm", {}), environment)
    breaker = document.mapping(top.get("breaker", {}), ("breaker",), ("updates", "deletes"))
    limits = [
        _percent(document, breaker, key, most)
        for key, most in (("updates", MOST_UPDATES), ("deletes", MOST_DELETES))
    ]
    kinds = {kind: _kind(document, kind, top[kind]) for kind in KINDS if kind in top}
    if not kinds and isinstance(document.value, dict):
        document.complain((), f"the file maps nothing; add one of {', '.join(KINDS)}")
    for kind in kinds.values():
        _check_references(document, kind, kinds)
    document.raise_problems()
    return MirrorMap(document, name, document.path.parent / state, crm, kinds, *limits)


def _crm(document: Document, value: Any, environment: Mapping[str, str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        document.complain(("crm",), f"crm must be an object {{…}} with a type, not {kind_of(value)}")
        return {}
    filled: dict[str, Any] = document.with_environment(value, ("crm",), environment)
    if value and "type" not in filled:
        document.complain(("crm",), "crm lacks 'type', such as sql, tryton or hubspot")
    return filled


def _percent(document: Document, breaker: dict[str, Any], key: str, default: float) -> float:
    value = breaker.get(key, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 100:
        document.complain(("breaker", key), f"breaker.{key} must be a percentage from 0 to 100")
        return default
    return float(value)


def _kind(document: Document, kind: str, value: Any) -> KindMap:
    place: Place = (kind,)
    keys = ("crm", "match", "policy", "fields", "options")
    given = document.mapping(value, place, keys, ("crm", "fields") if isinstance(value, dict) else ())
    there = document.text(given["crm"], (*place, "crm")) if "crm" in given else None
    policy = _policy(document, given.get("policy", "newest"), (*place, "policy"))
    fields = _fields(document, kind, given.get("fields", {}), policy)
    match = given.get("match", [])
    if not isinstance(match, list):
        document.complain((*place, "match"), f"match must be a list of fields, not {kind_of(match)}")
        match = []
    mapped = [one.here for one in fields]
    for index, name in enumerate(match):
        if name not in mapped:
            hint = nearest(str(name), mapped)
            document.complain(
                (*place, "match", index), f"match names {name!r}, which is not among the fields{hint}"
            )
    options = given.get("options", {})
    if not isinstance(options, dict):
        document.complain((*place, "options"), f"options must be an object {{…}}, not {kind_of(options)}")
        options = {}
    return KindMap(kind, there or "", tuple(fields), tuple(map(str, match)), options)


def _policy(document: Document, value: Any, place: Place) -> str:
    if value not in POLICIES:
        hint = nearest(str(value), POLICIES)
        document.complain(place, f"there is no policy {value!r}{hint}; use {', '.join(POLICIES)}")
        return "manual"
    return str(value)


def _fields(document: Document, kind: str, value: Any, policy: str) -> list[FieldMap]:
    place: Place = (kind, "fields")
    found = [
        one
        for name, given in document.mapping(value, place, FIELDS[kind]).items()
        if (one := _field(document, kind, name, given, policy)) is not None
    ]
    for name in REQUIRED[kind]:
        if name not in [one.here for one in found] and isinstance(value, dict) and name not in value:
            document.complain(place, f"{kind} lacks the field {name!r}, without which GHXSTSHIP creates none")
    if {"phase"} & set(value) and {"stage", "status"} & set(value):
        document.complain((*place, "phase"), "phase stands for stage and status; map it, or those two")
    seen: dict[str, str] = {}
    for one in found:
        if one.there in seen:
            document.complain(
                (*place, one.here),
                f"{one.here} and {seen[one.there]} are both the CRM's {one.there!r}; map each to a field of its own",
            )
        seen[one.there] = one.here
    return found


def _field(document: Document, kind: str, name: str, given: Any, policy: str) -> FieldMap | None:
    place: Place = (kind, "fields", name)
    type_of = FIELDS[kind][name]
    if isinstance(given, str):
        there = document.text(given, place)
        return FieldMap(name, there, type_of, policy) if there else None
    holder = document.mapping(given, place, ("crm", "policy", "values", "default"), ("crm",))
    there = document.text(holder["crm"], (*place, "crm")) if "crm" in holder else None
    if there is None:
        return None
    own = _policy(document, holder.get("policy", policy), (*place, "policy"))
    words = _words(document, holder.get("values", {}), (*place, "values"))
    default = holder.get("default")
    try:
        default = canonical(type_of, default)
    except ValueError as error:
        document.complain((*place, "default"), f"default: {error}")
    for word, where in ((default, "default"), *((word, "values") for word in words)):
        if word is not None and name in CHOICES and word not in CHOICES[name]:
            hint = nearest(str(word), CHOICES[name])
            document.complain(
                (*place, where, word), f"{name} is never {word!r}{hint}; it is {', '.join(CHOICES[name])}"
            )
    return FieldMap(name, there, type_of, own, words, default)


def _words(document: Document, value: Any, place: Place) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(word, str) for word in value.values()):
        document.complain(place, "values must be an object with the CRM's word for each of GHXSTSHIP's")
        return {}
    doubled = {word for word in value.values() if list(value.values()).count(word) > 1}
    for word in sorted(doubled):
        document.complain(
            place, f"values has {word!r} twice; each word of the CRM can mean one of GHXSTSHIP's"
        )
    return value


def _check_references(document: Document, kind: KindMap, kinds: Mapping[str, KindMap]) -> None:
    for one in kind.fields:
        if one.type == "ref" and REFERENCES[one.here] not in kinds:
            target = REFERENCES[one.here]
            document.complain(
                (kind.kind, "fields", one.here), f"{one.here} refers to {target}, which the file does not map"
            )


def place_of(kind: str, own: str | None, mapping: MirrorMap, side: str) -> Place:
    """Where the file names a kind, or a field of it by its name on a side."""
    if own is None or kind not in mapping.kinds:
        return (kind,) if kind in mapping.kinds else ("crm",)
    for one in mapping.kinds[kind].fields:
        if own == (one.here if side == HERE else one.there):
            return (kind, "fields", one.here)
    return (kind,)


def check_against(mapping: MirrorMap, faults: Mapping[str, Any]) -> None:
    """Say with file and line what the sides do not have; raises `ConfigurationError`.

    Parameters
    ----------
    faults: what each side, by its name, found (`Side.faults`).
    """
    for side in (HERE, THERE):
        for kind, own, message in faults.get(side, ()):
            mapping.document.complain(place_of(kind, own, mapping, side), message)
    mapping.document.raise_problems()
