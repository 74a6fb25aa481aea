"""Everything a person may do or open, for the palette and the search."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.urls import NoReverseMatch, reverse

from practicum.kernel.actions.declare import AnyAction, all_actions
from practicum.kernel.base import Actor, Stream
from practicum.kernel.web.routes import all_pages
from practicum.kernel.web.submit import may_try

_ICONS = {
    Stream.FRONTDESK: "concierge-bell", Stream.PHONE: "phone", Stream.OUTREACH: "megaphone",
    Stream.COORDINATION: "route", Stream.CLAIMS: "file-check-2", Stream.RESULTS: "flask-conical",
    Stream.CORRESPONDENCE: "mail", Stream.INTAKE: "clipboard-list", Stream.BILLING: "wallet",
    Stream.RECORDS: "folder-open", Stream.SCHEDULING: "calendar-days", Stream.REPORTS: "chart-column",
    Stream.COMPLIANCE: "shield-check", Stream.TRAINING: "graduation-cap", Stream.OPERATIONS: "settings-2",
}  # fmt: skip
# Actions that a page offers better than their bare form does.
_PAGE_OF = {
    "scheduling.book_appointment": "book", "scheduling.block_time": "schedule-block",
    "patients.register_patient": "patient-register", "patients.merge_patients": "patient-merge",
    "practice.add_site": "site-add", "practice.add_staff": "staff-add",
}  # fmt: skip
_NAMES = {Stream.FRONTDESK: "Front desk", Stream.PHONE: "Telephone", Stream.SCHEDULING: "Schedule"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the palette."""

    kind: str
    label: str
    hint: str
    url: str
    icon: str
    group: str
    keys: str = ""


def entries(by: Actor) -> list[dict[str, str]]:
    """Pages first, then actions by room; only what this person may use."""
    return [asdict(entry) for entry in [*_pages(by), *_actions(by)]]


def _pages(by: Actor) -> list[Entry]:
    found = []
    for page in all_pages():
        if not (page.in_palette or page.rail) or not page.title or not page.who.admits(by):
            continue
        try:
            url = reverse(page.name)
        except NoReverseMatch:  # its address needs to know of what
            continue
        keys = f"g {page.keys}" if page.keys else ""
        found.append(Entry("page", page.title, "", url, page.rail or "arrow-right", "Go to", keys))
    return sorted(found, key=lambda entry: entry.label)


def _actions(by: Actor) -> list[Entry]:
    open_to_them = {page.name for page in all_pages() if page.who.admits(by)}
    mine = [
        action for action in all_actions()
        if action.in_palette and may_try(action, by) and _PAGE_OF.get(action.name) not in open_to_them
    ]  # fmt: skip
    found = [
        Entry(
            "action", action.title, action.description.split("\n")[0], reverse("do", args=[action.name]),
            _ICONS[action.stream] if action.stream else "user", _room(action),
        )
        for action in mine
    ]  # fmt: skip
    return sorted(found, key=lambda entry: (entry.group, entry.label))


def _room(action: AnyAction) -> str:
    if action.stream is None:
        return "Your own"
    return _NAMES.get(action.stream, action.stream.value.capitalize())
