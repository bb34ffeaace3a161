"""Templates are found by name, escape values, and have texts in every language."""

import pytest
from jinja2 import TemplateNotFound, UndefinedError

from eccp_assistant.pages.templates import template, words
from tests.locations import ROOT

NAMES = [path.name.removesuffix(".html.j2") for path in (ROOT / "web/templates").glob("*.html.j2")]


@pytest.mark.parametrize("name", NAMES)
def test_every_template_can_be_loaded(name):
    assert template(name).name == f"{name}.html.j2"


def test_an_unknown_template_is_an_error():
    with pytest.raises(TemplateNotFound):
        template("nothing")


def test_a_missing_variable_is_an_error():
    with pytest.raises(UndefinedError):
        template("document").render()


def test_the_interface_has_the_same_words_in_both_languages():
    english, spanish = words("en"), words("es")
    assert english.keys() == spanish.keys()
    assert all(english.values())
    assert all(spanish.values())


def test_a_language_without_an_interface_is_an_error():
    with pytest.raises(KeyError):
        words("tlh")
