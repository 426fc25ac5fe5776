"""Where templates are found and how they are read: a newsroom's own folder first, then the shipped ones.

It renders nothing. A template of a newsroom replaces the shipped one of the same name; to change one block
only, it extends the shipped one under the name `digest/…`.
"""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    select_autoescape,
)

from digest.render.typography import dotted, wrapped


def template_folders(own: Path | None = None) -> tuple[Path, ...]:
    """Return the folders to look in, first wins: `own` where one is set, then the shipped templates.

    The shipped ones lie in the installed package, or beside it in a working copy.
    """
    package = Path(str(files("digest")))
    packaged = package / "templates"
    shipped = packaged if packaged.is_dir() else package.parent / "templates"
    return (own, shipped) if own else (shipped,)


def template_environment(folders: Sequence[Path]) -> Environment:
    """Return a Jinja environment over `folders`, of which the last holds the shipped templates.

    Everything is escaped for HTML but in `.txt` and `.css` files; a name that does not exist is an error.
    """
    environment = Environment(
        loader=ChoiceLoader(
            [FileSystemLoader(folders), PrefixLoader({"digest": FileSystemLoader(folders[-1])})]
        ),
        autoescape=select_autoescape(disabled_extensions=("txt", "css"), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["dotted"] = dotted
    environment.filters["wrapped"] = wrapped
    return environment
