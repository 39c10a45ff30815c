//! The arguments of every command.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::terminal::visible;

const AFTER: &str = "\
PACK is the folder of a pack, a compiled bundle, or the name of a built-in pack: access-levels, \
alvys, client-metrics, expenses. A path that exists comes before a name.

Exit status: 0 fine, 1 findings (denied, failed cases, lints), 2 error.";

/// A permission gate: compile, check, ask, show, test and tabulate its packs
#[derive(Debug, Parser)]
#[command(name = "tollgate", version, after_help = AFTER)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Print one JSON document instead of text
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Of `decide`: say messages and reasons in a language that the pack has texts in
    #[arg(long, global = true, value_name = "TAG")]
    pub(crate) lang: Option<String>,
}

impl Args {
    /// The arguments of this process. An error quotes some: it is made of them as they are shown.
    pub(crate) fn read() -> Result<Self, clap::Error> {
        Args::try_parse().map_err(|error| {
            let shown =
                std::env::args_os().map(|each| visible(&each.to_string_lossy()).into_owned());
            Args::try_parse_from(shown).err().unwrap_or(error)
        })
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a small pack to start from
    Init(Init),
    /// Make a pack of a Cedar project as it is found
    Import(Import),
    /// Compile a pack to a bundle
    Compile(Compile),
    /// Compile a pack, lint it, and read its cases, writing nothing
    Check(Check),
    /// Format a pack's policies in place, as Cedar's formatter does
    Format(Format),
    /// Ask whether a principal may do something; prints the decision as JSON
    Decide(Decide),
    /// Print what a bundle decides, in words and as conditions in Cedar
    Show(Show),
    /// Print what a server would send to a principal's page in place of the policy
    Snapshot(Snapshot),
    /// Run a pack's cases
    Test(Test),
    /// Tabulate which role may do what
    Matrix(Matrix),
    /// Find names in a front end's sources that its packs lack, and controls that no source uses
    Uses(Uses),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Init {
    /// A new or empty folder; its name becomes the pack's
    pub(crate) dir: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// The folder of the project: a schema and policies, in it or in folders of it
    pub(crate) dir: PathBuf,
    /// A new or empty folder; its name becomes the pack's [default: NAME-pack, here]
    #[arg(short, long, value_name = "PACK")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Compile {
    /// The folder of a pack
    pub(crate) pack: PathBuf,
    /// Where the bundle goes [default: PACK/bundle.json]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Write TypeScript types of the pack as well [default: beside the bundle, as NAME.d.ts]
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    pub(crate) types: Option<Option<PathBuf>>,
    /// Compile again whenever a file of the pack changes, until interrupted
    #[arg(long)]
    pub(crate) watch: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// A pack's folder, a bundle, or a built-in pack's name
    pub(crate) pack: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Format {
    /// The folder of a pack
    pub(crate) pack: PathBuf,
    /// Write nothing, and say which files are not formatted (exit status 1)
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Decide {
    /// A pack's folder, a bundle, or a built-in pack's name
    #[arg(long)]
    pub(crate) pack: PathBuf,
    /// Who asks, as JSON or @FILE: {"id": "u1", "roles": ["Sales"]}
    #[arg(long, value_name = "JSON")]
    pub(crate) principal: String,
    #[command(flatten)]
    pub(crate) question: Question,
    /// The record, as JSON or @FILE: {"type": "Customer", "status": "ACTV"}
    #[arg(long, value_name = "JSON")]
    pub(crate) resource: Option<String>,
    /// The context, as JSON or @FILE
    #[arg(long, value_name = "JSON")]
    pub(crate) context: Option<String>,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Question {
    /// What they want to do
    #[arg(long, value_name = "NAME")]
    pub(crate) action: Option<String>,
    /// The step of the record's lifecycle that they want to take
    #[arg(long, value_name = "NAME")]
    pub(crate) transition: Option<String>,
    /// The control on screen; without a record, over all records
    #[arg(long, value_name = "ID")]
    pub(crate) control: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// A bundle, a pack's folder, or a built-in pack's name
    pub(crate) bundle: PathBuf,
    /// The only action to show [default: all]
    pub(crate) action: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Snapshot {
    /// A pack's folder, a bundle, or a built-in pack's name
    #[arg(long)]
    pub(crate) pack: PathBuf,
    /// Who asks, as JSON or @FILE: {"id": "u1", "roles": ["Sales"]}
    #[arg(long, value_name = "JSON")]
    pub(crate) principal: String,
    /// Leave out what would unlock a denial: no groups that are not held, no reasons
    #[arg(long)]
    pub(crate) terse: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Test {
    /// A pack's folder, a bundle, or a built-in pack's name
    pub(crate) pack: PathBuf,
    /// Files of cases (JSON Lines) to run instead of the pack's own
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Matrix {
    /// A pack's folder, a bundle, or a built-in pack's name
    pub(crate) pack: PathBuf,
    /// How to draw the table
    #[arg(long, value_enum, default_value_t = Style::Text)]
    pub(crate) format: Style,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Style {
    /// For a terminal
    Text,
    /// For a document
    Markdown,
    /// For a page
    Html,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Uses {
    /// Sources, and folders of them
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// A pack's folder, a bundle, or a built-in pack's name; again for each pack of the front end
    #[arg(long = "pack", required = true, value_name = "PACK")]
    pub(crate) packs: Vec<PathBuf>,
    /// The sources are a part of the front end: say nothing of controls that they do not use
    #[arg(long)]
    pub(crate) partial: bool,
}
