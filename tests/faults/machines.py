"""Real parts that may be broken: a database, a queue, a mail server, workers and clocks.

All of them are processes and folders of this test run alone, on free ports, so that killing one
hurts nobody else.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg2
import redis
from celery import Celery

ROOT = Path(__file__).resolve().parent.parent.parent
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(holds, seconds, what):
    """Wait until it holds; how long that took."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > seconds:
            raise AssertionError(f"After {seconds} s: {what}")
        time.sleep(0.05)
    return time.monotonic() - began


def found(program):
    """Where a program of PostgreSQL or Redis is; None if this machine has none."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)
    return shutil.which(program) or (str(places[0]) if places else None)


class Postgres:
    """A cluster of our own in a temporary folder, with the settings of a fresh installation."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="raanu-pg-"))
        self.port = free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self._owner = []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            person = pwd.getpwnam("postgres")
            os.chown(self.folder, person.pw_uid, person.pw_gid)
            self._owner = ["runuser", "-u", "postgres", "--"]
        self._run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8")
        self.start()

    def _run(self, program, *options):
        command = [*self._owner, found(program), "-D", str(self.folder), *options]
        subprocess.run(command, check=True, cwd="/", **QUIET)

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder}"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def crash(self):
        """As if the power had failed, and come back."""
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")
        self.start()

    def stop(self):
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


class Redis:
    def __init__(self):
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen([found("redis-server"), *options], cwd="/", **QUIET)
        self.client = redis.Redis(port=self.port)
        until(self._answers, 10, "Redis did not start")

    def _answers(self):
        try:
            return self.client.ping()
        except redis.ConnectionError:
            return False

    def stop(self):
        self.process.kill()
        self.process.wait()


class MailServer:
    """Takes mails in a process of its own and writes down what it has taken."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="raanu-mail-"))
        self.port = free_port()
        self.behave("ok")
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.sink", str(self.port), str(self.folder)], cwd=ROOT
        )
        until(self._answers, 20, "the mail server did not start")

    def _answers(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def behave(self, how):
        """ok, hang, busy (451 to everybody), delay SECONDS: see sink.py."""
        fresh = self.folder / "fresh"
        fresh.write_text(how)
        fresh.replace(self.folder / "mode")

    @property
    def taken(self):
        """Message-ID and recipient of each mail, in the order in which they were taken."""
        path = self.folder / "taken"
        lines = path.read_text().splitlines() if path.exists() else []
        return [tuple(line.split()) for line in lines]

    def forget(self):
        (self.folder / "taken").unlink(missing_ok=True)

    def stop(self):
        self.process.kill()
        self.process.wait()

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Site:
    """A platform of its own: database, queue, mail server, and the processes that are started."""

    def __init__(self, database_url, broker_url, mail_server, **environment):
        self.database_url, self.mail = database_url, mail_server
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DATABASE_URL": database_url,
            "BROKER_URL": broker_url,
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_server.port}",
            **environment,
        }
        self.environment.pop("PYTEST_CURRENT_TEST", None)
        self.broker = Celery(broker=broker_url)
        self.broker.conf.broker_connection_retry_on_startup = True
        self.processes = []

    def run(self, *command, **environment):
        """A module of ours to its end; what it has printed."""
        command = [sys.executable, "-m", *command]
        environment = self.environment | environment
        options = {"cwd": ROOT, "env": environment, "check": True, "text": True}
        return subprocess.run(command, stdout=subprocess.PIPE, **options).stdout.strip()

    def start(self, *command, **environment):
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=self.environment | environment,
            **({} if os.environ.get("FAULTS_SPEAK") else QUIET),
        )
        self.processes.append(process)
        return process

    def worker(self, app="tests.faults.naive", pool="prefork", processes=2, **environment):
        """A Celery worker with so many processes that do the work."""
        worker = self.start(
            *("celery", "-A", app, "worker", "--loglevel", "warning", "--hostname", "w@%h"),
            *("--pool", pool, "--concurrency", str(processes)),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
            **environment,
        )
        if pool == "prefork":
            until(lambda: crew_of(worker) or worker.poll(), 90, "the worker did not start")
        assert worker.poll() is None, "the worker has ended: set FAULTS_SPEAK to read why"
        return worker

    def clock(self, **environment):
        options = ("--schedule", str(self.mail.folder / f"beat{len(self.processes)}"), "--pidfile=")
        return self.start("celery", "-A", "tests.faults.running", "beat", *options, **environment)

    def say(self, task, **arguments):
        self.broker.send_task(task, kwargs=arguments)

    def rows(self, query):
        """What the database says, asked past the platform."""
        with database(self.database_url) as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def change(self, statement):
        with database(self.database_url) as cursor:
            cursor.execute(statement)

    def look(self, task="notifications.tasks.look"):
        """The pauses are over, and the clock says look."""
        self.change("UPDATE notifications_message SET next_try_at = due_at WHERE state='waiting'")
        self.say(task)

    def states(self):
        query = "SELECT state, count(*) FROM notifications_message GROUP BY state"
        return dict(self.rows(query))

    def waiting(self):
        return self.states().get("waiting", 0)

    def stop(self):
        """End what was started, children first, so that none is left without a parent."""
        for process in self.processes:
            for pid in crew_of(process):
                kill(pid)
            process.kill()
            process.wait()
        self.processes = []
        self.broker.close()


@contextmanager
def database(url):
    if url.startswith("sqlite"):
        import sqlite3  # noqa: PLC0415

        connection = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30)
    else:
        connection = psycopg2.connect(url, connect_timeout=5)
    try:
        yield connection.cursor()
        connection.commit()
    finally:
        connection.close()


def crew_of(worker):
    """The keys of the processes that do a worker's work."""
    parent = Path(f"/proc/{worker.pid}/task/{worker.pid}/children")
    return [int(pid) for pid in parent.read_text().split()] if parent.exists() else []


def kill(pid):
    """As the kernel kills: nothing is tidied up."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def twice(taken):
    """How many mails came more than once with one Message-ID."""
    return sum(count - 1 for count in Counter(mail for mail, _to in taken).values())
