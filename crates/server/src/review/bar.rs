//! The parts beside the cards: the bar that stays, the head of the document, the names nobody has,
//! the history.

use askama::Template;
use askama::filters::HtmlSafe;
use dondoc_core::plan::draft::edit::MetaField;
use dondoc_core::plan::draft::{Certainty, Value};

use super::card::Shown;
use super::desk::Desk;
use super::forms::MetaForm;
use super::history;
use super::name::{META, Name};
use super::who::UnknownName;
use crate::key;
use crate::show;
use crate::web::page::Page;

/// `templates/review/bar.html`
#[derive(Template)]
#[template(path = "review/bar.html")]
pub struct Bar<'a> {
    page: &'a Page,
    desk: &'a Desk,
}

impl<'a> Bar<'a> {
    /// The bar of a draft.
    pub fn new(page: &'a Page, desk: &'a Desk) -> Self {
        Self { page, desk }
    }

    fn title(&self) -> &str {
        let title = self.desk.draft.meta.title.as_ref();
        title.map_or(self.desk.head.title.as_str(), |title| title.value.as_str())
    }

    fn number(&self) -> &str {
        let number = self.desk.draft.meta.number.as_ref();
        number.map_or("", |number| number.value.as_str())
    }

    fn left(&self) -> usize {
        self.desk.gaps.len()
    }

    fn next(&self) -> Option<Name> {
        self.desk.next_after(None)
    }

    /// What the last edit was, for the button that takes it back.
    fn last(&self) -> Option<String> {
        self.desk
            .history
            .last()
            .map(|step| history::says(self.page.t, &step.edit, self.desk))
    }
}

/// `templates/review/meta.html`
#[derive(Template)]
#[template(path = "review/meta.html")]
pub struct Head<'a> {
    page: &'a Page,
    desk: &'a Desk,
    /// The form, when it is open.
    form: Option<MetaForm>,
}

/// What a field of the head is called.
pub const fn field_key(field: MetaField) -> &'static str {
    match field {
        MetaField::Kind => key!("review-meta-kind"),
        MetaField::Number => key!("review-meta-number"),
        MetaField::Issuer => key!("review-meta-issuer"),
        MetaField::Place => key!("review-meta-place"),
        MetaField::Date => key!("review-meta-date"),
        MetaField::Title => key!("review-meta-title"),
        MetaField::Years => key!("review-meta-years"),
        MetaField::Signer => key!("review-meta-signer"),
        MetaField::SignFor => key!("review-meta-sign-for"),
        MetaField::Recipients => key!("review-meta-recipients"),
    }
}

/// A field of the head with what it says.
struct HeadField {
    key: &'static str,
    name: Name,
    /// Text, place, certainty, open.
    values: Vec<HeadValue>,
    /// It is needed and not there.
    needed: bool,
}

struct HeadValue {
    name: Name,
    text: String,
    quote: Option<dondoc_core::plan::draft::Quote>,
    certainty: Certainty,
    open: bool,
}

impl HeadValue {
    fn of<T>(name: Name, value: &Value<T>, text: String) -> Self {
        Self {
            name,
            text,
            quote: value.quote.clone(),
            certainty: value.certainty,
            open: value.open(),
        }
    }

    fn shown(&self) -> Shown<'_> {
        Shown {
            name: self.name,
            text: &self.text,
            quote: self.quote.as_ref(),
            certainty: self.certainty,
            open: self.open,
        }
    }
}

impl<'a> Head<'a> {
    /// The head of a draft; `form` when it is being changed.
    pub fn new(page: &'a Page, desk: &'a Desk, form: Option<MetaForm>) -> Self {
        Self { page, desk, form }
    }

    fn fields(&self) -> Vec<HeadField> {
        META.into_iter()
            .map(|(field, _)| self.field(field))
            .collect()
    }

    fn field(&self, field: MetaField) -> HeadField {
        let meta = &self.desk.draft.meta;
        let name = Name::Meta(field);
        let text = |value: &Option<Value<String>>| {
            value
                .iter()
                .map(|v| HeadValue::of(name, v, v.value.clone()))
                .collect()
        };
        let values: Vec<HeadValue> = match field {
            MetaField::Kind => text(&meta.kind),
            MetaField::Number => text(&meta.number),
            MetaField::Issuer => text(&meta.issuer),
            MetaField::Place => text(&meta.place),
            MetaField::Title => text(&meta.title),
            MetaField::Signer => text(&meta.signer),
            MetaField::SignFor => text(&meta.sign_for),
            MetaField::Date => meta
                .date
                .iter()
                .map(|v| HeadValue::of(name, v, show::date(v.value)))
                .collect(),
            MetaField::Years => meta
                .years
                .iter()
                .map(|v| HeadValue::of(name, v, years(v.value)))
                .collect(),
            MetaField::Recipients => {
                let lines = meta.recipients.iter().enumerate();
                lines
                    .map(|(i, v)| HeadValue::of(Name::Recipient(i), v, v.value.clone()))
                    .collect()
            }
        };
        let must = [
            MetaField::Number,
            MetaField::Issuer,
            MetaField::Date,
            MetaField::Title,
        ];
        let needed = values.is_empty() && must.contains(&field);
        HeadField {
            key: field_key(field),
            name,
            values,
            needed,
        }
    }

    fn left(&self) -> usize {
        self.desk
            .open_names()
            .filter(|name| matches!(name, Name::Meta(_)))
            .count()
    }
}

/// `2026–2030`, or one year.
pub fn years((first, last): (i32, i32)) -> String {
    if first == last {
        first.to_string()
    } else {
        format!("{first}–{last}")
    }
}

/// `templates/review/names.html`
#[derive(Template)]
#[template(path = "review/names.html")]
pub struct Names<'a> {
    page: &'a Page,
    desk: &'a Desk,
    unknown: Vec<UnknownName<'a>>,
}

impl<'a> Names<'a> {
    /// The names of a draft that nobody in the directory has.
    pub fn new(page: &'a Page, desk: &'a Desk) -> Self {
        Self {
            page,
            desk,
            unknown: desk.who.unknown(&desk.draft),
        }
    }
}

/// `templates/review/history.html`
#[derive(Template)]
#[template(path = "review/history.html")]
pub struct History<'a> {
    page: &'a Page,
    desk: &'a Desk,
}

impl<'a> History<'a> {
    /// How many steps are shown at once.
    const SHOWN: usize = 50;

    /// The history of a draft.
    pub fn new(page: &'a Page, desk: &'a Desk) -> Self {
        Self { page, desk }
    }

    /// The latest first: when, who, what.
    fn steps(&self) -> Vec<(String, &'a str, String)> {
        let steps = self.desk.history.iter().rev().take(Self::SHOWN);
        steps
            .map(|step| {
                let what = history::says(self.page.t, &step.edit, self.desk);
                (show::instant(step.at), step.actor_name.as_str(), what)
            })
            .collect()
    }
}

/// `templates/review/lists.html`: what the plan cites, and who must report.
#[derive(Template)]
#[template(path = "review/lists.html")]
pub struct Lists<'a> {
    page: &'a Page,
    desk: &'a Desk,
}

impl<'a> Lists<'a> {
    /// The lists of a draft.
    pub fn new(page: &'a Page, desk: &'a Desk) -> Self {
        Self { page, desk }
    }

    fn cited(&self) -> impl Iterator<Item = (Name, &'a dondoc_core::plan::draft::Citation)> {
        self.desk
            .draft
            .citations
            .iter()
            .enumerate()
            .map(|(i, c)| (Name::Citation(i), c))
    }

    fn rules(&self) -> impl Iterator<Item = (Name, &'a dondoc_core::plan::draft::Reporting)> {
        self.desk
            .draft
            .reporting
            .iter()
            .enumerate()
            .map(|(i, r)| (Name::Reporting(i), r))
    }

    fn schedule(&self, rule: &dondoc_core::plan::draft::Reporting) -> String {
        match &rule.schedule {
            Some(schedule) => super::deadline::sentence(self.page.t, schedule),
            None => self.page.t.get("review-says-no-cycle").to_owned(),
        }
    }
}

// They escape what they show themselves, so they stand in other templates as they are.
impl HtmlSafe for Bar<'_> {}
impl HtmlSafe for Head<'_> {}
impl HtmlSafe for Names<'_> {}
impl HtmlSafe for History<'_> {}
impl HtmlSafe for Lists<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_year_is_one_year() {
        assert_eq!(years((2023, 2023)), "2023");
        assert_eq!(years((2026, 2030)), "2026–2030");
    }
}
