//! The programs that a task needs: found, installed where that is ours to do, or named together
//! with the command that gets them.

use std::net::{TcpStream, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::{cargo, command, probe, run};
use crate::repo;

/// The oldest Node.js that the tools in `npm/` run on.
const NODE_MAJOR_MIN: u32 = 20;

/// The geckodriver that is built where there is none.
const GECKODRIVER_VERSION: &str = "0.37.1";

/// How long a host may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The cargo-deny that checks what is built in.
const CARGO_DENY_VERSION: &str = "0.20.2";

/// A program found on the search path.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Whether this is Debian or one of its children.
pub(crate) fn on_debian() -> bool {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    release
        .lines()
        .filter_map(|line| line.strip_prefix("ID=").or(line.strip_prefix("ID_LIKE=")))
        .flat_map(|ids| ids.trim_matches('"').split(' '))
        .any(|id| id == "debian" || id == "ubuntu")
}

fn is_root() -> bool {
    probe(Command::new("id").arg("-u")).is_some_and(|id| id == "0")
}

/// Installs Debian packages when we are root on a Debian; else says what to run.
pub(crate) fn apt_install(missing: &str, packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    if !on_debian() {
        bail!("{missing} is missing; on Debian or Ubuntu it is `apt-get install {list}`");
    }
    if !is_root() {
        bail!("{missing} is missing; run `sudo apt-get install {list}`");
    }
    println!("  {missing} is missing: installing {list} with apt-get");
    static UPDATED: OnceLock<()> = OnceLock::new();
    if UPDATED.get().is_none() {
        run(command("apt-get").args(["update", "--quiet=2"]))?;
        UPDATED.get_or_init(|| ());
    }
    let options = ["install", "--yes", "--quiet=2", "--no-install-recommends"];
    run(command("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(options).args(packages))
        .with_context(|| format!("{missing} is missing"))
}

/// `node`, of a version that will do.
pub(crate) fn node() -> Result<PathBuf> {
    if find("node").is_none() {
        apt_install("Node.js", &["nodejs", "npm"])?;
    }
    let node = find("node").context("`node` is not on the search path")?;
    let version = probe(command(&node).arg("--version")).unwrap_or_default();
    let major = version.trim_start_matches('v').split('.').next().unwrap_or_default();
    if major.parse().unwrap_or(0) < NODE_MAJOR_MIN {
        bail!(
            "Node.js {NODE_MAJOR_MIN} or newer is needed, found `{version}`; get one at nodejs.org"
        );
    }
    Ok(node)
}

/// A command that runs `npm` in a folder.
pub(crate) fn npm(folder: &Path) -> Result<Command> {
    node()?;
    if find("npm").is_none() {
        apt_install("npm", &["npm"])?;
    }
    let mut npm = command(find("npm").context("`npm` is not on the search path")?);
    npm.current_dir(folder);
    Ok(npm)
}

/// Installs the locked dependencies of a folder with a `package.json`, unless they are there.
pub(crate) fn npm_ci(folder: &str) -> Result<()> {
    let folder = repo::path(folder);
    let lock = repo::read(&folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    println!("  installing the npm tools of {}", repo::display(&folder));
    run(npm(&folder)?.args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]))?;
    repo::write(&stamp, lock)
}

/// Chromium or Chrome, whose path `CHROMIUM` may give.
pub(crate) fn chromium() -> Result<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    browser_part("CHROMIUM", &names, "Chromium", "chromium")
}

/// ChromeDriver, whose path `CHROMEDRIVER` may give.
pub(crate) fn chromedriver() -> Result<PathBuf> {
    browser_part("CHROMEDRIVER", &["chromedriver"], "ChromeDriver", "chromium-driver")
}

/// Firefox, whose path `FIREFOX` may give.
pub(crate) fn firefox() -> Result<PathBuf> {
    browser_part("FIREFOX", &["firefox-esr", "firefox"], "Firefox", "firefox-esr")
}

/// geckodriver, whose path `GECKODRIVER` may give. No Debian has it, so it is built once.
pub(crate) fn geckodriver() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("GECKODRIVER") {
        return Ok(path.into());
    }
    if let Some(path) = find("geckodriver") {
        return Ok(path);
    }
    built("geckodriver", GECKODRIVER_VERSION, "set GECKODRIVER to the path of yours")
}

/// The folder of PostgreSQL's programs, with which tests start a cluster of their own.
pub(crate) fn postgres() -> Result<PathBuf> {
    if tollgate_postgres::programs().is_none() {
        apt_install("PostgreSQL", &["postgresql"])
            .context("or set POSTGRES_BIN to the folder of its programs")?;
    }
    tollgate_postgres::programs().context("the package `postgresql` has no programs")
}

/// cargo-deny, which is built once.
pub(crate) fn cargo_deny() -> Result<PathBuf> {
    built("cargo-deny", CARGO_DENY_VERSION, "it needs a C compiler and the registry")
}

/// Whether a host answers at a port.
pub(crate) fn reaches(host: (&str, u16)) -> bool {
    let mut found = host.to_socket_addrs().into_iter().flatten();
    found.any(|address| TcpStream::connect_timeout(&address, PATIENCE).is_ok())
}

/// A program of the registry's at a version, built into `target/tools` where it is not there yet.
fn built(name: &str, version: &str, otherwise: &str) -> Result<PathBuf> {
    let root = repo::path("target/tools");
    let built = root.join("bin").join(name).with_extension(std::env::consts::EXE_EXTENSION);
    let known = probe(command(&built).arg("--version")).unwrap_or_default();
    if known.split_whitespace().nth(1) != Some(version) {
        println!("  {name} is missing: building it into {}", repo::display(&root));
        let mut install = cargo();
        install.args(["install", name, "--version", version, "--locked"]);
        // Without optimisation it is there in half the time.
        run(install.args(["--debug", "--force", "--quiet", "--root"]).arg(&root))
            .with_context(|| format!("{name} does not build; {otherwise}"))?;
    }
    Ok(built)
}

fn browser_part(variable: &str, names: &[&str], what: &str, package: &str) -> Result<PathBuf> {
    if let Some(path) = std::env::var_os(variable) {
        return Ok(path.into());
    }
    let found = || names.iter().find_map(|name| find(name));
    if found().is_none() {
        apt_install(what, &[package])
            .with_context(|| format!("or set {variable} to the path of yours"))?;
    }
    found().with_context(|| format!("{what} is not on the search path; set {variable}"))
}

/// The program that runs WebAssembly tests in a browser, at the version that Cargo.lock pins.
pub(crate) fn wasm_test_runner() -> Result<PathBuf> {
    let name = "wasm-test-runner";
    let build = ["build", "--quiet", "--package", "xtask", "--bin", name, "--features", name];
    println!("  building {name}");
    run(cargo().args(build))?;
    let beside = std::env::current_exe()?.with_file_name(name);
    Ok(beside.with_extension(std::env::consts::EXE_EXTENSION))
}

/// A command that runs one of the tools that `npm/package.json` pins.
pub(crate) fn npm_tool(script: &str) -> Result<Command> {
    let mut tool = command(node()?);
    tool.arg(repo::path("npm/node_modules").join(script));
    Ok(tool)
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn a_host_is_reached_where_something_listens() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        assert!(reaches(("127.0.0.1", port)));
        drop(listener);
        assert!(!reaches(("127.0.0.1", port)));
        assert!(!reaches(("no-such-host.invalid", 443)));
    }
}
