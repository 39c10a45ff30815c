//! Cookies go over TLS alone unless nobody else is on the way, or it is said.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod process;

use std::process::Command;

use process::{Server, root, sqlite};
use serde_json::json;

/// A server that listens there, with more flags.
fn command(database: &str, listen: &str, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tollgate-server"));
    command.args(["--database", database, "--listen", listen, "--demo"]).args(more);
    command.arg("--policies").arg(root().join("policies")).arg("--page").arg(root().join("www"));
    command
}

/// The cookies of somebody who signs in.
async fn cookies(listen: &str, more: &[&str]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::of(&mut command(&sqlite(folder.path()), listen, more));
    let url = format!("{}/api/samples", server.address);
    let sent = reqwest::Client::new().post(url).json(&json!({ "user": "maya" }));
    let answer = sent.send().await.unwrap();
    let all = answer.headers().get_all("set-cookie");
    all.iter().map(|cookie| cookie.to_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn cookies_are_secure_wherever_others_are_on_the_way() {
    let mut tried = 0;
    for (listen, more, secure) in [
        ("127.0.0.1:0", &[][..], false),
        ("[::1]:0", &[], false),
        ("127.0.0.1:0", &["--secure"], true),
        ("0.0.0.0:0", &[], true),
        ("[::]:0", &[], true),
        ("0.0.0.0:0", &["--secure"], true),
        ("0.0.0.0:0", &["--plain-http"], false),
    ] {
        let cookies = cookies(listen, more).await;
        assert!(!cookies.is_empty());
        for cookie in cookies {
            let parts: Vec<&str> = cookie.split("; ").collect();
            let told = format!("{listen} {more:?}: {cookie}");
            assert_eq!(parts.contains(&"Secure"), secure, "{told}");
            assert_eq!(cookie.starts_with("__Host-"), secure, "{told}");
            assert!(parts.contains(&"HttpOnly") && parts.contains(&"SameSite=Strict"), "{told}");
        }
        tried += 1;
    }
    assert_eq!(tried, 7);
}

#[test]
fn cookies_are_not_both_secure_and_plain() {
    let folder = tempfile::tempdir().unwrap();
    let both = ["--secure", "--plain-http"];
    let status = command(&sqlite(folder.path()), "127.0.0.1:0", &both).status().unwrap();
    assert_eq!(status.code(), Some(2));
}
