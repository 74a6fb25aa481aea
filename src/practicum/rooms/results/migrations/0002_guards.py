"""What the database itself refuses: changing a report or a value as received, reopening a critical result."""

from __future__ import annotations

from django.db import migrations

GUARDS = """
create function results_keep_as_received() returns trigger language plpgsql as $$
declare
  may_change text[] := tg_argv;
  was jsonb := to_jsonb(old);
  is_now jsonb := to_jsonb(new);
  name text;
begin
  foreach name in array may_change loop
    was := was - name;
    is_now := is_now - name;
  end loop;
  if was is distinct from is_now then
    raise exception 'What a laboratory sent is never changed. A correction is filed beside it.';
  end if;
  return new;
end $$;

create function results_never_deleted() returns trigger language plpgsql as $$
begin
  raise exception 'Results are kept. Nothing of them is deleted here.';
end $$;

create trigger results_report_as_received before update on results_labreport
  for each row execute function results_keep_as_received('patient_id', 'is_current');
create trigger results_value_as_received before update on results_observation
  for each row execute function results_keep_as_received('patient_id');
create trigger results_report_kept before delete on results_labreport
  for each row execute function results_never_deleted();
create trigger results_value_kept before delete on results_observation
  for each row execute function results_never_deleted();
create trigger results_critical_kept before delete on results_criticalresult
  for each row execute function results_never_deleted();

create function results_read_back_stands() returns trigger language plpgsql as $$
begin
  if old.state = 'closed' and to_jsonb(old) - 'patient_id' is distinct from to_jsonb(new) - 'patient_id' then
    raise exception 'A critical result that was read back stays as it was read back.';
  end if;
  return new;
end $$;
create trigger results_read_back_stands before update on results_criticalresult
  for each row execute function results_read_back_stands();
"""

UNGUARD = """
drop trigger results_read_back_stands on results_criticalresult;
drop trigger results_critical_kept on results_criticalresult;
drop trigger results_value_kept on results_observation;
drop trigger results_report_kept on results_labreport;
drop trigger results_value_as_received on results_observation;
drop trigger results_report_as_received on results_labreport;
drop function results_read_back_stands();
drop function results_never_deleted();
drop function results_keep_as_received();
"""


class Migration(migrations.Migration):
    dependencies = [("results", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, UNGUARD)]
