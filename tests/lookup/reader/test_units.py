from __future__ import annotations

from eccp_assistant.lookup.reader.units import units_of
from eccp_assistant.understanding.linking.linker import Linker
from tests.lookup.reader.harbour import CATALOGUE

LINKER = Linker(CATALOGUE)


def test_what_is_named_is_seen_as_a_stand_in():
    one = [unit.shown for unit in units_of(LINKER, "Which boats from Spain have radar?", "en")]
    other = [unit.shown for unit in units_of(LINKER, "Which boats from Norway have radar?", "en")]
    assert one == other


def test_numbers_of_a_size_look_alike():
    shown = [unit.shown for unit in units_of(LINKER, "boats over 31 metres built in 1985", "en")]
    assert "31" not in shown
    assert "1985" not in shown


def test_earlier_turns_are_marked_and_parted():
    units = units_of(LINKER, "and in Norway?", "en", ["boats in Spain", "how many?"])
    named = {unit.text: unit.earlier for unit in units if unit.links and unit.type != "label"}
    assert named == {"Spain": True, "Norway": False}
    assert sum(unit.type == "sep" for unit in units) == 2
    assert not units[-1].earlier
