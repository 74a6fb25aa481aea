"""The short lists that forms of scheduling choose from."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from practicum.kernel.practice.models import Place, Provider, ProviderSite, Site
from practicum.rooms.scheduling.models import VisitType


@dataclass(frozen=True, slots=True)
class SiteChoice:
    """A site in use."""

    id: int
    name: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class ProviderChoice:
    """A provider who sees patients, and where."""

    id: int
    name: str
    specialty: str
    site_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class VisitTypeChoice:
    """A kind of visit in use; no providers or sites named means all."""

    id: int
    name: str
    minutes: int
    step: int
    color: str
    instructions: str
    provider_ids: tuple[int, ...]
    site_ids: tuple[int, ...]

    def fits(self, *, provider_id: int, site_id: int) -> bool:
        """Whether this provider gives it at this site."""
        return (not self.provider_ids or provider_id in self.provider_ids) and (
            not self.site_ids or site_id in self.site_ids
        )


def sites() -> list[SiteChoice]:
    """Sites in use, by name."""
    rows = Site.objects.filter(active=True).order_by("name").values_list("id", "name", "zone")
    return [SiteChoice(number, name, ZoneInfo(zone)) for number, name, zone in rows]


def providers() -> list[ProviderChoice]:
    """Providers who see patients, by name."""
    where: dict[int, list[int]] = {}
    for provider_id, site_id in ProviderSite.objects.order_by("site_id").values_list(
        "provider_id", "site_id"
    ):
        where.setdefault(provider_id, []).append(site_id)
    rows = Provider.objects.filter(active=True, staff__active=True).order_by(
        "staff__family_name", "staff__given_name"
    )
    return [
        ProviderChoice(number, name, specialty, tuple(where.get(number, ())))
        for number, name, specialty in rows.values_list("id", "staff__name", "specialty")
    ]


def visit_types() -> list[VisitTypeChoice]:
    """Kinds of visits in use, by name."""
    rows = (
        VisitType.objects.filter(active=True)
        .annotate(
            p=ArrayAgg("providers", distinct=True, default=[], filter=Q(providers__isnull=False)),
            s=ArrayAgg("sites", distinct=True, default=[], filter=Q(sites__isnull=False)),
        )
        .order_by("name")
        .values_list("id", "name", "minutes", "step_minutes", "color", "instructions", "p", "s")
    )
    return [VisitTypeChoice(*row[:6], tuple(row[6]), tuple(row[7])) for row in rows]


def rooms(site_id: int) -> list[tuple[int, str]]:
    """Rooms of a site in use."""
    return list(
        Place.objects.filter(site_id=site_id, active=True, kind="room")
        .order_by("name")
        .values_list("id", "name")
    )
