"""Suggests which items tell the same story by different hands, with a score and a printable reason.

It is for an editor to look at: nothing is merged, moved or hidden for it. Two items are alike by the words
of their titles, standfirsts and beginnings, weighed by how rare they are among the items that are looked at
(TF-IDF, cosine), and must share a rare name, acronym or number besides. Groups grow by average linkage.
"""

import itertools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean

from digest.domain.content import Content, Item
from digest.domain.folding import names, words

WITHIN = timedelta(hours=72)
"""How far apart in time two items may tell the same story."""
ALIKE = 0.2
"""Cosine from which on two items that share a rare name are suggested, and the average within a group."""

_TITLE = 3
_BEGINNING = 80
"""Times that a title counts, and the words of a body that count at all."""
_RARE = 4
"""A name that more items than this have in common is a subject, not a story."""
_NAMED = 4
_NO_ENDING = 4
"""Letters up to which a word keeps its ending."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_STOP_WORDS = frozenset(
    words(
        "a ai ainsi alors apres as au aucun aussi autre autres aux avait avant avec avoir c ca car ce ceci cela"
        " celle celles celui cependant ces cet cette ceux chaque chez comme comment contre d dans de depuis des"
        " deux devant dit doit donc dont du elle elles en encore entre es est et etaient etait etant ete etre eu"
        " eux fait faire font grace hors ici il ils j je jusqu l la le les leur leurs lors lui m ma mais me meme"
        " memes mes moins mon n ne ni non nos notre nous on ont ou par parce pas pendant peu peut peuvent plus"
        " pour pourquoi pres qu quand que quel quelle quelles quels qui quoi s sa sans sauf se selon sera seront"
        " ses si sil soit son sont sous souvent sur t ta tandis tel telle telles tels tous tout toute toutes tres"
        " trois trop un une vers voici voila vos votre vous y"
        " about after all also an and any are be been before between both but by can could did do does for from"
        " had has have he her his how if in into is it its may more most new no not of on one only or other our"
        " out over said she so some such than that the their them then there these they this those to two up was"
        " we were what when where which while who will with would you"
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SameStory:
    """Items of at least two sources that seem to tell one story, the first published first.

    score: 0 to 1, the average likeness of any two of them. reason: what they share, for people.
    """

    items: tuple[Item, ...]
    score: float
    reason: str


def same_stories(items: Sequence[Item]) -> list[SameStory]:
    """Return the groups that seem to tell one story each, the most alike first; an item is in one at most."""
    ordered = sorted(items, key=lambda item: (item.published_at, item.id))
    marks = [_Marks.of(item.content) for item in ordered]
    likeness = _Likeness([each.stems for each in marks])
    shared = _shared_names(marks)
    found = [
        SameStory(
            items=tuple(ordered[place] for place in group),
            score=round(likeness.average(itertools.combinations(group, 2)), 2),
            reason=_reason(group, shared, marks),
        )
        for group in _groups(ordered, likeness, shared)
    ]
    return sorted(found, key=lambda story: -story.score)


@dataclass(frozen=True, slots=True)
class _Marks:
    """What an item is compared by: how often each stem counts, and its names, folded and as written.

    capitals: the names, and what may be one because it begins a sentence.
    """

    stems: Counter[str]
    names: frozenset[str]
    capitals: Mapping[str, str]

    @classmethod
    def of(cls, content: Content) -> "_Marks":
        beginning = " ".join(content.body_text.split()[:_BEGINNING])
        rest = f"{content.kicker}. {content.standfirst}. {beginning}"
        stems = Counter(_stems(rest))
        for stem in _stems(content.title):
            stems[stem] += _TITLE
        text = f"{content.title}. {rest}"
        telling = frozenset(filter(_is_telling, names(text)))
        return cls(stems, telling, names(text, beginnings=True))


def _stems(text: str) -> Iterator[str]:
    """Yield the words that say something, without the endings of the plural and the feminine."""
    for word in words(text):
        if word not in _STOP_WORDS and len(word) > 1:
            yield _stem(word)


def _stem(word: str) -> str:
    if len(word) <= _NO_ENDING or not word.isalpha():
        return word
    if word.endswith("aux"):
        return f"{word[:-3]}al"
    return word.rstrip("sx").removesuffix("e")


def _is_telling(name: str) -> bool:
    """Tell whether a name can stand for one story: a small number and a year cannot."""
    if name.isdigit():
        return len(name) > 2 and not _YEAR.fullmatch(name)
    return len(name) > 1 and name not in _STOP_WORDS


class _Likeness:
    """How alike any two items are: the cosine of their stems, a stem weighing the more the rarer it is."""

    def __init__(self, stems: Sequence[Counter[str]]) -> None:
        documents = Counter(stem for one in stems for stem in one)
        rarity = {stem: math.log(1 + len(stems) / count) for stem, count in documents.items()}
        self._vectors = [
            _normed({stem: rarity[stem] * (1 + math.log(count)) for stem, count in one.items()})
            for one in stems
        ]

    def of(self, one: int, other: int) -> float:
        short, long = sorted((self._vectors[one], self._vectors[other]), key=len)
        return sum(weight * long.get(stem, 0.0) for stem, weight in short.items())

    def average(self, pairs: Iterable[tuple[int, int]]) -> float:
        return fmean(self.of(*pair) for pair in pairs)


def _normed(vector: Mapping[str, float]) -> dict[str, float]:
    length = math.hypot(*vector.values())
    return {stem: weight / length for stem, weight in vector.items()}


def _shared_names(marks: Sequence[_Marks]) -> dict[str, list[int]]:
    """Return the names that a few items have in common, with these items.

    What is a name within a sentence of one item is one at the beginning of a sentence of another.
    """
    known = frozenset[str]().union(*(one.names for one in marks))
    places = defaultdict(list)
    for place, one in enumerate(marks):
        for name in known.intersection(one.capitals):
            places[name].append(place)
    return {name: found for name, found in places.items() if 2 <= len(found) <= _RARE}


def _groups(
    items: Sequence[Item], likeness: _Likeness, shared: Mapping[str, Sequence[int]]
) -> list[list[int]]:
    """Return the places of the items that belong together: two groups become one, the most alike pair
    first, while all of them lie near enough in time and their pairs are alike on average.
    """
    pairs = {pair for places in shared.values() for pair in itertools.combinations(places, 2)}
    linked = [
        (score, *pair)
        for pair in sorted(pairs)
        if items[pair[0]].source != items[pair[1]].source and (score := likeness.of(*pair)) >= ALIKE
    ]
    group_of = {place: [place] for _, *pair in linked for place in pair}
    for _, one, other in sorted(linked, reverse=True):
        first, second = group_of[one], group_of[other]
        both = sorted(first + second)
        apart = items[both[-1]].published_at - items[both[0]].published_at
        if first is second or apart > WITHIN:
            continue
        if likeness.average(itertools.product(first, second)) >= ALIKE:
            group_of.update(dict.fromkeys(both, both))
    return [group for place, group in group_of.items() if len(group) > 1 and place == group[0]]


def _reason(group: Sequence[int], shared: Mapping[str, Sequence[int]], marks: Sequence[_Marks]) -> str:
    """Name what most of the group has in common, the rarest first."""
    common = {name: len(set(group).intersection(places)) for name, places in shared.items()}
    ranked = sorted(
        (name for name, count in common.items() if count > 1),
        key=lambda name: (-common[name], len(shared[name]), name),
    )
    written = [
        next(marks[place].capitals[name] for place in group if name in marks[place].capitals)
        for name in ranked
    ]
    named = [f"“{name}”" for name in written[:_NAMED]]
    if len(ranked) > _NAMED:
        named.append(f"{len(ranked) - _NAMED} more")
    return f"they share {', '.join(named)}"
