"""Make .venv on a bare machine: only git, make and Python 3.11 or later are needed.

    python3.11 tools/bootstrap.py run       what running needs: packages, the pages' assets
    python3.11 tools/bootstrap.py dev       what working on Practicum needs as well
    python3.11 tools/bootstrap.py browser   a Chromium for the tests, where it can be had
    python3.11 tools/bootstrap.py check-locks

Only the standard library is used. Where a package of the system is missing, it is installed when we
are root on a Debian or Ubuntu, and named in a sentence when we are not. Everything may be killed at
any moment and run again.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": "requirements.txt", "dev": "requirements-dev.txt"}
OLDEST = (3, 11)
SYSTEM_CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


class SetUpError(Exception):
    """A sentence for the person at the terminal."""


def main(arguments: Sequence[str]) -> int:
    """The command line."""
    wanted = arguments[0] if arguments else "run"
    steps = {"run": set_up, "dev": set_up, "browser": browser, "check-locks": check_locks}
    if wanted not in steps:
        print(__doc__)
        return 2
    try:
        steps[wanted](wanted)
    except SetUpError as problem:
        print(f"setup: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("setup: interrupted", file=sys.stderr)
        return 130
    return 0


def set_up(wanted: str) -> None:
    """Packages into .venv, the assets of the pages, and a stamp that says so."""
    if sys.version_info < OLDEST:
        raise SetUpError(
            f"This is Python {sys.version.split()[0]}; Practicum needs 3.11 or later. Install it, or name it: "
            "make PYTHON=/path/to/python3.11"
        )
    make_venv()
    install_packages(ROOT / LOCKS[wanted])
    build_assets()
    (VENV / f".stamp-{wanted}").write_text("")


def make_venv() -> None:
    """The virtual environment, made again when it is broken or of another Python."""
    if PYTHON.exists() and quiet([PYTHON, "-c", "import pip, sys; assert sys.version_info[:2] >= (3, 11)"]):
        return
    say("Making .venv")
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        install_system_packages(
            [f"python{version}-venv"], why="Python's venv module is not installed", instead=["python3-venv"]
        )
    shutil.rmtree(VENV, ignore_errors=True)
    must([sys.executable, "-m", "venv", str(VENV)], "The virtual environment .venv could not be made")


def install_packages(lock: Path) -> None:
    """Exactly what the lock names, by uv, which takes seconds; by pip when uv cannot."""
    say(f"Installing the packages of {lock.name}")
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        pin = re.search(r"^uv==\S+", (ROOT / LOCKS["dev"]).read_text(), re.MULTILINE)
        quiet([PYTHON, "-m", "pip", "install", "--quiet", pin[0] if pin else "uv"])
    done = uv.exists() and quiet(
        [uv, "pip", "install", "--quiet", *uv_options(), "-r", lock], uv_environment()
    )
    if not done:
        say("(uv could not; pip does it, which takes a minute)")
        must(
            [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock],
            "The packages could not be installed. Is there a network, or a package index set for pip?",
        )
    ours = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--editable",
        ROOT,
    ]
    must(ours, "Practicum itself could not be installed into .venv")


def uv_environment() -> dict[str, str]:
    """Our environment, with what pip was told about certificates."""
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV), "UV_NO_PROGRESS": "1"}
    if certificates := os.environ.get("PIP_CERT") or pip_setting("global.cert"):
        environment.setdefault("SSL_CERT_FILE", certificates)
    return environment


def uv_options() -> list[str]:
    """What pip was told by its environment, for uv, which does not read it."""
    options = ["--require-hashes"]
    if index := os.environ.get("PIP_INDEX_URL") or pip_setting("global.index-url"):
        options += ["--index-url", index]
    for more in (os.environ.get("PIP_EXTRA_INDEX_URL") or pip_setting("global.extra-index-url")).split():
        options += ["--extra-index-url", more]
    for folder in (os.environ.get("PIP_FIND_LINKS") or pip_setting("global.find-links")).split():
        options += ["--find-links", folder]
    return options


def pip_setting(name: str) -> str:
    """One of pip's settings from its configuration files, or nothing."""
    asked = subprocess.run(
        [PYTHON, "-m", "pip", "config", "get", name], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() if asked.returncode == 0 else ""


def build_assets() -> None:
    """What the pages load from elsewhere, laid out by tools/assets.py."""
    # Node trusts a list of its own; whom this machine trusts, npm may as well.
    for bundle in (os.environ.get("PIP_CERT"), os.environ.get("SSL_CERT_FILE"), SYSTEM_CERTIFICATES):
        if bundle and Path(bundle).is_file():
            os.environ.setdefault("NODE_EXTRA_CA_CERTS", bundle)
    if (ROOT / "tools" / "assets.py").exists():
        must([PYTHON, str(ROOT / "tools" / "assets.py")], "The pages' assets could not be built")


def browser(_wanted: str) -> None:
    """A Chromium for the journeys."""
    if any(shutil.which(name) for name in CHROMIUM_NAMES) or os.environ.get("PRACTICUM_CHROMIUM"):
        return
    try:
        install_system_packages(["chromium"], why="the tests in a browser need Chromium")
    except SetUpError as problem:
        print(f"setup: {problem} Until then those tests are left out.", file=sys.stderr)


def check_locks(_wanted: str) -> None:
    """The committed locks name packages and hashes, and no machine."""
    for name in (*LOCKS.values(), "package-lock.json"):
        for number, line in enumerate((ROOT / name).read_text().splitlines(), 1):
            if (
                re.search(r"https?://|--(extra-)?index-url|--find-links|\"resolved\"", line)
                and "funding" not in line
            ):
                if name == "package-lock.json" and '"url"' in line:
                    continue  # where a package asks for donations
                raise SetUpError(f"{name}:{number} holds an address: {line.strip()[:80]}")


def install_system_packages(names: Sequence[str], *, why: str, instead: Sequence[str] = ()) -> None:
    """Install packages of the system as root on Debian or Ubuntu, or say which are missing."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise SetUpError(
            f"{why}. Install it and run this again, on Debian or Ubuntu: sudo apt-get install {' '.join(names)}"
        )
    say(f"Installing {' '.join(names)} ({why})")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet(["apt-get", "update", "-qq"], environment)
    for packages in filter(None, (names, instead)):
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
        if quiet(command, environment):
            return
    raise SetUpError(
        f"{why}, and installing {' '.join(names)} failed. Install it by hand and run this again."
    )


def must(command: Sequence[object], sentence: str) -> None:
    """Run a command; its output and the sentence when it fails."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetUpError(f"{sentence}:\n{(done.stderr + done.stdout).strip()[-3000:]}")


def quiet(command: Sequence[object], environment: dict[str, str] | None = None) -> bool:
    """Run a command; whether it worked."""
    with contextlib.suppress(OSError):
        words = [str(word) for word in command]
        return subprocess.run(words, env=environment, capture_output=True, check=False).returncode == 0
    return False


def say(sentence: str) -> None:
    """Show progress, beside whatever the target itself prints."""
    print(f"setup: {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
