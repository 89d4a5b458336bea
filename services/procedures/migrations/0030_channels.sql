-- A request that an agent writes down for somebody. The identifier is the draft's, then the file's: the row stays, and says through
-- which channel the request came and who wrote it.
create table procedures_entry (
  authority {uuid} not null,
  id {uuid} not null,
  procedure {uuid} not null,
  revision {int} not null,
  person {uuid} not null,
  agent {uuid} not null,
  unit {uuid},
  channel text not null,
  received_on text not null,
  begun_at {time} not null,
  number text,
  filed_at {time},
  primary key (authority, id)
);
create index procedures_entry_agent on procedures_entry (authority, agent, begun_at);
-- A page that one telephone may use once, for a few minutes, to send a photo to one question of one draft. The token itself is not kept.
create table procedures_photo (
  authority {uuid} not null,
  hash {blob} not null,
  draft {uuid} not null,
  field text not null,
  expires_at {time} not null,
  used_at {time},
  primary key (authority, hash)
);
