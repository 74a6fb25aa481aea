"""The listener as a process of its own: settings from the environment, messages into the inbox.

`serve` takes any way of keeping; `run` is what the supervisor of the site starts, with Django set
up already, and returns when it is told to stop.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence

from practicum.adapters.lab.batches import KeepMany, Unavailable
from practicum.adapters.lab.listener import listen
from practicum.adapters.lab.settings import Settings, SettingsWrong, from_environment


def run() -> None:
    """Listen for laboratories until SIGTERM or SIGINT."""
    try:
        settings = from_environment(os.environ)
        settings.tls()
    except SettingsWrong as wrong:
        sys.exit(str(wrong))
    serve(settings, keep_many=keep_in_inbox)


def serve(settings: Settings, *, keep_many: KeepMany) -> None:
    """Listen until SIGTERM or SIGINT; what has arrived by then is kept and answered first."""
    try:
        asyncio.run(_until_stopped(settings, keep_many))
    except OSError as why:
        sys.exit(
            f"Cannot listen for laboratories on {settings.host} port {settings.port}: {why.strerror or why}."
        )


async def _until_stopped(settings: Settings, keep_many: KeepMany) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    listener = await listen(settings, keep_many=keep_many)
    try:
        await stopping.wait()
    finally:
        await listener.stop()


def keep_in_inbox(messages: Sequence[tuple[str, bytes]]) -> Sequence[bool]:
    """Keep messages in the practice's inbox, in one transaction."""
    # Imported here because the models need Django set up, and the listener's core does not.
    from django.db import InterfaceError, OperationalError, connection

    from practicum.kernel import clock
    from practicum.kernel.events import inbox

    for chance in ("first", "last"):
        try:
            receipts = inbox.receive_many(source="lab", messages=messages, now=clock.now())
        except (InterfaceError, OperationalError) as why:
            connection.close()  # the server may have been restarted: once more, on a new connection
            if chance == "last":
                raise Unavailable from why
        else:
            return [receipt.fresh for receipt in receipts]
    raise AssertionError("unreachable")
