import re

import pytest
from fastapi.testclient import TestClient

from digest.domain.content import Item
from digest.services.items import choose_theme
from digest.storage.items import list_items
from tests.factories import content
from tests.fakes.world import World


def kept(world: World, title: str) -> Item:
    with world.database.read() as connection:
        (found,) = [item for item in list_items(connection) if item.content.title == title]
    return found


def line(page: str, item: Item) -> str:
    return page.partition(f'id="item-{item.id}"')[2].partition("</tr>")[0]


def chosen(page: str, item: Item) -> list[str]:
    return re.findall(r'value="([^"]*)" selected', line(page, item))


def test_an_item_is_filed_by_hand_and_leaves_the_tray(editor: TestClient, morning: World) -> None:
    stray = kept(morning, "Sans rubrique")
    answer = editor.post(f"/desk/items/{stray.id}/theme", data={"theme": "ia"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/items#item-{stray.id}")
    filed = kept(morning, "Sans rubrique")
    assert (filed.theme, filed.theme_reason, filed.theme_pinned) == ("ia", "chosen by an editor", True)
    page = editor.get("/desk/items").text
    assert "Chaque article a trouvé son thème." in page
    assert "classé à la main" in line(page, stray)
    assert chosen(page, stray) == ["ia"]


def test_an_item_that_is_taken_out_of_every_theme_waits_for_nobody(
    editor: TestClient, morning: World
) -> None:
    stray = kept(morning, "Sans rubrique")
    assert chosen(editor.get("/desk/items").text, stray) == ["-rules"]
    editor.post(f"/desk/items/{stray.id}/theme", data={"theme": "-none"})
    page = editor.get("/desk/items").text
    assert "Chaque article a trouvé son thème." in page
    assert chosen(page, stray) == ["-none"]
    assert "digest_unrouted_items 0.0" in editor.get("/metrics").text


def test_a_choice_is_given_back_to_the_rules(editor: TestClient, morning: World) -> None:
    item = kept(morning, "Article 2")
    choose_theme(morning.database, item.id, "ia")
    editor.post(f"/desk/items/{item.id}/theme", data={"theme": "-rules"})
    filed = kept(morning, "Article 2")
    assert (filed.theme, filed.theme_reason, filed.theme_pinned) == (
        "profession",
        "section /profession/",
        False,
    )


def test_an_item_is_asked_for_again_and_says_since_when(editor: TestClient, morning: World) -> None:
    item = kept(morning, "Article 2")
    assert "Redemandé" not in editor.get("/desk/items").text
    answer = editor.post(f"/desk/items/{item.id}/again")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/items#item-{item.id}")
    assert kept(morning, "Article 2").again_at == morning.clock.now()
    assert "Redemandé le lundi 23\u00a0novembre 2026, 13\u00a0h" in line(editor.get("/desk/items").text, item)


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("/desk/items/77/theme", {"theme": "ia"}, 404),
        ("/desk/items/77/again", {}, 404),
        ("/desk/items/1/theme", {"theme": "sport"}, 404),
        ("/desk/items/1/theme", {}, 400),
        ("/desk/items/x/again", {}, 404),
        (f"/desk/items/{10**20}/again", {}, 404),
    ],
)
def test_what_is_not_there_changes_nothing(
    editor: TestClient, morning: World, dump, *, path: str, data: dict[str, str], status: int
) -> None:
    before = dump()
    assert editor.post(path, data=data).status_code == status
    assert dump() == before


@pytest.mark.parametrize("path", ["/desk/items/1/theme", "/desk/items/1/again"])
def test_nobody_decides_without_a_login_nor_from_another_site(
    editor: TestClient, visitor: TestClient, morning: World, dump, path: str
) -> None:
    before = dump()
    assert visitor.post(path, data={"theme": "ia"}).headers["location"].startswith("/desk/login")
    forged = {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}
    assert editor.post(path, data={"theme": "ia"}, headers=forged).status_code == 403
    assert editor.get(path).status_code == 405
    assert dump() == before


def test_every_theme_of_the_newsroom_can_be_chosen(editor: TestClient, world: World) -> None:
    world.apply()
    world.gather(content(1))
    labels = re.findall(
        r"<option [^>]*>([^<]*)</option>", line(editor.get("/desk/items").text, kept(world, "Article 1"))
    )
    assert labels == ["selon les règles", "Profession", "Intelligence artificielle", "aucun thème"]
