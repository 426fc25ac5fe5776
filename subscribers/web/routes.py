"""Answers what a subscriber's links ask. GET and HEAD only show, POST acts.

A token is verified before the database is asked anything, and stands in for a login: there is no cookie.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse

from subscribers.model import Choice, Preferences, Status
from subscribers.service import Subscribers
from subscribers.web.pages import Pages, PageSettings, shown, titles, words
from subscribers.web.words import filled


def router(
    subscribers: Subscribers, settings: Callable[[], PageSettings], templates: Sequence[Path]
) -> APIRouter:
    """Return the routes /unsubscribe/TOKEN and /preferences/TOKEN.

    settings: asked at every request, so that the pages follow the newsroom. templates: folders that hold
    web/, the first one first.
    """
    routes = APIRouter(include_in_schema=False)
    pages = Pages(templates)
    for page in (_Unsubscribe(subscribers, settings, pages), _Preferences(subscribers, settings, pages)):
        routes.add_api_route(page.path, page.show, methods=["GET", "HEAD"], response_class=HTMLResponse)
        routes.add_api_route(page.path, page.act, methods=["POST"], response_class=HTMLResponse)
    return routes


class _Unsubscribe:
    """/unsubscribe/TOKEN."""

    path = "/unsubscribe/{token}"

    def __init__(self, subscribers: Subscribers, settings: Callable[[], PageSettings], pages: Pages) -> None:
        self._subscribers, self._settings, self._pages = subscribers, settings, pages

    def show(self, token: str) -> HTMLResponse:
        """Ask for one press of a button: programs that follow every link of a mail press none."""
        allowed = self._subscribers.read_unsubscribe(token)
        settings = self._settings()
        if allowed is None:
            return _invalid(self._pages, settings)
        known = self._subscribers.preferences(allowed.subscriber, settings.offer)
        if known is None:
            return _nobody(self._pages, settings)
        language = known.subscriber.language
        texts, address = words(settings, language), shown(known.subscriber)
        title = _title(settings, allowed.newsletter)
        if not (allowed.newsletter in known.received if allowed.newsletter else known.received):
            return self._pages.message(
                settings,
                language,
                texts.not_subscribed_title,
                filled(texts.not_subscribed, address=address, title=title),
            )
        return self._pages.response(
            "unsubscribe.html",
            settings,
            language,
            title=filled(texts.ask_title, title=title),
            ask=filled(texts.goodbye, address=address, title=title),
        )

    def act(self, token: str, by: str = "") -> HTMLResponse:
        """Unsubscribe. A mail client's POST (RFC 8058) comes without `by`; what its body holds is all the
        same, because the token says everything, so that no odd body can lose somebody's wish.
        """
        allowed = self._subscribers.read_unsubscribe(token)
        settings = self._settings()
        if allowed is None:
            return _invalid(self._pages, settings)
        evidence = "button on the unsubscribe page" if by == "page" else "one-click (RFC 8058)"
        gone = self._subscribers.leave(
            allowed.subscriber, allowed.newsletter, known=settings.newsletters, evidence=evidence
        )
        known = self._subscribers.preferences(gone.id, settings.offer) if gone else None
        if known is None:
            return _nobody(self._pages, settings)
        return self._goodbye(settings, known, allowed.newsletter)

    def _goodbye(self, settings: PageSettings, known: Preferences, newsletter: str) -> HTMLResponse:
        person = known.subscriber
        texts, address = words(settings, person.language), shown(person)
        if newsletter and known.received:
            said = filled(texts.goodbye, address=address, title=_title(settings, newsletter))
            rest = filled(texts.still_receiving, titles=titles(settings.newsletters, known.received))
        else:
            said = filled(texts.goodbye_all, address=address, publication=settings.publication)
            rest = filled(texts.change_of_mind)
        # Relative, so that it holds wherever the pages are mounted.
        back = f"../preferences/{self._subscribers.preferences_token(person.id)}"
        return self._pages.message(
            settings,
            person.language,
            texts.goodbye_title,
            said + f" {texts.on_its_way}",
            rest,
            link=(back, texts.to_preferences),
        )


class _Preferences:
    """/preferences/TOKEN."""

    path = "/preferences/{token}"

    def __init__(self, subscribers: Subscribers, settings: Callable[[], PageSettings], pages: Pages) -> None:
        self._subscribers, self._settings, self._pages = subscribers, settings, pages

    def show(self, token: str) -> HTMLResponse:
        """Show what somebody receives, as a form."""
        settings = self._settings()
        known = self._opened(token, settings)
        return known if isinstance(known, HTMLResponse) else self._form(settings, known)

    def act(
        self,
        token: str,
        name: Annotated[str | None, Form()] = None,
        language: Annotated[str | None, Form()] = None,
        newsletters: Annotated[list[str] | None, Form()] = None,
        themes: Annotated[list[str] | None, Form()] = None,
    ) -> HTMLResponse:
        """Save the form and say what it comes to."""
        settings = self._settings()
        known = self._opened(token, settings)
        if isinstance(known, HTMLResponse):
            return known
        if name is None and language is None:
            # Our form always sends both. An empty body must not pass for "no newsletter is ticked".
            return self._form(settings, known, status=400)
        choice = Choice(
            name=name or "",
            language=language or "",
            themes=frozenset(themes or ()),
            newsletters=frozenset(newsletters or ()),
        )
        saved = self._subscribers.choose(
            known.subscriber.id, choice, settings.offer, evidence="preferences page"
        )
        return self._saved(settings, saved, token) if saved else _nobody(self._pages, settings)

    def _opened(self, token: str, settings: PageSettings) -> Preferences | HTMLResponse:
        """Return whom the token names, or the page that says why there is no form."""
        allowed = self._subscribers.read_preferences(token)
        if allowed is None:
            return _invalid(self._pages, settings)
        if allowed.expired(self._subscribers.today()):
            texts = words(settings, "")
            return self._pages.message(settings, "", texts.expired_title, texts.expired, status=410)
        known = self._subscribers.preferences(allowed.subscriber, settings.offer)
        if known is None:
            return _nobody(self._pages, settings)
        stopped = (Status.BOUNCED, Status.COMPLAINED)
        return self._stopped(settings, known) if known.subscriber.status in stopped else known

    def _form(self, settings: PageSettings, known: Preferences, *, status: int = 200) -> HTMLResponse:
        person = known.subscriber
        texts = words(settings, person.language)
        return self._pages.response(
            "preferences.html",
            settings,
            person.language,
            status=status,
            title=texts.preferences_title,
            intro=filled(texts.preferences, address=shown(person)),
            person=person,
            received=known.received,
            newsletters=settings.newsletters,
            themes=settings.themes,
            chosen_themes=(person.themes & settings.offer.themes) or settings.offer.themes,
        )

    def _saved(self, settings: PageSettings, saved: Preferences, token: str) -> HTMLResponse:
        person = saved.subscriber
        texts, address = words(settings, person.language), shown(person)
        if saved.received:
            themes = filled(texts.saved_themes, titles=titles(settings.themes, person.themes))
            paragraphs = [
                filled(texts.saved, address=address, titles=titles(settings.newsletters, saved.received)),
                themes if person.themes else texts.saved_all_themes,
            ]
        else:
            paragraphs = [filled(texts.saved_nothing, address=address, publication=settings.publication)]
        link = (token, texts.back_to_preferences)
        return self._pages.message(settings, person.language, texts.saved_title, *paragraphs, link=link)

    def _stopped(self, settings: PageSettings, known: Preferences) -> HTMLResponse:
        person = known.subscriber
        texts = words(settings, person.language)
        bounced = person.status is Status.BOUNCED
        why = texts.stopped_bounced if bounced else texts.stopped_complained
        return self._pages.message(
            settings,
            person.language,
            texts.stopped_title,
            filled(why, address=shown(person)),
            texts.stopped,
        )


def _title(settings: PageSettings, newsletter: str) -> str:
    """Return what a newsletter is called, also one that is no more; the publication for all of them."""
    return settings.newsletters.get(newsletter, newsletter) or settings.publication


def _invalid(pages: Pages, settings: PageSettings) -> HTMLResponse:
    texts = words(settings, "")
    return pages.message(settings, "", texts.invalid_title, texts.invalid, status=404)


def _nobody(pages: Pages, settings: PageSettings) -> HTMLResponse:
    texts = words(settings, "")
    return pages.message(settings, "", texts.nobody_title, texts.nobody)
