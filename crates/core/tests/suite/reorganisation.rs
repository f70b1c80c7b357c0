//! Acts of reorganisation over a confirmed plan: what is moved, joined, closed and shared; in
//! parts; undone.

use std::collections::BTreeMap;

use dondoc_core::{
    Error,
    db::Conn,
    event::{self, Subject, verify::Verdict},
    obligation::{Class, Filter, Item, Sort, completion, register, tally, walk::Walk},
    plan::draft::{ActorKind, Draft, Role},
    reorganisation::{
        self, Act, Balance, Choice, Reason, Reorganisation, Step, Successor, decision,
    },
};

use crate::{
    house::{House, day, time},
    sample::{agency, confirmed, draft, import_units, meta, row},
};

on_both!(
    a_merger_carries_everything_open,
    who_would_owe_twice_owes_once,
    a_functional_split_asks_and_is_applied_in_part,
    one_obligation_can_be_shared_by_several,
    what_is_in_the_way_is_told,
    an_act_waits_for_its_day,
    undoing_gives_everything_back,
    nothing_is_undone_under_later_work,
    a_new_unit_begins_and_a_renamed_one_stays,
    a_list_follows_when_somebody_agrees,
    collectives_are_expanded_again_when_somebody_agrees,
);

const LATER: &str = "2025-03-02T02:00";

/// An act of 1/3/2025 with these steps.
pub fn act(steps: Vec<Step>) -> Act {
    Act {
        place: "Nghệ An".into(),
        number: "07/NQ-HĐND".into(),
        issuer: Some("Hội đồng nhân dân tỉnh Nghệ An".into()),
        title: "Sắp xếp các cơ quan chuyên môn".into(),
        issued_on: day("2025-02-25"),
        effective_on: day("2025-03-01"),
        steps,
    }
}

pub fn merge(sources: &[&str], into: &str) -> Step {
    Step::Merge {
        sources: sources.iter().map(|code| (*code).to_owned()).collect(),
        into: Successor::Known(into.to_owned()),
    }
}

fn heir(code: &str, functions: &[&str]) -> reorganisation::Heir {
    reorganisation::Heir {
        unit: Successor::Known(code.to_owned()),
        functions: functions.iter().map(|it| (*it).to_owned()).collect(),
    }
}

fn split_of_tttt() -> Step {
    Step::FunctionalSplit {
        source: "na.so-tttt".into(),
        successors: vec![
            heir("na.so-khcn", &["tập huấn", "chuyển đổi số"]),
            heir("na.so-vhttdl", &["báo", "xuất bản"]),
        ],
        default: Some("na.so-khcn".into()),
    }
}

/// The departments of 1/3/2025, with what they hand on as a whole.
fn mergers() -> Vec<Step> {
    vec![
        merge(&["na.so-khdt"], "na.so-tai-chinh"),
        merge(&["na.so-nnptnt", "na.so-tnmt"], "na.so-nnmt"),
        merge(&["na.so-gtvt"], "na.so-xay-dung"),
        merge(&["na.so-ldtbxh"], "na.so-noi-vu"),
        merge(&["na.so-vhtt", "na.so-du-lich"], "na.so-vhttdl"),
        merge(&["na.ban-dan-toc"], "na.so-dttg"),
    ]
}

pub async fn create(house: &House, act: Act) -> Reorganisation {
    house
        .write(move |tx| Box::pin(async move { reorganisation::create(tx, &act, None).await }))
        .await
        .unwrap()
}

pub async fn apply_at(house: &House, id: i64, now: &str) -> Result<Balance, Error> {
    let version = find(house, id).await.version;
    let write = house.db.write(&house.actor, time(now), move |tx| {
        Box::pin(async move {
            reorganisation::apply(tx, id, version, &reorganisation::Along::default()).await
        })
    });
    write.await
}

async fn apply(house: &House, id: i64) -> Balance {
    apply_at(house, id, LATER).await.unwrap()
}

pub async fn undo(house: &House, id: i64) -> Result<(), Error> {
    let version = find(house, id).await.version;
    let write = house.db.write(&house.actor, time(LATER), move |tx| {
        Box::pin(reorganisation::undo(tx, id, version))
    });
    write.await
}

async fn find(house: &House, id: i64) -> Reorganisation {
    let reader = house.db.read().await.unwrap();
    reorganisation::find(&reader, id).await.unwrap()
}

pub async fn preview(house: &House, id: i64) -> reorganisation::Preview {
    let reader = house.db.read().await.unwrap();
    let today = day("2025-03-02");
    reorganisation::preview(&reader, id, today).await.unwrap()
}

async fn items(conn: &Conn) -> Vec<Item> {
    let walk = Walk::new(Filter::default(), Sort::Task, day("2023-04-20"));
    walk.all(conn).await.unwrap()
}

async fn of_unit(house: &House, code: &str) -> Vec<Item> {
    let mut items = items(&house.db.read().await.unwrap()).await;
    items.retain(|item| item.unit_code == code);
    items
}

/// Every table an act may change but its own, and the log.
pub async fn dump(house: &House) -> BTreeMap<&'static str, Vec<String>> {
    use sea_orm::{ConnectionTrait as _, Statement};
    let reader = house.db.read().await.unwrap();
    let mut tables = BTreeMap::new();
    for table in [
        "unit",
        "unit_name",
        "unit_alias",
        "unit_parent",
        "unit_group",
        "group_member",
        "obligation",
        "obligation_tally",
        "succession",
        "obligation_move",
        "obligation_flow",
        "directory_change",
    ] {
        let backend = reader.get_database_backend();
        let columns = columns(&reader, table).await;
        let shown: Vec<String> = columns
            .iter()
            .map(|name| format!("COALESCE(CAST({name} AS TEXT), '∅')"))
            .collect();
        let text = format!("SELECT {} AS line FROM {table}", shown.join(" || '|' || "));
        let rows = reader
            .query_all_raw(Statement::from_string(backend, text))
            .await
            .unwrap();
        let mut lines: Vec<String> = rows
            .iter()
            .map(|row| row.try_get_by_index(0).unwrap())
            .collect();
        if table == "obligation_tally" {
            lines.retain(|line| !line.ends_with("|0"));
        }
        lines.sort();
        tables.insert(table, lines);
    }
    tables
}

/// Names of a table's columns; bytes are left out, they do not become text.
async fn columns(conn: &Conn, table: &str) -> Vec<String> {
    use dondoc_core::db::{Backend, sql};
    let text = match sql::backend(conn) {
        Backend::Sqlite => format!(
            "SELECT name FROM pragma_table_info('{table}') WHERE type <> 'BLOB' AND name <> 'uid'"
        ),
        Backend::Postgres => format!(
            "SELECT CAST(column_name AS TEXT) FROM information_schema.columns
             WHERE table_name = '{table}' AND data_type <> 'bytea' ORDER BY ordinal_position"
        ),
    };
    sql::column(conn, &text, vec![]).await.unwrap()
}

/// The list, the counts and the tally say the same, and the log is whole.
pub async fn sums_agree(house: &House) {
    sums_agree_on(house, day("2025-03-02")).await;
}

/// The same on another day.
pub async fn sums_agree_on(house: &House, today: chrono::NaiveDate) {
    let reader = house.db.read().await.unwrap();
    let mut listed = dondoc_core::obligation::Counts::default();
    for item in Walk::new(Filter::default(), Sort::Unit, today)
        .all(&reader)
        .await
        .unwrap()
    {
        assert_ne!(item.class, Class::Joined);
        listed.add(item.class, 1);
    }
    let counted = register::counts(&reader, &Filter::default(), today)
        .await
        .unwrap();
    assert_eq!(counted, listed);
    let verdict = event::verify::run(&reader, &[]).await.unwrap();
    assert!(matches!(verdict, Verdict::Whole(_)), "{verdict:?}");
    drop(reader);
    let kept = dump(house).await.remove("obligation_tally");
    house
        .write(|tx| Box::pin(tally::rebuild(tx)))
        .await
        .unwrap();
    assert_eq!(kept, dump(house).await.remove("obligation_tally"));
}

async fn a_merger_carries_everything_open(house: House) {
    import_units(&house).await;
    confirmed(&house, b"a", draft()).await;
    // One is done before: it stays with the unit that did it, under its old name.
    let done = of_unit(&house, "na.so-gtvt").await[0].clone();
    let (id, version) = (done.id, done.version);
    let on = day("2023-04-19");
    house
        .write(move |tx| Box::pin(completion::record(tx, id, version, on, None)))
        .await
        .unwrap();
    let act = create(&house, act(mergers())).await;
    let seen = preview(&house, act.id).await;
    assert_eq!(seen.faults, []);
    assert!(seen.balance.is_even());
    assert_eq!(seen.balance.leaving, 7, "{:?}", seen.flows);
    let told = seen.balance;
    assert_eq!(apply(&house, act.id).await, told);
    assert_eq!(of_unit(&house, "na.so-gtvt").await.len(), 1);
    assert_eq!(of_unit(&house, "na.so-gtvt").await[0].id, done.id);
    let ended = [
        "na.so-khdt",
        "na.so-nnptnt",
        "na.so-tnmt",
        "na.so-ldtbxh",
        "na.so-vhtt",
        "na.so-du-lich",
        "na.ban-dan-toc",
    ];
    for code in ended {
        assert!(of_unit(&house, code).await.is_empty(), "{code}");
    }
    // Sở NN&PTNT and Sở TN&MT coordinated the same task: one obligation is left of two.
    assert_eq!(of_unit(&house, "na.so-nnmt").await.len(), 1);
    sums_agree(&house).await;
    let reader = house.db.read().await.unwrap();
    let events = event::of(&reader, Subject::Reorganisation(act.id), 10)
        .await
        .unwrap();
    assert_eq!(events[0].kind, "reorganisation.applied");
    drop(reader);
    let again = preview(&house, act.id).await;
    assert_eq!((again.balance.leaving, again.faults), (0, vec![]));
}

async fn who_would_owe_twice_owes_once(house: House) {
    import_units(&house).await;
    let mut both = row(0, "III.1", "Tuyên truyền trên báo.");
    both.lead = vec![agency("Sở Kế hoạch và Đầu tư")];
    both.coordinate = vec![agency("Sở Tài chính")];
    both.monitor = vec![agency("Sở Tài chính")];
    let mut leads = row(1, "III.2", "Mở lớp tập huấn.");
    leads.lead = vec![agency("Sở Tài chính"), agency("Sở Kế hoạch và Đầu tư")];
    let findings = draft().findings;
    let plan = Draft {
        meta: meta("5/KH-UBND"),
        rows: vec![both, leads],
        findings: findings
            .into_iter()
            .map(|mut finding| {
                finding.row = Some(dondoc_core::plan::draft::RowId(1));
                finding
            })
            .collect(),
        ..Draft::default()
    };
    confirmed(&house, b"a", plan).await;
    assert_eq!(of_unit(&house, "na.so-tai-chinh").await.len(), 3);
    let leading = of_unit(&house, "na.so-khdt").await;
    let act = create(&house, act(vec![merge(&["na.so-khdt"], "na.so-tai-chinh")])).await;
    let balance = apply(&house, act.id).await;
    assert_eq!(
        (balance.moved, balance.joined, balance.joined_own),
        (1, 1, 1)
    );
    let left = of_unit(&house, "na.so-tai-chinh").await;
    let roles: Vec<_> = left
        .iter()
        .map(|it| (it.task_label.clone(), it.role, it.co_lead))
        .collect();
    let label = |text: &str| Some(text.to_owned());
    assert_eq!(
        roles,
        [
            (label("III.1"), Role::Lead, false),
            (label("III.1"), Role::Monitor, false),
            (label("III.2"), Role::Lead, false),
        ],
        "the lead is left, who monitors still does"
    );
    assert!(left.iter().any(|it| it.id == leading[0].id));
    sums_agree(&house).await;
}

async fn a_functional_split_asks_and_is_applied_in_part(house: House) {
    import_units(&house).await;
    confirmed(&house, b"a", draft()).await;
    let act = create(&house, act(vec![split_of_tttt()])).await;
    let owed = of_unit(&house, "na.so-tttt").await;
    assert_eq!(owed.len(), 2);
    let unit = owed[0].unit_id;
    let reader = house.db.read().await.unwrap();
    let groups = decision::suggestions(&reader, act.id, unit).await.unwrap();
    drop(reader);
    let shown: Vec<_> = groups
        .iter()
        .map(|it| {
            let suggestion = it.suggestion.as_ref().unwrap();
            (
                suggestion.units.join(" "),
                suggestion.why.as_str(),
                it.number,
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("na.so-khcn".to_owned(), "function", 1),
            ("na.so-vhttdl".to_owned(), "function", 1),
        ]
    );
    // Nothing moves unconfirmed.
    let balance = apply(&house, act.id).await;
    assert_eq!((balance.undecided, balance.moved), (2, 0));
    assert_eq!(of_unit(&house, "na.so-tttt").await.len(), 2);
    let press = groups[1].suggestion.clone().unwrap();
    let (id, wrong) = (act.id, press.clone());
    let decided = house
        .write(move |tx| {
            Box::pin(async move { decision::decide_suggested(tx, id, unit, &wrong, 2).await })
        })
        .await;
    assert!(
        matches!(decided, Err(Error::Conflict { .. })),
        "another number was seen"
    );
    let decided = house
        .write(move |tx| {
            Box::pin(async move { decision::decide_suggested(tx, id, unit, &press, 1).await })
        })
        .await;
    assert_eq!(decided.unwrap(), 1);
    let balance = apply(&house, act.id).await;
    assert_eq!((balance.undecided, balance.moved), (1, 1));
    let rest = of_unit(&house, "na.so-tttt").await[0].id;
    let close = Choice::Close {
        reason: "Đã hết thời hạn, không thực hiện tiếp".into(),
    };
    house
        .write(move |tx| Box::pin(async move { decision::decide(tx, id, &[rest], &close).await }))
        .await
        .unwrap();
    let balance = apply(&house, act.id).await;
    assert_eq!((balance.undecided, balance.closed), (0, 1));
    let closed = of_unit(&house, "na.so-tttt").await;
    assert_eq!(closed[0].class, Class::Cancelled);
    let moved = of_unit(&house, "na.so-vhttdl").await;
    assert_eq!((moved.len(), moved[0].role), (1, Role::Lead));
    sums_agree(&house).await;
    // What is decided once is not asked again, and nothing that does not ask can be decided.
    let close = Choice::Close { reason: "x".into() };
    let refused = house
        .write(move |tx| Box::pin(async move { decision::decide(tx, id, &[rest], &close).await }))
        .await;
    assert!(matches!(refused, Err(Error::Refused("not_to_decide"))));
}

async fn one_obligation_can_be_shared_by_several(house: House) {
    import_units(&house).await;
    confirmed(&house, b"a", draft()).await;
    let split = Step::Split {
        source: "na.ubnd-huyen-con-cuong".into(),
        successors: ["na.ubnd-xa-con-cuong", "na.ubnd-xa-mau-thach"]
            .map(|code| Successor::Known(code.into()))
            .into(),
    };
    let mut districts = act(vec![split, split_of_tttt()]);
    districts.effective_on = day("2025-07-01");
    districts.steps.truncate(1);
    let id = create(&house, districts).await.id;
    let owed = of_unit(&house, "na.ubnd-huyen-con-cuong").await;
    assert_eq!(owed.len(), 1);
    let unit = owed[0].unit_id;
    let reader = house.db.read().await.unwrap();
    let groups = decision::suggestions(&reader, id, unit).await.unwrap();
    drop(reader);
    let suggestion = groups[0].suggestion.clone().unwrap();
    assert_eq!(suggestion.units.len(), 2);
    house
        .write(move |tx| {
            Box::pin(async move { decision::decide_suggested(tx, id, unit, &suggestion, 1).await })
        })
        .await
        .unwrap();
    let balance = apply_at(&house, id, "2025-07-02T02:00").await.unwrap();
    assert_eq!((balance.moved, balance.added), (1, 1));
    for code in ["na.ubnd-xa-con-cuong", "na.ubnd-xa-mau-thach"] {
        let now = of_unit(&house, code).await;
        // The plan named a collective: each does its own part in the same role.
        assert_eq!((now.len(), now[0].role), (1, Role::Coordinate), "{code}");
    }
    sums_agree(&house).await;
}

async fn what_is_in_the_way_is_told(house: House) {
    import_units(&house).await;
    let steps = vec![
        merge(&["na.so-y-te", "no.such"], "na.so-khcn"),
        merge(&["na.so-y-te"], "na.so-tttt"),
        merge(&["na.so-tu-phap"], "na.so-tu-phap"),
        Step::Abolish {
            unit: "na.tinh-uy".into(),
        },
        Step::Move {
            unit: "na.ubnd".into(),
            parent: Some("na.so-noi-vu".into()),
        },
        Step::Rename {
            unit: "na.so-noi-vu".into(),
            name: "Sở Nội vụ".into(),
            short: None,
        },
    ];
    let act = create(&house, act(steps)).await;
    let faults = preview(&house, act.id).await.faults;
    let told = |reason: Reason, unit: &str| {
        assert!(
            faults
                .iter()
                .any(|it| it.reason == reason && it.unit.as_deref() == Some(unit)),
            "{reason:?} {unit}: {faults:?}"
        );
    };
    told(Reason::UnknownUnit, "no.such");
    told(Reason::EndedTwice, "na.so-y-te");
    told(Reason::SuccessorGone, "na.so-tttt");
    told(Reason::FollowsItself, "na.so-tu-phap");
    told(Reason::Orphan, "na.bao-na");
    told(Reason::SameName, "na.so-noi-vu");
    assert!(faults.iter().any(|it| it.reason == Reason::Cycle));
    let refused = apply_at(&house, act.id, LATER).await;
    assert!(matches!(
        refused,
        Err(Error::Refused("reorganisation_faulty"))
    ));
}

async fn an_act_waits_for_its_day(house: House) {
    import_units(&house).await;
    confirmed(&house, b"a", draft()).await;
    let act = create(&house, act(mergers())).await;
    // The evening of 28/2 in UTC is the morning of 1/3 in Viet Nam.
    let early = apply_at(&house, act.id, "2025-02-28T16:59").await;
    assert!(matches!(early, Err(Error::Refused("not_effective_yet"))));
    assert!(apply_at(&house, act.id, "2025-02-28T17:00").await.is_ok());
    let reader = house.db.read().await.unwrap();
    let early = reorganisation::preview(&reader, act.id, day("2025-02-28"))
        .await
        .unwrap();
    assert_eq!(early.not_before, Some(day("2025-03-01")));
}

async fn undoing_gives_everything_back(house: House) {
    import_units(&house).await;
    confirmed(&house, b"a", draft()).await;
    let mut steps = mergers();
    steps.push(split_of_tttt());
    steps.push(Step::Rename {
        unit: "na.so-y-te".into(),
        name: "Sở Y tế và Dân số".into(),
        short: None,
    });
    steps.push(Step::Move {
        unit: "na.bao-na".into(),
        parent: Some("na.ubnd".into()),
    });
    steps.push(Step::Create {
        unit: new_unit("na.so-moi", "Sở Mới"),
    });
    let id = create(&house, act(steps)).await.id;
    let before = dump(&house).await;
    let owed: Vec<i64> = of_unit(&house, "na.so-tttt")
        .await
        .iter()
        .map(|it| it.id)
        .collect();
    let to = Choice::To {
        unit: "na.so-moi".into(),
        others: vec![
            "na.so-khcn".into(),
            "na.so-y-te".into(),
            "na.so-ngoai-vu".into(),
        ],
    };
    let first = owed[0];
    house
        .write(move |tx| Box::pin(async move { decision::decide(tx, id, &[first], &to).await }))
        .await
        .unwrap();
    apply(&house, id).await;
    let close = Choice::Close {
        reason: "Hết hạn".into(),
    };
    let second = owed[1];
    house
        .write(move |tx| Box::pin(async move { decision::decide(tx, id, &[second], &close).await }))
        .await
        .unwrap();
    apply(&house, id).await;
    assert_ne!(before, dump(&house).await);
    sums_agree(&house).await;
    undo(&house, id).await.unwrap();
    let after = dump(&house).await;
    for (table, lines) in &before {
        assert_eq!(lines, &after[table], "{table}");
    }
    sums_agree(&house).await;
    // It can be applied once more, and undone once more.
    apply(&house, id).await;
    undo(&house, id).await.unwrap();
    assert_eq!(before, dump(&house).await);
}

fn new_unit(code: &str, name: &str) -> reorganisation::NewUnit {
    reorganisation::NewUnit {
        code: code.into(),
        kind: dondoc_core::unit::Kind::Department,
        level: dondoc_core::unit::Level::Province,
        parent: Some("na.ubnd".into()),
        name: name.into(),
        short: None,
        aliases: vec!["Sở M".into()],
        tags: vec![],
    }
}

async fn nothing_is_undone_under_later_work(house: House) {
    import_units(&house).await;
    confirmed(&house, b"a", draft()).await;
    let first = create(&house, act(vec![merge(&["na.so-khdt"], "na.so-tai-chinh")]))
        .await
        .id;
    apply(&house, first).await;
    // Somebody reports on it.
    let moved = of_unit(&house, "na.so-tai-chinh").await;
    let item = moved[0].clone();
    let (obligation, version, on) = (item.id, item.version, day("2023-04-19"));
    house
        .write(move |tx| Box::pin(completion::record(tx, obligation, version, on, None)))
        .await
        .unwrap();
    assert!(matches!(
        undo(&house, first).await,
        Err(Error::Refused("obligation_changed"))
    ));
    // A later act about one of its units.
    let mut later = act(vec![merge(&["na.so-tai-chinh"], "na.so-noi-vu")]);
    later.effective_on = day("2025-03-02");
    let second = create(&house, later).await.id;
    apply_at(&house, second, "2025-03-03T00:00").await.unwrap();
    assert!(matches!(
        undo(&house, first).await,
        Err(Error::Refused("later_act"))
    ));
    // History is written in order: an earlier day comes too late now.
    let earlier = create(
        &house,
        act(vec![merge(&["na.so-cong-thuong"], "na.so-tai-chinh")]),
    )
    .await;
    let faults = preview(&house, earlier.id).await.faults;
    assert!(
        faults.iter().any(|it| it.reason == Reason::LaterAct),
        "{faults:?}"
    );
}

async fn a_new_unit_begins_and_a_renamed_one_stays(house: House) {
    use dondoc_core::unit;
    import_units(&house).await;
    confirmed(&house, b"a", draft()).await;
    let steps = vec![
        Step::Merge {
            sources: vec!["na.so-y-te".into(), "na.so-ngoai-vu".into()],
            into: Successor::New(new_unit("na.so-moi", "Sở Mới")),
        },
        Step::Rename {
            unit: "na.thanh-tra".into(),
            name: "Thanh tra tỉnh Nghệ An mới".into(),
            short: None,
        },
    ];
    let id = create(&house, act(steps)).await.id;
    let balance = apply(&house, id).await;
    assert_eq!((balance.moved, balance.joined), (1, 1));
    let reader = house.db.read().await.unwrap();
    let named = |at: &'static str| {
        let reader = &reader;
        async move {
            unit::find_by_code(reader, "na.thanh-tra", day(at))
                .await
                .unwrap()
                .name
        }
    };
    assert_eq!(named("2025-02-28").await, "Thanh tra tỉnh");
    assert_eq!(named("2025-03-01").await, "Thanh tra tỉnh Nghệ An mới");
    let new = unit::find_by_code(&reader, "na.so-moi", day("2025-03-01"))
        .await
        .unwrap();
    assert_eq!(
        (new.valid_from, new.valid_to),
        (Some(day("2025-03-01")), None)
    );
    let above = unit::parent(&reader, new.id, day("2025-03-01"))
        .await
        .unwrap();
    assert_eq!(above.unwrap().code, "na.ubnd");
    let there = |at: &'static str| {
        let reader = &reader;
        async move {
            let units = unit::list(reader, day(at)).await.unwrap();
            units
                .iter()
                .filter(|it| it.code == "na.so-moi" || it.code == "na.so-y-te")
                .count()
        }
    };
    assert_eq!(
        (there("2025-02-28").await, there("2025-03-01").await),
        (1, 1)
    );
    // The reader finds it by its alias, from that day on.
    let registry = unit::Registry::load(&reader, day("2025-03-05"), "Nghệ An")
        .await
        .unwrap();
    let found = registry.resolve("Sở M", ActorKind::Agency, None);
    assert!(matches!(found, unit::Resolution::Is(unit::Meant::Unit(id), _) if id == new.id));
    drop(reader);
    assert_eq!(of_unit(&house, "na.so-moi").await.len(), 1);
}

async fn a_list_follows_when_somebody_agrees(house: House) {
    use dondoc_core::{db::sql, unit, vals};
    import_units(&house).await;
    house
        .write(|tx| {
            Box::pin(async move {
                let text = "INSERT INTO unit_group (id, uid, code, place, name, open, kinds, tags)
                            VALUES (900, $1, 'nghe-an/ban-chi-dao', 'Nghệ An', 'Ban Chỉ đạo', FALSE,
                                '[]', '[]')";
                sql::execute(tx, text, vals![tx.uid()]).await?;
                let text = "INSERT INTO group_member (id, group_id, unit_id)
                            SELECT 900 + id, 900, id FROM unit WHERE code IN ('na.so-khdt', 'na.so-y-te')";
                sql::execute(tx, text, vec![]).await
            })
        })
        .await
        .unwrap();
    let id = create(&house, act(vec![merge(&["na.so-khdt"], "na.so-tai-chinh")]))
        .await
        .id;
    let groups = preview(&house, id).await.impact.groups;
    let board = groups.iter().find(|it| it.listed).unwrap();
    assert_eq!(board.gained[0].code, "na.so-tai-chinh");
    let before = dump(&house).await;
    let version = find(&house, id).await.version;
    let along = reorganisation::Along {
        groups: vec![board.code.clone()],
        ..Default::default()
    };
    let write = house.db.write(&house.actor, time(LATER), move |tx| {
        Box::pin(async move { reorganisation::apply(tx, id, version, &along).await })
    });
    write.await.unwrap();
    let reader = house.db.read().await.unwrap();
    for (at, expected) in [
        ("2025-02-28", "na.so-khdt"),
        ("2025-03-01", "na.so-tai-chinh"),
    ] {
        let registry = unit::Registry::load(&reader, day(at), "Nghệ An")
            .await
            .unwrap();
        let codes: Vec<_> = registry
            .members(900, &[])
            .into_iter()
            .map(|id| registry.unit_code(id).unwrap().to_owned())
            .collect();
        assert!(
            codes.contains(&expected.to_owned()) && codes.len() == 2,
            "{at}: {codes:?}"
        );
    }
    drop(reader);
    undo(&house, id).await.unwrap();
    assert_eq!(before, dump(&house).await);
}

async fn collectives_are_expanded_again_when_somebody_agrees(house: House) {
    use dondoc_core::reorganisation::re_expansion;
    import_units(&house).await;
    let plan = confirmed(&house, b"a", draft()).await;
    // Two of the districts end; the plan leaves out one that does not.
    let splits = [
        ("na.ubnd-huyen-con-cuong", "na.ubnd-xa-con-cuong"),
        ("na.ubnd-huyen-que-phong", "na.ubnd-xa-que-phong"),
    ];
    let mut districts = act(Vec::new());
    districts.effective_on = day("2025-07-01");
    let reader = house.db.read().await.unwrap();
    let all = dondoc_core::unit::list(&reader, day("2025-06-30"))
        .await
        .unwrap();
    drop(reader);
    for unit in all {
        if unit.kind().unwrap() == dondoc_core::unit::Kind::District {
            let heir = splits.iter().find(|(code, _)| *code == unit.code);
            districts.steps.push(match heir {
                Some((code, heir)) => Step::Split {
                    source: (*code).into(),
                    successors: vec![Successor::Known((*heir).into())],
                },
                None => Step::Abolish {
                    unit: unit.code.clone(),
                },
            });
        }
    }
    districts.steps.extend(party_of_districts(&house).await);
    let id = create(&house, districts).await.id;
    assert_eq!(preview_at(&house, id, "2025-07-02").await.faults, []);
    apply_at(&house, id, "2025-07-02T02:00").await.unwrap();
    let before = dump(&house).await;
    let reader = house.db.read().await.unwrap();
    let proposals = re_expansion::proposals(&reader, id, None).await.unwrap();
    drop(reader);
    let district = proposals[0]
        .groups
        .iter()
        .find(|it| it.task_code.ends_with("III.2"))
        .unwrap();
    let added: Vec<&str> = district.add.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(added, ["na.ubnd-xa-con-cuong", "na.ubnd-xa-que-phong"]);
    // The excepted district never had one; Cửa Lò ended before, by no act that we know.
    assert_eq!(district.close.len(), 20);
    let version = find(&house, id).await.version;
    let plans = vec![plan.id];
    let accept = house
        .db
        .write(&house.actor, time("2025-07-03T02:00"), move |tx| {
            Box::pin(async move {
                re_expansion::accept(tx, id, version, &plans, "Chia lại theo hai cấp").await
            })
        });
    let (added, closed) = accept.await.unwrap();
    // Beside the communes, three departments that began in March and that "các Sở" now means.
    assert_eq!((added, closed), (2 + 3, 20));
    assert_eq!(of_unit(&house, "na.ubnd-xa-que-phong").await.len(), 1);
    sums_agree(&house).await;
    let reader = house.db.read().await.unwrap();
    let again = re_expansion::proposals(&reader, id, None).await.unwrap();
    assert!(
        again
            .iter()
            .flat_map(|it| &it.groups)
            .all(|it| !it.task_code.ends_with("III.2"))
    );
    drop(reader);
    undo(&house, id).await.unwrap();
    assert_ne!(before, dump(&house).await);
    assert_eq!(of_unit(&house, "na.ubnd-xa-que-phong").await.len(), 0);
    assert_eq!(of_unit(&house, "na.ubnd-huyen-que-phong").await.len(), 1);
    sums_agree(&house).await;
}

async fn preview_at(house: &House, id: i64, today: &str) -> reorganisation::Preview {
    let reader = house.db.read().await.unwrap();
    reorganisation::preview(&reader, id, day(today))
        .await
        .unwrap()
}

/// Whatever stands under a district ends with it.
async fn party_of_districts(house: &House) -> Vec<Step> {
    let reader = house.db.read().await.unwrap();
    let text = "SELECT DISTINCT c.code FROM unit_parent p JOIN unit u ON u.id = p.parent_id
        JOIN unit c ON c.id = p.unit_id WHERE u.kind = 'district'
        AND (p.valid_to IS NULL OR p.valid_to > '2025-07-01')
        AND (c.valid_to IS NULL OR c.valid_to >= '2025-07-01') ORDER BY c.code";
    let codes: Vec<String> = dondoc_core::db::sql::column(&reader, text, vec![])
        .await
        .unwrap();
    codes
        .into_iter()
        .map(|unit| Step::Abolish { unit })
        .collect()
}
