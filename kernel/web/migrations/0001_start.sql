create table web_authority (
  id {uuid} not null primary key,
  hosts {json} not null,
  profile {json} not null,
  created_at {time} not null
);
create table web_signing_key (
  authority {uuid} not null,
  kid text not null,
  public_key {blob} not null,
  sealed {blob} not null,
  created_at {time} not null,
  retired_at {time},
  primary key (authority, kid)
);
create table web_search_document (
  authority {uuid} not null,
  kind text not null,
  subject {uuid} not null,
  lang text not null,
  title text not null,
  summary text not null,
  href text not null,
  primary key (authority, kind, subject, lang)
);
create table web_search_token (
  authority {uuid} not null,
  lang text not null,
  token text not null,
  kind text not null,
  subject {uuid} not null,
  weight {int} not null,
  whole {bool} not null,
  primary key (authority, lang, token, kind, subject)
);
create index web_search_token_subject on web_search_token (authority, kind, subject, lang);
