"""Bad input and bad intent: what is sent to every door, and what must never come back."""
