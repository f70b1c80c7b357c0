//! The HTTP API against its own OpenAPI document, by schemathesis, on the real program.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::command::{self, program};
use crate::report::Done;
use crate::workspace::Workspace;

/// What PyPI brings.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";
/// Requests drawn for each route.
const EXAMPLES: &str = "60";

/// Fetch schemathesis into the build folder.
pub fn fetch(workspace: &Workspace) -> Result<()> {
    let folder = folder(workspace);
    let stamp = folder.join(".version");
    if std::fs::read_to_string(&stamp).is_ok_and(|version| version == SCHEMATHESIS) {
        return Ok(());
    }
    command::run(
        program("python3", &workspace.root)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ])
            .arg("--upgrade")
            .arg("--target")
            .arg(&folder)
            .arg(SCHEMATHESIS),
    )?;
    std::fs::write(stamp, SCHEMATHESIS)?;
    Ok(())
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("tools").join("schemathesis")
}

/// The demo's data, a token, the server, and schemathesis against it.
pub fn step(workspace: &Workspace) -> Result<Done> {
    ensure!(
        workspace.binary().is_file(),
        "build first: cargo xtask test --only build,api"
    );
    fetch(workspace)?;
    let data = tempfile::tempdir()?;
    prepare(workspace, data.path())?;
    let token = token(workspace, data.path())?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let address = format!("127.0.0.1:{port}");
    let mut serve = dondoc(workspace, data.path(), "serve");
    serve.args(["--listen", &address]).stderr(Stdio::null());
    let _server = Server(serve.spawn().context("cannot start the server")?);
    wait_until_it_answers(&address)?;
    let host = format!("http://{address}");
    examples(workspace, &host, &token)?;
    let mut run = program("python3", data.path());
    run.env("PYTHONPATH", folder(workspace));
    run.args([
        "-c",
        "from schemathesis.cli import schemathesis; schemathesis()",
    ]);
    run.args(["run", &format!("http://{address}/api/v1/openapi.json")]);
    // Cursors are opaque texts and `5.0` is an integer to JSON Schema: that a valid request is
    // always accepted cannot be asked.
    run.args(["--exclude-checks", "positive_data_acceptance"]);
    // One at a time: Python builds syntax trees in one thread only, and two fall over each other.
    run.args([
        "--max-examples",
        EXAMPLES,
        "--workers",
        "1",
        "--seed",
        "20260101",
    ]);
    run.args([
        "--no-color",
        "--header",
        &format!("Authorization: Bearer {token}"),
    ]);
    command::run(&mut run)?;
    Ok(Done::Passed)
}

/// The examples of `docs/api.md`, run as they stand there: each answer must be JSON and no problem.
fn examples(workspace: &Workspace, host: &str, token: &str) -> Result<()> {
    let text = std::fs::read_to_string(workspace.root.join("docs/api.md"))?;
    let blocks: Vec<&str> = text
        .split("```sh\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    ensure!(!blocks.is_empty(), "docs/api.md has no examples");
    for block in blocks {
        // `--fail` makes an answer of 400 or more a failure of the shell.
        let block = block.replace("curl -s", "curl -s --fail-with-body");
        let mut shell = program("sh", &workspace.root);
        shell.args(["-e", "-c", &block]);
        shell.env("DONDOC", host).env("TOKEN", token);
        let output = shell.output().context("cannot run a shell")?;
        let answer = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success(), "{block}\n{answer}");
        let answers = serde_json::Deserializer::from_str(&answer).into_iter::<serde_json::Value>();
        let answers = answers.collect::<Result<Vec<_>, _>>();
        ensure!(
            answers.is_ok_and(|all| !all.is_empty()),
            "no JSON: {block}\n{answer}"
        );
    }
    Ok(())
}

/// A server that ends with the step.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn dondoc(workspace: &Workspace, data: &Path, what: &str) -> Command {
    let mut command = program(workspace.binary(), &workspace.root);
    command.arg(what).arg("--data").arg(data);
    command
}

/// Let the demo load its plans, and stop it when it shows its link.
fn prepare(workspace: &Workspace, data: &Path) -> Result<()> {
    let mut demo = dondoc(workspace, data, "demo");
    demo.args(["--listen", "127.0.0.1:0"]);
    demo.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut demo = Server(demo.spawn().context("cannot start the demo")?);
    let out = demo.0.stdout.take().context("the demo has an output")?;
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line)?;
    ensure!(line.contains("/sign-in/"), "the demo did not start");
    Ok(())
}

fn token(workspace: &Workspace, data: &Path) -> Result<String> {
    let mut new = dondoc(workspace, data, "token");
    new.args([
        "demo",
        "--name",
        "schemathesis",
        "--scopes",
        "read,report,work",
    ]);
    let output = new.stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "no token was made");
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn wait_until_it_answers(address: &str) -> Result<()> {
    for _ in 0..100 {
        if std::net::TcpStream::connect(address).is_ok() {
            return Ok(());
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    anyhow::bail!("the server does not answer at {address}")
}
