"""Pictures after the places and things of an imaging department: machines, calendars, cupboards.

It draws signs for them, not products.
"""

from math import cos, pi, sin

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
from digest.demo.drawing.outlines import Outline, bar, capsule, ellipse, ring, sector, stroke


def calendar() -> Canvas:
    """A grid of weeks in which only some days are filled."""
    canvas = Canvas(PAPER)
    empty = {3, 8, 11, 12, 18, 23, 24, 26, 32}
    for day in range(35):
        x, y = 136 + 136 * (day % 7), 66 + 138 * (day // 7)
        if day in empty:
            canvas.fill(mix(PAPER, STEEL, 0.5), _frame(x, y, 112), _frame(x + 4, y + 4, 104)[::-1])
        else:
            canvas.fill(ACCENT if day == 17 else mix(INK, STEEL, 0.12 * (day % 7)), _frame(x, y, 112))
    return canvas


def _frame(x: float, y: float, size: float) -> Outline:
    return bar(x, y, size, size)


def c_arm() -> Canvas:
    """A large arch open to one side, a narrow beam, a table across it."""
    canvas = Canvas(INK)
    canvas.fill(mix(INK, SLATE, 0.5), ellipse(600, 400, 480))
    canvas.fill(mix(SLATE, EMBER, 0.45), [(588, 640), (612, 640), (690, 190), (510, 190)])
    canvas.fill(BONE, sector(600, 400, 292, 344, (0.25, 0.75)))
    canvas.fill(BONE, bar(520, 56, 160, 120))
    canvas.fill(PAPER, bar(496, 168, 208, 30))
    canvas.fill(BONE, bar(556, 626, 88, 118))
    canvas.fill(EMBER, bar(572, 612, 56, 22))
    canvas.fill(STEEL, bar(0, 438, 1200, 8))
    canvas.fill(PAPER, capsule((330, 420), (1180, 420), 30))
    return canvas


def gantry() -> Canvas:
    """A great ring of light in the night, and a pale table that enters it."""
    canvas = Canvas(NIGHT)
    for step in range(3):
        canvas.fill(mix(NIGHT, SLATE, 0.26 * (step + 1)), ellipse(600, 376, 560 - 84 * step))
    canvas.fill(BONE, ellipse(600, 376, 318))
    canvas.fill(mix(BONE, STEEL, 0.35), ellipse(600, 376, 286))
    canvas.fill(PAPER, ellipse(600, 376, 214))
    canvas.fill(NIGHT, ellipse(600, 376, 196))
    canvas.fill(EMBER, *ring(600, 376, 302, 5))
    canvas.fill(mix(BONE, STEEL, 0.5), [(520, 452), (680, 452), (790, 800), (410, 800)])
    canvas.fill(PAPER, [(532, 436), (668, 436), (752, 800), (448, 800)])
    canvas.fill(EMBER, bar(598, 180, 4, 256))
    return canvas


def steps() -> Canvas:
    """Stairs of pale planes that climb, then stop."""
    canvas = Canvas(ACCENT)
    for place in range(6):
        x, y = 60 + 150 * place, 640 - 92 * place
        canvas.fill(mix(BONE, ACCENT, 0.44 - 0.06 * place), bar(x, y + 26, 150, 800 - y))
        canvas.fill(mix(BONE, PAPER, place / 5), bar(x, y, 150, 30))
    canvas.fill(mix(ACCENT, NIGHT, 0.4), bar(960, 0, 240, 800))
    canvas.fill(PAPER, ellipse(1080, 148, 40))
    return canvas


def balance() -> Canvas:
    """Two discs of unequal size on a slanting line."""
    canvas = Canvas(BONE)
    canvas.fill(mix(BONE, STEEL, 0.28), [(600, 470), (720, 720), (480, 720)])
    canvas.fill(INK, stroke([(120, 560), (1080, 380)], 12))
    canvas.fill(INK, ellipse(298, 346, 176))
    canvas.fill(ACCENT, ellipse(934, 310, 94))
    for step in range(1, 4):
        canvas.fill(mix(INK, STEEL, 0.24 * step), ellipse(298, 346, 176 - 40 * step))
    canvas.fill(mix(ACCENT, BONE, 0.3), ellipse(934, 310, 48))
    canvas.fill(INK, bar(0, 720, 1200, 5))
    return canvas


def dial() -> Canvas:
    """A dial from which one sector is missing, edged by a red line."""
    canvas = Canvas(INK)
    for hour in range(12):
        start = hour / 12 - 0.25 + 0.006
        if hour != 2:
            canvas.fill(
                mix(STEEL, PAPER, 0.2 + 0.07 * hour), sector(600, 400, 130, 330, (start, start + 0.0713))
            )
    canvas.fill(
        EMBER,
        sector(600, 400, 130, 330, (-0.0773, -0.006)),
        sector(600, 400, 137, 323, (-0.0743, -0.009))[::-1],
    )
    canvas.fill(SLATE, ellipse(600, 400, 96))
    canvas.fill(PAPER, stroke([(600, 400), (720, 322)], 9), stroke([(600, 400), (572, 330)], 9))
    canvas.fill(EMBER, ellipse(600, 400, 15))
    return canvas


def bottles() -> Canvas:
    """A row of bottles filled to different heights."""
    canvas = Canvas(SLATE)
    for place, level in enumerate((0.86, 0.34, 0.62, 0.2, 0.74, 0.48)):
        x, glass = 110 + 168 * place, mix(SLATE, BONE, 0.3)
        canvas.fill(glass, bar(x, 290, 140, 400), bar(x + 44, 190, 52, 110))
        canvas.fill(EMBER if place == 3 else BONE, bar(x + 10, 680 - 380 * level, 120, 380 * level))
        canvas.fill(INK, bar(x + 36, 158, 68, 44))
        for mark in range(7):
            canvas.fill(STEEL, bar(x + 102, 340 + 46 * mark, 28, 4))
    canvas.fill(NIGHT, bar(0, 690, 1200, 110))
    return canvas


def cupboard() -> Canvas:
    """Six plain silhouettes on two shelves."""
    canvas = Canvas(mix(BONE, PAPER, 0.4))
    canvas.fill(mix(BONE, STEEL, 0.35), bar(90, 372, 1020, 14), bar(90, 716, 1020, 14))
    canvas.fill(
        INK, stroke([(180, 150), (262, 372)], 20), stroke([(330, 150), (248, 372)], 20), ellipse(255, 330, 26)
    )
    canvas.fill(ACCENT, [(520, 140), (680, 140), (608, 256), (680, 372), (520, 372), (592, 256)])
    canvas.fill(INK, bar(850, 150, 200, 222), bar(876, 176, 148, 170)[::-1])
    canvas.fill(
        INK,
        bar(165, 500, 180, 22),
        stroke([(190, 520), (170, 716)], 16),
        stroke([(320, 520), (340, 716)], 16),
    )
    canvas.fill(INK, stroke([(255, 520), (255, 716)], 16))
    canvas.fill(INK, *ring(600, 612, 104, 26))
    canvas.fill(ACCENT, ellipse(600, 612, 30))
    canvas.fill(INK, *((ellipse(950, 590, 74, 126)), bar(908, 690, 84, 26)))
    for turn in range(5):
        a = pi * (0.2 + 0.15 * turn)
        canvas.fill(BONE, stroke([(950, 640), (950 + 96 * cos(a) * 0.6, 640 - 130 * sin(a))], 4))
    return canvas
