"""Takes the names out of the lines with which articles and pictures are signed, and knows such lines by themselves.

It judges no name: whoever signs is believed.
"""

import re
from collections.abc import Iterable

from digest.sources.plaintext import clean
from digest.sources.sanitise import text_of

MOST_NAMES = 30
LONGEST_NAME = 80
LONGEST_BYLINE = 100
_LONGEST_LINE = 1_000
_MOST_WORDS = 7

_ADDRESS = re.compile(r"[(<\[]?\s*(?:[^\s<>()\[\],;:@]+@[^\s<>()\[\],;:]+|https?://\S+)\s*[)>\]]?")
_OPENING = re.compile(
    r"""^(?:(?:propos\ recueillis|interview|analys[ei]s?|texte|article|publi[ée]|r[ée]dig[ée]|[ée]crit|sign[ée]|written|posted)\s+)?
    (?:par|by|von|de\ notre\ correspondante?)\s+:?\s*|^(?:auteure?s?|autrices?|authors?|texte)\s*:\s*
    |^(?:auteure?s?|autrices?|authors?)\s+(?=(?-i:[A-ZÀ-ÖØ-Þ]))""",
    re.VERBOSE | re.IGNORECASE,
)
_ANNOUNCING = re.compile(
    r"""(?:(?:les|the)\s+)?(?:auteure?s|autrices|authors)|auteure?|autrice|author
    |(?:(?:propos\ recueillis|texte|article|r[ée]dig[ée]|[ée]crit|written|posted)\s+)?(?:par|by)""",
    re.VERBOSE | re.IGNORECASE,
)
"""All of a line that stands above names, or before them."""
_BETWEEN = re.compile(r"\s+(?:et|and|und|avec|with)\s+|\s*[,;|&/•·\n]\s*")
_ROLE = re.compile(r"\s+[-–—]\s+.*$|\s*\([^()]*\)\s*$")
_OFFICE = re.compile(
    r"\b(?:writers?|editors?|reporters?|correspondents?|staff|journalistes?|r[ée]dact(?:eur|rice)s?|professeure?|chef(?:fe)?)\b",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    {"de", "du", "des", "la", "le", "von", "van", "der", "den", "di", "da", "dos", "el", "al", "ben"}
)
_ARTICLES = frozenset({"le", "la", "les", "un", "une", "the", "a", "an"})
"""Words, in lower case, with which a title in capitals begins and no name does."""
_PART_OF_NAME = re.compile(r"(?:[DdLl]['’])?[A-ZÀ-ÖØ-Þ][\w'’.-]*")
_CUT_SHORT = re.compile(r"(?:^|[\s.-])[^\W\d_]\.$")
"""An initial at the end, whose full stop ends no sentence."""
_ENDS = frozenset(".!?…»”")
_PUNCTUATION = " \t\u00a0\u202f,;:–—-"

_UNMARKED = r"CC[\s-](?:0|BY(?:[\s-](?:SA|NC|ND))*)\b.{0,80}|(?:image\s+|photo\s+)?(?:du\s+)?domaine\s+public"
_CREDIT = re.compile(
    rf"""(?:^|(?<=[\s.(–—|]))(?:
      (?P<label>(?:cr[ée]dits?(?:\s+(?:photos?|images?))?|photos?(?:\s+credits?)?|credits?|copyright)\s*:\s*)(?P<named>\S.{{0,100}})
    | (?P<marked>(?:©|Ⓒ|\(c\))\s*\S.{{0,100}})
    | (?P<plain>(?:D\.\s?R\.?|DR)(?![\w’'])(?:\s*[-–—/]\s*.{{1,60}})?|{_UNMARKED})
    )$""",
    re.VERBOSE | re.IGNORECASE,
)


def names_of(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the names in bylines ("Par A. Martin et B. Petit, journaliste"), each one once.

    E-mail addresses, opening words and roles go; initials stay. What has no capital letter or holds a
    figure is no name, nor is the word that stands above names ("Auteurs").
    """
    names: dict[str, str] = {}
    for line in list(lines)[:MOST_NAMES]:
        bare = _ADDRESS.sub(" ", text_of(line[:_LONGEST_LINE]))
        for number, piece in enumerate(_BETWEEN.split(_OPENING.sub("", clean(bare).strip(_PUNCTUATION)))):
            name = _ROLE.sub("", _OPENING.sub("", piece)).strip(_PUNCTUATION)
            if _is_name(name) and not (number and _is_role(name)):
                names.setdefault(name.casefold(), name)
    return tuple(names.values())[:MOST_NAMES]


def _is_name(text: str) -> bool:
    return (
        0 < len(text) <= LONGEST_NAME
        and len(text.split()) <= _MOST_WORDS
        and any(char.isupper() for char in text)
        and not any(char.isdigit() for char in text)
        and not announces(text)
    )


def _is_role(text: str) -> bool:
    """Tell whether what follows a name says what that person is: "radiologue à Lyon", "Rédactrice en chef"."""
    first = text.split(maxsplit=1)[0]
    is_part_of_name = first in _PARTICLES or _PART_OF_NAME.match(first)
    return bool(_OFFICE.search(text)) or (first[0].islower() and not is_part_of_name)


def announces(line: str) -> bool:
    """Tell whether a line is nothing but the word that stands above names: "Auteurs", "Par"."""
    return bool(_ANNOUNCING.fullmatch(line.strip(_PUNCTUATION)))


def opens(line: str) -> bool:
    """Tell whether a line begins with such a word and goes on."""
    return bool(_OPENING.match(line))


def is_byline(line: str) -> bool:
    """Tell whether a short line begins with such a word and is no sentence: "Par la rédaction", "By AFP"."""
    return opens(line) and len(line) <= LONGEST_BYLINE and line[-1:] not in {":", *_ENDS}


def signs(line: str) -> bool:
    """Tell whether a line holds full names, with roles perhaps, and nothing else.

    It is strict, for lines that nothing marks as a byline: a sentence or a title must not pass for one.
    """
    bare = clean(_ADDRESS.sub(" ", line)).strip(_PUNCTUATION)
    if len(bare) > LONGEST_BYLINE or (bare[-1:] in _ENDS and not _CUT_SHORT.search(bare)):
        return False
    first, *others = (
        _ROLE.sub("", piece).strip(_PUNCTUATION) for piece in _BETWEEN.split(_OPENING.sub("", bare))
    )
    return _is_full_name(first) and all(
        _is_full_name(other) or (other and _is_role(other) and len(other.split()) <= _MOST_WORDS)
        for other in others
    )


def _is_full_name(text: str) -> bool:
    """Tell whether a text looks like first name and name, by its capitals."""
    words = text.split()
    return (
        2 <= len(words) <= _MOST_WORDS
        and words[0].lower() not in _ARTICLES
        and _is_name(text)
        and all(_PART_OF_NAME.fullmatch(word) for word in (words[0], words[-1]))
        and all(_PART_OF_NAME.fullmatch(word) or word in _PARTICLES for word in words)
    )


def split_credit(caption: str) -> tuple[str, str]:
    """Return the caption of a picture without its credit, and the credit: "© A. Petit", "D. R.", "CC BY-SA 4.0".

    A label ("Crédit photo :") goes, a © stays. An agency without any mark cannot be told from the caption.
    """
    caption = clean(_ADDRESS.sub(" ", caption))
    found = _CREDIT.search(caption)
    if not found:
        return caption, ""
    credit = found["named"] or found["marked"] or found["plain"]
    if found["marked"]:
        credit = re.sub(r"^(?:Ⓒ|\(c\))", "©", credit, flags=re.IGNORECASE)
    before = caption[: found.start()].rstrip(" \u00a0–—|-/")
    opened = before.endswith("(")
    credit = credit.rstrip(" )" if opened else " ")
    return before.rstrip("( "), credit if _ends_with_initial(credit) else credit.rstrip(".")


def _ends_with_initial(credit: str) -> bool:
    """Tell whether the last full stop belongs to the credit: "© C. F.", "D. R."."""
    return bool(re.search(r"(?:^|[\s.©])[^\W\d_]\.$", credit))
