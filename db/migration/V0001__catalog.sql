-- The catalog: what can be run, in which order, with which arguments.

create table silversmith.transformation_procedure (
  id                   uuid primary key,
  schema_name          text not null check (schema_name <> '' and octet_length(schema_name) <= 63),
  procedure_name       text not null check (procedure_name <> '' and octet_length(procedure_name) <= 63),
  kind                 text not null default 'other' check (kind in ('dimension', 'fact', 'other')),
  description          text not null default '',
  owner                text not null default '',
  enabled              boolean not null default true,
  supports_incremental boolean not null default true,
  supports_full        boolean not null default false,
  allow_full_refresh   boolean not null default false,
  transaction          text not null default 'managed' check (transaction in ('managed', 'own')),
  search_path          text[] not null default '{}',
  statement_timeout_ms bigint check (statement_timeout_ms > 0),
  lock_timeout_ms      bigint not null default 300000 check (lock_timeout_ms > 0),
  freshness_limit_ms   bigint check (freshness_limit_ms > 0),
  max_attempts         integer not null default 1 check (max_attempts between 1 and 100),
  backoff_ms           bigint not null default 0 check (backoff_ms >= 0),
  arguments            text[],
  signature            text,
  body_hash            text,
  ordinal              integer not null default 0,
  created_at           timestamptz not null default clock_timestamp(),
  updated_at           timestamptz not null default clock_timestamp(),
  updated_by           text not null,
  version              bigint not null default 0,
  unique (schema_name, procedure_name)
);
comment on table silversmith.transformation_procedure is 'Catalog of executables: one PostgreSQL procedure or function each';
comment on column silversmith.transformation_procedure.id is 'Time-ordered id';
comment on column silversmith.transformation_procedure.schema_name is 'Schema, as PostgreSQL keeps it';
comment on column silversmith.transformation_procedure.procedure_name is 'Name inside the schema, as PostgreSQL keeps it';
comment on column silversmith.transformation_procedure.kind is 'dimension, fact or other; in a run every dimension precedes every fact';
comment on column silversmith.transformation_procedure.description is 'For people';
comment on column silversmith.transformation_procedure.owner is 'The team to ask';
comment on column silversmith.transformation_procedure.enabled is 'A disabled procedure is not selected';
comment on column silversmith.transformation_procedure.supports_incremental is 'May run in mode incremental';
comment on column silversmith.transformation_procedure.supports_full is 'May run in mode full';
comment on column silversmith.transformation_procedure.allow_full_refresh is 'A full refresh may be requested';
comment on column silversmith.transformation_procedure.transaction is 'managed: the engine commits; own: it commits inside, at least once';
comment on column silversmith.transformation_procedure.search_path is 'Schemas for unqualified names inside the procedure';
comment on column silversmith.transformation_procedure.statement_timeout_ms is 'Longest time of the call in milliseconds; null for no limit';
comment on column silversmith.transformation_procedure.lock_timeout_ms is 'Longest wait for one lock in milliseconds';
comment on column silversmith.transformation_procedure.freshness_limit_ms is 'Stale when the last success is older, in milliseconds';
comment on column silversmith.transformation_procedure.max_attempts is 'Tries for transient errors';
comment on column silversmith.transformation_procedure.backoff_ms is 'First wait between tries in milliseconds';
comment on column silversmith.transformation_procedure.arguments is 'Argument types, where the name is overloaded';
comment on column silversmith.transformation_procedure.signature is 'Identity arguments at registration';
comment on column silversmith.transformation_procedure.body_hash is 'SHA-256 of the definition at registration, to notice drift';
comment on column silversmith.transformation_procedure.ordinal is 'Place in the catalog file, kept for export';
comment on column silversmith.transformation_procedure.created_at is 'When the row was made';
comment on column silversmith.transformation_procedure.updated_at is 'When the row last changed';
comment on column silversmith.transformation_procedure.updated_by is 'Who changed the row last';
comment on column silversmith.transformation_procedure.version is 'Optimistic lock';

create table silversmith.transformation_dependency (
  id                  uuid primary key,
  parent_procedure_id uuid not null references silversmith.transformation_procedure on delete restrict,
  child_procedure_id  uuid not null references silversmith.transformation_procedure on delete restrict,
  created_at          timestamptz not null default clock_timestamp(),
  updated_at          timestamptz not null default clock_timestamp(),
  updated_by          text not null,
  version             bigint not null default 0,
  unique (parent_procedure_id, child_procedure_id),
  check (parent_procedure_id <> child_procedure_id)
);
create index transformation_dependency_child on silversmith.transformation_dependency (child_procedure_id);
comment on table silversmith.transformation_dependency is 'Edges parent to child: the child starts after the parent succeeded; acyclic';
comment on column silversmith.transformation_dependency.id is 'Time-ordered id';
comment on column silversmith.transformation_dependency.parent_procedure_id is 'Must succeed first';
comment on column silversmith.transformation_dependency.child_procedure_id is 'Starts afterwards';
comment on column silversmith.transformation_dependency.created_at is 'When the row was made';
comment on column silversmith.transformation_dependency.updated_at is 'When the row last changed';
comment on column silversmith.transformation_dependency.updated_by is 'Who changed the row last';
comment on column silversmith.transformation_dependency.version is 'Optimistic lock';

create table silversmith.transformation_parameter (
  id           uuid primary key,
  procedure_id uuid not null references silversmith.transformation_procedure on delete restrict,
  name         text not null check (name <> '' and octet_length(name) <= 63),
  mode         text check (mode in ('incremental', 'full')),
  data_type    text not null,
  source       text not null,
  value        jsonb,
  ordinal      integer not null,
  required     boolean not null default false,
  secret       text,
  created_at   timestamptz not null default clock_timestamp(),
  updated_at   timestamptz not null default clock_timestamp(),
  updated_by   text not null,
  version      bigint not null default 0,
  unique nulls not distinct (procedure_id, name, mode),
  check ((source = 'value') = (value is not null)),
  check ((source = 'secret') = (secret is not null)),
  check (source in ('value', 'secret', 'watermark.lower', 'watermark.upper', 'run.id', 'run.mode', 'run.startedAt',
                    'run.businessDate', 'run.requestedBy'))
);
create index transformation_parameter_name on silversmith.transformation_parameter (procedure_id, name);
comment on table silversmith.transformation_parameter is 'Named arguments: a default value, a value for one mode, or a source';
comment on column silversmith.transformation_parameter.id is 'Time-ordered id';
comment on column silversmith.transformation_parameter.procedure_id is 'Whose argument';
comment on column silversmith.transformation_parameter.name is 'Argument name in the signature';
comment on column silversmith.transformation_parameter.mode is 'Only in this mode; null for every mode';
comment on column silversmith.transformation_parameter.data_type is 'SQL type';
comment on column silversmith.transformation_parameter.source is 'value, secret, watermark.* or run.*';
comment on column silversmith.transformation_parameter.value is 'The constant; JSON null passes SQL NULL';
comment on column silversmith.transformation_parameter.ordinal is 'Place in the catalog file';
comment on column silversmith.transformation_parameter.required is 'The argument has no DEFAULT';
comment on column silversmith.transformation_parameter.secret is 'Name of the configuration property that holds the value';
comment on column silversmith.transformation_parameter.created_at is 'When the row was made';
comment on column silversmith.transformation_parameter.updated_at is 'When the row last changed';
comment on column silversmith.transformation_parameter.updated_by is 'Who changed the row last';
comment on column silversmith.transformation_parameter.version is 'Optimistic lock';

create table silversmith.transformation_group (
  id         uuid primary key,
  name       text not null unique check (name <> ''),
  sequence   integer not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  updated_by text not null,
  version    bigint not null default 0
);
comment on table silversmith.transformation_group is 'Ordered lists of procedures that can share one transaction';
comment on column silversmith.transformation_group.id is 'Time-ordered id';
comment on column silversmith.transformation_group.name is 'Unique name';
comment on column silversmith.transformation_group.sequence is 'Breaks ties between groups, smaller first';
comment on column silversmith.transformation_group.created_at is 'When the row was made';
comment on column silversmith.transformation_group.updated_at is 'When the row last changed';
comment on column silversmith.transformation_group.updated_by is 'Who changed the row last';
comment on column silversmith.transformation_group.version is 'Optimistic lock';

create table silversmith.transformation_group_member (
  id           uuid primary key,
  group_id     uuid not null references silversmith.transformation_group on delete cascade,
  procedure_id uuid not null unique references silversmith.transformation_procedure on delete restrict,
  sequence     integer not null,
  created_at   timestamptz not null default clock_timestamp(),
  updated_at   timestamptz not null default clock_timestamp(),
  updated_by   text not null,
  version      bigint not null default 0,
  unique (group_id, sequence)
);
comment on table silversmith.transformation_group_member is 'Members of groups; a procedure is in at most one group';
comment on column silversmith.transformation_group_member.id is 'Time-ordered id';
comment on column silversmith.transformation_group_member.group_id is 'The group';
comment on column silversmith.transformation_group_member.procedure_id is 'The member';
comment on column silversmith.transformation_group_member.sequence is 'Place in the group, from 1';
comment on column silversmith.transformation_group_member.created_at is 'When the row was made';
comment on column silversmith.transformation_group_member.updated_at is 'When the row last changed';
comment on column silversmith.transformation_group_member.updated_by is 'Who changed the row last';
comment on column silversmith.transformation_group_member.version is 'Optimistic lock';

create table silversmith.procedure_tag (
  id         uuid primary key,
  name       text not null unique check (name <> ''),
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  updated_by text not null,
  version    bigint not null default 0
);
comment on table silversmith.procedure_tag is 'Labels for selections';
comment on column silversmith.procedure_tag.id is 'Time-ordered id';
comment on column silversmith.procedure_tag.name is 'Unique name';
comment on column silversmith.procedure_tag.created_at is 'When the row was made';
comment on column silversmith.procedure_tag.updated_at is 'When the row last changed';
comment on column silversmith.procedure_tag.updated_by is 'Who changed the row last';
comment on column silversmith.procedure_tag.version is 'Optimistic lock';

create table silversmith.procedure_tag_link (
  id           uuid primary key,
  procedure_id uuid not null references silversmith.transformation_procedure on delete restrict,
  tag_id       uuid not null references silversmith.procedure_tag on delete restrict,
  created_at   timestamptz not null default clock_timestamp(),
  updated_at   timestamptz not null default clock_timestamp(),
  updated_by   text not null,
  version      bigint not null default 0,
  unique (procedure_id, tag_id)
);
create index procedure_tag_link_tag on silversmith.procedure_tag_link (tag_id);
comment on table silversmith.procedure_tag_link is 'Which procedure has which label';
comment on column silversmith.procedure_tag_link.id is 'Time-ordered id';
comment on column silversmith.procedure_tag_link.procedure_id is 'The procedure';
comment on column silversmith.procedure_tag_link.tag_id is 'The label';
comment on column silversmith.procedure_tag_link.created_at is 'When the row was made';
comment on column silversmith.procedure_tag_link.updated_at is 'When the row last changed';
comment on column silversmith.procedure_tag_link.updated_by is 'Who changed the row last';
comment on column silversmith.procedure_tag_link.version is 'Optimistic lock';

create table silversmith.refresh_target (
  id           uuid primary key,
  schema_name  text not null check (schema_name <> '' and octet_length(schema_name) <= 63),
  view_name    text not null check (view_name <> '' and octet_length(view_name) <= 63),
  "concurrently" boolean not null default false,
  enabled      boolean not null default true,
  created_at   timestamptz not null default clock_timestamp(),
  updated_at   timestamptz not null default clock_timestamp(),
  updated_by   text not null,
  version      bigint not null default 0,
  unique (schema_name, view_name)
);
comment on table silversmith.refresh_target is 'Materialized views that are refreshed after the procedures linked to them';
comment on column silversmith.refresh_target.id is 'Time-ordered id';
comment on column silversmith.refresh_target.schema_name is 'Schema';
comment on column silversmith.refresh_target.view_name is 'Materialized view';
comment on column silversmith.refresh_target."concurrently" is 'REFRESH ... CONCURRENTLY';
comment on column silversmith.refresh_target.enabled is 'A disabled target is not refreshed';
comment on column silversmith.refresh_target.created_at is 'When the row was made';
comment on column silversmith.refresh_target.updated_at is 'When the row last changed';
comment on column silversmith.refresh_target.updated_by is 'Who changed the row last';
comment on column silversmith.refresh_target.version is 'Optimistic lock';

create table silversmith.procedure_refresh_link (
  id                uuid primary key,
  procedure_id      uuid not null references silversmith.transformation_procedure on delete restrict,
  refresh_target_id uuid not null references silversmith.refresh_target on delete restrict,
  trigger           text not null default 'success' check (trigger in ('success', 'always')),
  sequence          integer not null default 1,
  blocking          boolean not null default false,
  created_at        timestamptz not null default clock_timestamp(),
  updated_at        timestamptz not null default clock_timestamp(),
  updated_by        text not null,
  version           bigint not null default 0,
  unique (procedure_id, refresh_target_id)
);
create index procedure_refresh_link_sequence on silversmith.procedure_refresh_link (procedure_id, sequence);
create index procedure_refresh_link_target on silversmith.procedure_refresh_link (refresh_target_id);
comment on table silversmith.procedure_refresh_link is 'Which procedure triggers the refresh of which view';
comment on column silversmith.procedure_refresh_link.id is 'Time-ordered id';
comment on column silversmith.procedure_refresh_link.procedure_id is 'The procedure';
comment on column silversmith.procedure_refresh_link.refresh_target_id is 'The view';
comment on column silversmith.procedure_refresh_link.trigger is 'success: only after success; always: after every end';
comment on column silversmith.procedure_refresh_link.sequence is 'Order among refreshes';
comment on column silversmith.procedure_refresh_link.blocking is 'Children of the procedure wait for the refresh';
comment on column silversmith.procedure_refresh_link.created_at is 'When the row was made';
comment on column silversmith.procedure_refresh_link.updated_at is 'When the row last changed';
comment on column silversmith.procedure_refresh_link.updated_by is 'Who changed the row last';
comment on column silversmith.procedure_refresh_link.version is 'Optimistic lock';
