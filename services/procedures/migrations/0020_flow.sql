alter table procedures_file add column legal_on text;
alter table procedures_file add column alert_on text;
alter table procedures_file add column failed {int};
alter table procedures_file add column erase_on text;
alter table procedures_file add column erase_how text;
alter table procedures_file add column hold_until text;
create table procedures_fired (
  authority {uuid} not null,
  file {uuid} not null,
  timer text not null,
  entry {time} not null,
  at {time} not null,
  primary key (authority, file, timer, entry)
);
create table procedures_task (
  authority {uuid} not null,
  id {uuid} not null,
  file {uuid} not null,
  person {uuid} not null,
  kind text not null,
  state text not null,
  party text not null,
  unit {uuid},
  step text not null,
  entry {time} not null,
  data {json} not null,
  body {blob},
  answers {blob},
  tries {int} not null,
  due_on text,
  made_at {time} not null,
  ended_at {time},
  primary key (authority, id)
);
create index procedures_task_file on procedures_task (authority, file, made_at);
create index procedures_task_state on procedures_task (authority, state, kind, unit, made_at);
