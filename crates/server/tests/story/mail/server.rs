//! The real mail server of the tests: aiosmtpd, in a process of its own.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Once;

use serde::Deserialize;

/// The password it knows.
pub const PASSWORD: &str = "mật khẩu thư";

/// A mail server that ends with the test.
pub struct MailServer {
    child: Child,
    folder: tempfile::TempDir,
    /// Its port.
    pub port: u16,
    /// Its certificate.
    pub certificate: String,
}

/// A message as the server took it, read by Python's own reader of mail.
#[derive(Debug, Clone, Deserialize)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    pub header_from: String,
    pub header_to: String,
    pub subject: String,
    pub message_id: String,
    pub auto_submitted: String,
    pub text: Option<String>,
    pub files: Vec<File>,
    pub defects: Vec<String>,
    pub longest_line: usize,
    pub tls: bool,
    pub login: Option<String>,
}

/// A file of such a message.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct File {
    pub name: Option<String>,
    #[serde(rename = "type")]
    pub media: String,
    pub sha256: String,
}

/// Where `cargo xtask setup` puts aiosmtpd; `DONDOC_AIOSMTPD` names another folder.
fn modules() -> PathBuf {
    if let Some(folder) = std::env::var_os("DONDOC_AIOSMTPD") {
        return folder.into();
    }
    let program = Path::new(env!("CARGO_BIN_EXE_dondoc"));
    let target = program.ancestors().nth(2).expect("a build folder");
    target.join("tools").join("aiosmtpd")
}

impl MailServer {
    /// Starts one: `starttls`, `tls` or `plain`. `None` where aiosmtpd is missing, said once.
    pub fn start(mode: &str) -> Option<Self> {
        static SAID: Once = Once::new();
        if !modules().join("aiosmtpd").is_dir() {
            SAID.call_once(|| {
                eprintln!("aiosmtpd is missing: run `cargo xtask setup`; mail is not tested");
            });
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let issued = rcgen::generate_simple_self_signed(["localhost".to_owned()]);
        let issued = issued.expect("a certificate");
        let (certificate, key) = (issued.cert.pem(), issued.signing_key.serialize_pem());
        let place = |name: &str| folder.path().join(name);
        std::fs::write(place("certificate.pem"), &certificate).expect("written");
        std::fs::write(place("key.pem"), key).expect("written");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/story/mail/smtp.py");
        let mut child = Command::new("python3")
            .arg(script)
            .arg(folder.path())
            .arg(mode)
            .arg(place("certificate.pem"))
            .arg(place("key.pem"))
            .env("PYTHONPATH", modules())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 starts");
        let mut first = String::new();
        let out = child.stdout.take().expect("an output");
        BufReader::new(out).read_line(&mut first).expect("a line");
        Some(Self {
            port: first.trim().parse().expect("a port"),
            child,
            folder,
            certificate,
        })
    }

    /// What it took so far, in order.
    pub fn taken(&self) -> Vec<Taken> {
        (1..)
            .map_while(|number| {
                let file = self.folder.path().join(format!("{number}.json"));
                let text = std::fs::read_to_string(file).ok()?;
                Some(serde_json::from_str(&text).expect("what the server wrote"))
            })
            .collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
