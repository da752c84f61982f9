"""Secrets at rest: what has to be read again is encrypted with a key that is derived from the platform's own."""

from __future__ import annotations

from base64 import b64decode, b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ..errors import PlatformError

_NONCE = 12


@lru_cache(maxsize=8)
def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"ghxstship webhook secrets").derive(secret))


def seal(plain: str, owner: str, secret: bytes, nonce_bits: int) -> str:
    """Encrypt a text (AES-256-GCM).

    Parameters
    ----------
    owner: whom it belongs to; a sealed text moved to another one cannot be opened.
    secret: the platform's key.
    nonce_bits: 96 random bits, never used twice.
    """
    nonce = nonce_bits.to_bytes(_NONCE)
    return b64encode(nonce + _cipher(secret).encrypt(nonce, plain.encode(), owner.encode())).decode()


def unseal(sealed: str, owner: str, secret: bytes) -> str:
    """The text again; raises `INTERNAL_ERROR` when the platform's key is not the one that it was sealed with."""
    raw = b64decode(sealed)
    try:
        return _cipher(secret).decrypt(raw[:_NONCE], raw[_NONCE:], owner.encode()).decode()
    except InvalidTag as error:
        raise PlatformError(
            "INTERNAL_ERROR",
            "The webhook secrets were sealed with another --secret-key; start with that one.",
        ) from error
