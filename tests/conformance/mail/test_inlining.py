"""Inlining changes the computed style of no element, and another inliner comes to the same page."""

from itertools import product, zip_longest
from pathlib import Path

import css_inline
import pytest

from digest.render.inlining import inline
from tests.browser import Browser
from tests.conformance.mail.editions import EDITIONS
from tests.conformance.mail.figures import Figures
from tests.mail_page import COMPUTED, before_inlining, written

pytestmark = pytest.mark.conformance

WIDTHS = (390, 1280)
BARS = {
    "premailer": "10 Elements whose computed style differs before and after inlining, at 390 and 1280 px: none",
    "css-inline": "11 The same between premailer and css-inline: none",
}
LIVE = '<style data-premailer="ignore">'
Styles = list[list[str]]


def by_css_inline(page: str) -> str:
    """Return the page inlined by another program; the sheet that stays in the head is kept from it."""
    head, live, rest = page.partition(LIVE)
    sheet, end, body = rest.partition("</style>")
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False)
    return inliner.inline(f"{head}<!--live-->{body}").replace("<!--live-->", live + sheet + end)


def computed(browser: Browser, page: Path) -> dict[str, Styles]:
    """Return the styles of all elements for each width and scheme."""
    tab = browser.open(page, WIDTHS[0])
    styles = {}
    for width, dark in product(WIDTHS, (False, True)):
        tab.look(width, dark=dark)
        styles[f"{width} px, {'dark' if dark else 'light'}"] = tab.ask(COMPUTED)
    tab.close()
    return styles


def differing(one: dict[str, Styles], other: dict[str, Styles]) -> list[str]:
    """Return what differs, element by element."""
    return [
        f"{view}: {before[0] if before else None}: {sorted(set(before) ^ set(after))}"
        for view in one
        for before, after in zip_longest(one[view], other[view], fillvalue=[])
        if before != after
    ]


@pytest.mark.parametrize("name", EDITIONS)
def test_inlining_changes_no_computed_style(
    browser: Browser, tmp_path: Path, figures: Figures, name: str
) -> None:
    page = before_inlining(*EDITIONS[name])
    before, after, oracle = (
        computed(browser, written(tmp_path / f"{number}.html", html))
        for number, html in enumerate((page, inline(page), by_css_inline(page)))
    )
    changed, disputed = differing(before, after), differing(after, oracle)
    figures.note(BARS["premailer"], len(changed), name)
    figures.note(BARS["css-inline"], len(disputed), name)
    assert changed == []
    assert disputed == []


def test_a_style_that_is_lost_is_seen(browser: Browser, tmp_path: Path) -> None:
    page = "<!DOCTYPE html><style>p { color: #123456 }</style><p>x</p><p style='margin: 0'>y</p>"
    one = computed(browser, written(tmp_path / "one.html", page))
    other = computed(browser, written(tmp_path / "other.html", page.replace("3456", "3457")))
    assert len(differing(one, other)) == 8
    assert "color: rgb(18, 52, 86)" in differing(one, other)[0]
    assert differing(one, one) == []
