"""Rendering and merging: what an edition costs once, and what each further variant and message costs."""

from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from itertools import count

from benchmarks.editions import busy_edition
from benchmarks.rounds import line, medians
from digest.bootstrap import SystemClock
from digest.domain.edition import EditionId
from digest.domain.variants import ALL_THEMES
from digest.render.edition import EditionRenderer
from digest.render.templates import template_folders
from digest.services.press import Press, Reader
from subscribers.api import Links

_DATE = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
_MESSAGES = 500
_RENDER_IN, _CUT_IN = 0.150, 0.002
"""Seconds that rendering an edition of 60 kB and cutting one more variant may take."""
_OUTGROWN = 4
"""How many times the briefs of the day make an edition that no mailbox shows whole."""


def run() -> None:
    """Print what rendering, cutting and merging take."""
    content = busy_edition()
    renderer = EditionRenderer(template_folders(), "https://news.example")
    rendered = renderer.render(content, "fr")
    some = frozenset(content.themes[:2])
    whole = rendered.variant(ALL_THEMES)
    press = Press(
        renderer, Links([b"k" * 32], "https://news.example", SystemClock()), base_url="https://n.example"
    )
    edition = press.for_content(EditionId("quotidienne", content.date), content, _DATE)
    readers = [
        Reader(subscriber=number, address=f"r{number}@example.org", name="Zoé Lemaître", language="fr")
        for number in range(1, _MESSAGES + 1)
    ]
    edition.message(readers[0])
    numbers = count()

    def merge() -> None:
        for reader in readers:
            edition.message(reader)

    def email_package() -> None:
        message = EmailMessage(policy=SMTP)
        message["Subject"], message["From"] = whole.subject, content.sender
        message["To"] = f"r{next(numbers)}@example.org"
        message.set_content(whole.text, cte="quoted-printable")
        message.add_alternative(whole.html, subtype="html", cte="quoted-printable")
        message.as_bytes()

    heavy = replace(content, briefs=content.briefs * _OUTGROWN)
    found = medians(
        {
            "render": lambda: renderer.render(content, "fr"),
            "heavy": lambda: renderer.render(heavy, "fr"),
            "variant": lambda: rendered.variant(some),
            "merge": merge,
            "email": email_package,
        }
    )
    weight = f"{len(content.stories)} items, HTML {len(whole.html.encode()) / 1000:.0f} kB"
    each = found["merge"] / _MESSAGES
    line(
        f"render and inline ({weight})",
        f"{found['render'] * 1000:.1f} ms",
        found["render"] / _RENDER_IN,
        f"the {_RENDER_IN * 1000:.0f} ms that it may take",
    )
    line(
        f"  one of {len(heavy.stories)} items, until it fits a mailbox",
        f"{found['heavy'] * 1000:.1f} ms",
        found["heavy"] / found["render"],
        "that",
    )
    line(
        "cut one more variant",
        f"{found['variant'] * 1000:.2f} ms",
        found["render"] / found["variant"],
        "faster than a rendering",
    )
    line("", "", found["variant"] / _CUT_IN, f"the {_CUT_IN * 1000:.0f} ms that it may take")
    line("merge one message", f"{each * 1e6:.0f} µs", found["email"] / each, "EmailMessage.as_bytes")
    line("  against render + inline + EmailMessage each", "", (found["render"] + found["email"]) / each, "")
