"""Mail to patients by SMTP."""
