"""What stands in DNS for a DKIM key (RFC 6376 §3.6): written, and compared with what was found there.

It asks no name server (see `dns`).
"""

from collections.abc import Sequence

from digest.mail.dkim import SigningKey

_LONGEST_STRING = 255
_PUBLISH = "publish what `digest dkim record` prints"


def record_name(key: SigningKey, domain: str) -> str:
    """Return where receivers look for the key."""
    return f"{key.selector}._domainkey.{domain}"


def record_value(key: SigningKey) -> str:
    """Return what they have to find there."""
    return f"v=DKIM1; k={key.kind}; p={key.public}"


def record_strings(value: str) -> list[str]:
    """Cut `value` into the strings of a TXT record, at most 255 octets each (RFC 1035 §3.3.14)."""
    return [value[start : start + _LONGEST_STRING] for start in range(0, len(value), _LONGEST_STRING)]


def zone_line(key: SigningKey, domain: str) -> str:
    """Return the record as a line of a zone file."""
    strings = " ".join(f'"{string}"' for string in record_strings(record_value(key)))
    return f"{record_name(key, domain)}. IN TXT ( {strings} )"


def problem(key: SigningKey, found: Sequence[str]) -> str:
    """Return what is wrong with the TXT records that were found for `key`, "" if nothing is."""
    if not found:
        return f"nothing is there: {_PUBLISH}"
    if len(found) > 1:
        return f"{len(found)} TXT records are there, and receivers may take any: leave one"
    tags = _tags(found[0])
    public = "".join(tags.get("p", "").split())
    other = tags.get("k", "rsa") != key.kind or public != key.public
    faults = {
        f"what is there is no DKIM key: {_PUBLISH}": tags.get("v", "DKIM1") != "DKIM1" or "p" not in tags,
        "the key there is revoked (p= is empty): make a new one, under a new selector": not public,
        f"another key is there: {_PUBLISH}, or sign with the key that belongs to it": other,
        "it allows other hashes than sha256 (h=): take h= out": "sha256" not in _list(tags, "h", "sha256"),
        "it is not for mail (s=): take s= out": not {"*", "email"} & _list(tags, "s", "*"),
        "it says that this is only a test (t=y): take t= out": "y" in _list(tags, "t", ""),
    }
    return next((fault for fault, is_so in faults.items() if is_so), "")


def _tags(record: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in record.split(";") if part.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _list(tags: dict[str, str], name: str, default: str) -> set[str]:
    return {choice.strip() for choice in tags.get(name, default).split(":")}
