"""What the words of the desk, the archive and the error pages are, and how they make phrases.

It holds no word itself (see `words`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from digest.domain.delivery import Accounts
from digest.domain.edition import EditionEvent, EditionStatus
from digest.domain.health import Condition
from digest.render.typography import capitalised, date_in_words, number, time_in_words
from digest.services.check import Level
from digest.web.sentences import in_words_of

Forms = tuple[str, str]
"""Singular and plural of a phrase with `{n}` in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language. statuses: what it is called, and what that means for an editor.

    provisional: what it means for what was composed before its `{closing}`.

    login_labels: of a password and of a token. trials: by how the sending ended, "address" for none.
    """

    language: str

    desk: str
    editions: str
    items: str
    archive: str
    log_out: str
    log_in: str
    login_labels: tuple[str, str]
    login_hint: str
    enter: str
    wrong: str
    wait: Forms

    statuses: Mapping[EditionStatus, tuple[str, str]]
    provisional: Mapping[EditionStatus, str]
    events: Mapping[EditionEvent, str]
    approve_anyway: str
    set_aside: str
    reason: str
    reason_hint: str
    unseen_title: str
    unseen: str
    lapsed: str
    sure: str
    back: str

    next_edition: str
    no_day: str
    closing: str
    no_edition: str
    sources: str
    sources_trouble: str
    sources_fine: Forms
    source_states: Mapping[Condition, str]
    never_read: str
    last_read: str
    failures: Forms

    frame: str
    scheme: str
    subject: str
    preheader: str
    sender: str
    goes_out: str
    weight: str
    kilobytes: str
    gmail_cuts: str
    earlier: str
    later: str
    preview_only: str
    mail: str
    phone: str
    desktop: str
    text_part: str
    light: str
    dark: str
    alone: str
    in_language: str

    checks: str
    all_well: str
    levels: Mapping[Level, str]
    others: Forms
    deliveries: str
    counts: Mapping[str, Forms]
    contents: str
    left_out: Forms
    nothing_printed: str
    lead: str
    briefs: str
    reword: str
    reword_hint: str
    reword_keep: str
    trial: str
    trial_address: str
    trial_send: str
    trials: Mapping[str, str]

    unrouted: str
    unrouted_hint: str
    unrouted_none: str
    recent: str
    nothing_gathered: str
    item_choices: str
    theme_choice: str
    file_item: str
    by_the_rules: str
    no_theme: str
    print_again: str
    undated: str
    asked_again: str
    column_title: str
    column_source: str
    column_when: str
    column_theme: str
    column_why: str

    archive_none: str
    all_editions: str
    follow: str
    missing_title: str
    missing: str
    unpublished: str
    broken_title: str
    broken: str
    unreadable_title: str
    unreadable: str
    not_now_title: str
    not_now: str
    no_newsroom_title: str
    no_newsroom: tuple[str, ...]

    def count(self, value: int, forms: Forms) -> str:
        """Return `value` with the form that agrees with it."""
        single = value < 2 if self.language == "fr" else value == 1
        return forms[0 if single else 1].format(n=number(value, self.language))

    def day(self, day: date) -> str:
        """Return the full date with a capital letter."""
        return capitalised(date_in_words(day, self.language))

    def moment(self, instant: datetime, zone: ZoneInfo) -> str:
        """Return date and time in words, as the publication's clocks show them."""
        local = instant.astimezone(zone)
        return f"{date_in_words(local.date(), self.language)}, {time_in_words(local.time(), self.language)}"

    def clock(self, instant: datetime, zone: ZoneInfo) -> str:
        """Return the time alone."""
        return time_in_words(instant.astimezone(zone).time(), self.language)

    def told(self, sentence: str, zone: ZoneInfo) -> str:
        """Return a reason, a finding or an alarm of ours in this language; anybody else's words unchanged."""
        return in_words_of(self.language, sentence, zone)

    def accounts(self, accounts: Accounts) -> tuple[str, ...]:
        """Return how many deliveries stand where, what is nought left out; nothing before the freeze."""
        if not accounts.recipients:
            return ()
        return tuple(
            self.count(value, forms)
            for name, forms in self.counts.items()
            if (value := getattr(accounts, name))
        )
