-- One publisher of a commune's journal at a time. The fence grows each time the lease changes hands: what was begun
-- under an older one can no longer be recorded.

create table journal_lease (
    authority {uuid} not null,
    holder {uuid} not null,
    fence {int} not null,
    held_until {time} not null,
    primary key (authority)
);
