"""The closed vocabulary of a catalogue: phrases, stems and pieces of names and values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from wordfreq import top_n_list, zipf_frequency

from eccp_assistant.domain.answers import LANGUAGES, Language
from eccp_assistant.text.normalise import fold
from eccp_assistant.text.tokenise import folded_words, stem, stems
from eccp_assistant.understanding.linking.catalogue import Catalogue, labels_of
from eccp_assistant.understanding.linking.countries import (
    country_code,
    language_names,
    place_names,
)
from eccp_assistant.understanding.linking.mentions import Link

Phrase = tuple[str, ...]

_FUNCTION_WORDS = 160
_SHORTEST_STEMMED = 4
_SHORTEST_PIECE_STEM = 5
_LONGEST = 12


@lru_cache(maxsize=16)
def function_words(language: Language) -> frozenset[str]:
    """The most common words of a language, folded: they name nothing by themselves."""
    common = {fold(word) for word in top_n_list(language, _FUNCTION_WORDS)}
    return frozenset(common | {"o", "e", "y", "i", "a", "u"})


@lru_cache(maxsize=65_536)
def frequency(word: str, language: Language) -> float:
    """How common a word is: log10 of its uses in a billion words."""
    return float(zipf_frequency(word, language))


class PhraseIndex:
    """Folded phrases, stemmed phrases and single pieces -> what they may stand for.

    Attributes:
        exact: Phrase -> links, each with the language of the label it is, if it is one.
        stemmed: Language and stems -> the same.
        pieces: Word -> the names and values of several words that it stands in.
        words: Every word of a phrase.
        longest: Words of the longest phrase that is looked for.
        label_words: Language -> words of its labels of kinds and fields.
        kind_words: Words of the labels of kinds, in any language.
        countries: Code -> kind and field -> how the records write it.
        country_fields: Kinds and fields that hold countries.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.exact: dict[Phrase, dict[Link, Language | None]] = defaultdict(dict)
        self.stemmed: dict[Phrase, dict[Link, Language | None]] = defaultdict(dict)
        self.pieces: dict[str, set[Link]] = defaultdict(set)
        self.label_words: dict[str, set[str]] = defaultdict(set)
        self.kind_words: set[str] = set()
        self.countries: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
        self._stemmed_pieces: dict[Language, dict[str, set[Link]]] = {}
        self._content: dict[Link, list[frozenset[str]]] = defaultdict(list)
        self._labels(catalogue)
        self._named(catalogue)
        self.country_fields = [
            (kind.name, spec.name)
            for kind in catalogue.kinds.values()
            for spec in kind.fields
            if spec.type == "country"
        ]
        self.words = {word for phrase in self.exact for word in phrase}
        self.longest = min(_LONGEST, max(map(len, self.exact), default=1))

    def _labels(self, catalogue: Catalogue) -> None:
        for kind in catalogue.kinds.values():
            for language, labels in labels_of(kind).items():
                for label in labels:
                    self._add(label, Link("kind", kind.name), language)  # type: ignore[arg-type]
                    self.kind_words.update(folded_words(label))
            for spec in kind.fields:
                link = Link("field", kind.name, spec.name)
                for language, labels in labels_of(spec).items():
                    for label in labels:
                        self._add(label, link, language)  # type: ignore[arg-type]

    def _named(self, catalogue: Catalogue) -> None:
        languages = language_names()
        small = frozenset[str]().union(*map(function_words, LANGUAGES))
        for named in catalogue.values:
            link = Link("value", named.kind, named.field, named.value)
            spec = catalogue.kinds[named.kind].field(named.field)
            if spec is not None and spec.type == "country" and (code := country_code(named.value)):
                self.countries[code][named.kind, named.field] = named.value
            self._add(named.value, link, None)
            places = place_names().get(folded_words(named.value), ())
            aliases = catalogue.said_otherwise(named)
            for said in (*languages.get(fold(named.value), ()), *places, *aliases):
                self._add(said, link, None)
            if spec is not None and spec.type == "keyword":
                self._add_pieces(named.value, link, small)
        for record in catalogue.names:
            link = Link("name", record.kind, "id", record.id)
            self._add(record.name, link, None)
            self._add_pieces(record.name, link, small | self.kind_words)

    def _add(self, said: str, link: Link, language: Language | None) -> None:
        phrase = folded_words(said)
        if not phrase:
            return
        self._note(self.exact[phrase], link, language)
        if link.type == "name" or (len(phrase) == 1 and len(phrase[0]) < _SHORTEST_STEMMED):
            return  # the stem of a name or of a short word is too often another word
        for each in (language,) if language else LANGUAGES:
            self._note(self.stemmed[(each, *stems(phrase, each))], link, language)
        if language:
            self.label_words[language].update(phrase)

    @staticmethod
    def _note(links: dict[Link, Language | None], link: Link, language: Language | None) -> None:
        # A label that two languages share is one of either.
        links[link] = None if link in links and links[link] != language else language

    def _add_pieces(self, said: str, link: Link, small: Iterable[str]) -> None:
        phrase = folded_words(said)
        if len(phrase) == 1 and link.type == "value":
            return
        self._content[link].append(frozenset(phrase) - frozenset(small))
        for word in phrase:
            self.pieces[word].add(link)

    def stemmed_pieces(self, word: str, language: Language) -> set[Link]:
        """The values that hold a word in another form."""
        if language not in self._stemmed_pieces:
            table: dict[str, set[Link]] = defaultdict(set)
            for piece, links in self.pieces.items():
                if len(piece) >= _SHORTEST_PIECE_STEM:
                    values = {link for link in links if link.type == "value"}
                    table[stem(piece, language)] |= values
                    table[stem(piece, "en")] |= values
            self._stemmed_pieces[language] = table
        return self._stemmed_pieces[language].get(stem(word, language), set())

    def covers(self, words: Iterable[str], link: Link) -> bool:
        """Whether words are all that a name or value says, but for kinds and small words."""
        said = set(words)
        return any(content and content <= said for content in self._content.get(link, ()))
