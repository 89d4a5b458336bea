//! Accounts, sessions, roles, the vault of personal data and the access journal.
//!
//! Personal data stand in the database as ciphertext only. [`Desk::open`] is the one door: it checks that the actor may,
//! commits the journal entry that says who opens what, why and on which legal basis, and only then unwraps a key; the
//! type that holds clear text can be made nowhere else.
//!
//! ```
//! use beffroi_people::{Actor, Attribute, Fields, KeyRing, Limits, People, Processing, Purpose, Register, Role, Use};
//! use beffroi_store::{Ambient, Db, DbOptions};
//!
//! const REMINDER: Processing = Processing {
//!     code: "rappel",
//!     title: "Rappel de rendez-vous",
//!     basis: "6.1.e",
//!     basis_text: "mission d’intérêt public",
//!     persons: "usagers",
//!     fields: Fields::Named(&["given_name", "email"]),
//!     recipients: "service de l’état civil",
//!     transfers: "aucun",
//!     retention: "un mois",
//!     measures: "chiffrement, journal",
//!     who: &[],
//!     use_: Use::Automatic,
//! };
//!
//! # tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(async {
//! let (db, ambient) = (Db::open("sqlite::memory:", &DbOptions::default()).await?, Ambient::system());
//! db.migrate(&[beffroi_people::MIGRATIONS]).await?;
//! let people = People::new(KeyRing::generate(&ambient), Register::new([REMINDER])?, Limits::default());
//! let desk = people.desk(&db.of(ambient.uuid_v4()), &ambient);
//! desk.start_log("hautval.example/journal").await?;
//!
//! // Somebody without account files a request.
//! let desk = &desk;
//! let zoe = desk
//!     .db()
//!     .write(move |tx| async move {
//!         desk.create_person(&tx, &[(Attribute::GivenName, "Zoé"), (Attribute::Email, "zoe@courriel.example")]).await
//!     })
//!     .await?;
//!
//! // A job reads her address, for a declared purpose: the entry is committed first.
//! let job = Actor::automaton("rappel", ambient.uuid_v7());
//! let purpose = Purpose::new("rappel").case("2026-000417").fields(&["email"]);
//! let opened = desk.open(&job, zoe, &purpose).await?;
//! let address = opened.attribute(Attribute::Email).await?.expect("she gave one");
//! assert_eq!(address.as_str(), "zoe@courriel.example");
//! assert!(opened.attribute(Attribute::GivenName).await.is_err()); // not asked for, so not opened
//!
//! // She sees that, complete and provable.
//! let herself = Actor::holder(zoe, ambient.uuid_v7());
//! let accesses = desk.open_own(&herself).await?.accesses().await?;
//! assert_eq!((accesses[1].purpose.as_str(), accesses[1].fields.as_slice()), ("rappel", &["email".to_owned()][..]));
//! desk.sequence().await?;
//! assert!(desk.verify_journal().await?.holds());
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```

mod accounts;
mod actor;
mod desk;
pub mod journal;
mod keyring;
mod person;
mod register;
mod sessions;
mod store;
mod throttle;
mod units;
pub mod vault;

pub use accounts::{
    AccountError, Client, EmailChange, NewAccount, PasswordError, PasswordHash, SignUp, SignUpOutcome,
    SignedIn,
};
pub use actor::{Actor, Grant, NoSuchRole, Role, UnitName, Who};
pub use desk::{Desk, Limits, People};
pub use journal::{Access, Act, ActReceipt, JournalError, JournalProblem, JournalReport, Kind, LogHead};
pub use keyring::{KeyRing, KeyRingError};
pub use person::{Attribute, NoSuchAttribute};
pub use register::{ACCOUNT_MAIL, EMERGENCY, Fields, LETTER, OWN, Processing, Register, RegisterError, Use};
pub use sessions::{EndSessions, Session};
pub use store::STATEMENTS;
pub use units::{RightsError, StaffMember, Unit};
pub use vault::{Clear, Opened, Place, Purpose, Sealer, Secret, VaultError};

pub use beffroi_translog::Class;

/// The tables of this slice.
pub const MIGRATIONS: beffroi_store::Migrations = beffroi_store::Migrations {
    slice: "people",
    files: &[("0001_people.sql", include_str!("../migrations/0001_people.sql"))],
};
