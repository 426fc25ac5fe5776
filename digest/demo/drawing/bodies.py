"""Pictures after what radiologists look at: slices, bones, vessels, organs.

It draws signs for them, not anatomy.
"""

from itertools import pairwise
from math import cos, hypot, pi, sin

from digest.demo.drawing.canvas import (
    ACCENT,
    BONE,
    EMBER,
    INK,
    NIGHT,
    PAPER,
    SLATE,
    STEEL,
    Canvas,
    mix,
)
from digest.demo.drawing.outlines import (
    Point,
    arc,
    bar,
    capsule,
    curve,
    ellipse,
    polar,
    ring,
    stroke,
)


def axial_slice() -> Canvas:
    """A head cut across: a bright ring, shades of grey, two ventricles, the line of the cut."""
    canvas = Canvas(NIGHT)
    canvas.fill(mix(NIGHT, SLATE, 0.16), ellipse(600, 400, 470, 545))
    canvas.fill(mix(NIGHT, SLATE, 0.34), ellipse(600, 400, 376, 436))
    canvas.fill(BONE, ellipse(600, 400, 286, 340))
    canvas.fill(NIGHT, ellipse(600, 400, 262, 314))
    for step in range(5):
        canvas.fill(mix(SLATE, BONE, step * 0.12), ellipse(600, 400, 248 - step * 38, 300 - step * 45))
    for side in (-1, 1):
        canvas.fill(NIGHT, stroke(_horn(side), 10, 44))
    canvas.fill(NIGHT, bar(598.5, 100, 3, 600))
    canvas.fill(EMBER, ellipse(708, 300, 26))
    canvas.fill(EMBER, bar(0, 299, 250, 2), bar(950, 299, 250, 2))
    return canvas


def _horn(side: int) -> list[Point]:
    return curve(lambda t: (600 + side * (26 + 74 * t * t), 300 + 190 * t), -0.9, 1)


def rib_cage() -> Canvas:
    """Nine pairs of ribs around a spine; a part of one is marked."""
    canvas = Canvas(INK)
    canvas.fill(mix(INK, SLATE, 0.3), ellipse(600, 520, 520, 560))
    canvas.fill(mix(INK, SLATE, 0.6), ellipse(600, 520, 330, 400))
    for rib in range(9):
        colour = mix(STEEL, BONE, 1 - rib / 11)
        for side in (-1, 1):
            canvas.fill(colour, stroke(_rib(rib, side), 25, 11))
    canvas.fill(EMBER, stroke(_rib(4, 1)[52:74], 22, 19))
    for vertebra in range(11):
        canvas.fill(PAPER, capsule((585, 66 + vertebra * 68), (615, 66 + vertebra * 68), 46))
    return canvas


def _rib(rib: int, side: int) -> list[Point]:
    wide, top, drop = 150 + 38 * rib - rib * rib, 74 + rib * 66, 96 + 9 * rib
    return curve(
        lambda t: (600 + side * (30 + wide * sin(pi * t * 0.62) * 1.1), top - 40 * sin(pi * t) + drop * t * t)
    )


def spine() -> Canvas:
    """Eight vertebrae along a slight curve, one of them flattened and marked."""
    canvas = Canvas(BONE)
    for step in range(6):
        path = curve(lambda t: (600 + 90 * sin(2.6 * t + 0.3), -40 + 880 * t))
        canvas.fill(mix(BONE, SLATE, 0.05 + 0.07 * step), stroke(path, 620 - step * 84))
    for place in range(8):
        t = (place + 0.35) / 8
        x, y, lean = 600 + 90 * sin(2.6 * t + 0.3), -40 + 880 * t, 0.24 * cos(2.6 * t + 0.3)
        flat = place == 4
        wide = 96 - 26 * (not flat)
        canvas.fill(
            ACCENT if flat else PAPER,
            capsule((x - wide, y + wide * lean), (x + wide, y - wide * lean), 50 if flat else 78),
        )
        canvas.fill(mix(PAPER, STEEL, 0.25), capsule((x + 158, y - 30), (x + 210, y + 4), 26))
    return canvas


def lungs() -> Canvas:
    """Two lobes drawn by scan lines, a windpipe between them, one mark."""
    canvas = Canvas(NIGHT)
    for line in range(54):
        t, y = (line + 0.5) / 54, 104 + line * 11.5
        apex = (1 - (1 - min(t / 0.34, 1)) ** 2) ** 0.5
        outer = 96 + 246 * apex * (0.72 + 0.28 * sin(pi * t * 0.8)) - 60 * max(0, t - 0.86) / 0.14
        for side in (-1, 1):
            heart = 84 * sin(pi * (t - 0.42) / 0.58) ** 2 if side > 0 and t > 0.42 else 0
            near = 600 + side * (150 - 84 * apex + 60 * t**4 + heart)
            colour = mix(STEEL, PAPER, 0.2 + 0.7 * sin(pi * t))
            canvas.fill(colour, capsule((near, y), (600 + side * outer, y), 6))
    canvas.fill(BONE, stroke([(600, -20), (600, 250)], 30))
    for side in (-1, 1):
        canvas.fill(BONE, stroke([(600 + side * 13.2 * t, 240 + 1.18 * t * t) for t in range(11)], 30, 12))
    canvas.fill(EMBER, ellipse(404, 486, 30))
    return canvas


def hand() -> Canvas:
    """Five rays of bones fanning out of a wrist."""
    canvas = Canvas(INK)
    canvas.fill(mix(INK, SLATE, 0.45), ellipse(560, 420, 520, 356))
    canvas.fill(mix(INK, SLATE, 0.75), ellipse(520, 424, 420, 276))
    canvas.fill(
        BONE, stroke([(-20, 336), (180, 350), (262, 356)], 60, 92), capsule((256, 330), (262, 384), 40)
    )
    canvas.fill(mix(BONE, STEEL, 0.25), capsule((-40, 486), (262, 484), 46))
    canvas.fill(EMBER, stroke([(212, 300), (232, 404)], 7))
    for x, y, size in (
        (330, 340, 34),
        (336, 410, 36),
        (328, 474, 28),
        (396, 316, 30),
        (404, 382, 32),
        (398, 448, 32),
    ):
        canvas.fill(mix(BONE, STEEL, 0.12), ellipse(x, y, size, size * 0.9))
    rays = ((-0.62, 1.0, 0), (-0.17, 1.42, 1), (0.0, 1.54, 1), (0.16, 1.42, 1), (0.33, 1.16, 1))
    for place, (lean, scale, full) in enumerate(rays):
        _ray(canvas, (452, 296 + place * 46), lean, scale, (0, 178, 282, 352, 400)[: 4 + full])
    return canvas


def _ray(canvas: Canvas, root: Point, lean: float, scale: float, joints: tuple[int, ...]) -> None:
    x, y = root
    for place, (start, end) in enumerate(pairwise(joints)):
        width = 36 - 5 * place
        near, far = (start + width / 2 + 5) * scale * 0.98, (end - width / 2 - 5) * scale * 0.98
        canvas.fill(
            mix(PAPER, STEEL, 0.07 * place),
            capsule(
                (x + near * cos(lean), y + near * sin(lean)),
                (x + far * cos(lean), y + far * sin(lean)),
                width,
            ),
        )


def breasts() -> Canvas:
    """Two profiles back to back in soft steps, fine lines that meet at each tip, one point."""
    canvas = Canvas(NIGHT)
    for side in (-1, 1):
        for step in range(6):
            shade = mix(mix(NIGHT, SLATE, 0.7), BONE, 0.12 * step)
            canvas.fill(shade, _profile(side, 1 - 0.15 * step))
        for duct in range(-4, 5):
            canvas.fill(mix(STEEL, PAPER, 0.85), stroke(_duct(side, duct), 2, 5))
        canvas.fill(PAPER, capsule((600 + side * 464, 466), (600 + side * 464, 486), 22))
    canvas.fill(NIGHT, bar(594, 0, 12, 800))
    canvas.fill(EMBER, ellipse(778, 402, 26))
    canvas.fill(EMBER, *ring(778, 402, 54, 4))
    return canvas


def _duct(side: int, place: int) -> list[Point]:
    return curve(lambda t: (600 + side * (464 - 330 * t), 476 + place * 50 * sin(pi * t * 0.55)))


def _profile(side: int, size: float) -> list[Point]:
    """The outer line of a profile from top to bottom, shrunk towards its base by `size`."""
    return curve(
        lambda t: (
            600 + side * (6 + 456 * size * sin(pi * t**1.25) ** 0.6),
            452 + (40 + 720 * t - 452) * size,
        )
    )


def vessels() -> Canvas:
    """A tree of vessels that divides five times; one place is ringed."""
    canvas = Canvas(INK)
    canvas.fill(mix(INK, SLATE, 0.3), ellipse(700, 400, 620, 470))
    canvas.fill(mix(INK, SLATE, 0.55), ellipse(760, 400, 430, 320))
    _branch(canvas, (-30, 452), -0.06, length=300, width=46)
    canvas.fill(EMBER, *ring(702, 218, 58, 5))
    return canvas


def _branch(canvas: Canvas, root: Point, way: float, *, length: float, width: float, depth: int = 0) -> None:
    """Draw a branch that leaves `root` in the direction `way` (radians), after the ones that leave it."""
    tone = mix(BONE, STEEL, 1 - 0.86**depth)
    sway = 0.34 if depth % 2 else -0.34
    path = curve(
        lambda t: (
            root[0] + length * t * cos(way + sway * t * t),
            root[1] + length * t * sin(way + sway * t * t),
        ),
        steps=24,
    )
    if depth < 5:
        for turn, share in ((0.42 + 0.05 * depth, 0.80), (-0.5 + 0.03 * depth, 0.72)):
            leaving = way + sway * 0.8 + turn
            _branch(canvas, path[-1], leaving, length=length * share, width=width * 0.68, depth=depth + 1)
    canvas.fill(tone, stroke(path, width, width * 0.7))
    canvas.fill(tone, ellipse(*path[-1], width * 0.35))


def vault() -> Canvas:
    """A vault of bone, and under it one artery with its branches."""
    canvas = Canvas(NIGHT)
    canvas.fill(BONE, ellipse(600, 800, 560, 700), ellipse(600, 800, 520, 660)[::-1])
    for step in range(4):
        canvas.fill(
            mix(NIGHT, SLATE, 0.25 * (step + 1)), ellipse(600, 800, 496 - step * 84, 636 - step * 108)
        )
    stem = [(372, 830), (392, 700), (440, 590)]
    canvas.fill(EMBER, stroke(stem, 26, 20))
    for end, bend, width in (
        ((262, 400), -60, 11),
        ((368, 262), -90, 15),
        ((560, 196), -70, 17),
        ((752, 240), 30, 15),
        ((880, 372), 90, 12),
        ((900, 520), 100, 9),
    ):
        canvas.fill(EMBER, stroke(_limb(stem[-1], end, bend), width, 2))
    return canvas


def _limb(root: Point, end: Point, bend: float) -> list[Point]:
    """A branch from `root` to `end` that swings out by `bend` and trembles a little."""
    return curve(
        lambda t: (
            root[0] + (end[0] - root[0]) * t + 10 * sin(13 * t) * t,
            root[1] + (end[1] - root[1]) * t - abs(bend) * sin(pi * t) + 9 * cos(11 * t) * t,
        )
    )


def cochlea() -> Canvas:
    """A spiral of two turns and a half, finely ruled, and three canals."""
    canvas = Canvas(INK)
    canvas.fill(mix(INK, SLATE, 0.4), ellipse(690, 420, 450))
    for x, y, size in ((300, 300, 150), (236, 430, 130), (368, 216, 116)):
        canvas.fill(mix(BONE, STEEL, 0.35), *ring(x, y, size, 20))

    def spiral(t: float) -> Point:
        reach = 300 * (1 - t) ** 0.92 + 16
        return 690 + reach * cos(2 * pi * 2.5 * t + 2.7), 420 + reach * sin(2 * pi * 2.5 * t + 2.7)

    canvas.fill(BONE, ellipse(404, 540, 62, 78, 0.06))
    canvas.fill(BONE, stroke(curve(spiral, steps=400), 84, 14))
    for mark in range(2, 58):
        px, py = spiral(mark / 64)
        half = 30 * (1 - 0.78 * mark / 64) / hypot(px - 690, py - 420)
        dx, dy = (px - 690) * half, (py - 420) * half
        canvas.fill(SLATE, stroke([(px - dx, py - dy), (px + dx, py + dy)], 2.5))
    canvas.fill(EMBER, ellipse(690, 420, 17))
    return canvas


def iris() -> Canvas:
    """An iris: fine rays between two circles, a dark pupil, one glint."""
    canvas = Canvas(BONE)
    canvas.fill(mix(BONE, PAPER, 0.8), ellipse(600, 400, 560, 330))
    canvas.fill(SLATE, ellipse(600, 400, 292))
    for ray in range(84):
        inner, outer = 128 + 16 * (ray % 3), 272 - 22 * (ray * 7 % 5)
        a = 2 * pi * ray / 84
        near, far = (600 + inner * cos(a), 400 + inner * sin(a)), (600 + outer * cos(a), 400 + outer * sin(a))
        canvas.fill(mix(SLATE, BONE, 0.35 + 0.09 * (ray % 5)), stroke([near, far], 2, 5))
    canvas.fill(NIGHT, ellipse(600, 400, 122))
    canvas.fill(ACCENT, stroke(arc(600, 400, 316, 0.56, 0.94), 6))
    canvas.fill(SLATE, *ring(600, 400, 96, 3))
    return canvas


def level_curves() -> Canvas:
    """Uneven level curves around a small disc."""
    canvas = Canvas(BONE)
    for step in range(11):
        size = 560 - 49 * step

        def radius(angle: float, size: float = size, step: int = step) -> float:
            wave = 0.16 * cos(2 * pi * 2 * angle + 0.4) + 0.09 * cos(2 * pi * 3 * angle + 0.12 * step)
            return size * (1 + wave * (1 - step / 14))

        canvas.fill(mix(BONE, SLATE, 0.09 * (step + 1)), polar(560 + 9 * step, 410 - 3 * step, radius))
    canvas.fill(EMBER, ellipse(652, 380, 30))
    return canvas


def soft_circles() -> Canvas:
    """Circles in soft steps, a pale disc in the middle."""
    canvas = Canvas(mix(ACCENT, NIGHT, 0.3))
    for step in range(9):
        canvas.fill(
            mix(mix(ACCENT, NIGHT, 0.3), BONE, 0.095 * (step + 1)),
            ellipse(600, 420 - 4 * step, 420 - 38 * step),
        )
    canvas.fill(PAPER, ellipse(610, 392, 62))
    canvas.fill(ACCENT, ellipse(628, 384, 9))
    return canvas
