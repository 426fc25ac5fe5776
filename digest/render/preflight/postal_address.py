"""Finds a publication that does not say where it lives."""

from collections.abc import Iterator

from digest.render.preflight.finding import Finding, Level, Proof


def postal_address(proof: Proof) -> Iterator[Finding]:
    """Warn where there is no postal address."""
    if not proof.content.publication.postal_address.strip():
        yield Finding(
            id="postal-address",
            level=Level.WARN,
            message="the publication has no postal address",
            remedy="set postal_address in newsroom.toml: many countries ask for one in every mailing",
        )
