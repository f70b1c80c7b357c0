//! Everything that a filter selects, piece by piece, for exports: never all in memory at once.
//! Use one [`Reader`](crate::db::Reader) for the whole walk and the list is one consistent state.

use chrono::NaiveDate;

use super::{
    Cursor, Filter, Item, Sort,
    register::{MOST_ROWS, page},
};
use crate::{db::Conn, error::Result};

/// A walk through a list.
pub struct Walk {
    filter: Filter,
    sort: Sort,
    today: NaiveDate,
    place: Place,
}

enum Place {
    Start,
    Behind(Cursor),
    End,
}

impl Walk {
    /// From the first row on.
    pub fn new(filter: Filter, sort: Sort, today: NaiveDate) -> Self {
        Self {
            filter,
            sort,
            today,
            place: Place::Start,
        }
    }

    /// The next piece; empty at the end.
    pub async fn next(&mut self, conn: &Conn) -> Result<Vec<Item>> {
        let after = match &self.place {
            Place::Start => None,
            Place::Behind(cursor) => Some(cursor),
            Place::End => return Ok(Vec::new()),
        };
        let page = page(conn, &self.filter, self.sort, after, MOST_ROWS, self.today).await?;
        self.place = page.next.map_or(Place::End, Place::Behind);
        Ok(page.items)
    }

    /// All rows. For lists that are known to be short.
    pub async fn all(mut self, conn: &Conn) -> Result<Vec<Item>> {
        let mut items = self.next(conn).await?;
        loop {
            let more = self.next(conn).await?;
            if more.is_empty() {
                return Ok(items);
            }
            items.extend(more);
        }
    }
}
