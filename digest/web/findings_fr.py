"""What the preflight says, in French: what was found, and what to do about it.

As in `sentences_fr`, the holes are named alike on both sides, and the spaces of French print are set there.
"""

from collections.abc import Mapping

FINDINGS: Mapping[str, str] = {
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
    "the HTML ({language}) lacks “{title}”": "«{title}» manque dans le HTML ({language})",
    "the preheader ({language}) is not in the HTML: inboxes show the masthead instead": (
        "la suite de l’objet ({language}) manque dans le HTML: les boîtes montrent l’en-tête à sa place"
    ),
    "there is a comment in a style sheet": "une feuille de style contient un commentaire",
    "a line of a style sheet begins with a tab": "une ligne d’une feuille de style commence par une tabulation",
    "one @media stands within another": "un @media se trouve dans un autre",
    "a style sheet has braces without their counterparts": (
        "une feuille de style a des accolades sans leur pendant"
    ),
    "an !important stands right behind its value": "un !important est collé à sa valeur",
    "{count} stories stand in the web version only: the mail ({language}) would be too heavy": (
        "{count} sujets ne figurent que dans la version web: le mail ({language}) serait trop lourd"
    ),
    "the publication has no postal address": "la publication n’a pas d’adresse postale",
    "the newest story is of {day}": ("la dernière nouvelle est du {day}"),
    "the preheader ({language}) says nothing that the subject does not say": (
        "la suite de l’objet ({language}) ne dit rien de plus que l’objet"
    ),
    "the preheader ({language}) has {length} characters": (
        "la suite de l’objet ({language}) fait {length} signes"
    ),
    "a mark of a template ({mark}) stands in the mail ({language})": (
        "une marque de gabarit ({mark}) est restée dans le mail ({language})"
    ),
    "links to {host} are not https ({count}): anybody on the way can read along": (
        "des liens vers {host} ne sont pas en https ({count}): n’importe qui peut lire en chemin"
    ),
    "Orange alters a word in “{shown}”, and the link fails there": (
        "Orange change un mot dans «{shown}», et le lien y est mort"
    ),
    "a link leads to “{shown}”, which is not in the mail": (
        "un lien mène à «{shown}», qui n’est pas dans le mail"
    ),
    "a link leads to “{shown}”, which is no address on the web": (
        "un lien mène à «{shown}», qui n’est pas une adresse du web"
    ),
    "a style sheet weighs {kilobytes} kB": ("une feuille de style pèse {kilobytes}\u00a0ko"),
    "there are control characters (U+0080 to U+009F) in the HTML ({language})": (
        "des caractères de contrôle (U+0080 à U+009F) se trouvent dans le HTML ({language})"
    ),
    "the picture of “{title}” is {count} pixels wide": ("l’image de «{title}» a {count} pixels de large"),
    "a picture has no size in the mail: {address}": ("une image n’a pas de taille dans le mail: {address}"),
    "a picture has no height in the mail: {address}": (
        "une image n’a pas de hauteur dans le mail: {address}"
    ),
    "{feature} is lost on {count} % of readers: {clients}": (
        "{feature} se perd chez {count}\u00a0% des lecteurs: {clients}"
    ),
    "the table of clients does not know {feature}": ("la table des messageries ne connaît pas {feature}"),
    "in {client} only {count} % of what the mail is built from works": (
        "dans {client}, {count}\u00a0% seulement de ce dont le mail est fait fonctionne"
    ),
    "the mail ({language}) does not say everywhere which language it is in": (
        "le mail ({language}) ne dit pas partout dans quelle langue il est"
    ),
    "headings of the first level: {count}": ("titres de premier niveau: {count}"),
    "a heading of level {below} stands under one of level {above}": (
        "un titre de niveau {below} suit un titre de niveau {above}"
    ),
    "nothing says where the mail begins and what it is": ("rien ne dit où le mail commence ni ce qu’il est"),
    "tables that only lay out are read as tables ({count})": (
        "des tableaux de mise en page sont lus comme des tableaux ({count})"
    ),
    "pictures have no alt attribute ({count}): their file names are read out": (
        "des images n’ont pas d’attribut alt ({count}): on entend le nom du fichier"
    ),
    "letters of {pixels} px: “{title}”": ("lettres de {pixels}\u00a0px: «{title}»"),
    "a link is called “{name}”: that does not say where it leads": (
        "un lien s’appelle «{name}»: cela ne dit pas où il mène"
    ),
    "links called “{name}” lead to different places ({count})": (
        "des liens nommés «{name}» mènent à des endroits différents ({count})"
    ),
    "“{title}” has a contrast of {ratio} to 1 ({scheme})": (
        "«{title}» a un contraste de {ratio} pour 1 ({scheme})"
    ),
    "“{title}” has {ratio} to 1 where a client inverts colours ({kind})": (
        "«{title}» n’a que {ratio} pour 1 quand la messagerie inverse les couleurs ({kind})"
    ),
    "the subject shouts: capitals only, letters set apart, or signs in a row": (
        "l’objet crie: capitales seules, lettres espacées ou signes en série"
    ),
    "the subject begins as that of a reply does": ("l’objet commence comme celui d’une réponse"),
    "there are pictures ({count}) and hardly anything else ({length} bytes of HTML)": (
        "il y a des images ({count}) et presque rien d’autre ({length} octets de HTML)"
    ),
    "the text part ({language}) has other words than the HTML": (
        "la partie texte ({language}) n’a pas les mots du HTML"
    ),
    "the title element ({language}) is not the subject": ("l’élément title ({language}) n’est pas l’objet"),
    "more than half of the letters ({language}) are capitals": (
        "plus de la moitié des lettres ({language}) sont des capitales"
    ),
    "text is there that nobody is to see: “{title}”": (
        "du texte est là que personne ne doit voir: «{title}»"
    ),
    "links lead to {host}: one cannot see whose that is": (
        "des liens mènent à {host}: on ne voit pas à qui c’est"
    ),
    "a link shows the address {address} and leads to {host}": (
        "un lien montre l’adresse {address} et mène à {host}"
    ),
    "a comment for Outlook is not well formed: {mark}": ("un commentaire pour Outlook est mal formé: {mark}"),
    "what Outlook is given does not add up: {found_mark} where {mark} was to come": (
        "ce qu’Outlook reçoit ne tient pas: {found_mark} là où {mark} devait venir"
    ),
    "a table for Outlook is {count} pixels wide": ("un tableau pour Outlook a {count} pixels de large"),
    "nobody answers at {address}": "personne ne répond à {address}",
    "{address} is not there ({status})": "{address} n’existe pas ({status})",
    "{address} answers {status}": "{address} répond {status}",
    "there is no picture at {address}": "il n’y a pas d’image à {address}",
    "the picture at {address} weighs {kilobytes} kB": "l’image à {address} pèse {kilobytes}\u00a0ko",
    "there was no time to ask all addresses ({count} are left)": (
        "le temps a manqué pour interroger toutes les adresses ({count} restent)"
    ),
    "the text part ({language}) lacks the title “{title}”": (
        "le titre «{title}» manque dans la partie texte ({language})"
    ),
    "the text part ({language}) does not name {author}": (
        "la partie texte ({language}) ne nomme pas {author}"
    ),
    "the text part ({language}) lacks a time: {clock}": (
        "une heure manque dans la partie texte ({language}): {clock}"
    ),
    "“{title}” stands elsewhere in the text part ({language}) than in the HTML": (
        "«{title}» n’est pas à la même place dans la partie texte ({language}) que dans le HTML"
    ),
}
"""What a check found."""

REMEDIES: Mapping[str, str] = {
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
    "`digest status` says which sources are silent; skip the edition if there is no news": (
        "«digest status» dit quelles sources se taisent; sautez l’édition s’il n’y a pas de nouvelles"
    ),
    "let it go on where the subject ends: it is the second line in the inbox": (
        "qu’elle continue là où l’objet s’arrête: c’est la deuxième ligne de la boîte de réception"
    ),
    "correct your template: what stands there was to be filled in": (
        "corrigez votre gabarit: ce qui est là devait être rempli"
    ),
    "link to https if the site has it": ("faites le lien en https si le site l’a"),
    "give the article another address if many readers are with Orange": (
        "donnez une autre adresse à l’article si beaucoup de lecteurs sont chez Orange"
    ),
    "give the place that name (`id`) in your template, or take the link out": (
        "donnez ce nom (id) à l’endroit dans votre gabarit, ou ôtez le lien"
    ),
    "write it in full in your template, with https:// before it": (
        "écrivez-la en entier dans votre gabarit, avec https:// devant"
    ),
    "lower max_items of some themes, or leave it so: the mail says how many there are": (
        "baissez max_items de quelques thèmes, ou laissez ainsi: le mail dit combien il y en a"
    ),
    "print every story in your HTML template": "imprimez tous les articles dans votre gabarit HTML",
    "put the preheader block back into your template": "remettez le bloc preheader dans votre gabarit",
    "take it out of your templates: Orange and La Poste lose the rule behind it": (
        "retirez-le de vos gabarits: Orange et La Poste perdent la règle qui suit"
    ),
    "use spaces in your style sheets: Orange's app drops such rules": (
        "mettez des espaces dans vos feuilles de style: l’application Orange écarte ces règles"
    ),
    "write the two as one with “and”: Gmail drops the whole sheet otherwise": (
        "écrivez les deux en une avec «and»: sinon Gmail écarte toute la feuille"
    ),
    "close them in your templates: Gmail drops the whole sheet otherwise": (
        "fermez-les dans vos gabarits: sinon Gmail écarte toute la feuille"
    ),
    "put a space before it in your templates: Orange drops the rule otherwise": (
        "mettez une espace devant dans vos gabarits: sinon Orange écarte la règle"
    ),
    "shorten it in your templates: Gmail drops one of more than 16 KB": (
        "raccourcissez-la dans vos gabarits: Gmail écarte celles de plus de 16\u00a0ko"
    ),
    "take them out of your templates: Gmail cuts a message off for them, however light it is": (
        "ôtez-les de vos gabarits: ils suffisent pour que Gmail coupe un message, si léger soit-il"
    ),
    "serve one of at most {most}: a phone loads all of it and shows a part": (
        "servez-en une de {most} au plus: un téléphone charge tout et n’en montre qu’une partie"
    ),
    "give it width in your template, in pixels: Outlook prints the file as large as it is": (
        "donnez-lui width dans votre gabarit, en pixels: Outlook imprime le fichier dans sa taille"
    ),
    "give it height in your template, or `height:auto` in its style": (
        "donnez-lui height dans votre gabarit, ou height:auto dans son style"
    ),
    "do without it in style attributes, or see that nothing is missed where it is not done": (
        "passez-vous-en dans les attributs style, ou voyez que rien ne manque là où il ne fait rien"
    ),
    "look it up, and try it in the clients that your readers have": (
        "renseignez-vous, et essayez-le dans les messageries de vos lecteurs"
    ),
    "build it from less: {most} % should work there": (
        "faites plus simple: {most}\u00a0% devraient y fonctionner"
    ),
    "put lang and dir on html, on body and on the element around everything": (
        "mettez lang et dir sur html, sur body et sur l’élément qui entoure tout"
    ),
    "give it one h1, the newsletter's title": ("donnez-lui un seul h1, le titre de la lettre"),
    "go down one level at a time: h2 for a theme, h3 for an article": (
        "descendez d’un niveau à la fois: h2 pour un thème, h3 pour un article"
    ),
    'put role="article" and an aria-label on the element around everything': (
        "mettez role=article et un aria-label sur l’élément qui entoure tout"
    ),
    'put role="presentation" on them in your template': ("mettez-y role=presentation dans votre gabarit"),
    'put alt on each in your template, alt="" where a picture only adorns': (
        "mettez alt sur chacune dans votre gabarit, vide là où l’image ne fait qu’orner"
    ),
    "set nothing smaller than {most} px in your templates": (
        "rien en dessous de {most}\u00a0px dans vos gabarits"
    ),
    "let the link be the title, or give it words of its own": (
        "que le lien soit le titre, ou donnez-lui ses propres mots"
    ),
    "tell them apart in their words, if they are yours": (
        "distinguez-les par leurs mots, s’ils sont de vous"
    ),
    "choose a colour that has {ratio} to 1 on its ground": (
        "choisissez une couleur qui ait {ratio} pour 1 sur son fond"
    ),
    "move the colour away from middle grey, in the direction that reads by day": (
        "éloignez la couleur du gris moyen, du côté qui se lit de jour"
    ),
    "write it as a headline; filters count such a subject (SUBJ_ALL_CAPS, GAPPY_SUBJECT)": (
        "écrivez-le comme un titre; les filtres comptent un tel objet (SUBJ_ALL_CAPS, GAPPY_SUBJECT)"
    ),
    "begin it otherwise: a reply that answers nothing looks like a trick": (
        "commencez autrement: une réponse à rien a l’air d’une ruse"
    ),
    "filters count pictures in less than {most} bytes of HTML (HTML_IMAGE_ONLY)": (
        "les filtres comptent les images dans moins de {most} octets de HTML (HTML_IMAGE_ONLY)"
    ),
    "let both templates print the same; filters compare them (MPART_ALT_DIFF)": (
        "que les deux gabarits impriment la même chose; les filtres comparent (MPART_ALT_DIFF)"
    ),
    "print the subject in it in your template (HTML_TITLE_SUBJ_DIFF)": (
        "imprimez-y l’objet dans votre gabarit (HTML_TITLE_SUBJ_DIFF)"
    ),
    "print titles as they are written (UPPERCASE_50_75)": (
        "imprimez les titres comme ils sont écrits (UPPERCASE_50_75)"
    ),
    "hide a preheader by display:none and nothing else (HTML_TEXT_INVISIBLE_STYLE, FONT_INVIS)": (
        "cachez la suite de l’objet par display:none et rien d’autre (HTML_TEXT_INVISIBLE_STYLE, FONT_INVIS)"
    ),
    "link to the site by its own name (SHORT_SHORTNER, NORMAL_HTTP_TO_IP)": (
        "faites le lien vers le site par son propre nom (SHORT_SHORTNER, NORMAL_HTTP_TO_IP)"
    ),
    "show words, or the address that it leads to: this is how thieves link (HTTPS_HTTP_MISMATCH)": (
        "montrez des mots, ou l’adresse où il mène: c’est ainsi que font les voleurs (HTTPS_HTTP_MISMATCH)"
    ),
    "close each [if mso] with [endif] in your templates, one within no other": (
        "fermez chaque [if mso] par [endif] dans vos gabarits, sans les emboîter"
    ),
    "close what each comment for Outlook opens, in the reverse order": (
        "fermez ce que chaque commentaire pour Outlook ouvre, dans l’ordre inverse"
    ),
    "let none be wider than {most}, the column": ("qu’aucun ne dépasse {most}, la colonne"),
    "open it in a browser; correct the link, or leave the story out": (
        "ouvrez-la dans un navigateur; corrigez le lien, ou laissez l’article de côté"
    ),
    "open it in a browser: some sites turn away programs, and let readers in": (
        "ouvrez-la dans un navigateur: des sites écartent les programmes et laissent entrer les lecteurs"
    ),
    "correct it in the feed: readers would see an empty frame": (
        "corrigez-la dans le flux: les lecteurs verraient un cadre vide"
    ),
    "serve a smaller one: 1200 pixels in width are enough": (
        "servez-en une plus petite: 1200 pixels de large suffisent"
    ),
    "run `digest check --links` again when their sites are quicker": (
        "relancez «digest check --links» quand leurs sites seront plus rapides"
    ),
    "print it in your text template": ("imprimez-le dans votre gabarit de texte"),
    "print the authors in your text template": ("imprimez les auteurs dans votre gabarit de texte"),
    "print the time of each story in your text template, in the words of the HTML": (
        "imprimez l’heure de chaque article dans votre gabarit de texte, comme dans le HTML"
    ),
    "print the stories in the same order in both templates": (
        "imprimez les articles dans le même ordre dans les deux gabarits"
    ),
}
"""What to do about it."""
