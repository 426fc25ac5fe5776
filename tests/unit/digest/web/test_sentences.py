"""What the domain and the services say is made by the functions that say it: a new sentence needs its French."""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from digest import scheduler
from digest.domain.content import Content, Item
from digest.domain.delivery import BRAKE_AFTER, Brake, DeliveryStatus, Outcome, Reply
from digest.domain.edition import EditionStatus
from digest.domain.health import Record, judge
from digest.domain.newsroom import Newsletter, Source, Theme, WhenLate
from digest.domain.schedule import Standing, due
from digest.domain.selection import MAX_BRIEFS, Window, select, too_thin
from digest.domain.themes import chosen, route
from digest.mail.errors import ClientRefused, LoginRefused, TlsRefused
from digest.render import preflight as checks
from digest.render.preflight import preflight
from digest.render.preflight.reachability import Answer, reachability
from digest.services.explain import TOO_HEAVY
from digest.web.sentences import in_words_of
from digest.web.sentences_fr import IN_FRENCH
from tests.factories import (
    NOON,
    PICTURE,
    SITE,
    THEMES,
    brief,
    content,
    item,
    newsletter,
)
from tests.mails import SPOILT

PARIS = ZoneInfo("Europe/Paris")
DAY, QUARTER = timedelta(days=1), timedelta(minutes=15)


def said(sentence: str) -> str:
    return in_words_of("fr", sentence, PARIS).replace("\u00a0", " ").replace("\u202f", " ")


def _of_selection() -> Iterator[str]:
    window = Window(start=NOON - DAY, cutoff=NOON)
    long_ago = {"first_seen_at": NOON - 40 * DAY, "published_at": NOON - 40 * DAY}
    again = replace(item(90, image=PICTURE, **long_ago), again_at=NOON)
    out = [
        item(20),
        item(21, **long_ago),
        item(22, title=" "),
        item(23, theme=None),
        replace(item(24, theme=None), theme_pinned=True),
        item(25, theme="sport"),
        item(26, first_seen_at=NOON + QUARTER),
        item(27, published_at=NOON + DAY),
        item(28, first_gather=True, published_at=None),
        item(29, first_gather=True, published_at=NOON - 9 * DAY),
        item(30, published_at=NOON - 9 * DAY),
    ]
    articles = [item(1, image=PICTURE), *map(item, range(2, 7))]
    wire = [brief(number) for number in range(40, 41 + MAX_BRIEFS)]
    full: list[Item] = [*articles, *wire, *out, replace(item(91, **long_ago), again_at=NOON)]
    for items in (full, [item(1)], [again]):
        for decision in select(items, newsletter(), THEMES, window, {20: date(2026, 11, 20)}).decisions:
            yield decision.reason
    yield TOO_HEAVY
    yield too_thin(select([], newsletter(), THEMES, window, {}), newsletter())
    yield too_thin(select([item(1)], newsletter(), THEMES, window, {}), newsletter(min_items=3))


def _of_themes() -> Iterator[str]:
    theme = Theme(
        slug="dose",
        title="Dose",
        sections=("/dose/",),
        categories=("Physique",),
        keywords=("un", "deux", "trois", "quatre", "cinq"),
    )
    own = Source(slug="own", url="https://n.example/feed", theme="dose")
    elsewhere = "https://n.example/x"
    found: list[tuple[Content, Source]] = [
        (content(), replace(own, locked=True)),
        (content(categories=("physique; dosimétrie", "physique")), SITE),
        (content(url="https://n.example/dose/1"), SITE),
        (content(url=elsewhere, title="Un", standfirst="un", body_html="un"), SITE),
        (content(url=elsewhere, title="Un et deux", body_html="deux"), SITE),
        (content(url=elsewhere, title="Un, deux, trois", body_html="quatre cinq"), SITE),
        (content(url=elsewhere, standfirst=""), own),
        (content(url=elsewhere, standfirst=""), SITE),
    ]
    for read, source in found:
        yield route(read, source, (theme,)).reason
    yield chosen("dose").reason


def _at(hour: int, day: int = 23) -> datetime:
    return datetime.combine(date(2026, 11, day), time(hour), PARIS).astimezone(UTC)


def _of_schedule() -> Iterator[str]:
    waiting = Standing(status=EditionStatus.AWAITING_APPROVAL, cutoff=_at(7))
    late: list[tuple[Newsletter, dict[date, Standing]]] = [
        (newsletter(when_late=WhenLate.HOLD), {}),
        (newsletter(), {date(2026, 11, 20): waiting, date(2026, 11, 23): waiting}),
    ]
    for letter, editions in late:
        for step in due(letter, _at(12), PARIS, since=_at(0, day=18), editions=editions):
            yield step.reason
    yield from re.findall(r'self\._decide\([^"]+"([^"]+)"\)', inspect.getsource(scheduler))


def _of_delivery() -> Iterator[str]:
    brake, reply = Brake(), Reply(code=550, enhanced="5.7.1", text="no; go away")
    for number in range(BRAKE_AFTER):
        yield brake.note(Outcome(delivery=number, status=DeliveryStatus.REFUSED, reply=reply))
    yield str(ClientRefused("mail.example:587", reply))
    yield str(TlsRefused("mail.example:587", "it offers none"))
    yield str(LoginRefused("mail.example:587", "digest", str(reply)))


def _of_health() -> Iterator[str]:
    arrivals = {_at(9, day=day): 6 for day in range(1, 22)}
    for now, changes in (
        (_at(18), {}),
        (_at(6), {}),
        (_at(18), {"gone": True}),
        (_at(18), {"failures": 3}),
        (_at(18), {"last_success_at": _at(9)}),
    ):
        known = {
            "arrivals": arrivals,
            "first_gathered_at": now - 400 * DAY,
            "last_success_at": now,
            "waits_until": None,
            "failures": 0,
            "gone": False,
            "paused": False,
        }
        yield judge(Record(**{**known, **changes}), now, PARIS, QUARTER).alarm  # type: ignore[arg-type]


def _of_preflight() -> Iterator[str]:
    for proof, _ in SPOILT:
        for finding in preflight([proof]):
            yield finding.message
            yield finding.remedy
    link, picture = "https://n.example/a", "https://n.example/p.png"
    for status in (0, 200, 403, 404):
        answer = Answer(status=status, content_type="image/png", length=2_000_000)
        for finding in reachability({link: answer, picture: answer}, [picture], unasked=3):
            yield finding.message
            yield finding.remedy


PRODUCED = sorted(
    {
        sentence
        for sentences in (
            _of_selection(),
            _of_themes(),
            _of_schedule(),
            _of_delivery(),
            _of_health(),
            _of_preflight(),
        )
        for sentence in sentences
        if sentence
    }
)


@pytest.mark.parametrize("sentence", PRODUCED)
def test_whatever_we_say_is_said_in_french(sentence: str) -> None:
    assert said(sentence) != sentence


def test_no_french_is_kept_for_what_nobody_says() -> None:
    skeletons = {english: re.sub(r"\\\{\w+\\\}", ".+", re.escape(english)) for english in IN_FRENCH}
    parts = [part for sentence in PRODUCED for part in (sentence, *sentence.split("; ", 1))]
    unsaid = [
        english
        for english, skeleton in skeletons.items()
        if not any(re.fullmatch(skeleton, part) for part in parts)
    ]
    assert unsaid == []


def _skeleton(node: ast.expr) -> str:
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)


def test_every_finding_that_is_written_down_has_its_french() -> None:
    modules = [ast.parse(path.read_text("utf-8")) for path in Path(checks.__file__).parent.glob("*.py")]
    calls = [node for module in modules for node in ast.walk(module) if isinstance(node, ast.Call)]
    written = {
        _skeleton(given.value)
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "Finding"
        for given in call.keywords
        if given.arg in ("message", "remedy")
    }
    assert len(written) > 20
    assert written - {re.sub(r"\{\w+\}", "{}", english) for english in IN_FRENCH} == set()


@pytest.mark.parametrize("english", IN_FRENCH)
def test_both_languages_have_the_same_holes(english: str) -> None:
    def holes(text: str) -> list[str]:
        return sorted(re.findall(r"\{\w*\}", text))

    assert holes(IN_FRENCH[english]) == holes(english)


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("already carried on 2026-11-01", "déjà paru le 1er novembre 2026"),
        (
            "lead: the newest article with a picture; section /profession/",
            "à la une : l’article illustré le plus récent ; rubrique /profession/",
        ),
        (
            "keywords “dose” in the title and standfirst and text, “le scanner” in the text, 2 more (score 9)",
            (
                "mots clés « dose » dans le titre, le chapô et le texte, « le scanner » dans le texte"
                " et 2 de plus (score 9)"
            ),
        ),
        ("new; category “a; b: {c}”", "nouveau ; catégorie « a; b: {c} »"),
        (
            "unrouted: no rule took it; a rule for it in newsroom.toml will",
            "sans thème : aucune règle ne l’a pris ; ajoutez-en une dans newsroom.toml",
        ),
        (
            "the picture of “« On s’arrache les candidats »” has no description",
            "l’image de « “On s’arrache les candidats” » n’a pas de description",
        ),
        ("not read since 2026-11-25 15:59", "pas lue depuis le 25 novembre 2026 à 15 h 59"),
        ("the subject has 1111 characters", "l’objet fait 1 111 signes"),
        (
            "`digest gather`, then look at `digest items` and `digest explain`",
            "« digest gather », puis voyez « digest items » et « digest explain »",
        ),
    ],
)
def test_a_sentence_is_said_as_a_newspaper_would(english: str, french: str) -> None:
    assert said(english) == french


def test_an_instant_is_told_by_the_clocks_of_the_publication() -> None:
    sentence = "not published before 2026-11-30 23:30 UTC"
    assert said(sentence) == "à ne pas publier avant le 1er décembre 2026 à 0 h 30"


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "un doute; à revoir",
        "new; un doute",
        "un doute; no rule took it",
        "no rule took it.",
        "550 5.7.1 no; go away",
        "https://news.example/fil.xml answered 503",
        "already carried on 2026-99-01",
        "not published before 9999-12-31 23:59 UTC",
        "not published before 2026-11-30 24:30 UTC",
    ],
)
def test_what_is_nobodys_sentence_comes_back_unchanged(sentence: str) -> None:
    assert in_words_of("fr", sentence, PARIS) == sentence


@pytest.mark.parametrize("sentence", [sentence for sentence in PRODUCED if " UTC" not in sentence])
def test_english_stays_as_it_is(sentence: str) -> None:
    assert in_words_of("en", sentence, PARIS) == sentence


def test_an_english_desk_has_the_times_of_its_own_clocks_too_and_leaves_those_of_others_alone() -> None:
    sentence = "seen on 2026-11-22 23:30 UTC, before the last edition closed"
    assert in_words_of("en", sentence, PARIS) == "seen on 2026-11-23 00:30, before the last edition closed"
    assert (
        in_words_of("en", "hold it until 2026-11-22 23:30 UTC", PARIS) == "hold it until 2026-11-22 23:30 UTC"
    )
