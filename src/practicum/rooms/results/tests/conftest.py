"""The clinic that results are sent to."""

from __future__ import annotations

import pytest

from practicum.kernel.events import inbox, outbox
from practicum.kernel.worklist.events import WorkItemClimbed
from practicum.rooms.results import reactions
from practicum.rooms.results.tests.clinic import Clinic, make_clinic


@pytest.fixture
def clinic(db: None) -> Clinic:
    """A clinic at nine in the morning, its inbox joined to the room."""
    inbox.install_handler("lab", reactions.take_in)
    outbox.subscribe(WorkItemClimbed, [reactions.note_the_climb])
    return make_clinic()
