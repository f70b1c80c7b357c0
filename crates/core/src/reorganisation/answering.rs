//! Who answers today for what hangs on an obligation: an obligation moves with its unit's
//! successors, and one that was joined into another is answered by whoever has that other.

use crate::{
    db::{Conn, sql},
    error::{Error, Result},
    obligation::State,
    vals,
};

use super::route::Fate;

/// The common table `answering (obligation_id, unit_id)` for the obligations that a query gives,
/// as the beginning of a statement.
///
/// The cross join keeps SQLite to this order: it would rather read every obligation and ask which
/// of them is carried.
pub(crate) fn answering(obligations: &str) -> String {
    let (joined, fate) = (State::Joined.number(), Fate::Joined.number());
    format!(
        "WITH RECURSIVE carried (obligation_id, carrier_id) AS (
             SELECT b.id, b.id FROM obligation b WHERE b.id IN ({obligations})
             UNION
             SELECT c.obligation_id, m.other_id FROM carried c
                 JOIN obligation o ON o.id = c.carrier_id
                 JOIN obligation_move m ON m.obligation_id = c.carrier_id
             WHERE o.state = {joined} AND m.kind = {fate} AND m.other_id IS NOT NULL
         ), answering (obligation_id, unit_id) AS (
             SELECT c.obligation_id, o.unit_id FROM carried c
                 CROSS JOIN obligation o WHERE o.id = c.carrier_id AND o.state <> {joined}
         )"
    )
}

/// The unit that answers for an obligation now.
pub async fn unit_for(conn: &Conn, obligation: i64) -> Result<i64> {
    let text = format!(
        "{} SELECT unit_id FROM answering LIMIT 1",
        answering("SELECT CAST($1 AS BIGINT)")
    );
    sql::scalar(conn, &text, vals![obligation])
        .await?
        .ok_or(Error::NotFound("obligation"))
}

/// The units that answer now for a unit: itself while it exists, else those that follow it, and
/// who follows those. Nobody follows an abolished unit; it stands for itself then.
pub async fn heirs(conn: &Conn, unit: i64) -> Result<Vec<i64>> {
    let text = "WITH RECURSIVE heir (id) AS (
            SELECT CAST($1 AS BIGINT)
            UNION
            SELECT s.successor_id FROM heir h JOIN unit u ON u.id = h.id
                JOIN succession s ON s.predecessor_id = h.id AND s.day = u.valid_to
            WHERE s.successor_id IS NOT NULL
        )
        SELECT u.id FROM heir h JOIN unit u ON u.id = h.id
        WHERE NOT EXISTS (SELECT 1 FROM succession s WHERE s.predecessor_id = u.id
            AND s.day = u.valid_to AND s.successor_id IS NOT NULL)
        ORDER BY u.sort_key, u.id";
    sql::column(conn, text, vals![unit]).await
}

/// The units that these follow in everything, and whom those followed: what they did is past of
/// these.
pub async fn forebears(conn: &Conn, units: &[i64]) -> Result<Vec<i64>> {
    let (condition, list) = sql::one_of(sql::backend(conn), "$1", units);
    let text = format!(
        "WITH RECURSIVE forebear (id) AS (
            SELECT u.id FROM succession s JOIN unit u ON u.id = s.predecessor_id
            WHERE s.successor_id {condition} AND s.scope IS NULL AND u.valid_to = s.day
            UNION
            SELECT u.id FROM forebear f JOIN succession s ON s.successor_id = f.id
                JOIN unit u ON u.id = s.predecessor_id
            WHERE s.scope IS NULL AND u.valid_to = s.day
        )
        SELECT id FROM forebear ORDER BY id"
    );
    sql::column(conn, &text, vec![list]).await
}
