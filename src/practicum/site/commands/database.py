"""practicum database: start, stop, save and restore the embedded database without the rest."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from practicum.site import begin, databases, demo
from practicum.site.problems import Problem
from practicum.site.server.postgres import EmbeddedPostgres


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and the file for saving or restoring."""
    parser.add_argument("what", choices=["start", "stop", "save", "restore", "dsn"])
    parser.add_argument("file", nargs="?", type=Path, help="where the saved practice goes or comes from")


def run(options: argparse.Namespace) -> int:
    """Do it on the embedded server."""
    if not databases.is_embedded():
        raise Problem("DATABASE_URL names a database of its own server; use that server's tools (pg_dump).")
    server = begin.embedded_server()
    if options.what == "start":
        server.start()
        print(server.dsn(database=databases.DATABASE_NAME))
    elif options.what == "dsn":
        print(server.dsn(database=databases.DATABASE_NAME))
    elif options.what == "stop":
        server.stop(even_if_not_ours=True)
    elif options.file is None:
        raise Problem(f"Name a file: practicum database {options.what} FILE")
    else:
        with server:
            (_save if options.what == "save" else _restore)(server, options.file)
    return 0


def _save(server: EmbeddedPostgres, file: Path) -> None:
    making = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        _tool(
            server,
            "pg_dump",
            "--format=custom",
            f"--dbname={server.dsn(database=databases.DATABASE_NAME)}",
            out=out,
        )
        os.fsync(out.fileno())
    making.rename(file)  # a file of that name is a whole one
    print(f"Saved to {file}. Keep it as safe as the practice itself.", file=sys.stderr)


def _restore(server: EmbeddedPostgres, file: Path) -> None:
    if not file.is_file():
        raise Problem(f"There is no file {file}.")
    if demo.has_practice(server.dsn(database=databases.DATABASE_NAME)):
        raise Problem("There is a practice here already; restore into another folder with --data.")
    with file.open("rb") as saved:
        demo.restore_into(
            server,
            lambda dsn: _tool(server, "pg_restore", "--exit-on-error", f"--dbname={dsn}", source=saved),
        )
    print("Restored.", file=sys.stderr)


def _tool(
    server: EmbeddedPostgres, program: str, *words: str, out: object = None, source: object = None
) -> None:
    done = subprocess.run(
        [str(server.tools / program), *words], cwd="/", stdin=source, stdout=out, check=False,  # type: ignore[call-overload]
        **server.account.for_subprocess(),
    )  # fmt: skip
    if done.returncode:
        raise Problem(f"{program} ended with exit code {done.returncode}; the reason stands above.")
