//! The log of what happened: `GET /events`, newest first, page by page.

use std::fmt::Write as _;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use dondoc_core::access::Act;
use dondoc_core::event::{self, Event};
use serde::Deserialize;

use super::App;
use super::error::Result;
use super::page::Page;
use crate::key;

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

/// Where to go on.
#[derive(Debug, Deserialize)]
pub struct Asked {
    before: Option<i64>,
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
    let events = event::before(&reader, asked.before, PAGE).await?;
    let older = events.last().filter(|last| last.id > 1).map(|last| last.id);
    let shown = EventsPage {
        page: &page,
        older: older.map(|id| format!("/events?before={id}")),
        is_later_page: asked.before.is_some(),
        events: events.into_iter().map(|event| line(&page, event)).collect(),
    };
    page.render(&shown)
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
