//! The data folder: the database, the files, and a lock so that one program uses it at a time.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use chrono::Utc;
use clap::Args;
use dondoc_core::db::{Db, Location, Options};
use dondoc_core::document::{BlobStore, sweep};
use dondoc_core::seal::Key;
use reading::file::Helpers;

use crate::text::Texts;
use crate::web::machine::Network;
use crate::web::{App, Parts};

/// The file of the key, beside the database.
const KEY: &str = "house.key";

/// Where a command finds its data.
#[derive(Debug, Clone, Args)]
pub struct Place {
    #[arg(long, value_name = "DIR", env = "DONDOC_DATA")]
    data: PathBuf,
    #[arg(
        long,
        value_name = "URL",
        env = "DONDOC_DATABASE",
        hide_env_values = true
    )]
    database: Option<String>,
}

/// An open data folder.
pub struct Open {
    /// The application on it.
    pub app: App,
    /// Held while it is open; a database for several programs has none.
    lock: Option<File>,
}

impl Open {
    /// Sweeps the files that nothing names, behind everything else. Not where other programs may
    /// be about to name one.
    pub fn sweep(&self) {
        if self.lock.is_none() {
            return;
        }
        let app = self.app.clone();
        tokio::spawn(async move {
            match sweep::run(app.db(), app.blobs(), app.now()).await {
                Ok(0) => {}
                Ok(removed) => tracing::info!(removed, "files that nothing named were removed"),
                Err(error) => tracing::warn!(%error, "files that nothing names stay for now"),
            }
        });
    }
}

impl Place {
    /// A folder with its own SQLite file.
    pub fn folder(data: PathBuf) -> Self {
        Self {
            data,
            database: None,
        }
    }

    /// Opens it; what is missing is made.
    pub async fn open(&self, https: bool, t: &Texts) -> anyhow::Result<Open> {
        self.open_with(Networks::default(), https, t).await
    }

    /// Opens what must be there already: a folder mistyped is not made, and then found in order.
    pub async fn open_existing(&self, t: &Texts) -> anyhow::Result<Open> {
        if self.database.is_none() && !self.file().is_file() {
            let shown = self.data.display().to_string();
            anyhow::bail!(t.one("cli-no-data", "folder", shown));
        }
        self.open(false, t).await
    }

    fn file(&self) -> PathBuf {
        self.data.join("dondoc.sqlite")
    }

    /// The same, with what the server was told about networks.
    pub async fn open_with(
        &self,
        networks: Networks,
        https: bool,
        t: &Texts,
    ) -> anyhow::Result<Open> {
        let shown = self.data.display().to_string();
        make(&self.data).with_context(|| t.one("cli-no-folder", "folder", shown.as_str()))?;
        // PostgreSQL has its own way to serve several programs; SQLite has one writer.
        let lock = match self.database {
            Some(_) => None,
            None => Some(lock(&self.data).with_context(|| t.one("cli-in-use", "folder", shown))?),
        };
        let location = match &self.database {
            Some(url) => Location::parse(url),
            None => Location::Sqlite(self.file()),
        };
        let db = Db::open(&location, Options::default()).await?;
        let blobs = BlobStore::open(self.data.join("files"))?;
        let path = std::env::var_os("PATH").unwrap_or_default();
        let helpers = Helpers::find(&path).with_this_program();
        let app = App::new(Parts {
            db,
            blobs,
            clock: Arc::new(Utc::now),
            https,
            helpers,
            trusted_proxies: networks.trusted_proxies,
            webhook_networks: networks.webhooks,
            sign_in_networks: networks.sign_in,
            key: key_of_the_house(&self.data).with_context(|| t.get("cli-no-key").to_owned())?,
        });
        Ok(Open { app, lock })
    }
}

/// The key of the house: made on the first start, for its owner alone, outside the database.
fn key_of_the_house(folder: &Path) -> std::io::Result<Key> {
    use std::io::{Error, ErrorKind, Read as _, Write as _};
    let path = folder.join(KEY);
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut bytes = [0; 32];
    match options.open(&path) {
        Ok(mut file) => {
            getrandom::fill(&mut bytes).map_err(Error::other)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            File::open(&path)?.read_exact(&mut bytes)?;
        }
        Err(error) => return Err(error),
    }
    Ok(Key::new(bytes))
}

/// What a server is told about networks.
#[derive(Debug, Default)]
pub struct Networks {
    /// Servers in front whose word on where a request comes from is believed.
    pub trusted_proxies: Vec<Network>,
    /// Where webhooks may be told.
    pub webhooks: Vec<Network>,
    /// Where the sign-in provider may be asked.
    pub sign_in: Vec<Network>,
}

/// Makes the folder for its owner alone.
fn make(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn lock(folder: &Path) -> anyhow::Result<File> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join("in-use.lock"))?;
    file.try_lock()?;
    Ok(file)
}
