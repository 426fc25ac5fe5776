"""Every word of the desk, the archive and the error pages, in French and in English.

It holds no text of a newsroom and no text of the mail; reasons and findings come from the services as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from digest.domain.delivery import Accounts
from digest.domain.edition import EditionEvent, EditionStatus
from digest.render.typography import capitalised, date_in_words, number, time_in_words
from digest.services.check import Level

_FINE, _HARD = "\u202f", "\u00a0"
_S, _E = EditionStatus, EditionEvent
Forms = tuple[str, str]
"""Singular and plural of a phrase with `{n}` in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language. statuses: (what it is called, what that means for an editor)."""

    language: str

    desk: str
    editions: str
    items: str
    archive: str
    log_out: str
    log_in: str
    password: str
    token: str
    token_hint: str
    enter: str
    wrong: str
    wait: Forms

    statuses: Mapping[EditionStatus, tuple[str, str]]
    events: Mapping[EditionEvent, str]
    approve_anyway: str
    set_aside: str
    reason: str
    reason_hint: str
    unseen_title: str
    unseen: str
    back: str

    next_edition: str
    no_day: str
    closing: str
    no_edition: str
    sources_trouble: str
    sources_fine: Forms
    source_states: Mapping[str, str]
    never_read: str
    last_read: str
    failures: Forms

    subject: str
    preheader: str
    sender: str
    goes_out: str
    weight: str
    kilobytes: str
    gmail_cuts: str
    earlier: str
    later: str
    preview_only: str
    mail: str
    phone: str
    desktop: str
    text_part: str
    light: str
    dark: str
    alone: str
    in_language: str

    checks: str
    all_well: str
    levels: Mapping[Level, str]
    deliveries: str
    counts: Mapping[str, Forms]
    contents: str
    left_out: Forms
    nothing_printed: str
    lead: str
    briefs: str
    trial: str
    trial_address: str
    trial_send: str
    trials: Mapping[str, str]

    unrouted: str
    unrouted_hint: str
    unrouted_none: str
    recent: str
    nothing_gathered: str
    column_title: str
    column_source: str
    column_when: str
    column_theme: str
    column_why: str

    archive_none: str
    all_editions: str
    follow: str
    missing_title: str
    missing: str
    unpublished: str
    broken_title: str
    broken: str
    unreadable_title: str
    unreadable: str
    not_now_title: str
    not_now: str
    no_newsroom_title: str
    no_newsroom: tuple[str, ...]

    def count(self, value: int, forms: Forms) -> str:
        """Return `value` with the form that agrees with it."""
        single = value < 2 if self.language == "fr" else value == 1
        return forms[0 if single else 1].format(n=number(value, self.language))

    def day(self, day: date) -> str:
        """Return the full date with a capital letter."""
        return capitalised(date_in_words(day, self.language))

    def moment(self, instant: datetime, zone: ZoneInfo) -> str:
        """Return date and time in words, as the publication's clocks show them."""
        local = instant.astimezone(zone)
        return f"{self.day(local.date())}, {time_in_words(local.time(), self.language)}"

    def clock(self, instant: datetime, zone: ZoneInfo) -> str:
        """Return the time alone."""
        return time_in_words(instant.astimezone(zone).time(), self.language)

    def accounts(self, accounts: Accounts) -> tuple[str, ...]:
        """Return how many deliveries stand where, what is nought left out; nothing before the freeze."""
        if not accounts.recipients:
            return ()
        return tuple(
            self.count(value, forms)
            for name, forms in self.counts.items()
            if (value := getattr(accounts, name))
        )


FRENCH = Words(
    language="fr",
    desk="Secrétariat de rédaction",
    editions="Éditions",
    items="Articles",
    archive="Archives",
    log_out="Quitter",
    log_in="Entrer au secrétariat de rédaction",
    password="Mot de passe",  # noqa: S106 - a label
    token="Jeton",  # noqa: S106 - a label
    token_hint=(
        f"Aucun mot de passe n’a été choisi{_HARD}: le jeton est dans l’adresse que Digest affiche à son démarrage."
    ),
    enter="Entrer",
    wrong="Ce n’est pas cela.",
    wait=(
        "Trop d’essais. Recommencez dans {n} minute.",
        "Trop d’essais. Recommencez dans {n} minutes.",
    ),
    statuses={
        _S.COLLECTING: ("en collecte", "Rien n’est encore composé. L’édition se compose d’elle-même au bouclage."),
        _S.DRAFT: ("composée", "Elle part à son heure, telle quelle, si personne ne s’y oppose."),
        _S.AWAITING_APPROVAL: ("à valider", f"Elle attend votre accord{_HARD}: sans lui, rien ne part."),
        _S.APPROVED: ("validée", "Elle part à son heure. Un contenu qui change serait à valider de nouveau."),
        _S.FROZEN: ("figée", "Contenu et destinataires sont fixés. Le départ est imminent."),
        _S.SENDING: ("en cours d’envoi", "Les messages sont remis au relais."),
        _S.FINISHED: ("partie", f"Chaque destinataire est compté{_HARD}: il n’y a plus rien à faire."),
        _S.SKIPPED: ("sautée", "Rien ne part à cette date. La composer de nouveau la remet en jeu."),
        _S.HELD: ("retenue", f"Elle ne part pas tant que vous ne l’avez pas validée ou reprise."),
        _S.PAUSED: ("suspendue", "L’envoi est arrêté. Ceux qui restent la recevront à la reprise."),
        _S.CANCELLED: ("annulée", "C’est définitif. Les messages déjà acceptés ne reviennent pas."),
    },
    events={
        _E.APPROVE: "Valider",
        _E.RESUME: "Reprendre",
        _E.COMPOSE: "Composer maintenant",
        _E.PAUSE: "Suspendre l’envoi",
        _E.HOLD: "Retenir",
        _E.SKIP: "Sauter",
        _E.CANCEL: "Annuler pour de bon",
    },
    approve_anyway="Valider quand même",
    set_aside="Mettre de côté…",
    reason="Motif",
    reason_hint="gardé avec l’édition, et affiché",
    unseen_title="L’édition a changé entre-temps",
    unseen="Ce que vous avez vu n’est plus ce qui partirait. Rien n’a été décidé. Relisez, puis décidez.",
    back="Revenir à l’édition",
    next_edition="Prochaine édition",
    no_day="aucun jour de parution",
    closing="bouclage",
    no_edition=(
        "Aucune édition pour l’instant. Elle s’ouvre d’elle-même au bouclage, ou dès que vous la composez."
    ),
    sources_trouble="Sources en difficulté",
    sources_fine=("La source répond.", "Les {n} sources répondent."),
    source_states={"new": "jamais lue", "ok": "répond", "failing": "ne répond pas", "gone": "disparue"},
    never_read="jamais lue",
    last_read="dernière lecture",
    failures=("{n} échec", "{n} échecs de suite"),
    subject="Objet",
    preheader="Suite de l’objet",
    sender="De",
    goes_out="Départ",
    weight="Poids",
    kilobytes=f"{{n}}{_HARD}ko",
    gmail_cuts=f"Gmail coupe à 102{_HARD}ko",
    earlier="précédente",
    later="suivante",
    preview_only=f"Pas encore composée{_HARD}: voici ce qu’elle dirait si elle bouclait maintenant.",
    mail="Mail",
    phone="Téléphone",
    desktop="Ordinateur",
    text_part="Texte",
    light="Jour",
    dark="Nuit",
    alone="Ouvrir seul",
    in_language="Langue du lecteur",
    checks="Contrôles",
    all_well="Rien à signaler.",
    levels={Level.BLOCK: "bloquant", Level.WARN: "à voir", Level.NOTE: "pour mémoire"},
    deliveries="Destinataires",
    counts={
        "recipients": ("{n} destinataire", "{n} destinataires"),
        "queued": ("{n} en attente", "{n} en attente"),
        "leased": ("{n} pris en main", "{n} pris en main"),
        "attempting": ("{n} en cours", "{n} en cours"),
        "accepted": ("{n} accepté", "{n} acceptés"),
        "deferred": ("{n} différé", "{n} différés"),
        "refused": ("{n} refusé", "{n} refusés"),
        "uncertain": ("{n} incertain", "{n} incertains"),
        "excluded": ("{n} exclu", "{n} exclus"),
        "expired": ("{n} expiré", "{n} expirés"),
        "bounced": ("{n} revenu", "{n} revenus"),
        "complained": ("{n} plainte", "{n} plaintes"),
    },
    contents="Sommaire",
    left_out=("{n} article écarté", "{n} articles écartés"),
    nothing_printed="Rien à imprimer.",
    lead="À la une",
    briefs="Le fil",
    trial="Envoyer une épreuve…",
    trial_address="Adresse",
    trial_send="Envoyer l’épreuve",
    trials={
        "accepted": "L’épreuve est partie.",
        "deferred": f"Le relais n’a pas pris l’épreuve pour l’instant{_HARD}: recommencez dans quelques minutes.",
        "refused": "Le relais a refusé l’épreuve.",
        "uncertain": "La connexion s’est rompue au dernier moment. L’épreuve est peut-être partie.",
        "address": "Cette adresse n’en est pas une. Rien n’a été envoyé.",
    },
    unrouted="Sans thème",
    unrouted_hint="Aucune règle ne les a pris. Tant que c’est ainsi, aucune édition ne les imprime.",
    unrouted_none="Chaque article a trouvé son thème.",
    recent="Les trois derniers jours",
    nothing_gathered="Rien n’a été lu ces jours-ci.",
    column_title="Titre",
    column_source="Source",
    column_when="Publié",
    column_theme="Thème",
    column_why="Pourquoi",
    archive_none="Rien n’a encore paru.",
    all_editions="Toutes les éditions",
    follow="Suivre par Atom",
    missing_title="Cette page n’existe pas",
    missing="L’adresse est peut-être incomplète, ou la page n’est plus là.",
    unpublished="Il n’y a pas d’édition à cette date, ou elle n’a pas encore paru.",
    broken_title="Quelque chose n’a pas marché",
    broken="L’incident est noté. Rien n’a été envoyé deux fois. Réessayez dans un moment.",
    unreadable_title="Cette demande est incomplète",
    unreadable="Il y manque quelque chose, ou quelque chose y est de trop. Rien n’a été fait.",
    not_now_title="Pas maintenant",
    not_now="Cette page n’est pas disponible pour l’instant. Réessayez dans un moment.",
    no_newsroom_title="Il n’y a pas encore de rédaction",
    no_newsroom=(
        "Écrivez newsroom.toml, puis lancez « digest apply newsroom.toml ».".replace(" »", f"{_HARD}»").replace(
            "« ", f"«{_HARD}"
        ),
        "Ensuite « digest gather » lit les sources, et la première édition apparaît ici.".replace(
            " »", f"{_HARD}»"
        ).replace("« ", f"«{_HARD}"),
    ),
)
