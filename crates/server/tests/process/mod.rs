//! Servers as processes of their own, and whoever asks them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]
#![allow(dead_code, unreachable_pub, reason = "not every suite asks all of it")]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};

/// A server that runs.
pub struct Server {
    pub process: Child,
    pub address: String,
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

impl Server {
    /// The server that ships.
    pub fn start(database: &str, policies: &Path, more: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tollgate-server"));
        command.args(["--database", database, "--listen", "127.0.0.1:0", "--demo"]);
        command.arg("--policies").arg(policies).arg("--page").arg(root().join("www"));
        Self::of(command.args(more))
    }

    /// What a command starts, which says where it listens.
    pub fn of(command: &mut Command) -> Self {
        command.env("RUST_LOG", "warn").stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap());
        let mut server = Server { process, address: String::new() };
        let mut output = String::new();
        while server.address.is_empty() {
            let length = lines.read_line(&mut output).unwrap();
            assert!(length > 0, "it does not listen: {output}");
            if let Some((_, address)) = output.trim().split_once("listening on ") {
                server.address = address.trim_end_matches('/').to_owned();
            }
        }
        server
    }

    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Somebody who is signed in.
    pub async fn enter(&self, user: &str) -> Who {
        let client = Client::new();
        let sent = client.post(format!("{}/api/samples", self.address));
        let answer = sent.json(&json!({ "user": user })).send().await.unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        Who { cookie: cookie.split(';').next().unwrap().to_owned(), client }
    }

    /// What it has had of the processors; the kernel counts hundredths of a second.
    pub fn processor(&self) -> Duration {
        let file = format!("/proc/{}/stat", self.process.id());
        let text = std::fs::read_to_string(file).unwrap();
        // The name of the program stands in brackets, and may have blanks.
        let (_, fields) = text.rsplit_once(')').unwrap();
        let own = fields.split_whitespace().skip(11).take(2);
        Duration::from_millis(own.map(|ticks| ticks.parse::<u64>().unwrap() * 10).sum())
    }

    /// How much memory it has, in bytes.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        let status = status.unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[derive(Clone)]
pub struct Who {
    pub client: Client,
    pub cookie: String,
}

impl Who {
    pub async fn get(&self, server: &str, path: &str) -> reqwest::Result<Response> {
        self.client.get(format!("{server}{path}")).header("cookie", &self.cookie).send().await
    }

    pub async fn json(&self, server: &str, path: &str) -> Value {
        let answer = self.get(server, path).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.json().await.unwrap()
    }

    pub async fn send(&self, url: String, method: &str, body: &Value) -> reqwest::Result<Response> {
        let method = method.parse().unwrap();
        self.client.request(method, url).header("cookie", &self.cookie).json(body).send().await
    }
}

/// A database of a folder.
pub fn sqlite(folder: &Path) -> String {
    format!("sqlite:{}?mode=rwc", folder.join("office.db").display())
}
