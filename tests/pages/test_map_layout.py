"""Places are at their coordinates on a map, and circles stay readable."""

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eccp_assistant.pages.map_layout import (
    WIDTH,
    MapPoint,
    markers,
    mercator,
    outlines,
    text_width,
    view_of,
)

PLACES = st.lists(
    st.builds(
        MapPoint,
        name=st.sampled_from(["Galicia", "Île-de-France", "Bayern", "X"]),
        latitude=st.floats(-60, 70),
        longitude=st.floats(-170, 170),
        count=st.integers(1, 40),
    ),
    min_size=1,
    max_size=8,
)
SPAIN = MapPoint("Madrid", 40.4, -3.7, 3)
COLOMBIA = MapPoint("Colombia", 4.6, -74.1, 1)


def test_the_plane_is_that_of_mercator():
    assert mercator(0, 0) == pytest.approx((0, 0))
    assert mercator(0, 180)[0] == pytest.approx(math.pi)
    # The formula at 45 degrees: ln(1 + sqrt 2); north is up, and up is less.
    assert mercator(45, 0)[1] == pytest.approx(-math.log(1 + math.sqrt(2)))
    assert -mercator(-45, 0)[1] == pytest.approx(mercator(45, 0)[1])


def test_the_projection_is_finite_at_the_poles():
    assert math.isfinite(mercator(90, 0)[1])
    assert mercator(90, 0) == mercator(85, 0)


@given(PLACES)
def test_every_place_is_inside_its_view(places):
    view = view_of(places)
    for place in places:
        x, y = view.pixel(mercator(place.latitude, place.longitude))
        assert 0 <= x <= WIDTH
        assert -1 <= y <= view.height + 1


@given(PLACES)
def test_every_place_has_one_circle_inside_the_picture(places):
    view = view_of(places)
    found = markers(places, view)
    assert sorted(marker.place.count for marker in found) == sorted(each.count for each in places)
    for marker in found:
        assert marker.radius - 0.1 <= marker.x <= WIDTH - marker.radius + 0.1
        assert marker.text == f"{marker.place.name} · {marker.place.count}"


def test_more_records_have_a_larger_circle():
    few, many = MapPoint("Few", 40, 0, 1), MapPoint("Many", 50, 20, 30)
    radius = {each.place.name: each.radius for each in markers([few, many], view_of([few, many]))}
    assert radius["Many"] > radius["Few"]


def test_circles_at_one_point_are_moved_apart():
    places = [MapPoint(name, 40, 0, 5) for name in "abcd"]
    for one, other in combinations(markers(places, view_of(places)), 2):
        distance = math.hypot(one.x - other.x, one.y - other.y)
        assert distance >= one.radius + other.radius - 0.5


def test_a_single_place_is_shown_with_its_surroundings():
    assert outlines(view_of([SPAIN]))


def test_only_visible_land_is_drawn():
    near, far = outlines(view_of([SPAIN])), outlines(view_of([SPAIN, COLOMBIA]))
    assert 0 < len(near) < len(far)


def test_a_line_is_as_wide_as_its_letters():
    assert text_width("", 12) == 0
    assert text_width("ill", 12) < text_width("www", 12)
    assert text_width("Galicia", 24) == pytest.approx(2 * text_width("Galicia", 12))
