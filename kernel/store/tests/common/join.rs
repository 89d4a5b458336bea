//! How a test adds a member.

use beffroi_store::{AuthorityDb, StoreError, params};
use uuid::Uuid;

use super::common::JOIN;

/// A member with these savings.
pub(crate) async fn join(db: &AuthorityDb, name: &str, savings: i64) -> Result<Uuid, StoreError> {
    let id = Uuid::from_u128(u128::from_be_bytes(sixteen(name)));
    db.write(move |tx| async move {
        tx.exec(&JOIN, params![id, name, savings]).await?;
        Ok(id)
    })
    .await
}

/// Sixteen bytes out of a name.
fn sixteen(name: &str) -> [u8; 16] {
    let digest = beffroi_store::files::Digest::of(name.as_bytes());
    digest.0[..16].try_into().expect("sixteen bytes")
}
