"""What html-validate says of the mail's markup, and what of it a mail may do all the same: the waivers.

A waiver that excuses nothing any more is to be taken off the list: a test asks for that.
"""

import json
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

PRESETS = ("recommended", "standard", "a11y", "document")


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that a rule says of an element. place: a CSS selector."""

    rule: str
    message: str
    place: str


@dataclass(frozen=True, slots=True)
class Waiver:
    """Complaints that stand. message: a pattern for the whole of it. reason: why a mail is right to."""

    rule: str
    message: str
    reason: str

    def excuses(self, complaint: Complaint) -> bool:
        return self.rule == complaint.rule and re.fullmatch(self.message, complaint.message) is not None


WAIVERS = (
    Waiver(
        "no-conditional-comment",
        "Use of conditional comments are deprecated",
        "Word draws Outlook's mails and reads them; it ignores the padding and the widest width of a div.",
    ),
    Waiver(
        "no-inline-style",
        "Inline style is not allowed",
        "Webmails and apps drop style sheets: what is not written into the element is not seen there.",
    ),
    Waiver(
        "no-deprecated-attr",
        'Attribute "(width|cellpadding|cellspacing|border)" is deprecated on <(table|td)> element',
        "Word reads these attributes of a table, and not the styles that took their place.",
    ),
    Waiver(
        "no-deprecated-attr",
        'Attribute "align" is deprecated on <table> element',
        "In the tables that Word alone sees: it centres by nothing else.",
    ),
    Waiver(
        "prefer-native-element",
        "Prefer to use the native <article> element",
        "Mail programs that do not know <article> take it away with its role and its language; they keep a div.",
    ),
    Waiver(
        "prefer-tbody",
        "Prefer to wrap <tr> elements in <tbody>",
        "HTML needs none; every byte counts in a mail, and no rule of ours asks for one.",
    ),
    Waiver(
        "long-title",
        "title text cannot be longer than 70 characters",
        "The title is the subject, and the subject is the newsroom's.",
    ),
)


def complaints(modules: Path, folder: Path, pages: Mapping[str, str]) -> dict[str, tuple[Complaint, ...]]:
    """Return what html-validate has to say of each page, waivers not taken into account."""
    config = folder / "html-validate.json"
    presets = [f"html-validate:{preset}" for preset in PRESETS]
    config.write_text(json.dumps({"root": True, "extends": presets}), encoding="utf-8")
    files = {f"{number}.html": name for number, name in enumerate(pages)}
    for file, name in files.items():
        (folder / file).write_text(pages[name], encoding="utf-8")
    program = ("node", modules / "html-validate" / "bin" / "html-validate.mjs")
    options = ("--config", config.name, "--formatter", "json", *files)
    report = folder / "report.json"
    # Into a file: it ends without waiting for a pipe to take all that it has to say.
    with report.open("wb") as stdout:
        ended = subprocess.run(
            [*program, *options], cwd=folder, stdout=stdout, stderr=subprocess.PIPE, check=False
        )
    assert ended.returncode in (0, 1), ended.stderr
    results = json.loads(report.read_bytes())
    told = {files[Path(result["filePath"]).name]: result["messages"] for result in results}
    return {
        name: tuple(
            Complaint(one["ruleId"], one["message"], one["selector"] or "") for one in told.get(name, ())
        )
        for name in pages
    }


def as_word_sees_it(html: str) -> str:
    """Return the page with the conditional comments resolved as Word does, and without its settings in XML."""
    hidden = re.sub(r"<!--\[if !mso\]><!-->.*?<!--<!\[endif\]-->", "", html, flags=re.DOTALL)
    shown = re.sub(r"<!--\[if mso\]>(.*?)<!\[endif\]-->", r"\1", hidden, flags=re.DOTALL)
    return re.sub("<noscript><xml>.*?</xml></noscript>", "", shown, flags=re.DOTALL)


def unexcused(found: Iterable[Complaint]) -> list[Complaint]:
    """Return what no waiver excuses."""
    return [complaint for complaint in found if not any(waiver.excuses(complaint) for waiver in WAIVERS)]
