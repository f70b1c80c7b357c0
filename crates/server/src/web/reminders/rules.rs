//! When things are reminded of: the rule of everything, and those of single plans.

use axum::Form;
use axum::extract::State;
use axum::response::Response;
use dondoc_core::db::Conn;
use dondoc_core::plan;
use dondoc_core::reminder::rule::{self, Rule, Rules};
use serde::Deserialize;

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::Page;
use super::urger;
use crate::key;

/// Plans to choose from.
const PLANS: i64 = 200;

/// A rule as a form.
#[derive(Debug)]
pub struct RuleForm {
    /// The plan; `None`: of everything.
    pub plan_id: Option<i64>,
    /// Its number.
    pub plan: Option<String>,
    /// Whether at all.
    pub enabled: bool,
    /// Days before, as typed.
    pub before: String,
    /// Days after, as typed.
    pub after: String,
    /// Every so many days.
    pub every: String,
    /// After so many urgings.
    pub escalate: String,
    /// The version it begins from.
    pub version: i64,
}

impl RuleForm {
    fn new(plan_id: Option<i64>, plan: Option<String>, rule: &Rule) -> Self {
        let listed = |days: &[u16]| {
            let days: Vec<String> = days.iter().map(u16::to_string).collect();
            days.join(", ")
        };
        let number = |it: Option<u16>| it.map(|it| it.to_string()).unwrap_or_default();
        Self {
            plan_id,
            plan,
            enabled: rule.enabled,
            before: listed(&rule.before),
            after: listed(&rule.after),
            every: number(rule.every),
            escalate: number(rule.escalate),
            version: rule.version,
        }
    }
}

/// The rules as forms, and the plans that have none.
pub async fn forms(conn: &Conn, rules: Rules) -> Result<(Vec<RuleForm>, Vec<(i64, String)>)> {
    let mut forms = vec![RuleForm::new(None, None, &rules.default)];
    let mut without = Vec::new();
    for plan in plan::list(conn, None, PLANS).await? {
        match rules.plans.get(&plan.id) {
            Some(rule) => forms.push(RuleForm::new(Some(plan.id), Some(plan.number), rule)),
            None => without.push((plan.id, plan.number)),
        }
    }
    Ok((forms, without))
}

/// A rule as typed.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default)]
    plan: String,
    enabled: Option<String>,
    before: String,
    after: String,
    every: String,
    escalate: String,
    version: i64,
}

/// Changes a rule, or begins that of a plan.
pub async fn change(
    State(app): State<App>,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    let me = urger(&page)?;
    let plan_id = match typed.plan.as_str() {
        "" => None,
        plan => Some(plan.parse().map_err(|_| Error::BadRequest)?),
    };
    let wrong = || Error::NotPossible(key!("reminder-no-days"));
    let rule = Rule {
        enabled: typed.enabled.is_some(),
        before: days(&typed.before).ok_or_else(wrong)?,
        after: days(&typed.after).ok_or_else(wrong)?,
        every: number(&typed.every).map_err(|_| wrong())?,
        escalate: number(&typed.escalate).map_err(|_| wrong())?,
        version: typed.version,
    };
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move { rule::change(tx, plan_id, rule).await })
    });
    write.await.map_err(|error| match error {
        dondoc_core::Error::Invalid { .. } => wrong(),
        error => error.into(),
    })?;
    Ok(Page::go("/reminders"))
}

/// Numbers with anything between them.
fn days(text: &str) -> Option<Vec<u16>> {
    let words = text.split(|it: char| it.is_whitespace() || [',', ';'].contains(&it));
    let words = words.filter(|it| !it.is_empty());
    words.map(|it| it.parse().ok()).collect()
}

/// A number, or none; or what is neither.
fn number(text: &str) -> Result<Option<u16>, std::num::ParseIntError> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.parse()).transpose()
}

/// Whose rule is taken away.
#[derive(Debug, Deserialize)]
pub struct Of {
    plan: i64,
}

/// Takes the rule of a plan away.
pub async fn withdraw(
    State(app): State<App>,
    page: Page,
    Form(form): Form<Of>,
) -> Result<Response> {
    let write = app.db().write(&urger(&page)?.actor, page.now, move |tx| {
        Box::pin(async move { rule::withdraw(tx, form.plan).await })
    });
    write.await?;
    Ok(Page::go("/reminders"))
}
