"""Passwords and the door, without pages around them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import argon2
import pytest

from ghxstship_platform.clock import ManualClock
from ghxstship_platform.errors import PlatformError
from ghxstship_platform.limits import Throttles
from ghxstship_platform.people import accounts, passwords, sessions
from ghxstship_platform.people.sessions import Caller
from ghxstship_platform.people.sign_in import Door
from ghxstship_platform.storage.database import Database, open_database
from ghxstship_platform.storage.transaction import NO_ORIGIN

GOOD = "the band is on at nine"
HERE = Caller("192.0.2.1", "a browser")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords.nobody.cache_clear()
    monkeypatch.setattr(passwords, "HASHER", argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def over(url: str, run: Callable[[Database], Coroutine[Any, Any, None]]) -> None:
    database = open_database(url, ManualClock())

    async def all_of() -> None:
        await database.open_secret(None)
        await run(database)

    try:
        asyncio.run(all_of())
    finally:
        database.close()


@pytest.mark.parametrize(("password", "problem"), [
    ("short", "10 to 200"),
    ("x" * 201, "10 to 200"),
    ("abababababab", "five different"),
    ("Ada.Lindqvist!", "email"),
])  # fmt: skip
def test_what_is_no_password(password: str, problem: str) -> None:
    with pytest.raises(PlatformError) as caught:
        passwords.check(password, "ada.lindqvist@example.com")
    assert problem in caught.value.details[0]["message"]
    assert caught.value.details[0]["field"] == "password"


def test_passwords_are_argon2id_with_the_parameters_of_owasp() -> None:
    stored = asyncio.run(passwords.make_hash(GOOD))
    assert stored.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert asyncio.run(passwords.verify(stored, GOOD))
    assert not asyncio.run(passwords.verify(stored, GOOD + " "))
    assert not passwords.is_outdated(stored)


def test_nobody_costs_what_somebody_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    quick = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

    class Counting:
        hash = staticmethod(quick.hash)

        @staticmethod
        def verify(stored: str, password: str) -> bool:
            compared.append(stored)
            return quick.verify(stored, password)

    passwords.nobody.cache_clear()
    monkeypatch.setattr(passwords, "HASHER", Counting)
    stored = quick.hash(GOOD)
    assert not asyncio.run(passwords.verify(stored, "wrong"))
    assert not asyncio.run(passwords.verify(None, "a password that nobody has")), (
        "not even with the right one"
    )
    assert not asyncio.run(passwords.verify("", GOOD))
    assert len(compared) == 3
    passwords.nobody.cache_clear()


def test_old_parameters_are_replaced_at_sign_in(
    sqlite_url: str, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run(db: Database) -> None:
        person = await accounts.create(db, "ada@example.com", "Ada", GOOD)
        monkeypatch.setattr(
            passwords, "HASHER", argon2.PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
        )
        await Door(db, Throttles()).sign_in("ada@example.com", GOOD, HERE)
        stored = await db.read(lambda reader: reader.row(accounts._HASH, person_id=person.id))
        assert stored is not None
        assert "m=16,t=2" in stored[0]

    over(sqlite_url, run)


def test_no_more_are_tried_at_once_than_there_is_room_for(sqlite_url: str, quick: None) -> None:
    async def run(db: Database) -> None:
        await accounts.create(db, "ada@example.com", "Ada", GOOD)
        door = Door(db, Throttles())

        async def attempt(number: int) -> str:
            try:
                return await door.sign_in("ada@example.com", f"guess number {number}", HERE)
            except PlatformError as error:
                return error.code

        answers = await asyncio.gather(*(attempt(number) for number in range(100)))
        # Two may be under way when the last of the eight fails.
        assert 8 <= answers.count("UNAUTHORIZED") <= 9
        assert answers.count("RATE_LIMITED") == 100 - answers.count("UNAUTHORIZED")

    over(sqlite_url, run)


def test_changing_a_password_ends_the_other_sessions(engine_url: str, quick: None) -> None:
    async def run(db: Database) -> None:
        person = await accounts.create(db, "ada@example.com", "Ada", GOOD)
        here, there = [await sessions.begin(db, person.id, HERE) for _ in range(2)]
        mine = await sessions.find(db, here)
        assert mine is not None
        for current, new, wrong in (("not it", "another long one", "current"), (GOOD, "short", "password")):
            with pytest.raises(PlatformError) as caught:
                await accounts.change_password(db, person.id, mine.session_id, current, new)
            assert caught.value.details[0]["field"] == wrong
        await accounts.change_password(db, person.id, mine.session_id, GOOD, "another long one")
        assert await sessions.find(db, here) is not None
        assert await sessions.find(db, there) is None
        assert await accounts.has_password(db, person.id, "another long one")
        await accounts.set_password(db, "ADA@example.com", GOOD)
        assert await sessions.find(db, here) is None

    over(engine_url, run)


def test_sessions_are_listed_and_ended_by_their_person_only(engine_url: str, quick: None) -> None:
    async def run(db: Database) -> None:
        ada = await accounts.create(db, "ada@example.com", "Ada", GOOD)
        eve = await accounts.create(db, "eve@example.com", "Eve", GOOD)
        token = await sessions.begin(db, ada.id, Caller("192.0.2.5", "x" * 1000))
        [listed] = await sessions.list_of(db, ada.id)
        assert (listed.address, len(listed.user_agent)) == ("192.0.2.5", 300)
        assert not await sessions.end(db, eve.id, listed.id)
        assert await sessions.find(db, token) is not None
        await sessions.begin(db, ada.id, HERE)
        assert await sessions.end_others(db, ada.id, listed.id) == 1
        assert await sessions.end(db, ada.id, listed.id)
        assert await sessions.list_of(db, ada.id) == []

    over(engine_url, run)


def test_everything_that_is_wrong_with_a_person_is_said_at_once(sqlite_url: str, quick: None) -> None:
    async def run(db: Database) -> None:
        with pytest.raises(PlatformError) as caught:
            await accounts.create(db, "no email", " ", "short")
        assert [entry["field"] for entry in caught.value.details] == ["email", "name", "password"]
        await accounts.create(db, "ada@example.com", "Ada", GOOD)
        with pytest.raises(PlatformError, match="has an account already"):
            await accounts.create(db, "ADA@example.com", "Other", GOOD)
        for missing in (accounts.get(db, "person_x"), accounts.set_password(db, "no@example.com", GOOD)):
            with pytest.raises(PlatformError, match="person"):
                await missing

    over(sqlite_url, run)


def test_of_several_first_runs_at_once_one_is_first(engine_url: str, quick: None) -> None:
    async def run(db: Database) -> None:
        async def first(number: int) -> str:
            try:
                await accounts.set_up(
                    db,
                    email=f"p{number}@example.com",
                    name="P",
                    password=GOOD,
                    workspace="W",
                    mode="live",
                    origin=NO_ORIGIN,
                )
            except PlatformError as error:
                return error.code
            return "made"

        answers = await asyncio.gather(*(first(number) for number in range(8)))
        assert sorted(answers) == ["FORBIDDEN"] * 7 + ["made"]
        assert len(await accounts.list_all(db)) == 1

    over(engine_url, run)
