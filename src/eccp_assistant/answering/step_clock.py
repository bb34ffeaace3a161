"""How long each step of an answer took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from eccp_assistant.domain.answers import Timings


@dataclass(frozen=True, slots=True)
class StepClock:
    """Wall time by step, in milliseconds."""

    start: float = field(default_factory=time.perf_counter)
    spent: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Add the time until the end of the block to a step."""
        start = time.perf_counter()
        try:
            yield
        finally:
            elapsed = (time.perf_counter() - start) * 1000
            self.spent[name] = self.spent.get(name, 0.0) + elapsed

    def timings(self) -> Timings:
        """What was spent so far."""
        total = (time.perf_counter() - self.start) * 1000
        spent = {name: round(value, 3) for name, value in self.spent.items()}
        return Timings(**spent, total=round(total, 3))
