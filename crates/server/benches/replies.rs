//! What collecting replies costs, with 144 units that owe each of the 5 tasks of a plan: 720
//! obligations.
//!
//! `cargo bench -p dondoc --bench replies`. Everything goes through the pages, without a network,
//! on a database of its own in the temporary folder.
//!
//! - `make_a_round`: links and forms are noted for all units, in one transaction.
//! - `write_all_forms`: the archive with a workbook and an offline page for each unit.
//! - `look_at_returned`: 144 workbooks, each with 5 answers, are taken in, read and shown.
//! - `apply_returned`: all 720 answers are applied, in one transaction.

use std::fmt::Write as _;
use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use chrono::{DateTime, NaiveDate, Utc};
use divan::Bencher;
use dondoc_core::access::Actor;
use dondoc_core::account::{self, sign_in_link};
use dondoc_core::db::{Db, Location, Options};
use dondoc_core::document::BlobStore;
use dondoc_core::seed;
use dondoc_server::web::{App, Parts, router};
use reading::file::Helpers;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

fn main() {
    divan::main();
}

const UNITS: i64 = 144;
const TASKS: i64 = 5;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day")
}

fn now() -> DateTime<Utc> {
    today().and_time(chrono::NaiveTime::MIN).and_utc()
}

/// A house of its own.
struct House {
    pages: Router,
    cookie: String,
    _folder: tempfile::TempDir,
}

impl House {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let db = open(folder.path()).await;
        let filled = seed::everybody(&db, UNITS, TASKS, today(), now()).await;
        filled.expect("fills");
        let cookie = sign_in(&db).await;
        let parts = Parts {
            db,
            blobs: BlobStore::open(folder.path().join("files")).expect("a folder"),
            clock: Arc::new(now),
            https: false,
            helpers: Helpers::none(),
            trusted_proxies: Vec::new(),
            webhook_networks: Vec::new(),
            sign_in_networks: Vec::new(),
            key: dondoc_core::seal::Key::new([7; 32]),
        };
        Self {
            pages: router(App::new(parts)),
            cookie,
            _folder: folder,
        }
    }

    async fn ask(&self, request: Request<Body>) -> (Option<String>, Vec<u8>) {
        let response = self
            .pages
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let status = response.status();
        let to = response.headers().get(header::LOCATION);
        let to = to.map(|to| to.to_str().expect("an address").to_owned());
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await;
        let body = body.expect("a body").to_vec();
        let fine = status.is_success() || status.is_redirection();
        assert!(fine, "{status}: {}", String::from_utf8_lossy(&body));
        (to, body)
    }

    async fn get(&self, to: &str) -> Vec<u8> {
        let request = Request::get(to).header(header::COOKIE, &self.cookie);
        self.ask(request.body(Body::empty()).expect("a request"))
            .await
            .1
    }

    async fn post(&self, to: &str, kind: &str, body: Vec<u8>) -> String {
        let request = Request::post(to)
            .header(header::COOKIE, &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, kind);
        let request = request.body(Body::from(body)).expect("a request");
        self.ask(request).await.0.expect("leads on")
    }

    /// A round that asks everybody: its address.
    async fn make_round(&self) -> String {
        let mut body = "title=Q&words=&reply_by=2026-03-10&ends=2026-04-10".to_owned();
        for unit in 1..=UNITS {
            let _ = write!(body, "&take={unit}");
        }
        let kind = "application/x-www-form-urlencoded";
        self.post("/replies", kind, body.into_bytes()).await
    }

    /// All workbooks of a round, filled in.
    async fn filled(&self, round: &str) -> Vec<u8> {
        let archive = self.get(&format!("{round}/all.zip")).await;
        let mut archive = zip::ZipArchive::new(Cursor::new(archive)).expect("an archive");
        let edge = "edge-of-a-part";
        let mut body = Vec::new();
        for at in 0..archive.len() {
            let mut part = archive.by_index(at).expect("a part");
            let name = part.name().expect("a name").into_owned();
            if !name.contains(".xlsx") {
                continue;
            }
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("readable");
            let head = format!(
                "--{edge}\r\nContent-Disposition: form-data; name=\"files\"; \
                 filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(&filled_in(&bytes));
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{edge}--\r\n").as_bytes());
        body
    }

    async fn bring(&self, body: Vec<u8>) -> (String, String) {
        let kind = "multipart/form-data; boundary=edge-of-a-part";
        let to = self.post("/imports", kind, body).await;
        assert!(to.starts_with("/returns/"), "{to}");
        let page = String::from_utf8(self.get(&to).await).expect("a page");
        (to, page)
    }
}

/// State, share and words of every row.
fn filled_in(workbook: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).expect("a workbook");
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("readable");
        if name == "xl/worksheets/sheet1.xml" {
            let mut text = String::from_utf8(bytes).expect("text");
            for row in 8..8 + TASKS {
                for (column, words) in [("H", "Đang thực hiện"), ("I", "40%"), ("J", "Đã tổ chức")]
                {
                    let cell = format!("<c r=\"{column}{row}\"");
                    let from = text.find(&cell).expect("a cell to fill in");
                    let end = from + text[from..].find("/>").expect("an empty cell");
                    let with = format!(" t=\"inlineStr\"><is><t>{words}</t></is></c>");
                    text.replace_range(end..end + 2, &with);
                }
            }
            bytes = text.into_bytes();
        }
        let options = zip::write::SimpleFileOptions::default();
        out.start_file(name, options).expect("a part");
        out.write_all(&bytes).expect("written");
    }
    out.finish().expect("a workbook").into_inner()
}

/// The boxes that a page has ticked, as a form sends them.
fn ticked(page: &str) -> Vec<u8> {
    let mut body = String::new();
    for part in page.split("name=\"take\" value=\"").skip(1) {
        let (value, rest) = part.split_once('"').expect("a value");
        if rest.starts_with(" checked") {
            body.push_str(if body.is_empty() { "take=" } else { "&take=" });
            body.push_str(&value.replace(':', "%3A"));
        }
    }
    assert_eq!(
        i64::try_from(body.matches("take=").count()),
        Ok(UNITS * TASKS),
        "everything can be taken"
    );
    body.into_bytes()
}

async fn open(folder: &Path) -> Db {
    let location = Location::Sqlite(folder.join("dondoc.sqlite"));
    Db::open(&location, Options::default())
        .await
        .expect("opens")
}

async fn sign_in(db: &Db) -> String {
    let who = Actor::system("bench");
    let account = account::create(db, &who, "bench", "Bench", None, now()).await;
    let account = account.expect("made");
    let link = db.write(&who, now(), move |tx| {
        Box::pin(
            async move { sign_in_link::issue(tx, account.id, chrono::Duration::hours(1)).await },
        )
    });
    let link = link.await.expect("a link");
    let session = sign_in_link::redeem(db, &link, "", now())
        .await
        .expect("used");
    let session = session.and_then(account::Entry::session);
    format!("dondoc={}", session.expect("a session").token)
}

/// A house with a round.
fn with_round() -> (House, String) {
    RUNTIME.block_on(async {
        let house = House::new().await;
        let round = house.make_round().await;
        (house, round)
    })
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn make_a_round(bencher: Bencher) {
    bencher
        .with_inputs(|| RUNTIME.block_on(House::new()))
        .bench_values(|house| {
            let round = RUNTIME.block_on(house.make_round());
            (house, round)
        });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn write_all_forms(bencher: Bencher) {
    let (house, round) = with_round();
    bencher.bench(|| {
        RUNTIME
            .block_on(house.get(&format!("{round}/all.zip")))
            .len()
    });
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn look_at_returned(bencher: Bencher) {
    bencher
        .with_inputs(|| {
            let (house, round) = with_round();
            let body = RUNTIME.block_on(house.filled(&round));
            (house, body)
        })
        .bench_values(|(house, body)| {
            let shown = RUNTIME.block_on(house.bring(body));
            (house, shown)
        });
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn apply_returned(bencher: Bencher) {
    bencher
        .with_inputs(|| {
            let (house, round) = with_round();
            RUNTIME.block_on(async {
                let body = house.filled(&round).await;
                let (to, page) = house.bring(body).await;
                (house, to, ticked(&page))
            })
        })
        .bench_values(|(house, to, body)| {
            let kind = "application/x-www-form-urlencoded";
            let back = RUNTIME.block_on(house.post(&to, kind, body));
            assert!(back.ends_with("kept=720"), "{back}");
            house
        });
}
