"""Errors as pages: a sentence that says what to do, never a trace. Within a page, only the sentence."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404

from practicum.kernel.patients.models import Patient
from practicum.kernel.web import Turned, render
from practicum.kernel.web.seeing import ClosedChart

_WHOLE = {
    400: ("That could not be read", "Reload the page and try again; nothing was changed."),
    403: ("This is not yours to open", "Ask your manager if your work needs it."),
    404: ("There is nothing here", "It has moved, or the address is wrong."),
    500: ("Something went wrong here", "It has been noted. Reload the page to see what happened."),
}


def _answer(request: HttpRequest, status: int, *, reason: str = "", template: str = "") -> HttpResponse:
    title, advice = _WHOLE[status]
    if request.headers.get("HX-Request") == "true":
        shown = {"title": title, "text": reason or advice}
        return render(request, "error_part.html", shown, status=status)
    return render(request, template or f"{status}.html", {"reason": reason}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What the browser sent makes no sense."""
    return _answer(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Somebody signed in has no business here, or not yet: a closed chart may be opened in need."""
    if isinstance(exception, ClosedChart):
        return _closed(request, exception.patient_id)
    return _answer(request, 403, reason=str(exception) if isinstance(exception, Turned) else "")


def _closed(request: HttpRequest, patient_id: int) -> HttpResponse:
    patient = Patient.objects.filter(pk=patient_id).first()
    part = request.headers.get("HX-Request") == "true"
    back = request.get_full_path() if request.method == "GET" and not part else f"/patients/{patient_id}/"
    shown = {"p": patient, "back": back}
    return render(request, "patients/closed_part.html" if part else "patients/closed.html", shown, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No page of that address, or no such thing; a view's own sentence is shown."""
    said = isinstance(exception, Http404) and not isinstance(exception, Resolver404)
    return _answer(request, 404, reason=str(exception) if said else "")


def failed(request: HttpRequest) -> HttpResponse:
    """Our fault."""
    return _answer(request, 500)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is missing or old."""
    return _answer(
        request, 403, template="csrf.html", reason="Reload the page and send it again; nothing was changed."
    )
