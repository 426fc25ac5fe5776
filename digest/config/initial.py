"""The texts of the two files that `digest init` writes for a newcomer to fill in.

It writes no file and makes no key.
"""

import json

_SETTINGS = """\
# The operator's settings. A key that stands behind "# " shows its default.
# Every key can also be set by an environment variable, which beats this file:
# DIGEST_SECRET_KEY, DIGEST_SMTP__PORT and so on. All of them are explained in docs/settings.md.

# Signs the links in every mail and the logins of the desk: keep it secret, and keep it.
# With another key the unsubscribe links in mails that are out stop working.
secret_key = "{secret_key}"

# The folder of your own templates, see docs/templates.md
# templates = ""

[database]
{database}         # or postgresql://USER:PASSWORD@HOST/DATABASE

[smtp]
# host = "localhost"
# port = 25
# tls = "none"                            # "starttls" (mostly port 587) or "implicit" (mostly port 465)
# username = ""
# password = ""
# connections = 10
# message_rate = 0                        # messages per second, 0 for no limit

[web]
# What the links in your mails begin with: readers must reach it, over https.
# base_url = "http://127.0.0.1:8000"
# bind = "127.0.0.1:8000"

[fetch]
# allow_private = []                      # private places that sources may be at, such as ["10.0.0.0/8"]
# host_gap = 1.0                          # seconds between two requests to one host
# interval = "15m"                        # how often each source is read

[mail]
# return_path_domain = ""                 # where bounces come back to, each delivery's to an address of its own
# dkim_domain = ""                        # who signs; leave these three empty where the relay signs
# dkim_selector = ""                      # one for each key: "r2026", or "r2026, e2026"
# dkim_key_file = ""                      # `digest dkim keygen` makes it

[feedback]
# maildir = ""                            # the Maildir in which the relay puts mail to the return address
# mailbox = ""                            # or a mailbox elsewhere, such as "imaps://bounces@mail.example"
# password = ""                           # of that mailbox
# quarantine = "var/quarantine"           # where mails are kept that nobody can read
"""

_DEFAULT_PLACE = '# url = "sqlite:///var/digest.db"'

INITIAL_NEWSROOM = """\
# The newsroom: who publishes, under which themes, from which sources, in which newsletters.
# Put your own in, then run `digest apply newsroom.toml`; do so again after every change.
# Every key is explained in docs/newsroom-file.md.

[publication]
name = "Le Journal"
url = "https://www.example.org"
language = "fr"                           # "fr" or "en": the words around your items
timezone = "Europe/Paris"                 # in which the times below are meant
postal_address = "1 rue de la Presse, 75000 Paris"
accent = "#7a1f5c"                        # the colour of links and rules

# An item goes where its category says, else the section of its address, else the most keywords.

[[theme]]
slug = "actualites"
title = "Actualités"
max_items = 6
sections = ["/actualites/"]

[[theme]]
slug = "economie"
title = "Économie"
max_items = 4
sections = ["/economie/"]
keywords = ["emploi", "entreprise"]

[[theme]]
slug = "culture"
title = "Culture"
max_items = 4
sections = ["/culture/"]
categories = ["Livres", "Cinéma"]
exclude_keywords = ["publireportage"]

# Two examples of sources. Take the "# " away and put the addresses of your own feeds in.

# [[source]]
# slug = "site"
# url = "https://www.example.org/feed/"
# kind = "feed"
# items = "article"
# theme = "actualites"                    # for what no theme takes; without it, the unrouted tray

# [[source]]
# slug = "fil"
# url = "https://www.example.org/fil/feed/"
# kind = "feed"
# items = "brief"                         # short items, printed with their time

[[newsletter]]
slug = "quotidienne"
title = "La Quotidienne"
from = "La rédaction <redaction@example.org>"
subject = "{{ lead.title }}"
themes = ["actualites", "economie", "culture"]
days = "mon-fri"
closing = "06:30"                         # what is published later waits for the next edition
at = "07:00"
approval = "required"                     # "auto": the edition goes out without an editor
min_items = 1
late_after = "3h"
when_late = "skip"                        # or "send", or "hold"
"""


def initial_settings(secret_key: str, database_url: str = "") -> str:
    """Return a commented `digest.toml` with every default, `secret_key` and the database's place put in.

    secret_key: at least 32 characters that need no escaping, as `secrets.token_urlsafe` makes them.
    database_url: "" for the default, which depends on the folder that commands are run in.
    """
    place = f"url = {json.dumps(database_url, ensure_ascii=False)}" if database_url else _DEFAULT_PLACE
    return _SETTINGS.format(secret_key=secret_key, database=place)
