"""The mail as a browser lays it out: widths, colours, and whether inlining changed anything."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digest.domain.edition import EditionContent
from digest.domain.fields import Field, fill_html
from digest.domain.variants import ALL_THEMES
from digest.render.edition import EditionRenderer
from digest.render.inlining import inline
from digest.render.templates import template_folders
from tests.golden.quotidienne import LEAD, PROFESSION, QUOTIDIENNE

READER = {
    Field.NAME: "Léa Morel",
    Field.ADDRESS: "lea.morel@service-de-radiologie.hopital-de-la-combe.example",
    Field.UNSUBSCRIBE_URL: "https://news.example/unsubscribe/a",
    Field.PREFERENCES_URL: "https://news.example/preferences/a",
}
LONG_WORDS = replace(
    QUOTIDIENNE,
    title="Anticonstitutionnellement" * 4,
    lead=replace(LEAD, title="x" * 300, standfirst="y" * 300, authors=("z" * 200,)),
    sections=(
        replace(PROFESSION, title="t" * 200, stories=(replace(PROFESSION.stories[0], title="w" * 300),)),
    ),
    briefs=(replace(QUOTIDIENNE.briefs[0], title="v" * 300),),
)

CONTRAST = """
(() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !element.getClientRects().length) continue;
    const [one, two] = [light(parse(getComputedStyle(element).color)), light(ground(element))];
    found.push([(Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05), element.outerHTML.slice(0, 200)]);
  }
  return found;
})()
"""
SEPARATORS = """
(() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const found = [];
  let count = 0;
  while (walk.nextNode()) {
    let block = walk.currentNode.parentElement;
    while (getComputedStyle(block).display === 'inline') block = block.parentElement;
    const start = block.getBoundingClientRect().left + parseFloat(getComputedStyle(block).paddingLeft);
    for (const { index } of walk.currentNode.data.matchAll('·')) {
      range.setStart(walk.currentNode, index);
      range.setEnd(walk.currentNode, index + 1);
      const { left, width } = range.getBoundingClientRect();
      if (!width) continue;
      count += 1;
      if (left < start + 2) found.push(block.textContent);
    }
  }
  return [count, found];
})()
"""
COMPUTED = """
Array.from(document.body.querySelectorAll('*')).map((element) => {
  const style = getComputedStyle(element);
  const names = ['color', 'backgroundColor', 'fontFamily', 'fontSize', 'fontWeight', 'lineHeight', 'display',
    'marginTop', 'marginBottom', 'marginLeft', 'paddingTop', 'paddingRight', 'paddingBottom', 'paddingLeft',
    'borderTopWidth', 'borderTopColor', 'borderBottomWidth', 'borderBottomColor', 'textDecorationLine',
    'verticalAlign', 'width', 'maxWidth', 'whiteSpace', 'wordBreak'];
  return [element.tagName, element.className, ...names.map((name) => style[name])];
})
"""


def mail(content: EditionContent) -> str:
    variant = (
        EditionRenderer(template_folders(), "https://news.example").render(content, "fr").variant(ALL_THEMES)
    )
    return fill_html(variant.html, variant.nonce, READER)


def written(path: Path, html: str) -> Path:
    path.write_text(html, encoding="utf-8")
    return path


def without_style(html: str) -> str:
    return re.sub("<style.*?</style>", "", html, flags=re.DOTALL)


@pytest.mark.parametrize("content", [QUOTIDIENNE, LONG_WORDS], ids=["sample", "long-words"])
@pytest.mark.parametrize("styled", [True, False], ids=["styled", "no-style"])
def test_nothing_scrolls_sideways(browser: Any, tmp_path: Path, content: EditionContent, styled: bool):
    html = mail(content)
    page = written(tmp_path / "mail.html", html if styled else without_style(html))
    for width in (280, 320, 375, 600, 1280):
        tab = browser.open(page, width)
        assert tab.ask("document.documentElement.scrollWidth") <= width
        tab.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("accent", ["#7a1f5c", "#ffd400", "#000000", "#ffffff"])
def test_every_text_reads_on_what_lies_behind_it(browser: Any, tmp_path: Path, accent: str, dark: bool):
    content = replace(QUOTIDIENNE, publication=replace(QUOTIDIENNE.publication, accent=accent))
    tab = browser.open(written(tmp_path / "mail.html", mail(content)), 375, dark=dark)
    found = tab.ask(CONTRAST)
    tab.close()
    assert len(found) > 80
    assert [text for ratio, text in found if ratio < 4.5] == []


def test_the_dark_scheme_turns_the_paper_dark(browser: Any, tmp_path: Path):
    page = written(tmp_path / "mail.html", mail(QUOTIDIENNE))
    grounds = []
    for dark in (False, True):
        tab = browser.open(page, 375, dark=dark)
        grounds.append(tab.ask("getComputedStyle(document.querySelector('.paper')).backgroundColor"))
        tab.close()
    assert grounds == ["rgb(255, 255, 255)", "rgb(23, 25, 28)"]


def test_the_wire_has_two_columns_and_stacks_where_there_is_no_room(browser: Any, tmp_path: Path):
    page = written(tmp_path / "mail.html", mail(QUOTIDIENNE))
    tops = {}
    for width in (320, 375):
        tab = browser.open(page, width)
        tops[width] = tab.ask(
            "Array.from(document.querySelector('.time').parentElement.children)"
            ".map((cell) => Math.round(cell.getBoundingClientRect().top))"
        )
        tab.close()
    assert tops[375][0] == tops[375][1]
    assert tops[320][0] < tops[320][1]


def test_a_stacked_picture_keeps_its_distance_from_the_title(browser: Any, tmp_path: Path):
    tab = browser.open(written(tmp_path / "mail.html", mail(QUOTIDIENNE)), 320)
    gap = tab.ask(
        "document.querySelector('.thumbnail').getBoundingClientRect().top"
        " - document.querySelector('.story h3').getBoundingClientRect().bottom"
    )
    tab.close()
    assert gap == 12


@pytest.mark.parametrize("styled", [True, False], ids=["styled", "no-style"])
def test_no_line_begins_with_a_separator(browser: Any, tmp_path: Path, styled: bool):
    html = mail(QUOTIDIENNE)
    page = written(tmp_path / "mail.html", html if styled else without_style(html))
    for width in range(280, 391, 10):
        tab = browser.open(page, width)
        after, begun = tab.ask(SEPARATORS)
        tab.close()
        assert after > 30
        assert begun == []


def test_a_time_stands_on_one_line(browser: Any, tmp_path: Path):
    page = written(tmp_path / "mail.html", mail(QUOTIDIENNE))
    for width in (280, 375, 800):
        tab = browser.open(page, width)
        heights = tab.ask(
            "Array.from(document.querySelectorAll('.time'), (time) => {"
            " const range = document.createRange(); range.selectNodeContents(time);"
            " return range.getClientRects().length; })"
        )
        tab.close()
        assert set(heights) == {1}


@pytest.mark.parametrize("width", [375, 800])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_inlining_changes_the_computed_style_of_no_element(
    browser: Any, tmp_path: Path, width: int, dark: bool
):
    sheet = {}

    class Uncut(EditionRenderer):
        """Keeps the page as it is before and after inlining."""

        def _html(self, context: dict[str, object], scissors: Any) -> Any:
            sheet["before"] = self._fill("email/edition/body.html", context, scissors)
            sheet["after"] = inline(sheet["before"])
            return super()._html(context, scissors)

    Uncut(template_folders(), "https://news.example").render(QUOTIDIENNE, "fr")
    styles = {}
    for name, html in sheet.items():
        tab = browser.open(written(tmp_path / f"{name}.html", html), width, dark=dark)
        styles[name] = tab.ask(COMPUTED)
        tab.close()
    assert len(styles["before"]) > 150
    assert [pair for pair in zip(styles["before"], styles["after"], strict=True) if pair[0] != pair[1]] == []
