"""Turns rows into Prometheus metrics at the moment of the scrape; nothing is counted in a second place.

Every name is explained in docs/metrics.md, and a test holds the two together.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import Connection, func, select

from digest import __version__
from digest.bootstrap import House
from digest.domain.content import ItemKind
from digest.domain.delivery import DeliveryStatus
from digest.domain.edition import EditionStatus
from digest.domain.feedback import Action
from digest.errors import DigestError
from digest.services.status import Status, status
from digest.storage.accounts import accounts
from digest.storage.feedback import actions_since
from digest.storage.items import list_items
from digest.storage.tables import editions
from digest.web.shelf import latest

_UNROUTED_FOR = timedelta(days=14)
_A_DAY = timedelta(days=1)


def registry_for(house: House) -> CollectorRegistry:
    """Return a registry with the house's own metrics and those of the process."""
    registry = CollectorRegistry()
    registry.register(HouseCollector(house))
    ProcessCollector(registry=registry)
    return registry


class HouseCollector(Collector):
    """Reads the rows at every scrape. While they cannot be read, only digest_ready (0) is left to see."""

    def __init__(self, house: House) -> None:
        self._house = house

    def collect(self) -> Iterator[Metric]:
        """Yield every metric of ours."""
        yield _gauge("digest_build_info", "What runs here; always 1.", "version", {__version__: 1})
        try:
            metrics = [*self._newsroom(), *self._editions(), self._feedback()]
        except DigestError:
            metrics = []
        yield GaugeMetricFamily("digest_ready", "1 while the house can do its work, else 0.", bool(metrics))
        yield from metrics

    def _newsroom(self) -> Iterator[Metric]:
        """Yield how sources and newsletters stand."""
        found = status(self._house.database, self._house.clock, self._house.settings.fetch.interval, limit=1)
        yield from _sources(found)
        yield _instants(
            "digest_next_edition_timestamp_seconds",
            "When the newsletter's next edition goes out.",
            "newsletter",
            {slug: slot.send if slot else None for slug, slot in found.upcoming.items()},
        )
        yield _gauge(
            "digest_subscribers",
            "Subscribers who would get an edition of the newsletter now.",
            "newsletter",
            {slug: self._house.subscribers.count(slug) for slug in found.upcoming},
        )
        with self._house.database.read() as connection:
            tray = list_items(connection, since=found.at - _UNROUTED_FOR, unrouted=True)
        # One that an editor took out of every theme waits for nobody.
        unrouted = sum(item.content.kind is ItemKind.ARTICLE and not item.theme_pinned for item in tray)
        help_text = "Articles of the last 14 days that no theme took."
        yield GaugeMetricFamily("digest_unrouted_items", help_text, unrouted)

    def _feedback(self) -> Metric:
        """Return what came back."""
        with self._house.database.read() as connection:
            found = actions_since(connection, self._house.clock.now() - _A_DAY)
        help_text = "What came back in the last 24 hours, proven to be mail of ours."
        return _gauge("digest_feedback", help_text, "class", {action: found[action] for action in Action})

    def _editions(self) -> Iterator[Metric]:
        """Yield how editions stand, and the deliveries of each newsletter's last one."""
        with self._house.database.read() as connection:
            counted = _by_status(connection)
            newsletters = {newsletter for newsletter, _ in counted}
            last = {slug: found[0] for slug in newsletters if (found := latest(connection, slug, 1))}
            ledger = {slug: accounts(connection, edition.id) for slug, edition in last.items()}
        yield _pairs("digest_editions", "Editions of the newsletter in this state.", counted)
        yield _instants(
            "digest_last_edition_timestamp_seconds",
            "When the newsletter's last edition was frozen.",
            "newsletter",
            {slug: edition.frozen_at for slug, edition in last.items()},
        )
        yield _gauge(
            "digest_last_edition_recipients",
            "Audience of the newsletter's last edition, counted when it was frozen.",
            "newsletter",
            {slug: found.recipients for slug, found in ledger.items()},
        )
        yield _pairs(
            "digest_last_edition_deliveries",
            "Deliveries of the newsletter's last edition in this state.",
            {
                (slug, state): getattr(found, state)
                for slug, found in ledger.items()
                for state in DeliveryStatus
            },
        )


def _sources(found: Status) -> Iterator[Metric]:
    known = {source.known.source: source.known for source in found.sources}
    health = {source.known.source: source.health for source in found.sources}
    yield _instants(
        "digest_source_last_success_timestamp_seconds",
        "When the source last answered, with news or without.",
        "source",
        {slug: one.last_success_at for slug, one in known.items()},
    )
    yield _instants(
        "digest_source_newest_item_timestamp_seconds",
        "When the source's newest item was published.",
        "source",
        {slug: one.newest_item_at for slug, one in known.items()},
    )
    yield _gauge(
        "digest_source_failures",
        "Failures of the source in a row, 0 when it last answered.",
        "source",
        {slug: one.failures for slug, one in known.items()},
    )
    yield _gauge(
        "digest_source_items_today",
        "Items of the source first seen since midnight.",
        "source",
        {slug: one.items_today for slug, one in health.items()},
    )
    yield _gauge(
        "digest_source_usual_items",
        "Items that the source usually has by this time of such a day.",
        "source",
        {slug: one.usual for slug, one in health.items() if one.usual is not None},
    )
    yield _gauge(
        "digest_source_alarm",
        "1 while somebody should look into the source, else 0.",
        "source",
        {slug: bool(one.alarm) for slug, one in health.items()},
    )


def _by_status(connection: Connection) -> dict[tuple[str, str], int]:
    """Count the editions of each newsletter in every state, nought included."""
    rows = connection.execute(
        select(editions.c.newsletter, editions.c.status, func.count()).group_by(
            editions.c.newsletter, editions.c.status
        )
    )
    found = {(newsletter, state): count for newsletter, state, count in rows}
    newsletters = {newsletter for newsletter, _ in found}
    return {
        (newsletter, state.value): found.get((newsletter, state), 0)
        for newsletter in sorted(newsletters)
        for state in EditionStatus
    }


def _gauge(name: str, documentation: str, label: str, values: Mapping[str, float]) -> Metric:
    metric = GaugeMetricFamily(name, documentation, labels=[label])
    for key, value in values.items():
        metric.add_metric([key], value)
    return metric


def _instants(name: str, documentation: str, label: str, values: Mapping[str, datetime | None]) -> Metric:
    """Return a gauge in Unix seconds; what never happened has no sample."""
    seconds = {key: value.timestamp() for key, value in values.items() if value}
    return _gauge(name, documentation, label, seconds)


def _pairs(name: str, documentation: str, values: Mapping[tuple[str, str], float]) -> Metric:
    metric = GaugeMetricFamily(name, documentation, labels=["newsletter", "status"])
    for labels, value in values.items():
        metric.add_metric(labels, value)
    return metric
