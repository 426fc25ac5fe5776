import pytest

from digest.web.login import place_in_desk


@pytest.mark.parametrize("wanted", ["/desk/", "/desk/items", "/desk/editions/q/2026-11-23?language=en"])
def test_after_logging_in_one_is_where_one_wanted_to_go(wanted: str) -> None:
    assert place_in_desk(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "/archive",
        "//evil.example/desk/",
        "/desk//evil.example",
        "https://evil.example/desk/",
        "/\\evil.example",
        "/desk/\\evil.example",
        "/desk/\r\nSet-Cookie: a=b",
        "/desk/é",
        "javascript:alert(1)",
    ],
)
def test_a_link_cannot_lead_an_editor_out_of_the_desk(wanted: str) -> None:
    assert place_in_desk(wanted) == "/desk/"
