-- A failed attempt may be followed by the next one after a wait.

alter table silversmith.transformation_step add column not_before timestamptz;
comment on column silversmith.transformation_step.not_before is 'An attempt that repeats a failed one is not claimed before; null for a first attempt';
