"""Tells what somebody found who looked things over, and ends with the exit code that says whether all is well.

It looks at nothing itself.
"""

from collections.abc import Iterable

import typer

from digest.cli.output import print_json_lines, print_table
from digest.services.findings import Finding


def tell(findings: Iterable[Finding], *, as_json: bool) -> None:
    """Print the findings. Raises Exit(1) when anything is wrong."""
    found = list(findings)
    if as_json:
        print_json_lines({"check": one.check, "ok": one.ok, "message": one.message} for one in found)
    else:
        rows = (("ok" if one.ok else "wrong", one.check, one.message) for one in found)
        print_table(("", "check", ""), rows, empty="nothing to look at")
    if not all(one.ok for one in found):
        raise typer.Exit(1)
