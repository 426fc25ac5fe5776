"""Outlines have the measures that they are asked for."""

from math import hypot

import pytest

from digest.demo.drawing.outlines import Outline, arc, bar, capsule, ellipse, ring, sector, stroke


def area(outline: Outline) -> float:
    """The enclosed area; its sign tells the way round."""
    pairs = zip(outline, [*outline[1:], outline[0]], strict=True)
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) / 2


@pytest.mark.parametrize(
    ("outline", "expected"),
    [
        (bar(10, 10, 40, 20), 800),
        (ellipse(0, 0, 100), 31416),
        (ellipse(0, 0, 100, 50), 15708),
        (ellipse(30, 40, 100, 50, 0.1), 15708),
        (sector(0, 0, 50, 100, (0, 0.25)), 5890),
        (capsule((0, 0), (100, 0), 20), 2314),
        (stroke([(0, 0), (50, 0), (100, 0)], 10), 1000),
        (stroke([(0, 0), (100, 0)], 20, 0), 1000),
    ],
    ids=["bar", "circle", "ellipse", "turned", "sector", "capsule", "stroke", "taper"],
)
def test_an_outline_encloses_its_area(outline, expected):
    assert abs(area(outline)) == pytest.approx(expected, rel=0.01)


def test_an_ellipse_turns():
    upright = ellipse(0, 0, 100, 10, 0.25)
    assert max(y for _, y in upright) == pytest.approx(100, rel=0.01)
    assert max(x for x, _ in upright) == pytest.approx(10, rel=0.01)


def test_the_two_outlines_of_a_ring_go_opposite_ways():
    outer, inner = ring(0, 0, 100, 20)
    assert area(outer) * area(inner) < 0
    assert abs(area(inner)) == pytest.approx(3.1416 * 80**2, rel=0.01)


def test_an_arc_keeps_its_distance():
    assert {round(hypot(x - 5, y - 5), 6) for x, y in arc(5, 5, 30, 0, 0.4)} == {30}
