"""Every way to say a kind, a field, a value or a record of one index version.

The vocabulary is closed and comes from the corpus alone (records, schemas, aliases) and from CLDR
(country names); a new corpus brings its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from eccp_assistant.corpus.records.aliases import Alias
from eccp_assistant.domain.answers import LANGUAGES, Language
from eccp_assistant.domain.records import NUMERIC, KindSpec, Record
from eccp_assistant.text.country_names import (
    countries_by_words,
    country_of_code,
    is_country_name,
    names_of_country,
)
from eccp_assistant.text.normalise import fold
from eccp_assistant.text.tokenise import folded_words
from eccp_assistant.understanding.cue_words import cues_of
from eccp_assistant.understanding.phrase_table import Phrase, PhraseTable, is_stemmed

TermType = Literal["kind", "field", "value", "part", "name"]

LONGEST_PHRASE = 24
"""Words of the longest name that is looked for."""

_LONGEST_PART = 4
_SHORTEST_PART = 4


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """What a phrase may stand for.

    Attributes:
        type: ``part`` is a piece of a longer value ("health" of "Applications for Health").
        kind: Kind of record.
        field: Field, for all but ``kind`` and ``name``.
        value: The value, or the id of the record for ``name``.
    """

    type: TermType
    kind: str
    field: str = ""
    value: str = ""


class Vocabulary:
    """Phrases (folded tokens, and their stems in each language) → terms.

    Attributes:
        kinds: Name → kind of record.
        implied: Phrase → the kinds of whose every record it holds.
        numbers: Kind and field → the numbers in it.
        languages: Word of a label → the languages that it is a label in.
        words: Every longer word, for close spellings.
    """

    def __init__(
        self,
        kinds: Iterable[KindSpec],
        records: Sequence[Record],
        aliases: Iterable[Alias],
    ) -> None:
        self.kinds = {kind.name: kind for kind in kinds}
        self._phrases: PhraseTable[Term] = PhraseTable()
        self._values: dict[str, set[Term]] = defaultdict(set)
        self._said: dict[str, list[str]] = defaultdict(list)
        self.implied: dict[Phrase, set[str]] = defaultdict(set)
        self.numbers: dict[tuple[str, str], set[int | float]] = defaultdict(set)
        self.languages: dict[str, set[Language]] = defaultdict(set)
        self._names = {
            (record.kind, record.id): (record.name, *record.aliases) for record in records
        }
        for kind in self.kinds.values():
            self._add_kind(kind)
        for record in records:
            self._add_record(record)
        for alias in aliases:
            self._add_alias(alias)
        for terms in list(self._values.values()):
            for term in list(terms):
                if self.kinds[term.kind].field(term.field).type == "country":  # type: ignore[union-attr]
                    for name in names_of_country(term.value):
                        self._add(name, term)
        for kind in self.kinds.values():
            for said in kind.implied:
                self.implied[folded_words(said)].add(kind.name)
        self.words = self._phrases.longer_words()

    def find(self, phrase: Phrase, language: str) -> frozenset[Term]:
        """The terms of a phrase: as written, else by its stems."""
        found = self._phrases.find(phrase, language)
        country = None if found else countries_by_words().get(phrase)
        if country is not None:
            # A country that no record has: the filter is understood, and nothing matches it.
            return self._any_country(country)
        return found

    def country(self, code: str) -> frozenset[Term]:
        """A country by its ISO 3166 code, in every field of countries; empty if it is none."""
        name = country_of_code(code)
        if name is None:
            return frozenset()
        terms = self._phrases.exact(folded_words(name))
        return frozenset(term for term in terms if self.is_country(term)) or self._any_country(name)

    def _any_country(self, name: str) -> frozenset[Term]:
        return frozenset(
            Term("value", kind.name, spec.name, name)
            for kind in self.kinds.values()
            for spec in kind.fields
            if spec.type == "country"
        )

    def terms_of(self, values: Iterable[str], kind: str) -> frozenset[Term]:
        """The terms of some values in the fields of one kind."""
        terms = (term for value in values for term in self._values.get(fold(value), ()))
        return frozenset(term for term in terms if term.kind == kind)

    def names_of(self, term: Term) -> tuple[str, ...]:
        """All the names of the record that a term of type ``name`` stands for."""
        return self._names[term.kind, term.value]

    def holds(self, kind: str, field: str, value: object) -> bool:
        """Whether some record of a kind has a value in a field."""
        return Term("value", kind, field, str(value)) in self._values.get(fold(str(value)), ())

    def beside(self, values: Iterable[Term], parts: Iterable[Term]) -> frozenset[Term]:
        """The parts that stand in the same family of fields as one of some values.

        Who asks for "Shipbuilding" also means "Shipbuilding & ship repair" in the field beside.
        """
        families = {
            (term.kind, self.kinds[term.kind].members(term.field)[0].family)
            for term in values
            if term.type == "value"
        }
        return frozenset(
            term
            for term in parts
            if (family := self.kinds[term.kind].members(term.field)[0].family) is not None
            and (term.kind, family) in families
        )

    def is_country(self, term: Term) -> bool:
        """Whether a value stands in a field of countries."""
        spec = self.kinds[term.kind].field(term.field)
        return spec is not None and spec.type == "country"

    def said_otherwise(self, values: Iterable[str]) -> list[str]:
        """Other ways to say some values: their aliases, and the names of a country."""
        found: list[str] = []
        for value in values:
            found.extend(self._said.get(fold(value), ()))
            found.extend(names_of_country(value))
        return found

    def knows(self, word: str, language: str) -> bool:
        """Whether a folded word stands in any phrase, or is a country."""
        return self._phrases.knows(word, language) or is_country_name(word)

    def _add_kind(self, kind: KindSpec) -> None:
        term = Term("kind", kind.name)
        for language in LANGUAGES:
            for said in (*kind.labels.get(language, ()), *kind.synonyms.get(language, ())):
                self._add(said, term, language)
        for spec in kind.fields:
            term = Term("field", kind.name, spec.name)
            for language in LANGUAGES:
                label = spec.labels.get(language)
                for said in (*((label,) if label else ()), *spec.synonyms.get(language, ())):
                    self._add(said, term, language)
        for family in kind.families:
            term = Term("field", kind.name, family.name)
            for language in LANGUAGES:
                label = family.labels.get(language)
                for said in (*((label,) if label else ()), *family.synonyms.get(language, ())):
                    self._add(said, term, language)

    def _add_record(self, record: Record) -> None:
        term = Term("name", record.kind, value=record.id)
        for said in (record.name, *record.aliases):
            self._add(said, term)
        kind = self.kinds[record.kind]
        for spec in kind.fields:
            if spec.type in NUMERIC:
                self.numbers[kind.name, spec.name].update(
                    value for value in record.values(spec.name) if isinstance(value, int | float)
                )
            if spec.type not in {"keyword", "country", "reference"}:
                continue
            for value in record.values(spec.name):
                linked = Term("value", kind.name, spec.name, str(value))
                self._values[fold(str(value))].add(linked)
                self._add(str(value), linked)
                if spec.type == "keyword":
                    self._add_parts(linked)

    def _add_parts(self, value: Term) -> None:
        part = Term("part", value.kind, value.field, value.value)
        tokens = folded_words(value.value)
        for length in range(1, min(_LONGEST_PART, len(tokens) - 1) + 1):
            for start in range(len(tokens) - length + 1):
                phrase = tokens[start : start + length]
                ends = [word for word in (phrase[0], phrase[-1]) if length == 1 or len(word) > 1]
                if not any(self._silent(word) for word in ends):
                    self._phrases.add(phrase, part)

    @staticmethod
    def _silent(word: str) -> bool:
        """Whether a word is too small to begin or end a piece of a value ("of the")."""
        if any(cues_of(language).is_function(word) for language in LANGUAGES):
            return True
        return len(word) < _SHORTEST_PART and not any(char.isdigit() for char in word)

    def _add_alias(self, alias: Alias) -> None:
        self._said[fold(alias.value)].extend(alias.said)
        if fold(alias.value) not in self._values:
            # Another word for a piece of values: "salud" for "health".
            for term in self._phrases.exact(folded_words(alias.value)):
                if term.type == "part" and alias.kind in {"*", term.kind}:
                    for said in alias.said:
                        self._add(said, term)
        for term in list(self._values.get(fold(alias.value), ())):
            if alias.kind in {"*", term.kind} and alias.field in {"*", term.field}:
                for said in alias.said:
                    self._add(said, term)

    def _add(self, said: str, term: Term, language: Language | None = None) -> None:
        phrase = folded_words(said)
        if not phrase:
            return
        # The stem of a name is too often another word.
        in_languages = () if term.type == "name" else (language,) if language else LANGUAGES
        self._phrases.add(phrase, term, stemmed_in=in_languages)
        if language and is_stemmed(phrase):
            for word in phrase:
                self.languages[word].add(language)
