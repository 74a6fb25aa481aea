"""Tests of the sandbox laboratory."""
