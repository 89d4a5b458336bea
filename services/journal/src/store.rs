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

    // Witness.
    pub(crate) ADD_NEIGHBOUR = "insert into journal_neighbour (authority, origin, vkey, added_at) values ($1, $2, $3, $4)
        on conflict (authority, origin) do update set vkey = excluded.vkey, added_at = excluded.added_at";
    pub(crate) REMOVE_NEIGHBOUR = "delete from journal_neighbour where authority = $1 and origin = $2";
    pub(crate) NEIGHBOUR = "select vkey from journal_neighbour where authority = $1 and origin = $2";
    pub(crate) NEIGHBOURS = "select n.origin, n.vkey, w.size, w.cosigned_at from journal_neighbour n
        left join journal_witnessed w on w.authority = n.authority and w.origin = n.origin
        where n.authority = $1 order by n.origin";
    pub(crate) WITNESSED = "select size, root, note from journal_witnessed where authority = $1 and origin = $2";
    pub(crate) WITNESS = "insert into journal_witnessed (authority, origin, size, root, note, cosigned_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (authority, origin) do update set size = excluded.size, root = excluded.root, note = excluded.note,
            cosigned_at = excluded.cosigned_at
        where journal_witnessed.size = $7 and journal_witnessed.root = $8";
    pub(crate) KEEP_EVIDENCE = "insert into journal_evidence (authority, origin, mark, cosigned, refused, why, seen_at)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (authority, origin, mark) do nothing";
    pub(crate) EVIDENCE = "select origin, cosigned, refused, why, seen_at from journal_evidence
        where authority = $1 order by seen_at desc, origin limit 50";
}
