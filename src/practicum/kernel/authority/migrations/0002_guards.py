"""The history of levels, and the tables in force, cannot be rewritten."""

from django.db import migrations

GUARD = """
CREATE FUNCTION authority_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% keeps its history: add a newer row instead', TG_TABLE_NAME
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER authority_levelgrant_keeps BEFORE UPDATE OR DELETE ON authority_levelgrant
    FOR EACH ROW EXECUTE FUNCTION authority_refuse_change();
CREATE TRIGGER authority_standardcell_keeps BEFORE UPDATE OR DELETE ON authority_standardcell
    FOR EACH ROW EXECUTE FUNCTION authority_refuse_change();
CREATE FUNCTION authority_standard_withdraw_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL
       OR (NEW.id, NEW.published_at, NEW.effective_at, NEW.published_by_id, NEW.note)
          IS DISTINCT FROM (OLD.id, OLD.published_at, OLD.effective_at, OLD.published_by_id, OLD.note) THEN
        RAISE EXCEPTION 'a published standard is only ever withdrawn or followed by a newer one'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER authority_standard_keeps BEFORE UPDATE OR DELETE ON authority_standard
    FOR EACH ROW EXECUTE FUNCTION authority_standard_withdraw_only();
"""
OPEN = """
DROP TRIGGER authority_standard_keeps ON authority_standard;
DROP FUNCTION authority_standard_withdraw_only();
DROP TRIGGER authority_standardcell_keeps ON authority_standardcell;
DROP TRIGGER authority_levelgrant_keeps ON authority_levelgrant;
DROP FUNCTION authority_refuse_change();
"""


class Migration(migrations.Migration):
    """Triggers that refuse a rewrite."""

    dependencies = [("authority", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, OPEN)]
