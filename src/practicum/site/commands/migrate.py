"""practicum migrate: apply migrations as the owner of the tables, and grant the runtime role its rights."""

from __future__ import annotations

import argparse
import os

import psycopg

from practicum.site import begin, databases
from practicum.site.problems import Problem
from practicum.site.server.postgres import APP_ROLE


def arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(_options: argparse.Namespace) -> int:
    """Bring the database up to date; harmless when it is."""
    os.environ["PRACTICUM_AS_OWNER"] = "1"
    with begin.running_database() as server:
        begin.django_ready()
        from practicum.site.server import provision, setup

        name = os.environ.get(databases.NAME_VARIABLE, databases.DATABASE_NAME)
        try:
            if server is not None:
                provision.make_database(server, name)
                setup.migrate(app_role=APP_ROLE)
            else:
                _migrate_named()
        except psycopg.OperationalError as problem:
            raise Problem(f"The database does not answer: {' '.join(str(problem).split())}") from None
    return 0


def _migrate_named() -> None:
    from django.db import connection

    from practicum.site.server import provision, setup

    app_role = databases.app_database().get("USER") or databases.owner_database().get("USER", "")
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as connected:
        connected.autocommit = True
        provision.make_extensions(connected)
        if not app_role:
            row = connected.execute("select current_user").fetchone()
            app_role = str(row[0]) if row else ""
    setup.migrate(app_role=app_role)
