//! One estimate: `GET /estimates/{id}`: lines, findings, rounds, ledger, and what may be done.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use dondoc_core::access::Act;
use dondoc_core::db::Conn;
use dondoc_core::money::ledger::{self, Standing};
use dondoc_core::money::line::{self, Finding};
use dondoc_core::money::{
    Entry, EntryKind, Estimate, Filter, Line, Round, Source, State as Stage, Step,
    estimate as core, source,
};
use dondoc_core::obligation;
use dondoc_core::reorganisation::answering;

use super::{state_class, state_key, task_words};
use crate::estimate_book::verdict_key;
use crate::key;
use crate::web::App;
use crate::web::error::Result;
use crate::web::page::Page;

/// `templates/money/estimate.html`
#[derive(Debug, Template)]
#[template(path = "money/estimate.html")]
pub struct EstimatePage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The estimate.
    pub estimate: Estimate,
    /// The words of its task.
    pub task: String,
    /// The key and the class of its state.
    pub state: (&'static str, &'static str),
    /// Its lines.
    pub lines: Vec<LineRow>,
    /// Its rounds, the latest first.
    pub rounds: Vec<RoundRow>,
    /// How it stands by year and source.
    pub standing: Vec<(i32, Standing)>,
    /// The ledger.
    pub entries: Vec<EntryRow>,
    /// The sources, for the form of the ledger.
    pub sources: Vec<Source>,
    /// The years, for the same.
    pub years: Vec<i32>,
    /// What may be done.
    pub can: Can,
}

/// What the person may do with it as it stands.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one for each button")]
pub struct Can {
    pub edit: bool,
    pub submit: bool,
    pub withdraw: bool,
    pub revise: bool,
    pub restore: bool,
    pub appraise: bool,
    pub decide: bool,
    pub enter: bool,
}

/// A line as shown.
#[derive(Debug)]
pub struct LineRow {
    /// The line.
    pub line: Line,
    /// Its quantity.
    pub quantity: String,
    /// The key of its verdict.
    pub verdict: Option<&'static str>,
    /// Its findings.
    pub findings: Vec<String>,
}

/// A round as shown.
#[derive(Debug)]
pub struct RoundRow {
    /// The round.
    pub round: Round,
    /// The key of how it ended.
    pub outcome: Option<&'static str>,
    /// Its lines, of a round before the latest.
    pub lines: Vec<LineRow>,
}

/// An entry as shown.
#[derive(Debug)]
pub struct EntryRow {
    /// The entry.
    pub entry: Entry,
    /// The key of its kind.
    pub kind: &'static str,
}

/// An estimate, if the person may see it.
pub async fn seen(conn: &Conn, page: &Page, id: i64) -> Result<Estimate> {
    let account = page.me()?;
    let filter = Filter {
        id: Some(id),
        reach: Some(account.actor.reach()?),
        ..Filter::default()
    };
    let found = core::list(conn, &filter, 1).await?.pop();
    Ok(account.actor.found(found, "estimate")?)
}

/// The page.
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let reader = app.db().read().await?;
    let estimate = seen(&reader, &page, id).await?;
    let state = estimate.state()?;
    let lines = line_rows(&page, &reader, &estimate, estimate.round).await?;
    let mut rounds = Vec::new();
    for round in core::rounds(&reader, id).await?.into_iter().rev() {
        let outcome = round.outcome()?.map(state_key);
        let lines = if round.round == estimate.round {
            Vec::new()
        } else {
            line_rows(&page, &reader, &estimate, round.round).await?
        };
        rounds.push(RoundRow {
            round,
            outcome,
            lines,
        });
    }
    let standing = ledger::standing(&reader, &estimate).await?;
    let mut years: Vec<i32> = standing.keys().map(|(year, _)| *year).collect();
    years.dedup();
    let entries = ledger::of_estimate(&reader, id).await?;
    let sources = source::list(&reader).await?;
    drop(reader);
    let entry = |entry: Entry| {
        let kind = entry_key(entry.kind()?);
        Ok(EntryRow { entry, kind })
    };
    page.render(&EstimatePage {
        page: &page,
        task: task_words(&estimate).to_owned(),
        state: (state_key(state), state_class(state)),
        lines,
        rounds,
        standing: standing
            .into_iter()
            .map(|((year, _), it)| (year, it))
            .collect(),
        entries: entries.into_iter().map(entry).collect::<Result<_>>()?,
        sources,
        years,
        can: can(&page, &estimate, state),
        estimate,
    })
}

fn can(page: &Page, estimate: &Estimate, state: Stage) -> Can {
    let Some(account) = &page.account else {
        return Can::default();
    };
    let unit = estimate.unit_id;
    let drafts = account.actor.may_for(Act::DraftEstimate, unit).is_ok();
    let may = |act| account.actor.may(act).is_ok();
    let open = |step| state.after(step).is_some();
    Can {
        edit: drafts && open(Step::Edit),
        submit: drafts && open(Step::Submit) && estimate.lines > 0,
        withdraw: drafts && open(Step::Withdraw) && estimate.appraised.is_none(),
        revise: drafts && open(Step::Revise),
        restore: drafts && open(Step::Restore),
        appraise: may(Act::AppraiseEstimate) && open(Step::Judge),
        decide: may(Act::DecideEstimate) && open(Step::Approve),
        enter: may(Act::RecordAllocation) && state == Stage::Approved,
    }
}

/// The lines of a round as shown.
pub async fn line_rows(
    page: &Page,
    conn: &Conn,
    estimate: &Estimate,
    round: i32,
) -> Result<Vec<LineRow>> {
    let lines = line::of_round(conn, estimate.id, round).await?;
    let findings = line::findings(&lines, estimate.years());
    let row = |line: Line| {
        let own = findings.iter().filter(|(number, _)| *number == line.number);
        Ok(LineRow {
            quantity: line.quantity().map(quantity).unwrap_or_default(),
            verdict: line.verdict()?.map(verdict_key),
            findings: own.map(|(_, it)| finding(page, &line, *it)).collect(),
            line,
        })
    };
    lines.into_iter().map(row).collect()
}

/// A quantity with a decimal comma.
pub fn quantity(quantity: dondoc_core::money::Quantity) -> String {
    quantity.plain().replace('.', ",")
}

fn finding(page: &Page, line: &Line, finding: Finding) -> String {
    let t = page.t;
    match finding {
        Finding::AmountDiffers => {
            let computed = super::dong(t, line.computed().unwrap_or(0));
            t.one(key!("estimate-finding-differs"), "amount", computed)
        }
        Finding::NotComputable => t.get(key!("estimate-finding-not-computable")).to_owned(),
        Finding::Twice => t.get(key!("estimate-finding-twice")).to_owned(),
        Finding::OutsidePlan => t.get(key!("estimate-finding-outside")).to_owned(),
    }
}

/// The key of an entry's kind.
pub const fn entry_key(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Allocation => key!("money-allocation"),
        EntryKind::Adjustment => key!("money-adjustment"),
        EntryKind::Disbursement => key!("money-disbursement"),
    }
}

/// For which obligations of a task the person may draft an estimate: of the unit that answers now.
pub async fn may_draft(conn: &Conn, page: &Page, obligation: i64) -> Result<bool> {
    let Some(account) = &page.account else {
        return Ok(false);
    };
    obligation::find(conn, obligation).await?;
    let unit = answering::unit_for(conn, obligation).await?;
    Ok(account.actor.may_for(Act::DraftEstimate, unit).is_ok())
}
