//! Every SQL statement of the slice, one text for both engines.

beffroi_store::statements! {
    pub(crate) TAKE = "insert into journal_lease (authority, holder, fence, held_until) values ($1, $2, 1, $3)
        on conflict (authority) do update
        set holder = excluded.holder, fence = journal_lease.fence + 1, held_until = excluded.held_until
        where journal_lease.held_until <= $4 or journal_lease.holder = excluded.holder
        returning fence";
    pub(crate) HOLD = "update journal_lease set held_until = $4 where authority = $1 and holder = $2 and fence = $3";
    pub(crate) LET_GO = "update journal_lease set held_until = $4
        where authority = $1 and holder = $2 and fence = $3 and held_until > $4";
}
