"""What SpamAssassin's own rules say of whole messages: sizes, languages and themes, and the hostile ones.

It asks nobody on the network and learns nothing, so that one message's verdict does not hang on another's.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conformance.mail.editions import MAILS
from tests.conformance.mail.figures import Figures
from tests.conformance.mail.messages import message

pytestmark = pytest.mark.conformance

ALLOWED = 0.5
BARS = {
    "score": f"5  SpamAssassin's score: at most {ALLOWED}",
    "against": f"6  What counts against the mail there, praise left out: at most {ALLOWED}",
    "form": "7  Rules about its form, FONT_*, HTML_*, MIME_*, MPART_ALT_DIFF*: none but HTML_MESSAGE",
}
FORM = re.compile("FONT_|HTML_|MIME_|MPART_ALT_DIFF")
IS_HTML = "HTML_MESSAGE"
"""Says of every mail with an HTML part that it has one, and weighs nothing."""
OPTIONS = (
    *("--local", "--test-mode"),
    *("--cf=use_bayes 0", "--cf=add_header all Scores _TESTSSCORES(,)_"),
)
SCORES = re.compile(r"^X-Spam-Scores: (\S.*(?:\n[ \t]+.*)*)$", re.MULTILINE)
Scores = dict[str, dict[str, float]]


def scores(folder: Path, messages: dict[str, bytes]) -> Scores:
    """Return for each message what every rule that matched adds to its score."""
    files = []
    for number, data in enumerate(messages.values()):
        files.append(folder / f"{number:03}.eml")
        files[-1].write_bytes(data)
    program = shutil.which("spamassassin")
    if program is None:
        pytest.skip("no SpamAssassin on this machine")
    environment = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    ended = subprocess.run([program, *OPTIONS, *files], env=environment, capture_output=True, check=True)
    output = ended.stdout.decode("latin-1").replace("\r\n", "\n")
    told = [re.sub(r"\s", "", found) for found in SCORES.findall(output)]
    assert len(told) == len(messages), ended.stderr
    parted = [[rule.split("=") for rule in line.split(",")] for line in told]
    return {
        name: {rule: float(points) for rule, points in rules}
        for name, rules in zip(messages, parted, strict=True)
    }


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Scores:
    messages = {name: message(name) for name in MAILS}
    return scores(tmp_path_factory.mktemp("spam"), messages)


@pytest.mark.parametrize("name", MAILS)
def test_no_rule_of_spamassassin_speaks_against_the_mail(told: Scores, figures: Figures, name: str) -> None:
    rules = told[name]
    score, against = sum(rules.values()), sum(points for points in rules.values() if points > 0)
    form = sorted(rule for rule in rules if FORM.match(rule) and rule != IS_HTML)
    figures.note(BARS["score"], f"{score:.1f}", name)
    figures.note(BARS["against"], f"{against:.1f}", name)
    figures.note(BARS["form"], ", ".join(form) or "none", name)
    assert form == []
    assert against <= ALLOWED, rules
    assert score <= ALLOWED, rules


def test_what_looks_like_spam_is_seen(tmp_path: Path) -> None:
    page = '<html><body><font size="7">Act now</font><img src="https://shop.example/a.png"></body></html>'
    mail = f"From: a@shop.example\nSubject: ACT NOW\nMIME-Version: 1.0\nContent-Type: text/html\n\n{page}\n"
    rules = scores(tmp_path, {"spam": mail.encode()})["spam"]
    assert any(FORM.match(rule) and rule != IS_HTML for rule in rules)
    assert sum(rules.values()) > ALLOWED
