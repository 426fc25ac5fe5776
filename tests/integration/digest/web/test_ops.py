from fastapi.testclient import TestClient

from digest.web.ops import not_ready
from tests.fakes.world import World


def test_a_process_without_a_newsroom_is_alive_but_not_ready(visitor: TestClient, world: World) -> None:
    assert visitor.get("/healthz").status_code == 200
    waiting = visitor.get("/readyz")
    assert waiting.status_code == 503
    assert "digest apply newsroom.toml" in waiting.text
    world.apply()
    assert (visitor.get("/readyz").status_code, visitor.get("/readyz").text) == (200, "ready\n")


def test_a_schema_from_another_version_is_not_ready(visitor: TestClient, world: World) -> None:
    world.apply()
    with world.database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    answer = visitor.get("/readyz")
    assert answer.status_code == 503
    assert "newer Digest" in answer.text


def test_a_database_that_does_not_answer_is_not_ready_while_the_process_is_alive(
    visitor: TestClient, world: World
) -> None:
    world.apply()
    with world.database.write() as connection:
        connection.exec_driver_sql("DROP TABLE digest_publication")
    assert visitor.get("/healthz").status_code == 200
    assert visitor.get("/readyz").status_code == 503
    assert not_ready(world.house)


def test_monitors_may_ask_without_a_body(visitor: TestClient, world: World) -> None:
    world.apply()
    for path in ("/healthz", "/readyz", "/metrics"):
        assert visitor.head(path).status_code == 200
