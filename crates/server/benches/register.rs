//! What the register's page costs over 100,000 obligations, against a bare page of the same rows.
//!
//! `cargo bench -p dondoc --bench register`. Both go through axum without a network. The bare
//! page does the least that shows these rows: the query and a table, no session, no sums, no
//! filter, no language. The database is made once and kept in the temporary folder, or in
//! `DONDOC_BENCH_FOLDER`, where the benches of `core` find it too.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, header};
use axum::response::Html;
use axum::routing::get;
use chrono::{DateTime, NaiveDate, Utc};
use divan::Bencher;
use dondoc_core::access::Actor;
use dondoc_core::account::{self, sign_in_link};
use dondoc_core::db::{Db, Location, Options};
use dondoc_core::document::BlobStore;
use dondoc_core::obligation::{Filter, Sort, register};
use dondoc_core::seed;
use dondoc_server::web::{App, Parts, router};
use reading::file::Helpers;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

fn main() {
    divan::main();
}

const NUMBER: i64 = 100_000;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));
static BENCH: LazyLock<Bench> = LazyLock::new(|| RUNTIME.block_on(Bench::open()));

struct Bench {
    pages: Router,
    bare: Router,
    cookie: String,
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 1).expect("a day")
}

fn now() -> DateTime<Utc> {
    today().and_time(chrono::NaiveTime::MIN).and_utc()
}

impl Bench {
    async fn open() -> Self {
        let folder = std::env::var_os("DONDOC_BENCH_FOLDER");
        let folder = folder.map_or_else(std::env::temp_dir, PathBuf::from);
        let path = folder.join(format!("dondoc-bench-{NUMBER}.sqlite"));
        let fresh = !path.exists();
        let db = Db::open(&Location::Sqlite(path), Options::default())
            .await
            .expect("opens");
        if fresh {
            seed::obligations(&db, NUMBER, today(), now())
                .await
                .expect("fills");
        }
        let cookie = sign_in(&db).await;
        let blobs = BlobStore::open(folder.join("dondoc-bench-files")).expect("a folder");
        let parts = Parts {
            db: db.clone(),
            blobs,
            clock: Arc::new(now),
            https: false,
            helpers: Helpers::none(),
            trusted_proxies: Vec::new(),
            webhook_networks: Vec::new(),
            sign_in_networks: vec!["127.0.0.0/8".parse().expect("a network")],
            key: dondoc_core::seal::Key::new([7; 32]),
        };
        let bare = Router::new().route("/register", get(bare)).with_state(db);
        Self {
            pages: router(App::new(parts)),
            bare,
            cookie,
        }
    }
}

async fn sign_in(db: &Db) -> String {
    let who = Actor::system("bench");
    let reader = db.read().await.expect("a reader");
    let known = account::find_by_login(&reader, "bench")
        .await
        .expect("looked for");
    drop(reader);
    let account = match known {
        Some(account) => account,
        None => account::create(db, &who, "bench", "Bench", None, now())
            .await
            .expect("made"),
    };
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

/// The bare page.
async fn bare(State(db): State<Db>) -> Html<String> {
    let reader = db.read().await.expect("a reader");
    let filter = Filter::default();
    let page = register::page(&reader, &filter, Sort::Deadline, None, 50, today());
    let mut html = String::from("<table>");
    for item in page.await.expect("a page").items {
        let _ = write!(
            html,
            "<tr><td>{:?}</td><td>{:?}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            item.last_day,
            item.class,
            item.unit_name,
            item.task_heading.or(item.task_text).unwrap_or_default(),
            item.plan_number,
        );
    }
    html.push_str("</table>");
    Html(html)
}

fn ask(bencher: Bencher, router: &Router, to: &str) {
    bencher.bench(|| {
        RUNTIME.block_on(async {
            let request = Request::get(to).header(header::COOKIE, &BENCH.cookie);
            let request = request.body(Body::empty()).expect("a request");
            let response = router.clone().oneshot(request).await.expect("an answer");
            assert!(response.status().is_success());
            axum::body::to_bytes(response.into_body(), usize::MAX)
                .await
                .expect("a body")
        })
    });
}

#[divan::bench]
fn bare_page(bencher: Bencher) {
    ask(bencher, &BENCH.bare, "/register");
}

#[divan::bench]
fn register_page(bencher: Bencher) {
    ask(bencher, &BENCH.pages, "/register");
}

#[divan::bench]
fn register_page_overdue(bencher: Bencher) {
    ask(bencher, &BENCH.pages, "/register?status=overdue");
}

#[divan::bench]
fn register_page_with_words(bencher: Bencher) {
    ask(bencher, &BENCH.pages, "/register?q=chuyen+doi+so");
}
