//! From letters as they are kept to files.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use documents::archive::pack;
use documents::letter::forms::{Debt, Debts, Office, Text, late, urge, urge_many};
use documents::letter::{Day, Letter as Out, Number, Recipients, Signature};
use dondoc_core::obligation::Class;
use dondoc_core::urging::{Addressee, Batch, Letter, Line};

use super::words::{Places, Words};
use crate::show;
use crate::text::{Lang, Texts};
use crate::web::error::{Error, Result};
use crate::web::letters::{File, both};
use crate::web::register::rows::{Status, role_key};

/// The words kept with a batch.
pub fn words(batch: &Batch) -> Result<Words> {
    serde_json::from_str(&batch.head.office).map_err(Error::internal)
}

/// One letter as DOCX and PDF, as they are downloaded, or sent along with a message.
pub fn files(batch: &Batch, letter: &Letter, words: &Words) -> Result<[File; 2]> {
    let of_batch = (1..).zip(&batch.letters);
    let place = of_batch.into_iter().find(|(_, it)| it.id == letter.id);
    let at = place.map_or(1, |(at, _)| at);
    both(&compose(batch, letter, words), &name(at, letter))
}

/// All letters of a batch in one archive.
pub fn archive(batch: &Batch, words: &Words) -> Result<Vec<u8>> {
    let mut packed = Vec::with_capacity(batch.letters.len() * 2);
    for (at, letter) in (1..).zip(&batch.letters) {
        let files = both(&compose(batch, letter, words), &name(at, letter))?;
        packed.extend(files.map(|file| (file.name, file.bytes)));
    }
    pack(&packed).map_err(Error::internal)
}

/// A name that every system takes: number, then the unit.
fn name(at: usize, letter: &Letter) -> String {
    let unit = match letter.addressees.as_slice() {
        [one] => vietnamese::key::fold(&one.unit_name),
        _ => String::new(),
    };
    let plain: String = unit
        .chars()
        .map(|it| if it.is_ascii_alphanumeric() { it } else { '-' })
        .take(60)
        .collect();
    let name = format!("cong-van-don-doc-{at:03}-{plain}");
    name.trim_end_matches('-').to_owned()
}

/// What the letter says, in the form of an official document.
pub fn compose(batch: &Batch, letter: &Letter, words: &Words) -> Out {
    // Letters are in Vietnamese, whatever language the pages have.
    let t = Lang::Vi.texts();
    let places = places(batch, letter, words, t);
    let paragraphs = |text: &str| -> Vec<String> {
        let filled = places.fill(text);
        let lines = filled.lines().map(str::trim);
        lines
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let text = Text {
        about: places.fill(&words.subject),
        before: paragraphs(&words.opening),
        after: paragraphs(&words.closing),
    };
    let office = office(batch, letter, words);
    // One plan is named in the text; several need a column.
    let lines = letter.addressees.iter().flat_map(|it| &it.lines);
    let several = lines.map(|it| it.plan_id).collect::<BTreeSet<_>>().len() > 1;
    let each = letter.addressees.iter();
    let debts: Vec<Debts> = each
        .map(|it| debts(it, several, batch.head.day, t))
        .collect();
    match debts.as_slice() {
        [one] => urge(&office, &text, one),
        many => urge_many(&office, &text, many),
    }
}

/// Letterhead and signer. Without a day signed, the day is left to be filled in by hand.
fn office(batch: &Batch, letter: &Letter, words: &Words) -> Office {
    let superior = words.superior.trim();
    Office {
        superior: (!superior.is_empty()).then(|| superior.to_owned()),
        name: words.issuer.trim().to_owned(),
        place: words.place.trim().to_owned(),
        number: match &letter.number {
            Some(written) => Number::read(written),
            None => Number::new(None, words.symbol.trim()),
        },
        day: match letter.signed_on {
            Some(day) => Day::known(day),
            None => Day::of_month(batch.head.day),
        },
        recipients: Recipients::read(&words.recipients),
        signature: Signature::read(
            words.authority.split(" / "),
            &words.title,
            Some(&words.signer),
        ),
    }
}

/// What the places stand for in this letter.
fn places(batch: &Batch, letter: &Letter, words: &Words, t: &Texts) -> Places {
    let lines = letter.addressees.iter().flat_map(|it| &it.lines);
    let mut plans: Vec<String> = lines
        .clone()
        .map(|line| {
            t.two(
                "urging-plan",
                "number",
                line.plan_number.as_str(),
                "day",
                show::date(line.plan_signed_on),
            )
        })
        .collect();
    plans.sort();
    plans.dedup();
    Places {
        unit: match letter.addressees.as_slice() {
            [one] => one.unit_name.clone(),
            _ => t.get("urging-all-units").to_owned(),
        },
        plan: plans.join("; "),
        count: lines.clone().count(),
        late: lines.filter(|line| line.class == Class::Overdue).count(),
        day: show::date(batch.head.day),
        answer_by: show::date(batch.head.answer_by),
        issuer: words.issuer.clone(),
        list: match letter.addressees.as_slice() {
            [_] => t.get("urging-list-one").to_owned(),
            _ => t.get("urging-list-many").to_owned(),
        },
    }
}

fn debts(addressee: &Addressee, several: bool, day: NaiveDate, t: &Texts) -> Debts {
    let debt = |line: &Line| Debt {
        plan: several.then(|| line.plan_number.clone()),
        place: line.task_label.clone().unwrap_or_default(),
        task: content(line),
        role: t.get(role_key(line.role)).to_owned(),
        deadline: line.last_day.map_or_else(|| "–".to_owned(), show::date),
        state: match (line.class, line.last_day) {
            (Class::Overdue, Some(last)) => late((day - last).num_days()),
            _ => t.get(Status(line.class).key()).to_owned(),
        },
    };
    Debts {
        unit: addressee.unit_name.clone(),
        items: addressee.lines.iter().map(debt).collect(),
    }
}

/// What is to be done.
fn content(line: &Line) -> String {
    match (&line.task_heading, &line.task_text) {
        (Some(heading), Some(text)) => format!("{heading} {text}"),
        (one, other) => one.as_ref().or(other.as_ref()).cloned().unwrap_or_default(),
    }
}
