//! What a page of the register costs at 100,000 and at 1,000,000 obligations.
//!
//! `cargo bench -p dondoc-core --features seed --bench register`. The databases are made once and
//! kept in the temporary folder (or in `DONDOC_BENCH_FOLDER`); the second takes a minute or two.
//! `DONDOC_BENCH_SMALL=1` leaves the million out.

use std::{path::PathBuf, sync::LazyLock};

use chrono::NaiveDate;
use divan::Bencher;
use dondoc_core::{
    access::Actor,
    db::{Db, Location, Options, Timestamp},
    obligation::{Class, Cursor, Filter, Sort, register},
    search::Query,
    seed,
    unit::{self, Registry},
};
use tokio::runtime::Runtime;

fn main() {
    divan::main();
}

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 1).expect("a day")
}

fn now() -> Timestamp {
    today().and_time(chrono::NaiveTime::MIN).and_utc()
}

fn database(number: i64) -> Db {
    let folder = std::env::var_os("DONDOC_BENCH_FOLDER");
    let folder = folder.map_or_else(std::env::temp_dir, PathBuf::from);
    let path = folder.join(format!("dondoc-bench-{number}.sqlite"));
    let fresh = !path.exists();
    RUNTIME.block_on(async {
        let db = Db::open(&Location::Sqlite(path), Options::default())
            .await
            .expect("opens");
        if fresh {
            seed::obligations(&db, number, today(), now())
                .await
                .expect("fills");
        }
        db
    })
}

static HUNDRED_THOUSAND: LazyLock<Db> = LazyLock::new(|| database(100_000));
static MILLION: LazyLock<Db> = LazyLock::new(|| database(1_000_000));

fn db(number: i64) -> Option<&'static Db> {
    match number {
        100_000 => Some(&HUNDRED_THOUSAND),
        _ if std::env::var_os("DONDOC_BENCH_SMALL").is_none() => Some(&MILLION),
        _ => None,
    }
}

const SIZES: [i64; 2] = [100_000, 1_000_000];

/// One page with its sums, as the page of the register asks for them.
fn page(bencher: Bencher, number: i64, filter: &Filter, sort: Sort, after: Option<&str>) {
    let Some(db) = db(number) else { return };
    let after = after.map(|text| text.parse::<Cursor>().expect("a cursor"));
    bencher.bench(|| {
        RUNTIME.block_on(async {
            let reader = db.read().await.expect("a reader");
            let page = register::page(&reader, filter, sort, after.as_ref(), 50, today()).await;
            let counts = register::counts(&reader, filter, today()).await;
            (page.expect("a page"), counts.expect("counts"))
        })
    });
}

#[divan::bench(args = SIZES)]
fn everything(bencher: Bencher, number: i64) {
    page(bencher, number, &Filter::default(), Sort::Deadline, None);
}

#[divan::bench(args = SIZES)]
fn everything_deep(bencher: Bencher, number: i64) {
    page(
        bencher,
        number,
        &Filter::default(),
        Sort::Deadline,
        Some("d.2024-06-01.1"),
    );
}

#[divan::bench(args = SIZES)]
fn everything_by_task(bencher: Bencher, number: i64) {
    page(bencher, number, &Filter::default(), Sort::Task, None);
}

#[divan::bench(args = SIZES)]
fn everything_by_unit(bencher: Bencher, number: i64) {
    page(bencher, number, &Filter::default(), Sort::Unit, None);
}

#[divan::bench(args = SIZES)]
fn not_done(bencher: Bencher, number: i64) {
    let classes = vec![
        Class::Overdue,
        Class::NearDue,
        Class::WithinTime,
        Class::NoDeadline,
    ];
    page(
        bencher,
        number,
        &Filter {
            classes,
            ..Filter::default()
        },
        Sort::Deadline,
        None,
    );
}

#[divan::bench(args = SIZES)]
fn overdue_by_task(bencher: Bencher, number: i64) {
    let classes = vec![Class::Overdue];
    page(
        bencher,
        number,
        &Filter {
            classes,
            ..Filter::default()
        },
        Sort::Task,
        None,
    );
}

#[divan::bench(args = SIZES)]
fn one_unit(bencher: Bencher, number: i64) {
    page(
        bencher,
        number,
        &Filter {
            unit: Some(7),
            ..Filter::default()
        },
        Sort::Deadline,
        None,
    );
}

#[divan::bench(args = SIZES)]
fn one_unit_overdue(bencher: Bencher, number: i64) {
    let classes = vec![Class::Overdue];
    let filter = Filter {
        unit: Some(7),
        classes,
        ..Filter::default()
    };
    page(bencher, number, &filter, Sort::Deadline, None);
}

#[divan::bench(args = SIZES)]
fn one_plan(bencher: Bencher, number: i64) {
    page(
        bencher,
        number,
        &Filter {
            plan: Some(7),
            ..Filter::default()
        },
        Sort::Task,
        None,
    );
}

#[divan::bench(args = SIZES)]
fn words_rare(bencher: Bencher, number: i64) {
    let text = Query::parse("nam thu 1234", false);
    page(
        bencher,
        number,
        &Filter {
            text,
            ..Filter::default()
        },
        Sort::Deadline,
        None,
    );
}

#[divan::bench(args = SIZES)]
fn words_common(bencher: Bencher, number: i64) {
    let text = Query::parse("tuyên truyền", false);
    page(
        bencher,
        number,
        &Filter {
            text,
            ..Filter::default()
        },
        Sort::Deadline,
        None,
    );
}

/// The directory of a province as of a day, as the review screen loads it.
#[divan::bench]
fn directory(bencher: Bencher) {
    let folder = tempfile::tempdir().expect("a folder");
    let location = Location::Sqlite(folder.path().join("dondoc.sqlite"));
    let db = RUNTIME.block_on(async {
        let db = Db::open(&location, Options::default())
            .await
            .expect("opens");
        let actor = Actor::system("bench");
        let import = db.write(&actor, now(), |tx| {
            Box::pin(async move {
                for (_, directory) in unit::import::shipped()? {
                    unit::import::run(tx, &directory).await?;
                }
                Ok(())
            })
        });
        import.await.expect("brought in");
        db
    });
    let signed = NaiveDate::from_ymd_opt(2023, 4, 18).expect("a day");
    bencher.bench(|| {
        RUNTIME.block_on(async {
            let reader = db.read().await.expect("a reader");
            Registry::load(&reader, signed, "tỉnh Nghệ An")
                .await
                .expect("loads")
        })
    });
}
