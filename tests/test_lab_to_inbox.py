"""From the laboratory's socket to the clinician's inbox: kept, acknowledged, filed, and climbing."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from practicum.adapters.lab.listen import keep_in_inbox
from practicum.adapters.lab.listener import listen
from practicum.adapters.lab.settings import Settings
from practicum.formats.hl7.ack import Ack, parse_ack
from practicum.formats.mllp import Decoder, Frame, frame
from practicum.kernel import clock
from practicum.kernel.actions import Done, perform
from practicum.kernel.events import inbox
from practicum.kernel.events.models import Inbound
from practicum.kernel.worklist.models import WorkItem
from practicum.rooms.results.actions import ReadBackCritical, read_back_critical
from practicum.rooms.results.models import CriticalResult, Delivery, LabMessage, LabReport
from practicum.rooms.results.tests.clinic import HIGH, PANIC, SODIUM, Clinic, Sent, make_clinic

NORMAL = Sent(control_id="N1", filler="N1")
CASES = (
    NORMAL.raw,
    Sent(control_id="A1", filler="A1", values=(SODIUM, HIGH)).raw,
    Sent(control_id="U1", filler="U1", mrn="X", birth="19810412").raw,
    Sent(control_id="K1", filler="K1", values=(SODIUM, PANIC)).raw,
    NORMAL.raw,
    Sent(
        control_id="N1", filler="N1", values=(SODIUM, HIGH), status="C"
    ).raw,  # the same number, other content
    Sent(control_id="B1").raw.replace(b"OBR|1", b"XXX|1"),
    Sent(control_id="V1").raw.replace(b"2.5.1", b"9.9"),
)


async def _deliver(messages: tuple[bytes, ...]) -> list[Ack]:
    """Send all in one burst over one connection, as a laboratory's interface does."""
    listener = await listen(Settings(port=0, idle_seconds=5), keep_many=keep_in_inbox)
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        writer.write(b"".join(frame(message) for message in messages))
        await writer.drain()
        decoder, acks = Decoder(), list[Ack]()
        while len(acks) < len(messages):
            data = await asyncio.wait_for(reader.read(65536), 10)
            assert data, "the listener hung up"
            acks += [parse_ack(event.payload) for event in decoder.feed(data) if isinstance(event, Frame)]
        writer.close()
        return acks
    finally:
        await listener.stop()


@pytest.fixture
def clinic(fresh_database: object) -> Clinic:
    """A clinic in a database whose commits are real."""
    return make_clinic()


def test_the_morning_s_results_arrive(clinic: Clinic) -> None:
    acks = asyncio.run(_deliver(CASES))
    assert [ack.code for ack in acks] == ["AA", "AA", "AA", "AA", "AA", "AA", "AE", "AR"]
    assert Inbound.objects.count() == 7  # all but the repeat, the broken ones too
    now = clock.now()
    while inbox.tick(now=now):
        pass
    assert set(Inbound.objects.values_list("state", flat=True)) == {"handled", "dead"}
    assert Inbound.objects.filter(state="dead").count() == 2
    _each_landed_where_it_belongs(clinic)
    loop = CriticalResult.objects.get()
    _it_climbs_until_read_back(clinic, loop)


def _each_landed_where_it_belongs(clinic: Clinic) -> None:
    waiting = Delivery.objects.filter(state="new", to_id=clinic.physician.staff_id).order_by("-rank", "id")
    assert [(d.report.filler_number, d.rank) for d in waiting] == [("K1", 2), ("A1", 1), ("N1", 1)]
    assert LabReport.objects.get(filler_number="N1", version=2).status == "corrected"
    assert LabMessage.objects.get(patient__isnull=True).control_id == "U1"
    kinds = WorkItem.objects.order_by("kind").values_list("kind", flat=True)
    assert [kind for kind in kinds if kind.startswith("results.")] == [
        "results.critical",
        "results.unmatched",
    ]
    assert WorkItem.objects.count() == 4  # and the two that nobody can read


def _it_climbs_until_read_back(clinic: Clinic, loop: CriticalResult) -> None:
    clinic.climb(at=loop.opened_at + timedelta(minutes=15))
    item = WorkItem.objects.get(kind="results.critical")
    assert (item.step, item.role) == (1, "physician")
    command = ReadBackCritical(critical=loop.pk, read_back="potassium seven point one")
    result = perform(
        read_back_critical, command, by=clinic.other_physician, now=loop.opened_at + timedelta(minutes=16)
    )
    assert isinstance(result, Done)
    item.refresh_from_db()
    assert item.state == "done"


def test_a_rerun_of_the_whole_morning_changes_nothing(clinic: Clinic) -> None:
    for _ in range(2):
        asyncio.run(_deliver(CASES))
        while inbox.tick(now=clock.now()):
            pass
    assert Inbound.objects.count() == 7
    assert (LabReport.objects.count(), Delivery.objects.count()) == (5, 4)
    assert CriticalResult.objects.count() == 1
