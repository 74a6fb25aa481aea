"""Tests of the HL7 version 2 codec."""
