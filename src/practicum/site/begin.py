"""The first steps of every command: settings that make sense, a database that answers, Django loaded."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from practicum.site import databases, places
from practicum.site.problems import Problem
from practicum.site.server.postgres import EmbeddedPostgres

SHORTEST_SECRET = 32
PORT_VARIABLE = "PRACTICUM_PORT"
DEFAULT_PORT = 8000


def check_settings() -> None:
    """Refuse settings that cannot work, each with a sentence."""
    secret = os.environ.get(places.SECRET_VARIABLE)
    if secret is not None and len(secret) < SHORTEST_SECRET:
        raise Problem(
            f"{places.SECRET_VARIABLE} has {len(secret)} characters; give at least {SHORTEST_SECRET}, or "
            "leave it out and Practicum makes one in the data folder."
        )
    for variable in ("PRACTICUM_DEBUG", "PRACTICUM_HTTPS"):
        if os.environ.get(variable, "0") not in {"0", "1"}:
            raise Problem(f"{variable} is {os.environ[variable]!r}; it can be 0 or 1.")
    port()
    try:
        databases.app_database()
        databases.owner_database()
    except ImproperlyConfigured as problem:
        raise Problem(str(problem)) from None


def port(given: str | int | None = None) -> int:
    """The port of the web pages: as given, or PRACTICUM_PORT, or 8000."""
    text = str(given if given is not None else os.environ.get(PORT_VARIABLE, DEFAULT_PORT))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Problem(f"The port is {text!r}; it is a number from 1 to 65535.")
    return int(text)


def data_folder() -> Path:
    """The data folder, made if it is missing, with its key."""
    folder = places.data_folder()
    try:
        # As root the database runs under another account, which must pass through.
        folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        places.make_secret()
    except OSError as problem:
        raise Problem(
            f"The data folder {folder} cannot be used: {problem.strerror}. Name another one with --data FOLDER "
            f"or {places.DATA_VARIABLE}."
        ) from None
    return folder


def embedded_server() -> EmbeddedPostgres:
    """The embedded server of the data folder."""
    data_folder()
    return EmbeddedPostgres(places.database_folder())


@contextlib.contextmanager
def running_database() -> Iterator[EmbeddedPostgres | None]:
    """The embedded server, running for as long as this lasts; None when DATABASE_URL names another."""
    if not databases.is_embedded():
        yield None
        return
    with embedded_server() as server:
        yield server


def django_ready() -> None:
    """Load models and declarations, with logging set up."""
    import django

    from practicum.site import logs

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practicum.site.settings")
    data_folder()
    logs.configure()
    try:
        django.setup()
    except ImproperlyConfigured as problem:
        raise Problem(str(problem)) from None
