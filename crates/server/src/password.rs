//! Passwords, kept as Argon2 hashes.

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, PasswordHash};

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::problem::Problem;
use crate::texts::Text;

/// How many characters a password has at least.
const LEAST: usize = 12;
/// And at most: hashing takes time.
const MOST: usize = 200;

/// How many are hashed at a time: each takes 19 MB and a processor.
static AT_A_TIME: Semaphore = Semaphore::const_new(4);

/// Waits for one's turn, which goes on until the hash is made, whoever still waits for it.
async fn turn() -> Result<SemaphorePermit<'static>, Problem> {
    AT_A_TIME.acquire().await.map_err(|_| Problem::Unfinished)
}

/// The hash of a new password.
///
/// # Errors
///
/// [`Problem::Invalid`] for one that is too short or too long.
pub(crate) async fn hash(password: &str) -> Result<String, Problem> {
    if !(LEAST..=MOST).contains(&password.chars().count()) {
        let detail = Text::of(|it| &it.length).with("least", LEAST).with("most", MOST);
        return Err(Problem::invalid("password", detail));
    }
    let password = password.to_owned();
    let turn = turn().await?;
    let hashed = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
    });
    hashed.await.map_err(|_| Problem::Unfinished)?.map_err(|_| Problem::Unfinished)
}

/// Whether a password is the one of a hash. Where there is none it takes as long, so that the time
/// does not tell which addresses have an account.
///
/// # Errors
///
/// [`Problem::Unfinished`].
pub(crate) async fn matches(password: String, hash: Option<String>) -> Result<bool, Problem> {
    if password.chars().count() > MOST {
        return Ok(false);
    }
    let turn = turn().await?;
    let checked = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let argon = Argon2::default();
        let Some(hash) = hash else {
            let _ = argon.hash_password(password.as_bytes());
            return false;
        };
        let hash = PasswordHash::new(&hash);
        hash.is_ok_and(|hash| argon.verify_password(password.as_bytes(), &hash).is_ok())
    });
    checked.await.map_err(|_| Problem::Unfinished)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{AT_A_TIME, matches};

    #[tokio::test]
    async fn a_password_waits_for_its_turn() {
        let all = u32::try_from(AT_A_TIME.available_permits()).unwrap();
        let held = AT_A_TIME.acquire_many(all).await.unwrap();
        let mut waiting = tokio::spawn(matches("none of them".to_owned(), None));
        let early = tokio::time::timeout(Duration::from_millis(1500), &mut waiting).await;
        assert!(early.is_err(), "it did not wait");
        drop(held);
        assert!(!waiting.await.unwrap().unwrap());
    }
}
