"""Paints flat shapes with smooth edges and writes them as small PNG files (ISO/IEC 15948), stdlib only.

It knows no composition: `bodies`, `signals` and `rooms` draw the pictures.
"""

import struct
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import floor

from digest.demo.drawing.outlines import Outline

Colour = tuple[int, int, int]

NIGHT: Colour = (0x13, 0x18, 0x1C)
INK: Colour = (0x1C, 0x21, 0x26)
SLATE: Colour = (0x37, 0x41, 0x49)
STEEL: Colour = (0x74, 0x7E, 0x86)
BONE: Colour = (0xE6, 0xDF, 0xD2)
PAPER: Colour = (0xF5, 0xF3, 0xEF)
ACCENT: Colour = (0xA2, 0x3B, 0x22)
EMBER: Colour = (0xD9, 0x62, 0x41)
"""The accent as it reads on a dark ground."""

WIDTH, HEIGHT = 800, 533
"""Pixels of a finished picture; compositions are drawn in units, 1200 wide and 800 high."""
SCALE = WIDTH / 1200
SUB_ROWS = 4
"""Scan lines for each row of pixels."""
LEVELS = 4
"""Steps of coverage at an edge; few steps make few colours, and few colours make a small file."""


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Return the colour that lies `share` (0 to 1) of the way from `one` to `other`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


class Canvas:
    """A picture, 1200 units wide and 800 high, painted from back to front."""

    def __init__(self, ground: Colour) -> None:
        self._rows = [bytearray(bytes(ground) * WIDTH) for _ in range(HEIGHT)]

    def fill(self, colour: Colour, *outlines: Outline) -> None:
        """Fill the outlines by the non-zero rule: an inner outline drawn the other way round is a hole."""
        for y, crossings in _scan(outlines).items():
            for start, end, coverage in _runs(crossings):
                self._blend(y, start, end, colour, coverage)

    def png(self) -> bytes:
        """Return the picture as an indexed PNG; with more than 256 colours the rarest ones take a neighbour."""
        used = Counter(pixel for row in self._rows for pixel in _pixels(row))
        palette = [colour for colour, _ in used.most_common(256)]
        index = {colour: palette.index(_nearest(colour, palette)) for colour in used}
        raw = b"".join(b"\0" + bytes(index[pixel] for pixel in _pixels(row)) for row in self._rows)
        header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
        chunks = (
            (b"IHDR", header),
            (b"PLTE", b"".join(palette)),
            (b"IDAT", zlib.compress(raw, 9)),
            (b"IEND", b""),
        )
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)

    def _blend(self, y: int, start: int, end: int, colour: Colour, coverage: float) -> None:
        start, end = max(start, 0), min(end, WIDTH)
        if start >= end:
            return
        row, share = self._rows[y], round(coverage * LEVELS) / LEVELS
        if share >= 1:
            row[3 * start : 3 * end] = bytes(colour) * (end - start)
        elif share > 0:
            for x in range(3 * start, 3 * end, 3):
                row[x : x + 3] = bytes(mix((row[x], row[x + 1], row[x + 2]), colour, share))


def _scan(outlines: Iterable[Outline]) -> dict[int, list[list[tuple[float, int]]]]:
    """Return for every row of pixels its scan lines, each the (x, direction) where an outline crosses it."""
    rows: defaultdict[int, list[list[tuple[float, int]]]] = defaultdict(lambda: [[] for _ in range(SUB_ROWS)])
    for outline in outlines:
        points = [(x * SCALE, y * SCALE) for x, y in outline]
        for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
            if y0 == y1:
                continue
            way, top, bottom = (1, y0, y1) if y0 < y1 else (-1, y1, y0)
            first = max(floor(top * SUB_ROWS - 0.5) + 1, 0)
            last = min(floor(bottom * SUB_ROWS - 0.5), HEIGHT * SUB_ROWS - 1)
            slope = (x1 - x0) / (y1 - y0)
            for line in range(first, last + 1):
                x = x0 + ((line + 0.5) / SUB_ROWS - y0) * slope
                rows[line // SUB_ROWS][line % SUB_ROWS].append((x, way))
    return rows


def _runs(lines: Iterable[list[tuple[float, int]]]) -> Iterator[tuple[int, int, float]]:
    """Yield (start, end, coverage) for the stretches of a row that the shape covers alike."""
    changes: defaultdict[int, float] = defaultdict(float)
    for line in lines:
        winding = 0
        for x, way in sorted(line):
            before, winding = winding, winding + way
            if bool(before) != bool(winding):
                step = (1 if winding else -1) / SUB_ROWS
                pixel = floor(x)
                changes[pixel] += step * (pixel + 1 - x)
                changes[pixel + 1] += step * (x - pixel)
    coverage, places = 0.0, sorted(changes)
    for place, following in pairwise(places):
        coverage += changes[place]
        yield place, following, coverage


def _pixels(row: bytearray) -> Iterator[bytes]:
    return (bytes(row[x : x + 3]) for x in range(0, len(row), 3))


def _nearest(colour: bytes, palette: list[bytes]) -> bytes:
    if colour in palette:
        return colour
    return min(palette, key=lambda other: sum((a - b) ** 2 for a, b in zip(colour, other, strict=True)))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
