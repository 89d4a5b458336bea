//! Units and roles: who may give them, what they open, when they end.

use beffroi_people::{
    Actor, Processing, Purpose, Register, RegisterError, RightsError, Role, Use, VaultError,
};
use beffroi_store::Db;
use uuid::Uuid;

use crate::common::{MIGRATIONS, PROCESSINGS, Town, other_town, purpose, refused, town};

async fn grant(town: &Town, by: &Actor, person: Uuid, unit: Option<Uuid>) -> Result<(), RightsError> {
    let desk = &town.desk;
    desk.db().write(move |tx| async move { desk.grant(&tx, by, person, Role::Agent, unit).await }).await
}

beffroi_store::both_engines! {
    migrations: [MIGRATIONS];

    async fn only_an_administrator_gives_rights_and_not_to_herself(db: Db) {
        let town = town(&db).await;
        let (zoe, civil) = (town.resident().await, town.unit("État civil").await);
        let admin = town.staff(Role::Administrator, None).await;
        for role in [Role::Agent, Role::UnitHead, Role::Author, Role::Auditor] {
            let other = town.staff(role, None).await;
            assert_eq!(grant(&town, &other, zoe, None).await, Err(RightsError::Denied), "{role}");
        }
        let herself = admin.person().unwrap();
        assert_eq!(grant(&town, &admin, herself, None).await, Err(RightsError::Oneself));
        assert_eq!(grant(&town, &admin, Uuid::from_u128(1), None).await, Err(RightsError::NoSuchPerson));
        assert_eq!(grant(&town, &admin, zoe, Some(Uuid::from_u128(1))).await, Err(RightsError::NoSuchUnit));
        assert_eq!(grant(&town, &admin, zoe, Some(civil)).await, Ok(()));
        assert_eq!(grant(&town, &admin, zoe, Some(civil)).await, Ok(()));
        assert_eq!(town.desk.grants_of(zoe).await.unwrap().len(), 1);
        let elsewhere = Town { desk: other_town(&db, &town), ambient: town.ambient.clone() };
        assert_eq!(grant(&elsewhere, &admin, zoe, None).await, Err(RightsError::NoSuchPerson));
        assert!(elsewhere.desk.units().await.unwrap().is_empty());
    }

    async fn rights_end_with_the_unit_or_when_taken_back(db: Db) {
        let town = town(&db).await;
        let (civil, roads) = (town.unit("État civil").await, town.unit("Voirie").await);
        let zoe = town.resident().await;
        let admin = &town.staff(Role::Administrator, None).await;
        grant(&town, admin, zoe, Some(civil)).await.unwrap();
        grant(&town, admin, zoe, Some(roads)).await.unwrap();
        let desk = &town.desk;
        let close = desk.db().write(move |tx| async move { desk.close_unit(&tx, civil).await });
        assert!(close.await.unwrap());
        let left = desk.grants_of(zoe).await.unwrap();
        assert_eq!(left.iter().map(|g| g.unit.as_ref().unwrap().id).collect::<Vec<_>>(), [roads]);
        let revoke = move |tx: beffroi_store::Tx| async move {
            desk.revoke(&tx, admin, zoe, Role::Agent, Some(roads)).await
        };
        assert_eq!(desk.db().write(revoke).await, Ok(true));
        assert_eq!(desk.db().write(revoke).await, Ok(false));
        assert!(desk.grants_of(zoe).await.unwrap().is_empty());
        assert!(desk.staff().await.unwrap().iter().all(|member| member.person != zoe));
    }

    async fn the_directory_names_those_who_sign(db: Db) {
        let town = town(&db).await;
        let civil = town.unit("État civil").await;
        let agent = town.staff(Role::Agent, Some(civil)).await;
        let person = agent.person().unwrap();
        let desk = &town.desk;
        let named = desk.db().write(move |tx| async move { desk.set_agent_name(&tx, person, " A. Fictif ").await });
        named.await.unwrap();
        assert_eq!(desk.agent_names().await.unwrap()[&person], "A. Fictif");
        let staff = desk.staff().await.unwrap();
        assert_eq!((staff[0].name.as_str(), staff[0].grants.len()), ("A. Fictif", 1));
        let renamed = desk.db().write(move |tx| async move { desk.rename_unit(&tx, civil, "Population").await });
        assert!(renamed.await.unwrap());
        assert_eq!(desk.units().await.unwrap()[0].name, "Population");
        assert_eq!(other_town(&db, &town).agent_names().await.unwrap().len(), 0);
    }

    async fn a_job_opens_only_what_automatic_processings_declare(db: Db) {
        let town = town(&db).await;
        let zoe = town.resident().await;
        let reminder = Purpose::new("rappel").fields(&["email"]);
        assert!(town.desk.open(&town.job(), zoe, &reminder).await.is_ok());
        assert_eq!(refused(town.desk.open(&town.job(), zoe, &purpose()).await), VaultError::NotAllowed);
        let unknown = town.desk.open(&town.job(), Uuid::from_u128(9), &reminder).await;
        assert_eq!(refused(unknown), VaultError::NoSuchPerson);
        assert_eq!(town.entries().await, 1);
    }
}

fn declared(change: impl FnOnce(&mut Processing)) -> Option<RegisterError> {
    let mut processing = PROCESSINGS[0];
    change(&mut processing);
    Register::new([processing]).err()
}

#[test]
fn a_declaration_must_be_lawful_and_complete() {
    assert_eq!(declared(|_| {}), None);
    for basis in ["6.1.a", "6.1.f", "9.2.j", "10"] {
        assert_eq!(declared(|p| p.basis = basis), None, "{basis}");
    }
    for basis in ["", "6.1.g", "6.1.", "6.1.ab", "9.2.k", "6.1.A", "7", "6.1.é"] {
        assert_eq!(declared(|p| p.basis = basis), Some(RegisterError::Basis("instruction")), "{basis}");
    }
    assert_eq!(declared(|p| p.code = "own"), Some(RegisterError::Duplicate("own")));
    assert_eq!(declared(|p| p.who = &[Role::Administrator]), Some(RegisterError::Role("instruction")));
    assert_eq!(declared(|p| p.retention = ""), Some(RegisterError::Incomplete("instruction")));
    assert_eq!(declared(|p| p.who = &[]), Some(RegisterError::Incomplete("instruction")));
    assert_eq!(declared(|p| p.use_ = Use::Automatic), Some(RegisterError::Incomplete("instruction")));
}

#[test]
fn statements_stay_within_the_commune_and_the_slice() {
    for statement in beffroi_people::STATEMENTS {
        beffroi_store::walls::check_statement(statement, "people").unwrap();
    }
}
