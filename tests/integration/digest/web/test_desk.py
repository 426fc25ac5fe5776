from dataclasses import replace
from datetime import UTC, datetime, timedelta

from fastapi.testclient import TestClient

from digest.domain.content import Precision
from digest.domain.edition import EditionEvent, EditionId
from digest.domain.gathering import Unreadable
from tests.factories import content
from tests.fakes.world import TODAY, World

TOMORROW = EditionId("quotidienne", TODAY.date + timedelta(days=1))


def test_the_desk_shows_each_edition_where_it_stands_and_what_it_leads_with(
    editor: TestClient, morning: World
) -> None:
    page = editor.get("/desk/").text
    assert f'href="/desk/editions/{TODAY}"' in page
    assert "Lundi 23\u00a0novembre 2026" in page
    assert '<span class="status wants">à valider</span>' in page
    assert "À la une : l’IA" in page


def test_an_edition_that_went_out_has_its_accounts(editor: TestClient, out: World) -> None:
    page = editor.get("/desk/").text
    assert "2 destinataires · 2 acceptés" in page
    assert '<span class="status">partie</span>' in page


def test_a_reason_stands_beside_what_it_explains(editor: TestClient, morning: World) -> None:
    morning.decide(EditionEvent.HOLD, reason="un doute <sur> le titre")
    assert "un doute &lt;sur&gt; le titre" in editor.get("/desk/").text


def test_what_comes_next_is_a_link_to_it(editor: TestClient, out: World) -> None:
    page = editor.get("/desk/").text
    assert f'href="/desk/editions/{TOMORROW}">Mardi 24\u00a0novembre 2026, 7\u00a0h</a>' in page
    assert "bouclage 6\u00a0h\u00a030" in page


def test_a_source_that_fails_is_named_with_what_it_said(editor: TestClient, morning: World) -> None:
    assert "Les 2 sources répondent." in editor.get("/desk/").text
    morning.reader.readings["fil"] = Unreadable(reason="https://news.example/fil.xml answered 503")
    morning.clock.advance(hours=2)
    morning.gather()
    page = editor.get("/desk/").text
    assert "Sources en difficulté" in page
    assert "<b>fil</b>" in page
    assert "answered 503" in page
    assert "<b>site</b>" not in page


def test_a_source_that_answers_and_brings_nothing_is_named_with_its_habit(
    editor: TestClient, world: World, token: str
) -> None:
    world.clock.advance(days=-8)
    world.apply()
    world.gather()
    for day in range(8):
        world.clock.advance(days=1)
        world.gather(*(content(10 * day + more, published_at=world.clock.now()) for more in range(2)))
    world.clock.advance(days=1)
    world.gather()
    editor.post("/desk/login", data={"secret": token})
    page = editor.get("/desk/").text
    assert '<b>site</b> <span class="status wants">muette</span>' in page
    assert "0 aujourd’hui, d’habitude 2 à cette heure-ci" in page
    assert "<b>fil</b>" not in page


def test_a_paused_source_is_no_trouble_and_does_not_answer_either(editor: TestClient, morning: World) -> None:
    site, wire = morning.newsroom.sources
    morning.apply(replace(morning.newsroom, sources=(site, replace(wire, paused=True))))
    page = editor.get("/desk/").text
    assert "La source répond." in page
    assert "Sources en difficulté" not in page


def test_an_empty_house_says_how_it_fills(editor: TestClient, world: World) -> None:
    world.apply()
    assert "Aucune édition pour l’instant." in editor.get("/desk/").text
    page = editor.get("/desk/items").text
    assert "Chaque article a trouvé son thème." in page
    assert "Rien n’a été lu ces jours-ci." in page


def test_the_tray_holds_articles_that_no_rule_took_and_no_briefs(editor: TestClient, morning: World) -> None:
    page = editor.get("/desk/items").text
    tray = page.partition("Sans thème")[2].partition("Les trois derniers jours")[0]
    assert "Sans rubrique" in tray
    assert "aucune règle ne l’a pris" in tray
    assert "Une brève" not in tray
    assert "Une brève" in page


def test_every_item_says_which_theme_took_it_and_why(editor: TestClient, morning: World) -> None:
    recent = editor.get("/desk/items").text.partition("Les trois derniers jours")[2]
    row = recent.partition("Article 2")[2].partition("</tr>")[0]
    assert "<td>Profession</td>" in row
    assert "rubrique /profession/" in row
    assert "<td>site</td>" in row
    assert "lundi 23\u00a0novembre 2026, 12\u00a0h" in row


def test_a_date_is_told_as_far_as_the_source_states_it(editor: TestClient, world: World) -> None:
    world.apply()
    midnight = datetime(2026, 11, 21, 23, tzinfo=UTC)
    world.gather(
        content(1, published_at=None),
        content(2, published_at=midnight, published_precision=Precision.DAY),
        content(3, published_at=world.clock.now() + timedelta(hours=2)),
    )
    recent = editor.get("/desk/items").text.partition("Les trois derniers jours")[2]
    rows = [recent.partition(f"Article {number}<")[2].partition("</tr>")[0] for number in (1, 2, 3)]
    now = "lundi 23\u00a0novembre 2026, 13\u00a0h"
    assert f"Sans date, vu le {now}" in rows[0]
    assert "Dimanche 22\u00a0novembre 2026<" in rows[1]
    assert f"{now}<" in rows[2].lower()


def test_older_items_leave_the_list_first_and_the_tray_later(
    editor: TestClient, morning: World, token: str
) -> None:
    for days, waits in ((4, True), (11, False)):
        morning.clock.advance(days=days)
        editor.post("/desk/login", data={"secret": token})
        page = editor.get("/desk/items").text
        assert "Article 2" not in page
        assert ("Sans rubrique" in page) is waits


def test_a_hostile_title_is_only_text(editor: TestClient, world: World) -> None:
    world.apply()
    world.gather(content(1, title='<script>alert(1)</script>"><img onerror=x>'))
    world.compose()
    for path in ("/desk/", "/desk/items", f"/desk/editions/{TODAY}"):
        page = editor.get(path).text
        assert "<script>alert" not in page
        assert "<img onerror" not in page


def test_the_desk_is_found_without_its_last_slash(editor: TestClient) -> None:
    assert editor.get("/desk").headers["location"] == "/desk/"
