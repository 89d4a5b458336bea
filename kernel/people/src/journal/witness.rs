//! The commune as a witness of its neighbours' logs (c2sp.org/tlog-cosignature): a key of its own, which signs nothing
//! else.

use beffroi_store::Tx;
use beffroi_translog::{KeyType, SignatureLine, SignerKey, VerifierKey};

use super::{JournalError, WITNESS_KEY};
use crate::desk::Desk;
use crate::vault::NOBODY;

impl Desk {
    /// Cosigns the text of a checkpoint under the witness's name, in the transaction that records it: the signature
    /// leaves once that is durable.
    pub async fn cosign(&self, tx: &Tx, name: &str, text: &str) -> Result<SignatureLine, JournalError> {
        let (_, seed) = self.key_in(tx, NOBODY, WITNESS_KEY).await?;
        let now = self.ambient().now().unix_timestamp();
        Ok(witness(name, &seed)?.sign(text, u64::try_from(now).unwrap_or_default()))
    }

    /// The public key of this witness; made the first time.
    pub async fn witness_key(&self, name: &str) -> Result<VerifierKey, JournalError> {
        let keys = self.keys_of(NOBODY, |basis| basis == WITNESS_KEY).await?;
        if let Some((_, seed)) = keys.of_basis(WITNESS_KEY) {
            return Ok(witness(name, seed)?.verifier());
        }
        let made = self.db().write(move |tx| async move {
            let (_, seed) = self.key_in(&tx, NOBODY, WITNESS_KEY).await?;
            Ok::<_, JournalError>(witness(name, &seed)?.verifier())
        });
        made.await
    }
}

fn witness(name: &str, seed: &[u8; 32]) -> Result<SignerKey, JournalError> {
    SignerKey::from_seed(name, KeyType::Cosignature, seed)
        .map_err(|_| JournalError::Damaged("name of the witness"))
}
