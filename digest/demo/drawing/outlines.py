"""Closed outlines to fill: ellipses, sectors, bars, strokes along a curve. Lengths in pixels, angles in turns.

It paints nothing (see `canvas`).
"""

from collections.abc import Callable, Sequence
from math import cos, hypot, pi, sin

Point = tuple[float, float]
Outline = list[Point]


def ellipse(x: float, y: float, rx: float, ry: float | None = None, turn: float = 0) -> Outline:
    """An ellipse around (x, y), rotated by `turn`; a circle where `ry` is left out."""
    return polar(x, y, lambda angle: _reach(angle - turn, rx, rx if ry is None else ry))


def polar(x: float, y: float, radius: Callable[[float], float], steps: int = 240) -> Outline:
    """The closed curve whose distance from (x, y) at an angle is `radius(angle)`."""
    angles = [step / steps for step in range(steps)]
    return [_away(x, y, radius(angle), angle) for angle in angles]


def ring(x: float, y: float, outer: float, width: float) -> tuple[Outline, Outline]:
    """A circle line of `width` inside the radius `outer`: two outlines, the second one a hole."""
    return ellipse(x, y, outer), ellipse(x, y, outer - width)[::-1]


def sector(x: float, y: float, inner: float, outer: float, angles: tuple[float, float]) -> Outline:
    """The part of a ring between two angles."""
    start, end = angles
    return arc(x, y, outer, start, end) + arc(x, y, inner, end, start)


def bar(x: float, y: float, width: float, height: float) -> Outline:
    """An upright rectangle with its top left corner at (x, y)."""
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def capsule(start: Point, end: Point, width: float) -> Outline:
    """A straight stroke with round ends."""
    (x0, y0), (x1, y1) = start, end
    length = hypot(x1 - x0, y1 - y0)
    ux, uy = (x1 - x0) / length * width / 2, (y1 - y0) / length * width / 2
    bends = [pi * step / 24 for step in range(25)]
    head = [(x1 + uy * cos(a) + ux * sin(a), y1 - ux * cos(a) + uy * sin(a)) for a in bends]
    tail = [(x0 - uy * cos(a) - ux * sin(a), y0 + ux * cos(a) - uy * sin(a)) for a in bends]
    return head + tail


def stroke(points: Sequence[Point], width: float, end_width: float | None = None) -> Outline:
    """A line along `points` that goes from `width` to `end_width`."""
    last = len(points) - 1
    final = width if end_width is None else end_width
    left: Outline = []
    right: Outline = []
    for place, (x, y) in enumerate(points):
        (xa, ya), (xb, yb) = points[max(place - 1, 0)], points[min(place + 1, last)]
        length = hypot(xb - xa, yb - ya) or 1
        half = (width + (final - width) * place / last) / 2
        dx, dy = (yb - ya) / length * half, (xa - xb) / length * half
        left.append((x + dx, y + dy))
        right.append((x - dx, y - dy))
    return left + right[::-1]


def curve(point: Callable[[float], Point], start: float = 0, end: float = 1, steps: int = 120) -> list[Point]:
    """The points of a parametric curve."""
    return [point(start + (end - start) * step / steps) for step in range(steps + 1)]


def arc(x: float, y: float, radius: float, start: float, end: float) -> list[Point]:
    """The points of a circle between two angles."""
    return curve(lambda angle: _away(x, y, radius, angle), start, end)


def _away(x: float, y: float, distance: float, angle: float) -> Point:
    return x + distance * cos(2 * pi * angle), y + distance * sin(2 * pi * angle)


def _reach(angle: float, rx: float, ry: float) -> float:
    return rx * ry / hypot(ry * cos(2 * pi * angle), rx * sin(2 * pi * angle))
