-- When what the catalogue says of a procedure last changed; null for those that have not changed since the column is there.
alter table procedures_procedure add column changed_at {time};
-- Where people are received: address, opening hours, access. `content` is a `Place`.
create table procedures_place (
  authority {uuid} not null,
  slug text not null,
  position {int} not null,
  content {json} not null,
  changed_at {time} not null,
  primary key (authority, slug)
);
-- An event of life as an ordered checklist. `content` is a `LifeEvent`.
create table procedures_life_event (
  authority {uuid} not null,
  slug text not null,
  position {int} not null,
  content {json} not null,
  changed_at {time} not null,
  primary key (authority, slug)
);
-- The commune's contours, simplified when imported. `content` is a `Drawing`.
create table procedures_map (
  authority {uuid} not null,
  content {json} not null,
  changed_at {time} not null,
  primary key (authority)
);
