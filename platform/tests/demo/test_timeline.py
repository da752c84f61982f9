"""Stories are told in the order of time, and seeding shows how far it is."""

from __future__ import annotations

import io
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from ghxstship_platform.demo import words
from ghxstship_platform.demo.seeder import _progress
from ghxstship_platform.demo.timeline import Step, Timeline
from ghxstship_platform.demo.world import World, act
from ghxstship_platform.errors import PlatformError
from ghxstship_platform.products.atlvs.invoices import INVOICES
from ghxstship_platform.products.records import dumps


class Transaction:
    """Only tells the time, and keeps who asked for it."""

    def __init__(self) -> None:
        self.now = 0
        self.told: list[tuple[int, str]] = []

    def move_to(self, moment: int) -> None:
        self.now = max(self.now, moment)


def say(word: str) -> Step:
    return lambda tx: tx.told.append((tx.now, word))  # type: ignore[attr-defined]


def told(timeline: Timeline, steps: int = 100) -> list[tuple[int, str]]:
    tx: Any = Transaction()
    timeline.run(tx, steps)
    result: list[tuple[int, str]] = tx.told
    return result


def test_stories_are_merged_by_time_and_stable() -> None:
    timeline = Timeline(0, 100)
    timeline.tell([(1, say("a")), (5, say("b")), (9, say("c"))])
    timeline.tell([(2, say("x")), (5, say("y"))])
    assert told(timeline) == [(1, "a"), (2, "x"), (5, "b"), (5, "y"), (9, "c")]
    assert timeline.next_moment is None
    assert timeline.progress == 1


def test_consequences_come_at_their_time() -> None:
    timeline = Timeline(0, 100)
    timeline.tell([(1, lambda _: timeline.later(6, say("then"))), (9, say("end"))])
    assert told(timeline) == [(6, "then"), (9, "end")]


def test_what_is_outside_is_moved_to_the_start_or_left_out() -> None:
    timeline = Timeline(10, 20)
    timeline.tell([(3, say("early")), (20, say("last")), (21, say("never"))])
    assert told(timeline) == [(10, "early"), (20, "last")]


def test_a_run_goes_on_where_the_last_one_ended() -> None:
    timeline = Timeline(0, 10)
    timeline.tell((moment, say(str(moment))) for moment in range(10))
    assert told(timeline, 4)[-1] == (3, "3")
    assert (timeline.next_moment, timeline.progress) == (4, 0.4)
    assert told(timeline)[0] == (4, "4")


def test_a_story_is_read_as_it_is_told() -> None:
    read = []

    def story() -> Iterator[tuple[int, Step]]:
        for moment in range(1_000):
            read.append(moment)
            yield moment, say("")

    timeline = Timeline(0, 1_000)
    timeline.tell(story())
    told(timeline, 10)
    assert len(read) == 11


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_in_a_terminal() -> None:
    terminal = Terminal()
    with _progress(terminal, 100) as show:
        for share in (0, 0.501, 0.502, 1):
            show(share)
    assert terminal.getvalue() == (
        f"\rdemo data [{'.' * 40}]   0 %\rdemo data [{'#' * 20}{'.' * 20}]  50 %\rdemo data [{'#' * 40}] 100 %\n"
    )


@pytest.mark.parametrize(("stream", "scale"), [(io.StringIO(), 100), (Terminal(), 1)])
def test_progress_is_not_shown_in_a_file_or_when_it_is_over_at_once(
    stream: io.StringIO, scale: float
) -> None:
    with _progress(stream, scale) as show:
        show(0.5)
    assert stream.getvalue() == ""


def test_invented_people_differ() -> None:
    number = len(words.FIRST_NAMES) * len(words.LAST_NAMES)
    assert len({words.person(place) for place in range(number)}) == number
    assert len(set(words.FIRST_NAMES)) == len(words.FIRST_NAMES)
    assert len(set(words.LAST_NAMES)) == len(words.LAST_NAMES)


def test_what_the_api_would_refuse_is_refused() -> None:
    draft = {"id": "inv_1", "currency": "USD", "status": "draft"}
    tx: Any = SimpleNamespace(row=lambda *_, **__: (dumps(draft),))
    with pytest.raises(PlatformError) as refused:
        act(tx, INVOICES, "inv_1", "payments", amount=-1, colour="red")
    assert {entry["field"] for entry in refused.value.details} == {"amount", "colour"}


def test_chances_of_a_story_are_its_own() -> None:
    world = World(today=1_000_000_000_000, scale=1)
    assert world.random("deals").random() == world.random("deals").random() != world.random("crew").random()
