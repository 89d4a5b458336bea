-- Logs of neighbours that this commune witnesses, the head of each that it cosigned last, and what proves that one of
-- them showed two histories.

create table journal_neighbour (
    authority {uuid} not null,
    origin text not null,
    vkey text not null,
    added_at {time} not null,
    primary key (authority, origin)
);

create table journal_witnessed (
    authority {uuid} not null,
    origin text not null,
    size {int} not null,
    root {blob} not null,
    note text not null,
    cosigned_at {time} not null,
    primary key (authority, origin)
);

create table journal_evidence (
    authority {uuid} not null,
    origin text not null,
    mark {blob} not null,
    cosigned text not null,
    refused text not null,
    why text not null,
    seen_at {time} not null,
    primary key (authority, origin, mark)
);
