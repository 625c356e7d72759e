"""How fast mails leave, against what rendering and handing over alone would take."""

import json
import subprocess
import sys
from statistics import median as _median

from tests.faults.conftest import FULL
from tests.faults.machines import ROOT

TURNS, MAILS = (7, 300) if FULL else (3, 40)
SHARE = 0.5 if FULL else 0.05  # the short form is for finding out what broke it
SECONDS = 8 if FULL else 3


def test_sending_costs_at_most_twice_the_bare_rendering(make_site, figure):
    site = make_site(TURNS * MAILS + 1)

    found = json.loads(site.run("tests.faults.sending", "rate", str(TURNS), str(MAILS)))

    for place, what in ((0, "mails/s"), (1, "mails/s of CPU")):
        floors, ours = zip(*((floor[place], own[place]) for floor, own in found), strict=True)
        figure(f"Bare rendering, one kept connection, {what}", round(_median(floors)), what)
        figure(f"The engine by turns with it, {what}", round(_median(ours)), what)
    shares = [own[1] / floor[1] for floor, own in found]
    figure("Share of the bare rate (CPU), median of the turns", round(_median(shares), 2), "times",
           goal=SHARE, at_least=True)  # fmt: skip


def test_two_workers_send_nearly_twice_one(make_site, figure):
    """To a mail server that takes its time, as real ones do."""
    site = make_site(2_000 if FULL else 400)
    site.mail.behave("delay 0.05")

    one, two = sent_by(site, 1, "work"), sent_by(site, 2, "work")
    in_line = sent_by(site, 2, "work_in_line") / sent_by(site, 1, "work_in_line")

    figure("Two workers against one", round(two / one, 2), "times", goal=1.6, control=in_line,
           at_least=True)  # fmt: skip


def sent_by(site, count, how):
    """How many mails so many workers send in the time; they begin together."""
    options = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    crew = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults.sending", how, str(SECONDS)],
            cwd=ROOT,
            env=site.environment,
            **options,
        )
        for _n in range(count)
    ]
    for process in crew:
        assert process.stdout.readline() == "ready\n"
    for process in crew:
        process.stdin.write("go\n")
        process.stdin.flush()
    return sum(int(process.communicate()[0]) for process in crew)
