create table procedures_procedure (
  authority {uuid} not null,
  id {uuid} not null,
  slug text not null,
  unit {uuid},
  theme text not null,
  sheet {json} not null,
  published {int},
  latest {int} not null,
  created_at {time} not null,
  primary key (authority, id)
);
create unique index procedures_procedure_slug on procedures_procedure (authority, slug);
create table procedures_revision (
  authority {uuid} not null,
  procedure {uuid} not null,
  number {int} not null,
  form text not null,
  flow text not null,
  report {json},
  created_by {uuid},
  created_at {time} not null,
  published_by {uuid},
  published_at {time},
  primary key (authority, procedure, number)
);
create table procedures_draft (
  authority {uuid} not null,
  id {uuid} not null,
  procedure {uuid} not null,
  revision {int} not null,
  person {uuid} not null,
  visit {blob},
  version {int} not null,
  answers {blob} not null,
  page text not null,
  started_at {time} not null,
  touched_at {time} not null,
  primary key (authority, id)
);
create unique index procedures_draft_person on procedures_draft (authority, person, procedure);
create index procedures_draft_visit on procedures_draft (authority, visit);
create table procedures_upload (
  authority {uuid} not null,
  id {uuid} not null,
  holder {uuid} not null,
  person {uuid} not null,
  field text not null,
  position {int} not null,
  media text not null,
  size {int} not null,
  digest text not null,
  name {blob} not null,
  received_at {time} not null,
  primary key (authority, id)
);
create index procedures_upload_holder on procedures_upload (authority, holder, field, position);
create table procedures_file (
  authority {uuid} not null,
  id {uuid} not null,
  number text not null,
  procedure {uuid} not null,
  revision {int} not null,
  person {uuid} not null,
  unit {uuid},
  assignee {uuid},
  step text not null,
  before_steps text not null,
  state text not null,
  waiting {bool} not null,
  open {bool} not null,
  channel text not null,
  version {int} not null,
  answers {blob} not null,
  tracking {blob} not null,
  filed_at {time} not null,
  step_at {time} not null,
  last_at {time} not null,
  decided_at {time},
  due_on text not null,
  events {int} not null,
  primary key (authority, id)
);
create unique index procedures_file_number on procedures_file (authority, number);
create index procedures_file_queue on procedures_file (authority, open, due_on, number);
create index procedures_file_unit on procedures_file (authority, unit, open, due_on, number);
create index procedures_file_assignee on procedures_file (authority, assignee, open, due_on, number);
create index procedures_file_person on procedures_file (authority, person, filed_at);
create table procedures_event (
  authority {uuid} not null,
  file {uuid} not null,
  seq {int} not null,
  at {time} not null,
  kind text not null,
  by_kind text not null,
  by_person {uuid},
  by_unit {uuid},
  public {bool} not null,
  data {json} not null,
  body {blob},
  primary key (authority, file, seq)
);
create table procedures_correction (
  authority {uuid} not null,
  file {uuid} not null,
  seq {int} not null,
  kind text not null,
  fields {json} not null,
  asked_at {time} not null,
  answered_at {time},
  primary key (authority, file, seq)
);
create table procedures_document (
  authority {uuid} not null,
  id {uuid} not null,
  file {uuid} not null,
  person {uuid} not null,
  kind text not null,
  fingerprint text not null,
  pdf_digest text,
  pdf_sha256 text,
  pdf_size {int},
  record {blob} not null,
  signature text not null,
  kid text not null,
  issued_at {time} not null,
  primary key (authority, id)
);
create unique index procedures_document_fingerprint on procedures_document (authority, fingerprint);
create index procedures_document_file on procedures_document (authority, file, issued_at);
create table procedures_counter (
  authority {uuid} not null,
  year {int} not null,
  value {int} not null,
  primary key (authority, year)
);
