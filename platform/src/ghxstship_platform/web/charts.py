"""Charts as SVG, made on the server: axis labels, a description, and the same figures as a table behind it.

Colours are classes of the stylesheet, sizes attributes, so that no page needs an inline style.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from markupsafe import Markup

Value = float | None

_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 8, 10, 22
WIDTH, HEIGHT = 640, 180
_WIDEST = 48.0


@dataclass(frozen=True, slots=True)
class Series:
    """One row of figures.

    Parameters
    ----------
    name: as in the legend and the table.
    values: one a label; None where nothing is known.
    kind: its colour: empty, ``accent``, ``ok``, ``warning``, ``failed``, ``info``.
    """

    name: str
    values: Sequence[Value]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class _Frame:
    """The area that is drawn in: what a value and a position are in its coordinates."""

    count: int
    top: float
    width: int = WIDTH
    height: int = HEIGHT
    lines: tuple[float, ...] = field(default=())

    def x(self, index: float) -> float:
        inner = self.width - _LEFT - _RIGHT
        return round(_LEFT + inner * index / max(self.count - 1, 1), 1)

    def slot(self, index: int) -> tuple[float, float]:
        """Where a bar's room begins, and how wide it is."""
        step = (self.width - _LEFT - _RIGHT) / max(self.count, 1)
        return round(_LEFT + step * index, 2), round(step, 2)

    def y(self, value: float) -> float:
        inner = self.height - _TOP - _BOTTOM
        return round(_TOP + inner * (1 - value / self.top), 1)


def line_chart(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str = "",
    limit: float | None = None,
    limit_name: str = "limit",
    highest: float = 0,
) -> Markup:
    """Lines over time, the first with its area filled; gaps where nothing is known.

    Parameters
    ----------
    labels: what stands under the points; some of them are shown.
    unit: behind the numbers, such as ``ms``.
    limit: a line that should not be crossed.
    highest: what the axis reaches at least, such as 100 percent.
    """
    frame = _frame(labels, series, max(limit or 0, highest))
    drawn = [_grid(frame, labels, unit)]
    if len(series) == 1:
        drawn.append(_area(frame, series[0]))
    for each in series:
        drawn += [_line(frame, each.kind, run) for run in _runs(each.values)]
    if limit is not None:
        y = frame.y(limit)
        drawn.append(
            Markup(
                '<line class="limit" x1="{}" x2="{}" y1="{}" y2="{}"/><text class="limit-text" x="{}" y="{}" '
                'text-anchor="end">{}</text>'
            ).format(_LEFT, frame.width - _RIGHT, y, y, frame.width - _RIGHT, y - 4, limit_name)
        )
    return _figure(title, frame, drawn, labels, series, unit)


def bar_chart(title: str, labels: Sequence[str], series: Sequence[Series], *, unit: str = "") -> Markup:
    """Bars, the series on top of each other."""
    sums = [sum(each.values[i] or 0 for each in series) for i in range(len(labels))]
    frame = _frame(labels, [Series("", sums)], 0)
    drawn = [_grid(frame, labels, unit, bars=True)]
    for index in range(len(labels)):
        left, step = frame.slot(index)
        wide = min(step - min(2.0, step / 4), _WIDEST)
        left += (step - wide) / 2
        floor = 0.0
        for each in series:
            value = each.values[index] or 0
            if value:
                top, bottom = frame.y(floor + value), frame.y(floor)
                drawn.append(
                    Markup('<rect class="bar {}" x="{}" y="{}" width="{}" height="{}"/>').format(
                        each.kind, round(left, 2), top, round(wide, 2), round(max(bottom - top, 1), 1)
                    )
                )
            floor += value
    return _figure(title, frame, drawn, labels, series, unit, bars=True)


def sparkline(title: str, values: Sequence[Value], *, kind: str = "") -> Markup:
    """A line without axes, for beside a figure; its description names first, last, lowest and highest."""
    known = [value for value in values if value is not None]
    said = _spoken(known)
    frame = _Frame(len(values), max([*known, 1e-9]), 160, 32)
    inside = Markup("").join(
        Markup('<path class="area {k}" d="{a}"/><path class="line {k}" d="{l}"/>').format(
            k=kind, l=path, a=f"{path}V32H{run[0][0] * 160 / max(len(values) - 1, 1):.1f}Z"
        )
        for run in _runs(values)
        for path in [_flat(frame, run)]
    )
    return Markup(
        '<div class="spark"><svg viewBox="0 0 160 32" preserveAspectRatio="none" role="img" aria-label="{}">'
        "{}</svg></div>"
    ).format(f"{title}: {said}", inside)


def day_bars(title: str, days: Sequence[tuple[str, str, str]]) -> Markup:
    """One bar a day, oldest first, as on a status page; what holds for several days in a row is told once.

    Parameters
    ----------
    days: of each its date, its kind (``ok``, ``warning``, ``failed``, ``info`` or ``none``) and what happened in words.
    """
    step = 6
    width = max(len(days) * step - 2, 1)
    bars = []
    for (kind, words), run in groupby(enumerate(days), key=lambda entry: entry[1][1:]):
        (first, (since, *_)), *rest = run
        last, until = (rest[-1][0], rest[-1][1][0]) if rest else (first, since)
        told = since if since == until else f"{since} to {until}"
        # One line of dashes, each a day: ninety shapes of their own would be most of the page.
        bars.append(
            Markup('<path class="{}" d="M{} 16h{}" data-tip="{}"/>').format(
                kind, first * step, (last - first) * step + 4, f"{told}\n{words}"
            )
        )
    worse = [f"{day}: {words}" for day, kind, words in days if kind not in ("ok", "none")]
    said = "; ".join(worse[-12:]) or "nothing to report"
    return Markup(
        '<div class="bars"><svg viewBox="0 0 {} 32" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>'
        "</div>"
    ).format(width, f"{title}: {said}", Markup("").join(bars))


def _frame(labels: Sequence[str], series: Sequence[Series], highest: float) -> _Frame:
    values = [value for each in series for value in each.values if value is not None]
    lines = _ticks(max([*values, highest]))
    return _Frame(len(labels), lines[-1], lines=lines)


def _ticks(highest: float) -> tuple[float, ...]:
    """Round values from 0 to at least the highest, three to five of them."""
    if highest <= 0:
        return (0.0, 1.0)
    rough = highest / 3
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * 0.999)
    count = math.ceil(highest / step - 1e-9)
    return tuple(round(step * i, 10) for i in range(count + 1))


def _short(value: float) -> str:
    if value >= 1_000_000:
        return f"{value / 1_000_000:g}M"
    if value >= 10_000:
        return f"{value / 1000:g}k"
    return f"{value:,g}".replace(",", "\u202f")


def _grid(frame: _Frame, labels: Sequence[str], unit: str, *, bars: bool = False) -> Markup:
    drawn = []
    for value in frame.lines:
        y = frame.y(value)
        drawn.append(
            Markup(
                '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" text-anchor="end">{}</text>'
            ).format(
                "axis" if value == 0 else "grid", _LEFT, frame.width - _RIGHT, y, y, _LEFT - 6, y + 4,
                f"{_short(value)}{' ' + unit if unit else ''}",
            )
        )  # fmt: skip
    for index in _shown(len(labels)):
        if bars:
            left, step = frame.slot(index)
            x, anchor = left + step / 2, "middle"
        else:
            x = frame.x(index)
            anchor = "start" if index == 0 else "end" if index == len(labels) - 1 else "middle"
        drawn.append(
            Markup('<text class="x" x="{}" y="{}" text-anchor="{}">{}</text>').format(
                round(x, 1), frame.height - 6, anchor, labels[index]
            )
        )
    return Markup("").join(drawn)


def _shown(count: int) -> list[int]:
    """Which labels there is room for."""
    if count <= 7:
        return list(range(count))
    return [round(i * (count - 1) / 5) for i in range(6)]


def _runs(values: Sequence[Value]) -> list[list[tuple[int, float]]]:
    """The stretches without a gap, as positions with values."""
    runs: list[list[tuple[int, float]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((index, value))
    return [run for run in runs if run]


def _path(frame: _Frame, run: list[tuple[int, float]]) -> str:
    return "M" + "L".join(f"{frame.x(index)} {frame.y(value)}" for index, value in run)


def _flat(frame: _Frame, run: list[tuple[int, float]]) -> str:
    """The path of a sparkline, which has no axes and so no margins."""
    step = frame.width / max(frame.count - 1, 1)
    points = [f"{index * step:.1f} {30 - 28 * value / frame.top:.1f}" for index, value in run]
    return "M" + "L".join(points) + (("h-2" if run[0][0] else "h2") if len(points) == 1 else "")


def _line(frame: _Frame, kind: str, run: list[tuple[int, float]]) -> Markup:
    """A stretch; one of a single point is a dot."""
    if len(run) == 1:
        index, value = run[0]
        return Markup('<circle class="dot {}" cx="{}" cy="{}" r="3"/>').format(
            kind, frame.x(index), frame.y(value)
        )
    return Markup('<path class="line {}" d="{}"/>').format(kind, _path(frame, run))


def _area(frame: _Frame, series: Series) -> Markup:
    floor = frame.y(0)
    return Markup("").join(
        Markup('<path class="area {}" d="{}V{}H{}Z"/>').format(
            series.kind, _path(frame, run), floor, frame.x(run[0][0])
        )
        for run in _runs(series.values)
    )


def _said(value: Value, unit: str) -> str:
    if value is None:
        return "–"
    text = f"{value:,.2f}".rstrip("0").rstrip(".").replace(",", "\u202f")
    return f"{text} {unit}".strip()


def _spoken(known: Sequence[float]) -> str:
    if not known:
        return "no figures yet"
    rising = "rising" if known[-1] > known[0] else "falling" if known[-1] < known[0] else "level"
    return (
        f"from {_said(known[0], '')} to {_said(known[-1], '')}, {rising}; "
        f"lowest {_said(min(known), '')}, highest {_said(max(known), '')}"
    )


def _figure(
    title: str,
    frame: _Frame,
    drawn: Sequence[Markup],
    labels: Sequence[str],
    series: Sequence[Series],
    unit: str,
    *,
    bars: bool = False,
) -> Markup:
    """A chart over its figures, which a script shows for the point that somebody points at."""
    described = "; ".join(
        f"{each.name}: {_spoken([value for value in each.values if value is not None])}" for each in series
    )
    legend = (
        Markup('<div class="legend-row">{}</div>').format(
            Markup("").join(
                Markup('<span><span class="key {}"></span>{}</span>').format(each.kind, each.name)
                for each in series
            )
        )
        if len(series) > 1
        else ""
    )
    return Markup(
        '<figure class="chart{bars}"><figcaption>{title}</figcaption><svg viewBox="0 0 {w} {h}" role="img" '
        'aria-label="{title}. {said}">{drawn}</svg>{legend}{table}</figure>'
    ).format(
        bars=" of-bars" if bars else "", title=title, w=frame.width, h=frame.height, said=described,
        drawn=Markup("").join(drawn), legend=legend, table=_table(title, labels, series, unit),
    )  # fmt: skip


def _table(title: str, labels: Sequence[str], series: Sequence[Series], unit: str) -> Markup:
    heads = Markup("").join(Markup('<th scope="col">{}</th>').format(s.name) for s in series)
    rows = Markup("").join(
        Markup("<tr><th>{}</th>{}</tr>").format(
            label,
            Markup("").join(Markup("<td>{}</td>").format(_said(each.values[index], unit)) for each in series),
        )
        for index, label in enumerate(labels)
    )
    return Markup(
        '<details class="data"><summary>Figures<span class="hidden-text"> of {}</span></summary><table><thead><tr>'
        '<th scope="col"><span class="hidden-text">Point</span></th>{}</tr></thead><tbody>{}</tbody></table></details>'
    ).format(title, heads, rows)
