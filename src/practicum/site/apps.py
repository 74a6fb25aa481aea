"""The kernel's packages, the rooms and the site as Django's apps."""

from __future__ import annotations

from types import ModuleType
from typing import Self

from django.apps import AppConfig

from practicum.site import discovery


class PackageConfig(AppConfig, str):
    """A kernel package or room, named to Django without importing it.

    Django imports an app's package before models may exist; ours offer their models' neighbours right
    in the package (``from practicum.kernel.actions import action``), so they are imported one step
    later, with the models. It is also its own name, since tools read INSTALLED_APPS as strings.
    """

    def __new__(cls, package: str) -> Self:
        """The package's name."""
        return str.__new__(cls, package)

    def __init__(self, package: str) -> None:
        stand_in = ModuleType(package)
        stand_in.__path__ = [str(discovery.folder(package))]
        super().__init__(package, stand_in)


class SiteConfig(AppConfig):
    """Last of the apps, so that every model exists when declarations load."""

    default = True
    name = "practicum.site"
    label = "site"

    def ready(self) -> None:
        """Load what the rooms declare and join it."""
        from practicum.site import wiring

        wiring.load()
