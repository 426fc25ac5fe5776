"""No reader has to scroll sideways: on any screen, in either scheme, with style sheets and without."""

from itertools import product
from pathlib import Path

import pytest

from tests.browser import Browser
from tests.conformance.mail.editions import EDITIONS
from tests.conformance.mail.figures import Figures
from tests.conformance.mail.pages import drawn
from tests.mail_page import without_style, written

pytestmark = pytest.mark.conformance

WIDTHS = (280, 320, 375, 600, 1280)
BAR = f"1  Views that scroll sideways, of {len(WIDTHS) * 4} widths and schemes, with and without style: none"
EXTENT = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


def too_wide(browser: Browser, page: Path) -> list[str]:
    tab = browser.open(page, WIDTHS[0])
    found = []
    for width, dark in product(WIDTHS, (False, True)):
        tab.look(width, dark=dark)
        extent, room = tab.ask(EXTENT)
        if extent > room:
            found.append(f"{extent} px wide in {room} px, {'dark' if dark else 'light'}")
    tab.close()
    return found


@pytest.mark.parametrize("name", EDITIONS)
def test_nothing_scrolls_sideways(browser: Browser, tmp_path: Path, figures: Figures, name: str) -> None:
    html = drawn(name)
    styled = too_wide(browser, written(tmp_path / "mail.html", html))
    bare = too_wide(browser, written(tmp_path / "no-style.html", without_style(html)))
    figures.note(BAR, len(styled) + len(bare), name)
    assert (styled, bare) == ([], [])


def test_what_is_too_wide_is_seen(browser: Browser, tmp_path: Path) -> None:
    page = written(tmp_path / "wide.html", "<!DOCTYPE html><div style='width: 500px'>x</div>")
    assert len(too_wide(browser, page)) == 6
