"""The desk's page for one edition: the real mail, what is wrong with it, why it prints what it prints, and
the buttons that decide on it.

The mail on show comes from the very function that renders the mail that goes out. GET shows, POST decides;
which steps there are is the state table's affair.
"""

import hashlib
from dataclasses import replace
from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from digest.bootstrap import House
from digest.domain.corrections import LONGEST as LONGEST_CORRECTION
from digest.domain.edition import EditionContent, EditionEvent, EditionId
from digest.services.check import Finding, Level, check_edition
from digest.services.compose import compose, content_to_show, stands
from digest.services.editorial import decide
from digest.services.explain import as_printed
from digest.services.press import LANGUAGES, NOBODY, EditionPress, Preview, Reader
from digest.services.trial import send_trial
from digest.services.wording import LONGEST, reword, wording
from digest.web.access import Access
from digest.web.pages import Day, Pages
from digest.web.review import ASIDE, AT_ONCE, review_of

_READ = ["GET", "HEAD"]
_SAMPLE_ADDRESS = "reader@example.org"
_MAIL_HEADERS = {
    # The mail is made of other people's texts: no script, no form, and nothing but pictures from outside.
    # Its links open beside the desk: in the frame itself no other site may be shown.
    "Content-Security-Policy": (
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src https: http: data:; style-src 'unsafe-inline';"
        " frame-ancestors 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    # The page names the content in the address, so that its two frames can share one answer.
    "Cache-Control": "private, max-age=60",
}


def edition_routes(house: House, access: Access, pages: Pages) -> APIRouter:
    """Return the routes under /desk/editions/."""
    routes = APIRouter(
        prefix="/desk/editions/{newsletter}/{day}",
        include_in_schema=False,
        default_response_class=HTMLResponse,
        dependencies=[Depends(access.required)],
    )
    desk = _EditionDesk(house, access, pages)
    routes.add_api_route("", desk.show, methods=_READ)
    routes.add_api_route("", desk.decide, methods=["POST"])
    routes.add_api_route("/mail.html", desk.show_mail, methods=_READ)
    routes.add_api_route("/words", desk.reword, methods=["POST"])
    routes.add_api_route("/trial", desk.try_out, methods=["POST"])
    return routes


class _EditionDesk:
    """One edition under an editor's eyes."""

    def __init__(self, house: House, access: Access, pages: Pages) -> None:
        self._house, self._access, self._pages = house, access, pages

    def show(
        self, request: Request, newsletter: str, day: Day, language: str = "", trial: str = ""
    ) -> Response:
        """Show the edition as it stands, or as it would be if it closed now."""
        frame = self._pages.frame()
        review = review_of(self._house, EditionId(newsletter, day))
        press = self._press(review.edition.id, review.content)
        review = replace(review, decisions=as_printed(review.decisions, review.content, press))
        language = language if language in LANGUAGES else review.content.publication.language
        shown = _as_read(press, language)
        findings = check_edition(press)
        response = self._pages.response(
            "desk/edition.html",
            frame,
            review=review,
            here=f"{self._pages.root}/desk/editions/{review.edition.id}",
            at_once=review.steps(AT_ONCE),
            aside=review.steps(ASIDE),
            shown=shown,
            own=wording(self._house.database, review.edition.id),
            longest=LONGEST,
            longest_correction=LONGEST_CORRECTION,
            version=hashlib.sha256(shown.html.encode()).hexdigest()[:12],
            language=language,
            languages=LANGUAGES,
            kilobytes=f"{len(shown.html.encode()) / 1000:.0f}",
            heavy=any(finding.id == "weight" for finding in findings),
            findings=_by_kind(findings),
            blocked=any(finding.level is Level.BLOCK for finding in findings),
            trial=frame.words.trials.get(trial, ""),
        )
        self._access.keep_awake(request, response)
        return response

    def show_mail(self, newsletter: str, day: Day, language: str = "") -> Response:
        """Show the HTML part of the mail, alone and shut in."""
        edition = EditionId(newsletter, day)
        content = self._content(edition)
        shown = _as_read(self._press(edition, content), language)
        beside = shown.html.replace("<head>", '<head>\n<base target="_blank">', 1)
        return HTMLResponse(beside, headers=_MAIL_HEADERS)

    def decide(
        self,
        newsletter: str,
        day: Day,
        event: Annotated[EditionEvent, Form()],
        revision: Annotated[int, Form()] = 0,
        reason: Annotated[str, Form(max_length=500)] = "",
        *,
        sure: Annotated[bool, Form()] = False,
    ) -> Response:
        """Take one step for the editor. revision: what they had before their eyes; sure: of a last step."""
        if event not in AT_ONCE + ASIDE or (event is EditionEvent.CANCEL and not sure):
            # Freezing and starting are steps of the table too, and not an editor's.
            raise HTTPException(400)
        edition = EditionId(newsletter, day)
        here = f"/desk/editions/{edition}"
        if event is EditionEvent.COMPOSE:
            if review_of(self._house, edition).over:
                raise HTTPException(404)
            self._compose(edition)
        elif event is EditionEvent.APPROVE and not self._is_as_seen(edition, revision):
            words = self._pages.frame().words
            return self._pages.notice(words.unseen_title, words.unseen, link=(here, words.back), status=409)
        else:
            self._take(edition, event, revision, " ".join(reason.split()))
        return RedirectResponse(self._pages.root + here, status_code=303)

    def reword(
        self,
        newsletter: str,
        day: Day,
        subject: Annotated[str, Form(max_length=LONGEST)] = "",
        preheader: Annotated[str, Form(max_length=LONGEST)] = "",
    ) -> Response:
        """Keep an editor's own subject and preheader; an empty one is built from the stories again."""
        edition = EditionId(newsletter, day)
        reword(
            self._house.database,
            edition,
            self._house.clock,
            self._house.subject_line,
            subject=subject,
            preheader=preheader,
        )
        return RedirectResponse(f"{self._pages.root}/desk/editions/{edition}", status_code=303)

    def try_out(self, newsletter: str, day: Day, address: Annotated[str, Form(max_length=320)]) -> Response:
        """Send the edition to one address for a look; the ledger hears nothing of it."""
        edition = EditionId(newsletter, day)
        try:
            checked = validate_email(address.strip(), check_deliverability=False, test_environment=True)
        except EmailNotValidError:
            ended = "address"
        else:
            results = send_trial(self._house.means, edition, self._content(edition), [checked.normalized])
            ended = results[0].outcome.status if results else "deferred"
        return RedirectResponse(f"{self._pages.root}/desk/editions/{edition}?trial={ended}", status_code=303)

    def _content(self, edition: EditionId) -> EditionContent:
        return content_to_show(self._house.database, edition, self._house.clock, self._house.subject_line)

    def _press(self, edition: EditionId, content: EditionContent) -> EditionPress:
        return self._house.press.for_content(edition, content, self._house.clock.now())

    def _compose(self, edition: EditionId) -> None:
        compose(self._house.database, edition, self._house.clock, self._house.subject_line)

    def _is_as_seen(self, edition: EditionId, revision: int) -> bool:
        found = stands(self._house.database, edition)
        return found is not None and found.content is not None and found.revision == revision

    def _take(self, edition: EditionId, event: EditionEvent, revision: int, reason: str) -> None:
        seen = revision if event is EditionEvent.APPROVE else None
        after = decide(self._house.database, edition, event, self._house.clock, reason=reason, seen=seen)
        if event is EditionEvent.RESUME and after.content is None:
            # It was held before anybody composed it, and a draft has to print something.
            self._compose(edition)


def _by_kind(findings: list[Finding]) -> list[list[Finding]]:
    """Return findings of one kind together: twenty pictures with one fault are one thing to mend."""
    kinds: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault((finding.level, finding.id, finding.remedy), []).append(finding)
    return list(kinds.values())


def _as_read(press: EditionPress, language: str) -> Preview:
    """Return what a reader of all themes gets; its links are nobody's."""
    return press.preview(Reader(subscriber=NOBODY, address=_SAMPLE_ADDRESS, language=language))
