"""Worker processes that die in the middle of their work."""

import random
import time

from tests.faults.conftest import FULL
from tests.faults.machines import crew_of, kill, twice, until

PEOPLE, KILLS = (10_000, 20) if FULL else (300, 3)
NAIVE_PEOPLE, NAIVE_KILLS = (1_000, 8) if FULL else (100, 3)
LOOK = "notifications.tasks.look"


def harass(site, task, *, kills, everything, processes=2):
    """Let a worker work and kill its processes every so often; new ones take their place."""
    draw = random.Random(5)
    worker = site.worker(processes=processes)
    killed = done = 0
    while done < everything:
        done = everything - site.waiting()
        if killed < kills and done > everything * (killed + draw.random()) / (kills + 1):
            until(lambda: crew_of(worker), 30, "no process took the place of the killed one")
            kill(draw.choice(crew_of(worker)))
            killed += 1
        site.say(task)
        time.sleep(0.25)
    until(lambda: not site.waiting(), 60, "something is still waiting")
    return killed


def test_a_worker_that_is_killed_loses_nothing(make_site, figure):
    site = make_site(PEOPLE)

    killed = harass(site, LOOK, kills=KILLS, everything=PEOPLE)

    taken = site.mail.taken
    lost = PEOPLE - len({mail for mail, _to in taken})
    again = twice(taken)
    keys = len({to for _mail, to in taken})
    [(in_app,)] = site.rows("SELECT count(*) FROM notifications_notice WHERE kind = 'invitation'")
    assert in_app == PEOPLE
    naive_lost, naive_again = without_care(make_site)
    assert site.states() == {"sent": PEOPLE}
    assert keys == len({mail for mail, _to in taken})  # a second mail is the same mail
    figure(f"Lost of {PEOPLE:,} mails, {killed} kills", lost, "mails", goal=0, control=naive_lost)
    figure(f"Mails twice after {killed} kills, with the same Message-ID", again, "mails",
           goal=killed, control=naive_again)  # fmt: skip


def without_care(make_site):
    """What is lost by marking first, and what comes twice by one transaction for all."""
    site = make_site(NAIVE_PEOPLE)
    site.mail.behave("delay 0.02")  # long enough to be killed in the middle
    task = "tests.faults.naive.mark_then_send"
    harass(site, task, kills=NAIVE_KILLS, everything=NAIVE_PEOPLE, processes=1)
    lost = NAIVE_PEOPLE - len(set(site.mail.taken))

    site = make_site(NAIVE_PEOPLE)
    site.mail.behave("delay 0.02")
    worker = site.worker(processes=1)
    site.say("tests.faults.naive.all_in_one")
    until(lambda: len(site.mail.taken) > NAIVE_PEOPLE / 2, 60, "nothing is sent")
    kill(crew_of(worker)[0])
    site.mail.behave("ok")
    site.say("tests.faults.naive.all_in_one")
    until(lambda: not site.waiting(), 90, "something is still waiting")
    return lost, twice(site.mail.taken)
