"""Questions of a set as examples: units, gold roles, and the vectors of the frozen layers."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import yaml
from alignment import Aligner, Gold, UnalignedError, draft_of
from meaning import Embedder, SpanFinder
from model import Lower
from synthetic import Writer
from tables import TableSet, plain, same_answer

from eccp_assistant.lookup.reader.assembly import Assembler, IncompleteReadingError
from eccp_assistant.lookup.reader.units import Unit, units_of
from eccp_assistant.understanding.linking.catalogue import ItemKey
from eccp_assistant.understanding.linking.linker import Linker

_ADDITIONS = yaml.safe_load((Path(__file__).parent / "additions.yaml").read_text("utf-8"))
_ADDED = 0.25
"""What part of the questions is also learned with an addition."""

_STAND_INS = {
    "country": ("Japan", "Kenya", "Norway", "Cuba", "Iran", "Spain"),
    "name": ("Orion", "Zeta", "Sigma", "Lumen", "Atlas"),
    "value": ("cotton", "physics", "marble", "cycling", "opera"),
}


@dataclass
class Labels:
    """What the network sees of the items of a set, per language."""

    items: tuple[ItemKey, ...]
    lower: dict[str, torch.Tensor]
    embedded: dict[str, torch.Tensor]


@dataclass
class Example:
    """One question.

    Attributes:
        gold: What should be read; none where the words do not show it.
        hidden: Vectors of the frozen layers, one for each way that the mentions are shown.
    """

    of: TableSet
    asked: dict[str, Any]
    units: list[Unit]
    gold: Gold | None
    hidden: list[torch.Tensor]
    labels: Labels


@dataclass
class Prepared:
    """A set, its questions and synthetic ones."""

    of: TableSet
    linker: Linker
    asked: list[Example]
    written: list[Example]


def prepare(of: TableSet, embed: Embedder, lower: Lower, written: int, seed: int) -> Prepared:
    """The examples of a set.

    Args:
        of: The set.
        embed: The embedding model.
        lower: The frozen layers.
        written: How many synthetic questions.
        seed: Of what is drawn.
    """
    linker = Linker(of.catalogue)
    labels = _labels(of, embed, lower)
    finder = SpanFinder(of.catalogue, embed)
    aligner = Aligner(of.catalogue, finder)
    read = [(each, _units(linker, each)) for each in of.questions]
    for each, units in read:
        if isinstance(each.get("query"), dict):
            finder.language = each["lang"]
            try:
                aligner.align(units, each["query"])
            except UnalignedError:
                continue
    embed(finder.pending)
    finder.collecting = False
    asked = []
    for each, units in read:
        finder.language = each["lang"]
        asked.append(Example(of, each, units, _gold(of, aligner, each, units), [], labels))
    rng = random.Random(seed)
    finder.collecting = True  # what is written says every value in full
    examples = _written(of, linker, aligner, labels, written, rng)
    finder.collecting = False
    examples += _with_additions(of, linker, aligner, finder, labels, rng)
    shown = [[unit.shown for unit in each.units] for each in asked]
    for each, hidden in zip(asked, lower.run(shown), strict=True):
        each.hidden.append(hidden)
    other = [_shown_otherwise(each.units, rng) for each in [*asked, *examples]]
    for each, hidden in zip([*asked, *examples], lower.run(other), strict=True):
        each.hidden.append(hidden)
    return Prepared(of, linker, asked, examples)


def _units(linker: Linker, asked: dict[str, Any]) -> list[Unit]:
    return units_of(linker, asked["question"], asked["lang"], asked.get("history") or ())


def _gold(of: TableSet, aligner: Aligner, asked: dict[str, Any], units: list[Unit]) -> Gold | None:
    """The gold roles, where the query that they make gives the right answer."""
    if asked["intent"] != "lookup":
        return Gold(asked["intent"])
    query = asked["query"]
    if isinstance(query, list):
        return Gold("compound", roles=None)
    try:
        gold = aligner.align(units, query)
        got = plain(Assembler(of.catalogue).query(draft_of(of, units, gold)))
    except (UnalignedError, IncompleteReadingError):
        return None
    return gold if same_answer(query, of.run(query), got, of.run(got)) else None


def _written(
    of: TableSet,
    linker: Linker,
    aligner: Aligner,
    labels: Labels,
    count: int,
    rng: random.Random,
) -> list[Example]:
    writer, found = Writer(of, rng), []
    for _ in range(4 * count):
        if len(found) >= count:
            break
        asked = writer.question()
        if asked is None:
            continue
        units = _units(linker, asked)
        gold = _gold(of, aligner, asked, units)
        if gold is not None:
            found.append(Example(of, asked, units, gold, [], labels))
    return found


def _with_additions(
    of: TableSet,
    linker: Linker,
    aligner: Aligner,
    finder: SpanFinder,
    labels: Labels,
    rng: random.Random,
) -> list[Example]:
    """Some of the questions with something said around them that changes nothing."""
    found = []
    for asked in of.questions:
        if rng.random() >= _ADDED:
            continue
        said = _ADDITIONS[asked["lang"]]
        before, question = rng.choice(said["before"]), asked["question"]
        if rng.random() < 0.5:
            text = f"{before} {question[0].lower()}{question[1:]}"
        else:
            text = f"{question.rstrip('?. ')}, {rng.choice(said['after'])}{rng.choice('?..')}"
        other = {**asked, "question": text}
        units = _units(linker, other)
        finder.language = asked["lang"]
        gold = _gold(of, aligner, other, units)
        if gold is not None:
            found.append(Example(of, other, units, gold, [], labels))
    return found


def _shown_otherwise(units: list[Unit], rng: random.Random) -> list[str]:
    """The words of a question with other stand-ins for what it names, or with the names."""
    typed = rng.random() < 0.35
    shown = []
    for unit in units:
        stand_ins = _STAND_INS.get(unit.type)
        if typed and unit.type != "sep":
            shown.append(unit.text)
        else:
            shown.append(rng.choice(stand_ins) if stand_ins else unit.shown)
    return shown


def _labels(of: TableSet, embed: Embedder, lower: Lower) -> Labels:
    items = of.catalogue.items
    found = Labels(items, {}, {})
    for language in ("en", "es", "fr", "de", "pt", "it", "ca"):
        said = [of.catalogue.label(key, language) for key in items]
        found.lower[language] = lower.labels(said)
        found.embedded[language] = torch.tensor(embed(said)).half()
    return found
