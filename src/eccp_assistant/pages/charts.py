"""Bar charts and maps of records, as self-contained SVG."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from eccp_assistant.pages.map_layout import (
    LABEL_SIZE,
    WIDTH,
    MapPoint,
    markers,
    outlines,
    text_width,
    view_of,
)
from eccp_assistant.pages.svg_theme import COLOURS, Spec, Theme, base_spec, strip_unwritable, to_svg

MAX_BARS = 25
_BAR_WIDTH = 340
_NAME_SIZE = 13
_NAME_COLUMNS = 38
_LINE = 16
_THICK = 18


def bar_chart(
    groups: Sequence[tuple[str, int]],
    title: str,
    axis: str,
    theme: Theme,
    *,
    note: str = "",
    others: str = "…",
    remaining: int | None = None,
) -> str:
    """SVG of horizontal bars, longest first, each with its count at the end.

    Args:
        groups: Pairs of name and count.
        title: Title, wrapped into lines.
        axis: Label of the counted items, below the bars.
        theme: Theme of the page; the background of the chart is transparent.
        note: Subtitle.
        others: Name of the last bar, which combines all groups beyond ``MAX_BARS``.
        remaining: Count of that bar; by default the sum of its groups, which would count a record
            with several values more than once.
    """
    ordered = sorted(groups, key=lambda pair: -pair[1])
    bars = [(strip_unwritable(name), count, "accent") for name, count in ordered]
    if len(bars) > MAX_BARS:
        rest = bars[MAX_BARS - 1 :]
        total = sum(count for _, count, _ in rest) if remaining is None else remaining
        bars = [
            *bars[: MAX_BARS - 1],
            (f"{strip_unwritable(others)} (+{len(rest)})", total, "rest"),
        ]
    spec = base_spec(title, note, theme, room=_BAR_WIDTH * 1.8) | _bar_layers(bars, axis, theme)
    return to_svg(spec, title, [f"{name}: {count}" for name, count, _ in bars])


def _bar_layers(bars: Sequence[tuple[str, int, str]], axis: str, theme: Theme) -> Spec:
    """Layers of the bars; rows are as high as their wrapped names."""
    colours = COLOURS[theme]
    most = max((count for _, count, _ in bars), default=1)
    broken = [textwrap.wrap(name, _NAME_COLUMNS) or [name] for name, _, _ in bars]
    column = max((text_width(line, _NAME_SIZE) for name in broken for line in name), default=0)
    start = round(column) + 10
    rows: list[Spec] = []
    words: list[Spec] = []
    top = 0.0
    for (name, count, colour), lines in zip(bars, broken, strict=True):
        high = _LINE * len(lines) + 11
        middle = top + high / 2
        rows.append(
            {
                "start": start,
                "end": round(start + _BAR_WIDTH * count / max(most, 1), 1),
                "top": middle - _THICK / 2,
                "bottom": middle + _THICK / 2,
                "middle": middle,
                "count": count,
                "says": f"{name}: {count}",
                "colour": colours[colour],
            }
        )
        first = middle - _LINE * (len(lines) - 1) / 2
        words += [
            {"x": start - 10, "y": first + _LINE * number, "text": line}
            for number, line in enumerate(lines)
        ]
        top += high
    caption = {"x": start, "y": top + 12, "text": strip_unwritable(axis if bars else f"{axis}: 0")}
    text = {"type": "text", "aria": False, "baseline": "middle", "fontSize": _NAME_SIZE}
    said = {"text": {"field": "text", "type": "nominal"}}
    return {
        # Room for the count at the end of the longest bar.
        "width": start + _BAR_WIDTH + 14 + text_width(str(most), _NAME_SIZE),
        "height": top + 22,
        "layer": [
            {
                "data": {"values": rows},
                "mark": {"type": "rect", "cornerRadius": 2},
                "encoding": _at("start", "top")
                | {"x2": {"field": "end"}, "y2": {"field": "bottom"}}
                | {"color": {"field": "colour", "type": "nominal", "scale": None}}
                | {"description": {"field": "says", "type": "nominal"}},
            },
            {
                "data": {"values": rows},
                "mark": text
                | {"align": "left", "color": colours["ink"], "dx": 6, "fontWeight": 600},
                "encoding": _at("end", "middle")
                | {"text": {"field": "count", "type": "quantitative", "format": "d"}},
            },
            {
                "data": {"values": words},
                "mark": text | {"align": "right", "color": colours["ink"]},
                "encoding": _at("x", "y") | said,
            },
            {
                "data": {"values": [caption]},
                "mark": text | {"align": "left", "color": colours["muted"], "fontSize": 12},
                "encoding": _at("x", "y") | said,
            },
        ],
    }


def map_chart(places: Sequence[MapPoint], title: str, theme: Theme, *, note: str = "") -> str:
    """SVG map with a circle per point, sized by count and labelled with name and count.

    Args:
        places: The points; the view is the smallest that contains them.
        title: Title, wrapped into lines.
        theme: Theme of the page; the background of the map is transparent.
        note: Subtitle.
    """
    spec = base_spec(title, note, theme, room=WIDTH)
    if places:
        named = [
            MapPoint(strip_unwritable(p.name), p.latitude, p.longitude, p.count) for p in places
        ]
        spec |= _map_layers(named, theme)
    else:
        spec |= {"width": WIDTH, "height": 1, "mark": "point", "data": {"values": []}}
    return to_svg(spec, title, [f"{place.name}: {place.count}" for place in places])


def _map_layers(places: Sequence[MapPoint], theme: Theme) -> Spec:
    colours = COLOURS[theme]
    view = view_of(places)
    land = [
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": area}, "properties": {}}
        for area in outlines(view)
    ]
    rows = [
        {
            "x": each.x,
            "y": each.y,
            "area": 3.1416 * each.radius**2,
            "says": f"{each.place.name}: {each.place.count}",
            "text": each.text,
            "text_x": round((each.label[0] + each.label[2]) / 2, 1),
            "text_y": round((each.label[1] + each.label[3]) / 2, 1),
            # The leader line ends at the edge of the label.
            "end_x": round(min(max(each.x, each.label[0]), each.label[2]), 1),
            "end_y": round(min(max(each.y, each.label[1]), each.label[3]), 1),
            "pointed": each.has_leader_line,
        }
        for each in markers(places, view)
    ]
    label = {"type": "text", "align": "center", "baseline": "middle", "fontSize": LABEL_SIZE}
    words = _at("text_x", "text_y") | {"text": {"field": "text", "type": "nominal"}}
    return {
        "width": WIDTH,
        "height": view.height,
        "view": {"stroke": colours["border"], "cornerRadius": 4},
        "data": {"values": rows},
        "layer": [
            {
                "data": {"values": land},
                "projection": {
                    "type": "identity",
                    "scale": 1,
                    "translate": [0, 0],
                    # The frame is drawn half a pixel further in; its line and a cut coast are one.
                    "clipExtent": [[0.5, 0.5], [WIDTH + 0.5, view.height + 0.5]],
                },
                "mark": {
                    "type": "geoshape",
                    "aria": False,
                    "fill": colours["land"],
                    "stroke": colours["border"],
                    "strokeWidth": 0.8,
                },
            },
            {
                "transform": [{"filter": "datum.pointed"}],
                "mark": {"type": "rule", "aria": False, "color": colours["muted"]},
                "encoding": _at("x", "y") | {"x2": {"field": "end_x"}, "y2": {"field": "end_y"}},
            },
            {
                "mark": {
                    "type": "circle",
                    "color": colours["accent"],
                    "opacity": 0.9,
                    "stroke": colours["halo"],
                    "strokeWidth": 1,
                },
                "encoding": _at("x", "y")
                | {
                    "size": {"field": "area", "type": "quantitative", "scale": None},
                    "description": {"field": "says", "type": "nominal"},
                },
            },
            # Each label is drawn twice: the halo keeps it legible over borders.
            {
                "mark": label
                | {"aria": False, "opacity": 0.75, "stroke": colours["halo"]}
                | {"strokeJoin": "round", "strokeWidth": 3},
                "encoding": words,
            },
            {
                "mark": label | {"aria": False, "color": colours["ink"], "fontWeight": 500},
                "encoding": words,
            },
        ],
    }


def _at(x: str, y: str) -> Spec:
    """Encoding of two fields as unscaled pixel coordinates from the upper left corner."""
    return {
        name: {"field": field, "type": "quantitative", "scale": None, "axis": None}
        for name, field in (("x", x), ("y", y))
    }
