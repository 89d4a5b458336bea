//! The commune's signature on what it issues: Ed25519, detached JWS (RFC 7515 appendix F, RFC 8037), keys published as a JWK set (RFC 7517)
//! at `/.well-known/jwks.json`, named by their thumbprint (RFC 7638). Any JOSE tool checks it, without us.

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use beffroi_store::{AuthorityDb, Row, StoreError, params, statements};
use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::app::App;
use crate::ctx::Ctx;
use crate::problem::Problem;

statements! {
    pub(crate) CURRENT = "select kid, public_key, sealed, created_at, retired_at from web_signing_key \
                          where authority = $1 and retired_at is null order by created_at desc limit 1";
    pub(crate) ALL_KEYS = "select kid, public_key, sealed, created_at, retired_at from web_signing_key where authority = $1 order by created_at";
    pub(crate) INSERT_KEY = "insert into web_signing_key (authority, kid, public_key, sealed, created_at) values ($1, $2, $3, $4, $5)";
}

const USE: &str = "sign";

/// A signature that travels beside what it signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// `header..signature`, base64url.
    pub jws: String,
    pub kid: String,
}

/// The commune's current key, ready to sign.
pub struct Signer {
    kid: String,
    key: SigningKey,
}

/// Why the commune cannot sign.
#[derive(Debug, thiserror::Error)]
pub enum SigningError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the signing key cannot be opened with this instance's secret")]
    Sealed,
}

impl From<SigningError> for Problem {
    #[track_caller]
    fn from(error: SigningError) -> Self {
        match error {
            SigningError::Store(error) => error.into(),
            SigningError::Sealed => Self::internal(&error),
        }
    }
}

fn thumbprint(public: &[u8]) -> String {
    // RFC 7638: required members in lexicographic order, no white space.
    let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, URL_SAFE_NO_PAD.encode(public));
    URL_SAFE_NO_PAD.encode(Sha256::digest(canonical.as_bytes()))
}

/// The commune's signer; its first key is made at the first call.
pub async fn signer(app: &App, db: &AuthorityDb) -> Result<Signer, SigningError> {
    if let Some(row) = db.opt(&CURRENT, params![]).await? {
        return open(app, db.authority(), &row);
    }
    let key = SigningKey::from_bytes(&app.ambient().bytes::<32>());
    let public = key.verifying_key().to_bytes();
    let kid = thumbprint(&public);
    let sealed = app.secret().seal(app.ambient(), USE, db.authority(), key.as_bytes());
    let now = app.ambient().now();
    let (kid_ref, sealed_ref) = (&kid, &sealed);
    db.write(move |tx| async move {
        tx.exec(&INSERT_KEY, params![kid_ref.as_str(), &public[..], sealed_ref.clone(), now]).await?;
        Ok::<_, StoreError>(())
    })
    .await?;
    // Two processes may have made one each: the newest current key signs, both are published.
    match db.opt(&CURRENT, params![]).await? {
        Some(row) => open(app, db.authority(), &row),
        None => Ok(Signer { kid, key }),
    }
}

fn open(app: &App, authority: Uuid, row: &Row) -> Result<Signer, SigningError> {
    let sealed: Vec<u8> = row.get(2)?;
    let seed = app.secret().open(USE, authority, &sealed).map_err(|_| SigningError::Sealed)?;
    let seed: [u8; 32] = seed.try_into().map_err(|_| SigningError::Sealed)?;
    Ok(Signer { kid: row.get(0)?, key: SigningKey::from_bytes(&seed) })
}

impl Signer {
    /// Signs these bytes, exactly.
    pub fn sign(&self, payload: &[u8]) -> Signature {
        let header = URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"EdDSA","kid":"{}"}}"#, self.kid));
        let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(payload));
        let signature = URL_SAFE_NO_PAD.encode(self.key.sign(signed.as_bytes()).to_bytes());
        Signature { jws: format!("{header}..{signature}"), kid: self.kid.clone() }
    }
}

/// `GET /.well-known/jwks.json`: every key that ever signed, so that an old decision can still be checked.
pub async fn jwks(ctx: Ctx) -> Result<Response, Problem> {
    // The first visitor of a new commune finds a key too.
    signer(ctx.app(), ctx.db()).await?;
    let mut keys = Vec::new();
    for row in ctx.db().query(&ALL_KEYS, params![]).await? {
        let public: Vec<u8> = row.get(1)?;
        let created: OffsetDateTime = row.get(3)?;
        let retired: Option<OffsetDateTime> = row.get(4)?;
        keys.push(serde_json::json!({
            "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA",
            "kid": row.get::<String>(0)?, "x": URL_SAFE_NO_PAD.encode(public),
            "nbf": created.unix_timestamp(), "exp": retired.map(OffsetDateTime::unix_timestamp),
        }));
    }
    for key in &mut keys {
        if let Some(object) = key.as_object_mut() {
            object.retain(|_, value| !value.is_null());
        }
    }
    let mut response = Json(serde_json::json!({ "keys": keys })).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/jwk-set+json"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_rfc_8037_has_its_thumbprint() {
        let public = URL_SAFE_NO_PAD
            .decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
            .expect("appendix A.2 of RFC 8037");
        assert_eq!(thumbprint(&public), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }
}
