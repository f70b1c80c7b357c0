//! Each hot query of the register goes by the index that is meant for it, on both databases.

use std::sync::Once;

use sea_orm::{ConnectionTrait as _, Database, Statement};

use super::{Drive, Filter, List, Tasks};
use crate::{
    Db,
    db::{Backend, Conn, Location, Options, Reader, Timestamp, sql},
    obligation::{Class, Cursor, filter::Sql, sums},
    search::Query,
    seed,
};
use chrono::NaiveDate;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 1).unwrap()
}

/// The steps of a plan, one a line.
async fn plan(conn: &Conn, query: Sql) -> String {
    let (word, column) = match sql::backend(conn) {
        Backend::Sqlite => ("EXPLAIN QUERY PLAN", 3),
        Backend::Postgres => ("EXPLAIN", 0),
    };
    let text = format!("{word} {}", query.text);
    let backend = conn.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, text, query.values);
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

fn list<'a>(conn: &'a Conn, filter: &'a Filter, tasks: Tasks) -> List<'a> {
    List {
        conn,
        filter,
        tasks,
        today: today(),
        limit: 51,
    }
}

/// Lists by deadline: what they are narrowed to, what must drive them, how deep.
fn by_deadline(conn: &Conn) -> Vec<Case> {
    let deep = Some((NaiveDate::from_ymd_opt(2024, 6, 1).unwrap(), 77));
    let any = Filter::default;
    let (unit, plan) = (
        Filter {
            unit: Some(7),
            ..any()
        },
        Filter {
            plan: Some(7),
            ..any()
        },
    );
    let overdue = Some(Class::Overdue);
    [
        ("all", "obligation_due", any(), Drive::Order, None, None),
        (
            "all, deep",
            "obligation_due",
            any(),
            Drive::Order,
            None,
            deep,
        ),
        (
            "a class",
            "obligation_standing",
            any(),
            Drive::Standing,
            overdue,
            deep,
        ),
        (
            "a unit",
            "obligation_unit_due",
            unit.clone(),
            Drive::Unit,
            None,
            deep,
        ),
        (
            "a unit's class",
            "obligation_unit_standing",
            unit,
            Drive::Unit,
            overdue,
            None,
        ),
        (
            "a plan",
            "obligation_plan_due",
            plan,
            Drive::Plan,
            overdue,
            None,
        ),
    ]
    .into_iter()
    .map(|(name, index, filter, drive, class, after)| {
        let list = list(conn, &filter, Tasks::Any);
        let query = list.deadline_sql(drive, class, after).unwrap();
        Case {
            name,
            index,
            ordered: true,
            query,
        }
    })
    .collect()
}

/// Lists by task and by unit, sums, and words that stand in few tasks.
fn others(conn: &Conn) -> Vec<Case> {
    let any = Filter::default();
    let unit = Filter {
        unit: Some(7),
        ..Filter::default()
    };
    let of_plan = Filter {
        plan: Some(7),
        ..Filter::default()
    };
    let classes = vec![Class::Overdue, Class::Returned];
    let two = Filter {
        classes,
        ..Filter::default()
    };
    let by_task: Cursor = "t.9.3.7000".parse().unwrap();
    let by_unit: Cursor = "u.c490.9.2024-06-01.7000".parse().unwrap();
    let list = |filter| list(conn, filter, Tasks::Any);
    let few = List {
        tasks: Tasks::Few(vec![5, 9, 70]),
        ..list(&any)
    };
    let few = few
        .deadline_sql(Drive::Tasks, Some(Class::Overdue), None)
        .unwrap();
    let sums = |filter| sums::query(conn, filter, &Tasks::Any, today());
    [
        (
            "by task",
            "obligation_plan_task",
            true,
            list(&any).task_sql(Drive::Order, Some(&by_task)),
        ),
        (
            "a plan by task",
            "obligation_plan_task",
            true,
            list(&of_plan).task_sql(Drive::Plan, None),
        ),
        (
            "two classes",
            "obligation_standing",
            false,
            list(&two).task_sql(Drive::Standing, None),
        ),
        (
            "by unit",
            "obligation_unit_due",
            true,
            list(&any).unit_sql(Drive::Unit, Some(&by_unit)),
        ),
        (
            "a plan by unit",
            "obligation_plan",
            false,
            list(&of_plan).unit_sql(Drive::Plan, None),
        ),
        ("sums of a unit", "obligation_unit", false, sums(&unit)),
        ("sums of a plan", "obligation_plan", false, sums(&of_plan)),
        ("few tasks", "obligation_task", false, few),
    ]
    .into_iter()
    .map(|(name, index, ordered, query)| Case {
        name,
        index,
        ordered,
        query,
    })
    .collect()
}

async fn check(reader: Reader) {
    for Case {
        name,
        index,
        ordered,
        query,
    } in by_deadline(&reader).into_iter().chain(others(&reader))
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
}

/// Words that stand in very many tasks are looked up per row; they never drive the list.
async fn many_words(reader: &Reader) {
    let text = Query::parse("năm thứ", false);
    let filter = Filter {
        text,
        ..Filter::default()
    };
    let list = List {
        conn: reader,
        filter: &filter,
        tasks: Tasks::Many,
        today: today(),
        limit: 51,
    };
    let query = list.deadline_sql(Drive::Order, None, None).unwrap();
    let steps = plan(reader, query).await;
    if sql::backend(reader) == Backend::Sqlite {
        assert!(steps.contains("obligation_due"), "{steps}");
        assert!(!steps.contains("TEMP B-TREE FOR ORDER BY"), "{steps}");
    }
    let tasks = super::tasks(reader, &filter).await.unwrap();
    assert!(
        matches!(tasks, Tasks::Many),
        "the seed has them in every task"
    );
}

async fn seeded(location: &Location) -> Db {
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
