"""Postings that do not balance cannot be committed, and what is in the books stays as it is."""

from django.db import migrations

GUARDS = """
create function billing_entry_balances() returns trigger language plpgsql as $$
declare entry bigint := coalesce(to_jsonb(new) ->> 'entry_id', to_jsonb(new) ->> 'id')::bigint;
        lines int; total numeric;
begin
  select count(*), coalesce(sum(amount_cents), 0) into lines, total from billing_posting where entry_id = entry;
  if lines < 2 or total <> 0 then
    raise exception 'The postings of entry % do not balance: % lines, % cents over.', entry, lines, total
      using errcode = 'check_violation', constraint = 'billing_entry_balances';
  end if;
  return null;
end $$;

create constraint trigger billing_entry_balances after insert on billing_journalentry
  deferrable initially deferred for each row execute function billing_entry_balances();
create constraint trigger billing_posting_balances after insert on billing_posting
  deferrable initially deferred for each row execute function billing_entry_balances();

create function billing_payment_tendered() returns trigger language plpgsql as $$
begin
  if (select coalesce(sum(amount_cents), 0) from billing_tender where payment_id = new.id) <> new.amount_cents then
    raise exception 'The tenders of payment % do not add up to it.', new.id
      using errcode = 'check_violation', constraint = 'billing_payment_tendered';
  end if;
  return null;
end $$;
create constraint trigger billing_payment_tendered after insert or update of amount_cents on billing_payment
  deferrable initially deferred for each row execute function billing_payment_tendered();

create function billing_stays() returns trigger language plpgsql as $$
begin
  raise exception 'What is in the books stays. Void the payment instead.'
    using errcode = 'check_violation', constraint = 'billing_stays';
end $$;
create trigger billing_posting_stays before update or delete on billing_posting
  for each row execute function billing_stays();
create trigger billing_entry_stays before update or delete on billing_journalentry
  for each row execute function billing_stays();
create trigger billing_tender_stays before update or delete on billing_tender
  for each row execute function billing_stays();
"""

UNDO = """
drop trigger billing_tender_stays on billing_tender;
drop trigger billing_entry_stays on billing_journalentry;
drop trigger billing_posting_stays on billing_posting;
drop trigger billing_payment_tendered on billing_payment;
drop trigger billing_posting_balances on billing_posting;
drop trigger billing_entry_balances on billing_journalentry;
drop function billing_stays();
drop function billing_payment_tendered();
drop function billing_entry_balances();
"""


class Migration(migrations.Migration):
    """Triggers Django cannot say."""

    dependencies = [("billing", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, UNDO)]
