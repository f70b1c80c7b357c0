//! Drafts in the database: edits, undo, redo, conflicts; and any sequence of edits.

use dondoc_core::{
    Error,
    plan::draft::{ActorKind, Certainty, DeadlineKind, Role},
    plan::draft::{
        Draft, Edit, RowId, Target, Value,
        edit::{ActorInput, DeadlineInput, MetaField, MetaInput, RowField, TextField},
        store::{self, Head, State},
    },
    unit::{Directories, Resolution},
};
use proptest::{prelude::*, sample::Index};

use crate::{
    house::{House, day, on_sqlite},
    sample::{TEXT, draft, import_units, row, store_draft},
};

on_both!(
    edits_survive_a_restart_and_can_be_undone,
    a_second_editor_sees_a_conflict,
    an_edit_after_undo_forgets_what_was_undone,
    a_mapped_name_is_remembered_as_long_as_its_edit_stands,
    a_discarded_draft_is_closed_and_its_history_stays,
    a_wrong_edit_changes_nothing,
);

async fn edit(house: &House, head: &Head, edit: Edit) -> Result<Head, Error> {
    let (id, version) = (head.id, head.version);
    house
        .write(move |tx| Box::pin(store::edit(tx, id, version, edit)))
        .await
}

async fn undo(house: &House, head: &Head) -> Result<Head, Error> {
    let (id, version) = (head.id, head.version);
    house
        .write(move |tx| Box::pin(store::undo(tx, id, version)))
        .await
}

async fn redo(house: &House, head: &Head) -> Result<Head, Error> {
    let (id, version) = (head.id, head.version);
    house
        .write(move |tx| Box::pin(store::redo(tx, id, version)))
        .await
}

async fn load(house: &House, id: i64) -> Draft {
    store::load(&house.db.read().await.unwrap(), id)
        .await
        .unwrap()
        .1
}

fn follow(row: u32) -> Edit {
    Edit::SetFollow {
        row: RowId(row),
        follow: false,
    }
}

async fn edits_survive_a_restart_and_can_be_undone(mut house: House) {
    let first = store_draft(&house, b"a", draft()).await;
    let base = load(&house, first.id).await;
    let head = edit(&house, &first, Edit::Drop { row: RowId(1) })
        .await
        .unwrap();
    let head = edit(&house, &head, follow(0)).await.unwrap();
    assert_eq!((head.cursor, head.length, head.version), (2, 2, 3));
    let edited = load(&house, head.id).await;
    house.reopen().await;
    assert_eq!(load(&house, head.id).await, edited);
    let head = undo(&house, &head).await.unwrap();
    house.reopen().await;
    let head = undo(&house, &head).await.unwrap();
    assert_eq!(load(&house, head.id).await, base);
    assert!(matches!(
        undo(&house, &head).await,
        Err(Error::Refused("nothing_to_undo"))
    ));
    let head = redo(&house, &head).await.unwrap();
    let head = redo(&house, &head).await.unwrap();
    assert_eq!(load(&house, head.id).await, edited);
    assert!(matches!(
        redo(&house, &head).await,
        Err(Error::Refused("nothing_to_redo"))
    ));
    let steps = store::history(&house.db.read().await.unwrap(), head.id)
        .await
        .unwrap();
    assert_eq!(
        steps.iter().map(|step| &step.edit).collect::<Vec<_>>(),
        [&Edit::Drop { row: RowId(1) }, &follow(0)]
    );
}

async fn a_second_editor_sees_a_conflict(house: House) {
    let seen = store_draft(&house, b"a", draft()).await;
    edit(&house, &seen, follow(0)).await.unwrap();
    let second = edit(&house, &seen, Edit::Drop { row: RowId(0) }).await;
    assert!(matches!(
        second,
        Err(Error::Conflict {
            what: "draft",
            version: 2
        })
    ));
    assert!(undo(&house, &seen).await.is_err());
    assert_eq!(load(&house, seen.id).await.rows.len(), 3);
}

async fn an_edit_after_undo_forgets_what_was_undone(house: House) {
    let head = store_draft(&house, b"a", draft()).await;
    let head = edit(&house, &head, follow(0)).await.unwrap();
    let head = undo(&house, &head).await.unwrap();
    let head = edit(&house, &head, follow(1)).await.unwrap();
    assert!(!head.can_redo());
    let draft = load(&house, head.id).await;
    assert!(draft.rows[0].follow && !draft.rows[1].follow);
}

async fn a_mapped_name_is_remembered_as_long_as_its_edit_stands(house: House) {
    import_units(&house).await;
    let head = store_draft(&house, b"a", draft()).await;
    let map = Edit::MapName {
        name: "Hội Sinh vật cảnh Xứ Lạ".to_owned(),
        target: Some(Target::Unit("na.so-tai-chinh".to_owned())),
    };
    let kept = Directories::default();
    let known = async || {
        let reader = house.db.read().await.unwrap();
        let registry = kept
            .of(&reader, day("2023-04-18"), "Nghệ An")
            .await
            .unwrap();
        let name = "Hội sinh vật cảnh xứ lạ";
        registry.resolve(name, ActorKind::Agency, None) != Resolution::Unknown
    };
    assert!(!known().await);
    let head = edit(&house, &head, map).await.unwrap();
    assert!(known().await);
    let head = undo(&house, &head).await.unwrap();
    assert!(!known().await);
    let head = redo(&house, &head).await.unwrap();
    assert!(known().await);
    let head = undo(&house, &head).await.unwrap();
    edit(&house, &head, follow(0)).await.unwrap();
    assert!(!known().await);
}

async fn a_discarded_draft_is_closed_and_its_history_stays(house: House) {
    let head = store_draft(&house, b"a", draft()).await;
    let head = edit(&house, &head, follow(0)).await.unwrap();
    let (id, version) = (head.id, head.version);
    let head = house
        .write(move |tx| Box::pin(store::discard(tx, id, version)))
        .await
        .unwrap();
    assert_eq!(head.state(), State::Discarded);
    assert!(matches!(
        edit(&house, &head, follow(1)).await,
        Err(Error::Refused("draft_closed"))
    ));
    let reader = house.db.read().await.unwrap();
    assert_eq!(store::history(&reader, id).await.unwrap().len(), 1);
    assert!(
        store::list(&reader, State::Open, 10)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        store::of_document(&reader, head.document_id)
            .await
            .unwrap()
            .len(),
        1
    );
}

async fn a_wrong_edit_changes_nothing(house: House) {
    let head = store_draft(&house, b"a", draft()).await;
    for wrong in [
        follow(99),
        Edit::Split {
            row: RowId(0),
            at: 4,
        },
        Edit::Split {
            row: RowId(0),
            at: 0,
        },
        Edit::Merge {
            rows: vec![RowId(0), RowId(0)],
        },
        Edit::SetMeta {
            field: MetaField::Date,
            value: Some(MetaInput::Text("x".into())),
        },
        Edit::Confirm {
            row: RowId(0),
            what: RowField::Actor(Role::Lead, 7),
        },
        Edit::SetText {
            row: RowId(0),
            field: TextField::Text,
            value: Some("a".repeat(200_000)),
        },
    ] {
        let answer = edit(&house, &head, wrong.clone()).await;
        assert!(
            matches!(answer, Err(Error::Invalid { field: "edit", .. })),
            "{wrong:?}"
        );
    }
    assert_eq!(
        store::head(&house.db.read().await.unwrap(), head.id)
            .await
            .unwrap(),
        head
    );
}

#[test]
fn both_halves_of_a_split_keep_their_place() {
    let mut draft = Draft {
        rows: vec![row(0, "1", TEXT)],
        ..Draft::default()
    }
    .normalise();
    draft
        .apply(&Edit::Split {
            row: RowId(0),
            at: TEXT.find("Mở").unwrap(),
        })
        .unwrap();
    assert_eq!(draft.rows.len(), 2);
    for row in &draft.rows {
        let text = row.text.as_ref().unwrap();
        let quote = text.quote.as_ref().unwrap();
        assert_eq!(&TEXT[quote.span.start..quote.span.end], quote.text);
        assert_eq!(text.value, quote.text);
    }
    assert_eq!(draft.rows[1].id, RowId(1));
}

fn any_row() -> impl Strategy<Value = RowId> {
    (0..7_u32).prop_map(RowId)
}

fn any_role() -> impl Strategy<Value = Role> {
    proptest::sample::select(Role::ALL.to_vec())
}

fn any_edit() -> impl Strategy<Value = Edit> {
    let text = "[ A-Za-zàđơ]{0,12}";
    prop_oneof![
        (any_row(), proptest::option::of(text)).prop_map(|(row, value)| Edit::SetText {
            row,
            field: TextField::Text,
            value
        }),
        proptest::option::of(text).prop_map(|text| Edit::SetMeta {
            field: MetaField::Title,
            value: text.map(MetaInput::Text)
        }),
        (any_row(), any_role(), proptest::collection::vec(text, 0..3)).prop_map(
            |(row, role, names)| Edit::SetActors {
                row,
                role,
                actors: names
                    .into_iter()
                    .map(|name| ActorInput {
                        name,
                        kind: ActorKind::Agency
                    })
                    .collect()
            }
        ),
        any_row().prop_map(|row| Edit::SetDeadline {
            row,
            deadline: Some(DeadlineInput {
                text: "quý II".into(),
                kind: DeadlineKind::Period,
                due: Some(day("2023-06-30")),
                start: Some(day("2023-04-01")),
                inclusive: true,
                rrule: None
            })
        }),
        any_row().prop_map(|row| Edit::ConfirmRow { row }),
        (any_row(), any::<Index>()).prop_map(|(row, at)| Edit::Split {
            row,
            at: at.index(TEXT.len())
        }),
        proptest::collection::vec(any_row(), 2..4).prop_map(|rows| Edit::Merge { rows }),
        (proptest::option::of(any_row()), text).prop_map(|(after, text)| Edit::Add {
            after,
            label: None,
            text,
            quote: None
        }),
        any_row().prop_map(|row| Edit::Drop { row }),
        (any_row(), proptest::option::of(any_row()))
            .prop_map(|(row, after)| Edit::Move { row, after }),
        (any_row(), any::<bool>()).prop_map(|(row, follow)| Edit::SetFollow { row, follow }),
        any::<bool>().prop_map(|dismissed| Edit::DismissFinding {
            index: 0,
            dismissed
        }),
    ]
}

/// What must hold of every draft, whatever was done to it.
fn check(draft: &Draft) {
    let ids: std::collections::BTreeSet<_> = draft.rows.iter().map(|row| row.id).collect();
    assert_eq!(ids.len(), draft.rows.len(), "rows are told apart");
    assert!(
        ids.iter().all(|id| id.0 < draft.next_row),
        "a new row gets a new name"
    );
    for row in &draft.rows {
        for value in [&row.heading, &row.text, &row.product, &row.budget]
            .into_iter()
            .flatten()
        {
            assert_eq!(value.value.trim(), value.value);
            assert!(!value.value.is_empty());
            if let Some(quote) = &value.quote {
                assert_eq!(&TEXT[quote.span.start..quote.span.end], quote.text);
            }
        }
    }
}

fn base() -> Draft {
    let mut draft = draft();
    draft.rows[0].text = Some(Value {
        value: TEXT.to_owned(),
        quote: row(0, "1", TEXT).text.and_then(|text| text.quote),
        certainty: Certainty::Uncertain,
        confirmed: false,
    });
    draft.normalise()
}

proptest! {
    #[test]
    fn any_edits_keep_a_draft_whole(edits in proptest::collection::vec(any_edit(), 0..40)) {
        let mut draft = base();
        for edit in edits {
            let before = draft.clone();
            if draft.apply(&edit).is_err() {
                prop_assert_eq!(&draft, &before, "a refused edit leaves no trace");
            }
            check(&draft);
            let json = serde_json::to_string(&draft).unwrap();
            prop_assert_eq!(serde_json::from_str::<Draft>(&json).unwrap(), draft.clone());
        }
    }
}

#[derive(Debug, Clone)]
enum Act {
    Edit(Edit),
    Undo,
    Redo,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn the_stored_draft_follows_a_stack_of_states(
        acts in proptest::collection::vec(
            prop_oneof![
                4 => any_edit().prop_map(Act::Edit),
                2 => Just(Act::Undo),
                1 => Just(Act::Redo),
            ],
            0..24,
        ),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(on_sqlite(async |house| follow_a_stack(house, acts).await));
    }
}

/// The model: a list of states and a place in it.
async fn follow_a_stack(house: House, acts: Vec<Act>) {
    let mut head = store_draft(&house, b"a", base()).await;
    let (mut states, mut at) = (vec![base()], 0);
    for act in acts {
        let answer = match act {
            Act::Edit(wanted) => {
                let mut next: Draft = states[at].clone();
                let fits = next.apply(&wanted).is_ok();
                let answer = edit(&house, &head, wanted).await;
                assert_eq!(answer.is_ok(), fits);
                if fits {
                    states.truncate(at + 1);
                    states.push(next);
                    at += 1;
                }
                answer
            }
            Act::Undo => {
                let answer = undo(&house, &head).await;
                assert_eq!(answer.is_ok(), at > 0);
                at = at.saturating_sub(1);
                answer
            }
            Act::Redo => {
                let answer = redo(&house, &head).await;
                assert_eq!(answer.is_ok(), at + 1 < states.len());
                at = (at + 1).min(states.len() - 1);
                answer
            }
        };
        head = answer.unwrap_or(head);
        assert_eq!(load(&house, head.id).await, states[at]);
    }
    while head.can_undo() {
        head = undo(&house, &head).await.unwrap();
    }
    assert_eq!(load(&house, head.id).await, base());
}
