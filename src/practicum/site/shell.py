"""What the frame of every page shows: rooms, who is signed in, how much work is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from time import monotonic
from typing import Any

from django.db.models import F
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from practicum.kernel import clock
from practicum.kernel.actions.command import label_refs
from practicum.kernel.authority.models import Session
from practicum.kernel.authority.sessions import idle_limit
from practicum.kernel.base import Actor
from practicum.kernel.web import live
from practicum.kernel.web.render import add_context
from practicum.kernel.web.routes import Page, all_pages
from practicum.kernel.worklist.queries import work_count

# The order of the rail: page names, in groups. A page that gives itself an icon and is not named here comes last.
RAIL: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("", ("home", "work", "supervision")),
    ("Today", ("desk", "schedule", "phone", "results-inbox", "correspondence", "messages", "outreach", "coordination")),
    ("Money", ("payments", "billing", "claims")),
    ("People", ("patients", "intake", "records")),
    ("Practice", ("reports", "compliance", "ledger", "training", "practice", "people", "staff", "standard", "operations")),
)  # fmt: skip
# What stands at the bottom of a phone.
_TABS, _TABS_OF_CLINICIANS = ("work", "desk", "schedule"), ("work", "results-inbox", "schedule")
_CLINICIANS = ("physician", "nurse_practitioner", "nurse")
_REST = "More"
_ICONS_AT_THE_FOOT = (("/help/shortcuts/", "Shortcuts", "keyboard"),)


@dataclass(frozen=True, slots=True)
class Link:
    """One place to go."""

    label: str
    href: str
    icon: str
    letter: str = ""
    current: bool = False
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Places under one heading."""

    label: str
    links: list[Link]


class Frame:
    """Everything the frame shows, each part found only when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._actor: Actor | None = getattr(request, "actor", None)

    @property
    def signed_in(self) -> bool:
        """Whether somebody is."""
        return self._actor is not None

    @cached_property
    def groups(self) -> list[Group]:
        """The rail's groups of rooms this person may enter."""
        pages = {page.name: page for page in all_pages() if page.rail and page.who.admits(self._actor)}
        named = {name for _, names in RAIL for name in names}
        groups = [Group(label, self._links(pages, names)) for label, names in RAIL]
        groups.append(Group(_REST, self._links(pages, tuple(name for name in pages if name not in named))))
        return [group for group in groups if group.links]

    def _links(self, pages: Mapping[str, Page], names: tuple[str, ...]) -> list[Link]:
        found = [(pages[name], _address(name)) for name in names if name in pages]
        return [
            Link(page.title, href, page.rail, page.keys, self._is_here(href), page.name == "work")
            for page, href in found
            if href is not None
        ]

    def _is_here(self, href: str) -> bool:
        path = (
            self.work_url if self._request.path == "/" else self._request.path
        )  # the first page is the worklist
        return path == href if href == "/" else path.startswith(href)

    @cached_property
    def tabs(self) -> list[Link]:
        """The three places of a phone's bottom bar; the palette and the drawer stand beside them."""
        links = {link.href: link for group in self.groups for link in group.links}
        mine = _TABS_OF_CLINICIANS if self._actor and self._actor.has_role(*_CLINICIANS) else _TABS
        first = [links[href] for name in mine if (href := _address(name)) in links and href is not None]
        return [*first, *(link for link in links.values() if link not in first)][:3]

    @property
    def foot(self) -> list[Link]:
        """Below the rooms."""
        return [
            Link(label, href, icon, current=self._is_here(href)) for href, label, icon in _ICONS_AT_THE_FOOT
        ]

    @cached_property
    def _work(self) -> tuple[int, int] | None:
        return work_open(self._request)

    @property
    def work_count(self) -> int | None:
        """Open items this person should see; None when there is no telling."""
        return self._work[0] if self._work else None

    @property
    def work_late(self) -> int:
        """How many of them are late."""
        return self._work[1] if self._work else 0

    @property
    def is_demo(self) -> bool:
        """Whether everybody here is invented."""
        return bool(getattr(getattr(self._request, "practice", None), "is_demo", False))

    def opens(self, name: str) -> bool:
        """Whether this person may open the page of that name."""
        return any(page.name == name and page.who.admits(self._actor) for page in all_pages())

    @cached_property
    def place(self) -> str:
        """Where this person works now: the site, or else the practice."""
        site = _site_name(self._actor.site_id) if self._actor and self._actor.site_id else ""
        return site or getattr(getattr(self._request, "practice", None), "name", "") or "Practicum"

    @property
    def roles(self) -> str:
        """The person's roles in words."""
        roles = sorted(self._actor.roles) if self._actor else []
        return ", ".join(role.replace("_", " ") for role in roles)

    @property
    def idle_minutes(self) -> int:
        """When an idle person is signed out; 0 for never."""
        return int(idle_limit().total_seconds() // 60) if self.signed_in else 0

    @property
    def who_links(self) -> list[Link]:
        """The account's own pages, those there are."""
        wanted = (
            ("account", "Your account", "user-round"),
            ("supervision-mine", "Yours at colleagues", "hourglass"),
        )
        found = ((label, _address(name), icon) for name, label, icon in wanted)
        return [Link(label, href, icon) for label, href, icon in found if href]

    @property
    def sign_out_url(self) -> str:
        """Where the sign-out button posts."""
        return _address("sign-out") or "/sign-out/"

    @property
    def work_url(self) -> str:
        """The worklist."""
        return _address("work") or "/"

    search_url = "/search/"
    suggest_url = "/search/suggest/"


def work_open(request: HttpRequest) -> tuple[int, int] | None:
    """How many items are open for the person asking, and how many of them are late."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return None
    found = work_count(by=actor, now=request.now)  # type: ignore[attr-defined]
    return found.open, found.late


_names: dict[int, tuple[float, str]] = {}


def _site_name(site_id: int) -> str:
    """A site's name, asked for once a minute: every page shows it and it hardly ever changes."""
    until, name = _names.get(site_id, (0.0, ""))
    if until < monotonic():
        name = label_refs({"site": [site_id]})["site", site_id]
        _names[site_id] = (monotonic() + 60, name)
    return name


def still_signed_in(actor: Actor) -> bool:
    """Whether a sign-in still stands: what the live updates ask now and then."""
    if actor.session_id is None:
        return True
    now = clock.now()
    return Session.objects.filter(
        pk=actor.session_id, ended_at=None, expires_at__gt=now, last_seen_at__gt=now - idle_limit(),
        access_version=F("staff__access_version"), staff__active=True,
    ).exists()  # fmt: skip


def _address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def context(request: HttpRequest) -> Mapping[str, Any]:
    """What every template knows: `shell`."""
    return {"shell": Frame(request)}


add_context(context)
live.install_session_check(still_signed_in)
