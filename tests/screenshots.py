"""Photographs the demo's edition, so that a change of the layout can be looked at: `make screenshots`.

It lives through the demo's day, because the pictures of the edition come from the site of that day. It judges nothing.
"""

import logging
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import structlog

from digest.demo.day import run_day, stage
from tests.browser import PROGRAM, Browser
from tests.mail_page import without_style, written

_TALLEST = 16_000
"""Dots; a browser draws no taller picture."""


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at a mail. width: of the window, in pixels."""

    width: int
    dark: bool = False
    styled: bool = True


VIEWS = {
    "phone-light": View(375),
    "phone-dark": View(375, dark=True),
    "desktop": View(1280),
    "phone-no-style": View(375, styled=False),
}


def photograph(browser: Browser, page: Path, view: View) -> bytes:
    """Return the whole mail as a PNG, with two dots to a pixel where that is not too tall."""
    tab = browser.open(page, view.width, dark=view.dark)
    height = tab.ask("document.documentElement.scrollHeight")
    tab.look(view.width, dark=view.dark, height=height, scale=2 if height * 2 <= _TALLEST else 1)
    picture = tab.picture()
    tab.close()
    return picture


def main(folder: Path) -> None:
    """Write one PNG for each view into `folder`."""
    if PROGRAM is None:
        sys.exit("Chromium draws the pictures, and there is none. Debian/Ubuntu: sudo apt install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, stage(Path(scratch) / "day") as on:
        mail = run_day(on).files["html fr"]
        html = mail.read_text(encoding="utf-8")
        bare = written(mail.with_name("no-style.html"), without_style(html))
        browser = Browser(PROGRAM, Path(scratch) / "profile")
        for name, view in VIEWS.items():
            file = folder / f"{name}.png"
            file.write_bytes(photograph(browser, mail if view.styled else bare, view))
            print(file)
        browser.close()


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    main(Path(sys.argv[1]))
