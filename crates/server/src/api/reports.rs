//! What units report of their obligations, and how an obligation stood on an earlier day.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use dondoc_core::access::sight;
use dondoc_core::db::Conn;
use dondoc_core::obligation::{self, Obligation};
use dondoc_core::progress::{
    self, Evidence, Kept, Outcome, ProgressUpdate, Provenance, Report, Seen,
};
use dondoc_core::progress::{Way, evidence, past};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::caller::{Caller, Once};
use super::obligations::Changed;
use super::problem::Refusals;
use super::words::{Role, Status, view};
use crate::web::App;
use crate::web::error::{Error, Result};

/// A document by its number.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Such as `125/BC-STTTT`.
    #[schema(max_length = 200)]
    pub number: String,
    /// Its date.
    pub dated: Option<NaiveDate>,
}

/// Documents as core keeps them.
pub fn documents(documents: &[Document]) -> Vec<Evidence> {
    let piece = |it: &Document| Evidence::Document {
        number: it.number.clone(),
        dated: it.dated,
    };
    documents.iter().map(piece).collect()
}

/// Something that shows the work, or proves what was said: a file, a link or a document.
#[derive(Debug, Serialize, ToSchema)]
pub struct Piece {
    id: i64,
    /// What the statement itself rests on.
    proof: bool,
    /// The name of a file.
    file: Option<String>,
    /// The hash of a file.
    sha256: Option<String>,
    link: Option<String>,
    document: Option<Document>,
}

impl From<Kept> for Piece {
    fn from(kept: Kept) -> Self {
        let mut piece = Self {
            id: kept.id,
            proof: kept.proof,
            file: None,
            sha256: None,
            link: None,
            document: None,
        };
        match kept.piece {
            Evidence::File { sha, name, .. } => {
                piece.file = Some(name);
                piece.sha256 = Some(sha.hex());
            }
            Evidence::Link(link) => piece.link = Some(link),
            Evidence::Document { number, dated } => {
                piece.document = Some(Document { number, dated });
            }
        }
        piece
    }
}

view! {
    /// A report of a unit (khai báo tiến độ).
    Said of it: ProgressUpdate {
        id: i64,
        uid: Uuid,
        /// The period that it speaks about, of a recurring duty.
        period: Option<NaiveDate>,
        unit_id: i64,
        unit: String = it.unit_name.clone(),
        /// The person of the unit who said it.
        said_by: Option<String>,
        said_on: NaiveDate,
        /// Who typed it.
        typed_by: String = it.typed_by_name.clone(),
        /// `account`, `link`, `workbook`, `offline_page`, `on_behalf`.
        way: &'static str = it.way()?.as_str(),
        recorded_at: DateTime<Utc>,
        narrative: Option<String>,
        /// In per cent.
        share: Option<u8> = it.share(),
        result: Option<String>,
        /// The day it was done, as the unit says.
        done_on: Option<NaiveDate>,
        difficulty: Option<String>,
        evidence: Vec<Piece> = Vec::new(),
    }
}

/// The obligation, if the caller sees its task.
pub async fn seen(conn: &Conn, caller: &Caller, id: i64) -> Result<Obligation> {
    caller.actor.reach()?;
    let obligation = obligation::find(conn, id).await?;
    sight::task(conn, &caller.actor, obligation.task_id).await?;
    Ok(obligation)
}

/// What was reported on an obligation, in the order in which it came in.
#[utoipa::path(
    get, path = "/obligations/{id}/reports", tag = "progress", operation_id = "listReports", security(("token" = [])),
    params(("id" = i64, Path, description = "The obligation")),
    responses((status = 200, description = "Its reports", body = Vec<Said>), Refusals)
)]
pub async fn index(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Vec<Said>>> {
    let reader = app.db().read().await?;
    seen(&reader, &caller, id).await?;
    let pieces = evidence::of_obligation(&reader, id).await?;
    let mut all = Vec::new();
    for report in progress::of_obligation(&reader, id).await? {
        let mut said = Said::of(&report)?;
        let own = |piece: &&Kept| piece.update_id == Some(report.id);
        said.evidence = pieces
            .iter()
            .filter(own)
            .cloned()
            .map(Piece::from)
            .collect();
        all.push(said);
    }
    Ok(Json(all))
}

/// A report to be made. Something must be said.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReport {
    /// The version of the obligation that the caller saw; a newer one is a conflict.
    version: i64,
    #[schema(max_length = 10_000)]
    narrative: Option<String>,
    /// In per cent.
    #[schema(maximum = 100)]
    share: Option<u8>,
    #[schema(max_length = 10_000)]
    result: Option<String>,
    /// The day it was done; with it the report waits for confirmation. Not in the future.
    done_on: Option<NaiveDate>,
    /// What is in the way; said for the first time it is raised as a difficulty.
    #[schema(max_length = 4_000)]
    difficulty: Option<String>,
    /// Pages that show it.
    #[serde(default)]
    #[schema(max_items = 15)]
    links: Vec<String>,
    /// Documents that show it.
    #[serde(default)]
    #[schema(max_items = 15)]
    documents: Vec<Document>,
    /// The person of the unit who said it; for the own unit the account's name when absent.
    #[schema(max_length = 200)]
    said_by: Option<String>,
    /// The day it was said; today when absent.
    said_on: Option<NaiveDate>,
    /// The letter it rests on: needed for a unit that is not the caller's own.
    #[serde(default)]
    #[schema(max_items = 15)]
    proof: Vec<Document>,
}

/// What became of a statement.
#[derive(Debug, Serialize, ToSchema)]
pub struct Made {
    /// Its id.
    id: i64,
    /// The same was brought in before; nothing has changed.
    known: bool,
    /// The obligation as it stands now.
    obligation: Changed,
}

impl Made {
    /// With the obligation as it stands in the same transaction.
    pub async fn of(
        conn: &Conn,
        outcome: Outcome,
        obligation: i64,
        today: NaiveDate,
    ) -> dondoc_core::Result<Self> {
        let obligation = obligation::find(conn, obligation).await?;
        Ok(Self {
            id: outcome.id(),
            known: matches!(outcome, Outcome::Known(_)),
            obligation: Changed::of(&obligation, today)?,
        })
    }
}

/// Who said it: the own unit through its program, or another one by a letter.
pub fn provenance(
    caller: &Caller,
    unit: i64,
    said_by: Option<String>,
    said_on: Option<NaiveDate>,
    proof: &[Document],
) -> Provenance {
    let own = caller.is_own(unit);
    Provenance {
        way: if own { Way::Account } else { Way::OnBehalf },
        said_by: said_by.or_else(|| own.then(|| caller.actor.name.clone())),
        said_on,
        link_id: None,
        source_key: None,
        proof: documents(proof),
    }
}

/// Report how an obligation goes. What is not said is not taken over from the report before.
#[utoipa::path(
    post, path = "/obligations/{id}/reports", tag = "progress", operation_id = "report", security(("token" = [])),
    params(("id" = i64, Path, description = "The obligation"), Once),
    request_body = NewReport,
    responses((status = 200, description = "Kept", body = Made), Refusals)
)]
pub async fn make(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<NewReport>,
) -> Result<Response> {
    let unit = obligation::find(&*app.db().read().await?, id)
        .await?
        .unit_id;
    let from = provenance(
        &caller,
        unit,
        said.said_by.clone(),
        said.said_on,
        &said.proof,
    );
    let mut shows: Vec<Evidence> = said.links.iter().cloned().map(Evidence::Link).collect();
    shows.extend(documents(&said.documents));
    let report = Report {
        narrative: said.narrative.clone(),
        share: said.share,
        result: said.result.clone(),
        done_on: said.done_on,
        difficulty: said.difficulty.clone(),
        evidence: shows,
    };
    let (seen, today) = (Seen::Version(said.version), caller.today);
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move {
            let outcome = progress::report(tx, id, seen, report, from).await?;
            Made::of(tx, outcome, id, today).await
        })
    });
    done.await
}

/// How an obligation stood.
#[derive(Debug, Serialize, ToSchema)]
pub struct Then {
    /// At the end of this day.
    day: NaiveDate,
    unit_id: i64,
    role: Role,
    status: Status,
    due: Option<NaiveDate>,
    completed_on: Option<NaiveDate>,
}

/// Which day.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Day {
    /// The day.
    ngay: NaiveDate,
}

/// How an obligation stood at the end of a day, as the register said then.
#[utoipa::path(
    get, path = "/obligations/{id}/standing", tag = "progress", operation_id = "getStanding", security(("token" = [])),
    params(("id" = i64, Path, description = "The obligation"), Day),
    responses((status = 200, description = "How it stood", body = Then), Refusals)
)]
pub async fn standing(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Query(asked): Query<Day>,
) -> Result<Json<Then>> {
    let reader = app.db().read().await?;
    seen(&reader, &caller, id).await?;
    let day = asked.ngay.min(caller.today);
    let then = past::standing_as_of(&reader, id, day).await?;
    let then = then.ok_or(Error::NotFound)?;
    Ok(Json(Then {
        day,
        unit_id: then.unit_id,
        role: then.role.into(),
        status: then.class.into(),
        due: then.facts.due,
        completed_on: then.facts.completed_on,
    }))
}
