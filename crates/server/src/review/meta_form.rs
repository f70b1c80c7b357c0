//! The form of the head and foot of the document.

use dondoc_core::plan::draft::edit::{Edit, MetaField, MetaInput};
use dondoc_core::plan::draft::{Meta, Value};
use serde::Deserialize;

use super::bar::years;
use super::deadline::Fault;
use crate::key;
use crate::show;

/// All fields of the head and foot.
#[derive(Debug, Clone, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
#[expect(
    missing_docs,
    reason = "the controls of the form, named after the fields of `Meta`"
)]
pub struct MetaForm {
    /// What the head said when the form was opened.
    pub seen: String,
    pub kind: String,
    pub number: String,
    pub title: String,
    pub issuer: String,
    pub place: String,
    pub date: String,
    pub years: String,
    pub signer: String,
    #[serde(rename = "sign-for")]
    pub sign_for: String,
    pub recipients: String,
    /// What was wrong when it was sent.
    #[serde(skip)]
    pub faults: Vec<Fault>,
    /// Somebody else changed the head meanwhile.
    #[serde(skip)]
    pub overtaken: bool,
}

impl MetaForm {
    /// The form as it is first shown.
    pub fn of(meta: &Meta) -> Self {
        let own = |value: &Option<Value<String>>| {
            value
                .as_ref()
                .map(|value| value.value.clone())
                .unwrap_or_default()
        };
        let recipients: Vec<&str> = meta
            .recipients
            .iter()
            .map(|value| value.value.as_str())
            .collect();
        Self {
            seen: super::forms::print(meta),
            kind: own(&meta.kind),
            number: own(&meta.number),
            title: own(&meta.title),
            issuer: own(&meta.issuer),
            place: own(&meta.place),
            date: meta
                .date
                .as_ref()
                .map(|day| show::date(day.value))
                .unwrap_or_default(),
            years: meta
                .years
                .as_ref()
                .map(|span| years(span.value))
                .unwrap_or_default(),
            signer: own(&meta.signer),
            sign_for: own(&meta.sign_for),
            recipients: recipients.join("\n"),
            faults: Vec::new(),
            overtaken: false,
        }
    }

    /// The key of what is wrong with a control.
    pub fn fault(&self, control: &str) -> Option<&'static str> {
        self.faults
            .iter()
            .find(|(known, _)| *known == control)
            .map(|(_, key)| *key)
    }

    /// The one-line controls: name, key of the label, what is in it.
    pub fn lines(&self) -> [(&'static str, &'static str, &str); 9] {
        [
            ("kind", key!("review-meta-kind"), &self.kind),
            ("number", key!("review-meta-number"), &self.number),
            ("title", key!("review-meta-title"), &self.title),
            ("issuer", key!("review-meta-issuer"), &self.issuer),
            ("place", key!("review-meta-place"), &self.place),
            ("date", key!("review-meta-date"), &self.date),
            ("years", key!("review-meta-years"), &self.years),
            ("signer", key!("review-meta-signer"), &self.signer),
            ("sign-for", key!("review-meta-sign-for"), &self.sign_for),
        ]
    }

    /// What the sent form changes.
    pub fn edits(&self, meta: &Meta) -> Result<Vec<Edit>, Vec<Fault>> {
        let shown = Self::of(meta);
        let mut edits = Vec::new();
        let texts = [
            (MetaField::Kind, &self.kind, &shown.kind),
            (MetaField::Number, &self.number, &shown.number),
            (MetaField::Title, &self.title, &shown.title),
            (MetaField::Issuer, &self.issuer, &shown.issuer),
            (MetaField::Place, &self.place, &shown.place),
            (MetaField::Signer, &self.signer, &shown.signer),
            (MetaField::SignFor, &self.sign_for, &shown.sign_for),
        ];
        for (field, new, old) in texts {
            let new = new.trim();
            if new != old.trim() {
                let value = (!new.is_empty()).then(|| MetaInput::Text(new.to_owned()));
                edits.push(Edit::SetMeta { field, value });
            }
        }
        let mut faults = Vec::new();
        if self.date.trim() != shown.date {
            match date(&self.date) {
                Ok(value) => edits.push(Edit::SetMeta {
                    field: MetaField::Date,
                    value,
                }),
                Err(fault) => faults.push(fault),
            }
        }
        if self.years.trim() != shown.years {
            match span(&self.years) {
                Ok(value) => edits.push(Edit::SetMeta {
                    field: MetaField::Years,
                    value,
                }),
                Err(fault) => faults.push(fault),
            }
        }
        let lines: Vec<String> = split(&self.recipients);
        if lines != split(&shown.recipients) {
            let value = (!lines.is_empty()).then_some(MetaInput::Lines(lines));
            edits.push(Edit::SetMeta {
                field: MetaField::Recipients,
                value,
            });
        }
        if faults.is_empty() {
            Ok(edits)
        } else {
            Err(faults)
        }
    }
}

fn split(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

fn date(text: &str) -> Result<Option<MetaInput>, Fault> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let day = show::parse_date(text).ok_or(("date", key!("review-fault-date")))?;
    Ok(Some(MetaInput::Date(day)))
}

/// `2023`, `2026-2030`.
fn span(text: &str) -> Result<Option<MetaInput>, Fault> {
    let fault = ("years", key!("review-fault-years"));
    if text.trim().is_empty() {
        return Ok(None);
    }
    let years: Result<Vec<i32>, _> = text
        .split(['-', '–'])
        .map(|year| year.trim().parse())
        .collect();
    match years.as_deref() {
        Ok([year]) => Ok(Some(MetaInput::Years(*year, *year))),
        Ok([first, last]) if first <= last => Ok(Some(MetaInput::Years(*first, *last))),
        _ => Err(fault),
    }
}
