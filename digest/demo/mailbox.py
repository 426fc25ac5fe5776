"""Keeps mails as .eml files in a folder and lists them: one file for each recipient, numbered as they come.

It neither receives mail (see `inbox`) nor shows it (see `inbox_pages`). One program writes to a folder.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from pathlib import Path
from threading import Lock

from digest.demo.letter import read_headers

_NAME = re.compile(r"^(\d{4,})-.*\.eml$")
_UNSAFE = re.compile(r"[^a-z0-9@._+-]+")
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """The summary of a mail. size: bytes of the file; received_at: when it was written, aware, UTC."""

    number: int
    path: Path
    recipient: str
    sender: str
    subject: str
    message_id: str
    size: int
    received_at: datetime


class Mailbox:
    """A folder of mails; it may hold some from an earlier day."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._known: dict[Path, Mail] = {}
        self._lock = Lock()
        self._last = max((_number(path) for path in folder.iterdir()), default=0)

    def keep(self, sender: str, recipient: str, data: bytes) -> Path:
        """Write a mail and return its file. It is there as a whole or not at all.

        The envelope goes on top, as final delivery does (Return-Path: RFC 5321 §4.4, Delivered-To).
        Raises OSError when the folder cannot take it. Nothing is forced to the disk: what a power cut
        loses here, nobody misses.
        """
        envelope = f"Return-Path: <{sender}>\r\nDelivered-To: {recipient}\r\n".encode(
            "utf-8", "surrogateescape"
        )
        with self._lock:
            path = self.folder / f"{self._last + 1:04}-{_safe(recipient)}.eml"
            unfinished = path.with_suffix(".part")
            unfinished.write_bytes(envelope + data)
            unfinished.replace(path)
            self._last += 1
        return path

    def messages(self) -> list[Mail]:
        """Return the mails in the order in which they came."""
        present = {path for path in self.folder.iterdir() if _number(path)}
        with self._lock:
            self._known = {path: mail for path, mail in self._known.items() if path in present}
            for path in present - self._known.keys():
                self._known[path] = _summary(path)
            return sorted(self._known.values(), key=lambda mail: mail.number)


def _number(path: Path) -> int:
    match = _NAME.match(path.name)
    return int(match[1]) if match else 0


def _safe(address: str) -> str:
    """Return what of an address may stand in a file name anywhere."""
    return _UNSAFE.sub("_", address.lower())[:_LONGEST_NAME].strip(".") or "nobody"


def _summary(path: Path) -> Mail:
    with path.open("rb") as file:
        headers = {
            name.lower(): value for name, value in reversed(read_headers(BytesHeaderParser().parse(file)))
        }
    state = path.stat()
    return Mail(
        number=_number(path),
        path=path,
        recipient=headers.get("delivered-to", headers.get("to", "")),
        sender=headers.get("from", ""),
        subject=headers.get("subject", ""),
        message_id=headers.get("message-id", ""),
        size=state.st_size,
        received_at=datetime.fromtimestamp(state.st_mtime, UTC),
    )
