"""Structured logs in which no patient appears.

Messages of exceptions often quote values (a database error names the row it refused), so an error is
logged by its type and the places it passed through, never by its text. Request lines carry no query.
"""

from __future__ import annotations

import logging
import logging.config
import os
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from structlog.types import EventDict, WrappedLogger

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]
_FRAMES = 12


def configure() -> None:
    """Set up logging for this process: lines for a terminal, JSON for everything else."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        error_without_words,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    wanted = os.environ.get("PRACTICUM_LOG", "lines" if sys.stderr.isatty() else "json")
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if wanted == "lines"
        else structlog.processors.JSONRenderer()
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(os.environ.get("PRACTICUM_LOG_LEVEL", "INFO").upper())
    # These put addresses, statements or values into their lines.
    logging.getLogger("django.db.backends").setLevel(logging.ERROR)
    logging.getLogger("django.request").setLevel(logging.ERROR)
    logging.getLogger("django.security").setLevel(logging.ERROR)
    logging.getLogger("mail.log").setLevel(logging.ERROR)


def error_without_words(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by its type and its way through the code."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    elif isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if info and info[0] is not None:
        event["error"] = info[0].__qualname__
        event["way"] = way(info[2])
    return event


def way(trace: TracebackType | None) -> list[str]:
    """The last places an exception passed through, as file:line function."""
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    return [f"{'/'.join(f.filename.split('/')[-3:])}:{f.lineno} {f.name}" for f in frames]
