//! No list of what waits for whom reads all obligations: every query that the worklists ask is
//! taken down as it is asked, and its plan looked at.

use std::cell::RefCell;

use sea_orm::Value;

use super::tests::{plan_of, seeded, today};
use crate::{
    access::{Actor, Reach, Role},
    db::{Conn, Location, sql},
    difficulty,
    inspection::follow_up,
    money,
    obligation::{self, Class, Filter, Sort, register},
    progress::worklist,
    urging,
};

/// Everything that the pages of worklists ask: the office's, a unit's, the leader's.
async fn ask(conn: &Conn) {
    worklist::silent(conn, 10, today()).await.unwrap();
    worklist::arrivals(conn, 10).await.unwrap();
    worklist::extensions(conn, None, 10).await.unwrap();
    worklist::extensions(conn, Some(7), 10).await.unwrap();
    let since = today().and_hms_opt(0, 0, 0).unwrap().and_utc();
    worklist::news(conn, &[7, 8], since, 1, 10).await.unwrap();
    for (unit, plan) in [(None, None), (Some(7), None), (None, Some(7))] {
        for class in [Class::Overdue, Class::NearDue, Class::AwaitingConfirmation] {
            let filter = Filter {
                unit,
                plan,
                classes: vec![class],
                ..Filter::default()
            };
            let sort = Sort::Deadline;
            let page = register::page(conn, &filter, sort, None, 20, today());
            page.await.unwrap();
            register::counts(conn, &filter, today()).await.unwrap();
        }
    }
    for reach in [Reach::All, Reach::Units([7, 8].into())] {
        difficulty::waiting(conn, &reach).await.unwrap();
        follow_up::waiting(conn, &reach, today()).await.unwrap();
        follow_up::open(conn, &reach, 10).await.unwrap();
        for plan in [None, Some(7)] {
            let filter = difficulty::Filter {
                plan,
                reach: Some(reach.clone()),
                ..difficulty::Filter::default()
            };
            difficulty::list(conn, &filter, 10).await.unwrap();
            let filter = money::Filter {
                plan,
                reach: Some(reach.clone()),
                ..money::Filter::default()
            };
            money::summary(conn, &filter).await.unwrap();
        }
    }
    difficulty::of_task(conn, 7).await.unwrap();
    obligation::of_task(conn, 7).await.unwrap();
    let office = Actor::account(1, "An", Role::Coordinator);
    let wanted = urging::Wanted {
        units: vec![7],
        ..urging::Wanted::default()
    };
    let owed = urging::owed(conn, &office, &wanted, today());
    owed.await.unwrap();
}

/// The names by which a query calls the obligations.
fn names(text: &str) -> Vec<&str> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut names = vec!["obligation"];
    for pair in words.windows(2) {
        if pair[0] == "obligation" {
            names.push(pair[1].trim_end_matches([',', ')']));
        }
    }
    names
}

#[tokio::test]
async fn no_worklist_reads_all_obligations() {
    let folder = tempfile::tempdir().unwrap();
    let db = seeded(&Location::Sqlite(folder.path().join("dondoc.sqlite"))).await;
    let reader = db.read().await.unwrap();
    let taken = sql::ASKED.scope(RefCell::default(), async {
        ask(&reader).await;
        sql::ASKED.with(RefCell::take)
    });
    let asked: Vec<(String, Vec<Value>)> = taken.await;
    assert!(asked.len() > 40, "{}", asked.len());
    for (text, values) in asked {
        let steps = plan_of(&reader, &text, values).await;
        for name in names(&text) {
            let scan = format!("SCAN {name}");
            let whole = |line: &str| {
                let step = line.trim();
                step == scan || step.starts_with(&format!("{scan} "))
            };
            // In the order of an index, up to a limit, is no reading of everything.
            let limited = text.contains("LIMIT") && !steps.contains("TEMP B-TREE");
            assert!(limited || !steps.lines().any(whole), "{text}\n{steps}");
        }
    }
}
