//! What files that came back would change, obligation by obligation.

use std::collections::HashSet;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use dondoc_core::db::Conn;
use dondoc_core::progress::Report;
use dondoc_core::reply::dropped::{self, File as Dropped};
use dondoc_core::reply::form;
use dondoc_core::reply::outlook::{self, Outlook, Verdict};
use dondoc_core::reply::returned;
use serde::Deserialize;
use uuid::Uuid;

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::Page;
use super::super::register::rows::{self, role_key};
use super::super::replies::{collector, forms};
use super::content::Content;
use crate::key;
use crate::show as shown;
use crate::text::Texts;

/// `templates/returns/show.html`
#[derive(Debug, Template)]
#[template(path = "returns/show.html")]
pub struct ReturnsPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The address of the form.
    pub uid: Uuid,
    /// The files.
    pub files: Vec<File>,
    /// How many answers would be kept.
    pub takes: usize,
    /// How many wait for a person.
    pub conflicts: usize,
    /// Whether there is anything to tick.
    pub open: bool,
    /// How many statements were kept just now.
    pub kept: Option<i64>,
    /// The import of the other files.
    pub import: Option<Uuid>,
    /// Why nothing was applied, as a key.
    pub problem: Option<&'static str>,
}

/// A file.
#[derive(Debug, Default)]
pub struct File {
    /// Its name.
    pub name: String,
    /// The unit of its form.
    pub unit: Option<(i64, String)>,
    /// When the form was made.
    pub made: String,
    /// Who says it.
    pub said_by: Option<String>,
    /// When it was applied before, and by whom.
    pub applied: Option<String>,
    /// Why it is not taken.
    pub problem: Option<&'static str>,
    /// What in it cannot be taken.
    pub faults: Vec<String>,
    /// What it says.
    pub lines: Vec<Line>,
}

/// One answer.
#[derive(Debug)]
pub struct Line {
    /// The value of its box; none when it cannot be taken.
    pub take: Option<String>,
    /// Whether the box is ticked to begin with.
    pub ticked: bool,
    /// The obligation.
    pub id: i64,
    /// The task.
    pub task: String,
    /// Its code.
    pub code: String,
    /// The key of the role.
    pub role_key: &'static str,
    /// What stands there now.
    pub before: Option<String>,
    /// What is said: label and words.
    pub says: Vec<(&'static str, String)>,
    /// The key of what becomes of it.
    pub verdict: &'static str,
    /// The class of its shape.
    pub class: &'static str,
    /// Why.
    pub why: Option<String>,
}

/// What the address says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    kept: Option<i64>,
    import: Option<Uuid>,
}

/// What is shown beside the files.
#[derive(Debug, Default)]
pub struct Shown {
    kept: Option<i64>,
    import: Option<Uuid>,
    problem: Option<&'static str>,
}

impl Shown {
    /// Why nothing was applied.
    pub fn problem(key: &'static str) -> Self {
        Self {
            problem: Some(key),
            ..Self::default()
        }
    }
}

/// The page.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Path(uid): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let state = Shown {
        kept: asked.kept,
        import: asked.import,
        problem: None,
    };
    answer(&app, &page, uid, StatusCode::OK, state).await
}

/// The page, with what came of the last form.
pub async fn answer(
    app: &App,
    page: &Page,
    uid: Uuid,
    status: StatusCode,
    state: Shown,
) -> Result<Response> {
    collector(page)?;
    let reader = app.db().read().await?;
    let dropped = dropped::find(&reader, uid).await?;
    let mut files = Vec::new();
    let mut seen = Seen::default();
    for (at, file) in dropped.files.iter().enumerate() {
        files.push(one(&reader, page, at, file, &mut seen).await?);
    }
    drop(reader);
    let lines = || files.iter().flat_map(|file| &file.lines);
    let shown = ReturnsPage {
        page,
        uid,
        takes: lines().filter(|line| line.ticked).count(),
        conflicts: lines()
            .filter(|line| line.take.is_some() && !line.ticked)
            .count(),
        open: lines().any(|line| line.take.is_some()),
        kept: state.kept,
        import: state.import,
        problem: state.problem,
        files,
    };
    page.render_as(status, &shown)
}

/// What earlier files of the same drop have.
#[derive(Debug, Default)]
struct Seen {
    files: HashSet<[u8; 32]>,
    obligations: HashSet<i64>,
}

async fn one(conn: &Conn, page: &Page, at: usize, file: &Dropped, seen: &mut Seen) -> Result<File> {
    let named = File {
        name: file.name.clone(),
        ..File::default()
    };
    let (Some(sha), Some(content)) = (file.sha, &file.content) else {
        let code = file.problem.as_deref().unwrap_or_default();
        return Ok(File {
            problem: Some(problem_key(code)),
            ..named
        });
    };
    let content = Content::parse(content)?;
    let made = match form::find(conn, content.form).await {
        Ok(form) => form,
        // Signed by us and not known: the database is older than the form.
        Err(dondoc_core::Error::NotFound(_)) => {
            return Ok(File {
                problem: Some(key!("returns-unknown")),
                ..named
            });
        }
        Err(error) => return Err(error.into()),
    };
    let named = File {
        unit: Some((made.unit_id, made.unit_name.clone())),
        made: shown::date(content.made_on),
        said_by: content.said_by.clone(),
        ..named
    };
    if let Some(applied) = returned::applied(conn, made.id, &sha).await? {
        let said = page.t.with(
            "returns-applied",
            &[
                ("at", &page.instant(&applied.applied_at)),
                ("who", &applied.applied_by_name),
                ("count", &applied.kept),
            ],
        );
        return Ok(File {
            applied: Some(said),
            ..named
        });
    }
    if !seen.files.insert(sha.0) {
        return Ok(File {
            problem: Some(key!("returns-twice")),
            ..named
        });
    }
    let answers: Vec<(i64, i64, Report)> = content
        .answers
        .iter()
        .map(|it| (it.obligation, it.version, it.report()))
        .collect();
    let found = outlook::of(conn, &made, &answers, page.today).await?;
    let lines = answers
        .iter()
        .zip(found)
        .map(|((id, _, report), outlook)| line(page, at, *id, report, outlook, seen))
        .collect::<Vec<_>>();
    let faults = content.faults.iter();
    Ok(File {
        faults: faults
            .map(|fault| fault.say(page.t, content.workbook))
            .collect(),
        problem: (lines.is_empty() && content.faults.is_empty())
            .then_some(key!("returns-nothing-in-it")),
        lines,
        ..named
    })
}

fn problem_key(code: &str) -> &'static str {
    match code {
        "empty_page" => key!("returns-empty-page"),
        "too_large" => key!("returns-too-large"),
        "foreign" => key!("returns-foreign"),
        "newer" => key!("returns-newer"),
        _ => key!("returns-damaged"),
    }
}

fn line(
    page: &Page,
    at: usize,
    id: i64,
    report: &Report,
    outlook: Option<Outlook>,
    seen: &mut Seen,
) -> Line {
    let t = page.t;
    let says = says(report);
    let Some(Outlook {
        item,
        verdict,
        last,
    }) = outlook
    else {
        return Line {
            take: None,
            ticked: false,
            id,
            task: String::new(),
            code: String::new(),
            role_key: key!("role-lead"),
            before: None,
            says,
            verdict: key!("returns-refused-short"),
            class: "overdue",
            why: Some(t.get("returns-why-gone").to_owned()),
        };
    };
    let take = format!("{at}:{}:{}", item.id, item.version);
    let again = !seen.obligations.insert(item.id);
    let (verdict, class, why, take) = match verdict {
        Verdict::Taken if again => {
            let why = t.get("returns-why-again").to_owned();
            (key!("returns-conflict"), "near", Some(why), Some(take))
        }
        Verdict::Taken => (key!("returns-taken"), "done", None, Some(take)),
        Verdict::Same => {
            let why = t.get("returns-why-same").to_owned();
            (key!("returns-same"), "undated", Some(why), None)
        }
        Verdict::Conflict => {
            let why = match &last {
                Some(last) => t.two(
                    "returns-why-since",
                    "who",
                    last.said_by.as_deref().unwrap_or(&last.typed_by_name),
                    "at",
                    page.instant(&last.recorded_at),
                ),
                None => t.get("returns-why-done").to_owned(),
            };
            (key!("returns-conflict"), "near", Some(why), Some(take))
        }
        Verdict::Refused(code) => {
            let why = t.get(refused_key(code)).to_owned();
            (key!("returns-refused-short"), "overdue", Some(why), None)
        }
    };
    let words = item.task_heading.as_deref().or(item.task_text.as_deref());
    Line {
        ticked: verdict == key!("returns-taken"),
        take,
        id: item.id,
        task: task(t, words),
        code: item.task_code.clone(),
        role_key: role_key(item.role),
        before: last.as_ref().map(forms::said),
        says,
        verdict,
        class,
        why,
    }
}

fn task(t: &Texts, words: Option<&str>) -> String {
    words.map_or_else(
        || t.get("task-without-text").to_owned(),
        |words| rows::shorten(words.to_owned()),
    )
}

fn refused_key(code: &str) -> &'static str {
    match code {
        "reply_of_another_unit" => key!("returns-why-moved"),
        "obligation_closed" => key!("problem-closed"),
        "obligation_suspended" => key!("problem-suspended"),
        "done_in_the_future" => key!("problem-done-in-the-future"),
        "share_not_whole" => key!("problem-share-not-whole"),
        "nothing_said" => key!("problem-nothing-said"),
        _ => key!("problem-too-long"),
    }
}

/// What a report says: label and words.
fn says(report: &Report) -> Vec<(&'static str, String)> {
    let mut said = Vec::new();
    let mut add = |key, text: Option<String>| said.extend(text.map(|text| (key, text)));
    add(
        key!("progress-share"),
        report.share.map(|share| format!("{share} %")),
    );
    add(key!("progress-done-on"), report.done_on.map(shown::date));
    add(key!("progress-narrative"), report.narrative.clone());
    add(key!("progress-result"), report.result.clone());
    add(key!("progress-difficulty"), report.difficulty.clone());
    said
}

/// Keeps reply forms that came; the address where they are looked at.
pub async fn keep(app: &App, page: &Page, forms: Vec<Dropped>) -> Result<Uuid> {
    let me = page.me()?;
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(dropped::keep(tx, forms))
    });
    write.await.map_err(Error::from)
}
