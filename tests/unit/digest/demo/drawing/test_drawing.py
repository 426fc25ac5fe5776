"""The pictures in the package are what the drawing code makes."""

import struct
import zlib

import pytest

from digest.demo.drawing import bodies, rooms, signals
from digest.demo.drawing.__main__ import PICTURES as DRAWN
from digest.demo.drawing.__main__ import main
from digest.demo.press import PICTURES


def pixels(png: bytes) -> tuple[bytes, bytes]:
    """The palette and the decompressed rows: zlib's own versions differ in the bytes between."""
    place, palette, rows = 8, b"", b""
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        name, data = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        palette, rows = (data if name == b"PLTE" else palette), (rows + data if name == b"IDAT" else rows)
        place += 12 + length
    return palette, zlib.decompress(rows)


def test_every_file_has_its_drawing():
    assert {file.stem for file in PICTURES.glob("*.png")} == set(DRAWN)


@pytest.mark.parametrize("name", ["coupe", "gamme", "planning"])
def test_a_file_is_up_to_date(name):
    assert pixels(DRAWN[name]().png()) == pixels((PICTURES / f"{name}.png").read_bytes())


def test_every_composition_is_used_once():
    public = [
        function
        for module in (bodies, rooms, signals)
        for name, function in vars(module).items()
        if callable(function) and function.__module__ == module.__name__ and not name.startswith("_")
    ]
    assert sorted(map(id, public)) == sorted(map(id, DRAWN.values()))


def test_without_a_folder_it_says_how_to_call_it(capsys):
    assert main([]) == 2
    assert "FOLDER" in capsys.readouterr().err


def test_it_writes_every_picture_into_the_folder(tmp_path, monkeypatch):
    for name in list(DRAWN)[1:]:
        monkeypatch.delitem(DRAWN, name)
    assert main([str(tmp_path / "new")]) == 0
    assert {file.stem for file in (tmp_path / "new").iterdir()} == set(DRAWN)
