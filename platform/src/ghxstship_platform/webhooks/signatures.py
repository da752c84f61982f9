"""Signatures of a delivery: the playbook's header and those of Standard Webhooks, over exactly the bytes sent.

Both use one `whsec_…` secret, each in the way its verifiers expect: the playbook takes the whole text as the key,
Standard Webhooks the bytes that follow the prefix in base 64.
"""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from collections.abc import Sequence

PREFIX = "whsec_"
_SECRET_BYTES = 32


def new_secret(bits: int) -> str:
    """A signing secret made of 256 random `bits`.

    Raises OverflowError for a number of more than 256 bits.
    """
    return PREFIX + b64encode(bits.to_bytes(_SECRET_BYTES)).decode()


def sign(secrets: Sequence[str], message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The signature headers of one attempt.

    Parameters
    ----------
    secrets
        The endpoint's secrets, the newest first; during a rotation there are two, and each one signs.
    message_id
        The event's id (`msg_…`), the same at every attempt.
    timestamp
        When the attempt is made, in seconds since the Unix epoch; receivers tolerate 300 s either way.
    body
        The bytes that are sent.

    Raises ValueError when there is no secret or one of them is not `whsec_` and base 64.
    """
    if not secrets:
        raise ValueError("a delivery is signed with at least one secret")
    ours = b"%d.%b" % (timestamp, body)
    standard = b"%b.%b" % (message_id.encode(), ours)
    hexadecimal = [hmac.digest(secret.encode(), ours, "sha256").hex() for secret in secrets]
    base64 = [b64encode(hmac.digest(_key(secret), standard, "sha256")).decode() for secret in secrets]
    return {
        "X-GHXSTSHIP-Signature": f"t={timestamp}" + "".join([f",v1={value}" for value in hexadecimal]),
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join([f"v1,{value}" for value in base64]),
    }


def _key(secret: str) -> bytes:
    """What Standard Webhooks signs with. The error does not repeat the secret."""
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True) if secret.startswith(PREFIX) else b""
    except ValueError:
        key = b""
    if not key:
        raise ValueError(f"a signing secret is {PREFIX} and base 64")
    return key
