"""What the platform promises, measured by the tests that prove it; ``make trust`` collects them.

A test asks for the fixture ``promise`` and says what it has measured. The fixture fails the test
if the goal is missed, or if the control (the same measure with the guard taken off) meets it.
Whoever asks for it is marked ``trust``. With ``--promises`` all figures of the run are written to
``var/trust.json``; a second run on another database adds its rows to those of the first.
"""

import json
from dataclasses import replace

import pytest

from benchmarks import figures
from benchmarks.figures import Figure

NAME = "trust"


def pytest_addoption(parser):
    parser.addoption("--promises", action="store_true", help="write var/trust.json")


def pytest_collection_modifyitems(items):
    for item in items:
        if "promise" in getattr(item, "fixturenames", ()):
            item.add_marker("trust")


@pytest.fixture
def promise(request):
    """``promise("Canaries leaked", leaked, "codes", goal=0, control=found_when_planted)``.

    ``goal`` is the most that is allowed (``at_least=True``: the least); None only shows the
    figure. ``control`` is what the same measure finds without the guard.
    """

    def keep(name, figure, unit, *, goal, control=None, at_least=False):
        kept = Figure(name, figure, unit, goal, control, at_least)
        request.node.user_properties.append((NAME, vars(kept)))
        assert kept.holds, f"{name}: {figure} {unit}, but the goal is {goal}"
        assert kept.can_fail, f"{name}: the control reaches {control} {unit}, so it shows nothing"

    return keep


def pytest_terminal_summary(terminalreporter, config):
    """Figures travel with the reports of the tests, so that several processes may measure."""
    if not config.getoption("promises"):
        return
    reports = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        if getattr(report, "when", "") == "call"
    ]
    measured = [
        Figure(**value)
        for report in reports
        for name, value in report.user_properties
        if name == NAME
    ]
    found = {figure.name: figure for figure in _before()} | _added_up(measured)
    if not found:
        return
    figures.write(NAME, list(found.values()))
    terminalreporter.section("promises")
    figures.show(list(found.values()))


def _added_up(measured):
    """Counts that several tests of one run have made of one thing are one count."""
    found = {}
    for figure in measured:
        if known := found.get(figure.name):
            figure = replace(figure, figure=known.figure + figure.figure)
        found[figure.name] = figure
    return found


def _before():
    """The rows of an earlier run, such as on the other database."""
    path = figures.VAR / f"{NAME}.json"
    rows = json.loads(path.read_text()) if path.exists() else []
    for row in rows:
        del row["holds"]
    return [Figure(**row) for row in rows]
