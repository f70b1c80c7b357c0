//! What one unit hands on by an act, obligation by obligation, and the decisions about it.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use dondoc_core::reorganisation::decision::{self, Suggested};
use dondoc_core::reorganisation::listing::{self, Line};
use dondoc_core::reorganisation::{
    self, Choice, Fate, Party, Preview, Reorganisation, Suggestion, Why,
};
use serde::Deserialize;

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::Page;
use super::super::register::rows::{role_key, shorten};
use super::steps::Finder;
use super::words::{StepLine, fate_key, why};
use crate::key;

/// Rows on a page.
const ROWS: usize = 100;

/// `templates/reorganisations/unit.html`
#[derive(Debug, Template)]
#[template(path = "reorganisations/unit.html")]
pub struct UnitPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// Whether the person may decide.
    pub may: bool,
    /// The act.
    pub act: &'a Reorganisation,
    /// Who hands on.
    pub unit: Party,
    /// The step it stands in.
    pub step: Option<StepLine>,
    /// Whether its obligations are decided one by one.
    pub asks: bool,
    /// Suggestions for what is undecided.
    pub groups: Vec<Group>,
    /// How many are undecided.
    pub undecided: usize,
    /// Who may be chosen.
    pub heirs: Vec<Party>,
    /// The obligations.
    pub rows: Vec<Row>,
    /// What is shown: all, or one fate.
    pub tabs: Vec<Tab>,
    /// The next page.
    pub next: Option<String>,
    /// What was not understood.
    pub problem: Option<String>,
}

/// A suggestion with how many it is for.
#[derive(Debug)]
pub struct Group {
    /// Names of who would get it.
    pub names: Vec<String>,
    /// Why.
    pub why: String,
    /// For the form.
    pub codes: String,
    /// For the form.
    pub why_code: &'static str,
    /// For the form.
    pub words: String,
    /// How many.
    pub number: usize,
}

/// A filter.
#[derive(Debug)]
pub struct Tab {
    /// Where it leads.
    pub to: String,
    /// The key of its word.
    pub key: &'static str,
    /// Whether it is shown.
    pub current: bool,
}

/// An obligation.
#[derive(Debug)]
pub struct Row {
    /// As `core` lists it.
    pub line: Line,
    /// The task in words.
    pub task: String,
    /// The key of the role.
    pub role_key: &'static str,
    /// The key of what becomes of it.
    pub fate_key: &'static str,
    /// What was chosen, in names.
    pub chosen: Option<String>,
    /// What is suggested, in names, with the reason.
    pub suggested: Option<(String, String)>,
}

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    fate: Option<String>,
    after: Option<i64>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Path((id, unit)): Path<(i64, i64)>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    render(&app, &page, id, unit, &asked, None).await
}

async fn render(
    app: &App,
    page: &Page,
    id: i64,
    unit: i64,
    asked: &Asked,
    problem: Option<String>,
) -> Result<Response> {
    super::check_reading(page)?;
    let reader = app.db().read().await?;
    let preview = reorganisation::preview(&reader, id, page.today).await?;
    let party = who(&preview, unit).ok_or(Error::NotFound)?;
    let stored = preview
        .steps
        .iter()
        .find(|it| it.step.sources().contains(&party.code.as_str()));
    let asks = stored.is_some_and(|it| it.step.asks());
    let groups = if asks {
        decision::suggestions(&reader, id, unit).await?
    } else {
        Vec::new()
    };
    let fate = asked.fate.as_deref().and_then(Fate::parse);
    let after = asked.after.unwrap_or(0);
    let found = listing::lines(&reader, id, unit, fate, after, ROWS).await?;
    drop(reader);
    let heirs: Vec<Party> = stored
        .map(|it| it.step.successors())
        .unwrap_or_default()
        .into_iter()
        .filter_map(|code| preview.parties.get(code).cloned())
        .collect();
    let base = format!("/reorganisations/{id}/units/{unit}");
    let next = found.next.map(|last| {
        let fate = fate.map(|fate| format!("fate={}&", fate.as_str()));
        format!("{base}?{}after={last}", fate.unwrap_or_default())
    });
    let shown = UnitPage {
        page,
        may: super::may(page),
        step: stored.map(|it| StepLine::of(&it.step, &preview.parties, false)),
        asks,
        undecided: groups.iter().map(|group| group.number).sum(),
        groups: groups
            .into_iter()
            .filter_map(|group| group_of(page, &preview, group))
            .collect(),
        heirs,
        rows: found
            .lines
            .into_iter()
            .map(|line| row(page, &preview, line))
            .collect(),
        tabs: tabs(&preview, unit, &base, fate),
        next,
        unit: party,
        act: &preview.act,
        problem,
    };
    let status = match shown.problem {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    page.render_as(status, &shown)
}

/// The unit, if the act touches it.
fn who(preview: &Preview, unit: i64) -> Option<Party> {
    let named = preview.parties.values().find(|party| party.id == unit);
    let flowing = preview.flows.iter().map(|flow| &flow.from);
    named
        .or_else(|| flowing.into_iter().find(|party| party.id == unit))
        .cloned()
}

/// The fates that there are, and all.
fn tabs(preview: &Preview, unit: i64, base: &str, fate: Option<Fate>) -> Vec<Tab> {
    let mut tabs = vec![Tab {
        to: base.to_owned(),
        key: key!("reorganisation-all"),
        current: fate.is_none(),
    }];
    for each in Fate::ALL.into_iter().filter(|it| *it != Fate::Added) {
        let mut flows = preview.flows.iter();
        if flows.any(|flow| flow.from.id == unit && flow.fate == each) {
            tabs.push(Tab {
                to: format!("{base}?fate={}", each.as_str()),
                key: fate_key(each),
                current: fate == Some(each),
            });
        }
    }
    tabs
}

fn name(preview: &Preview, code: &str) -> String {
    let party = preview.parties.get(code);
    let in_flows = || {
        let mut to = preview.flows.iter().filter_map(|flow| flow.to.as_ref());
        to.find(|party| party.code == code)
            .map(|it| it.name.clone())
    };
    party
        .map(|party| party.name.clone())
        .or_else(in_flows)
        .unwrap_or_else(|| code.to_owned())
}

fn group_of(page: &Page, preview: &Preview, group: Suggested) -> Option<Group> {
    let suggestion = group.suggestion?;
    Some(Group {
        names: suggestion
            .units
            .iter()
            .map(|code| name(preview, code))
            .collect(),
        why: why(page.t, &suggestion),
        codes: suggestion.units.join(" "),
        why_code: suggestion.why.as_str(),
        words: suggestion.why.words().unwrap_or_default().to_owned(),
        number: group.number,
    })
}

fn row(page: &Page, preview: &Preview, line: Line) -> Row {
    let words = line.heading.clone().or_else(|| line.text.clone());
    let listed = |codes: &[String]| {
        let names: Vec<String> = codes.iter().map(|code| name(preview, code)).collect();
        names.join(", ")
    };
    let chosen = line.chosen.as_ref().map(|chosen| match &chosen.choice {
        Choice::To { unit, others } if others.is_empty() => listed(std::slice::from_ref(unit)),
        Choice::To { unit, others } => page.t.two(
            "decision-shared",
            "unit",
            listed(std::slice::from_ref(unit)),
            "others",
            listed(others),
        ),
        Choice::Close { reason } => page.t.one("decision-closed", "reason", reason.clone()),
    });
    let suggested = line.suggestion.as_ref().filter(|_| line.chosen.is_none());
    Row {
        task: words.map_or_else(|| page.t.get("task-without-text").to_owned(), shorten),
        role_key: role_key(line.role),
        fate_key: fate_key(line.fate),
        suggested: suggested.map(|it| (listed(&it.units), why(page.t, it))),
        chosen,
        line,
    }
}

/// Takes a decision: pairs, because obligations and units may be ticked several times.
pub async fn decide(
    State(app): State<App>,
    page: Page,
    Path((id, unit)): Path<(i64, i64)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let me = page.me()?;
    let form = Decision { pairs };
    let done = match form.one("do") {
        "suggestion" => suggested(&app, &page, me, id, unit, &form).await?,
        "withdraw" => {
            let ticked = form.ticked();
            let write = app.db().write(&me.actor, page.now, move |tx| {
                Box::pin(async move { decision::withdraw(tx, id, &ticked).await })
            });
            write.await?;
            Ok(())
        }
        way => chosen(&app, &page, me, id, unit, way, &form).await?,
    };
    match done {
        Ok(()) => Ok(Page::go(&format!("/reorganisations/{id}/units/{unit}"))),
        Err(key) => {
            let problem = Some(page.t.get(key).to_owned());
            render(&app, &page, id, unit, &Asked::default(), problem).await
        }
    }
}

type Done = std::result::Result<(), &'static str>;

/// The form as it came.
struct Decision {
    pairs: Vec<(String, String)>,
}

impl Decision {
    fn one(&self, name: &str) -> &str {
        let found = self.pairs.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.trim())
    }

    fn all(&self, name: &str) -> Vec<String> {
        let found = self.pairs.iter().filter(|(key, _)| key == name);
        found.map(|(_, value)| value.clone()).collect()
    }

    fn ticked(&self) -> Vec<i64> {
        let all = self.all("obligation");
        all.iter().filter_map(|id| id.parse().ok()).collect()
    }

    fn expected(&self) -> usize {
        self.one("expected").parse().unwrap_or(usize::MAX)
    }
}

async fn suggested(
    app: &App,
    page: &Page,
    me: &super::super::session::SignedIn,
    id: i64,
    unit: i64,
    form: &Decision,
) -> Result<Done> {
    let Some(why) = Why::parse(form.one("why"), form.one("words")) else {
        return Err(Error::BadRequest);
    };
    let units: Vec<String> = form.one("units").split(' ').map(str::to_owned).collect();
    let (suggestion, expected) = (Suggestion { units, why }, form.expected());
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(
            async move { decision::decide_suggested(tx, id, unit, &suggestion, expected).await },
        )
    });
    write.await?;
    Ok(Ok(()))
}

/// To a unit or closed, for what is ticked or for all that is undecided.
async fn chosen(
    app: &App,
    page: &Page,
    me: &super::super::session::SignedIn,
    id: i64,
    unit: i64,
    way: &str,
    form: &Decision,
) -> Result<Done> {
    let reason = form.one("reason");
    let choice = if way.starts_with("close") {
        if reason.is_empty() {
            return Ok(Err(key!("decision-no-reason")));
        }
        Choice::Close {
            reason: reason.to_owned(),
        }
    } else {
        let Some(unit) = target(app, id, form).await? else {
            return Ok(Err(key!("decision-no-unit")));
        };
        let others = form.all("others");
        Choice::To { unit, others }
    };
    let (ticked, expected) = (form.ticked(), form.expected());
    let rest = way.ends_with("rest");
    if !rest && ticked.is_empty() {
        return Ok(Err(key!("decision-none-ticked")));
    }
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move {
            if rest {
                decision::decide_rest(tx, id, unit, &choice, expected).await
            } else {
                decision::decide(tx, id, &ticked, &choice).await
            }
        })
    });
    match write.await {
        Ok(_) => Ok(Ok(())),
        Err(dondoc_core::Error::Invalid { .. }) => Ok(Err(key!("decision-no-unit"))),
        Err(error) => Err(error.into()),
    }
}

/// The unit that was chosen in the list, or typed beside it.
async fn target(app: &App, id: i64, form: &Decision) -> Result<Option<String>> {
    let typed = form.one("other_unit");
    if typed.is_empty() {
        return Ok(Some(form.one("unit").to_owned()).filter(|code| !code.is_empty()));
    }
    let reader = app.db().read().await?;
    let act = reorganisation::find(&reader, id).await?;
    let finder = Finder::new(&reader, &act.place, act.effective_on).await?;
    finder.code(&reader, typed).await
}
