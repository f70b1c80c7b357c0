//! Difficulties, guidance, inspections.

use dondoc_core::{
    Error,
    access::{Actor, Reach, Role},
    db::{BoxFuture, Tx},
    difficulty::{
        self, Filter, Provenance, Raised, State, Step,
        amendment::{self, Concerns},
        handling::{self, Answer, Holder},
    },
    document::{BlobStore, Sha, sweep},
    event::{self, Subject},
    guidance,
    inspection::{
        self, Planned,
        follow_up::{self, Demanded},
    },
    unit,
};
use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use crate::{
    house::{House, day, time},
    reorganisation::{act, apply_at, create as create_act, merge},
    sample::first_owed,
};

on_both!(
    a_difficulty_is_raised_routed_and_answered,
    the_same_paper_raises_one,
    what_is_passed_up_is_decided_by_a_leader,
    a_proposal_waits_for_the_amendment,
    no_step_goes_where_the_rule_does_not_lead,
    a_successor_answers_and_is_answered,
    guidance_is_found_and_filed_under_tasks,
    an_inspection_leaves_follow_ups,
    files_that_guidance_names_are_not_swept,
);

async fn prepared(house: &House) -> (i64, i64) {
    let owed = first_owed(house).await;
    (owed[0].id, owed[0].unit_id)
}

async fn at<T, F>(house: &House, actor: Actor, now: &str, work: F) -> Result<T, Error>
where
    T: Send + 'static,
    F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T, Error>> + Send + 'static,
{
    house.db.write(&actor, time(now), work).await
}

macro_rules! does {
    ($house:expr, $actor:expr, $now:expr, |$tx:ident| $work:expr) => {
        at($house, ($actor).clone(), $now, move |$tx| {
            Box::pin(async move { $work })
        })
    };
}

const MAY: &str = "2023-05-10T03:00";
const JUNE: &str = "2023-06-09T03:00";

fn officer(unit: i64) -> Actor {
    let mut actor = Actor::account(1, "An", Role::UnitOfficer).within([unit]);
    actor.account_id = None;
    actor
}

fn of_role(role: Role) -> Actor {
    let mut actor = Actor::account(1, "Bình", role);
    actor.account_id = None;
    actor
}

async fn raised(house: &House, obligation: i64) -> i64 {
    does!(house, &house.actor, MAY, |tx| {
        let from = Provenance::account("Lê Văn Tám");
        difficulty::raise(tx, obligation, "Thiếu kinh phí", Some("Bổ sung"), &from).await
    })
    .await
    .unwrap()
    .id()
}

fn to(unit: i64) -> Holder {
    Holder {
        unit_id: Some(unit),
        person: None,
    }
}

fn says(text: &str) -> Answer {
    Answer {
        text: text.to_owned(),
        ..Answer::default()
    }
}

async fn unit_id(house: &House, code: &str) -> i64 {
    let reader = house.db.read().await.unwrap();
    unit::find_by_code(&reader, code, day("2023-05-01"))
        .await
        .unwrap()
        .id
}

async fn a_difficulty_is_raised_routed_and_answered(house: House) {
    let (obligation, owner) = prepared(&house).await;
    let finance = unit_id(&house, "na.so-tai-chinh").await;
    let other = unit_id(&house, "na.so-du-lich").await;
    let from = Provenance::account("An");
    let refused = does!(&house, &officer(other), MAY, |tx| difficulty::raise(
        tx, obligation, "x", None, &from
    )
    .await);
    assert!(matches!(refused.await, Err(Error::Forbidden(_))));
    let from = Provenance::account("An");
    let id = does!(&house, &officer(owner), MAY, |tx| difficulty::raise(
        tx,
        obligation,
        "Thiếu kinh phí",
        None,
        &from
    )
    .await)
    .await
    .unwrap()
    .id();
    let it = does!(&house, &house.actor, JUNE, |tx| handling::route(
        tx,
        id,
        1,
        &to(finance),
        None
    )
    .await)
    .await
    .unwrap();
    assert_eq!(it.state().unwrap(), State::Routed);
    let today = day("2023-06-11");
    assert_eq!(it.open_days(today).unwrap(), 32);
    assert_eq!(it.held_days(today).unwrap(), Some(2));
    let reader = house.db.read().await.unwrap();
    let ours = difficulty::waiting(&reader, &Reach::Units([finance].into()))
        .await
        .unwrap();
    assert_eq!((ours.for_us, ours.routed), (1, 1));
    let theirs = difficulty::waiting(&reader, &Reach::Units([9_999].into()))
        .await
        .unwrap();
    assert_eq!((theirs.for_us, theirs.routed), (0, 0));
    drop(reader);
    let version = it.version;
    let refused = does!(&house, &officer(owner), JUNE, |tx| handling::answer(
        tx,
        id,
        version,
        &says("x")
    )
    .await);
    assert!(matches!(refused.await, Err(Error::Forbidden(_))));
    let it = does!(&house, &officer(finance), JUNE, |tx| handling::answer(
        tx,
        id,
        version,
        &says("Đã bố trí")
    )
    .await)
    .await
    .unwrap();
    assert_eq!(it.answer.as_deref(), Some("Đã bố trí"));
    assert_eq!(
        (it.held_days(today).unwrap(), it.open_days(today).unwrap()),
        (None, 30)
    );
    let reader = house.db.read().await.unwrap();
    let steps = difficulty::steps(&reader, id).await.unwrap();
    assert_eq!(steps.len(), 2);
    assert_eq!(steps[0].unit_id, Some(finance));
    let events = event::of(&reader, Subject::Difficulty(id), 9)
        .await
        .unwrap();
    assert_eq!(events.len(), 3);
    assert!(events.iter().all(|event| event.unit_id == Some(owner)));
}

async fn the_same_paper_raises_one(house: House) {
    let (obligation, _) = prepared(&house).await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        let from = Provenance {
            way: "workbook",
            source_key: Some("sha:1".into()),
            proof: Some("Công văn 12/STTTT".into()),
            ..Provenance::account("An")
        };
        let raised = does!(&house, &house.actor, MAY, |tx| difficulty::raise(
            tx,
            obligation,
            "Thiếu người",
            None,
            &from
        )
        .await);
        ids.push(raised.await.unwrap());
    }
    assert_eq!(ids[1], Raised::Known(ids[0].id()));
    let reader = house.db.read().await.unwrap();
    let events = event::of(&reader, Subject::Difficulty(ids[0].id()), 9)
        .await
        .unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].proof.as_deref(), Some("Công văn 12/STTTT"));
}

async fn what_is_passed_up_is_decided_by_a_leader(house: House) {
    let (obligation, _) = prepared(&house).await;
    let id = raised(&house, obligation).await;
    let it = does!(&house, &house.actor, MAY, |tx| handling::pass_up(
        tx,
        id,
        1,
        "Vượt quyền"
    )
    .await)
    .await
    .unwrap();
    let version = it.version;
    // The leader decides; a coordinator may for the leader, an appraiser not.
    let refused = does!(&house, &of_role(Role::FinanceAppraiser), MAY, |tx| {
        handling::decide(tx, id, version, &says("x")).await
    });
    assert!(matches!(refused.await, Err(Error::Forbidden(_))));
    let decided = Answer {
        document: Some("34/TB-UBND".into()),
        ..says("Đồng ý")
    };
    let it = does!(&house, &of_role(Role::Leader), MAY, |tx| handling::decide(
        tx, id, version, &decided
    )
    .await)
    .await
    .unwrap();
    assert_eq!(it.answer_document.as_deref(), Some("34/TB-UBND"));
    let version = it.version;
    let it = does!(&house, &house.actor, MAY, |tx| handling::close(
        tx, id, version, None
    )
    .await)
    .await
    .unwrap();
    let version = it.version;
    let it = does!(&house, &house.actor, JUNE, |tx| handling::reopen(
        tx,
        id,
        version,
        "Vẫn thiếu"
    )
    .await)
    .await
    .unwrap();
    assert_eq!(
        (it.state().unwrap(), it.raised_on),
        (State::Raised, day("2023-06-09"))
    );
}

async fn a_proposal_waits_for_the_amendment(house: House) {
    let (obligation, _) = prepared(&house).await;
    let id = raised(&house, obligation).await;
    let it = does!(&house, &house.actor, MAY, |tx| amendment::propose(
        tx,
        id,
        1,
        Concerns::Deadline,
        "Lùi đến 31/12",
        "Kinh phí cấp chậm"
    )
    .await)
    .await
    .unwrap();
    assert_eq!(it.state().unwrap(), State::AmendmentProposed);
    let reader = house.db.read().await.unwrap();
    let waiting = amendment::of_plan(&reader, it.plan_id).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].concerns().unwrap(), Concerns::Deadline);
    assert_eq!(waiting[0].task_id, it.task_id);
}

async fn step(house: &House, id: i64, step: Step, unit: i64) -> Result<State, Error> {
    let reader = house.db.read().await.unwrap();
    let version = difficulty::find(&reader, id).await.unwrap().version;
    drop(reader);
    does!(house, &house.actor, MAY, |tx| {
        let it = match step {
            Step::Route => handling::route(tx, id, version, &to(unit), None).await?,
            Step::Answer => handling::answer(tx, id, version, &says("x")).await?,
            Step::PassUp => handling::pass_up(tx, id, version, "x").await?,
            Step::Decide => handling::decide(tx, id, version, &says("x")).await?,
            Step::Propose => amendment::propose(tx, id, version, Concerns::Other, "x", "y").await?,
            Step::Close => handling::close(tx, id, version, Some("x")).await?,
            Step::Reopen => handling::reopen(tx, id, version, "x").await?,
        };
        it.state()
    })
    .await
}

async fn no_step_goes_where_the_rule_does_not_lead(house: House) {
    let (obligation, owner) = prepared(&house).await;
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let drawn = proptest::collection::vec(0..Step::ALL.len(), 30);
    let mut seen = std::collections::HashSet::new();
    for _ in 0..4 {
        let id = raised(&house, obligation).await;
        let mut state = State::Raised;
        for at in drawn.new_tree(&mut runner).unwrap().current() {
            let taken = Step::ALL[at];
            match (state.after(taken), step(&house, id, taken, owner).await) {
                (Some(next), Ok(found)) => {
                    assert_eq!(next, found);
                    state = next;
                }
                (None, Err(Error::Refused("difficulty_state"))) => {}
                (expected, found) => panic!("{state:?} {taken:?}: {expected:?} {found:?}"),
            }
            seen.insert(state);
        }
        let reader = house.db.read().await.unwrap();
        let it = difficulty::find(&reader, id).await.unwrap();
        let open = amendment::of_difficulty(&reader, id).await.unwrap();
        assert!(open.len() <= 1);
        let steps = difficulty::steps(&reader, id).await.unwrap();
        assert_eq!(i64::try_from(steps.len()).unwrap() + 1, it.version);
    }
    assert_eq!(seen.len(), State::ALL.len(), "{seen:?}");
}

async fn a_successor_answers_and_is_answered(house: House) {
    let (obligation, owner) = prepared(&house).await;
    let holder = unit_id(&house, "na.so-khdt").await;
    let heir = unit_id(&house, "na.so-tai-chinh").await;
    let id = raised(&house, obligation).await;
    does!(&house, &house.actor, MAY, |tx| handling::route(
        tx,
        id,
        1,
        &to(holder),
        None
    )
    .await)
    .await
    .unwrap();
    let steps = vec![
        merge(&["na.so-khdt"], "na.so-tai-chinh"),
        merge(&["na.so-tttt"], "na.so-khcn"),
    ];
    let act = create_act(&house, act(steps)).await.id;
    apply_at(&house, act, "2025-03-02T02:00").await.unwrap();
    let reader = house.db.read().await.unwrap();
    let it = difficulty::find(&reader, id).await.unwrap();
    let new_owner = it.unit_id;
    assert_ne!(new_owner, owner);
    assert_eq!(it.raised_unit_id, owner);
    let lying = Filter {
        holder: Some(heir),
        ..Filter::default()
    };
    assert_eq!(difficulty::list(&reader, &lying, 9).await.unwrap().len(), 1);
    let reach = Reach::Units([heir].into());
    assert_eq!(
        difficulty::waiting(&reader, &reach).await.unwrap().for_us,
        1
    );
    drop(reader);
    let version = it.version;
    does!(&house, &officer(heir), "2025-03-03T02:00", |tx| {
        handling::answer(tx, id, version, &says("Đã xử lý")).await
    })
    .await
    .unwrap();
}

async fn guidance_is_found_and_filed_under_tasks(house: House) {
    let (obligation, _) = prepared(&house).await;
    let id = raised(&house, obligation).await;
    let content = guidance::Content {
        number: "1234/STC-QLNS".into(),
        issued_on: day("2023-05-02"),
        issuer: "Sở Tài chính".into(),
        title: "Hướng dẫn lập dự toán tập huấn".into(),
    };
    let filed = does!(&house, &house.actor, MAY, |tx| guidance::file(
        tx,
        &content,
        None,
        &[2]
    )
    .await)
    .await
    .unwrap();
    let answer = Answer {
        guidance_id: Some(filed),
        ..says("Theo văn bản kèm theo")
    };
    let it = does!(&house, &house.actor, MAY, |tx| handling::answer(
        tx, id, 1, &answer
    )
    .await)
    .await
    .unwrap();
    assert_eq!(it.guidance_number.as_deref(), Some("1234/STC-QLNS"));
    let reader = house.db.read().await.unwrap();
    let tasks = guidance::tasks(&reader, filed).await.unwrap();
    assert_eq!(
        tasks.iter().map(|it| it.task_id).collect::<Vec<_>>(),
        [1, 2]
    );
    assert_eq!(guidance::of_task(&reader, 1).await.unwrap().len(), 1);
    for (words, number) in [
        ("du toan", 1),
        ("1234 tài chính", 1),
        ("dự án", 0),
        ("stc", 1),
        ("%", 1),
    ] {
        let found = guidance::search(&reader, words, 9).await.unwrap();
        assert_eq!(found.len(), number, "{words}");
    }
    drop(reader);
    does!(&house, &house.actor, MAY, |tx| guidance::unguide(
        tx, filed, 2
    )
    .await)
    .await
    .unwrap();
    let future = guidance::Content {
        number: "1".into(),
        issued_on: day("2024-01-01"),
        issuer: "x".into(),
        title: "x".into(),
    };
    let refused = does!(&house, &house.actor, MAY, |tx| guidance::edit(
        tx, filed, 1, &future
    )
    .await);
    assert!(matches!(
        refused.await,
        Err(Error::Invalid {
            field: "issued_on",
            ..
        })
    ));
}

async fn an_inspection_leaves_follow_ups(house: House) {
    let (_, owner) = prepared(&house).await;
    let planned = Planned {
        plan_id: Some(1),
        title: "Kiểm tra quý II".into(),
        planned_on: day("2023-06-01"),
        team: "Văn phòng UBND tỉnh".into(),
        units: vec![owner, owner],
    };
    let id = does!(&house, &house.actor, MAY, |tx| inspection::plan(
        tx, &planned
    )
    .await)
    .await
    .unwrap();
    let demanded = Demanded {
        unit_id: owner,
        finding: "Chưa có kế hoạch chi tiết".into(),
        demand: "Ban hành kế hoạch".into(),
        due: day("2023-06-05"),
    };
    let early = demanded.clone();
    let refused = does!(&house, &house.actor, MAY, |tx| follow_up::demand(
        tx, id, &early
    )
    .await);
    assert!(matches!(
        refused.await,
        Err(Error::Refused("inspection_not_held"))
    ));
    let reader = house.db.read().await.unwrap();
    let it = inspection::find(&reader, id).await.unwrap();
    assert!(it.overdue(day("2023-06-02")).unwrap());
    assert_eq!(
        inspection::units(&reader, id, day("2023-06-01"))
            .await
            .unwrap()
            .len(),
        1
    );
    drop(reader);
    let follow = does!(&house, &house.actor, JUNE, |tx| {
        inspection::hold(tx, id, 1, day("2023-06-01"), Some("Biên bản 01/BB"), None).await?;
        follow_up::demand(tx, id, &demanded).await
    })
    .await
    .unwrap();
    let reader = house.db.read().await.unwrap();
    let own = Reach::Units([owner].into());
    let waiting = follow_up::waiting(&reader, &own, day("2023-06-09"))
        .await
        .unwrap();
    assert_eq!((waiting.late, waiting.open, waiting.done), (1, 1, 0));
    assert_eq!(follow_up::open(&reader, &own, 9).await.unwrap().len(), 1);
    assert!(
        follow_up::open(&reader, &Reach::Units([9_999].into()), 9)
            .await
            .unwrap()
            .is_empty()
    );
    drop(reader);
    finished_and_judged(&house, owner, follow).await;
    let reader = house.db.read().await.unwrap();
    let waiting = follow_up::waiting(&reader, &Reach::All, day("2023-06-09"))
        .await
        .unwrap();
    assert_eq!((waiting.late, waiting.open, waiting.done), (0, 0, 0));
    let found = inspection::list(&reader, Some(1), &own, 9).await.unwrap();
    assert_eq!((found.len(), found[0].open), (1, 0));
}

async fn finished_and_judged(house: &House, owner: i64, follow: i64) {
    let refused = does!(house, &officer(owner + 1), JUNE, |tx| follow_up::finish(
        tx,
        follow,
        1,
        day("2023-06-08"),
        "x"
    )
    .await);
    assert!(matches!(refused.await, Err(Error::Forbidden(_))));
    does!(house, &officer(owner), JUNE, |tx| follow_up::finish(
        tx,
        follow,
        1,
        day("2023-06-08"),
        "Kế hoạch 5/KH"
    )
    .await)
    .await
    .unwrap();
    let again = does!(house, &house.actor, JUNE, |tx| follow_up::judge(
        tx, follow, 2, false, None
    )
    .await);
    assert!(matches!(
        again.await,
        Err(Error::Invalid { field: "note", .. })
    ));
    does!(house, &house.actor, JUNE, |tx| {
        follow_up::judge(tx, follow, 2, false, Some("Thiếu phụ lục")).await?;
        follow_up::finish(tx, follow, 3, day("2023-06-09"), "Bổ sung").await?;
        follow_up::judge(tx, follow, 4, true, None).await
    })
    .await
    .unwrap();
    let twice = does!(house, &house.actor, JUNE, |tx| follow_up::judge(
        tx, follow, 5, true, None
    )
    .await);
    assert!(matches!(
        twice.await,
        Err(Error::Refused("follow_up_state"))
    ));
}

async fn files_that_guidance_names_are_not_swept(house: House) {
    prepared(&house).await;
    let blobs = BlobStore::open(house.folder.path().join("files")).unwrap();
    let sha = blobs.put(b"huong dan", 1).unwrap();
    let stray = blobs.put(b"khong ai nhac", 2).unwrap();
    let file = guidance::File {
        sha,
        size: 9,
        name: "hd.txt".into(),
    };
    let content = guidance::Content {
        number: "1".into(),
        issued_on: day("2023-05-02"),
        issuer: "Sở Tài chính".into(),
        title: "Hướng dẫn".into(),
    };
    does!(&house, &house.actor, MAY, |tx| guidance::file(
        tx,
        &content,
        Some(&file),
        &[]
    )
    .await)
    .await
    .unwrap();
    sweep::run(&house.db, &blobs, time("2099-01-01T00:00"))
        .await
        .unwrap();
    assert_eq!(blobs.get(&Sha::of(b"huong dan")).unwrap(), b"huong dan");
    assert!(blobs.get(&stray).is_err());
}
