//! The forms of one part: what came in them, and what it says for `core`.

use chrono::NaiveDate;
use dondoc_core::progress::{Evidence, ProgressUpdate, Provenance, Report, Way, merge};

use super::files::Kept;
use crate::show;
use crate::text::Texts;

/// What the form of a report says, as typed.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields of the form")]
pub struct ReportForm {
    pub version: i64,
    pub base: i64,
    pub narrative: String,
    pub share: String,
    pub result: String,
    pub done_on: String,
    pub difficulty: String,
    pub links: String,
    pub number: String,
    pub dated: String,
    pub said_by: String,
    pub said_on: String,
    pub proof_number: String,
    pub proof_dated: String,
    /// Files sent before, still kept.
    pub kept: Vec<Kept>,
}

/// The last value of a field, or nothing.
pub fn value<'f>(fields: &'f [(String, String)], name: &str) -> &'f str {
    let found = fields.iter().rev().find(|(own, _)| own == name);
    found.map_or("", |(_, text)| text.trim())
}

/// A day as a date field takes it, from whatever was typed.
fn iso(text: &str) -> String {
    show::parse_date(text).map_or_else(String::new, |day| day.to_string())
}

impl ReportForm {
    /// From the fields that came.
    pub fn of(fields: &[(String, String)], kept: Vec<Kept>) -> Self {
        let text = |name: &str| value(fields, name).to_owned();
        let number = |name: &str| value(fields, name).parse().unwrap_or(0);
        Self {
            version: number("version"),
            base: number("base"),
            narrative: text("narrative"),
            share: text("share"),
            result: text("result"),
            done_on: iso(value(fields, "done_on")),
            difficulty: text("difficulty"),
            links: text("links"),
            number: text("number"),
            dated: iso(value(fields, "dated")),
            said_by: text("said_by"),
            said_on: iso(value(fields, "said_on")),
            proof_number: text("proof_number"),
            proof_dated: iso(value(fields, "proof_dated")),
            kept,
        }
    }

    /// As it is offered: what was said last goes on from there.
    pub fn beginning(version: i64, last: Option<&ProgressUpdate>, said_by: &str) -> Self {
        let mut form = Self {
            version,
            said_by: said_by.to_owned(),
            ..Self::default()
        };
        if let Some(last) = last {
            form.base = last.id;
            form.fill(&Report::from(last));
        }
        form
    }

    /// The fields as they would come from a browser, files apart: what a draft keeps.
    pub fn fields(&self) -> Vec<(String, String)> {
        let numbers = [
            ("version", self.version.to_string()),
            ("base", self.base.to_string()),
        ];
        let texts = [
            ("narrative", &self.narrative),
            ("share", &self.share),
            ("result", &self.result),
            ("done_on", &self.done_on),
            ("difficulty", &self.difficulty),
            ("links", &self.links),
            ("number", &self.number),
            ("dated", &self.dated),
        ];
        let texts = texts.map(|(name, text)| (name, text.clone()));
        numbers
            .into_iter()
            .chain(texts)
            .map(|(name, text)| (name.to_owned(), text))
            .collect()
    }

    /// Whether nothing was typed that `other` does not say, and no file came.
    pub fn says_nothing_beyond(&self, other: &Self) -> bool {
        let words = |form: &Self| {
            let mut fields = form.fields();
            fields.retain(|(name, _)| name != "version" && name != "base");
            fields
        };
        self.kept.is_empty() && words(self) == words(other)
    }

    fn fill(&mut self, report: &Report) {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        self.narrative = text(&report.narrative);
        self.share = report.share.map(|it| it.to_string()).unwrap_or_default();
        self.result = text(&report.result);
        self.done_on = report.done_on.map(|it| it.to_string()).unwrap_or_default();
        self.difficulty = text(&report.difficulty);
    }

    /// For `core`; the name of the field that makes no sense otherwise.
    pub fn report(&self) -> Result<Report, &'static str> {
        let text = |text: &String| (!text.is_empty()).then(|| text.clone());
        let share = self.share.trim_end_matches('%').trim();
        let share = if share.is_empty() {
            None
        } else {
            Some(share.parse().map_err(|_| "share")?)
        };
        let files = self.kept.iter().filter(|file| !file.proof);
        let mut evidence: Vec<Evidence> = files.map(Kept::evidence).collect();
        let links = self.links.lines().map(str::trim);
        let links = links.filter(|link| !link.is_empty());
        evidence.extend(links.map(|link| Evidence::Link(link.to_owned())));
        evidence.extend(document(&self.number, &self.dated));
        Ok(Report {
            narrative: text(&self.narrative),
            share,
            result: text(&self.result),
            done_on: day(&self.done_on),
            difficulty: text(&self.difficulty),
            evidence,
        })
    }

    /// Who said it. `own`: by an account of the unit itself.
    pub fn provenance(&self, own: bool, typist: &str) -> Provenance {
        if own {
            return Provenance::account(typist);
        }
        let files = self.kept.iter().filter(|file| file.proof);
        let mut proof: Vec<Evidence> = files.map(Kept::evidence).collect();
        proof.extend(document(&self.proof_number, &self.proof_dated));
        Provenance {
            way: Way::OnBehalf,
            said_by: Some(self.said_by.clone()).filter(|name| !name.is_empty()),
            said_on: day(&self.said_on),
            link_id: None,
            source_key: None,
            proof,
        }
    }

    /// Takes over what was said meanwhile wherever this form has nothing of its own, and tells
    /// what the other one says where they differ.
    pub fn merge(&mut self, t: &Texts, base: &Report, theirs: &ProgressUpdate) -> Vec<Beside> {
        let mine = self.report().unwrap_or_default();
        let merged = merge::reports(base, &mine, &Report::from(theirs));
        let share = |share: &Option<u8>| share.map(|it| format!("{it} %"));
        let date = |day: &Option<NaiveDate>| day.map(show::date);
        let beside = [
            Beside::of("narrative", &merged.narrative, Clone::clone),
            Beside::of("share", &merged.share, share),
            Beside::of("result", &merged.result, Clone::clone),
            Beside::of("done_on", &merged.done_on, date),
            Beside::of("difficulty", &merged.difficulty, Clone::clone),
        ];
        self.fill(&Report {
            narrative: merged.narrative.shown,
            share: merged.share.shown,
            result: merged.result.shown,
            done_on: merged.done_on.shown,
            difficulty: merged.difficulty.shown,
            evidence: Vec::new(),
        });
        self.base = theirs.id;
        let empty = t.get("progress-empty");
        beside
            .into_iter()
            .flatten()
            .map(|it| it.or(empty))
            .collect()
    }
}

/// What the other person said in a field, where it is not the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// The field.
    pub field: &'static str,
    /// Their words.
    pub said: String,
    /// Whether both changed it.
    pub clash: bool,
}

impl Beside {
    fn of<T>(
        field: &'static str,
        merged: &merge::Field<T>,
        words: impl Fn(&T) -> Option<String>,
    ) -> Option<Self> {
        let said = words(merged.theirs.as_ref()?).unwrap_or_default();
        Some(Self {
            field,
            said,
            clash: merged.clash,
        })
    }

    fn or(mut self, empty: &str) -> Self {
        if self.said.is_empty() {
            empty.clone_into(&mut self.said);
        }
        self
    }
}

/// A day from a date field.
pub fn day(text: &str) -> Option<NaiveDate> {
    show::parse_date(text)
}

/// A document by its number, if one was typed.
pub fn document(number: &str, dated: &str) -> Option<Evidence> {
    (!number.trim().is_empty()).then(|| Evidence::Document {
        number: number.trim().to_owned(),
        dated: day(dated),
    })
}

/// What the form of a decision or a request says, as typed; shown again when it was not taken.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields of the form")]
pub struct ActForm {
    pub version: i64,
    /// Which form it is.
    pub act: String,
    pub reason: String,
    pub day: String,
    pub number: String,
    pub dated: String,
    pub kept: Vec<Kept>,
}

impl ActForm {
    /// From the fields that came.
    pub fn of(fields: &[(String, String)], kept: Vec<Kept>) -> Self {
        let text = |name: &str| value(fields, name).to_owned();
        Self {
            version: value(fields, "version").parse().unwrap_or(0),
            act: text("act"),
            reason: text("reason"),
            day: iso(value(fields, "day")),
            number: text("number"),
            dated: iso(value(fields, "dated")),
            kept,
        }
    }

    /// The documents and files it rests on.
    pub fn pieces(&self) -> Vec<Evidence> {
        let files = self.kept.iter().map(Kept::evidence);
        files.chain(document(&self.number, &self.dated)).collect()
    }

    /// The reason, if there is one.
    pub fn reason(&self) -> Option<String> {
        Some(self.reason.clone()).filter(|reason| !reason.is_empty())
    }
}

/// The field of hidden files.
pub const CARRIED: &str = "kept";
