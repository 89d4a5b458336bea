-- Letters that wait to be printed, and what became of them. `letter` is sealed under the person's key; a list shows reference, unit and date.
create table web_letter (
  authority {uuid} not null,
  id {uuid} not null,
  person {uuid} not null,
  unit {uuid},
  reference text not null,
  letter {blob} not null,
  state text not null,
  created_at {time} not null,
  batch {uuid},
  proof text not null,
  returned_at {time},
  primary key (authority, id)
);
create index web_letter_state on web_letter (authority, state, unit, created_at, id);
create index web_letter_batch_letters on web_letter (authority, batch, id);
create table web_letter_batch (
  authority {uuid} not null,
  id {uuid} not null,
  unit {uuid},
  printed_at {time} not null,
  printed_by {uuid},
  posted_on text not null,
  posted_by {uuid},
  primary key (authority, id)
);
create index web_letter_batch_unit on web_letter_batch (authority, unit, printed_at);
