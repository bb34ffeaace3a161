"""Columns of a sheet are mapped to fields: suggested, then changed as an editor wants."""

import pytest

from eccp_assistant.corpus.importing.column_mapping import Mapped, new_field, suggest, with_wishes
from eccp_assistant.corpus.importing.spreadsheet import Sheet, SheetRow
from eccp_assistant.domain.records import FieldSpec, KindSpec
from eccp_assistant.errors import CorpusError

TREE = KindSpec(
    "tree",
    {"en": ("tree", "trees")},
    (
        FieldSpec("name", "text", {"en": "name", "es": "nombre"}, role="name"),
        FieldSpec("height", "number", {"en": "height", "es": "altura"}),
        FieldSpec("mail", "email", {"en": "address"}),
        FieldSpec("uses", "keyword", {"en": "uses"}, many=True),
    ),
)


def sheet(**columns):
    rows = zip(*columns.values(), strict=True)
    return Sheet("trees", tuple(columns), tuple(SheetRow(n, row) for n, row in enumerate(rows, 2)))


TREES = sheet(Nombre=("Haya", "Roble"), Altura=("25", "18"), Web=("a@b.example", "c@d.example"))


def pairs(mapped):
    return {each.column: each.field for each in mapped}


def test_columns_of_a_new_kind_become_fields_of_their_type():
    found = suggest(sheet(**{"Nº de árboles": ("3", "4"), "País": ("Perú", "China")}), None)
    assert [(each.field, each.type, each.new) for each in found] == [
        ("no_de_arboles", "number", True),
        ("pais", "country", True),
    ]


def test_a_column_without_letters_gets_a_usable_name():
    (mapped,) = suggest(sheet(**{"2017": ("a", "b")}), None)
    assert mapped.field == "column_2017"


def test_columns_are_matched_by_label_or_by_a_distinctive_type():
    assert pairs(suggest(TREES, TREE)) == {"Nombre": "name", "Altura": "height", "Web": "mail"}


def test_a_column_like_no_field_is_left_out():
    found = suggest(sheet(Nombre=("Haya", "Roble"), Jardinero=("Ana", "Luis")), TREE)
    assert found[1] == Mapped("Jardinero", None)


def test_a_field_is_given_to_the_most_similar_column_only():
    found = suggest(sheet(**{"Altura en metros": ("25", "18"), "Altura": ("25", "18")}), TREE)
    assert pairs(found) == {"Altura en metros": None, "Altura": "height"}


def test_a_known_field_keeps_its_type_and_number_of_values():
    found = with_wishes(TREES, TREE, suggest(TREES, TREE), {"Web": "uses"})
    assert (found[2].type, found[2].many, found[2].new) == ("keyword", True, False)


def test_a_wish_replaces_the_suggestion_and_frees_its_column():
    found = with_wishes(TREES, TREE, suggest(TREES, TREE), {"Nombre": "", "Web": "height"})
    assert pairs(found) == {"Nombre": None, "Altura": None, "Web": "height"}


def test_a_wish_may_name_a_new_field_with_its_type():
    found = with_wishes(TREES, TREE, suggest(TREES, TREE), {"Altura": "planted:text"})
    assert found[1] == Mapped("Altura", "planted", new=True, type="text")


def test_the_type_of_a_new_field_is_that_of_its_cells():
    several = sheet(Usos=("Madera; Sombra", "Sombra; Fruta"))
    assert new_field(several, "Usos", "uses") == Mapped("Usos", "uses", True, "keyword", many=True)
    assert not new_field(several, "Usos", "uses", "url").many


@pytest.mark.parametrize(
    ("wishes", "reason", "repair"),
    [
        ({"Edad": "age"}, "there is no column 'Edad'", "use one of Nombre, Altura, Web"),
        ({"Altura": "Tall Tree"}, "'Tall Tree' is no name of a field", "as in 'tall_tree'"),
        ({"Altura": "age:integer"}, "there is no type 'integer'", "use one of text"),
        ({"Altura": "age:reference"}, "there is no type 'reference'", "use one of text"),
        ({"Altura": "mail", "Web": "mail"}, "two columns are read as 'mail'", "another field"),
    ],
)
def test_an_impossible_wish_is_an_error_with_its_repair(wishes, reason, repair):
    with pytest.raises(CorpusError, match=reason) as caught:
        with_wishes(TREES, TREE, suggest(TREES, TREE), wishes)
    assert repair in caught.value.repair
