//! Spellings that mean the same give the same model.

use reading::PlanDraft;
use unicode_normalization::UnicodeNormalization;

use crate::documents;

/// Label, leads, coordinators, deadline.
type Task = (Option<String>, Vec<String>, Vec<String>, Option<String>);

/// What a draft says, without places.
#[derive(Debug, PartialEq, Eq)]
struct Model {
    number: Option<String>,
    issuer: Option<String>,
    date: Option<String>,
    outline: Vec<(String, Option<String>, bool)>,
    tasks: Vec<Task>,
    citations: Vec<(String, Option<String>)>,
}

fn model(draft: &PlanDraft) -> Model {
    let key = |text: &str| vietnamese::key::match_key(text);
    Model {
        number: draft
            .meta
            .number
            .as_ref()
            .map(|number| number.value.clone()),
        issuer: draft.meta.issuer.as_ref().map(|issuer| key(&issuer.value)),
        date: draft.meta.date.as_ref().map(|date| date.value.to_string()),
        outline: draft
            .outline
            .iter()
            .map(|node| {
                (
                    format!("{:?}", node.kind),
                    node.label.as_deref().map(key),
                    node.lost,
                )
            })
            .collect(),
        tasks: draft
            .tasks
            .iter()
            .map(|task| {
                let names = |actors: &[reading::draft::Actor]| {
                    actors.iter().map(|actor| key(&actor.name)).collect()
                };
                let due = task
                    .deadline
                    .as_ref()
                    .map(|deadline| format!("{:?} {:?}", deadline.kind, deadline.due));
                (
                    task.label.clone(),
                    names(&task.lead),
                    names(&task.coordinate),
                    due,
                )
            })
            .collect(),
        citations: draft
            .citations
            .iter()
            .map(|citation| {
                (
                    citation.number.clone(),
                    citation.date.as_ref().map(|date| date.value.to_string()),
                )
            })
            .collect(),
    }
}

#[test]
fn spelling_does_not_change_the_model() {
    let Some(text) = documents::sample() else {
        return;
    };
    let want = model(&documents::read(&text));
    let new_tones = [
        ("òa", "oà"),
        ("óa", "oá"),
        ("ỏa", "oả"),
        ("ọa", "oạ"),
        ("úy", "uý"),
        ("ủy", "uỷ"),
        ("ụy", "uỵ"),
        ("Ủy", "Uỷ"),
    ];
    let retoned = new_tones
        .iter()
        .fold(text.clone(), |text, (old, new)| text.replace(old, new));
    let variants: [(&str, String); 8] = [
        ("NFD", text.nfd().collect()),
        ("tone places", retoned),
        ("CRLF", text.replace('\n', "\r\n")),
        ("no-break spaces", text.replace(' ', "\u{a0}")),
        (
            "en dashes",
            text.replace(" - ", " – ").replace("\n- ", "\n– "),
        ),
        ("Eth for Đ", text.replace('Đ', "\u{d0}")),
        ("double spaces", text.replace(' ', "  ")),
        (
            "bars at the ends",
            text.lines()
                .map(|line| {
                    if line.ends_with('|') {
                        format!("{line}\n")
                    } else {
                        format!("{line} |\n")
                    }
                })
                .collect(),
        ),
    ];
    for (name, variant) in variants {
        let got = model(&documents::read(&variant));
        // The sign of a bullet is part of its label.
        let plain = |mut model: Model| {
            model.outline.retain(|(kind, ..)| kind != "Bullet");
            model
        };
        assert_eq!(plain(got), plain(model(&documents::read(&text))), "{name}");
    }
    assert_eq!(want.tasks.len(), 15);
}
