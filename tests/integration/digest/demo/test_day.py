"""The demonstration's day: everything real but the news, and everything that it printed is in everybody's mail."""

import html
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.request import urlopen

import pytest

from digest.demo.day import DaySummary, Stage, run_day, stage
from digest.demo.loopback import PortTaken, listen
from digest.domain.edition import EditionContent
from digest.domain.variants import content_for, effective_themes
from digest.services.check import Level, check_edition
from tests.fakes.world import FrozenClock

MORNING = datetime(2026, 3, 17, 9, 20, tzinfo=UTC)
ENGLISH = {"margaret.okafor@example.com", "tobias.lindqvist@example.org"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("day")


@pytest.fixture(scope="module")
def on(folder: Path) -> Iterator[Stage]:
    with stage(folder, FrozenClock(MORNING)) as opened:
        yield opened


@pytest.fixture(scope="module")
def day(on: Stage) -> DaySummary:
    return run_day(on)


@pytest.fixture(scope="module")
def mails(on: Stage, day: DaySummary) -> dict[str, EmailMessage]:
    """What came for each reader."""
    found = {}
    for mail in on.inbox.messages():
        parsed = message_from_bytes(mail.path.read_bytes(), policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        found[mail.recipient] = parsed
    return found


def content(day: DaySummary) -> EditionContent:
    assert day.edition.content is not None
    return day.edition.content


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    text: str = body.get_content()
    return text


def words(text: str) -> str:
    """Return text as a reader takes it in: without markup, line breaks and the fine points of spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_the_whole_day_happens_and_nobody_is_missing(day: DaySummary) -> None:
    assert str(day.edition.id) == "quotidienne/2026-03-17"
    assert day.edition.status == "finished"
    assert (day.accounts.recipients, day.accounts.accepted, day.mails) == (12, 12, 12)
    assert [report.source for report in day.gathered] == ["fil", "site"]
    assert all(report.added and not report.error and not report.faults for report in day.gathered)
    assert (day.already, day.relay) == ("", "")
    assert day.accounts.balanced


def test_the_edition_is_worth_a_look(day: DaySummary) -> None:
    printed = content(day)
    assert printed.lead is not None
    assert printed.lead.image is not None
    assert len(printed.sections) >= 5
    assert len(printed.briefs) >= 5
    assert sum(len(section.overflow) for section in printed.sections) >= 1
    assert day.variants >= 6
    assert 10_000 < day.weight < 100_000


def test_nothing_would_stop_the_edition(on: Stage, day: DaySummary) -> None:
    press = on.house.press.for_content(day.edition.id, content(day), MORNING)
    found = {finding.id: finding.level for finding in check_edition(press)}
    assert Level.BLOCK not in found.values()
    # The demonstration's site is this machine, which has no name and no certificate.
    assert set(found) - {"image-https", "link-https", "spam-address"} == set()


def test_every_reader_has_one_mail_to_them(mails: dict[str, EmailMessage], day: DaySummary) -> None:
    assert len(mails) == day.mails == 12
    for address, mail in mails.items():
        assert mail["To"].addresses[0].addr_spec == address
        assert mail["Subject"] == content(day).subject
    assert len({mail["Message-ID"] for mail in mails.values()}) == 12
    assert len({mail["List-Unsubscribe"] for mail in mails.values()}) == 12


def test_both_languages_are_there(mails: dict[str, EmailMessage]) -> None:
    for address, mail in mails.items():
        for kind in ("plain", "html"):
            shown = words(part(mail, kind))
            english, french = "Unsubscribe" in shown, "Se désabonner" in shown
            assert (english, french) == (address in ENGLISH, address not in ENGLISH), (address, kind)


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_every_title_and_address_that_a_reader_should_see_is_in_their_mail_and_no_other(
    on: Stage, day: DaySummary, mails: dict[str, EmailMessage], kind: str
) -> None:
    whole = content(day)
    seen: set[int] = set()
    for address, mail in mails.items():
        chosen = on.house.subscribers.show(address).themes
        wanted = content_for(whole, effective_themes(chosen, whole.themes)).stories
        source = html.unescape(part(mail, kind))
        shown = words(part(mail, kind))
        for story in whole.stories:
            should = story in wanted
            assert (story.url in source) == should, (address, story.url)
            if story.title and should:
                # A brief without a title is one text; its title was the beginning of that.
                assert words(story.title.removesuffix("…")) in shown, (address, story.title)
        seen |= {story.item for story in wanted}
    assert seen == {story.item for story in whole.stories}


def test_the_way_out_is_in_both_parts_of_every_mail(mails: dict[str, EmailMessage]) -> None:
    for mail in mails.values():
        link = re.match(r"<(http://127\.0\.0\.1:\d+/unsubscribe/[^>]+)>", mail["List-Unsubscribe"])
        assert link is not None
        assert link[1] in part(mail, "plain")
        assert link[1] in part(mail, "html")


def test_every_link_to_the_news_leads_to_a_page(day: DaySummary) -> None:
    for story in content(day).stories:
        with urlopen(story.url, timeout=5) as page:
            assert page.status == 200
        if story.image:
            with urlopen(story.image.url, timeout=5) as picture:
                assert picture.headers["Content-Type"].startswith("image/")


def test_what_to_look_at_was_written(day: DaySummary, folder: Path) -> None:
    assert sorted(day.files) == ["html en", "html fr", "txt en", "txt fr"]
    for name, file in day.files.items():
        text = file.read_text("utf-8")
        assert file.parent == folder
        assert ("Unsubscribe" in text) == name.endswith("en")
    assert day.files["html fr"].stat().st_size == day.weight
    assert 'slug = "quotidienne"' in (folder / "newsroom.toml").read_text("utf-8")


def test_a_second_run_of_the_day_mails_nobody_and_says_so(on: Stage, day: DaySummary) -> None:
    again = run_day(on)
    assert "nobody is left to mail" in again.already
    assert (again.mails, again.edition) == (day.mails, day.edition)
    assert [report.added for report in again.gathered] == [0, 0]


def test_the_day_after_has_news_of_its_own_and_the_secret_of_the_day_before(
    day: DaySummary, tmp_path: Path
) -> None:
    secrets = []
    for clock in (FrozenClock(MORNING), FrozenClock(MORNING + timedelta(days=1))):
        with stage(tmp_path, clock) as on:
            summary = run_day(on)
            secrets.append(on.house.settings.secret_key)
        assert summary.accounts.accepted == 12
    assert str(summary.edition.id) == "quotidienne/2026-03-18"
    assert summary.mails == 24
    assert secrets[0] == secrets[1]


def test_the_stage_is_set_also_where_other_programs_hold_the_usual_ports(tmp_path: Path) -> None:
    held = []
    for port in (8764, 2525, 8025, 8000):
        with suppress(PortTaken):  # By whoever else is at work on this machine: all the same to us.
            held.append(listen(port))
    try:
        with stage(tmp_path, FrozenClock(MORNING)) as on:
            summary = run_day(on)
            assert not on.site.url.endswith(":8764")
            assert on.inbox.smtp_address[1] != 2525
            assert not on.house.settings.web.base_url.endswith(":8000")
    finally:
        for one in held:
            one.close()
    assert summary.accounts.accepted == 12
