"""`digest demo` at a terminal: what it says, where it says to look, and how it ends."""

import re
import tomllib
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.fakes.terminal import Terminal, ended_when


def test_the_demo_tells_what_came_of_the_day_and_where_to_look(terminal: Terminal) -> None:
    told = terminal.done("demo").out
    facts = dict(
        re.findall(r"^  (gathered|edition|printed|variants|readers|time) +(.+)$", told, re.MULTILINE)
    )
    assert re.fullmatch(r"\d+ new items from 2 sources \(0 unchanged\)", facts["gathered"])
    assert re.match(r"quotidienne/2026-11-23, finished: “.+”$", facts["edition"])
    assert facts["readers"] == "12: 12 accepted, 0 refused, 0 deferred"
    assert len(facts) == 6
    files = [Path(line.strip()) for line in told.splitlines() if re.match(r"  demo/edition-", line)]
    assert len(files) == 4
    assert all(file.stat().st_size > 1000 for file in files)
    assert len(list(Path("demo/inbox").glob("*.eml"))) == 12


def test_what_the_demo_says_to_try_next_works(terminal: Terminal) -> None:
    told = terminal.done("demo", "--folder", "elsewhere").out
    commands = re.findall(r"^  digest (--config .+)$", told, re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        assert terminal.done(*command.split()).out


def test_a_second_run_mails_nobody_and_says_so(terminal: Terminal) -> None:
    terminal.done("demo")
    again = terminal.done("demo").out
    assert "quotidienne/2026-11-23 went out already: nobody is left to mail." in again
    assert "0 new items" in again
    assert len(list(Path("demo/inbox").glob("*.eml"))) == 12


def test_a_day_on_which_somebody_was_not_served_is_exit_1(terminal: Terminal) -> None:
    for number in range(1, 13):
        # The inbox cannot write this reader's mail where such a folder is in its way.
        Path(f"demo/inbox/{number:04}-helene.le-goff@example.org.part").mkdir(parents=True)
    finished = terminal("demo")
    assert finished.code == 1
    assert "12: 11 accepted, 0 refused, 1 deferred" in finished.out
    assert "not everybody was served" in finished.err


def test_afterwards_the_demo_can_be_looked_at_until_it_is_stopped(terminal: Terminal) -> None:
    def pages() -> list[str]:
        try:
            settings = tomllib.loads(Path("demo/digest.toml").read_text("utf-8"))
            with urlopen(f"{settings['web']['base_url']}/archive", timeout=5) as answer:
                return re.findall("L’Édition du matin", answer.read().decode())
        except (OSError, KeyError, URLError):
            return []

    with ended_when(pages):
        finished = terminal("demo", "--open")
    assert finished.code == 0
    assert "the inbox: http://127.0.0.1:" in finished.err
    assert "/desk/login?token=" in finished.out
