-- Full refreshes and large resets of watermarks behind a second person; notifications.

-- What the database itself enforces; written by the migration login at the start from the settings, read by everybody else.
create table silversmith.policy (
  id                       uuid primary key,
  singleton                boolean not null default true unique check (singleton),
  approval_expiry_ms       bigint not null check (approval_expiry_ms > 0),
  watermark_reset_limit_ms bigint not null check (watermark_reset_limit_ms >= 0),
  updated_at               timestamptz not null default clock_timestamp()
);
insert into silversmith.policy (id, approval_expiry_ms, watermark_reset_limit_ms)
values ('00000000-0000-7000-8000-000000000000', 72 * 3600000::bigint, 24 * 3600000::bigint);
comment on table silversmith.policy is 'Limits that the database itself enforces';
comment on column silversmith.policy.id is 'Constant';
comment on column silversmith.policy.singleton is 'There is one row';
comment on column silversmith.policy.approval_expiry_ms is
  'A request expires unless it is decided in this time, and an approval unless it is used in it, in milliseconds';
comment on column silversmith.policy.watermark_reset_limit_ms is
  'A watermark of type timestamptz that is set back further needs an approval, in milliseconds';
comment on column silversmith.policy.updated_at is 'When a start last changed it';

alter table silversmith.transformation_run
  add column approval_asked_by    text,
  add column approved_fingerprint text,
  add column resumed_by           text,
  add column resumed_at           timestamptz,
  add column resume_reason        text;
comment on column silversmith.transformation_run.approval_asked_by is
  'Who asked for the approval that is wanted or given: the requester, or who resumed the run since; null where none is needed';
comment on column silversmith.transformation_run.approved_fingerprint is 'Fingerprint of the plan that was decided on';
comment on column silversmith.transformation_run.resumed_by is 'Who resumed the run last';
comment on column silversmith.transformation_run.resumed_at is 'When';
comment on column silversmith.transformation_run.resume_reason is 'Why';
comment on column silversmith.transformation_run.expires_at is
  'While an approval is wanted: when the request expires; once it is given: until when it covers a start';

-- Neither who requested the run nor who asked for the approval may give it, and it is given to one plan.
alter table silversmith.transformation_run
  drop constraint full_refresh_needs_a_second_person;
alter table silversmith.transformation_run
  add constraint full_refresh_needs_a_second_person check (
    mode = 'incremental'
    or status in ('pending_approval', 'rejected', 'expired', 'cancelled')
    or imported
    or coalesce(
      confirmed
      and char_length(btrim(normalize(reason, NFKC), E' \t\n\x0B\f\r')) >= 10
      and decision = 'approve'
      and approved_fingerprint = plan_fingerprint
      and btrim(normalize(approver, NFKC), E' \t\n\x0B\f\r') <> ''
      and lower(btrim(normalize(approver, NFKC), E' \t\n\x0B\f\r') collate silversmith.person)
          <> lower(btrim(normalize(requested_by, NFKC), E' \t\n\x0B\f\r') collate silversmith.person)
      and lower(btrim(normalize(approver, NFKC), E' \t\n\x0B\f\r') collate silversmith.person)
          <> lower(btrim(normalize(approval_asked_by, NFKC), E' \t\n\x0B\f\r') collate silversmith.person),
      false));
create index transformation_run_awaiting on silversmith.transformation_run (expires_at)
 where status in ('pending_approval', 'queued') and expires_at is not null;

create table silversmith.watermark_reset (
  id              uuid primary key,
  number          bigint generated always as identity unique,
  procedure_id    uuid not null references silversmith.transformation_procedure on delete cascade,
  data_type       text not null check (data_type in ('timestamptz', 'bigint', 'xid8', 'text')),
  from_value      text,
  to_value        text,
  reason          text not null check (char_length(btrim(normalize(reason, NFKC), E' \t\n\x0B\f\r')) >= 10),
  requested_by    text not null check (btrim(requested_by) <> ''),
  requested_at    timestamptz not null default clock_timestamp(),
  needs_approval  boolean not null,
  status          text not null check (status in ('pending_approval', 'applied', 'rejected', 'expired', 'cancelled')),
  approver        text,
  decided_at      timestamptz,
  decision        text check (decision in ('approve', 'reject')),
  decision_reason text,
  expires_at      timestamptz,
  cancelled_by    text,
  finished_at     timestamptz,
  check ((finished_at is not null) = (status <> 'pending_approval')),
  check (needs_approval or status = 'applied'),
  constraint large_reset_needs_a_second_person check (
    status <> 'applied'
    or not needs_approval
    or coalesce(
      decision = 'approve'
      and btrim(normalize(approver, NFKC), E' \t\n\x0B\f\r') <> ''
      and lower(btrim(normalize(approver, NFKC), E' \t\n\x0B\f\r') collate silversmith.person)
          <> lower(btrim(normalize(requested_by, NFKC), E' \t\n\x0B\f\r') collate silversmith.person),
      false))
);
create index watermark_reset_procedure on silversmith.watermark_reset (procedure_id, requested_at desc);
create unique index watermark_reset_pending on silversmith.watermark_reset (procedure_id) where status = 'pending_approval';
comment on table silversmith.watermark_reset is 'A person''s request to set a watermark, and what became of it';
comment on column silversmith.watermark_reset.id is 'Time-ordered id';
comment on column silversmith.watermark_reset.number is 'Short number for people';
comment on column silversmith.watermark_reset.procedure_id is 'Whose watermark';
comment on column silversmith.watermark_reset.data_type is 'In which values compare';
comment on column silversmith.watermark_reset.from_value is 'Where the watermark stood when it was asked for, and once it is applied: when it was set; null for nowhere';
comment on column silversmith.watermark_reset.to_value is 'Where it is wanted; null for nowhere, so that the next run begins at the initial value';
comment on column silversmith.watermark_reset.reason is 'Why';
comment on column silversmith.watermark_reset.requested_by is 'Who asked';
comment on column silversmith.watermark_reset.requested_at is 'When, by the database''s clock';
comment on column silversmith.watermark_reset.needs_approval is 'A second person has to agree';
comment on column silversmith.watermark_reset.status is 'Where the request stands';
comment on column silversmith.watermark_reset.approver is 'The second person';
comment on column silversmith.watermark_reset.decided_at is 'When the second person decided';
comment on column silversmith.watermark_reset.decision is 'approve or reject';
comment on column silversmith.watermark_reset.decision_reason is 'Why the second person decided so';
comment on column silversmith.watermark_reset.expires_at is 'The request is not valid afterwards; null where no approval is needed';
comment on column silversmith.watermark_reset.cancelled_by is 'Who withdrew it';
comment on column silversmith.watermark_reset.finished_at is 'When it was applied, rejected, expired or withdrawn';

create table silversmith.notification (
  id              uuid primary key,
  kind            text not null check (kind in ('run.failed', 'approval.wanted')),
  run_id          uuid references silversmith.transformation_run on delete cascade,
  payload         jsonb not null,
  status          text not null default 'pending' check (status in ('pending', 'delivered', 'dead')),
  attempts        integer not null default 0 check (attempts >= 0),
  next_attempt_at timestamptz not null default clock_timestamp(),
  last_error      text,
  created_at      timestamptz not null default clock_timestamp(),
  delivered_at    timestamptz,
  check ((delivered_at is not null) = (status = 'delivered'))
);
create index notification_due on silversmith.notification (next_attempt_at) where status = 'pending';
create index notification_run on silversmith.notification (run_id);
create index notification_created on silversmith.notification (created_at desc, id desc);
comment on table silversmith.notification is 'Outbox of the webhook: written with the act that it tells of, delivered afterwards';
comment on column silversmith.notification.id is 'Id of the message, the same in every attempt';
comment on column silversmith.notification.kind is 'What it tells of';
comment on column silversmith.notification.run_id is 'The run it is about; null if it is about none';
comment on column silversmith.notification.payload is 'The message as it is sent';
comment on column silversmith.notification.status is 'pending, delivered, or dead once its attempts are used up';
comment on column silversmith.notification.attempts is 'Attempts so far';
comment on column silversmith.notification.next_attempt_at is 'Not tried before; an attempt under way puts it off, so that a lost server''s message is tried again';
comment on column silversmith.notification.last_error is 'Why the last attempt failed';
comment on column silversmith.notification.created_at is 'When the act happened, by the database''s clock';
comment on column silversmith.notification.delivered_at is 'When the receiver took it';
