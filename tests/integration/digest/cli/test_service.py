"""The web pages: served where they should be, until a signal says that it is enough."""

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from digest.bootstrap import House, open_house
from digest.cli.service import CannotListen, web_pages
from digest.services.desk import set_password
from tests.fakes.terminal import Terminal

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        found: int = closed.getsockname()[1]
    return found


@pytest.fixture
def house(digest: Terminal, port: int) -> Iterator[House]:
    digest.set(web__bind=f"127.0.0.1:{port}")
    opened, _ = open_house(None, os.environ)
    yield opened
    opened.database.close()


def answered(url: str) -> str:
    """Return what a page says, once there is one."""
    for _ in range(200):
        try:
            with urlopen(url, timeout=5) as page:
                text: str = page.read().decode()
                return text
        except URLError:
            time.sleep(0.05)
    raise AssertionError(f"{url} never answered")


def end_when_served(url: str, number: signal.Signals, told: list[str]) -> threading.Thread:
    """Have this process get a signal as soon as its pages answer."""

    def work() -> None:
        try:
            told.append(answered(url))
        finally:
            os.kill(os.getpid(), number)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


@pytest.mark.parametrize("number", SIGNALS)
def test_the_pages_are_there_until_a_signal_and_then_the_caller_goes_on(
    house: House, port: int, number: signal.Signals
) -> None:
    before = [signal.getsignal(each) for each in SIGNALS]
    told: list[str] = []
    with web_pages(house) as serve:
        visitor = end_when_served(f"http://127.0.0.1:{port}/healthz", number, told)
        serve()
    visitor.join()
    assert told == ["alive\n"]
    assert [signal.getsignal(each) for each in SIGNALS] == before
    with socket.create_server(("127.0.0.1", port)):
        pass  # The address is free again.


def test_a_signal_that_comes_too_early_is_not_forgotten(house: House) -> None:
    with web_pages(house) as serve:
        signal.raise_signal(signal.SIGTERM)
        serve()


def test_without_a_password_the_way_into_the_desk_is_told_and_not_logged(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    with web_pages(house) as serve:
        signal.raise_signal(signal.SIGTERM)
        serve()
    printed = capsys.readouterr()
    (line,) = [line for line in printed.out.splitlines() if "token=" in line]
    assert line.startswith("the desk has no password")
    assert "https://letters.example/desk/login?token=" in line
    assert "token=" not in printed.err


def test_with_a_password_there_is_no_other_way_in(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    set_password(house.database, "correct horse battery")
    with web_pages(house) as serve:
        signal.raise_signal(signal.SIGTERM)
        serve()
    assert "token=" not in capsys.readouterr().out


def test_an_address_that_is_taken_is_told_at_once(house: House, port: int) -> None:
    with (
        socket.create_server(("127.0.0.1", port)),
        pytest.raises(CannotListen, match=f"port {port}: Address already in use; stop the program"),
        web_pages(house),
    ):
        pass
