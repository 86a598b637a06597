-- What a request may say of its run, and keys that stay known when their run is gone.

alter table silversmith.transformation_run
  add column timeout_ms bigint check (timeout_ms > 0);
comment on column silversmith.transformation_run.timeout_ms is
  'The run is ended when it takes longer, from its start, in milliseconds; null for no limit';
