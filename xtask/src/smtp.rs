//! The mail server of the tests: aiosmtpd, into the build folder.

use anyhow::Result;

use crate::command::{self, program};
use crate::workspace::Workspace;

/// What PyPI brings.
const AIOSMTPD: &str = "aiosmtpd==1.4.6";

/// Fetch aiosmtpd into the build folder.
pub fn fetch(workspace: &Workspace) -> Result<()> {
    let folder = workspace.target.join("tools").join("aiosmtpd");
    let stamp = folder.join(".version");
    if std::fs::read_to_string(&stamp).is_ok_and(|version| version == AIOSMTPD) {
        return Ok(());
    }
    let mut pip = program("python3", &workspace.root);
    pip.args(["-m", "pip", "install", "--quiet"]);
    pip.args(["--disable-pip-version-check", "--upgrade", "--target"]);
    command::run(pip.arg(&folder).arg(AIOSMTPD))?;
    std::fs::write(stamp, AIOSMTPD)?;
    Ok(())
}
