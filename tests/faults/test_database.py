"""The database falls over in the middle and comes back."""

from tests.faults.conftest import FULL
from tests.faults.machines import twice, until

PEOPLE = 2_000 if FULL else 200


def test_a_database_that_crashes_loses_nothing(make_site, postgres, figure):
    again, lost = crash_in_the_middle(make_site, postgres, "notifications.tasks.look")
    naive_again, _lost = crash_in_the_middle(make_site, postgres, "tests.faults.naive.all_in_one")
    _again, naive_lost = crash_in_the_middle(
        make_site, postgres, "tests.faults.naive.mark_all_then_send"
    )

    figure(f"Lost of {PEOPLE:,}, database crashed in the middle", lost, "mails", goal=0,
           control=naive_lost)  # fmt: skip
    figure("Mails twice, database crashed in the middle", again, "mails", goal=2,
           control=naive_again)  # fmt: skip


def crash_in_the_middle(make_site, postgres, task):
    """Two work, the database crashes at a third; what came twice, what never came."""
    site = make_site(PEOPLE)
    site.mail.behave("delay 0.01")
    site.worker(processes=2)
    for _n in range(1 if "naive" in task else 2):
        site.say(task)
    until(lambda: len(site.mail.taken) >= PEOPLE / 3, 120, "a third is not sent")

    postgres.crash()

    until(lambda: _said(site, task), 180, "something is still waiting")
    taken = site.mail.taken
    return twice(taken), PEOPLE - len({to for _mail, to in taken})


def _said(site, task):
    if len(site.mail.taken) == _said.before:
        site.look(task)
    _said.before = len(site.mail.taken)
    return not site.waiting()


_said.before = 0
