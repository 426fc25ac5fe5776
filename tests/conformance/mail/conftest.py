"""What the tests of the mail share: the table of figures at their end, and the programs of Node.js."""

from pathlib import Path

import pytest

from tests.conformance.mail.figures import TABLE, Figures

_MODULES = Path(__file__).parents[3] / ".node" / "node_modules"


@pytest.fixture(scope="session")
def figures(pytestconfig: pytest.Config) -> Figures:
    return pytestconfig.stash.setdefault(TABLE, Figures())


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """Where requirements/install_node.sh puts what it installs."""
    if not _MODULES.is_dir():
        pytest.skip("no axe-core and html-validate: install Node.js and npm, then run make conformance-mail")
    return _MODULES


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    figures = config.stash.get(TABLE, None)
    if figures is None:
        return
    terminalreporter.section("the rendered mail")
    for line in figures.lines():
        terminalreporter.line(line)
    reasons = [report.longrepr[2] for report in terminalreporter.stats.get("skipped", [])]
    for reason in sorted(set(reasons)):
        terminalreporter.line(f"skipped: {reasons.count(reason)} tests, {reason.removeprefix('Skipped: ')}")
    if not reasons:
        terminalreporter.line("Nothing was skipped.")
