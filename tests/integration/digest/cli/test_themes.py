"""What a changed rule would do: themes test."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine

from digest.config.newsroom_text import dump_newsroom
from digest.domain.newsroom import Newsroom
from tests.factories import THEMES
from tests.fakes.terminal import Terminal

PROFESSION, IA = THEMES


@pytest.fixture
def draft(gathered: Newsroom, tmp_path: Path) -> Path:
    """A file in which the two themes take other things than those in force."""
    themes = (replace(PROFESSION, sections=()), replace(IA, sections=("/divers/",)))
    (tmp_path / "draft.toml").write_text(dump_newsroom(replace(gathered, themes=themes)), "utf-8")
    return tmp_path / "draft.toml"


def test_themes_test_lists_what_would_move_from_where_to_where_and_why(
    digest: Terminal, draft: Path, dump: Callable[[], list[str]]
) -> None:
    before = dump()
    finished = digest.done("themes", "test", draft)
    assert dump() == before
    heading, *rows = finished.out.splitlines()
    assert heading.split() == ["first", "seen", "source", "from", "to", "title", "why"]
    (moved,) = [row for row in rows if "Sans rubrique" in row]
    assert moved.split()[2:5] == ["site", "unrouted", "ia"]
    assert moved.rstrip().endswith("section /divers/")
    assert len(rows) == 3


def test_themes_test_tells_scripts_the_reason_in_force_and_the_new_one(digest: Terminal, draft: Path) -> None:
    moves = {line["title"]: line for line in digest.done("themes", "test", draft, "--json").lines}
    assert set(moves) == {"À la une : l’IA", "Article 2", "Sans rubrique"}
    move = moves["À la une : l’IA"]
    assert (move["source"], move["first_seen_at"]) == ("site", "2026-11-23T13:00:00+01:00")
    assert (move["from"], move["from_reason"]) == ("profession", "section /profession/")
    assert (move["to"], move["to_reason"]) == ("ia", "keyword “IA” in the title (score 3)")
    assert (moves["Article 2"]["to"], moves["Article 2"]["to_reason"]) == (None, "no rule took it")


def test_themes_test_looks_back_as_far_as_it_is_told(
    digest: Terminal, draft: Path, clock: time_machine.Traveller
) -> None:
    clock.shift(3 * 24 * 3600)
    finished = digest.done("themes", "test", "-", "--days", 2, stdin=draft.read_bytes())
    assert (finished.out, finished.err) == ("", "no item of the last 2 days would move\n")
    assert len(digest.done("themes", "test", draft, "--days", 4, "--json").lines) == 3


def test_themes_test_of_a_bad_file_is_exit_2_with_every_fault(digest: Terminal, tmp_path: Path) -> None:
    bad = '[publication]\nname = "Le Courrier"\n[[theme]]\nslug = "ia"\nkeyword = ["IA"]\n'
    (tmp_path / "bad.toml").write_text(bad, "utf-8")
    finished = digest("themes", "test", "bad.toml")
    assert (finished.code, finished.out) == (2, "")
    for place in ("publication: url", 'theme "ia": title', 'theme "ia": keyword'):
        assert f"bad.toml: {place}" in finished.err
