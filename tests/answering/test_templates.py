"""Answer frames are complete in every language."""

from __future__ import annotations

from typing import get_args

import pytest
from jinja2 import Environment, FileSystemLoader
from jinja2.runtime import Macro

from eccp_assistant import paths as resources
from eccp_assistant.answering.templates import templates_of
from eccp_assistant.domain.answers import LANGUAGES, Language

FOLDER = resources.folder("prompts") / "frames"
OTHERS = tuple(language for language in LANGUAGES if language != "en")
ENGLISH = (" where ", "The paper", "None of")
OPERATORS = (
    "is",
    "is_not",
    "contains",
    "at_least",
    "at_most",
    "above",
    "below",
    "empty",
    "not_empty",
)
ROWS = [
    {"name": "ALPHA", "details": ("Chile", "17"), "marker": 4, "also": ()},
    {"name": "BETA", "details": (), "marker": 5, "also": (8,)},
]
QUOTES = [
    {"text": "Eins.", "title": "", "marker": 6},
    {"text": "Zwei.", "title": "Buch", "marker": 7},
]

# What is given to a frame, and what must be found in what it says.
SAID = {
    "counted": (
        {"total": 2, "of_all": 25, "things": "XYZ", "condition": "Q = 9", "rows": ROWS},
        ("**2**", "25", "XYZ", "Q = 9", "\n- ALPHA (Chile, 17) [4]\n- BETA [5][8]"),
    ),
    "listed": (
        {"total": 2, "things": "XYZ", "condition": "Q = 9", "rows": ROWS},
        ("**2** XYZ", "Q = 9", "\n- ALPHA (Chile, 17) [4]\n- BETA [5][8]"),
    ),
    "nothing": (
        {"of_all": 25, "things": "XYZ", "condition": "Q = 9", "marker": 3},
        ("25", "XYZ", "Q = 9", "[3]"),
    ),
    "card": (
        {"name": "ALPHA", "marker": 4, "pairs": [("Q", "17"), ("R", "2020")]},
        ("**ALPHA** [4]\n- Q", ": 17\n- R", ": 2020"),
    ),
    "extract": ({"quotes": QUOTES}, ("Eins.", " [6] ", "Zwei.", " (Buch) [7]")),
    "not_in_corpus": (
        {"missing": ["Q", "R"], "given": ["2016"], "section": "S", "several": False},
        ("Q, R", "2016"),
    ),
    "greeting": ({"kinds": ["34 XYZ", "6 UVW"]}, ("34 XYZ, 6 UVW",)),
    "out_of_scope": ({"kinds": ["34 XYZ", "6 UVW"]}, ("34 XYZ, 6 UVW",)),
}


def macros(language: Language) -> dict[str, tuple[str, ...]]:
    environment = Environment(loader=FileSystemLoader(FOLDER), autoescape=False)
    return {
        name: tuple(value.arguments)
        for path in FOLDER.glob(f"{language}/*.j2")
        for name, value in vars(environment.get_template(f"{language}/{path.name}").module).items()
        if isinstance(value, Macro)
    }


def source(language: Language) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob(f"{language}/*.j2"))


def test_every_language_of_an_answer_is_listed():
    assert get_args(Language) == LANGUAGES


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_all_frames_with_the_same_arguments(language):
    assert macros(language) == macros("en")


@pytest.mark.parametrize("name", SAID)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_frame_renders_its_numbers_and_markers(language, name):
    given, expected = SAID[name]
    said = templates_of(language)(name, **given)
    assert [part for part in expected if part not in said] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_operator_has_its_own_text(language):
    said = {templates_of(language)("clause", label="Q", op=op, values="9") for op in OPERATORS}
    assert len(said) == len(OPERATORS)


@pytest.mark.parametrize("language", OTHERS)
def test_no_frame_of_another_language_is_english(language):
    said = [templates_of(language)(name, **given) for name, (given, _) in SAID.items()]
    everything = "\n".join([source(language), *said])
    assert [words for words in ENGLISH if words in everything] == []
