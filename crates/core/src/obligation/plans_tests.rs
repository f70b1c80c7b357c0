//! Each hot query of the register goes by the index that is meant for it, on both databases.

use std::sync::Once;

use sea_orm::{ConnectionTrait as _, Database, Statement};

use super::{Drive, Filter, List, Sort, Tasks};
use crate::{
    Db,
    db::{Backend, Conn, Location, Options, Reader, Timestamp, sql},
    obligation::{Class, Cursor, drive, filter::Sql, register, sums},
    plan::draft::Role,
    search::Query,
    seed,
};
use chrono::NaiveDate;

pub(super) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 1).unwrap()
}

/// The steps of a plan, one a line.
async fn plan(conn: &Conn, query: Sql) -> String {
    plan_of(conn, &query.text, query.values).await
}

/// The same, of any text.
pub(super) async fn plan_of(conn: &Conn, text: &str, values: Vec<sea_orm::Value>) -> String {
    let (word, column) = match sql::backend(conn) {
        Backend::Sqlite => ("EXPLAIN QUERY PLAN", 3),
        Backend::Postgres => ("EXPLAIN", 0),
    };
    let text = format!("{word} {text}");
    let backend = conn.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, text, values);
    let rows = conn.query_all_raw(statement).await.unwrap();
    let steps: Vec<String> = rows
        .iter()
        .map(|row| row.try_get_by_index(column).unwrap())
        .collect();
    steps.join("\n")
}

struct Case {
    name: &'static str,
    index: &'static str,
    /// Whether the rows must come in order, without sorting.
    ordered: bool,
    query: Sql,
}

fn list<'a>(conn: &'a Conn, filter: &'a Filter, tasks: &'a Tasks) -> List<'a> {
    List {
        conn,
        filter,
        tasks,
        today: today(),
        limit: 51,
    }
}

const ANY: &Tasks = &Tasks::Any;

fn any() -> Filter {
    Filter::default()
}

fn of_unit() -> Filter {
    Filter {
        unit: Some(7),
        ..any()
    }
}

fn of_plan() -> Filter {
    Filter {
        plan: Some(7),
        ..any()
    }
}

fn of_classes(classes: &[Class]) -> Filter {
    Filter {
        classes: classes.to_vec(),
        ..any()
    }
}

fn in_role(role: Role) -> Filter {
    Filter {
        roles: vec![role],
        ..any()
    }
}

type Asked = (
    &'static str,
    &'static str,
    bool,
    Filter,
    Sort,
    Drive,
    Option<Class>,
    &'static str,
);

/// What is asked, the index that must serve it, whether in order; narrowed how, sorted how,
/// driven by what; for which class; behind which row.
fn lists() -> Vec<Asked> {
    use Sort::{Deadline, Task, Unit};
    let (day, overdue) = ("d.2024-06-01.77", Some(Class::Overdue));
    let two = of_classes(&[Class::DoneOnTime, Class::DoneLate]);
    #[rustfmt::skip]
    let asked = vec![
        ("all", "obligation_due", true, any(), Deadline, Drive::Order, None, ""),
        ("all, deep", "obligation_due", true, any(), Deadline, Drive::Order, None, day),
        ("class", "obligation_standing", true, any(), Deadline, Drive::Standing, overdue, day),
        ("role", "obligation_role", true, in_role(Role::Lead), Deadline, Drive::Role, None, day),
        ("unit", "obligation_unit_due", true, of_unit(), Deadline, Drive::Unit, None, day),
        ("unit's class", "obligation_unit_standing", true, of_unit(), Deadline, Drive::Unit, overdue, ""),
        ("plan", "obligation_plan_due", true, of_plan(), Deadline, Drive::Plan, overdue, ""),
        ("by task", "obligation_plan_task", true, any(), Task, Drive::Order, None, "t.9.3.7000"),
        ("classes by task", "COVERING INDEX obligation_plan_task", true, two, Task, Drive::Order, None, ""),
        ("class sorted by task", "COVERING INDEX obligation_standing", false, any(), Task, Drive::Standing, overdue, ""),
        ("plan by task", "obligation_plan_task", true, of_plan(), Task, Drive::Plan, None, ""),
        ("by unit", "obligation_unit_due", true, any(), Unit, Drive::Order, None, "u.c490.9.2024-06-01.7000"),
        ("class sorted by unit", "obligation_standing", false, any(), Unit, Drive::Standing, overdue, ""),
        ("plan by unit", "obligation_plan", false, of_plan(), Unit, Drive::Plan, None, ""),
    ];
    asked
}

fn cases(conn: &Conn) -> Vec<Case> {
    let list_case = |asked: Asked| {
        let (name, index, ordered, filter, sort, drive, class, after) = asked;
        let after: Option<Cursor> = after.parse().ok();
        let query = list(conn, &filter, ANY).query(sort, drive, class, after.as_ref());
        Case {
            name,
            index,
            ordered,
            query: query.unwrap(),
        }
    };
    let few = Tasks::Few(vec![5, 9, 70]);
    let words = list(conn, &any(), &few).query(Sort::Deadline, Drive::Tasks, None, None);
    let sums = |filter, tasks| sums::query(conn, filter, tasks, today());
    let (unit, plan, all) = (of_unit(), of_plan(), any());
    let more = [
        ("few tasks", "obligation_task", words.unwrap()),
        ("sums of a unit", "obligation_unit", sums(&unit, ANY)),
        ("sums of a plan", "obligation_plan", sums(&plan, ANY)),
        (
            "sums of tasks",
            "COVERING INDEX obligation_task",
            sums(&all, &few),
        ),
    ];
    let more = more.into_iter().map(|(name, index, query)| Case {
        name,
        index,
        ordered: false,
        query,
    });
    lists().into_iter().map(list_case).chain(more).collect()
}

async fn check(reader: Reader) {
    for Case {
        name,
        index,
        ordered,
        query,
    } in cases(&reader)
    {
        let text = query.text.clone();
        let steps = plan(&reader, query).await;
        let tell = || format!("{name}\n{text}\n{steps}");
        match sql::backend(&reader) {
            Backend::Sqlite => {
                assert!(steps.contains(index), "{}", tell());
                assert!(!ordered || !steps.contains("TEMP B-TREE"), "{}", tell());
                assert!(
                    !steps.contains("SCAN o\n") && !steps.ends_with("SCAN o"),
                    "{}",
                    tell()
                );
            }
            // Its planner knows the numbers and may sort forty rows; it must not read them all.
            Backend::Postgres => {
                assert!(steps.contains("obligation_"), "{}", tell());
                assert!(!steps.contains("Seq Scan on obligation"), "{}", tell());
            }
        }
    }
    many_words(&reader).await;
    choices(&reader).await;
}

/// Words that stand in very many tasks are looked up per row; they never drive the list.
async fn many_words(reader: &Reader) {
    let filter = Filter {
        text: Query::parse("năm thứ", false),
        ..any()
    };
    let tasks = register::tasks(reader, &filter).await.unwrap();
    assert!(
        matches!(tasks, Tasks::Many(_)),
        "the seed has them in every task"
    );
    let list = list(reader, &filter, &tasks);
    let query = list.query(Sort::Deadline, Drive::Order, None, None);
    let steps = plan(reader, query.unwrap()).await;
    if sql::backend(reader) == Backend::Sqlite {
        assert!(steps.contains("obligation_due"), "{steps}");
        assert!(!steps.contains("TEMP B-TREE FOR ORDER BY"), "{steps}");
    }
}

/// What drives a list follows from how many rows stand in what it is narrowed to.
async fn choices(reader: &Reader) {
    let day = Filter {
        due_from: Some(today()),
        due_to: Some(today()),
        ..any()
    };
    let rare = Filter {
        roles: vec![Role::Monitor],
        ..of_classes(&[Class::Overdue])
    };
    let cases = [
        ("all", any(), Sort::Task, Drive::Order),
        (
            "many rows are met in order",
            of_classes(&[Class::DoneOnTime]),
            Sort::Task,
            Drive::Order,
        ),
        (
            "few rows are sorted",
            of_classes(&[Class::NearDue]),
            Sort::Task,
            Drive::Standing,
        ),
        (
            "none are sorted",
            of_classes(&[Class::Redo]),
            Sort::Unit,
            Drive::Standing,
        ),
        (
            "a day's rows are sorted",
            day.clone(),
            Sort::Task,
            Drive::Days,
        ),
        (
            "a day is a range of the order",
            day,
            Sort::Deadline,
            Drive::Order,
        ),
        (
            "a role has its index",
            in_role(Role::Lead),
            Sort::Deadline,
            Drive::Role,
        ),
        (
            "a rare role is sorted",
            in_role(Role::Monitor),
            Sort::Task,
            Drive::Role,
        ),
        (
            "a rare role before a class",
            rare,
            Sort::Deadline,
            Drive::Role,
        ),
        (
            "a unit before all",
            Filter {
                classes: vec![Class::Overdue],
                ..of_unit()
            },
            Sort::Task,
            Drive::Unit,
        ),
    ];
    for (name, filter, sort, expected) in cases {
        let list = list(reader, &filter, ANY);
        assert_eq!(
            drive::choose(&list, sort).await.unwrap(),
            expected,
            "{name}"
        );
    }
}

pub(super) async fn seeded(location: &Location) -> Db {
    let db = Db::open(location, Options::default()).await.unwrap();
    let now: Timestamp = today().and_hms_opt(8, 0, 0).unwrap().and_utc();
    seed::obligations(&db, 12_000, today(), now).await.unwrap();
    db
}

#[tokio::test]
async fn on_sqlite_hot_queries_go_by_their_index() {
    let folder = tempfile::tempdir().unwrap();
    let db = seeded(&Location::Sqlite(folder.path().join("dondoc.sqlite"))).await;
    check(db.read().await.unwrap()).await;
}

#[tokio::test]
async fn on_postgres_hot_queries_go_by_their_index() {
    static SAID: Once = Once::new();
    let Ok(url) = std::env::var("DONDOC_TEST_POSTGRES") else {
        SAID.call_once(|| eprintln!("DONDOC_TEST_POSTGRES is not set: PostgreSQL is left out"));
        return;
    };
    let name = format!("dondoc_{}", uuid::Uuid::now_v7().simple());
    let server = Database::connect(&url).await.unwrap();
    server
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    let (base, _) = url.rsplit_once('/').unwrap();
    let db = seeded(&Location::Postgres(format!("{base}/{name}"))).await;
    check(db.read().await.unwrap()).await;
    server
        .execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)"))
        .await
        .unwrap();
}
