import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient

from digest.domain.edition import EditionId, EditionStatus
from digest.domain.newsroom import Newsroom
from digest.mail.replies import Reply
from digest.services.compose import stands
from digest.services.press import NOBODY, Reader
from tests.factories import PICTURE, content
from tests.fakes.relay import Break
from tests.fakes.world import TODAY, World

S = EditionStatus
PAGE = f"/desk/editions/{TODAY}"
TOMORROW = EditionId("quotidienne", TODAY.date + timedelta(days=1))


def _decide(editor: TestClient, event: str, *, page: str = PAGE, **form: object) -> int:
    """Press a button as the page has it now."""
    shown = editor.get(page).text
    found = re.search(r'name="revision" value="(\d+)"', shown)
    revision = found[1] if found else "0"
    sure = {"sure": "true"} if event == "cancel" else {}
    return editor.post(page, data={"event": event, "revision": revision, **sure, **form}).status_code


def _buttons(page: str) -> list[str]:
    return re.findall(r'name="event" value="(\w+)"', page)


def test_the_mail_on_show_is_the_mail_that_goes_out_byte_for_byte(editor: TestClient, morning: World) -> None:
    found = morning.edition()
    assert found.content
    press = morning.house.press.for_content(TODAY, found.content, morning.clock.now())
    for language in ("fr", "en"):
        reader = Reader(subscriber=NOBODY, address="reader@example.org", language=language)
        shown = editor.get(f"{PAGE}/mail.html", params={"language": language})
        # But for one element, by which its links open beside the desk.
        assert shown.text.replace('<base target="_blank">\n', "") == press.preview(reader).html
        text = editor.get(PAGE, params={"language": language}).text
        part = unescape(re.search(r'<pre class="text-part"[^>]*>(.*?)</pre>', text, re.DOTALL)[1])
        assert part == press.preview(reader).text


def test_the_mail_is_shut_in_a_frame_that_runs_nothing(editor: TestClient, morning: World) -> None:
    page = editor.get(PAGE).text
    shut_in = 'sandbox="allow-popups allow-popups-to-escape-sandbox"'
    assert page.count(shut_in) == page.count("<iframe") == 2
    headers = editor.get(f"{PAGE}/mail.html").headers
    rules = headers["Content-Security-Policy"].split("; ")
    sandbox = "sandbox allow-popups allow-popups-to-escape-sandbox"
    assert {sandbox, "default-src 'none'", "frame-ancestors 'self'"} <= set(rules)
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Cache-Control"].startswith("private")


def test_both_frames_name_the_content_that_they_show(editor: TestClient, morning: World) -> None:
    def frames() -> set[str]:
        return set(re.findall(r'<iframe[^>]* src="([^"]+)"', editor.get(PAGE).text))

    before = frames()
    assert len(before) == 1
    assert frames() == before
    morning.gather(content(1, title="Autre titre", image=PICTURE), content(2))
    morning.compose()
    assert frames() != before


def test_a_hostile_feed_puts_nothing_that_runs_into_the_frame(editor: TestClient, world: World) -> None:
    world.apply()
    world.gather(content(1, title="<script>alert(1)</script>", standfirst='"><iframe src=x onload=alert(1)>'))
    world.compose()
    mail = editor.get(f"{PAGE}/mail.html").text
    assert "<script" not in mail
    assert "<iframe" not in mail


def test_the_page_says_what_the_mail_is_made_of_and_what_is_wrong_with_it(
    editor: TestClient, morning: World
) -> None:
    page = unescape(editor.get(PAGE).text)
    assert "<dd>À la une : l’IA</dd>" in page
    assert re.search(r"\d+\u00a0ko", page)
    assert "7\u00a0h" in page
    assert "<dd>Rédaction <redaction@news.example></dd>" in page
    contents = page.partition("<h2>Sommaire</h2>")[2]
    assert "à la une\u00a0: l’article illustré le plus récent\u202f; rubrique /profession/" in contents
    assert "<h3>Profession</h3>" in contents
    assert "1 article écarté" in contents
    assert "sans thème\u00a0: aucune règle ne l’a pris" in contents


def test_findings_of_one_kind_stand_together_and_the_worst_first(
    editor: TestClient, world: World, careful: Newsroom
) -> None:
    world.apply(replace(careful, publication=replace(careful.publication, postal_address="")))
    plain = replace(PICTURE, url="http://news.example/p.jpg", alt="")
    world.gather(*(content(number, image=plain) for number in (1, 2, 3)))
    world.compose()
    page = editor.get(PAGE).text
    kinds = re.findall(r'<li><span class="level (\w+)"', page)
    assert kinds == sorted(kinds, key=["block", "warn", "note"].index)
    assert page.count("n’est pas servie en https") == 3
    assert page.count("servez-la en https\u00a0: bien des messageries") == 1
    assert "et 2 autres" in page


def test_what_blocks_is_not_approved_by_an_unthinking_press(editor: TestClient, morning: World) -> None:
    assert "Valider quand même" not in editor.get(PAGE).text
    # Gmail would cut this one off before the way out.
    publication = replace(morning.newsroom.publication, postal_address="1 rue de la Presse " * 6000)
    morning.apply(replace(morning.newsroom, publication=publication))
    morning.compose()
    page = editor.get(PAGE).text
    assert '<span class="level block">bloquant</span>' in page
    assert "Valider quand même" in page
    assert '<dd class="wants">' in page


@pytest.mark.parametrize(
    ("events", "buttons"),
    [
        ([], ["approve", "compose", "hold", "skip", "cancel"]),
        (["approve"], ["compose", "hold", "skip", "cancel"]),
        (["hold"], ["approve", "resume", "skip", "cancel"]),
        (["skip"], ["compose", "hold", "cancel"]),
        (["cancel"], []),
        (["approve", "freeze"], ["pause", "cancel"]),
        (["approve", "freeze", "pause"], ["resume", "cancel"]),
    ],
)
def test_only_what_the_state_allows_has_a_button(
    events: list[str], buttons: list[str], editor: TestClient, morning: World
) -> None:
    for event in events:
        if event == "freeze":
            morning.freeze()
        else:
            assert _decide(editor, event) == 303
    assert _buttons(editor.get(PAGE).text) == buttons


def test_an_approved_edition_goes_out_and_says_so(editor: TestClient, morning: World) -> None:
    assert _decide(editor, "approve") == 303
    assert morning.edition().status is S.APPROVED
    morning.freeze()
    morning.deliver()
    page = editor.get(PAGE).text
    assert "2 destinataires" in page
    assert "2 acceptés" in page
    assert _buttons(page) == []


def test_a_reason_is_kept_on_one_line(editor: TestClient, morning: World) -> None:
    _decide(editor, "hold", reason=" un doute\r\nBcc: x ")
    assert morning.edition().reason == "un doute Bcc: x"


def test_nobody_approves_what_they_have_not_seen(editor: TestClient, morning: World) -> None:
    seen = morning.edition().revision
    morning.gather(content(1, title="Changé entre-temps", image=PICTURE), content(2))
    morning.compose()
    answer = editor.post(PAGE, data={"event": "approve", "revision": seen})
    assert answer.status_code == 409
    assert "L’édition a changé entre-temps" in answer.text
    assert morning.edition().status is S.AWAITING_APPROVAL
    assert _decide(editor, "approve") == 303


def test_the_second_of_two_editors_is_told_that_the_first_was_faster(
    editor: TestClient, morning: World
) -> None:
    assert _decide(editor, "cancel") == 303
    late = editor.post(PAGE, data={"event": "hold"})
    assert late.status_code == 409
    assert "L’édition a changé entre-temps" in late.text
    assert f'href="{PAGE}"' in late.text
    assert morning.edition().status is S.CANCELLED


@pytest.mark.parametrize("event", ["freeze", "start", "finish", "propose", "", "approve\x00", "nonsense"])
def test_only_an_editors_steps_can_be_taken(event: str, editor: TestClient, morning: World) -> None:
    before = morning.edition()
    assert editor.post(PAGE, data={"event": event, "revision": before.revision}).status_code == 400
    assert morning.edition() == before


def test_nothing_is_given_up_for_good_by_one_press(editor: TestClient, morning: World) -> None:
    assert editor.post(PAGE, data={"event": "cancel"}).status_code == 400
    assert morning.edition().status is S.AWAITING_APPROVAL
    assert re.search(r'<input type="checkbox" name="sure" value="true" required>', editor.get(PAGE).text)


def test_what_was_composed_before_its_closing_says_that_it_is_not_the_last_word(
    editor: TestClient, morning: World
) -> None:
    page = f"/desk/editions/{TOMORROW}"
    morning.gather(content(4, title="Pour demain", image=PICTURE), content(1), content(2))
    assert _decide(editor, "compose", page=page) == 303
    assert "Elle sera recomposée au bouclage (6\u00a0h\u00a030)" in editor.get(page).text
    assert "recomposée" not in editor.get(PAGE).text


def test_too_little_the_evening_before_is_no_verdict_and_can_still_be_ruled_out(
    editor: TestClient, out: World
) -> None:
    page = f"/desk/editions/{TOMORROW}"
    assert _decide(editor, "compose", page=page) == 303
    assert out.edition(TOMORROW).status is S.SKIPPED
    assert "Trop peu pour l’instant" in editor.get(page).text
    assert f'href="{page}"' in editor.get("/desk/").text.partition("Prochaine édition")[2]
    assert _decide(editor, "skip", page=page, reason="férié") == 303
    assert "Trop peu pour l’instant" not in editor.get(page).text
    assert f'href="{page}"' not in editor.get("/desk/").text.partition("Prochaine édition")[2]


@pytest.mark.parametrize("event", ["approve", "compose", "hold", "skip", "cancel"])
def test_a_day_that_passed_without_an_edition_gets_none_now(
    editor: TestClient, morning: World, event: str
) -> None:
    past = EditionId("quotidienne", TODAY.date - timedelta(days=400))
    page = f"/desk/editions/{past}"
    assert "compose" not in _buttons(editor.get(page).text)
    assert _decide(editor, event, page=page) in (404, 409)
    assert stands(morning.database, past) is None


def test_composing_takes_in_what_came_since(editor: TestClient, morning: World) -> None:
    morning.gather(content(4, title="Tout frais", image=PICTURE), content(1), content(2))
    assert "Tout frais" not in editor.get(PAGE).text
    assert _decide(editor, "compose") == 303
    assert "Tout frais" in editor.get(PAGE).text
    assert morning.edition().status is S.AWAITING_APPROVAL


def test_what_nobody_composed_is_shown_as_it_would_be_and_left_alone(
    editor: TestClient, morning: World
) -> None:
    page = f"/desk/editions/{TOMORROW}"
    shown = editor.get(page).text
    assert "Pas encore composée" in shown
    assert _buttons(shown) == ["compose", "hold", "skip", "cancel"]
    assert editor.get(f"{page}/mail.html").status_code == 200
    assert stands(morning.database, TOMORROW) is None


def test_an_edition_can_be_skipped_before_its_day(editor: TestClient, morning: World) -> None:
    assert _decide(editor, "skip", page=f"/desk/editions/{TOMORROW}", reason="férié") == 303
    found = morning.edition(TOMORROW)
    assert (found.status, found.reason, found.content) == (S.SKIPPED, "férié", None)


def test_what_was_held_before_it_was_composed_is_composed_when_it_goes_on(
    editor: TestClient, morning: World
) -> None:
    page = f"/desk/editions/{TOMORROW}"
    assert _decide(editor, "hold", page=page) == 303
    assert "approve" not in _buttons(editor.get(page).text)
    assert editor.post(page, data={"event": "approve", "revision": 0}).status_code == 409
    assert _decide(editor, "resume", page=page) == 303
    found = morning.edition(TOMORROW)
    assert found.status is S.AWAITING_APPROVAL
    assert found.content


@pytest.mark.parametrize(
    "path", ["hebdo/2026-11-23", "quotidienne/2026-13-01", "quotidienne/hier", "quotidienne/1795564800"]
)
def test_what_cannot_be_an_edition_is_not_found_and_not_made(
    path: str, editor: TestClient, morning: World
) -> None:
    page = f"/desk/editions/{path}"
    assert editor.get(page).status_code == 404
    assert editor.get(f"{page}/mail.html").status_code == 404
    for event in ("skip", "compose"):
        assert editor.post(page, data={"event": event}).status_code == 404
    assert editor.post(f"{page}/trial", data={"address": "ana@example.org"}).status_code == 404


def test_editions_lead_to_their_neighbours(editor: TestClient, out: World) -> None:
    page = editor.get(f"/desk/editions/{TOMORROW}").text
    assert f'<a href="{PAGE}" rel="prev">' in page
    assert f'<a href="/desk/editions/{TODAY.newsletter}/{TODAY.date}" rel="next">' not in page


def test_a_proof_goes_to_one_address_and_the_ledger_hears_nothing(editor: TestClient, morning: World) -> None:
    answer = editor.post(f"{PAGE}/trial", data={"address": " ana@example.org "})
    assert answer.headers["location"] == f"{PAGE}?trial=accepted"
    assert morning.reached == ["ana@example.org"]
    assert "L’épreuve est partie." in editor.get(answer.headers["location"]).text
    assert morning.accounts().recipients == 0


@pytest.mark.parametrize(
    ("met", "ended"),
    [
        (Reply(code=550, enhanced="5.1.1", text="no such user"), "refused"),
        (Reply(code=451, enhanced="4.7.1", text="later"), "deferred"),
        (Break.AFTER_DOT, "uncertain"),
    ],
)
def test_a_proof_that_did_not_go_says_so(
    met: Reply | Break, ended: str, editor: TestClient, morning: World
) -> None:
    morning.relay.answer("ana@example.org", met)
    answer = editor.post(f"{PAGE}/trial", data={"address": "ana@example.org"})
    assert answer.headers["location"].endswith(f"?trial={ended}")
    assert 'role="status"' in editor.get(answer.headers["location"]).text


@pytest.mark.parametrize("address", ["", "ana", "ana@example.org\r\nRCPT TO:<bob@example.org>", "a@b@c", "@"])
def test_a_proof_goes_to_nothing_that_is_no_address(address: str, editor: TestClient, morning: World) -> None:
    answer = editor.post(f"{PAGE}/trial", data={"address": address})
    assert answer.status_code == 400 or answer.headers["location"].endswith("?trial=address")
    assert morning.reached == []


def test_nothing_in_the_address_bar_becomes_a_notice(editor: TestClient, morning: World) -> None:
    page = editor.get(PAGE, params={"trial": "<b>accepted</b>", "language": '"><b>'}).text
    assert 'role="status"' not in page
    assert "><b>" not in page


def test_an_editor_can_write_subject_and_preheader(editor: TestClient, morning: World) -> None:
    page = editor.get(PAGE).text
    assert 'placeholder="À la une : l’IA"' in page
    answer = editor.post(f"{PAGE}/words", data={"subject": "Le “mien”", "preheader": ""})
    assert answer.status_code == 303
    assert answer.headers["location"].endswith(PAGE)
    page = editor.get(PAGE).text
    assert "<dd>Le “mien”</dd>" in page
    assert 'value="Le “mien”"' in page
    assert editor.post(f"{PAGE}/words", data={"subject": "x" * 400}).status_code in {400, 422}


def test_what_is_out_cannot_be_reworded(editor: TestClient, out: World) -> None:
    assert f"{PAGE}/words" not in editor.get(PAGE).text
    assert editor.post(f"{PAGE}/words", data={"subject": "x"}).status_code == 409
