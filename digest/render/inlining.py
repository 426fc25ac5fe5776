"""Moves the rules of style sheets into style attributes, for webmails that drop style sheets.

Every option is pinned because premailer's defaults fetch addresses, strip `!important` from media queries and
share a faulty cache between documents. It writes no HTML of its own.
"""

import logging
import threading

DOCTYPE = "<!DOCTYPE html>"

_one_at_a_time = threading.Lock()  # cssutils and premailer keep state in modules.


def inline(html: str) -> str:
    """Return `html` with its styles inlined; a sheet marked `data-premailer="ignore"` stays as it is.

    html: a whole document that begins with the doctype. Reads no network and no file.
    """
    # These two take a third of a second to import, and most commands render nothing.
    import cssutils  # noqa: PLC0415
    from premailer import Premailer  # noqa: PLC0415

    with _one_at_a_time:
        cssutils.ser.prefs.minimizeColorHash = False  # Lotus Notes and Word read six digits only.
        inlined: str = Premailer(
            html,
            allow_network=False,
            strip_important=False,
            keep_style_tags=False,
            preserve_internal_links=True,
            disable_basic_attributes=["align", "valign", "bgcolor", "width", "height"],
            cache_css_parsing=False,
            disable_validation=True,
            align_floating_images=False,
            cssutils_logging_level=logging.CRITICAL,
        ).transform(pretty_print=False)
    return inlined if inlined.startswith(DOCTYPE) else f"{DOCTYPE}\n{inlined}"
