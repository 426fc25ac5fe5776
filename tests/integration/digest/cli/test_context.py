"""Which settings are in force, and what an operator hears when those, or the names they typed, are wrong."""

from pathlib import Path

import pytest

from digest.domain.newsroom import Newsroom
from tests.fakes.terminal import Terminal

SECRET = "q8Zt3vKp-7LwXc2Rb9Yd5Hn1Mf6Js4Ga0"
WRONG = """\
secret_key = "too short"
colour = "red"
[smtp]
port = "many"
tls = "perhaps"
hots = "relay.example.org"
[fetch]
host_gap = -1
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_every_fault_of_the_settings_is_told_at_once_and_nothing_is_touched(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = write(tmp_path / "etc" / "digest.toml", WRONG)
    finished = terminal("--config", file, "status")
    assert (finished.code, finished.out) == (2, "")
    faults = finished.err.splitlines()
    for key in ("secret_key", "colour", "smtp.port", "smtp.tls", "smtp.hots", "fetch.host_gap"):
        assert sum(f"{file}: {key}: " in fault for fault in faults) == 1, key
    assert len(faults) == 6
    assert sorted(path.name for path in tmp_path.iterdir()) == ["etc"]


def test_a_file_that_is_no_toml_is_told_with_its_line(terminal: Terminal, tmp_path: Path) -> None:
    write(tmp_path / "digest.toml", f'secret_key = "{SECRET}"\n[smtp\n')
    finished = terminal("status")
    assert finished.code == 2
    assert "digest.toml" in finished.err
    assert "line 2" in finished.err


def test_no_settings_at_all_is_told_with_what_to_do(terminal: Terminal) -> None:
    finished = terminal("status")
    assert finished.code == 2
    assert "secret_key" in finished.err
    assert "digest init" in finished.err


@pytest.mark.parametrize("words", [("--config", "elsewhere.toml"), ()])
def test_a_file_that_was_named_and_is_not_there_is_a_fault(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    if not words:
        monkeypatch.setenv("DIGEST_CONFIG", "elsewhere.toml")
    finished = terminal(*words, "status")
    assert finished.code == 2
    assert "elsewhere.toml" in finished.err


def test_the_option_beats_the_variable_and_the_variable_the_folder(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def host(*words: object) -> str:
        found: str = terminal.done(*words, "config", "show", "--json").json["smtp"]["host"]
        return found

    for name, folder in (("here", tmp_path), ("variable", tmp_path / "a"), ("option", tmp_path / "b")):
        write(folder / "digest.toml", f'secret_key = "{SECRET}"\n[smtp]\nhost = "{name}.example"\n')
    assert host() == "here.example"
    monkeypatch.setenv("DIGEST_CONFIG", str(tmp_path / "a" / "digest.toml"))
    assert host() == "variable.example"
    assert host("--config", tmp_path / "b" / "digest.toml") == "option.example"
    terminal.set(smtp__host="environment.example")
    assert host("--config", tmp_path / "b" / "digest.toml") == "environment.example"


def test_a_variable_that_sets_nothing_is_a_warning_and_no_more(digest: Terminal, newsroom: Newsroom) -> None:
    digest.set(smtp__prot=25)
    finished = digest.done("status")
    assert "warning: environment variable DIGEST_SMTP__PROT sets nothing" in finished.err
    assert "did you mean DIGEST_SMTP__PORT?" in finished.err


def test_a_wrong_variable_is_told_by_its_name(digest: Terminal) -> None:
    digest.set(smtp__port="many")
    finished = digest("status")
    assert finished.code == 2
    assert "DIGEST_SMTP__PORT" in finished.err


@pytest.mark.parametrize(
    ("command", "edition"),
    [
        ("explain", "quotidienne"),
        ("deliveries", "quotidienne/"),
        ("approve", "quotidienne/today"),
        ("hold", "quotidienne/2026-13-01"),
        ("skip", "/"),
        ("cancel", "2026-11-23/quotidienne"),
    ],
)
def test_a_malformed_edition_is_exit_2_and_told_how_to_write_it(
    digest: Terminal, command: str, edition: str
) -> None:
    finished = digest(command, edition)
    assert finished.code == 2
    assert "NEWSLETTER/YYYY-MM-DD" in finished.err


@pytest.mark.parametrize("command", ["explain", "deliveries", "approve", "resume"])
def test_an_edition_that_does_not_exist_is_exit_2(digest: Terminal, morning: Newsroom, command: str) -> None:
    digest.done("compose", "quotidienne")
    finished = digest(command, "quotidienne/2020-02-02")
    assert finished.code == 2
    assert "known: quotidienne/2026-11-23" in finished.err


@pytest.mark.parametrize("command", ["compose", "preview", "check", "send"])
def test_an_unknown_newsletter_is_exit_2_and_the_known_ones_are_named(
    digest: Terminal, newsroom: Newsroom, command: str
) -> None:
    finished = digest(command, "hebdo")
    assert (finished.code, finished.out) == (2, "")
    assert "no newsletter named 'hebdo' (known: quotidienne)" in finished.err


@pytest.mark.parametrize("command", ["compose", "preview", "check", "send"])
def test_a_malformed_date_is_exit_2_and_told_how_to_write_it(
    digest: Terminal, newsroom: Newsroom, command: str
) -> None:
    finished = digest(command, "quotidienne", "--date", "tomorrow")
    assert finished.code == 2
    assert "YYYY-MM-DD" in finished.err


def test_without_a_date_the_edition_is_that_of_today_where_the_publication_lives(
    digest: Terminal, gathered: Newsroom, clock
) -> None:
    # 23:30 UTC is the next morning in Paris.
    clock.shift(11.5 * 3600)
    assert digest.done("compose", "quotidienne", "--json").json["edition"] == "quotidienne/2026-11-24"
