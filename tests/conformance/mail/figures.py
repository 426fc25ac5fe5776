"""The table at the end of `make conformance-mail`: what each bar allows and what was found, mail by mail."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

TABLE = pytest.StashKey["Figures"]()
_NAMED = 3
"""Mails of equal figures that are still listed by name."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Collects what was measured; a figure is noted before it is judged, so that the table holds what fails."""

    _noted: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def note(self, bar: str, found: object, mail: str) -> None:
        """Note what was found of one mail. bar: what is looked at, and what is allowed."""
        self._noted.setdefault(bar, {}).setdefault(str(found), []).append(mail)

    def lines(self) -> Iterator[str]:
        """Yield the table, mails with equal figures on one line."""
        for bar, figures in sorted(self._noted.items(), key=_number):
            yield bar
            for found, mails in figures.items():
                named = ", ".join(mails) if len(mails) <= _NAMED else f"{len(mails)} mails"
                yield f"    {found:<68}{named}"


def _number(noted: tuple[str, object]) -> int:
    """Return the number that a bar begins with."""
    return int(noted[0].split()[0])
