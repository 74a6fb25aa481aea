"""Where this practice keeps its things, as options and environment say."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

DATA_VARIABLE = "PRACTICUM_DATA"
SECRET_VARIABLE = "PRACTICUM_SECRET"


def data_folder() -> Path:
    """The data folder: PRACTICUM_DATA, else the usual place of the system for this account."""
    if named := os.environ.get(DATA_VARIABLE):
        return Path(named).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/practicum")
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base).absolute() / "practicum"


def database_folder() -> Path:
    """The folder of the embedded database server."""
    return data_folder() / "postgres"


def secret_file() -> Path:
    """The file that holds the key signing cookies and links."""
    return data_folder() / "secret"


def secret() -> str:
    """The signing key: PRACTICUM_SECRET, else the data folder's, else one for this process alone."""
    if given := os.environ.get(SECRET_VARIABLE):
        return given
    try:
        return secret_file().read_text().strip()
    except OSError:
        return secrets.token_urlsafe(48)


def make_secret() -> None:
    """Write a signing key into the data folder, once, for its owner only."""
    if os.environ.get(SECRET_VARIABLE):
        return
    path = secret_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_name(f"secret.{os.getpid()}")
    descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(secrets.token_urlsafe(48))
        os.fsync(out.fileno())
    try:
        os.link(making, path)  # fails when another process was first, and its key stands
    except FileExistsError:
        pass
    finally:
        making.unlink()
