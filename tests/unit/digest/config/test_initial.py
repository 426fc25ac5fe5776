import re
import secrets
import tomllib
from pathlib import Path

from digest.config.initial import INITIAL_NEWSROOM, initial_settings
from digest.config.newsroom_file import parse_newsroom
from digest.config.settings import KEYS, MASK, Settings, load_settings, masked


def uncommented(text: str) -> str:
    """Return the text with every key that stands behind "# " put in force."""
    return re.sub(r"^# (?=\[\[|[a-z_]+ = )", "", text, flags=re.MULTILINE)


def test_the_first_settings_load_without_a_fault_or_warning(tmp_path: Path) -> None:
    key = secrets.token_urlsafe(32)
    path = tmp_path / "digest.toml"
    path.write_text(initial_settings(key), encoding="utf-8")
    assert load_settings(path, {}) == (Settings(secret_key=key), ())


def test_the_first_settings_show_every_key_with_its_default() -> None:
    key = secrets.token_urlsafe(32)
    document = tomllib.loads(uncommented(initial_settings(key)))
    shown = masked(Settings(secret_key=key))
    assert document["secret_key"] == key
    assert {**document, "secret_key": MASK} == shown
    tables = {name: table for name, table in document.items() if isinstance(table, dict)}
    keys = {f"{section}.{key}" for section, table in tables.items() for key in table}
    assert document.keys() - tables.keys() | keys == set(KEYS)


def test_the_first_newsroom_loads_without_a_fault() -> None:
    newsroom = parse_newsroom(INITIAL_NEWSROOM, "newsroom.toml", check_subject=lambda subject: None)
    assert len(newsroom.themes) == 3
    assert len(newsroom.newsletters) == 1
    assert newsroom.sources == ()


def test_the_examples_of_sources_load_once_they_are_put_in_force() -> None:
    text = uncommented(INITIAL_NEWSROOM)
    newsroom = parse_newsroom(text, "newsroom.toml", check_subject=lambda subject: None)
    assert [source.slug for source in newsroom.sources] == ["site", "fil"]
    assert all(source.url.startswith("https://www.example.org/") for source in newsroom.sources)
