-- What the invariants look at: attempts with all that names them, and every ledger, source and loaded row as one.

create or replace temp view attempt as
select s.id, s.run_id, s.procedure_id, s.attempt_no, s.kind, s.unit, s.parent_ids, s.status, s.started_at, s.finished_at,
       s.transaction_id, s.watermark_before, s.watermark_after,
       r.number, r.status as run_status, r.resumed_at, r.imported, r.dry_run,
       p.schema_name, p.procedure_name,
       format('run %s: %s.%s, attempt %s (step %s)', r.number, p.schema_name, p.procedure_name, s.attempt_no, s.id) as label,
       p.schema_name = any ('$schemas'::text[])
         and to_regclass(format('%I.%I', p.schema_name, 'calls_' || p.procedure_name)) is not null as keeps_ledger,
       not exists (select
                     from silversmith.transformation_step later
                    where later.run_id = s.run_id
                      and later.procedure_id = s.procedure_id
                      and later.attempt_no > s.attempt_no) as last
  from silversmith.transformation_step s
  join silversmith.transformation_run r on r.id = s.run_id
  join silversmith.transformation_procedure p on p.id = s.procedure_id
 where not r.imported;

create or replace temp view ledger as $ledgers;
create or replace temp view source as $sources;
create or replace temp view loaded as $loaded;
