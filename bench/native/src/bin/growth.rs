//! Writes bundles of growing size into a folder: packs are generated and go through the compiler.
//! However many policies or permissions a pack has, every action has one permit and one forbid.
//!
//! `growth FOLDER [POLICIES]`: packs with more policies than that are left out. Bundles that are
//! there stay as long as the compiler still writes the smallest of them the same.

use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use tollgate_compiler::compile_dir;

/// Policies of packs with ten permissions.
const POLICIES: [usize; 4] = [10, 100, 1_000, 10_000];

/// Permissions of packs with a hundred policies.
const PERMISSIONS: [usize; 4] = [10, 100, 1_000, 2_000];

/// Actions whose policies stand in one file. Nobody keeps thousands of policies in one, and Cedar's
/// formatter, which the compiler asks, takes a time that grows with the square of a file's length.
const FILE_ACTIONS: usize = 50;

const PERMISSIONS_FEW: usize = 10;
const POLICIES_FEW: usize = 100;

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1).map(PathBuf::from) else {
        eprintln!("error: where to? `growth FOLDER [POLICIES]`");
        return ExitCode::FAILURE;
    };
    let most = std::env::args().nth(2).and_then(|most| most.parse().ok());
    match run(&folder, most.unwrap_or(usize::MAX)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(folder: &Path, most: usize) -> Result<()> {
    let [smallest, larger @ ..] = POLICIES;
    let first = folder.join(format!("policies-{smallest}.json"));
    let before = fs::read(&first).ok();
    let _ = fs::remove_file(&first);
    write(folder, &format!("policies-{smallest}"), smallest, PERMISSIONS_FEW)?;
    let fresh = before.is_some_and(|before| fs::read(&first).is_ok_and(|now| now == before));
    let packs = larger
        .into_iter()
        .map(|policies| (format!("policies-{policies}"), policies, PERMISSIONS_FEW))
        .chain(PERMISSIONS.map(|count| (format!("permissions-{count}"), POLICIES_FEW, count)));
    for (name, policies, permissions) in packs {
        if policies <= most && !(fresh && folder.join(format!("{name}.json")).is_file()) {
            write(folder, &name, policies, permissions)?;
        }
    }
    Ok(())
}

/// Writes and compiles one pack.
fn write(folder: &Path, name: &str, policies: usize, permissions: usize) -> Result<()> {
    let pack = folder.join(name);
    if pack.is_dir() {
        fs::remove_dir_all(&pack)?;
    }
    fs::create_dir_all(&pack)?;
    let actions = policies / 2;
    fs::write(pack.join("schema.cedarschema"), schema(actions, permissions)?)?;
    for from in (0..actions).step_by(FILE_ACTIONS) {
        let file = pack.join(format!("records-{from}.cedar"));
        fs::write(file, rules(from..actions.min(from + FILE_ACTIONS), permissions)?)?;
    }
    fs::write(pack.join("surface.toml"), surface(actions)?)?;
    let started = std::time::Instant::now();
    match compile_dir(&pack) {
        Ok(compiled) => fs::write(folder.join(format!("{name}.json")), compiled.json)?,
        Err(report) => {
            let first = report.errors.first().context("refused without a reason")?;
            bail!("the pack `{name}` does not compile: {first}");
        }
    }
    println!("{name}: compiled in {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

fn schema(actions: usize, permissions: usize) -> Result<String> {
    let names: Vec<String> = (0..permissions).map(|i| format!("\"p{i}\"")).collect();
    let mut text = format!("// Generated.\nentity Permission enum [{}];\n", names.join(", "));
    text.push_str("entity User in [Permission];\n");
    text.push_str("entity Status enum [\"OPEN\", \"HELD\", \"DONE\"];\n");
    text.push_str("entity Record { status: Status, complete: Bool };\n");
    for i in 0..actions {
        writeln!(text, "action act{i} appliesTo {{ principal: User, resource: Record }};")?;
    }
    Ok(text)
}

fn rules(actions: Range<usize>, permissions: usize) -> Result<String> {
    let mut text = "// Generated.\n".to_owned();
    for i in actions {
        let permission = i % permissions;
        let status = if i % 2 == 0 { "DONE" } else { "HELD" };
        writeln!(text, "@id(\"permit-{i}\")")?;
        writeln!(text, "@reason(\"Permission {permission} is for this.\")")?;
        let of = format!("action == Action::\"act{i}\", resource");
        writeln!(text, "permit (principal in Permission::\"p{permission}\", {of});")?;
        writeln!(text, "@id(\"forbid-{i}\")")?;
        writeln!(text, "@reason(\"The record has to be in another state.\")")?;
        let state = format!("resource.status == Status::\"{status}\"");
        writeln!(text, "forbid (principal, {of}) when {{ {state} }};")?;
    }
    Ok(text)
}

fn surface(actions: usize) -> Result<String> {
    let mut text = "# Generated.\n".to_owned();
    for i in 0..actions {
        writeln!(text, "[controls.\"row.act{i}\"]\nkind = \"rowAction\"\naction = \"act{i}\"")?;
        writeln!(text, "label = \"Act {i}\"\nungranted = \"hidden\"\nblocked = \"disabled\"\n")?;
    }
    Ok(text)
}
