//! Bringing in files, laying them beside what is there, and editing by hand.

use dondoc_core::{
    Error, event,
    reorganisation::{self, prepared},
    unit::{
        self, Kind, Level, Registry,
        difference::{self, Decided, Fate, Here, What},
        directory::{
            Clear, Contact, DatedName, DatedParent, Directory, GroupEntry, Membership, UnitEntry,
        },
        edit, import,
        record::{self, Stored},
        shipped, upload,
    },
};

use crate::house::{House, day};

on_both!(
    every_province_can_be_loaded,
    an_old_file_still_loads,
    what_a_person_wrote_stays,
    a_directory_that_cannot_be_is_refused,
    an_edit_names_its_version_and_leaves_an_event,
    groups_have_rules_lists_and_exceptions,
    a_file_is_applied_as_it_was_seen,
    a_file_empties_a_list_when_it_says_so,
    every_prepared_act_fits_and_is_applied_in_turn,
);

fn entry(code: &str, name: &str) -> UnitEntry {
    UnitEntry::new(code.into(), Kind::Department, Level::Province, name.into())
}

fn file(units: Vec<UnitEntry>) -> Directory {
    Directory {
        place: "Lam Giang".into(),
        units,
        ..Directory::default()
    }
}

async fn bring(house: &House, file: Directory) -> dondoc_core::Result<import::Report> {
    house
        .write(move |tx| Box::pin(async move { import::run(tx, &file).await }))
        .await
}

async fn stored(house: &House, code: &str) -> Stored<UnitEntry> {
    let reader = house.db.read().await.unwrap();
    let unit = unit::find_by_code(&reader, code, day("2026-01-01"))
        .await
        .unwrap();
    record::unit(&reader, unit.id).await.unwrap()
}

async fn write(
    house: &House,
    code: &str,
    change: impl FnOnce(&mut UnitEntry),
) -> dondoc_core::Result<()> {
    let unit = stored(house, code).await;
    let mut entry = unit.entry;
    change(&mut entry);
    house
        .write(move |tx| {
            Box::pin(async move { edit::unit(tx, unit.id, unit.version, entry).await })
        })
        .await
}

async fn every_province_can_be_loaded(house: House) {
    // Two for the test's time; the data's own test goes through all.
    for name in ["ha-noi", "nghe-an"] {
        let report = house
            .write(move |tx| Box::pin(async move { import::load(tx, name).await }))
            .await
            .unwrap();
        assert!(report.changed);
        let again = house
            .write(move |tx| Box::pin(async move { import::load(tx, name).await }))
            .await
            .unwrap();
        assert!(!again.changed, "{name}");
    }
    let reader = house.db.read().await.unwrap();
    assert_eq!(record::acts(&reader, "Nghệ An").await.unwrap().len(), 5);
    let exported = record::directory(&reader, "Nghệ An").await.unwrap();
    let mut shipped = shipped::directory("nghe-an").unwrap();
    shipped.notes.clear();
    let by_code = |directory: &Directory| {
        let mut units = directory.units.clone();
        units.sort_by(|one, two| one.code.cmp(&two.code));
        units
    };
    assert_eq!(by_code(&exported), by_code(&shipped));
    assert_eq!(exported.groups, shipped.groups);
    assert_eq!(exported.acts, shipped.acts);
    // A ward that was of Cửa Lò went to Vinh with it.
    let ward = unit::find_by_code(&reader, "na.cu-phuong-nghi-thu-16735", day("2024-01-01"))
        .await
        .unwrap();
    let above = |on| unit::parent(&reader, ward.id, day(on));
    assert_eq!(
        above("2024-11-30").await.unwrap().unwrap().code,
        "na.ubnd-thi-xa-cua-lo"
    );
    assert_eq!(
        above("2024-12-01").await.unwrap().unwrap().code,
        "na.ubnd-thanh-pho-vinh"
    );
}

async fn an_old_file_still_loads(house: House) {
    let json = br#"{"place": "Lam Giang", "units": [{"code": "lg.a", "kind": "commune",
        "level": "commune", "parent": null, "name": "A", "short": "A", "aliases": [],
        "tags": ["xa", "gso:12345"], "from": null, "to": null}], "groups": [{"code": "g",
        "name": "G", "kinds": [], "level": null, "members": ["lg.a"]}]}"#;
    bring(&house, Directory::parse(json).unwrap())
        .await
        .unwrap();
    let unit = stored(&house, "lg.a").await;
    assert_eq!(unit.entry.code_in("gso"), Some("12345"));
    assert_eq!(unit.entry.tags, ["xa"]);
}

async fn what_a_person_wrote_stays(house: House) {
    let mut unit = entry("lg.a", "Sở A");
    unit.aliases = vec!["SA".into()];
    let mut file = file(vec![unit, entry("lg.b", "Sở B")]);
    assert!(bring(&house, file.clone()).await.unwrap().changed);
    write(&house, "lg.a", |entry| {
        entry.short = Some("Sở A của ta".into());
        entry.contacts = vec![Contact {
            phone: Some("0238 000 000".into()),
            ..Contact::default()
        }];
    })
    .await
    .unwrap();
    // The same file again: nothing is taken back, and that is shown.
    let report = bring(&house, file.clone()).await.unwrap();
    assert!(!report.changed);
    let fields = &report.difference.units.changed[0].fields;
    assert_eq!(
        (fields.len(), fields[0].field.as_str(), fields[0].fate),
        (1, "short", Fate::Kept)
    );
    // A newer file: what only it changed is taken, what both changed is a clash.
    file.units[0].aliases.push("S.A".into());
    file.units[0].short = Some("SA".into());
    file.units.pop();
    let report = bring(&house, file.clone()).await.unwrap();
    let fates: Vec<_> = report.difference.units.changed[0]
        .fields
        .iter()
        .map(|field| (field.field.as_str(), field.fate))
        .collect();
    assert_eq!(fates, [("aliases", Fate::Taken), ("short", Fate::Clash)]);
    assert_eq!(
        report.difference.units.missing,
        [("lg.b".to_owned(), "Sở B".to_owned())]
    );
    let unit = stored(&house, "lg.a").await;
    assert_eq!(unit.entry.short.as_deref(), Some("Sở A của ta"));
    assert_eq!(unit.entry.aliases, ["SA", "S.A"]);
    assert_eq!(unit.entry.contacts.len(), 1, "an empty list says nothing");
    assert_eq!(
        stored(&house, "lg.b").await.entry.to,
        None,
        "missing is not ended"
    );
    let decided = house
        .write(move |tx| {
            Box::pin(async move { import::run_decided(tx, &file, &Decided::There).await })
        })
        .await
        .unwrap();
    assert!(decided.changed);
    assert_eq!(
        stored(&house, "lg.a").await.entry.short.as_deref(),
        Some("SA")
    );
}

async fn a_file_empties_a_list_when_it_says_so(house: House) {
    let mut unit = entry("lg.so-y-te", "Sở Y tế");
    unit.aliases = vec!["ngành y tế".into()];
    unit.tags = vec!["khoi-van-xa".into()];
    bring(&house, file(vec![unit.clone()])).await.unwrap();
    // Left empty, it says nothing.
    unit.aliases.clear();
    unit.tags.clear();
    let report = bring(&house, file(vec![unit.clone()])).await.unwrap();
    assert!(!report.changed);
    let emptied = |field: &str| {
        let mut file = file(vec![unit.clone()]);
        file.clears = vec![Clear {
            what: What::Unit,
            code: "lg.so-y-te".into(),
            field: field.into(),
        }];
        file
    };
    bring(&house, emptied("aliases")).await.unwrap();
    let now = stored(&house, "lg.so-y-te").await.entry;
    assert_eq!((now.aliases.len(), now.tags.len()), (0, 1));
    assert!(!bring(&house, emptied("aliases")).await.unwrap().changed);
    // What a person wrote meanwhile is not wiped out, and no other field can be emptied.
    write(&house, "lg.so-y-te", |unit| unit.tags.push("moi".into()))
        .await
        .unwrap();
    for field in ["tags", "name", "kind"] {
        assert!(
            !bring(&house, emptied(field)).await.unwrap().changed,
            "{field}"
        );
    }
}

async fn a_directory_that_cannot_be_is_refused(house: House) {
    let parent = |unit: &mut UnitEntry, code: &str| unit.parent = Some(code.to_owned());
    let reason = |result: dondoc_core::Result<import::Report>| match result {
        Err(Error::Invalid { reason, .. }) => reason,
        other => panic!("{other:?}"),
    };
    let mut units = vec![entry("lg.a", "A"), entry("lg.b", "B")];
    parent(&mut units[0], "lg.b");
    parent(&mut units[1], "lg.a");
    assert_eq!(reason(bring(&house, file(units.clone())).await), "circle");
    parent(&mut units[1], "no.such");
    assert_eq!(
        reason(bring(&house, file(units.clone())).await),
        "unknown_code"
    );
    units[1].parent = None;
    let days = |from: Option<&str>, to: Option<&str>| (from.map(day), to.map(day));
    let dated = |code: &str, (from, to)| DatedParent {
        parent: code.to_owned(),
        from,
        to,
    };
    units.push(entry("lg.c", "C"));
    units[0].parents = vec![
        dated("lg.b", days(None, Some("2025-03-02"))),
        dated("lg.c", days(Some("2025-03-01"), None)),
    ];
    assert_eq!(
        reason(bring(&house, file(units.clone())).await),
        "two_on_one_day"
    );
    units[0].parents[0].to = Some(day("2025-03-01"));
    bring(&house, file(units)).await.unwrap();
    let reader = house.db.read().await.unwrap();
    let unit = unit::find_by_code(&reader, "lg.a", day("2025-03-01"))
        .await
        .unwrap();
    for (on, code) in [("2025-02-28", "lg.b"), ("2025-03-01", "lg.c")] {
        let above = unit::parent(&reader, unit.id, day(on)).await.unwrap();
        assert_eq!(above.unwrap().code, code, "{on}");
    }
}

async fn an_edit_names_its_version_and_leaves_an_event(house: House) {
    bring(&house, file(vec![entry("lg.a", "Sở A")]))
        .await
        .unwrap();
    let before = stored(&house, "lg.a").await;
    write(&house, "lg.a", |entry| {
        let dated = |name: &str, from: Option<&str>, to: Option<&str>| DatedName {
            name: name.into(),
            short: None,
            from: from.map(day),
            to: to.map(day),
        };
        entry.names = vec![
            dated("Sở A", None, Some("2025-03-01")),
            dated("Sở A và B", Some("2025-03-01"), None),
        ];
    })
    .await
    .unwrap();
    let (id, version, mut entry) = (before.id, before.version, before.entry);
    entry.short = Some("A".into());
    let late = house
        .write(move |tx| Box::pin(async move { edit::unit(tx, id, version, entry).await }))
        .await;
    assert!(matches!(late, Err(Error::Conflict { .. })), "{late:?}");
    let reader = house.db.read().await.unwrap();
    assert_eq!(
        unit::find(&reader, id, day("2025-02-28"))
            .await
            .unwrap()
            .name,
        "Sở A"
    );
    assert_eq!(
        unit::find(&reader, id, day("2025-03-01"))
            .await
            .unwrap()
            .name,
        "Sở A và B"
    );
    let events = event::of(&reader, event::Subject::Directory, 10)
        .await
        .unwrap();
    assert_eq!(events[0].kind, "unit.edited");
    assert_eq!(
        edit::history(&reader, "lg.a", 5).await.unwrap(),
        events[..1]
    );
    let registry = Registry::load(&reader, day("2025-03-01"), "tỉnh Lam Giang")
        .await
        .unwrap();
    let found = registry.resolve("Sở A", dondoc_core::plan::draft::ActorKind::Agency, None);
    assert!(
        matches!(found, unit::Resolution::Is(..)),
        "the old name leads to it: {found:?}"
    );
}

async fn groups_have_rules_lists_and_exceptions(house: House) {
    let mut units = vec![entry("lg.a", "A"), entry("lg.b", "B"), entry("lg.c", "C")];
    units.push(UnitEntry {
        parent: Some("lg.a".into()),
        ..UnitEntry::new("lg.d".into(), Kind::PublicBody, Level::Province, "D".into())
    });
    let group = |code: &str| GroupEntry {
        code: code.into(),
        name: format!("Nhóm {code}"),
        ..GroupEntry::default()
    };
    let mut directory = file(units);
    directory.groups = vec![
        GroupEntry {
            kinds: vec![Kind::Department],
            members: vec![Membership::Always("lg.d".into())],
            exceptions: vec![Membership::new(
                "lg.b".into(),
                Some(day("2026-01-01")),
                None,
            )],
            ..group("rule")
        },
        GroupEntry {
            kinds: vec![Kind::PublicBody],
            under: Some("lg.a".into()),
            ..group("under")
        },
        GroupEntry {
            members: vec![Membership::new(
                "lg.c".into(),
                None,
                Some(day("2026-01-01")),
            )],
            ..group("list")
        },
    ];
    bring(&house, directory).await.unwrap();
    let reader = house.db.read().await.unwrap();
    for (on, expected) in [
        (
            "2025-12-31",
            [vec!["A", "B", "C", "D"], vec!["D"], vec!["C"]],
        ),
        ("2026-01-01", [vec!["A", "C", "D"], vec!["D"], vec![]]),
    ] {
        let registry = Registry::load(&reader, day(on), "Lam Giang").await.unwrap();
        let members = |group: &unit::Group| -> Vec<String> {
            let names = group
                .members
                .iter()
                .filter_map(|id| registry.unit_name(*id));
            names.map(str::to_owned).collect()
        };
        let found: Vec<_> = registry.groups().iter().map(members).collect();
        assert_eq!(found, expected, "{on}");
        for (stored, group) in record::groups(&reader, "Lam Giang")
            .await
            .unwrap()
            .iter()
            .zip(registry.groups())
        {
            let held = registry.would_hold(&reader, &stored.entry).await.unwrap();
            assert_eq!(held, group.members, "{on} {}", stored.entry.code);
        }
    }
}

async fn a_file_is_applied_as_it_was_seen(house: House) {
    let sent = file(vec![entry("lg.a", "A")]);
    let kept = sent.clone();
    let uid = house
        .write(move |tx| Box::pin(async move { upload::keep(tx, "a.json", &kept).await }))
        .await
        .unwrap();
    let reader = house.db.read().await.unwrap();
    let found = import::preview(&reader, &sent, &Decided::Here)
        .await
        .unwrap();
    assert!(
        unit::list(&reader, day("2026-01-01"))
            .await
            .unwrap()
            .is_empty(),
        "only looked at"
    );
    drop(reader);
    let seen = upload::digest(&found).unwrap();
    // Somebody was quicker.
    bring(&house, file(vec![entry("lg.a", "B")])).await.unwrap();
    let apply = |seen: String| {
        house.write(move |tx| {
            Box::pin(async move { upload::apply(tx, uid, &seen, &Decided::Here).await })
        })
    };
    assert!(matches!(apply(seen).await, Err(Error::Conflict { .. })));
    let reader = house.db.read().await.unwrap();
    let found = import::preview(&reader, &sent, &Decided::Here)
        .await
        .unwrap();
    drop(reader);
    let report = apply(upload::digest(&found).unwrap()).await.unwrap();
    assert!(report.changed);
    assert_eq!(stored(&house, "lg.a").await.entry.name, "A");
}

/// The acts that come with Nghệ An are acts: nothing is in their way, each is applied, and the
/// same file afterwards takes nothing back.
async fn every_prepared_act_fits_and_is_applied_in_turn(house: House) {
    house
        .write(|tx| Box::pin(async move { import::load(tx, "nghe-an").await }))
        .await
        .unwrap();
    let reader = house.db.read().await.unwrap();
    let all = prepared::all(&reader).await.unwrap();
    drop(reader);
    assert_eq!(all.len(), 5);
    for found in all {
        let reader = house.db.read().await.unwrap();
        let code = found.entry.code.clone();
        let signed = found.entry.effective;
        let act = prepared::act(&reader, &found, "–", signed).await.unwrap();
        drop(reader);
        let named = code.clone();
        let id = house
            .write(move |tx| {
                Box::pin(async move { reorganisation::create(tx, &act, Some(&named)).await })
            })
            .await
            .unwrap()
            .id;
        let seen = crate::reorganisation::preview(&house, id).await;
        assert!(seen.faults.is_empty(), "{code}: {:?}", seen.faults);
        crate::reorganisation::apply_at(&house, id, "2026-03-02T02:00")
            .await
            .unwrap();
    }
    let again = house
        .write(|tx| Box::pin(async move { import::load(tx, "nghe-an").await }))
        .await
        .unwrap();
    assert!(!again.changed, "{:?}", again.difference.units.changed);
    let reader = house.db.read().await.unwrap();
    let registry = Registry::load(&reader, day("2026-01-01"), "Nghệ An")
        .await
        .unwrap();
    let districts = registry
        .groups()
        .iter()
        .find(|it| it.code.ends_with("ubnd-cap-huyen"));
    assert!(districts.unwrap().members.is_empty());
}

/// A unit with some of its fields set, by the bits of a number.
fn drawn(bits: u32, word: &str) -> UnitEntry {
    let mut unit = entry("lg.a", if bits & 1 == 0 { "Sở A" } else { word });
    unit.short = (bits & 2 != 0).then(|| word.to_owned());
    unit.to = (bits & 4 != 0).then(|| day("2025-03-01"));
    unit.aliases = if bits & 8 == 0 {
        vec![]
    } else {
        vec![word.to_owned()]
    };
    unit.tags = if bits & 16 == 0 {
        vec![]
    } else {
        vec![word.to_owned()]
    };
    if bits & 32 != 0 {
        unit.level = Level::District;
    }
    unit
}

proptest::proptest! {
    /// Field by field: what only the file changed is taken, what a person changed stays; and the
    /// same file again takes nothing.
    #[test]
    fn nothing_is_overwritten_and_again_nothing_changes(before in 0_u32..64, here in 0_u32..64, there in 0_u32..64) {
        let (base, mine, theirs) = (drawn(before, "một"), drawn(here, "hai"), drawn(there, "ba"));
        let stored = |entry: &UnitEntry, imported: &UnitEntry| Stored {
            id: 1,
            version: 2,
            place: "Lam Giang".to_owned(),
            imported: Some(imported.clone()),
            entry: entry.clone(),
        };
        let lay = |entry: &UnitEntry, imported: &UnitEntry| {
            let here = Here { units: vec![stored(entry, imported)], ..Here::default() };
            difference::between(&here, &file(vec![theirs.clone()]), &Decided::Here).unwrap()
        };
        let first = lay(&mine, &base);
        let result = first.units.changed.first().map_or(mine.clone(), |it| it.result.clone());
        let value = |entry: &UnitEntry| serde_json::to_value(entry).unwrap();
        let [base, mine, sent, after] = [&base, &mine, &theirs, &result].map(value);
        for field in ["name", "short", "to", "aliases", "tags", "level"] {
            let silent = sent[field].is_null() && matches!(field, "aliases" | "tags");
            let taken = mine[field] == base[field] && !silent;
            let expected = if taken { &sent[field] } else { &mine[field] };
            proptest::prop_assert_eq!(&after[field], expected, "{}", field);
        }
        let again = lay(&result, &theirs);
        proptest::prop_assert!(again.is_quiet());
        proptest::prop_assert_eq!(again.clashes(), 0);
    }
}
