from pathlib import Path

import pytest
from jinja2 import UndefinedError

from digest.render.templates import template_environment, template_folders


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_the_shipped_templates_are_found():
    assert (template_folders()[-1] / "email/edition/body.html").is_file()


def test_the_newsroom_s_own_folder_comes_first(tmp_path: Path):
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    write(shipped, "a.html", "shipped")
    write(shipped, "b.html", "shipped")
    write(own, "a.html", "own")
    environment = template_environment((own, shipped))
    assert environment.get_template("a.html").render() == "own"
    assert environment.get_template("b.html").render() == "shipped"
    assert template_folders(own)[0] == own


def test_a_newsroom_can_override_one_block_of_a_shipped_template(tmp_path: Path):
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    write(shipped, "a.html", "[{% block head %}head{% endblock %}|{% block foot %}foot{% endblock %}]")
    write(own, "a.html", '{% extends "digest/a.html" %}{% block foot %}ours{% endblock %}')
    assert template_environment((own, shipped)).get_template("a.html").render() == "[head|ours]"


def test_html_is_escaped_and_text_is_not(tmp_path: Path):
    for name in ("a.html", "a.txt"):
        write(tmp_path, name, "{{ x }}")
    environment = template_environment((tmp_path,))
    assert environment.get_template("a.html").render(x="<'\">&") == "&lt;&#39;&#34;&gt;&amp;"
    assert environment.get_template("a.txt").render(x="<'\">&") == "<'\">&"


def test_a_name_that_does_not_exist_is_an_error(tmp_path: Path):
    write(tmp_path, "a.html", "{{ nothing }}")
    with pytest.raises(UndefinedError):
        template_environment((tmp_path,)).get_template("a.html").render()
