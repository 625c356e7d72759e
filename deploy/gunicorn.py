"""Pages over WSGI: a few processes with threads, each thread with its own kept connection.

Connections to the database are at most WEB_PROCESSES x WEB_THREADS for each machine.
"""

import os

bind = os.environ.get("WEB_BIND", "0.0.0.0:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60  # longer than any query may take (statement_timeout)
graceful_timeout = 30
keepalive = 75  # longer than the proxy keeps an idle connection, so that it closes first
max_requests, max_requests_jitter = 5000, 500
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
control_socket_disable = True
forwarded_allow_ips = "*"  # only the proxy reaches this port
