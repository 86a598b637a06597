-- What was asked for a watermark outlives the declaration of its procedure; a resumed run has its timeout anew.

alter table silversmith.watermark_reset
  drop constraint watermark_reset_procedure_id_fkey;
alter table silversmith.watermark_reset
  add constraint watermark_reset_procedure_id_fkey
    foreign key (procedure_id) references silversmith.transformation_procedure on delete restrict;
create index watermark_reset_expiring on silversmith.watermark_reset (expires_at) where status = 'pending_approval';

alter table silversmith.transformation_run add column admitted_at timestamptz;
comment on column silversmith.transformation_run.admitted_at is
  'Latest admission, from which the timeout counts; later than the start once the run was resumed';
