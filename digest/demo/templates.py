"""Opens the page templates of the demonstration (`pages/`), escaped by default.

The templates of the product itself are elsewhere, and are not used here.
"""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def page_templates() -> Environment:
    """Return a new environment, to which its user may add filters."""
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
