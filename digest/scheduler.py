"""Wakes up every minute and does what is due: gather, compose, freeze, deliver, take in what came back.

APScheduler only wakes us. Whether something is due is decided by `domain.schedule` from what stands in
the database, so that a restart, a late wake-up or a second scheduler changes nothing.
"""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from digest.bootstrap import House
from digest.domain.edition import EditionEvent, EditionId, EditionStatus
from digest.domain.newsroom import Newsletter, Newsroom
from digest.domain.schedule import LOOK_BACK, Due, Step, due
from digest.errors import ApprovalMissing, DigestError, NotReady, Overtaken, RelayRefused
from digest.ports import MailStore
from digest.services.compose import compose
from digest.services.editorial import decide
from digest.services.health import source_standings
from digest.storage.accounts import has_work
from digest.storage.editions import get_edition, list_editions, open_edition, standings
from digest.storage.leases import drop_lease, take_lease
from digest.storage.newsroom import load_newsroom, newsletter_since

_log = structlog.get_logger()

_TICK = CronTrigger(second=0, timezone="UTC")
_DELIVERY_TICK = IntervalTrigger(seconds=5, timezone="UTC")
_LEASE = "scheduler"
_LEASE_LENGTH = timedelta(seconds=150)
_FRESH = timedelta(minutes=2)
"""A source read this recently is not read again before a closing."""


class Scheduler:
    """The service's clockwork. Of several schedulers on one database, the holder of a lease does the work."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.stop = threading.Event()
        self._gathering = threading.Lock()
        self._alarmed: dict[str, date] = {}
        # What a morning needs is put together now: whatever is wrong with it is said at the start.
        _ = house.owner, house.dispatcher, house.gatherer
        self._jobs = BackgroundScheduler(
            timezone="UTC",
            # APScheduler drops runs that are a second late unless told otherwise, and only here.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self, *, plans: bool = True, delivers: bool = True) -> None:
        """Begin to tick. plans: gather, compose and freeze; delivers: hand frozen editions to the relay."""
        if plans:
            self._every(_TICK, self.gather_due)
            self._every(_TICK, self.serve_editions)
            self._every(_TICK, self.take_feedback)
        if delivers:
            self._every(_DELIVERY_TICK, self.deliver_open)
        self._jobs.start()
        _log.info("scheduler.started", plans=plans, delivers=delivers)

    def shutdown(self) -> None:
        """Stop ticking, wait for what is in hand, give up the lease."""
        self.stop.set()
        self._jobs.shutdown(wait=True)
        with self._house.database.write() as connection:
            drop_lease(connection, _LEASE, self._house.owner, self._house.clock.now())
        _log.info("scheduler.stopped")

    def gather_due(self) -> None:
        """Read the sources whose time has come."""
        self._guarded("gather", self._gather_due)

    def serve_editions(self) -> None:
        """Take every step that is due for every newsletter."""
        self._guarded("editions", self._serve_editions)

    def take_feedback(self) -> None:
        """Deal with the mail that came back."""
        stores = self._house.mail_stores()
        if stores and self._leads():
            for store in stores:
                self._guarded("feedback", partial(self._take_feedback, store))

    def deliver_open(self) -> None:
        """Hand over what is open of every frozen edition."""
        self._guarded("deliveries", self._deliver_open)

    def _gather_due(self) -> None:
        if self._newsroom() and self._leads():
            self._gather(self._house.gatherer.interval)

    def _serve_editions(self) -> None:
        newsroom = self._newsroom()
        if newsroom and self._leads():
            for newsletter in newsroom.newsletters:
                self._guarded(newsletter.slug, partial(self._serve, newsroom, newsletter))

    def _serve(self, newsroom: Newsroom, newsletter: Newsletter) -> None:
        for step in self._due(newsroom, newsletter):
            edition = EditionId(newsletter.slug, step.date)
            self._guarded(str(edition), partial(self._take, edition, step))

    def _newsroom(self) -> Newsroom | None:
        """Return the newsroom in force, None while nothing was applied: then there is nothing to serve."""
        with self._house.database.read() as connection:
            try:
                return load_newsroom(connection)
            except NotReady:
                return None

    def _deliver_open(self) -> None:
        with self._house.database.read() as connection:
            frozen = list_editions(connection, statuses=(EditionStatus.FROZEN, EditionStatus.SENDING))
            now = self._house.clock.now()
            working = [
                edition.id
                for edition in frozen
                if edition.status is EditionStatus.FROZEN or has_work(connection, edition.id, now)
            ]
        for edition in working:
            if not self.stop.is_set():
                self._guarded(str(edition), partial(self._deliver, edition))

    def _take_feedback(self, store: MailStore) -> None:
        for _ in self._house.feedback.take(store):
            if self.stop.is_set():
                return

    def _every(self, tick: CronTrigger | IntervalTrigger, job: Callable[[], None]) -> None:
        """Run `job` now and at every tick; while a run goes on, further ticks are left out."""
        self._jobs.add_job(job, tick, next_run_time=self._house.clock.now(), name=job.__name__)

    def _leads(self) -> bool:
        """Take or renew the lease; tell whether this process is the one that plans."""
        house = self._house
        with house.database.write() as connection:
            token = take_lease(connection, _LEASE, house.owner, _LEASE_LENGTH, house.clock.now())
        return token is not None

    def _due(self, newsroom: Newsroom, newsletter: Newsletter) -> list[Due]:
        now = self._house.clock.now()
        zone = ZoneInfo(newsroom.publication.timezone)
        with self._house.database.read() as connection:
            since = newsletter_since(connection, newsletter.slug)
            editions = standings(connection, newsletter.slug, (now - LOOK_BACK).astimezone(zone).date())
        return due(newsletter, now, zone, since=since, editions=editions)

    def _take(self, edition: EditionId, due_step: Due) -> None:
        match due_step.step:
            case Step.COMPOSE:
                self._compose(edition)
            case Step.SEND:
                self._send(edition, stale=due_step.stale)
            case Step.HOLD | Step.SKIP:
                self._set_aside(edition, due_step)

    def _compose(self, edition: EditionId) -> EditionStatus:
        """Read the sources once more, then close the edition over what is there, were it older news."""
        self._guarded("gather", partial(self._gather, _FRESH))
        house = self._house
        after, _ = compose(house.database, edition, house.clock, house.subject_line)
        return after.status

    def _send(self, edition: EditionId, *, stale: bool) -> None:
        """Freeze the edition; the delivery tick takes it from there."""
        status = self._compose(edition) if stale else self._status(edition)
        if status not in (EditionStatus.DRAFT, EditionStatus.APPROVED):
            return  # Skipped as too thin, or waiting for its editor: both say so in the status.
        if not self._house.subscribers.count(edition.newsletter):
            self._decide(edition, EditionEvent.SKIP, "nobody subscribes to this newsletter")
            return
        self._freeze(edition)

    def _freeze(self, edition: EditionId) -> None:
        freeze = self._house.dispatcher.freeze
        try:
            freeze(edition)
        except Overtaken:
            # A later edition went out first. What is left may be too thin, or want its editor anew.
            if self._compose(edition) is EditionStatus.DRAFT:
                freeze(edition)
        except ApprovalMissing:
            # Approval came to be required after this draft was made.
            self._decide(edition, EditionEvent.PROPOSE, "")

    def _status(self, edition: EditionId) -> EditionStatus:
        with self._house.database.read() as connection:
            return get_edition(connection, edition).status

    def _set_aside(self, edition: EditionId, due_step: Due) -> None:
        """Hold or skip; what is held is composed first, so that an editor has something to decide on."""
        with self._house.database.write() as connection:
            blank = open_edition(connection, edition).content is None
        if due_step.step is Step.SKIP:
            self._decide(edition, EditionEvent.SKIP, due_step.reason)
        elif not blank or self._compose(edition) is not EditionStatus.SKIPPED:
            self._decide(edition, EditionEvent.HOLD, due_step.reason)

    def _deliver(self, edition: EditionId) -> None:
        try:
            self._house.dispatcher.deliver(edition, self.stop)
        except RelayRefused as error:
            # The relay wants nothing from us: trying every five seconds would only lock us out.
            self._decide(edition, EditionEvent.PAUSE, str(error))

    def _decide(self, edition: EditionId, event: EditionEvent, reason: str) -> None:
        decide(self._house.database, edition, event, self._house.clock, reason=reason)

    def _gather(self, age: timedelta) -> None:
        # The two ticks that gather start in the same second; the second finds everything fresh.
        with self._gathering:
            # Each report was logged and kept when it was made.
            if list(self._house.gatherer.gather(unless_read_within=age, stop=self.stop)):
                self._warn_of_sources()

    def _warn_of_sources(self) -> None:
        """Log every alarm of a source once a day, as soon as it can be told: before a closing, not after it."""
        now = self._house.clock.now()
        with self._house.database.read() as connection:
            newsroom = load_newsroom(connection)
            interval = self._house.settings.fetch.interval
            standings = source_standings(connection, newsroom, now, interval)
        today = now.astimezone(ZoneInfo(newsroom.publication.timezone)).date()
        for standing in standings:
            source, alarm = standing.known.source, standing.health.alarm
            if alarm and self._alarmed.get(source) != today:
                self._alarmed[source] = today
                error = standing.known.last_error
                _log.warning("source.alarm", source=source, alarm=alarm, error=error)

    def _guarded(self, what: str, work: Callable[[], None]) -> None:
        """Do one piece of work; its failure is logged and must not keep the others from theirs."""
        try:
            work()
        except DigestError as error:
            _log.error("scheduler.failed", what=what, error=type(error).__name__, reason=str(error))
        except Exception:  # noqa: BLE001 - whatever it is, tomorrow must still come
            _log.exception("scheduler.failed", what=what)
