from zoneinfo import ZoneInfo

from fastapi.testclient import TestClient

from digest.cli.reports import _status_for_scripts
from digest.domain.edition import EditionEvent
from digest.services.status import status
from tests.fakes.world import TODAY, World


def test_the_status_says_in_the_words_of_the_command_how_things_stand(editor: TestClient, out: World) -> None:
    found = editor.get("/api/v1/status").json()
    (edition,) = found["editions"]
    assert edition == {
        "edition": str(TODAY),
        "status": "finished",
        "reason": "",
        "recipients": 2,
        "queued": 0,
        "accepted": 2,
        "deferred": 0,
        "refused": 0,
        "excluded": 0,
        "expired": 0,
        "uncertain": 0,
        "bounced": 0,
        "complained": 0,
    }
    assert found["at"] == "2026-11-23T13:00:00+01:00"
    assert found["newsletters"] == [{"newsletter": "quotidienne", "next": "2026-11-24T07:00:00+01:00"}]
    assert [source["source"] for source in found["sources"]] == ["site", "fil"]
    assert found["sources"][0]["state"] == "ok"
    assert found["sources"][0]["last_success"] == "2026-11-23T13:00:00+01:00"


def test_it_is_the_very_object_that_the_command_prints(editor: TestClient, morning: World) -> None:
    found = status(morning.database, morning.clock, morning.house.settings.fetch.interval)
    assert editor.get("/api/v1/status").json() == _status_for_scripts(found, ZoneInfo(found.timezone))


def test_without_a_login_it_says_where_to_get_one(visitor: TestClient, out: World) -> None:
    answer = visitor.get("/api/v1/status")
    assert (answer.status_code, answer.json()) == (401, {"detail": "log in at /desk/login"})


def test_without_a_newsroom_it_says_what_to_do(editor: TestClient) -> None:
    answer = editor.get("/api/v1/status")
    assert answer.status_code == 409
    assert "digest apply" in answer.json()["detail"]


def test_what_is_not_there_is_json_too(editor: TestClient) -> None:
    answer = editor.get("/api/v1/nothing")
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})
    assert editor.post("/api/v1/status").json() == {"detail": "Method Not Allowed"}


def test_the_description_names_every_state_and_no_page(visitor: TestClient, morning: World) -> None:
    described = visitor.get("/api/v1/openapi.json").json()
    assert list(described["paths"]) == ["/api/v1/status"]
    assert set(described["paths"]["/api/v1/status"]["get"]["responses"]) == {"200", "401", "409", "503"}
    assert described["components"]["securitySchemes"]["desk"]["name"] == "__Host-digest-desk"
    states = described["components"]["schemas"]["EditionStatus"]["enum"]
    assert "awaiting_approval" in states


def test_a_reason_is_told_as_it_was_given(editor: TestClient, morning: World) -> None:
    morning.decide(EditionEvent.HOLD, reason="un « doute »")
    (edition,) = editor.get("/api/v1/status").json()["editions"]
    assert (edition["status"], edition["reason"]) == ("held", "un « doute »")
