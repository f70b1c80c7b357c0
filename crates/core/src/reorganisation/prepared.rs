//! Acts that come prepared with a directory: a person looks at one, fills in its number and day
//! where they are not known, and enters it.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::act::Act;
use crate::{
    db::{Conn, sql},
    error::{Error, Result},
    unit::{self, directory::ActEntry, record},
    vals,
};

/// A prepared act.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "whose, what, and what it became")]
pub struct Prepared {
    pub place: String,
    pub entry: ActEntry,
    /// The act that was entered from it, if one was.
    pub entered: Option<i64>,
}

/// All prepared acts of the directories that are there, by place and day.
pub async fn all(conn: &Conn) -> Result<Vec<Prepared>> {
    let mut found = Vec::new();
    for place in unit::places(conn).await? {
        for entry in record::acts(conn, &place).await? {
            let text = "SELECT id FROM reorganisation WHERE prepared = $1 ORDER BY id LIMIT 1";
            found.push(Prepared {
                place: place.clone(),
                entered: sql::scalar(conn, text, vals![entry.code.clone()]).await?,
                entry,
            });
        }
    }
    found.sort_by(|one, two| {
        let key = |it: &Prepared| (it.place.clone(), it.entry.effective, it.entry.code.clone());
        key(one).cmp(&key(two))
    });
    Ok(found)
}

/// A prepared act by its code.
pub async fn find(conn: &Conn, code: &str) -> Result<Prepared> {
    let all = all(conn).await?;
    let found = all.into_iter().find(|it| it.entry.code == code);
    found.ok_or(Error::NotFound("prepared act"))
}

/// The act of it. `number` and `issued_on` stand in where the entry does not know them.
pub async fn act(
    conn: &Conn,
    prepared: &Prepared,
    number: &str,
    issued_on: NaiveDate,
) -> Result<Act> {
    let entry = &prepared.entry;
    // A unit may have been lost to another directory since the file was brought in.
    let known: Vec<String> = sql::column(conn, "SELECT code FROM unit", vec![]).await?;
    let known: HashSet<&str> = known.iter().map(String::as_str).collect();
    for step in &entry.steps {
        let begun: Vec<&str> = step.begun().iter().map(|it| it.code.as_str()).collect();
        let named = step.touched().into_iter();
        if named
            .filter(|code| !begun.contains(code))
            .any(|code| !known.contains(code))
        {
            return Err(Error::NotFound("unit"));
        }
    }
    let written = entry.number.as_deref().unwrap_or(number);
    Ok(Act {
        place: prepared.place.clone(),
        number: written.to_owned(),
        issuer: entry.issuer.clone(),
        title: entry.title.clone(),
        issued_on: entry.date.unwrap_or(issued_on),
        effective_on: entry.effective,
        steps: entry.steps.clone(),
    })
}
