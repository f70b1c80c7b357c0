//! The command line. Machine output goes to stdout, talk to stderr, and the exit code says what
//! happened (see [`Exit`]).

mod check;
pub mod demo;
mod extract;
mod help;
mod import;
mod inputs;
mod log;
mod place;
mod rows;
mod serve;
mod table;
mod token;
mod units;
mod user;

use std::process::ExitCode;

use clap::{FromArgMatches as _, Parser, Subcommand};
use reading::file::apart;

use crate::text::{Lang, Texts};

/// How a command ended. `dondoc --help` lists the same numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// All done.
    Done = 0,
    /// It could not be done: no such folder, no database, a disk that is full.
    Failed = 1,
    /// The command line makes no sense (clap's own number).
    Usage = 2,
    /// Some files could not be read; the others were.
    Unread = 3,
    /// A file bears a state-secret marking and was refused; the others were read.
    Classified = 4,
    /// The log of events is not whole.
    Altered = 5,
    /// A document does not keep the form that was asked for.
    Off = 6,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[derive(Debug, Parser)]
#[command(name = "dondoc", version, disable_help_subcommand = true)]
struct Cli {
    #[arg(long, global = true, value_name = "vi|en", value_parser = ["vi", "en"], env = "DONDOC_LANG")]
    lang: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    Serve(serve::Serve),
    Extract(extract::Extract),
    Check(check::Check),
    #[command(subcommand)]
    User(user::User),
    Token(token::NewToken),
    #[command(subcommand)]
    Import(import::Import),
    #[command(subcommand)]
    Export(units::Export),
    #[command(subcommand)]
    Log(log::Log),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    crate::panic::install();
    // Not a command for people: this program starts itself to read a file apart.
    if std::env::args_os()
        .nth(1)
        .is_some_and(|first| first == apart::COMMAND)
    {
        return apart::answer();
    }
    let t = asked_language().texts();
    let matches = match help::command::<Cli>(t).try_get_matches() {
        Ok(matches) => matches,
        Err(error) => error.exit(),
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    run(&cli, t).into()
}

fn run(cli: &Cli, t: &'static Texts) -> Exit {
    let result = match &cli.command {
        Command::Extract(extract) => extract::run(extract, t),
        Command::Check(check) => check::run(check, t),
        other => tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(anyhow::Error::from)
            .and_then(|runtime| runtime.block_on(run_async(other, t))),
    };
    result.unwrap_or_else(|error| {
        eprintln!("{}", t.one("cli-failed", "reason", format!("{error:#}")));
        Exit::Failed
    })
}

async fn run_async(command: &Command, t: &'static Texts) -> anyhow::Result<Exit> {
    match command {
        Command::Extract(extract) => extract::run(extract, t),
        Command::Check(check) => check::run(check, t),
        Command::User(user) => user::run(user, t).await,
        Command::Token(new) => token::run(new, t).await,
        Command::Import(import) => import::run(import, t).await,
        Command::Export(units::Export::Units(asked)) => units::export(asked, t).await,
        Command::Log(log) => log::run(log, t).await,
        Command::Serve(serve) => {
            log_to_stderr();
            serve::run(serve, t).await
        }
        Command::Demo(demo) => {
            log_to_stderr();
            demo::run(demo, t).await
        }
    }
}

/// One line an event, on stderr. `DONDOC_LOG` changes what is told.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("DONDOC_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,dondoc_server=info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    lines
        .with_target(false)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .init();
}

/// The language, before the command line is parsed: `--help` itself must speak it.
fn asked_language() -> Lang {
    let mut arguments = std::env::args();
    while let Some(argument) = arguments.next() {
        let tag = match argument.split_once('=') {
            Some(("--lang", tag)) => Some(tag.to_owned()),
            _ if argument == "--lang" => arguments.next(),
            _ => None,
        };
        if let Some(lang) = tag.as_deref().and_then(Lang::parse) {
            return lang;
        }
    }
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let chosen = variable("DONDOC_LANG").as_deref().and_then(Lang::parse);
    chosen.unwrap_or_else(|| {
        Lang::of_environment(variable("LC_ALL").or_else(|| variable("LANG")).as_deref())
    })
}
