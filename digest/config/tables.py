"""Reads TOML text into tables, and a table key by key, noting every fault instead of stopping at one.

It knows the keys of neither file: `settings` and `newsroom_file` hand them in.
"""

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from digest.config.checks import Unexpected
from digest.errors import ConfigurationError, Fault

_PLACE = re.compile(r"(?P<reason>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)")
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Key:
    """What one key of a table accepts.

    check: turns the TOML value into ours, or raises Unexpected.
    secret: the value is never shown, and may come from a file that DIGEST_…_FILE names.
    from_text: turns the text of an environment variable into what would stand in the file.
    """

    check: Callable[[object], object]
    required: bool = False
    secret: bool = False
    from_text: Callable[[str], object] = str


def read_file(path: Path) -> bytes:
    """Return the content of `path`. Raises ConfigurationError where there is none to read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        message = "there is no such file"
    except IsADirectoryError:
        message = "is a folder: name the file in it"
    except OSError as error:
        message = f"cannot be read ({error.strerror}): check its owner and rights"
    raise ConfigurationError([Fault(str(path), "", message)])


def parse_toml(content: bytes | str, file: str) -> dict[str, Any]:
    """Return the document. Raises ConfigurationError with line and column where it is no TOML.

    file: the name to report.
    """
    text = content if isinstance(content, str) else _decoded(content, file)
    try:
        return tomllib.loads(text)
    except ValueError as error:
        raise ConfigurationError([_syntax_fault(str(error), text, file)]) from error
    except RecursionError as error:
        raise ConfigurationError([Fault(file, "", "is nested too deeply")]) from error


def read_table(
    file: str, prefix: str, table: Mapping[str, object], keys: Mapping[str, Key], faults: list[Fault]
) -> dict[str, Any]:
    """Return the values of `table` that are sound, under their keys, and add the rest to `faults`.

    prefix: what stands before the key in a fault, as in `smtp.` or `theme "health": `.
    """
    values = {}
    for name, found in table.items():
        place = f"{prefix}{name}"
        if name not in keys:
            faults.append(Fault(file, place, unknown(name, keys)))
            continue
        try:
            values[name] = keys[name].check(found)
        except Unexpected as error:
            faults.append(Fault(file, place, f"{described(found, keys[name])}: {error}"))
    for name, key in keys.items():
        if key.required and name not in table:
            faults.append(Fault(file, f"{prefix}{name}", f"is missing: {_expectation(key)}"))
    return values


def unknown(name: str, known: Collection[str]) -> str:
    """Return the message for a name that means nothing here, with the known name that is nearest."""
    near = get_close_matches(name, known, n=1)
    return f"is unknown: did you mean {near[0]}?" if near else f"is unknown: expected {', '.join(known)}"


def described(found: object, key: Key) -> str:
    """Return "is …" for the value that was found, without showing what is secret."""
    if key.secret:
        return "is not usable (its value is not shown)" if found else "is empty"
    if isinstance(found, dict):
        return "is a table"
    shown = str(found).lower() if isinstance(found, bool) else repr(found)
    if not isinstance(found, bool | int | float | str | list):
        shown = str(found)
    return f"is {shown if len(shown) <= _SHOWN else shown[:_SHOWN] + '…'}"


def _expectation(key: Key) -> str:
    # TOML has no null, so that None fails every check and yields the sentence about what is expected.
    try:
        key.check(None)
    except Unexpected as error:
        return str(error)
    raise AssertionError("a check accepted None")


def _decoded(content: bytes, file: str) -> str:
    try:
        # Some editors on Windows begin a file with a byte order mark; TOML would stumble over it.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8 text (byte 0x{content[error.start]:02x} in line {line}): save it as UTF-8"
        raise ConfigurationError([Fault(file, "", message)]) from error


def _syntax_fault(error: str, text: str, file: str) -> Fault:
    match = _PLACE.fullmatch(error)
    if match is None:
        return Fault(file, "", f"is not valid TOML: {error}")
    lines = text.rstrip("\n").split("\n")
    line, column = match["line"] or len(lines), match["column"] or len(lines[-1]) + 1
    return Fault(file, "", f"line {line}, column {column} is not valid TOML: {match['reason']}")
