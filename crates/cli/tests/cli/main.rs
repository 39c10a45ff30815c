//! The real binary, driven as a person or a script would.
#![expect(clippy::unwrap_used, reason = "a test says that it failed by panicking")]

mod arguments;
mod classes;
mod decide;
mod documents;
mod hostile;
mod import;
mod matrix;
mod packs;
mod show;
mod snapshot;
mod uses;
mod watch;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What a run of the command left behind.
#[derive(Debug)]
struct Run {
    status: i32,
    stdout: String,
    stderr: String,
}

impl Run {
    /// The one JSON document that `--json` prints.
    fn json(&self) -> Value {
        assert_eq!(self.stdout.lines().count(), 1, "{self:?}");
        serde_json::from_str(&self.stdout).unwrap()
    }
}

/// An environment in which reports are drawn in one way: without colours, in Unicode.
const PLAIN: [(&str, &str); 3] = [("NO_COLOR", "1"), ("LC_ALL", "C.UTF-8"), ("TERM", "dumb")];

/// The command in a folder.
fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tollgate"));
    command.args(args).current_dir(folder).envs(PLAIN);
    command
}

fn run_in(folder: &Path, args: &[&str]) -> Run {
    let output = command(folder, args).output().unwrap();
    Run {
        status: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs the command in the root of the repository.
fn run(args: &[&str]) -> Run {
    run_in(&root(), args)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A folder with a new pack, and its path.
fn new_pack(name: &str) -> (tempfile::TempDir, PathBuf) {
    let temp = tempfile::tempdir().unwrap();
    let run = run_in(temp.path(), &["init", name]);
    assert_eq!(run.status, 0, "{run:?}");
    let pack = temp.path().join(name);
    (temp, pack)
}

/// Replaces a text in a file that must have it.
fn edit(path: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{} has no {from}", path.display());
    std::fs::write(path, text.replace(from, to)).unwrap();
}
