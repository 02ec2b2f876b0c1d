"""Charts as shapes: where each bar and line is, for a template that writes them as SVG.

Everything is in units of the SVG's own view box, whose origin is at the top left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from checkers.labels import VerdictLabel
from warehouse.desk.charts import Agreement, MonthlyVerdicts, RiskCoverage

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 12, 34
PLOT_WIDTH, PLOT_HEIGHT = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
LABELS = tuple(VerdictLabel)
MOST_BARS = 24
WIDEST_BAR = 56.0
MARKS = (1, 2, 2.5, 5, 10)
TICKS = 4
EVERY_NAME = 8


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: how many claims of a label."""

    label: VerdictLabel
    claims: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A month: its segments from the bottom up; `named` says whether its name is written."""

    month: date
    x: float
    width: float
    segments: tuple[Segment, ...]
    named: bool

    @property
    def claims(self) -> int:
        """All claims of the month."""
        return sum(segment.claims for segment in self.segments)

    def of(self, label: VerdictLabel) -> int:
        """The claims of a label."""
        return sum(segment.claims for segment in self.segments if segment.label is label)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across with its value."""

    y: float
    value: float


@dataclass(frozen=True, slots=True)
class BarChart:
    """Verdicts by month."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    labels: tuple[VerdictLabel, ...] = LABELS


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a line: the share of claims decided, and how many of these were wrong."""

    coverage: float
    risk: float
    claims: int
    confidence: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Curve:
    """How often the program was wrong, by how many of the claims it decides."""

    points: tuple[Point, ...]
    ticks: tuple[Tick, ...]

    @property
    def path(self) -> str:
        """The line as SVG draws it."""
        steps = [f"{point.x:.1f} {point.y:.1f}" for point in self.points]
        return f"M {' L '.join(steps)}" if steps else ""


@dataclass(frozen=True, slots=True)
class Cross:
    """How often editors gave which label where the program gave which; None is not checkable."""

    rows: tuple[tuple[VerdictLabel, tuple[int, ...]], ...]
    columns: tuple[VerdictLabel | None, ...]
    agree: int
    all: int


def over_time(months: Sequence[MonthlyVerdicts]) -> BarChart:
    """Bars of the newest months; one month's rows of any labels make one bar."""
    by_month: dict[date, dict[VerdictLabel, int]] = {}
    for row in months:
        counts = by_month.setdefault(row.month, {})
        counts[row.label] = counts.get(row.label, 0) + row.claims
    shown = sorted(by_month)[-MOST_BARS:]
    highest = max((sum(by_month[month].values()) for month in shown), default=0)
    top = _round_up(highest)
    step = PLOT_WIDTH / max(len(shown), 1)
    every = -(-len(shown) // EVERY_NAME)
    width = min(step * 0.7, WIDEST_BAR)
    bars = tuple(
        Bar(
            month,
            LEFT + (place + 0.5) * step - width / 2,
            width,
            _segments(by_month[month], top),
            named=place % every == 0,
        )
        for place, month in enumerate(shown)
    )
    return BarChart(bars, _ticks(top))


def risk_coverage(points: Sequence[RiskCoverage]) -> Curve:
    """The curve through the points, from the surest claims to all of them."""
    placed = tuple(
        Point(
            it.coverage,
            it.risk,
            it.claims,
            it.confidence,
            LEFT + it.coverage * PLOT_WIDTH,
            TOP + (1 - it.risk) * PLOT_HEIGHT,
        )
        for it in points
    )
    return Curve(placed, _ticks(1))


def agreement(rows: Sequence[Agreement]) -> Cross:
    """The program's labels across the editors'."""
    columns: tuple[VerdictLabel | None, ...] = (*LABELS, None)
    counts = {(engine, editor): 0 for engine in LABELS for editor in columns}
    for row in rows:
        counts[row.engine, row.editor] += row.claims
    return Cross(
        rows=tuple((it, tuple(counts[it, editor] for editor in columns)) for it in LABELS),
        columns=columns,
        agree=sum(counts[label, label] for label in LABELS),
        all=sum(counts.values()),
    )


def _segments(counts: dict[VerdictLabel, int], top: float) -> tuple[Segment, ...]:
    segments, bottom = [], float(TOP + PLOT_HEIGHT)
    for label in LABELS:
        height = counts.get(label, 0) / top * PLOT_HEIGHT
        if height:
            bottom -= height
            segments.append(Segment(label, counts[label], bottom, height))
    return tuple(segments)


def _ticks(top: float) -> tuple[Tick, ...]:
    values = [top * step / TICKS for step in range(TICKS + 1)]
    return tuple(Tick(TOP + (1 - value / top) * PLOT_HEIGHT, value) for value in values)


def _round_up(value: float) -> float:
    """The next number that is round."""
    if value <= 0:
        return 1
    size = 10.0 ** (len(str(int(value))) - 1)
    return next(mark * size for mark in MARKS if mark * size >= value)
