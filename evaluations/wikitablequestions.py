"""Ask WikiTableQuestions of the assistant: every table imported as it is, nothing tuned.

    python -m evaluations.wikitablequestions FOLDER [--split dev] [--tables N] [--output FILE]

FOLDER holds ``dev.tsv``, ``train.tsv`` and ``csv/`` as in the public data set (Pasupat and Liang,
2015, CC BY-SA 4.0). Each table is imported by the same code as ``eccp corpus add-records``, built
into an index of its own and asked its questions in English. An answer is right when what it
states is the expected denotation: the values or names it lists, or the number it computes.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eccp_assistant.assistant import Assistant
from eccp_assistant.cli.build_command import build
from eccp_assistant.config import Settings
from eccp_assistant.corpus.importing.column_mapping import suggest
from eccp_assistant.corpus.importing.document_import import Description
from eccp_assistant.corpus.importing.record_import import add_records
from eccp_assistant.corpus.importing.spreadsheet import read_sheet
from eccp_assistant.domain.answers import Answer, AskRequest
from eccp_assistant.errors import EccpError
from eccp_assistant.index.embedding.embedder import Embedder, open_embedder
from eccp_assistant.text.normalise import fold

_MARKER = re.compile(r"\[\d+\]|\*\*")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class TableQuestion:
    """A question over one table, with the values that a right answer holds."""

    id: str
    text: str
    table: str
    expected: tuple[str, ...]


def questions(path: Path) -> Iterator[TableQuestion]:
    """The questions of a split, in file order."""
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            expected = tuple(part.replace("\\p", "|") for part in row["targetValue"].split("|"))
            yield TableQuestion(row["id"], row["utterance"], row["context"], expected)


def import_table(path: Path, folder: Path) -> None:
    """Make a corpus of one table.

    Raises:
        CorpusError: If the file cannot be imported as it is.
    """
    (folder / "documents").mkdir(parents=True)
    (folder / "records").mkdir()
    sheet = read_sheet(path)
    about = Description("table", "Table", "2015-01", "en", "not stated", "not stated")
    add_records(folder, path, sheet, "row", (), suggest(sheet, None), about)


def verdict(answer: Answer, expected: tuple[str, ...]) -> str:
    """``right``, ``wrong``, or ``refused`` where nothing is asserted."""
    if answer.status != "answered":
        return "refused"
    return "right" if states(answer, expected) else "wrong"


def states(answer: Answer, expected: tuple[str, ...]) -> bool:
    """Whether an answer states the expected values and no others."""
    text = _MARKER.sub("", answer.answer)
    lookup = answer.lookup
    if lookup is not None and lookup.aggregate in {"list", "field"}:
        shown = [name for name in lookup.show if name != "id"]
        listed = Counter(
            str(view.fields[name].value) if name in view.fields else ""
            for view in answer.records
            for name in shown
        )
        names = Counter(view.name for view in answer.records)
        wanted = sorted(map(_comparable, expected))
        return any(
            sorted(map(_comparable, found)) == wanted
            for found in (listed.elements(), set(listed), names.elements(), set(names))
        )
    numbers = {_comparable(found) for found in _NUMBER.findall(text)}
    told = f" {fold(text)} "
    return all(_comparable(each) in numbers or fold(each) in told for each in expected)


def _comparable(value: object) -> str:
    said = fold(str(value))
    try:
        return f"{float(said.replace(',', '')):g}"
    except ValueError:
        return said


def ask_table(
    path: Path, asked: list[TableQuestion], embedder: Embedder
) -> Iterator[tuple[TableQuestion, str, Answer | str]]:
    """Each question with its verdict and the answer, or the reason why the table was refused."""
    folder = Path(tempfile.mkdtemp())
    try:
        import_table(path, folder / "corpus")
        settings = Settings.load(
            corpus_dir=folder / "corpus", index_dir=folder / "index", _env_file=None
        )
        build(settings, quiet=True, embedder=embedder)
        assistant = Assistant.open(settings, embedder=embedder)
        for question in asked:
            answer = assistant.ask(AskRequest(question=question.text, language="en"))
            yield question, verdict(answer, question.expected), answer
    except EccpError as error:
        for question in asked:
            yield question, "table refused", str(error)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--tables", type=int, help="only the first so many")
    parser.add_argument("--output", type=Path, help="JSON Lines with every answer")
    options = parser.parse_args()
    by_table: dict[str, list[TableQuestion]] = defaultdict(list)
    for question in questions(options.folder / f"{options.split}.tsv"):
        by_table[question.table].append(question)
    defaults = Settings.load(_env_file=None)
    embedder = open_embedder(
        defaults.embedding_model, cache_dir=defaults.model_cache_dir, threads=defaults.query_threads
    )
    found: Counter[str] = Counter()
    lines = []
    for table, asked in sorted(by_table.items())[: options.tables]:
        for question, said, answer in ask_table(options.folder / table, asked, embedder):
            found[said] += 1
            shown = answer if isinstance(answer, str) else answer.answer
            words = "" if isinstance(answer, str) else answer.interpreted_as
            lines.append(
                {
                    "id": question.id,
                    "question": question.text,
                    "expected": question.expected,
                    "verdict": said,
                    "understood": words,
                    "answer": shown,
                }
            )
        print(f"{table}: {dict(found)}", file=sys.stderr)
    if options.output:
        options.output.write_text(
            "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        )
    total = sum(found.values()) or 1
    for name, count in found.most_common():
        print(f"{name:14} {count:5}  {100 * count / total:5.1f} %")


if __name__ == "__main__":
    main()
