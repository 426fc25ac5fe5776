"""Every word that an edition prints of its own accord, in French and in English, in one place.

It holds no text of a newsroom and no text of the web pages.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any

from digest.render.typography import french, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Strings:
    """The words of one language; each pair is (singular, plural), `{…}` are filled by `view`."""

    language: str
    conjunction: str
    role: str
    articles: tuple[str, str]
    briefs: tuple[str, str]
    reading: str
    nothing: str
    contents: str
    also: str
    wire: str
    subscribers_only: str
    photo: str
    advertisement: str
    partner: str
    today: str
    yesterday: str
    more: tuple[str, str]
    more_briefs: tuple[str, str]
    untitled: str
    why: str
    themes: str
    unsubscribe: str
    online: str
    archive: str

    def count(self, value: int, forms: tuple[str, str]) -> str:
        """Return `value` with the form that agrees with it: "1 article", "12 articles"."""
        single = abs(value) < 2 if self.language == "fr" else value == 1
        return forms[0 if single else 1].format(n=number(value, self.language))


def _set_in_french(strings: Strings) -> Strings:
    return replace(strings, **{name: _typeset(value) for name, value in asdict(strings).items()})


def _typeset(value: Any) -> Any:
    return tuple(map(french, value)) if isinstance(value, tuple) else french(value)


_FRENCH = Strings(
    language="fr",
    conjunction="et",
    role="courriel",
    articles=("{n} article", "{n} articles"),
    briefs=("{n} brève", "{n} brèves"),
    reading="{n} min de lecture",
    nothing="Rien à lire dans cette édition",
    contents="Au sommaire :",
    also="Et aussi :",
    wire="Le fil",
    subscribers_only="Réservé aux abonnés",
    photo="Photo :",
    advertisement="Publicité",
    partner="Partenaire",
    today="aujourd'hui",
    yesterday="hier",
    more=("+ {n} autre", "+ {n} autres"),
    more_briefs=("+ {n} autre brève", "+ {n} autres brèves"),
    untitled="Sans titre",
    why="Vous recevez {newsletter} à l'adresse {address} parce que vous en avez fait la demande.",
    themes="Changer mes thèmes",
    unsubscribe="Se désabonner",
    online="Voir en ligne",
    archive="Toutes les éditions",
)
_ENGLISH = Strings(
    language="en",
    conjunction="and",
    role="email",
    articles=("{n} article", "{n} articles"),
    briefs=("{n} brief", "{n} briefs"),
    reading="{n} min read",
    nothing="Nothing to read in this edition",
    contents="Inside:",
    also="Also:",
    wire="The wire",
    subscribers_only="Subscribers only",
    photo="Photo:",
    advertisement="Advertisement",
    partner="Partner",
    today="today",
    yesterday="yesterday",
    more=("+ {n} more", "+ {n} more"),
    more_briefs=("+ {n} more brief", "+ {n} more briefs"),
    untitled="Untitled",
    why="You receive {newsletter} at {address} because you asked for it.",
    themes="Change my themes",
    unsubscribe="Unsubscribe",
    online="Read online",
    archive="All editions",
)

STRINGS: dict[str, Strings] = {"fr": _set_in_french(_FRENCH), "en": _ENGLISH}
"""The words by language. A language that is not here is nobody's preference."""
