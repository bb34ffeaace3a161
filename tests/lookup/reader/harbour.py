"""A small set of tables for tests: boats, and the yards that built them."""

from __future__ import annotations

from eccp_assistant.domain.documents import Span
from eccp_assistant.domain.records import FieldItem, FieldSpec, KindSpec, Record, RecordSource
from eccp_assistant.understanding.linking.catalogue import Catalogue

_LANGUAGES = ("en", "es", "fr", "de", "pt", "it", "ca")


def _labels(*said):
    return dict(zip(_LANGUAGES, said, strict=True))


BOAT = KindSpec(
    "boat",
    _labels(
        ("boat", "boats"),
        ("barco", "barcos"),
        ("bateau", "bateaux"),
        ("Boot", "Boote"),
        ("barco", "barcos"),
        ("barca", "barche"),
        ("vaixell", "vaixells"),
    ),
    (
        FieldSpec("name", "text", _labels(*["Name"] * 7), role="name"),
        FieldSpec(
            "country",
            "country",
            _labels("Country", "País", "Pays", "Land", "País", "Paese", "País"),
        ),
        FieldSpec(
            "length",
            "number",
            _labels("Length", "Eslora", "Longueur", "Länge", "Comprimento", "Lunghezza", "Eslora"),
        ),
        FieldSpec(
            "built",
            "number",
            _labels(
                "Year built",
                "Año de construcción",
                "Année de construction",
                "Baujahr",
                "Ano de construção",
                "Anno di costruzione",
                "Any de construcció",
            ),
        ),
        FieldSpec(
            "equipment",
            "keyword",
            _labels(
                "Equipment",
                "Equipamiento",
                "Équipement",
                "Ausrüstung",
                "Equipamento",
                "Attrezzatura",
                "Equipament",
            ),
            many=True,
        ),
        FieldSpec(
            "yard",
            "reference",
            _labels("Yard", "Astillero", "Chantier", "Werft", "Estaleiro", "Cantiere", "Drassana"),
            refers_to="yard",
        ),
    ),
)
YARD = KindSpec(
    "yard",
    _labels(
        ("shipyard", "shipyards"),
        ("astillero", "astilleros"),
        ("chantier naval", "chantiers navals"),
        ("Werft", "Werften"),
        ("estaleiro", "estaleiros"),
        ("cantiere navale", "cantieri navali"),
        ("drassana", "drassanes"),
    ),
    (
        FieldSpec("name", "text", _labels(*["Name"] * 7), role="name"),
        FieldSpec(
            "city",
            "keyword",
            _labels("City", "Ciudad", "Ville", "Stadt", "Cidade", "Città", "Ciutat"),
        ),
    ),
)


def _record(kind, id_, name, **fields):
    items = {
        key: tuple(FieldItem(str(v), v) for v in (value if isinstance(value, list) else [value]))
        for key, value in {"name": name, **fields}.items()
    }
    return Record(kind, id_, name, (RecordSource(kind, Span(0, 1), "", ()),), items)


RECORDS = [
    _record("yard", "vigo", "Astilleros del Sur", city="Vigo"),
    _record("yard", "kiel", "Kieler Werft", city="Kiel"),
    _record("boat", "ana", "Santa Ana", country="Spain", length=24, built=1971,
            equipment=["Radar", "Life raft"], yard="vigo"),
    _record("boat", "elbe", "Elbe Queen", country="Germany", length=40, built=1999,
            equipment=["Radar"], yard="kiel"),
    _record("boat", "nora", "Nora", country="Norway", length=12, built=1985,
            equipment=["Fishing net"]),
    _record("boat", "rio", "Rio Lima", country="Portugal", length=31, built=2008,
            equipment=["Life raft", "Crane"], yard="vigo"),
]  # fmt: skip

CATALOGUE = Catalogue([BOAT, YARD], RECORDS)
