-- The agents' lists. An index for each way of looking, all in the order in which files are handled, so that a page of
-- fifty reads fifty entries whatever the number of files. The three wide ones hold every column of a line.
alter table procedures_file add column team {uuid};
drop index procedures_file_queue;
drop index procedures_file_unit;
drop index procedures_file_assignee;
create index procedures_file_in_unit on procedures_file
  (authority, unit, open, due_on, number, procedure, revision, step, state, waiting, channel, assignee, team, filed_at);
create index procedures_file_of_agent on procedures_file
  (authority, assignee, open, due_on, number, unit, procedure, revision, step, state, waiting, channel, team, filed_at);
create index procedures_file_of_procedure on procedures_file
  (authority, unit, procedure, open, due_on, number, revision, step, state, waiting, channel, assignee, team, filed_at);
create index procedures_file_of_agent_in_unit on procedures_file (authority, unit, assignee, open, due_on, number);
-- An order is read from an index only where what comes before it is one value, and « is null » is none to PostgreSQL.
create index procedures_file_of_nobody on procedures_file (authority, unit, open, due_on, number) where assignee is null;
create index procedures_file_in_no_unit on procedures_file (authority, open, due_on, number) where unit is null;
create index procedures_file_of_team on procedures_file (authority, team, open, due_on, number);
create index procedures_file_in_state on procedures_file (authority, unit, state, open, due_on, number);
create index procedures_file_waiting on procedures_file (authority, unit, waiting, open, due_on, number);
create index procedures_file_filed on procedures_file (authority, unit, open, filed_at, number);

-- Labels of a unit. The number is small and says nothing, so that a line can hold several.
create table procedures_label (
  authority {uuid} not null,
  id {int} not null,
  unit {uuid} not null,
  name text not null,
  colour {int} not null,
  created_at {time} not null,
  primary key (authority, id)
);
create unique index procedures_label_name on procedures_label (authority, unit, name);

-- `open` and `due_on` are the file's: they follow it, so that the files of a label come in order.
create table procedures_file_label (
  authority {uuid} not null,
  number text not null,
  label {int} not null,
  open {bool} not null,
  due_on text not null,
  primary key (authority, number, label)
);
create index procedures_file_label_list on procedures_file_label (authority, label, open, due_on, number);

-- A filter under a name: one agent's, or shared in a unit.
create table procedures_view (
  authority {uuid} not null,
  id {uuid} not null,
  owner {uuid} not null,
  unit {uuid},
  name text not null,
  filter text not null,
  created_at {time} not null,
  primary key (authority, id)
);
create index procedures_view_owner on procedures_view (authority, owner, name);
create index procedures_view_unit on procedures_view (authority, unit, name);

-- Agents of a unit who share a pile.
create table procedures_team (
  authority {uuid} not null,
  id {uuid} not null,
  unit {uuid} not null,
  name text not null,
  created_at {time} not null,
  primary key (authority, id)
);
create unique index procedures_team_name on procedures_team (authority, unit, name);
create table procedures_team_member (
  authority {uuid} not null,
  team {uuid} not null,
  person {uuid} not null,
  primary key (authority, team, person)
);
create index procedures_team_member_person on procedures_team_member (authority, person);

-- Where requests of a procedure go: the first rule whose condition holds, else the procedure's unit.
create table procedures_route (
  authority {uuid} not null,
  procedure {uuid} not null,
  position {int} not null,
  cond {json} not null,
  unit {uuid} not null,
  team {uuid},
  primary key (authority, procedure, position)
);

create table procedures_follow (
  authority {uuid} not null,
  person {uuid} not null,
  number text not null,
  since {time} not null,
  primary key (authority, person, number)
);
