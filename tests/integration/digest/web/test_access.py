from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from digest.services.desk import set_password
from digest.web.app import create_app
from tests.fakes.world import World

PASSWORD = "un mot de passe à soi"


def test_without_a_password_the_address_printed_at_start_opens_the_desk(
    app: FastAPI, visitor: TestClient, morning: World
) -> None:
    page = visitor.get(app.state.access.login_url)
    token = app.state.access.login_url.rpartition("=")[2]
    assert f'value="{token}"' in page.text
    assert visitor.get("/desk/").status_code == 303, "a link alone must not log anybody in"
    assert visitor.post("/desk/login", data={"secret": token}).status_code == 303
    assert visitor.get("/desk/").status_code == 200


def test_every_start_has_a_token_of_its_own(app: FastAPI, world: World) -> None:
    assert create_app(world.house).state.access.login_url != app.state.access.login_url


def test_with_a_password_the_token_opens_nothing_and_is_not_printed(
    app: FastAPI, visitor: TestClient, world: World, token: str
) -> None:
    set_password(world.database, PASSWORD)
    assert app.state.access.login_url is None
    assert visitor.post("/desk/login", data={"secret": token}).status_code == 403
    assert visitor.post("/desk/login", data={"secret": ""}).status_code == 403
    assert visitor.post("/desk/login", data={"secret": PASSWORD}).status_code == 303


def test_a_new_password_ends_every_session(
    editor: TestClient, visit: Callable[[], TestClient], morning: World
) -> None:
    assert editor.get("/desk/").status_code == 200
    set_password(morning.database, PASSWORD)
    assert editor.get("/desk/").status_code == 303
    second = visit()
    second.post("/desk/login", data={"secret": PASSWORD})
    assert second.get("/desk/").status_code == 200
    set_password(morning.database, PASSWORD + "!")
    assert second.get("/desk/").status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_other_sites_and_plain_http(
    visitor: TestClient, token: str
) -> None:
    cookie = visitor.post("/desk/login", data={"secret": token}).headers["set-cookie"]
    assert cookie.startswith("__Host-digest-desk=")
    for attribute in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert attribute in cookie
    assert "Domain" not in cookie


def test_somebody_who_comes_back_every_hour_stays_logged_in_for_a_week(
    editor: TestClient, morning: World
) -> None:
    for _ in range(7 * 24):
        morning.clock.advance(hours=1)
        assert editor.get("/desk/").status_code == 200
    morning.clock.advance(hours=1)
    assert editor.get("/desk/").status_code == 303


def test_somebody_who_stays_away_for_half_a_day_has_to_log_in_again(
    editor: TestClient, morning: World
) -> None:
    morning.clock.advance(hours=12, minutes=1)
    assert editor.get("/desk/").status_code == 303


def test_the_cookie_is_renewed_only_when_it_has_aged(editor: TestClient, morning: World) -> None:
    assert "set-cookie" not in editor.get("/desk/").headers
    morning.clock.advance(minutes=6)
    assert "set-cookie" in editor.get("/desk/").headers


@pytest.mark.parametrize("forged", ["", "x", "WzAsMSwyXQ.c2lnbmF0dXJl"])
def test_a_cookie_that_we_did_not_sign_opens_nothing(
    forged: str, visitor: TestClient, morning: World
) -> None:
    visitor.cookies.set("__Host-digest-desk", forged)
    assert visitor.get("/desk/").status_code == 303
