"""Looks over what readers will get, one check to a file. It judges the rendering, not the templates.

A new check is a function from a proof to its findings, added to CHECKS.
"""

from collections.abc import Callable, Iterable, Iterator

from digest.render.preflight.emptiness import emptiness
from digest.render.preflight.finding import Finding, Level, Proof
from digest.render.preflight.images import images
from digest.render.preflight.links import links
from digest.render.preflight.parity import parity
from digest.render.preflight.postal_address import postal_address
from digest.render.preflight.subject import subject
from digest.render.preflight.title import title
from digest.render.preflight.weight import weight

CHECKS: tuple[Callable[[Proof], Iterator[Finding]], ...] = (
    emptiness,
    subject,
    title,
    links,
    weight,
    images,
    parity,
    postal_address,
)


def preflight(proofs: Iterable[Proof]) -> list[Finding]:
    """Return all that is to be said of an edition in its languages, once each, the worst first."""
    found = (finding for proof in proofs for check in CHECKS for finding in check(proof))
    order = list(Level)
    return sorted(dict.fromkeys(found), key=lambda finding: order.index(finding.level))


__all__ = ["CHECKS", "Finding", "Level", "Proof", "preflight"]
