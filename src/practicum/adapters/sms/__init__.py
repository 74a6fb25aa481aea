"""Text messages to patients through an HTTP gateway."""
