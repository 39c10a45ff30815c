//! Running other programs: what is run is shown, and a failure names the command.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::repo;

/// How many tests a program reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    /// What this machine cannot check, which is said to the end.
    pub(crate) unchecked: usize,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.unchecked += other.unchecked;
    }

    /// What one line of output reports: `3 passed; 0 failed` (libtest), `3 passed, 0 failed`
    /// (ours), `ℹ pass 3` and `ℹ fail 0` (`node --test`).
    fn of_line(line: &str) -> Tally {
        let words: Vec<&str> =
            line.split_whitespace().map(|word| word.trim_matches([',', ';'])).collect();
        let before = |name: &str| {
            let at = words.iter().position(|word| *word == name)?;
            words.get(at.checked_sub(1)?)?.parse().ok()
        };
        if let (Some(passed), Some(failed)) = (before("passed"), before("failed")) {
            return Tally { passed, failed, unchecked: 0 };
        }
        let mut tally = Tally::default();
        match words.as_slice() {
            ["ℹ" | "#", "pass", count] => tally.passed = count.parse().unwrap_or(0),
            ["ℹ" | "#", "fail", count] => tally.failed = count.parse().unwrap_or(0),
            _ => {}
        }
        tally
    }
}

/// A command that runs at the root of the checkout.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(repo::root());
    command
}

/// The cargo that runs this program.
pub(crate) fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A command line as one would type it.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut text = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for argument in command.get_args() {
        let argument = argument.to_string_lossy();
        let short = argument.strip_prefix(&*repo::root().to_string_lossy());
        let _ = write!(text, " {}", short.map_or(&*argument, |rest| rest.trim_start_matches('/')));
    }
    text
}

/// Runs a command to its end, its output going where ours goes.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let line = shown(command);
    println!("  $ {line}");
    let status = command.status().with_context(|| format!("cannot run `{line}`"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// Runs a command and adds the tests it reports to `tally`.
pub(crate) fn run_tests(command: &mut Command, tally: &mut Tally) -> Result<()> {
    let line = shown(command);
    println!("  $ {line}");
    let context = || format!("cannot run `{line}`");
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(context)?;
    let before = *tally;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line.with_context(context)?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            tally.add(Tally::of_line(&line));
        }
    }
    let status = child.wait().with_context(context)?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    if *tally == before {
        bail!("`{line}` reported no test");
    }
    Ok(())
}

/// What a command prints, or nothing when it cannot run or fails.
pub(crate) fn probe(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: usize, failed: usize) -> Tally {
        Tally { passed, failed, unchecked: 0 }
    }

    #[test]
    fn counts_are_read_off_every_runner() {
        let libtest = "test result: FAILED. 12 passed; 3 failed; 0 ignored; finished in 0.01s";
        assert_eq!(Tally::of_line(libtest), tally(12, 3));
        assert_eq!(Tally::of_line("7822 passed, 0 failed"), tally(7822, 0));
        assert_eq!(Tally::of_line("ℹ pass 9"), tally(9, 0));
        assert_eq!(Tally::of_line("ℹ fail 2"), tally(0, 2));
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(Tally::of_line("passed and failed"), tally(0, 0));
        assert_eq!(Tally::of_line("12 passed"), tally(0, 0));
        assert_eq!(Tally::of_line(""), tally(0, 0));
    }
}
