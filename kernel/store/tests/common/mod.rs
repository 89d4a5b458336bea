//! A small slice to test with: accounts of a savings club, per authority.

use beffroi_store::Migrations;

pub(crate) const CLUB: Migrations = Migrations {
    slice: "club",
    files: &[(
        "0001_start.sql",
        "create table club_member (
            authority {uuid} not null,
            id {uuid} not null,
            name text not null,
            savings {int} not null check (savings >= 0),
            primary key (authority, id),
            unique (authority, name)
        );
        create table club_note (
            authority {uuid} not null,
            id {uuid} not null,
            member {uuid} not null,
            body text,
            primary key (authority, id),
            foreign key (authority, member) references club_member (authority, id)
        );
        create table club_kind (
            authority {uuid} not null,
            id {uuid} not null,
            flag {bool},
            whole {int},
            number {float},
            words text,
            bytes {blob},
            moment {time},
            document {json},
            primary key (authority, id)
        ) {identity-free};",
    )],
};

beffroi_store::statements! {
    pub(crate) JOIN = "insert into club_member (authority, id, name, savings) values ($1, $2, $3, $4)";
    pub(crate) MEMBERS = "select id, name, savings from club_member where authority = $1 order by name";
    pub(crate) SAVINGS = "select savings from club_member where authority = $1 and id = $2";
    pub(crate) TOTAL = "select coalesce(sum(savings), 0) as total, count(*) as members from club_member where authority = $1";
    pub(crate) SET_SAVINGS = "update club_member set savings = $3 where authority = $1 and id = $2";
    pub(crate) ADD_SAVINGS = "update club_member set savings = savings + $3 where authority = $1 and id = $2 returning savings";
    pub(crate) NOTE = "insert into club_note (authority, id, member, body) values ($1, $2, $3, $4)";
    pub(crate) KEEP = "insert into club_kind (authority, id, flag, whole, number, words, bytes, moment, document)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    pub(crate) KEPT = "select flag, whole, number, words, bytes, moment, document from club_kind
        where authority = $1 and id = $2";
    pub(crate) EVERY_MEMBER (kernel) = "select authority, name from club_member order by name";
}
