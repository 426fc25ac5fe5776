"""What a rule about servers' words is.

It holds none: they stand in `about_us` and `about_them`, and `causes` asks them.
"""

import re
from dataclasses import dataclass

from digest.domain.feedback import Cause


@dataclass(frozen=True, slots=True)
class Rule:
    """A cause and the words, in lower case, that show it."""

    name: str
    cause: Cause
    words: re.Pattern[str]


def rule(name: str, cause: Cause, *alternatives: str) -> Rule:
    """Return a rule whose words are any of the alternatives."""
    return Rule(name, cause, re.compile("|".join(alternatives)))
