"""What pages cost, told in yardsticks: the CPU time of a plain Django page with ten queries."""

import json
from contextlib import ExitStack
from dataclasses import dataclass

from benchmarks.figures import Figure
from benchmarks.servers import Server, database, prepare

ROUNDS, REQUESTS, WARM_UP = 5, 12, 4
GOALS = {"home": 2.0, "detail": 2.0, "list": 4.0}
GROWTH = 1.2
APPLICATION = "mentoring_platform.wsgi:application"


@dataclass
class Target:
    name: str
    kind: str
    server: Server
    url: str
    cookie: str
    spent: float = 0.0

    def ask(self) -> None:
        times = 1 if self.kind == "control" else REQUESTS
        self.spent += self.server.cost(self.url, self.cookie, times) / ROUNDS

    def warm_up(self) -> None:
        for _request in range(1 if self.kind == "control" else WARM_UP):
            self.server.get(self.url, self.cookie)


def measure() -> list[Figure]:
    with ExitStack() as stack:
        yardstick = _yardstick(stack)
        few = _platform(stack, 300)
        many = [target for target in _platform(stack, 10_000) if target.kind in {"list", "control"}]
        targets = [yardstick, *few, *many]
        for target in targets:
            target.warm_up()
        # In turns, so that whatever else the machine does meets all of them alike.
        for _round in range(ROUNDS):
            for target in targets:
                target.ask()
    return _figures(yardstick, few, many)


def _yardstick(stack: ExitStack) -> Target:
    url = stack.enter_context(database("raanu_yardstick"))
    cookie = prepare(url, "benchmarks.yardstick.prepare")
    server = Server("benchmarks.yardstick.wsgi:application", url)
    stack.callback(server.stop)
    return Target("yardstick", "yardstick", server, "/", cookie)


def _platform(stack: ExitStack, rows: int) -> list[Target]:
    url = stack.enter_context(database(f"raanu_with_{rows}"))
    pages = json.loads(prepare(url, "benchmarks.prepare", str(rows)))
    server = Server(APPLICATION, url, settings="benchmarks.settings")
    stack.callback(server.stop)
    return [Target(server=server, **page) for page in pages]


def _figures(yardstick: Target, few: list[Target], many: list[Target]) -> list[Figure]:
    one = yardstick.spent
    cost = {target.name: target.spent for target in few}
    control = cost["naive"] / one
    figures = [Figure("yardstick", one * 1000, "ms CPU", None, None)]
    figures += [
        Figure(f"{t.kind}: {t.name}", t.spent / one, "yardsticks", GOALS[t.kind], control)
        for t in sorted(few, key=lambda t: (t.kind, t.name))
        if t.kind in GOALS
    ]
    grown = {target.name: target.spent / cost[target.name] for target in many}
    control = grown.pop("naive")
    return figures + [
        Figure(f"10,000 rows: {name}", ratio, "times 300 rows", GROWTH, control)
        for name, ratio in sorted(grown.items())
    ]
