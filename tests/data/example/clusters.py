"""Makes a workbook with invented clusters of another country.

python tests/data/example/clusters.py FILE.xlsx
"""

from __future__ import annotations

import sys
from pathlib import Path

from openpyxl import Workbook

COLUMNS = (
    "Nombre del clúster",
    "Región",
    "País",
    "Nº de pymes",
    "Sectores",
    "Correo",
    "Web",
    "Observaciones",
)
ROWS = (
    ("Salmón Austral", "Los Lagos", 131, "Acuicultura; Biotecnología", "hola@salmon.example"),
    ("Minería del Desierto", "Antofagasta", 214, "Minería; Digital", "info@mineria.example"),
    ("Vinos del Maule", "Maule", 120, "Vino; Turismo", "contacto@vinos.example"),
    ("Fruta del Valle", "Maule", 85, "Alimentos", ""),
    ("Madera Biobío", "Biobío", 58, "Madera; Construcción", "madera@biobio.example"),
    ("Hidrógeno Magallanes", "Magallanes", 42, "Energía", "h2@magallanes.example"),
    ("Astroturismo Norte", "Coquimbo", "1.250", "Turismo; Digital", ""),
    ("Puerto Digital", "Valparaíso", 64, "Digital; Logística", "puerto@digital.example"),
    ("Alimentos del Sur", "Los Lagos", 77, "Alimentos; Acuicultura", ""),
    ("Litio Andino", "Antofagasta", 31, "Minería; Energía", "litio@andino.example"),
)
SHEET = "Clústeres de Chile (ejemplo)"


def write_clusters(path: Path) -> None:
    """Write the workbook; its table begins in the third row, as tables in real ones often do."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append([])
    sheet.append([])
    sheet.append(COLUMNS)
    for name, region, companies, sectors, mail in ROWS:
        web = f"https://www.{name.split()[-1].lower()}.example"
        sheet.append([name, region, "Chile", companies, sectors, mail or None, web])
    book.save(path)


if __name__ == "__main__":
    write_clusters(Path(sys.argv[1]))
