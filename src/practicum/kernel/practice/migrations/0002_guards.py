"""Practicum itself is staff row 0, so that what jobs do can name who did it."""

from django.db import migrations

ADD = """
INSERT INTO practice_staff (id, kind, prefix, given_name, family_name, suffix, name, job_title, roles,
                            active, email, phone, access_version)
VALUES (0, 'system', '', '', 'Practicum', '', 'Practicum', '', '{}', true, '', '', 1)
ON CONFLICT (id) DO NOTHING
"""
KEEP = """
CREATE FUNCTION practice_keep_system_staff() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'staff row 0 is Practicum itself and stays as it is' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER practice_keep_system_staff BEFORE UPDATE OR DELETE ON practice_staff
    FOR EACH ROW WHEN (OLD.id = 0) EXECUTE FUNCTION practice_keep_system_staff();
"""
DEMO = """
CREATE FUNCTION practice_keep_demo() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a real practice never becomes a demonstration, nor the other way round'
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER practice_keep_demo BEFORE UPDATE ON practice_practice
    FOR EACH ROW WHEN (OLD.is_demo IS DISTINCT FROM NEW.is_demo) EXECUTE FUNCTION practice_keep_demo();
"""
UNDEMO = """
DROP TRIGGER practice_keep_demo ON practice_practice;
DROP FUNCTION practice_keep_demo();
"""
DROP = """
DROP TRIGGER practice_keep_system_staff ON practice_staff;
DROP FUNCTION practice_keep_system_staff();
"""


class Migration(migrations.Migration):
    """Add row 0 and keep it."""

    dependencies = [("practice", "0001_initial")]

    operations = [
        migrations.RunSQL(ADD, "DELETE FROM practice_staff WHERE id = 0"),
        migrations.RunSQL(KEEP, DROP),
        migrations.RunSQL(DEMO, UNDEMO),
    ]
