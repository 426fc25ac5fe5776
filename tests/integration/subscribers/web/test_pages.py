"""How a page is made: its settings, its templates and its headers."""

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from subscribers.web.pages import Pages, PageSettings, titles

TEMPLATES = Path(__file__).parents[4] / "templates"


def settings(**values: str) -> PageSettings:
    told = {"publication": "Le Journal", "language": "fr", "accent": "#7a1f5c", "accent_dark": "#aa7097"}
    return PageSettings(**{**told, **values}, newsletters={"b": "B", "a": "A"}, themes={"ia": "IA"})


@pytest.mark.parametrize("colour", ["red", "#abc", "#7a1f5c;}", "</style>", ""])
def test_a_colour_in_another_form_is_refused_because_it_stands_in_the_style_sheet(colour: str) -> None:
    for name in ("accent", "accent_dark"):
        with pytest.raises(ValueError, match="write #rrggbb"):
            settings(**{name: colour})


def test_the_offer_is_made_of_the_slugs() -> None:
    assert settings().offer.newsletters == {"a", "b"}
    assert settings().offer.themes == {"ia"}


def test_titles_stand_in_the_order_of_the_newsroom() -> None:
    assert titles({"b": "B", "a": "A", "c": "C"}, frozenset({"a", "b"})) == "B, A"


def test_the_first_folder_that_has_a_template_wins(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "message.html").write_text("ours: {{ title }}", encoding="utf-8")
    answer = Pages([tmp_path, TEMPLATES]).message(settings(), "", "<Fait>")
    assert answer.body == b"ours: &lt;Fait&gt;"


def test_a_name_that_a_template_wants_and_does_not_get_is_a_fault() -> None:
    with pytest.raises(UndefinedError):
        Pages([TEMPLATES]).response("unsubscribe.html", settings(), "fr")


def test_a_page_in_a_language_that_we_do_not_write_is_in_english() -> None:
    answer = Pages([TEMPLATES]).message(settings(language="de"), "", "Hallo")
    assert b'<html lang="en">' in answer.body
