"""How sites, places, staff and providers are named and found when an action refers to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from django.db.models import QuerySet
from pydantic import Field

from practicum.kernel.actions import Choice, Ref, StaffRef, register_ref
from practicum.kernel.base import Actor
from practicum.kernel.practice.models import Absence, Cover, Holiday, Place, Provider, Site, Staff
from practicum.kernel.practice.zone import current_zone
from practicum.kernel.zone import install_zone

_MOST = 12

SiteRef = Annotated[int, Ref("site"), Field(ge=1, le=2**63 - 1, json_schema_extra={"ref": "site"})]
PlaceRef = Annotated[int, Ref("place"), Field(ge=1, le=2**63 - 1, json_schema_extra={"ref": "place"})]
ProviderRef = Annotated[
    int, Ref("provider"), Field(ge=1, le=2**63 - 1, json_schema_extra={"ref": "provider"})
]
HolidayRef = Annotated[int, Ref("holiday"), Field(ge=1, le=2**63 - 1, json_schema_extra={"ref": "holiday"})]
AbsenceRef = Annotated[int, Ref("absence"), Field(ge=1, le=2**63 - 1, json_schema_extra={"ref": "absence"})]
CoverRef = Annotated[int, Ref("cover"), Field(ge=1, le=2**63 - 1, json_schema_extra={"ref": "cover"})]

__all__ = ["AbsenceRef", "CoverRef", "HolidayRef", "PlaceRef", "ProviderRef", "SiteRef", "StaffRef"]


def site_labels(ids: Sequence[int]) -> Mapping[int, str]:
    """Sites by name."""
    return dict(Site.objects.filter(id__in=ids).values_list("id", "name"))


def search_sites(text: str, by: Actor) -> Sequence[Choice]:
    """Sites in use whose name or town contains the text."""
    found = Site.objects.filter(active=True)
    if text:
        found = found.filter(name__icontains=text) | found.filter(city__icontains=text)
    return [Choice(site.id, site.name, site.city) for site in found.order_by("name")[:_MOST]]


def place_labels(ids: Sequence[int]) -> Mapping[int, str]:
    """Places with their site."""
    rows = Place.objects.filter(id__in=ids).values_list("id", "name", "site__name")
    return {pk: f"{name}, {site}" for pk, name, site in rows}


def search_places(text: str, by: Actor) -> Sequence[Choice]:
    """Places in use by name."""
    found = Place.objects.filter(active=True, name__icontains=text).select_related("site")
    return [
        Choice(place.id, place.name, place.site.name)
        for place in found.order_by("site__name", "name")[:_MOST]
    ]


def staff_labels(ids: Sequence[int]) -> Mapping[int, str]:
    """People by the name that is shown."""
    return dict(Staff.objects.filter(id__in=ids).values_list("id", "name"))


def search_staff(text: str, by: Actor) -> Sequence[Choice]:
    """People and assistants who work here now."""
    found = staff_matching(Staff.objects.filter(active=True, id__gt=0), text)
    return [Choice(one.id, one.name, one.job_title) for one in found[:_MOST]]


def staff_matching(found: QuerySet[Staff], text: str) -> QuerySet[Staff]:
    """Those whose name contains every word typed."""
    for word in text.split()[:6]:
        found = found.filter(name__icontains=word)
    return found


def provider_labels(ids: Sequence[int]) -> Mapping[int, str]:
    """Providers by name."""
    return dict(Provider.objects.filter(id__in=ids).values_list("id", "staff__name"))


def search_providers(text: str, by: Actor) -> Sequence[Choice]:
    """Providers who see patients now."""
    found = Provider.objects.filter(active=True, staff__active=True).select_related("staff")
    for word in text.split()[:6]:
        found = found.filter(staff__name__icontains=word)
    found = found.order_by("staff__family_name", "staff__given_name")
    return [Choice(one.id, one.staff.name, one.specialty) for one in found[:_MOST]]


def holiday_labels(ids: Sequence[int]) -> Mapping[int, str]:
    """Holidays with their date."""
    rows = Holiday.objects.filter(id__in=ids).values_list("id", "name", "date")
    return {pk: f"{name}, {day.day} {day:%b %Y}" for pk, name, day in rows}


def absence_labels(ids: Sequence[int]) -> Mapping[int, str]:
    """Absences by whose they are."""
    rows = Absence.objects.filter(id__in=ids).values_list("id", "staff__name")
    return {pk: f"absence of {name}" for pk, name in rows}


def cover_labels(ids: Sequence[int]) -> Mapping[int, str]:
    """Covers by who stands in for whom."""
    rows = Cover.objects.filter(id__in=ids).values_list("id", "covering__name", "absent__name")
    return {pk: f"{covering} for {absent}" for pk, covering, absent in rows}


register_ref("site", label=site_labels, search=search_sites)
register_ref("place", label=place_labels, search=search_places)
register_ref("staff", label=staff_labels, search=search_staff)
register_ref("provider", label=provider_labels, search=search_providers)
register_ref("holiday", label=holiday_labels)
register_ref("absence", label=absence_labels)
register_ref("cover", label=cover_labels)

install_zone(current_zone)
