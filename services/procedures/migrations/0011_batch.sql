-- One act on many files: what is asked (sealed: it may hold a message), the files with the version the agent saw, and what became of each.
create table procedures_batch (
  authority {uuid} not null,
  id {uuid} not null,
  person {uuid} not null,
  act {blob},
  state text not null,
  created_at {time} not null,
  finished_at {time},
  primary key (authority, id)
);
create table procedures_batch_item (
  authority {uuid} not null,
  batch {uuid} not null,
  position {int} not null,
  number text not null,
  version {int} not null,
  outcome text not null,
  primary key (authority, batch, position)
);

-- The daily mail of dates due: who wants none, and the last day told.
create table procedures_alert (
  authority {uuid} not null,
  person {uuid} not null,
  off {bool} not null,
  told_on text not null,
  primary key (authority, person)
);
