"""Tests of FHIR reading and writing."""
