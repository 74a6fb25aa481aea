"""Decisions and arithmetic about results: no Django, no clock, no network."""
