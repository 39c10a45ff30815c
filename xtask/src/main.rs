//! `cargo xtask`: the demo, the tests, the benchmarks and the npm package, each in one command.

mod bench;
mod bench_classes;
mod bench_hostile;
mod bench_native;
mod bench_report;
mod bench_server;
mod built;
mod codegen;
mod demo;
mod fuzz;
mod glue;
mod languages;
mod package;
mod policies;
mod process;
mod repo;
mod serve;
mod shipped;
mod suites;
mod test;
mod tidy;
mod toolchain;
mod tools;
mod wasm;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "Tasks of a Tollgate checkout")]
struct Cli {
    #[command(subcommand)]
    task: Option<Task>,
}

#[derive(Subcommand)]
enum Task {
    /// Build all the demo needs and serve it on 127.0.0.1
    Demo {
        /// The port to listen on; 0 picks a free one
        #[arg(long, default_value_t = 8080)]
        port: u16,
    },
    /// Run the test suite, or the named steps of it
    Test {
        /// Steps to run; all of them when none is named
        #[arg(value_parser = test::step_names())]
        steps: Vec<String>,
        /// Only the steps that need neither Node nor a browser
        #[arg(long)]
        quick: bool,
        /// Ask also what a default run has no time for; it takes much longer
        #[arg(long)]
        long: bool,
    },
    /// Build the npm package into target/npm
    Package,
    /// Write the TypeScript half of what Rust and TypeScript both know
    Codegen,
    /// Run the fuzz targets of the test suite for longer
    Fuzz(fuzz::Options),
    /// Measure Tollgate beside its peers, and beside itself at another commit
    Bench(bench::Options),
}

fn main() -> ExitCode {
    let done = match Cli::parse().task {
        None => Ok(Cli::command().print_help().is_ok()),
        Some(Task::Demo { port }) => demo::demo(port).map(|()| true),
        Some(Task::Test { steps, quick, long }) => test::run(&steps, quick, long),
        Some(Task::Codegen) => codegen::write(),
        Some(Task::Fuzz(options)) => fuzz::fuzz(&options).map(|()| true),
        Some(Task::Bench(options)) => bench::bench(&options).map(|()| true),
        Some(Task::Package) => package::build().map(|package| package.announce()),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
