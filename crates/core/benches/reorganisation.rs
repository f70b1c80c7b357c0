//! What looking at an act of reorganisation and applying it cost, with 144 units that owe each of
//! the 100 tasks of 50 plans: 720,000 obligations, of which 4 in 10 are open.
//!
//! `cargo bench -p dondoc-core --bench reorganisation`. The database is made once and kept in the
//! temporary folder (or in `DONDOC_BENCH_FOLDER`); each application works on a copy of its own.
//!
//! - `departments_and_districts`: nine departments go to others or become new ones, 21 districts
//!   end; of each district somebody chose one commune that follows in everything.
//! - `shared_by_communes`: the same, and all six communes of each district share its work: more
//!   obligations are made than there were.
//! - `everything`: every one of the 144 units becomes another, and everything is open.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use divan::Bencher;
use dondoc_core::{
    access::Actor,
    db::{Db, Location, Options, Timestamp, Tx, sql},
    error::Result,
    obligation::tally,
    reorganisation::{self, Act, Choice, NewUnit, Step, Successor, decision},
    unit::{
        self, Kind, Level,
        directory::{Directory, UnitEntry},
    },
    vals,
};
use tokio::runtime::Runtime;

fn main() {
    divan::main();
}

static RUNTIME: std::sync::LazyLock<Runtime> =
    std::sync::LazyLock::new(|| Runtime::new().expect("a runtime"));

const DEPARTMENTS: i64 = 14;
const DISTRICTS: i64 = 21;
const UNITS: i64 = 144;
const PLANS: i64 = 50;
const TASKS: i64 = 100;

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 7, 1).expect("a day")
}

fn now() -> Timestamp {
    NaiveDate::from_ymd_opt(2025, 7, 2)
        .expect("a day")
        .and_time(chrono::NaiveTime::MIN)
        .and_utc()
}

fn actor() -> Actor {
    Actor::system("bench")
}

async fn open(path: &Path) -> Db {
    let options = Options {
        write_deadline: std::time::Duration::from_mins(10),
        ..Options::default()
    };
    Db::open(&Location::Sqlite(path.to_owned()), options)
        .await
        .expect("opens")
}

/// The full register; `tenths` of it open. Made once.
fn original(tenths: i64) -> PathBuf {
    let folder = std::env::var_os("DONDOC_BENCH_FOLDER");
    let folder = folder.map_or_else(std::env::temp_dir, PathBuf::from);
    let path = folder.join(format!("dondoc-bench-reorganisation-{tenths}.sqlite"));
    if !path.exists() {
        RUNTIME.block_on(async {
            let making = path.with_extension("making");
            let _ = std::fs::remove_file(&making);
            let db = open(&making).await;
            fill(&db, tenths).await.expect("fills");
            db.close().await.expect("closes");
            std::fs::rename(&making, &path).expect("is kept");
        });
    }
    path
}

async fn fill(db: &Db, tenths: i64) -> Result<()> {
    let directory = Directory {
        place: "X".into(),
        units: (1..=UNITS).map(entry).collect(),
        ..Directory::default()
    };
    db.write(&actor(), now(), move |tx| {
        Box::pin(async move { unit::import::run(tx, &directory).await })
    })
    .await?;
    db.write(&actor(), now(), |tx| Box::pin(documents(tx)))
        .await?;
    for plan in 1..=PLANS {
        db.write(&actor(), now(), move |tx| {
            Box::pin(fill_plan(tx, plan, tenths))
        })
        .await?;
    }
    db.write(&actor(), now(), |tx| Box::pin(tally::rebuild(tx)))
        .await?;
    db.write(&actor(), now(), |tx| {
        Box::pin(async move { sql::execute(tx, "ANALYZE", vec![]).await })
    })
    .await
    .map(drop)
}

fn entry(id: i64) -> UnitEntry {
    let (kind, level) = match id {
        1..=DEPARTMENTS => (Kind::Department, Level::Province),
        _ => (Kind::District, Level::District),
    };
    UnitEntry::new(format!("u{id}"), kind, level, format!("Đơn vị số {id:03}"))
}

async fn documents(tx: &Tx) -> Result<()> {
    let text =
        "INSERT INTO document (id, uid, sha256, size, name, format, text, shape, received_at)
                VALUES (1, $1, $2, 0, 'x', 'text', '', '{}', $3)";
    sql::execute(tx, text, vals![tx.uid(), vec![0_u8; 32], tx.now]).await?;
    let text = "INSERT INTO draft (id, uid, document_id, title, base, version, cursor, length,
                    state, created_at, updated_at)
                VALUES (1, $1, 1, '', '{}', 1, 0, 0, 'confirmed', $2, $2)";
    sql::execute(tx, text, vals![tx.uid(), tx.now])
        .await
        .map(drop)
}

async fn fill_plan(tx: &Tx, plan: i64, tenths: i64) -> Result<()> {
    let text = "INSERT INTO plan (id, uid, code, number, kind, issuer, title, signed_on,
                    document_id, draft_id, version, confirmed_at)
                VALUES ($1, $2, $3, $3, 'KH', 'X', 'x', $4, 1, 1, 1, $5)";
    let row = vals![plan, tx.uid(), format!("KH{plan}"), day(), tx.now];
    sql::execute(tx, text, row).await?;
    let (mut tasks, mut assignments, mut owed) = (Vec::new(), Vec::new(), Vec::new());
    for position in 1..=TASKS {
        let task = (plan - 1) * TASKS + position;
        let text = "tuyên truyền, tập huấn, báo cáo kết quả thực hiện nhiệm vụ";
        tasks.push(vals![
            task,
            tx.uid(),
            plan,
            1,
            position,
            format!("KH{plan}.{position}"),
            text,
            true,
            true,
            "{}"
        ]);
        assignments.push(vals![task, plan, task, 1_i16, 0, "các đơn vị", "[]"]);
        for unit in 1..=UNITS {
            let is_open = (task * 7 + unit * 3) % 10 < tenths;
            let role = i16::from(unit != task % UNITS + 1);
            let due = day() + chrono::Days::new(u64::try_from(task % 300).unwrap_or(0));
            let done = (!is_open).then_some(due);
            owed.push(vals![
                (task - 1) * UNITS + unit,
                tx.uid(),
                plan,
                task,
                task,
                unit,
                role,
                false,
                position,
                true,
                due,
                true,
                0_i16,
                done,
                due,
                i16::from(!is_open),
                1_i64,
            ]);
        }
    }
    let columns = [
        "id",
        "uid",
        "plan_id",
        "plan_version",
        "position",
        "code",
        "text",
        "followed",
        "due_inclusive",
        "places",
    ];
    sql::insert_all(tx, "task", &columns, tasks).await?;
    let columns = [
        "id",
        "plan_id",
        "task_id",
        "role",
        "position",
        "written",
        "exceptions",
    ];
    sql::insert_all(tx, "assignment", &columns, assignments).await?;
    let columns = [
        "id",
        "uid",
        "plan_id",
        "task_id",
        "assignment_id",
        "unit_id",
        "role",
        "co_lead",
        "task_position",
        "followed",
        "due",
        "due_inclusive",
        "state",
        "completed_on",
        "last_day",
        "standing",
        "version",
    ];
    sql::insert_all(tx, "obligation", &columns, owed).await
}

fn new_unit(code: &str) -> Successor {
    Successor::New(NewUnit {
        code: code.to_owned(),
        kind: Kind::Commune,
        level: Level::Commune,
        parent: None,
        name: format!("Đơn vị mới {code}"),
        short: None,
        aliases: vec![],
        tags: vec![],
    })
}

fn act(steps: Vec<Step>) -> Act {
    Act {
        place: "X".into(),
        number: "1/NQ".into(),
        issuer: None,
        title: "Sắp xếp".into(),
        issued_on: day(),
        effective_on: day(),
        steps,
    }
}

/// Nine departments: five become new ones, four go to others. 21 districts: six communes each.
fn departments_and_districts() -> Act {
    let code = |id: i64| format!("u{id}");
    let mut steps: Vec<Step> = (1..=9)
        .map(|id| Step::Merge {
            sources: vec![code(id)],
            into: if id <= 5 {
                new_unit(&format!("n{id}"))
            } else {
                Successor::Known(code(id + 5))
            },
        })
        .collect();
    let districts = DEPARTMENTS + 1..=DEPARTMENTS + DISTRICTS;
    steps.extend(districts.map(|id| Step::Split {
        source: code(id),
        successors: (0..6).map(|at| new_unit(&format!("x{id}-{at}"))).collect(),
    }));
    act(steps)
}

fn everything() -> Act {
    let units = (1..=UNITS).map(|id| Step::Merge {
        sources: vec![format!("u{id}")],
        into: new_unit(&format!("n{id}")),
    });
    act(units.collect())
}

/// A copy with an act that is decided and ready.
async fn ready(original: &Path, folder: &Path, act: Act, shared: bool) -> Db {
    let path = folder.join("dondoc.sqlite");
    std::fs::copy(original, &path).expect("a copy");
    let db = open(&path).await;
    let steps = act.steps.clone();
    let id = db
        .write(&actor(), now(), move |tx| {
            Box::pin(async move { Ok(reorganisation::create(tx, &act, None).await?.id) })
        })
        .await
        .expect("an act");
    for step in steps.into_iter().filter(Step::asks) {
        let from = step.sources()[0]
            .trim_start_matches('u')
            .parse()
            .expect("a unit");
        let heirs: Vec<String> = step
            .successors()
            .iter()
            .map(|it| (*it).to_owned())
            .collect();
        let others = if shared { heirs[1..].to_vec() } else { vec![] };
        let choice = Choice::To {
            unit: heirs[0].clone(),
            others,
        };
        db.write(&actor(), now(), move |tx| {
            Box::pin(async move {
                let groups = decision::suggestions(tx, id, from).await?;
                let number = groups.iter().map(|group| group.number).sum();
                decision::decide_rest(tx, id, from, &choice, number).await
            })
        })
        .await
        .expect("decided");
    }
    db
}

fn look(bencher: Bencher, tenths: i64, act: Act, shared: bool) {
    let folder = tempfile::tempdir().expect("a folder");
    let db = RUNTIME.block_on(ready(&original(tenths), folder.path(), act, shared));
    bencher.bench(|| {
        RUNTIME.block_on(async {
            let reader = db.read().await.expect("a reader");
            let seen = reorganisation::preview(&reader, 1, day())
                .await
                .expect("a preview");
            assert!(seen.faults.is_empty() && seen.balance.is_even());
            seen.balance
        })
    });
    RUNTIME.block_on(async {
        let reader = db.read().await.expect("a reader");
        let seen = reorganisation::preview(&reader, 1, day())
            .await
            .expect("a preview");
        eprintln!("{:?}", seen.balance);
    });
}

fn carry_out(bencher: Bencher, tenths: i64, act: &Act, shared: bool) {
    bencher
        .with_inputs(|| {
            let folder = tempfile::tempdir().expect("a folder");
            let db = RUNTIME.block_on(ready(&original(tenths), folder.path(), act.clone(), shared));
            (folder, db)
        })
        .bench_local_values(|(folder, db)| {
            RUNTIME.block_on(async {
                let version = {
                    let reader = db.read().await.expect("a reader");
                    reorganisation::find(&reader, 1)
                        .await
                        .expect("the act")
                        .version
                };
                db.write(&actor(), now(), move |tx| {
                    Box::pin(async move {
                        reorganisation::apply(tx, 1, version, &reorganisation::Along::default())
                            .await
                    })
                })
                .await
                .expect("applied");
            });
            (folder, db)
        });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn preview_departments_and_districts(bencher: Bencher) {
    look(bencher, 4, departments_and_districts(), false);
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn preview_shared_by_communes(bencher: Bencher) {
    look(bencher, 4, departments_and_districts(), true);
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn preview_everything(bencher: Bencher) {
    look(bencher, 10, everything(), false);
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn apply_departments_and_districts(bencher: Bencher) {
    carry_out(bencher, 4, &departments_and_districts(), false);
}

#[divan::bench(sample_count = 1, sample_size = 1)]
fn apply_shared_by_communes(bencher: Bencher) {
    carry_out(bencher, 4, &departments_and_districts(), true);
}

#[divan::bench(sample_count = 2, sample_size = 1)]
fn apply_everything(bencher: Bencher) {
    carry_out(bencher, 10, &everything(), false);
}
