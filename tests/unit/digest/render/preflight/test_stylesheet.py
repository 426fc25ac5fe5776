import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.render.preflight.stylesheet import Declaration, Rule, declarations, rules


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("", []),
        (";;", []),
        ("Color : #FFF ;", [("color", "#FFF", False)]),
        ("margin:0 !important", [("margin", "0", True)]),
        ("margin:0!IMPORTANT", [("margin", "0", True)]),
        ("background:url(data:x;y);top:1px", [("background", "url(data:x;y)", False), ("top", "1px", False)]),
        ("font:'a;b' ;left:2px", [("font", "'a;b'", False), ("left", "2px", False)]),
        ("color:red;/* top:1px; */left:2px", [("color", "red", False), ("left", "2px", False)]),
        ("nonsense;top:1px", [("top", "1px", False)]),
        ("color:rgb(1,2", [("color", "rgb(1,2", False)]),
    ],
)
def test_a_style_attribute_is_taken_apart(style: str, expected: list[tuple[str, str, bool]]) -> None:
    assert declarations(style) == tuple(Declaration(*one) for one in expected)


def test_a_sheet_is_taken_apart_with_what_stands_around_each_rule() -> None:
    sheet = """
    @import url(x.css);
    /* p { left: 0 } */
    p, a[href="}"] { color: red }
    @media (min-width: 600px) { h1 { top: 1px } @supports (x: y) { h2 { top: 2px } } }
    @font-face { font-family: X }
    b{}
    """
    red = (Declaration("color", "red"),)
    assert list(rules(sheet)) == [
        Rule("@import url(x.css)", (), ()),
        Rule("", ("p", 'a[href="}"]'), red),
        Rule("@media (min-width: 600px)", ("h1",), (Declaration("top", "1px"),)),
        Rule("@media (min-width: 600px) @supports (x: y)", ("h2",), (Declaration("top", "2px"),)),
        Rule("@font-face", (), (Declaration("font-family", "X"),)),
        Rule("", ("b",), ()),
    ]


@given(st.text(alphabet="ab:;{}()[]\"'@/* !\n", max_size=60))
def test_no_sheet_is_too_broken_to_be_read(sheet: str) -> None:
    list(rules(sheet))
    declarations(sheet)
