"""Run the whole platform on one machine: web server, worker and clock, with demo data."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser, call_command

from accounts.models import User
from mentoring_platform.demo.accounts import ACCOUNTS, PASSWORD

GRACE_SECONDS = 15


class Command(BaseCommand):
    help = "Serves the demo on 127.0.0.1 until it is stopped with Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reset", action="store_true", help="throw the demo's data away first")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--prepare", action="store_true", help="make the data, do not serve")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo does not run with production settings")
        if not options["prepare"]:
            self._check_port(options["port"])
        self._prepare(reset=options["reset"])
        if not options["prepare"]:
            self._serve(options["port"])

    def _check_port(self, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise CommandError(
                    f"Port {port} is taken. Choose another one: PORT=8123 make demo"
                ) from None

    def _prepare(self, *, reset: bool) -> None:
        settings.VAR_DIR.mkdir(exist_ok=True)
        if reset:
            for left in settings.VAR_DIR.glob("*.sqlite3*"):
                left.unlink()
            for left in settings.VAR_DIR.glob("beat-schedule*"):
                left.unlink()
            shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if not User.objects.exists():
            self.stdout.write("Making the demo data …")
            call_command("seed_demo")

    def _serve(self, port: int) -> None:
        environment = os.environ | {"PORT": str(port)}
        web = [
            *("-m", "uvicorn", "mentoring_platform.asgi:application"),
            *("--host", "127.0.0.1", "--port", str(port), "--lifespan", "off"),
            *("--log-level", "warning", "--timeout-graceful-shutdown", "3", "--no-proxy-headers"),
        ]
        worker = [
            *("-m", "celery", "-A", "mentoring_platform", "worker", "--beat"),
            *("--pool", "threads", "--concurrency", "2", "--loglevel", "warning"),
            *("--schedule", str(settings.VAR_DIR / "beat-schedule")),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ]
        signal.signal(signal.SIGTERM, _interrupt)
        children = [
            subprocess.Popen([sys.executable, *command], env=environment, start_new_session=True)
            for command in (web, worker)
        ]
        try:
            self._greet(port)
            while all(child.poll() is None for child in children):
                time.sleep(0.3)
            self.stderr.write("A part of the demo has stopped by itself; stopping the rest.")
        except KeyboardInterrupt:
            self.stdout.write("\nStopping …")
        finally:
            _stop(children)

    def _greet(self, port: int) -> None:
        self.stdout.write(f"\nRaanu runs at http://127.0.0.1:{port}/\n\nSign in as\n")
        width = max(len(account.email) for account in ACCOUNTS)
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.email:<{width}}  {account.note}")
        self.stdout.write(f"\nwith the password: {PASSWORD}\nStop with Ctrl-C.\n")
        self.stdout.flush()


def _interrupt(*args: object) -> None:
    raise KeyboardInterrupt


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask each child to stop, wait, and end whatever has not listened."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
