-- What the catalog file says of the surroundings of a call, and watermarks that outlive their declaration.

alter table silversmith.transformation_procedure
  add column rows_out        text check (rows_out <> '' and octet_length(rows_out) <= 63),
  add column expect_min_rows integer check (expect_min_rows >= 0),
  add column expect_query    text check (expect_query <> ''),
  add column after_success   text[] not null default '{}',
  add check (expect_min_rows is null or expect_query is null);
comment on column silversmith.transformation_procedure.rows_out is 'OUT or INOUT argument in which the procedure reports a number of rows';
comment on column silversmith.transformation_procedure.expect_min_rows is 'Fewest changed rows with which a step may commit';
comment on column silversmith.transformation_procedure.expect_query is 'Query whose one boolean must be true before a step may commit';
comment on column silversmith.transformation_procedure.after_success is 'Statements after the commit: analyze, vacuum or vacuum analyze of a table';

alter table silversmith.transformation_watermark
  add column declared boolean not null default true;
comment on column silversmith.transformation_watermark.declared is
  'False when the catalog does not declare it any more: the value is kept for the day when it is declared again';

alter table silversmith.procedure_refresh_link
  add column ordinal integer not null default 0;
comment on column silversmith.procedure_refresh_link.ordinal is 'Place in the catalog file';
