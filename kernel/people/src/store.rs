//! Every SQL statement of the slice, one text for both engines.

beffroi_store::statements! {
    // Persons and what is known of them.
    pub(crate) ADD_PERSON = "insert into people_person (authority, id, created_at) values ($1, $2, $3)";
    pub(crate) PERSON_EXISTS = "select 1 from people_person where authority = $1 and id = $2";
    pub(crate) SET_ATTRIBUTE = "insert into people_attribute (authority, person, name, version, sealed, updated_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (authority, person, name) do update
        set version = excluded.version, sealed = excluded.sealed, updated_at = excluded.updated_at";
    pub(crate) ATTRIBUTE_VERSION =
        "select version from people_attribute where authority = $1 and person = $2 and name = $3";
    pub(crate) ATTRIBUTES = "select name, sealed, updated_at from people_attribute where authority = $1 and person = $2 order by name";
    pub(crate) DROP_ATTRIBUTES = "delete from people_attribute where authority = $1 and person = $2";
    pub(crate) ADD_INDEX = "insert into people_index (authority, kind, value, person) values ($1, $2, $3, $4)
        on conflict (authority, kind, value, person) do nothing";
    pub(crate) DROP_INDEX = "delete from people_index where authority = $1 and person = $2 and kind = $3";
    pub(crate) DROP_ALL_INDEXES = "delete from people_index where authority = $1 and person = $2";
    pub(crate) FIND_BY_INDEX =
        "select person from people_index where authority = $1 and kind = $2 and value = $3 order by person";

    // Keys.
    pub(crate) KEYS_OF = "select key_no, basis, wrapped from people_key where authority = $1 and person = $2 order by key_no";
    pub(crate) KEY_FOR = "select key_no, wrapped from people_key where authority = $1 and person = $2 and basis = $3";
    pub(crate) NEXT_KEY_NO = "select coalesce(max(key_no), 0) + 1 from (
            select key_no from people_key where authority = $1 and person = $2
            union all select key_no from people_tombstone where authority = $1 and person = $2) as used";
    pub(crate) ADD_KEY = "insert into people_key (authority, person, key_no, basis, wrapped, created_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict do nothing";
    pub(crate) DROP_KEY = "delete from people_key where authority = $1 and person = $2 and key_no = $3";
    pub(crate) ADD_TOMBSTONE = "insert into people_tombstone (authority, person, key_no, basis, erased_at)
        values ($1, $2, $3, $4, $5)";
    pub(crate) TOMBSTONES = "select basis from people_tombstone where authority = $1 and person = $2";
    pub(crate) REPLAY_TOMBSTONES = "delete from people_key where authority = $1 and exists (
            select 1 from people_tombstone t
            where t.authority = $1 and t.person = people_key.person and t.key_no = people_key.key_no)";
    pub(crate) ALL_KEYS = "select person, key_no, basis, wrapped, created_at from people_key
        where authority = $1 and (person, key_no) > ($2, $3) order by person, key_no limit 500";
    pub(crate) REWRAP = "update people_key set wrapped = $4 where authority = $1 and person = $2 and key_no = $3 and wrapped = $5";

    // Journal.
    pub(crate) NEXT_LINK = "insert into people_chain (authority, person, length) values ($1, $2, 1)
        on conflict (authority, person) do update set length = people_chain.length + 1
        returning length";
    pub(crate) CHAINS = "select person, length from people_chain where authority = $1 order by person";
    pub(crate) CHAIN_LENGTH = "select length from people_chain where authority = $1 and person = $2";
    pub(crate) ADD_ENTRY = "insert into people_journal
        (authority, id, class, entry, label, subject, opening, sealed, window_key, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    pub(crate) IN_WINDOW =
        "select 1 from people_journal where authority = $1 and window_key = $2 and at > $3 limit 1";
    pub(crate) ENTRY_BY_LABEL =
        "select id, place, opening, sealed, entry from people_journal where authority = $1 and label = $2 and class = 1";
    pub(crate) PENDING =
        "select id, entry from people_journal where authority = $1 and place is null order by id limit 1000";
    pub(crate) PENDING_COUNT = "select count(*) from people_journal where authority = $1 and place is null";
    pub(crate) GIVE_PLACE =
        "update people_journal set place = $3, entry = $4 where authority = $1 and id = $2 and place is null";
    pub(crate) ENTRIES_FROM = "select place, class, entry, label, subject from people_journal
        where authority = $1 and place >= $2 order by place limit $3";
    pub(crate) FIGURES = "select class, count(*) from people_journal where authority = $1 group by class order by class";
    pub(crate) FIGURES_BELOW = "select class, count(*) from people_journal where authority = $1 and place < $2
        group by class order by class";
    pub(crate) LOG = "select origin, size, hour, frontier, checkpoint from people_log where authority = $1";
    pub(crate) START_LOG = "insert into people_log (authority, origin, size, hour, frontier, checkpoint, signed_at)
        values ($1, $2, 0, 0, $3, $4, $5) on conflict (authority) do nothing";
    pub(crate) MOVE_LOG = "update people_log set size = $3, hour = $4, frontier = $5 where authority = $1 and size = $2";
    pub(crate) SIGN_LOG = "update people_log set checkpoint = $3, signed_at = $4
        where authority = $1 and size = $2 and checkpoint = $5";

    // Units, roles, directory.
    pub(crate) ADD_UNIT = "insert into people_unit (authority, id, name, created_at) values ($1, $2, $3, $4)";
    pub(crate) RENAME_UNIT = "update people_unit set name = $3 where authority = $1 and id = $2";
    pub(crate) CLOSE_UNIT =
        "update people_unit set closed_at = $3 where authority = $1 and id = $2 and closed_at is null";
    pub(crate) UNITS = "select id, name, closed_at from people_unit where authority = $1 order by name, id";
    pub(crate) OPEN_UNIT = "select 1 from people_unit where authority = $1 and id = $2 and closed_at is null";
    pub(crate) GRANT = "insert into people_role (authority, person, role, unit, granted_by, granted_at)
        values ($1, $2, $3, $4, $5, $6) on conflict (authority, person, role, unit) do nothing";
    pub(crate) REVOKE = "delete from people_role where authority = $1 and person = $2 and role = $3 and unit = $4";
    pub(crate) GRANTS_OF = "select r.role, r.unit, u.name from people_role r
        left join people_unit u on u.authority = r.authority and u.id = r.unit and u.closed_at is null
        where r.authority = $1 and r.person = $2 order by r.role, u.name";
    pub(crate) STAFF = "select r.person, r.role, r.unit, u.name from people_role r
        left join people_unit u on u.authority = r.authority and u.id = r.unit and u.closed_at is null
        where r.authority = $1 order by r.person, r.role, u.name";
    pub(crate) SET_AGENT = "insert into people_agent (authority, person, sealed) values ($1, $2, $3)
        on conflict (authority, person) do update set sealed = excluded.sealed";
    pub(crate) AGENTS = "select person, sealed from people_agent where authority = $1 order by person";
    pub(crate) AGENT = "select sealed from people_agent where authority = $1 and person = $2";

    // Accounts.
    pub(crate) ADD_ACCOUNT = "insert into people_account
        (authority, person, email_index, password, created_at, confirmed_at) values ($1, $2, $3, $4, $5, $6)
        on conflict (authority, email_index) do nothing";
    pub(crate) ACCOUNT_BY_EMAIL = "select person, password, confirmed_at from people_account
        where authority = $1 and email_index = $2 and closed_at is null";
    pub(crate) ACCOUNT_OF = "select email_index, password, confirmed_at from people_account
        where authority = $1 and person = $2 and closed_at is null";
    pub(crate) SET_PASSWORD =
        "update people_account set password = $3 where authority = $1 and person = $2 and closed_at is null";
    pub(crate) CONFIRM_ACCOUNT = "update people_account set confirmed_at = $3
        where authority = $1 and person = $2 and confirmed_at is null and closed_at is null";
    pub(crate) SET_EMAIL_INDEX =
        "update people_account set email_index = $3 where authority = $1 and person = $2 and closed_at is null";
    pub(crate) CLOSE_ACCOUNT = "update people_account set closed_at = $3, email_index = null, password = null
        where authority = $1 and person = $2 and closed_at is null";
    pub(crate) ADD_TOKEN = "insert into people_token (authority, hash, person, kind, payload, expires_at)
        values ($1, $2, $3, $4, $5, $6)";
    pub(crate) TOKEN = "select person from people_token
        where authority = $1 and hash = $2 and kind = $3 and used_at is null and expires_at > $4";
    pub(crate) USE_TOKEN = "update people_token set used_at = $4
        where authority = $1 and hash = $2 and kind = $3 and used_at is null and expires_at > $4
        returning person, payload";
    pub(crate) DROP_TOKENS = "delete from people_token where authority = $1 and person = $2 and kind = $3";
    pub(crate) SWEEP_TOKENS = "delete from people_token where authority = $1 and expires_at < $2";

    // Sessions.
    pub(crate) ADD_SESSION = "insert into people_session
        (authority, id, hash, person, client, created_at, seen_at, expires_at) values ($1, $2, $3, $4, $5, $6, $6, $7)";
    pub(crate) SESSION_ACTOR = "select s.id, s.person, s.seen_at, s.expires_at, r.role, r.unit, u.name
        from people_session s
        join people_account a on a.authority = s.authority and a.person = s.person and a.closed_at is null
        left join people_role r on r.authority = s.authority and r.person = s.person
        left join people_unit u on u.authority = r.authority and u.id = r.unit and u.closed_at is null
        where s.authority = $1 and s.hash = $2 and s.ended_at is null and s.expires_at > $3";
    pub(crate) TOUCH_SESSION = "update people_session set seen_at = $3 where authority = $1 and id = $2 and seen_at < $3";
    pub(crate) SESSIONS = "select id, client, created_at, seen_at, expires_at from people_session
        where authority = $1 and person = $2 and ended_at is null and expires_at > $3 and seen_at > $4
        order by seen_at desc, id";
    pub(crate) END_SESSION =
        "update people_session set ended_at = $4 where authority = $1 and person = $2 and id = $3 and ended_at is null";
    pub(crate) END_SESSIONS = "update people_session set ended_at = $4
        where authority = $1 and person = $2 and id is distinct from $3 and ended_at is null";
    pub(crate) END_BY_COOKIE =
        "update people_session set ended_at = $3 where authority = $1 and hash = $2 and ended_at is null";
    pub(crate) SWEEP_SESSIONS = "delete from people_session where authority = $1 and expires_at < $2";

    // Delays after failures.
    pub(crate) THROTTLE = "select failures, last_at, next_at from people_throttle where authority = $1 and key = $2";
    pub(crate) SET_THROTTLE = "insert into people_throttle (authority, key, failures, last_at, next_at)
        values ($1, $2, $3, $4, $5)
        on conflict (authority, key) do update
        set failures = excluded.failures, last_at = excluded.last_at, next_at = excluded.next_at";
    pub(crate) UNCOUNT_THROTTLE = "update people_throttle set failures = failures - 1, next_at = $3
        where authority = $1 and key = $2 and failures > 0";
    pub(crate) CLEAR_THROTTLE = "delete from people_throttle where authority = $1 and key = $2";
    pub(crate) SWEEP_THROTTLE = "delete from people_throttle where authority = $1 and last_at < $2";
}
