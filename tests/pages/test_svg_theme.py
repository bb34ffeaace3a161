"""Parts of every SVG: frame, text alternative, escaped text."""

import re
from xml.etree import ElementTree

import pytest

from eccp_assistant.pages.svg_theme import COLOURS, base_spec, strip_unwritable, to_svg


def test_both_themes_have_the_same_colours_to_choose_from():
    assert COLOURS["light"].keys() == COLOURS["dark"].keys()
    assert all(
        re.fullmatch("#[0-9a-f]{6}", colour)
        for theme in COLOURS.values()
        for colour in theme.values()
    )


@pytest.mark.parametrize("theme", COLOURS)
def test_text_has_enough_contrast(theme):
    """A contrast of at least 4.5, as WCAG 2 counts it."""
    halo, ink = luminance(COLOURS[theme]["halo"]), luminance(COLOURS[theme]["ink"])
    muted = luminance(COLOURS[theme]["muted"])
    for each in (ink, muted):
        lighter, darker = max(halo, each), min(halo, each)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_long_title_is_broken_and_an_endless_one_cut():
    title = base_spec("word " * 30, "", "light", room=300)["title"]["text"]
    assert len(title) > 1
    endless = base_spec("word " * 300, "", "light", room=300)["title"]["text"]
    assert len(endless) == 3
    assert endless[-1].endswith("…")
    assert base_spec("Short", "", "light", room=300)["title"]["text"] == ["Short"]


def test_a_note_is_drawn_only_if_it_has_text():
    assert "subtitle" not in base_spec("Title", "", "dark", room=300)["title"]
    assert base_spec("Title", "As of 2017", "dark", room=300)["title"]["subtitle"] == ["As of 2017"]


def test_characters_that_svg_forbids_become_blanks():
    assert strip_unwritable("a\x00b\x0bc\ud800d\ufffee") == "a b c d e"
    assert strip_unwritable("ñ 🌳\ttab\nline") == "ñ 🌳\ttab\nline"


def test_an_image_has_a_text_alternative_with_escaped_markup():
    spec = base_spec("Title", "", "light", room=300)
    spec |= {"data": {"values": [{"n": 1}]}, "mark": "bar", "encoding": {}}
    svg = to_svg(spec, "<b>Trees</b> & more", ["Oak: 3", 'Ash: "1"'])
    root = ElementTree.fromstring(svg)
    told = {child.tag.rpartition("}")[2]: child.text for child in root}
    assert told["title"] == "<b>Trees</b> & more"
    assert told["desc"] == 'Oak: 3; Ash: "1"'
    assert root.attrib["role"] == "graphics-document"
