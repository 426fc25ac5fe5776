import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from digest.domain.corrections import LONGEST
from digest.storage.corrections import list_corrections
from tests.fakes.world import TODAY, World

PAGE = f"/desk/editions/{TODAY}"
FORM = f"{PAGE}/corrections"
TEXT = "Le débit est de 12 %, et non de 21 %."


def _kept(world: World) -> list[tuple[str, int | None]]:
    with world.database.read() as connection:
        return [(found.text, found.item) for found in list_corrections(connection, TODAY)]


def test_an_editor_corrects_one_story_of_what_went_out(editor: TestClient, out: World) -> None:
    page = unescape(editor.get(PAGE).text)
    stories = dict(re.findall(r'<option value="(\d*)">(.+?)</option>', page))
    assert stories[""] == "toute l’édition"
    (number,) = (number for number, title in stories.items() if title == "Article 2")
    answer = editor.post(FORM, data={"text": f"  {TEXT}\r\n", "item": number})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}#corrections")
    assert _kept(out) == [(TEXT, int(number))]
    page = editor.get(PAGE).text.replace("\u00a0", " ")
    assert "lundi 23 novembre 2026, 13 h · Article 2</span>" in page
    assert TEXT in page
    assert TEXT in editor.get(f"/archive/{TODAY}").text


def test_a_form_that_is_sent_twice_corrects_once(editor: TestClient, out: World) -> None:
    for _ in range(2):
        assert editor.post(FORM, data={"text": TEXT, "item": ""}).status_code == 303
    assert _kept(out) == [(TEXT, None)]


def test_only_what_went_out_has_the_form_and_the_way_to_its_web_version(
    editor: TestClient, morning: World
) -> None:
    page = editor.get(PAGE).text
    assert FORM not in page
    assert f'href="/archive/{TODAY}"' not in page
    answer = editor.post(FORM, data={"text": TEXT})
    assert answer.status_code == 409
    assert "digest compose" in answer.text
    assert _kept(morning) == []


def test_what_is_out_shows_both(editor: TestClient, out: World) -> None:
    page = editor.get(PAGE).text
    assert f'action="{FORM}"' in page
    assert f'href="/archive/{TODAY}"' in page


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 400),
        ({"text": " \r\n"}, 400),
        ({"text": "x" * (LONGEST + 1)}, 400),
        ({"text": "x" * 10 * LONGEST}, 400),
        ({"text": TEXT, "item": "4711"}, 404),
    ],
)
def test_what_cannot_be_kept_is_refused(
    form: dict[str, str], status: int, editor: TestClient, out: World
) -> None:
    assert editor.post(FORM, data=form).status_code == status
    assert _kept(out) == []


def test_what_an_editor_writes_is_text_on_every_page(editor: TestClient, out: World) -> None:
    editor.post(FORM, data={"text": "<script>alert(1)</script>"})
    for path in (PAGE, f"/archive/{TODAY}", "/archive/quotidienne.xml"):
        page = editor.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page, path
