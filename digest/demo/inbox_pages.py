"""The web page of the local inbox: the list of mails, and each one with its HTML, text, headers and source.

Nothing that a mail contains runs here: the HTML part is shown in a sandbox without scripts, forms or plug-ins.
"""

from collections.abc import Callable

from jinja2 import Environment

from digest.demo.letter import read_letter
from digest.demo.loopback import Request, Response
from digest.demo.mailbox import Mail, Mailbox
from digest.demo.templates import page_templates

LISTED = 200
"""How many mails the list shows; the others stay in the folder."""

# Links open in a new tab that is free of the sandbox, so that a confirmation link can be tried out.
_SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
_PAGE_RULES = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'none'"
_MAIL_RULES = (
    f"sandbox {_SANDBOX}; default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline';"
    " frame-ancestors 'self'"
)
_NO_REFERRER = ("Referrer-Policy", "no-referrer")
_PAGE_POLICY = (("Content-Security-Policy", _PAGE_RULES), _NO_REFERRER)
_MAIL_POLICY = (("Content-Security-Policy", _MAIL_RULES), _NO_REFERRER)


def answer_from(mailbox: Mailbox) -> Callable[[Request], Response]:
    """Return what a LoopbackServer asks: / lists, /NUMBER shows, /NUMBER/html and /NUMBER/raw give the parts."""
    pages = page_templates()

    def answer(request: Request) -> Response:
        mails = mailbox.messages()
        if request.path == "/":
            return _list(pages, mailbox, mails)
        number, _, part = request.path.strip("/").partition("/")
        mail = next((mail for mail in mails if str(mail.number) == number), None)
        if mail is None or part not in {"", "html", "raw"}:
            return Response(status=404, body=b"No such mail.", content_type="text/plain; charset=utf-8")
        if part == "raw":
            return _raw(mail)
        return _html(mail) if part == "html" else _mail(pages, mail, mails, request)

    return answer


def _list(pages: Environment, mailbox: Mailbox, mails: list[Mail]) -> Response:
    body = pages.get_template("inbox.html").render(
        mails=mails[: -LISTED - 1 : -1], total=len(mails), folder=mailbox.folder
    )
    return Response(body=body.encode(), headers=_PAGE_POLICY)


def _mail(pages: Environment, mail: Mail, mails: list[Mail], request: Request) -> Response:
    place = mails.index(mail)
    body = pages.get_template("inbox_mail.html").render(
        mail=mail,
        letter=read_letter(mail.path.read_bytes()),
        newer=mails[place + 1] if place + 1 < len(mails) else None,
        older=mails[place - 1] if place else None,
        phone=request.query.get("width") == "phone",
        sandbox=_SANDBOX,
    )
    return Response(body=body.encode("utf-8", "replace"), headers=_PAGE_POLICY)


def _html(mail: Mail) -> Response:
    html = read_letter(mail.path.read_bytes()).html_in_new_tabs
    return Response(body=html.encode("utf-8", "replace"), headers=_MAIL_POLICY)


def _raw(mail: Mail) -> Response:
    disposition = f'attachment; filename="{mail.path.name}"'
    headers = (("Content-Disposition", disposition), *_MAIL_POLICY)
    return Response(body=mail.path.read_bytes(), content_type="message/rfc822", headers=headers)
