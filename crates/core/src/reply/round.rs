//! Rounds of collecting (đợt thu thập báo cáo): units, what each is asked about, by which day.
//!
//! A round makes a link and a form for every unit at once. What a unit was asked is kept, so that
//! "who has not answered" is a fact and not a guess.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde_json::json;
use uuid::Uuid;

use super::{form, link};
use crate::{
    access::{Act, Actor},
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    obligation::{Class, Filter, Item, Sort, Standing, item_list, walk::Walk},
    urging::reported_since,
    vals,
};

/// So many obligations at once are more than anybody collects.
pub const MOST: usize = 20_000;
/// So many of one unit fit into one form.
pub const MOST_OF_UNIT: usize = 1_000;
/// Longest title, and longest words.
const LONGEST_TITLE: usize = 200;
const LONGEST_WORDS: usize = 4_000;

/// Whom to ask about what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Of these obligations.
    pub filter: Filter,
    /// Only of these units; `None`: of any.
    pub units: Option<Vec<i64>>,
    /// Only what nobody reported on since that day.
    pub silent_since: Option<NaiveDate>,
}

/// What still can be reported on.
pub const OPEN: [Class; 6] = [
    Class::Overdue,
    Class::NearDue,
    Class::WithinTime,
    Class::NoDeadline,
    Class::Returned,
    Class::Redo,
];

/// A unit and what it is to be asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// The unit.
    pub unit_id: i64,
    /// Its name.
    pub unit_name: String,
    /// The obligations, by deadline.
    pub items: Vec<Item>,
}

/// The units in the order of their names, each with what it would be asked about.
pub async fn wanted(
    conn: &Conn,
    actor: &Actor,
    wanted: &Wanted,
    today: NaiveDate,
) -> Result<Vec<Asking>> {
    actor.may(Act::CollectReplies)?;
    let mut walk = Walk::new(wanted.filter.clone(), Sort::Deadline, today);
    let mut items = Vec::new();
    loop {
        let piece = walk.next(conn).await?;
        if piece.is_empty() {
            break;
        }
        let fits = |it: &Item| {
            let units = wanted.units.as_ref();
            units.is_none_or(|units| units.contains(&it.unit_id))
        };
        items.extend(piece.into_iter().filter(fits));
        if items.len() > MOST {
            return Err(Error::Refused("too_many_to_ask"));
        }
    }
    if let Some(since) = wanted.silent_since {
        let said = reported_since(conn, &items, since).await?;
        items.retain(|item| !said.contains(&item.id));
    }
    Ok(by_unit(items))
}

fn by_unit(items: Vec<Item>) -> Vec<Asking> {
    let mut units: Vec<Asking> = Vec::new();
    let mut place: HashMap<i64, usize> = HashMap::new();
    for item in items {
        let at = *place.entry(item.unit_id).or_insert(units.len());
        if at == units.len() {
            units.push(Asking {
                unit_id: item.unit_id,
                unit_name: item.unit_name.clone(),
                items: Vec::new(),
            });
        }
        units[at].items.push(item);
    }
    units.sort_by_cached_key(|unit| vietnamese::order::sort_key(&unit.unit_name));
    units
}

/// A round to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// What it is called: `Báo cáo quý I/2026`.
    pub title: String,
    /// What is asked, in words.
    pub words: Option<String>,
    /// The day by which an answer is asked for.
    pub reply_by: Option<NaiveDate>,
    /// When the links end.
    pub ends_at: Timestamp,
    /// Whom is asked about what.
    pub asking: Vec<Asking>,
}

/// Make a round: a link and a form for every unit. Its id.
pub async fn create(tx: &Tx, new: New) -> Result<i64> {
    tx.actor.may(Act::CollectReplies)?;
    let (title, words) = checked(&new)?;
    let round = sql::next_id(tx, "reply_round").await?;
    let columns = [
        "id",
        "title",
        "words",
        "reply_by",
        "created_at",
        "created_by",
        "created_by_name",
    ];
    let (by, name) = (tx.actor.account_id, tx.actor.name.clone());
    let row = vals![round, title.clone(), words, new.reply_by, tx.now, by, name];
    sql::insert(tx, "reply_round", &columns, row).await?;
    let mut request = sql::next_id(tx, "reply_request").await?;
    let mut asked = Vec::new();
    for unit in &new.asking {
        let plan = one_plan(&unit.items);
        let link = link::make(tx, unit.unit_id, plan, None, new.ends_at).await?;
        let form = form::create(tx, unit.unit_id, plan).await?;
        let form = form::find(tx, form).await?.id;
        let columns = ["id", "round_id", "unit_id", "link_id", "form_id"];
        let row = vals![request, round, unit.unit_id, link, form];
        sql::insert(tx, "reply_request", &columns, row).await?;
        asked.extend(unit.items.iter().map(|it| vals![request, it.id]));
        request += 1;
    }
    sql::insert_all(tx, "reply_asked", &["request_id", "obligation_id"], asked).await?;
    let count: usize = new.asking.iter().map(|it| it.items.len()).sum();
    let after = json!({
        "title": title, "reply_by": new.reply_by, "units": new.asking.len(), "asked": count,
    });
    let subject = Subject::ReplyRound(round);
    let kind = Kind::ReplyRoundMade;
    event::record(tx, kind, subject, event::NOTHING, Some(&after))?;
    Ok(round)
}

fn checked(new: &New) -> Result<(String, Option<String>)> {
    let invalid = |field, reason| Error::Invalid { field, reason };
    let title = new.title.trim().to_owned();
    if title.is_empty() {
        return Err(invalid("title", "missing"));
    }
    let words = new.words.as_deref().map(str::trim);
    let words = words.filter(|it| !it.is_empty()).map(str::to_owned);
    let long = words
        .as_ref()
        .is_some_and(|it| it.chars().count() > LONGEST_WORDS);
    if title.chars().count() > LONGEST_TITLE || long {
        return Err(invalid("title", "too_long"));
    }
    if new.asking.is_empty() {
        return Err(Error::Refused("nobody_to_ask"));
    }
    let count: usize = new.asking.iter().map(|it| it.items.len()).sum();
    if count > MOST || new.asking.iter().any(|it| it.items.len() > MOST_OF_UNIT) {
        return Err(Error::Refused("too_many_to_ask"));
    }
    Ok((title, words))
}

/// The plan of all of these, when it is one.
fn one_plan(items: &[Item]) -> Option<i64> {
    let first = items.first()?.plan_id;
    items.iter().all(|it| it.plan_id == first).then_some(first)
}

/// A round.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Round {
    /// Id.
    pub id: i64,
    /// What it is called.
    pub title: String,
    /// What is asked, in words.
    pub words: Option<String>,
    /// The day by which an answer is asked for.
    pub reply_by: Option<NaiveDate>,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by_name: String,
    /// How many units.
    pub units: i64,
    /// How many obligations were asked about.
    pub asked: i64,
    /// How many of these were reported on since.
    pub answered: i64,
}

const ROUNDS: &str = "SELECT d.id, d.title, d.words, d.reply_by, d.created_at, d.created_by_name,
    (SELECT COUNT(*) FROM reply_request r WHERE r.round_id = d.id) AS units,
    (SELECT COUNT(*) FROM reply_request r JOIN reply_asked a ON a.request_id = r.id
        WHERE r.round_id = d.id) AS asked,
    (SELECT COUNT(*) FROM reply_request r JOIN reply_asked a ON a.request_id = r.id
        JOIN obligation o ON o.id = a.obligation_id
        JOIN progress_update p ON p.id = o.last_update
        WHERE r.round_id = d.id AND p.recorded_at >= d.created_at) AS answered
    FROM reply_round d";

/// The rounds made last, newest first.
pub async fn list(conn: &Conn, limit: i64) -> Result<Vec<Round>> {
    let text = format!("{ROUNDS} ORDER BY d.id DESC LIMIT $1");
    sql::all(conn, &text, vals![limit]).await
}

/// A round by id.
pub async fn find(conn: &Conn, id: i64) -> Result<Round> {
    let text = format!("{ROUNDS} WHERE d.id = $1");
    let round = sql::one(conn, &text, vals![id]).await?;
    round.ok_or(Error::NotFound("reply round"))
}

/// How far a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Everything it was asked about was reported on.
    Answered,
    /// Some of it was.
    Partly,
    /// Its link was revoked.
    Revoked,
    /// Its link has ended.
    Expired,
    /// Its link was opened.
    Opened,
    /// It was not.
    NotOpened,
}

/// One unit of a round.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Request {
    /// Id.
    pub id: i64,
    /// The round.
    pub round_id: i64,
    /// The unit.
    pub unit_id: i64,
    /// Its name, the latest.
    pub unit_name: String,
    /// Its code.
    pub unit_code: String,
    /// Its link.
    pub link_id: i64,
    /// The name of its form.
    pub form_uid: Uuid,
    /// How many obligations it was asked about.
    pub asked: i64,
    /// How many of these were reported on since.
    pub answered: i64,
}

impl Request {
    /// How far the unit is, with its link.
    pub fn state(&self, link: &link::Link, now: Timestamp) -> State {
        match link {
            _ if self.answered >= self.asked => State::Answered,
            link if link.revoked_at.is_some() => State::Revoked,
            link if now >= link.expires_at => State::Expired,
            _ if self.answered > 0 => State::Partly,
            link if link.opened_at.is_some() => State::Opened,
            _ => State::NotOpened,
        }
    }
}

const REQUESTS: &str = "SELECT r.id, r.round_id, r.unit_id, u.name AS unit_name,
    u.code AS unit_code, r.link_id, f.uid AS form_uid,
    (SELECT COUNT(*) FROM reply_asked a WHERE a.request_id = r.id) AS asked,
    (SELECT COUNT(*) FROM reply_asked a JOIN obligation o ON o.id = a.obligation_id
        JOIN progress_update p ON p.id = o.last_update
        WHERE a.request_id = r.id AND p.recorded_at >= d.created_at) AS answered
    FROM reply_request r JOIN reply_round d ON d.id = r.round_id
    JOIN unit u ON u.id = r.unit_id JOIN reply_form f ON f.id = r.form_id";

/// The units of a round in the order of their names, each with its link.
pub async fn requests(conn: &Conn, round: i64) -> Result<Vec<(Request, link::Link)>> {
    let text = format!("{REQUESTS} WHERE r.round_id = $1 ORDER BY u.sort_key, u.id");
    let requests: Vec<Request> = sql::all(conn, &text, vals![round]).await?;
    let ids: Vec<i64> = requests.iter().map(|it| it.link_id).collect();
    let links = link::all(conn, &ids).await?;
    let mut links: HashMap<i64, link::Link> = links.into_iter().map(|it| (it.id, it)).collect();
    let with = |request: Request| {
        let link = links.remove(&request.link_id);
        link.map(|link| (request, link))
            .ok_or(Error::NotFound("reply link"))
    };
    requests.into_iter().map(with).collect()
}

/// A unit of a round by id.
pub async fn request(conn: &Conn, id: i64) -> Result<Request> {
    let text = format!("{REQUESTS} WHERE r.id = $1");
    let request = sql::one(conn, &text, vals![id]).await?;
    request.ok_or(Error::NotFound("reply request"))
}

/// The unit of a round that a link is for; `None`: the link was made alone.
pub async fn of_link(conn: &Conn, link: i64) -> Result<Option<Request>> {
    let text = format!("{REQUESTS} WHERE r.link_id = $1");
    sql::one(conn, &text, vals![link]).await
}

/// The rounds in which a unit was asked, newest first, with its place in each.
pub async fn of_unit(conn: &Conn, unit: i64, limit: i64) -> Result<Vec<Request>> {
    let text = format!("{REQUESTS} WHERE r.unit_id = $1 ORDER BY r.id DESC LIMIT $2");
    sql::all(conn, &text, vals![unit, limit]).await
}

/// What the units of a round are asked about, as it stands today: by request. What has moved to
/// another unit since, or was joined into something else, is left out.
pub async fn asked(
    conn: &Conn,
    round: i64,
    request: Option<i64>,
    today: NaiveDate,
) -> Result<HashMap<i64, Vec<Item>>> {
    #[derive(FromQueryResult)]
    struct Row {
        request_id: i64,
        obligation_id: i64,
    }
    let text = format!(
        "SELECT a.request_id, a.obligation_id FROM reply_request r
         JOIN reply_asked a ON a.request_id = r.id JOIN obligation o ON o.id = a.obligation_id
         WHERE r.round_id = $1 AND ($2 = 0 OR r.id = $2) AND o.unit_id = r.unit_id
             AND o.standing <> {}
         ORDER BY a.request_id, o.role, o.last_day, o.id",
        Standing::Joined.number()
    );
    let rows: Vec<Row> = sql::all(conn, &text, vals![round, request.unwrap_or(0)]).await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.obligation_id).collect();
    let items = item_list(conn, &ids, today).await?;
    let items: HashMap<i64, Item> = items.into_iter().map(|it| (it.id, it)).collect();
    let mut found: HashMap<i64, Vec<Item>> = HashMap::new();
    for row in rows {
        let item = items.get(&row.obligation_id).cloned();
        found.entry(row.request_id).or_default().extend(item);
    }
    Ok(found)
}

/// Make another link for a unit of a round; the one before ends.
pub async fn renew(tx: &Tx, request_id: i64, ends_at: Timestamp) -> Result<()> {
    tx.actor.may(Act::CollectReplies)?;
    let request = request(tx, request_id).await?;
    let before = link::find(tx, request.link_id).await?;
    link::revoke(tx, before.id).await?;
    let made_for = before.made_for.clone();
    let link = link::make(tx, request.unit_id, before.plan_id, made_for, ends_at).await?;
    let text = "UPDATE reply_request SET link_id = $2 WHERE id = $1";
    sql::execute(tx, text, vals![request_id, link]).await?;
    // What was typed and who typed it go on with the new link.
    for table in ["reply_draft", "reply_draft_file"] {
        let text = format!("UPDATE {table} SET link_id = $2 WHERE link_id = $1");
        sql::execute(tx, &text, vals![before.id, link]).await?;
    }
    let text = "UPDATE reply_link SET filler = $2 WHERE id = $1";
    sql::execute(tx, text, vals![link, before.filler]).await?;
    Ok(())
}
