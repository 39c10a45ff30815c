//! Bearer tokens of an identity provider: what its roles allow, and tokens that are not its own,
//! not for this server, or over. The key is of these tests alone.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod office;

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use office::{Answer, Office, settings};
use serde_json::{Value, json};
use tollgate_server::{Provider, Settings};

const KEY: &[u8] = include_bytes!("identity/key.der");

fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn claims() -> Value {
    json!({
        "sub": "dana", "name": "Dana", "iss": "https://id.example", "aud": "office",
        "exp": seconds() + 600, "groups": ["dispatch", "of another application"],
    })
}

fn header(algorithm: Algorithm, key: &str) -> Header {
    Header { kid: Some(key.to_owned()), ..Header::new(algorithm) }
}

fn token(claims: &Value) -> String {
    encode(&header(Algorithm::ES256, "one"), claims, &EncodingKey::from_ec_der(KEY)).unwrap()
}

async fn get(office: &Office, path: &str, authorization: &str) -> Answer {
    let request = Request::builder().uri(path).header(header::AUTHORIZATION, authorization);
    office.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_token_of_the_provider_is_somebody_with_its_roles() {
    let office = Office::sqlite().await;
    let bearer = format!("Bearer {}", token(&claims()));
    let session = get(&office, "/api/session", &bearer).await;
    assert_eq!(session.status, StatusCode::OK, "{}", session.text);
    assert_eq!(session.json()["user"]["name"], "Dana");
    let packs: BTreeSet<String> =
        session.json()["packs"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(packs, ["access-levels", "alvys", "office"].map(str::to_owned).into());
    assert_eq!(get(&office, "/api/shipments", &bearer).await.status, StatusCode::OK);
    let carriers = get(&office, "/api/carriers", &bearer).await;
    assert_eq!(carriers.status, StatusCode::FORBIDDEN);
    let customers = get(&office, "/api/customers", &bearer).await;
    assert_eq!(customers.json()["type"], "/problems/no-account");
    let mut board = claims();
    board["groups"] = json!(["board"]);
    let bearer = format!("bearer {}", token(&board));
    assert_eq!(get(&office, "/api/carriers", &bearer).await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_shows_tokens_is_denied_so_much_and_no_more_whatever_the_token() {
    let office = Office::sqlite_with(Settings { user_denials: 3, ..settings() }).await;
    let before = office.count("audit").await;
    for attempt in 0..5 {
        let mut claims = claims();
        claims["exp"] = json!(seconds() + 600 + attempt);
        let answer = get(&office, "/api/carriers", &format!("Bearer {}", token(&claims))).await;
        let told = if attempt < 3 { "/problems/denied" } else { "/problems/too-many-denials" };
        assert_eq!(answer.json()["type"], told, "{attempt}");
    }
    assert_eq!(office.count("audit").await, before + 3);
}

/// A token whose signature is missing, in ways in which it was taken elsewhere.
fn unsigned(algorithm: &str, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = json!({ "alg": algorithm, "typ": "JWT", "kid": "one" });
    format!("{}.{}.", part(&header), part(claims))
}

#[tokio::test]
async fn no_other_token_is_anybody() {
    let office = Office::sqlite().await;
    let with = |name: &str, value: Value| {
        let mut claims = claims();
        claims[name] = value;
        claims
    };
    let without = |name: &str| {
        let mut claims = claims();
        claims.as_object_mut().unwrap().remove(name);
        claims
    };
    let key = EncodingKey::from_ec_der(KEY);
    // The provider's public key, taken for a secret that both know.
    let provider: Value =
        serde_json::from_str(&std::fs::read_to_string(office::provider()).unwrap()).unwrap();
    let public = provider["keys"]["keys"][0]["x"].as_str().unwrap();
    let secrets = [public.as_bytes().to_vec(), URL_SAFE_NO_PAD.decode(public).unwrap()];
    let mut tokens = vec![
        token(&with("iss", json!("https://evil.example"))),
        token(&with("aud", json!("another"))),
        token(&with("exp", json!(seconds() - 600))),
        token(&with("nbf", json!(seconds() + 600))),
        token(&without("exp")),
        token(&without("iss")),
        token(&without("aud")),
        token(&without("sub")),
        unsigned("none", &claims()),
        unsigned("None", &claims()),
        unsigned("NONE", &claims()),
        unsigned("ES256", &claims()),
        encode(&header(Algorithm::ES256, "two"), &claims(), &key).unwrap(),
        encode(&Header::new(Algorithm::ES256), &claims(), &key).unwrap(),
        String::new(),
        "x.y.z".to_owned(),
    ];
    for secret in secrets {
        let key = EncodingKey::from_secret(&secret);
        tokens.push(encode(&header(Algorithm::HS256, "one"), &claims(), &key).unwrap());
    }
    // Another's claims under a signature of one's own.
    let own = token(&claims());
    let mut parts: Vec<&str> = own.split('.').collect();
    let admin = URL_SAFE_NO_PAD.encode(with("groups", json!(["board"])).to_string());
    parts[1] = &admin;
    tokens.push(parts.join("."));
    assert_eq!(tokens.len(), 19);
    for token in tokens {
        let answer = get(&office, "/api/session", &format!("Bearer {token}")).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{token}: {}", answer.text);
    }
    let basic = get(&office, "/api/session", &format!("Basic {}", token(&claims()))).await;
    assert_eq!(basic.status, StatusCode::UNAUTHORIZED);
}

#[test]
fn a_provider_whose_keys_could_be_shared_is_no_provider() {
    let whole = std::fs::read_to_string(office::provider()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("provider.json");
    let mut tried = 0;
    for (from, to) in [
        ("\"ES256\"", "\"HS256\""),
        ("\"kid\": \"one\",", ""),
        ("\"alg\": \"ES256\",", ""),
        ("\"alvys\"", "\"alvis\""),
        ("\"audience\": \"office\",", ""),
    ] {
        assert!(whole.contains(from), "{from}");
        std::fs::write(&file, whole.replace(from, to)).unwrap();
        assert!(Provider::load(&file).is_err(), "{to}");
        tried += 1;
    }
    assert_eq!(tried, 5);
}

#[tokio::test]
async fn a_stream_ends_with_its_token() {
    let office = Office::sqlite().await;
    let mut soon = claims();
    // It is taken for as long as a clock may be off.
    soon["exp"] = json!(seconds() - 26);
    let bearer = format!("Bearer {}", token(&soon));
    let said = tokio::time::timeout(Duration::from_secs(20), get(&office, "/api/events", &bearer));
    let said = said.await.unwrap().text;
    assert!(said.starts_with("event: state"), "{said}");
    assert!(said.trim_end().ends_with("event: signed-out\ndata: {}"), "{said}");
}
