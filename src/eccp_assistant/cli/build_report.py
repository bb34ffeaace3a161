"""What a build did, in lines for a person and as data for a program."""

from __future__ import annotations

from collections.abc import Iterator

from eccp_assistant.cli.claims_report import summary
from eccp_assistant.index.build.build import BuildReport
from eccp_assistant.index.build.changes import Changes, Delta, SmokeResult

_NAMED = 6
_SHORT = 100


def as_lines(report: BuildReport) -> Iterator[str]:
    """The lines of the report as text."""
    counts = report.counts
    if not report.changed:
        yield f"Nothing changed: version {report.version} is up to date."
        return
    yield (
        f"Built version {report.version} in {report.seconds:.1f} s: {counts.documents} documents, "
        f"{counts.chunks} chunks, {counts.sentences} sentences, "
        f"{sum(counts.records.values())} records "
        f"({report.embedded} texts embedded, {report.reused} taken over)."
    )
    if report.claims:
        yield summary(report.claims)
    yield from _changes(report.changes)


def _changes(changes: Changes) -> Iterator[str]:
    if changes.since is not None:
        deltas = {"documents": changes.documents, "chunks": changes.chunks, **changes.records}
        shown = {name: delta for name, delta in deltas.items() if delta}
        yield f"Since version {changes.since}:" + ("" if shown else " the content is the same.")
        for name, delta in shown.items():
            yield f"  {name}: {delta.counted()}"
            yield from _names(delta)
    asked = changes.smoke_results
    if asked:
        different = [each for each in asked if each.changed]
        yield f"Smoke questions: {len(asked)} asked, {len(different)} answered differently."
        for each in different:
            yield f"  {each.question}"
            before, after = _excerpts_at_difference(each.before or "", each.after)
            yield f"    before: {before}"
            yield f"    now:    {after}"


def _names(delta: Delta) -> Iterator[str]:
    for sign, names in (("+", delta.added), ("~", delta.changed), ("-", delta.removed)):
        for name in names[:_NAMED]:
            yield f"    {sign} {name}"
        if len(names) > _NAMED:
            yield f"    {sign} … and {len(names) - _NAMED} more"


def _excerpts_at_difference(before: str, after: str) -> tuple[str, str]:
    """Excerpts of two answers, starting shortly before their first difference."""
    first, second = " ".join(before.split()), " ".join(after.split())
    if first == second:
        return _short(first), "the same words, with other evidence"
    parting = next(
        (
            place
            for place, (one, other) in enumerate(zip(first, second, strict=False))
            if one != other
        ),
        min(len(first), len(second)),
    )
    start = max(0, parting - _SHORT // 2) if parting > _SHORT // 2 else 0
    lead = "…" if start else ""
    return lead + _short(first[start:]), lead + _short(second[start:])


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"


def as_data(report: BuildReport) -> dict[str, object]:
    """The report as data for JSON."""
    changes = report.changes
    return {
        "version": report.version,
        "changed": report.changed,
        "embedded": report.embedded,
        "reused": report.reused,
        "seconds": report.seconds,
        "counts": report.counts.model_dump(),
        "changes": {
            "since": changes.since,
            "documents": _delta(changes.documents),
            "chunks": _delta(changes.chunks),
            "records": {kind: _delta(delta) for kind, delta in changes.records.items()},
        },
        "smoke": [_smoke_result(each) for each in changes.smoke_results],
    }


def _delta(delta: Delta) -> dict[str, list[str]]:
    return {
        "added": list(delta.added),
        "changed": list(delta.changed),
        "removed": list(delta.removed),
    }


def _smoke_result(each: SmokeResult) -> dict[str, object]:
    return {
        "question": each.question,
        "changed": each.changed,
        "before": each.before,
        "after": each.after,
    }
