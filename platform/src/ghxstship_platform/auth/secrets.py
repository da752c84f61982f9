"""Credentials as text: a prefix that says what it is, random characters, and a checksum that scanners can verify.

The form follows GitHub's tokens: the last six characters are the CRC-32 of what comes before, in base 62, so that a
string that merely looks like a credential is told apart without asking the database.
"""

from __future__ import annotations

import hashlib
import hmac
import zlib

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_RANDOM = 30
_CHECKSUM = 6

PREFIXES = {"live": "ghx_live_", "sandbox": "ghx_test_"}


def _base62(value: int, length: int) -> str:
    chars = []
    for _ in range(length):
        value, digit = divmod(value, 62)
        chars.append(_BASE62[digit])
    return "".join(reversed(chars))


def _checksum(text: str) -> str:
    return _base62(zlib.crc32(text.encode()), _CHECKSUM)


def make(prefix: str, bits: int) -> str:
    """A credential of a kind from 178 or more random `bits`."""
    body = prefix + _base62(bits, _RANDOM)
    return body + _checksum(body)


def make_key(mode: str, bits: int) -> str:
    """An API key for a workspace of `mode` (live or sandbox) from 178 or more random `bits`."""
    return make(PREFIXES[mode], bits)


def is_of(prefix: str, text: str) -> bool:
    """Whether the text has the form of a credential of this kind and its checksum is right."""
    if not text.startswith(prefix) or len(text) != len(prefix) + _RANDOM + _CHECKSUM or not text.isascii():
        return False
    return hmac.compare_digest(_checksum(text[:-_CHECKSUM]), text[-_CHECKSUM:])


def is_well_formed(key: str) -> bool:
    """Whether the text has the form of an API key and its checksum is right."""
    return any(is_of(prefix, key) for prefix in PREFIXES.values())


def fingerprint(key: str, secret: bytes) -> str:
    """What is stored of a key: HMAC-SHA256 under the platform's secret, in hex."""
    return hmac.digest(secret, key.encode(), hashlib.sha256).hex()
