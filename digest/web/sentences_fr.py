"""What our own English sentences are in French: reasons and alarms; findings come from `findings_fr`.

Decisions and findings are kept and printed in English (see `sentences`); the holes are named alike on both
sides. It holds no word of a page (see `words`).
"""

from collections.abc import Mapping

from digest.render.typography import french
from digest.web.findings_fr import FINDINGS, REMEDIES

_FILED = {
    "chosen by an editor": "classé à la main",
    "source {source} is locked to it": "tout ce qui vient de la source {source} y va",
    "category “{category}”": "catégorie «{category}»",
    "section {path}": "rubrique {path}",
    "keyword {keywords} (score {score})": "mot clé {keywords} (score {score})",
    "keywords {keywords} (score {score})": "mots clés {keywords} (score {score})",
    "default theme of source {source}": "thème par défaut de la source {source}",
    "no rule took it": "aucune règle ne l’a pris",
}
"""Why an item is in its theme."""

_PRINTED = {
    "lead: the newest article with a picture": "à la une: l’article illustré le plus récent",
    "lead: the newest article": "à la une: l’article le plus récent",
    "lead: an editor asked for it again": "à la une: redemandé par la rédaction",
    "an editor asked for it again": "redemandé par la rédaction",
    "new": "nouveau",
    "new brief": "nouvelle brève",
}
"""Why an edition prints an item."""

_LEFT_OUT = {
    "no room: the mail would be too heavy; the web version prints it": (
        "faute de place: le mail serait trop lourd; la version web l’imprime"
    ),
    "no room: le fil prints {most} briefs": "faute de place: le fil s’arrête à {most} brèves",
    "no room: {theme} prints {most} items (max_items)": (
        "faute de place: le thème {theme} s’arrête à {most} (max_items)"
    ),
    "already carried on {day}": "déjà paru le {day}",
    "not published before {instant}": "à ne pas publier avant le {instant}",
    "arrived after closing: it waits for the next edition": (
        "arrivé après le bouclage: il attend la prochaine édition"
    ),
    "seen on {instant}, before the last edition closed": (
        "vu le {instant}, avant le bouclage de la dernière édition"
    ),
    "undated, and already there when its source was read for the first time": (
        "sans date, et déjà là à la première lecture de sa source"
    ),
    "published on {instant}, before its source was read for the first time": (
        "publié le {instant}, avant la première lecture de sa source"
    ),
    "published on {instant}, long before the last edition closed": (
        "publié le {instant}, bien avant le bouclage de la dernière édition"
    ),
    "it has no title to print": "sans titre à imprimer",
    "an editor took it out of every theme": "retiré de tous les thèmes par la rédaction",
    "unrouted: no rule took it; a rule for it in newsroom.toml will": (
        "sans thème: aucune règle ne l’a pris; ajoutez-en une dans newsroom.toml"
    ),
    "theme {theme} is not in this newsletter": "le thème {theme} n’est pas dans cette lettre",
}
"""Why it does not."""

_SET_ASIDE = {
    "nothing new since the last edition": "rien de nouveau depuis la dernière édition",
    "only {found} new, and {newsletter} asks for {least} (min_items)": (
        "il faut au moins {least} nouveautés à {newsletter} (min_items); trouvé: {found}"
    ),
    "missed: nobody approved it, and a later edition is due": (
        "manquée: personne ne l’a validée, et c’est déjà le tour de la suivante"
    ),
    "missed: nothing ran at its time, and a later edition is due": (
        "manquée: rien ne tournait à son heure, et c’est déjà le tour de la suivante"
    ),
    "late by {hours} h {minutes} min": "en retard de {hours}\u00a0h\u00a0{minutes}\u00a0min",
    "not approved, late by {hours} h {minutes} min": (
        "non validée, en retard de {hours}\u00a0h\u00a0{minutes}\u00a0min"
    ),
    "nobody subscribes to this newsletter": "personne n’est abonné à cette lettre",
    "{count} refusals in a row: {reply}": "{count} refus de suite: {reply}",
    (
        "the relay {relay} refuses this machine ({reply}); no recipient is at fault."
        " Ask the relay's operator to let it in, or correct [smtp] host and port"
    ): (
        "le relais {relay} refuse cette machine ({reply}); aucun destinataire n’y est pour rien."
        " Demandez à qui l’exploite de la laisser entrer, ou corrigez host et port sous [smtp]"
    ),
    (
        "no trustworthy TLS with the relay {relay}: {cause}; nothing was sent."
        " Correct [smtp] host (it must be the name in the certificate), port and tls:"
        ' "implicit" is usual on port 465, "starttls" on port 587'
    ): (
        "pas de TLS sûr avec le relais {relay}: {cause}; rien n’est parti."
        " Corrigez sous [smtp] host (le nom qui figure au certificat), port et tls:"
        " d’ordinaire «implicit» sur le port 465, «starttls» sur le 587"
    ),
    (
        "the relay {relay} refuses the login of {username}: {cause};"
        " correct [smtp] username and password (DIGEST_SMTP__USERNAME, DIGEST_SMTP__PASSWORD)"
    ): (
        "le relais {relay} refuse l’identifiant {username}: {cause};"
        " corrigez username et password sous [smtp] (DIGEST_SMTP__USERNAME, DIGEST_SMTP__PASSWORD)"
    ),
}
"""Why an edition is skipped, held or paused, where no editor decided it."""

_ALARMS = {
    "0 today, usually {usual} by this time": "0 aujourd’hui, d’habitude {usual} à cette heure-ci",
    "0 in 24 hours, usually {usual}": "0 en 24\u00a0heures, d’habitude {usual}",
    "gone for good, its server says: give the source another address, or remove it": (
        "disparue pour de bon, d’après son serveur: donnez-lui une autre adresse, ou retirez-la"
    ),
    "could not be read {count} times in a row": "illisible {count} fois de suite",
    "not read since {wall}": "pas lue depuis le {wall}",
}
"""What is wrong with a source."""

IN_FRENCH: Mapping[str, str] = {
    english: french(said)
    for sentences in (_FILED, _PRINTED, _LEFT_OUT, _SET_ASIDE, _ALARMS, FINDINGS, REMEDIES)
    for english, said in sentences.items()
}
"""English template to French template, typeset. Where two could match, the first in this order does."""
