//! From letters as they are kept to files.

use chrono::{Datelike as _, NaiveDate};
use documents::urging::{Appendix, Letter as Out, Table, docx, pack};
use dondoc_core::obligation::Class;
use dondoc_core::urging::{Addressee, Batch, Letter, Line};

use super::words::{Places, Words};
use crate::show;
use crate::text::{Lang, Texts};
use crate::web::error::{Error, Result};
use crate::web::register::rows::{Status, role_key};

/// The words kept with a batch.
pub fn words(batch: &Batch) -> Result<Words> {
    serde_json::from_str(&batch.head.office).map_err(Error::internal)
}

/// The file of one letter.
pub fn file(batch: &Batch, letter: &Letter, words: &Words) -> Result<Vec<u8>> {
    docx(&compose(batch, letter, words)).map_err(Error::internal)
}

/// All letters of a batch in one archive.
pub fn archive(batch: &Batch, words: &Words) -> Result<Vec<u8>> {
    let files: Vec<(String, Vec<u8>)> = (1..)
        .zip(&batch.letters)
        .map(|(at, letter)| Ok((name(at, letter), file(batch, letter, words)?)))
        .collect::<Result<_>>()?;
    pack(&files).map_err(Error::internal)
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
    format!("cong-van-don-doc-{at:03}-{plain}.docx").replace("-.docx", ".docx")
}

fn compose(batch: &Batch, letter: &Letter, words: &Words) -> Out {
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
    let alone = letter.addressees.len() == 1;
    let number = letter.number.clone();
    Out {
        superior: words.superior.clone(),
        issuer: words.issuer.clone(),
        number: number.unwrap_or_else(|| format!("          /{}", words.symbol)),
        subject: places.fill(&words.subject),
        place_and_day: place_and_day(&words.place, letter.signed_on, batch.head.day, t),
        to: letter
            .addressees
            .iter()
            .map(|it| it.unit_name.clone())
            .collect(),
        opening: paragraphs(&words.opening),
        table: letter
            .addressees
            .first()
            .filter(|_| alone)
            .map(|it| table(&it.lines, t)),
        closing: paragraphs(&words.closing),
        recipients: words.recipients.lines().map(str::to_owned).collect(),
        authority: words.authority.replace(" / ", "\n"),
        title: words.title.clone(),
        signer: words.signer.clone(),
        appendices: if alone {
            Vec::new()
        } else {
            let each = (1..).zip(&letter.addressees);
            each.map(|(at, it)| appendix(at, it, words, t)).collect()
        },
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
    }
}

/// Without a day signed, the day is left to be filled in by hand.
fn place_and_day(place: &str, signed: Option<NaiveDate>, day: NaiveDate, t: &Texts) -> String {
    let (date, month) = match signed {
        Some(signed) => (format!("{:02}", signed.day()), signed.month()),
        None => ("     ".to_owned(), day.month()),
    };
    // Months one and two are written with a zero, as the decree has it.
    let month = if month < 3 {
        format!("{month:02}")
    } else {
        month.to_string()
    };
    let year = signed.unwrap_or(day).year().to_string();
    t.with(
        "urging-place-and-day",
        &[
            ("place", &place),
            ("day", &date),
            ("month", &month),
            ("year", &year),
        ],
    )
}

fn appendix(at: usize, addressee: &Addressee, words: &Words, t: &Texts) -> Appendix {
    Appendix {
        title: t.two(
            "urging-appendix",
            "number",
            at.to_string(),
            "unit",
            addressee.unit_name.as_str(),
        ),
        of: t.one("urging-appendix-of", "issuer", words.issuer.as_str()),
        table: table(&addressee.lines, t),
    }
}

fn table(lines: &[Line], t: &Texts) -> Table {
    let headings = [
        t.get("urging-column-number"),
        t.get("column-task"),
        t.get("column-plan"),
        t.get("column-role"),
        t.get("column-due"),
        t.get("column-status"),
    ];
    let row = |(at, line): (usize, &Line)| {
        vec![
            at.to_string(),
            content(line),
            line.plan_number.clone(),
            t.get(role_key(line.role)).to_owned(),
            line.last_day.map_or_else(|| "–".to_owned(), show::date),
            t.get(Status(line.class).key()).to_owned(),
        ]
    };
    Table {
        headings: headings.map(str::to_owned).to_vec(),
        rows: (1..).zip(lines).map(row).collect(),
        widths: vec![6, 38, 18, 10, 16, 12],
    }
}

/// What is to be done, with the number that the plan gives it.
fn content(line: &Line) -> String {
    let text = match (&line.task_heading, &line.task_text) {
        (Some(heading), Some(text)) => format!("{heading} {text}"),
        (one, other) => one.as_ref().or(other.as_ref()).cloned().unwrap_or_default(),
    };
    match &line.task_label {
        Some(label) => format!("{label} {text}"),
        None => text,
    }
}
