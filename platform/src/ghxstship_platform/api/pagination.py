"""Lists on the wire: query parameters and cursors (playbook "Pagination", contract §7)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec

from .. import clock
from ..errors import PlatformError, add_unknown, detail
from ..products.fields import Boolean, Field
from ..products.listing import SORTS, Query
from ..products.resource import EXTERNAL_ID, Resource

DEFAULT_LIMIT = 25
MAX_LIMIT = 100
MAX_VALUES = 100

Pairs = list[tuple[str, str]]
Errors = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: what to look for, how much of it, from where."""

    query: Query
    limit: int
    with_total: bool
    cursor: str | None
    after: str | None


def filters_of(resource: Resource) -> dict[str, Field]:
    """The fields that a list of this resource can be filtered by."""
    own = [field for field in resource.stored if field.filter]
    computed = [c.field for c in resource.computed if c.condition is not None]
    return {field.name: field for field in (*own, EXTERNAL_ID, *computed)}


@lru_cache(maxsize=512)
def read_page(resource: Resource, pairs: tuple[tuple[str, str], ...], *, export: bool = False) -> Page:
    """The parameters of a list or an export; raises `BAD_REQUEST` naming every one that is wrong.

    What was read is remembered: pollers ask the same again and again.
    """
    errors: Errors = []
    once: dict[str, str] = {}
    chosen: dict[str, list[Any]] = {}
    filters = filters_of(resource)
    single = _EXPORT_PARAMETERS if export else _LIST_PARAMETERS
    for name, text in pairs:
        if name in filters:
            chosen.setdefault(name, []).append(_filter_value(filters[name], text, errors))
        elif name not in single:
            add_unknown(errors, "parameter", name, (*filters, *single))
        elif name in once:
            errors.append(detail(name, "Stands twice; send it once"))
        else:
            once[name] = text
    for name, values in chosen.items():
        if len(values) > MAX_VALUES:
            errors.append(detail(name, f"Must stand at most {MAX_VALUES} times"))
    query = Query(
        resource,
        sort=_choice(once, "sort", SORTS, "created_at" if export else "-created_at", errors),
        filters=tuple(sorted((name, tuple(dict.fromkeys(values))) for name, values in chosen.items()))
        if not errors
        else (),
        updated_after=read_moment(once, "updated_after", errors),
        created_after=read_moment(once, "created_after", errors),
        created_before=read_moment(once, "created_before", errors),
        text=_text(once, errors),
        include_deleted=read_truth(once, "include_deleted", False, errors),
    )
    limit = _limit(once, errors)
    with_total = read_truth(once, "total", True, errors)
    if errors:
        raise PlatformError("BAD_REQUEST", f"{errors[0]['field']}: {errors[0]['message']}", errors)
    return Page(query, limit, with_total, once.get("cursor"), once.get("after"))


_COMMON_PARAMETERS = frozenset(
    ("cursor", "sort", "updated_after", "created_after", "created_before", "q", "include_deleted")
)
_LIST_PARAMETERS = _COMMON_PARAMETERS | {"limit", "total"}
_EXPORT_PARAMETERS = _COMMON_PARAMETERS | {"after"}


def _filter_value(field: Field, text: str, errors: Errors) -> Any:
    if isinstance(field.kind, Boolean):
        if text not in ("true", "false"):
            errors.append(detail(field.name, "Must be true or false"))
        return int(text == "true")
    value = field.kind.decode(text, field.name, errors, "USD")
    return field.kind.to_column(value, "USD") if isinstance(value, str) else value


def _limit(once: dict[str, str], errors: Errors) -> int:
    return read_limit(once.get("limit"), errors)


def read_limit(text: str | None, errors: Errors) -> int:
    """`limit`, 1 to 100, default 25."""
    if text is None:
        return DEFAULT_LIMIT
    if not re.fullmatch("[0-9]{1,3}", text, re.ASCII) or not 1 <= int(text) <= MAX_LIMIT:
        errors.append(detail("limit", f"Must be a whole number from 1 to {MAX_LIMIT}"))
        return DEFAULT_LIMIT
    return int(text)


def _choice(once: dict[str, str], name: str, choices: tuple[str, ...], default: str, errors: Errors) -> str:
    value = once.get(name, default)
    if value not in choices:
        errors.append(detail(name, f"Must be one of {', '.join(choices)}"))
        return default
    return value


def read_moment(once: dict[str, str], name: str, errors: Errors) -> int | None:
    """A parameter that is an RFC 3339 time, in epoch ms."""
    text = once.get(name)
    if text is None:
        return None
    try:
        # A plus that was not percent-encoded arrives as a space.
        return clock.from_text(text.replace(" ", "+"))
    except (ValueError, OverflowError):
        errors.append(
            detail(name, "Must be an RFC 3339 time with an offset, such as 2026-11-23T07:21:00.000Z")
        )
        return None


def _text(once: dict[str, str], errors: Errors) -> str | None:
    text = once.get("q")
    if text is not None and not 1 <= len(text) <= 200:
        errors.append(detail("q", "Must have 1 to 200 characters"))
    return text.lower() if text is not None else None


def read_truth(once: dict[str, str], name: str, default: bool, errors: Errors) -> bool:
    """A parameter that is true or false."""
    text = once.get(name)
    if text not in (None, "true", "false"):
        errors.append(detail(name, "Must be true or false"))
    return default if text is None else text == "true"


class CursorBody(msgspec.Struct, forbid_unknown_fields=True):
    """What a cursor carries; `lastId` stands first, as in the playbook."""

    lastId: str  # noqa: N815 - the playbook's name
    at: tuple[int, int] | None
    total: int | None
    mac: str


def seal(secret: bytes, scope: str, last_id: str, at: tuple[int, int] | None, total: int | None) -> str:
    """A cursor that only holds for `scope`: a workspace, a list, its filters and its sort order."""
    mac = _mac(secret, scope, last_id, at, total)
    body = msgspec.json.encode(CursorBody(last_id, at, total, mac))
    return base64.urlsafe_b64encode(body).rstrip(b"=").decode()


def unseal(secret: bytes, scope: str, cursor: str) -> CursorBody:
    """What a cursor carries; raises `INVALID_CURSOR` when it was changed or belongs elsewhere."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        body = msgspec.json.decode(raw, type=CursorBody)
        expected = _mac(secret, scope, body.lastId, body.at, body.total)
        # Base64 has several spellings of the same bytes; only ours is accepted.
        whole = base64.urlsafe_b64encode(raw).rstrip(b"=").decode() == cursor
        if not whole or not hmac.compare_digest(expected.encode(), body.mac.encode()):
            raise ValueError
    except (ValueError, binascii.Error, msgspec.MsgspecError) as error:
        message = "The cursor is damaged or belongs to another list; begin again without one."
        raise PlatformError("INVALID_CURSOR", message, [detail("cursor", message)]) from error
    return body


def _mac(secret: bytes, scope: str, last_id: str, at: tuple[int, int] | None, total: int | None) -> str:
    text = f"{scope}\n{last_id}\n{at}\n{total}".encode(errors="replace")
    return hashlib.blake2b(text, key=secret, digest_size=9).hexdigest()


def scope_of(workspace_id: str, query: Query) -> str:
    """What a cursor of this list is bound to."""
    return (
        f"{workspace_id} {query.resource.key} {query.sort} {query.filters} {query.updated_after} "
        f"{query.created_after} {query.created_before} {query.text!r} {query.include_deleted}"
    )
