//! Passwords, kept as Argon2 hashes.

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, PasswordHash};

use crate::problem::Problem;
use crate::texts::Text;

/// How many characters a password has at least.
const LEAST: usize = 12;
/// And at most: hashing takes time.
const MOST: usize = 200;

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
    let hashed = tokio::task::spawn_blocking(move || {
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
    let checked = tokio::task::spawn_blocking(move || {
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
