-- The log of all steps of a run in the order of time, a page at a time.

create index transformation_step_log_run on silversmith.transformation_step_log (run_id, ts, step_id, line);
