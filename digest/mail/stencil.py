"""A stencil: bytes that many messages share, with holes for what is each message's own.

It does not know what stands in a hole.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

Hole = TypeVar("Hole", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Stencil(Generic[Hole]):
    """Pieces, some of them holes; the same hole may occur in several places. It is immutable."""

    pieces: tuple[bytes, ...]
    holes: tuple[Hole, ...]
    _places: tuple[tuple[int, Hole], ...]

    @classmethod
    def cut(cls, elements: Iterable[bytes | Hole]) -> "Stencil[Hole]":
        """Join neighbouring bytes of `elements` into one piece and note where each hole is."""
        pieces: list[bytes] = []
        places: list[tuple[int, Hole]] = []
        shared = b""
        for element in elements:
            if isinstance(element, bytes):
                shared += element
                continue
            pieces += [shared, b""]
            places.append((len(pieces) - 1, element))
            shared = b""
        return cls((*pieces, shared), tuple(dict.fromkeys(hole for _, hole in places)), tuple(places))

    def changed(self, change: Callable[[bytes], bytes]) -> "Stencil[Hole]":
        """Return a stencil with the same holes and every piece changed."""
        return replace(self, pieces=tuple(map(change, self.pieces)))

    def filled(self, fillings: Mapping[Hole, bytes]) -> list[bytes]:
        """Return the pieces of one message, in order."""
        pieces = list(self.pieces)
        for place, hole in self._places:
            pieces[place] = fillings[hole]
        return pieces
