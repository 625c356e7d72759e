"""Run as a process of its own: an XLSX file comes in, its first sheet goes out as text.

The process bounds its own memory and time before it looks at a byte. It answers with tab
separated UTF-8 and 0, or with one of the numbers below; any other end means "cannot be read".
"""

import contextlib
import csv
import io
import resource
import sys
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

TOO_MANY_ROWS, TOO_LONG, EMPTY = 3, 4, 5
MAX_ROWS = 100_000
MAX_CHARACTERS = 10 * 1024 * 1024
MEMORY = 1024 * 1024 * 1024
SECONDS = 30


def bound() -> None:
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def written(value: Any) -> str:
    """A cell as a person would write it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return " ".join(str(value).split())


def sheets(data: bytes) -> Iterator[Any]:
    from python_calamine import SheetVisibleEnum, load_workbook  # noqa: PLC0415 - after bound()

    workbook = load_workbook(io.BytesIO(data))
    for sheet in workbook.sheets_metadata:
        if sheet.visible == SheetVisibleEnum.Visible:
            yield workbook.get_sheet_by_name(sheet.name)


def main() -> int:
    bound()
    for sheet in sheets(sys.stdin.buffer.read()):
        out = io.StringIO()
        table = csv.writer(out, delimiter="\t", lineterminator="\n")
        for number, row in enumerate(sheet.to_python(skip_empty_area=False)):
            if number > MAX_ROWS:
                return TOO_MANY_ROWS
            cells = [written(cell) for cell in row]
            table.writerow(cells if any(cells) else [])
            if out.tell() > MAX_CHARACTERS:
                return TOO_LONG
        if out.getvalue().strip():
            sys.stdout.buffer.write(out.getvalue().encode("utf-8", "ignore"))
            return 0
    return EMPTY


if __name__ == "__main__":
    sys.exit(main())
