"""The texts of the pages, in each language in which we write.

They are plain: templates escape them. In French, a narrow no-break space stands before ; ? ! and inside
quotation marks, a no-break space before the colon.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

_FINE = "\u202f"
_HARD = "\u00a0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Every text of the pages. Names in braces are filled in by `filled`."""

    ask_title: str
    ask_button: str
    not_subscribed_title: str
    not_subscribed: str
    goodbye_title: str
    goodbye: str
    goodbye_all: str
    on_its_way: str
    still_receiving: str
    change_of_mind: str
    to_preferences: str
    nobody_title: str
    nobody: str
    invalid_title: str
    invalid: str
    expired_title: str
    expired: str
    stopped_title: str
    stopped_bounced: str
    stopped_complained: str
    stopped: str
    preferences_title: str
    preferences: str
    newsletters: str
    themes: str
    themes_hint: str
    about_you: str
    name: str
    language: str
    save: str
    saved_title: str
    saved: str
    saved_themes: str
    saved_all_themes: str
    saved_nothing: str
    back_to_preferences: str


FRENCH = Words(
    ask_title=f"Ne plus recevoir {{title}}{_FINE}?",
    ask_button="Me désabonner",
    not_subscribed_title="Vous n’êtes pas sur la liste",
    not_subscribed="{address} ne reçoit pas {title}. Il n’y a rien à faire.",
    goodbye_title="C’est fait",
    goodbye="{address} ne recevra plus {title}.",
    goodbye_all="{publication} n’écrira plus à {address}.",
    on_its_way="Un mail déjà parti peut encore arriver.",
    still_receiving=f"Vous continuez à recevoir{_HARD}: {{titles}}.",
    change_of_mind=f"Vous avez changé d’avis{_FINE}? Vos préférences restent ouvertes.",
    to_preferences="Voir mes préférences",
    nobody_title="Nous ne vous écrivons plus",
    nobody="Votre adresse n’est plus sur notre liste. Il n’y a rien à faire.",
    invalid_title="Ce lien n’est pas valable",
    invalid=(
        "Il a sans doute été coupé en chemin. Ouvrez l’un de nos mails récents et suivez de nouveau le lien,"
        f" tout en bas. Ou répondez simplement à ce mail{_HARD}: nous ferons le nécessaire."
    ),
    expired_title="Ce lien a expiré",
    expired=(
        "Un lien vers vos préférences fonctionne pendant 60 jours. Notre mail le plus récent en contient un tout"
        " neuf, en bas de page."
    ),
    stopped_title="Nous avons cessé de vous écrire",
    stopped_bounced="La boîte {address} a refusé nos mails.",
    stopped_complained="Un de nos mails à {address} a été signalé comme indésirable.",
    stopped=(
        f"Vous voulez nous lire de nouveau{_FINE}? Répondez à l’un de nos anciens mails{_HARD}: la rédaction"
        " vous réinscrira."
    ),
    preferences_title="Vos préférences",
    preferences="Pour {address}",
    newsletters="Vos lettres",
    themes="Vos thèmes",
    themes_hint=(
        f"Tout cocher ou ne rien cocher revient au même{_HARD}: vous recevez tous les thèmes, même les nouveaux."
    ),
    about_you="Vous",
    name="Votre nom",
    language="Votre langue",
    save="Enregistrer",
    saved_title="C’est noté",
    saved=f"{{address}} reçoit{_HARD}: {{titles}}.",
    saved_themes=f"Thèmes{_HARD}: {{titles}}.",
    saved_all_themes=f"Thèmes{_HARD}: tous.",
    saved_nothing="{publication} n’écrira plus à {address}.",
    back_to_preferences="Revenir à mes préférences",
)

ENGLISH = Words(
    ask_title="Stop receiving {title}?",
    ask_button="Unsubscribe me",
    not_subscribed_title="You are not on the list",
    not_subscribed="{address} does not receive {title}. There is nothing to do.",
    goodbye_title="Done",
    goodbye="{address} will no longer receive {title}.",
    goodbye_all="{publication} will no longer write to {address}.",
    on_its_way="A mail that has already left may still arrive.",
    still_receiving="You will still receive: {titles}.",
    change_of_mind="Changed your mind? Your preferences remain open.",
    to_preferences="See my preferences",
    nobody_title="We no longer write to you",
    nobody="Your address is no longer on our list. There is nothing to do.",
    invalid_title="This link does not work",
    invalid=(
        "It was probably cut short on its way. Open one of our recent mails and follow the link at the very"
        " bottom again. Or simply reply to that mail: we will see to it."
    ),
    expired_title="This link has expired",
    expired=(
        "A link to your preferences works for 60 days. Our most recent mail has a fresh one, at the bottom."
    ),
    stopped_title="We have stopped writing to you",
    stopped_bounced="The mailbox {address} refused our mail.",
    stopped_complained="One of our mails to {address} was reported as unwanted.",
    stopped="Would you like to read us again? Reply to one of our old mails: the newsroom will put you back.",
    preferences_title="Your preferences",
    preferences="For {address}",
    newsletters="Your newsletters",
    themes="Your themes",
    themes_hint="Ticking all of them or none is the same: you receive every theme, new ones too.",
    about_you="You",
    name="Your name",
    language="Your language",
    save="Save",
    saved_title="Saved",
    saved="{address} receives: {titles}.",
    saved_themes="Themes: {titles}.",
    saved_all_themes="Themes: all of them.",
    saved_nothing="{publication} will no longer write to {address}.",
    back_to_preferences="Back to my preferences",
)


def filled(text: str, **values: str) -> Markup:
    """Return `text` with its names filled in, escaped for HTML; values that are Markup stay as they are."""
    return Markup(text).format(**values)  # noqa: S704  # The texts of this module are ours.


WORDS: Mapping[str, Words] = {"fr": FRENCH, "en": ENGLISH}
LANGUAGE_NAMES: Mapping[str, str] = {"fr": "Français", "en": "English"}
"""Each language in its own words, for whoever cannot read the page in another one."""
