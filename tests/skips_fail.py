"""A pytest plugin for machines that have everything: there a skipped test is a failed one.

It is loaded by name (`-p tests.skips_fail`), as `make conformance DIGEST_REQUIRE_ALL=1` does. One skip stays
a skip: a test whose reason names DIGEST_CORPORA, where no such folder exists. Expected failures
are no business of its.
"""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

CORPORA = "DIGEST_CORPORA"


def _refuse(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure that repeats the reason."""
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    corpora = os.environ.get(CORPORA)
    if CORPORA in reason and not (corpora and Path(corpora).is_dir()):
        return
    report.outcome = "failed"
    report.longrepr = f"skipped where nothing may be skipped: {reason.removeprefix('Skipped: ')}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse(report)
    return report
