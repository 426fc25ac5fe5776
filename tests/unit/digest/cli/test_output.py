"""Results go to standard output, everything else to standard error; nothing that is printed is obeyed as markup."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.cli.output import iso, local, print_json, print_json_lines, print_table, say

PARIS = ZoneInfo("Europe/Paris")
WINTER = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 5, 0, tzinfo=UTC)


def test_json_is_one_object_on_each_line_and_readable(capsys: pytest.CaptureFixture[str]) -> None:
    print_json_lines([{"title": "À la une\n[bold]"}, {"title": None}])
    print_json({"n": 1})
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line) for line in lines] == [{"title": "À la une\n[bold]"}, {"title": None}, {"n": 1}]
    assert "À la une" in lines[0]


def test_what_is_said_is_no_result_and_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    say("wrote [red]x[/red] " + "long " * 60)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "wrote [red]x[/red] " + "long " * 60 + "\n"


def test_a_table_prints_every_cell_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("name", "n"), [("[b]é[/b]", 1), ("y" * 150, None)], empty="nobody")
    printed = capsys.readouterr()
    assert [line.split() for line in printed.out.splitlines()] == [
        ["name", "n"],
        ["[b]é[/b]", "1"],
        ["y" * 150, "None"],
    ]
    assert printed.err == ""


def test_a_table_without_rows_says_so_instead(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("name",), [], empty="nobody is here")
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "nobody is here\n")


@pytest.mark.parametrize(
    ("instant", "for_people", "for_scripts"),
    [
        (WINTER, "2026-11-24 00:30", "2026-11-24T00:30:00+01:00"),
        (SUMMER, "2026-07-01 07:00", "2026-07-01T07:00:00+02:00"),
        (None, "", None),
    ],
)
def test_times_are_those_of_the_publication(
    instant: datetime | None, for_people: str, for_scripts: str | None
) -> None:
    assert local(instant, PARIS) == for_people
    assert iso(instant, PARIS) == for_scripts
