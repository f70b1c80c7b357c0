//! What holds for any text: every quote is true, nothing panics, the outline is a tree.

use proptest::prelude::*;
use reading::draft::{Actor, PlanDraft, Quote, Value};
use reading::{SourceText, file, plan};

use crate::documents;

/// Every quote of a draft.
fn quotes(draft: &PlanDraft) -> Vec<&Quote> {
    fn of<T>(value: Option<&Value<T>>) -> Option<&Quote> {
        value.and_then(|value| value.quote.as_ref())
    }
    fn actors(actors: &[Actor]) -> impl Iterator<Item = &Quote> {
        actors.iter().map(|actor| &actor.quote)
    }
    let meta = &draft.meta;
    let mut all: Vec<&Quote> = Vec::new();
    for text in [
        &meta.kind,
        &meta.number,
        &meta.issuer,
        &meta.place,
        &meta.title,
        &meta.signer,
        &meta.sign_for,
    ] {
        all.extend(of(text.as_ref()));
    }
    all.extend(of(meta.date.as_ref()));
    all.extend(of(meta.years.as_ref()));
    all.extend(meta.recipients.iter().filter_map(|one| of(Some(one))));
    for node in &draft.outline {
        all.extend(node.heading.iter().chain(&node.text));
    }
    for task in &draft.tasks {
        all.extend(
            task.heading
                .iter()
                .chain(&task.text)
                .chain(&task.product)
                .chain(&task.budget),
        );
        all.extend(task.deadline.iter().map(|deadline| &deadline.quote));
        for list in [&task.lead, &task.coordinate, &task.monitor] {
            all.extend(actors(list));
        }
    }
    for citation in &draft.citations {
        all.extend([&citation.quote, &citation.number_quote]);
        all.extend(
            of(citation.date.as_ref())
                .into_iter()
                .chain(of(citation.title.as_ref()))
                .chain(of(citation.issuer.as_ref())),
        );
    }
    for list in &draft.duties {
        all.extend(list.asks.iter().chain(actors(&list.addressees)));
        for duty in &list.duties {
            all.push(&duty.quote);
            for list in [&duty.actors, &duty.coordinate, &duty.directed_at] {
                all.extend(actors(list));
            }
        }
    }
    for rule in &draft.budget {
        all.push(&rule.quote);
        all.extend(rule.sources.iter().map(|source| &source.quote));
        all.extend(rule.steps.iter().map(|step| &step.action));
    }
    all.extend(draft.references.iter().map(|reference| &reference.quote));
    for rule in &draft.reporting {
        all.push(&rule.quote);
        for list in [&rule.reporters, &rule.to, &rule.via] {
            all.extend(actors(list));
        }
        all.extend(&rule.subject);
        all.extend(rule.schedule.iter().map(|deadline| &deadline.quote));
    }
    all
}

fn check(source: &SourceText, draft: &PlanDraft) {
    for quote in quotes(draft) {
        assert_eq!(
            source.text.get(quote.span.start..quote.span.end),
            Some(quote.text.as_str())
        );
    }
    for (at, node) in draft.outline.iter().enumerate() {
        assert_eq!(node.id, at);
        assert!(node.parent.is_none_or(|parent| parent < at));
        assert!(
            source.text.get(node.span.start..node.span.end).is_some(),
            "{node:?}"
        );
    }
    for task in &draft.tasks {
        assert!(task.node.is_none_or(|node| node < draft.outline.len()));
    }
}

#[test]
fn every_quote_of_every_document_is_true() {
    for (name, source) in documents::all() {
        println!("{name}");
        check(&source, &plan::read(&source));
    }
}

#[test]
fn other_texts_hold_no_plan() {
    for text in [
        "",
        "\n\n\n",
        "|\n|\n|",
        "Just an English article.\n\nIt has two paragraphs; none of them assigns anything.",
        "\u{0}\u{1}\u{2}",
        "|||||\n|a|b|\n|--|--|",
    ] {
        assert!(documents::read(text).tasks.is_empty(), "{text:?}");
    }
}

/// Pieces that plans are made of, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("I. MỤC ĐÍCH".to_owned()),
        Just("III. TỔ CHỨC THỰC HIỆN".to_owned()),
        Just("1. Sở Tài chính".to_owned()),
        Just("a) Chủ trì, phối hợp với Sở Y tế; UBND các xã".to_owned()),
        Just("- Đơn vị chủ trì: Sở Nội vụ.".to_owned()),
        Just("Thời gian thực hiện: Quý IV/2025".to_owned()),
        Just("|".to_owned()),
        Just("**|**".to_owned()),
        Just("KẾ HOẠCH".to_owned()),
        Just("Số: 12/KH-UBND".to_owned()),
        Just("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM".to_owned()),
        Just("Nơi nhận:".to_owned()),
        Just("TM. ỦY BAN NHÂN DÂN".to_owned()),
        Just("PHỤ LỤC".to_owned()),
        Just("STT".to_owned()),
        Just("Cơ quan chủ trì".to_owned()),
        Just("Nội dung".to_owned()),
        Just("Điều 1. Ban hành kèm theo".to_owned()),
        Just("định kỳ báo cáo UBND tỉnh (qua Sở Tài chính)./.".to_owned()),
        Just("đ\u{323}e\u{302}\u{300}  \u{a0}–\u{200b}".to_owned()),
        "\\PC{0,40}",
    ];
    let end = prop_oneof![
        Just("\n"),
        Just("\n\n"),
        Just("\r\n"),
        Just(" "),
        Just(" |\n")
    ];
    proptest::collection::vec((piece, end), 0..60)
        .prop_map(|parts| parts.into_iter().map(|(piece, end)| piece + end).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 200 } else { 4000 }))]

    #[test]
    fn nothing_panics_and_quotes_stay_true(text in pieces()) {
        for source in [file::text::read(text.clone()), file::markdown::read(text)] {
            check(&source, &plan::read(&source));
        }
    }
}
