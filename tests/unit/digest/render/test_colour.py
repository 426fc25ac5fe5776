import re
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.render.colour import (
    AA_CONTRAST,
    DEFAULT_ACCENT,
    Palette,
    contrast,
    dark_palette,
    light_palette,
    readable_on,
)

COLOURS = st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True)


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@given(COLOURS, COLOURS)
def test_an_accent_is_readable_on_any_paper(accent: str, paper: str):
    moved = readable_on(paper, accent)
    assert re.fullmatch("#[0-9a-f]{6}", moved)
    assert contrast(moved, paper) >= AA_CONTRAST


def test_an_accent_that_reads_is_left_alone():
    assert readable_on("#ffffff", "#7A1F5C") == "#7a1f5c"


def test_a_yellow_is_darkened_by_day_and_a_plum_lightened_by_night():
    assert contrast(light_palette("#ffd400").accent, "#ffffff") == pytest.approx(AA_CONTRAST, abs=0.2)
    assert contrast(dark_palette("#7a1f5c").accent, "#17191c") == pytest.approx(AA_CONTRAST, abs=0.2)


@pytest.mark.parametrize("accent", ["", "red", "#fff", "#12345g", "#123456;}body{display:none"])
def test_what_is_not_a_colour_gives_way_to_the_default(accent: str):
    assert readable_on("#ffffff", accent) == DEFAULT_ACCENT


@pytest.mark.parametrize("palette", [light_palette("#00aaff"), dark_palette("#00aaff")])
def test_every_text_colour_reads_on_paper_and_ground(palette: Palette):
    for ground in (palette.paper, palette.ground):
        assert contrast(palette.ink, ground) >= 7
        assert contrast(palette.meta, ground) >= AA_CONTRAST
    assert contrast(palette.ink, palette.hair) >= AA_CONTRAST, "alt text stands on the colour of hairlines"
    assert contrast(palette.accent, palette.paper) >= AA_CONTRAST
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in asdict(palette).values())
