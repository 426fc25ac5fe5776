"""Where mail that came back lies on this machine: a file, a folder, a Maildir, an mbox, standard input.

It deletes nothing, and does not read what the mails say (see `digest.mail.reports`).
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from digest.ports import Arrived, MailStore

LARGEST = 1 << 20
"""Octets that are kept of one mail: what follows them is the copy of our own."""
_MAILS = frozenset({"", ".eml", ".mail", ".mbox", ".msg"})
"""Endings of the files in a folder that are taken for mail; in a Maildir every file is one."""
_SEEN = ":2,S"


def open_store(path: Path) -> MailStore:
    """Return the store that a path names. Raises OSError for one that cannot be read."""
    if not path.is_dir():
        return FileStore([(path.name, path)])
    if (path / "new").is_dir() and (path / "cur").is_dir():
        return Maildir(path)
    files = sorted(file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in _MAILS)
    named = ((file.relative_to(path), file) for file in files)
    return FileStore(
        [(str(name), file) for name, file in named if not any(part.startswith(".") for part in name.parts)]
    )


class FileStore:
    """Files with a mail each, or with many (mbox). Nothing is changed by dealing with them."""

    def __init__(self, files: Iterable[tuple[str, Path]]) -> None:
        self._files = files

    def mails(self) -> Iterator[Arrived]:
        """Yield the mails, file by file."""
        for name, file in self._files:
            with file.open("rb") as stream:
                yield from _mails_of(name, stream)

    def settle(self, mail: Arrived) -> None:
        """Leave it where it is."""


class StreamStore:
    """An open stream, such as standard input, with one mail or many (mbox)."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def mails(self) -> Iterator[Arrived]:
        """Yield the mails of the stream."""
        return _mails_of("-", self._stream)

    def settle(self, mail: Arrived) -> None:
        """Leave it to whoever sent it through the stream."""


class Maildir:
    """A Maildir: what was dealt with is moved from `new` to `cur` and marked as seen, never deleted.

    only_new: pass over what lies in `cur`, as whoever looks in again and again does.
    """

    def __init__(self, folder: Path, *, only_new: bool = False) -> None:
        self._folder, self._parts = folder, ("new",) if only_new else ("cur", "new")

    def mails(self) -> Iterator[Arrived]:
        """Yield the mails, those that lie there longest first."""
        for part in self._parts:
            for file in sorted((self._folder / part).iterdir()):
                if file.is_file() and not file.name.startswith("."):
                    with file.open("rb") as stream:
                        yield Arrived(f"{part}/{file.name}", stream.read(LARGEST))

    def settle(self, mail: Arrived) -> None:
        """Mark it as seen."""
        part, _, name = mail.name.partition("/")
        if part == "new":
            (self._folder / "new" / name).rename(self._folder / "cur" / f"{name.partition(':')[0]}{_SEEN}")


def _mails_of(name: str, stream: BinaryIO) -> Iterator[Arrived]:
    """Yield the one mail of a stream, or those of an mbox, numbered from 1."""
    first = stream.readline(LARGEST)
    if not first.startswith(b"From "):
        yield Arrived(name, first + stream.read(LARGEST))
        return
    number, lines, size, blank = 1, list[bytes](), 0, False
    while line := stream.readline(LARGEST):
        if blank and line.startswith(b"From "):
            yield Arrived(f"{name}#{number}", b"".join(lines))
            number, lines, size = number + 1, [], 0
        elif size < LARGEST:
            # In an mbox a line that could be taken for the beginning of the next mail is marked.
            lines.append(line[1:] if line.startswith(b">From ") else line)
            size += len(line)
        blank = not line.strip()
    yield Arrived(f"{name}#{number}" if number > 1 else name, b"".join(lines))
