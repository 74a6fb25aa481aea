"""What the frame of every page shows: rooms, who is signed in, how much work is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from practicum.kernel.base import Actor
from practicum.kernel.web.render import add_context
from practicum.kernel.web.routes import Page, all_pages

# The order of the rail: page names, in groups. A page that gives itself an icon and is not named here comes last.
RAIL: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("", ("home", "worklist", "supervision")),
    ("Today", ("board", "schedule-day", "phone", "results-inbox", "correspondence", "outreach", "coordination")),
    ("Money", ("billing", "claims")),
    ("People", ("patients", "intake", "records")),
    ("Practice", ("reports", "compliance", "ledger", "training", "practice", "staff", "operations")),
)
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


@dataclass(frozen=True, slots=True)
class Place:
    """The practice as the frame names it."""

    practice: str = ""
    is_demo: bool = False
    site: str = ""


WorkCount = Callable[[Actor, HttpRequest], tuple[int, int]]


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
            Link(page.title, href, page.rail, page.keys, self._is_here(href), page.name == "worklist")
            for page, href in found
            if href is not None
        ]

    def _is_here(self, href: str) -> bool:
        path = self._request.path
        return path == href if href == "/" else path.startswith(href)

    @cached_property
    def tabs(self) -> list[Link]:
        """The three places of a phone's bottom bar; the palette and the drawer stand beside them."""
        links = [link for group in self.groups for link in group.links]
        work = [link for link in links if link.counted]
        others = [link for link in links if not link.counted]
        return [*work, *others][:3]

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

    @cached_property
    def _place(self) -> Place:
        return _places[-1](self._request) if _places else Place()

    @property
    def is_demo(self) -> bool:
        """Whether everybody here is invented."""
        return self._place.is_demo

    @property
    def place(self) -> str:
        """Where this person works now: the site, or else the practice."""
        return self._place.site or self._place.practice or "Practicum"

    @property
    def roles(self) -> str:
        """The person's roles in words."""
        roles = sorted(self._actor.roles) if self._actor else []
        return ", ".join(role.replace("_", " ") for role in roles)

    @property
    def idle_minutes(self) -> int:
        """When an idle person is signed out; 0 for never."""
        return getattr(self._request, "idle_minutes", 15) if self.signed_in else 0

    @property
    def who_links(self) -> list[Link]:
        """The account's own pages, those there are."""
        wanted = (("account", "Your account", "user-round"), ("my-work", "Waiting for others", "hourglass"))
        found = ((label, _address(name), icon) for name, label, icon in wanted)
        return [Link(label, href, icon) for label, href, icon in found if href]

    @property
    def sign_out_url(self) -> str:
        """Where the sign-out button posts."""
        return _address("sign-out") or "/sign-out/"

    @property
    def work_url(self) -> str:
        """The worklist."""
        return _address("worklist") or "/"

    search_url = "/search/"
    suggest_url = "/search/suggest/"


_work_counts: list[WorkCount] = []
_places: list[Callable[[HttpRequest], Place]] = []


def install(*, work: WorkCount | None = None, place: Callable[[HttpRequest], Place] | None = None) -> None:
    """Say who counts open work and who knows the practice; the site's table of joints does."""
    if work is not None:
        _work_counts[:] = [work]
    if place is not None:
        _places[:] = [place]


def work_open(request: HttpRequest) -> tuple[int, int] | None:
    """How many items are open for the person asking, and how many of them are late."""
    actor = getattr(request, "actor", None)
    return _work_counts[-1](actor, request) if actor is not None and _work_counts else None


def _address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def context(request: HttpRequest) -> Mapping[str, Any]:
    """What every template knows: `shell`."""
    return {"shell": Frame(request)}


add_context(context)
