"""Every way in which a command ends: one clear line on standard error, and the exit code that scripts read."""

import io
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import typer.main

from digest import __version__
from digest.cli.main import app
from digest.domain.newsroom import Newsroom
from digest.storage import engine
from tests.fakes.terminal import Terminal

TODAY = "quotidienne/2026-11-23"
WRITING = (
    "gather",
    "compose quotidienne",
    "send quotidienne",
    f"hold {TODAY}",
    "subscribers add new@example.org",
    "subscribers unsubscribe ana@example.org",
    "subscribers erase ana@example.org",
)
READING = ("items", "status", "export", "preview quotidienne", "check quotidienne", "subscribers export")


class Interrupted(io.BytesIO):
    """What somebody was about to type when they pressed Ctrl-C."""

    def read(self, _size: int | None = -1) -> bytes:
        raise KeyboardInterrupt


def test_the_version_is_printed(terminal: Terminal) -> None:
    assert terminal.done("--version").out == f"digest {__version__}\n"


def test_help_is_a_result_and_needs_no_settings(terminal: Terminal) -> None:
    assert "send" in terminal.done("--help").out
    assert "--test" in terminal.done("send", "-h").out


def test_without_a_command_there_is_help_and_exit_2(terminal: Terminal) -> None:
    finished = terminal()
    assert finished.code == 2
    assert "subscribers" in finished.out


@pytest.mark.parametrize("words", ["frobnicate", "send", "send quotidienne --nonsense", "items --days x"])
def test_a_slip_in_the_command_line_is_exit_2(terminal: Terminal, words: str) -> None:
    finished = terminal(*words.split())
    assert (finished.code, finished.out) == (2, "")
    assert "Usage: digest" in finished.err


@pytest.mark.parametrize("command", list(typer.main.get_command(app).commands))  # type: ignore[attr-defined]
def test_every_command_says_what_it_does_without_doing_it(terminal: Terminal, command: str) -> None:
    assert "Usage: digest" in terminal.done(command, "--help").out
    assert list(Path().iterdir()) == []


def test_ctrl_c_says_that_nothing_is_lost(digest: Terminal) -> None:
    finished = digest("apply", "-", stdin=Interrupted())
    assert finished.code == 130
    assert "run the command again to go on" in finished.err


@pytest.mark.parametrize("words", ["items", "gather", "status", "export", "send quotidienne"])
def test_before_a_newsroom_was_applied_every_command_says_how_to(digest: Terminal, words: str) -> None:
    finished = digest(*words.split())
    assert finished.code == 1
    assert "there is no newsroom yet" in finished.err
    assert "digest apply newsroom.toml" in finished.err


@pytest.mark.parametrize("words", WRITING)
def test_a_database_that_another_process_holds_is_exit_75(
    digest: Terminal, morning: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    digest.done("compose", "quotidienne")
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 20)
    holder = sqlite3.connect(tmp_path / "digest.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        finished = digest(*words.split())
    finally:
        holder.close()
    assert finished.code == 75
    assert "held by another process" in finished.err


@pytest.mark.parametrize("words", READING)
def test_who_only_reads_never_waits_for_a_writer(
    digest: Terminal, morning: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 20)
    holder = sqlite3.connect(tmp_path / "digest.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        digest.done(*words.split())
    finally:
        holder.close()


@pytest.mark.parametrize("words", WRITING)
def test_a_database_that_cannot_be_written_is_exit_1_and_stays_as_it_is(
    digest: Terminal, morning: Newsroom, tmp_path: Path, dump: Callable[[], list[str]], words: str
) -> None:
    digest.done("compose", "quotidienne")
    before = dump()
    # Not by file rights: whoever runs the tests may be above those.
    digest.set(database__url=f"sqlite:///file:{tmp_path / 'digest.db'}?mode=ro&uri=true")
    finished = digest(*words.split())
    assert finished.code == 1
    assert "cannot be written" in finished.err
    assert dump() == before


def test_a_folder_in_the_place_of_the_database_is_exit_1(digest: Terminal, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    digest.set(database__url=f"sqlite:///{tmp_path / 'folder'}")
    finished = digest("status")
    assert finished.code == 1
    assert "its file and its folder must exist" in finished.err


def test_a_schema_of_another_version_is_exit_1_and_says_what_to_run(digest: Terminal, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "digest.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.close()
    finished = digest("status")
    assert finished.code == 1
    assert "digest db upgrade" in finished.err


def test_a_server_that_does_not_answer_is_exit_75(digest: Terminal) -> None:
    digest.set(database__url="postgresql://nobody@127.0.0.1:1/none?connect_timeout=2")
    finished = digest("status")
    assert finished.code == 75
    assert "is PostgreSQL running" in finished.err


@pytest.mark.parametrize(
    "words",
    [
        "subscribers show nobody@example.org",
        "subscribers show not-an-address",
        "subscribers add ana@example.org",
        "subscribers add new@example.org --themes nonsense",
    ],
)
def test_what_the_list_refuses_is_exit_1_in_one_line(
    digest: Terminal, morning: Newsroom, words: str, dump: Callable[[], list[str]]
) -> None:
    before = dump()
    finished = digest(*words.split())
    assert (finished.code, finished.out) == (1, "")
    assert finished.err.startswith("digest: ")
    assert finished.err.count("\n") == 1
    assert dump() == before
