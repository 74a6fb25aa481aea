"""Every read, as frozen dataclasses."""
