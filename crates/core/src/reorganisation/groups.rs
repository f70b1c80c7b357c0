//! Lists of groups: who follows a member that ends takes its place in the list, when a person
//! agrees. Groups by rule follow the directory by themselves.

use std::collections::HashSet;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};

use super::{impact, situation::Situation};
use crate::{
    db::{Tx, sql},
    error::{Error, Result},
    vals,
};

/// A row that an act put into a list.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize, FromQueryResult)]
struct Member {
    group_id: i64,
    unit_id: i64,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

/// Put the successors into the lists of these groups.
pub(super) async fn follow(tx: &Tx, situation: &Situation, codes: &[String]) -> Result<()> {
    if codes.is_empty() {
        return Ok(());
    }
    let wanted: HashSet<&str> = codes.iter().map(String::as_str).collect();
    let mut change = sql::next_id(tx, "directory_change").await?;
    for group in impact::groups(tx, situation).await? {
        if !group.listed || !wanted.contains(group.code.as_str()) {
            continue;
        }
        let text = "SELECT id FROM unit_group WHERE code = $1";
        let id: Option<i64> = sql::scalar(tx, text, vals![group.code.clone()]).await?;
        let id = id.ok_or(Error::NotFound("group"))?;
        for heir in group.gained {
            let row = sql::next_id(tx, "group_member").await?;
            let member = Member {
                group_id: id,
                unit_id: heir.id,
                valid_from: Some(situation.act.effective_on),
                valid_to: None,
            };
            let columns = ["id", "group_id", "unit_id", "valid_from", "valid_to"];
            let values = vals![row, id, heir.id, member.valid_from, member.valid_to];
            sql::insert(tx, "group_member", &columns, values).await?;
            let columns = ["id", "reorganisation_id", "thing", "thing_id", "after"];
            let after = serde_json::to_string(&member)?;
            let values = vals![change, situation.act.id, "group_member", row, after];
            sql::insert(tx, "directory_change", &columns, values).await?;
            change += 1;
        }
    }
    Ok(())
}

/// Take them out again; refused when somebody has changed the list since.
pub(super) async fn restore(tx: &Tx, act: i64) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Kept {
        thing_id: i64,
        after: String,
    }
    let text = "SELECT thing_id, after FROM directory_change
                WHERE reorganisation_id = $1 AND thing = 'group_member' ORDER BY id DESC";
    for kept in sql::all::<Kept>(tx, text, vals![act]).await? {
        let text = "SELECT group_id, unit_id, valid_from, valid_to FROM group_member
                    WHERE id = $1";
        let now: Option<Member> = sql::one(tx, text, vals![kept.thing_id]).await?;
        if now != Some(serde_json::from_str(&kept.after)?) {
            return Err(Error::Refused("directory_changed"));
        }
        let text = "DELETE FROM group_member WHERE id = $1";
        sql::execute(tx, text, vals![kept.thing_id]).await?;
    }
    Ok(())
}
