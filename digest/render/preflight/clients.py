"""Finds what mail clients that readers have would not show as it was meant."""

from collections.abc import Iterator

from digest.render.preflight.finding import Finding, Level, Proof
from digest.render.preflight.page import Page, style
from digest.render.preflight.support import (
    Client,
    of_attribute,
    of_declaration,
    of_element,
    of_picture,
    of_rule,
    table,
)

MANY = 5
"""Readers in a hundred from whose number on it is worth a look."""


def clients(proof: Proof) -> Iterator[Finding]:
    """Tell what is lost on whom, what the table does not know, and where too little works."""
    features = used(proof.page) | in_sheets(proof.page)
    for feature in sorted(features):
        if feature not in table().support:
            yield Finding(
                id="client-unknown",
                level=Level.NOTE,
                message=f"the table of clients does not know {feature}",
                remedy="look it up, and try it in the clients that your readers have",
            )
        elif feature not in table().otherwise and feature not in table().sheet:
            yield from _lost(feature)
    for client in table().clients:
        works = round(100 * table().share(used(proof.page), client))
        if works < client.least:
            yield Finding(
                id="client-share",
                level=Level.WARN,
                message=f"in {client.name} only {works} % of what the mail is built from works",
                remedy=f"build it from less: {client.least} % should work there",
            )


def used(page: Page) -> set[str]:
    """Return the features that the document itself is built from, whatever becomes of its style sheets."""
    features = set()
    for element in page.elements:
        features.add(of_element(element.tag))
        features.update(of_attribute(name) for name in element.attrib)
        for declaration in style(element):
            features.update(of_declaration(declaration))
    features.update(of_picture(picture.get("src", "")) for picture in page.pictures)
    for link in page.links:
        features.update(
            feature
            for opening, feature in (("#", "html-anchor-links"), ("mailto:", "html-mailto-links"))
            if link.get("href").startswith(opening)
        )
    return features - {""} - table().sheet


def in_sheets(page: Page) -> set[str]:
    """Return the features of style sheets that a mail has."""
    return {feature for rule in page.rules for feature in of_rule(rule)}


def _lost(feature: str) -> Iterator[Finding]:
    without = table().without(feature)
    if without:
        percent = sum(client.weight for client in without)
        yield Finding(
            id="client-support",
            level=Level.WARN if percent >= MANY else Level.NOTE,
            message=f"{_bare(feature)} is lost on {percent} % of readers: {_listed(without)}",
            remedy="do without it in style attributes, or see that nothing is missed where it is not done",
        )


def _listed(clients: list[Client]) -> str:
    return ", ".join(client.name for client in clients)


def _bare(feature: str) -> str:
    """Return what a feature is called outside the table."""
    return feature.removeprefix("css-").removeprefix("html-").removeprefix("unit-").removeprefix("image-")
