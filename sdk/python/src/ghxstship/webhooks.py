"""Webhooks: is a message from the platform, and what does it say (playbook "Webhook Signature Verification").

>>> from ghxstship import webhooks
>>> secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
>>> headers = webhooks.sign(b'{"event":"deal.won"}', secret, message_id="msg_1")
>>> webhooks.verify(b'{"event":"deal.won"}', headers, secret).event
'deal.won'
"""

from __future__ import annotations

import hmac
import json
import time
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from .errors import ConfigurationError, GhxstshipError
from .records import Record

TOLERANCE = 300.0
PREFIX = "whsec_"

# Bytes of a header; a longer one is somebody's attempt to keep us busy.
LONGEST_HEADER = 4096


class SignatureError(GhxstshipError):
    """The message is not to be trusted: answer 400 and do nothing else with it."""


class Event(Record):
    """A webhook's envelope, frozen when its change was committed."""

    __slots__ = ()
    id: str
    """Of the message; the same in every attempt, so that a repetition is noticed."""
    event: str
    """Its type, such as `deal.won`."""
    version: str
    """Of the envelope."""
    timestamp: datetime
    """When the change was committed."""
    sequence: int
    """Counts the events of a workspace."""
    workspace_id: str
    """Where it happened."""
    data: Record
    """The whole record."""
    metadata: Record
    """Who changed it, and by which request."""


def verify(
    payload: bytes | str,
    signature: str | Mapping[str, Any],
    secret: str | Sequence[str],
    *,
    tolerance: float = TOLERANCE,
    now: float | None = None,
) -> Event:
    """The event of a message, or `SignatureError`.

    Parameters
    ----------
    payload: the body exactly as it arrived; a parsed and re-written body has another signature.
    signature: the request's headers (any mapping), or the value of `X-GHXSTSHIP-Signature`.
    secret: the endpoint's `whsec_…`, or several during a rotation.
    tolerance: seconds that the message's time may be off, in the past or in the future.
    now: Unix seconds, instead of the clock.
    """
    body = _raw(payload)
    secrets = _secrets(secret)
    time_now = time.time() if now is None else now
    if isinstance(signature, str):
        _verify_ours(body, signature, secrets, tolerance, time_now)
    else:
        headers = {str(name).lower(): _text(value) for name, value in signature.items()}
        ours = headers.get("x-ghxstship-signature")
        if ours is not None:
            _verify_ours(body, ours, secrets, tolerance, time_now)
        else:
            _verify_standard(body, headers, secrets, tolerance, time_now)
    try:
        document = json.loads(body)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise SignatureError("the signature is right, but the body is no JSON object")
    return Event(document)


def sign(
    payload: bytes | str,
    secret: str | Sequence[str],
    *,
    message_id: str = "msg_sample",
    timestamp: int | None = None,
) -> dict[str, str]:
    """The headers that the platform would send with `payload`: ours and those of Standard Webhooks.

    Parameters
    ----------
    payload: the body.
    secret: the endpoint's `whsec_…`, or several during a rotation.
    message_id: of the message.
    timestamp: Unix seconds; now, if left out.
    """
    body = _raw(payload)
    at = str(int(time.time()) if timestamp is None else timestamp)
    secrets = _secrets(secret)
    ours = ",".join(f"v1={_ours(one, at, body)}" for one in secrets)
    standard = " ".join(f"v1,{_standard(one, message_id, at, body)}" for one in secrets)
    return {
        "X-GHXSTSHIP-Signature": f"t={at},{ours}",
        "webhook-id": message_id,
        "webhook-timestamp": at,
        "webhook-signature": standard,
    }


def _verify_ours(body: bytes, header: str, secrets: list[str], tolerance: float, now: float) -> None:
    if len(header) > LONGEST_HEADER:
        raise SignatureError("the signature header is too long")
    parts = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    given = [value for name, _, value in parts if name == "v1"]
    if len(times) != 1 or not given:
        raise SignatureError("the signature header is not of the form t=…,v1=…")
    _check_time(times[0], tolerance, now)
    _check_any([_ours(one, times[0], body) for one in secrets], given)


def _verify_standard(
    body: bytes, headers: dict[str, str], secrets: list[str], tolerance: float, now: float
) -> None:
    try:
        message_id, at = headers["webhook-id"], headers["webhook-timestamp"]
        signatures = headers["webhook-signature"]
    except KeyError:
        raise SignatureError(
            "there is no signature: neither X-GHXSTSHIP-Signature nor webhook-id, webhook-timestamp and"
            " webhook-signature"
        ) from None
    if len(signatures) > LONGEST_HEADER:
        raise SignatureError("the signature header is too long")
    _check_time(at, tolerance, now)
    given = [
        value for version, _, value in (part.partition(",") for part in signatures.split()) if version == "v1"
    ]
    _check_any([_standard(one, message_id, at, body) for one in secrets], given)


def _check_time(text: str, tolerance: float, now: float) -> None:
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise SignatureError("the signature's time is not in Unix seconds")
    off = now - int(text)
    if off > tolerance:
        raise SignatureError(
            f"the message is {off:.0f} s old; a replay, or the clock of this machine is wrong"
        )
    if off < -tolerance:
        raise SignatureError(
            f"the message is from {-off:.0f} s in the future; is the clock of this machine wrong?"
        )


def _check_any(expected: list[str], given: list[str]) -> None:
    # Every pair is compared, so that the time tells nothing.
    matches = [hmac.compare_digest(one.encode(), other.encode()) for one in expected for other in given]
    if not any(matches):
        raise SignatureError(
            "no signature matches: is it this endpoint's secret, and is the body passed as the bytes that arrived?"
        )


def _ours(secret: str, at: str, body: bytes) -> str:
    return hmac.digest(secret.encode(), at.encode() + b"." + body, "sha256").hex()


def _standard(secret: str, message_id: str, at: str, body: bytes) -> str:
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError:
        raise ConfigurationError("the secret is not whsec_ and base64; copy it whole") from None
    content = f"{message_id}.{at}.".encode() + body
    return b64encode(hmac.digest(key, content, "sha256")).decode()


def _secrets(secret: str | Sequence[str]) -> list[str]:
    secrets = [secret] if isinstance(secret, str) else list(secret)
    if not secrets or not all(secrets):
        raise ConfigurationError("secret must be the endpoint's whsec_… or a list of them, and not be empty")
    return secrets


def _raw(payload: bytes | str) -> bytes:
    if isinstance(payload, (bytes, bytearray, memoryview)):
        return bytes(payload)
    if isinstance(payload, str):
        return payload.encode()
    raise TypeError(
        f"payload must be the raw body, not {type(payload).__name__}: `await request.body()` in Starlette and"
        " FastAPI, `request.get_data()` in Flask, `request.body` in Django"
    )


def _text(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        value = value[0] if value else ""
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
