"""Everything that changes the practice, its sites and its people."""

from practicum.kernel.practice.actions.absences import (
    CancelAbsence,
    CancelCover,
    RecordAbsence,
    RecordCover,
    cancel_absence,
    cancel_cover,
    record_absence,
    record_cover,
)
from practicum.kernel.practice.actions.days import (
    AddFederalHolidays,
    AddHoliday,
    RemoveHoliday,
    SetHours,
    add_federal_holidays,
    add_holiday,
    remove_holiday,
    set_hours,
)
from practicum.kernel.practice.actions.people import (
    AddStaff,
    ChangeRoles,
    ChangeStaff,
    DeactivateStaff,
    ReactivateStaff,
    add_staff,
    change_roles,
    change_staff,
    deactivate_staff,
    reactivate_staff,
)
from practicum.kernel.practice.actions.places import (
    AddPlace,
    AddSite,
    ChangePlace,
    ChangePractice,
    ChangeSite,
    FoundPractice,
    add_place,
    add_site,
    change_place,
    change_practice,
    change_site,
    found_practice,
)
from practicum.kernel.practice.actions.providers import (
    MakeProvider,
    make_provider,
)

__all__ = [
    "AddFederalHolidays", "AddHoliday", "AddPlace", "AddSite", "AddStaff", "CancelAbsence", "CancelCover",
    "ChangePlace", "ChangePractice", "ChangeRoles", "ChangeSite", "ChangeStaff", "DeactivateStaff", "FoundPractice",
    "MakeProvider", "ReactivateStaff", "RecordAbsence", "RecordCover", "RemoveHoliday", "SetHours",
    "add_federal_holidays", "add_holiday", "add_place", "add_site", "add_staff", "cancel_absence",
    "cancel_cover", "change_place", "change_practice", "change_roles", "change_site", "change_staff",
    "deactivate_staff", "found_practice", "make_provider", "reactivate_staff", "record_absence", "record_cover",
    "remove_holiday", "set_hours",
]  # fmt: skip
