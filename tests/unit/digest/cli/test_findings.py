"""Findings are told to people and to scripts, and the exit code says whether all is well."""

import json

import pytest
import typer

from digest.cli.findings import tell
from digest.services.findings import Finding

FINE = Finding(check="relay", ok=True, message="answers")
WRONG = Finding(check="links", ok=False, message="not https")


def test_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    tell([FINE], as_json=False)
    assert capsys.readouterr().out.split() == ["check", "ok", "relay", "answers"]


def test_one_thing_that_is_wrong_is_exit_1_and_the_rest_is_told_all_the_same(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(typer.Exit) as ended:
        tell([WRONG, FINE], as_json=True)
    assert ended.value.exit_code == 1
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"check": "links", "ok": False, "message": "not https"},
        {"check": "relay", "ok": True, "message": "answers"},
    ]
