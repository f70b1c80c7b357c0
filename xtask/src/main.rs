//! The tool shed: what a person or a machine runs around the program.
//!
//! `cargo xtask test` is the whole of it: the same command on a laptop and in CI. It installs
//! what it needs where it may, says in one line what to install where it may not, starts a
//! temporary PostgreSQL cluster, and ends with a table of its steps and their times.

mod api;
mod command;
mod postgres;
mod report;
mod score;
mod setup;
mod smtp;
mod steps;
mod units;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::steps::Step;
use crate::workspace::Workspace;

/// Tasks around the program, run as `cargo xtask …`.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Everything CI runs, with a table of times at the end.
    Test {
        /// Only these steps (repeat the option or separate by commas), in the usual order.
        #[arg(long, value_enum, value_delimiter = ',')]
        only: Vec<Step>,
        /// Leave out what needs a release build: the gold score, the API and the browser.
        #[arg(long, conflicts_with = "only")]
        fast: bool,
    },
    /// Install what the tests need, or say in one line what to install.
    Setup,
    /// The speed of reading, of the register, of the writer (divan).
    Bench {
        /// Passed on to `cargo bench`, for example `-p reading`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Score the reading of the real plans that have hand-made gold.
    Score {
        /// List each value that differs from the gold.
        #[arg(long, short)]
        verbose: bool,
        /// Only these documents, by name, separated by commas.
        #[arg(long)]
        only: Option<String>,
    },
    /// Write the directories that come with the program from the facts beside the project.
    Units {
        /// Only say whether they are as they would be written.
        #[arg(long)]
        check: bool,
    },
    /// Pictures of every page of the demo, wide and narrow, light, dark and printed.
    Screenshots {
        /// Where to put them; `target/screenshots` when not given.
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments.task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> anyhow::Result<()> {
    command::stop_on_signals()?;
    let workspace = Workspace::find()?;
    match task {
        Task::Test { only, fast } => steps::test(&workspace, &only, fast),
        Task::Units { check } => units::run(&workspace, check),
        Task::Setup => setup::prepare(&workspace),
        Task::Bench { arguments } => steps::bench(&workspace, &arguments),
        Task::Score { verbose, only } => {
            steps::release_build(&workspace)?;
            score::run(&workspace, verbose, only.as_deref())
        }
        Task::Screenshots { out } => {
            steps::release_build(&workspace)?;
            steps::screenshots(&workspace, out)
        }
    }
}
