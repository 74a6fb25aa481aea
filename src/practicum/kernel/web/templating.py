"""What every template may call: icons and words, the fields of a command, the band of a result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from practicum.kernel.actions import Command, Done, Held, Refused
from practicum.kernel.actions.declare import AnyAction, find_action
from practicum.kernel.actions.words import sentence
from practicum.kernel.web.forms import fields_of, general_errors, posted_fields
from practicum.kernel.web.render import render_text
from practicum.kernel.web.said import said_date, said_when
from practicum.kernel.web.submit import Invalid, new_key
from practicum.kernel.zone import practice_zone
from practicum.lib.money import format_cents


def extend(environment: Environment) -> None:
    """Add to the environment what templates call."""
    environment.globals.update(
        said_when=said_when, said_date=said_date, said_money=format_cents, new_key=new_key,
        address_or_none=address_or_none, form_fields=form_fields, band=_band_here,
    )  # fmt: skip


def address_or_none(name: str, *values: Any) -> str | None:
    """The address of a page that some other package may or may not offer."""
    try:
        return reverse(name, args=values or None)
    except NoReverseMatch:
        return None


@pass_context
def form_fields(
    context: Context,
    about: type[Command] | AnyAction,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    only: list[str] | None = None,
    hide: list[str] | None = None,
    key: str | None = None,
) -> Markup:
    """All fields of a command with the token against forgery and the key that makes a resend harmless.

    only: just these fields, in this order; hide: carried along unseen with their value.
    """
    command: type[Command] = about if isinstance(about, type) else about.command
    fields = {shown.name: shown for shown in fields_of(command, values, errors)}
    names = only if only is not None else list(fields)
    shown = {
        "fields": [fields[name] for name in names if name not in (hide or [])],
        "hidden": [fields[name] for name in hide or []],
        "general": general_errors(command, errors or {}),
        "key": key or new_key(),
    }
    return Markup(render_text(_request(context), "web/form_fields.html", shown))


def band(request: HttpRequest, result: Any) -> str:
    """What became of an action, as the one quiet band all pages show."""
    if result is None:
        return ""
    return render_text(request, "band.html", {"result": result, **_band_words(result)})


@pass_context
def _band_here(context: Context, result: Any) -> Markup:
    return Markup(band(_request(context), result))


def _request(context: Context) -> HttpRequest:
    request: HttpRequest = context["request"]
    return request


def _band_words(result: Any) -> dict[str, Any]:
    action = find_action(result.action)
    words: dict[str, Any] = {"kind": _kind(result), "action": action, "undo": None, "sentence": ""}
    if isinstance(result, Done) and result.command is not None and action is not None:
        words["sentence"] = sentence(action, result.command.model_dump(mode="json"), zone=practice_zone())
    if isinstance(result, Done) and result.undo is not None:
        name, command = result.undo
        words["undo"] = {"name": name, "fields": list(posted_fields(command))}
    return words


def _kind(result: Any) -> str:
    if isinstance(result, Done):
        return "review" if result.reviewed else "done"
    if isinstance(result, Held):
        return "held"
    if isinstance(result, Refused):
        return "refused"
    return "invalid" if isinstance(result, Invalid) else "done"
