"""Part of building the wheel: the pages' assets are fetched and laid out, then shipped inside it."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ASSETS = Path(__file__).resolve().parent / "assets.py"
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"


class AssetsHook(BuildHookInterface[Any]):
    """Runs tools/assets.py, which does nothing when the assets are up to date."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before the wheel is put together; an editable install gets its assets from `make`."""
        if version == "editable":
            return
        if Path(CERTIFICATES).is_file():
            os.environ.setdefault("NODE_EXTRA_CA_CERTS", CERTIFICATES)
        spec = importlib.util.spec_from_file_location("assets", ASSETS)
        if spec is None or spec.loader is None:
            raise RuntimeError(f"{ASSETS} is missing from the source tree.")
        assets = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(assets)
        assets.build()
