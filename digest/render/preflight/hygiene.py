"""Finds in style sheets what single mail programs stumble over, and lose a rule or a whole sheet by.

It does not ask what the rules mean (see `support`). Each of these is a fault of one program, found and published by
those who write mails for it; none is an error of CSS.
"""

import re
from collections.abc import Iterator

from digest.render.preflight.finding import Finding, Level, Proof

_TAB = re.compile(r"^\t", re.MULTILINE)
_CLOSE = re.compile(r"[^\s]!\s*important", re.IGNORECASE)


def hygiene(proof: Proof) -> Iterator[Finding]:
    """Warn of what makes a program drop rules of a style sheet."""
    for sheet in proof.page.sheets:
        yield from _of_sheet(sheet)
    if any(_CLOSE.search(element.get("style", "")) for element in proof.page.elements):
        yield _close()


def _of_sheet(sheet: str) -> Iterator[Finding]:
    if "/*" in sheet:
        yield Finding(
            id="style-comment",
            level=Level.WARN,
            message="there is a comment in a style sheet",
            remedy="take it out of your templates: Orange and La Poste lose the rule behind it",
        )
    if _TAB.search(sheet):
        yield Finding(
            id="style-tab",
            level=Level.NOTE,
            message="a line of a style sheet begins with a tab",
            remedy="use spaces in your style sheets: Orange's app drops such rules",
        )
    if _CLOSE.search(sheet):
        yield _close()
    if _is_nested(sheet):
        yield Finding(
            id="style-nested",
            level=Level.WARN,
            message="one @media stands within another",
            remedy="write the two as one with “and”: Gmail drops the whole sheet otherwise",
        )
    if sheet.count("{") != sheet.count("}"):
        yield Finding(
            id="style-broken",
            level=Level.WARN,
            message="a style sheet has braces without their counterparts",
            remedy="close them in your templates: Gmail drops the whole sheet otherwise",
        )


def _is_nested(sheet: str) -> bool:
    """Tell whether an @media begins before the one in front of it has ended."""
    depth, opened = 0, list[int]()
    for mark in re.findall(r"@media|[{}]", sheet, re.IGNORECASE):
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
            opened = [level for level in opened if level < depth]
        elif opened and depth > opened[-1]:
            return True
        else:
            opened.append(depth)
    return False


def _close() -> Finding:
    return Finding(
        id="style-important",
        level=Level.WARN,
        message="an !important stands right behind its value",
        remedy="put a space before it in your templates: Orange drops the rule otherwise",
    )
