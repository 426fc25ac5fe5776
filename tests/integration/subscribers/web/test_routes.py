"""What a reader's links answer, and that only a POST acts."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from sqlalchemy import event

from subscribers.api import Reason, Status

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
READING = ("GET", "HEAD", "OPTIONS")


class Page(HTMLParser):
    """The parts of a page that a reader uses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inputs: list[dict[str, str | None]] = []
        self.forms: list[dict[str, str | None]] = []
        self.links: list[str | None] = []
        self.buttons = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "input":
            self.inputs.append(values)
        elif tag == "form":
            self.forms.append(values)
        elif tag == "a":
            self.links.append(values.get("href"))
        self.buttons += tag == "button"

    def ticked(self, name: str) -> set[str | None]:
        return {one["value"] for one in self.inputs if one["name"] == name and "checked" in one}


def text(html: str) -> str:
    """Return what a page says, without its tags and its style sheet."""
    body = html.partition("<body>")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body)).strip()


class TestHeaders:
    @pytest.mark.parametrize("path", ["unsubscribe", "preferences"])
    def test_every_answer_is_kept_indexed_framed_and_referred_by_nobody(
        self, web, add, subscribers, path
    ) -> None:
        person = add("zoe@example.org")
        links = subscribers.links("")
        good = (
            links.preferences(person.id) if path == "preferences" else links.unsubscribe(person.id, "hebdo")
        )
        for method, url in (("GET", good), ("HEAD", good), ("POST", good), ("GET", f"/{path}/forged")):
            headers = web.request(method, url).headers
            assert headers["cache-control"] == "no-store"
            assert headers["x-robots-tag"] == "noindex, nofollow"
            assert headers["referrer-policy"] == "no-referrer"
            assert "set-cookie" not in headers
            policy = headers["content-security-policy"]
            for rule in ("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"):
                assert rule in policy

    def test_the_style_sheet_is_the_one_that_the_policy_names_and_no_other(
        self, web, add, unsubscribe_path
    ) -> None:
        path = unsubscribe_path(add("zoe@example.org").id, "hebdo")
        first, second = web.get(path), web.get(path)
        nonce = re.search(r"'nonce-([^']+)'", first.headers["content-security-policy"])
        assert nonce
        assert f'<style nonce="{nonce[1]}">' in first.text
        assert nonce[1] not in second.text
        assert " style=" not in first.text
        assert "<script" not in first.text


class TestUnsubscribePage:
    def test_it_asks_for_one_press_of_a_button(self, web, add, unsubscribe_path) -> None:
        answer = web.get(unsubscribe_path(add("zoe.martin@example.org").id, "hebdo"))
        assert answer.status_code == 200
        assert "Ne plus recevoir L’Hebdo\u202f?" in answer.text
        page = Page(answer.text)
        assert page.buttons == 1
        assert [form["method"] for form in page.forms] == ["post"]

    def test_a_forwarded_mail_does_not_give_the_address_away(self, web, add, unsubscribe_path) -> None:
        answer = web.get(unsubscribe_path(add("zoe.martin@example.org").id, "hebdo"))
        assert "z…@example.org" in answer.text
        assert "zoe.martin" not in answer.text

    def test_it_speaks_the_language_of_the_person(self, web, add, unsubscribe_path, newsroom) -> None:
        english = add("zoe@example.org", language="en")
        unsaid = add("max@example.org")
        assert '<html lang="en">' in web.get(unsubscribe_path(english.id, "hebdo")).text
        assert '<html lang="fr">' in web.get(unsubscribe_path(unsaid.id, "hebdo")).text
        newsroom.change(language="en")
        assert "Stop receiving L’Hebdo?" in web.get(unsubscribe_path(unsaid.id, "hebdo")).text

    @pytest.mark.parametrize("method", READING)
    def test_reading_changes_nothing(self, web, add, subscribers, unsubscribe_path, method) -> None:
        person = add("zoe@example.org")
        web.request(method, unsubscribe_path(person.id, "hebdo"))
        web.request(method, unsubscribe_path(person.id, ""))
        assert subscribers.show("zoe@example.org") == person
        assert list(subscribers.suppressions()) == []

    def test_somebody_who_does_not_receive_it_is_told_so(self, web, add, unsubscribe_path) -> None:
        person = add("zoe@example.org", newsletters={"hebdo"})
        answer = web.get(unsubscribe_path(person.id, "quotidienne"))
        assert "z…@example.org ne reçoit pas La Quotidienne." in text(answer.text)
        assert Page(answer.text).buttons == 0

    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_a_forged_token_is_refused_with_what_to_do_and_without_asking_the_list(
        self, web, database, add, unsubscribe_path, method
    ) -> None:
        token = unsubscribe_path(add("zoe@example.org").id, "hebdo")
        statements: list[str] = []
        event.listen(database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        for path in (f"{token}A", token[:-1], "/unsubscribe/1", "/unsubscribe/' OR 1=1 --", "/preferences/1"):
            answer = web.request(method, path)
            assert answer.status_code == 404
            assert "Ouvrez l’un de nos mails récents" in answer.text
        assert statements == []
        assert web.get(token).status_code == 200
        assert statements != []

    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_an_erased_person_learns_that_nothing_is_left_to_do(
        self, web, add, subscribers, unsubscribe_path, method
    ) -> None:
        path = unsubscribe_path(add("zoe@example.org").id, "hebdo")
        subscribers.erase("zoe@example.org")
        answer = web.request(method, path)
        assert answer.status_code == 200
        assert "Votre adresse n’est plus sur notre liste." in answer.text


class TestUnsubscribe:
    @pytest.mark.parametrize(
        "body",
        [
            {"data": ONE_CLICK},
            {"files": {"List-Unsubscribe": (None, "One-Click")}},
            {"content": b""},
            {"content": b"--broken", "headers": {"content-type": "multipart/form-data"}},
            {"content": b"\xff" * 100_000, "headers": {"content-type": "application/json"}},
        ],
        ids=["urlencoded", "multipart", "empty", "broken", "odd"],
    )
    def test_one_click_acts_at_once_whatever_the_body(
        self, web, add, subscribers, unsubscribe_path, body
    ) -> None:
        person = add("zoe@example.org")
        answer = web.post(unsubscribe_path(person.id, "hebdo"), **body)
        assert answer.status_code == 200
        assert not subscribers.may_mail([person.id], "hebdo")[person.id].allowed
        assert subscribers.may_mail([person.id], "quotidienne")[person.id].allowed
        assert subscribers.history("zoe@example.org")[-1].evidence == "hebdo: one-click (RFC 8058)"

    def test_one_click_twice_is_one_unsubscription(self, web, add, subscribers, unsubscribe_path) -> None:
        path = unsubscribe_path(add("zoe@example.org").id, "hebdo")
        assert [web.post(path, data=ONE_CLICK).status_code for _ in range(3)] == [200] * 3
        assert len(list(subscribers.suppressions())) == 1
        assert len(subscribers.history("zoe@example.org")) == 2

    def test_the_button_does_what_one_click_does_and_says_so(
        self, web, add, subscribers, unsubscribe_path
    ) -> None:
        person = add("zoe@example.org")
        path = unsubscribe_path(person.id, "hebdo")
        action = Page(web.get(path).text).forms[0]["action"]
        answer = web.post(f"{path}{action}")
        assert "z…@example.org ne recevra plus L’Hebdo." in text(answer.text)
        assert "Vous continuez à recevoir\u00a0: La Quotidienne." in answer.text
        assert subscribers.history("zoe@example.org")[-1].evidence == "hebdo: button on the unsubscribe page"

    def test_leaving_the_last_one_says_goodbye_and_leaves_a_way_back(
        self, web, add, subscribers, unsubscribe_path
    ) -> None:
        person = add("zoe@example.org", newsletters={"hebdo"})
        path = unsubscribe_path(person.id, "hebdo")
        answer = web.post(path)
        assert "Le Journal n’écrira plus à z…@example.org." in text(answer.text)
        assert subscribers.show("zoe@example.org").status is Status.UNSUBSCRIBED
        (back,) = Page(answer.text).links
        assert back is not None
        assert web.get(str(web.base_url.join(path).join(back))).status_code == 200

    def test_a_newsletter_that_is_no_more_can_be_left(
        self, web, add, subscribers, unsubscribe_path, newsroom
    ) -> None:
        path = unsubscribe_path(add("zoe@example.org").id, "hebdo")
        newsroom.change(newsletters={"quotidienne": "La Quotidienne"})
        assert web.post(path).status_code == 200
        assert [one.newsletter for one in subscribers.suppressions()] == ["hebdo"]
        assert subscribers.show("zoe@example.org").status is Status.ACTIVE

    def test_hostile_titles_and_names_are_text(self, web, add, unsubscribe_path, newsroom) -> None:
        newsroom.change(publication="<b>x</b>", newsletters={"hebdo": "<script>1</script>", "q": "<i>"})
        answer = web.post(unsubscribe_path(add("zoe@example.org").id, "q"))
        assert "<script>" not in answer.text
        assert "<b>x" not in answer.text
        assert "&lt;i&gt;" in answer.text


class TestPreferencesPage:
    def test_it_shows_what_is_received_as_ticked_boxes(self, web, add, preferences_path) -> None:
        person = add("zoe@example.org", name="Zoé <Martin>", themes={"ia"}, newsletters={"hebdo"})
        page = Page(web.get(preferences_path(person.id)).text)
        assert page.ticked("newsletters") == {"hebdo"}
        assert page.ticked("themes") == {"ia"}
        assert page.ticked("language") == {"fr"}
        assert [one["value"] for one in page.inputs if one["name"] == "name"] == ["Zoé <Martin>"]

    def test_everything_is_ticked_for_whoever_chose_nothing(self, web, add, preferences_path) -> None:
        page = Page(web.get(preferences_path(add("zoe@example.org").id)).text)
        assert page.ticked("newsletters") == {"hebdo", "quotidienne"}
        assert page.ticked("themes") == {"ia", "economie", "recherche"}

    def test_a_link_older_than_sixty_days_says_where_a_fresh_one_is(
        self, web, add, preferences_path, clock
    ) -> None:
        path = preferences_path(add("zoe@example.org").id)
        clock.instant += timedelta(days=60)
        assert web.get(path).status_code == 200
        clock.instant += timedelta(days=1)
        for method in ("GET", "POST"):
            answer = web.request(method, path)
            assert answer.status_code == 410
            assert "60 jours" in answer.text

    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_whom_we_stopped_writing_to_learns_why(
        self, web, add, subscribers, preferences_path, method
    ) -> None:
        for reason, said in ((Reason.HARD_BOUNCE, "a refusé nos mails"), (Reason.COMPLAINT, "indésirable")):
            person = add(f"{reason}@example.org")
            subscribers.suppress(person.id, reason, evidence="")
            answer = web.request(method, preferences_path(person.id))
            assert said in answer.text
            assert Page(answer.text).buttons == 0

    @pytest.mark.parametrize("method", READING)
    def test_reading_changes_nothing(self, web, add, subscribers, preferences_path, method) -> None:
        person = add("zoe@example.org")
        web.request(method, preferences_path(person.id))
        assert subscribers.show("zoe@example.org") == person

    def test_an_unsubscribe_link_opens_no_preferences(self, web, add, unsubscribe_path) -> None:
        path = unsubscribe_path(add("zoe@example.org").id, "ab")
        assert web.get(path.replace("unsubscribe", "preferences")).status_code == 404


class TestPreferences:
    def test_the_form_is_saved_and_confirmed(self, web, add, subscribers, preferences_path) -> None:
        person = add("zoe@example.org")
        form = {
            "name": "Zoé\r\nBcc: x",
            "language": "fr",
            "newsletters": ["hebdo"],
            "themes": ["recherche", "ia"],
        }
        answer = web.post(preferences_path(person.id), data=form)
        assert answer.status_code == 200
        assert "z…@example.org</span> reçoit\u00a0: L’Hebdo." in answer.text
        assert "Thèmes\u00a0: Intelligence artificielle, Recherche." in answer.text
        saved = subscribers.show("zoe@example.org")
        assert (saved.name, saved.themes, saved.newsletters) == ("Zoé Bcc: x", {"ia", "recherche"}, {"hebdo"})

    def test_the_answer_is_in_the_language_just_chosen(self, web, add, preferences_path) -> None:
        form = {"name": "", "language": "en", "newsletters": ["hebdo"]}
        answer = web.post(preferences_path(add("zoe@example.org").id), data=form)
        assert "Saved" in answer.text
        assert "Themes: all of them." in answer.text

    def test_what_the_page_showed_is_saved_as_it_was(self, web, add, subscribers, preferences_path) -> None:
        person = add("zoe@example.org", themes={"ia"}, language="fr", name="Zoé")
        path = preferences_path(person.id)
        page = Page(web.get(path).text)
        form = {name: sorted(map(str, page.ticked(name))) for name in ("newsletters", "themes", "language")}
        web.post(path, data={**form, "name": "Zoé"})
        assert subscribers.show("zoe@example.org") == person

    def test_no_newsletter_ticked_is_an_unsubscription_that_says_so(
        self, web, add, subscribers, preferences_path
    ) -> None:
        path = preferences_path(add("zoe@example.org").id)
        answer = web.post(path, data={"name": "Zoé", "language": "fr", "themes": ["ia"]})
        assert "Le Journal n’écrira plus à z…@example.org." in text(answer.text)
        assert subscribers.show("zoe@example.org").status is Status.UNSUBSCRIBED
        assert Page(web.get(path).text).ticked("newsletters") == set()

    def test_somebody_who_left_comes_back(
        self, web, add, subscribers, preferences_path, unsubscribe_path
    ) -> None:
        person = add("zoe@example.org")
        web.post(unsubscribe_path(person.id, ""), data=ONE_CLICK)
        form = {"name": "", "language": "fr", "newsletters": ["hebdo"]}
        web.post(preferences_path(person.id), data=form)
        assert subscribers.may_mail([person.id], "hebdo")[person.id].allowed

    @pytest.mark.parametrize("data", [{}, ONE_CLICK, {"themes": "ia"}])
    def test_a_body_that_is_not_our_form_unsubscribes_nobody(
        self, web, add, subscribers, preferences_path, data
    ) -> None:
        person = add("zoe@example.org")
        answer = web.post(preferences_path(person.id), data=data)
        assert answer.status_code == 400
        assert subscribers.show("zoe@example.org") == person

    def test_the_pages_follow_the_newsroom(self, web, add, preferences_path, newsroom) -> None:
        path = preferences_path(add("zoe@example.org").id)
        newsroom.change(
            themes={"sport": "Sport"}, newsletters={"hebdo": "Le Samedi"}, publication="La Feuille"
        )
        page = web.get(path).text
        assert "Sport" in page
        assert "Le Samedi" in page
        assert "La Feuille" in page
        assert "Intelligence" not in page

    def test_saving_for_an_erased_person_is_no_error(self, web, add, subscribers, preferences_path) -> None:
        path = preferences_path(add("zoe@example.org").id)
        subscribers.erase("zoe@example.org")
        assert "plus sur notre liste" in web.post(path, data={"name": "", "language": "fr"}).text
