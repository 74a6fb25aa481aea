"""Forms are made from commands, and what a form posts makes the same command again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from pydantic import BaseModel, Field, ValidationError

from practicum.kernel.actions import Command, PatientRef, StaffRef
from practicum.kernel.actions.fields import AnyDate, Cents, LongText, Phone, Reason, ShortText
from practicum.kernel.web import forms, submit
from practicum.kernel.web.forms import error_sentence, fields_of, general_errors, posted_fields
from practicum.kernel.web.submit import read_form, sentences_of


class Way(StrEnum):
    """How somebody comes."""

    BUS = "by_bus"
    CAR = "by_car"


class Slot(BaseModel):
    """A time at a place."""

    provider: int
    minutes: int = 20


class Visit(Command):
    """A visit, with a field of every kind."""

    patient: PatientRef
    helpers: list[StaffRef] = Field(default_factory=list)
    slot: Slot | None = None
    way: Way = Way.BUS
    kind: Literal["a", "b", "c", "d", "e", "f"] = "a"
    needs: list[Literal["quiet", "ramp"]] = Field(default_factory=list)
    born: AnyDate
    phone: Phone | None = None
    paid: Cents | None = None
    minutes: Annotated[int, Field(ge=5, le=240)] = 20
    name: ShortText = Field(title="Name on the door", description="As people say it")
    remind: bool = True
    note: LongText = ""


@pytest.mark.parametrize(
    ("name", "widget"),
    [
        ("patient", "picker"), ("helpers", "pickers"), ("slot", "parts"), ("way", "segmented"), ("kind", "select"),
        ("needs", "checkboxes"), ("born", "date"), ("phone", "phone"), ("paid", "money"), ("minutes", "number"),
        ("name", "text"), ("remind", "checkbox"), ("note", "textarea"),
    ],
)  # fmt: skip
def test_each_type_has_its_widget(name: str, widget: str) -> None:
    assert {f.name: f.widget for f in fields_of(Visit)}[name] == widget


def test_labels_help_limits_and_whether_it_may_be_empty() -> None:
    fields = {f.name: f for f in fields_of(Visit)}
    assert (fields["name"].label, fields["name"].help) == ("Name on the door", "As people say it")
    assert fields["name"].attributes["maxlength"] == 120
    assert fields["minutes"].attributes == {"min": 5, "max": 240}
    assert fields["name"].required
    assert fields["minutes"].required  # it has a value to begin with, and may not be emptied
    assert not fields["phone"].required
    assert not fields["note"].required
    assert fields["way"].options == (("by_bus", "By bus"), ("by_car", "By car"))
    assert fields["way"].value == "by_bus"


def test_what_was_typed_stays_and_errors_are_whole_sentences() -> None:
    fields = {
        f.name: f for f in fields_of(Visit, {"born": "3/4/x", "needs": ["ramp"]}, {"born": "is not a date."})
    }
    assert fields["born"].value == "3/4/x"
    assert fields["born"].error == "Born is not a date."
    assert fields["needs"].value == ["ramp"]
    assert error_sentence("Slot", "That time is taken.") == "That time is taken."
    assert general_errors(Visit, {"": "Choose one.", "born": "is needed.", "fee": "is not a field."}) == [
        "Choose one.", "Fee is not a field.",
    ]  # fmt: skip


def test_ids_that_are_no_ids_are_not_looked_up() -> None:
    fields = {f.name: f for f in fields_of(Visit, {"patient": "9" * 40, "helpers": ["x", "-1", "²"]})}
    assert fields["patient"].chosen == ()
    assert fields["helpers"].chosen == ()


def test_a_posted_command_reads_back_the_same() -> None:
    visit = Visit(
        patient=7, helpers=[1, 2], slot=Slot(provider=3), way=Way.CAR, kind="e", needs=["ramp"],
        born=date(1985, 3, 4), phone="+16175550123", paid=123450, minutes=30, name="Ana & <Co>", remind=False,
        note="two\nlines",
    )  # fmt: skip
    posted = QueryDict(mutable=True)
    for name, value in posted_fields(visit):
        posted.appendlist(name, value)
    assert Visit.model_validate(read_form(posted, Visit)) == visit


class Meeting(Command):
    """A time and some names."""

    at: datetime
    names: list[str] = Field(default_factory=list)


def test_a_time_without_a_zone_is_the_practices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submit, "practice_zone", lambda: ZoneInfo("America/New_York"))
    monkeypatch.setattr(forms, "practice_zone", lambda: ZoneInfo("America/New_York"))
    posted = QueryDict(mutable=True)
    posted["at"], posted["names"] = "2026-03-04T10:20", "Ana\r\n\r\nBo"
    meeting = Meeting.model_validate(read_form(posted, Meeting))
    assert meeting == Meeting(at=datetime(2026, 3, 4, 15, 20, tzinfo=UTC), names=["Ana", "Bo"])
    assert fields_of(Meeting, {"at": "2026-03-04T15:20:00+00:00"})[0].value == "2026-03-04T10:20"
    assert fields_of(Meeting, {"at": "soon"})[0].value == "soon"


def test_a_length_looked_at_after_cleaning_is_told_in_characters() -> None:
    class Told(Command):
        """Something with words and a list."""

        why: Annotated[Reason, Field(min_length=10)]
        which: list[int] = Field(min_length=2)

    with pytest.raises(ValidationError) as refused:
        Told(why="short", which=[1])
    assert sentences_of(refused.value, Told) == {
        "why": "is too short: at least 10 characters.",
        "which": "is too short: at least 2 entries.",
    }
