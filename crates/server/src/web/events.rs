//! The log of what happened: `GET /events`, newest first, page by page; as files
//! `GET /events/{file}`, for who inspects.

use std::fmt::Write as _;

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, NaiveDate, Utc};
use dondoc_core::access::Act;
use dondoc_core::db::Conn;
use dondoc_core::event::{self, Event, Selection};
use dondoc_core::{plan, unit};
use serde::Deserialize;

use super::App;
use super::error::{Error, Result};
use super::page::Page;
use super::query;
use super::register::export::download;
use crate::log_export::{Export, Form, how};
use crate::text::Texts;
use crate::{key, show};

/// Events on a page.
const PAGE: i64 = 100;

/// `templates/events/index.html`
#[derive(Debug, Template)]
#[template(path = "events/index.html")]
pub struct EventsPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The events, newest first.
    pub events: Vec<Line>,
    /// The page with older ones.
    pub older: Option<String>,
    /// Whether these are not the newest.
    pub is_later_page: bool,
    /// What was asked for.
    pub asked: Asked,
    /// Whether that leaves anything out.
    pub filtered: bool,
    /// The plans: id, number, chosen.
    pub plans: Vec<(i64, String, bool)>,
    /// The units: code, name.
    pub units: Vec<(String, String)>,
    /// The same as files: address, key of the name.
    pub files: Vec<(String, &'static str)>,
    /// How a file is checked.
    pub how: Vec<String>,
    /// The newest of what was asked for.
    pub newest: String,
    /// A unit that was asked for and is not there.
    pub unknown_unit: bool,
}

/// An event as shown.
#[derive(Debug)]
pub struct Line {
    /// The sequence.
    pub id: i64,
    /// When.
    pub at: String,
    /// Who.
    pub who: String,
    /// What, as a key.
    pub what: &'static str,
    /// The thing, as a key and its number.
    pub thing: (&'static str, i64),
    /// The page of the thing, if it has one.
    pub link: Option<String>,
    /// The first digits of the event's hash.
    pub seal: String,
}

/// Plans offered.
const PLANS: i64 = 200;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    before: Option<i64>,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Code of a unit.
    pub unit: String,
    /// A plan.
    pub plan: String,
}

impl Asked {
    /// What it selects; nothing when the unit is not there.
    async fn selection(&self, conn: &Conn, today: NaiveDate) -> Result<Option<Selection>> {
        let unit = match self.unit.trim() {
            "" => None,
            code => match unit::find_by_code(conn, code, today).await {
                Ok(unit) => Some(unit.id),
                Err(dondoc_core::Error::NotFound(_)) => return Ok(None),
                Err(error) => return Err(error.into()),
            },
        };
        Ok(Some(Selection {
            unit,
            plan: self.plan.parse().ok(),
            ..Selection::of_days(show::parse_date(&self.from), show::parse_date(&self.to))
        }))
    }

    /// The filter as the end of an address, with where to go on.
    fn query(&self, before: Option<i64>) -> String {
        let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        query::join([
            ("from", some(&self.from)),
            ("to", some(&self.to)),
            ("unit", some(&self.unit)),
            ("plan", some(&self.plan)),
            ("before", before.map(|id| id.to_string())),
        ])
    }
}

/// What was selected, in words.
pub fn in_words(t: &Texts, from: &str, to: &str, unit: &str, plan: &str) -> String {
    let parts = [
        (key!("log-from"), from),
        (key!("log-to"), to),
        (key!("log-unit"), unit),
        (key!("log-plan"), plan),
    ];
    let said = parts.iter().filter(|(_, value)| !value.is_empty());
    let said: Vec<String> = said
        .map(|(key, value)| format!("{}: {value}", t.get(key)))
        .collect();
    if said.is_empty() {
        t.get(key!("log-everything")).to_owned()
    } else {
        said.join("; ")
    }
}

/// The list.
pub async fn index(
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let me = page.me()?;
    me.actor.may(Act::ReadLog)?;
    let reader = app.db().read().await?;
    let selection = asked.selection(&reader, page.today).await?;
    let unknown_unit = selection.is_none();
    let events = match &selection {
        Some(all) => event::selected_before(&reader, all, asked.before, PAGE + 1).await?,
        None => Vec::new(),
    };
    let plans = plan::list(&reader, None, PLANS).await?;
    let units = unit::list(&reader, page.today).await?;
    drop(reader);
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let older = (events.len() > shown).then(|| events.get(shown - 1).map(|last| last.id));
    let events = events.into_iter().take(shown);
    let file = |form: Form| {
        let query = asked.query(None);
        let to = format!("/events/export.{}{query}", form.extension());
        (to, form_key(form))
    };
    let shown = EventsPage {
        page: &page,
        older: older
            .flatten()
            .map(|id| format!("/events{}", asked.query(Some(id)))),
        is_later_page: asked.before.is_some(),
        filtered: selection != Some(Selection::default()),
        plans: plans
            .into_iter()
            .map(|it| (it.id, it.number, it.id.to_string() == asked.plan))
            .collect(),
        units: units.into_iter().map(|it| (it.code, it.name)).collect(),
        files: Form::ALL.map(file).to_vec(),
        how: how(page.t),
        newest: format!("/events{}", asked.query(None)),
        events: events.map(|event| line(&page, event)).collect(),
        unknown_unit,
        asked,
    };
    page.render(&shown)
}

const fn form_key(form: Form) -> &'static str {
    match form {
        Form::Lines => key!("log-file-lines"),
        Form::Table => key!("log-file-table"),
        Form::Workbook => key!("log-file-workbook"),
    }
}

/// What is selected, as a file.
pub async fn file(
    State(app): State<App>,
    page: Page,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    page.me()?.actor.may(Act::ReadLog)?;
    let form = Form::ALL
        .into_iter()
        .find(|form| name == format!("export.{}", form.extension()))
        .ok_or(Error::NotFound)?;
    let reader = app.db().read().await?;
    let selection = asked.selection(&reader, page.today).await?;
    let selection = selection.ok_or(Error::NotFound)?;
    let plan = match selection.plan {
        Some(id) => plan::find(&reader, id).await?.number,
        None => String::new(),
    };
    drop(reader);
    let words = in_words(page.t, &asked.from, &asked.to, &asked.unit, &plan);
    let export = Export::begin(app.db(), page.t, selection, words, page.now).await?;
    let name = file_name(form, page.now);
    if form == Form::Workbook {
        return Ok(download(&name, form.media_type(), export.workbook().await?));
    }
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, form.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, Body::from_stream(export.stream(form))).into_response())
}

/// `nhat-ky-2026-03-10.jsonl`
pub fn file_name(form: Form, now: DateTime<Utc>) -> String {
    format!("nhat-ky-{}.{}", show::day_of(now), form.extension())
}

fn line(page: &Page, event: Event) -> Line {
    Line {
        id: event.id,
        at: page.instant(&event.at),
        what: what(&event.kind),
        link: link(&event.subject, event.subject_id),
        thing: (thing_key(&event.subject), event.subject_id),
        seal: seal(&event.hash),
        who: event.actor_name,
    }
}

/// The first digits of a hash.
fn seal(hash: &[u8]) -> String {
    let mut digits = String::new();
    for byte in hash.iter().take(4) {
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// The page of a thing, if it has one.
pub(super) fn link(subject: &str, id: i64) -> Option<String> {
    match subject {
        "draft" => Some(format!("/drafts/{id}")),
        "account" => Some(format!("/accounts/{id}")),
        "plan" => Some(format!("/plans/{id}")),
        "task" => Some(format!("/tasks/{id}")),
        "unit" => Some(format!("/units/{id}")),
        "reorganisation" => Some(format!("/reorganisations/{id}")),
        "webhook" => Some(format!("/webhooks/{id}")),
        "difficulty" => Some(format!("/difficulties/{id}")),
        "guidance" => Some(format!("/guidance/{id}")),
        "inspection" => Some(format!("/inspections/{id}")),
        "regime" => Some(format!("/reports/regimes/{id}")),
        "period" => Some(format!("/reports/{id}")),
        "unit_report" => Some(format!("/unit-reports/{id}")),
        "estimate" => Some(format!("/estimates/{id}")),
        "urging" => Some(format!("/urgings/{id}")),
        "reply_round" => Some(format!("/replies/{id}")),
        "calendar" => Some("/calendar".to_owned()),
        "letter_number" => Some("/letters".to_owned()),
        "mail" => Some(format!("/mail/{id}")),
        "reminder" => Some("/reminders".to_owned()),
        _ => None,
    }
}

/// The key of what happened.
#[expect(clippy::too_many_lines, reason = "a table")]
pub fn what(kind: &str) -> &'static str {
    match kind {
        "account.created" => key!("event-account-created"),
        "account.changed" => key!("event-account-changed"),
        "account.unlocked" => key!("event-account-unlocked"),
        "account.password_set" => key!("event-password-set"),
        "account.signed_in" => key!("event-signed-in"),
        "account.signed_out" => key!("event-signed-out"),
        "account.sign_in_failed" => key!("event-sign-in-failed"),
        "account.link_issued" => key!("event-link-issued"),
        "account.token_issued" => key!("event-token-issued"),
        "webhook.made" => key!("event-webhook-made"),
        "webhook.stopped" => key!("event-webhook-stopped"),
        "reply.link_made" => key!("event-reply-link-made"),
        "reply.link_revoked" => key!("event-reply-link-revoked"),
        "reply.round_made" => key!("event-reply-round-made"),
        "reply.sent" => key!("event-reply-sent"),
        "reply.form_applied" => key!("event-reply-form-applied"),
        "reply.form_made" => key!("event-reply-form-made"),
        "mail.queued" => key!("mail-event-queued"),
        "mail.sent" => key!("mail-event-sent"),
        "mail.failed" => key!("mail-event-failed"),
        "mail.cancelled" => key!("mail-event-cancelled"),
        "regime.edited" => key!("event-regime-edited"),
        "regime.ended" => key!("event-regime-ended"),
        "period.opened" => key!("event-period-opened"),
        "period.frozen" => key!("event-period-frozen"),
        "period.section_edited" => key!("event-period-section-edited"),
        "unit_report.written" => key!("event-unit-report-written"),
        "unit_report.submitted" => key!("event-unit-report-submitted"),
        "unit_report.accepted" => key!("event-unit-report-accepted"),
        "unit_report.returned" => key!("event-unit-report-returned"),
        "reminder.sent" => key!("reminder-event-sent"),
        "account.notice_changed" => key!("quiet-event-changed"),
        "feed.made" => key!("event-feed-made"),
        "feed.revoked" => key!("event-feed-revoked"),
        "account.token_revoked" => key!("event-token-revoked"),
        "account.second_step_on" => key!("event-second-step-on"),
        "account.second_step_off" => key!("event-second-step-off"),
        "account.recovery_code_used" => key!("event-recovery-code-used"),
        "account.identity_linked" => key!("event-identity-linked"),
        "account.identity_forgotten" => key!("event-identity-forgotten"),
        "account.recovery_codes_made" => key!("event-recovery-codes-made"),
        "document.received" => key!("event-document-received"),
        "draft.created" => key!("event-draft-created"),
        "draft.edited" => key!("event-draft-edited"),
        "draft.undone" => key!("event-draft-undone"),
        "draft.redone" => key!("event-draft-redone"),
        "draft.discarded" => key!("event-draft-discarded"),
        "draft.restored" => key!("event-draft-restored"),
        "unit.name_mapped" => key!("event-name-mapped"),
        "unit.name_let_go" => key!("event-name-let-go"),
        "unit.imported" => key!("event-units-imported"),
        "unit.added" => key!("event-unit-added"),
        "unit.edited" => key!("event-unit-edited"),
        "group.added" => key!("event-group-added"),
        "group.edited" => key!("event-group-edited"),
        "plan.confirmed" => key!("event-plan-confirmed"),
        "task.created" => key!("event-task-created"),
        "obligation.completed" => key!("event-completed"),
        "obligation.completion_taken_back" => key!("event-completion-taken-back"),
        "obligation.reported" => key!("event-reported"),
        "obligation.confirmed" => key!("event-report-confirmed"),
        "obligation.returned" => key!("event-report-returned"),
        "obligation.redo_asked" => key!("event-redo-asked"),
        "obligation.extension_asked" => key!("event-extension-asked"),
        "obligation.extension_granted" => key!("event-extension-granted"),
        "obligation.extension_refused" => key!("event-extension-refused"),
        "obligation.extension_withdrawn" => key!("event-extension-withdrawn"),
        "obligation.suspended" => key!("event-suspended"),
        "obligation.resumed" => key!("event-resumed"),
        "obligation.cancelled" => key!("event-cancelled"),
        "obligation.reinstated" => key!("event-reinstated"),
        "calendar.announced" => key!("calendar-event-announced"),
        "calendar.withdrawn" => key!("calendar-event-withdrawn"),
        "calendar.compared" => key!("calendar-event-compared"),
        "urging.made" => key!("urging-event-made"),
        "urging.signed" => key!("urging-event-signed"),
        "urging.discarded" => key!("urging-event-discarded"),
        "urging.restored" => key!("urging-event-restored"),
        "obligation.urged" => key!("urging-event-urged"),
        "letter_number.taken" => key!("letter-event-taken"),
        "letter_number.struck" => key!("letter-event-struck"),
        "setting.changed" => key!("event-setting-changed"),
        "reorganisation.created" => key!("event-reorganisation-created"),
        "reorganisation.edited" => key!("event-reorganisation-edited"),
        "reorganisation.decided" => key!("event-reorganisation-decided"),
        "reorganisation.applied" => key!("event-reorganisation-applied"),
        "reorganisation.undone" => key!("event-reorganisation-undone"),
        "reorganisation.groups_expanded" => key!("event-groups-expanded"),
        "difficulty.raised" => key!("event-difficulty-raised"),
        "difficulty.routed" => key!("event-difficulty-routed"),
        "difficulty.answered" => key!("event-difficulty-answered"),
        "difficulty.passed_up" => key!("event-difficulty-passed-up"),
        "difficulty.decided" => key!("event-difficulty-decided"),
        "difficulty.amendment_proposed" => key!("event-amendment-proposed"),
        "difficulty.closed" => key!("event-difficulty-closed"),
        "difficulty.reopened" => key!("event-difficulty-reopened"),
        "guidance.filed" => key!("event-guidance-filed"),
        "guidance.edited" => key!("event-guidance-edited"),
        "inspection.planned" => key!("event-inspection-planned"),
        "inspection.held" => key!("event-inspection-held"),
        "inspection.called_off" => key!("event-inspection-called-off"),
        "follow_up.demanded" => key!("event-follow-up-demanded"),
        "follow_up.done" => key!("event-follow-up-done"),
        "follow_up.judged" => key!("event-follow-up-judged"),
        "fund_source.edited" => key!("event-fund-source"),
        "estimate.created" => key!("event-estimate-created"),
        "estimate.edited" => key!("event-estimate-edited"),
        "estimate.submitted" => key!("event-estimate-submitted"),
        "estimate.withdrawn" => key!("event-estimate-withdrawn"),
        "estimate.revised" => key!("event-estimate-revised"),
        "estimate.discarded" => key!("event-estimate-discarded"),
        "estimate.restored" => key!("event-estimate-restored"),
        "estimate.judged" => key!("event-estimate-judged"),
        "estimate.passed_up" => key!("event-estimate-passed-up"),
        "estimate.given_back" => key!("event-estimate-given-back"),
        "estimate.decided" => key!("event-estimate-decided"),
        "money.entered" => key!("event-money-entered"),
        "money.taken_back" => key!("event-money-taken-back"),
        _ => key!("event-other"),
    }
}

/// The name of a kind of thing, as a key.
pub(super) fn thing_key(subject: &str) -> &'static str {
    match subject {
        "account" => key!("thing-account"),
        "document" => key!("thing-document"),
        "draft" => key!("thing-draft"),
        "unit" => key!("thing-unit"),
        "directory" => key!("thing-directory"),
        "plan" => key!("thing-plan"),
        "task" => key!("thing-task"),
        "obligation" => key!("thing-obligation"),
        "webhook" => key!("thing-webhook"),
        "setting" => key!("thing-setting"),
        "urging" => key!("urging-thing"),
        "reply_round" => key!("replies-thing"),
        "letter_number" => key!("letter-thing"),
        "calendar" => key!("calendar-title"),
        "mail" => key!("mail-thing"),
        "reminder" => key!("reminder-title"),
        "reorganisation" => key!("thing-reorganisation"),
        "difficulty" => key!("thing-difficulty"),
        "guidance" => key!("thing-guidance"),
        "inspection" => key!("thing-inspection"),
        "follow_up" => key!("thing-follow-up"),
        "regime" => key!("thing-regime"),
        "period" => key!("thing-period"),
        "unit_report" => key!("thing-unit-report"),
        "fund_source" => key!("thing-fund-source"),
        "estimate" => key!("thing-estimate"),
        _ => key!("thing-other"),
    }
}
