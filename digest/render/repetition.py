"""Finds where a standfirst begins by saying the title again, so that a mail says it once.

A feed without titles is one cause (a title is then made of the first sentence), a feed that copies its
titles into its texts another. It cuts nothing to a length.
"""

from digest.render.typography import ELLIPSIS, NO_BREAK_SPACE

_STOPS = ".!?…"


def repeats(title: str, standfirst: str) -> bool:
    """Say whether `standfirst` begins with the words of `title`, which may end in an ellipsis."""
    return _rest(title, standfirst) is not None


def beyond(title: str, standfirst: str) -> str:
    """Return what `standfirst` says after a sentence that is its title; all of it where there is none.

    Where the title broke the sentence off, the standfirst goes on from there, after an ellipsis.
    """
    rest = _rest(title, standfirst)
    if rest is None:
        return standfirst
    following = rest.lstrip(f"{_STOPS},;:–— {NO_BREAK_SPACE}")
    if not rest or rest[0] in _STOPS or (title[-1] in _STOPS and standfirst.startswith(title)):
        return following
    return f"{ELLIPSIS} {following}" if title.endswith(ELLIPSIS) else standfirst


def _rest(title: str, standfirst: str) -> str | None:
    for words in (title, title.removesuffix(ELLIPSIS).rstrip()):
        rest = standfirst.removeprefix(words)
        # "Rad" is not the beginning of "Radon".
        if words and standfirst.startswith(words) and not rest[:1].isalnum():
            return rest
    return None
