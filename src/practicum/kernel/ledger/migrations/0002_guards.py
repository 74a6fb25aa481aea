"""The database itself keeps the ledger: rows that cannot change, and the chain that shows if one did.

Entries are written by the practice's own database role, which may add and read them and nothing
else. A trigger notes each new row as pending; `ledger_seal_pending` takes pending rows in the
order of their numbers and chains them: the hash of a seal covers the seal before it, its own
number and time, and every field of its entry. It runs with its owner's rights, so that the
application can ask for sealing but cannot write a seal of its own making.

The form (1) says what is hashed. A change of the entry's columns needs a new form beside the old
one, whose seals keep theirs; `verify.FORMS` mirrors them in Python, independently of the database.
Why rows are sealed a moment later and not as they are written: docs/decisions.
"""

from django.db import migrations

GUARD = """
create table ledger_pending (entry_id bigint not null);

create table ledger_seal (
    seq bigint primary key check (seq > 0),
    entry_id bigint not null unique,
    sealed_at timestamptz not null,
    form smallint not null,
    hash bytea not null check (octet_length(hash) = 32)
);

create function ledger_part(value text) returns text language sql immutable parallel safe as
$$ select coalesce(octet_length(value)::text || ':' || value, '-') $$;

create function ledger_content(e ledger_ledgerentry) returns text language sql immutable as $$
    select ledger_part(e.id::text)
        || ledger_part((extract(epoch from e.at) * 1000000)::bigint::text)
        || ledger_part(e.kind) || ledger_part(e.name) || ledger_part(e.outcome)
        || ledger_part(e.staff_id::text) || ledger_part(e.staff_name)
        || ledger_part(e.second_staff_id::text) || ledger_part(e.second_staff_name)
        || ledger_part(e.session_id::text) || ledger_part(e.stream) || ledger_part(e.risk)
        || ledger_part(e.level::text) || ledger_part(e.patient_id::text)
        || ledger_part(array_to_string(e.also_patient_ids, ','))
        || ledger_part(e.subject_kind) || ledger_part(e.subject_id::text) || ledger_part(e.detail::text)
$$;

create function ledger_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is only ever added to' using errcode = 'insufficient_privilege';
end $$;

create function ledger_note_pending() returns trigger language plpgsql security definer as $$
begin
    insert into ledger_pending select id from added;
    return null;
end $$;

create function ledger_seal_pending(most integer) returns integer language plpgsql security definer as $$
declare
    taken bigint[];
    entry ledger_ledgerentry;
    seq bigint;
    hash bytea;
    moment timestamptz;
    added integer := 0;
begin
    -- One sealer at a time, whoever else tries finds nothing to do.
    if not pg_try_advisory_xact_lock('ledger_seal'::regclass::oid::integer, 1) then
        return 0;
    end if;
    with next as (
        select ctid as row_id from ledger_pending order by entry_id limit most
    ), gone as (
        delete from ledger_pending p using next where p.ctid = next.row_id returning p.entry_id
    )
    select array_agg(entry_id order by entry_id) into taken from gone;
    if taken is null then
        return 0;
    end if;
    select s.seq, s.hash into seq, hash from ledger_seal s order by s.seq desc limit 1;
    if not found then
        seq := 0;
        hash := decode(repeat('00', 32), 'hex');
    end if;
    moment := clock_timestamp();
    for entry in select * from ledger_ledgerentry e where e.id = any(taken) order by e.id loop
        seq := seq + 1;
        hash := sha256(hash || convert_to(
            ledger_part('1') || ledger_part(seq::text)
            || ledger_part((extract(epoch from moment) * 1000000)::bigint::text)
            || ledger_content(entry), 'UTF8'));
        insert into ledger_seal values (seq, entry.id, moment, 1, hash);
        added := added + 1;
    end loop;
    return added;
end $$;

create trigger ledger_note_pending after insert on ledger_ledgerentry
    referencing new table as added for each statement execute function ledger_note_pending();
create trigger ledger_keeps before update or delete on ledger_ledgerentry
    for each row execute function ledger_refuse_change();
create trigger ledger_keeps_all before truncate on ledger_ledgerentry
    for each statement execute function ledger_refuse_change();
create trigger ledger_seal_keeps before update or delete on ledger_seal
    for each row execute function ledger_refuse_change();
create trigger ledger_seal_keeps_all before truncate on ledger_seal
    for each statement execute function ledger_refuse_change();

insert into ledger_pending select id from ledger_ledgerentry order by id;
"""

# The functions that run with their owner's rights look only into the schema they were made in.
PIN = """
do $$
declare f text;
begin
    foreach f in array array['ledger_note_pending()', 'ledger_seal_pending(integer)', 'ledger_refuse_change()'] loop
        execute format('alter function %s set search_path = %I, pg_temp', f, current_schema());
    end loop;
end $$;
"""

UNDO = """
drop trigger ledger_note_pending on ledger_ledgerentry;
drop trigger ledger_keeps on ledger_ledgerentry;
drop trigger ledger_keeps_all on ledger_ledgerentry;
drop function ledger_seal_pending(integer);
drop function ledger_note_pending();
drop function ledger_content(ledger_ledgerentry);
drop table ledger_seal;
drop table ledger_pending;
drop function ledger_refuse_change();
drop function ledger_part(text);
"""


class Migration(migrations.Migration):
    """Triggers and the chain."""

    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunSQL(GUARD + PIN, UNDO)]
