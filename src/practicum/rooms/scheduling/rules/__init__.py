"""Pure decisions about time: no Django, no clock, no network."""
