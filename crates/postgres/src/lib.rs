//! A PostgreSQL of one's own, for tests: Debian's package, a cluster in a temporary folder, reached
//! by a socket there and by nothing else, and run by another user than root.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "it is for tests")]

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Whom to connect as, without a password, and to which database.
pub const USER: &str = "tollgate";
/// The database that there is.
pub const DATABASE: &str = "postgres";

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running cluster, gone when this is dropped.
#[derive(Debug)]
pub struct Postgres {
    folder: TempDir,
    server: Child,
}

impl Postgres {
    /// A new cluster that runs.
    ///
    /// # Panics
    ///
    /// Where there is no PostgreSQL, or it does not start.
    #[must_use]
    pub fn start() -> Self {
        let bin = programs()
            .expect("PostgreSQL is missing; on Debian it is `apt-get install postgresql`");
        let folder = tempfile::tempdir().unwrap();
        let user = user();
        if let Some((user, group)) = user {
            chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        fs::set_permissions(folder.path(), Permissions::from_mode(0o700)).unwrap();
        let data = folder.path().join("data");
        let mut init = command(&bin, "initdb", user, folder.path());
        init.arg(format!("--username={USER}"));
        init.args(["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]);
        let made = init.arg("--no-sync").arg("-D").arg(&data).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let server = serve(&bin, folder.path(), user);
        let mut running = Postgres { folder, server };
        running.wait();
        running
    }

    /// Ends, letting all connections go.
    ///
    /// # Panics
    ///
    /// Where it cannot be ended.
    pub fn stop(&mut self) {
        let id = self.server.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        self.server.wait().unwrap();
    }

    /// Runs again after [`stop`](Self::stop), with what it had.
    ///
    /// # Panics
    ///
    /// Where it does not start.
    pub fn restart(&mut self) {
        let bin = programs().expect("PostgreSQL was there");
        self.server = serve(&bin, self.folder.path(), user());
        self.wait();
    }

    /// The folder of its socket, which is the host to connect to.
    #[must_use]
    pub fn socket(&self) -> &Path {
        self.folder.path()
    }

    fn wait(&mut self) {
        let begun = Instant::now();
        // The last line of this file says whether it takes connections.
        let ready = |it: &Path| {
            fs::read_to_string(it).is_ok_and(|text| text.lines().any(|line| line.trim() == "ready"))
        };
        while !ready(&self.folder.path().join("data/postmaster.pid")) {
            let log = || fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            assert!(self.server.try_wait().unwrap().is_none(), "PostgreSQL ended: {}", log());
            assert!(begun.elapsed() < PATIENCE, "PostgreSQL does not start: {}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Its children notice, and end.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Runs the server of a cluster.
fn serve(bin: &Path, folder: &Path, user: Option<(u32, u32)>) -> Child {
    let mut serve = command(bin, "postgres", user, folder);
    serve.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
    for setting in ["listen_addresses=", "fsync=off", "synchronous_commit=off", "jit=off"] {
        serve.arg("-c").arg(setting);
    }
    let log = fs::File::create(folder.join("log")).unwrap();
    serve.stdout(Stdio::null()).stderr(log).spawn().unwrap()
}

/// A program of PostgreSQL, as that user.
fn command(bin: &Path, name: &str, user: Option<(u32, u32)>, folder: &Path) -> Command {
    let mut command = Command::new(bin.join(name));
    command.current_dir(folder).env_remove("PGDATA").env("LC_ALL", "C.UTF-8");
    if let Some((user, group)) = user {
        command.uid(user).gid(group);
    }
    command
}

/// Who runs it: where we are root, which it refuses, the user of Debian's package.
fn user() -> Option<(u32, u32)> {
    let id = |args: &[&str]| -> Option<u32> {
        let output = Command::new("id").args(args).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    (id(&["-u"])? == 0).then(|| {
        let of = |which| id(&[which, "postgres"]).expect("there is a user `postgres`");
        (of("-u"), of("-g"))
    })
}

/// The folder of its programs: what `POSTGRES_BIN` says, else where Debian has those of the newest
/// version; `None` where there are none.
#[must_use]
pub fn programs() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("POSTGRES_BIN") {
        return Some(folder.into());
    }
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let version = |it: &PathBuf| it.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions.map(|it| it.path()).max_by_key(version)?;
    Some(newest.join("bin")).filter(|it| it.join("initdb").is_file())
}
