"""A mail server that is away, hangs, is busy, or refuses one address."""

import time

import pytest

from tests.faults.conftest import FULL
from tests.faults.machines import twice, until

PEOPLE = 1_000 if FULL else 60
LOOK = "notifications.tasks.look"


def _trouble(site, how):
    if how == "away":
        site.mail.stop()
    else:
        site.mail.behave(how)


def _mend(site, how):
    if how == "away":
        site.mail.start()
    else:
        site.mail.behave("ok")


@pytest.mark.parametrize("how", ["away", "hang", "busy"])
def test_a_mail_server_in_trouble_loses_nothing(make_site, figure, how):
    site = make_site(PEOPLE)
    site.worker(processes=1)
    _trouble(site, how)
    site.say(LOOK)
    until(lambda: _tried(site), 60, "nobody has tried")
    time.sleep(3)
    refused_then = site.states()

    _mend(site, how)
    until(lambda: _said(site), 120, "something is still waiting")

    taken = site.mail.taken
    lost = PEOPLE - len({to for _mail, to in taken})
    assert refused_then == {"waiting": PEOPLE}  # nothing is parked, nothing is given up
    figure(f"Lost of {PEOPLE:,}, mail server {how}", lost, "mails", goal=0)
    if how != "hang":  # a mail that it took without answering may come again, as the same mail
        figure(f"Mails twice, mail server {how}", twice(taken), "mails", goal=0)


def _tried(site):
    return site.rows("SELECT 1 FROM notifications_message WHERE failure <> ''")


def _said(site):
    site.look()
    return not site.waiting()


def test_a_refused_address_stops_nobody_else(make_site, figure):
    others, after = told_beside_a_bad_address(make_site, LOOK)
    naive_others, _after = told_beside_a_bad_address(
        make_site, "tests.faults.naive.one_after_the_other"
    )
    site_states = after.states()
    figure("Others told beside a refused address", others, "mails", goal=PEOPLE - 2,
           control=naive_others, at_least=True)  # fmt: skip
    assert site_states["refused"] == 1


def told_beside_a_bad_address(make_site, task):
    """One address is refused, one is never answered; how many others one look tells."""
    site = make_site(PEOPLE)
    site.change("UPDATE accounts_user SET email = 'unknown@lakeland.example' WHERE id = 2")
    site.change("UPDATE accounts_user SET email = 'slow@lakeland.example' WHERE id = 3")
    site.worker(processes=1)
    site.say(task)
    began = time.monotonic()
    while len(site.mail.taken) < PEOPLE - 2 and time.monotonic() - began < 25:
        time.sleep(0.1)
    return len(site.mail.taken), site
