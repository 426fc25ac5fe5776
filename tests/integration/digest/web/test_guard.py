from collections.abc import Iterator

from fastapi.testclient import TestClient

from digest.web.guard import MAX_BODY


def _endless() -> Iterator[bytes]:
    yield b"secret="
    for _ in range(MAX_BODY // 1000 + 1):
        yield b"x" * 1000


def test_a_body_that_says_how_long_it_is_is_not_even_read(visitor: TestClient) -> None:
    answer = visitor.post("/desk/login", content=b"x" * (MAX_BODY + 1))
    assert answer.status_code == 413
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_body_that_does_not_is_cut_off(visitor: TestClient) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert visitor.post("/desk/login", content=_endless(), headers=form).status_code == 413


def test_a_refused_form_says_what_to_look_at(visitor: TestClient) -> None:
    answer = visitor.post("/desk/logout", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "web.base_url" in answer.text
