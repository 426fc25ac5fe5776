"""The busiest statements go straight to their rows, also in a database that nobody has analysed."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from digest.storage import statements
from tests.fakes.world import World


@pytest.mark.parametrize(
    "build", [statements.free, statements.lease, statements.mark, statements.attempting, statements.settle]
)
def test_no_statement_looks_through_what_an_owner_holds(world: World, build: Callable[[str], Any]) -> None:
    world.frozen(3)
    compiled = build("sqlite").compile(dialect=sqlite.dialect(paramstyle="named"))
    values = {name: "[]" if name in {"named", "ended"} else compiled.params[name] for name in compiled.params}
    values |= {name: 1 for name in values if name in {"edition", "most"}}
    values |= {name: "us" for name in values if name == "owner"}
    values |= {name: "2026-11-23 12:00:00.000000" for name in values if name in {"now", "until"}}
    with world.database.read() as connection:
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {compiled}"), values).all()
    steps = [str(row[-1]) for row in plan]
    assert not any("ix_digest_deliveries_lease_owner" in step for step in steps), steps
    assert not any(step == "SCAN digest_deliveries" for step in steps), steps
    reached = [step for step in steps if "digest_deliveries" in step]
    assert reached
    assert all("PRIMARY KEY" in step or "ix_digest_deliveries_work" in step for step in reached), steps
