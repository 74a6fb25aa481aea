"""Tests of the laboratory's door."""
