"""The mail as a browser lays it out: widths, colours, and whether inlining changed anything."""

from dataclasses import replace
from pathlib import Path

import pytest

from digest.domain.edition import EditionContent
from digest.render.inlining import inline
from tests.browser import Browser
from tests.golden.quotidienne import LEAD, PROFESSION, QUOTIDIENNE
from tests.mail_page import COMPUTED, before_inlining, mail, without_style, written

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


@pytest.mark.parametrize("content", [QUOTIDIENNE, LONG_WORDS], ids=["sample", "long-words"])
@pytest.mark.parametrize("styled", [True, False], ids=["styled", "no-style"])
def test_nothing_scrolls_sideways(browser: Browser, tmp_path: Path, content: EditionContent, styled: bool):
    html = mail(content)
    page = written(tmp_path / "mail.html", html if styled else without_style(html))
    for width in (280, 320, 375, 600, 1280):
        tab = browser.open(page, width)
        assert tab.ask("document.documentElement.scrollWidth") <= width
        tab.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("accent", ["#7a1f5c", "#ffd400", "#000000", "#ffffff"])
def test_every_text_reads_on_what_lies_behind_it(browser: Browser, tmp_path: Path, accent: str, dark: bool):
    content = replace(QUOTIDIENNE, publication=replace(QUOTIDIENNE.publication, accent=accent))
    tab = browser.open(written(tmp_path / "mail.html", mail(content)), 375, dark=dark)
    found = tab.ask(CONTRAST)
    tab.close()
    assert len(found) > 80
    assert [text for ratio, text in found if ratio < 4.5] == []


def test_the_dark_scheme_turns_the_paper_dark(browser: Browser, tmp_path: Path):
    page = written(tmp_path / "mail.html", mail(QUOTIDIENNE))
    grounds = []
    for dark in (False, True):
        tab = browser.open(page, 375, dark=dark)
        grounds.append(tab.ask("getComputedStyle(document.querySelector('.paper')).backgroundColor"))
        tab.close()
    assert grounds == ["rgb(255, 255, 255)", "rgb(23, 25, 28)"]


def test_the_wire_has_two_columns_and_stacks_where_there_is_no_room(browser: Browser, tmp_path: Path):
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


def test_a_stacked_picture_keeps_its_distance_from_the_title(browser: Browser, tmp_path: Path):
    tab = browser.open(written(tmp_path / "mail.html", mail(QUOTIDIENNE)), 320)
    gap = tab.ask(
        "document.querySelector('.thumbnail').getBoundingClientRect().top"
        " - document.querySelector('.story h3').getBoundingClientRect().bottom"
    )
    tab.close()
    assert gap == 12


@pytest.mark.parametrize("styled", [True, False], ids=["styled", "no-style"])
def test_no_line_begins_with_a_separator(browser: Browser, tmp_path: Path, styled: bool):
    html = mail(QUOTIDIENNE)
    page = written(tmp_path / "mail.html", html if styled else without_style(html))
    for width in range(280, 391, 10):
        tab = browser.open(page, width)
        after, begun = tab.ask(SEPARATORS)
        tab.close()
        assert after > 30
        assert begun == []


def test_a_time_stands_on_one_line(browser: Browser, tmp_path: Path):
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
    browser: Browser, tmp_path: Path, width: int, dark: bool
):
    page = before_inlining(QUOTIDIENNE)
    styles = {}
    for name, html in {"before": page, "after": inline(page)}.items():
        tab = browser.open(written(tmp_path / f"{name}.html", html), width, dark=dark)
        styles[name] = tab.ask(COMPUTED)
        tab.close()
    assert len(styles["before"]) > 150
    assert [pair for pair in zip(styles["before"], styles["after"], strict=True) if pair[0] != pair[1]] == []
