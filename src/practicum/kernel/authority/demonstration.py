"""What everybody may know of a demonstration practice's sign-ins."""

DEMO_PASSWORD = "alder falls demo"
