-- Persons, accounts, rights, keys and journal. No column of these tables holds personal data in clear:
-- `sealed`, `opening`, `wrapped` and `payload` are ciphertexts, `email_index`, `value`, `window_key` and
-- `people_throttle.key` are keyed hashes.

create table people_person (
    authority {uuid} not null,
    id {uuid} not null,
    created_at {time} not null,
    primary key (authority, id)
);

create table people_attribute (
    authority {uuid} not null,
    person {uuid} not null,
    name text not null,
    version {int} not null,
    sealed {blob} not null,
    updated_at {time} not null,
    primary key (authority, person, name)
);

create table people_index (
    authority {uuid} not null,
    kind text not null,
    value {blob} not null,
    person {uuid} not null,
    primary key (authority, kind, value, person)
);
create index people_index_person on people_index (authority, person);

-- Kept apart from all other data: its backups are short-lived, those of the data are not.
create table people_key (
    authority {uuid} not null,
    person {uuid} not null,
    key_no {int} not null,
    basis text not null,
    wrapped {blob} not null,
    created_at {time} not null,
    primary key (authority, person, key_no),
    unique (authority, person, basis)
);

create table people_tombstone (
    authority {uuid} not null,
    person {uuid} not null,
    key_no {int} not null,
    basis text not null,
    erased_at {time} not null,
    primary key (authority, person, key_no)
);

create table people_chain (
    authority {uuid} not null,
    person {uuid} not null,
    length {int} not null,
    primary key (authority, person)
);

create table people_journal (
    authority {uuid} not null,
    id {uuid} not null,
    place {int},
    class {int} not null,
    entry {blob} not null,
    label {blob} not null,
    subject text,
    opening {blob},
    sealed {blob},
    window_key {blob},
    at {time} not null,
    primary key (authority, id),
    unique (authority, place)
);
create index people_journal_label on people_journal (authority, label);
create index people_journal_window on people_journal (authority, window_key, at);
create index people_journal_pending on people_journal (authority, id) where place is null;

create table people_log (
    authority {uuid} not null,
    origin text not null,
    size {int} not null,
    hour {int} not null,
    frontier {blob} not null,
    checkpoint text not null,
    signed_at {time} not null,
    primary key (authority)
);

create table people_unit (
    authority {uuid} not null,
    id {uuid} not null,
    name text not null,
    created_at {time} not null,
    closed_at {time},
    primary key (authority, id)
);

-- The unit 00000000-… stands for the whole commune.
create table people_role (
    authority {uuid} not null,
    person {uuid} not null,
    role text not null,
    unit {uuid} not null,
    granted_by {uuid},
    granted_at {time} not null,
    primary key (authority, person, role, unit)
);

create table people_agent (
    authority {uuid} not null,
    person {uuid} not null,
    sealed {blob} not null,
    primary key (authority, person)
);

create table people_account (
    authority {uuid} not null,
    person {uuid} not null,
    email_index {blob},
    password text,
    created_at {time} not null,
    confirmed_at {time},
    closed_at {time},
    primary key (authority, person),
    unique (authority, email_index)
);

create table people_token (
    authority {uuid} not null,
    hash {blob} not null,
    person {uuid} not null,
    kind text not null,
    payload {blob},
    expires_at {time} not null,
    used_at {time},
    primary key (authority, hash)
);
create index people_token_person on people_token (authority, person, kind);

create table people_session (
    authority {uuid} not null,
    id {uuid} not null,
    hash {blob} not null,
    person {uuid} not null,
    client text not null,
    created_at {time} not null,
    seen_at {time} not null,
    expires_at {time} not null,
    ended_at {time},
    primary key (authority, id),
    unique (authority, hash)
);
create index people_session_person on people_session (authority, person);

create table people_throttle (
    authority {uuid} not null,
    key {blob} not null,
    failures {int} not null,
    last_at {time} not null,
    next_at {time} not null,
    primary key (authority, key)
);
