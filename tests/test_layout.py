"""The house keeps its shape: its rooms, the names and the size of its modules, a test for each of them."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = {"digest", "subscribers", "templates", "tests", "docs", "requirements", "benchmarks", "deploy"}
PAPERS = {"pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "Makefile"}
PRODUCED = {"var", "demo", "build", "dist", "htmlcov", "digest.toml", "uv.lock", "pylock.toml"}
"""What running, building and testing leave behind; git ignores it."""

MODULES = sorted(path for package in ("digest", "subscribers") for path in (ROOT / package).rglob("*.py"))
LONGEST = 400
SHAPELESS = {"utils", "util", "helpers", "helper", "common", "core", "misc", "base", "manager"}
TEST_KINDS = ("unit", "contract", "integration")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_top_level_holds_the_rooms_and_the_papers_and_nothing_else() -> None:
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - PRODUCED
    assert found - ROOMS - PAPERS == set()
    assert (PAPERS | ROOMS - {"benchmarks", "deploy"}) - found == set()


def test_no_module_has_a_name_that_says_nothing() -> None:
    shapeless = [_name(path) for path in MODULES if SHAPELESS & set(path.stem.split("_"))]
    assert shapeless == []


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_can_be_read_at_one_sitting_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert text.strip() == "" or ast.get_docstring(ast.parse(text))


def _does_something(node: ast.AST) -> bool:
    """Whether `node` is a function with a body: more than a docstring and the dots of a Protocol."""
    if not isinstance(node, ast.FunctionDef):
        return False
    return any(
        not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        for statement in node.body
    )


def _wants_a_test(path: Path) -> bool:
    """Whether a module holds code. A package's own module only gathers names, a migration is run by all."""
    if path.name == "__init__.py" or "migrations" in path.parts:
        return False
    return any(_does_something(node) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def _tests_of(path: Path) -> list[Path]:
    """Where the tests of a module may stand: under its own path, or its package's, in any kind of tests.

    A package whose modules are parts of one thing may be tested as that thing, in test_PACKAGE.py.
    """
    place = path.parent.relative_to(ROOT)
    names = (place / f"test_{path.stem.strip('_')}.py", place / f"test_{path.parent.name}.py")
    return [ROOT / "tests" / kind / name for kind in TEST_KINDS for name in names]


def test_every_module_with_code_has_its_test_file() -> None:
    untested = [
        _name(path)
        for path in MODULES
        if _wants_a_test(path) and not any(test.exists() for test in _tests_of(path))
    ]
    assert not untested, "\n".join(untested)


def test_every_folder_of_tests_mirrors_one_of_the_code() -> None:
    folders = {
        test.parent.relative_to(ROOT / "tests" / kind)
        for kind in TEST_KINDS
        for package in ("digest", "subscribers")
        for test in (ROOT / "tests" / kind / package).rglob("test_*.py")
    }
    assert [folder.as_posix() for folder in sorted(folders) if not (ROOT / folder).is_dir()] == []
