"""What the status page shows, held in memory: it is told to those who ask also while the database does not answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from ..clock import DAY, HOUR, MINUTE
from ..storage.database import Reader
from ..storage.statements import Statement
from . import incidents
from .components import COMPONENTS, DEGRADED, MAJOR, OPERATIONAL, PARTIAL, Component, combine
from .incidents import IMPACTS, Incident
from .tables import HOURS, NOW, SUMS

DAYS = 90
HEARD_WITHIN = 3 * MINUTE
"""How long a host's last measurement counts."""
# Minutes of a major outage that colour a whole day so.
_MAJOR_MINUTES = 10

Sums = tuple[int, ...]
NOTHING: Sums = (0,) * len(SUMS)
_H, _N = HOURS.c, NOW.c
_BIG = sa.BigInteger()
_SINCE = sa.bindparam("since", type_=_BIG)
_STEP = sa.bindparam("step", type_=_BIG)
_SERIES = Statement(
    sa.select(
        _H.component,
        (_H.hour - _H.hour % _STEP).label("start"),
        *(sa.cast(sa.func.sum(_H[name]), _BIG) for name in SUMS),
    )
    .where(_H.hour >= _SINCE)
    .group_by(_H.component, sa.literal_column("start"))
)
_HEARD = Statement(sa.select(_N.component, _N.host, _N.level, _N.reason).where(_N.at >= _SINCE))


def add(one: Sums, other: Sums) -> Sums:
    """The sums of both."""
    return tuple(a + int(b) for a, b in zip(one, other, strict=True))


@dataclass(slots=True)
class Known:
    """What is known from the database: of all hosts, up to the last time that it answered.

    Attributes
    ----------
    days, hours: by component and beginning; hours of the last day only.
    others: what other hosts have measured last, as component, level and reason.
    """

    days: dict[tuple[str, int], Sums] = field(default_factory=dict)
    hours: dict[tuple[str, int], Sums] = field(default_factory=dict)
    others: list[tuple[str, int, str | None]] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)


def load(reader: Reader, now: int, host: str) -> Known:
    """Everything that the page needs of the database."""
    today = now - now % DAY
    days = _series(reader, today - (DAYS - 1) * DAY, DAY)
    hours = _series(reader, now - now % HOUR - 23 * HOUR, HOUR)
    heard = reader.rows(_HEARD, since=now - HEARD_WITHIN)
    others = [(component, level, reason) for component, other, level, reason in heard if other != host]
    return Known(days, hours, others, incidents.list_all(reader, now))


def _series(reader: Reader, since: int, step: int) -> dict[tuple[str, int], Sums]:
    return {(row[0], row[1]): tuple(row[2:]) for row in reader.rows(_SERIES, since=since, step=step)}


@dataclass(frozen=True, slots=True)
class Day:
    """A bar: a day of a component (its beginning in epoch ms).

    `level` is None for a day without a measurement; `uptime` is a share, a partial outage counting for three tenths.
    """

    start: int
    level: int | None
    uptime: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """A component as the page shows it.

    Parameters
    ----------
    level: measured or, if that is worse, what an incident says.
    reason: why it is not operational.
    days: 90, the oldest first.
    uptime: of all of them together; None without a measurement.
    latencies: of the last 24 hours, the beginning of the hour (epoch ms) and the average in ms or None.
    """

    component: Component
    level: int
    reason: str | None
    days: tuple[Day, ...]
    uptime: float | None
    latencies: tuple[tuple[int, float | None], ...]


@dataclass(frozen=True, slots=True)
class View:
    """The whole page at a moment; `measured_at` is None until the first minute is over."""

    at: int
    measured_at: int | None
    sentence: str
    level: int
    lines: tuple[Line, ...]
    incidents: tuple[Incident, ...]


class Board:
    """Puts together what is known from the database and what this host has measured since."""

    def __init__(self) -> None:
        self.known = Known()
        self.unwritten: dict[tuple[str, int], Sums] = {}
        """Measured by this host and not yet in the database, by component and hour."""
        self.own: dict[str, tuple[int, str | None]] = {}
        self.measured_at: int | None = None

    def view(self, now: int) -> View:
        """What there is to tell now."""
        unresolved = [incident for incident in self.known.incidents if incident.resolved_at is None]
        days, hours = dict(self.known.days), dict(self.known.hours)
        for (component, hour), sums in self.unwritten.items():
            for table, at in ((days, hour - hour % DAY), (hours, hour)):
                table[component, at] = add(table.get((component, at), NOTHING), sums)
        lines = tuple(self._line(component, now, days, hours, unresolved) for component in COMPONENTS)
        level = max(line.level for line in lines)
        return View(now, self.measured_at, sentence(lines), level, lines, tuple(self.known.incidents))

    def _line(
        self,
        component: Component,
        now: int,
        days: Mapping[tuple[str, int], Sums],
        hours: Mapping[tuple[str, int], Sums],
        unresolved: list[Incident],
    ) -> Line:
        level, reason = self._measured(component.id)
        for incident in unresolved:
            if component.id in incident.components and IMPACTS[incident.impact] > level:
                level, reason = IMPACTS[incident.impact], incident.title
        today, hour = now - now % DAY, now - now % HOUR
        starts = range(today - (DAYS - 1) * DAY, today + 1, DAY)
        bars = [_day(start, days.get((component.id, start), NOTHING)) for start in starts]
        total = NOTHING
        for start in starts:
            total = add(total, days.get((component.id, start), NOTHING))
        latencies = tuple(
            (at, _latency(hours.get((component.id, at), NOTHING)))
            for at in range(hour - 23 * HOUR, hour + 1, HOUR)
        )
        return Line(component, level, reason, tuple(bars), _uptime(total), latencies)

    def _measured(self, component: str) -> tuple[int, str | None]:
        heard = [(level, reason) for name, level, reason in self.known.others if name == component]
        if component in self.own:
            heard.append(self.own[component])
        if not heard:
            return OPERATIONAL, None
        level = combine(level for level, _ in heard)
        return level, max(heard, key=lambda entry: entry[0])[1] if level else None


def _day(start: int, sums: Sums) -> Day:
    _, degraded, partial, major = minutes = sums[:4]
    if not any(minutes):
        return Day(start, None, None)
    if major >= _MAJOR_MINUTES:
        level = MAJOR
    elif major or partial:
        level = PARTIAL
    else:
        level = DEGRADED if degraded * 100 >= sum(minutes) else OPERATIONAL
    return Day(start, level, _uptime(sums))


def _uptime(sums: Sums) -> float | None:
    minutes = sum(sums[:4])
    return 1 - (sums[3] + 0.3 * sums[2]) / minutes if minutes else None


def _latency(sums: Sums) -> float | None:
    requests, _, microseconds = sums[4:]
    return round(microseconds / requests / 1000, 2) if requests else None


_PREDICATES: dict[int, tuple[str, str]] = {
    DEGRADED: ("is slow or fails now and then", "are slow or fail now and then"),
    PARTIAL: ("partly fails", "partly fail"),
    MAJOR: ("does not work", "do not work"),
}


def sentence(lines: tuple[Line, ...]) -> str:
    """What there is to say in one sentence."""
    by_level: dict[int, list[str]] = defaultdict(list)
    for line in lines:
        by_level[line.level].append(line.component.name)
    if set(by_level) == {OPERATIONAL}:
        return "All systems work."
    if set(by_level) == {MAJOR}:
        return "Nothing works right now."
    parts = [
        f"{_and(names)} {_PREDICATES[level][len(names) > 1 or names[0].endswith('s')]}"
        for level, names in sorted(by_level.items(), reverse=True)
        if level
    ]
    rest = "; everything else works" if OPERATIONAL in by_level else ""
    return f"{'; '.join(parts)}{rest}."


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
