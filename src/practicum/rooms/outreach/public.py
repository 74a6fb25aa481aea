"""Outreach's one door: what rooms above may use."""

from practicum.rooms.outreach.actions import TellPatient, tell_patient

__all__ = ["TellPatient", "tell_patient"]
