"""Looks over what readers will get, a family of checks to a file. It judges the rendering, not the templates.

A new check is a function from a proof to its findings, added to CHECKS.
"""

from collections.abc import Callable, Iterable, Iterator

from digest.render.preflight.accessibility import accessibility
from digest.render.preflight.clients import clients
from digest.render.preflight.contrast import contrast
from digest.render.preflight.emptiness import emptiness
from digest.render.preflight.finding import Finding, Level, Proof
from digest.render.preflight.hygiene import hygiene
from digest.render.preflight.images import images, picture_sizes
from digest.render.preflight.leftovers import leftovers
from digest.render.preflight.links import addresses, links
from digest.render.preflight.mso import mso
from digest.render.preflight.page import Page
from digest.render.preflight.parity import parity
from digest.render.preflight.postal_address import postal_address
from digest.render.preflight.spam import spam
from digest.render.preflight.subject import preheader, subject
from digest.render.preflight.title import title
from digest.render.preflight.weight import weight

CHECKS: tuple[Callable[[Proof], Iterator[Finding]], ...] = (
    emptiness,
    subject,
    preheader,
    title,
    leftovers,
    links,
    addresses,
    weight,
    hygiene,
    images,
    picture_sizes,
    clients,
    accessibility,
    contrast,
    spam,
    mso,
    parity,
    postal_address,
)


def preflight(proofs: Iterable[Proof]) -> list[Finding]:
    """Return all that is to be said of an edition in its languages, once each, the worst first."""
    found = (finding for proof in proofs for check in CHECKS for finding in check(proof))
    return worst_first(found)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return each finding once, those that block before those that warn, and these before the notes."""
    order = list(Level)
    return sorted(dict.fromkeys(findings), key=lambda finding: order.index(finding.level))


__all__ = ["CHECKS", "Finding", "Level", "Page", "Proof", "preflight", "worst_first"]
