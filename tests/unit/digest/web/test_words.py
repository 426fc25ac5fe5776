import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from digest.domain.delivery import Accounts, DeliveryStatus
from digest.domain.edition import EditionStatus
from digest.domain.health import Condition
from digest.render.preflight import Level
from digest.web.review import ASIDE, AT_ONCE
from digest.web.wording import Words
from digest.web.words import ENGLISH, FRENCH, WORDS

EACH = pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for text in value.values():
            yield from _texts(text)
    else:
        for text in value:
            yield from _texts(text)


@EACH
def test_each_language_has_a_word_for_everything_that_can_happen(words: Words) -> None:
    assert set(words.statuses) == set(EditionStatus)
    assert set(words.events) == {*AT_ONCE, *ASIDE}
    assert set(words.levels) == set(Level)
    assert set(words.counts) == {field.name for field in fields(Accounts)}
    assert set(words.source_states) == set(Condition)
    ends = {
        DeliveryStatus.ACCEPTED,
        DeliveryStatus.DEFERRED,
        DeliveryStatus.REFUSED,
        DeliveryStatus.UNCERTAIN,
    }
    assert set(words.trials) == {*ends, "address"}


@EACH
def test_no_word_is_missing(words: Words) -> None:
    assert [field.name for field in fields(Words) if not all(_texts(getattr(words, field.name)))] == []


@pytest.mark.parametrize("name", [field.name for field in fields(Words)])
def test_both_languages_leave_the_same_gaps_to_be_filled(name: str) -> None:
    def gaps(words: Words) -> list[list[str]]:
        return [re.findall(r"\{\w*\}", text) for text in _texts(getattr(words, name))]

    assert gaps(FRENCH) == gaps(ENGLISH)


def test_french_has_its_spaces_and_its_apostrophes() -> None:
    faults = [text for field in fields(Words) for text in _texts(getattr(FRENCH, field.name))]
    assert [text for text in faults if re.search(r"'|[^\u202f][;!?]|[^\u00a0]:(\s|$)|« | »", text)] == []


def test_the_editors_page_explains_each_state_and_each_button_by_its_name_on_the_desk() -> None:
    page = (Path(__file__).parents[4] / "docs" / "editors.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| ([\w ]+) \|", page, re.MULTILINE))
    assert rows == {state.value: name for state, (name, _) in ENGLISH.statuses.items()}
    buttons = re.findall(r"^\| ([\w ]+) \| `digest ", page, re.MULTILINE)
    assert set(ENGLISH.events.values()) - set(buttons) == set()
