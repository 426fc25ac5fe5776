"""The subject line that a newsroom sets for a newsletter: checked, evaluated without any risk, made one line.

It accepts names, their listed attributes, a few filters, comparisons and `… if … else …`: no loop, no call
and no arithmetic, because editors write it at the desk. It does not write the header (see `digest.mail`).
"""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

from jinja2 import Environment, StrictUndefined, TemplateError, nodes

from digest.domain.edition import EditionContent, Story
from digest.domain.newsroom import Publication
from digest.errors import TemplateBroken
from digest.render.cleaning import clean, readable, undecodable
from digest.render.strings import STRINGS
from digest.render.summary import counts_of, headline
from digest.render.typography import date_in_words, listed, shorten

SUBJECT_LIMIT = 110
"""Characters of a subject that are of any use in an inbox."""

_TEMPLATE_LIMIT = 500
_OBJECTS = {
    "lead": ("title", "kicker", "standfirst", "authors"),
    "newsletter": ("title",),
    "publication": ("name",),
    "counts": ("articles", "briefs", "minutes"),
}
_PLAIN = ("date",)
_FILTERS = ("upper", "lower", "truncate", "default", "trim")
_STRUCTURE = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.Keyword)
_CHOICE = (nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Concat)

# A subject is plain text.
_environment = Environment(autoescape=False, undefined=StrictUndefined)  # noqa: S701
_environment.filters = {name: _environment.filters[name] for name in _FILTERS}
_environment.globals = {}
_environment.tests = {}

_SAMPLE = EditionContent(
    newsletter="sample",
    title="Newsletter",
    publication=Publication(name="Publication", url="https://publication.example"),
    date=date(2026, 1, 1),
    subject="",
)


def check_subject(template: str) -> str | None:
    """Return one sentence about what is wrong with a newsletter's subject, or None when it can be used."""
    try:
        _evaluate(template, _SAMPLE)
    except TemplateBroken as broken:
        return broken.reason
    return None


def render_subject(template: str, content: EditionContent) -> str:
    """Return the subject of an edition in plain text, one line of at most SUBJECT_LIMIT characters.

    Where there is no lead, `lead` is the first story; where there is no story, or where nothing comes of
    the template, the subject is the newsletter's title with the date. Raises TemplateBroken.
    """
    content = clean(content)
    language = _language(content)
    if not content.stories:
        return one_line(headline(content, language))
    return one_line(_evaluate(template, content)) or one_line(headline(content, language))


def one_line(text: str) -> str:
    """Return `text` fit for a Subject header: one line, nothing that a mail reader would decode."""
    return shorten(undecodable(readable(text)), SUBJECT_LIMIT)


def _evaluate(template: str, content: EditionContent) -> str:
    if len(template) > _TEMPLATE_LIMIT:
        raise TemplateBroken("subject", f"keep it under {_TEMPLATE_LIMIT} characters")
    try:
        tree = _environment.parse(template)
        _check(tree)
        return _environment.from_string(tree).render(_variables(content))
    except TemplateError as error:
        raise TemplateBroken("subject", f"it cannot be read: {error.message}") from error
    except RecursionError:
        raise TemplateBroken("subject", "it has too many brackets inside one another") from None
    except (TypeError, ValueError, AssertionError) as error:
        raise TemplateBroken("subject", f"a filter cannot take what it is given: {error}") from error


def _variables(content: EditionContent) -> dict[str, object]:
    language = _language(content)
    lead = content.lead or next(iter(content.stories), None)
    return {
        "lead": _lead(lead, STRINGS[language].conjunction),
        "newsletter": SimpleNamespace(title=content.title),
        "publication": SimpleNamespace(name=content.publication.name),
        "date": date_in_words(content.date, language),
        "counts": counts_of(content),
    }


def _lead(story: Story | None, conjunction: str) -> SimpleNamespace:
    if story is None:
        return SimpleNamespace(title="", kicker="", standfirst="", authors="")
    return SimpleNamespace(
        title=story.title,
        kicker=story.kicker,
        standfirst=story.standfirst,
        authors=listed(story.authors, conjunction),
    )


def _language(content: EditionContent) -> str:
    return content.publication.language if content.publication.language in STRINGS else "en"


def _check(node: nodes.Node) -> None:
    """Raise TemplateBroken unless `node` and everything under it is on the list."""
    special: dict[type[nodes.Node], Callable[[nodes.Node], None]] = {
        nodes.Name: _check_name,
        nodes.Getattr: _check_attribute,
        nodes.Filter: _check_filter,
    }
    rule = special.get(type(node))
    if rule is not None:
        rule(node)
    elif not isinstance(node, (*_STRUCTURE, *_CHOICE)):
        raise TemplateBroken(
            "subject",
            f"{type(node).__name__} is not possible here: use {{{{ lead.title }}}}, a filter"
            f" ({', '.join(_FILTERS)}) or {{{{ … if … else … }}}}",
        )
    if not isinstance(node, nodes.Getattr):
        for child in node.iter_child_nodes():
            _check(child)


def _check_name(node: nodes.Node) -> None:
    assert isinstance(node, nodes.Name)
    if node.name in _OBJECTS:
        raise TemplateBroken("subject", f"write {{{{ {node.name}.{_OBJECTS[node.name][0]} }}}}")
    if node.name not in _PLAIN:
        known = ", ".join((*_OBJECTS, *_PLAIN))
        raise TemplateBroken("subject", f"there is no variable {node.name!r} (known: {known})")


def _check_attribute(node: nodes.Node) -> None:
    assert isinstance(node, nodes.Getattr)
    if not isinstance(node.node, nodes.Name) or node.node.name not in _OBJECTS:
        raise TemplateBroken("subject", f".{node.attr} stands after something that has no attributes")
    known = _OBJECTS[node.node.name]
    if node.attr not in known:
        raise TemplateBroken("subject", f"{node.node.name} has no {node.attr!r} (known: {', '.join(known)})")


def _check_filter(node: nodes.Node) -> None:
    assert isinstance(node, nodes.Filter)
    if node.name not in _FILTERS:
        raise TemplateBroken("subject", f"there is no filter {node.name!r} (known: {', '.join(_FILTERS)})")
    if node.node is None or node.dyn_args is not None or node.dyn_kwargs is not None:
        raise TemplateBroken(
            "subject", f"the filter {node.name!r} is written {{{{ lead.title|{node.name} }}}}"
        )
