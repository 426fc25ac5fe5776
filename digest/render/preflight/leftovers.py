"""Finds what a template should have filled in and did not."""

import re
from collections.abc import Iterator

from digest.render.preflight.finding import Finding, Level, Proof

_LEFT_OVER = re.compile(r"\{\{|\{%|%%[0-9a-f]{16}[!.]|<!--[0-9a-f]{16}[\[\]]")


def leftovers(proof: Proof) -> Iterator[Finding]:
    """Block a mail in which a template's own marks are still to be seen."""
    # A story about templates may print such marks.
    told = repr(proof.content)
    for part in (proof.subject, proof.html, proof.text):
        marks = [found for found in _LEFT_OVER.findall(part) if found not in told]
        if marks:
            yield Finding(
                id="leftover",
                level=Level.BLOCK,
                message=f"a mark of a template ({marks[0]}) stands in the mail ({proof.language})",
                remedy="correct your template: what stands there was to be filled in",
            )
            return
