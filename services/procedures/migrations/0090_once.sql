-- The key of the form that wrote a line of the history: the same form sent again writes nothing.
alter table procedures_event add column once text;
create unique index procedures_event_once on procedures_event (authority, file, once) where once is not null;
