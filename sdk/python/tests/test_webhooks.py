"""Signatures: the playbook's header and Standard Webhooks, and everything that must not pass."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode
from typing import Any

import pytest

from ghxstship import ConfigurationError, testing, webhooks
from ghxstship.webhooks import SignatureError

KEY = b"0123456789abcdef0123456789abcdef"
SECRET = "whsec_" + b64encode(KEY).decode()
OTHER = "whsec_" + b64encode(KEY[::-1]).decode()
BODY = json.dumps({"id": "msg_1", "event": "deal.won", "data": {"name": "Früh"}}).encode()
AT = 1_795_500_000


def _headers(**changes: Any) -> dict[str, str]:
    return webhooks.sign(BODY, SECRET, message_id="msg_1", timestamp=AT) | changes


def test_the_signatures_are_those_of_the_contract() -> None:
    headers = _headers()
    whole = hmac.new(SECRET.encode(), f"{AT}.".encode() + BODY, hashlib.sha256).hexdigest()
    assert headers["X-GHXSTSHIP-Signature"] == f"t={AT},v1={whole}"
    standard = hmac.new(KEY, f"msg_1.{AT}.".encode() + BODY, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{b64encode(standard).decode()}"


def test_a_message_is_verified_in_each_form() -> None:
    headers = _headers()
    ours = headers["X-GHXSTSHIP-Signature"]
    standard = {name.title(): value for name, value in headers.items() if name.startswith("webhook-")}
    for given in (headers, ours, standard, {"x-ghxstship-signature": [ours]}, {b"a": b"b", **headers}):
        event = webhooks.verify(BODY, given, SECRET, now=AT)  # type: ignore[arg-type]
        assert (event.event, event.data.name) == ("deal.won", "Früh")
    assert webhooks.verify(BODY.decode(), ours, SECRET, now=AT).id == "msg_1"
    assert (
        webhooks.verify(bytearray(BODY), {"X-Ghxstship-Signature": ours.encode()}, [SECRET], now=AT).id
        == "msg_1"
    )


@pytest.mark.parametrize("secret", [SECRET, OTHER, [OTHER, SECRET]])
def test_a_rotation_has_two_signatures(secret: Any) -> None:
    headers = webhooks.sign(BODY, [SECRET, OTHER], timestamp=AT)
    assert headers["X-GHXSTSHIP-Signature"].count("v1=") == 2
    webhooks.verify(BODY, headers, secret, now=AT)
    del headers["X-GHXSTSHIP-Signature"]
    webhooks.verify(BODY, headers, secret, now=AT)


@pytest.mark.parametrize("off", [-300, 300])
def test_300_seconds_either_way_are_allowed(off: int) -> None:
    webhooks.verify(BODY, _headers(), SECRET, now=AT + off)


@pytest.mark.parametrize(("off", "said"), [(301, "old"), (-301, "future")])
@pytest.mark.parametrize("ours", [True, False])
def test_old_and_future_messages_are_refused(off: int, said: str, ours: bool) -> None:
    headers = _headers()
    if not ours:
        del headers["X-GHXSTSHIP-Signature"]
    with pytest.raises(SignatureError, match=said):
        webhooks.verify(BODY, headers, SECRET, now=AT + off)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "nonsense",
        f"t={AT}",
        "v1=00",
        f"t={AT},v1=",
        f"t={AT},v1=é",
        "t=x,v1=00",
        "t=-5,v1=00",
        "t=²,v1=00",
        f"t={AT},t={AT},v1=00",
        f"t={AT},v0=00",
        f"t={AT},v1=" + "0" * 5000,
    ],
)
def test_damaged_headers_are_refused(header: str) -> None:
    with pytest.raises(SignatureError):
        webhooks.verify(BODY, header, SECRET, now=AT)


@pytest.mark.parametrize(
    "changes",
    [
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "v2,AAAA"},
        {"webhook-signature": "v1," + "A" * 5000},
        {"webhook-id": "msg_2"},
        {"webhook-timestamp": str(AT + 1)},
        {"webhook-timestamp": "soon"},
    ],
)
def test_damaged_standard_headers_are_refused(changes: dict[str, str]) -> None:
    headers = _headers(**changes)
    del headers["X-GHXSTSHIP-Signature"]
    with pytest.raises(SignatureError):
        webhooks.verify(BODY, headers, SECRET, now=AT)


def test_a_changed_body_and_another_secret_are_refused() -> None:
    for body, secret in ((BODY + b" ", SECRET), (BODY, OTHER)):
        with pytest.raises(SignatureError, match="no signature matches"):
            webhooks.verify(body, _headers(), secret, now=AT)
    with pytest.raises(SignatureError, match="there is no signature"):
        webhooks.verify(BODY, {}, SECRET, now=AT)


def test_a_parsed_body_is_told_from_a_raw_one() -> None:
    with pytest.raises(TypeError, match=r"await request\.body\(\)"):
        webhooks.verify(json.loads(BODY), _headers(), SECRET)


def test_secrets_that_cannot_be() -> None:
    for wrong in ("", [], [""]):
        with pytest.raises(ConfigurationError, match="secret"):
            webhooks.verify(BODY, _headers(), wrong)
    with pytest.raises(ConfigurationError, match="copy it whole"):
        webhooks.sign(BODY, "whsec_!")


@pytest.mark.parametrize("body", [b"[]", b"no"])
def test_a_signed_body_that_is_no_event(body: bytes) -> None:
    with pytest.raises(SignatureError, match="no JSON object"):
        webhooks.verify(body, webhooks.sign(body, SECRET), SECRET)


def test_a_sample_webhook() -> None:
    body, headers = testing.webhook("deal.won", {"id": "deal_1", "name": "Spring run"}, SECRET)
    event = webhooks.verify(body, headers, SECRET)
    assert (event.event, event.sequence, event.data.id) == ("deal.won", 1, "deal_1")
    assert event.timestamp.utcoffset().total_seconds() == 0
    assert headers["X-GHXSTSHIP-Event"] == "deal.won"
    with pytest.raises(SignatureError, match="old"):
        webhooks.verify(*testing.webhook("deal.won", {}, SECRET, timestamp=AT), SECRET, now=AT + 999)
