"""Takes the names out of the lines with which articles and pictures are signed.

It judges no name: whoever signs is believed.
"""

import re
from collections.abc import Iterable

from digest.sources.plaintext import clean
from digest.sources.sanitise import text_of

MOST_NAMES = 30
LONGEST_NAME = 80
_LONGEST_LINE = 1_000
_MOST_WORDS = 7

_ADDRESS = re.compile(r"[(<\[]?\s*(?:[^\s<>()\[\],;:@]+@[^\s<>()\[\],;:]+|https?://\S+)\s*[)>\]]?")
_OPENING = re.compile(
    r"""^(?:(?:propos\ recueillis|interview|analys[ei]s?|texte|article|publi[ée]|r[ée]dig[ée]|[ée]crit|sign[ée]|written|posted)\s+)?
    (?:par|by|von|de\ notre\ correspondante?)\s+:?\s*|^(?:auteure?s?|autrices?|authors?|texte)\s*:\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s+(?:et|and|und|avec|with)\s+|\s*[,;|&/•·\n]\s*")
_ROLE = re.compile(r"\s+[-–—]\s+.*$|\s*\([^()]*\)\s*$")
_OFFICE = re.compile(
    r"\b(?:writers?|editors?|reporters?|correspondents?|staff|journalistes?|r[ée]dact(?:eur|rice)s?|professeure?|chef(?:fe)?)\b",
    re.IGNORECASE,
)
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
    figure is no name.
    """
    names: dict[str, str] = {}
    for line in list(lines)[:MOST_NAMES]:
        bare = _ADDRESS.sub(" ", text_of(line[:_LONGEST_LINE]))
        for number, piece in enumerate(_BETWEEN.split(_OPENING.sub("", clean(bare).strip(_PUNCTUATION)))):
            name = _ROLE.sub("", _OPENING.sub("", piece)).strip(_PUNCTUATION)
            if _is_name(name) and not (number and _OFFICE.search(name)):
                names.setdefault(name.casefold(), name)
    return tuple(names.values())[:MOST_NAMES]


def _is_name(text: str) -> bool:
    return (
        0 < len(text) <= LONGEST_NAME
        and len(text.split()) <= _MOST_WORDS
        and any(char.isupper() for char in text)
        and not any(char.isdigit() for char in text)
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
