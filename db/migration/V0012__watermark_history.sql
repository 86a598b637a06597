-- What was asked for a watermark outlives the declaration of its procedure.

alter table silversmith.watermark_reset
  drop constraint watermark_reset_procedure_id_fkey;
alter table silversmith.watermark_reset
  add constraint watermark_reset_procedure_id_fkey
    foreign key (procedure_id) references silversmith.transformation_procedure on delete restrict;
create index watermark_reset_expiring on silversmith.watermark_reset (expires_at) where status = 'pending_approval';
