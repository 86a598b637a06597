-- The batch runtime's repository: Open Liberty's own generated definition (ddlGen), with the index names PostgreSQL takes and the indexes
-- on foreign keys that it lacks. The tables belong to the batch runtime; nothing of Silversmith reads its truth from them.

create table batch.wlpjobinstance (
  jobinstanceid serial not null,
  amcname varchar(512),
  batchstatus integer not null,
  createtime timestamp not null,
  exitstatus varchar(512),
  instancestate integer not null,
  jobname varchar(256),
  jobxmlname varchar(128),
  jobxml bytea,
  numexecs integer not null,
  restarton varchar(128),
  submitter varchar(256),
  updatetime timestamp,
  primary key (jobinstanceid)
);
create table batch.wlpstepthreadinstance (
  partnum integer not null,
  stepname varchar(128) not null,
  threadtype varchar(31),
  checkpointdata bytea,
  fk_jobinstanceid bigint not null,
  fk_latest_stepexecid bigint not null,
  partitioned boolean,
  partitionplansize integer,
  startcount integer,
  primary key (partnum, stepname, fk_jobinstanceid)
);
create index wlpsti_fkinstanceid_ix on batch.wlpstepthreadinstance (fk_jobinstanceid);
create index wlpsti_fklatest_sei_ix on batch.wlpstepthreadinstance (fk_latest_stepexecid);
create table batch.wlpstepthreadexecution (
  stepexecid serial not null,
  threadtype varchar(31),
  batchstatus integer not null,
  m_commit bigint not null,
  endtime timestamp,
  exitstatus varchar(512),
  m_filter bigint not null,
  internalstatus integer not null,
  partnum integer not null,
  userdata bytea,
  m_processskip bigint not null,
  m_read bigint not null,
  m_readskip bigint not null,
  m_rollback bigint not null,
  starttime timestamp,
  stepname varchar(128) not null,
  m_write bigint not null,
  m_writeskip bigint not null,
  fk_jobexecid bigint not null,
  fk_toplvl_stepexecid bigint,
  ispartitionedstep boolean,
  primary key (stepexecid)
);
create index wlpste_fkjobexecid_ix on batch.wlpstepthreadexecution (fk_jobexecid);
create index wlpste_fktlstepeid_ix on batch.wlpstepthreadexecution (fk_toplvl_stepexecid);
create table batch.wlpjobexecution (
  jobexecid serial not null,
  batchstatus integer not null,
  createtime timestamp not null,
  endtime timestamp,
  execnum integer not null,
  exitstatus varchar(512),
  jobparameters bytea,
  updatetime timestamp,
  logpath varchar(512),
  resturl varchar(512),
  serverid varchar(256),
  starttime timestamp,
  fk_jobinstanceid bigint not null,
  primary key (jobexecid)
);
create index wlpje_fkinstanceid_ix on batch.wlpjobexecution (fk_jobinstanceid);
create table batch.wlpremotablepartition (
  partnum integer not null,
  stepname varchar(255) not null,
  internalstate integer,
  lastupdated timestamp,
  logpath varchar(512),
  resturl varchar(512),
  serverid varchar(256),
  fk_jobexecutionid bigint not null,
  fk_stepexecutionid bigint,
  primary key (partnum, stepname, fk_jobexecutionid)
);
create table batch.wlpgroupassociation (
  fk_jobinstanceid bigint,
  groupnames varchar(255)
);
create index wlpga_fkinstanceid_ix on batch.wlpgroupassociation (fk_jobinstanceid);
create table batch.wlpjobparameter (
  name varchar(255),
  value varchar(255),
  fk_jobexecid bigint
);
create index wlpjp_fkjobexecid_ix on batch.wlpjobparameter (fk_jobexecid);
alter table batch.wlpstepthreadexecution add constraint unq_wlpstepthreadexecution_0 unique (fk_jobexecid, stepname, partnum);
alter table batch.wlpstepthreadinstance add constraint fk_wlpstepthreadinstance_fk_latest_stepexecid foreign key (fk_latest_stepexecid) references batch.wlpstepthreadexecution (stepexecid);
alter table batch.wlpstepthreadinstance add constraint fk_wlpstepthreadinstance_fk_jobinstanceid foreign key (fk_jobinstanceid) references batch.wlpjobinstance (jobinstanceid);
alter table batch.wlpstepthreadexecution add constraint fk_wlpstepthreadexecution_fk_toplvl_stepexecid foreign key (fk_toplvl_stepexecid) references batch.wlpstepthreadexecution (stepexecid);
alter table batch.wlpstepthreadexecution add constraint fk_wlpstepthreadexecution_fk_jobexecid foreign key (fk_jobexecid) references batch.wlpjobexecution (jobexecid);
alter table batch.wlpjobexecution add constraint fk_wlpjobexecution_fk_jobinstanceid foreign key (fk_jobinstanceid) references batch.wlpjobinstance (jobinstanceid);
alter table batch.wlpremotablepartition add constraint fk_wlpremotablepartition_fk_stepexecutionid foreign key (fk_stepexecutionid) references batch.wlpstepthreadexecution (stepexecid);
alter table batch.wlpremotablepartition add constraint fk_wlpremotablepartition_fk_jobexecutionid foreign key (fk_jobexecutionid) references batch.wlpjobexecution (jobexecid);
alter table batch.wlpgroupassociation add constraint fk_wlpgroupassociation_fk_jobinstanceid foreign key (fk_jobinstanceid) references batch.wlpjobinstance (jobinstanceid);
alter table batch.wlpjobparameter add constraint fk_wlpjobparameter_fk_jobexecid foreign key (fk_jobexecid) references batch.wlpjobexecution (jobexecid);
create index wlprp_fkjobexec_ix on batch.wlpremotablepartition (fk_jobexecutionid);
create index wlprp_fkstepexec_ix on batch.wlpremotablepartition (fk_stepexecutionid);

comment on table batch.wlpjobinstance is 'Batch runtime: one job instance per run';
comment on table batch.wlpjobexecution is 'Batch runtime: executions of job instances';
comment on table batch.wlpjobparameter is 'Batch runtime: parameters of executions';
comment on table batch.wlpgroupassociation is 'Batch runtime: groups of job instances';
comment on table batch.wlpstepthreadexecution is 'Batch runtime: executions of batch steps and partitions';
comment on table batch.wlpstepthreadinstance is 'Batch runtime: batch steps and partitions';
comment on table batch.wlpremotablepartition is 'Batch runtime: partitions that could run elsewhere';
