"""The queue forgets everything: what is owed stands in the database."""

from tests.faults.conftest import FULL
from tests.faults.machines import twice, until

PEOPLE = 8_000 if FULL else 240


def test_a_queue_that_forgets_costs_nothing(make_site, queue, figure):
    site = make_site(PEOPLE)
    site.mail.behave("delay 0.002")
    site.worker()
    for _n in range(4):
        site.say("notifications.tasks.look")
    until(lambda: len(site.mail.taken) >= PEOPLE / 4, 300, "a quarter is not sent")

    queue.client.flushall()
    until(lambda: _said(site), 300, "something is still waiting")  # the next tick says "look"

    taken = site.mail.taken
    lost, again = PEOPLE - len({to for _mail, to in taken}), twice(taken)
    naive_lost = from_the_queue_alone(make_site, queue)
    figure(f"Lost of {PEOPLE:,} mails, Redis flushed at a quarter", lost, "mails", goal=0,
           control=naive_lost)  # fmt: skip
    figure("Mails twice, Redis flushed at a quarter", again, "mails", goal=0)


def _said(site):
    site.say("notifications.tasks.look")
    return not site.waiting()


def from_the_queue_alone(make_site, queue):
    """The control: every intention is a message in the queue."""
    people = min(PEOPLE, 1_000)
    site = make_site(people, then=())
    site.mail.behave("delay 0.002")
    for (pk,) in site.rows("SELECT id FROM programmes_participant WHERE state = 'invited'"):
        site.say("tests.faults.naive.from_the_queue", participant=pk)
    site.worker()
    until(lambda: len(site.mail.taken) >= people / 4, 120, "a quarter is not sent")

    queue.client.flushall()

    until(lambda: not queue.client.llen("celery"), 30, "the queue is not empty")
    return people - len(set(site.mail.taken)) - 4  # those that were under way
