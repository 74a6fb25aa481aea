"""Every change of a patient."""

from practicum.kernel.patients.actions.consents import (
    RecordConsent,
    RevokeConsent,
    record_consent,
    revoke_consent,
)
from practicum.kernel.patients.actions.contacts import (
    AddAddress,
    AddContact,
    ChangeAddress,
    ChangeContact,
    EndAddress,
    EndContact,
    add_address,
    add_contact,
    change_address,
    change_contact,
    end_address,
    end_contact,
)
from practicum.kernel.patients.actions.demographics import (
    ChangeDemographics,
    ConfirmDemographics,
    SetPreferences,
    change_demographics,
    confirm_demographics,
    restore_demographics,
    set_preferences,
)
from practicum.kernel.patients.actions.household import (
    EndGuarantor,
    LeaveHousehold,
    SetGuarantor,
    SetHousehold,
    end_guarantor,
    leave_household,
    set_guarantor,
    set_household,
)
from practicum.kernel.patients.actions.loading import LoadPatients, load, load_patients
from practicum.kernel.patients.actions.merge import (
    MergePatients,
    UnmergePatients,
    merge_patients,
    unmerge_patients,
)
from practicum.kernel.patients.actions.naming import (
    AddName,
    ChangeName,
    EndName,
    add_name,
    change_name,
    end_name,
)
from practicum.kernel.patients.actions.registration import (
    RegisterPatient,
    WithdrawRegistration,
    register_patient,
    withdraw_registration,
)
from practicum.kernel.patients.actions.status import (
    LiftRestriction,
    MarkDeceased,
    RestrictChart,
    UnmarkDeceased,
    lift_restriction,
    mark_deceased,
    restrict_chart,
    unmark_deceased,
)

__all__ = [
    "AddAddress", "AddContact", "AddName", "ChangeAddress", "ChangeContact", "ChangeDemographics", "ChangeName",
    "ConfirmDemographics", "EndAddress", "EndContact", "EndGuarantor", "EndName", "LeaveHousehold",
    "LiftRestriction", "LoadPatients", "MarkDeceased", "MergePatients", "RecordConsent", "RegisterPatient",
    "RestrictChart", "RevokeConsent", "SetGuarantor", "SetHousehold", "SetPreferences", "UnmarkDeceased",
    "UnmergePatients", "WithdrawRegistration", "add_address", "add_contact", "add_name", "change_address",
    "change_contact", "change_demographics", "change_name", "confirm_demographics", "end_address", "end_contact",
    "end_guarantor", "end_name", "leave_household", "lift_restriction", "load", "load_patients", "mark_deceased",
    "merge_patients", "record_consent", "register_patient", "restore_demographics", "restrict_chart",
    "revoke_consent", "set_guarantor", "set_household", "set_preferences", "unmark_deceased", "unmerge_patients",
    "withdraw_registration",
]  # fmt: skip
