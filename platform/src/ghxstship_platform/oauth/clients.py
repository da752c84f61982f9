"""Who asks at the token endpoint: a client that proves itself by header or in the form, or a public one by its name."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import unquote_plus

from ..storage.database import Reader
from .apps import App, find_app
from .refusals import Refusal, invalid_client, invalid_request


@dataclass(frozen=True, slots=True)
class Proof:
    """What a client says about itself.

    Attributes
    ----------
    basic: whether it said so in the Authorization header.
    """

    client_id: str
    secret: str | None
    basic: bool


def read_proof(authorization: str | None, form: dict[str, str]) -> Proof:
    """The client's name and secret; raises `Refusal` where they stand twice or cannot be read."""
    if authorization is None:
        client_id = form.get("client_id")
        if not client_id:
            raise invalid_client("Send the client_id.", basic=False)
        # Some clients send an empty secret for none.
        return Proof(client_id, form.get("client_secret") or None, basic=False)
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise invalid_client("The Authorization header must be Basic with client_id and secret.", basic=True)
    if form.get("client_secret"):
        raise invalid_request("Send the client's secret once: by header or in the form.")
    try:
        pair = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise invalid_client("The Basic credentials cannot be read.", basic=True) from None
    name, colon, secret = pair.partition(":")
    client_id = unquote_plus(name)
    if not colon or not client_id:
        raise invalid_client("The Basic credentials must be client_id:client_secret.", basic=True)
    if form.get("client_id", client_id) != client_id:
        raise invalid_request("The client_id differs between header and form.")
    return Proof(client_id, unquote_plus(secret) or None, basic=True)


def authenticate(reader: Reader, proof: Proof, key: bytes, now: int) -> App | Refusal:
    """The application, once it has proved itself; an unknown one and a wrong secret get the same answer."""
    app = find_app(reader, proof.client_id) if proof.client_id.isprintable() else None
    if app is not None and app.is_public:
        if proof.secret is None:
            return app
        return invalid_client("A public client has no secret.", basic=proof.basic)
    if app is None or proof.secret is None or not app.is_secret(proof.secret, key, now):
        return invalid_client("The client is unknown, or its secret is wrong.", basic=proof.basic)
    return app
