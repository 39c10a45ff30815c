//! Who an identity provider says is asking: bearer tokens, checked by its keys, and the roles that
//! they stand for.

use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use jsonwebtoken::jwk::{Jwk, JwkSet, KeyAlgorithm};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::packs::Pack;
use crate::problem::Problem;

/// The algorithms of signatures that only the provider makes: none whose key the server would
/// share.
const SIGNATURES: [KeyAlgorithm; 9] = [
    KeyAlgorithm::RS256,
    KeyAlgorithm::RS384,
    KeyAlgorithm::RS512,
    KeyAlgorithm::PS256,
    KeyAlgorithm::PS384,
    KeyAlgorithm::PS512,
    KeyAlgorithm::ES256,
    KeyAlgorithm::ES384,
    KeyAlgorithm::EdDSA,
];

/// How many seconds a clock may be off.
const LEEWAY: u64 = 30;

/// An identity provider, as a file in JSON says it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// What `iss` of its tokens has to be.
    issuer: String,
    /// What `aud` of its tokens has to have.
    audience: String,
    /// Its keys.
    keys: JwkSet,
    /// The claim with a user's roles, a list of texts.
    claim: String,
    /// What each of these roles is to each pack: the names of its roles.
    roles: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// Why a provider's file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It cannot be read.
    #[error("{0}")]
    File(#[from] std::io::Error),
    /// It is not what it has to be.
    #[error("{0}")]
    Bad(#[from] serde_json::Error),
    /// It names what there is not.
    #[error("`{0}` is no pack")]
    Pack(String),
    /// A key whose signatures cannot be trusted, or that has no id.
    #[error("a key has no `kid`, or an `alg` that is not one of signatures by a key pair")]
    Key,
}

/// Whom a token is about.
#[derive(Clone, Debug)]
pub struct Person {
    /// The token's `sub`.
    pub id: String,
    /// The token's `name`.
    pub name: String,
    /// Until when the token is taken, in milliseconds since 1970.
    pub until: i64,
    /// The documents of the packs that know the person's roles.
    pub principals: BTreeMap<Pack, Map<String, Value>>,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    exp: f64,
    #[serde(default)]
    name: String,
    #[serde(flatten)]
    more: Map<String, Value>,
}

impl Provider {
    /// Reads a provider's file.
    ///
    /// # Errors
    ///
    /// Where it does not say all that is needed: a server does not start with half of it.
    pub fn load(file: &Path) -> Result<Self, Unusable> {
        let provider: Provider = serde_json::from_str(&std::fs::read_to_string(file)?)?;
        for pack in provider.roles.values().flat_map(BTreeMap::keys) {
            Pack::named(pack).ok_or_else(|| Unusable::Pack(pack.clone()))?;
        }
        for key in &provider.keys.keys {
            algorithm(key).filter(|_| key.common.key_id.is_some()).ok_or(Unusable::Key)?;
        }
        Ok(provider)
    }

    /// Whom a token is about.
    ///
    /// # Errors
    ///
    /// [`Problem::SignedOut`] for one that this provider did not make for this server, or that is
    /// over.
    pub(crate) fn person(&self, token: &str) -> Result<Person, Problem> {
        let claims = self.claims(token).ok_or(Problem::SignedOut)?;
        let mut roles: BTreeMap<Pack, Vec<&str>> = BTreeMap::new();
        let held = claims.more.get(&self.claim).and_then(Value::as_array);
        for role in held.into_iter().flatten().filter_map(Value::as_str) {
            for (pack, names) in self.roles.get(role).into_iter().flatten() {
                let pack = Pack::named(pack).ok_or(Problem::SignedOut)?;
                roles.entry(pack).or_default().extend(names.iter().map(String::as_str));
            }
        }
        let document = |(pack, roles)| (pack, Map::from_iter([("roles".to_owned(), json!(roles))]));
        let principals = roles.into_iter().map(document).collect();
        // Beyond what a clock counts it does not end.
        let until = Duration::try_from_secs_f64(claims.exp).unwrap_or(Duration::MAX);
        let until = until.saturating_add(Duration::from_secs(LEEWAY)).as_millis();
        let until = i64::try_from(until).unwrap_or(i64::MAX);
        Ok(Person { id: claims.sub, name: claims.name, until, principals })
    }

    fn claims(&self, token: &str) -> Option<Claims> {
        // The header only names the key: what the key is for says how the token has to be signed.
        let key = self.keys.find(&decode_header(token).ok()?.kid?)?;
        let mut validation = Validation::new(algorithm(key)?);
        validation.leeway = LEEWAY;
        validation.validate_nbf = true;
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        let key = DecodingKey::from_jwk(key).ok()?;
        Some(decode::<Claims>(token, &key, &validation).ok()?.claims)
    }
}

/// How tokens of a key are signed.
fn algorithm(key: &Jwk) -> Option<Algorithm> {
    let of = key.common.key_algorithm.filter(|of| SIGNATURES.contains(of))?;
    Algorithm::from_str(&of.to_string()).ok()
}
