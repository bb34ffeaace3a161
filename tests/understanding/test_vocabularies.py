"""Vocabularies hold no wording of the question sets."""

from collections.abc import Iterator

import pytest
import yaml

from eccp_assistant.domain.answers import LANGUAGES
from eccp_assistant.text.numbers import number_words
from eccp_assistant.text.tokenise import folded_words
from eccp_assistant.understanding.cue_words import cues_of
from tests.fixtures.question_sets import wordings
from tests.locations import CORPUS, ROOT

UNDERSTANDING = ROOT / "src/eccp_assistant/understanding"
LONGEST_PHRASE = 2
"""Words up to which a phrase may occur in a question by chance; hyphens and apostrophes join."""

FORMULAS = {
    "how are you",
}
"""Fixed formulas of small talk, which any phrase book lists."""

COMPOUNDS = {
    *("chamber of commerce", "chambers of commerce", "cámara de comercio", "câmara de comércio"),
    *("camera di commercio", "camere di commercio", "balance of trade", "bailleur de fonds"),
    *("inversión extranjera directa", "imposto de importação", "numéro de téléphone"),
    *("memorandum of understanding", "memorandums of understanding", "paquete de trabajo"),
    *("internet de las cosas", "pequeñas y medianas empresas"),
}
"""Terms of several words that a dictionary has as an entry of its own."""

VERBS_LIKE_NUMBERS = {"sei", "deu"}
"""Auxiliaries that are spelt like a number: Italian "you are", Catalan "must"."""

NAMES = {
    *("bogota chamber of commerce", "camera di commercio di bogota", "colombian cluster network"),
}
"""Names of organisations in the corpus."""

ALLOWED = {folded_words(said) for said in FORMULAS | COMPOUNDS | NAMES}


def cues(language):
    return parsed(UNDERSTANDING / f"cues/{language}.yaml")


def parsed(path):
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def strings(data: object) -> Iterator[str]:
    """Every string among the values of nested dictionaries and lists."""
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, list):
        for each in data:
            yield from strings(each)
    elif isinstance(data, str):
        yield data


def vocabularies() -> Iterator[tuple[str, str]]:
    """Every phrase of every vocabulary, with the file that it stands in."""
    paths = [UNDERSTANDING / "contradiction.yaml", UNDERSTANDING / "summary.yaml"]
    paths += sorted((UNDERSTANDING / "cues").iterdir()) + sorted(
        (UNDERSTANDING / "lexicon").iterdir()
    )
    for path in paths:
        for said in strings(parsed(path)):
            yield path.name, said
    for path in sorted((CORPUS / "records").glob("*.yaml")):
        kind = parsed(path)
        parts = [*kind.get("fields", {}).values(), *kind.get("families", {}).values()]
        synonyms = [each.get("synonyms") for each in (kind, *parts)]
        for said in strings([kind.get("implied"), *synonyms]):
            yield path.name, said
    for alias in parsed(CORPUS / "aliases.yaml"):
        for said in alias["said"]:
            yield "aliases.yaml", said


def test_no_vocabulary_holds_the_wording_of_a_question():
    questions = wordings(blind=False)
    assert len(questions) > 900
    fitted = {
        (file, said)
        for file, said in vocabularies()
        if len(said.split()) > LONGEST_PHRASE and folded_words(said) not in ALLOWED
        if any(f" {' '.join(folded_words(said))} " in question for question in questions)
    }
    assert fitted == set()


def test_every_allowed_phrase_is_in_a_vocabulary():
    assert {folded_words(said) for _, said in vocabularies()} >= ALLOWED


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_categories_of_english(language):
    english, other = cues("en"), cues(language)
    assert other.keys() == english.keys()
    for category in ("function", "ask"):
        assert other[category].keys() == english[category].keys()
    assert all(other[category] for category in other)
    assert all(
        other[category][name] for category in ("function", "ask") for name in other[category]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_function_words_are_single_words_and_say_no_number(language):
    numbers = {words for words, value in number_words(language).items() if value > 1}
    for said in strings(cues(language)["function"]):
        words = folded_words(said)
        assert len(said.split()) == 1 or said in {"hi ha", "à laquelle", "a més"}
        assert words not in numbers or said in VERBS_LIKE_NUMBERS, said


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "boast tagged holder wat wich running five colleague award second"),
        ("es", "dedican ficha apuntan socios colegas segundo"),
        ("fr", "œuvrent fiche visent membres équipe deuxième"),
        ("de", "ausgeschrieben vereint zielen partner kollegen zweite"),
        ("pt", "sediados ficha visam parceiros terceiro"),
        ("it", "operano scheda mirano soci colleghi terzo"),
        ("ca", "apunten fitxa reuneixen socis segon"),
    ],
)
def test_verbs_nouns_misspellings_and_ordinals_are_no_function_words(language, words):
    known = cues_of(language)
    assert not [word for word in words.split() if known.is_function(folded_words(word)[0])]
