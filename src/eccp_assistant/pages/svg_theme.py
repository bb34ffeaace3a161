"""Shared parts of charts and maps: colours, base specification, rendering to SVG.

Charts are Vega-Lite specifications rendered in this process. Names are passed as data, never as
markup or expressions.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import Any, Literal

Theme = Literal["light", "dark"]
Spec = dict[str, Any]

_TITLE_SIZE = 15
_TITLE_LINES = 3
_FONT = "system-ui, 'Segoe UI', Roboto, Helvetica, Arial, 'Liberation Sans', sans-serif"
COLOURS: dict[Theme, dict[str, str]] = {
    "light": {
        "accent": "#1f5fa8",
        "ink": "#1d2733",
        "muted": "#566372",
        "rest": "#94a1b0",
        "land": "#e6eaef",
        "border": "#b9c3ce",
        "halo": "#ffffff",
    },
    "dark": {
        "accent": "#7fb2e8",
        "ink": "#e8edf3",
        "muted": "#a3b0be",
        "rest": "#66768a",
        "land": "#2b3542",
        "border": "#4d5a6a",
        "halo": "#141a22",
    },
}
# Characters that XML cannot represent, not even escaped.
_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def base_spec(title: str, note: str, theme: Theme, *, room: float) -> Spec:
    """A Vega-Lite specification without layers: title, subtitle, padding, fonts.

    Args:
        title: Title, wrapped and cut after three lines.
        note: Subtitle.
        theme: Theme of the page; the background is transparent.
        room: Approximate width of the chart in pixels.
    """
    colours = COLOURS[theme]
    columns = max(24, int(room / (_TITLE_SIZE * 0.58)))
    lines = textwrap.wrap(
        strip_unwritable(title), columns, max_lines=_TITLE_LINES, placeholder=" …"
    )
    heading: Spec = {"text": lines}
    if note:
        heading["subtitle"] = textwrap.wrap(strip_unwritable(note), columns + 8)
    return {
        # Room for fonts wider than the estimate.
        "padding": {"left": 20, "right": 16, "top": 12, "bottom": 12},
        "background": None,
        "title": heading
        | {
            "anchor": "start",
            "color": colours["ink"],
            "fontSize": _TITLE_SIZE,
            "frame": "bounds",
            "lineHeight": 20,
            "offset": 14,
            "subtitleColor": colours["muted"],
            "subtitleFontSize": 12,
            "subtitlePadding": 6,
        },
        "config": {"font": _FONT, "view": {"stroke": None}},
    }


def strip_unwritable(text: str) -> str:
    """Replace characters that are not allowed in XML by spaces."""
    return _UNWRITABLE.sub(" ", text)


def to_svg(spec: Spec, title: str, says: Sequence[str]) -> str:
    """Render a specification as SVG, with title and description for screen readers."""
    svg = _svg(json.dumps(spec, ensure_ascii=False))
    head, rest = svg.split(">", 1)
    words = escape(strip_unwritable("; ".join(says)))
    described = f"<title>{escape(strip_unwritable(title))}</title><desc>{words}</desc>"
    return f'{head} role="graphics-document">{described}{rest}'


@lru_cache(maxsize=128)
def _svg(spec: str) -> str:
    import vl_convert  # noqa: PLC0415 - starts an engine of its own with the first picture

    return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
