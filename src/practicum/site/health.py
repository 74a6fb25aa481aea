"""The health address: 200 when the practice can be worked in, 503 with the reason before that.

It answers monitors that know no host name and no account, so it stands before every other layer.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from psycopg_pool import PoolTimeout

from practicum.kernel import clock
from practicum.site import heartbeat

ADDRESSES = {"/health", "/health/"}


class HealthMiddleware:
    """Answers the health address and lets everything else through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or pass on."""
        if request.path_info not in ADDRESSES:
            return self.get_response(request)
        trouble = why_not_ready()
        if trouble:
            response = JsonResponse({"status": "unavailable", "why": trouble}, status=503)
            response._has_been_logged = True  # type: ignore[attr-defined]  # a start is no error
            return response
        return JsonResponse({"status": "ok"})


_migrated = False


def why_not_ready() -> str | None:
    """A sentence saying what is missing, or None."""
    global _migrated
    try:
        if not _migrated:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                return "The database has not been brought up to date: practicum migrate."
            _migrated = True  # it does not go back while this process lives
        if not heartbeat.seen_lately(now=clock.now()):
            return "No job process has been at work in the last half minute: practicum jobs."
    except (DatabaseError, PoolTimeout):
        connection.close()
        return "The database does not answer."
    return None
