"""What axe-core says of the mail by the rules of WCAG 2.2, levels A and AA, in four variants."""

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Browser
from tests.conformance.mail.editions import EDITIONS
from tests.conformance.mail.figures import Figures
from tests.conformance.mail.pages import drawn
from tests.mail_page import without_style, written

pytestmark = pytest.mark.conformance

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
BAR = "2  axe-core, WCAG 2.2 A and AA, light and dark, with and without style: none"
RUN = f"""
axe.run(document, {{ runOnly: {json.dumps(TAGS)} }}).then((results) => {{
  const told = (rules) => rules.flatMap((rule) => rule.nodes.map((node) =>
    rule.id + ': ' + node.html.slice(0, 120) + ': ' + [...node.any, ...node.all, ...node.none]
      .map((check) => check.message).join('; ')));
  return {{
    violations: told(results.violations),
    incomplete: told(results.incomplete),
    passes: results.passes.map((rule) => rule.id),
  }};
}})
"""


@pytest.fixture(scope="module")
def axe(node_modules: Path) -> str:
    return (node_modules / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def judged(browser: Browser, page: Path, axe: str, *, dark: bool) -> dict[str, Any]:
    tab = browser.open(page, 390, dark=dark)
    tab.ask(f"{axe}; true")
    found = tab.ask(RUN)
    tab.close()
    return found


@pytest.mark.parametrize("name", EDITIONS)
def test_axe_finds_nothing_and_doubts_nothing(
    browser: Browser, tmp_path: Path, figures: Figures, axe: str, name: str
) -> None:
    html = drawn(name)
    pages = {
        "with style": written(tmp_path / "mail.html", html),
        "without style": written(tmp_path / "no-style.html", without_style(html)),
    }
    violations, incomplete = [], []
    for (style, page), dark in product(pages.items(), (False, True)):
        found = judged(browser, page, axe, dark=dark)
        variant = f"{'dark' if dark else 'light'} {style}: "
        violations += [variant + told for told in found["violations"]]
        incomplete += [variant + told for told in found["incomplete"]]
        assert {"color-contrast", "html-has-lang", "target-size"} <= set(found["passes"])
    figures.note(BAR, f"{len(violations)} violations, {len(incomplete)} incomplete", name)
    assert "\n".join(violations) == ""
    assert "\n".join(incomplete) == ""


def test_axe_finds_what_is_wrong(browser: Browser, tmp_path: Path, axe: str) -> None:
    page = written(
        tmp_path / "bad.html", "<!DOCTYPE html><p style='color: #ccc'>Read me<img src='data:,'></p>"
    )
    found = "\n".join(judged(browser, page, axe, dark=False)["violations"])
    assert "color-contrast" in found
    assert "image-alt" in found
