"""The editions as pages: rendered once each, with pictures that load."""

import base64
import re
from functools import cache

from digest.demo.press import PICTURES
from tests.conformance.mail.editions import EDITIONS
from tests.mail_page import mail

LOST = "broken pictures"
"""The edition whose pictures stay where nobody finds them."""


@cache
def html(name: str) -> str:
    """Return the HTML part of an edition's mail."""
    return mail(*EDITIONS[name])


def drawn(name: str) -> str:
    """Return the same with its pictures inside, for a browser that reaches no site."""
    picture = base64.b64encode((PICTURES / "coupe.png").read_bytes()).decode()
    if name == LOST:
        return html(name)
    return re.sub(r'(<img [^>]*src=")[^"]+', rf"\1data:image/png;base64,{picture}", html(name))
