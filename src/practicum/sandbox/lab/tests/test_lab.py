"""The laboratory sends the same stream for the same seed, and is answered as the standard says."""

import argparse
import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from practicum.adapters.lab.examine import examine
from practicum.adapters.lab.listener import listen
from practicum.adapters.lab.settings import Settings
from practicum.formats.hl7.oru import parse_oru
from practicum.formats.mllp import Decoder, Frame
from practicum.sandbox.lab import command
from practicum.sandbox.lab.people import Clinic, LabPatient, LabProvider, clinic_from_json
from practicum.sandbox.lab.sender import Report, send
from practicum.sandbox.lab.stream import TROUBLES, Item, Kind, stream

START = datetime(2026, 11, 4, 14, tzinfo=UTC)
CLINIC = Clinic(
    [
        LabPatient("MRN1001", "O’Brien", "Ana", date(1985, 3, 4), "F", "M", "+16175550123", "12 Elm St", "Boston", "MA", "02115"),
        LabPatient("MRN1002", "Ng", "Li", date(1990, 2, 28), "M"),
        LabPatient("MRN1003", "de la Cruz", "Wilhelmina", date(2001, 2, 12), "F"),
    ],
    [LabProvider("1234567893", "Adams", "Greta"), LabProvider("1558598797", "Baker", "Lou")],
)  # fmt: skip


class Inbox:
    """Keeps in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.fails = 0

    def __call__(self, messages: Sequence[tuple[str, bytes]]) -> list[bool]:
        if self.fails:
            self.fails -= 1
            raise OSError("gone")
        fresh = [key not in self.kept for key, _ in messages]
        self.kept.update(messages)
        return fresh


def items(count: int = 400, share: float = 0.5, seed: int = 7) -> list[Item]:
    return list(stream(CLINIC, seed=seed, count=count, start=START, share=share))


def test_the_same_seed_sends_the_same_bytes() -> None:
    assert items() == items()
    assert items() != items(seed=8)


def test_every_trouble_is_among_them() -> None:
    kinds = {item.kind for item in items()}
    assert kinds == set(Kind)
    assert not {item.kind for item in items(share=0)} & set(TROUBLES)


def test_each_is_what_it_says() -> None:
    known = {patient.record_number for patient in CLINIC.patients}
    npis = {provider.npi for provider in CLINIC.providers}
    for item in items():
        whole = [event for event in Decoder().feed(item.wire) if isinstance(event, Frame)]
        if item.kind is Kind.BROKEN_FRAMING:
            continue
        (found,) = whole
        arrival = examine(found.payload)
        code = "AA" if arrival.error is None else "AR" if arrival.error.fault.rejects else "AE"
        assert code == item.expects, item.kind
        if arrival.error is not None:
            continue
        message = parse_oru(found.payload)
        assert message.odd == ()
        numbers = {i.value for i in message.patient.identifiers if i.kind == "MR"}
        assert bool(numbers & known) == (item.kind not in (Kind.UNKNOWN_PATIENT, Kind.NEAR_MISS))
        assert (message.orders[0].ordering[0].npi in npis) == (item.kind is not Kind.UNKNOWN_PROVIDER)
        flags = {flag for result in message.orders[0].results for flag in result.flags}
        if item.kind in (Kind.RESULT, Kind.CRITICAL):
            assert bool(flags & {"HH", "LL"}) == (item.kind is Kind.CRITICAL)
        statuses = {result.status for result in message.orders[0].results}
        assert ("C" in statuses) == (item.kind is Kind.CORRECTION)


def test_duplicates_repeat_and_corrections_refer() -> None:
    seen: dict[bytes, Item] = {}
    orders: set[str] = set()
    for item in items():
        if item.kind is Kind.DUPLICATE:
            assert item.wire in seen
        if item.kind is Kind.CORRECTION:
            filler = parse_oru(item.wire[1:-2]).orders[0].filler_number
            assert filler is not None
            assert filler.value in orders
        if item.kind in (Kind.RESULT, Kind.CRITICAL):
            seen[item.wire] = item
            number = parse_oru(item.wire[1:-2]).orders[0].filler_number
            assert number is not None
            orders.add(number.value)


async def deliver(inbox: Inbox, stream_of: list[Item], **options: float) -> Report:
    listener = await listen(Settings(port=0), keep_many=inbox)
    try:
        return await send(stream_of, host="127.0.0.1", port=listener.port, **options)  # type: ignore[arg-type]
    finally:
        await listener.stop()


async def test_a_listener_answers_as_the_standard_says() -> None:
    inbox = Inbox()
    sent = items(300, 0.4)
    report = await deliver(inbox, sent)
    assert report.unexpected == []
    assert len(report.answered) == 300
    silent = sum(not item.expects for item in sent)
    assert len(inbox.kept) == 300 - report.count(Kind.DUPLICATE) - silent
    assert any("300 sent" in line for line in report.lines())
    assert "AA" in str(report.answered[0])


async def test_several_connections_at_once() -> None:
    report = await deliver(Inbox(), items(200, 0.2), connections=4)
    assert report.unexpected == []
    assert len(report.answered) == 200


async def test_a_message_is_sent_again_until_it_is_kept() -> None:
    inbox = Inbox()
    inbox.fails = 3
    report = await deliver(inbox, items(3, 0))
    assert [one.code for one in report.answered] == ["AA"] * 3
    assert report.answered[0].tries > 1
    assert len(inbox.kept) == 3


async def test_a_receiver_that_is_away_is_waited_for() -> None:
    listener = await listen(Settings(port=0), keep_many=Inbox())
    port = listener.port
    await listener.stop()
    sending = asyncio.create_task(send(items(3, 0), host="127.0.0.1", port=port))
    await asyncio.sleep(0.3)
    again = await listen(Settings(port=port), keep_many=Inbox())
    assert len((await sending).answered) == 3
    await again.stop()
    with pytest.raises(ExceptionGroup):
        await send(items(1, 0), host="127.0.0.1", port=port, patience=0.2)


def test_the_pace_is_kept() -> None:
    report = asyncio.run(deliver(Inbox(), items(11, 0), rate=50))
    assert 0.18 < report.seconds < 1.5


def test_people_from_a_file_and_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "people.json"
    patient = {"record_number": "MRN1", "family": "Ng", "given": "Li", "birth_date": "1990-02-28"}
    provider = {"npi": "1234567893", "family": "Adams", "given": "Greta"}
    path.write_text(json.dumps({"patients": [patient], "providers": [provider]}))
    assert clinic_from_json(path).patients[0].birth_date == date(1990, 2, 28)
    parser = argparse.ArgumentParser()
    command.arguments(parser)

    async def served() -> int:
        listener = await listen(Settings(port=0), keep_many=Inbox())
        words = ["--people", str(path), "--count", "20", "--rate", "0", "--port", str(listener.port)]
        code = await asyncio.to_thread(command.run, parser.parse_args(words))
        await listener.stop()
        return code

    assert asyncio.run(served()) == 0
    assert "20 sent" in capsys.readouterr().out
    path.write_text('{"patients": [], "providers": []}')
    assert command.run(parser.parse_args(["--people", str(path)])) == 2
    assert "at least one patient" in capsys.readouterr().err
