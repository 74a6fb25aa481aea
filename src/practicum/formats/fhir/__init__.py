"""FHIR R4: patients in and out as plain JSON."""
