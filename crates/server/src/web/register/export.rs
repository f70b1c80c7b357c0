//! Files out of the register: what a filter selects, as Excel, CSV, JSON or calendar.

use std::collections::{BTreeSet, HashMap};

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use documents::register as out;
use documents::{Language, calendar};
use dondoc_core::assignment::{self, Assignment};
use dondoc_core::db::Conn;
use dondoc_core::obligation::{Class, Filter, Item, Sort, register, walk::Walk};
use dondoc_core::plan::draft::Role;
use dondoc_core::progress::ProgressUpdate;
use dondoc_core::task::{self, Task};

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::Page;
use super::super::progress::said;
use crate::key;
use crate::text::{Lang, Texts};

/// Rows of a file at most: what Excel and memory bear.
const MOST: i64 = 200_000;

/// Reports looked up at a time.
const SAID: usize = 5_000;

/// A form of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Excel.
    Xlsx,
    /// CSV.
    Csv,
    /// JSON.
    Json,
    /// Calendar.
    Ics,
    /// The document itself as Akoma Ntoso XML; of a plan only.
    Akn,
}

impl Format {
    const ALL: [Self; 5] = [Self::Xlsx, Self::Csv, Self::Json, Self::Ics, Self::Akn];

    /// The end of its name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Ics => "ics",
            Self::Akn => "xml",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json",
            Self::Ics => "text/calendar; charset=utf-8",
            Self::Akn => "application/xml",
        }
    }

    fn name_key(self) -> &'static str {
        match self {
            Self::Xlsx => key!("export-xlsx"),
            Self::Csv => key!("export-csv"),
            Self::Json => key!("export-json"),
            Self::Ics => key!("export-ics"),
            Self::Akn => key!("export-akn"),
        }
    }

    /// Of `export.xlsx` and the like.
    pub fn of_file(name: &str) -> Result<Self> {
        let extension = name.strip_prefix("export.").ok_or(Error::NotFound)?;
        let found = Self::ALL
            .into_iter()
            .find(|format| format.extension() == extension);
        found.ok_or(Error::NotFound)
    }
}

/// The links of a page to its files.
pub fn links<'a>(t: &'a Texts, base: &str, query: &str, document: bool) -> Vec<(String, &'a str)> {
    let formats = Format::ALL
        .into_iter()
        .filter(|format| document || *format != Format::Akn);
    let link = |format: Format| {
        (
            format!("{base}/export.{}{query}", format.extension()),
            t.get(format.name_key()),
        )
    };
    formats.map(link).collect()
}

/// What a file is about.
#[derive(Debug, Clone)]
pub struct About {
    /// The language of its words.
    pub t: &'static Texts,
    /// Its title.
    pub title: String,
    /// Who keeps the register.
    pub keeper: Option<String>,
    /// Its name without the end.
    pub file: String,
    /// A plan whose every task belongs in, also one that nobody could be found for.
    pub whole_plan: Option<i64>,
}

/// The file of what a filter selects.
pub async fn answer(
    app: &App,
    page: &Page,
    filter: Filter,
    sort: Sort,
    about: About,
    format: Format,
) -> Result<Response> {
    let reader = app.db().read().await?;
    let counts = register::counts(&reader, &filter, page.today).await?;
    if counts.capped || counts.total() > MOST {
        return Err(Error::NotPossible(key!("export-too-many")));
    }
    let file = about.file.clone();
    let register = collect(&reader, filter, sort, about, page.today, usize::MAX).await?;
    drop(reader);
    let (language, now) = (language(page.t.lang()), page.now);
    // A large workbook keeps a processor busy for seconds: not on a thread that serves pages.
    let bytes = crate::panic::blocking(move || write(&register, format, language, now));
    let bytes = bytes.await.map_err(Error::internal)??;
    Ok(download(
        &format!("{file}.{}", format.extension()),
        format.media_type(),
        bytes,
    ))
}

/// The language of a file.
pub fn language(lang: Lang) -> Language {
    match lang {
        Lang::Vi => Language::Vietnamese,
        Lang::En => Language::English,
    }
}

fn write(
    register: &out::Register,
    format: Format,
    language: Language,
    now: DateTime<Utc>,
) -> Result<Vec<u8>> {
    match format {
        Format::Xlsx => {
            documents::workbook::write(register, language, now).map_err(Error::internal)
        }
        Format::Csv => documents::table::write(register, language).map_err(Error::internal),
        Format::Json => Ok(documents::json::write(register)),
        Format::Ics => {
            Ok(calendar::write(register, calendar::Shape::Todo, language, now).into_bytes())
        }
        Format::Akn => Err(Error::NotFound),
    }
}

/// A file to keep. Its name is plain ASCII; the browser offers it as it is.
pub fn download(name: &str, media_type: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let disposition = HeaderValue::from_str(&disposition)
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    let headers: [(HeaderName, HeaderValue); 2] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, bytes).into_response()
}

/// A document as it came, under its own name, which may be in any letters (RFC 6266).
pub fn original(name: &str, bytes: Vec<u8>) -> Response {
    let encoded = super::super::query::encode(name);
    let mut response = download("van-ban", "application/octet-stream", bytes);
    let value = format!("attachment; filename*=UTF-8''{encoded}");
    if let Ok(value) = HeaderValue::from_str(&value) {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// What a filter selects, put together to tasks; at most about so many rows.
pub async fn collect(
    reader: &Conn,
    filter: Filter,
    sort: Sort,
    about: About,
    today: NaiveDate,
    most: usize,
) -> Result<out::Register> {
    let t = about.t;
    let mut walk = Walk::new(filter, sort, today);
    let mut items = Vec::new();
    loop {
        let piece = walk.next(reader).await?;
        if piece.is_empty() {
            break;
        }
        items.extend(piece);
        if items.len() >= most {
            items.truncate(most);
            break;
        }
    }
    let plans: BTreeSet<i64> = items
        .iter()
        .map(|item| item.plan_id)
        .chain(about.whole_plan)
        .collect();
    let mut names: HashMap<i64, Vec<Assignment>> = HashMap::new();
    for plan in plans {
        for assignment in assignment::of_plan(reader, plan).await? {
            names
                .entry(assignment.task_id)
                .or_default()
                .push(assignment);
        }
    }
    let mut said = HashMap::new();
    for piece in items.chunks(SAID) {
        let ids: Vec<i64> = piece.iter().map(|item| item.id).collect();
        said.extend(
            said::latest(reader, t, &ids, |update, proofs| {
                said_of(t, update, &proofs)
            })
            .await?,
        );
    }
    let mut tasks = by_task(items, &names, said)?;
    if let Some(plan) = about.whole_plan {
        tasks = complete(reader, plan, tasks, &names).await?;
    }
    Ok(out::Register {
        keeper: about.keeper,
        title: about.title,
        as_of: today,
        tasks,
    })
}

/// What a unit said last, for files.
fn said_of(t: &Texts, update: ProgressUpdate, proofs: &[String]) -> Result<out::Said> {
    Ok(out::Said {
        on: update.said_on,
        share: update.share(),
        by: update.said_by.clone().filter(|name| !name.is_empty()),
        typed: said::typed(t, &update)?,
        proof: (!proofs.is_empty()).then(|| t.one("said-proof", "proof", proofs.join("; "))),
        words: update.narrative,
    })
}

/// Puts the rows together to tasks, in the order in which each first appears.
fn by_task(
    items: Vec<Item>,
    names: &HashMap<i64, Vec<Assignment>>,
    mut said: HashMap<i64, out::Said>,
) -> Result<Vec<out::Task>> {
    let mut place: HashMap<i64, usize> = HashMap::new();
    let mut tasks: Vec<(out::Task, Vec<(Role, Class)>)> = Vec::new();
    for item in items {
        let at = *place.entry(item.task_id).or_insert(tasks.len());
        if at == tasks.len() {
            tasks.push((task_of_item(&item, names)?, Vec::new()));
        }
        let (task, classes) = &mut tasks[at];
        classes.push((item.role, item.class));
        let deadline = own_deadline(&item);
        task.obligations.push(out::Obligation {
            unit: item.unit_name,
            role: role(item.role),
            deadline,
            status: status(item.class),
            note: item.completion_note,
            said: said.remove(&item.id),
        });
    }
    let finish = |(mut task, classes): (out::Task, Vec<(Role, Class)>)| {
        task.status = whole(&classes);
        task
    };
    Ok(tasks.into_iter().map(finish).collect())
}

/// Where a task stands: as its leads do, the one that needs most care first.
pub fn whole(classes: &[(Role, Class)]) -> out::Status {
    let of = |wanted: Option<Role>| {
        let fits = classes
            .iter()
            .filter(|(role, _)| wanted.is_none_or(|wanted| *role == wanted));
        fits.map(|(_, class)| *class).min()
    };
    let class = of(Some(Role::Lead)).or_else(|| of(None));
    class.map_or(out::Status::NoDeadline, status)
}

/// The period that is open for this unit of a recurring task; others may be further on.
fn own_deadline(item: &Item) -> Option<out::Deadline> {
    item.rrule.as_ref()?;
    deadline_of_item(item)
}

fn deadline_of_item(item: &Item) -> Option<out::Deadline> {
    item.deadline_text.as_ref().map(|text| out::Deadline {
        text: text.clone(),
        start: item.starts,
        due: item.facts.due,
        inclusive: item.facts.due_inclusive,
        rrule: item.rrule.clone(),
    })
}

fn task_of_item(item: &Item, names: &HashMap<i64, Vec<Assignment>>) -> Result<out::Task> {
    let deadline = deadline_of_item(item);
    let (lead, coordinate) = named(item.task_id, names)?;
    Ok(out::Task {
        id: item.task_uid.to_string(),
        code: item.task_code.clone(),
        plan: item.plan_number.clone(),
        label: item.task_label.clone(),
        content: content(item.task_heading.as_deref(), item.task_text.as_deref()),
        lead,
        coordinate,
        deadline,
        product: item.product.clone(),
        status: out::Status::NoDeadline,
        note: None,
        url: None,
        obligations: Vec::new(),
    })
}

/// The words of a task.
pub fn content(heading: Option<&str>, text: Option<&str>) -> String {
    match (heading, text) {
        (Some(heading), Some(text)) => format!("{heading} {text}"),
        (one, other) => one.or(other).unwrap_or_default().to_owned(),
    }
}

/// The names of a task's leads and coordinators as the plan has them.
fn named(task: i64, names: &HashMap<i64, Vec<Assignment>>) -> Result<(Vec<String>, Vec<String>)> {
    let (mut lead, mut coordinate) = (Vec::new(), Vec::new());
    for assignment in names.get(&task).into_iter().flatten() {
        match assignment.role()? {
            Role::Lead => lead.push(assignment.written.clone()),
            Role::Coordinate => coordinate.push(assignment.written.clone()),
            Role::Monitor => {}
        }
    }
    Ok((lead, coordinate))
}

/// Every task of a plan in its order: those nobody owes anything of as well.
async fn complete(
    conn: &Conn,
    plan: i64,
    tasks: Vec<out::Task>,
    names: &HashMap<i64, Vec<Assignment>>,
) -> Result<Vec<out::Task>> {
    let number = dondoc_core::plan::find(conn, plan).await?.number;
    let mut known: HashMap<String, out::Task> = tasks
        .into_iter()
        .map(|task| (task.code.clone(), task))
        .collect();
    let mut all = Vec::new();
    for task in task::of_plan(conn, plan).await? {
        match known.remove(&task.code) {
            Some(known) => all.push(known),
            None => all.push(task_alone(task, &number, names)?),
        }
    }
    Ok(all)
}

fn task_alone(task: Task, plan: &str, names: &HashMap<i64, Vec<Assignment>>) -> Result<out::Task> {
    let (lead, coordinate) = named(task.id, names)?;
    let deadline = task.deadline_text.map(|text| out::Deadline {
        text,
        start: task.starts,
        due: task.due,
        inclusive: task.due_inclusive,
        rrule: task.rrule,
    });
    Ok(out::Task {
        id: task.uid.to_string(),
        code: task.code,
        plan: plan.to_owned(),
        label: task.label,
        content: content(task.heading.as_deref(), task.text.as_deref()),
        lead,
        coordinate,
        deadline,
        product: task.product,
        status: if task.followed {
            out::Status::NoDeadline
        } else {
            out::Status::NotFollowed
        },
        note: None,
        url: None,
        obligations: Vec::new(),
    })
}

/// A role, for files.
pub fn role(role: Role) -> out::Role {
    match role {
        Role::Lead => out::Role::Lead,
        Role::Coordinate => out::Role::Coordinate,
        Role::Monitor => out::Role::Monitor,
    }
}

fn status(class: Class) -> out::Status {
    match class {
        Class::Overdue => out::Status::Overdue,
        Class::NearDue => out::Status::NearDue,
        Class::WithinTime => out::Status::WithinTime,
        Class::NoDeadline => out::Status::NoDeadline,
        Class::AwaitingConfirmation => out::Status::AwaitingConfirmation,
        Class::Returned => out::Status::Returned,
        Class::Redo => out::Status::Redo,
        Class::DoneOnTime => out::Status::DoneOnTime,
        Class::DoneLate => out::Status::DoneLate,
        Class::Suspended => out::Status::Suspended,
        // What was joined is in no list; if it were, this is what it is nearest to.
        Class::Cancelled | Class::Joined => out::Status::Cancelled,
        Class::NotFollowed => out::Status::NotFollowed,
    }
}
