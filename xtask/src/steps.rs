//! The steps of `cargo xtask test`, in the order they run.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, ensure};
use clap::ValueEnum;

use crate::api;
use crate::command::{self, cargo, exists, program};
use crate::postgres::Cluster;
use crate::report::{Done, Report};
use crate::score;
use crate::setup;
use crate::workspace::Workspace;

/// A step of the tests.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// Programs, npm packages and the XML schema the tests need.
    Setup,
    /// Formatting.
    Format,
    /// Lints, warnings denied.
    Clippy,
    /// Licences, banned crates, sources.
    Deny,
    /// Every test of the workspace, on SQLite and on a temporary PostgreSQL.
    Tests,
    /// The release binary.
    Build,
    /// The reading of real plans against gold.
    Score,
    /// The HTTP API of the release binary against its OpenAPI document.
    Api,
    /// The release binary driven in a real browser.
    Browser,
}

impl Step {
    const ALL: [Self; 9] = [
        Self::Setup,
        Self::Format,
        Self::Clippy,
        Self::Deny,
        Self::Tests,
        Self::Build,
        Self::Score,
        Self::Api,
        Self::Browser,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Format => "format",
            Self::Clippy => "clippy",
            Self::Deny => "deny",
            Self::Tests => "tests",
            Self::Build => "build",
            Self::Score => "score",
            Self::Api => "api",
            Self::Browser => "browser",
        }
    }

    fn run(self, workspace: &Workspace) -> Result<Done> {
        match self {
            Self::Setup => setup::prepare(workspace).map(|()| Done::Passed),
            Self::Format => passed(cargo(&workspace.root).args(["fmt", "--all", "--check"])),
            Self::Clippy => clippy(workspace),
            Self::Deny => deny(workspace),
            Self::Tests => tests(workspace),
            Self::Build => release_build(workspace).map(|()| Done::Passed),
            Self::Score => score::step(workspace),
            Self::Api => api::step(workspace),
            Self::Browser => browser(workspace),
        }
    }

    /// Steps of no use once this one has failed.
    fn needed_by(self) -> &'static [Self] {
        match self {
            Self::Build => &[Self::Score, Self::Api, Self::Browser],
            _ => &[],
        }
    }
}

/// Run the chosen steps to the end, so that one look shows all that is wrong.
pub fn test(workspace: &Workspace, only: &[Step], fast: bool) -> Result<()> {
    let slow = [Step::Build, Step::Score, Step::Api, Step::Browser];
    let mut chosen: Vec<Step> = Step::ALL
        .into_iter()
        .filter(|step| only.is_empty() || only.contains(step))
        .filter(|step| !(fast && slow.contains(step)))
        .collect();
    let mut report = Report::start();
    while !chosen.is_empty() {
        let step = chosen.remove(0);
        if !report.step(step.name(), || step.run(workspace)) {
            chosen.retain(|later| !step.needed_by().contains(later));
        }
    }
    report.end()
}

/// The release binary, as a developer builds it.
pub fn release_build(workspace: &Workspace) -> Result<()> {
    command::run(cargo(&workspace.root).args(["build", "--release", "--package", "dondoc"]))
}

/// The benches.
pub fn bench(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let everything = ["--workspace".to_owned(), "--benches".to_owned()];
    let arguments = if arguments.is_empty() {
        everything.as_slice()
    } else {
        arguments
    };
    command::run(cargo(&workspace.root).arg("bench").args(arguments))
}

/// Pictures of the pages.
pub fn screenshots(workspace: &Workspace, out: Option<PathBuf>) -> Result<()> {
    setup::prepare(workspace)?;
    let out = out.unwrap_or_else(|| workspace.target.join("screenshots"));
    std::fs::create_dir_all(&out)?;
    let out = out.canonicalize()?;
    command::run(drive(workspace, "screenshots.mjs").arg(&out))?;
    println!("pictures in {}", out.display());
    Ok(())
}

fn passed(command: &mut Command) -> Result<Done> {
    command::run(command).map(|()| Done::Passed)
}

fn clippy(workspace: &Workspace) -> Result<Done> {
    passed(cargo(&workspace.root).args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ]))
}

fn deny(workspace: &Workspace) -> Result<Done> {
    if !exists("cargo-deny") {
        let how = "cargo-deny is not installed (cargo install --locked cargo-deny)";
        return Ok(Done::LeftOut(how.to_owned()));
    }
    passed(cargo(&workspace.root).args(["deny", "check", "licenses", "bans", "sources"]))
}

/// One run on both databases: the tests of storage look for the address of the cluster.
fn tests(workspace: &Workspace) -> Result<Done> {
    let cluster = Cluster::start()?;
    let with = |command: &mut Command| -> Result<()> {
        command.env("DONDOC_TEST_POSTGRES", cluster.url());
        command.env("DONDOC_TEST_AKN_SCHEMA", workspace.akoma_ntoso_schema());
        // The same drawn cases in every run: a commit is green or not, whenever it is asked.
        // Other draws: `PROPTEST_RNG_SEED=7 cargo xtask test --only tests`, or plain nextest.
        if std::env::var_os("PROPTEST_RNG_SEED").is_none() {
            command.env("PROPTEST_RNG_SEED", "20260101");
        }
        command::run(command)
    };
    if exists("cargo-nextest") {
        with(cargo(&workspace.root).args(["nextest", "run", "--workspace", "--no-fail-fast"]))?;
        with(cargo(&workspace.root).args(["test", "--workspace", "--doc", "--quiet"]))?;
    } else {
        with(cargo(&workspace.root).args(["test", "--workspace", "--no-fail-fast"]))?;
    }
    Ok(Done::Passed)
}

fn browser(workspace: &Workspace) -> Result<Done> {
    if !workspace.browser_tests().join("package.json").is_file() {
        return Ok(Done::LeftOut("there are no browser tests yet".to_owned()));
    }
    ensure!(
        workspace.binary().is_file(),
        "build first: cargo xtask test --only build,browser"
    );
    passed(&mut drive(workspace, "run.mjs"))
}

fn drive(workspace: &Workspace, script: &str) -> Command {
    let mut command = program("node", &workspace.browser_tests());
    command.args(["--test-reporter=spec", script]);
    command.env("DONDOC_BINARY", workspace.binary());
    if let Some(browser) = setup::browser() {
        command.env("DONDOC_BROWSER", browser);
    }
    command
}
