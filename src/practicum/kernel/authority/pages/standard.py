"""The level-by-risk table: what is in force, what a change would mean, publishing it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from practicum.kernel.actions import Done
from practicum.kernel.authority import queries
from practicum.kernel.authority.actions import publish_standard, withdraw_standard
from practicum.kernel.authority.actions.standards import PublishStandard, field_name
from practicum.kernel.authority.permissions import can_manage
from practicum.kernel.authority.standard import RISK_SAYS, SAYS, Table, problem_with
from practicum.kernel.base import Level, Proceeding, Risk
from practicum.kernel.web import PracticeRequest, me, page, render, who
from practicum.kernel.web.submit import Invalid, form_values, submit

_ALL = who.signed_in
_MANAGERS = who.role("manager")


@page("standard/", name="standard", who=_ALL, title="Standard", rail="scale", in_palette=True)
def standard(request: PracticeRequest) -> HttpResponse:
    """The table in force; everybody may know by which rules their work proceeds."""
    return _show(request, table=queries.standard_in_force(now=request.now)[1])


@page("standard/<int:number>/", name="standard-version", who=_ALL, title="An earlier standard")
def version(request: PracticeRequest, number: int) -> HttpResponse:
    """One version as it was published."""
    if all(row.id != number for row in queries.standards(now=request.now)):
        raise Http404("There is no such standard.")
    return _show(request, table=queries.table_of(number), version=number)


@page("standard/preview/", name="standard-preview", who=_MANAGERS, methods=("POST",), title="Preview")
def preview(request: PracticeRequest) -> HttpResponse:
    """What the table in the form would change, for whom."""
    table = table_in(request)
    return render(request, "authority/standard_preview.html", {
        "effects": queries.effects(now=request.now, after=table), "problem": problem_with(table),
    })  # fmt: skip


@page(
    "standard/publish/",
    name="standard-publish",
    who=_MANAGERS,
    methods=("GET", "POST"),
    title="Change the standard",
)
def publish(request: PracticeRequest) -> HttpResponse:
    """The grid as a form, the preview beside it."""
    current = queries.standard_in_force(now=request.now)[1]
    if request.method == "GET":
        return _show(request, table=current, editing=True)
    result = submit(request, publish_standard)
    if isinstance(result, Done):
        return _show(request, table=queries.standard_in_force(now=request.now)[1], result=result)
    errors = result.errors if isinstance(result, Invalid) else {}
    return _show(request, table=table_in(request), editing=True, result=result, errors=errors,
                 values=form_values(request, PublishStandard))  # fmt: skip


@page(
    "standard/<int:number>/withdraw/",
    name="standard-withdraw",
    who=_MANAGERS,
    methods=("POST",),
    title="Withdraw",
)
def withdraw(request: PracticeRequest, number: int) -> HttpResponse:
    """Take back a table that waits."""
    result = submit(request, withdraw_standard, {"standard": number})
    return _show(request, table=queries.standard_in_force(now=request.now)[1], result=result)


def table_in(request: PracticeRequest) -> Table:
    """The posted table; a cell that says nothing known is as it is now."""
    current = queries.standard_in_force(now=request.now)[1]
    known = {way.value: way for way in Proceeding}
    return {
        (risk, level): known.get(request.POST.get(field_name(risk, level), ""), current[risk, level])
        for risk in Risk
        for level in Level
    }


def _show(request: PracticeRequest, *, table: Table, editing: bool = False, **more: Any) -> HttpResponse:
    rows = [
        {
            "risk": risk.value, "says": RISK_SAYS[risk],
            "cells": [(field_name(risk, level), level.words, table[risk, level].value, SAYS[table[risk, level]])
                      for level in Level],
        }
        for risk in Risk
    ]  # fmt: skip
    shown = {
        "rows": rows, "levels": [level.words for level in Level], "editing": editing,
        "options": [(way.value, SAYS[way]) for way in Proceeding], "versions": queries.standards(now=request.now),
        "may": can_manage(by=me(request)), "result": None, "errors": {}, "values": {}, "version": None,
        "effects": queries.effects(now=request.now, after=table) if editing else [],
        "problem": problem_with(table) if editing else "",
    } | more  # fmt: skip
    return render(request, "authority/standard.html", shown, status=422 if shown["errors"] else 200)
