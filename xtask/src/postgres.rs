//! A PostgreSQL cluster that lives as long as the tests.
//!
//! It is made by `initdb` in a temporary folder and listens on a free port of this machine only.
//! PostgreSQL refuses to run as root, so a root user lends it the account `postgres` (or
//! `nobody`). The server dies with us even when we are killed: the kernel is asked to stop it.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::command::{exists, interrupted, output};

/// A running cluster. Dropping it stops the server and removes its files.
pub struct Cluster {
    server: Child,
    folder: TempDir,
    port: u16,
}

/// Where PostgreSQL's programs lie: on the path, or where Debian puts each version.
pub fn programs() -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|version| version.ok().map(|version| version.path().join("bin")))
        .collect();
    folders.sort();
    folders.extend(
        std::env::var_os("PATH")
            .iter()
            .flat_map(std::env::split_paths)
            .collect::<Vec<_>>(),
    );
    folders
        .into_iter()
        .find(|folder| folder.join("initdb").is_file())
}

impl Cluster {
    /// Make one and wait until it answers.
    pub fn start() -> Result<Self> {
        let programs = programs().context("PostgreSQL is not installed (initdb not found)")?;
        let folder = tempfile::Builder::new()
            .prefix("dondoc-postgres-")
            .tempdir()?;
        let account = Account::lent()?;
        account.give(folder.path())?;
        let data = folder.path().join("data");
        let made = account
            .command(&programs.join("initdb"), folder.path())
            .args([
                "--username=dondoc",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
            ])
            .args(["--no-sync", "--pgdata"])
            .arg(&data)
            .output()
            .context("cannot run initdb")?;
        if !made.status.success() {
            bail!("initdb failed: {}", String::from_utf8_lossy(&made.stderr));
        }
        let port = free_port()?;
        let log = File::create(folder.path().join("server.log"))?;
        let server = account
            .command(&programs.join("postgres"), folder.path())
            .arg("-D")
            .arg(&data)
            .args(settings(port, folder.path()))
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .context("cannot start postgres")?;
        let mut cluster = Self {
            server,
            folder,
            port,
        };
        cluster.wait_until_it_answers(&programs)?;
        println!("PostgreSQL answers on port {port}.");
        Ok(cluster)
    }

    /// Its address, for a user who may create databases.
    pub fn url(&self) -> String {
        format!("postgres://dondoc@127.0.0.1:{}/postgres", self.port)
    }

    fn wait_until_it_answers(&mut self, programs: &Path) -> Result<()> {
        let started = Instant::now();
        while started.elapsed() < Duration::from_mins(1) && !interrupted() {
            let answers = Command::new(programs.join("pg_isready"))
                .args([
                    "--quiet",
                    "--host=127.0.0.1",
                    "--port",
                    &self.port.to_string(),
                ])
                .status()
                .is_ok_and(|status| status.success());
            if answers {
                return Ok(());
            }
            if self.server.try_wait()?.is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let log = std::fs::read_to_string(self.folder.path().join("server.log"));
        bail!("postgres does not answer:\n{}", log.unwrap_or_default());
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's fast shutdown: it does not wait for forgotten connections.
        let _ = Command::new("kill")
            .args(["-INT", &self.server.id().to_string()])
            .status();
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(20) {
            if !matches!(self.server.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// What a throw-away cluster may do without: surviving a power cut.
fn settings(port: u16, folder: &Path) -> Vec<String> {
    [
        format!("port={port}"),
        "listen_addresses=127.0.0.1".to_owned(),
        format!("unix_socket_directories={}", folder.display()),
        "max_connections=300".to_owned(),
        "fsync=off".to_owned(),
        "synchronous_commit=off".to_owned(),
        "full_page_writes=off".to_owned(),
        "timezone=UTC".to_owned(),
    ]
    .into_iter()
    .flat_map(|setting| ["-c".to_owned(), setting])
    .collect()
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}

/// The account the server runs under.
enum Account {
    /// Our own.
    Own,
    /// We are root and lend it this one.
    Lent { name: String, user: u32, group: u32 },
}

impl Account {
    fn lent() -> Result<Self> {
        if output("id", &["-u"]).as_deref() != Some("0") {
            return Ok(Self::Own);
        }
        if !exists("setpriv") {
            bail!("run the tests as an ordinary user, or install util-linux (setpriv)");
        }
        let number = |option: &str, name: &str| output("id", &[option, name])?.parse().ok();
        ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| {
                let (user, group) = (number("-u", name)?, number("-g", name)?);
                Some(Self::Lent {
                    name: name.to_owned(),
                    user,
                    group,
                })
            })
            .context("no account to run PostgreSQL under: it refuses to run as root")
    }

    fn give(&self, folder: &Path) -> Result<()> {
        if let Self::Lent { user, group, .. } = self {
            std::os::unix::fs::chown(folder, Some(*user), Some(*group))?;
        }
        Ok(())
    }

    fn command(&self, program: &Path, directory: &Path) -> Command {
        let mut command = Command::new(match self {
            Self::Own if !exists("setpriv") => program,
            _ => Path::new("setpriv"),
        });
        command.current_dir(directory).stdin(Stdio::null());
        if let Self::Lent { name, group, .. } = self {
            command.args([format!("--reuid={name}"), format!("--regid={group}")]);
            command.arg("--init-groups");
        }
        if command.get_program() == "setpriv" {
            command.arg("--pdeathsig=INT").arg("--").arg(program);
        }
        command
    }
}
