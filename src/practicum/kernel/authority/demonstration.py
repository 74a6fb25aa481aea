"""What everybody may know of a demonstration practice's sign-ins."""

DEMO_PASSWORD = "paper lanterns at noon"  # shown on the demonstration's own sign-in page
