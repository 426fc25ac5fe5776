"""The docs say what the code does: states, words, links and commands are compared with it."""

import ast
import operator
import os
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
import typer.main

from digest.cli.main import app
from digest.domain.delivery import DELIVERY_TRANSITIONS, OPEN, DeliveryStatus
from digest.domain.edition import EDITION_TRANSITIONS
from digest.render.preflight import Level

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/**/*.md")])
Step = tuple[str, str, str]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


# The states


def _section(document: str, title: str) -> str:
    """Return what stands under a heading of the second level."""
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", document, re.MULTILINE | re.DOTALL)
    assert found, f"no section {title}"
    return found[1]


def _written(section: str) -> list[Step]:
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| `(\w+)` \| \S.* \|$", section, re.MULTILINE)
    return [(state, event, after) for state, event, after in rows]


def _drawn(section: str) -> list[Step]:
    arrows = re.findall(r"^ +(\w+) --> (\w+) : (\w+)$", section, re.MULTILINE)
    return [(state, event, after) for state, after, event in arrows]


@pytest.mark.parametrize("read", [_written, _drawn])
@pytest.mark.parametrize(
    ("title", "table"), [("Edition", EDITION_TRANSITIONS), ("Delivery", DELIVERY_TRANSITIONS)]
)
def test_the_states_page_holds_each_step_of_the_code_once_and_no_other(
    title: str, table: Mapping[tuple[StrEnum, StrEnum], StrEnum], read
) -> None:
    steps = [(state.value, event.value, after.value) for (state, event), after in table.items()]
    assert sorted(read(_section(_read("docs/states.md"), title))) == sorted(steps)


# The words

WORDS = [
    *("feed", "entry", "source", "item", "brief", "article", "theme", "section"),
    *("newsletter", "edition", "freeze", "preheader", "segment", "variant", "field", "mail merge", "message"),
    *("delivery", "ledger", "relay", "lease", "subscriber", "reader", "recipient", "suppression"),
    *("List-Unsubscribe", "One-Click", "DSN", "ARF", "VERP"),
    *(status for status in DeliveryStatus if status not in OPEN - {DeliveryStatus.DEFERRED}),
]
"""What people have to mean the same by; of a delivery's states those in which it can come to rest."""


def _glossary() -> dict[str, str]:
    """Return each word of the glossary and the paragraph that defines it."""
    paragraphs = re.split(r"\n\n+", _read("docs/glossary.md"))
    return {word: text for text in paragraphs for word in re.findall(r"^\*\*([^*]+)\*\*: ", text)}


def test_the_glossary_defines_every_word_that_matters() -> None:
    assert [word for word in WORDS if word not in _glossary()] == []


def test_each_word_of_the_glossary_says_which_word_to_avoid() -> None:
    assert [word for word, text in _glossary().items() if "\n*Avoid*: " not in text] == []


# Links


def _anchors(text: str) -> set[str]:
    """Return the anchors of a document's headings, as the usual viewers make them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _links(document: Path) -> Iterator[str]:
    prose = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(<?([^)\s>]+)>?(?: \"[^\"]*\")?\)", prose):
        if not re.match(r"[a-z]+:", target):
            yield target


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    broken = []
    for link in _links(document):
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        there = target.is_relative_to(ROOT) and target.exists()
        if not there or (anchor and anchor not in _anchors(target.read_text(encoding="utf-8"))):
            broken.append(link)
    assert broken == []


# Commands


def _make_targets() -> list[str]:
    return re.findall(r"^([a-z-]+):.*## ", _read("Makefile"), re.MULTILINE)


def test_contributing_explains_each_target_that_make_help_lists() -> None:
    assert "demo" in _make_targets()
    contributing = _read("docs/contributing.md")
    assert [target for target in _make_targets() if f"`make {target}`" not in contributing] == []


def _commands(group: Any = None, before: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return every command of `digest` by its words, "subscribers import", as click knows it."""
    group = group or typer.main.get_command(app)
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        words = (*before, name)
        found |= _commands(command, words) if hasattr(command, "commands") else {" ".join(words): command}
    return found


COMMANDS = _commands()
_ROW = re.compile(r"^\| `digest ([a-z ]+?)((?: [A-Z]+)*)` \| (.+) \|$", re.MULTILINE)
"""A row of the operators' table: the command, its arguments, what it does."""
_OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*")


def _options(command: str) -> set[str]:
    given = [COMMANDS[command], typer.main.get_command(app)]
    return {"--help"} | {option for one in given for parameter in one.params for option in parameter.opts}


def test_the_operators_page_holds_each_command_once_and_no_other() -> None:
    assert "subscribers import" in COMMANDS
    documented = [command for command, _, _ in _ROW.findall(_read("docs/operators.md"))]
    assert sorted(documented) == sorted(COMMANDS)


@pytest.mark.parametrize("row", _ROW.findall(_read("docs/operators.md")), ids=operator.itemgetter(0))
def test_a_command_takes_what_the_operators_page_says(row: tuple[str, str, str]) -> None:
    command, arguments, description = row
    required = [
        parameter.metavar
        for parameter in COMMANDS[command].params
        if parameter.param_type_name == "argument" and parameter.required
    ]
    assert arguments.split() == required
    assert set(_OPTION.findall(description)) <= _options(command)


def _advice(text: str) -> Iterator[str]:
    """Yield the command lines that a text gives, from `digest` on: between backquotes, or a line each."""
    yield from re.findall(r"`digest ([^`\n]+)`", text)
    yield from re.findall(r"^(?:ExecStart=\S+/)?digest ([^#\n]+)", text, re.MULTILINE)


ADVISERS = [
    *DOCUMENTS,
    *(path for package in ("digest", "subscribers") for path in sorted((ROOT / package).rglob("*.py"))),
]


@pytest.mark.parametrize("adviser", ADVISERS, ids=_name)
def test_every_command_that_somebody_is_advised_to_run_exists(adviser: Path) -> None:
    for line in _advice(adviser.read_text(encoding="utf-8")):
        words = re.sub(r"^(?:--config|-c) \S+ ", "", line).split()
        named = next((name for name in (" ".join(words[:2]), words[0]) if name in COMMANDS), None)
        assert named or words[0] in typer.main.get_command(app).commands, line  # type: ignore[attr-defined]
        assert set(_OPTION.findall(line)) <= (_options(named) if named else set()), line


# The preflight


def _levels_of_checks() -> dict[str, set[str]]:
    """Return the ids of all findings that code makes, each with the levels that it may have."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / "digest" / "render" / "preflight").glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Finding":
                given = {keyword.arg: keyword.value for keyword in call.keywords}
                levels = set(re.findall(r"Level\.(\w+)", ast.unparse(given["level"])))
                found.setdefault(ast.literal_eval(given["id"]), set()).update(map(str.lower, levels))
    return found


def test_the_preflight_page_holds_each_check_once_with_its_levels_and_a_remedy() -> None:
    rows = re.findall(
        r"^\| `([a-z0-9-]+)` \| ([a-z, ]+) \| \S.* \| \S.* \|$", _read("docs/preflight.md"), re.MULTILINE
    )
    checks = _levels_of_checks()
    assert set().union(*checks.values()) == set(Level)
    assert sorted(name for name, _ in rows) == sorted(checks)
    assert {name: set(levels.split(", ")) for name, levels in rows} == checks


# What no file may hold

LEFT_OUT = {"__pycache__", "var", "demo", "build", "dist", "htmlcov", "uv.lock", "pylock.toml"}
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("jsdelivr", "net"),
        ("unpkg", "com"),
        ("golang", "org"),
        ("crates", "io"),
    )
]
MACHINE_PATH = re.compile(r"(?<![\w.*/])/(?:work|root|tmp|home/\w+|Users/\w+)/\w+")


def _texts() -> Iterator[tuple[str, str]]:
    """Yield name and text of every text file that belongs to the project."""
    for folder, folders, files in os.walk(ROOT):
        at_top = Path(folder) == ROOT
        folders[:] = [
            name
            for name in folders
            if (name == ".ci" or not name.startswith("."))
            and name != "__pycache__"
            and not (at_top and name in LEFT_OUT)
        ]
        for name in files:
            path = Path(folder) / name
            if at_top and name in LEFT_OUT:
                continue
            try:
                yield _name(path), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def test_no_file_names_a_package_registry() -> None:
    named = [(name, host) for name, text in _texts() for host in REGISTRIES if host in text]
    assert named == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    named = [(name, found[0]) for name, text in _texts() if (found := MACHINE_PATH.search(text))]
    assert named == []
