//! How a person is reached by mail, and when not: address, quiet days and hours, what is wanted.

use std::collections::HashMap;

use chrono::{DateTime, Datelike as _, Duration, FixedOffset, NaiveDate, Timelike as _};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};

use crate::{
    access::{Act, Role},
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, Kind as EventKind, Subject},
    mail, vals,
};

/// The office's clock: Asia/Ho_Chi_Minh, which has no summer time.
const OFFICE: FixedOffset = FixedOffset::east_opt(7 * 3600).expect("seven hours is in range");
/// Minutes of a day.
const DAY: i16 = 24 * 60;

/// What a person may be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Việc sắp đến hạn, quá hạn của đơn vị.
    Reminder,
    /// Việc đã đôn đốc nhiều lần mà chưa báo cáo.
    Escalation,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Reminder, Self::Escalation];

    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reminder => "reminder",
            Self::Escalation => "escalation",
        }
    }

    /// What is usual for a role.
    pub const fn usual(self, role: Role) -> bool {
        match self {
            Self::Reminder => matches!(role, Role::UnitOfficer),
            Self::Escalation => matches!(role, Role::UnitHead),
        }
    }
}

/// The settings of a person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Notice {
    /// Where mail goes; `None`: nowhere.
    pub address: Option<String>,
    /// Days of the week without mail, Monday first.
    pub days: [bool; 7],
    /// From this minute of the day to that one no mail comes; over midnight when the first is later.
    pub hours: Option<(i16, i16)>,
    /// No mail up to this day, itself included.
    pub until: Option<NaiveDate>,
    /// What is wanted; `None`: what is usual for the role.
    pub kinds: Option<Vec<Kind>>,
    /// Counts changes.
    pub version: i64,
}

impl Notice {
    /// Whether the person wants to be told of this.
    pub fn wants(&self, kind: Kind, role: Role) -> bool {
        match &self.kinds {
            Some(kinds) => kinds.contains(&kind),
            None => kind.usual(role),
        }
    }

    /// Whether no mail comes on this day at all.
    pub fn is_quiet_on(&self, day: NaiveDate) -> bool {
        let weekday = day.weekday().num_days_from_monday() as usize;
        self.days[weekday] || self.until.is_some_and(|until| day <= until)
    }

    /// When a message of now may come: now, or when the quiet hours end.
    pub fn comes_at(&self, now: Timestamp) -> Timestamp {
        let Some((from, to)) = self.hours.filter(|(from, to)| from != to) else {
            return now;
        };
        let local: DateTime<FixedOffset> = now.with_timezone(&OFFICE);
        let minute = i16::try_from(local.hour() * 60 + local.minute()).unwrap_or(0);
        let is_quiet = if from < to {
            (from..to).contains(&minute)
        } else {
            minute >= from || minute < to
        };
        if !is_quiet {
            return now;
        }
        let wait = (to - minute).rem_euclid(DAY);
        let whole = local.with_second(0).and_then(|it| it.with_nanosecond(0));
        let whole = whole.unwrap_or(local).with_timezone(&chrono::Utc);
        whole + Duration::minutes(i64::from(wait))
    }
}

#[derive(FromQueryResult)]
struct Row {
    account_id: i64,
    address: Option<String>,
    quiet_days: i16,
    quiet_from: Option<i16>,
    quiet_to: Option<i16>,
    quiet_until: Option<NaiveDate>,
    kinds: Option<String>,
    version: i64,
}

impl Row {
    fn notice(self) -> Notice {
        let kinds = self.kinds.map(|kinds| {
            let all = Kind::ALL.into_iter();
            all.filter(|kind| kinds.split_whitespace().any(|it| it == kind.as_str()))
                .collect()
        });
        Notice {
            address: self.address,
            days: std::array::from_fn(|at| self.quiet_days & (1 << at) != 0),
            hours: self.quiet_from.zip(self.quiet_to),
            until: self.quiet_until,
            kinds,
            version: self.version,
        }
    }
}

const COLUMNS: &str = "account_id, address, quiet_days, quiet_from, quiet_to, quiet_until, kinds,
    version";

/// The settings of a person.
pub async fn of(conn: &Conn, account_id: i64) -> Result<Notice> {
    let text = format!("SELECT {COLUMNS} FROM account_notice WHERE account_id = $1");
    let row: Option<Row> = sql::one(conn, &text, vals![account_id]).await?;
    Ok(row.map(Row::notice).unwrap_or_default())
}

/// The settings of everybody who has any.
pub(super) async fn all(conn: &Conn) -> Result<HashMap<i64, Notice>> {
    let text = format!("SELECT {COLUMNS} FROM account_notice ORDER BY account_id");
    let rows: Vec<Row> = sql::all(conn, &text, vec![]).await?;
    let pairs = rows.into_iter().map(|row| (row.account_id, row.notice()));
    Ok(pairs.collect())
}

/// Change one's own settings, or those of somebody else as who manages accounts.
pub async fn change(tx: &Tx, account_id: i64, mut notice: Notice) -> Result<()> {
    if tx.actor.account_id != Some(account_id) {
        tx.actor.may(Act::ManageAccounts)?;
    }
    crate::account::find(tx, account_id).await?;
    let before = of(tx, account_id).await?;
    if before.version != notice.version {
        return Err(Error::Conflict {
            what: "account_notice",
            version: before.version,
        });
    }
    let address = notice.address.take().filter(|it| !it.trim().is_empty());
    notice.address = address.map(|it| mail::checked(&it)).transpose()?;
    let minutes = |(from, to): (i16, i16)| (0..DAY).contains(&from) && (0..DAY).contains(&to);
    if !notice.hours.is_none_or(minutes) {
        return Err(Error::Invalid {
            field: "hours",
            reason: "out_of_range",
        });
    }
    let days = (0..7).filter(|at| notice.days[*at]).map(|at| 1_i16 << at);
    let kinds = notice.kinds.as_ref().map(|kinds| {
        let codes: Vec<&str> = kinds.iter().map(|it| it.as_str()).collect();
        codes.join(" ")
    });
    let text = "INSERT INTO account_notice (account_id, address, quiet_days, quiet_from, quiet_to,
            quiet_until, kinds, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (account_id) DO UPDATE SET address = excluded.address,
            quiet_days = excluded.quiet_days, quiet_from = excluded.quiet_from,
            quiet_to = excluded.quiet_to, quiet_until = excluded.quiet_until,
            kinds = excluded.kinds, version = excluded.version";
    let row = vals![
        account_id,
        notice.address.clone(),
        days.sum::<i16>(),
        notice.hours.map(|it| it.0),
        notice.hours.map(|it| it.1),
        notice.until,
        kinds,
        notice.version + 1
    ];
    sql::execute(tx, text, row).await?;
    event::record(
        tx,
        EventKind::NoticeChanged,
        Subject::Account(account_id),
        Some(&before),
        Some(&notice),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Kind, Notice, Role, Timestamp};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn in_quiet_hours_a_message_waits_for_their_end() {
        // 18:00 to 7:30 in the office.
        let notice = Notice {
            hours: Some((18 * 60, 7 * 60 + 30)),
            ..Notice::default()
        };
        let morning = at("2026-03-10T00:10:30Z");
        assert_eq!(notice.comes_at(morning), at("2026-03-10T00:30:00Z"));
        let day = at("2026-03-10T02:00:00Z");
        assert_eq!(notice.comes_at(day), day);
        let evening = at("2026-03-10T13:00:00Z");
        assert_eq!(notice.comes_at(evening), at("2026-03-11T00:30:00Z"));
    }

    #[test]
    fn without_a_choice_officers_hear_of_deadlines_and_heads_of_what_went_in_vain() {
        let mut notice = Notice::default();
        assert!(notice.wants(Kind::Reminder, Role::UnitOfficer));
        assert!(!notice.wants(Kind::Reminder, Role::UnitHead));
        assert!(notice.wants(Kind::Escalation, Role::UnitHead));
        notice.kinds = Some(vec![]);
        assert!(!notice.wants(Kind::Escalation, Role::UnitHead));
    }

    proptest! {
        #[test]
        fn what_waits_comes_within_a_day_and_never_in_quiet_hours(
            from in 0..1440_i16, to in 0..1440_i16, seconds in 0..864_000_i64,
        ) {
            let notice = Notice { hours: Some((from, to)), ..Notice::default() };
            let now = at("2026-03-10T00:00:00Z") + chrono::Duration::seconds(seconds);
            let comes = notice.comes_at(now);
            prop_assert!(comes >= now && comes - now <= chrono::Duration::days(1));
            prop_assert_eq!(notice.comes_at(comes), comes);
        }
    }
}
