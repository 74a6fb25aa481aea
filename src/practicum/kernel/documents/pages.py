"""A patient's photo: shown on the chart, added and removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpRequest, HttpResponse

from practicum.kernel.authority import visibility
from practicum.kernel.documents.actions import AddPhoto, add_photo, picture_in_hand
from practicum.kernel.documents.models import PatientPhoto
from practicum.kernel.documents.pictures import MOST_BYTES
from practicum.kernel.documents.storing import read
from practicum.kernel.patients.models import Patient
from practicum.kernel.patients.pages.access import SEES_PATIENTS
from practicum.kernel.patients.panels import register_chart_panel, register_photos
from practicum.kernel.web import (
    PracticeRequest,
    me,
    page,
    redirect_to,
    render,
    render_text,
    see,
)
from practicum.kernel.web.submit import submit


@page("patients/<int:patient_id>/photo/<int:photo_id>/", name="patient-photo", who=SEES_PATIENTS)
def photo(request: PracticeRequest, patient_id: int, photo_id: int) -> HttpResponse:
    """The picture itself, to whoever may see the chart. The page that shows it has entered the look."""
    found = (
        PatientPhoto.objects.filter(pk=photo_id, patient_id=patient_id, removed_at=None)
        .select_related("file", "patient")
        .first()
    )
    if found is None or not visibility.can_see(
        by=me(request), patient_id=patient_id, restricted=found.patient.restricted, now=request.now
    ):
        raise Http404("There is no such photo.")
    answer = HttpResponse(read(found.file), content_type=found.file.media_type)
    answer["Cache-Control"] = "private, max-age=300"
    return answer


@page(
    "patients/<int:patient_id>/photo/", name="patient-photo-add", who=SEES_PATIENTS, methods=("GET", "POST"),
    title="Photo",
)  # fmt: skip
def change_photo(request: PracticeRequest, patient_id: int) -> HttpResponse:
    """Choose or take a picture."""
    patient = Patient.objects.filter(pk=patient_id, merged_into=None).first()
    if patient is None:
        raise Http404("There is no such patient.")
    see(request, patient_id, page="photo")
    result, problem = None, ""
    if request.method == "POST":
        sent = request.FILES.get("picture")
        if sent is None:
            problem = "Choose a picture first."
        elif (sent.size or 0) > MOST_BYTES:
            problem = "The picture is larger than 10 MB. Take it at a smaller size."
        else:
            with picture_in_hand(sent.read()) as digest:
                result = submit(request, add_photo, AddPhoto(patient=patient_id, sha256=digest).model_dump())
            if not getattr(result, "reason", ""):
                return redirect_to(f"/patients/{patient_id}/", request=request)
    shown = {"p": patient, "result": result, "problem": problem}
    return render(request, "documents/photo.html", shown, status=422 if problem else 200)


def photos(patient_ids: Sequence[int]) -> Mapping[int, str]:
    """The address of each patient's newest photo, in one query."""
    rows = (
        PatientPhoto.objects.filter(patient_id__in=list(patient_ids), removed_at=None)
        .order_by("patient_id", "-id")
        .distinct("patient_id")
        .values_list("patient_id", "id")
    )
    return {patient_id: f"/patients/{patient_id}/photo/{photo_id}/" for patient_id, photo_id in rows}


def photo_panel(request: HttpRequest, patient_id: int) -> str:
    """A small panel to add, change or remove the photo."""
    newest = PatientPhoto.objects.filter(patient_id=patient_id, removed_at=None).order_by("-id").first()
    return render_text(request, "documents/panel.html", {"patient_id": patient_id, "photo": newest})


register_photos(photos)
register_chart_panel("photo", order=90, render=photo_panel, where="side")
