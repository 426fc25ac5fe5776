from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.edition import EditionContent, Story
from digest.errors import TemplateBroken
from digest.render.subject import SUBJECT_LIMIT, check_subject, one_line, render_subject
from tests.golden.quotidienne import QUOTIDIENNE

GOOD = {
    "{{ lead.title }}": "Dans le Morvan, un scanner itinérant redonne six semaines aux patients",
    "{{ newsletter.title }} du {{ date }}": "La Quotidienne du lundi 23\u00a0novembre 2026",
    "{{ publication.name|upper }}": "LE COURRIER DE L’IMAGERIE",
    "{{ counts.articles }} articles, {{ counts.briefs }} brèves": "12 articles, 9 brèves",
    "{{ lead.title|truncate(20) }}": "Dans le Morvan,...",
    "{{ lead.kicker|default('Une', true) }}\u00a0: {{ lead.authors }}": (
        "Accès aux soins\u00a0: Maëlle Quintin et Bastien Oury"
    ),
    "{{ lead.kicker ~ ', ' ~ date if counts.briefs > 3 else 'Peu' }}": (
        "Accès aux soins, lundi 23\u00a0novembre 2026"
    ),
    "{{ 'oui' if counts.articles and not counts.minutes == 9 }}": "oui",
    "Toujours le même": "Toujours le même",
}
BAD = [
    "{{ lead.title",
    "{% for x in lead %}{% endfor %}",
    "{% if lead %}x{% endif %}",
    "{% set x = 1 %}",
    "{% include 'x' %}",
    "{{ lead }}",
    "{{ lead.title.upper() }}",
    "{{ lead.__class__ }}",
    "{{ lead.title.__class__ }}",
    "{{ lead['title'] }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ 'a' * 9999999999 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ range(10) }}",
    "{{ config }}",
    "{{ self }}",
    "{{ item.title }}",
    "{{ lead.title|attr('x') }}",
    "{{ lead.title|center(99999999) }}",
    "{{ lead.title|truncate(*date) }}",
    "{{ lead.title|truncate('a') }}",
    "{{ date is defined }}",
    "{{ date.year }}",
    "{{ [1, 2] }}",
    "{{ '%s' % date }}",
    "{% filter upper %}x{% endfilter %}",
    "{{ " + "(" * 240 + "1" + ")" * 240 + " }}",
    "x" * 501,
]


@pytest.mark.parametrize(("template", "subject"), GOOD.items())
def test_a_subject_is_made_of_the_edition(template: str, subject: str):
    assert check_subject(template) is None
    assert render_subject(template, QUOTIDIENNE) == subject


@pytest.mark.parametrize("template", BAD)
def test_anything_that_could_run_is_refused_in_one_sentence(template: str):
    reason = check_subject(template)
    assert reason
    assert "\n" not in reason
    with pytest.raises(TemplateBroken, match="subject"):
        render_subject(template, QUOTIDIENNE)


def test_a_wrong_name_is_answered_with_the_right_ones():
    assert "known: title, kicker, standfirst, authors" in str(check_subject("{{ lead.titre }}"))
    assert "known: lead, newsletter, publication, counts, date" in str(check_subject("{{ une }}"))
    assert check_subject("{{ newsletter }}") == "write {{ newsletter.title }}"


@given(st.text(st.sampled_from("{}%|.()[] '\"leadtitle*+~if#-"), max_size=60))
def test_no_text_makes_the_check_raise(template: str):
    check_subject(template)


def test_without_a_lead_the_first_story_takes_its_place(
    edition: Callable[..., EditionContent], story: Callable[..., Story]
):
    content = edition(briefs=(story("Une brève"), story("Une autre")))
    assert render_subject("{{ lead.title }}", content) == "Une brève"


def test_an_empty_subject_becomes_the_newsletter_and_its_date(edition: Callable[..., EditionContent]):
    expected = "Le Matin, lundi 23\u00a0novembre 2026"
    assert render_subject("{{ lead.title }}", edition()) == expected
    assert render_subject("À la une\u00a0: {{ lead.title }}", edition()) == expected


def test_a_template_of_which_nothing_comes_gives_way_to_the_first_title():
    assert render_subject("{{ '' }} ", QUOTIDIENNE) == QUOTIDIENNE.subject


def test_a_title_is_data_and_never_a_template(
    edition: Callable[..., EditionContent], story: Callable[..., Story]
):
    content = edition(lead=story("{{ counts.articles }}"))
    assert render_subject("{{ lead.title }}", content) == "{{ counts.articles }}"


def test_english_newsrooms_have_english_dates():
    english = replace(QUOTIDIENNE, publication=replace(QUOTIDIENNE.publication, language="en"))
    assert render_subject("{{ date }}", english) == "Monday 23\u00a0November 2026"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Un\r\nBcc: a@b.example", "Un Bcc: a@b.example"),
        ("=?utf-8?q?Un?=", "= ?utf-8?q?Un? ="),
        ("=?=?=", "= ? = ? ="),
        ("a\x00b", "ab"),
    ],
)
def test_a_subject_cannot_break_its_header(text: str, line: str):
    assert one_line(text) == line


def test_a_long_subject_is_cut_at_a_word():
    subject = one_line("mot " * 50)
    assert len(subject) <= SUBJECT_LIMIT
    assert subject.endswith("mot…")
