"""Compliance: who saw what and did what, and whether it was right."""
