"""`trigger`: every type of the catalogue, by real calls, in a sandbox only."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from ghxstship import Client
from ghxstship.cli.failures import Failure
from ghxstship.cli.recipes import RECIPES, REFUSED
from ghxstship.cli.trigger import run as make
from ghxstship.testing import Platform

Run = Callable[..., Any]


def test_every_type_of_the_catalogue_is_made_or_refused(client: Client) -> None:
    types = {one.name for one in client.workspace.event_types.list().data}
    assert types == RECIPES.keys() | REFUSED.keys()
    for name in sorted(RECIPES):
        envelope = make(client, name, RECIPES[name])
        assert envelope["event"] == name


def test_the_event_is_shown(run: Run) -> None:
    envelope = json.loads(run("trigger", "deal.won", "--jsonl").stdout)
    assert envelope["data"]["status"] == "won"
    assert "deal.won" in run("trigger", "deal.won", "--table").stdout
    assert "deal.won" in run("trigger", "--list").stdout.splitlines()
    assert {"event": "deal.won"} in json.loads(run("trigger", "--list", "--json").stdout)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("payment.updated",), "never changed"),
        (("webhook_endpoint.disabled",), "only the platform"),
        (("deal.wonn",), "Did you mean deal.won"),
        (("xxxxxx",), "See: ghxstship trigger --list"),
        ((), "which event?"),
    ],
)
def test_what_cannot_be_triggered_says_why(run: Run, arguments: tuple[str, ...], words: str) -> None:
    assert words in run("trigger", *arguments, code=2).stderr


def test_a_type_that_this_version_does_not_know(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(RECIPES, "deal.won")
    assert "Update ghxstship" in run("trigger", "deal.won", code=2).stderr


def test_nothing_is_made_in_a_live_workspace(
    run: Run, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ghxstship.resources.workspace import Workspace, WorkspaceResource

    live = Workspace({**client.workspace.workspace.retrieve().to_dict(), "mode": "live"})
    monkeypatch.setattr(WorkspaceResource, "retrieve", lambda self, **options: live)
    before = client.workspace.events.list(after="0", limit=1).total
    assert "is a live workspace" in run("trigger", "deal.won", code=3).stderr
    assert client.workspace.events.list(after="0", limit=1).total == before


def test_an_event_that_does_not_follow(client: Client, running: Platform) -> None:
    with pytest.raises(Failure, match=r"no deal\.won followed"):
        make(client, "deal.won", lambda shop: shop.deal(), patience=0.0, pause=lambda seconds: None)
