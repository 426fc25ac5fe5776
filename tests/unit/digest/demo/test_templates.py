import pytest
from jinja2 import UndefinedError

from digest.demo.templates import page_templates


def test_what_a_page_shows_is_escaped_and_nothing_is_left_out_in_silence() -> None:
    template = page_templates().from_string("<p>{{ text }}</p>")
    assert template.render(text="<b>&") == "<p>&lt;b&gt;&amp;</p>"
    with pytest.raises(UndefinedError):
        template.render()
