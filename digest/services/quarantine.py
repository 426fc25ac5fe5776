"""Knows a mail again that was read before, and puts aside what could not be read.

It reads no mail and removes none.
"""

import hashlib
import os
import re
from pathlib import Path

_OWN_ID = re.compile(rb"^message-id:[ \t]*(?:\n[ \t]+)?(\S+)", re.IGNORECASE | re.MULTILINE)


def fingerprint_of(raw: bytes) -> str:
    """Return what is the same for every copy of a mail, whatever servers on its way wrote on top of it."""
    unified = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    header, _, body = unified.partition(b"\n\n")
    own = _OWN_ID.search(header)
    told = own[1] + b"\n" + body.strip() if own else unified.strip()
    return hashlib.sha256(told).hexdigest()


def put_aside(folder: Path, fingerprint: str, raw: bytes) -> Path:
    """Keep a mail in `folder`, for its owner alone and safely on the disk; return where. Idempotent."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = folder / f"{fingerprint}.eml"
    draft = folder / f".{fingerprint}"
    descriptor = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(place)
    return place
