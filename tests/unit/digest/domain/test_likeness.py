"""Edits are made of the demonstration's own articles; what must stay apart was written for these tests."""

import itertools
import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from digest.demo.press import load_press
from digest.domain.content import Content
from digest.domain.likeness import NEAR, SHORTEST, Text, near, same_text
from tests.factories import NOON, content

ARTICLES = [
    content(article.id, title=article.title, standfirst=article.standfirst, body_html=article.body_html)
    for article in load_press(NOON + timedelta(days=1)).articles
]
PARAGRAPH = (
    "<p>Contactée par nos soins, la direction de l’établissement confirme ces chiffres et indique qu’un point"
    " d’étape sera présenté au conseil de surveillance du 14 décembre, en présence des représentants de"
    " l’agence régionale et de Mme Odile Varnier.</p>"
)


def paragraphs(text: Content) -> list[str]:
    return [part for part in re.split(r"(?<=</p>)", text.body_html) if part]


def with_paragraph(text: Content, place: int) -> Content:
    parts = paragraphs(text)
    return replace(text, body_html="".join([*parts[:place], PARAGRAPH, *parts[place:]]))


def with_slips(text: Content) -> Content:
    drawn = random.Random(text.guid)
    words = text.body_html.split(" ")
    for place in drawn.sample([n for n, word in enumerate(words) if word.isalpha() and len(word) > 3], 5):
        word = words[place]
        words[place] = word[:2] + word[3] + word[2] + word[4:]
    return replace(text, body_html=" ".join(words))


def with_tail(text: Content, tail: str = "(Agence Médiane, avec notre bureau de Valmorin)") -> Content:
    return replace(text, body_html=f"{text.body_html}<p>{tail}</p><p>Lire aussi : tout notre dossier</p>")


def retitled(text: Content) -> Content:
    return replace(text, title="Ce qu’il faut en retenir", standfirst="")


def beginning(text: Content) -> Content:
    return replace(text, body_html=" ".join(text.body_html.split(" ")[:70]) + "…")


EDITS: dict[str, Callable[[Content], Content]] = {
    "slips": with_slips,
    "a paragraph before": lambda text: with_paragraph(text, 0),
    "a paragraph within": lambda text: with_paragraph(text, 2),
    "a paragraph after": lambda text: with_paragraph(text, 99),
    "an agency's tail": with_tail,
    "another title": retitled,
    "only the beginning": beginning,
    "standfirst repeated": lambda text: replace(text, body_html=f"<p>{text.standfirst}</p>{text.body_html}"),
    "several at once": lambda text: retitled(with_tail(with_slips(text))),
}


def found(one: Content, other: Content) -> bool:
    """Whether a gathering would take the two for the same: the hashes are near, and the words agree."""
    texts = Text.of(one), Text.of(other)
    first, second = texts[0].hash, texts[1].hash
    assert first is not None
    assert second is not None
    return near(first, [(1, second)]) == [1] and same_text(*texts)


def test_edits_of_one_text_are_found_and_other_texts_never() -> None:
    right = {name: [found(text, edit(text)) for text in ARTICLES] for name, edit in EDITS.items()}
    for name, each in right.items():
        print(f"{name:22} {sum(each):3} of {len(each)}")
    everything = [one for each in right.values() for one in each]
    assert sum(everything) / len(everything) >= 0.95
    assert all(sum(each) / len(each) >= 0.9 for each in right.values())
    assert not any(
        same_text(Text.of(edit(one)), Text.of(other))
        for one, other in itertools.permutations(ARTICLES, 2)
        for edit in (with_tail, beginning, with_slips)
    )


def test_a_tail_on_either_side_makes_no_two_texts_of_one() -> None:
    for text in ARTICLES:
        assert found(with_tail(text), with_tail(text, "Rédaction du Courrier, Lyon, Marc Ozanne"))


def test_the_hashes_of_other_texts_are_seldom_near() -> None:
    hashes = [Text.of(text).hash for text in ARTICLES]
    pairs = list(itertools.combinations(hashes, 2))
    assert sum(bool(near(one, [(1, other)])) for one, other in pairs) / len(pairs) < 0.05


POST = (
    "Le centre hospitalier de {place} recrute, pour son service d’imagerie, un radiologue à temps plein. Le"
    " plateau comprend {machines}, deux salles de radiologie et trois échographes. Le candidat participera à la"
    " permanence des soins, une semaine sur six, et pourra exercer une activité libérale. Les candidatures sont"
    " à adresser à {name}, cheffe du service, avant le {day}."
)
OFFICE = (
    "Le Pr {name} a été élu à la présidence de {society} lors de l’assemblée générale du {day}. Il succède à"
    " {former}, qui ne se représentait pas. Le nouveau président souhaite faire de la formation continue et de"
    " la place des jeunes les deux priorités de son mandat de deux ans. Le bureau sera renouvelé au printemps."
)
REGION = (
    "En {place}, {number} demandes d’installation d’IRM ont été déposées cette année, contre {former} l’an"
    " dernier. L’agence régionale de santé en a retenu la moitié. Le délai moyen pour obtenir un rendez-vous y"
    " est de {days} jours, selon le baromètre annuel de la fédération, qui porte sur tous les centres ayant"
    " répondu. La prochaine vague de demandes s’ouvrira en janvier."
)
BOILERPLATE = (
    "Retrouvez chaque semaine la sélection de la rédaction, et abonnez-vous pour lire tous nos articles en"
    " intégralité, sur le site comme dans la revue papier qui paraît dix fois par an."
)
FORMS = [
    POST.format(
        place="Valmorin", machines="un scanner et une IRM", name="la Dre Anne Lautier", day="12 janvier"
    ),
    POST.format(
        place="Belleroche", machines="deux scanners et deux IRM", name="la Dre Odile Varnier", day="3 mars"
    ),
    POST.format(place="Saint-Aubre", machines="un scanner", name="la Pre Clara Mons", day="28 février"),
    OFFICE.format(
        name="Hugo Brissac", society="la Société d’imagerie thoracique", day="8 juin", former="Paul Vern"
    ),
    OFFICE.format(
        name="Léon Castaing", society="la Société d’imagerie du sein", day="15 juin", former="Ève Roy"
    ),
    REGION.format(place="Haute-Aubre", number="14", former="9", days="41"),
    REGION.format(place="Basse-Marne", number="22", former="31", days="37"),
]
SAME_SUBJECT = [
    (
        "Les radiologues libéraux du Val d’Aubre cessent les gardes à partir de lundi. Ils dénoncent la baisse des"
        " forfaits techniques et l’absence de réponse de l’agence régionale. Une réunion de conciliation est prévue"
        " mercredi à la préfecture. Les urgences vitales seront orientées vers le centre hospitalier de Belleroche,"
        " qui renforce ses équipes de nuit pour l’occasion."
    ),
    (
        "Troisième jour de grève des gardes dans le Val d’Aubre : lundi, puis mercredi, la conciliation n’a rien"
        " donné. À la préfecture, l’agence régionale a proposé un fonds d’aide de deux cent mille euros, que les"
        " radiologues libéraux jugent sans rapport avec la baisse des forfaits techniques. Le centre hospitalier de"
        " Belleroche dit tenir, au prix de gardes doublées pour ses praticiens."
    ),
    (
        "Pourquoi les radiologues libéraux sont-ils si nombreux à cesser les gardes ? Nous avons passé une nuit au"
        " cabinet de Valmorin, où trois associés se partagent dix scanners par soirée. La baisse des forfaits"
        " techniques n’y est que la dernière goutte : les remplaçants manquent, le secrétariat démissionne, et le"
        " repos du lendemain n’existe que sur le papier."
    ),
]


def test_forms_filled_in_twice_and_articles_on_the_same_subject_stay_apart() -> None:
    texts = [Text.of(content(1, standfirst=text)) for text in (*FORMS, *SAME_SUBJECT)]
    assert all(len(text.words) >= SHORTEST for text in texts)
    assert [pair for pair in itertools.combinations(texts, 2) if same_text(*pair)] == []


def test_a_paragraph_that_a_house_puts_under_everything_makes_nothing_the_same() -> None:
    texts = [Text.of(content(1, standfirst=text, body_html=f"<p>{BOILERPLATE}</p>")) for text in SAME_SUBJECT]
    assert [pair for pair in itertools.combinations(texts, 2) if same_text(*pair)] == []


def test_a_corrected_name_or_number_makes_no_other_text() -> None:
    right = FORMS[5].replace("14 demandes", "15 demandes").replace("Aubre", "Aubray")
    assert found(content(1, standfirst=FORMS[5]), content(1, standfirst=right.replace("41", "41,5")))


def test_a_text_of_few_words_is_like_no_other() -> None:
    short = Text.of(content(standfirst=" ".join(["mot"] * (SHORTEST - 1))))
    assert short.hash is None
    assert not same_text(short, short)
    enough = Text.of(content(standfirst=" ".join(f"mot{n}" for n in range(SHORTEST))))
    assert enough.hash is not None
    assert same_text(enough, enough)


def test_the_title_has_no_say() -> None:
    one, other = content(1, standfirst=FORMS[0]), content(2, title="Autre", standfirst=FORMS[0])
    assert Text.of(one) == Text.of(other)


def test_the_nearest_come_first_and_the_sign_of_a_hash_is_a_bit_like_any_other() -> None:
    far = (1 << NEAR + 1) - 1
    assert near(0, [(1, 3), (2, far), (3, 0), (4, -(1 << 63))]) == [3, 4, 1]


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    texts = [Text.of(content(standfirst=text, body_html=f"<p>{text * 9}</p>")) for text in (one, other)]
    assert same_text(*texts) == same_text(*reversed(texts))
    for text in texts:
        assert text.hash is None or -(1 << 63) <= text.hash < 1 << 63
