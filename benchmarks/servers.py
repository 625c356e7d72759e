"""Databases and web servers of one measurement, and what a request costs them.

Cost is CPU time of the server process and of its database connections, taken from the kernel's
account of each process. It does not grow when the machine is busy with something else.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
LOCAL = {"", "localhost", "127.0.0.1", "::1"}


@contextmanager
def database(name: str) -> Iterator[str]:
    """An empty database beside the one of DATABASE_URL, dropped at the end. Gives its URL."""
    url, name = os.environ["DATABASE_URL"], f"{name}_{os.getpid()}"
    server = psycopg2.connect(url)
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            server.close()


def prepare(url: str, *command: str) -> str:
    """Run a module of ours against a database; what it printed last."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout.strip().rpartition("\n")[2]


class Server:
    """One gunicorn process with kept connections, asked one request after the other."""

    def __init__(self, application: str, url: str, settings: str = "") -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = url
        environment = {"DATABASE_URL": url, "WEB_PROCESSES": "1", "WEB_THREADS": "1"}
        environment |= {"WEB_BIND": f"127.0.0.1:{self.port}"}
        if settings:
            environment["DJANGO_SETTINGS_MODULE"] = settings
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.py"),
                *("--log-level", "error", "--max-requests", "0", application),
            ],
            cwd=ROOT,
            env=os.environ | environment,
            stderr=subprocess.DEVNULL,
        )
        self._wait()
        self.web = _children(self.process.pid)
        self.client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.watch = psycopg2.connect(url)
        self.watch.autocommit = True

    def _wait(self) -> None:
        for _attempt in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("The web server did not start")

    def get(self, url: str, cookie: str) -> None:
        self.client.request(
            "GET",
            url,
            headers={
                "Host": "raanu.example",
                "Cookie": cookie,
                "X-Forwarded-Proto": "https",
                "X-Forwarded-For": "127.0.0.1",
            },
        )
        answer = self.client.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{url} answered {answer.status}")

    def cost(self, url: str, cookie: str, times: int) -> float:
        """CPU seconds for each of so many requests, in the web server and in PostgreSQL."""
        self.client.close()  # kept connections of the last turn may have ended meanwhile
        self.get(url, cookie)
        before = self._spent()
        for _request in range(times):
            self.get(url, cookie)
        after = self._spent()
        return sum(after[pid] - before.get(pid, 0.0) for pid in after) / times

    def _spent(self) -> dict[int, float]:
        pids = [*self.web, *self._connections()]
        return {pid: time.clock_gettime(((~pid) << 3) | 2) for pid in pids}

    def _connections(self) -> list[int]:
        """The database's processes for our connections, if it runs on this machine."""
        if (urlsplit(self.url).hostname or "") not in LOCAL:
            return []
        with self.watch.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            return [pid for (pid,) in cursor.fetchall()]

    def stop(self) -> None:
        self.client.close()
        self.watch.close()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(15)


def _children(parent: int) -> list[int]:
    for _attempt in range(100):
        found = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        if found:
            return [int(pid) for pid in found]
        time.sleep(0.05)
    raise RuntimeError("The web server has no process")
