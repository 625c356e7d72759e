"""The embedded default: SQLite and a broker in a file, one worker. The same rules hold."""

import time

from tests.faults.conftest import FULL
from tests.faults.machines import Site, kill, twice, until

PEOPLE, KILLS = (500, 5) if FULL else (40, 3)


def test_a_worker_on_the_embedded_default_loses_nothing(mail_server, tmp_path, figure):
    lost, again = killed_on_sqlite(mail_server, tmp_path / "ours", "notifications.tasks.look")
    naive_lost, _again = killed_on_sqlite(
        mail_server, tmp_path / "naive", "tests.faults.naive.mark_then_send"
    )

    figure(f"Lost of {PEOPLE}, {KILLS} kills, SQLite", lost, "mails", goal=0, control=naive_lost)
    figure(f"Mails twice after {KILLS} kills, SQLite", again, "mails", goal=KILLS)


def killed_on_sqlite(mail_server, folder, task):
    folder.mkdir()
    mail_server.forget()
    mail_server.behave("delay 0.15")  # so that the kill comes in the middle of a mail
    broker = f"sqla+sqlite:///{folder}/broker.sqlite3"
    site = Site(f"sqlite:///{folder}/data.sqlite3", broker, mail_server)
    try:
        site.run("tests.faults.prepare", "migrate")
        site.run("tests.faults.prepare", str(PEOPLE), "owe")
        worker = site.worker(pool="solo")
        for n in range(KILLS):
            site.look(task)
            until(lambda n=n: _done(site) > PEOPLE * (n + 1) / (KILLS + 1), 120, "too slow")
            kill(worker.pid)
            worker.wait()
            worker = site.worker(pool="solo")
        until(lambda: _said(site, task), 180, "something is still waiting")
        return PEOPLE - len(set(site.mail.taken)), twice(site.mail.taken)
    finally:
        site.stop()


def _done(site):
    return len(site.mail.taken)


def _said(site, task):
    before = _done(site)
    time.sleep(1)
    if _done(site) == before:
        site.look(task)
    return not site.waiting()
