//! A static file server on 127.0.0.1, for tests that ask the package in a page without the server:
//! they run scripts that come as text, which the server's Content-Security-Policy forbids.

use std::fs::File;
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use tiny_http::{HTTPVersion, Header, Method, Request, Response, Server};

use crate::repo;

/// How many requests are answered at a time.
const WORKERS: usize = 4;

/// Address prefixes and the folders they stand for, the most specific first.
const MOUNTS: [(&str, &str); 4] = [
    ("tollgate", "target/npm/tollgate"),
    ("policies", "policies"),
    // What the step `shipped-page` asks; there once it ran.
    ("shipped", "target/shipped"),
    ("", "tests/browser"),
];

/// A port that is ours.
pub(crate) struct Listener(Server);

/// A running server.
pub(crate) struct Site {
    /// Where a browser finds it.
    pub(crate) address: String,
}

/// Takes a port of 127.0.0.1; 0 takes a free one.
pub(crate) fn listen(port: u16) -> Result<Listener> {
    let server = Server::http(SocketAddr::from(([127, 0, 0, 1], port)));
    server.map(Listener).map_err(|error| anyhow!("cannot listen on port {port} ({error})"))
}

impl Listener {
    /// Answers requests from now on.
    pub(crate) fn serve(self) -> Site {
        let server = Arc::new(self.0);
        let address = format!("http://{}/", server.server_addr());
        for _ in 0..WORKERS {
            let server = Arc::clone(&server);
            std::thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    // The browser went away in the middle of an answer: nothing to do about it.
                    let _ = answer(request);
                }
            });
        }
        Site { address }
    }
}

fn answer(request: Request) -> Result<()> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return send(request, Response::from_string("").with_status_code(405));
    }
    let found = locate(request.url()).and_then(|file| Some((File::open(&file).ok()?, file)));
    let Some((content, file)) = found else {
        return send(request, Response::from_string("not found").with_status_code(404));
    };
    let response = Response::from_file(content)
        .with_header(header("Content-Type", media_type(&file))?)
        .with_header(header("Cache-Control", "no-store")?)
        .with_header(header("X-Content-Type-Options", "nosniff")?);
    send(request, response)
}

/// Answers in HTTP/1.0, so that the browser closes the connection. Of a burst of connections
/// tiny_http may leave one waiting until another closes, which kept-alive ones do not for minutes.
fn send<R: Read>(request: Request, response: Response<R>) -> Result<()> {
    let headers = request.headers().to_vec();
    let bodiless = *request.method() == Method::Head;
    let mut writer = request.into_writer();
    response.raw_print(&mut writer, HTTPVersion(1, 0), &headers, bodiless, None)?;
    Ok(writer.flush()?)
}

fn header(name: &str, value: &str) -> Result<Header> {
    Header::from_bytes(name, value).map_err(|()| anyhow!("bad header")).context(name.to_owned())
}

/// The file that an address stands for. Segments are taken literally, never decoded; none may be
/// empty, start with a dot or hold a separator, so no address leads out of the mounted folders.
fn locate(url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.strip_prefix('/')?;
    let plain = |part: &str| !part.starts_with('.') && !part.contains(['\\', ':', '%']);
    if !path.split('/').all(plain) || path.starts_with('/') || path.contains("//") {
        return None;
    }
    let (folder, rest) = MOUNTS.iter().find_map(|(prefix, folder)| {
        let rest = path.strip_prefix(prefix)?;
        let rest = if prefix.is_empty() { rest } else { rest.strip_prefix('/')? };
        Some((folder, rest))
    })?;
    let file = repo::path(folder).join(rest);
    let file = if rest.is_empty() || rest.ends_with('/') { file.join("index.html") } else { file };
    file.is_file().then_some(file)
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_into_the_mounted_folders() {
        let readme = locate("/policies/alvys/schema.cedarschema?x=1#y");
        assert_eq!(readme, Some(repo::path("policies/alvys/schema.cedarschema")));
    }

    #[test]
    fn addresses_lead_nowhere_else() {
        for url in [
            "/../Cargo.toml",
            "/policies/../Cargo.toml",
            "/policies/%2e%2e/Cargo.toml",
            "/policies//etc/passwd",
            "//etc/passwd",
            "/policies/..\\Cargo.toml",
            "/.git/config",
            "Cargo.toml",
            "",
        ] {
            assert_eq!(locate(url), None, "{url}");
        }
    }
}
