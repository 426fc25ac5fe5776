from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from digest.web.attempts import ALLOWED
from tests.fakes.world import TODAY, World


def test_whoever_comes_from_a_page_of_the_desk_gets_back_there(
    visitor: TestClient, morning: World, token: str
) -> None:
    wanted = "/desk/editions/quotidienne/2026-11-23?language=en"
    sent = visitor.get(wanted)
    assert sent.status_code == 303
    form = visitor.get(sent.headers["location"])
    assert f'name="next" value="{wanted}"' in form.text
    entered = visitor.post("/desk/login", data={"secret": token, "next": wanted})
    assert entered.headers["location"] == wanted


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/desk/\\evil.example"])
def test_logging_in_leads_nowhere_else(wanted: str, visitor: TestClient, token: str) -> None:
    entered = visitor.post("/desk/login", data={"secret": token, "next": wanted})
    assert entered.headers["location"] == "/desk/"
    assert visitor.get("/desk/login", params={"next": wanted}).headers["location"] == "/desk/"


def test_a_wrong_answer_is_told_from_nothing_else_and_not_repeated(
    visitor: TestClient, morning: World
) -> None:
    answer = visitor.post("/desk/login", data={"secret": "à deviner"})
    assert answer.status_code == 403
    assert "Ce n’est pas cela." in answer.text
    assert "à deviner" not in answer.text
    assert "set-cookie" not in answer.headers


def test_guessing_is_made_to_wait(
    visitor: TestClient, visit: Callable[[], TestClient], morning: World, token: str
) -> None:
    for _ in range(ALLOWED):
        visitor.post("/desk/login", data={"secret": "x"})
    # Another browser at the same address is the same guesser, and the right answer does not help either.
    refused = visit().post("/desk/login", data={"secret": token})
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "900"
    assert "15\u00a0minutes" in refused.text or "15 minutes" in refused.text
    morning.clock.advance(minutes=15)
    assert visitor.post("/desk/login", data={"secret": token}).status_code == 303


def test_leaving_ends_the_session(editor: TestClient, morning: World) -> None:
    left = editor.post("/desk/logout")
    assert (left.status_code, left.headers["location"]) == (303, "/desk/login")
    assert editor.get("/desk/").status_code == 303


def test_what_stands_in_the_address_cannot_become_part_of_the_page(
    visitor: TestClient, morning: World
) -> None:
    page = visitor.get("/desk/login", params={"token": '"><script>alert(1)</script>', "next": '/desk/"><b>'})
    assert "<script>alert" not in page.text
    assert "><b>" not in page.text


def test_before_there_is_a_newsroom_one_can_log_in_all_the_same(visitor: TestClient, token: str) -> None:
    assert "Enter the desk" in visitor.get("/desk/login").text
    visitor.post("/desk/login", data={"secret": token})
    page = visitor.get("/desk/")
    assert page.status_code == 409
    assert "digest apply newsroom.toml" in page.text


@pytest.mark.parametrize("path", ["", "/trial", "/words", "/corrections"])
def test_a_decision_that_met_no_session_is_not_lost_in_silence(
    visitor: TestClient, token: str, morning: World, path: str
) -> None:
    page = f"/desk/editions/{TODAY}"
    answer = visitor.post(page + path, data={"event": "approve", "address": "ana@example.org"})
    assert answer.status_code == 303
    door = visitor.get(answer.headers["location"])
    assert "rien n’a été décidé" in door.text
    assert f'value="{page}"' in door.text
    assert morning.reached == []
