"""Ask questions again with something said around them that changes nothing.

    python -m evaluations.perturbations QUESTIONS.jsonl [--additions FILE] [--limit N]

QUESTIONS is a set as for ``eccp eval``. Each question is asked as it stands and with every
addition of its language, of the index in use. An answer is unchanged when status, query and
citations are the same.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from eccp_assistant.assistant import Assistant
from eccp_assistant.config import Settings
from eccp_assistant.domain.answers import Answer, AskRequest, Turn
from eccp_assistant.evaluation.questions import Question, load_questions

ADDITIONS = Path("tests/quality/additions.yaml")


@dataclass(frozen=True, slots=True)
class Perturbed:
    """A question with an addition, and whether the answer was the same.

    Attributes:
        text: With the addition.
        unchanged: Whether it was answered as without it.
    """

    text: str
    language: str
    unchanged: bool


def perturbations(text: str, additions: Sequence[str]) -> Iterator[str]:
    """A question with each addition: ``…`` in an addition stands for the question."""
    for addition in additions:
        if addition.startswith("…"):
            yield f"{text.rstrip(' .?!')}{addition[1:]}"
        else:
            yield addition.replace("…", f"{text[:1].lower()}{text[1:]}" if text[:1] else text)


def gist(answer: Answer) -> tuple[object, ...]:
    """What must stay the same: status, the query or the passages cited."""
    if answer.lookup is not None:
        return answer.status, answer.lookup.model_dump_json(exclude={"in_words"})
    return answer.status, frozenset((each.document_id, each.start) for each in answer.citations)


def perturbed(
    assistant: Assistant, questions: Sequence[Question], additions: dict[str, list[str]]
) -> Iterator[Perturbed]:
    """Every question with every addition of its language."""
    for question in questions:
        history = tuple(Turn(role="user", content=turn) for turn in question.history)

        def ask(text: str, history: tuple[Turn, ...] = history) -> tuple[object, ...]:
            return gist(assistant.ask(AskRequest(question=text, history=history)))

        before = ask(question.question)
        for text in perturbations(question.question, additions[question.lang]):
            yield Perturbed(text, question.lang, ask(text) == before)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("questions", type=Path)
    parser.add_argument("--additions", type=Path, default=ADDITIONS)
    parser.add_argument("--limit", type=int, help="only the first so many questions")
    parser.add_argument("--output", type=Path, help="JSON Lines with every answer that changed")
    options = parser.parse_args()
    additions = yaml.safe_load(options.additions.read_text(encoding="utf-8"))
    asked = load_questions(options.questions)[: options.limit]
    tally: Counter[tuple[str, bool]] = Counter()
    changed = []
    for each in perturbed(Assistant.open(Settings.load()), asked, additions):
        tally[each.language, each.unchanged] += 1
        if not each.unchanged:
            changed.append(json.dumps({"lang": each.language, "question": each.text}))
    if options.output:
        options.output.write_text("\n".join(changed), encoding="utf-8")
    for language in sorted({language for language, _ in tally}):
        same, other = tally[language, True], tally[language, False]
        sys.stdout.write(f"{language}: {100 * same / (same + other):.1f} % of {same + other}\n")
    same = sum(count for (_, unchanged), count in tally.items() if unchanged)
    sys.stdout.write(f"unchanged: {100 * same / max(1, tally.total()):.1f} % of {tally.total()}\n")


if __name__ == "__main__":
    main()
