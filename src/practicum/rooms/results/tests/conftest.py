"""The clinic that results are sent to."""

from __future__ import annotations

from typing import Any

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


@pytest.fixture(autouse=True)
def signed_in_pages(settings: Any) -> None:
    """INTERIM until the settings name it: who a request comes from."""
    name = "practicum.kernel.authority.middleware.SignInMiddleware"
    if name not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, name]
