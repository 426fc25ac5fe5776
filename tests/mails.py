"""A small mail that is as it should be, written by hand, and the same with one thing spoilt, for every check."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from digest.domain.edition import EditionContent, Story
from digest.render.preflight import Level, Proof
from digest.render.preflight.weight import BLOCK, SHEET, WARN
from tests.factories import NOON, PICTURE, PUBLICATION, edition_content, story

WAY_OUT = "https://letters.example/unsubscribe/x"
PREHEADER = "Et aussi : ce que la journée apporte encore"
FILLING = "Un texte de quelques mots, pour que la lettre ait de quoi être lue. " * 60

_HTML = """<!DOCTYPE html>
<html lang="fr" dir="ltr">
<head>
<meta charset="utf-8">
<title>{subject}</title>
<!--[if mso]><style>td{{padding:0}}</style><![endif]-->
<style>
@media (prefers-color-scheme: dark) {{ .ground {{ background-color: #17191c !important; }} .ground, h1, p, a {{ color: #ece9e3 !important; }} }}
</style>
</head>
<body lang="fr" dir="ltr" style="margin:0;background-color:#ffffff">
<div style="display:none">{preheader}</div>
<div class="ground" lang="fr" dir="ltr" role="article" aria-label="{subject}" style="background-color:#ffffff;color:#1c2126;font:16px/25px Arial">
<!--[if mso]><table role="presentation" width="600"><tr><td><![endif]-->
<h1 style="font:bold 28px/34px Georgia;color:#1c2126">La Quotidienne</h1>
{stories}<p>{filling}</p>
<p><a href="{way_out}" style="color:#58616a">Se désabonner</a></p>
<!--[if mso]></td></tr></table><![endif]-->
</div>
</body>
</html>
"""


def good_html(content: EditionContent) -> str:
    stories = "".join(map(_told, content.stories))
    return _HTML.format(
        subject=content.subject, preheader=PREHEADER, stories=stories, filling=FILLING, way_out=WAY_OUT
    )


def good_text(content: EditionContent) -> str:
    stories = "\n".join(
        f"{story.title}\n{', '.join(story.authors)} 7 h 05\n{story.url}" for story in content.stories
    )
    return f"{PREHEADER}\n\n{stories}\n\n{FILLING}\nSe désabonner\n{WAY_OUT}\n"


def _told(story: Story) -> str:
    picture = ""
    if story.image:
        picture = f'<img src="{story.image.url}" width="600" alt="{story.image.alt}" style="height:auto">'
    link = f'<a href="{story.url}" style="color:#1c2126">{story.title}</a>' if story.url else story.title
    return f"{picture}<p>{link}<br>{', '.join(story.authors)} 7 h 05</p>\n"


def good_proof(content: EditionContent | None = None, **changes: str) -> Proof:
    """Return the proof of a sound mail, or of one with another `subject`, `preheader`, `html` or `text`."""
    content = content or edition_content()
    parts = {
        "language": "fr",
        "subject": content.subject,
        "preheader": PREHEADER,
        "html": good_html(content),
        "text": good_text(content),
    }
    return Proof(content=content, **{**parts, **changes})


def spoilt(old: str, new: str, content: EditionContent | None = None) -> Proof:
    """Return the proof of a mail in whose HTML `old` is replaced; it has to be there."""
    html = good_html(content or edition_content())
    assert old in html
    return good_proof(content, html=html.replace(old, new))


def led_by(**changes: object) -> EditionContent:
    return edition_content(lead=story(1, **changes))


def with_picture(**changes: object) -> Proof:
    return good_proof(led_by(image=replace(PICTURE, **changes)))  # type: ignore[arg-type]


def with_extra(html: str) -> Proof:
    return spoilt("<h1", html + "\n<h1")


ONE = edition_content(sections=(), briefs=())
LED = edition_content(lead=story(1, image=PICTURE, authors=("Ana Roux",)), sections=(), briefs=())
ANCHORED = {"client-support": Level.WARN}
LAYOUT = '<table role="presentation" width="600"><tr><td>x</td></tr></table>'

SPOILT: list[tuple[Proof, Mapping[str, Level]]] = [
    (good_proof(edition_content(lead=None, sections=(), briefs=())), {"empty": Level.BLOCK}),
    (good_proof(edition_content(lead=None, sections=())), {"lead": Level.NOTE}),
    (
        good_proof(
            edition_content(lead=story(published_at=NOON - timedelta(days=9)), sections=(), briefs=())
        ),
        {"stale": Level.WARN},
    ),
    (good_proof(edition_content(subject="x" * 111)), {"subject": Level.WARN}),
    (spoilt(PREHEADER, ""), {"preheader-lost": Level.WARN}),
    (good_proof(led_by(title=" ", url="")), {"title": Level.WARN, "link": Level.WARN}),
    (good_proof(led_by(title="n.example/a/13", url="https://n.example/a/13/")), {"title": Level.WARN}),
    (good_proof(led_by(title="n.example/a…", url="https://n.example/abcdef")), {"title": Level.WARN}),
    (
        good_proof(edition_content(publication=replace(PUBLICATION, postal_address=" "))),
        {"postal-address": Level.WARN},
    ),
    # the preheader
    (good_proof(preheader=""), {"preheader": Level.WARN}),
    (good_proof(preheader=" \u2007\ufeff\u034f " * 9), {"preheader": Level.WARN}),
    (good_proof(edition_content(subject=f"Un {PREHEADER}")), {"preheader": Level.WARN}),
    (good_proof(preheader="x" * 111), {"preheader-length": Level.NOTE}),
    # what a template left
    (with_extra("<p>{{ edition.title }}</p>"), {"leftover": Level.BLOCK}),
    (with_extra("<p>{% block %}</p>"), {"leftover": Level.BLOCK}),
    (good_proof(text=good_text(edition_content()) + f"%%{'0' * 16}.name%%"), {"leftover": Level.BLOCK}),
    # links
    (good_proof(led_by(url="")), {"link": Level.WARN}),
    (good_proof(text=good_text(edition_content()).replace(WAY_OUT, "")), {"unsubscribe": Level.BLOCK}),
    (spoilt(WAY_OUT, "https://letters.example/"), {"unsubscribe": Level.BLOCK}),
    (
        spoilt("Se désabonner</a>", 'x</a> <a href="#nowhere">Plus bas</a>'),
        ANCHORED | {"link-anchor": Level.WARN},
    ),
    (with_extra('<a href="#">En haut</a>'), ANCHORED | {"link-anchor": Level.WARN}),
    (with_extra('<p id="x"><a href="#x">Ici même</a></p>'), ANCHORED),
    *(
        (with_extra(f'<a href="{address}">Un lien</a>'), {"link-address": Level.BLOCK})
        for address in (
            "",
            "/archive",
            "javascript:alert(1)",
            "data:text/html,x",
            "https[",
            "//n.example",
        )
    ),
    (with_extra('<a href="http://n.example/">Un lien</a>'), {"link-https": Level.NOTE}),
    (
        with_extra('<a href="https://n.example/stack-overflow">Un lien</a>'),
        {"link-rewritten": Level.NOTE},
    ),
    # weight
    (with_extra("<p>" + "é" * (WARN // 2) + "</p>"), {"weight": Level.WARN}),
    (with_extra("<p>" + "é" * (BLOCK // 2) + "</p>"), {"weight": Level.BLOCK}),
    (
        spoilt("<style>\n", "<style>\n" + "p { color: #000000 }\n" * (SHEET // 20)),
        {"style-weight": Level.WARN},
    ),
    (spoilt("<style>\n", "<style>\n/* nuit */\n"), {"style-comment": Level.WARN}),
    (spoilt("<style>\n", "<style>\n\tp { margin: 0 }\n"), {"style-tab": Level.NOTE}),
    (spoilt("#17191c !important", "#17191c!important"), {"style-important": Level.WARN}),
    (
        spoilt("<style>\n", "<style>\n@media screen { @media (min-width: 1px) { p { margin: 0 } } }\n"),
        {"style-nested": Level.WARN},
    ),
    (spoilt("<style>\n", "<style>\np { margin: 0 } }\n"), {"style-broken": Level.WARN}),
    (with_extra("<p>l\x92eau</p>"), {"control-characters": Level.WARN}),
    (replace(good_proof(), left_to_the_web=3), {"web-only": Level.NOTE}),
    # pictures
    (with_picture(url="http://n.example/p.png"), {"image-https": Level.WARN}),
    (with_picture(alt=""), {"image-alt": Level.NOTE}),
    (with_picture(width=4000, height=3000), {"image-large": Level.NOTE}),
    (
        spoilt(' width="600" alt="Un scanner" style="height:auto"', ' alt="Un scanner"', LED),
        {"image-size": Level.WARN},
    ),
    (spoilt(' style="height:auto">', ">", led_by(image=PICTURE)), {"image-height": Level.NOTE}),
    # clients
    (
        with_extra('<p style="display:flex">x</p>'),
        {"client-support": Level.WARN, "client-share": Level.WARN},
    ),
    (with_extra('<p style="column-count:2">x</p>'), {"client-support": Level.WARN}),
    (with_extra('<p style="tab-size:4">x</p>'), {"client-unknown": Level.NOTE}),
    (with_extra("<blink>x</blink>"), {"client-unknown": Level.NOTE}),
    # accessibility
    (spoilt('<html lang="fr" dir="ltr">', "<html>"), {"a11y-language": Level.WARN}),
    (spoilt('<body lang="fr" dir="ltr"', '<body lang="fr"'), {"a11y-language": Level.WARN}),
    (spoilt('class="ground" lang="fr" dir="ltr"', 'class="ground"'), {"a11y-language": Level.WARN}),
    (with_extra("<h1>Encore</h1>"), {"a11y-title": Level.WARN}),
    (spoilt("<p>Un texte", "<h3>Trois</h3><p>Un texte"), {"a11y-headings": Level.WARN}),
    (spoilt('role="article"', 'role="presentation"'), {"a11y-role": Level.WARN}),
    (with_extra(LAYOUT.replace(' role="presentation"', "")), {"a11y-table": Level.WARN}),
    (spoilt(' alt="Un scanner"', "", led_by(image=PICTURE)), {"a11y-alt": Level.WARN}),
    (with_extra('<a href="https://n.example/">Lire la suite…</a>'), {"a11y-link": Level.WARN}),
    (
        with_extra(
            '<a href="https://n.example/"><img src="https://n.example/x.png" width="9" alt="" style="height:auto"></a>'
        ),
        {"a11y-link": Level.WARN},
    ),
    (
        with_extra('<a href="https://n.example/1">Un lien</a><a href="https://n.example/2">Un lien</a>'),
        {"a11y-link-twice": Level.NOTE},
    ),
    (with_extra('<p style="font-size:13px">petit</p>'), {"a11y-small": Level.WARN}),
    # contrast
    (
        with_extra('<p style="color:#999999">pâle</p>'),
        {"contrast": Level.WARN, "contrast-forced": Level.NOTE},
    ),
    # what spam filters count
    (good_proof(edition_content(subject="TOUT EN CAPITALES")), {"spam-subject": Level.WARN}),
    (good_proof(edition_content(subject="Gagnez maintenant !!!")), {"spam-subject": Level.WARN}),
    (good_proof(edition_content(subject="Une a f f a i r e")), {"spam-subject": Level.WARN}),
    (good_proof(edition_content(subject="Re: votre demande")), {"spam-reply": Level.WARN}),
    (spoilt(FILLING, "", LED), {"spam-images": Level.NOTE}),
    (spoilt("<title>Article 1", "<title>Autre chose"), {"spam-title": Level.WARN}),
    (
        good_proof(html=good_html(edition_content()).replace(FILLING, FILLING.upper())),
        {"spam-capitals": Level.WARN},
    ),
    (
        spoilt(FILLING, " ".join(f"mot{chr(97 + n % 26) * (n // 26 + 1)}" for n in range(200))),
        {"spam-parts": Level.WARN},
    ),
    (
        with_extra('<p style="visibility:hidden">x</p>'),
        {"spam-invisible": Level.WARN, "client-support": Level.WARN, "client-share": Level.WARN},
    ),
    (with_extra('<p style="display:none;font-size:1px">x</p>'), {"spam-invisible": Level.WARN}),
    (with_extra('<p style="text-indent:-9999px">x</p>'), {"spam-invisible": Level.WARN}),
    (with_extra('<a href="https://bit.ly/x">Un lien</a>'), {"spam-address": Level.WARN}),
    (with_extra('<a href="https://192.0.2.1/x">Un lien</a>'), {"spam-address": Level.WARN}),
    (
        with_extra('<a href="https://thief.example/">https://bank.example/</a>'),
        {"spam-disguise": Level.WARN, "a11y-link": Level.WARN},
    ),
    # Word
    (spoilt("<![endif]-->\n<h1", "-->\n<h1"), {"mso-comments": Level.BLOCK}),
    (spoilt("<!--[if mso]></td></tr></table><![endif]-->", ""), {"mso-tables": Level.BLOCK}),
    (spoilt('width="600"><tr>', 'width="640"><tr>'), {"mso-width": Level.WARN}),
    # the text part
    (
        good_proof(ONE, text=good_text(ONE).replace(ONE.stories[0].url, "")),
        {"text-parity": Level.WARN},
    ),
    (good_proof(ONE, text=good_text(ONE).replace("Article 1\n", "")), {"text-title": Level.WARN}),
    (good_proof(ONE, html=good_html(ONE).replace(_told(ONE.stories[0]), "")), {"html-story": Level.WARN}),
    (good_proof(LED, text=good_text(LED).replace("Ana Roux", "")), {"text-author": Level.WARN}),
    (good_proof(ONE, text=good_text(ONE).replace("7 h 05", "")), {"text-time": Level.WARN}),
    (good_proof(text=good_text(edition_content(lead=None)) + good_text(ONE)), {"text-order": Level.WARN}),
    (good_proof(edition_content(subject="  ")), {"subject": Level.BLOCK}),
]
"""Mails with one fault, and what the preflight finds: by id, how bad it is."""
