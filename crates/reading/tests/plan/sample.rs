//! The sample plan, item by item.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use reading::draft::{Node, NodeKind, PlanDraft};
use reading::source::Span;
use reading::{SourceText, file, plan};
use serde_json::Value;

use crate::{documents, shared};

struct Sample {
    gold: Value,
    source: SourceText,
    draft: PlanDraft,
}

impl Sample {
    fn read() -> Option<Self> {
        let gold = shared::path("bench/gold-sample.json")?;
        let source = file::text::read(documents::sample()?);
        let gold = serde_json::from_str(&std::fs::read_to_string(gold).unwrap()).unwrap();
        let draft = plan::read(&source);
        Some(Self {
            gold,
            source,
            draft,
        })
    }

    fn line(&self, span: Span) -> u64 {
        let before = &self.source.text[..span.start];
        before.bytes().filter(|&byte| byte == b'\n').count() as u64 + 1
    }
}

fn bytes(value: &Value) -> Span {
    let at = |index: usize| usize::try_from(value["byte"][index].as_u64().unwrap()).unwrap();
    Span::new(at(0), at(1))
}

#[test]
fn every_line_has_its_role() {
    let Some(sample) = Sample::read() else { return };
    let found = plan::line_roles(&sample.source);
    let gold: BTreeMap<usize, &str> = sample.gold["line_roles"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(line, role)| (line.parse().unwrap(), role.as_str().unwrap()))
        .collect();
    assert_eq!(found, gold);
}

#[test]
fn the_head_is_read_and_the_foot_left_empty() {
    let Some(sample) = Sample::read() else { return };
    let (meta, gold) = (&sample.draft.meta, &sample.gold["metadata"]);
    let value = |name: &str| gold[name]["value"].as_str().unwrap();
    assert_eq!(meta.issuer.as_ref().unwrap().value, value("issuer"));
    assert_eq!(meta.number.as_ref().unwrap().value, value("number"));
    assert_eq!(
        meta.number.as_ref().unwrap().quote.as_ref().unwrap().span,
        bytes(&gold["number"]["span"])
    );
    assert_eq!(meta.place.as_ref().unwrap().value, value("place"));
    assert_eq!(
        meta.date.as_ref().unwrap().value,
        NaiveDate::from_ymd_opt(2023, 4, 18).unwrap()
    );
    assert_eq!(
        meta.date.as_ref().unwrap().quote.as_ref().unwrap().span,
        bytes(&gold["date"]["span"])
    );
    assert_eq!(meta.kind.as_ref().unwrap().value, value("type"));
    assert_eq!(meta.title.as_ref().unwrap().value, value("title"));
    assert_eq!(meta.years.as_ref().unwrap().value, (2023, 2023));
    assert!(meta.signer.is_none() && meta.recipients.is_empty());
    assert_eq!(meta.sign_for.as_ref().unwrap().value, "TM. ỦY BAN NHÂN DÂN");
}

/// Depth, kind, label, line, lost, text: what a node is, wherever it is kept.
type Row = (usize, String, String, Option<u64>, bool);

fn gold_rows(nodes: &[Value], depth: usize, rows: &mut Vec<Row>) {
    for node in nodes {
        let kind = node["kind"].as_str().unwrap();
        let label = match kind {
            "section" | "clause" | "point" => node["label"]
                .as_str()
                .unwrap()
                .trim_end_matches(['.', ')'])
                .to_owned(),
            "attr" => node["label"].as_str().unwrap().to_owned(),
            _ => String::new(),
        };
        let lost = node["inferred"].as_bool().unwrap();
        rows.push((depth, kind.to_owned(), label, node["line"].as_u64(), lost));
        gold_rows(
            node["children"].as_array().map_or(&[], Vec::as_slice),
            depth + 1,
            rows,
        );
    }
}

fn found_row(sample: &Sample, node: &Node) -> Row {
    let outline = &sample.draft.outline;
    let depth = std::iter::successors(node.parent, |&parent| outline[parent].parent).count();
    let kind = match node.kind {
        NodeKind::Section => "section",
        NodeKind::Clause => "clause",
        NodeKind::Point => "point",
        NodeKind::Bullet => "bullet",
        NodeKind::Paragraph => "para",
        NodeKind::Attributes => "attr",
        other => panic!("{other:?} is not in the sample"),
    };
    let label = match node.kind {
        NodeKind::Attributes => node.heading.as_ref().unwrap().text.clone(),
        NodeKind::Section | NodeKind::Clause | NodeKind::Point => node.label.clone().unwrap(),
        _ => String::new(),
    };
    let line = (!node.lost).then(|| sample.line(node.span));
    (depth, kind.to_owned(), label, line, node.lost)
}

#[test]
fn the_tree_is_whole_with_its_seven_lost_headings() {
    let Some(sample) = Sample::read() else { return };
    let mut gold = Vec::new();
    gold_rows(sample.gold["tree"].as_array().unwrap(), 0, &mut gold);
    let found: Vec<Row> = sample
        .draft
        .outline
        .iter()
        .map(|node| found_row(&sample, node))
        .collect();
    assert_eq!(found, gold);
    assert_eq!(found.iter().filter(|row| row.4).count(), 7);
}

#[test]
fn the_tasks_have_their_actors_and_deadlines_in_place() {
    let Some(sample) = Sample::read() else { return };
    let labelled: Vec<_> = sample
        .draft
        .tasks
        .iter()
        .filter(|task| task.form == reading::draft::TaskForm::Labels)
        .collect();
    let gold = sample.gold["tasks"].as_array().unwrap();
    assert_eq!(labelled.len(), gold.len());
    for (task, gold) in labelled.iter().zip(gold) {
        for (found, role) in [(&task.lead, "lead"), (&task.coordinate, "coordinate")] {
            let want: Vec<_> = gold[role]
                .as_array()
                .unwrap()
                .iter()
                .map(|actor| bytes(&actor["span"]))
                .collect();
            let spans: Vec<_> = found.iter().map(|actor| actor.quote.span).collect();
            // A qualifier ("được giao nhiệm vụ") stays with the name.
            assert_eq!(spans.len(), want.len(), "{}", gold["id"]);
            for (span, want) in spans.iter().zip(&want) {
                assert_eq!(span.start, want.start, "{}", gold["id"]);
                assert!(span.end >= want.end, "{}", gold["id"]);
            }
        }
        let deadline = task.deadline.as_ref().unwrap();
        assert_eq!(deadline.quote.span, bytes(&gold["deadline"]["span"]));
        assert_eq!(
            deadline.due.unwrap().to_string(),
            gold["deadline"]["due"].as_str().unwrap()
        );
        assert!(deadline.inclusive);
    }
    // The block without an item: a lead, partners, a deadline, and no content.
    let last = labelled.last().unwrap();
    assert!(last.text.is_none() && last.heading.is_none());
}

#[test]
fn the_duties_stand_where_the_gold_says() {
    let Some(sample) = Sample::read() else { return };
    let gold: Vec<Span> = sample.gold["duties"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|duty| duty["items"].as_array().unwrap())
        .map(|item| bytes(&item["span"]))
        .collect();
    let found: Vec<Span> = sample
        .draft
        .duties
        .iter()
        .map(|duty| duty.quote.span)
        .collect();
    assert_eq!(found, gold);
}

#[test]
fn money_and_reports_are_told() {
    let Some(sample) = Sample::read() else { return };
    let budget: Vec<Span> = sample.gold["budget"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| bytes(&rule["span"]))
        .collect();
    assert_eq!(
        sample
            .draft
            .budget
            .iter()
            .map(|quote| quote.span)
            .collect::<Vec<_>>(),
        budget
    );
    let lines: Vec<u64> = sample
        .draft
        .reporting
        .iter()
        .map(|rule| sample.line(rule.quote.span))
        .collect();
    assert_eq!(lines, [78, 83, 83]);
    let via: Vec<usize> = sample
        .draft
        .reporting
        .iter()
        .map(|rule| rule.via.len())
        .collect();
    assert_eq!(via, [0, 1, 1]);
    let periodic = &sample.draft.reporting[1];
    assert!(
        periodic.schedule.as_ref().unwrap().rrule.is_none(),
        "no cycle is stated: ask, do not guess"
    );
}

#[test]
fn the_citations_are_those_of_the_gold() {
    let Some(sample) = Sample::read() else { return };
    let gold: Vec<(String, Option<String>)> = sample.gold["citations"]["mentions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|mention| {
            (
                mention["number"].as_str().unwrap().to_owned(),
                mention["date"].as_str().map(str::to_owned),
            )
        })
        .collect();
    let found: Vec<(String, Option<String>)> = sample
        .draft
        .citations
        .iter()
        .map(|citation| {
            (
                citation.number.clone(),
                citation.date.as_ref().map(|date| date.value.to_string()),
            )
        })
        .collect();
    assert_eq!(found, gold);
}
