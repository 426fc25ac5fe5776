"""Finds the items whose text another source brings once more, so that no reader gets it twice."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from digest.domain.content import ItemKind
from digest.domain.identity import Arrival
from digest.domain.likeness import Text, near, same_text
from digest.storage.items import load_content, text_hashes

_log = structlog.get_logger()

LOOKED_BACK = timedelta(days=7)
"""How long after its first sight the text of an item is looked for under other sources."""


class Reprints:
    """The texts of other sources, as far as the arrivals of one harvest of `source` ask for them.

    in_force: slugs of all sources that are read. It lives as long as `connection` has its transaction.
    """

    def __init__(self, connection: Connection, source: str, in_force: Iterable[str], now: datetime) -> None:
        self._connection, self._source, self._since = connection, source, now - LOOKED_BACK
        self._others = [other for other in in_force if other != source]
        self._hashes: dict[ItemKind, list[tuple[int, int]]] = {}
        self._texts: dict[int, Text] = {}

    def joined(self, arrival: Arrival) -> Arrival:
        """Return a new arrival as further keys of the item whose text it brings; any other as it is."""
        if arrival.item is not None:
            return arrival
        text = Text.of(arrival.content)
        if text.hash is None:
            return arrival
        for item in near(text.hash, self._candidates(arrival.content.kind)):
            if same_text(text, self._text(item)):
                _log.info("item.reprinted", source=self._source, item=item, url=arrival.content.url)
                return replace(arrival, item=item)
        return arrival

    def _candidates(self, kind: ItemKind) -> list[tuple[int, int]]:
        # A brief that begins an article must not stand for it, nor the other way round.
        if kind not in self._hashes:
            self._hashes[kind] = text_hashes(self._connection, kind, self._others, self._since)
        return self._hashes[kind]

    def _text(self, item: int) -> Text:
        if item not in self._texts:
            self._texts[item] = Text.of(load_content(self._connection, item))
        return self._texts[item]
