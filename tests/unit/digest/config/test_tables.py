from datetime import date
from pathlib import Path

import pytest

from digest.config import tables
from digest.config.checks import slug, whole_number
from digest.config.tables import Key
from digest.errors import ConfigurationError, Fault

KEYS = {
    "slug": Key(slug, required=True),
    "size": Key(whole_number(1, 9, "1 to 9")),
    "word": Key(slug, secret=True),
}


def test_a_sound_table_gives_its_values() -> None:
    faults: list[Fault] = []
    assert tables.read_table("f.toml", "", {"slug": "a", "size": 3}, KEYS, faults) == {"slug": "a", "size": 3}
    assert not faults


def test_every_fault_of_a_table_is_noted_and_the_sound_values_are_kept() -> None:
    faults: list[Fault] = []
    found = {"sise": 1, "size": "x", "word": "Hush!"}
    assert tables.read_table("f.toml", "t.", found, KEYS, faults) == {}
    assert faults == [
        Fault("f.toml", "t.sise", "is unknown: did you mean size?"),
        Fault("f.toml", "t.size", "is 'x': expected 1 to 9"),
        Fault(
            "f.toml",
            "t.word",
            "is not usable (its value is not shown): "
            "expected a slug: 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit",
        ),
        Fault(
            "f.toml",
            "t.slug",
            "is missing: expected a slug: 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit",
        ),
    ]


def test_an_unknown_name_without_a_near_one_lists_what_there_is() -> None:
    assert tables.unknown("zzz", ["slug", "size"]) == "is unknown: expected slug, size"


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ("abc", "is 'abc'"),
        ("a\x1b[2J", r"is 'a\x1b[2J'"),
        (True, "is true"),
        (3, "is 3"),
        (1.5, "is 1.5"),
        ([1, "a"], "is [1, 'a']"),
        ({"a": 1}, "is a table"),
        (date(2026, 1, 2), "is 2026-01-02"),
        ("x" * 100, "is '" + "x" * 59 + "…"),
    ],
)
def test_what_was_found_is_shown_shortly_and_without_control_characters(found: object, words: str) -> None:
    assert tables.described(found, KEYS["slug"]) == words


@pytest.mark.parametrize("found", ["hush", 12345, ["hush"], {"a": "hush"}])
def test_a_secret_is_never_shown(found: object) -> None:
    assert tables.described(found, KEYS["word"]) == "is not usable (its value is not shown)"


def test_an_empty_secret_may_be_called_empty() -> None:
    assert tables.described("", KEYS["word"]) == "is empty"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = 1\nb", "line 2, column 2 "),
        ("a = 1\nb = ]", "line 2, column 5 "),
        ("a = 1\na = 2\n", "line 2, column 6 "),
        ("a = '''x\ny\n", "line 2, column "),
        ("x = 1979-99-01", "line 1, column "),
        ("a = " + "9" * 5000, ""),
    ],
)
def test_a_slip_in_the_writing_is_reported_with_its_place(text: str, place: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        tables.parse_toml(text, "f.toml")
    (fault,) = caught.value.faults
    assert fault.file == "f.toml"
    assert fault.message.startswith(place)
    assert "is not valid TOML: " in fault.message


def test_a_file_nested_beyond_reason_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"f.toml: is nested too deeply"):
        tables.parse_toml("a = " + "[" * 5000, "f.toml")


def test_a_file_that_is_not_utf8_is_refused_with_the_line() -> None:
    with pytest.raises(ConfigurationError, match=r"f.toml: is not UTF-8 text \(byte 0xe9 in line 2\)"):
        tables.parse_toml("a = 1\nb = 'é'\n".encode("latin-1"), "f.toml")


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    assert tables.parse_toml(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n", "f.toml") == {"a": 1, "b": 2}


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.toml: there is no such file"):
        tables.read_file(tmp_path / "none.toml")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is a folder: name the file in it"):
        tables.read_file(tmp_path)


def test_a_file_that_cannot_be_reached_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    with pytest.raises(ConfigurationError, match=r"cannot be read \(Not a directory\)"):
        tables.read_file(tmp_path / "plain" / "digest.toml")
