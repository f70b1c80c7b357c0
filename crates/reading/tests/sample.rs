//! The sample plan against its gold, section by section: every item of it.
#![cfg(test)]

mod shared;

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use reading::draft::{
    Actor, CitationRole, DeadlineKind, LineRole, Modality, Node, NodeKind, PlanDraft, Quote,
    ReferenceKind, SourceKind, TaskForm,
};
use reading::file::{self, Helpers, Limits};
use reading::grammar::agency::{self, Entry, EntryKind, Registry};
use reading::grammar::label::Attribute;
use serde_json::Value as Json;

struct Sample {
    gold: Json,
    text: String,
    draft: PlanDraft,
    registry: Registry,
}

fn sample() -> Option<Sample> {
    let gold = shared::json("bench/gold-sample.json")?;
    let bytes = std::fs::read(shared::path("bench/docs/nghean-267-kh-2023.txt")?).ok()?;
    let registry = registry(&gold)?;
    let source = file::read(
        &bytes,
        Some(Path::new("plan.txt").to_str()?),
        &Limits::default(),
        &Helpers::default(),
        &(),
    )
    .expect("the sample is readable");
    let draft = reading::plan::read(&source);
    Some(Sample {
        gold,
        text: source.text,
        draft,
        registry,
    })
}

/// The registry of the bench, with the groups that only the gold of the sample names.
fn registry(gold: &Json) -> Option<Registry> {
    let known = Registry::from_json(&shared::text("bench/ref/registry-na.json")?).ok()?;
    let mut entries = Vec::new();
    for (id, actor) in gold["actors"].as_object()? {
        // "các đơn vị" in the sentence behind "các đơn vị, địa phương" are the same.
        let aliases = if id == "grp.open.don-vi-dia-phuong" {
            vec!["các đơn vị".to_owned()]
        } else {
            Vec::new()
        };
        if !known.entries().iter().any(|entry| entry.id == *id) {
            entries.push(Entry {
                id: id.clone(),
                name: text(actor, "name").to_owned(),
                aliases,
                kind: EntryKind::OpenGroup,
                valid: (None, None),
                place: None,
            });
        }
    }
    entries.extend(known.entries().iter().cloned());
    Some(Registry::new(entries))
}

/// The differences of a section; the test fails when there are any, and prints them.
#[derive(Default)]
struct Differences(Vec<String>);

impl Differences {
    fn same<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, want: &T, got: &T) {
        if want != got {
            self.0.push(format!("{what}: want {want:?}, got {got:?}"));
        }
    }

    fn none(self) {
        assert!(self.0.is_empty(), "\n{}", self.0.join("\n"));
    }
}

fn text<'j>(json: &'j Json, key: &str) -> &'j str {
    json[key].as_str().unwrap_or_default()
}

fn list<'j>(json: &'j Json, key: &str) -> &'j [Json] {
    json[key].as_array().map_or(&[], Vec::as_slice)
}

fn bytes(span: &Json) -> (usize, usize) {
    let at = |index: usize| {
        let byte = span["byte"][index].as_u64().unwrap_or(u64::MAX);
        usize::try_from(byte).unwrap_or(usize::MAX)
    };
    (at(0), at(1))
}

fn of(quote: &Quote) -> (usize, usize) {
    (quote.span.start, quote.span.end)
}

fn line_of(source: &str, at: usize) -> u64 {
    let ends = source.as_bytes()[..at]
        .iter()
        .filter(|&&byte| byte == b'\n');
    u64::try_from(ends.count()).unwrap_or(u64::MAX) + 1
}

impl Sample {
    /// What the registry calls an actor.
    fn id(&self, actor: &Actor) -> String {
        let day = NaiveDate::from_ymd_opt(2023, 4, 18);
        let found = agency::split(&actor.name);
        let entry = found
            .first()
            .and_then(|one| self.registry.resolve(&actor.name, one, day).entry);
        entry.map_or_else(|| format!("? {}", actor.name), |entry| entry.id.clone())
    }

    fn ids(&self, actors: &[Actor]) -> Vec<String> {
        actors.iter().map(|actor| self.id(actor)).collect()
    }

    /// Actors with the places of their names, a narrowing tail apart.
    fn named(&self, actors: &[Actor]) -> Vec<(String, (usize, usize))> {
        actors
            .iter()
            .map(|actor| (self.id(actor), of(&actor.quote)))
            .collect()
    }

    /// Index of the node the gold calls so.
    fn node(&self, id: &str) -> Option<usize> {
        self.ids_of_nodes().get(id).copied()
    }

    fn ids_of_nodes(&self) -> BTreeMap<String, usize> {
        let mut ids = BTreeMap::new();
        let mut paths: Vec<String> = Vec::new();
        let mut counts: BTreeMap<(String, &str), usize> = BTreeMap::new();
        for node in &self.draft.outline {
            let above = node
                .parent
                .map_or(String::new(), |at| format!("{}__", paths[at]));
            let label = node.label.clone().unwrap_or_default();
            let mut next = |kind: &'static str| {
                let count = counts.entry((above.clone(), kind)).or_default();
                *count += 1;
                *count
            };
            let own = match node.kind {
                NodeKind::Section => format!("sec_{label}"),
                NodeKind::Clause => format!("cl_{label}"),
                NodeKind::Point => format!("point_{label}"),
                NodeKind::Bullet => format!("indent_{}", next("indent")),
                NodeKind::Attributes => format!("attr_{}", next("attr")),
                NodeKind::Paragraph if above.is_empty() && paths.is_empty() => "opening".to_owned(),
                NodeKind::Paragraph if above.is_empty() => "closing".to_owned(),
                _ => format!("para_{}", next("para")),
            };
            ids.insert(format!("{above}{own}"), node.id);
            paths.push(format!("{above}{own}"));
        }
        ids
    }
}

#[test]
fn every_span_is_true() {
    let Some(sample) = sample() else { return };
    let json = serde_json::to_value(&sample.draft).expect("a draft is JSON");
    let mut count = 0;
    check_quotes(&json, &sample.text, &mut count);
    assert!(count > 250, "only {count} quotes");
}

fn check_quotes(json: &Json, source: &str, count: &mut usize) {
    match json {
        Json::Object(map) => {
            if let (Some(words), Some(span)) =
                (map.get("text").and_then(Json::as_str), map.get("span"))
            {
                let at = |key: &str| {
                    usize::try_from(span[key].as_u64().expect("an offset")).expect("small")
                };
                assert_eq!(&source[at("start")..at("end")], words);
                *count += 1;
            }
            map.values()
                .for_each(|value| check_quotes(value, source, count));
        }
        Json::Array(list) => list
            .iter()
            .for_each(|value| check_quotes(value, source, count)),
        _ => {}
    }
}

fn role_name(role: LineRole) -> &'static str {
    match role {
        LineRole::Blank => "blank",
        LineRole::Issuer => "header.issuer",
        LineRole::NationalName => "header.national_name",
        LineRole::Number => "header.number",
        LineRole::PlaceAndDate => "header.place_date",
        LineRole::TypeName => "header.type",
        LineRole::Title => "title",
        LineRole::Opening => "opening",
        LineRole::LegalBasis => "bullet.legal_basis",
        LineRole::Heading(NodeKind::Section) => "heading.section",
        LineRole::Heading(NodeKind::Clause) => "heading.clause",
        LineRole::Heading(NodeKind::Point) => "heading.point",
        LineRole::Heading(_) => "heading",
        LineRole::Item(NodeKind::Clause) => "clause",
        LineRole::Item(NodeKind::Point) => "point",
        LineRole::Item(NodeKind::Bullet) => "bullet",
        LineRole::Item(NodeKind::Paragraph) => "para",
        LineRole::Item(_) => "item",
        LineRole::Attribute(Attribute::Lead) => "attr.lead",
        LineRole::Attribute(Attribute::Coordinate) => "attr.coordinate",
        LineRole::Attribute(Attribute::Time) => "attr.time",
        LineRole::Attribute(_) => "attr",
        LineRole::Closing => "closing",
        LineRole::Authority => "signature.authority",
        LineRole::Signer => "signature.name",
        LineRole::Recipients => "recipients",
        LineRole::EmptyCell => "signature.empty_recipients_cell",
        LineRole::Note => "note",
        LineRole::Chrome => "noise.site_chrome",
    }
}

#[test]
fn lines_have_their_roles() {
    let Some(sample) = sample() else { return };
    let mut differences = Differences::default();
    let want = sample.gold["line_roles"].as_object().expect("roles");
    differences.same("lines", &want.len(), &sample.draft.lines.len());
    for (at, role) in sample.draft.lines.iter().enumerate() {
        let line = (at + 1).to_string();
        differences.same(
            &line,
            &text(&sample.gold["line_roles"], &line),
            &role_name(*role),
        );
    }
    differences.none();
}

#[test]
fn the_head_and_foot_are_read() {
    let Some(sample) = sample() else { return };
    let mut differences = Differences::default();
    let meta = &sample.draft.meta;
    let gold = &sample.gold["metadata"];
    let string = |value: &Option<reading::draft::Value<String>>| {
        value
            .as_ref()
            .map(|value| value.value.clone())
            .unwrap_or_default()
    };
    let span = |quote: Option<&Quote>| quote.map(of);
    for (name, value) in [
        ("issuer", &meta.issuer),
        ("number", &meta.number),
        ("place", &meta.place),
        ("title", &meta.title),
        ("type", &meta.kind),
    ] {
        differences.same(name, &text(&gold[name], "value").to_owned(), &string(value));
    }
    for (name, value) in [
        ("number", &meta.number),
        ("place", &meta.place),
        ("title", &meta.title),
    ] {
        let quote = value.as_ref().and_then(|value| value.quote.as_ref());
        differences.same(name, &Some(bytes(&gold[name]["span"])), &span(quote));
    }
    let issuer = meta.issuer.as_ref().and_then(|value| value.quote.as_ref());
    differences.same(
        "issuer",
        &Some(bytes(&gold["issuer"]["completed_from"][0]["span"])),
        &span(issuer),
    );
    let date = meta.date.as_ref();
    differences.same(
        "date",
        &text(&gold["date"], "value").to_owned(),
        &date.map(|date| date.value.to_string()).unwrap_or_default(),
    );
    differences.same(
        "date",
        &Some(bytes(&gold["date"]["span"])),
        &span(date.and_then(|date| date.quote.as_ref())),
    );
    differences.same(
        "years",
        &Some((2023, 2023)),
        &meta.years.as_ref().map(|years| years.value),
    );
    let years = meta.years.as_ref().and_then(|years| years.quote.as_ref());
    differences.same("years", &Some(bytes(&gold["period"]["span"])), &span(years));
    let signs = meta
        .sign_for
        .as_ref()
        .and_then(|value| value.quote.as_ref());
    differences.same(
        "authority",
        &Some(bytes(&sample.gold["signature"]["authority"]["span"])),
        &span(signs),
    );
    differences.same(
        "signer",
        &None,
        &meta.signer.as_ref().map(|signer| &signer.value),
    );
    differences.same("recipients", &0, &meta.recipients.len());
    differences.none();
}

#[derive(Debug, PartialEq, Eq)]
struct Leaf {
    id: String,
    kind: String,
    inferred: bool,
    is_heading: bool,
    words: Option<(usize, usize)>,
    line: Option<(usize, usize)>,
    before_line: Option<u64>,
}

fn leaves(nodes: &[Json], out: &mut Vec<Leaf>) {
    for node in nodes {
        let present = |key: &str| node.get(key).filter(|span| span.is_object()).map(bytes);
        out.push(Leaf {
            id: text(node, "id").to_owned(),
            kind: text(node, "kind").to_owned(),
            inferred: node["inferred"].as_bool().unwrap_or_default(),
            is_heading: text(node, "role") == "heading",
            words: present("span"),
            line: present("line_span"),
            before_line: node["inference"]["before_line"].as_u64(),
        });
        leaves(list(node, "children"), out);
    }
}

fn leaf(id: String, node: &Node, source: &str) -> Leaf {
    let kind = match node.kind {
        NodeKind::Section => "section",
        NodeKind::Clause => "clause",
        NodeKind::Point => "point",
        NodeKind::Bullet => "bullet",
        NodeKind::Paragraph => "para",
        NodeKind::Attributes => "attr",
        _ => "other",
    };
    let words = node.text.as_ref().or(node.heading.as_ref()).map(of);
    Leaf {
        id,
        kind: kind.to_owned(),
        inferred: node.lost,
        is_heading: node.heading.is_some() && node.kind != NodeKind::Attributes,
        words,
        line: words.map(|(start, end)| (source[..start].rfind('\n').map_or(0, |at| at + 1), end)),
        before_line: node.lost.then(|| line_of(source, node.span.start)),
    }
}

#[test]
fn the_outline_is_the_tree() {
    let Some(sample) = sample() else { return };
    let mut differences = Differences::default();
    let mut want = Vec::new();
    leaves(list(&sample.gold, "tree"), &mut want);
    let by_node: BTreeMap<usize, String> = sample
        .ids_of_nodes()
        .into_iter()
        .map(|(id, node)| (node, id))
        .collect();
    let got: Vec<Leaf> = sample
        .draft
        .outline
        .iter()
        .map(|node| {
            leaf(
                by_node.get(&node.id).cloned().unwrap_or_default(),
                node,
                &sample.text,
            )
        })
        .collect();
    differences.same("nodes", &want.len(), &got.len());
    for (want, got) in want.iter().zip(&got) {
        differences.same("node", want, got);
    }
    differences.none();
}

#[test]
fn tasks_have_leads_coordinators_deadlines_and_items() {
    let Some(sample) = sample() else { return };
    let mut differences = Differences::default();
    let tasks: Vec<_> = sample
        .draft
        .tasks
        .iter()
        .filter(|task| task.form == TaskForm::Labels)
        .collect();
    let gold = list(&sample.gold, "tasks");
    differences.same("tasks", &gold.len(), &tasks.len());
    for (want, got) in gold.iter().zip(tasks) {
        let id = text(want, "id");
        let mut same = |what: &str, want: &dyn std::fmt::Debug, got: &dyn std::fmt::Debug| {
            differences.same(
                &format!("{id} {what}"),
                &format!("{want:?}"),
                &format!("{got:?}"),
            );
        };
        same("scope", &sample.node(text(want, "scope")), &got.node);
        let actors = |key: &str| -> Vec<(String, (usize, usize))> {
            list(want, key)
                .iter()
                .map(|actor| {
                    let (start, mut end) = bytes(&actor["span"]);
                    if actor["qualifier"].is_object() {
                        end = bytes(&actor["qualifier"]["span"]).1;
                    }
                    (text(actor, "actor").to_owned(), (start, end))
                })
                .collect()
        };
        same("lead", &actors("lead"), &sample.named(&got.lead));
        same(
            "coordinate",
            &actors("coordinate"),
            &sample.named(&got.coordinate),
        );
        let deadline = got.deadline.as_ref();
        same(
            "deadline",
            &bytes(&want["deadline"]["span"]),
            &deadline.map(|one| of(&one.quote)).unwrap_or_default(),
        );
        same(
            "due",
            &text(&want["deadline"], "due"),
            &deadline
                .and_then(|one| one.due)
                .map(|day| day.to_string())
                .unwrap_or_default(),
        );
        same(
            "kind",
            &Some(DeadlineKind::Date),
            &deadline.map(|one| one.kind),
        );
        same(
            "inclusive",
            &want["deadline"]["inclusive"].as_bool(),
            &deadline.map(|one| one.inclusive),
        );
        let items: Vec<Option<usize>> = list(want, "work_items")
            .iter()
            .map(|item| sample.node(text(item, "node")))
            .collect();
        let work: Vec<Option<usize>> = sample.draft.work_items(got).into_iter().map(Some).collect();
        same("work items", &items, &work);
        if want["title"].is_null() {
            same("heading", &None::<&Quote>, &got.heading.as_ref());
        } else {
            let words = got
                .heading
                .as_ref()
                .or(got.text.as_ref())
                .map(|quote| quote.text.as_str());
            same("title", &Some(text(want, "title")), &words);
        }
    }
    differences.none();
}

#[test]
fn citations_have_all_their_parts() {
    let Some(sample) = sample() else { return };
    let mut differences = Differences::default();
    let gold = list(&sample.gold["citations"], "mentions");
    let got = &sample.draft.citations;
    differences.same("mentions", &gold.len(), &got.len());
    for (want, got) in gold.iter().zip(got) {
        let id = text(want, "id");
        let mut same = |what: &str, want: &dyn std::fmt::Debug, got: &dyn std::fmt::Debug| {
            differences.same(
                &format!("{id} {what}"),
                &format!("{want:?}"),
                &format!("{got:?}"),
            );
        };
        same("number", &text(want, "number"), &got.number);
        same(
            "number place",
            &bytes(&want["number_span"]),
            &of(&got.number_quote),
        );
        same("mention", &bytes(&want["mention_span"]), &of(&got.quote));
        same("type", &Some(text(want, "type")), &got.kind.as_deref());
        let part = |key: &str| want[key].is_object().then(|| bytes(&want[key]));
        let date = got
            .date
            .as_ref()
            .filter(|date| date.certainty == reading::draft::Certainty::Read);
        same(
            "date",
            &part("date_span"),
            &date.and_then(|date| date.quote.as_ref()).map(of),
        );
        same(
            "day",
            &want["date"].as_str().map(str::to_owned),
            &date.map(|date| date.value.to_string()),
        );
        same(
            "issuer",
            &part("issuer_span"),
            &got.issuer
                .as_ref()
                .and_then(|one| one.quote.as_ref())
                .map(of),
        );
        same(
            "title",
            &part("title_span"),
            &got.title
                .as_ref()
                .and_then(|one| one.quote.as_ref())
                .map(of),
        );
        same("role", &text(want, "role"), &citation_role(got.role));
        let inside = got.inside.map(|at| text(&gold[at], "id"));
        same("inside", &want["nested_in"].as_str(), &inside);
    }
    differences.none();
}

fn citation_role(role: CitationRole) -> &'static str {
    match role {
        CitationRole::LegalBasis => "legal_basis",
        CitationRole::Occasion => "basis.implements",
        CitationRole::Implements => "implements",
        CitationRole::Amends => "amends",
        CitationRole::Repeals => "repeals",
        CitationRole::Guidance => "guidance",
        CitationRole::Nested => "nested",
        CitationRole::Plain => "plain",
    }
}

#[test]
fn documents_cited_by_name_are_found() {
    let Some(sample) = sample() else { return };
    let mut differences = Differences::default();
    let gold = list(&sample.gold["citations"], "named_references");
    differences.same("references", &gold.len(), &sample.draft.references.len());
    for (want, got) in gold.iter().zip(&sample.draft.references) {
        let id = text(want, "text");
        differences.same(id, &bytes(&want["span"]), &of(&got.quote));
        let kind = match got.kind {
            ReferenceKind::PartyResolution => "party_resolution",
            ReferenceKind::Regulation => "regulation",
            ReferenceKind::Programme => "programme",
            ReferenceKind::Project => "project",
            ReferenceKind::Scheme => "scheme",
            ReferenceKind::Strategy => "strategy",
        };
        differences.same(id, &text(want, "kind"), &kind);
        let period: Vec<String> = list(want, "period")
            .iter()
            .map(|day| day.as_str().unwrap_or_default().to_owned())
            .collect();
        let days = got
            .period
            .map(|(first, last)| vec![first.to_string(), last.to_string()]);
        differences.same(id, &period, &days.unwrap_or_default());
    }
    differences.none();
}

#[test]
fn duties_are_told_apart() {
    let Some(sample) = sample() else { return };
    let mut differences = Differences::default();
    let gold = list(&sample.gold, "duties");
    differences.same("headings", &gold.len(), &sample.draft.duties.len());
    for (want, got) in gold.iter().zip(&sample.draft.duties) {
        let id = text(want, "node");
        differences.same(id, &sample.node(id), &Some(got.node));
        let addressees: Vec<(String, (usize, usize))> = list(want, "addressees")
            .iter()
            .map(|actor| (text(actor, "actor").to_owned(), bytes(&actor["span"])))
            .collect();
        differences.same(id, &addressees, &sample.named(&got.addressees));
        let modality = match got.modality {
            Modality::Order => "order",
            Modality::Request => "request",
        };
        differences.same(id, &text(want, "modality_kind"), &modality);
        let asks = want["modality"]
            .is_object()
            .then(|| bytes(&want["modality"]["span"]));
        differences.same(id, &asks, &got.asks.as_ref().map(of));
        differences.same(id, &list(want, "items").len(), &got.duties.len());
        for (want, got) in list(want, "items").iter().zip(&got.duties) {
            let id = text(want, "id");
            differences.same(id, &bytes(&want["span"]), &of(&got.quote));
            let ids = |key: &str| -> Vec<String> {
                list(want, key)
                    .iter()
                    .filter_map(|id| id.as_str().map(str::to_owned))
                    .collect()
            };
            differences.same(
                &format!("{id} actors"),
                &ids("actors"),
                &sample.ids(&got.actors),
            );
            differences.same(
                &format!("{id} with"),
                &ids("coordinate_with"),
                &sample.ids(&got.coordinate),
            );
            differences.same(
                &format!("{id} at"),
                &ids("directed_at"),
                &sample.ids(&got.directed_at),
            );
        }
    }
    differences.none();
}

#[test]
fn money_has_sources_and_steps() {
    let Some(sample) = sample() else { return };
    let mut differences = Differences::default();
    let gold = list(&sample.gold, "budget");
    differences.same("rules", &gold.len(), &sample.draft.budget.len());
    for (want, got) in gold.iter().zip(&sample.draft.budget) {
        let id = text(want, "id");
        differences.same(id, &sample.node(text(want, "node")), &Some(got.node));
        differences.same(id, &bytes(&want["span"]), &of(&got.quote));
        let sources: Vec<(&str, (usize, usize))> = list(want, "sources")
            .iter()
            .map(|source| (text(source, "kind"), bytes(&source["span"])))
            .collect();
        let read: Vec<(&str, (usize, usize))> = got
            .sources
            .iter()
            .map(|source| {
                let kind = match source.kind {
                    SourceKind::StateBudget => "state_budget_by_decentralisation",
                    SourceKind::TargetProgramme => "target_programme",
                    SourceKind::OtherLawful => "other_lawful",
                };
                (kind, of(&source.quote))
            })
            .collect();
        differences.same(id, &sources, &read);
        let steps: Vec<(Vec<String>, String)> = list(want, "steps")
            .iter()
            .map(|step| {
                (
                    vec![text(step, "actor").to_owned()],
                    text(step, "action").to_owned(),
                )
            })
            .collect();
        let taken: Vec<(Vec<String>, String)> = got
            .steps
            .iter()
            .map(|step| {
                (
                    sample.ids(&step.actors),
                    step.action.text.replace("Ủy ban nhân dân", "UBND"),
                )
            })
            .collect();
        differences.same(id, &steps, &taken);
    }
    differences.none();
}

#[test]
fn reports_have_no_cycle_that_is_not_stated() {
    let Some(sample) = sample() else { return };
    let mut differences = Differences::default();
    let gold = list(&sample.gold, "reporting");
    let mut rules: Vec<_> = sample.draft.reporting.iter().collect();
    differences.same("rules", &gold.len(), &rules.len());
    // The gold names the rules of the closing first.
    rules.sort_by_key(|rule| rule.schedule.is_none());
    for (want, got) in gold.iter().zip(rules) {
        let id = text(want, "id");
        let ids = |key: &str| -> Vec<String> {
            list(want, key)
                .iter()
                .filter_map(|id| id.as_str().map(str::to_owned))
                .collect()
        };
        if want["span"].is_object() {
            differences.same(id, &bytes(&want["span"]), &of(&got.quote));
        }
        differences.same(
            id,
            &want["line"].as_u64(),
            &Some(line_of(&sample.text, got.quote.span.start)),
        );
        differences.same(id, &ids("reporter"), &sample.ids(&got.reporters));
        differences.same(id, &ids("to"), &sample.ids(&got.to));
        differences.same(id, &ids("via"), &sample.ids(&got.via));
        differences.same(
            id,
            &Some(text(want, "subject")),
            &got.subject.as_ref().map(|subject| subject.text.as_str()),
        );
        let schedule = &want["schedule"];
        let kind = match got.schedule.as_ref().map(|one| one.kind) {
            Some(DeadlineKind::Recurring) => "recurring",
            Some(DeadlineKind::Conditional) => "event",
            None => "unspecified",
            Some(_) => "other",
        };
        differences.same(id, &text(schedule, "kind"), &kind);
        differences.same(
            id,
            &schedule["also_ad_hoc"].as_bool().unwrap_or_default(),
            &got.also_ad_hoc,
        );
        let place = schedule["span"]
            .is_object()
            .then(|| bytes(&schedule["span"]));
        differences.same(id, &place, &got.schedule.as_ref().map(|one| of(&one.quote)));
        differences.same(
            id,
            &None,
            &got.schedule.as_ref().and_then(|one| one.rrule.clone()),
        );
    }
    differences.none();
}

/// The codes of the gold in the words of the house, and those it does not speak of: lost headings
/// stand in its tree, and leads and deadlines in its tasks.
const CODES: [(&str, &str); 11] = [
    ("date.leading-zero", "date.leading_zero"),
    ("number.order", "number.order"),
    ("number.implausible-serial", "number.implausible_serial"),
    ("citation.generic-type", "citation.generic_type"),
    ("citation.repeated-in-full", "citation.repeated_in_full"),
    ("title.mismatch", "title.mismatch"),
    ("name.variant", "name.variant"),
    ("name.duplicate-word", "name.duplicate_word"),
    ("punct.end", "punctuation.end"),
    ("task.no-content", "task.no_content"),
    ("report.no-period", "report.no_period"),
];

type Lint = (u64, String, Option<String>, Option<String>);

#[test]
fn findings_are_the_lints() {
    let Some(sample) = sample() else { return };
    let mut differences = Differences::default();
    let mut want: Vec<Lint> = list(&sample.gold, "lints")
        .iter()
        .map(|lint| {
            let code = CODES
                .iter()
                .find(|(gold, _)| *gold == text(lint, "code"))
                .map_or("?", |(_, own)| own);
            let seen = lint["text"]
                .as_str()
                .map(str::to_owned)
                .filter(|_| code != "report.no_period");
            let expected = lint["expected"].as_str().map(str::to_owned);
            (
                lint["line"].as_u64().unwrap_or_default(),
                code.to_owned(),
                seen,
                expected,
            )
        })
        .collect();
    let mut got: Vec<Lint> = sample
        .draft
        .findings
        .iter()
        .filter(|finding| CODES.iter().any(|(_, own)| *own == finding.code))
        .map(|finding| {
            let line = finding
                .line
                .and_then(|line| u64::try_from(line).ok())
                .unwrap_or_default();
            let said = matches!(
                finding.code.as_str(),
                "citation.generic_type" | "title.mismatch"
            );
            let expected = finding.expected.clone().filter(|_| !said);
            let seen = finding
                .seen
                .clone()
                .filter(|_| finding.code != "report.no_period");
            (line, finding.code.clone(), seen, expected)
        })
        .collect();
    want.sort();
    got.sort();
    for lint in want.iter().filter(|lint| !got.contains(lint)) {
        differences.0.push(format!("missing {lint:?}"));
    }
    for lint in got.iter().filter(|lint| !want.contains(lint)) {
        differences.0.push(format!("too much {lint:?}"));
    }
    let lost = sample
        .draft
        .findings
        .iter()
        .filter(|finding| finding.code == "heading.lost")
        .count();
    differences.same("lost headings", &7, &lost);
    differences.none();
}
