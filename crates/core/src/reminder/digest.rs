//! What each address is told of on a day: one digest for each, whatever falls together.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Days, NaiveDate};
use sea_orm::FromQueryResult;

use super::{
    Rule, Step,
    quiet::{self, Kind, Notice},
    rule::{self, Rules},
};
use crate::{
    access::Role,
    account::{self, Account},
    calendar::{self, Calendar},
    db::{Conn, Timestamp, sql},
    error::{Error, Result},
    mail::{self, Recipient},
    obligation::{Class, Filter, Item, Sort, walk::Walk},
    vals,
};

/// So many obligations at once are more than anybody reminds of.
const MOST: usize = 50_000;

/// What is still owed, in whatever way.
const CLASSES: [Class; 5] = [
    Class::Overdue,
    Class::NearDue,
    Class::WithinTime,
    Class::Returned,
    Class::Redo,
];

/// Something that is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The obligation as it stands.
    pub item: Item,
    /// Its last day.
    pub last_day: NaiveDate,
    /// Why it is told now.
    pub step: Step,
    /// How often it was urged without a report, where that is told to the head.
    pub urged: i64,
}

/// Why a digest does not go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// The person wants no mail today.
    Quiet,
    /// The address has had its message of today.
    HadOne,
}

/// What an address is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// Who gets it.
    pub to: Recipient,
    /// Name and title of the head, where what goes up goes to the address of the office.
    pub head: Option<String>,
    /// Not before.
    pub comes_at: Timestamp,
    /// Why it does not go out.
    pub held: Option<Held>,
    /// What is due, by last day.
    pub due: Vec<Due>,
    /// What was urged in vain.
    pub escalated: Vec<Due>,
}

impl Digest {
    /// The same key for the same address and day: one message a day.
    pub fn key(&self, day: NaiveDate) -> String {
        format!("reminder:{day}:{}", self.to.address.to_lowercase())
    }

    fn all(&self) -> impl Iterator<Item = &Due> {
        self.due.iter().chain(&self.escalated)
    }

    /// The rows that stand for what is told.
    pub(super) fn rows(&self) -> impl Iterator<Item = (i64, NaiveDate, String)> {
        self.all()
            .map(|it| (it.item.id, it.last_day, it.step.code()))
    }
}

/// The day of reminders: nobody is reminded on a day that is not worked.
pub async fn is_working(conn: &Conn, today: NaiveDate) -> Result<bool> {
    Ok(calendar::load(conn, today).await?.is_working(today))
}

/// A digest for each address, in the order of names.
pub async fn collect(conn: &Conn, today: NaiveDate, now: Timestamp) -> Result<Vec<Digest>> {
    let calendar = calendar::load(conn, today).await?;
    if !calendar.is_working(today) {
        return Ok(Vec::new());
    }
    let rules = rule::load(conn).await?;
    let items = items(conn, &rules, &calendar, today).await?;
    let urged = urged_in_vain(conn, &items).await?;
    let mut units: BTreeMap<i64, (Vec<Due>, Vec<Due>)> = BTreeMap::new();
    for item in items {
        let Some(last_day) = item.last_day else {
            continue;
        };
        let rule = rules.of(item.plan_id);
        let urged = urged.get(&item.id).copied().unwrap_or(0);
        let due = rule.latest(&calendar, last_day, today);
        let up = escalation(rule, item.class, urged);
        let of = |step| Due {
            item: item.clone(),
            last_day,
            step,
            urged,
        };
        let unit = units.entry(item.unit_id).or_default();
        unit.0.extend(due.map(of));
        unit.1.extend(up.map(of));
    }
    units.retain(|_, (due, up)| !due.is_empty() || !up.is_empty());
    let people = People::load(conn, &units.keys().copied().collect::<Vec<_>>(), today).await?;
    let mut digests = BTreeMap::new();
    for (unit, (due, up)) in units {
        people.share(&mut digests, unit, due, up, today, now);
    }
    untold(conn, digests.into_values().collect(), today).await
}

fn escalation(rule: &Rule, class: Class, urged: i64) -> Option<Step> {
    let every = i64::from(rule.escalate.filter(|_| rule.enabled)?);
    let time = u16::try_from(urged / every).ok()?;
    (class == Class::Overdue && time > 0).then_some(Step::Escalation(time))
}

/// Everything owed whose last day lies before the furthest reminder.
async fn items(
    conn: &Conn,
    rules: &Rules,
    calendar: &Calendar,
    today: NaiveDate,
) -> Result<Vec<Item>> {
    // A week more: the rules look at days that are worked, the list at all.
    let furthest = calendar.add_working_days(today, i32::from(rules.furthest()));
    let filter = Filter {
        classes: CLASSES.to_vec(),
        due_from: Some(today - Days::new(366 * 3)),
        due_to: Some(furthest + Days::new(7)),
        ..Filter::default()
    };
    let mut walk = Walk::new(filter, Sort::Deadline, today);
    let mut items = Vec::new();
    loop {
        let piece = walk.next(conn).await?;
        if piece.is_empty() {
            return Ok(items);
        }
        items.extend(piece);
        if items.len() > MOST {
            return Err(Error::Refused("too_many_to_urge"));
        }
    }
}

/// How often each was urged since anybody last reported on it.
async fn urged_in_vain(conn: &Conn, items: &[Item]) -> Result<HashMap<i64, i64>> {
    #[derive(FromQueryResult)]
    struct Row {
        obligation_id: i64,
        times: i64,
    }
    let late = items.iter().filter(|it| it.class == Class::Overdue);
    let ids: Vec<i64> = late.map(|it| it.id).collect();
    let (condition, list) = sql::one_of(sql::backend(conn), "$1", &ids);
    let text = format!(
        "SELECT g.obligation_id, COUNT(*) AS times FROM urging g
         LEFT JOIN urging_letter l ON l.id = g.letter_id
         LEFT JOIN urging_batch b ON b.id = l.batch_id
         WHERE g.obligation_id {condition} AND b.discarded_at IS NULL AND NOT EXISTS
            (SELECT 1 FROM progress_update p
             WHERE p.obligation_id = g.obligation_id AND p.said_on >= g.day)
         GROUP BY g.obligation_id"
    );
    let rows: Vec<Row> = sql::all(conn, &text, vec![list]).await?;
    Ok(rows
        .into_iter()
        .map(|it| (it.obligation_id, it.times))
        .collect())
}

/// Who is reached for a unit.
struct People {
    contacts: HashMap<i64, String>,
    heads: HashMap<i64, String>,
    accounts: HashMap<i64, Vec<(Account, Role, String, Notice)>>,
}

impl People {
    async fn load(conn: &Conn, units: &[i64], today: NaiveDate) -> Result<Self> {
        let mut notices = quiet::all(conn).await?;
        let mut accounts: HashMap<i64, Vec<_>> = HashMap::new();
        for account in account::list(conn).await? {
            let Some(notice) = notices.remove(&account.id) else {
                continue;
            };
            let (Some(unit), Some(address), false) =
                (account.unit_id, notice.address.clone(), account.disabled)
            else {
                continue;
            };
            let role = account.role()?;
            let person = (account, role, address, notice);
            accounts.entry(unit).or_default().push(person);
        }
        Ok(Self {
            contacts: mail::contacts(conn, units).await?,
            heads: heads(conn, units, today).await?,
            accounts,
        })
    }

    /// Lay what a unit is told of into the digests of those it reaches.
    fn share(
        &self,
        digests: &mut BTreeMap<String, Digest>,
        unit: i64,
        due: Vec<Due>,
        up: Vec<Due>,
        today: NaiveDate,
        now: Timestamp,
    ) {
        let people = self.accounts.get(&unit).map_or(&[][..], Vec::as_slice);
        let mut head_reached = false;
        for (account, role, address, notice) in people {
            let wants = |kind| notice.wants(kind, *role);
            let told = |kind, what: &[Due]| {
                if wants(kind) {
                    what.to_vec()
                } else {
                    Vec::new()
                }
            };
            head_reached |= *role == Role::UnitHead && wants(Kind::Escalation);
            let digest = Digest {
                to: Recipient {
                    name: account.name.clone(),
                    address: address.clone(),
                    unit_id: Some(unit),
                    account_id: Some(account.id),
                },
                head: None,
                comes_at: notice.comes_at(now),
                held: notice.is_quiet_on(today).then_some(Held::Quiet),
                due: told(Kind::Reminder, &due),
                escalated: told(Kind::Escalation, &up),
            };
            add(digests, digest);
        }
        let Some(address) = self.contacts.get(&unit) else {
            return;
        };
        let up = if head_reached { Vec::new() } else { up };
        let digest = Digest {
            to: Recipient {
                name: due
                    .iter()
                    .chain(&up)
                    .next()
                    .map(|it| it.item.unit_name.clone())
                    .unwrap_or_default(),
                address: address.clone(),
                unit_id: Some(unit),
                account_id: None,
            },
            head: self.heads.get(&unit).cloned().filter(|_| !up.is_empty()),
            comes_at: now,
            held: None,
            due,
            escalated: up,
        };
        add(digests, digest);
    }
}

/// Title and name of who leads each unit on a day.
async fn heads(conn: &Conn, units: &[i64], day: NaiveDate) -> Result<HashMap<i64, String>> {
    #[derive(FromQueryResult)]
    struct Row {
        unit_id: i64,
        name: String,
        title: Option<String>,
    }
    let (condition, list) = sql::one_of(sql::backend(conn), "$2", units);
    let text = format!(
        "SELECT unit_id, name, title FROM unit_head WHERE unit_id {condition}
            AND (valid_from IS NULL OR valid_from <= $1) AND (valid_to IS NULL OR valid_to > $1)
         ORDER BY id"
    );
    let rows: Vec<Row> = sql::all(conn, &text, vals![day, list]).await?;
    let pair = |row: Row| {
        let title = row.title.as_deref().unwrap_or_default();
        (
            row.unit_id,
            format!("{title} {}", row.name).trim().to_owned(),
        )
    };
    Ok(rows.into_iter().map(pair).collect())
}

/// Add a digest; what goes to the same address goes in one, and the office's own wins over a person's.
fn add(digests: &mut BTreeMap<String, Digest>, digest: Digest) {
    if digest.due.is_empty() && digest.escalated.is_empty() {
        return;
    }
    let Some(known) = digests.get_mut(&digest.to.address.to_lowercase()) else {
        digests.insert(digest.to.address.to_lowercase(), digest);
        return;
    };
    let merge = |into: &mut Vec<Due>, more: Vec<Due>| {
        for it in more {
            let is_new = into
                .iter()
                .all(|there| (there.item.id, there.step) != (it.item.id, it.step));
            into.extend(is_new.then_some(it));
        }
    };
    merge(&mut known.due, digest.due);
    merge(&mut known.escalated, digest.escalated);
    if digest.to.account_id.is_none() {
        known.to = digest.to;
        known.held = None;
        known.comes_at = digest.comes_at;
    }
    known.head = known.head.take().or(digest.head);
}

/// Without what each address was told already; who has had a message today gets no other.
async fn untold(conn: &Conn, digests: Vec<Digest>, today: NaiveDate) -> Result<Vec<Digest>> {
    #[derive(FromQueryResult)]
    struct Row {
        address: String,
        obligation_id: i64,
        last_day: NaiveDate,
        step: String,
        day: NaiveDate,
    }
    let ids: HashSet<i64> = digests
        .iter()
        .flat_map(Digest::all)
        .map(|it| it.item.id)
        .collect();
    let ids: Vec<i64> = ids.into_iter().collect();
    let (condition, list) = sql::one_of(sql::backend(conn), "$1", &ids);
    let text = format!(
        "SELECT address, obligation_id, last_day, step, day FROM reminder_sent
         WHERE obligation_id {condition}"
    );
    let rows: Vec<Row> = sql::all(conn, &text, vec![list]).await?;
    let had: HashSet<String> = rows
        .iter()
        .filter(|row| row.day == today)
        .map(|row| row.address.clone())
        .collect();
    let told: HashSet<(String, i64, NaiveDate, String)> = rows
        .into_iter()
        .map(|row| (row.address, row.obligation_id, row.last_day, row.step))
        .collect();
    let mut kept = Vec::new();
    for mut digest in digests {
        let address = digest.to.address.to_lowercase();
        let is_new = |it: &Due| {
            let key = (address.clone(), it.item.id, it.last_day, it.step.code());
            !told.contains(&key)
        };
        digest.due.retain(is_new);
        digest.escalated.retain(is_new);
        if digest.due.is_empty() && digest.escalated.is_empty() {
            continue;
        }
        if had.contains(&address) {
            digest.held = Some(Held::HadOne);
        }
        kept.push(digest);
    }
    kept.sort_by_cached_key(|it| vietnamese::order::sort_key(&it.to.name));
    Ok(kept)
}
