"""python -m benchmarks [pages] [people]: measure on PostgreSQL, print, write var/benchmarks.

DATABASE_URL names a server on which databases may be made; they are dropped afterwards.
"""

import os
import sys
from collections.abc import Callable

from benchmarks import pages, people
from benchmarks.figures import Figure, show, write

JOBS: dict[str, Callable[[], list[Figure]]] = {"people": people.measure, "pages": pages.measure}


def main() -> int:
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        print("Set DATABASE_URL to a PostgreSQL server, or call: make benchmarks", file=sys.stderr)
        return 1
    held = True
    for name in sys.argv[1:] or JOBS:
        figures = JOBS[name]()
        write(f"benchmarks/{name}", figures)
        show(figures)
        print()
        held = held and all(figure.holds and figure.can_fail for figure in figures)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
