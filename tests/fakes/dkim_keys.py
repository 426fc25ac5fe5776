"""Keys to sign with, made once for all tests: making an RSA key takes its time."""

import tempfile
from functools import cache
from pathlib import Path

from digest.mail.dkim import Signer
from digest.mail.dkim_keys import KINDS, read_keys, write_new_keys


@cache
def signer(domain: str = "news.example.org") -> Signer:
    """Return what signs with an RSA key and an Ed25519 key at once."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "dkim.pem"
        write_new_keys(file, KINDS)
        return Signer(domain, read_keys(file, ["r1", "e1"]))


def quick_signer(domain: str = "news.example.org") -> Signer:
    """Return what signs with the Ed25519 key alone, for tests that sign often."""
    return Signer(domain, signer(domain).keys[1:])
