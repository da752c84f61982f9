"""What of a request may be kept: bodies and addresses without secrets, cut to a bounded length.

A value goes when its field's name tells of a secret, and wherever it looks like one of ours. Most bodies hold nothing
of the kind: that is found out quickly, because every write of the API comes through here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

import msgspec

HIDDEN = "[hidden]"
MOST_BYTES = 8 * 1024
"""Of a body that is kept."""

# A name with one of these in it, written as letters and digits only, tells of a secret.
_NAME_PARTS = (
    "secret", "password", "passwd", "passphrase", "token", "authorization", "apikey", "accesskey", "privatekey",
    "signingkey", "cookie", "credential", "assertion", "signature",
)  # fmt: skip
# Names that are a secret as they stand: a ticket's code admits its bearer, and so does an OAuth code; the headers of
# an endpoint are there to authenticate.
_NAMES = frozenset(("key", "code", "codeverifier", "devicecode", "usercode", "otp", "pin", "headers", "jwt"))
# Names that only sound like it.
_HARMLESS = frozenset(
    ("idempotencykey", "credentialid", "tokentype", "tokenendpoint", "secretrotatedat", "documentationurl")
)

_VALUES = re.compile(
    r"""
    \bghx_[a-z]+_[0-9A-Za-z_-]{8,}            # keys, tokens and client secrets of the platform
    | \bwhsec_[0-9A-Za-z+/=_-]{8,}            # secrets of webhook endpoints
    | \beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*       # JSON web tokens
    | (?<=\bbearer\ )[^\s"',]{8,}             # credentials of a header
    | (?<=\bbasic\ )[0-9A-Za-z+/=]{8,}
    | (?<=://)[^\s/@:"']*:[^\s/@"']+(?=@)     # a password in an address
    """,
    re.VERBOSE | re.IGNORECASE,
)

# Of what is not JSON nobody can tell names from values.
_SUSPECT = re.compile(
    rb"secret|pass|token|auth|key|cookie|credential|assertion|signature|code|headers|jwt|otp|pin|"
    rb"ghx_|whsec_|eyj|bearer|basic|://|\\u"
)
_LONGEST_NAME = 100
# Names that were seen and tell of no secret; nearly every body has no others, which is one question for all of them.
# The code of an error of ours says what went wrong.
_plain: set[str] = set()
_plain_of_error: set[str] = {"code"}
_MOST_PLAIN = 4096


def is_secret(name: str) -> bool:
    """Whether what goes by this name is a secret."""
    return _is_secret(name) if len(name) <= _LONGEST_NAME else _is_secret.__wrapped__(name)


@lru_cache(maxsize=4096)
def _is_secret(name: str) -> bool:
    plain = re.sub("[^a-z0-9]", "", name.lower())
    if plain in _HARMLESS:
        return False
    return plain in _NAMES or any(part in plain for part in _NAME_PARTS)


def text(value: str) -> str:
    """A text with everything hidden that looks like a secret."""
    if value.isascii() and not _holds_sign(value.lower()):
        return value
    return _VALUES.sub(HIDDEN, value)


def query(raw: bytes) -> str:
    """A query string: parameters whose names tell of a secret are hidden, and what looks like one."""
    if not raw:
        return ""
    return _query(raw) if len(raw) <= _LONGEST_NAME else _query.__wrapped__(raw)


# Lists are asked for with the same parameters again and again.
@lru_cache(maxsize=4096)
def _query(raw: bytes) -> str:
    plain = raw[:MOST_BYTES].decode("latin-1")
    pairs = parse_qsl(plain, keep_blank_values=True)
    if any(is_secret(name) or text(name + value) != name + value for name, value in pairs):
        return urlencode([(text(name), HIDDEN if is_secret(name) else text(value)) for name, value in pairs])
    return text(plain)


def request_body(raw: bytes) -> str | None:
    """The body of a request as it may be kept; None when there is none."""
    return _body(raw, hide_codes=True)


def error_body(raw: bytes) -> str | None:
    """The body of an error of ours: as that of a request, but that its `code` is no secret."""
    return _body(raw, hide_codes=False)


def _body(raw: bytes, *, hide_codes: bool) -> str | None:
    if not raw:
        return None
    try:
        sent = raw.decode()
        found = msgspec.json.decode(sent)
        plain = _plain if hide_codes else _plain_of_error
        if not _holds_sign(sent.lower()) and not _names_secret(found, plain):
            return _cut(raw, sent)
    except (ValueError, RecursionError):
        held = _SUSPECT.search(raw.lower()) is not None
        return f"[{len(raw)} bytes that are not JSON and may hold a secret]" if held else _cut(raw)
    try:
        hidden = json.dumps(_hide(found, hide_codes), ensure_ascii=False, separators=(",", ":"))
    except RecursionError:
        return f"[{len(raw)} bytes, nested too deep]"
    return _cut(hidden.encode(errors="replace"))


def _holds_sign(lowered: str) -> bool:
    """Whether there is in a text, in lower case, what each of the values has that look like a secret."""
    # In JSON `\u` could spell any of them, and `\/` an address. Single characters are found ten times as fast; and in
    # bytes each search for bytes would cost as much again.
    return (
        "ghx_" in lowered
        or "whsec_" in lowered
        or "bearer " in lowered
        or "basic " in lowered
        or ("j" in lowered and "eyj" in lowered)
        or ("@" in lowered and ("://" in lowered or "\\/" in lowered))
        or ("\\" in lowered and "\\u" in lowered)
    )


def _names_secret(value: Any, plain: set[str]) -> bool:
    if isinstance(value, dict):
        if not plain.issuperset(value):
            if any(map(is_secret, value.keys() - plain)):
                return True
            _remember(value, plain)
        value = value.values()
    elif not isinstance(value, list):
        return False
    for inner in value:
        kind = type(inner)
        if (kind is dict or kind is list) and _names_secret(inner, plain):
            return True
    return False


def _remember(names: Collection[str], plain: set[str]) -> None:
    if len(plain) + len(names) > _MOST_PLAIN:
        plain.intersection_update(("code",))
    else:
        plain.update(name for name in names if len(name) <= _LONGEST_NAME)


def _hide(value: Any, hide_codes: bool) -> Any:
    if isinstance(value, dict):
        return {
            text(name): HIDDEN
            if is_secret(name) and (hide_codes or name != "code") and inner is not None
            else _hide(inner, hide_codes)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_hide(inner, hide_codes) for inner in value]
    return text(value) if isinstance(value, str) else value


def _cut(raw: bytes, whole: str | None = None) -> str:
    """What PostgreSQL and JSON can hold of it: UTF-8 without NUL, of a bounded length.

    Parameters
    ----------
    whole: all of it as text, where that is known.
    """
    if whole is None or len(raw) > MOST_BYTES:
        whole = raw[:MOST_BYTES].decode(errors="replace")
    kept = whole.replace("\0", "\ufffd")
    return kept if len(raw) <= MOST_BYTES else f"{kept}… [{len(raw)} bytes in all]"
