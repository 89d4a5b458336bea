-- What registers answered, beside the draft or the file it was asked for.
create table procedures_reading (
  authority {uuid} not null,
  holder {uuid} not null,
  source text not null,
  question {blob} not null,
  id {uuid} not null,
  person {uuid} not null,
  state text not null,
  version {int} not null,
  body {blob},
  tries {int} not null,
  read_at {time} not null,
  refused_at {time},
  primary key (authority, holder, source, question)
);
create index procedures_reading_person on procedures_reading (authority, person, read_at);
-- Which window saved a page of a draft last, and at which version of the draft.
create table procedures_draft_window (
  authority {uuid} not null,
  draft {uuid} not null,
  page text not null,
  window_name text not null,
  version {int} not null,
  primary key (authority, draft, page)
);
-- People whom the applicant let into her file.
create table procedures_party (
  authority {uuid} not null,
  file {uuid} not null,
  id {uuid} not null,
  rights text not null,
  label {blob} not null,
  code {blob} not null,
  person {uuid},
  invited_at {time} not null,
  expires_at {time} not null,
  accepted_at {time},
  revoked_at {time},
  primary key (authority, file, id)
);
create unique index procedures_party_code on procedures_party (authority, code);
create index procedures_party_person on procedures_party (authority, person);
-- News that an applicant asked for, and the day by which they are expected.
create table procedures_news (
  authority {uuid} not null,
  file {uuid} not null,
  asked_at {time} not null,
  answer_by text not null,
  answered_at {time},
  primary key (authority, file, asked_at)
);
-- Internal appeals against a decision.
create table procedures_appeal (
  authority {uuid} not null,
  file {uuid} not null,
  seq {int} not null,
  decided_by {uuid},
  due_before text not null,
  answer_by text not null,
  filed_at {time} not null,
  outcome text,
  answered_at {time},
  answered_by {uuid},
  primary key (authority, file, seq)
);
-- How it went: counts by month, never a row per answer.
create table procedures_satisfaction (
  authority {uuid} not null,
  procedure {uuid} not null,
  month text not null,
  question text not null,
  answer text not null,
  n {int} not null,
  primary key (authority, procedure, month, question, answer)
);
-- Files whose sender has answered, by a keyed hash: one answer each.
create table procedures_satisfaction_spent (
  authority {uuid} not null,
  ticket {blob} not null,
  primary key (authority, ticket)
);
