//! What a consolidated report costs: composed from all lines of a period, as a page and as the
//! documents that are signed.
//!
//! `cargo bench -p dondoc --bench reports`. Everything goes through the pages, without a network,
//! on a database of its own in the temporary folder. The sizes: 144 units that owe each of 5
//! tasks (720 obligations), and 10 units that owe each of 1,000 tasks.

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

/// Units and tasks.
const SIZES: [(i64, i64); 2] = [(144, 5), (10, 1_000)];

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day")
}

fn now() -> DateTime<Utc> {
    today().and_time(chrono::NaiveTime::MIN).and_utc()
}

/// A house with a regime and one period that runs.
struct House {
    pages: Router,
    cookie: String,
    _folder: tempfile::TempDir,
}

impl House {
    async fn new((units, tasks): (i64, i64)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let db = open(folder.path()).await;
        let filled = seed::everybody(&db, units, tasks, today(), now()).await;
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
        let house = Self {
            pages: router(App::new(parts)),
            cookie,
            _folder: folder,
        };
        let regime = "title=R&kind=periodic&cycle=month&first_day=2026-03-01&receiver=U&plan=1\
                      &closing=14&grace_commune=3&grace_department=6&grace_province=11";
        let request = Request::post("/reports/regimes")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        house.ask(request, regime).await;
        house
    }

    async fn ask(&self, request: axum::http::request::Builder, body: &'static str) -> Vec<u8> {
        let request = request.header(header::COOKIE, &self.cookie);
        let request = request.body(Body::from(body)).expect("a request");
        let response = self.pages.clone().oneshot(request).await;
        let response = response.expect("an answer");
        let status = response.status();
        assert!(status.is_success() || status.is_redirection(), "{status}");
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await;
        body.expect("a body").to_vec()
    }
}

async fn open(folder: &Path) -> Db {
    let location = Location::Sqlite(folder.join("dondoc.sqlite"));
    let db = Db::open(&location, Options::default()).await;
    db.expect("a database")
}

/// An account that may do everything; the cookie of its session.
async fn sign_in(db: &Db) -> String {
    let who = Actor::system("bench");
    let account = account::create(db, &who, "bench", "Bench", None, now()).await;
    let account = account.expect("made");
    let link = db.write(&who, now(), move |tx| {
        let hour = chrono::Duration::hours(1);
        Box::pin(async move { sign_in_link::issue(tx, account.id, hour).await })
    });
    let link = link.await.expect("a link");
    let entry = sign_in_link::redeem(db, &link, "", now()).await;
    let session = entry.expect("used").and_then(account::Entry::session);
    format!("dondoc={}", session.expect("a session").token)
}

fn given(bencher: Bencher<'_, '_>, size: (i64, i64), to: &str) {
    let house = RUNTIME.block_on(House::new(size));
    bencher.bench_local(|| {
        let bytes = RUNTIME.block_on(house.ask(Request::get(to), ""));
        assert!(bytes.len() > 1_000);
        bytes.len()
    });
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn page(bencher: Bencher<'_, '_>, size: (i64, i64)) {
    given(bencher, size, "/reports/1/composed");
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn docx(bencher: Bencher<'_, '_>, size: (i64, i64)) {
    given(bencher, size, "/reports/1/files/bao-cao.docx");
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn pdf(bencher: Bencher<'_, '_>, size: (i64, i64)) {
    given(bencher, size, "/reports/1/files/bao-cao.pdf");
}
