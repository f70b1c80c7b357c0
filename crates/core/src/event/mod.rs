//! The log: one append-only sequence of what happened, each event in the transaction of its
//! change, chained by hashes.
//!
//! A behaviour calls [`record`]; the events of a write are appended together just before its
//! commit, so a change without its event, or the reverse, cannot be stored. Everything that wants
//! to follow the house (search, notices, other nodes) reads [`after`].

mod chain;
pub mod verify;

use chrono::{Datelike as _, NaiveDate, NaiveTime};
use sea_orm::FromQueryResult;
use serde::Serialize;

use crate::{
    access::Actor,
    db::{Conn, Timestamp, Tx, sql},
    error::Result,
    vals,
};

/// What happened. The texts are stored: they never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the names say it, and `as_str` lists what is stored"
)]
pub enum Kind {
    AccountCreated,
    AccountChanged,
    AccountUnlocked,
    PasswordSet,
    SignedIn,
    SignedOut,
    SignInFailed,
    LinkIssued,
    TokenIssued,
    TokenRevoked,
    SecondStepOn,
    SecondStepOff,
    RecoveryCodeUsed,
    RecoveryCodesMade,
    IdentityLinked,
    IdentityForgotten,
    FeedMade,
    FeedRevoked,
    WebhookMade,
    WebhookStopped,
    DocumentReceived,
    DraftCreated,
    DraftEdited,
    DraftUndone,
    DraftRedone,
    DraftDiscarded,
    DraftRestored,
    NameMapped,
    NameLetGo,
    UnitsImported,
    UnitAdded,
    UnitEdited,
    GroupAdded,
    GroupEdited,
    PlanConfirmed,
    TaskCreated,
    CompletionRecorded,
    CompletionTakenBack,
    ProgressReported,
    ReportConfirmed,
    ReportReturned,
    RedoAsked,
    ExtensionAsked,
    ExtensionGranted,
    ExtensionRefused,
    ExtensionWithdrawn,
    ObligationSuspended,
    ObligationResumed,
    ObligationCancelled,
    ObligationReinstated,
    SettingChanged,
    CalendarAnnounced,
    CalendarWithdrawn,
    CalendarCompared,
    UrgingMade,
    UrgingSigned,
    UrgingDiscarded,
    UrgingRestored,
    Urged,
    ReorganisationCreated,
    ReorganisationEdited,
    ReorganisationDecided,
    ReorganisationApplied,
    ReorganisationUndone,
    GroupsExpandedAgain,
    FundSourceEdited,
    EstimateCreated,
    EstimateEdited,
    EstimateSubmitted,
    EstimateWithdrawn,
    EstimateRevised,
    EstimateDiscarded,
    EstimateRestored,
    EstimateJudged,
    EstimatePassedUp,
    EstimateGivenBack,
    EstimateDecided,
    MoneyEntered,
    MoneyTakenBack,
    DifficultyRaised,
    DifficultyRouted,
    DifficultyAnswered,
    DifficultyPassedUp,
    DifficultyDecided,
    AmendmentProposed,
    DifficultyClosed,
    DifficultyReopened,
    GuidanceFiled,
    GuidanceEdited,
    InspectionPlanned,
    InspectionHeld,
    InspectionCalledOff,
    FollowUpDemanded,
    FollowUpDone,
    FollowUpJudged,
    ReplyLinkMade,
    ReplyLinkRevoked,
    ReplyFormMade,
    MailQueued,
    MailSent,
    MailFailed,
    MailCancelled,
    RegimeEdited,
    RegimeEnded,
    PeriodOpened,
    PeriodFrozen,
    ReportSectionEdited,
    UnitReportWritten,
    UnitReportSubmitted,
    UnitReportAccepted,
    UnitReportReturned,
    LetterNumbered,
    LetterNumberStruck,
    ReplyRoundMade,
    ReplySent,
    ReplyFormApplied,
    RemindersSent,
    NoticeChanged,
}

impl Kind {
    /// As stored.
    #[expect(clippy::too_many_lines, reason = "a table")]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccountCreated => "account.created",
            Self::AccountChanged => "account.changed",
            Self::AccountUnlocked => "account.unlocked",
            Self::PasswordSet => "account.password_set",
            Self::SignedIn => "account.signed_in",
            Self::SignedOut => "account.signed_out",
            Self::SignInFailed => "account.sign_in_failed",
            Self::LinkIssued => "account.link_issued",
            Self::TokenIssued => "account.token_issued",
            Self::TokenRevoked => "account.token_revoked",
            Self::SecondStepOn => "account.second_step_on",
            Self::SecondStepOff => "account.second_step_off",
            Self::RecoveryCodeUsed => "account.recovery_code_used",
            Self::RecoveryCodesMade => "account.recovery_codes_made",
            Self::IdentityLinked => "account.identity_linked",
            Self::IdentityForgotten => "account.identity_forgotten",
            Self::FeedMade => "feed.made",
            Self::FeedRevoked => "feed.revoked",
            Self::WebhookMade => "webhook.made",
            Self::WebhookStopped => "webhook.stopped",
            Self::DocumentReceived => "document.received",
            Self::DraftCreated => "draft.created",
            Self::DraftEdited => "draft.edited",
            Self::DraftUndone => "draft.undone",
            Self::DraftRedone => "draft.redone",
            Self::DraftDiscarded => "draft.discarded",
            Self::DraftRestored => "draft.restored",
            Self::NameMapped => "unit.name_mapped",
            Self::NameLetGo => "unit.name_let_go",
            Self::UnitsImported => "unit.imported",
            Self::UnitAdded => "unit.added",
            Self::UnitEdited => "unit.edited",
            Self::GroupAdded => "group.added",
            Self::GroupEdited => "group.edited",
            Self::PlanConfirmed => "plan.confirmed",
            Self::TaskCreated => "task.created",
            Self::CompletionRecorded => "obligation.completed",
            Self::CompletionTakenBack => "obligation.completion_taken_back",
            Self::ProgressReported => "obligation.reported",
            Self::ReportConfirmed => "obligation.confirmed",
            Self::ReportReturned => "obligation.returned",
            Self::RedoAsked => "obligation.redo_asked",
            Self::ExtensionAsked => "obligation.extension_asked",
            Self::ExtensionGranted => "obligation.extension_granted",
            Self::ExtensionRefused => "obligation.extension_refused",
            Self::ExtensionWithdrawn => "obligation.extension_withdrawn",
            Self::ObligationSuspended => "obligation.suspended",
            Self::ObligationResumed => "obligation.resumed",
            Self::ObligationCancelled => "obligation.cancelled",
            Self::ObligationReinstated => "obligation.reinstated",
            Self::SettingChanged => "setting.changed",
            Self::ReorganisationCreated => "reorganisation.created",
            Self::ReorganisationEdited => "reorganisation.edited",
            Self::ReorganisationDecided => "reorganisation.decided",
            Self::ReorganisationApplied => "reorganisation.applied",
            Self::ReorganisationUndone => "reorganisation.undone",
            Self::GroupsExpandedAgain => "reorganisation.groups_expanded",
            Self::FundSourceEdited => "fund_source.edited",
            Self::EstimateCreated => "estimate.created",
            Self::EstimateEdited => "estimate.edited",
            Self::EstimateSubmitted => "estimate.submitted",
            Self::EstimateWithdrawn => "estimate.withdrawn",
            Self::EstimateRevised => "estimate.revised",
            Self::EstimateDiscarded => "estimate.discarded",
            Self::EstimateRestored => "estimate.restored",
            Self::EstimateJudged => "estimate.judged",
            Self::EstimatePassedUp => "estimate.passed_up",
            Self::EstimateGivenBack => "estimate.given_back",
            Self::EstimateDecided => "estimate.decided",
            Self::MoneyEntered => "money.entered",
            Self::MoneyTakenBack => "money.taken_back",
            Self::CalendarAnnounced => "calendar.announced",
            Self::CalendarWithdrawn => "calendar.withdrawn",
            Self::CalendarCompared => "calendar.compared",
            Self::UrgingMade => "urging.made",
            Self::UrgingSigned => "urging.signed",
            Self::UrgingDiscarded => "urging.discarded",
            Self::UrgingRestored => "urging.restored",
            Self::Urged => "obligation.urged",
            Self::DifficultyRaised => "difficulty.raised",
            Self::DifficultyRouted => "difficulty.routed",
            Self::DifficultyAnswered => "difficulty.answered",
            Self::DifficultyPassedUp => "difficulty.passed_up",
            Self::DifficultyDecided => "difficulty.decided",
            Self::AmendmentProposed => "difficulty.amendment_proposed",
            Self::DifficultyClosed => "difficulty.closed",
            Self::DifficultyReopened => "difficulty.reopened",
            Self::GuidanceFiled => "guidance.filed",
            Self::GuidanceEdited => "guidance.edited",
            Self::InspectionPlanned => "inspection.planned",
            Self::InspectionHeld => "inspection.held",
            Self::InspectionCalledOff => "inspection.called_off",
            Self::FollowUpDemanded => "follow_up.demanded",
            Self::FollowUpDone => "follow_up.done",
            Self::FollowUpJudged => "follow_up.judged",
            Self::ReplyLinkMade => "reply.link_made",
            Self::ReplyLinkRevoked => "reply.link_revoked",
            Self::ReplyFormMade => "reply.form_made",
            Self::MailQueued => "mail.queued",
            Self::MailSent => "mail.sent",
            Self::MailFailed => "mail.failed",
            Self::MailCancelled => "mail.cancelled",
            Self::RegimeEdited => "regime.edited",
            Self::RegimeEnded => "regime.ended",
            Self::PeriodOpened => "period.opened",
            Self::PeriodFrozen => "period.frozen",
            Self::ReportSectionEdited => "period.section_edited",
            Self::UnitReportWritten => "unit_report.written",
            Self::UnitReportSubmitted => "unit_report.submitted",
            Self::UnitReportAccepted => "unit_report.accepted",
            Self::UnitReportReturned => "unit_report.returned",
            Self::LetterNumbered => "letter_number.taken",
            Self::LetterNumberStruck => "letter_number.struck",
            Self::ReplyRoundMade => "reply.round_made",
            Self::ReplySent => "reply.sent",
            Self::ReplyFormApplied => "reply.form_applied",
            Self::RemindersSent => "reminder.sent",
            Self::NoticeChanged => "account.notice_changed",
        }
    }
}

/// What it happened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each holds the id of the thing it names")]
pub enum Subject {
    Account(i64),
    Document(i64),
    Draft(i64),
    Unit(i64),
    Directory,
    Plan(i64),
    Task(i64),
    Obligation(i64),
    Setting,
    Calendar,
    Urging(i64),
    Reorganisation(i64),
    Webhook(i64),
    FundSource(i64),
    Estimate(i64),
    Difficulty(i64),
    Guidance(i64),
    Inspection(i64),
    FollowUp(i64),
    Mail(i64),
    Regime(i64),
    Period(i64),
    UnitReport(i64),
    LetterNumber(i64),
    ReplyRound(i64),
    Reminders,
}

impl Subject {
    /// As stored: the kind of thing and its id.
    pub const fn parts(self) -> (&'static str, i64) {
        match self {
            Self::Account(id) => ("account", id),
            Self::Document(id) => ("document", id),
            Self::Draft(id) => ("draft", id),
            Self::Unit(id) => ("unit", id),
            Self::Directory => ("directory", 0),
            Self::Plan(id) => ("plan", id),
            Self::Task(id) => ("task", id),
            Self::Obligation(id) => ("obligation", id),
            Self::Setting => ("setting", 0),
            Self::Calendar => ("calendar", 0),
            Self::Urging(id) => ("urging", id),
            Self::Reorganisation(id) => ("reorganisation", id),
            Self::Webhook(id) => ("webhook", id),
            Self::FundSource(id) => ("fund_source", id),
            Self::Estimate(id) => ("estimate", id),
            Self::Difficulty(id) => ("difficulty", id),
            Self::Guidance(id) => ("guidance", id),
            Self::Inspection(id) => ("inspection", id),
            Self::FollowUp(id) => ("follow_up", id),
            Self::Mail(id) => ("mail", id),
            Self::Regime(id) => ("regime", id),
            Self::Period(id) => ("period", id),
            Self::UnitReport(id) => ("unit_report", id),
            Self::LetterNumber(id) => ("letter_number", id),
            Self::ReplyRound(id) => ("reply_round", id),
            Self::Reminders => ("reminder", 0),
        }
    }
}

/// An event that waits for its write to finish.
pub struct Pending {
    kind: Kind,
    subject: Subject,
    unit_id: Option<i64>,
    before: Option<String>,
    after: Option<String>,
    proof: Option<String>,
}

/// Record that something happened in this write.
pub fn record(
    tx: &Tx,
    kind: Kind,
    subject: Subject,
    before: Option<&impl Serialize>,
    after: Option<&impl Serialize>,
) -> Result<()> {
    record_about(tx, kind, subject, About::default(), before, after)
}

/// For which unit something is done, and on what proof.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// The unit.
    pub unit_id: Option<i64>,
    /// A letter, a file.
    pub proof: Option<String>,
}

/// As [`record`], for a unit and on a proof.
pub fn record_about(
    tx: &Tx,
    kind: Kind,
    subject: Subject,
    about: About,
    before: Option<&impl Serialize>,
    after: Option<&impl Serialize>,
) -> Result<()> {
    let before = before.map(serde_json::to_string).transpose()?;
    let after = after.map(serde_json::to_string).transpose()?;
    tx.push(Pending {
        kind,
        subject,
        unit_id: about.unit_id,
        before,
        after,
        proof: about.proof,
    });
    Ok(())
}

/// What an event says, in full.
#[derive(Debug, Default)]
pub struct Told {
    /// For which unit it was done.
    pub unit_id: Option<i64>,
    /// What was before.
    pub before: Option<serde_json::Value>,
    /// What is now.
    pub after: Option<serde_json::Value>,
    /// What proves it: a letter, a file.
    pub proof: Option<String>,
}

/// As [`record`], for a unit and on a proof.
pub fn tell(tx: &Tx, kind: Kind, subject: Subject, told: Told) {
    tx.push(Pending {
        kind,
        subject,
        unit_id: told.unit_id,
        before: told.before.map(|it| it.to_string()),
        after: told.after.map(|it| it.to_string()),
        proof: told.proof,
    });
}

/// Nothing before, or nothing after.
pub const NOTHING: Option<&()> = None;

/// An event as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Event {
    /// The sequence, from 1, without gaps.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Whose account, if it was a person.
    pub actor_id: Option<i64>,
    /// The actor's name then.
    pub actor_name: String,
    /// On behalf of which unit.
    pub unit_id: Option<i64>,
    /// What happened, such as `plan.confirmed`.
    pub kind: String,
    /// The kind of thing it happened to.
    pub subject: String,
    /// Its id.
    pub subject_id: i64,
    /// JSON of what was before.
    pub before: Option<String>,
    /// JSON of what is now.
    pub after: Option<String>,
    /// What proves it: a letter, a file.
    pub proof: Option<String>,
    /// Hash of the event before.
    pub previous_hash: Vec<u8>,
    /// Hash over all of the above.
    pub hash: Vec<u8>,
}

const COLUMNS: &[&str] = &[
    "id",
    "at",
    "actor_id",
    "actor_name",
    "unit_id",
    "kind",
    "subject",
    "subject_id",
    "before",
    "after",
    "proof",
    "previous_hash",
    "hash",
];

/// Append the events of one write. Only the writer calls this.
pub(crate) async fn append(
    conn: &Conn,
    actor: &Actor,
    now: Timestamp,
    events: Vec<Pending>,
) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let (mut id, mut previous) = head(conn).await?;
    let mut rows = Vec::with_capacity(events.len());
    for pending in events {
        id += 1;
        let (subject, subject_id) = pending.subject.parts();
        let mut event = Event {
            id,
            at: now,
            actor_id: actor.account_id,
            actor_name: actor.name.clone(),
            unit_id: pending.unit_id,
            kind: pending.kind.as_str().to_owned(),
            subject: subject.to_owned(),
            subject_id,
            before: pending.before,
            after: pending.after,
            proof: pending.proof,
            previous_hash: std::mem::take(&mut previous),
            hash: Vec::new(),
        };
        event.hash = chain::hash(&event);
        previous.clone_from(&event.hash);
        rows.push(row(event));
    }
    sql::insert_all(conn, "event", COLUMNS, rows).await
}

fn row(event: Event) -> Vec<sea_orm::Value> {
    vals![
        event.id,
        event.at,
        event.actor_id,
        event.actor_name,
        event.unit_id,
        event.kind,
        event.subject,
        event.subject_id,
        event.before,
        event.after,
        event.proof,
        event.previous_hash,
        event.hash,
    ]
}

/// Sequence and hash of the last event; zero and the chain's seed when there is none.
async fn head(conn: &Conn) -> Result<(i64, Vec<u8>)> {
    let last: Option<Event> =
        sql::one(conn, "SELECT * FROM event ORDER BY id DESC LIMIT 1", vec![]).await?;
    Ok(last.map_or_else(|| (0, chain::SEED.to_vec()), |event| (event.id, event.hash)))
}

/// The next events after a place in the sequence.
pub async fn after(conn: &Conn, sequence: i64, limit: i64) -> Result<Vec<Event>> {
    let text = "SELECT * FROM event WHERE id > $1 ORDER BY id LIMIT $2";
    sql::all(conn, text, vals![sequence, limit]).await
}

/// Later than every event.
const LAST: Timestamp = match NaiveDate::from_ymd_opt(9_999, 12, 31) {
    Some(day) => day.and_time(NaiveTime::MIN).and_utc(),
    None => Timestamp::MAX_UTC,
};

/// Which events; nothing: all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// Not before this instant.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub to: Option<Timestamp>,
    /// For this unit, or about it.
    pub unit: Option<i64>,
    /// About this plan, and what hangs on it.
    pub plan: Option<i64>,
}

impl Selection {
    /// Of these days in Viet Nam, both included.
    pub fn of_days(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Self {
        let instant = |day: NaiveDate| {
            let known = (1..=9_998).contains(&day.year());
            known.then(|| day.and_time(NaiveTime::MIN).and_utc() - chrono::Duration::hours(7))
        };
        // A day that no event can be of is no bound, or leaves nothing.
        let never = |day: NaiveDate| {
            if day.year() < 1 {
                Timestamp::UNIX_EPOCH
            } else {
                LAST
            }
        };
        let bound = |day: NaiveDate| instant(day).unwrap_or_else(|| never(day));
        Self {
            from: from.map(bound),
            to: to.map(|day| day.succ_opt().map_or(LAST, bound)),
            ..Self::default()
        }
    }

    /// Whether events between others may be left out.
    pub const fn has_gaps(&self) -> bool {
        self.unit.is_some() || self.plan.is_some()
    }

    /// Conditions on `event e`, with their values from `$3` on.
    fn conditions(&self, values: &mut Vec<sea_orm::Value>) -> String {
        let mut text = String::new();
        let mut put = |condition: &str, value: sea_orm::Value| {
            values.push(value);
            text.push_str(&condition.replace("{}", &format!("${}", values.len())));
        };
        if let Some(from) = self.from {
            put(" AND e.at >= {}", from.into());
        }
        if let Some(to) = self.to {
            put(" AND e.at < {}", to.into());
        }
        if let Some(unit) = self.unit {
            put(
                " AND (e.unit_id = {} OR (e.subject = 'unit' AND e.subject_id = {}))",
                unit.into(),
            );
        }
        if let Some(plan) = self.plan {
            put(OF_PLAN, plan.into());
        }
        text
    }
}

const OF_PLAN: &str = " AND ((e.subject = 'plan' AND e.subject_id = {})
    OR (e.subject = 'task' AND e.subject_id IN (SELECT id FROM task WHERE plan_id = {}))
    OR (e.subject = 'obligation'
        AND e.subject_id IN (SELECT id FROM obligation WHERE plan_id = {}))
    OR (e.subject = 'difficulty'
        AND e.subject_id IN (SELECT id FROM difficulty WHERE plan_id = {}))
    OR (e.subject = 'estimate' AND e.subject_id IN (SELECT id FROM estimate WHERE plan_id = {}))
    OR (e.subject = 'inspection'
        AND e.subject_id IN (SELECT id FROM inspection WHERE plan_id = {}))
    OR (e.subject = 'follow_up' AND e.subject_id IN (SELECT f.id FROM follow_up f
        JOIN inspection i ON i.id = f.inspection_id WHERE i.plan_id = {})))";

/// The next selected events after a place in the sequence.
pub async fn selected(
    conn: &Conn,
    selection: &Selection,
    sequence: i64,
    limit: i64,
) -> Result<Vec<Event>> {
    let mut values = vals![sequence, limit];
    let conditions = selection.conditions(&mut values);
    let text =
        format!("SELECT e.* FROM event e WHERE e.id > $1{conditions} ORDER BY e.id LIMIT $2");
    sql::all(conn, &text, values).await
}

/// The last selected events before a place in the sequence, newest first.
pub async fn selected_before(
    conn: &Conn,
    selection: &Selection,
    sequence: Option<i64>,
    limit: i64,
) -> Result<Vec<Event>> {
    let mut values = vals![sequence.unwrap_or(i64::MAX), limit];
    let conditions = selection.conditions(&mut values);
    let text =
        format!("SELECT e.* FROM event e WHERE e.id < $1{conditions} ORDER BY e.id DESC LIMIT $2");
    sql::all(conn, &text, values).await
}

/// The end of the log: its sequence and hash, to be written down outside the database.
pub async fn end(conn: &Conn) -> Result<verify::Anchor> {
    let (sequence, hash) = head(conn).await?;
    Ok(verify::Anchor {
        sequence,
        hash: crate::document::blob::hex(&hash),
    })
}

/// Events from the newest back, or from before a place in the sequence back.
pub async fn before(conn: &Conn, sequence: Option<i64>, limit: i64) -> Result<Vec<Event>> {
    let text = "SELECT * FROM event WHERE id < $1 ORDER BY id DESC LIMIT $2";
    sql::all(conn, text, vals![sequence.unwrap_or(i64::MAX), limit]).await
}

/// The last event about the directory of units: edits, imports, names mapped or let go, acts of
/// reorganisation. What was made of the directory stands as long as this stays the same.
pub async fn last_of_directory(conn: &Conn) -> Result<i64> {
    let text = "SELECT MAX(id) FROM (
            SELECT MAX(id) AS id FROM event WHERE subject = 'directory' AND subject_id = 0
            UNION ALL SELECT MAX(id) FROM event WHERE subject IN ('reorganisation', 'unit')
        ) AS last";
    let last: Option<Option<i64>> = sql::scalar(conn, text, vec![]).await?;
    Ok(last.flatten().unwrap_or(0))
}

/// The last event about any plan.
pub async fn last_of_plans(conn: &Conn) -> Result<i64> {
    let text = "SELECT MAX(id) FROM event WHERE subject = 'plan'";
    let last: Option<Option<i64>> = sql::scalar(conn, text, vec![]).await?;
    Ok(last.flatten().unwrap_or(0))
}

/// What happened to one thing, newest first.
pub async fn of(conn: &Conn, subject: Subject, limit: i64) -> Result<Vec<Event>> {
    let (kind, id) = subject.parts();
    let text = "SELECT * FROM event WHERE subject = $1 AND subject_id = $2
                ORDER BY id DESC LIMIT $3";
    sql::all(conn, text, vals![kind, id, limit]).await
}
