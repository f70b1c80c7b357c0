//! The log as files, and files of the log checked again without a database.

use std::io::BufRead;

use axum::body::Bytes;
use chrono::{DateTime, Utc};
use documents::log::{self, Entry, Head, Sheets};
use dondoc_core::Db;
use dondoc_core::document::blob::hex;
use dondoc_core::event::verify::{Anchor, Fault, Walk};
use dondoc_core::event::{self, Event, Selection};
use futures_util::Stream;

use crate::key;
use crate::text::Texts;
use crate::web::error::{Error, Result};
use crate::web::events::what;

/// Events read at a time.
const PIECE: i64 = 1_000;
/// Longest line of a file that is checked.
const LONGEST_LINE: u64 = 64 * 1024 * 1024;

/// A form of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// JSON Lines.
    Lines,
    /// CSV.
    Table,
    /// Excel.
    Workbook,
}

impl Form {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Lines, Self::Table, Self::Workbook];

    /// The end of its name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Lines => "jsonl",
            Self::Table => "csv",
            Self::Workbook => "xlsx",
        }
    }

    /// For HTTP.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Lines => "application/jsonl",
            Self::Table => "text/csv; charset=utf-8",
            Self::Workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// How to check a file, line by line.
pub fn how(t: &Texts) -> Vec<String> {
    let text = t.get(key!("log-how"));
    text.lines().map(str::to_owned).collect()
}

fn columns(t: &Texts) -> log::Columns {
    [
        key!("event-number"),
        key!("event-at"),
        key!("log-column-actor-id"),
        key!("event-who"),
        key!("log-column-unit-id"),
        key!("log-column-kind"),
        key!("event-what"),
        key!("log-column-subject"),
        key!("log-column-subject-id"),
        key!("log-column-before"),
        key!("log-column-after"),
        key!("log-column-proof"),
        key!("log-column-previous"),
        key!("log-column-hash"),
    ]
    .map(|key| t.get(key).to_owned())
}

/// An export: what is selected, up to the end of the log at its beginning.
#[derive(Clone)]
pub struct Export {
    db: Db,
    t: &'static Texts,
    selection: Selection,
    end: Anchor,
    head: Head,
}

impl Export {
    /// Begin; `words` says what was selected.
    pub async fn begin(
        db: &Db,
        t: &'static Texts,
        selection: Selection,
        words: String,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let reader = db.read().await?;
        let end = event::end(&reader).await?;
        let behind = Some(end.sequence + 1);
        let last = event::selected_before(&reader, &selection, behind, 1).await?;
        drop(reader);
        let head = Head {
            format: log::FORMAT.to_owned(),
            exported_at: now,
            end: end.to_string(),
            selection: words,
            gaps: selection.has_gaps(),
            last: last.first().map(|event| event.id),
            how_to_verify: how(t),
        };
        Ok(Self {
            db: db.clone(),
            t,
            selection,
            end,
            head,
        })
    }

    /// The next events behind one.
    async fn piece(&self, after: i64) -> Result<Vec<Entry>> {
        let reader = self.db.read().await?;
        let found = event::selected(&reader, &self.selection, after, PIECE).await?;
        let within = |event: &Event| event.id <= self.end.sequence;
        let found = found.into_iter().take_while(within);
        Ok(found.map(|event| entry(event, self.t)).collect())
    }

    /// What stands before the events.
    fn top(&self, form: Form) -> Result<Vec<u8>> {
        match form {
            Form::Lines => Ok(log::head_line(&self.head)),
            _ => log::table_head(&columns(self.t)).map_err(Error::internal),
        }
    }

    fn bytes(form: Form, entries: &[Entry]) -> Result<Vec<u8>> {
        match form {
            Form::Lines => Ok(log::lines(entries)),
            _ => log::table(entries).map_err(Error::internal),
        }
    }

    /// The file piece by piece: no more of the log than a piece is ever in memory.
    pub fn stream(self, form: Form) -> impl Stream<Item = Result<Bytes>> {
        let first = Some((self, None::<i64>));
        futures_util::stream::unfold(first, move |state| async move {
            let (export, after) = state?;
            let Some(after) = after else {
                let top = export.top(form).map(Bytes::from);
                return Some((top, Some((export, Some(0)))));
            };
            match export.piece(after).await {
                Ok(entries) => {
                    let last = entries.last()?.id;
                    let bytes = Self::bytes(form, &entries).map(Bytes::from);
                    Some((bytes, Some((export, Some(last)))))
                }
                // The connection breaks off: half a file is not taken for a whole one.
                Err(error) => Some((Err(error), None)),
            }
        })
    }

    /// The file as a workbook, which stands in memory and is therefore not of any length.
    pub async fn workbook(self) -> Result<Vec<u8>> {
        let (mut entries, mut after) = (Vec::new(), 0);
        loop {
            let piece = self.piece(after).await?;
            let Some(last) = piece.last() else { break };
            after = last.id;
            entries.extend(piece);
            if entries.len() > log::MOST_ROWS {
                return Err(Error::NotPossible(key!("log-too-many")));
            }
        }
        let sheets = Sheets {
            events: self.t.get(key!("events-title")).to_owned(),
            how: self.t.get(key!("log-how-sheet")).to_owned(),
        };
        let (head, columns) = (self.head, columns(self.t));
        let bytes =
            crate::panic::blocking(move || log::workbook(&head, &entries, &columns, &sheets));
        bytes
            .await
            .map_err(Error::internal)?
            .map_err(Error::internal)
    }
}

fn entry(event: Event, t: &Texts) -> Entry {
    Entry {
        id: event.id,
        at: event.at,
        actor_id: event.actor_id,
        actor: event.actor_name,
        unit_id: event.unit_id,
        what: t.get(what(&event.kind)).to_owned(),
        kind: event.kind,
        subject: event.subject,
        subject_id: event.subject_id,
        before: event.before,
        after: event.after,
        proof: event.proof,
        previous_hash: hex(&event.previous_hash),
        hash: hex(&event.hash),
    }
}

/// What a file of the log says of itself when it is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// Every event fits: how many, the last one, whether some between were left out by choice.
    Whole {
        /// How many.
        count: usize,
        /// The last.
        last: Anchor,
        /// Whether some between were left out by choice.
        gaps: bool,
    },
    /// An event does not fit.
    Broken {
        /// The event.
        at: i64,
        /// What is wrong with it.
        fault: Fault,
    },
    /// No file of the log, or a line of it is none.
    Unread {
        /// Which line, from 1.
        line: usize,
    },
}

/// Check JSON Lines without a database; `known` are places written down elsewhere.
pub fn check(mut file: impl BufRead, known: &[Anchor]) -> std::io::Result<Checked> {
    let head = match read::<Head>(&mut file)? {
        NextLine::Is(head) if head.format == log::FORMAT => head,
        _ => return Ok(Checked::Unread { line: 1 }),
    };
    let Ok(end) = head.end.parse::<Anchor>() else {
        return Ok(Checked::Unread { line: 1 });
    };
    let mut known = known.to_vec();
    known.push(end);
    let (mut walk, mut count) = (Walk::part(head.gaps), 0);
    loop {
        let event = match read::<Entry>(&mut file)? {
            NextLine::End => break,
            NextLine::Strange => None,
            NextLine::Is(entry) => event_of(entry),
        };
        let Some(event) = event else {
            return Ok(Checked::Unread { line: count + 2 });
        };
        if let Err(fault) = walk.step(&event, &known) {
            return Ok(Checked::Broken {
                at: event.id,
                fault,
            });
        }
        count += 1;
    }
    let last = walk.at();
    // Cut short at its end.
    if head.last.is_some_and(|wanted| wanted != last.sequence) {
        return Ok(Checked::Broken {
            at: last.sequence + 1,
            fault: Fault::Missing,
        });
    }
    Ok(Checked::Whole {
        count,
        last,
        gaps: head.gaps,
    })
}

/// A line of the file.
enum NextLine<T> {
    /// There is none.
    End,
    /// It is not what was expected.
    Strange,
    /// As expected.
    Is(T),
}

/// The next line.
fn read<T: serde::de::DeserializeOwned>(file: &mut impl BufRead) -> std::io::Result<NextLine<T>> {
    let mut line = Vec::new();
    std::io::Read::take(&mut *file, LONGEST_LINE).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(NextLine::End);
    }
    Ok(serde_json::from_slice(&line).map_or(NextLine::Strange, NextLine::Is))
}

fn event_of(entry: Entry) -> Option<Event> {
    Some(Event {
        id: entry.id,
        at: entry.at,
        actor_id: entry.actor_id,
        actor_name: entry.actor,
        unit_id: entry.unit_id,
        kind: entry.kind,
        subject: entry.subject,
        subject_id: entry.subject_id,
        before: entry.before,
        after: entry.after,
        proof: entry.proof,
        previous_hash: bytes_of(&entry.previous_hash)?,
        hash: bytes_of(&entry.hash)?,
    })
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    dondoc_core::document::Sha::parse(hex).map(|sha| sha.0.to_vec())
}
