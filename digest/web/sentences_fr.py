"""What our own English sentences are in French: reasons, findings and what to do about them, alarms.

Decisions and findings are kept and printed in English (see `sentences`); the holes are named alike on both
sides. It holds no word of a page (see `words`).
"""

from collections.abc import Mapping

from digest.render.typography import french

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

_FINDINGS = {
    "the edition prints nothing": "l’édition n’imprime rien",
    "no article leads the edition: it is made of briefs": "pas d’article à la une: rien que des brèves",
    "the subject is empty": "l’objet est vide",
    "the subject has {length} characters": "l’objet fait {length} signes",
    "{address} has no title": "{address} n’a pas de titre",
    "a story without an address has no title": "un article sans adresse n’a pas de titre",
    "“{title}” has no address to link to": "«{title}» n’a pas d’adresse où mener",
    "there is no way out in the mail ({language})": "aucun lien de désabonnement dans le mail ({language})",
    "the HTML ({language}) weighs {kilobytes} kB": "le HTML ({language}) pèse {kilobytes}\u00a0ko",
    "the picture of “{title}” is not served by https": "l’image de «{title}» n’est pas servie en https",
    "the picture of “{title}” has no description": "l’image de «{title}» n’a pas de description",
    "the text part ({language}) lacks the address of “{title}”": (
        "l’adresse de «{title}» manque dans la partie texte ({language})"
    ),
    "the publication has no postal address": "la publication n’a pas d’adresse postale",
}
"""What a check found."""

_REMEDIES = {
    "`digest gather`, then look at `digest items` and `digest explain`": (
        "«digest gather», puis voyez «digest items» et «digest explain»"
    ),
    "check that a source of articles was read": "vérifiez qu’une source d’articles a été lue",
    "set another `subject` for the newsletter": "donnez un autre objet à la lettre (subject)",
    "keep it under {most}: inboxes cut it": "restez sous {most}: les messageries coupent",
    "give its entry a title in the feed, or a text whose first sentence can stand for one": (
        "donnez-lui dans le flux un titre, ou un texte dont la première phrase en tienne lieu"
    ),
    "give its entry a link in the feed": "donnez-lui un lien dans le flux",
    "put the unsubscribe link back into your templates, in both parts": (
        "remettez le lien de désabonnement dans vos gabarits, HTML et texte"
    ),
    "lower max_items of some themes: Gmail cuts a message off at about 102 kB": (
        "baissez max_items de quelques thèmes: Gmail coupe vers 102\u00a0ko"
    ),
    "serve it by https: many mail programs show no other": (
        "servez-la en https: bien des messageries n’en montrent pas d’autre"
    ),
    "give it one in the feed (media:description)": "donnez-lui-en une dans le flux (media:description)",
    "put it back into your text template": "remettez-la dans votre gabarit de texte",
    "set postal_address in newsroom.toml: many countries ask for one in every mailing": (
        "renseignez postal_address dans newsroom.toml: bien des pays l’exigent dans chaque envoi"
    ),
}
"""What to do about it."""

IN_FRENCH: Mapping[str, str] = {
    english: french(said)
    for sentences in (_FILED, _PRINTED, _LEFT_OUT, _SET_ASIDE, _ALARMS, _FINDINGS, _REMEDIES)
    for english, said in sentences.items()
}
"""English template to French template, typeset. Where two could match, the first in this order does."""
