"""The private keys of DKIM: made, and read from the file that holds them.

It does not sign messages (see `dkim`) nor write what stands in DNS (see `dkim_record`).
"""

import os
import re
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from digest.errors import ConfigurationError, Fault
from digest.mail.dkim import SigningKey

KINDS = ("rsa", "ed25519")
"""What `new_keys` makes, in this order."""

_RSA_BITS = 2048
_SHORTEST_RSA = 1024
_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----.*?-----END \1-----", re.DOTALL)


def read_keys(file: Path, selectors: Sequence[str]) -> tuple[SigningKey, ...]:
    """Return the keys in `file`, PEM one after the other, each under its selector.

    Raises ConfigurationError where there are none to sign with.
    """
    try:
        found = _PEM.finditer(file.read_bytes())
    except FileNotFoundError:
        raise _unusable(file, "there is no such file: `digest dkim keygen` makes it") from None
    except OSError as error:
        raise _unusable(file, f"cannot be read ({error.strerror}): check its owner and rights") from None
    blocks = [block[0] for block in found]
    if not blocks:
        raise _unusable(file, "holds no private key in PEM (-----BEGIN PRIVATE KEY-----)")
    if len(blocks) != len(selectors):
        message = (
            f"keys in it: {len(blocks)}, selectors in mail.dkim_selector: {len(selectors)};"
            " name one for each key, with a comma between them"
        )
        raise _unusable(file, message)
    return tuple(_key(file, block, selector) for block, selector in zip(blocks, selectors, strict=True))


def write_new_keys(file: Path, kinds: Sequence[str]) -> None:
    """Make a key of each kind and write them to `file`, which only its owner may read.

    Raises ConfigurationError where the file is there already: it may hold what is in use.
    """
    pem = b"".join([_new_pem(kind) for kind in kinds])
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        message = (
            "is there already and is left as it is; name another file in mail.dkim_key_file for new keys"
        )
        raise _unusable(file, message) from None
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(pem)
        opened.flush()
        os.fsync(opened.fileno())


def _new_pem(kind: str) -> bytes:
    key = Ed25519PrivateKey.generate() if kind == "ed25519" else generate_private_key(65537, _RSA_BITS)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _key(file: Path, pem: bytes, selector: str) -> SigningKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except TypeError:
        raise _unusable(
            file, "is locked with a passphrase, which nobody types at seven in the morning"
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        raise _unusable(file, "holds a key that cannot be read: is the file whole?") from None
    if isinstance(key, Ed25519PrivateKey):
        raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        # RFC 8463 §3: what is signed is the hash, as if it were the message.
        return SigningKey(
            selector=selector, kind="ed25519", public=b64encode(raw).decode(), bits=256, sign=key.sign
        )
    if isinstance(key, RSAPrivateKey):
        if key.key_size < _SHORTEST_RSA:
            message = f"holds an RSA key of {key.key_size} bits: receivers take none under {_SHORTEST_RSA}"
            raise _unusable(file, message)
        return _rsa(key, selector)
    raise _unusable(file, "holds a key that is neither RSA nor Ed25519")


def _rsa(key: RSAPrivateKey, selector: str) -> SigningKey:
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    padding, algorithm = PKCS1v15(), Prehashed(hashes.SHA256())
    return SigningKey(
        selector=selector,
        kind="rsa",
        public=b64encode(public).decode(),
        bits=key.key_size,
        sign=lambda digest: key.sign(digest, padding, algorithm),
    )


def _unusable(file: Path, message: str) -> ConfigurationError:
    return ConfigurationError([Fault(str(file), "", message)])
