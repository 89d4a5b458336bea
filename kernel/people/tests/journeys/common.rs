//! A small commune for tests: fixed clock, seeded chance, three declared processings, a resident and an agent.

use std::net::IpAddr;

use beffroi_people::{
    Actor, Attribute, Client, Fields, KeyRing, Limits, NewAccount, People, Processing, Purpose, Register,
    Role, Use, VaultError,
};
pub(crate) use beffroi_people::{Desk, MIGRATIONS};
use beffroi_store::{Ambient, Db, Scope, Statement, params};
use time::macros::datetime;
use uuid::Uuid;

pub(crate) const PASSWORD: &str = "le beffroi sonne onze";
pub(crate) const ORIGIN: &str = "hautval.example/journal";

const BASE: Processing = Processing {
    code: "instruction",
    title: "Instruction des demandes",
    basis: "6.1.e",
    basis_text: "Code de la démocratie locale",
    persons: "demandeurs",
    fields: Fields::Named(&["adresse", "email", "family_name", "given_name", "nom"]),
    recipients: "service instructeur",
    transfers: "aucun",
    retention: "dix ans",
    measures: "chiffrement, journal",
    who: &[Role::Agent, Role::UnitHead],
    use_: Use::Ordinary,
};

pub(crate) const PROCESSINGS: [Processing; 2] = [
    BASE,
    Processing { code: "rappel", fields: Fields::Named(&["email"]), who: &[], use_: Use::Automatic, ..BASE },
];

pub(crate) fn people(ring: KeyRing) -> People {
    People::new(ring, Register::new(PROCESSINGS).unwrap(), Limits::default())
}

/// A commune with its log started.
pub(crate) struct Town {
    pub(crate) desk: Desk,
    pub(crate) ambient: Ambient,
}

pub(crate) async fn town(db: &Db) -> Town {
    let ambient = Ambient::fixed(datetime!(2026-11-23 09:00 UTC), 7);
    let desk = people(KeyRing::generate(&ambient)).desk(&db.of(ambient.uuid_v4()), &ambient);
    desk.start_log(ORIGIN).await.unwrap();
    Town { desk, ambient }
}

/// Another commune of the same instance, with the same keys.
pub(crate) fn other_town(db: &Db, town: &Town) -> Desk {
    let ambient = Ambient::fixed(datetime!(2026-11-23 09:00 UTC), 7);
    people(KeyRing::generate(&ambient)).desk(&db.of(town.ambient.uuid_v4()), &town.ambient)
}

pub(crate) fn client(address: &str) -> Client<'static> {
    let address: IpAddr = address.parse().unwrap();
    Client { address, user_agent: "Mozilla/5.0 (X11; Linux) Firefox/140.0", device: None }
}

impl Town {
    /// A person with names and an address.
    pub(crate) async fn resident(&self) -> Uuid {
        let known = &[
            (Attribute::GivenName, "Zoé"),
            (Attribute::FamilyName, "Exemplaire"),
            (Attribute::Email, "zoe@courriel.example"),
        ];
        let desk = &self.desk;
        desk.db().write(move |tx| async move { desk.create_person(&tx, known).await }).await.unwrap()
    }

    /// A confirmed account.
    pub(crate) async fn account(&self, email: &str) -> Uuid {
        let hash = self.desk.hash_password(PASSWORD, email).await.unwrap();
        let account = &NewAccount { email, password: &hash, given_name: "Marc", family_name: "Inventé" };
        let desk = &self.desk;
        desk.db().write(move |tx| async move { desk.provision(&tx, account).await }).await.unwrap()
    }

    pub(crate) async fn unit(&self, name: &str) -> Uuid {
        let desk = &self.desk;
        desk.db().write(move |tx| async move { desk.create_unit(&tx, name).await }).await.unwrap()
    }

    pub(crate) async fn grant(&self, person: Uuid, role: Role, unit: Option<Uuid>) {
        let (desk, by) = (&self.desk, &self.job());
        let granted = desk.db().write(move |tx| async move { desk.grant(&tx, by, person, role, unit).await });
        granted.await.unwrap();
    }

    /// Somebody with a role and a session, without going through a password.
    pub(crate) async fn staff(&self, role: Role, unit: Option<Uuid>) -> Actor {
        let person = self.resident().await;
        self.grant(person, role, unit).await;
        let grants = self.desk.grants_of(person).await.unwrap();
        Actor { grants, ..Actor::holder(person, self.ambient.uuid_v7()) }
    }

    pub(crate) fn job(&self) -> Actor {
        Actor::automaton("essai", self.ambient.uuid_v7())
    }

    /// How many entries the journal has, placed or not.
    pub(crate) async fn entries(&self) -> u64 {
        let figures = self.desk.journal_figures().await.unwrap();
        figures.iter().map(|(_, count)| count).sum()
    }

    /// Runs a statement behind the software's back.
    pub(crate) async fn tamper(&self, sql: &'static str) {
        let statement = &Statement { name: "TAMPER", sql, scope: Scope::Kernel };
        let kernel = self.desk.db().db().kernel();
        let done = kernel.write(move |tx| async move { tx.exec(statement, params![]).await });
        done.await.unwrap();
    }
}

pub(crate) fn purpose() -> Purpose {
    Purpose::new("instruction").procedure("extrait-acte").case("2026-000417").fields(&["nom", "adresse"])
}

/// Seals a field of a table of some service.
pub(crate) async fn sealed(
    desk: &Desk,
    person: Uuid,
    basis: &str,
    row: Uuid,
    column: &str,
    text: &str,
) -> Vec<u8> {
    let sealer = desk.sealer_now(person, basis).await.unwrap();
    let place = beffroi_people::Place::new("essai_dossier", row, column);
    sealer.text(desk.ambient(), &place, 1, text).unwrap()
}

pub(crate) fn refused<T>(result: Result<T, VaultError>) -> VaultError {
    result.map(drop).expect_err("a refusal")
}
