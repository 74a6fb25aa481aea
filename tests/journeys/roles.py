"""What people of each role do at their browsers, so that the journeys read as sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random
from time import time_ns
from urllib.parse import quote

from playwright.sync_api import Locator, expect

from practicum.kernel.authority.demonstration import DEMO_PASSWORD
from tests.journeys.people import Desk, Person, code_of

HELD = "Waiting for a countersign"


@dataclass(frozen=True)
class Caller:
    """Somebody on the telephone whom nobody here knows."""

    family: str
    given: str
    birth_date: str
    phone: str

    @classmethod
    def unheard_of(cls) -> Caller:
        """A new one each time, so that a practice kept running can be called again."""
        random = Random(time_ns())
        family = "Q" + "".join(random.choice("aeiou") + random.choice("bdgklmnrvz") for _ in range(4))
        birth_date = f"{random.randint(1, 12)}/{random.randint(1, 28)}/{random.randint(1940, 2004)}"
        return cls(family.title(), "Tess", birth_date, f"(518) 555-{random.randint(1000, 9999):04}")

    @property
    def name(self) -> str:
        """As lists show it."""
        return f"{self.family}, {self.given}"


@dataclass(frozen=True)
class Slot:
    """A time somebody chose: its place in the booking's address, and its words."""

    key: str
    words: str

    @property
    def address(self) -> str:
        """Where its booking begins."""
        return f"/schedule/book/?slot={quote(self.key)}"

    @property
    def starts_at(self) -> str:
        """Its beginning, as addresses carry it."""
        return quote(self.key.rpartition("|")[2])


@dataclass
class Receptionist(Person):
    """Answers the telephone and the door."""

    def searches_for(self, words: str) -> Receptionist:
        """The key for searching, from wherever she is."""
        self.presses("/")
        expect(self.page.locator("#search")).to_be_focused()
        self.page.keyboard.type(words)
        expect(self.page.locator("#search-options")).to_be_visible()
        self.presses("Enter")
        return self

    def registers(self, caller: Caller) -> Receptionist:
        """What was searched for is in the form already; the rest is asked."""
        self.clicks("Register this person")
        expect(self.page.locator("[name=family_name]")).to_have_value(caller.family)
        expect(self.page.locator("[name=given_name]")).to_have_value(caller.given)
        expect(self.page.locator("[name=birth_date]")).to_have_value(caller.birth_date)
        self.types(
            phone=caller.phone, line1="3 Quarry Lane", city="Alder Falls", state="NY", postal_code="12999"
        )
        self.chooses(sex="Female", preferred_channel="Text").ticks("may_text")
        expect(self.page.locator("#alike")).to_contain_text("Nobody like this so far")
        return self.registers_it()

    def registers_it(self) -> Receptionist:
        """Save the form."""
        self.page.locator("#register").get_by_role("button", name="Register", exact=True).click()
        return self

    def looks_for_free_times(self, visit_type: str) -> Receptionist:
        """From a chart to the free-slot finder, for that patient."""
        self.clicks("Book a visit")
        self.page.wait_for_url("**/schedule/book/**")
        self.chooses_the_visit(visit_type).clicks("More times, days and hours")
        self.page.wait_for_url("**/schedule/find/**")
        expect(self.page.locator("h1")).to_have_text("Find a free slot")
        self.chooses(hours="Mornings")
        expect(self.page.locator("#offers .offer").first).to_be_visible()
        return self

    def takes_the_first(self) -> Slot:
        """Choose the earliest time offered."""
        self.page.locator("#offers .offer").first.click()
        return self.chosen_slot()

    def clicks_a_free_time_in_the_grid(self) -> Slot:
        """Tomorrow's grid, and the first free time in it."""
        self.goes_to("/schedule/").presses(".")
        expect(self.page.locator(".schedule-day")).to_contain_text("Tomorrow")
        self.page.locator(".cell.free.n-3 [data-cell=free]").first.click()  # a quarter of an hour or more
        return self.chosen_slot()

    def chosen_slot(self) -> Slot:
        """What the booking panel is about."""
        hidden = self.page.locator("#aside input[name=slot]")
        expect(hidden).to_have_count(1)
        return Slot(hidden.input_value(), self.page.locator("#aside .chosen-slot b").inner_text())

    def picks_the_patient(self, words: str) -> Receptionist:
        """Type into the picker and take the first."""
        field_ = self.page.locator("#f-patient")
        field_.click()
        self.page.keyboard.type(words)
        expect(self.page.locator("#f-patient-options [role=option] b").first).to_be_visible()
        self.presses("Enter")
        return self

    def chooses_the_visit(self, visit_type: str) -> Receptionist:
        """The kind of visit; what depends on it is there again before she goes on."""
        with self.page.expect_response(lambda answer: "/schedule/book/parts/" in answer.url):
            self.page.locator("select[name=visit_type]").select_option(label=visit_type)
        return self

    def books(self, *, reason: str = "") -> Receptionist:
        """Send the panel."""
        if reason:
            self.types(reason=reason)
        self.page.locator("#aside").get_by_role("button", name="Book", exact=True).click()
        return self

    def tries_to_book(self, slot: Slot, patient: str, visit_type: str) -> Receptionist:
        """The same time, for somebody else."""
        return self.goes_to(slot.address).picks_the_patient(patient).chooses_the_visit(visit_type).books()

    def is_told_it_is_held(self) -> Receptionist:
        """The band says whose hand it is in."""
        expect(self.page.locator(".band.held")).to_contain_text(HELD)
        return self

    def has_it_countersigned_here_by(self, username: str, desk: Desk) -> Receptionist:
        """A colleague leans over and signs in for this one act."""
        self.clicks("Countersign here")
        self.types(username=username, password=DEMO_PASSWORD, code=code_of(desk, username))
        self.page.locator(".here").get_by_role("button", name="Countersign").click()
        expect(self.page.locator(".here .band.done")).to_contain_text("Done")
        return self

    def row_of(self, words: str | re.Pattern[str]) -> Locator:
        """The line of a list that has these words."""
        return self.page.locator("tr[data-row]").filter(has_text=words).first

    def checks_in(self, row: Locator) -> str:
        """Arrived; name and birth date compared, details and insurance confirmed. Who it was."""
        name = row.locator(".row-link").inner_text()
        row.get_by_role("button", name="Arrived").click()
        arrived = self.row_of(name)
        arrived.get_by_role("link", name="Check in").click()
        panel = self.page.locator("#aside")
        expect(panel.locator("#detail-title")).to_have_text(name)
        for identifier in ("name", "birth_date"):
            panel.locator(f"input[name=identifiers][value={identifier}]").check()
        self.ticks("details_right", "coverage_right")
        panel.get_by_role("button", name="Check in", exact=True).click()
        expect(panel.get_by_role("button", name="Take the co-pay and seat")).to_be_visible()
        return name

    def takes_the_copay_in_cash(self) -> Receptionist:
        """As much as is due: it is in the field already."""
        expect(self.page.locator("[name=cash]")).not_to_have_value("")
        self.clicks("Take the co-pay and seat")
        expect(self.page.locator("#aside .chosen-slot")).to_contain_text("receipt")
        return self

    def opens_the_receipt(self) -> Receptionist:
        """The page that prints."""
        self.page.locator("#aside .chosen-slot a").click()
        expect(self.page.locator("h1")).to_contain_text("Receipt")
        return self

    def gives_the_result_to(self, name: str, *, knows: str) -> Receptionist:
        """The matching desk's candidate of that name, with how she knows."""
        self.types(reason=knows)
        candidate = self.page.locator(".candidate").filter(has_text=name).first
        candidate.get_by_role("button", name="Theirs").click()
        return self


@dataclass
class Supervisor(Receptionist):
    """Countersigns and reviews."""

    def opens_the_proposal(self, words: str | re.Pattern[str]) -> Supervisor:
        """From the queue of what waits for a signature."""
        self.goes_to("/supervision/")
        self.row_of(words).locator(".row-link").click()
        expect(self.page.locator("#aside")).to_contain_text("What would change")
        return self

    def countersigns(self) -> Supervisor:
        """With the key for done."""
        self.page.locator("#aside").get_by_role("button", name="Countersign").click()
        expect(self.page.locator("#aside .band.done")).to_contain_text("Done")
        return self

    def declines(self, reason: str) -> Supervisor:
        """Says what should be different."""
        self.page.locator("#aside summary").filter(has_text="Decline").click()
        self.types(reason=reason)
        self.page.locator("#aside").get_by_role("button", name="Decline").click()
        expect(self.page.locator("#aside")).to_contain_text("Declined")
        return self

    def opens_the_review(self, words: str) -> Supervisor:
        """From the list of what colleagues did."""
        self.goes_to("/supervision/?show=reviews")
        self.row_of(words).locator(".row-link").click()
        expect(self.page.locator("#aside").get_by_role("button", name="Approve")).to_be_visible()
        return self


@dataclass
class Clinician(Person):
    """Reads results."""

    waiting: int = 0

    def remembers_the_inbox(self) -> Clinician:
        """How many results wait."""
        self.waiting = self._waiting()
        return self

    def sees_more_in_the_inbox(self, more: int) -> Clinician:
        """They come in by themselves while the page is open."""
        for _ in range(60):
            if self._waiting() >= self.waiting + more:
                return self
            self.page.wait_for_timeout(250)
        raise AssertionError(f"{self._waiting()} wait, not {self.waiting + more}")

    def _waiting(self) -> int:
        counts = self.page.locator("#inbox-list tr.group .n").all_inner_texts()
        return sum(int(count) for count in counts)

    def inbox_row(self, words: str) -> Locator:
        """A line of the inbox."""
        return self.page.locator("tr[data-row]").filter(has_text=words).first

    def reads_back(self, words: str) -> Clinician:
        """Repeat the critical values."""
        self.types(read_back=words)
        self.clicks("Read back", within="#aside .readback")
        return self
