"""What we sign is accepted by the verifiers that receivers use, and nothing else is."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from ghxstship_platform.webhooks.signatures import new_secret, sign

HERE = Path(__file__).parent
PATIENCE = 60
OURS = "X-GHXSTSHIP-Signature"

OLD = new_secret(0x1234 << 240)
NEW = new_secret((1 << 256) - 5)
BODY = '{"event":"deal.won","data":{"name":"Nächtlicher Hafen ⚓"}}'.encode()


def test_standard_signature_is_the_published_vector() -> None:
    headers = sign(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-id"] == "msg_p5jXN8AQM9LWM0D4loKWxJek"
    assert headers["webhook-timestamp"] == "1614265330"


def test_our_signature_is_keyed_with_the_whole_secret() -> None:
    expected = hmac.new(OLD.encode(), b"1795000000." + BODY, hashlib.sha256).hexdigest()
    assert sign([OLD], "msg_1", 1795000000, BODY)[OURS] == f"t=1795000000,v1={expected}"


def test_two_secrets_sign_side_by_side() -> None:
    both, new, old = (sign(secrets, "msg_1", 7, BODY) for secrets in ([NEW, OLD], [NEW], [OLD]))
    assert both[OURS] == f"{new[OURS]},{old[OURS].removeprefix('t=7,')}"
    assert both["webhook-signature"] == f"{new['webhook-signature']} {old['webhook-signature']}"


@given(st.integers(0, 2**256 - 1), st.text(max_size=200))
def test_every_secret_is_one_that_verifiers_take(bits: int, text: str) -> None:
    body = text.encode()
    secret = new_secret(bits)
    assert len(secret) == 50
    Webhook(secret).verify(body, sign([secret], "msg_1", int(time.time()), body), json_parse=False)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_no base 64", "whsec_QUJ", "sk_QUJD"])
def test_a_secret_of_another_form_is_an_error_that_does_not_repeat_it(secret: str) -> None:
    with pytest.raises(ValueError, match=r"^a signing secret is whsec_ and base 64$") as caught:
        sign([secret], "msg_1", 1, BODY)
    assert not secret.removeprefix("whsec_") or secret not in str(caught.value)


def test_nothing_is_sent_unsigned() -> None:
    with pytest.raises(ValueError, match="at least one secret"):
        sign([], "msg_1", 1, BODY)


# Each makes one thing wrong: headers, body.
TAMPERED = {
    "body": lambda headers, body: (headers, body + b" "),
    "id": lambda headers, body: (headers | {"webhook-id": "msg_2"}, body),
    "timestamp": lambda headers, body: (
        headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)},
        body,
    ),
    "version": lambda headers, body: (
        headers | {"webhook-signature": headers["webhook-signature"].replace("v1,", "v2,")},
        body,
    ),
    "signature": lambda headers, body: (headers | {"webhook-signature": f"v1,{'A' * 43}="}, body),
    "no id": lambda headers, body: (_without(headers, "webhook-id"), body),
    "no timestamp": lambda headers, body: (_without(headers, "webhook-timestamp"), body),
    "no signature": lambda headers, body: (_without(headers, "webhook-signature"), body),
}


def _without(headers: Mapping[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in headers.items() if key != name}


@pytest.mark.parametrize("secrets", [[OLD], [NEW, OLD], [OLD, NEW]])
def test_python_library_accepts_what_we_send(secrets: list[str]) -> None:
    headers = sign(secrets, "msg_1", int(time.time()), BODY)
    for secret in secrets:
        assert Webhook(secret).verify(BODY, headers) == json.loads(BODY)


@pytest.mark.parametrize("what", TAMPERED)
def test_python_library_refuses_tampering(what: str) -> None:
    headers, body = TAMPERED[what](sign([OLD], "msg_1", int(time.time()), BODY), BODY)
    with pytest.raises(WebhookVerificationError):
        Webhook(OLD).verify(body, headers)


@pytest.mark.parametrize("shift", [-400, 400])
def test_python_library_refuses_what_is_too_old_or_too_new(shift: int) -> None:
    headers = sign([OLD], "msg_1", int(time.time()) + shift, BODY)
    with pytest.raises(WebhookVerificationError):
        Webhook(OLD).verify(BODY, headers)


def test_python_library_refuses_another_secret() -> None:
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW).verify(BODY, sign([OLD], "msg_1", int(time.time()), BODY))


def _run_typescript(tools: Path, program: Path, cases: list[dict[str, object]]) -> list[bool]:
    done = subprocess.run(
        [tools / "tsx", program], input=json.dumps(cases), capture_output=True, text=True, timeout=PATIENCE,
        env={**os.environ, "NODE_PATH": str(tools.parent)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    verdicts: list[bool] = json.loads(done.stdout)
    return verdicts


def test_javascript_library_accepts_ours_and_refuses_tampering(node_tools: Path) -> None:
    now = int(time.time())
    good = [
        (secret, sign(secrets, "msg_1", now, BODY), BODY)
        for secrets in ([OLD], [NEW, OLD], [OLD, NEW])
        for secret in secrets
    ]
    bad = [(OLD, *tamper(sign([OLD], "msg_1", now, BODY), BODY)) for tamper in TAMPERED.values()]
    bad += [(OLD, sign([OLD], "msg_1", now + shift, BODY), BODY) for shift in (-400, 400)]
    bad.append((NEW, sign([OLD], "msg_1", now, BODY), BODY))
    cases: list[dict[str, object]] = [
        {"secret": secret, "headers": headers, "body": body.decode()} for secret, headers, body in good + bad
    ]
    verdicts = _run_typescript(node_tools, HERE / "standard_webhooks.cts", cases)
    assert verdicts == [True] * len(good) + [False] * len(bad)


def test_playbook_verifier_accepts_ours_and_refuses_tampering(node_tools: Path, tmp_path: Path) -> None:
    program = tmp_path / "receiver.mts"
    sources = [HERE / "playbook" / "verify_webhook.ts", HERE / "playbook_receiver.ts"]
    program.write_text("\n".join(source.read_text() for source in sources))
    now = int(time.time())
    signed = sign([OLD], "msg_1", now, BODY)[OURS]
    good = [(OLD, signed, BODY), (NEW, sign([NEW, OLD], "msg_1", now, BODY)[OURS], BODY)]
    bad = [
        (OLD, signed, BODY + b" "),
        (OLD, signed.replace(f"t={now}", f"t={now + 1}"), BODY),
        (OLD, f"{signed[:-1]}{'0' if signed[-1] != '0' else '1'}", BODY),
        (NEW, signed, BODY),
        (OLD, sign([OLD], "msg_1", now - 400, BODY)[OURS], BODY),
    ]
    cases: list[dict[str, object]] = [
        {"secret": secret, "signature": signature, "body": body.decode()}
        for secret, signature, body in good + bad
    ]
    assert _run_typescript(node_tools, program, cases) == [True] * len(good) + [False] * len(bad)
