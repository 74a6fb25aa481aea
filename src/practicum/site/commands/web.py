"""practicum web: the web pages, in as many processes as asked for."""

from __future__ import annotations

import argparse
import os

from practicum.site import begin
from practicum.site.server.mortal import PARENT_VARIABLE

STATEMENT_LIMIT = "-c statement_timeout=30000"  # a page that takes longer has lost its reader
THREADS = 8


def arguments(parser: argparse.ArgumentParser) -> None:
    """Address, port, number of processes."""
    parser.add_argument("--port", help=f"the port ({begin.PORT_VARIABLE}, else {begin.DEFAULT_PORT})")
    parser.add_argument("--host", default=os.environ.get("PRACTICUM_HOST", "127.0.0.1"), help="the address")
    parser.add_argument("--workers", type=int, default=default_workers(), help="web processes")


def default_workers() -> int:
    """One web process a core, within reason."""
    return max(2, min(8, os.cpu_count() or 2))


def run(options: argparse.Namespace) -> int:
    """Serve until asked to stop."""
    from granian.constants import Interfaces
    from granian.server import Server

    begin.data_folder()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practicum.site.settings")
    os.environ.setdefault("PGOPTIONS", STATEMENT_LIMIT)
    os.environ[PARENT_VARIABLE] = str(os.getpid())  # the workers end with this process
    Server(
        "practicum.site.asgi:application",
        address=options.host,
        port=begin.port(options.port),
        interface=Interfaces.ASGI,
        workers=options.workers,
        websockets=False,
        log_access=False,
        log_enabled=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=5,
    ).serve()
    return 0
