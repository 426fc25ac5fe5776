import pytest

from digest.render.colour import luminance
from digest.render.preflight.colours import (
    DARK,
    DARK_OUTLOOK,
    LIGHT,
    Painted,
    Scheme,
    inverted,
    is_meant_for_dark,
    lightness,
    mirrored,
    painted,
    partly_inverted,
    six_digits,
)
from digest.render.preflight.page import Page

RULES = """<style>
p { color: #111111 }
p.loud { color: #222222 }
p { color: #333333 }
i { color: #444444 !important }
p:hover { color: #555555 }
@media (min-width: 600px) { p { color: #666666 } }
@media (prefers-color-scheme: dark) { p { color: #777777 !important; background: #000000 } }
[data-ogsc] p { color: #888888 !important }
</style>"""


def colours(body: str, scheme: Scheme = LIGHT, sheet: str = "") -> list[tuple[str, float, float]]:
    page = Page(f"<html><head>{sheet}</head><body>{body}</body></html>")
    return [(text.element.tag, text.ink, text.ground) for text in painted(page, scheme)]


def seen(tag: str, ink: str, ground: str) -> list[tuple[str, float, float]]:
    return [(tag, luminance(ink), luminance(ground))]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>x</p>", seen("p", "#000000", "#ffffff")),
        ('<div style="color:#123456;background:#fedcba"><p>x</p></div>', seen("p", "#123456", "#fedcba")),
        (
            '<div style="background:#000"><p style="background:transparent;color:white">x</p></div>',
            seen("p", "#ffffff", "#000000"),
        ),
        ('<a href="#x">x</a>', seen("a", "#0000ee", "#ffffff")),
        ("<a>x</a>", seen("a", "#000000", "#ffffff")),
        ('<p style="color:rgb(1, 2, 3)">x</p>', seen("p", "#010203", "#ffffff")),
        ('<img alt="x" style="background-color:#dddddd">', seen("img", "#000000", "#dddddd")),
        ('<img alt="">', []),
        ('<div style="display:none">x</div>', []),
        ('<p style="background:url(x.png)">x</p>', []),
        ('<p style="color:rgba(0,0,0,.5)">x</p>', []),
        ("<p> \u200b</p>", []),
    ],
)
def test_a_text_has_the_colours_of_its_style_or_of_those_around(
    body: str, expected: list[tuple[str, float, float]]
) -> None:
    assert colours(body) == expected


@pytest.mark.parametrize(
    ("body", "scheme", "ink", "ground"),
    [
        ("<p>x</p>", LIGHT, "#333333", "#ffffff"),
        ('<p class="loud">x</p>', LIGHT, "#222222", "#ffffff"),
        ('<p style="color:#999999">x</p>', LIGHT, "#999999", "#ffffff"),
        ('<i style="color:#999999">x</i>', LIGHT, "#444444", "#ffffff"),
        ('<i style="color:#999999 !important">x</i>', LIGHT, "#999999", "#ffffff"),
        ("<p>x</p>", DARK, "#777777", "#000000"),
        ('<p style="color:#999999">x</p>', DARK_OUTLOOK, "#888888", "#1e1e1e"),
    ],
)
def test_rules_count_by_their_rank_and_by_the_scheme(
    body: str, scheme: Scheme, ink: str, ground: str
) -> None:
    assert colours(body, scheme, RULES) == seen(body[1], ink, ground)


@pytest.mark.parametrize(
    ("sheet", "dark", "outlook"),
    [
        ("", False, False),
        ("<style>p { color: red }</style>", False, False),
        ("<style>@media (prefers-color-scheme:dark) { p { color: red } }</style>", True, False),
        ("<style>[data-ogsb] p { color: red }</style>", False, True),
    ],
)
def test_a_mail_without_rules_for_the_dark_has_no_dark_scheme(sheet: str, dark: bool, outlook: bool) -> None:
    page = Page(f"<html><head>{sheet}</head><body></body></html>")
    assert (is_meant_for_dark(page, DARK), is_meant_for_dark(page, DARK_OUTLOOK)) == (dark, outlook)


@pytest.mark.parametrize(
    ("light", "dark"), [(0.0, 1.0), (1.0, 0.0), (luminance("#777777"), luminance("#777777"))]
)
def test_lightness_is_mirrored_about_middle_grey(light: float, dark: float) -> None:
    assert mirrored(light) == pytest.approx(dark, abs=0.003)


@pytest.mark.parametrize("light", [0.0, 0.001, 0.01, 0.2, 0.7, 1.0])
def test_what_is_mirrored_twice_is_what_it_was(light: float) -> None:
    assert mirrored(mirrored(light)) == pytest.approx(light, abs=1e-6)
    assert lightness(light) + lightness(mirrored(light)) == pytest.approx(100)


def test_a_partial_inversion_leaves_light_text_and_dark_grounds_alone() -> None:
    white_on_black = Painted(None, 1.0, 0.0)
    assert partly_inverted(white_on_black) == white_on_black
    assert inverted(white_on_black).ground == pytest.approx(1.0)
    black_on_white = partly_inverted(Painted(None, 0.0, 1.0))
    assert (black_on_white.ink, black_on_white.ground) == (pytest.approx(1.0), pytest.approx(0.0))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("#ABCDEF", "#abcdef"),
        ("#abc", "#aabbcc"),
        (" White ", "#ffffff"),
        ("rgb(255,0,999)", "#ff00ff"),
        ("x", ""),
    ],
)
def test_an_opaque_colour_is_read_in_each_way_to_write_it(written: str, read: str) -> None:
    assert six_digits(written) == read
