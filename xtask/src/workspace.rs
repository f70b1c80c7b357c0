//! Where things lie.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::command;

/// The checkout, its build folder, and the real plans beside it.
pub struct Workspace {
    /// The folder of the root `Cargo.toml`.
    pub root: PathBuf,
    /// Where cargo builds.
    pub target: PathBuf,
}

impl Workspace {
    /// Ask cargo.
    pub fn find() -> Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let output = command::cargo(here)
            .args(["metadata", "--format-version", "1", "--no-deps"])
            .output()
            .context("cannot run cargo metadata")?;
        let metadata: Value =
            serde_json::from_slice(&output.stdout).context("cargo metadata gave no JSON")?;
        let path = |key: &str| {
            metadata[key]
                .as_str()
                .map(PathBuf::from)
                .with_context(|| format!("no {key}"))
        };
        Ok(Self {
            root: path("workspace_root")?,
            target: path("target_directory")?,
        })
    }

    /// The release binary.
    pub fn binary(&self) -> PathBuf {
        self.target.join("release").join("dondoc")
    }

    /// The folder with the real plans, when it is there.
    pub fn shared(&self) -> Option<PathBuf> {
        let folder = match std::env::var_os("DONDOC_SHARED") {
            Some(folder) => PathBuf::from(folder),
            None => self.root.join("../shared"),
        };
        folder.canonicalize().ok().filter(|folder| folder.is_dir())
    }

    /// The browser tests.
    pub fn browser_tests(&self) -> PathBuf {
        self.root.join("tests/browser")
    }

    /// Where the strict schema of Akoma Ntoso is put for the tests.
    pub fn akoma_ntoso_schema(&self) -> PathBuf {
        self.target.join("schemas").join("akomantoso30.xsd")
    }
}
