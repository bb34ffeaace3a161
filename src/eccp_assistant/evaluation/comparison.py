"""Compares two evaluations of the same questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eccp_assistant.errors import QuestionSetError

_FIGURES = (
    "accuracy",
    "evidence_recall",
    "abstain_precision",
    "abstain_recall",
    "faithfulness",
    "seconds_p50",
    "characters_p50",
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences between two results.

    Attributes:
        figures: Figure → values before and after; ``None`` if not measured.
        kinds: Kind of question → accuracy before and after.
        gained: Ids of questions that are correct only after.
        lost: Ids of questions that are correct only before.
    """

    figures: dict[str, tuple[float | None, float | None]]
    kinds: dict[str, tuple[float | None, float | None]]
    gained: tuple[str, ...]
    lost: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """The comparison as data for JSON."""
        return {
            "figures": {name: list(both) for name, both in self.figures.items()},
            "by_kind": {name: list(both) for name, both in self.kinds.items()},
            "gained": list(self.gained),
            "lost": list(self.lost),
        }

    def as_text(self, before: str, after: str) -> str:
        """A table, then the questions that changed."""
        lines = [f"{'':22}{before[:14]:>15}{after[:14]:>15}"]
        lines += [_line(name, both) for name, both in self.figures.items()]
        lines += ["", "accuracy by kind"]
        lines += [_line(f"  {name}", both) for name, both in self.kinds.items()]
        lines += ["", f"right only in {after}: {', '.join(self.gained) or 'none'}"]
        lines += [f"right only in {before}: {', '.join(self.lost) or 'none'}"]
        return "\n".join(lines)


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Comparison:
    """Compare two results as ``eccp eval --out`` writes them.

    Raises:
        QuestionSetError: If they are not of the same questions.
    """
    one = {each["id"]: each["correct"] for each in before["questions"]}
    two = {each["id"]: each["correct"] for each in after["questions"]}
    if one.keys() != two.keys():
        odd = min(one.keys() ^ two.keys())
        raise QuestionSetError(f"the results are of different questions: only one has '{odd}'")
    names = [name for name in _FIGURES if name in before["total"] or name in after["total"]]
    kinds = sorted({*before["by_kind"], *after["by_kind"]})
    return Comparison(
        figures={name: (before["total"].get(name), after["total"].get(name)) for name in names},
        kinds={
            kind: (
                before["by_kind"].get(kind, {}).get("accuracy"),
                after["by_kind"].get(kind, {}).get("accuracy"),
            )
            for kind in kinds
        },
        gained=tuple(name for name in one if two[name] and not one[name]),
        lost=tuple(name for name in one if one[name] and not two[name]),
    )


def _line(name: str, both: tuple[float | None, float | None]) -> str:
    plain = name.startswith(("seconds", "characters"))
    shown = [
        "-" if value is None else f"{value:.3g}" if plain else f"{100 * value:.1f}%"
        for value in both
    ]
    return f"{name:22}{shown[0]:>15}{shown[1]:>15}"
