"""python -m benchmarks.people_import bare|import|naive: in a process and database of its own."""

import gc
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from programmes import importing  # noqa: E402
from programmes.models import Participant, PeopleImport, Programme  # noqa: E402
from programmes.people_source import read_file  # noqa: E402
from tests import factories  # noqa: E402

ROWS, FAULTY_EACH, BATCH, NAIVE_ROWS = 50_000, 500, 2000, 500


def table() -> bytes:
    """A CSV file as a study register writes it; every 500th row has a fault."""
    lines = ["Name;E-mail;Role;Unit"]
    for n in range(ROWS):
        at = " " if n % FAULTY_EACH == 0 else "@"
        lines.append(f"Väinö Person {n};person.{n}{at}lakeland.example;student;Field {n % 20}")
    return "\n".join(lines).encode()


def bare(programme: Programme) -> int:
    """Nothing but the rows of one table, in batches."""
    for start in range(0, ROWS, BATCH):
        User.objects.bulk_create(
            [
                User(email=f"person.{n}@lakeland.example", name=f"Väinö Person {n}", password="!")
                for n in range(start, start + BATCH)
            ],
            update_conflicts=True,
            unique_fields=["email"],
            update_fields=["name"],
        )
    return ROWS


def bring_in(programme: Programme) -> int:
    """What a coordinator and the worker do: file, check, first page of the preview, bring in."""
    people_import = PeopleImport.take(
        programme=programme,
        text=read_file("people.csv", table()),
        by=programme.participants.get(role="coordinator").user,
        default_role="mentee",
    )
    importing.check(people_import)
    importing.page_of_people(people_import, "new", 0, 50)
    importing.bring_in(people_import, now=timezone.now())
    assert programme.participants.count() == 1 + ROWS - ROWS // FAULTY_EACH
    return ROWS


def naive(programme: Programme) -> int:
    """The control: everything in memory first, then one after the other (only the first few)."""
    rows = [dict(enumerate(line.split(";"))) for line in table().decode().splitlines()[1:]]
    found = [(row, User(email=row[1], name=row[0]), Participant(unit=row[3])) for row in rows]
    with transaction.atomic():
        for row, _user, _participant in found[:NAIVE_ROWS]:
            Participant.invite(
                programme=programme, email=row[1], name=row[0], role="mentee", now=timezone.now()
            )
    return NAIVE_ROWS


def run(task: Callable[[Programme], int]) -> dict[str, float]:
    programme = factories.ProgrammeFactory()
    factories.coordinator_of(programme)
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # forget the highest mark of memory
    idle, cpu, began = _memory("VmRSS"), _cpu(), time.perf_counter()
    rows = task(programme)
    spent, passed = _cpu() - cpu, time.perf_counter() - began
    return {
        "per_second": rows / passed,
        "per_cpu_second": rows / spent,
        "memory": _memory("VmHWM") - idle,
    }


def _cpu() -> float:
    """CPU seconds of this process and, where it runs on this machine, of its connection."""
    own = time.process_time()
    pid = connection.connection.info.backend_pid
    if not Path(f"/proc/{pid}/comm").exists():
        return own
    return own + time.clock_gettime(((~pid) << 3) | 2)


def _memory(mark: str) -> float:
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{mark}:")[2].split()[0]) / 1024


if __name__ == "__main__":
    print(json.dumps(run({"bare": bare, "import": bring_in, "naive": naive}[sys.argv[1]])))
