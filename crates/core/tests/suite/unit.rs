//! The directory, as of a day, and whom names mean.

use std::sync::Arc;

use dondoc_core::{
    db::Conn,
    plan::draft::{ActorKind, Target},
    unit::{self, Directories, Doubt, How, Meant, Registry, Resolution, alias},
};

use crate::{
    house::{House, day},
    sample::{import_units, incoming},
};

/// Whether a name of the directory is found however its letters are put together.
fn disguised(name: &str, how: u32) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let mut name = name.to_owned();
    if how & 1 != 0 {
        name = name.nfd().collect();
    }
    if how & 2 != 0 {
        // The tone on the other vowel, and y for i: both are in use.
        for (one, other) in [
            ("òa", "oà"),
            ("óa", "oá"),
            ("ủy", "uỷ"),
            ("Ủy", "Uỷ"),
            ("ùy", "uỳ"),
            ("quý", "quí"),
            ("Mỹ", "Mĩ"),
            ("Lý", "Lí"),
        ] {
            name = name.replace(one, other);
        }
    }
    if how & 4 != 0 {
        name = name.to_uppercase();
    }
    if how & 8 != 0 {
        name = format!("  {}\u{a0}", name.replace(' ', "  "));
    }
    if how & 16 != 0 {
        name = name.replace(" và ", " & ").replace(", ", " - ");
    }
    name
}

proptest::proptest! {
    #[test]
    fn accents_and_spelling_never_matter(at in 0_usize..10_000, how in 0_u32..32) {
        let directory = unit::shipped::directory("nghe-an").unwrap();
        let unit = &directory.units[at % directory.units.len()];
        let names: Vec<&String> = [&unit.name].into_iter().chain(&unit.short).chain(&unit.aliases).collect();
        let name = names[at / directory.units.len() % names.len()];
        proptest::prop_assert_eq!(unit::name::key(&disguised(name, how)), unit::name::key(name));
    }
}

on_both!(
    importing_again_changes_nothing,
    units_are_as_of_a_day,
    groups_have_the_members_of_the_day,
    names_of_a_real_plan_are_known,
    what_is_not_sure_is_only_proposed,
    another_province_has_no_units_here,
    what_a_person_said_counts_from_then_on,
    a_kept_directory_is_given_out_until_something_happens_to_it,
);

const SIGNED: &str = "2023-04-18";

async fn registry(conn: &Conn, at: &str) -> Registry {
    Registry::load(conn, day(at), "Ủy ban nhân dân tỉnh Nghệ An")
        .await
        .unwrap()
}

async fn importing_again_changes_nothing(house: House) {
    let first = import_units(&house).await;
    assert!(first.changed && first.units > 200);
    let before = unit::list(&house.db.read().await.unwrap(), day(SIGNED))
        .await
        .unwrap();
    assert!(!import_units(&house).await.changed);
    let after = unit::list(&house.db.read().await.unwrap(), day(SIGNED))
        .await
        .unwrap();
    assert_eq!(before, after);
}

async fn units_are_as_of_a_day(house: House) {
    import_units(&house).await;
    let reader = house.db.read().await.unwrap();
    let kinds = |units: Vec<unit::Unit>| {
        let number = |kind| {
            units
                .iter()
                .filter(|unit| unit.kind().unwrap() == kind)
                .count()
        };
        (number(unit::Kind::District), number(unit::Kind::Commune))
    };
    assert_eq!(
        kinds(unit::list(&reader, day(SIGNED)).await.unwrap()),
        (21, 412)
    );
    assert_eq!(
        kinds(unit::list(&reader, day("2025-08-01")).await.unwrap()),
        (0, 130)
    );
    let unit = unit::find_by_code(&reader, "na.so-tai-chinh", day(SIGNED))
        .await
        .unwrap();
    assert_eq!(unit.name, "Sở Tài chính");
    let above = unit::parent(&reader, unit.id, day(SIGNED))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(above.code, "na.ubnd");
}

fn members(registry: &Registry, name: &str) -> usize {
    match registry.resolve(name, ActorKind::Group, None) {
        Resolution::Is(Meant::Group(id), _) => registry.members(id, &[]).len(),
        other => panic!("{name}: {other:?}"),
    }
}

async fn groups_have_the_members_of_the_day(house: House) {
    import_units(&house).await;
    let reader = house.db.read().await.unwrap();
    let then = registry(&reader, SIGNED).await;
    assert_eq!(members(&then, "Các Sở, ban, ngành"), 20);
    assert_eq!(members(&then, "UBND các huyện, thành, thị"), 21);
    let now = registry(&reader, "2025-08-01").await;
    assert_eq!(members(&now, "Các sở, ban, ngành cấp tỉnh"), 14);
    assert_eq!(members(&now, "UBND các xã, phường"), 130);
    let Resolution::Is(Meant::Group(id), _) =
        then.resolve("UBND cấp huyện", ActorKind::Group, None)
    else {
        panic!("not a group")
    };
    let without = then.members(id, &["na.ubnd-huyen-anh-son".to_owned()]);
    assert_eq!(without.len(), 20);
}

async fn names_of_a_real_plan_are_known(house: House) {
    import_units(&house).await;
    let registry = registry(&house.db.read().await.unwrap(), SIGNED).await;
    for (written, code) in [
        ("Sở Thông tin và Truyền thông", "na.so-tttt"),
        ("Sở TT&TT", "na.so-tttt"),
        ("STTTT", "na.so-tttt"),
        ("SỞ TÀI CHÍNH", "na.so-tai-chinh"),
        ("Giám đốc Sở Tài chính", "na.so-tai-chinh"),
        ("Sở Tài chính tỉnh Nghệ An", "na.so-tai-chinh"),
        ("Ủy ban nhân dân huyện Anh Sơn", "na.ubnd-huyen-anh-son"),
        ("UBND huyện Anh Sơn", "na.ubnd-huyen-anh-son"),
    ] {
        match registry.resolve(written, ActorKind::Agency, None) {
            Resolution::Is(Meant::Unit(id), _) => {
                assert_eq!(registry.unit_code(id), Some(code), "{written}");
            }
            other => panic!("{written}: {other:?}"),
        }
    }
    for written in [
        "các huyện, thành phố, thị xã trong tỉnh",
        "Chủ tịch UBND các huyện, thành, thị",
    ] {
        let found = registry.resolve(written, ActorKind::Group, None);
        assert!(
            matches!(found, Resolution::Is(Meant::Group(_), _)),
            "{written}: {found:?}"
        );
    }
}

async fn what_is_not_sure_is_only_proposed(house: House) {
    import_units(&house).await;
    let reader = house.db.read().await.unwrap();
    let then = registry(&reader, SIGNED).await;
    let resolve = |name: &str| then.resolve(name, ActorKind::Agency, None);
    let Resolution::Perhaps(similar) = resolve("Sở Tài chín") else {
        panic!("not proposed")
    };
    assert_eq!(similar[0].doubt, Doubt::Similar);
    let unit = match similar[0].meant {
        Meant::Unit(id) => then.unit_code(id),
        Meant::Group(_) => None,
    };
    assert_eq!(unit, Some("na.so-tai-chinh"));
    assert_eq!(resolve("Hội Sinh vật cảnh"), Resolution::Unknown);
    let open = then.resolve("các cơ quan liên quan", ActorKind::OpenGroup, None);
    assert!(matches!(open, Resolution::Open(_)));
    let open = then.resolve("Các cơ quan, đơn vị liên quan", ActorKind::Group, None);
    assert!(matches!(open, Resolution::Open(Some(_))));
    // Dissolved on 1/3/2025: the old name is known, but not for a plan of August 2025.
    let now = registry(&reader, "2025-08-01").await;
    let gone = now.resolve("Sở Thông tin và Truyền thông", ActorKind::Agency, None);
    let Resolution::Perhaps(gone) = gone else {
        panic!("{gone:?}")
    };
    assert_eq!(gone[0].doubt, Doubt::NotThen);
}

async fn another_province_has_no_units_here(house: House) {
    import_units(&house).await;
    let reader = house.db.read().await.unwrap();
    let other = Registry::load(&reader, day(SIGNED), "UBND tỉnh Bắc Ninh")
        .await
        .unwrap();
    assert_eq!(other.place, None);
    assert_eq!(
        other.resolve("Sở Tài chính", ActorKind::Agency, None),
        Resolution::Unknown
    );
}

async fn what_a_person_said_counts_from_then_on(house: House) {
    import_units(&house).await;
    let say = |target: Option<Target>| {
        house.write(move |tx| {
            Box::pin(async move {
                alias::remember(tx, "Hội Sinh vật cảnh", target.as_ref(), None).await
            })
        })
    };
    say(Some(Target::Unit("na.so-tai-chinh".into())))
        .await
        .unwrap();
    let then = registry(&house.db.read().await.unwrap(), SIGNED).await;
    let found = then.resolve("hội sinh vật cảnh", ActorKind::Agency, None);
    assert!(matches!(found, Resolution::Is(Meant::Unit(_), How::Said)));
    say(None).await.unwrap();
    let then = registry(&house.db.read().await.unwrap(), SIGNED).await;
    let found = then.resolve("hội sinh vật cảnh", ActorKind::Agency, None);
    assert_eq!(found, Resolution::Unknown);
    assert!(say(Some(Target::Unit("no.such".into()))).await.is_err());
}

async fn a_kept_directory_is_given_out_until_something_happens_to_it(house: House) {
    import_units(&house).await;
    let kept = Directories::default();
    let of = async |at: &str, place: &str| {
        let reader = house.db.read().await.unwrap();
        kept.of(&reader, day(at), place).await.unwrap()
    };
    let first = of(SIGNED, "tỉnh Nghệ An").await;
    // Another day is another directory, and leaves the first where it is.
    let later = of("2026-01-01", "tỉnh Nghệ An").await;
    assert!(!Arc::ptr_eq(&first, &later) && later.day == day("2026-01-01"));
    assert!(Arc::ptr_eq(&first, &of(SIGNED, "tỉnh Nghệ An").await));
    // What is not about units does not matter; a name that somebody maps does.
    let other = house.write(|tx| {
        Box::pin(async move { dondoc_core::document::receive(tx, &incoming(b"x")).await })
    });
    other.await.unwrap();
    assert!(Arc::ptr_eq(&first, &of(SIGNED, "tỉnh Nghệ An").await));
    let target = Target::Unit("na.so-tai-chinh".into());
    let map = house.write(move |tx| {
        Box::pin(async move { alias::remember(tx, "Hội Xứ Lạ", Some(&target), None).await })
    });
    let before = house.db.read().await.unwrap();
    unit::places(&before).await.unwrap();
    map.await.unwrap();
    let fresh = of(SIGNED, "tỉnh Nghệ An").await;
    assert!(!Arc::ptr_eq(&first, &fresh));
    let meant = fresh.resolve("Hội Xứ Lạ", ActorKind::Agency, None);
    assert!(matches!(meant, Resolution::Is(Meant::Unit(_), How::Said)));
    // A snapshot from before does not see it, and takes nothing away from the others.
    let old = kept.of(&before, day(SIGNED), "tỉnh Nghệ An").await.unwrap();
    let meant = old.resolve("Hội Xứ Lạ", ActorKind::Agency, None);
    assert_eq!(meant, Resolution::Unknown);
    assert!(Arc::ptr_eq(&fresh, &of(SIGNED, "tỉnh Nghệ An").await));
}
