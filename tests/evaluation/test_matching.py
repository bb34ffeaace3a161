"""Matching of words, numbers, names, counts and passages."""

import pytest
from num2words import num2words

from eccp_assistant.evaluation.counting import numbers_in_words, states_count
from eccp_assistant.evaluation.entities import Entities, SetDifference
from eccp_assistant.evaluation.matching import bare_words, contains, groups_found, normalise

GARDEN = Entities(
    {
        "tree": [
            ("Tejo común - European Yew", "Tejo", "yew"),
            ("Secuoya roja", "redwood"),
            ("Roble",),
            ("Roble albar (ALBAR)", "Roble albar"),
            ("Haya del Norte",),
        ],
        "garden": [("Jardín Botánico (JB2)", "JB2"), ("Roble y Tejo",), ("Huerta",)],
    }
)


# Variants in a text


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("El CUARTO árbol; arbol viejo", "cuarto Árbol"),
        ("the garden’s “old”  oak", 'the garden\'s "old" oak'),
        ("2015–2016", "2015-2016"),
        ("**Roble** albar", "roble albar"),
        ("a fourth-most tall tree", "fourth"),
        ("13,2 metres", "13,2"),
        ("grew by 13.2bn leaves", "13.2"),
        ("it has 4.", "4"),
        ("a share of 12 %", "12 %"),
        ("die große Eiche", "GROSSE"),
        ("(SCR) invited", "scr"),
    ],
)
def test_variants_are_found_in_any_form(text, variant):
    assert contains(normalise(text), variant)


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("34 trees", "4"),
        ("113.2 or 13.25", "13.2"),
        ("1,4 metres", "4"),
        ("4.5 metres", "4"),
        ("the 4i row in 4D", "4"),
        ("X4 and b4", "4"),
        ("as printed in note ⁴", "4"),
        ("the oaken door", "oak"),
        ("a soak", "oak"),
        ("anything", " "),
    ],
)
def test_a_number_or_a_short_word_is_not_found_inside_another(text, variant):
    assert not contains(normalise(text), variant)


def test_words_lose_markup_punctuation_and_the_targets_of_links():
    row = "<p>Hydro&Energy, [z.s.](https://example.org/a)</p> | **Öl**¹"
    assert bare_words(row) == ["hydro", "energy", "z", "s", "ol"]


# Counts


@pytest.mark.parametrize(
    ("text", "count", "language"),
    [
        ("There are 4 of them (Annex 3).", 4, "en"),
        ("Four.", 4, "en"),
        ("Four.", 4, "es"),
        ("Vier Bäume", 4, "de"),
        ("Hay veintiseis", 26, "es"),
        ("Treinta y cuatro árboles", 34, "es"),
        ("il y en a vingt-et-un", 21, "fr"),
        ("dix‑sept arbres", 17, "fr"),
        ("dreißig Bäume", 30, "de"),
        ("vinte e duas árvores", 22, "pt"),
        ("ventitré alberi", 23, "it"),
        ("vint-i-quatre arbres", 24, "ca"),
        ("tweeëntwintig bomen", 22, "nl"),
        ("4,558 leaves", 4558, "en"),
        ("4.558 hojas", 4558, "es"),
        ("4 558 feuilles", 4558, "fr"),
        ("1'234'567 Blätter", 1234567, "de"),
    ],
)
def test_a_count_is_stated_in_figures_or_words(text, count, language):
    assert states_count(text, count, language)


@pytest.mark.parametrize(
    ("text", "count", "language"),
    [
        ("Of the 34 in JB4i, Annex 4, Tabla 4 and p. 4, three.", 4, "en"),
        ("It rose 6.4 times", 6, "en"),
        ("It rose 6.4 times", 4, "en"),
        ("twenty-four", 4, "en"),
        ("twenty-four", 20, "en"),
        ("dix-sept", 7, "fr"),
        ("treinta y cuatro", 4, "es"),
        ("vierzig", 4, "de"),
        ("quatre", 4, "es"),
        ("14,558 leaves", 4558, "en"),
        ("4,558,000 leaves", 4558, "en"),
    ],
)
def test_a_count_is_not_found_inside_another_number_or_a_reference(text, count, language):
    assert not states_count(text, count, language)


@pytest.mark.parametrize("language", ["en", "es", "fr", "de", "pt", "it", "ca", "nl"])
def test_every_number_from_0_to_99_has_its_word(language):
    for number in range(100):
        words = num2words(number, lang=language)
        assert numbers_in_words(normalise(f"x {words}, y"), language) == {number}
        assert states_count(f"x {words}, y", number, language)


# Names


@pytest.mark.parametrize(
    ("expected", "records"),
    [
        (["Tejo", "redwood"], ["Secuoya roja", "Tejo común - European Yew"]),
        (["European Yew"], ["Tejo común – European  Yew"]),
        (["Haya"], ["Haya del Norte"]),
        (["JB2"], ["Jardín Botánico (JB2)", "Roble"]),
        (["Roble albar"], ["ROBLE ALBAR (ALBAR)"]),
    ],
)
def test_a_set_is_compared_by_any_name_within_one_kind(expected, records):
    assert GARDEN.compare(expected, records=records, answer="") == SetDifference()


def test_missing_and_extra_names_are_listed():
    difference = GARDEN.compare(
        ["redwood", "Roble albar"], records=["yew", "Roble albar", "Huerta"], answer="redwood"
    )
    assert difference == SetDifference(("redwood",), ("Tejo común - European Yew",))


def test_names_are_read_from_the_answer_where_no_record_is_of_their_kind():
    said = "These are the Yew and the Roble albar."
    assert GARDEN.compare(["Tejo", "Roble albar"], records=["Huerta"], answer=said) == (
        SetDifference()
    )
    assert GARDEN.compare(["Tejo"], records=[], answer=said).extra == ("Roble albar (ALBAR)",)
    assert GARDEN.compare(["Haya"], records=[], answer="The haya alone") == SetDifference()


def test_a_name_that_means_two_entities_is_not_one_of_them():
    twins = Entities({"tree": [("Old oak", "oak"), ("Young oak", "oak")]})
    assert twins.compare(["oak"], records=["Old oak"], answer="an oak") == SetDifference()
    assert twins.compare(["oak"], records=["Old oak"], answer="a tree").missing == ("oak",)


def test_unknown_names_are_matched_literally():
    compare = Entities({}).compare
    assert compare(["Vivaldi"], records=["Antonio Vivaldi"], answer="") == SetDifference()
    assert compare(["Antonio Vivaldi"], records=["VIVALDI"], answer="") == SetDifference()
    assert compare(["Vivaldi"], records=["Bach"], answer="Vivaldi") == (
        SetDifference(("Vivaldi",), ("Bach",))
    )
    assert compare(["Vivaldi", "Bach"], records=[], answer="Bach, Händel") == (
        SetDifference(("Vivaldi",))
    )


def test_records_of_a_known_kind_say_nothing_about_names_of_none():
    assert GARDEN.compare(["Vivaldi"], records=["Roble"], answer="Vivaldi") == SetDifference()


# Evidence


@pytest.mark.parametrize(
    ("snippet", "quote"),
    [
        ("doubling from € 6.4 m to € 13.2 m", "… mainly, doubling from €6.4 m to € 13.2 m."),
        (
            "Roble España Perenne Wood and Furniture",
            "Name: Roble | Origin: España | Leaf: Perenne | Use(s): Wood and Furniture, Cork",
        ),
        ("Roble, z.s. Norte <p>Wood and Furniture", "Roble, z.s. Norte Wood and Furniture"),
    ],
)
def test_evidence_is_found_with_words_between(snippet, quote):
    assert groups_found([[snippet]], ["Another quote.", quote]) == 1


@pytest.mark.parametrize(
    "quotes",
    [
        [],
        ["grows tall and old in the north"],
        ["tall and old grows in the"],
        ["grows " + "x " * 20 + "tall and old"],
        ["grows tall", "and old in the south"],
    ],
)
def test_evidence_is_not_found_elsewhere_out_of_order_or_scattered(quotes):
    assert groups_found([["grows tall and old in the south"]], quotes) == 0


def test_one_snippet_of_a_group_is_enough_and_each_group_counts_once():
    groups = [["no such thing", "tall and old"], ["an evergreen"], ["&"]]
    assert groups_found(groups, ["tall and old", "Tall and old, an oak"]) == 1
