//! The command `tollgate`: packs compiled, checked, asked, shown, tested and tabulated.
//!
//! *Owns*: arguments, files, and how things are said in a terminal or as JSON. *Does not* decide
//! anything: the engine decides, the compiler compiles, the cases compare.
//!
//! Each command is a function from its arguments to an [`Output`](output::Output) or a
//! [`Problem`](finding::Problem); only [`main`] prints (and `compile --watch`, which never ends).

// What is printed goes through `output`, where nothing of it can steer the terminal.
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod args;
mod command;
mod debug;
mod file;
mod finding;
mod folder;
mod import;
mod json_arg;
mod language;
mod located;
mod matrix;
mod output;
mod pack;
mod reading;
mod show;
mod suggest;
mod targets;
mod terminal;
mod uses;
mod wrap;

use std::process::ExitCode;

use args::{Args, Command};

pub use uses::{Seen, uses_in};

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let Args { command, json, lang } = match Args::read() {
        Ok(args) => args,
        Err(error) => return output::usage(&error),
    };
    let lang = lang.as_deref();
    let format = output::Format::new(json);
    let result = match command {
        command if lang.is_some() && !matches!(command, Command::Decide(_)) => {
            Err(language::only_decide())
        }
        Command::Init(args) => command::init::run(&args),
        Command::Import(args) => command::import::run(&args),
        Command::Compile(args) => command::compile::run(&args, format),
        Command::Check(args) => command::check::run(&args),
        Command::Format(args) => command::format::run(&args),
        Command::Decide(args) => command::decide::run(&args, lang),
        Command::Show(args) => command::show::run(&args),
        Command::Snapshot(args) => command::snapshot::run(&args),
        Command::Test(args) => command::test::run(&args),
        Command::Matrix(args) => command::matrix::run(&args),
        Command::Uses(args) => command::uses::run(&args),
    };
    output::print(result, format)
}
