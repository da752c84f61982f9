"""No packet of a webhook arrives where webhooks may not go, however the address is written or found.

A canary listens on the loopback addresses, in plain and behind TLS that is trusted: it would answer, if somebody came.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
import trustme

from ghxstship_platform.webhooks import connections, guard
from ghxstship_platform.webhooks.sender import Outgoing, Result, Sender

from .receivers import OK, Call, Names, Receiver, answers, authorities, receiver, status

PATIENCE = 60

# Each of these reaches the canary in some client or other.
LITERALS = [
    "127.0.0.1", "127.0.0.2", "127.255.255.255", "0.0.0.0", "0", "1", "127.1", "127.0.1", "2130706433", "017700000001",
    "0177.0.0.1", "0x7f000001", "0x7f.0.0.1", "0x7f.1", "0X7F000001", "127.0.0.1.", "[::1]", "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]",
    "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::1]", "[::1%25lo]", "localhost",
    "localhost.", "LOCALHOST",
    "①②⑦.⓪.⓪.①", "127。0。0。1",
]  # fmt: skip

PRIVATE = [
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.0.0.192",
    "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2001::1", "2001:db8::1",
    "2002:a00:1::1", "fc00::1", "fd00:ec2::254", "fe80::1", "ff02::1",
]  # fmt: skip


def run(scenario: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(scenario, PATIENCE))


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@asynccontextmanager
async def canary(authority: trustme.CA, *names: str) -> AsyncIterator[Receiver]:
    """A receiver on every loopback address of the machine, on one port, with a certificate for these names."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "::1", "localhost", *names).configure_cert(tls)
    async with AsyncExitStack() as stack:
        bird = await stack.enter_async_context(receiver(answers(OK), host="0.0.0.0", tls=tls))
        if _has_ipv6():
            other = await stack.enter_async_context(
                receiver(answers(OK), host="::1", port=bird.port, tls=tls)
            )
            other.calls = bird.calls
        yield bird


def _has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


async def send(sender: Sender, url: str) -> Result:
    return await sender.send(Outgoing(url, {}, b"{}"))


@pytest.fixture
def sockets(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses for which a socket was made."""
    made: list[str] = []
    original = connections._socket

    def watched(info: tuple[Any, ...], refusal: str | None) -> socket.socket:
        result = original(info, refusal)  # type: ignore[arg-type]
        made.append(info[4][0])
        return result

    monkeypatch.setattr(connections, "_socket", watched)
    return made


@pytest.mark.parametrize("host", LITERALS)
@pytest.mark.parametrize("scheme", ["https", "http"])
def test_loopback_in_every_spelling(
    host: str, scheme: str, authority: trustme.CA, trusting: ssl.SSLContext, sockets: list[str]
) -> None:
    async def scenario() -> None:
        async with canary(authority) as bird:
            sender = Sender(allow_local=False, ssl=trusting)
            result = await send(sender, f"{scheme}://{host}:{bird.port}/")
            await sender.close()
            assert result.error in {"refused", "invalid_request", "dns"}, result
            assert (sockets, bird.connections) == ([], 0)

    run(scenario())


def test_the_canary_would_have_sung(authority: trustme.CA, trusting: ssl.SSLContext) -> None:
    async def scenario() -> None:
        async with canary(authority) as bird:
            sender = Sender(allow_local=True, ssl=trusting)
            for host in ("127.0.0.1", "localhost"):
                assert (await send(sender, f"https://{host}:{bird.port}/")).status == 200
            await sender.close()
            assert (bird.connections, len(bird.calls)) == (2, 2)

    run(scenario())


@pytest.mark.parametrize("address", PRIVATE)
@pytest.mark.parametrize("by_name", [True, False])
def test_private_addresses_by_name_and_as_they_are(address: str, by_name: bool, sockets: list[str]) -> None:
    async def scenario() -> None:
        sender = Sender(allow_local=False, ssl=authorities(), resolver=Names({"inner.test": [[address]]}))
        literal = f"[{address}]" if ":" in address else address
        result = await send(sender, f"https://{'inner.test' if by_name else literal}/")
        await sender.close()
        assert (result.error, sockets) == ("refused", [])
        assert address not in str(result.detail), "the inside of a network is nobody's business"

    run(scenario())


@pytest.mark.parametrize("address", [address for address in PRIVATE if address not in {"127.0.0.1", "::1"}])
@pytest.mark.parametrize("scheme", ["https", "http"])
def test_open_loopback_opens_nothing_else(address: str, scheme: str, sockets: list[str]) -> None:
    async def scenario() -> None:
        sender = Sender(allow_local=True, ssl=authorities(), resolver=Names({"inner.test": [[address]]}))
        assert (await send(sender, f"{scheme}://inner.test/")).error == "refused"
        await sender.close()
        assert sockets == []

    run(scenario())


@pytest.mark.parametrize("host", ["1.1.1.1", "public.test", "[2606:4700::1111]"])
def test_plain_http_goes_to_this_machine_only(host: str, sockets: list[str]) -> None:
    async def scenario() -> None:
        sender = Sender(allow_local=True, resolver=Names({"public.test": [["1.1.1.1", "2606:4700::1111"]]}))
        result = await send(sender, f"http://{host}/")
        await sender.close()
        assert (result.error, sockets) == ("refused", [])
        assert "http://" in str(result.detail)

    run(scenario())


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> str:
    """An address of this machine that the guard takes for a public one."""
    real = guard.why_refused

    def why_refused(address: str, *, allow_local: bool) -> str | None:
        return None if address == "127.0.0.9" else real(address, allow_local=allow_local)

    monkeypatch.setattr(connections, "why_refused", why_refused)
    return "127.0.0.9"


def test_a_name_that_is_public_first_and_private_second(
    authority: trustme.CA, trusting: ssl.SSLContext, public: str, sockets: list[str]
) -> None:
    async def closing(call: Call) -> None:
        await call.write(OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))

    async def scenario() -> None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("rebinds.test").configure_cert(tls)
        resolver = Names({"rebinds.test": [[public], ["127.0.0.1"]]})
        async with (
            receiver(closing, host=public, tls=tls) as outside,
            receiver(answers(OK), host="127.0.0.1", port=outside.port, tls=tls) as inside,
        ):
            sender = Sender(allow_local=False, ssl=trusting, resolver=resolver)
            url = f"https://rebinds.test:{outside.port}/"
            assert (await send(sender, url)).status == 200
            # What was looked up is remembered for some seconds: as if they were over.
            for connections in sender._connectors.values():
                connections.clear_dns_cache()
            assert (await send(sender, url)).error == "refused"
            await sender.close()
            assert (sockets, inside.connections) == ([public], 0)

    run(scenario())


@pytest.mark.parametrize("order", [0, 1])
def test_a_name_that_is_public_and_private_at_once(
    order: int, authority: trustme.CA, trusting: ssl.SSLContext, public: str, sockets: list[str]
) -> None:
    async def scenario() -> None:
        addresses = [[public, "127.0.0.1", "::1"], ["::1", "127.0.0.1", public]][order]
        async with canary(authority, "both.test") as bird:
            sender = Sender(allow_local=False, ssl=trusting, resolver=Names({"both.test": [addresses]}))
            assert (await send(sender, f"https://both.test:{bird.port}/")).status == 200
            await sender.close()
            assert sockets == [public]

    run(scenario())


def test_a_public_address_that_is_down_does_not_lead_to_the_private_one(
    authority: trustme.CA, trusting: ssl.SSLContext, public: str, sockets: list[str]
) -> None:
    async def scenario() -> None:
        async with receiver(answers(OK), host="127.0.0.1") as inside:
            resolver = Names({"both.test": [[public, "127.0.0.1"]]})
            sender = Sender(allow_local=False, ssl=trusting, resolver=resolver)
            assert (await send(sender, f"https://both.test:{inside.port}/")).error == "connect"
            await sender.close()
            assert (set(sockets), inside.connections) == ({public}, 0)

    run(scenario())


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_a_redirect_to_a_private_address(
    code: int, authority: trustme.CA, trusting: ssl.SSLContext, public: str, sockets: list[str]
) -> None:
    async def scenario() -> None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("outside.test").configure_cert(tls)
        async with canary(authority) as bird:
            location = f"Location: https://127.0.0.1:{bird.port}/"
            async with receiver(status(code, location), host=public, tls=tls) as outside:
                resolver = Names({"outside.test": [[public]]})
                sender = Sender(allow_local=False, ssl=trusting, resolver=resolver)
                assert (await send(sender, f"https://outside.test:{outside.port}/")).error == "redirect"
                await sender.close()
            assert (sockets, bird.connections) == ([public], 0)

    run(scenario())


@pytest.mark.parametrize(
    "url",
    [
        "https://public.test@127.0.0.1:{}/", "https://public.test:443@127.0.0.1:{}/", "https://public.test%40127.0.0.1:{}/",
        "https://public.test#@127.0.0.1:{}/", "https://public.test\\@127.0.0.1:{}/", "https://127.0.0.1:{}\\@public.test/",
        "https://127.0.0.1:{}#@public.test/", "https://127.0.0.1:{}?@public.test/", "https://public.test\t@127.0.0.1:{}/",
        "https://127.0.0.1:{}\n/", "https:127.0.0.1:{}/", "https:/127.0.0.1:{}/", "//127.0.0.1:{}/", "https://\\127.0.0.1:{}/",
    ],
)  # fmt: skip
def test_tricks_with_the_url(
    url: str, authority: trustme.CA, trusting: ssl.SSLContext, sockets: list[str]
) -> None:
    async def scenario() -> None:
        async with canary(authority) as bird:
            sender = Sender(allow_local=False, ssl=trusting, resolver=Names({}))
            result = await send(sender, url.format(bird.port))
            await sender.close()
            assert result.error in {"refused", "invalid_request", "dns"}, result
            assert (sockets, bird.connections) == ([], 0)

    run(scenario())
