"""Every setting and every key of the newsroom file is documented, with the default that it has."""

import re
import tomllib
from dataclasses import MISSING, asdict, fields
from datetime import time, timedelta
from pathlib import Path

import pytest

from digest.config.environment import environment_name
from digest.config.newsroom_file import TABLES, parse_newsroom
from digest.config.schedule import format_duration, format_weekdays
from digest.config.settings import KEYS, Settings, load_settings, masked
from digest.config.tables import Key
from digest.domain.newsroom import Newsletter, Publication, Selectors, Source, Theme

DOCS = Path(__file__).parents[4] / "docs"
SETTINGS = (DOCS / "settings.md").read_text(encoding="utf-8")
NEWSROOM = (DOCS / "newsroom-file.md").read_text(encoding="utf-8")
VALUES = {"publication": Publication, "theme": Theme, "source": Source, "newsletter": Newsletter}


def rows(text: str) -> dict[str, list[str]]:
    """Return the rows of all tables that begin with a key, under that key."""
    found = re.findall(r"^\| `([a-z_.]+)` \|(.*)\|$", text, flags=re.MULTILINE)
    assert len({key for key, _ in found}) == len(found), "a key stands in two rows"
    return {key: [cell.strip() for cell in rest.split(" | ")] for key, rest in found}


def part(heading: str) -> str:
    """Return what stands in the newsroom page under a heading, without the headings below it."""
    return re.split(r"^##+ ", NEWSROOM.split(f"\n## {heading}\n")[1], flags=re.MULTILINE)[0]


def heading_of(table: str) -> str:
    return "[publication]" if table == "publication" else f"[[{table}]]"


def toml_blocks(text: str) -> list[str]:
    return re.findall(r"^```toml\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def test_the_settings_page_names_every_setting_and_no_other() -> None:
    assert set(rows(SETTINGS)) == set(KEYS)


@pytest.mark.parametrize(("name", "key"), KEYS.items())
def test_a_setting_is_documented_with_its_variables(name: str, key: Key) -> None:
    variable = environment_name(name)
    expected = f"`{variable}`, `{variable}_FILE`" if key.secret else f"`{variable}`"
    assert rows(SETTINGS)[name][1] == expected


@pytest.mark.parametrize("name", [name for name in KEYS if name != "secret_key"])
def test_a_setting_is_documented_with_its_default(name: str) -> None:
    section, _, key = name.rpartition(".")
    defaults = masked(Settings(secret_key="x"))
    default = (defaults[section] if section else defaults)[key]
    (written,) = tomllib.loads(f"x = {rows(SETTINGS)[name][0].strip('`')}").values()
    assert written == default


def test_the_example_of_the_settings_page_loads(tmp_path: Path) -> None:
    (text,) = toml_blocks(SETTINGS)
    (tmp_path / "digest.toml").write_text(text, encoding="utf-8")
    settings, warnings = load_settings(tmp_path / "digest.toml", {})
    assert settings.smtp.port == 587
    assert warnings == ()


@pytest.mark.parametrize("table", TABLES)
def test_the_newsroom_page_names_every_key_of_a_table_and_no_other(table: str) -> None:
    assert list(rows(part(heading_of(table)))) == list(TABLES[table])


@pytest.mark.parametrize("table", TABLES)
def test_a_key_of_the_newsroom_is_documented_with_its_default(table: str) -> None:
    documented = rows(part(heading_of(table)))
    for field in fields(VALUES[table]):
        key = field.name.removesuffix("_")
        written = documented[key][0]
        if (table, key) in (("newsletter", "themes"), ("newsletter", "closing")):
            continue  # Their defaults depend on other keys and are written in words.
        if field.default is None:
            assert written == "none", key
        elif field.default is MISSING:
            assert written == "needed", key
        else:
            (value,) = tomllib.loads(f"x = {written.strip('`')}").values()
            assert value == as_written(field.default), key


def as_written(default: object) -> object:
    match default:
        case tuple():
            return list(default)
        case frozenset():
            return format_weekdays(default)
        case time():
            return f"{default:%H:%M}"
        case timedelta():
            return format_duration(default)
        case Selectors():
            return {name: selector for name, selector in asdict(default).items() if selector}
    return default


@pytest.mark.parametrize("table", TABLES)
def test_every_example_of_the_newsroom_page_is_sound(table: str) -> None:
    for key, cells in rows(part(heading_of(table))).items():
        (value,) = tomllib.loads(f"x = {cells[1].strip('`')}").values()
        TABLES[table][key].check(value)


def test_the_whole_file_of_the_newsroom_page_loads() -> None:
    (text,) = toml_blocks(NEWSROOM)
    newsroom = parse_newsroom(text, "newsroom.toml", check_subject=lambda subject: None)
    assert [newsletter.slug for newsletter in newsroom.newsletters] == ["quotidienne"]


def test_the_newsroom_page_tells_the_rules_in_their_order() -> None:
    routing = NEWSROOM.split("### Which theme takes an item")[1]
    places = [
        routing.index(f"**{rule}")
        for rule in (
            "an editor's choice",
            "the source's lock",
            "category",
            "section",
            "keyword",
            "the source's default",
        )
    ]
    assert places == sorted(places)
    assert "out of the running" in routing
    assert "unrouted" in routing
