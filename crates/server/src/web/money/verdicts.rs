//! The appraisal desk `GET`/`POST /estimates/{id}/appraisal`, and the decision
//! `POST /estimates/{id}/decision`.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use dondoc_core::access::Act;
use dondoc_core::money::appraisal::{self, Judgement};
use dondoc_core::money::decision::{self, Change, Document};
use dondoc_core::money::{Estimate, Step, Verdict, amount, line};

use super::estimate::{LineRow, line_rows, seen};
use super::{field_key, task_words, told};
use crate::web::App;
use crate::web::error::{Error, Result};
use crate::web::page::Page;
use crate::{key, show as shown};

/// `templates/money/appraisal.html`
#[derive(Debug, Template)]
#[template(path = "money/appraisal.html")]
pub struct DeskPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The estimate.
    pub estimate: Estimate,
    /// The words of its task.
    pub task: String,
    /// The lines, each with what was said of it.
    pub lines: Vec<DeskLine>,
    /// Lines that nobody has judged.
    pub left: usize,
    /// Whether something is wrong with what was sent.
    pub faulty: bool,
}

/// A line on the desk.
#[derive(Debug)]
pub struct DeskLine {
    /// The line.
    pub row: LineRow,
    /// The verdict chosen.
    pub verdict: Option<Verdict>,
    /// What is left, as typed.
    pub amount: String,
    /// Why, as typed.
    pub reason: String,
    /// What is wrong.
    pub fault: Option<&'static str>,
}

impl DeskLine {
    /// Whether this verdict is chosen.
    pub fn accepted(&self) -> bool {
        self.verdict == Some(Verdict::Accepted)
    }

    /// See [`Self::accepted`].
    pub fn reduced(&self) -> bool {
        self.verdict == Some(Verdict::Reduced)
    }

    /// See [`Self::accepted`].
    pub fn rejected(&self) -> bool {
        self.verdict == Some(Verdict::Rejected)
    }
}

/// The desk.
pub async fn desk(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let (estimate, lines) = load(&app, &page, id).await?;
    render(&page, estimate, lines, StatusCode::OK)
}

async fn load(app: &App, page: &Page, id: i64) -> Result<(Estimate, Vec<DeskLine>)> {
    let account = page.me()?;
    account.actor.may(Act::AppraiseEstimate)?;
    let reader = app.db().read().await?;
    let estimate = seen(&reader, page, id).await?;
    if estimate.state()?.after(Step::Judge).is_none() {
        return Err(Error::NotPossible(key!("refused-estimate-state")));
    }
    let rows = line_rows(page, &reader, &estimate, estimate.round).await?;
    drop(reader);
    let line = |row: LineRow| {
        let verdict = row.line.verdict()?;
        let reduced = row
            .line
            .appraised
            .filter(|_| verdict == Some(Verdict::Reduced));
        Ok(DeskLine {
            verdict,
            amount: reduced.map(|left| page.t.number(left)).unwrap_or_default(),
            reason: row.line.appraisal_reason.clone().unwrap_or_default(),
            fault: None,
            row,
        })
    };
    let lines = rows.into_iter().map(line).collect::<Result<Vec<_>>>()?;
    Ok((estimate, lines))
}

fn render(
    page: &Page,
    estimate: Estimate,
    lines: Vec<DeskLine>,
    status: StatusCode,
) -> Result<Response> {
    let left = lines
        .iter()
        .filter(|line| line.row.line.appraised.is_none());
    let shown = DeskPage {
        page,
        task: task_words(&estimate).to_owned(),
        left: left.count(),
        faulty: status != StatusCode::OK,
        estimate,
        lines,
    };
    page.render_as(status, &shown)
}

fn value<'s>(sent: &'s [(String, String)], name: &str) -> &'s str {
    let found = sent.iter().find(|(key, _)| key == name);
    found.map_or("", |(_, value)| value)
}

fn version(sent: &[(String, String)]) -> Result<i64> {
    value(sent, "version")
        .parse()
        .map_err(|_| Error::BadRequest)
}

/// Keeps what was said; `do`: save, pass up, or give back.
pub async fn judge(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let account = page.me()?;
    let version = version(&sent)?;
    let (estimate, mut lines) = load(&app, &page, id).await?;
    let said = read(&sent, &mut lines);
    if lines.iter().any(|line| line.fault.is_some()) {
        return render(&page, estimate, lines, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let act = value(&sent, "do").to_owned();
    let note = value(&sent, "note").to_owned();
    let done = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move {
            if act == "return" {
                return appraisal::give_back(tx, id, version, &note).await;
            }
            let mut it = appraisal::judge(tx, id, version, &said).await?;
            if act == "pass" {
                it = appraisal::pass_up(tx, id, it.version, Some(&note)).await?;
            }
            Ok(it)
        })
    });
    let done = done.await.map_err(told)?;
    let desk = done.state()?.after(Step::Judge).is_some();
    let to = if desk {
        format!("/estimates/{id}/appraisal")
    } else {
        format!("/estimates/{id}")
    };
    Ok(Page::go(&to))
}

/// What was sent, line by line; what is wrong is noted on the line.
fn read(sent: &[(String, String)], lines: &mut [DeskLine]) -> Vec<Judgement> {
    let mut said = Vec::new();
    for line in lines {
        let number = line.row.line.number;
        let verdict = match value(sent, &format!("verdict-{number}")) {
            "accepted" => Verdict::Accepted,
            "reduced" => Verdict::Reduced,
            "rejected" => Verdict::Rejected,
            _ => continue,
        };
        line.verdict = Some(verdict);
        value(sent, &format!("amount-{number}")).clone_into(&mut line.amount);
        value(sent, &format!("reason-{number}")).clone_into(&mut line.reason);
        let left = amount::parse(&line.amount).filter(|_| verdict == Verdict::Reduced);
        let judgement = Judgement {
            number,
            verdict,
            amount: left,
            reason: Some(line.reason.clone()),
        };
        match judgement.leaves(&line.row.line) {
            Ok(_) => said.push(judgement),
            Err(dondoc_core::Error::Invalid { field, reason }) => {
                line.fault = Some(field_key(field, reason));
            }
            Err(_) => {}
        }
    }
    said
}

/// Decides: approve as appraised, approve with changes, return.
pub async fn decide(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let account = page.me()?;
    account.actor.may(Act::DecideEstimate)?;
    let version = version(&sent)?;
    let number = value(&sent, "number").trim().to_owned();
    let on = shown::parse_date(value(&sent, "on"));
    let note = value(&sent, "note").to_owned();
    let document = on
        .filter(|_| !number.is_empty())
        .map(|on| Document { number, on });
    if value(&sent, "do") == "return" {
        let done = app.db().write(&account.actor, page.now, move |tx| {
            Box::pin(
                async move { decision::give_back(tx, id, version, &note, document.as_ref()).await },
            )
        });
        done.await.map_err(told)?;
        return Ok(Page::go(&format!("/estimates/{id}")));
    }
    let document = document.ok_or(Error::NotPossible(key!("money-no-document")))?;
    let reader = app.db().read().await?;
    let estimate = seen(&reader, &page, id).await?;
    let lines = line::of_round(&reader, id, estimate.round).await?;
    drop(reader);
    let mut changes = Vec::new();
    for line in lines {
        let typed = value(&sent, &format!("approved-{}", line.number));
        if typed.trim().is_empty() {
            continue;
        }
        let wrong = Error::NotPossible(key!("money-wrong-approved"));
        let amount = amount::parse(typed).ok_or(wrong)?;
        if Some(amount) != line.appraised {
            let reason = value(&sent, &format!("why-{}", line.number)).to_owned();
            changes.push(Change {
                number: line.number,
                amount,
                reason,
            });
        }
    }
    let done = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move {
            decision::approve(tx, id, version, &document, &changes, Some(&note)).await
        })
    });
    done.await.map_err(told)?;
    Ok(Page::go(&format!("/estimates/{id}")))
}
