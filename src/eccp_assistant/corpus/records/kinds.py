"""Builds kinds of records: one file declares a kind, others may add fields and records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eccp_assistant.corpus.records.file_schema import FieldEntry, RecordsFile
from eccp_assistant.corpus.validation import ErrorCollector
from eccp_assistant.domain.records import FamilySpec, FieldSpec, KindSpec, Record
from eccp_assistant.errors import CorpusError

Written = tuple[Path, RecordsFile]


@dataclass(frozen=True, slots=True)
class KindFiles:
    """A kind and the files that hold its records.

    Attributes:
        files: The one that declares the kind first, the others by name.
    """

    spec: KindSpec
    files: tuple[Written, ...]

    def declared(self, field: str) -> tuple[Path, FieldEntry]:
        """Where a field is declared."""
        return next((path, file.fields[field]) for path, file in self.files if field in file.fields)


def kinds_of(files: Sequence[Written], errors: ErrorCollector) -> list[KindFiles]:
    """The kinds that some files declare together, in the order of the declaring files.

    Args:
        files: In the order of their names.
        errors: Collects the errors; invalid kinds are left out.
    """
    found: list[KindFiles] = []
    for name in dict.fromkeys(file.kind for _, file in files if file.declares):
        of_kind = [(path, file) for path, file in files if file.kind == name]
        with errors:
            found.append(_kind(of_kind, errors))
    declared = {file.kind for _, file in files if file.declares}
    for path, file in files:
        if file.kind not in declared and not errors.is_missing("kind", file.kind):
            reason = f"labels: no file declares the kind '{file.kind}'"
            repair = "give one of its files 'labels' and 'fields', or correct 'kind'"
            errors.add(reason, repair=repair, path=path, line=file.line)
    return found


def check_references(kinds: Sequence[KindFiles], errors: ErrorCollector) -> None:
    """Report fields whose reference names no kind."""
    known = [kind.spec.name for kind in kinds]
    for kind in kinds:
        for spec in kind.spec.fields:
            named = spec.refers_to is not None and (
                spec.refers_to in known or errors.is_missing("kind", spec.refers_to)
            )
            if named == (spec.type == "reference"):
                continue
            path, field = kind.declared(spec.name)
            reason = f"fields.{spec.name}: a reference needs its type and the kind it refers to"
            repair = f"give it 'type: reference' and 'refers_to' one of {', '.join(sorted(known))}"
            errors.add(reason, repair=repair, path=path, line=field.line)


def check_places(kind: KindFiles, records: Sequence[Record], errors: ErrorCollector) -> None:
    """Report map coordinates declared for values that no record has."""
    for spec in kind.spec.fields:
        values = {str(value) for record in records for value in record.values(spec.name)}
        for value in spec.places:
            if value not in values:
                path, field = kind.declared(spec.name)
                reason = f"fields.{spec.name}.places: no record has '{value}'"
                errors.add(reason, repair="use one of its values", path=path, line=field.line)


def _kind(files: Sequence[Written], errors: ErrorCollector) -> KindFiles:
    (path, file), *more = [each for each in files if each[1].declares]
    if more:
        raise _declared_twice(*more[0], path)
    others = [each for each in files if not each[1].declares]
    fields = dict(file.fields)
    for other_path, other in others:
        _check_addition(other, other_path, path, errors)
        for name, field in other.fields.items():
            if name in fields:
                reason = f"fields.{name}: the field is declared in {path.name} or before"
                repair = "leave it out here, or give it another name"
                errors.add(reason, repair=repair, path=other_path, line=field.line)
            fields.setdefault(name, field)
    _check_fields(file, fields, path, errors)
    return KindFiles(_spec(file, fields), ((path, file), *others))


def _declared_twice(path: Path, file: RecordsFile, first: Path) -> CorpusError:
    reason = f"labels: kind '{file.kind}' is declared twice, first in {first.name}"
    repair = "give labels, synonyms, implied and families in one file only"
    return CorpusError(reason, repair=repair, path=path, line=file.line)


def _check_addition(file: RecordsFile, path: Path, declaring: Path, errors: ErrorCollector) -> None:
    for name in ("synonyms", "implied", "families"):
        if getattr(file, name):
            reason = f"{name}: this file does not declare the kind '{file.kind}'"
            repair = f"write them in {declaring.name}"
            errors.add(reason, repair=repair, path=path, line=file.line)


def _check_fields(
    file: RecordsFile, fields: Mapping[str, FieldEntry], path: Path, errors: ErrorCollector
) -> None:
    families = {field.family for field in fields.values()}
    for name, family in file.families.items():
        if name not in families:
            reason = f"families: no field belongs to the family '{name}'"
            errors.add(reason, repair=f"give one 'family: {name}'", path=path, line=family.line)
    names = [name for name, field in fields.items() if field.role == "name"]
    if len(names) != 1:
        reason = f"fields: {len(names)} fields have 'role: name'"
        repair = "exactly one field must have 'role: name'"
        raise CorpusError(reason, repair=repair, path=path, line=file.line)


def _spec(file: RecordsFile, fields: Mapping[str, FieldEntry]) -> KindSpec:
    return KindSpec(
        name=file.kind,
        labels=file.labels,
        fields=tuple(_field_specs(fields)),
        synonyms=_tuples(file.synonyms),
        implied=tuple(file.implied),
        as_of=file.as_of,
        families=tuple(
            FamilySpec(name=name, labels=family.labels, synonyms=_tuples(family.synonyms))
            for name, family in file.families.items()
        ),
    )


def _field_specs(fields: Mapping[str, FieldEntry]) -> Iterator[FieldSpec]:
    for name, field in fields.items():
        yield FieldSpec(
            name=name,
            type=field.type,
            labels=field.labels,
            many=field.many,
            role=field.role,
            family=field.family,
            refers_to=field.refers_to,
            synonyms=_tuples(field.synonyms),
            places=field.places,
        )


def _tuples(said: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {language: tuple(words) for language, words in said.items()}
