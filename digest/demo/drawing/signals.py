"""Pictures after what machines measure: waves, rasters, beams, scales.

It draws signs for them, not data.
"""

from math import cos, exp, pi, sin

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
from digest.demo.drawing.outlines import Point, bar, curve, ellipse, ring, sector, stroke


def waves() -> Canvas:
    """Waves laid over one another that tighten in the middle and grow calm again."""
    canvas = Canvas(BONE)
    for line in range(11):
        lift = 110 + line * 58

        def swell(t: float, lift: float = lift, line: int = line) -> tuple[float, float]:
            swing = 84 * exp(-(((t - 0.36 - 0.018 * line) / 0.17) ** 2))
            return -20 + 1240 * t, lift - swing * cos(2 * pi * 5.4 * (t - 0.36 - 0.018 * line))

        colour = ACCENT if line == 6 else mix(STEEL, INK, line / 10)
        canvas.fill(colour, stroke(curve(swell, steps=200), 9 if line == 6 else 5))
    return canvas


def sinogram() -> Canvas:
    """Sine curves woven into each other, as a scanner sees a turning object."""
    canvas = Canvas(NIGHT)
    canvas.fill(mix(NIGHT, SLATE, 0.5), bar(60, 0, 1080, 800))
    for place in range(7):
        swing, phase = 80 + 62 * (place * 3 % 7), 0.93 * place
        colour = EMBER if place == 4 else mix(STEEL, PAPER, (place * 5 % 7) / 7)
        canvas.fill(colour, stroke(_sine(swing, phase), 10 + 4 * (place % 4)))
    return canvas


def _sine(swing: float, phase: float) -> list[Point]:
    return curve(lambda t: (600 + swing * sin(2 * pi * t + phase), -20 + 840 * t), steps=90)


def rays() -> Canvas:
    """Lines that radiate from a bright centre, as a scanner fills its plane of measures."""
    canvas = Canvas(INK)
    for step in range(2):
        canvas.fill(mix(INK, SLATE, 0.4 * (step + 1)), ellipse(600, 400, 388 - 104 * step))
    for spoke in range(16):
        a = pi * (spoke + 0.5) / 16
        reach = 372 - 90 * (spoke % 2)
        colour = EMBER if spoke == 12 else mix(STEEL, PAPER, 0.25 + 0.7 * (spoke % 2))
        ends = [(600 - reach * cos(a), 400 - reach * sin(a)), (600 + reach * cos(a), 400 + reach * sin(a))]
        canvas.fill(colour, stroke(ends, 6 + 2 * (spoke == 12)))
    canvas.fill(PAPER, ellipse(600, 400, 54))
    return canvas


def grey_scale() -> Canvas:
    """A scale of greys in upright bands, and the curve that maps it to the screen."""
    canvas = Canvas(NIGHT)
    for band in range(12):
        canvas.fill(mix(NIGHT, PAPER, (band / 11) ** 1.15), bar(band * 100, 0, 100, 800))

    def window(t: float) -> tuple[float, float]:
        return -20 + 1240 * t, 700 - 600 / (1 + exp(-11 * (t - 0.52)))

    canvas.fill(EMBER, stroke(curve(window), 12))
    canvas.fill(EMBER, ellipse(625, 400, 24))
    return canvas


def prism() -> Canvas:
    """A beam that a slanting plane divides into parallel bands."""
    canvas = Canvas(INK)
    canvas.fill(PAPER, [(0, 372), (560, 372), (541, 428), (0, 428)])
    shades = (PAPER, BONE, mix(BONE, STEEL, 0.4), STEEL, mix(STEEL, EMBER, 0.5), EMBER, ACCENT)
    for place, shade in enumerate(shades):
        lift = 372 + 8 * place
        far = 70 + 98 * place
        lean = 560 - (lift - 372) * 0.34
        canvas.fill(shade, [(lean, lift), (1200, far), (1200, far + 74), (lean - 2.7, lift + 8)])
    canvas.fill(SLATE, [(640, 130), (676, 130), (492, 680), (456, 680)])
    canvas.fill(STEEL, [(676, 130), (684, 130), (500, 680), (492, 680)])
    return canvas


def halftone() -> Canvas:
    """A raster of dots whose size draws a warm spot."""
    canvas = Canvas(BONE)
    for row in range(13):
        for column in range(19):
            x, y = 33 + 63 * column, 28 + 62 * row
            heat = exp(-(((x - 730) / 250) ** 2 + ((y - 370) / 190) ** 2))
            cool = exp(-(((x - 330) / 300) ** 2 + ((y - 520) / 240) ** 2))
            size = 6 + 24 * max(heat, 0.62 * cool)
            canvas.fill(mix(INK, ACCENT, min(1, heat * 1.35)), ellipse(x, y, size))
    return canvas


def target() -> Canvas:
    """A sight of thin lines and circles, a little beside its centre."""
    canvas = Canvas(PAPER)
    canvas.fill(BONE, ellipse(560, 420, 352))
    for step in range(5):
        canvas.fill(INK, *ring(560, 420, 350 - 72 * step, 5))
    canvas.fill(INK, bar(130, 418, 860, 4), bar(558, 0, 4, 800))
    for mark in range(-10, 11):
        half = 14 if mark % 5 else 26
        canvas.fill(INK, bar(558 + 36 * mark, 420 - half, 4, 2 * half))
    canvas.fill(ACCENT, ellipse(668, 338, 40))
    canvas.fill(ACCENT, bar(668, 336, 532, 4))
    return canvas


def three_circles() -> Canvas:
    """Three circles inside each other that touch at one point, and a line through them."""
    canvas = Canvas(SLATE)
    for size, shade in ((372, mix(SLATE, BONE, 0.3)), (262, mix(SLATE, BONE, 0.62)), (150, PAPER)):
        canvas.fill(shade, ellipse(228 + size, 400, size))
    canvas.fill(EMBER, bar(0, 397, 1200, 6))
    canvas.fill(EMBER, ellipse(228, 400, 18))
    for size in (372, 262, 150):
        canvas.fill(EMBER, ellipse(228 + 2 * size, 400, 12))
    return canvas


def falling_bars() -> Canvas:
    """Upright bars that grow shorter from left to right; the last one is marked."""
    canvas = Canvas(BONE)
    for place in range(16):
        height = 560 * exp(-0.09 * place) + 46 * sin(place * 1.9)
        colour = ACCENT if place == 15 else mix(INK, STEEL, place / 19)
        canvas.fill(colour, bar(96 + 64 * place, 690 - height, 44, height))
    canvas.fill(INK, bar(72, 696, 1056, 4))
    return canvas


def contact_sheet() -> Canvas:
    """Twelve small slices on a sheet, one of them ringed by hand."""
    canvas = Canvas(NIGHT)
    for place in range(12):
        x, y = 192 + 272 * (place % 4), 144 + 256 * (place // 4)
        size = 62 + 44 * sin(pi * (place + 1) / 13)
        canvas.fill(BONE, ellipse(x, y, size * 0.86, size))
        canvas.fill(SLATE, ellipse(x, y, size * 0.86 - 10, size - 10))
        for side in (-1, 1):
            canvas.fill(
                mix(SLATE, BONE, 0.5), ellipse(x + side * size * 0.3, y, size * 0.2, size * 0.5, side * 0.02)
            )
    canvas.fill(EMBER, ellipse(736, 398, 128, 120, 0.1), ellipse(736, 400, 120, 111, 0.08)[::-1])
    return canvas


def ultrasound() -> Canvas:
    """A fan of ultrasound: arcs that open downwards, an echo in the middle."""
    canvas = Canvas(NIGHT)
    shades = (0.95, 0.62, 0.34, 0.5, 0.22, 0.4, 0.16, 0.28, 0.1)
    for place, shade in enumerate(shades):
        inner = 96 + 74 * place
        canvas.fill(mix(SLATE, PAPER, shade), sector(600, 10, inner, inner + 66, (0.125, 0.375)))
    canvas.fill(NIGHT, ellipse(668, 408, 106, 76, 0.02))
    canvas.fill(EMBER, sector(600, 10, 504, 512, (0.195, 0.262)))
    for mark in range(9):
        canvas.fill(STEEL, bar(1104, 92 + 74 * mark, 40 if mark % 4 == 0 else 22, 4))
    return canvas


def plates() -> Canvas:
    """Plates stacked in perspective, one of them pulled out."""
    canvas = Canvas(SLATE)
    for place in range(9):
        shift = 190 if place == 5 else 0
        y = 640 - 58 * place
        shade = EMBER if place == 5 else mix(STEEL, PAPER, 0.1 + 0.1 * place)
        edge = mix(shade, NIGHT, 0.35)
        left, top, right, low = (
            (250 + shift, y),
            (600 + shift, y - 130),
            (950 + shift, y),
            (600 + shift, y + 130),
        )
        canvas.fill(edge, [left, low, right, (right[0], y + 16), (low[0], y + 146), (left[0], y + 16)])
        canvas.fill(shade, [left, top, right, low])
    return canvas


def linked_points() -> Canvas:
    """Six points joined by arcs, two of them lit."""
    canvas = Canvas(INK)
    points = ((170, 560), (350, 250), (560, 610), (690, 190), (880, 470), (1050, 240))
    for place, one in enumerate(points):
        for other in points[place + 1 :]:
            canvas.fill(mix(SLATE, STEEL, 0.55), stroke(_leap(one, other), 3))
    canvas.fill(EMBER, stroke(_leap(points[1], points[4]), 7))
    for place, (x, y) in enumerate(points):
        bright = place in {1, 4}
        canvas.fill(mix(INK, SLATE, 0.8), ellipse(x, y, 74 if bright else 44))
        canvas.fill(EMBER if bright else BONE, ellipse(x, y, 40 if bright else 22))
    return canvas


def _leap(start: Point, end: Point) -> list[Point]:
    """A flat bow from one point to another."""
    return curve(
        lambda t: (
            start[0] + (end[0] - start[0]) * t,
            start[1] + (end[1] - start[1]) * t - 120 * sin(pi * t),
        ),
        steps=48,
    )
