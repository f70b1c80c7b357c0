//! The forms of a round: for each unit a workbook and an offline page, one by one or all in one
//! archive with a list of the links.

use std::collections::HashMap;
use std::io::{Cursor, Write as _};

use chrono::{DateTime, NaiveDate, Utc};
use documents::Language;
use documents::reply_form::{self, Form, Task};
use documents::table::harmless;
use dondoc_core::db::Conn;
use dondoc_core::obligation::{Item, State};
use dondoc_core::progress::{self, ProgressUpdate};
use dondoc_core::reply::link::Link;
use dondoc_core::reply::round::{self, Request, Round};
use zip::write::SimpleFileOptions;

use super::super::error::{Error, Result};
use super::super::register::{export, rows};
use crate::show;
use crate::text::Lang;

/// Which file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Excel.
    Workbook,
    /// The page that works without a network.
    Page,
}

impl Kind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Workbook, Self::Page];

    /// The end of its name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Workbook => "xlsx",
            Self::Page => "html",
        }
    }

    /// What it is.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            // Never shown in place: it is a page with a script of its own.
            Self::Page => "application/octet-stream",
        }
    }
}

/// A form and the name of its files without the end.
#[derive(Debug)]
pub struct Made {
    /// The name.
    pub name: String,
    /// The form.
    pub form: Form,
}

/// The forms of a round, or of one unit of it, in the order of the units.
pub async fn of_round(
    conn: &Conn,
    round: &Round,
    requests: &[(Request, Link)],
    only: Option<i64>,
    today: NaiveDate,
) -> Result<Vec<Made>> {
    let mut asked = round::asked(conn, round.id, only, today).await?;
    let ids: Vec<i64> = asked.values().flatten().map(|it| it.id).collect();
    let last = progress::latest_of(conn, &ids).await?;
    let last: HashMap<i64, ProgressUpdate> =
        last.into_iter().map(|it| (it.obligation_id, it)).collect();
    let mut made = Vec::new();
    for (at, (request, _)) in (1..).zip(requests) {
        if only.is_some_and(|only| only != request.id) {
            continue;
        }
        let items = asked.remove(&request.id).unwrap_or_default();
        made.push(Made {
            name: file_name(at, &request.unit_name),
            form: form(round, request, items, &last, today),
        });
    }
    Ok(made)
}

fn form(
    round: &Round,
    request: &Request,
    items: Vec<Item>,
    last: &HashMap<i64, ProgressUpdate>,
    today: NaiveDate,
) -> Form {
    let open = |item: &Item| item.facts.state != State::Cancelled;
    let words = [Some(round.title.as_str()), round.words.as_deref()];
    Form {
        id: request.form_uid.to_string(),
        unit: request.unit_name.clone(),
        unit_code: request.unit_code.clone(),
        made_on: today,
        reply_by: round.reply_by,
        words: Some(words.into_iter().flatten().collect::<Vec<_>>().join("\n")),
        tasks: items
            .into_iter()
            .filter(open)
            .map(|item| task(&item, last))
            .collect(),
    }
}

fn task(item: &Item, last: &HashMap<i64, ProgressUpdate>) -> Task {
    // What goes to units is in Vietnamese, whatever language the pages have.
    let t = Lang::Vi.texts();
    let text = export::content(item.task_heading.as_deref(), item.task_text.as_deref());
    Task {
        obligation: item.id.to_string(),
        version: item.version,
        plan: item.plan_number.clone(),
        code: item.task_code.clone(),
        text,
        role: export::role(item.role),
        deadline: rows::when(t, item),
        last: last.get(&item.id).map(said).unwrap_or_default(),
    }
}

/// What was reported last, in a line.
pub fn said(update: &ProgressUpdate) -> String {
    let mut parts = vec![show::date(update.said_on)];
    parts.extend(update.share().map(|share| format!("{share} %")));
    parts.extend(update.narrative.clone().map(rows::shorten));
    parts.join(" · ")
}

/// A name that every system takes: number, then the unit.
fn file_name(at: usize, unit: &str) -> String {
    let plain: String = vietnamese::key::fold(unit)
        .chars()
        .map(|it| if it.is_ascii_alphanumeric() { it } else { '-' })
        .take(60)
        .collect();
    format!("bieu-tra-loi-{at:03}-{}", plain.trim_matches('-'))
}

/// One file. Blocking.
pub fn write(form: &Form, kind: Kind, key: &[u8], now: DateTime<Utc>) -> Result<Vec<u8>> {
    let language = Language::Vietnamese;
    match kind {
        Kind::Workbook => reply_form::workbook(form, language, key, now).map_err(Error::internal),
        Kind::Page => {
            let page = reply_form::page(form, language, key).map_err(Error::internal)?;
            Ok(page.into_bytes())
        }
    }
}

/// All forms and the list of links. Blocking.
pub fn archive(
    made: &[Made],
    links: &[(String, String, String)],
    key: &[u8],
    now: DateTime<Utc>,
) -> Result<Vec<u8>> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: String, bytes: &[u8], packed: bool| -> Result<()> {
        // A workbook is packed already.
        let method = if packed {
            zip::CompressionMethod::Stored
        } else {
            zip::CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default().compression_method(method);
        archive.start_file(name, options).map_err(Error::internal)?;
        archive.write_all(bytes).map_err(Error::internal)
    };
    add("duong-dan.csv".to_owned(), &table(links)?, false)?;
    for one in made {
        for kind in Kind::ALL {
            let bytes = write(&one.form, kind, key, now)?;
            let name = format!("{}.{}", one.name, kind.extension());
            add(name, &bytes, kind == Kind::Workbook)?;
        }
    }
    Ok(archive.finish().map_err(Error::internal)?.into_inner())
}

/// Unit, link, text for a chat.
fn table(links: &[(String, String, String)]) -> Result<Vec<u8>> {
    let t = Lang::Vi.texts();
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    let head = ["column-unit", "replies-link", "replies-chat-text"].map(|key| t.get(key));
    writer.write_record(head).map_err(Error::internal)?;
    for (unit, link, chat) in links {
        let row = [unit, link, chat].map(|it| harmless(it));
        writer.write_record(row).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(Error::internal)
}
