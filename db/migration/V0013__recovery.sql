-- Recovery by lease: which process a server is, under which lease a run is executed, and how often it was taken over.

alter table silversmith.server_instance add column stopped_at timestamptz;
comment on column silversmith.server_instance.stopped_at is 'When it ended in an orderly way; its name may be taken at once';

alter table silversmith.transformation_run
  add column owner_instance uuid,
  add column lease_number bigint not null default 0,
  add column recoveries integer not null default 0,
  add column recovered_at timestamptz;
comment on column silversmith.transformation_run.owner_instance is 'The start of the server that executes it';
comment on column silversmith.transformation_run.lease_number is
  'Counted up by each admission and take-over; what is written under an earlier one is refused';
comment on column silversmith.transformation_run.recoveries is
  'Take-overs in a row between which nothing of the run was begun';
comment on column silversmith.transformation_run.recovered_at is 'Latest take-over';

-- Jobs that are under way, or have lost their server; and the jobs of a run, by their name.
create index wlpje_open_ix on batch.wlpjobexecution (fk_jobinstanceid) where batchstatus in (0, 1, 2);
create index wlpji_jobxmlname_ix on batch.wlpjobinstance (jobxmlname);
