-- Work to do after a transaction: kept until done, then deleted; dead letters stay until someone looks at them.
create table store_job (
    authority {uuid} not null,
    id {uuid} not null,
    kind text not null,
    payload {json} not null,
    -- 'ready' (waiting or leased) or 'dead'
    state text not null,
    run_at {time} not null,
    lease_by {uuid},
    lease_until {time},
    attempt {int} not null,
    max_attempts {int} not null,
    -- at most one ready job of this kind and key
    unique_key text,
    -- jobs of one lane run one after the other, in the order of their turn
    lane text,
    turn {int} not null,
    last_error text,
    created_at {time} not null,
    primary key (authority, id)
);
create unique index store_job_key on store_job (authority, kind, unique_key)
    where unique_key is not null and state = 'ready';
create index store_job_due on store_job (run_at) where state = 'ready';
create index store_job_lane on store_job (authority, lane, turn) where lane is not null;

-- Events told by a transaction, until the relay has made jobs of them.
create table store_outbox (
    authority {uuid} not null,
    id {uuid} not null,
    event text not null,
    payload {json} not null,
    created_at {time} not null,
    primary key (authority, id)
);
