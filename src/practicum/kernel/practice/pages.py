"""The practice's pages: sites with hours and holidays, places, and the people who work here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse

from practicum.kernel.actions import Done
from practicum.kernel.actions.declare import AnyAction
from practicum.kernel.base import Stream
from practicum.kernel.practice import actions, people, queries, rules
from practicum.kernel.practice.models import Role
from practicum.kernel.practice.zone import current_zone
from practicum.kernel.web import PracticeRequest, add_context, me, page, redirect_to, render, who
from practicum.kernel.web.submit import Invalid, form_values, submit
from practicum.lib.identifiers import format_phone
from practicum.lib.periods import local_date

add_context(lambda _request: {"phone_words": lambda number: format_phone(number) if number else ""})

_RUNS_IT = who.stream(Stream.OPERATIONS) | who.role("manager")
_BOTH = ("GET", "POST")


@page("practice/", name="practice", who=who.signed_in, title="Practice", rail="building-2", in_palette=True)
def practice(request: PracticeRequest) -> HttpResponse:
    """Sites with their hours, and the holidays ahead."""
    return render(request, "practice/practice.html", _practice(request))


def _practice(request: PracticeRequest, **more: Any) -> dict[str, Any]:
    today = local_date(request.now, zone=current_zone())
    return {
        "practice": queries.practice(), "sites": queries.sites(now=request.now), "weekdays": rules.WEEKDAYS,
        "holidays": queries.holidays(from_date=today), "may": _may(request), "year": today.year,
        "result": None, **more,
    }  # fmt: skip


def _may(request: PracticeRequest) -> bool:
    return _RUNS_IT.admits(me(request))


@page("practice/sites/<int:number>/", name="site", who=who.signed_in, title="Site")
def site(request: PracticeRequest, number: int) -> HttpResponse:
    """One site: its week, its rooms, its holidays."""
    card = queries.site(number, now=request.now)
    if card is None:
        raise Http404("There is no such site.")
    shown = {
        "site": card, "weekdays": rules.WEEKDAYS, "may": _may(request),
        "places": queries.places(site_id=number, only_active=False),
        "providers": queries.providers(site_id=number),
        "holidays": queries.holidays(from_date=local_date(request.now, zone=current_zone()), site_id=number),
    }  # fmt: skip
    if request.htmx:
        return render(request, "practice/site.html", shown)
    return render(request, "practice/practice.html", _practice(request, item="practice/site.html", **shown))


# One page for each form: the action, the words above it, what it starts from and where it leads.
def _form(
    request: PracticeRequest, action: AnyAction, *, title: str, back: str, fixed: Mapping[str, Any] | None = None,
    initial: Mapping[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    result: Any = None
    if request.method == "POST":
        result = submit(request, action, fixed or {})
        if isinstance(result, Done) and not result.reviewed:
            return redirect_to(back, request=request)
    posted = form_values(request, action.command) if request.method == "POST" else {}
    shown = {
        "action": action, "title": title, "back": back, "result": result, "fixed": list(fixed or {}),
        "values": dict(initial or {}) | posted | dict(fixed or {}),
        "errors": result.errors if isinstance(result, Invalid) else _one_error(result),
    }  # fmt: skip
    return render(request, "practice/form.html", shown, status=422 if isinstance(result, Invalid) else 200)


def _one_error(result: Any) -> dict[str, str]:
    field = getattr(result, "field", None)
    return {field: result.reason} if field else {}


@page(
    "practice/sites/add/", name="site-add", who=_RUNS_IT, methods=_BOTH, title="Add a site", in_palette=True
)
def add_site(request: PracticeRequest) -> HttpResponse:
    """A new site."""
    return _form(request, actions.add_site, title="Add a site", back="/practice/")


@page(
    "practice/sites/<int:number>/change/",
    name="site-change",
    who=_RUNS_IT,
    methods=_BOTH,
    title="Change a site",
)
def change_site(request: PracticeRequest, number: int) -> HttpResponse:
    """A site's name, address and clock."""
    row = queries.site_facts(number)
    if row is None:
        raise Http404("There is no such site.")
    back = f"/practice/sites/{number}/"
    return _form(request, actions.change_site, title=f"Change {row['name']}", back=back, fixed={"site": number},
                 initial=row)  # fmt: skip


@page(
    "practice/sites/<int:number>/hours/",
    name="site-hours",
    who=_RUNS_IT,
    methods=_BOTH,
    title="Opening hours",
)
def hours(request: PracticeRequest, number: int) -> HttpResponse:
    """A site's whole week."""
    card = queries.site(number)
    if card is None:
        raise Http404("There is no such site.")
    week = {name.lower(): text for name, text in zip(rules.WEEKDAYS, card.week, strict=True)}
    return _form(request, actions.set_hours, title=f"Hours of {card.name}", back=f"/practice/sites/{number}/",
                 fixed={"site": number}, initial=week)  # fmt: skip


@page(
    "practice/sites/<int:number>/places/add/",
    name="place-add",
    who=_RUNS_IT,
    methods=_BOTH,
    title="Add a place",
)
def add_place(request: PracticeRequest, number: int) -> HttpResponse:
    """A room, equipment or desk."""
    return _form(request, actions.add_place, title="Add a room, equipment or desk",
                 back=f"/practice/sites/{number}/", fixed={"site": number})  # fmt: skip


@page(
    "practice/places/<int:number>/", name="place-change", who=_RUNS_IT, methods=_BOTH, title="Change a place"
)
def change_place(request: PracticeRequest, number: int) -> HttpResponse:
    """A place's name and kind."""
    row = next((place for place in queries.places(only_active=False) if place.id == number), None)
    if row is None:
        raise Http404("There is no such place.")
    return _form(request, actions.change_place, title=f"Change {row.name}", back=f"/practice/sites/{row.site_id}/",
                 fixed={"place": number}, initial={"name": row.name, "kind": row.kind, "active": row.active})  # fmt: skip


@page("practice/holidays/add/", name="holiday-add", who=_RUNS_IT, methods=_BOTH, title="Add a holiday")
def add_holiday(request: PracticeRequest) -> HttpResponse:
    """A closed day, or one of special hours."""
    return _form(request, actions.add_holiday, title="Add a holiday", back="/practice/")


@page(
    "practice/holidays/federal/",
    name="holidays-federal",
    who=_RUNS_IT,
    methods=("POST",),
    title="Federal holidays",
)
def federal(request: PracticeRequest) -> HttpResponse:
    """The federal holidays of a year."""
    result = submit(request, actions.add_federal_holidays)
    return render(request, "practice/practice.html", _practice(request, result=result))


@page("practice/holidays/<int:number>/remove/", name="holiday-remove", who=_RUNS_IT, methods=("POST",),
      title="Remove a holiday")  # fmt: skip
def remove_holiday(request: PracticeRequest, number: int) -> HttpResponse:
    """A day that is worked after all."""
    result = submit(request, actions.remove_holiday, {"holiday": number})
    return render(request, "practice/practice.html", _practice(request, result=result))


@page("staff/", name="staff", who=who.signed_in, title="Staff", rail="users", in_palette=True)
def staff(request: PracticeRequest) -> HttpResponse:
    """Everybody who works here: searched, sorted, paged."""
    return render(request, "practice/staff.html", _staff(request))


def _staff(request: PracticeRequest, **more: Any) -> dict[str, Any]:
    asked = {
        name: request.GET.get(name, "").replace("\0", "")[:100] for name in ("q", "role", "sort", "gone")
    }
    number = request.GET.get("page", "1")
    at = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    listed = people.staff_page(
        now=request.now, text=asked["q"], role=asked["role"], sort=asked["sort"] or "name", page=at,
        include_gone=asked["gone"] == "1",
    )  # fmt: skip
    kept = {name: value for name, value in asked.items() if value}

    def address(**changed: Any) -> str:
        return "/staff/?" + urlencode(kept | changed)

    return {
        "listed": listed, "asked": asked, "roles": [(role.value, role.label) for role in Role], "address": address,
        "may": me(request).has_role("manager"), "person_id": None, "result": None, "size": people.PAGE, **more,
    }  # fmt: skip


@page("staff/<int:number>/", name="staff-person", who=who.signed_in, title="A colleague")
def person(request: PracticeRequest, number: int) -> HttpResponse:
    """One colleague: where they are reached, what they are, when they are away."""
    return _person(request, number)


def _person(request: PracticeRequest, number: int, *, result: Any = None) -> HttpResponse:
    card = people.staff_card(number, now=request.now)
    if card is None:
        raise Http404("There is no such person here.")
    shown = {
        "card": card, "person_id": number, "result": result, "may": me(request).has_role("manager"),
        "runs": _may(request), "role_words": [people.role_words(role) for role in card.roles],
        "own": number == me(request).staff_id,
    }  # fmt: skip
    if request.htmx:
        return render(request, "practice/person.html", shown)
    return render(request, "practice/staff.html", _staff(request, item="practice/person.html", **shown))


_MANAGERS = who.role("manager")


@page("staff/add/", name="staff-add", who=_MANAGERS, methods=_BOTH, title="Add somebody", in_palette=True)
def add_staff(request: PracticeRequest) -> HttpResponse:
    """Somebody new."""
    return _form(request, actions.add_staff, title="Add somebody to the staff", back="/staff/")


@page("staff/<int:number>/change/", name="staff-change", who=_MANAGERS, methods=_BOTH, title="Change details")
def change_staff(request: PracticeRequest, number: int) -> HttpResponse:
    """A person's details."""
    return _person_form(request, number, actions.change_staff, "Change the details of {}")


@page("staff/<int:number>/roles/", name="staff-roles", who=_MANAGERS, methods=_BOTH, title="Change roles")
def roles(request: PracticeRequest, number: int) -> HttpResponse:
    """What somebody is."""
    return _person_form(request, number, actions.change_roles, "Roles of {}")


@page("staff/<int:number>/provider/", name="staff-provider", who=_MANAGERS, methods=_BOTH, title="Provider")
def provider(request: PracticeRequest, number: int) -> HttpResponse:
    """What claims and the schedule need of somebody who sees patients."""
    found = next((one for one in queries.providers(only_active=False) if one.staff_id == number), None)
    initial = {"npi": found.npi, "specialty": found.specialty, "color": found.color, "active": found.active,
               "sites": list(found.site_ids)} if found else {}  # fmt: skip
    return _person_form(request, number, actions.make_provider, "{} as a provider", initial=initial)


@page(
    "staff/<int:number>/deactivate/",
    name="staff-deactivate",
    who=_MANAGERS,
    methods=_BOTH,
    title="Deactivate",
)
def deactivate(request: PracticeRequest, number: int) -> HttpResponse:
    """Somebody leaves."""
    return _person_form(request, number, actions.deactivate_staff, "{} leaves")


@page(
    "staff/<int:number>/reactivate/",
    name="staff-reactivate",
    who=_MANAGERS,
    methods=("POST",),
    title="Bring back",
)
def reactivate(request: PracticeRequest, number: int) -> HttpResponse:
    """Somebody comes back."""
    return _person(request, number, result=submit(request, actions.reactivate_staff, {"staff": number}))


@page(
    "staff/<int:number>/absence/",
    name="staff-absence",
    who=_RUNS_IT,
    methods=_BOTH,
    title="Record an absence",
)
def absence(request: PracticeRequest, number: int) -> HttpResponse:
    """Days away, and who stands in."""
    return _person_form(request, number, actions.record_absence, "{} is away")


@page("staff/<int:number>/absences/<int:absence_id>/cancel/", name="absence-cancel", who=_RUNS_IT, methods=("POST",),
      title="Take back an absence")  # fmt: skip
def cancel_absence(request: PracticeRequest, number: int, absence_id: int) -> HttpResponse:
    """Not away after all."""
    return _person(request, number, result=submit(request, actions.cancel_absence, {"absence": absence_id}))


def _person_form(
    request: PracticeRequest,
    number: int,
    action: AnyAction,
    title: str,
    *,
    initial: Mapping[str, Any] | None = None,
) -> HttpResponse:
    card = people.staff_card(number, now=request.now)
    if card is None:
        raise Http404("There is no such person here.")
    known = {name: getattr(card, name, None) for name in action.command.model_fields if hasattr(card, name)}
    known |= {"home_site": card.home_site_id, "roles": list(card.roles)}
    start = {name: value for name, value in known.items() if name in action.command.model_fields}
    return _form(request, action, title=title.format(card.name), back=f"/staff/{number}/", fixed={"staff": number},
                 initial=start | dict(initial or {}))  # fmt: skip
