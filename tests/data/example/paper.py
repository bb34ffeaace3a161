"""Makes a PDF: an invented discussion paper about another country.

python tests/data/example/paper.py FILE.pdf
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

TITLE = "EU-Chile cluster cooperation: an illustration"

CLIMATE = (
    "Chile stretches over 4,300 kilometres, and its clusters differ as much as its landscapes do. "
    "In the north, mining companies and their suppliers share test sites in the desert. In the "
    "centre, wine growers and food processors sell to sixty countries. In the south, salmon farms "
    "and forestry companies work with two universities on feed, water and timber."
)
PROGRAMME = (
    "The Regional Cluster Programme began in 2019. It is run by the Agency for Regional Growth, "
    "which supports eleven clusters with advice, training and a small fund. In 2023 the fund "
    "amounted to 6.4 million euros. The programme is open to clusters with at least fifteen "
    "member companies and one research partner."
)
VISITS = (
    "Two missions have taken place so far. In May 2022 nine Chilean cluster managers visited "
    "Finland and Denmark to learn about the circular use of wood and water. In October 2023 a "
    "delegation of European clusters met forty companies in Concepción; the talks led to three "
    "pilot projects, of which one, on sensors for salmon farms, was still running when this paper "
    "was written. A third mission is planned for the spring of 2025, if funding can be found for "
    "the participation of small and medium-sized enterprises, which so far have had to pay for "
    "their own travel and have therefore rarely taken part. The agency asks European clusters "
    "that wish to take part to write to it before the end of 2024, naming the companies that "
    "would come along, the partners they look for, and what they have to offer in return."
)
SECTORS = (
    ("Sector", "Clusters", "Companies", "Strongest region"),
    ("Mining technology", "3", "214", "Antofagasta"),
    ("Aquaculture", "2", "131", "Los Lagos"),
    ("Wine and food", "4", "305", "Maule"),
    ("Renewable energy", "1", "42", "Magallanes"),
    ("Timber construction", "1", "58", "Biobío"),
)
STEPS = (
    "Invite two European clusters to the sensor project in Los Lagos.",
    "Publish a catalogue of the clusters' test sites, in Spanish and English.",
    "Set up a small travel fund for companies with fewer than fifty employees.",
    "Agree on one contact person in every cluster.",
)


class _Paper(FPDF):
    """A4 with a running head and page numbers, as such papers have them."""

    def header(self) -> None:
        self.set_font("Helvetica", "I", 8)
        self._line("EU-Chile cluster cooperation (illustration)", 8)
        self.ln(4)

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font("Helvetica", "", 8)
        self.cell(0, 8, f"Page {self.page_no()} of {{nb}}", align="C")

    def _line(self, text: str, height: float) -> None:
        self.multi_cell(0, height, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def heading(self, text: str, size: int) -> None:
        self.ln(3)
        self.set_font("Helvetica", "B", size)
        self._line(text, size * 0.55)
        self.ln(1)

    def paragraph(self, text: str) -> None:
        self.set_font("Helvetica", "", 11)
        self._line(text, 5.6)
        self.ln(3)

    def listing(self, items: tuple[str, ...]) -> None:
        self.set_font("Helvetica", "", 11)
        for item in items:
            self._line(f"\x95 {item}", 5.6)
        self.ln(3)


def write_paper(path: Path) -> None:
    """Write the PDF; a paragraph of it runs over a page."""
    pdf = _Paper()
    pdf.set_title(TITLE)
    pdf.set_lang("en")
    pdf.set_creation_date(datetime(2024, 6, 3, tzinfo=UTC))
    pdf.add_page()
    pdf.heading(TITLE, 22)
    pdf.paragraph(
        "This paper and everything in it is invented. It shows how a second document is added to "
        "a corpus, and stands for a real paper of the same make."
    )
    pdf.heading("1. Clusters in Chile", 16)
    pdf.paragraph(CLIMATE)
    pdf.heading("1.1. The Regional Cluster Programme", 13)
    pdf.paragraph(PROGRAMME)
    pdf.paragraph("The agency's office for cluster questions is in Valparaíso.")
    pdf.heading("1.2. Sectors", 13)
    pdf.paragraph("Table 1. Clusters and companies by sector, 2023")
    pdf.set_font("Helvetica", "", 10)
    with pdf.table() as table:
        for cells in SECTORS:
            table.row(cells)
    pdf.ln(6)
    pdf.heading("2. Cooperation with Europe", 16)
    # Filled up so that the next paragraph runs over the page.
    pdf.paragraph(CLIMATE.replace("Chile stretches", "As said above, Chile stretches"))
    pdf.heading("2.1. Missions", 13)
    pdf.paragraph(VISITS)
    pdf.heading("3. What could come next", 16)
    pdf.paragraph("We propose the following steps:")
    pdf.listing(STEPS)
    pdf.output(str(path))


if __name__ == "__main__":
    write_paper(Path(sys.argv[1]))
