//! « Où en est mon dossier ? »: the thread of a file for the person it is about, from her space or with number and code.

pub(crate) mod access;
pub(crate) mod answer;
pub(crate) mod circuit;
pub(crate) mod clocks;
mod contact;
pub(crate) mod opinion;
pub(crate) mod pages;
pub(crate) mod questions;
mod space;
pub(crate) mod summary;
pub(crate) mod thread;

use axum::Router;
use axum::routing::{get, post};
use beffroi_web::App;

pub(crate) use space::block as space_block;

pub(crate) fn routes() -> Router<App> {
    opinion::routes()
        .route("/suivre", get(access::form).post(access::enter))
        .route("/suivre/{number}", get(pages::show))
        .route("/suivre/{number}/message", post(answer::message))
        .route("/suivre/{number}/etape", post(answer::step))
        .route("/suivre/{number}/question/{id}", get(questions::form).post(questions::send))
        .route("/suivre/{number}/corriger", get(answer::correction).post(answer::correct))
        .route("/suivre/{number}/contact", get(contact::form).post(contact::save))
        .route("/moi/demarches/{number}", get(pages::show))
        .route("/documents/{file}", get(pages::document))
        .route("/pieces/{id}", get(pages::upload))
}
