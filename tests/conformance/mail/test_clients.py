"""What sixteen mail clients make of the mail: nothing that is missed is lost, and nearly all of it works."""

import pytest

from digest.render.preflight.clients import used
from digest.render.preflight.page import Page
from digest.render.preflight.support import table
from tests.conformance.mail.editions import EDITIONS
from tests.conformance.mail.figures import Figures
from tests.conformance.mail.pages import html

pytestmark = pytest.mark.conformance

LOST = "12  Features that a client drops and somebody misses, of sixteen clients: none"
SHARE = "13  What works, in whole or in part, beside what has to"


@pytest.mark.parametrize("name", EDITIONS)
def test_every_client_shows_the_mail(figures: Figures, name: str) -> None:
    facts, features = table(), used(Page(html(name)))
    missed = {feature for feature in features if facts.without(feature) and feature not in facts.otherwise}
    figures.note(LOST, len(missed), name)
    for client in facts.clients:
        share = 100 * facts.share(features, client)
        figures.note(f"{SHARE}: {client.name}, {client.least} %", f"{share:.0f} %", name)
        assert share >= client.least, client.name
    assert missed == set()


def test_a_layout_that_clients_drop_is_seen() -> None:
    facts, features = table(), used(Page("<html><body><div style='display:grid'>x</div></body></html>"))
    assert {feature for feature in features if facts.without(feature) and feature not in facts.otherwise}
