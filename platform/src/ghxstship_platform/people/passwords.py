"""Passwords: argon2id, off the event loop, and a comparison that takes as long for nobody as for somebody."""

from __future__ import annotations

import asyncio
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ..errors import detail, validation_error

SHORTEST, LONGEST = 10, 200

# OWASP's first choice for argon2id: 46 MiB, one pass, one lane. What was made with others is made anew at sign-in.
HASHER = PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)


def check(password: str, email: str, field: str = "password") -> None:
    """Raise `VALIDATION_ERROR` for a password that is no protection.

    Length is what counts; beyond it only what is guessed first is refused.
    """
    problem = None
    if not SHORTEST <= len(password) <= LONGEST:
        problem = f"Must have {SHORTEST} to {LONGEST} characters"
    elif len(set(password)) < 5:
        problem = "Must have at least five different characters"
    elif email.partition("@")[0].lower() in password.lower():
        problem = "Must not contain your email address"
    if problem is not None:
        raise validation_error(detail(field, problem))


async def make_hash(password: str) -> str:
    """What is stored of a password."""
    return await asyncio.to_thread(HASHER.hash, password)


async def verify(stored: str | None, password: str) -> bool:
    """Whether a password is the one that was stored; for None, which is nobody's, no, after the same work."""
    return await asyncio.to_thread(_verify, stored, password)


def is_outdated(stored: str) -> bool:
    """Whether it was made with other parameters than today's."""
    return HASHER.check_needs_rehash(stored)


def _verify(stored: str | None, password: str) -> bool:
    try:
        HASHER.verify(stored or nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(stored)


@lru_cache(maxsize=1)
def nobody() -> str:
    """A hash that no password has; what an unknown person is compared with."""
    return HASHER.hash("a password that nobody has")
