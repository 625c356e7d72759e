"""The one writer of tables for spreadsheets. Text stays text: no cell becomes a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

import xlsxwriter
from django.http import HttpResponse

# Spreadsheets skip blanks before a formula, and some read the wide signs of Asian keyboards.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_file(
    name: str, kind: str, heads: Sequence[str], rows: Iterable[Sequence[str]]
) -> HttpResponse:
    """A download named ``name.csv`` or ``name.xlsx``."""
    if kind == "xlsx":
        answer = HttpResponse(_xlsx(heads, rows), content_type=XLSX)
    else:
        answer = HttpResponse(_csv(heads, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """With a mark at the front, so that spreadsheets read UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def harmless(cell: str) -> str:
    """An apostrophe before what a spreadsheet would run."""
    return f"'{cell}" if FORMULA.match(str(cell)) else cell


def _xlsx(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate([heads, *rows]):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, str(cell))
    return out.getvalue()
