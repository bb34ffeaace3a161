"""Map layout: projection, outlines, non-overlapping circles, and labels.

The geometry is computed here in pixels, independent of the view fitting and winding order of the
drawing library.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Ring = tuple[Point, ...]

WIDTH = 720.0
LABEL_SIZE = 12
_LOWEST, _HIGHEST = 400.0, 680.0
_LATITUDE_LIMIT = 84.0
_LEAST_SPAN = math.radians(16)
_MARGIN = 0.14
_GAP = 4.0
_CLEAR = 4.0
_STEPS = (0.0, 10.0, 22.0, 36.0, 54.0)
_WAYS = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A value with its coordinates (degrees) and the number of records that have it."""

    name: str
    latitude: float
    longitude: float
    count: int


@dataclass(frozen=True, slots=True)
class Marker:
    """A drawn point: its circle, its label, and whether a leader line joins them (pixels).

    Attributes:
        label: Left, top, right and bottom of the label.
        has_leader_line: Whether the label is too far from its circle to stand without a line.
    """

    place: MapPoint
    x: float
    y: float
    radius: float
    text: str
    label: Box
    has_leader_line: bool


@dataclass(frozen=True, slots=True)
class View:
    """The part of the Mercator plane that is shown.

    Attributes:
        left: Mercator x of the left edge.
        top: Mercator y of the upper edge (y grows downwards).
        scale: Pixels per Mercator unit.
        height: Height of the image in pixels; the width is always ``WIDTH``.
    """

    left: float
    top: float
    scale: float
    height: float

    def pixel(self, point: Point) -> Point:
        """Convert a point of the Mercator plane to pixels."""
        return (point[0] - self.left) * self.scale, (point[1] - self.top) * self.scale


def mercator(latitude: float, longitude: float) -> Point:
    """Project coordinates in degrees to the Mercator plane, y growing southwards."""
    bounded = math.radians(max(-_LATITUDE_LIMIT, min(_LATITUDE_LIMIT, latitude)))
    return math.radians(longitude), -math.log(math.tan(math.pi / 4 + bounded / 2))


def view_of(places: Sequence[MapPoint]) -> View:
    """The smallest view that contains all places and has room for their labels."""
    points = [mercator(place.latitude, place.longitude) for place in places]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    width = max(max(xs) - min(xs), _LEAST_SPAN) * (1 + 2 * _MARGIN)
    height = max(max(ys) - min(ys), _LEAST_SPAN / 2) * (1 + 2 * _MARGIN)
    # Extend the view to an aspect ratio that the image may have.
    width = max(width, height * WIDTH / _HIGHEST)
    height = max(height, width * _LOWEST / WIDTH)
    scale = WIDTH / width
    return View(
        left=(min(xs) + max(xs) - width) / 2,
        top=(min(ys) + max(ys) - height) / 2,
        scale=scale,
        height=round(height * scale),
    )


def outlines(view: View) -> list[list[list[Point]]]:
    """The country polygons that overlap a view, in pixels: outer ring first, then holes."""
    shown = []
    for rings in _land():
        pixels = [[view.pixel(point) for point in ring] for ring in rings]
        xs, ys = [x for x, _ in pixels[0]], [y for _, y in pixels[0]]
        if max(xs) > 0 and min(xs) < WIDTH and max(ys) > 0 and min(ys) < view.height:
            shown.append([[(round(x, 1), round(y, 1)) for x, y in ring] for ring in pixels])
    return shown


@lru_cache(maxsize=1)
def _land() -> tuple[tuple[Ring, ...], ...]:
    from countryinfo import all_countries  # noqa: PLC0415 - reads a file for every country

    return tuple(
        tuple(tuple(mercator(latitude, longitude) for longitude, latitude in ring) for ring in area)
        for country in all_countries()
        for feature in country.geo_json().get("features", ())
        for area in _polygons(feature["geometry"])
    )


def _polygons(geometry: dict[str, object]) -> Iterator[list[list[list[float]]]]:
    coordinates = geometry["coordinates"]
    assert isinstance(coordinates, list)
    if geometry["type"] == "MultiPolygon":
        yield from coordinates
    elif geometry["type"] == "Polygon":
        yield coordinates


def markers(places: Sequence[MapPoint], view: View) -> list[Marker]:
    """Circles and labels in the view, larger counts first."""
    ordered = sorted(places, key=lambda place: (-place.count, place.name))
    most = max((place.count for place in ordered), default=1)
    unit = min(7.0, 24 / math.sqrt(most))
    radii = [max(4.5, unit * math.sqrt(place.count)) for place in ordered]
    pixels = [view.pixel(mercator(place.latitude, place.longitude)) for place in ordered]
    centres = _separate_circles(pixels, radii, view.height)
    circles = [
        (x - radius - _CLEAR, y - radius - _CLEAR, x + radius + _CLEAR, y + radius + _CLEAR)
        for (x, y), radius in zip(centres, radii, strict=True)
    ]
    labels: list[Box] = []
    found = []
    for number, (place, (x, y), radius) in enumerate(zip(ordered, centres, radii, strict=True)):
        text = f"{place.name} · {place.count}"
        # A label close to another circle would seem to belong to it.
        taken = [*labels, *circles[:number], *circles[number + 1 :]]
        label, has_leader_line = _place_label(text, (x, y), radius, taken, view.height)
        labels.append(label)
        found.append(Marker(place, round(x, 1), round(y, 1), radius, text, label, has_leader_line))
    return found


def _separate_circles(
    points: Sequence[Point], radii: Sequence[float], height: float
) -> list[Point]:
    """Move overlapping circles apart until they only touch, within the image."""
    moved = list(points)
    for _ in range(60):
        still = True
        for a, b in combinations(range(len(moved)), 2):
            (ax, ay), (bx, by) = moved[a], moved[b]
            distance = math.hypot(bx - ax, by - ay)
            lacking = radii[a] + radii[b] + 1 - distance
            if lacking <= 0.05:
                continue
            still = False
            # Points at the same position move in different directions.
            angle = math.atan2(by - ay, bx - ax) if distance > 0.01 else float(a + 2 * b)
            dx, dy = math.cos(angle) * lacking / 2, math.sin(angle) * lacking / 2
            moved[a], moved[b] = (ax - dx, ay - dy), (bx + dx, by + dy)
        if still:
            break
    return [
        (min(max(x, radius), WIDTH - radius), min(max(y, radius), height - radius))
        for (x, y), radius in zip(moved, radii, strict=True)
    ]


def _place_label(
    text: str, centre: Point, radius: float, taken: Sequence[Box], height: float
) -> tuple[Box, bool]:
    """The nearest free position for a label, else the one with the least overlap."""
    width, tall = text_width(text, LABEL_SIZE), LABEL_SIZE * 1.25
    best: tuple[float, Box, bool] | None = None
    for step in _STEPS:
        for way_x, way_y in _WAYS:
            reach = (radius * (0.75 if way_x and way_y else 1)) + _GAP + step
            x, y = centre[0] + way_x * reach, centre[1] + way_y * reach
            left = x - width * (1 - way_x) / 2
            top = y - tall * (1 - way_y) / 2
            box = (left, top, left + width, top + tall)
            outside = max(-left, 0, box[2] - WIDTH) + max(-top, 0, box[3] - height)
            covered = sum(_overlap(box, other) for other in taken)
            cost = 1000 * outside + covered
            if cost == 0:
                return box, step > 0
            if best is None or cost < best[0]:
                best = (cost, box, step > 0)
    assert best is not None
    return best[1], best[2]


def _overlap(one: Box, other: Box) -> float:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across * down if across > 0 and down > 0 else 0.0


def text_width(text: str, size: float) -> float:
    """Estimated width of a line in a sans-serif font, in the unit of ``size``; an upper bound."""
    narrow = sum(character in " .,:;'|!()[]ijlftr·-" for character in text)
    return size * (0.34 * narrow + 0.58 * (len(text) - narrow))
