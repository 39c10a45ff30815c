//! The demo: the server with sample data, on the package as it is built here.

use std::net::{SocketAddr, TcpListener};

use anyhow::{Context, Result};

use crate::process::{cargo, run};
use crate::{package, repo};

/// Where the demo keeps its database; it is filled where it is not there.
const DATABASE: &str = "target/demo/office.db";

/// Builds the package and the server, and serves the demo until the process is stopped.
pub(crate) fn demo(port: u16) -> Result<()> {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    // A port that is taken should not cost a build to find out.
    drop(TcpListener::bind(address).with_context(|| {
        format!("cannot listen on port {port}; choose another with `--port`, 0 for any")
    })?);
    println!("building the npm package that the demo imports, and the server");
    package::build()?;
    let database = repo::path(DATABASE);
    if let Some(folder) = database.parent() {
        std::fs::create_dir_all(folder)?;
    }
    println!("\nTollgate demo, with its data in {DATABASE} (Ctrl-C stops it)");
    let mut server = cargo();
    server.args(["run", "--quiet", "--package", "tollgate-server", "--", "--demo"]);
    server.arg("--database").arg(format!("sqlite:{}?mode=rwc", database.display()));
    server.arg("--listen").arg(address.to_string());
    // What it logs is for those who ask for it.
    server.env("RUST_LOG", std::env::var_os("RUST_LOG").unwrap_or_else(|| "warn".into()));
    run(&mut server)
}
