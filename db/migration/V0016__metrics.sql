-- What has happened, counted: a scrape of a million steps reads some thousand rows, and a run that is purged takes nothing away.

-- One row for each end of a run, a step or a refresh, until it is added to the sums. Whoever commits an end only inserts: rows of sums that
-- several transactions update in orders of their own would make them wait for one another in a circle, and a unit would be rolled back.
create table silversmith.metric_delta (
  id             uuid primary key default gen_random_uuid(),
  subject        text not null check (subject in ('run', 'step', 'refresh')),
  name           text collate "C",
  mode           text not null,
  status         text not null,
  ended_at       timestamptz not null,
  duration_ms    bigint,
  rows_inserted  bigint,
  rows_updated   bigint,
  rows_deleted   bigint,
  sqlstate_class text,
  imported       boolean not null
);
comment on table silversmith.metric_delta is 'Ends of runs, steps and refreshes that are not yet in the sums of the other tables metric_...';
comment on column silversmith.metric_delta.id is 'Id';
comment on column silversmith.metric_delta.subject is 'What has ended: run, step (one attempt) or refresh (one attempt)';
comment on column silversmith.metric_delta.name is 'The procedure or the view, quoted where needed; null for a run';
comment on column silversmith.metric_delta.mode is 'Mode of the run';
comment on column silversmith.metric_delta.status is 'How it ended';
comment on column silversmith.metric_delta.ended_at is 'When it ended';
comment on column silversmith.metric_delta.duration_ms is 'From start to end in milliseconds; null where it never started';
comment on column silversmith.metric_delta.rows_inserted is 'Rows inserted; null where not measured';
comment on column silversmith.metric_delta.rows_updated is 'Rows updated; null where not measured';
comment on column silversmith.metric_delta.rows_deleted is 'Rows deleted; null where not measured';
comment on column silversmith.metric_delta.sqlstate_class is 'First two characters of a failure''s SQLSTATE, or none; null if it did not fail';
comment on column silversmith.metric_delta.imported is 'History loaded from elsewhere: it is in trends, not in counters';

create table silversmith.metric_run (
  id     uuid primary key default gen_random_uuid(),
  mode   text collate "C" not null,
  status text collate "C" not null,
  ended  bigint not null default 0,
  unique (mode, status)
);
comment on table silversmith.metric_run is 'How often runs have ended; a run that is resumed ends once more';
comment on column silversmith.metric_run.id is 'Id';
comment on column silversmith.metric_run.mode is 'Mode of the runs';
comment on column silversmith.metric_run.status is 'How they ended';
comment on column silversmith.metric_run.ended is 'Number of ends';
-- A counter that begins at 0 shows its first increase.
insert into silversmith.metric_run (mode, status)
select m.mode, s.status
  from unnest(array['incremental', 'full']) as m (mode)
 cross join unnest(array['succeeded', 'failed', 'cancelled', 'rejected', 'expired']) as s (status);

create table silversmith.metric_step (
  id            uuid primary key default gen_random_uuid(),
  procedure     text collate "C" not null,
  mode          text collate "C" not null,
  status        text collate "C" not null,
  ended         bigint not null default 0,
  duration_ms   bigint not null default 0,
  rows_inserted bigint not null default 0,
  rows_updated  bigint not null default 0,
  rows_deleted  bigint not null default 0,
  unique (procedure, mode, status)
);
comment on table silversmith.metric_step is 'Ends of attempts of procedures, summed; without imported ones';
comment on column silversmith.metric_step.id is 'Id';
comment on column silversmith.metric_step.procedure is 'The procedure, quoted where needed; it may have left the catalog';
comment on column silversmith.metric_step.mode is 'Mode of the runs';
comment on column silversmith.metric_step.status is 'How the attempts ended';
comment on column silversmith.metric_step.ended is 'Number of attempts';
comment on column silversmith.metric_step.duration_ms is 'Sum of their durations in milliseconds';
comment on column silversmith.metric_step.rows_inserted is 'Sum of rows inserted';
comment on column silversmith.metric_step.rows_updated is 'Sum of rows updated';
comment on column silversmith.metric_step.rows_deleted is 'Sum of rows deleted';

create table silversmith.metric_failure (
  id             uuid primary key default gen_random_uuid(),
  procedure      text collate "C" not null,
  sqlstate_class text collate "C" not null,
  failed         bigint not null default 0,
  unique (procedure, sqlstate_class)
);
comment on table silversmith.metric_failure is 'Failed attempts by the class of their SQLSTATE; without imported ones';
comment on column silversmith.metric_failure.id is 'Id';
comment on column silversmith.metric_failure.procedure is 'The procedure, quoted where needed';
comment on column silversmith.metric_failure.sqlstate_class is 'First two characters of the SQLSTATE, or none where there was none';
comment on column silversmith.metric_failure.failed is 'Number of attempts';

create table silversmith.metric_refresh (
  id          uuid primary key default gen_random_uuid(),
  view_name   text collate "C" not null,
  status      text collate "C" not null,
  ended       bigint not null default 0,
  duration_ms bigint not null default 0,
  unique (view_name, status)
);
comment on table silversmith.metric_refresh is 'Ends of attempts of refreshes, summed';
comment on column silversmith.metric_refresh.id is 'Id';
comment on column silversmith.metric_refresh.view_name is 'The view, quoted where needed';
comment on column silversmith.metric_refresh.status is 'How the attempts ended';
comment on column silversmith.metric_refresh.ended is 'Number of attempts';
comment on column silversmith.metric_refresh.duration_ms is 'Sum of their durations in milliseconds';

create table silversmith.metric_day (
  id            uuid primary key default gen_random_uuid(),
  day           date not null,
  procedure     text collate "C" not null,
  mode          text collate "C" not null,
  succeeded     bigint not null default 0,
  failed        bigint not null default 0,
  duration_ms   bigint not null default 0,
  rows_inserted bigint not null default 0,
  rows_updated  bigint not null default 0,
  rows_deleted  bigint not null default 0,
  unique (day, procedure, mode)
);
create index metric_day_procedure on silversmith.metric_day (procedure, day, mode);
comment on table silversmith.metric_day is 'Attempts of a procedure that ended on one UTC day, imported ones too';
comment on column silversmith.metric_day.id is 'Id';
comment on column silversmith.metric_day.day is 'The day on which they ended, in UTC';
comment on column silversmith.metric_day.procedure is 'The procedure, quoted where needed';
comment on column silversmith.metric_day.mode is 'Mode of the runs';
comment on column silversmith.metric_day.succeeded is 'Attempts that succeeded';
comment on column silversmith.metric_day.failed is 'Attempts that failed';
comment on column silversmith.metric_day.duration_ms is 'Sum of the durations of those that succeeded, in milliseconds';
comment on column silversmith.metric_day.rows_inserted is 'Rows inserted';
comment on column silversmith.metric_day.rows_updated is 'Rows updated';
comment on column silversmith.metric_day.rows_deleted is 'Rows deleted';

-- A sketch with a relative error of 2 %: bucket b holds durations above g^(b-1) and up to g^b milliseconds, g = 1.02 / 0.98, and stands for
-- 2 g^b / (g + 1). Sketches of days add up to that of a month. (Masson, Rim, Lee: DDSketch, PVLDB 12 (2019) 2195.)
create table silversmith.metric_duration (
  id        uuid primary key default gen_random_uuid(),
  procedure text collate "C" not null,
  mode      text collate "C" not null,
  day       date not null,
  bucket    integer not null,
  steps     bigint not null,
  unique (procedure, mode, day, bucket)
);
-- By it a fold deletes days that are too old.
create index metric_duration_day on silversmith.metric_duration (day);
comment on table silversmith.metric_duration is 'How long successes of a procedure took on one UTC day, in logarithmic buckets of 2 % relative error; kept for 400 days';
comment on column silversmith.metric_duration.id is 'Id';
comment on column silversmith.metric_duration.procedure is 'The procedure, quoted where needed';
comment on column silversmith.metric_duration.mode is 'Mode of the runs';
comment on column silversmith.metric_duration.day is 'The day on which they ended, in UTC';
comment on column silversmith.metric_duration.bucket is 'b holds durations above g^(b-1) and up to g^b milliseconds, g = 1.02 / 0.98';
comment on column silversmith.metric_duration.steps is 'Attempts in the bucket';

create table silversmith.metric_trend (
  id              uuid primary key default gen_random_uuid(),
  procedure       text collate "C" not null,
  mode            text collate "C" not null,
  last_success_at timestamptz,
  p50_ms          bigint,
  p95_ms          bigint,
  p99_ms          bigint,
  stale           boolean not null default true,
  computed_on     date,
  computed_at     timestamptz,
  unique (procedure, mode)
);
comment on table silversmith.metric_trend is 'Last success and usual durations of a procedure in one mode, imported attempts included';
comment on column silversmith.metric_trend.id is 'Id';
comment on column silversmith.metric_trend.procedure is 'The procedure, quoted where needed';
comment on column silversmith.metric_trend.mode is 'Mode of the runs';
comment on column silversmith.metric_trend.last_success_at is 'Latest success; null before the first';
comment on column silversmith.metric_trend.p50_ms is 'Median of the successes of the last 30 days in milliseconds, within 2 %; null if there were none';
comment on column silversmith.metric_trend.p95_ms is 'The duration that 95 % of them did not exceed, likewise';
comment on column silversmith.metric_trend.p99_ms is 'The duration that 99 % of them did not exceed, likewise';
comment on column silversmith.metric_trend.stale is 'Attempts have ended since the quantiles were computed';
comment on column silversmith.metric_trend.computed_on is 'The UTC day with which the 30 days end';
comment on column silversmith.metric_trend.computed_at is 'When the quantiles were computed';
