//! What happened to one part, in order: what was said, by whom, on what proof; what was decided.

use chrono::{DateTime, Utc};
use dondoc_core::db::Conn;
use dondoc_core::event::{self, Subject};
use dondoc_core::progress::extension::{self, Extension, State};
use dondoc_core::progress::judgement::{self, Kind, Made};
use dondoc_core::progress::{self, Evidence, Kept, ProgressUpdate, Way, evidence};

use super::super::error::Result;
use super::super::page::Page;
use crate::{key, show};

/// Entries of the log looked at for one part.
const LOG: i64 = 200;

/// One entry.
#[derive(Debug)]
pub struct Entry {
    at: DateTime<Utc>,
    /// When, as shown.
    pub when: String,
    /// The key of what happened.
    pub what: &'static str,
    /// Who said or did it.
    pub who: String,
    /// Who typed it, by which way, when that is somebody else.
    pub typed: Option<String>,
    /// What was said: label and words.
    pub lines: Vec<(&'static str, String)>,
    /// What shows it.
    pub pieces: Vec<Piece>,
}

/// A piece of evidence.
#[derive(Debug)]
pub struct Piece {
    /// What the statement rests on.
    pub proof: bool,
    /// Its name.
    pub name: String,
    /// Where it can be had.
    pub link: Option<String>,
    /// Whether it is on somebody else's site.
    pub outside: bool,
}

impl Piece {
    fn of(page: &Page, kept: &Kept) -> Self {
        let (name, link, outside) = match &kept.piece {
            Evidence::File { name, size, .. } => (
                format!("{name} ({})", show::size(*size)),
                Some(format!("/evidence/{}/file", kept.id)),
                false,
            ),
            Evidence::Link(link) => (link.clone(), Some(link.clone()), true),
            Evidence::Document {
                number,
                dated: Some(day),
            } => {
                let day = show::date(*day);
                let named = [
                    ("number", number as &dyn crate::text::Argument),
                    ("day", &day),
                ];
                (page.t.with("progress-document", &named), None, false)
            }
            Evidence::Document { number, .. } => (number.clone(), None, false),
        };
        Self {
            proof: kept.proof,
            name,
            link,
            outside,
        }
    }
}

/// The key of a way.
pub fn way_key(way: Way) -> &'static str {
    match way {
        Way::Account => key!("way-account"),
        Way::Link => key!("way-link"),
        Way::Workbook => key!("way-workbook"),
        Way::OfflinePage => key!("way-offline-page"),
        Way::OnBehalf => key!("way-on-behalf"),
    }
}

/// The history of a part, the newest first.
pub async fn of(conn: &Conn, page: &Page, obligation: i64) -> Result<Vec<Entry>> {
    let kept = evidence::of_obligation(conn, obligation).await?;
    let mut entries = Vec::new();
    for update in progress::of_obligation(conn, obligation).await? {
        let own = kept.iter().filter(|it| it.update_id == Some(update.id));
        entries.push(reported(page, &update, own)?);
    }
    for made in judgement::of_obligation(conn, obligation).await? {
        let own = kept.iter().filter(|it| it.judgement_id == Some(made.id));
        entries.push(judged(page, &made, own)?);
    }
    for request in extension::of_obligation(conn, obligation).await? {
        let own: Vec<&Kept> = kept
            .iter()
            .filter(|it| it.extension_id == Some(request.id))
            .collect();
        entries.push(asked(page, &request, &own)?);
        entries.extend(decided(&request)?);
    }
    entries.extend(recorded(conn, obligation).await?);
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    Ok(entries)
}

fn pieces<'k>(page: &Page, kept: impl IntoIterator<Item = &'k Kept>) -> Vec<Piece> {
    kept.into_iter().map(|it| Piece::of(page, it)).collect()
}

fn reported<'k>(
    page: &Page,
    update: &ProgressUpdate,
    kept: impl Iterator<Item = &'k Kept>,
) -> Result<Entry> {
    let said = update.said_by.clone().filter(|name| !name.is_empty());
    let who = match said {
        Some(name) => format!("{name} – {}", update.unit_name),
        None => update.unit_name.clone(),
    };
    let way = update.way()?;
    let typed = (way != Way::Account).then(|| {
        let (way, day) = (page.t.get(way_key(way)), show::date(update.said_on));
        let named: [(&'static str, &dyn crate::text::Argument); 3] =
            [("way", &way), ("who", &update.typed_by_name), ("day", &day)];
        page.t.with("progress-typed", &named)
    });
    let mut lines = Vec::new();
    let mut line = |key, text: Option<String>| lines.extend(text.map(|text| (key, text)));
    line(key!("progress-narrative"), update.narrative.clone());
    let share = update.share().map(|share| format!("{share} %"));
    line(key!("progress-share"), share);
    line(key!("progress-result"), update.result.clone());
    line(key!("progress-done-on"), update.done_on.map(show::date));
    line(key!("progress-difficulty"), update.difficulty.clone());
    Ok(Entry {
        at: update.recorded_at,
        when: show::instant(update.recorded_at),
        what: key!("event-reported"),
        who,
        typed,
        lines,
        pieces: pieces(page, kept),
    })
}

/// The key of what was decided.
pub fn judged_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Confirmed => key!("event-report-confirmed"),
        Kind::Returned => key!("event-report-returned"),
        Kind::Redo => key!("event-redo-asked"),
        Kind::Suspended => key!("event-suspended"),
        Kind::Resumed => key!("event-resumed"),
        Kind::Cancelled => key!("event-cancelled"),
        Kind::Reinstated => key!("event-reinstated"),
    }
}

fn judged<'k>(page: &Page, made: &Made, kept: impl Iterator<Item = &'k Kept>) -> Result<Entry> {
    let mut lines = Vec::new();
    let on = made.on_day.map(show::date);
    lines.extend(on.map(|day| (key!("task-done-on"), day)));
    let reason = made.reason.clone();
    lines.extend(reason.map(|reason| (key!("progress-reason"), reason)));
    Ok(Entry {
        at: made.at,
        when: show::instant(made.at),
        what: judged_key(made.kind()?),
        who: made.by_name.clone(),
        typed: None,
        lines,
        pieces: pieces(page, kept),
    })
}

fn asked(page: &Page, request: &Extension, kept: &[&Kept]) -> Result<Entry> {
    let who = request.said_by.clone();
    let way = request.way()?;
    let typed = (way != Way::Account).then(|| {
        let day = show::date(show::day_of(request.asked_at));
        let named: [(&'static str, &dyn crate::text::Argument); 3] = [
            ("way", &page.t.get(way_key(way))),
            ("who", &request.asked_by_name),
            ("day", &day),
        ];
        page.t.with("progress-typed", &named)
    });
    Ok(Entry {
        at: request.asked_at,
        when: show::instant(request.asked_at),
        what: key!("event-extension-asked"),
        who: who.unwrap_or_else(|| request.asked_by_name.clone()),
        typed,
        lines: vec![
            (key!("extension-day"), show::date(request.asked_day)),
            (key!("progress-reason"), request.reason.clone()),
        ],
        pieces: pieces(page, kept.iter().copied()),
    })
}

fn decided(request: &Extension) -> Result<Option<Entry>> {
    let Some(at) = request.decided_at else {
        return Ok(None);
    };
    let what = match request.state()? {
        State::Asked => return Ok(None),
        State::Granted => key!("event-extension-granted"),
        State::Refused => key!("event-extension-refused"),
        State::Withdrawn => key!("event-extension-withdrawn"),
    };
    let mut lines = Vec::new();
    if let (Some(from), Some(to)) = (request.from_day, request.granted_day) {
        let moved = format!("{} → {}", show::date(from), show::date(to));
        lines.push((key!("column-due"), moved));
    }
    let reason = request.decision_reason.clone();
    lines.extend(reason.map(|reason| (key!("progress-reason"), reason)));
    Ok(Some(Entry {
        at,
        when: show::instant(at),
        what,
        who: request.decided_by_name.clone().unwrap_or_default(),
        typed: None,
        lines,
        pieces: Vec::new(),
    }))
}

/// What the coordinator recorded without a report, from the log.
async fn recorded(conn: &Conn, obligation: i64) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for event in event::of(conn, Subject::Obligation(obligation), LOG).await? {
        let what = match event.kind.as_str() {
            "obligation.completed" => key!("event-completed"),
            "obligation.completion_taken_back" => key!("event-completion-taken-back"),
            _ => continue,
        };
        let after: serde_json::Value = event
            .after
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default();
        let of = if after["period"].is_object() {
            &after["period"]
        } else {
            &after
        };
        let mut lines = Vec::new();
        let day = of["completed_on"].as_str().and_then(show::parse_date);
        lines.extend(day.map(|day| (key!("task-done-on"), show::date(day))));
        let note = of["note"].as_str().map(str::to_owned);
        lines.extend(note.map(|note| (key!("progress-note"), note)));
        entries.push(Entry {
            at: event.at,
            when: show::instant(event.at),
            what,
            who: event.actor_name,
            typed: None,
            lines,
            pieces: Vec::new(),
        });
    }
    Ok(entries)
}
