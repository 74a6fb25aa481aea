"""Every action as a JSON endpoint, and the OpenAPI description of them all."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse

from practicum.kernel.actions import Done, Held, Refused, perform
from practicum.kernel.actions.declare import AnyAction, all_actions, find_action
from practicum.kernel.web.request import me
from practicum.kernel.web.submit import Invalid, read_json

_MOST_KEY = 80


def answer(result: Done[Any] | Held | Refused | Invalid) -> JsonResponse:
    """What became of a request, as JSON with the status that fits."""
    if isinstance(result, Done):
        body = {"status": "done", "id": result.id, "entry": result.entry_id, "reviewed": result.reviewed,
                "replayed": result.replayed}  # fmt: skip
        return JsonResponse(body, status=200)
    if isinstance(result, Held):
        body = {"status": "held", "proposal": result.proposal_id, "says": result.says,
                "waits_for": result.waits_for, "replayed": result.replayed}  # fmt: skip
        return JsonResponse(body, status=202)
    if isinstance(result, Refused):
        body = {
            "status": "refused",
            "reason": result.reason,
            "field": result.field,
            "hand_over": result.hand_over,
        }
        return JsonResponse(body, status=403 if result.hand_over else 409)
    return JsonResponse({"status": "invalid", "errors": result.errors}, status=422)


def call(request: HttpRequest, name: str) -> JsonResponse:
    """Do one action from a JSON body; `Idempotency-Key` makes a retry act once."""
    action = find_action(name)
    if action is None:
        return JsonResponse(
            {"status": "refused", "reason": f"There is no action called {name}."},
            status=404,
        )
    command = read_json(action, request.body)
    if isinstance(command, Invalid):
        return answer(command)
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 1 <= len(key) <= _MOST_KEY:
        return answer(Invalid(name, {"Idempotency-Key": f"must have 1 to {_MOST_KEY} characters."}))
    return answer(perform(action, command, by=me(request), key=key))


def describe(request: HttpRequest) -> JsonResponse:
    """The OpenAPI 3.1 description of every action."""
    return JsonResponse(openapi())


def openapi() -> dict[str, Any]:
    """The description as a dictionary."""
    schemas: dict[str, Any] = {}
    paths = {
        f"/api/actions/{action.name}/": {"post": _operation(action, schemas)} for action in all_actions()
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Practicum",
            "version": "1",
            "description": "Whatever can be done to the practice.",
        },
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _operation(action: AnyAction, schemas: dict[str, Any]) -> dict[str, Any]:
    schema = action.command.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    schemas[action.name] = schema
    reply = {"application/json": {"schema": {"type": "object"}}}
    return {
        "operationId": action.name,
        "summary": action.title,
        "description": action.description,
        "tags": [action.label],
        "x-stream": action.stream,
        "x-risk": action.risk,
        "x-carries": list(action.carries),
        "parameters": [
            {
                "name": "Idempotency-Key", "in": "header", "required": False,
                "schema": {"type": "string", "minLength": 1, "maxLength": _MOST_KEY},
            }
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{action.name}"}}},
        },
        "responses": {
            "200": {"description": "Done.", "content": reply},
            "202": {"description": "Held for a countersign.", "content": reply},
            "401": {"description": "Not signed in.", "content": reply},
            "403": {"description": "Not this person's to do.", "content": reply},
            "409": {"description": "A rule of the practice refuses it now.", "content": reply},
            "422": {"description": "A field could not be read.", "content": reply},
        },
    }  # fmt: skip
