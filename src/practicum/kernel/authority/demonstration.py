"""What everybody may know of a demonstration practice's sign-ins."""

DEMO_PASSWORD = "paper lanterns at noon"  # noqa: S105  shown on the demonstration's own sign-in page
