"""From a Thursday evening to a Monday morning, as editors, readers and operators live through it.

Real feeds over HTTP, a real database file, a real SMTP conversation, the service's own clockwork; only the
hands of the clock are moved by us.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from starlette.testclient import TestClient

from digest.bootstrap import House
from digest.config.settings import DatabaseSettings, FetchSettings, Settings, SmtpSettings, WebSettings
from digest.domain.content import Content, ItemKind
from digest.domain.delivery import Accounts
from digest.domain.edition import Decision, EditionEvent, EditionId, EditionStatus
from digest.domain.newsroom import Approval
from digest.scheduler import Scheduler
from digest.services.editorial import decide
from digest.services.newsroom import apply_newsroom
from digest.storage.accounts import accounts
from digest.storage.editions import find_edition, get_edition, load_decisions
from digest.web.app import create_app
from tests.factories import DAILY, NEWSROOM, content
from tests.fakes.postbox import Kept, Postbox
from tests.fakes.site import Site
from tests.fakes.world import FrozenClock

PARIS = ZoneInfo("Europe/Paris")
FRIDAY, SATURDAY, MONDAY = (datetime(2026, 11, day, tzinfo=PARIS).date() for day in (20, 21, 23))
READERS = b"""\
email,name,language,themes
ana@example.org,Ana,fr,
bob@example.org,Bob,en,ia
chloe@example.org,,fr,profession
"""
LISTED = ("ana@example.org", "bob@example.org", "chloe@example.org")


def article(number: int, title: str, theme: str, published: str, **changes: object) -> Content:
    """Return an article of "2026-11-20 05:00", Paris time."""
    return content(
        number,
        title=title,
        url=f"https://news.example/{theme}/{number}/",
        published_at=paris(published),
        keywords=(),
        **changes,
    )


def paris(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=PARIS).astimezone(UTC)
