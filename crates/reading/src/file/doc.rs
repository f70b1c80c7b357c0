//! Formats read through LibreOffice: Word before 2007, OpenDocument, RTF → DOCX → our reader.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use super::docx;
use super::error::{FileError, HelperFailure};
use super::helper::{Helper, Helpers, private_folder, run};
use super::limits::Limits;
use super::sniff::FileKind;
use super::watch::Watch;
use crate::source::{Format, SourceText};

/// Reads a file that LibreOffice can turn into DOCX.
///
/// The program gets a profile of its own in a private folder, with macros off and no document of
/// the user in reach; the folder is gone when this returns, whatever happens.
pub(super) fn read(
    bytes: &[u8],
    kind: FileKind,
    limits: &Limits,
    helpers: &Helpers,
    watch: &dyn Watch,
) -> Result<SourceText, FileError> {
    let helper = Helper::LibreOffice;
    let program = helpers
        .libreoffice
        .as_ref()
        .ok_or(FileError::MissingHelper { helper, kind })?;
    let failed = |failure| FileError::HelperFailed { helper, failure };
    let io = |_| failed(HelperFailure::Io);
    let folder = private_folder().map_err(io)?;
    let at = |name: &str| folder.path().join(name);
    let name = match kind {
        FileKind::Odt => "document.odt",
        FileKind::Rtf => "document.rtf",
        _ => "document.doc",
    };
    fs::write(at(name), bytes).map_err(io)?;
    fs::create_dir(at("out")).map_err(io)?;
    let mut command = Command::new(program);
    command
        .arg(format!(
            "-env:UserInstallation={}",
            file_url(&at("profile"))
        ))
        .args([
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            "--convert-to",
        ])
        .arg("docx:MS Word 2007 XML")
        .arg("--outdir")
        .arg(at("out"))
        .arg(at(name));
    run(
        helper,
        &mut command,
        folder.path(),
        limits.office_time,
        limits.helper_bytes,
        watch,
    )?;
    // A password or damage: the program ends well and writes nothing.
    let converted = at("out").join("document.docx");
    let size = fs::metadata(&converted)
        .map_err(|_| failed(HelperFailure::NoResult))?
        .len();
    if size > limits.file_bytes as u64 {
        return Err(FileError::too_much(
            super::Measure::FileBytes,
            limits.file_bytes,
        ));
    }
    let docx = fs::read(&converted).map_err(io)?;
    let mut source = docx::read(&docx, limits, watch)?;
    source.format = Format::Doc;
    Ok(source)
}

/// A path as a `file:` address; a temporary path may hold blanks.
fn file_url(path: &std::path::Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    let mut url = String::from(if path.starts_with('/') {
        "file://"
    } else {
        "file:///"
    });
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.:".contains(&byte) {
            url.push(char::from(byte));
        } else {
            let _ = write!(url, "%{byte:02X}");
        }
    }
    url
}
