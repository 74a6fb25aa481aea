"""How levels, sessions, tokens and standards are named when an action refers to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from practicum.kernel.actions import Ref, register_ref
from practicum.kernel.authority.models import ApiToken, BreakGlass, LevelGrant, Session, Standard

SessionRef = Annotated[int, Ref("session"), Field(ge=1, le=2**63 - 1, json_schema_extra={"ref": "session"})]
GrantRef = Annotated[
    int, Ref("levelgrant"), Field(ge=1, le=2**63 - 1, json_schema_extra={"ref": "levelgrant"})
]
StandardRef = Annotated[
    int, Ref("standard"), Field(ge=1, le=2**63 - 1, json_schema_extra={"ref": "standard"})
]
TokenRef = Annotated[int, Ref("apitoken"), Field(ge=1, le=2**63 - 1, json_schema_extra={"ref": "apitoken"})]
GlassRef = Annotated[
    int, Ref("breakglass"), Field(ge=1, le=2**63 - 1, json_schema_extra={"ref": "breakglass"})
]


def session_labels(ids: Sequence[int]) -> Mapping[int, str]:
    """Sign-ins by whose they are."""
    rows = Session.objects.filter(id__in=ids).values_list("id", "staff__name")
    return {pk: f"a sign-in of {name}" for pk, name in rows}


def grant_labels(ids: Sequence[int]) -> Mapping[int, str]:
    """Levels by person and stream."""
    rows = LevelGrant.objects.filter(id__in=ids).values_list("id", "staff__name", "stream")
    return {pk: f"the level of {name} in {stream}" for pk, name, stream in rows}


def standard_labels(ids: Sequence[int]) -> Mapping[int, str]:
    """Standards by their number."""
    return {pk: f"standard {pk}" for pk in Standard.objects.filter(id__in=ids).values_list("id", flat=True)}


def token_labels(ids: Sequence[int]) -> Mapping[int, str]:
    """Tokens by name and whose they are."""
    rows = ApiToken.objects.filter(id__in=ids).values_list("id", "name", "staff__name")
    return {pk: f"{name} of {staff}" for pk, name, staff in rows}


def glass_labels(ids: Sequence[int]) -> Mapping[int, str]:
    """Emergency openings by whose they were."""
    rows = BreakGlass.objects.filter(id__in=ids).values_list("id", "staff__name")
    return {pk: f"the opening by {name}" for pk, name in rows}


def patient_of_glass(number: int) -> int | None:
    """Whose chart was opened."""
    return BreakGlass.objects.filter(id=number).values_list("patient_id", flat=True).first()


register_ref("session", label=session_labels)
register_ref("levelgrant", label=grant_labels)
register_ref("standard", label=standard_labels)
register_ref("apitoken", label=token_labels)
register_ref("breakglass", label=glass_labels, patient_of=patient_of_glass)
