"""The device flow without its page: codes, questions, answers."""

from __future__ import annotations

import asyncio
import re

import pytest

from ghxstship_platform.clock import MINUTE, SECOND
from ghxstship_platform.oauth import devices

from .desk import DEVICE_GRANT, PERSON, Answer, Desk, refusal, with_desk


async def begin(desk: Desk, app: Answer, **form: str) -> Answer:
    """The codes of a device."""
    answer = await desk.ask("/oauth/device_authorization", app, **form)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def television(desk: Desk) -> Answer:
    """An application of a device."""
    return await desk.register(name="Stage display", type="public", device_flow=True, redirect_uris=[])


async def allow(desk: Desk, user_code: str, scopes: list[str]) -> bool:
    """What happens when a person says yes."""
    return await devices.decide(desk.db, user_code, PERSON, desk.workspace_id, scopes)


def test_a_device_waits_is_let_in_and_gets_its_tokens(engine_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        app = await television(desk)
        codes = await begin(desk, app, scope="read write")
        assert re.fullmatch("[B-Z]{4}-[B-Z]{4}", codes["user_code"])
        assert codes["verification_uri"] == "http://platform/oauth/device"
        assert codes["verification_uri_complete"].endswith(f"?user_code={codes['user_code']}")
        assert (codes["expires_in"], codes["interval"]) == (900, 5)
        asked = {"grant_type": DEVICE_GRANT, "device_code": codes["device_code"]}
        refusal(await desk.token(app, **asked), "authorization_pending")
        # Whoever asks too early has to wait longer, and a second time longer still.
        assert "10 seconds" in refusal(await desk.token(app, **asked), "slow_down")
        assert "15 seconds" in refusal(await desk.token(app, **asked), "slow_down")
        desk.clock.advance(15 * SECOND)
        refusal(await desk.token(app, **asked), "authorization_pending")
        typed = codes["user_code"].lower().replace("-", " ")
        assert await allow(desk, typed, ["read"])
        assert not await allow(desk, typed, ["read", "write"])
        tokens = await desk.token(app, **asked)
        assert (tokens.status_code, tokens.json()["scope"]) == (200, "read")
        assert await desk.works(tokens.json()["access_token"])
        (grant,) = await desk.grants()
        assert (grant["flow"], grant["person_id"]) == ("device_code", PERSON)
        refusal(await desk.token(app, **asked), "invalid_grant")
        assert not await desk.works(tokens.json()["access_token"])

    with_desk(engine_url, scenario)


def test_of_two_that_ask_at_once_one_gets_the_tokens(engine_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        app = await television(desk)
        codes = await begin(desk, app)
        assert await allow(desk, codes["user_code"], ["read"])
        asked = {"grant_type": DEVICE_GRANT, "device_code": codes["device_code"]}
        answers = await asyncio.gather(*(desk.token(app, **asked) for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]

    with_desk(engine_url, scenario)


def test_a_device_is_turned_away(sqlite_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        app = await television(desk)
        codes = await begin(desk, app)
        assert await devices.decide(desk.db, codes["user_code"], PERSON, None, [])
        asked = {"grant_type": DEVICE_GRANT, "device_code": codes["device_code"]}
        refusal(await desk.token(app, **asked), "access_denied")
        assert not await allow(desk, codes["user_code"], ["read"])

    with_desk(sqlite_url, scenario)


def test_codes_expire(sqlite_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        app = await television(desk)
        codes = await begin(desk, app)
        desk.clock.advance(15 * MINUTE)
        assert not await allow(desk, codes["user_code"], ["read"])
        asked = {"grant_type": DEVICE_GRANT, "device_code": codes["device_code"]}
        refusal(await desk.token(app, **asked), "expired_token")

    with_desk(sqlite_url, scenario)


def test_who_may_use_it(sqlite_url: str) -> None:
    async def scenario(desk: Desk) -> None:
        app, other = await television(desk), await desk.register()
        refusal(await desk.ask("/oauth/device_authorization", other, scope="read"), "unauthorized_client")
        refusal(await desk.ask("/oauth/device_authorization", app, scope="admin"), "invalid_scope")
        codes = await begin(desk, app)
        for client, code in ((other, codes["device_code"]), (app, "ghx_dc_x")):
            refusal(await desk.token(client, grant_type=DEVICE_GRANT, device_code=code), "invalid_grant")
        cli = {"client_id": "ghxstship-cli", "client_secret": None}
        assert (await begin(desk, cli))["user_code"]

    with_desk(sqlite_url, scenario)


def test_a_user_code_that_is_taken_is_not_given_twice(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(desk: Desk) -> None:
        spelled = iter(["BBBBBBBB", "BBBBBBBB", "CCCCCCCC"])
        monkeypatch.setattr(devices, "_spell", lambda bits: next(spelled))
        app = await television(desk)
        codes = [(await begin(desk, app))["user_code"] for _ in range(2)]
        assert codes == ["BBBB-BBBB", "CCCC-CCCC"]

    with_desk(sqlite_url, scenario)
