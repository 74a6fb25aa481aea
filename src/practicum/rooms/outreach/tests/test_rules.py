"""What is said fits its limits in every language, and says no more than it must."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.formats.ical import CalendarEvent, calendar_file
from practicum.rooms.outreach.rules import MOST_TEXT, Told, mail, text_message

AT = datetime(2027, 3, 2, 14, 20, tzinfo=UTC)


def told(**changes):
    values: Any = {
        "kind": "booked", "practice": "Riverside Family Practice", "phone": "+12125550199", "site": "Riverside",
        "address": "1 Elm St, Albany", "given_name": "Ada", "starts_at": AT, "zone": ZoneInfo("America/New_York"),
    }  # fmt: skip
    return Told(**(values | changes))


@given(
    st.sampled_from(["booked", "moved", "cancelled"]), st.sampled_from(["en", "es", "es-MX", "zh", ""]),
    st.text(st.characters(codec="ascii", min_codepoint=32), max_size=120), st.text(max_size=80),
)  # fmt: skip
def test_a_text_never_passes_160_characters_and_keeps_time_and_phone(kind, language, practice, site):
    text = text_message(told(kind=kind, language=language, practice=practice, site=site))
    assert len(text) <= MOST_TEXT
    assert "9:20 AM" in text and "(212) 555-0199" in text


def test_texts_in_both_languages():
    assert text_message(told()) == (
        "Riverside Family Practice: your visit is booked for Tue Mar 2, 9:20 AM, Riverside. "
        "Call (212) 555-0199. Reply STOP to end texts."
    )
    assert "su cita es el mar 2 mar, 9:20 AM" in text_message(told(language="es"))


@pytest.mark.parametrize("kind", ["booked", "moved", "cancelled"])
def test_mail_names_place_and_phone_and_a_quiet_subject(kind):
    subject, text = mail(told(kind=kind))
    assert "9:20" not in subject and "Riverside" not in subject
    assert "Tue Mar 2, 9:20 AM" in text and "1 Elm St, Albany" in text and "(212) 555-0199" in text


def test_a_calendar_file_is_folded_escaped_and_in_utc():
    event = CalendarEvent(
        "visit-1@practicum", AT, AT + timedelta(minutes=20), "Ärzte; Haus, " + "é" * 80, "a\nb", sequence=2
    )
    text = calendar_file(event, made_at=AT)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    assert "DTSTART:20270302T142000Z" in unfolded and "SEQUENCE:2" in unfolded
    assert "SUMMARY:Ärzte\\; Haus\\, " in unfolded and "LOCATION:a\\nb" in unfolded
    cancelled = CalendarEvent("u", AT, AT, "x", cancelled=True)
    assert "METHOD:CANCEL" in calendar_file(cancelled, made_at=AT) and "STATUS:CANCELLED" in calendar_file(
        cancelled, made_at=AT
    )
