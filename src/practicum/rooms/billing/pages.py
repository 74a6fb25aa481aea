"""Payments of a day, and their receipts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from practicum.kernel.actions.fields import read_date
from practicum.kernel.base import Stream
from practicum.kernel.ledger.write import look
from practicum.kernel.patients.panels import register_chart_panel
from practicum.kernel.practice.queries import practice
from practicum.kernel.web import me, page, render, render_text, who
from practicum.kernel.web.seeing import check_open_of, see
from practicum.kernel.web.submit import submit
from practicum.kernel.zone import practice_zone
from practicum.lib.periods import local_day
from practicum.rooms.billing import queries
from practicum.rooms.billing.actions import void_payment
from practicum.rooms.billing.models import Method
from practicum.rooms.billing.receipts import receipt_pdf
from practicum.rooms.billing.rules import may_void

SEES_MONEY = who.any_stream(Stream.BILLING, Stream.FRONTDESK)
MOST_ON_A_CHART = 4


def _day(request: HttpRequest, today: date) -> date:
    try:
        found = read_date(request.GET.get("day", ""))
    except ValueError:
        return today
    return found if isinstance(found, date) and date(2000, 1, 1) <= found <= date(2100, 1, 1) else today


@page(
    "billing/", name="payments", who=SEES_MONEY, title="Payments", in_palette=True, rail="banknote",
)  # fmt: skip
def payments(request: HttpRequest) -> HttpResponse:
    """What was taken on a day, by whom and how."""
    now: datetime = request.now  # type: ignore[attr-defined]
    zone = practice_zone()
    today = now.astimezone(zone).date()
    day = _day(request, today)
    span = local_day(day, zone=zone)
    found = queries.payments_between(since=span.start, until=span.end or span.start)
    if found:
        look(by=me(request), page="payments", now=now, also=sorted({one.patient_id for one in found}))
    sums = queries.paid_by_method(found)
    stats = [
        {"label": Method(one).label, "value": f"${sums.get(one, 0) / 100:,.2f}"}
        for one in ("cash", "card", "check")
    ]
    stats.append({"label": "Together", "value": f"${sum(sums.values()) / 100:,.2f}"})
    return render(
        request, "billing/payments.html", {"payments": found, "day": day, "today": today, "stats": stats}
    )


@page(
    "billing/receipt/<int:number>/", name="receipt", who=SEES_MONEY, title="Receipt", methods=("GET", "POST"),
)  # fmt: skip
def receipt(request: HttpRequest, number: int) -> HttpResponse:
    """A receipt to print; posting voids the payment."""
    result: Any = None
    errors: dict[str, str] = {}
    if request.method == "POST":
        check_open_of(request, "payment", number)
        result = submit(request, void_payment, {"payment": number})
        errors = dict(getattr(result, "errors", {}))
    found = queries.payment(number)
    if found is None:
        raise Http404("There is no such payment.")
    now: datetime = request.now  # type: ignore[attr-defined]
    see(request, found.patient_id, page="receipt")
    zone = practice_zone()
    return render(
        request, "billing/receipt.html",
        {
            "payment": found, "practice": practice(), "result": result, "errors": errors,
            "date": _words(found.taken_at), "may_void": found.voided_at is None
            and may_void(taken_at=found.taken_at, now=now, zone=zone) and bool(me(request).level(Stream.BILLING)),
        },
    )  # fmt: skip


@page("billing/receipt/<int:number>/pdf/", name="receipt-pdf", who=SEES_MONEY, title="Receipt as PDF")
def receipt_as_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The same as a document."""
    found, letterhead = queries.payment(number), practice()
    if found is None or letterhead is None:
        raise Http404("There is no such payment.")
    see(request, found.patient_id, page="receipt")
    made = receipt_pdf(found, letterhead, date=_words(found.taken_at))
    name = f"receipt-{found.receipt_number}.pdf"
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


def payments_panel(request: HttpRequest, patient_id: int) -> str:
    """A patient's latest payments, on the chart of those who see money."""
    if not SEES_MONEY.admits(me(request)):
        return ""
    found = queries.payments_of_patient(patient_id, most=MOST_ON_A_CHART)
    return render_text(request, "billing/chart_panel.html", {"payments": found})


register_chart_panel("payments", order=40, render=payments_panel)


def _words(at: datetime) -> str:
    local = at.astimezone(practice_zone())
    return f"{local:%B} {local.day}, {local.year}, {local.hour % 12 or 12}:{local:%M %p}"
