//! Indexes lifted while very many rows change: entry by entry an index costs several times what
//! building it anew does. SQLite only: there a reader keeps its picture while the writer works; on
//! PostgreSQL readers would have to wait for the lock.

use sea_orm::{ConnectionTrait as _, FromQueryResult};

use crate::{
    db::{Backend, Tx, sql},
    error::Result,
    vals,
};

/// From so many rows on, if they are also a fifth of the table.
const MANY: i64 = 20_000;

#[derive(Debug, FromQueryResult)]
struct Index {
    name: String,
    sql: String,
}

/// Indexes that are lifted; [`Lifted::put_back`] in the same transaction.
#[derive(Debug, Default)]
#[must_use]
pub(super) struct Lifted(Vec<Index>);

/// Lift what an index holds of the units of obligations and of the moves, when `number` rows are
/// very many.
pub(super) async fn lift(tx: &Tx, number: i64) -> Result<Lifted> {
    if number < MANY || sql::backend(tx) != Backend::Sqlite {
        return Ok(Lifted::default());
    }
    let all: Option<i64> = sql::scalar(tx, "SELECT MAX(id) FROM obligation", vec![]).await?;
    if all.is_none_or(|all| number < all / 5) {
        return Ok(Lifted::default());
    }
    take_off(tx).await
}

async fn take_off(tx: &Tx) -> Result<Lifted> {
    // Those of constraints have no text and stay, those that hold each row once guard something.
    let text = "SELECT m.name, m.sql FROM sqlite_schema m
                WHERE m.type = 'index' AND m.sql LIKE 'CREATE INDEX %'
                  AND (m.tbl_name = 'obligation_move' OR (m.tbl_name = 'obligation'
                      AND (instr(m.sql, 'unit_id') > 0)))
                ORDER BY m.name";
    let indexes: Vec<Index> = sql::all(tx, text, vec![]).await?;
    figures(tx, &indexes, true).await?;
    for index in &indexes {
        tx.execute_unprepared(&format!("DROP INDEX {}", index.name))
            .await?;
    }
    Ok(Lifted(indexes))
}

impl Lifted {
    /// Build them anew.
    pub(super) async fn put_back(self, tx: &Tx) -> Result<()> {
        for index in &self.0 {
            tx.execute_unprepared(&index.sql).await?;
        }
        figures(tx, &self.0, false).await
    }
}

/// What the planner knows of these indexes goes with them: kept aside, and put back.
async fn figures(tx: &Tx, indexes: &[Index], keep: bool) -> Result<()> {
    if indexes.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = indexes.iter().map(|it| format!("'{}'", it.name)).collect();
    let names = names.join(", ");
    let text = "SELECT name FROM sqlite_schema
                WHERE type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4')";
    for table in sql::column::<String>(tx, text, vals![]).await? {
        let text = if keep {
            format!(
                "CREATE TEMP TABLE kept_{table} AS SELECT * FROM main.{table} WHERE idx IN ({names})"
            )
        } else {
            format!("INSERT INTO main.{table} SELECT * FROM temp.kept_{table}")
        };
        tx.execute_unprepared(&text).await?;
        if !keep {
            tx.execute_unprepared(&format!("DROP TABLE temp.kept_{table}"))
                .await?;
        }
    }
    if !keep {
        tx.execute_unprepared("ANALYZE sqlite_schema").await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::take_off;
    use crate::{
        access::Actor,
        db::{Conn, Db, Location, Options, Timestamp, sql},
        error::Error,
        vals,
    };

    async fn schema(conn: &Conn) -> Vec<String> {
        let text = "SELECT type || name || coalesce(sql, '') FROM sqlite_schema
                    UNION ALL SELECT tbl || coalesce(idx, '') || stat FROM sqlite_stat1 ORDER BY 1";
        sql::column(conn, text, vals![]).await.unwrap()
    }

    #[tokio::test]
    async fn what_is_lifted_is_put_back_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = Location::Sqlite(folder.path().join("lifting.sqlite"));
        let db = Db::open(&path, Options::default()).await.unwrap();
        let (actor, now) = (Actor::system("test"), Timestamp::UNIX_EPOCH);
        let figures = "INSERT INTO sqlite_stat1 (tbl, idx, stat)
                       VALUES ('obligation', 'obligation_unit_due', '720000 5000 17 1 1 1')";
        db.write(&actor, now, move |tx| {
            Box::pin(async move { sql::execute(tx, figures, vals![]).await })
        })
        .await
        .unwrap();
        let before = schema(&db.read().await.unwrap()).await;
        assert!(before.iter().any(|it| it.contains("720000")));
        // An error on the way, and a second time in full.
        for fails in [true, false] {
            let lifted = db.write(&actor, now, move |tx| {
                Box::pin(async move {
                    let lifted = take_off(tx).await?;
                    assert!(!schema(tx).await.iter().any(|it| it.contains("720000")));
                    if fails {
                        return Err(Error::NotFound("act"));
                    }
                    let number = lifted.0.len();
                    lifted.put_back(tx).await?;
                    Ok(number)
                })
            });
            assert_eq!(lifted.await.is_err(), fails);
            let mut after = schema(&db.read().await.unwrap()).await;
            let mut before = before.clone();
            before.sort();
            after.sort();
            assert_eq!(after, before);
        }
    }
}
