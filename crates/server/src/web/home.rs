//! The worklist: `GET /`. The coordinator's; that of a unit and that of a leader are
//! [`own`](super::progress::own) and [`overview`](super::progress::overview).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use dondoc_core::access::Role;
use dondoc_core::assignment;
use dondoc_core::db::Conn;
use dondoc_core::obligation::{Class, Filter, Item, Sort, register, status};
use dondoc_core::plan::draft::store::{self, Head};
use dondoc_core::plan::{self, Plan};
use dondoc_core::progress::worklist::{self, Arrival, Waiting};
use dondoc_core::reorganisation::history;
use dondoc_core::reporting::{Period, period};
use dondoc_core::unit;

use super::App;
use super::error::Result;
use super::page::Page;
use super::progress::said::{self, Said};
use super::progress::{overview, own};
use super::register::asked::Asked;
use super::register::rows::{Row, Sums};
use super::reports;
use super::units::shipped::{self, Line};

/// Drafts shown.
const DRAFTS: i64 = 20;
/// Rows of the register looked at for each list: one task often has many.
const ROWS: u32 = 500;
/// Tasks of each list.
const TASKS: usize = 8;
/// Rows of the short lists.
const FEW: i64 = 8;
/// Plans shown.
const PLANS: i64 = 5;
/// Names shown.
const NAMES: i64 = 200;

/// `templates/home.html`
#[derive(Debug, Template)]
#[template(path = "home.html")]
pub struct HomePage<'a> {
    /// The context.
    pub page: &'a Page,
    /// Drafts waiting to be reviewed, last changed first.
    pub drafts: Vec<Head>,
    /// The sums over everything.
    pub sums: Sums,
    /// What is overdue, longest first.
    pub overdue: List,
    /// What is due soon.
    pub near: List,
    /// How many days "soon" is.
    pub days: u64,
    /// What was reported as done and waits to be confirmed.
    pub awaiting: List,
    /// Requests for extensions that wait, and how many there are.
    pub extensions: (Vec<Waiting>, i64),
    /// What is late and of which nobody has said anything.
    pub silent: List,
    /// What came in last.
    pub arrivals: Vec<(Arrival, Option<Said>)>,
    /// Names nobody could be found for, with a task each.
    pub unresolved: Vec<Name>,
    /// Plans confirmed last.
    pub plans: Vec<Plan>,
    /// Open obligations that rest with units that an act of reorganisation has ended.
    pub resting: i64,
    /// Periods of reports whose figures are to be closed: id, name.
    pub to_freeze: Vec<(i64, String)>,
    /// The directories to choose from, while there is none.
    pub offers: Vec<Line>,
}

/// A short list with a link to the whole.
#[derive(Debug, Default)]
pub struct List {
    /// Its first tasks.
    pub tasks: Vec<Task>,
    /// Whether there are more tasks.
    pub has_more: bool,
    /// How many rows there are.
    pub count: i64,
    /// All of them.
    pub link: String,
}

/// A task that needs care, with the first of the units that owe it.
#[derive(Debug)]
pub struct Task {
    /// The row of that unit.
    pub row: Row,
    /// How many other units owe it too.
    pub others: usize,
}

/// A name in a plan that nobody could be found for.
#[derive(Debug)]
pub struct Name {
    /// As written.
    pub written: String,
    /// A task it stands in.
    pub task_id: i64,
    /// The code of that task.
    pub task_code: String,
    /// In how many tasks it stands.
    pub times: usize,
}

/// The page.
pub async fn show(State(app): State<App>, page: Page) -> Result<Response> {
    match &page.me()?.actor.role() {
        Some(Role::UnitOfficer | Role::UnitHead) => return own::show(&app, &page).await,
        Some(Role::Leader) => {
            return overview::answer(&app, &page, &overview::Asked::default()).await;
        }
        _ => {}
    }
    let reader = app.db().read().await?;
    let drafts = store::list(&reader, store::State::Open, DRAFTS).await?;
    let counts = register::counts(&reader, &Filter::default(), page.today).await?;
    let overdue = list(&reader, &page, Class::Overdue, counts.of(Class::Overdue)).await?;
    let near = list(&reader, &page, Class::NearDue, counts.of(Class::NearDue)).await?;
    let waits = counts.of(Class::AwaitingConfirmation);
    let awaiting = list(&reader, &page, Class::AwaitingConfirmation, waits).await?;
    let extensions = worklist::extensions(&reader, None, FEW).await?;
    let silent = silent(&reader, &page).await?;
    let arrivals = arrivals(&reader, &page).await?;
    let unresolved = names(&reader).await?;
    let plans = plan::list(&reader, None, PLANS).await?;
    let resting = history::resting(&reader).await?;
    let ended = period::to_freeze(&reader, page.today, FEW).await?;
    let offers = if unit::places(&reader).await?.is_empty() {
        shipped::lines(&reader, None).await?
    } else {
        Vec::new()
    };
    drop(reader);
    let shown = HomePage {
        page: &page,
        drafts,
        sums: Sums::of(&counts, None, |class| Asked::default().with_class(class)),
        overdue,
        near,
        awaiting,
        extensions,
        silent,
        arrivals,
        days: status::NEAR,
        unresolved,
        plans,
        to_freeze: ended.iter().map(|it| named(&page, it)).collect(),
        resting: resting.iter().map(|rest| rest.number).sum(),
        offers,
    };
    page.render(&shown)
}

fn named(page: &Page, period: &Period) -> (i64, String) {
    let name = reports::name_of(page.t, period);
    (period.id, format!("{}, {name}", period.title))
}

async fn list(conn: &Conn, page: &Page, class: Class, count: i64) -> Result<List> {
    let link = Asked::default().with_class(Some(class));
    if count == 0 {
        return Ok(List {
            count,
            link,
            ..List::default()
        });
    }
    let filter = Filter {
        classes: vec![class],
        ..Filter::default()
    };
    let found = register::page(conn, &filter, Sort::Deadline, None, ROWS, page.today).await?;
    let (tasks, more) = by_task(page, found.items);
    Ok(List {
        tasks,
        has_more: more || found.next.is_some(),
        count,
        link,
    })
}

/// What came in last, with who said it, who typed it and on what proof.
async fn arrivals(conn: &Conn, page: &Page) -> Result<Vec<(Arrival, Option<Said>)>> {
    let arrivals = worklist::arrivals(conn, FEW).await?;
    let ids: Vec<i64> = arrivals.iter().map(|it| it.id).collect();
    let mut said = said::of_updates(conn, page.t, &ids).await?;
    let with = |it: Arrival| {
        let said = said.remove(&it.id);
        (it, said)
    };
    Ok(arrivals.into_iter().map(with).collect())
}

/// What is late and was never answered, the longest late first.
async fn silent(conn: &Conn, page: &Page) -> Result<List> {
    let short = worklist::silent(conn, i64::from(ROWS), page.today).await?;
    let (tasks, more) = by_task(page, short.items);
    Ok(List {
        tasks,
        has_more: more,
        count: short.count,
        link: Asked::default().with_class(Some(Class::Overdue)),
    })
}

/// Each task once, with the first of the units that owe it; whether there are more.
fn by_task(page: &Page, items: Vec<Item>) -> (Vec<Task>, bool) {
    let mut has_more = false;
    let mut tasks: Vec<Task> = Vec::new();
    for item in items {
        if let Some(task) = tasks
            .iter_mut()
            .find(|task| task.row.task_id == item.task_id)
        {
            task.others += 1;
        } else if tasks.len() < TASKS {
            tasks.push(Task {
                row: Row::of(page.t, item),
                others: 0,
            });
        } else {
            has_more = true;
        }
    }
    (tasks, has_more)
}

/// Each name once, with the number of its tasks.
async fn names(conn: &Conn) -> Result<Vec<Name>> {
    let mut names: Vec<Name> = Vec::new();
    for assignment in assignment::unresolved(conn, None, NAMES).await? {
        match names
            .iter_mut()
            .find(|name| name.written == assignment.written)
        {
            Some(name) => name.times += 1,
            None => names.push(Name {
                written: assignment.written,
                task_id: assignment.task_id,
                task_code: assignment.task_code,
                times: 1,
            }),
        }
    }
    Ok(names)
}
