//! Accounts and sessions: single-use tokens, constant time, delays that do not lock the owner out.

use beffroi_people::{
    AccountError, Attribute, Client, Desk, EmailChange, EndSessions, Role, Secret, SignUp, SignUpOutcome,
    SignedIn,
};
use beffroi_store::Db;
use time::Duration;

use crate::common::{MIGRATIONS, PASSWORD, Town, client, other_town, town};

const EMAIL: &str = "lea.fictive@courriel.example";
const OTHER_PASSWORD: &str = "douze cloches de bronze";

async fn sign_up(town: &Town, password: &str) -> SignUpOutcome {
    let asked = SignUp { email: EMAIL, password, given_name: "Léa", family_name: "Fictive" };
    town.desk.sign_up(asked).await.unwrap()
}

fn token(outcome: SignUpOutcome) -> Secret {
    match outcome {
        SignUpOutcome::Created { token, .. } => token,
        SignUpOutcome::AlreadyThere => panic!("the address was free"),
    }
}

fn home() -> Client<'static> {
    client("192.0.2.1")
}

async fn enter(desk: &Desk, password: &str) -> Result<SignedIn, AccountError> {
    desk.sign_in(EMAIL, password, &home()).await
}

async fn holds(desk: &Desk, signed: &SignedIn) -> bool {
    desk.actor(signed.cookie.expose()).await.unwrap().is_some()
}

beffroi_store::both_engines! {
    migrations: [MIGRATIONS];

    async fn an_account_is_entered_once_its_address_is_confirmed(db: Db) {
        let town = town(&db).await;
        let token = token(sign_up(&town, PASSWORD).await);
        let desk = &town.desk;
        assert_eq!(enter(desk, PASSWORD).await.unwrap_err(), AccountError::Unconfirmed);
        let wrong = desk.confirm_email(token.expose(), OTHER_PASSWORD, &home()).await;
        assert_eq!(wrong.unwrap_err(), AccountError::Wrong);
        let signed = desk.confirm_email(token.expose(), PASSWORD, &home()).await.unwrap();
        let actor = desk.actor(signed.cookie.expose()).await.unwrap().unwrap();
        assert_eq!(actor, signed.actor);
        assert!(!actor.is_staff());
        let again = desk.confirm_email(token.expose(), PASSWORD, &home()).await;
        assert_eq!(again.unwrap_err(), AccountError::Token);
        assert_eq!(enter(desk, OTHER_PASSWORD).await.unwrap_err(), AccountError::Wrong);
        let upper = desk.sign_in(" Lea.Fictive@Courriel.Example", PASSWORD, &home()).await.unwrap();
        assert_ne!(upper.cookie, signed.cookie);
        assert_eq!(sign_up(&town, OTHER_PASSWORD).await, SignUpOutcome::AlreadyThere);
        let opened = desk.open_own(&actor).await.unwrap();
        assert_eq!(opened.attribute(Attribute::Email).await.unwrap().unwrap().as_str(), EMAIL);
    }

    async fn nobody_prepares_an_account_with_the_address_of_another(db: Db) {
        let town = town(&db).await;
        let first = token(sign_up(&town, "mot de passe du pirate").await);
        let second = token(sign_up(&town, PASSWORD).await);
        let stale = town.desk.confirm_email(first.expose(), PASSWORD, &home()).await;
        assert_eq!(stale.unwrap_err(), AccountError::Token);
        town.desk.confirm_email(second.expose(), PASSWORD, &home()).await.unwrap();
        let pirate = enter(&town.desk, "mot de passe du pirate").await;
        assert_eq!(pirate.unwrap_err(), AccountError::Wrong);
    }

    async fn a_token_serves_one_purpose_in_one_commune_for_a_time(db: Db) {
        let town = town(&db).await;
        let confirm = token(sign_up(&town, PASSWORD).await);
        let desk = &town.desk;
        let reset = desk.reset_password(confirm.expose(), OTHER_PASSWORD, &home()).await;
        assert_eq!(reset.unwrap_err(), AccountError::Token);
        assert_eq!(desk.confirm_email_change(confirm.expose()).await, Err(AccountError::Token));
        let elsewhere = other_town(&db, &town).confirm_email(confirm.expose(), PASSWORD, &home()).await;
        assert_eq!(elsewhere.unwrap_err(), AccountError::Token);
        town.ambient.advance(Duration::hours(25));
        let late = desk.confirm_email(confirm.expose(), PASSWORD, &home()).await;
        assert_eq!(late.unwrap_err(), AccountError::Token);
        let fresh = token(sign_up(&town, PASSWORD).await);
        assert!(desk.confirm_email(fresh.expose(), PASSWORD, &home()).await.is_ok());
    }

    async fn a_reset_ends_every_session_and_is_used_once(db: Db) {
        let town = town(&db).await;
        town.account(EMAIL).await;
        let desk = &town.desk;
        let before = enter(desk, PASSWORD).await.unwrap();
        assert_eq!(desk.request_reset("inconnue@courriel.example", &home()).await, Ok(None));
        let token = desk.request_reset(EMAIL, &home()).await.unwrap().unwrap();
        let weak = desk.reset_password(token.expose(), "court", &home()).await;
        assert!(matches!(weak, Err(AccountError::Password(_))));
        let after = desk.reset_password(token.expose(), OTHER_PASSWORD, &home()).await.unwrap();
        assert!(holds(desk, &after).await && !holds(desk, &before).await);
        let replayed = desk.reset_password(token.expose(), PASSWORD, &home()).await;
        assert_eq!(replayed.unwrap_err(), AccountError::Token);
        assert_eq!(enter(desk, PASSWORD).await.unwrap_err(), AccountError::Wrong);
        assert!(enter(desk, OTHER_PASSWORD).await.is_ok());
    }

    async fn sessions_end_when_unused_at_the_end_of_the_day_or_by_hand(db: Db) {
        let town = town(&db).await;
        town.account(EMAIL).await;
        let desk = &town.desk;
        let signed = enter(desk, PASSWORD).await.unwrap();
        town.ambient.advance(Duration::minutes(59));
        assert!(holds(desk, &signed).await);
        town.ambient.advance(Duration::minutes(59));
        assert!(holds(desk, &signed).await, "being used prolongs it");
        town.ambient.advance(Duration::minutes(61));
        assert!(!holds(desk, &signed).await);

        let signed = enter(desk, PASSWORD).await.unwrap();
        for _ in 0..23 {
            town.ambient.advance(Duration::minutes(31));
            assert!(holds(desk, &signed).await);
        }
        town.ambient.advance(Duration::minutes(10));
        assert!(!holds(desk, &signed).await, "twelve hours are over");

        let (one, two) = (enter(desk, PASSWORD).await.unwrap(), enter(desk, PASSWORD).await.unwrap());
        let list = desk.sessions(&one.actor).await.unwrap();
        assert_eq!(list.len(), 2);
        assert!(list.iter().all(|s| s.client == "Firefox, Linux"));
        assert_eq!(list.iter().filter(|s| s.current).map(|s| s.id).collect::<Vec<_>>(), [one.actor.session]);
        assert!(desk.end_session(&one.actor, two.actor.session).await.unwrap());
        assert!(!desk.end_session(&one.actor, two.actor.session).await.unwrap());
        assert!(holds(desk, &one).await && !holds(desk, &two).await);
        let three = enter(desk, PASSWORD).await.unwrap();
        desk.end_sessions(&one.actor, EndSessions::Others).await.unwrap();
        assert!(holds(desk, &one).await && !holds(desk, &three).await);
        assert_eq!(desk.sessions(&one.actor).await.unwrap().len(), 1);
        desk.sign_out(one.cookie.expose()).await.unwrap();
        assert!(!holds(desk, &one).await);
        assert!(desk.actor("").await.unwrap().is_none());
    }

    async fn a_session_belongs_to_one_person_of_one_commune(db: Db) {
        let town = town(&db).await;
        town.account(EMAIL).await;
        let other = town.account("paul.imaginaire@courriel.example").await;
        let desk = &town.desk;
        let signed = enter(desk, PASSWORD).await.unwrap();
        let stranger = beffroi_people::Actor::holder(other, town.ambient.uuid_v7());
        assert!(!desk.end_session(&stranger, signed.actor.session).await.unwrap());
        assert!(!holds(&other_town(&db, &town), &signed).await);
        assert!(holds(desk, &signed).await);
    }

    async fn whoever_holds_a_role_is_signed_out_sooner(db: Db) {
        let town = town(&db).await;
        let person = town.account(EMAIL).await;
        town.grant(person, Role::Agent, None).await;
        let signed = enter(&town.desk, PASSWORD).await.unwrap();
        assert!(signed.actor.has(Role::Agent));
        town.ambient.advance(Duration::minutes(31));
        assert!(!holds(&town.desk, &signed).await);
    }

    async fn a_password_is_changed_by_who_knows_the_old_one(db: Db) {
        let town = town(&db).await;
        town.account(EMAIL).await;
        let desk = &town.desk;
        let (one, two) = (enter(desk, PASSWORD).await.unwrap(), enter(desk, PASSWORD).await.unwrap());
        let wrong = desk.change_password(&one.actor, OTHER_PASSWORD, OTHER_PASSWORD, &home()).await;
        assert_eq!(wrong, Err(AccountError::Wrong));
        desk.change_password(&one.actor, PASSWORD, OTHER_PASSWORD, &home()).await.unwrap();
        assert!(holds(desk, &one).await && !holds(desk, &two).await);
        assert!(enter(desk, OTHER_PASSWORD).await.is_ok());
    }

    async fn an_address_changes_when_the_new_mailbox_is_proved(db: Db) {
        let town = town(&db).await;
        town.account(EMAIL).await;
        town.account("prise@courriel.example").await;
        let desk = &town.desk;
        let signed = enter(desk, PASSWORD).await.unwrap();
        let ask = async |email: &'static str| {
            desk.request_email_change(&signed.actor, PASSWORD, email, &home()).await.unwrap()
        };
        assert_eq!(ask("prise@courriel.example").await, EmailChange::AlreadyThere);
        let EmailChange::Token(token) = ask("lea@nouvelle.example").await else { panic!("it was free") };
        assert!(enter(desk, PASSWORD).await.is_ok(), "the old one serves until then");
        desk.confirm_email_change(token.expose()).await.unwrap();
        assert_eq!(desk.confirm_email_change(token.expose()).await, Err(AccountError::Token));
        assert_eq!(enter(desk, PASSWORD).await.unwrap_err(), AccountError::Wrong);
        assert!(desk.sign_in("lea@nouvelle.example", PASSWORD, &home()).await.is_ok());
        let opened = desk.open_own(&signed.actor).await.unwrap();
        let email = opened.attribute(Attribute::Email).await.unwrap().unwrap();
        assert_eq!(email.as_str(), "lea@nouvelle.example");
    }

    async fn a_closed_account_is_entered_no_more_and_its_address_is_free(db: Db) {
        let town = town(&db).await;
        town.account(EMAIL).await;
        let desk = &town.desk;
        let signed = enter(desk, PASSWORD).await.unwrap();
        let wrong = desk.close_account(&signed.actor, OTHER_PASSWORD, &home()).await;
        assert_eq!(wrong, Err(AccountError::Wrong));
        desk.close_account(&signed.actor, PASSWORD, &home()).await.unwrap();
        assert!(!holds(desk, &signed).await);
        assert_eq!(enter(desk, PASSWORD).await.unwrap_err(), AccountError::Wrong);
        assert!(matches!(sign_up(&town, PASSWORD).await, SignUpOutcome::Created { .. }));
    }

    async fn a_thousand_wrong_passwords_do_not_lock_the_owner_out(db: Db) {
        let town = town(&db).await;
        town.account(EMAIL).await;
        let desk = &town.desk;
        let device = enter(desk, PASSWORD).await.unwrap().device;
        let pirate = client("198.51.100.66");
        let mut checked = 0;
        for _ in 0..1000 {
            match desk.sign_in(EMAIL, "faux mot de passe", &pirate).await.unwrap_err() {
                AccountError::Wrong => checked += 1,
                AccountError::Wait(seconds) => assert!(seconds <= 2),
                other => panic!("{other}"),
            }
        }
        assert_eq!(checked, 5);
        assert!(desk.sign_in(EMAIL, PASSWORD, &pirate).await.is_err(), "the pirate waits");
        assert!(enter(desk, PASSWORD).await.is_ok(), "from another address");
        let known = Client { device: Some(device.expose()), ..pirate };
        let signed = desk.sign_in(EMAIL, PASSWORD, &known).await.unwrap();
        assert_eq!(signed.device, device, "from her own browser, behind the same address");
        town.ambient.advance(Duration::seconds(2));
        assert!(desk.sign_in(EMAIL, PASSWORD, &pirate).await.is_ok(), "after the delay");
        // A device cookie of another account, or a forged one, opens no shorter way.
        town.account("paul.imaginaire@courriel.example").await;
        for _ in 0..6 {
            let _ = desk.sign_in("paul.imaginaire@courriel.example", "faux mot de passe", &pirate).await;
        }
        let paul = desk.sign_in("paul.imaginaire@courriel.example", PASSWORD, &known).await;
        assert!(matches!(paul, Err(AccountError::Wait(_))));
    }

    async fn guesses_at_once_count_as_well_as_one_by_one(db: Db) {
        let town = town(&db).await;
        town.account(EMAIL).await;
        let guesses: Vec<_> = (0..20)
            .map(|_| {
                let desk = town.desk.clone();
                tokio::spawn(async move { desk.sign_in(EMAIL, "faux mot de passe", &home()).await })
            })
            .collect();
        let mut checked = 0;
        for guess in guesses {
            checked += usize::from(guess.await.unwrap().unwrap_err() == AccountError::Wrong);
        }
        assert_eq!(checked, 5);
    }

    async fn an_erased_person_has_no_account_any_more(db: Db) {
        let town = town(&db).await;
        let lea = town.account(EMAIL).await;
        let desk = &town.desk;
        let signed = enter(desk, PASSWORD).await.unwrap();
        let (actor, why) = (&town.staff(Role::Agent, None).await, &crate::common::purpose());
        let erased = desk.db().write(move |tx| async move { desk.erase(&tx, actor, lea, Some("person"), why).await });
        assert_eq!(erased.await.unwrap(), 1);
        assert!(!holds(desk, &signed).await);
        assert_eq!(enter(desk, PASSWORD).await.unwrap_err(), AccountError::Wrong);
        assert!(desk.find_person(Attribute::Email, EMAIL).await.unwrap().is_empty());
    }

    async fn a_password_is_the_same_from_every_keyboard(db: Db) {
        let town = town(&db).await;
        let composed = "l\u{e9}zard au beffroi d'\u{e9}t\u{e9}";
        let decomposed = "le\u{301}zard au beffroi d'e\u{301}te\u{301}";
        let token = token(sign_up(&town, composed).await);
        assert!(town.desk.confirm_email(token.expose(), decomposed, &home()).await.is_ok());
    }

    /// Argon2 is nearly all of the time: it runs once for each, and not for an attempt that comes too early.
    async fn an_unknown_address_costs_the_same_check_as_a_known_one(db: Db) {
        let town = town(&db).await;
        town.account(EMAIL).await;
        let cost = async |email: &'static str| {
            let before = town.desk.people().password_checks();
            let refusal = town.desk.sign_in(email, "faux mot de passe", &home()).await.unwrap_err();
            (refusal, town.desk.people().password_checks() - before)
        };
        for _ in 0..5 {
            assert_eq!(cost(EMAIL).await, (AccountError::Wrong, 1));
            assert_eq!(cost("inconnue@courriel.example").await, (AccountError::Wrong, 1));
        }
        assert!(matches!(cost(EMAIL).await, (AccountError::Wait(_), 0)));
        assert!(matches!(cost("inconnue@courriel.example").await, (AccountError::Wait(_), 0)));
    }

    async fn nobody_floods_a_mailbox(db: Db) {
        let town = town(&db).await;
        let desk = &town.desk;
        for _ in 0..5 {
            sign_up(&town, PASSWORD).await;
        }
        let asked = SignUp { email: EMAIL, password: PASSWORD, given_name: "L", family_name: "F" };
        assert!(matches!(desk.sign_up(asked).await, Err(AccountError::Wait(_))));
        assert!(matches!(desk.request_reset(EMAIL, &home()).await, Err(AccountError::Wait(_))));
        town.ambient.advance(Duration::seconds(2));
        assert_eq!(desk.request_reset(EMAIL, &client("203.0.113.5")).await, Ok(None), "it was never confirmed");
    }

    async fn addresses_and_passwords_are_checked_before_anything_is_kept(db: Db) {
        let town = town(&db).await;
        let ask = async |email: &'static str, password: &'static str| {
            let asked = SignUp { email, password, given_name: "L", family_name: "F" };
            town.desk.sign_up(asked).await.unwrap_err()
        };
        for email in ["", "sans-arobase", "a@b", "a@@b.example", "a b@c.example", "a@c..example"] {
            assert_eq!(ask(email, PASSWORD).await, AccountError::Email, "{email}");
        }
        assert!(matches!(ask(EMAIL, "lea.fictive12").await, AccountError::Password(_)));
        assert!(town.desk.find_person(Attribute::Email, EMAIL).await.unwrap().is_empty());
        assert_eq!(town.desk.sweep().await.unwrap(), 0);
    }
}
