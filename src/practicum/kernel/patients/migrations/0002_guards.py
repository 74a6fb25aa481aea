"""What Django cannot say: the sequence of record numbers, and search by any part of a number."""

from __future__ import annotations

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("patients", "0001_initial")]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(
            "CREATE SEQUENCE patients_record_number START 100001",
            "DROP SEQUENCE patients_record_number",
        ),
        migrations.RunSQL(
            "CREATE INDEX patients_contact_part ON patients_patientcontact USING gin (value gin_trgm_ops)",
            "DROP INDEX patients_contact_part",
        ),
    ]
