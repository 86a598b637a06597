-- The control login works on the state, the reader on the views; the warehouse login gets nothing here.
revoke all on all tables in schema silversmith, batch from public;
revoke all on all tables in schema silversmith, batch from silversmith_warehouse;

grant select, insert, update, delete on
  silversmith.transformation_procedure, silversmith.transformation_dependency, silversmith.transformation_parameter,
  silversmith.transformation_group, silversmith.transformation_group_member, silversmith.procedure_tag, silversmith.procedure_tag_link,
  silversmith.refresh_target, silversmith.procedure_refresh_link,
  silversmith.transformation_step, silversmith.transformation_step_log, silversmith.refresh_execution, silversmith.run_event,
  silversmith.schedule, silversmith.server_instance
  to silversmith_app;
-- What a run has done goes with the run only.
revoke delete on silversmith.transformation_step, silversmith.refresh_execution from silversmith_app;
-- A run's request is written once, with the run; its approval by decide_run and by the guards of the table alone; it goes by purge_runs.
revoke all on silversmith.transformation_run from silversmith_app;
grant select on silversmith.transformation_run to silversmith_app;
grant insert
  (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, trigger, selection, exclusion, parameters, max_parallel,
   on_failure, on_overlap, timeout_ms, dry_run, business_date, time_zone, requested_by, confirmed, reason, plan, plan_fingerprint, job_xml)
  on silversmith.transformation_run to silversmith_app;
grant update
  (status, plan, plan_fingerprint, batch_instance_id, batch_execution_id, owner_server, owner_instance, lease_until, lease_number, recoveries,
   recovered_at, cancel_requested_by,
   cancel_requested_at, started_at, admitted_at, finished_at, rows_affected, error, resumed_by, resumed_at, resume_reason)
  on silversmith.transformation_run to silversmith_app;
-- The audit trail is read and verified; the only way into it is record_audit.
grant select on silversmith.audit_event, silversmith.audit_head to silversmith_app;
-- A key is spent by the trigger of new runs, and never given back.
grant select on silversmith.idempotency_key to silversmith_app;
-- Policy is set at the start by the migration login.
grant select on silversmith.policy to silversmith_app;
-- Where a watermark stands is set by record_success and by the functions of resets, which write the requests, too.
revoke all on silversmith.transformation_watermark, silversmith.watermark_reset from silversmith_app;
grant select, delete,
  insert (id, procedure_id, data_type, initial_value, upper_bound_sql, out_parameter, lookback, lower_inclusive, upper_inclusive,
          safe_horizon, declared, created_at, updated_at, updated_by, version),
  update (data_type, initial_value, upper_bound_sql, out_parameter, lookback, lower_inclusive, upper_inclusive,
          safe_horizon, declared, updated_at, updated_by, version)
  on silversmith.transformation_watermark to silversmith_app;
grant select on silversmith.watermark_reset to silversmith_app;
grant select, insert, update, delete on silversmith.notification to silversmith_app;
grant select on silversmith.flyway_schema_history to silversmith_app;
-- Counted by triggers and added up by fold_metrics alone.
revoke all on silversmith.metric_delta, silversmith.metric_run, silversmith.metric_step, silversmith.metric_failure,
  silversmith.metric_refresh, silversmith.metric_day, silversmith.metric_duration, silversmith.metric_trend from silversmith_app;
grant select on silversmith.metric_delta, silversmith.metric_run, silversmith.metric_step, silversmith.metric_failure,
  silversmith.metric_refresh, silversmith.metric_day, silversmith.metric_duration, silversmith.metric_trend
  to silversmith_app;

grant select, insert, update, delete on all tables in schema batch to silversmith_app;
grant usage, select on all sequences in schema batch to silversmith_app;

grant select on silversmith.v_run, silversmith.v_step, silversmith.v_procedure_metrics, silversmith.v_failure, silversmith.v_watermark,
  silversmith.v_freshness, silversmith.v_runnable, silversmith.v_queue
  to silversmith_app, silversmith_reader;
