from __future__ import annotations

from eccp_assistant.lookup.reader.parting import cuts_of


def test_marks_come_before_words_that_join():
    cuts = cuts_of("Which boats have radar and a crane? And who built Nora?", "en")
    assert cuts[0] == ("Which boats have radar and a crane?", "And who built Nora?")


def test_no_part_is_a_single_word():
    assert cuts_of("Boats, please", "en") == []


def test_every_language_has_its_and():
    for language, said in {"es": "y", "fr": "et", "de": "und", "it": "e", "ca": "i"}.items():
        assert (f"uno dos {said} tres cuatro").split(f" {said} ")[0] in {
            first for first, _ in cuts_of(f"uno dos {said} tres cuatro", language)
        }
