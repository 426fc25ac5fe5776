"""Shapes come out where they should, with smooth edges, in a PNG that any reader reads."""

import struct
import zlib

import pytest

from digest.demo.drawing.canvas import BONE, HEIGHT, INK, SCALE, WIDTH, Canvas, mix
from digest.demo.drawing.outlines import bar, ellipse, ring


def decode(png: bytes) -> list[list[tuple[int, int, int]]]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, place = {}, 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        name, data = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        (check,) = struct.unpack(">I", png[place + 8 + length : place + 12 + length])
        assert check == zlib.crc32(name + data)
        chunks[name] = data
        place += 12 + length
    assert struct.unpack(">IIBBBBB", chunks[b"IHDR"]) == (WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    palette = [tuple(chunks[b"PLTE"][i : i + 3]) for i in range(0, len(chunks[b"PLTE"]), 3)]
    raw = zlib.decompress(chunks[b"IDAT"])
    rows = [raw[y * (WIDTH + 1) + 1 : (y + 1) * (WIDTH + 1)] for y in range(HEIGHT)]
    return [[palette[index] for index in row] for row in rows]


def test_an_empty_canvas_is_its_ground():
    pixels = decode(Canvas(INK).png())
    assert len(pixels) == HEIGHT
    assert {pixel for row in pixels for pixel in row} == {INK}


def test_a_bar_fills_exactly_its_units():
    canvas = Canvas(INK)
    canvas.fill(BONE, bar(300, 300, 600, 150))
    pixels = decode(canvas.png())
    inside = [(x, y) for y, row in enumerate(pixels) for x, pixel in enumerate(row) if pixel == BONE]
    assert (min(inside), max(inside)) == ((200, 200), (599, 299))
    assert len(inside) == 400 * 100


def test_a_circle_has_its_area_and_a_soft_edge():
    canvas = Canvas(INK)
    canvas.fill(BONE, ellipse(600, 400, 150))
    pixels = [pixel for row in decode(canvas.png()) for pixel in row]
    covered = sum((pixel[0] - INK[0]) / (BONE[0] - INK[0]) for pixel in pixels)
    assert covered == pytest.approx(3.14159 * (150 * SCALE) ** 2, rel=0.01)
    assert mix(INK, BONE, 0.5) in pixels


def test_an_inner_outline_the_other_way_round_is_a_hole():
    canvas = Canvas(INK)
    canvas.fill(BONE, *ring(600, 400, 150, 30))
    row = decode(canvas.png())[round(400 * SCALE)]
    assert row[round(600 * SCALE)] == INK
    assert row[round((600 - 140) * SCALE)] == BONE


def test_what_lies_outside_is_cut_off():
    canvas = Canvas(INK)
    canvas.fill(BONE, bar(-500, -500, 5000, 5000))
    assert {pixel for row in decode(canvas.png()) for pixel in row} == {BONE}


def test_more_colours_than_a_palette_holds_take_a_neighbour():
    canvas = Canvas((0, 0, 0))
    for grey in range(250):
        canvas.fill((grey, grey, grey), bar(grey * 3, 0, 3, 600))
    for rare in range(20):
        canvas.fill((rare * 12, rare * 12, rare * 12 + 3), bar(rare * 3, 600, 3, 200))
    pixels = decode(canvas.png())
    assert len({pixel for row in pixels for pixel in row}) == 256
    for rare in range(20):
        red, _, blue = pixels[-1][rare * 2]
        assert abs(red - rare * 12) <= 3
        assert abs(blue - rare * 12) <= 3


def test_colours_mix_by_share():
    assert mix((0, 0, 0), (100, 200, 40), 0.5) == (50, 100, 20)
    assert mix(INK, BONE, 0) == INK
    assert mix(INK, BONE, 1) == BONE
