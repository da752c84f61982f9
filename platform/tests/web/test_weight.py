"""What a page weighs: its HTML, and with everything that it loads."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest

from ghxstship_platform.web.docs.site import documentation

from ..end_to_end.server import Server
from .browser.addresses import addresses
from .browser.loopback import Receiver
from .browser.scene import Scene
from .browser.site import WITH_ROOM, visitor, wait_until
from .reading import Seen

KIB = 1024
MOST_HTML = 30 * KIB
# How long a guide is, its text decides; the reference holds every field of every operation, and every method of the
# clients.
MOST_OF_A_GUIDE = 36 * KIB
MOST_OF_THE_REFERENCE = 96 * KIB
MOST = 150 * KIB
"""Of HTML, stylesheet and scripts together, before compression; the reference is let off."""
MOST_PACKED = 50 * KIB
"""The same as it is sent, of every page."""
ROWS = 60


@pytest.fixture(scope="module")
def busy_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The demo's nine months, and then more than a page of everything that a list shows."""
    folder = tmp_path_factory.mktemp("busy")
    with Receiver() as receiver, Server(folder, "--demo", "--scale", "1", *WITH_ROOM) as server:
        scene = Scene(server)
        scene.play(receiver, hostile=False)
        deal = scene.values["record_id"]
        items = [{"name": f"The harbour festival, night {number}", "value": 12_500} for number in range(ROWS)]
        scene.call("POST", "/atlvs/v1/deals/batch", {"items": items})
        for number in range(ROWS):
            scene.call("PATCH", f"/atlvs/v1/deals/{deal}", {"notes": f"Call {number} again"})
        for number in range(ROWS // 2):
            name = f"The ledger of the harbour festival {number}"
            scene.call("POST", "/workspace/v1/keys", {"name": name, "scopes": ["read"]})
        wait_until(scene.attempted)
        scene.settle(receiver)
        yield scene


def _is_reference(path: str) -> bool:
    return path.startswith(("/docs/api", "/docs/sdks/python-", "/docs/sdks/typescript-"))


def _most(path: str) -> int:
    if _is_reference(path):
        return MOST_OF_THE_REFERENCE
    return MOST_OF_A_GUIDE if path.startswith("/docs/") else MOST_HTML


@pytest.mark.slow
def test_no_page_is_heavy(busy_site: Scene) -> None:
    member, anyone = visitor(busy_site.server, signed_in=True), visitor(busy_site.server)
    portal = addresses(busy_site.values, access=("person", "member"))
    public = addresses(busy_site.values, access=("anyone", "nobody"))
    docs = [page.path for page in documentation().pages()]
    assets: dict[str, tuple[int, int]] = {}
    faults = []
    for path in dict.fromkeys([*portal, *public, *docs]):
        page = (member if path in portal else anyone).get(path)
        assert page.status_code == 200, path
        html = len(page.content)
        loaded = Seen(page.text).loads
        for url in loaded:
            if url not in assets:
                body = anyone.get(url).content
                assets[url] = len(body), len(gzip.compress(body, 9))
        whole = html + sum(assets[url][0] for url in loaded)
        packed = len(gzip.compress(page.content, 1)) + sum(assets[url][1] for url in loaded)
        if html > _most(path):
            faults.append(f"{path}: {html} bytes of HTML")
        if whole > MOST and not _is_reference(path):
            faults.append(f"{path}: {whole} bytes in all")
        if packed > MOST_PACKED:
            faults.append(f"{path}: {packed} bytes packed")
    member.close()
    anyone.close()
    assert "\n".join(faults) == ""
