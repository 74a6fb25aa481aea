"""Making a database ready: migrations as the owner, then the rights of the runtime role.

The runtime role reads and writes rows and nothing else. Tables whose model says ``append_only = True``
(the ledger) it may only read and add to, those with ``owner_only = True`` (its seals) only read; the
database itself refuses the rest.
"""

from __future__ import annotations

from django.apps import apps
from django.core.management import call_command
from django.db import connection

MIGRATION_LOCK = 5_021_971  # one migration at a time, whoever starts it


def migrate(*, app_role: str, verbosity: int = 0) -> None:
    """Apply migrations on Django's connection, which is the owner's, and grant the runtime role its rights."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [MIGRATION_LOCK])
    call_command("migrate", interactive=False, verbosity=verbosity, skip_checks=True)
    grant(app_role)
    connection.close()  # and so the lock goes, as it does when a migration fails


def grant(app_role: str) -> None:
    """Give the runtime role its rights, and take away those it must not have."""
    role = connection.ops.quote_name(app_role)
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        if cursor.fetchone() == (app_role,):
            return  # one role for both: the ledger's triggers alone protect it
        cursor.execute(f"grant usage on schema public to {role}")
        cursor.execute(f"grant select, insert, update, delete on all tables in schema public to {role}")
        cursor.execute(f"grant usage, select on all sequences in schema public to {role}")
        cursor.execute(f"grant execute on all functions in schema public to {role}")
        for table in (*append_only_tables(), "django_migrations"):
            name = connection.ops.quote_name(table)
            cursor.execute(f"revoke update, delete, truncate on {name} from {role}")
        for table in owner_only_tables():
            name = connection.ops.quote_name(table)
            cursor.execute(f"revoke insert, update, delete, truncate on {name} from {role}")
        cursor.execute(f"revoke insert on django_migrations from {role}")


def append_only_tables() -> list[str]:
    """The tables the runtime role may only read and add to."""
    return [model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)]


def owner_only_tables() -> list[str]:
    """The tables the runtime role may only read: functions with their owner's rights write them."""
    return [model._meta.db_table for model in apps.get_models() if getattr(model, "owner_only", False)]
