"""What has been taken, kept as files so that a restart loses nothing."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from practicum.kernel import clock

MOST = 500


@dataclass(frozen=True, slots=True)
class Taken:
    """One message as the patient would see it."""

    channel: str
    to: str
    sender: str
    subject: str
    text: str
    reference: str
    at: str
    calendar: str = ""


class Box:
    """The messages, the latest first; a second arrival under the same reference is noticed, not kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = threading.Lock()

    def put(self, message: Taken) -> str:
        """Keep a message; returns its id."""
        with self._lock:
            for number, known in self.read():
                if message.reference and known.reference == message.reference:
                    return number
            number = f"{len(list(self.folder.glob('*.json'))) + 1:06}"
            making = self.folder / f".{number}"
            making.write_text(json.dumps(asdict(message), ensure_ascii=False))
            making.replace(self.folder / f"{number}.json")
            return number

    def read(self) -> list[tuple[str, Taken]]:
        """The latest messages with their ids."""
        files = sorted(self.folder.glob("*.json"), reverse=True)[:MOST]
        return [(file.stem, Taken(**json.loads(file.read_text()))) for file in files]


def now_words() -> str:
    """When something arrived."""
    return clock.now().isoformat(timespec="seconds")
