"""A list of 50,000 people: how fast next to bare upserting, and in how much memory."""

import json

from benchmarks.figures import Figure
from benchmarks.servers import database, prepare

SHARE = 1 / 3
MEBIBYTES = 40.0


def measure() -> list[Figure]:
    bare, brought, naive = (_run(how) for how in ("bare", "import", "naive"))
    return [
        Figure("bare upserting", bare["per_second"], "rows a second", None, None),
        Figure(
            "import, with checks and preview", brought["per_second"], "rows a second", None, None
        ),
        Figure(
            "import next to bare upserting",
            brought["per_cpu_second"] / bare["per_cpu_second"],
            "share, by CPU time",
            SHARE,
            naive["per_cpu_second"] / bare["per_cpu_second"],
            at_least=True,
        ),
        Figure(
            "memory of the import", brought["memory"], "MiB over idle", MEBIBYTES, naive["memory"]
        ),
    ]


def _run(how: str) -> dict[str, float]:
    with database("raanu_people") as url:
        prepare(url, "django", "migrate", "-v0", "--settings", "benchmarks.settings")
        return dict(json.loads(prepare(url, "benchmarks.people_import", how)))
