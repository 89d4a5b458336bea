//! Passwords: argon2id with 46 MiB and one pass (OWASP), at most two at work at once, the others queue.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use argon2::password_hash::CustomizedPasswordHasher as _;
use argon2::password_hash::phc;
use argon2::{Algorithm, Argon2, Params, PasswordVerifier as _, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::AccountError;
use crate::desk::Desk;

/// KiB of memory and passes.
const MEMORY: u32 = 46 * 1024;
const PASSES: u32 = 1;
/// Checks at work at once: a third would need another 46 MiB and a third core.
const AT_ONCE: usize = 2;
/// Those that may wait; beyond, the answer is "busy" and nobody waits for minutes.
const QUEUE: usize = 64;

const SHORTEST: usize = 12;
const LONGEST: usize = 256;

/// Long passwords that stand at the top of every list of leaked ones.
const LEAKED: [&str; 12] = [
    "1q2w3e4r5t6y",
    "qwertyuiopas",
    "azertyuiopqs",
    "password1234",
    "passwordpassword",
    "motdepasse123",
    "motdepasse1234",
    "1qaz2wsx3edc",
    "adminadmin123",
    "administrateur",
    "changeme1234",
    "bienvenue123",
];

/// A password as it is stored, in PHC text form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordHash(pub(super) String);

/// Why a new password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer than 12 characters.
    #[error("a password has at least {SHORTEST} characters")]
    TooShort,
    /// More than 256 characters.
    #[error("a password has at most {LONGEST} characters")]
    TooLong,
    /// A sequence, a repetition, a leaked password, or one made of the address.
    #[error("this password is too easy to guess")]
    Guessable,
}

/// Lets two checks run at once.
pub(crate) struct Gate {
    slots: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    checks: AtomicU64,
}

impl Default for Gate {
    fn default() -> Self {
        let slots = Arc::new(Semaphore::new(AT_ONCE));
        Self { slots, queue: Arc::new(Semaphore::new(AT_ONCE + QUEUE)), checks: AtomicU64::new(0) }
    }
}

impl Gate {
    /// Passwords hashed or checked since the start.
    pub(crate) fn checks(&self) -> u64 {
        self.checks.load(Ordering::Relaxed)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AccountError> {
        let waiting = self.queue.clone().try_acquire_owned().map_err(|_| AccountError::Busy)?;
        let slot = self.slots.clone().acquire_owned().await.map_err(|_| AccountError::Busy)?;
        self.checks.fetch_add(1, Ordering::Relaxed);
        // The permits travel with the work: a caller who leaves does not free a core that is still busy.
        let work = move || {
            let _permits = (waiting, slot);
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| AccountError::Busy)
    }
}

fn argon2() -> Argon2<'static> {
    let params =
        Params::new(MEMORY, PASSES, 1, None).expect("46 MiB and one pass are within argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Stands in for accounts that do not exist, so that they take the same time.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now(b"", &[0; 16]));

fn hash_now(password: &[u8], salt: &[u8; 16]) -> String {
    let argon2 = argon2();
    argon2
        .hash_password_customized(password, salt, None, None, argon2.params().clone())
        .map(|hash| hash.to_string())
        .expect("a salt of 16 bytes and these parameters are within argon2's bounds")
}

/// Composed characters whatever the keyboard made (RFC 8265), and no more of them than a password can have.
fn normal(password: &str) -> Zeroizing<String> {
    Zeroizing::new(password.nfc().take(LONGEST + 1).collect())
}

/// Refuses a password that a guesser would try early.
pub(super) fn check(password: &str, email: &str) -> Result<(), PasswordError> {
    let characters: Vec<char> = password.chars().collect();
    if characters.len() < SHORTEST {
        return Err(PasswordError::TooShort);
    }
    if characters.len() > LONGEST {
        return Err(PasswordError::TooLong);
    }
    let step = |pair: &[char]| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0]));
    let steps = characters.windows(2).filter(|pair| (-1..=1).contains(&step(pair))).count();
    let distinct = characters.iter().collect::<std::collections::HashSet<_>>().len();
    let lower = password.to_lowercase();
    let local = email.split('@').next().unwrap_or_default();
    let of_address = local.chars().count() >= 4 && lower.replace(local, "").chars().count() < 6;
    let easy = distinct < 5 || steps * 4 > characters.len() * 3 || of_address;
    let leaked = LEAKED.iter().any(|known| lower.starts_with(known) && lower.len() < known.len() + 4);
    if easy || leaked { Err(PasswordError::Guessable) } else { Ok(()) }
}

impl Desk {
    /// Hashes a new password. Slow on purpose: never inside a transaction.
    pub async fn hash_password(&self, password: &str, email: &str) -> Result<PasswordHash, AccountError> {
        check(password, &crate::person::normal_email(email))?;
        let (password, salt) = (normal(password), self.ambient().bytes());
        self.gate().run(move || PasswordHash(hash_now(password.as_bytes(), &salt))).await
    }

    /// Whether this is the password; without a hash, `false` after the same time.
    pub(super) async fn check_password(
        &self,
        password: &str,
        stored: Option<String>,
    ) -> Result<bool, AccountError> {
        let password = normal(password);
        let work = move || {
            let stored_text = stored.as_deref().unwrap_or(&NOBODY);
            let Ok(hash) = phc::PasswordHash::new(stored_text) else { return false };
            argon2().verify_password(password.as_bytes(), &hash).is_ok() && stored.is_some()
        };
        self.gate().run(work).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easy_passwords_are_refused() {
        let email = "zoe.exemple@courriel.example";
        for easy in
            ["aaaaaaaaaaaaaa", "abcdefghijklmnop", "zoe.exemple123", "Motdepasse1234", "121212121212121"]
        {
            assert_eq!(check(easy, email), Err(PasswordError::Guessable), "{easy}");
        }
        assert_eq!(check("court", email), Err(PasswordError::TooShort));
        assert_eq!(check(&"é1ùb-".repeat(60), email), Err(PasswordError::TooLong));
        assert_eq!(check("le beffroi sonne onze", email), Ok(()));
    }
}
