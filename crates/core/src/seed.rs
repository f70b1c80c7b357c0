//! Fills a database with many obligations: for measuring, and for tests of query plans. Not part
//! of the product (feature `seed`).
//!
//! What it makes has the shape of real registers: plans of 40 tasks over the years 2021–2026,
//! each task owed by 1 lead and 19 others out of 500 units (so an average unit owes 1 in 500 of
//! everything, and the first, a department, ten times as much), most of the past done, some of it
//! late, some tasks without a deadline.

use chrono::{Days, NaiveDate};
use sea_orm::Value;

use crate::{
    db::{Db, Timestamp, Tx, sql},
    error::Result,
    obligation::{Facts, NO_DAY, State, tally},
    plan::draft::Role,
    search, vals,
};

/// Units made.
pub const UNITS: i64 = 500;
/// Tasks of a plan.
const TASKS: i64 = 40;
/// Obligations of a task.
const OWED: i64 = 20;

const WORDS: &[&str] = &[
    "tổ chức",
    "tuyên truyền",
    "tập huấn",
    "báo cáo",
    "kiểm tra",
    "chuyển đổi số",
    "nông thôn mới",
    "thông tin đối ngoại",
    "cải cách hành chính",
    "môi trường",
    "du lịch",
    "đào tạo",
    "thanh niên",
    "phòng cháy",
    "y tế cơ sở",
    "giáo dục",
    "hạ tầng",
    "dữ liệu",
    "ngân sách",
    "đất đai",
];

/// Make about this many obligations. `today` parts done from not done.
pub async fn obligations(db: &Db, number: i64, today: NaiveDate, now: Timestamp) -> Result<()> {
    let actor = crate::access::Actor::system("seed");
    db.write(&actor, now, |tx| Box::pin(units(tx))).await?;
    let plans = number / (TASKS * OWED);
    for first in (0..plans).step_by(25) {
        let last = (first + 25).min(plans);
        db.write(&actor, now, move |tx| {
            Box::pin(group(tx, first, last, today))
        })
        .await?;
    }
    db.write(&actor, now, |tx| Box::pin(tally::rebuild(tx)))
        .await?;
    db.write(&actor, now, |tx| {
        Box::pin(async move { sql::execute(tx, "ANALYZE", vec![]).await })
    })
    .await
    .map(drop)
}

async fn units(tx: &Tx) -> Result<()> {
    let columns = [
        "id", "uid", "code", "kind", "level", "place", "tags", "name", "sort_key",
    ];
    let rows = (1..=UNITS).map(|id| {
        let name = format!("Đơn vị số {id:03}");
        let key = name.clone().into_bytes();
        vals![
            id,
            tx.uid(),
            format!("u{id}"),
            "department",
            "province",
            "X",
            "[]",
            name,
            key
        ]
    });
    sql::insert_all(tx, "unit", &columns, rows.collect()).await?;
    let columns = [
        "id",
        "uid",
        "sha256",
        "size",
        "name",
        "format",
        "text",
        "shape",
        "received_at",
    ];
    let row = vals![
        1_i64,
        tx.uid(),
        vec![0_u8; 32],
        0_i64,
        "x",
        "text",
        "",
        "{}",
        tx.now
    ];
    sql::insert(tx, "document", &columns, row).await?;
    let columns = [
        "id",
        "uid",
        "document_id",
        "title",
        "base",
        "version",
        "cursor",
        "length",
        "state",
        "created_at",
        "updated_at",
    ];
    let row = vals![
        1_i64,
        tx.uid(),
        1_i64,
        "",
        "{}",
        1_i64,
        0,
        0,
        "confirmed",
        tx.now,
        tx.now
    ];
    sql::insert(tx, "draft", &columns, row).await
}

async fn group(tx: &Tx, first: i64, last: i64, today: NaiveDate) -> Result<()> {
    let mut rows = Rows::default();
    for plan in first..last {
        rows.plan(tx, plan, today);
    }
    let plan = [
        "id",
        "uid",
        "code",
        "number",
        "kind",
        "issuer",
        "title",
        "signed_on",
        "document_id",
        "draft_id",
        "version",
        "confirmed_at",
    ];
    sql::insert_all(tx, "plan", &plan, rows.plans).await?;
    let task = [
        "id",
        "uid",
        "plan_id",
        "plan_version",
        "position",
        "code",
        "label",
        "text",
        "followed",
        "due_inclusive",
        "places",
    ];
    sql::insert_all(tx, "task", &task, rows.tasks).await?;
    let assignment = [
        "id",
        "plan_id",
        "task_id",
        "role",
        "position",
        "written",
        "exceptions",
    ];
    sql::insert_all(tx, "assignment", &assignment, rows.assignments).await?;
    let obligation = [
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
    sql::insert_all(tx, "obligation", &obligation, rows.obligations).await?;
    search::index(tx, &rows.words).await
}

#[derive(Default)]
struct Rows {
    plans: Vec<Vec<Value>>,
    tasks: Vec<Vec<Value>>,
    assignments: Vec<Vec<Value>>,
    obligations: Vec<Vec<Value>>,
    words: Vec<(i64, String)>,
}

/// A number that looks random and is the same in every run.
fn mixed(number: i64) -> i64 {
    let z = number
        .wrapping_mul(0x5851_F42D_4C95_7F2D)
        .wrapping_add(0x1405_7B7E_F767_814F);
    ((z ^ (z >> 29)).wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) & 0x7FFF_FFFF
}

fn start() -> NaiveDate {
    NaiveDate::from_ymd_opt(2021, 1, 1).unwrap_or(NO_DAY)
}

impl Rows {
    fn plan(&mut self, tx: &Tx, plan: i64, today: NaiveDate) {
        let id = plan + 1;
        let code = format!("KH{id}");
        let signed = start() + Days::new(mixed(plan).unsigned_abs() % 1_900);
        self.plans.push(vals![
            id,
            tx.uid(),
            code.clone(),
            format!("{id}/KH-UBND"),
            "Kế hoạch",
            "UBND",
            "Kế hoạch",
            signed,
            1_i64,
            1_i64,
            1,
            tx.now,
        ]);
        for task in 0..TASKS {
            self.task(tx, id, &code, task, signed, today);
        }
    }

    fn task(
        &mut self,
        tx: &Tx,
        plan: i64,
        code: &str,
        at: i64,
        signed: NaiveDate,
        today: NaiveDate,
    ) {
        let id = (plan - 1) * TASKS + at + 1;
        let word = |shift: i64| {
            let at = mixed(id * 7 + shift).unsigned_abs() % WORDS.len() as u64;
            WORDS[usize::try_from(at).unwrap_or(0)]
        };
        let text = format!("{} {} {} năm thứ {id}", word(1), word(2), word(3));
        let position = i32::try_from(at + 1).unwrap_or(i32::MAX);
        self.words.push((id, text.clone()));
        self.tasks.push(vals![
            id,
            tx.uid(),
            plan,
            1,
            position,
            format!("{code}.{position}"),
            position.to_string(),
            text,
            true,
            true,
            "{}",
        ]);
        self.assignments
            .push(vals![id, plan, id, 0_i16, 0, "x", "[]"]);
        let due =
            (mixed(id) % 10 != 0).then(|| signed + Days::new(mixed(id + 3).unsigned_abs() % 365));
        for owed in 0..OWED {
            self.obligation(tx, plan, id, owed, position, due, today);
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a row of a table, for measuring only"
    )]
    fn obligation(
        &mut self,
        tx: &Tx,
        plan: i64,
        task: i64,
        owed: i64,
        position: i32,
        due: Option<NaiveDate>,
        today: NaiveDate,
    ) {
        let id = (task - 1) * OWED + owed + 1;
        let unit = if owed == 0 && mixed(task) % 5 == 0 {
            1
        } else {
            mixed(id) % UNITS + 1
        };
        let done = due.filter(|due| *due < today && mixed(id + 11) % 20 != 0);
        let completed_on =
            done.map(|due| due + Days::new(mixed(id + 5).unsigned_abs() % 8) - Days::new(6));
        let facts = Facts {
            followed: true,
            state: State::Open,
            due,
            due_inclusive: true,
            completed_on,
        };
        let role = if owed == 0 {
            Role::Lead
        } else {
            Role::Coordinate
        };
        self.obligations.push(vals![
            id,
            tx.uid(),
            plan,
            task,
            task,
            unit,
            role.number(),
            false,
            position,
            true,
            due,
            true,
            State::Open.number(),
            completed_on,
            facts.last_day().unwrap_or(NO_DAY),
            facts.standing().number(),
            1_i64,
        ]);
    }
}

/// One plan of so many tasks, each owed by every one of so many communes and open: 144 × 5 are
/// the 720 obligations of the sample plan.
pub async fn everybody(
    db: &Db,
    units: i64,
    tasks: i64,
    today: NaiveDate,
    now: Timestamp,
) -> Result<()> {
    use crate::unit::{
        Kind, Level,
        directory::{Directory, UnitEntry},
        import,
    };
    let actor = crate::access::Actor::system("seed");
    let entry = |id: i64| {
        let name = format!("UBND xã số {id:03}");
        UnitEntry::new(format!("u{id}"), Kind::Commune, Level::Commune, name)
    };
    let directory = Directory {
        place: "X".into(),
        units: (1..=units).map(entry).collect(),
        ..Directory::default()
    };
    db.write(&actor, now, move |tx| {
        Box::pin(async move { import::run(tx, &directory).await })
    })
    .await?;
    db.write(&actor, now, move |tx| {
        Box::pin(one_plan(tx, units, tasks, today))
    })
    .await?;
    db.write(&actor, now, |tx| Box::pin(tally::rebuild(tx)))
        .await
}

async fn one_plan(tx: &Tx, units: i64, tasks: i64, today: NaiveDate) -> Result<()> {
    let text =
        "INSERT INTO document (id, uid, sha256, size, name, format, text, shape, received_at)
                VALUES (1, $1, $2, 0, 'x', 'text', '', '{}', $3)";
    sql::execute(tx, text, vals![tx.uid(), vec![0_u8; 32], tx.now]).await?;
    let text = "INSERT INTO draft (id, uid, document_id, title, base, version, cursor, length,
                    state, created_at, updated_at)
                VALUES (1, $1, 1, '', '{}', 1, 0, 0, 'confirmed', $2, $2)";
    sql::execute(tx, text, vals![tx.uid(), tx.now]).await?;
    let text = "INSERT INTO plan (id, uid, code, number, kind, issuer, title, signed_on,
                    document_id, draft_id, version, confirmed_at)
                VALUES (1, $1, 'KH1', '1/KH-UBND', 'KH', 'X', 'x', $2, 1, 1, 1, $3)";
    sql::execute(tx, text, vals![tx.uid(), today, tx.now]).await?;
    let text = "INSERT INTO plan_version (id, plan_id, version, document_id, content, confirmed_at)
                VALUES (1, 1, 1, 1, $1, $2)";
    let content = serde_json::to_string(&crate::plan::draft::Draft::default())?;
    sql::execute(tx, text, vals![content, tx.now]).await?;
    let words = "Tuyên truyền, tập huấn, báo cáo kết quả thực hiện nhiệm vụ. ".repeat(4);
    let due = today + Days::new(10);
    for task in 1..=tasks {
        let text = "INSERT INTO task (id, uid, plan_id, plan_version, position, code, text,
                        followed, due_inclusive, places)
                    VALUES ($1, $2, 1, 1, $1, $3, $4, TRUE, TRUE, '{}')";
        let row = vals![task, tx.uid(), format!("KH1.{task}"), words.clone()];
        sql::execute(tx, text, row).await?;
        let text = "INSERT INTO assignment (id, plan_id, task_id, role, position, written,
                        exceptions) VALUES ($1, 1, $1, 0, 0, 'các xã', '[]')";
        sql::execute(tx, text, vals![task]).await?;
        for unit in 1..=units {
            let text = "INSERT INTO obligation (id, uid, plan_id, task_id, assignment_id, unit_id,
                            role, co_lead, task_position, followed, due, due_inclusive, state,
                            last_day, standing, version)
                        VALUES ($1, $2, 1, $3, $3, $4, 0, FALSE, $3, TRUE, $5, TRUE, 0, $5, 0, 1)";
            let row = vals![(task - 1) * units + unit, tx.uid(), task, unit, due];
            sql::execute(tx, text, row).await?;
        }
    }
    Ok(())
}
