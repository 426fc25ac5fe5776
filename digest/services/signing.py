"""Looks at what receivers need in order to recognise our mail: keys, DKIM, SPF and DMARC records.

It publishes and changes nothing. What a DKIM record must say is decided in `digest.mail.dkim_record`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parseaddr

from digest.domain.newsroom import Newsroom
from digest.errors import ConfigurationError
from digest.mail.dkim import Signer, SigningKey
from digest.mail.dkim_record import problem, record_name
from digest.ports import Resolver, TextRecords
from digest.services.findings import Finding

_LONG_RSA = 2048
"""Bits that a signer should have at least (RFC 8301 §3.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """What is looked at. open_signer: reads the keys, which may be what is wrong; None: the relay signs.

    return_path_domain: of our envelope senders, "" where they are the newsletters' own.
    """

    open_signer: Callable[[], Signer | None]
    resolver: Resolver
    return_path_domain: str


def sender_domains(newsroom: Newsroom) -> dict[str, str]:
    """Return the domain that each newsletter is sent from."""
    return {
        newsletter.slug: parseaddr(newsletter.from_)[1].rpartition("@")[2].lower()
        for newsletter in newsroom.newsletters
    }


def examine_signing(signing: Signing, senders: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what was found, nothing where the relay signs. senders: the domain of each newsletter."""
    try:
        signer = signing.open_signer()
    except ConfigurationError as error:
        yield Finding(check="dkim", ok=False, message=str(error))
        return
    if signer is None:
        return
    resolver, domains = signing.resolver, dict.fromkeys(senders.values())
    for key in signer.keys:
        yield _key(signer.domain, key, resolver)
    for newsletter, domain in senders.items():
        yield _alignment(newsletter, domain, signer.domain.lower())
    for domain in domains:
        yield _dmarc(domain, resolver)
    for domain in [signing.return_path_domain] if signing.return_path_domain else domains:
        yield _spf(domain, resolver)


def _key(domain: str, key: SigningKey, resolver: Resolver) -> Finding:
    name = record_name(key, domain)
    found = resolver.texts(name)
    wrong = found.fault or problem(key, found.texts)
    if not wrong and key.kind == "rsa" and key.bits < _LONG_RSA:
        wrong = f"{key.bits} bits are few: make a new key, under a new selector"
    message = f"{name}: {wrong}" if wrong else f"{key.kind}, {key.bits} bits, published at {name}"
    return Finding(check=f"dkim {key.selector}", ok=not wrong, message=message)


def _alignment(newsletter: str, sender: str, signing: str) -> Finding:
    aligned = sender == signing or sender.endswith(f".{signing}") or signing.endswith(f".{sender}")
    message = (
        f"{sender} is signed for by {signing}"
        if aligned
        else f"sent from {sender}, but {signing} signs: DMARC does not count such a signature;"
        " let mail.dkim_domain be the sender's domain, or one above or below it"
    )
    return Finding(check=f"dkim for {newsletter}", ok=aligned, message=message)


def _dmarc(domain: str, resolver: Resolver) -> Finding:
    """Look for the record of `domain`, or of the nearest domain above it that has one."""
    labels = domain.split(".")
    above = [".".join(labels[start:]) for start in range(max(1, len(labels) - 1))]
    wrong = f"nothing is there: publish a TXT record at _dmarc.{domain}, to begin with v=DMARC1; p=none"
    for place in above:
        found = _beginning_with("v=DMARC1", resolver.texts(f"_dmarc.{place}"))
        if found.fault or found.texts:
            wrong = found.fault or _several("DMARC", found)
            break
    message = wrong or found.texts[0]
    return Finding(check=f"dmarc {domain}", ok=not wrong, message=message)


def _spf(domain: str, resolver: Resolver) -> Finding:
    found = _beginning_with("v=spf1", resolver.texts(domain))
    wrong = found.fault or _several("SPF", found)
    if not wrong and not found.texts:
        wrong = f"nothing is there: publish a TXT record at {domain} that lets the relay send, v=spf1 a:RELAY -all"
    return Finding(check=f"spf {domain}", ok=not wrong, message=wrong or found.texts[0])


def _beginning_with(version: str, found: TextRecords) -> TextRecords:
    """Leave out what else stands at the same name."""
    texts = [text for text in found.texts if text.lower().startswith(version.lower())]
    return TextRecords(tuple(texts), found.fault)


def _several(kind: str, found: TextRecords) -> str:
    return (
        f"{len(found.texts)} {kind} records are there, which counts as none: leave one"
        if len(found.texts) > 1
        else ""
    )
