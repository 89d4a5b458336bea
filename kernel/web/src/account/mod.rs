//! Accounts as people meet them: entering, signing up, recovering, one's space, who looked, settings.

mod accesses;
mod recover;
mod settings;
mod sign_in;
mod sign_up;
mod space;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use beffroi_people::{AccountError, PasswordError, SignedIn};

use crate::app::App;
use crate::ctx::{Ctx, DEVICE_COOKIE, SESSION_COOKIE};
use crate::layers::set_cookie;
use crate::mail::{self, Letter};
use crate::problem::Problem;

/// Shortest password accepted; long ones are welcome (NIST SP 800-63B-4: length, no composition rules).
const PASSWORD_MIN: usize = 12;
const PASSWORD_MAX: usize = 200;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/entrer", get(sign_in::page).post(sign_in::submit))
        .route("/sortir", post(sign_in::sign_out))
        .route("/inscription", get(sign_up::page).post(sign_up::submit))
        .route("/inscription/envoyee", get(sign_up::sent))
        .route("/confirmer/{token}", get(sign_up::confirm_page).post(sign_up::confirm))
        .route("/mot-de-passe", get(recover::page).post(recover::submit))
        .route("/mot-de-passe/envoye", get(recover::sent))
        .route("/mot-de-passe/{token}", get(recover::choose_page).post(recover::choose))
        .route("/moi", get(space::page))
        .route("/moi/acces", get(accesses::page))
        .route("/moi/acces/export", get(accesses::export))
        .route("/moi/reglages", get(settings::page))
        .route("/moi/reglages/mot-de-passe", post(settings::change_password))
        .route("/moi/reglages/contact", post(settings::change_contact))
        .route("/moi/reglages/sessions", post(settings::end_sessions))
}

/// Only a path of this site may follow a sign-in.
fn safe_return(path: &str) -> &str {
    let local = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\n', '\r', '\0']);
    if local { path } else { "/moi" }
}

/// Sets the cookies of a new session and goes on.
fn entered(ctx: &Ctx, signed: &SignedIn, to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    set_cookie(&mut response, SESSION_COOKIE, signed.cookie.expose(), None);
    set_cookie(&mut response, DEVICE_COOKIE, signed.device.expose(), Some(365 * 24 * 3600));
    tracing::info!(authority = %ctx.authority().id, "session opened");
    response
}

/// What a refused sign-in says: the text key, and the seconds to wait if any.
enum Refused {
    Say(&'static str),
    Wait(u64),
}

fn refused(error: AccountError) -> Result<Refused, Problem> {
    match error {
        AccountError::Wrong => Ok(Refused::Say("account-wrong")),
        AccountError::Unconfirmed => Ok(Refused::Say("account-unconfirmed")),
        AccountError::Token => Ok(Refused::Say("account-token-wrong")),
        AccountError::Email => Ok(Refused::Say("account-email-wrong")),
        AccountError::Password(PasswordError::TooShort) => Ok(Refused::Say("account-password-short")),
        AccountError::Password(PasswordError::TooLong) => Ok(Refused::Say("account-password-long")),
        AccountError::Password(_) => Ok(Refused::Say("account-password-guessable")),
        AccountError::Wait(seconds) => Ok(Refused::Wait(seconds.into())),
        AccountError::Busy => Err(Problem::unavailable()),
        AccountError::Store(error) => Err(error.into()),
        AccountError::Vault(error) => Err(error.into()),
    }
}

/// The message of a refused account operation; `wrong` is said where the password or the link does not match.
fn refusal_message(ctx: &Ctx, error: AccountError, wrong: &str) -> Result<String, Problem> {
    Ok(match refused(error)? {
        Refused::Say("account-wrong") => ctx.s(wrong),
        Refused::Say(key) => ctx.s(key),
        Refused::Wait(seconds) => {
            ctx.app().texts().get(ctx.lang(), "problem-too-many-text", &[("seconds", seconds.into())]).0
        }
    })
}

/// What is wrong with a new password, as a text key.
fn password_fault(password: &str) -> Option<&'static str> {
    match password.chars().count() {
        0..PASSWORD_MIN => Some("account-password-short"),
        PASSWORD_MIN..=PASSWORD_MAX => None,
        _ => Some("account-password-long"),
    }
}

/// A message about an account, in the language of the page.
fn letter(ctx: &Ctx, to: &str, key: &str, link: Option<(&str, &'static str)>) -> Letter {
    let authority = ctx.authority();
    let text = |key: &str| ctx.app().texts().get(ctx.lang(), key, &authority.profile.names()).0;
    Letter {
        to: to.to_owned(),
        subject: text(&format!("{key}-subject")),
        paragraphs: vec![text(&format!("{key}-text"))],
        link: link.map(|(path, words)| (ctx.app().public_href(authority, &ctx.href(path)), text(words))),
        signature: mail::signature(ctx),
        lang: ctx.lang().tag(),
    }
}

fn see_other(ctx: &Ctx, path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(axum::http::header::LOCATION, ctx.href(path))]).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_never_leads_to_another_site() {
        assert_eq!(safe_return("/moi/demarches/2026-000042"), "/moi/demarches/2026-000042");
        for foreign in [
            "//ailleurs.example",
            "https://ailleurs.example",
            "/\\ailleurs.example",
            "javascript:alert(1)",
            "",
        ] {
            assert_eq!(safe_return(foreign), "/moi", "{foreign}");
        }
    }
}
