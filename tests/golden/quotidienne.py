"""A whole invented edition: twelve articles and nine briefs of a French trade paper, on a Monday.

The paper, its people and its news do not exist.
"""

import re
import unicodedata
from datetime import UTC, date, datetime

from digest.domain.content import Access, Image, ItemKind
from digest.domain.edition import EditionContent, Section, Story
from digest.domain.newsroom import Publication

SITE = "https://courrier-imagerie.example"

PUBLICATION = Publication(
    name="Le Courrier de l’imagerie",
    url=f"{SITE}/",
    postal_address="Le Courrier de l’imagerie, 14 rue des Tanneurs, 21000 Dijon",
)


def at(day: int, clock: str) -> datetime:
    """Return an instant of November 2026 in UTC; Paris is one hour ahead."""
    hours, minutes = clock.split(":")
    return datetime(2026, 11, day, int(hours), int(minutes), tzinfo=UTC)


def photo(name: str, alt: str, credit: str) -> Image:
    return Image(url=f"{SITE}/photos/{name}.jpg", alt=alt, credit=credit, width=1200, height=800)


def article(number: int, theme: str, title: str, **facts: object) -> Story:
    plain = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    slug = re.sub("[^a-z0-9]+", "-", plain)[:44].strip("-")
    story = {
        "item": number,
        "kind": ItemKind.ARTICLE,
        "theme": theme,
        "title": title,
        "url": f"{SITE}/{theme}/{number}-{slug}/",
        "published_at": at(22, "17:40"),
        "access": Access.FREE,
    }
    return Story(**(story | facts))  # type: ignore[arg-type]  # The facts are Story's own fields.


def brief(number: int, theme: str, published_at: datetime, title: str, standfirst: str = "") -> Story:
    return Story(
        item=number,
        kind=ItemKind.BRIEF,
        theme=theme,
        title=title,
        url=f"{SITE}/fil/{number}/",
        standfirst=standfirst,
        published_at=published_at,
    )


LEAD = article(
    1,
    "profession",
    "Dans le Morvan, un scanner itinérant redonne six semaines aux patients",
    kicker="Accès aux soins",
    standfirst=(
        "Depuis mars, un semi-remorque équipé d’un scanner 64 barrettes dessert sept communes sans "
        "cabinet de radiologie. Le délai moyen pour un examen thoracique y est passé de neuf à trois "
        "semaines, et trois équipes se relaient pour l’interprétation à distance."
    ),
    authors=("Maëlle Quintin", "Bastien Oury"),
    published_at=at(23, "4:45"),
    image=photo(
        "scanner-morvan",
        "Un semi-remorque blanc stationné devant une mairie, porte latérale ouverte sur une salle de scanner",
        "© Lise Carbonnel",
    ),
    access=Access.SUBSCRIBER,
    reading_minutes=6,
)

PROFESSION = Section(
    theme="profession",
    title="Profession",
    stories=(
        article(
            2,
            "profession",
            "Manipulateurs : la prime d’exercice territorial enfin versée dans douze départements",
            kicker="Rémunération",
            standfirst=(
                "Le décret promis au printemps paraît au Journal officiel. Les syndicats saluent un "
                "geste, mais demandent que les vacataires n’en soient pas exclus."
            ),
            authors=("Camille Ferrand",),
            published_at=at(22, "17:10"),
            image=photo(
                "manipulatrice",
                "Une manipulatrice règle la hauteur d’une table de radiologie",
                "Yann Le Goff",
            ),
            reading_minutes=3,
        ),
        article(
            3,
            "profession",
            "Gardes de nuit : trois CHU mutualisent la lecture des scanners cérébraux",
            standfirst=(
                "Dijon, Besançon et Nancy partagent une même liste d’astreinte entre 22 h et 7 h. "
                "Premier bilan après cent jours."
            ),
            authors=("Hugo Marchal",),
            published_at=at(21, "9:00"),
            access=Access.SUBSCRIBER,
            reading_minutes=5,
        ),
        article(
            4,
            "profession",
            "« On ne remplace pas un échographiste par une notice »",
            kicker="Entretien",
            standfirst=(
                "Présidente d’un collège régional, Solène Abgrall plaide pour un compagnonnage "
                "obligatoire avant toute délégation d’acte."
            ),
            authors=("Inès Valtier",),
            published_at=at(22, "11:30"),
            reading_minutes=7,
        ),
    ),
    overflow=tuple(
        article(50 + number, "profession", title, authors=("La rédaction",), reading_minutes=2)
        for number, title in enumerate(
            (
                "Internat : 14 postes de radiologie non pourvus à l’issue du choix",
                "Un guide pour accueillir les remplaçants dans les petits cabinets",
                "Congé maternité des libérales : ce qui change au 1er janvier",
                "Le conseil national ouvre une consultation sur la téléradiologie",
            )
        )
    ),
)
TECHNIQUES = Section(
    theme="techniques",
    title="Techniques",
    stories=(
        article(
            5,
            "techniques",
            "Comptage photonique : la dose divisée par deux pour le sinus, selon une série lyonnaise",
            kicker="Scanner",
            standfirst=(
                "Sur 212 examens, les lecteurs n’ont vu aucune différence de qualité entre le "
                "protocole habituel et le protocole réduit."
            ),
            authors=("Bastien Oury",),
            published_at=at(22, "15:20"),
            image=photo(
                "comptage", "Deux coupes de sinus placées côte à côte sur un écran", "© Hôpital de la Combe"
            ),
            access=Access.SUBSCRIBER,
            reading_minutes=4,
        ),
        article(
            6,
            "techniques",
            "IRM à bas champ : ce que 0,55 tesla permet, et ce qu’il ne permet pas",
            standfirst="Genou, poumon, prothèses : les indications où le bas champ fait jeu égal.",
            authors=("Maëlle Quintin",),
            published_at=at(21, "14:00"),
            reading_minutes=8,
        ),
    ),
)
INTELLIGENCE = Section(
    theme="ia",
    title="Intelligence artificielle",
    stories=(
        article(
            7,
            "ia",
            "Fractures : l’algorithme voit juste, le service d’urgences ne le regarde plus",
            kicker="Évaluation",
            standfirst=(
                "Six mois après son installation, un logiciel d’aide à la détection n’est ouvert que "
                "pour un cliché sur cinq. Une équipe rennaise a voulu savoir pourquoi."
            ),
            authors=("Inès Valtier", "Hugo Marchal"),
            published_at=at(22, "18:55"),
            reading_minutes=5,
        ),
        article(
            8,
            "ia",
            "Compte rendu dicté, compte rendu relu : une charte pour ne pas tout déléguer",
            standfirst="Douze règles simples, rédigées par des internes.",
            authors=("Camille Ferrand",),
            published_at=at(20, "8:15"),
            reading_minutes=3,
        ),
    ),
)
SANTE = Section(
    theme="sante-publique",
    title="Santé publique",
    stories=(
        article(
            9,
            "sante-publique",
            "Dépistage du cancer du sein : la participation remonte, sauf dans les grandes villes",
            kicker="Dépistage",
            standfirst=(
                "Pour la première fois depuis 2019, plus d’une femme invitée sur deux a réalisé sa "
                "mammographie. Les métropoles restent à la traîne."
            ),
            authors=("Solveig Hamon",),
            published_at=at(22, "6:30"),
            image=photo("mammographie", "", "Atelier Nord"),
            reading_minutes=4,
        ),
        article(
            10,
            "sante-publique",
            "Radon : quarante écoles du Limousin bientôt équipées de capteurs",
            authors=("Bastien Oury",),
            published_at=at(20, "16:05"),
            reading_minutes=2,
        ),
    ),
)
ECONOMIE = Section(
    theme="economie",
    title="Économie",
    stories=(
        article(
            11,
            "economie",
            "Cabinets : pourquoi deux groupes régionaux renoncent à leur fusion",
            kicker="Concentration",
            standfirst=(
                "L’accord portait sur 34 sites et 1 250 salariés. Les associés ont buté sur la "
                "gouvernance médicale, pas sur le prix."
            ),
            authors=("Hugo Marchal",),
            published_at=at(22, "19:30"),
            access=Access.SUBSCRIBER,
            reading_minutes=6,
        ),
        article(
            12,
            "economie",
            "Produits de contraste : les prix repartent à la hausse pour 2027",
            standfirst="Un fabricant invoque le coût de l’iode, les acheteurs un manque de concurrence.",
            authors=("Camille Ferrand",),
            published_at=at(21, "7:45"),
            reading_minutes=3,
        ),
    ),
)

BRIEFS = (
    brief(
        21,
        "economie",
        at(23, "5:12"),
        "Un fabricant de sondes rappelle 600 appareils d’échographie portables",
    ),
    brief(
        22,
        "",
        at(23, "4:50"),
        "Panne nationale du dossier partagé : retour à la normale annoncé pour 9 heures",
    ),
    brief(
        23,
        "profession",
        at(22, "21:05"),
        "Dr Anne-Lise Roubaud élue à la tête de l’union régionale des radiologues de Bretagne",
        "Elle succède à Paul Kerjean, qui ne se représentait pas.",
    ),
    brief(24, "techniques", at(22, "18:20"), "Le CHU d’Angers met en service sa troisième IRM 3 T"),
    brief(
        25,
        "ia",
        at(22, "16:47"),
        "L’agence du médicament publie sa liste de 41 logiciels d’aide au diagnostic",
    ),
    brief(
        26,
        "sante-publique",
        at(22, "10:02"),
        "Mois sans tabac : 12 400 scanners thoraciques de dépistage réservés",
    ),
    brief(
        27,
        "profession",
        at(21, "17:30"),
        "Appel à candidatures pour la commission de radioprotection, jusqu’au 15 décembre",
    ),
    brief(
        28,
        "",
        at(21, "11:15"),
        "Disparition du professeur Émile Santerre, pionnier de la neuroradiologie à Toulouse",
    ),
    brief(
        29,
        "economie",
        at(21, "8:05"),
        "Le fonds Armor entre au capital d’un réseau de douze centres d’imagerie",
    ),
)

QUOTIDIENNE = EditionContent(
    newsletter="quotidienne",
    title="La Quotidienne",
    publication=PUBLICATION,
    date=date(2026, 11, 23),
    subject=LEAD.title,
    lead=LEAD,
    sections=(PROFESSION, TECHNIQUES, INTELLIGENCE, SANTE, ECONOMIE),
    briefs=BRIEFS,
    brief_overflow=(
        brief(30, "ia", at(21, "7:40"), "Une bourse de thèse pour l’imagerie pédiatrique du rachis"),
        brief(31, "", at(20, "19:10"), "Les inscriptions au congrès de Strasbourg sont ouvertes"),
        brief(32, "techniques", at(20, "18:30"), "Un nouveau fantôme pour l’étalonnage des mammographes"),
    ),
)
"""The edition of Monday 23 November 2026, which covers the weekend."""
