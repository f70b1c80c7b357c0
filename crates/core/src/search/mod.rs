//! Finding tasks by words, in the database and in the transaction of the change.
//!
//! Two columns per task: the words as written (lower case) and folded. A word typed without any
//! accent is looked for folded, a word with accents as written; in quotation marks words must
//! stand together. We cut and fold the text ourselves, so that both databases see the same words.
//! What differs between them is in one file each.

mod postgres;
mod sqlite;

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

use crate::{
    db::{Backend, Conn, sql},
    error::{Error, Result},
};

/// Most words of one question; the rest is not looked at.
const MOST_WORDS: usize = 24;

/// What somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    parts: Vec<Part>,
}

/// Words that stand together; usually one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    column: Column,
    words: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Written,
    Folded,
}

impl Query {
    /// Understand what was typed. `exact`: accents count even where none was typed.
    pub fn parse(typed: &str, exact: bool) -> Self {
        let mut parts = Vec::new();
        for (at, piece) in typed.split('"').enumerate() {
            let words = words(piece);
            let words = words.split(' ').filter(|word| !word.is_empty());
            if at % 2 == 1 {
                parts.extend(Part::of(words.collect::<Vec<_>>().join(" "), exact));
            } else {
                parts.extend(words.filter_map(|word| Part::of(word.to_owned(), exact)));
            }
        }
        parts.truncate(MOST_WORDS);
        Self { parts }
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

impl Part {
    fn of(words: String, exact: bool) -> Option<Self> {
        if words.is_empty() {
            return None;
        }
        let plain = vietnamese::key::fold(&words) == words;
        let column = if plain && !exact {
            Column::Folded
        } else {
            Column::Written
        };
        Some(Self { column, words })
    }
}

/// The words of a text, lower case, one space between them.
fn words(text: &str) -> String {
    let text = match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text.to_lowercase(),
        _ => text.nfc().collect::<String>().to_lowercase(),
    };
    let mut words = String::with_capacity(text.len());
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

/// Make tasks findable: their ids and texts.
pub(crate) async fn index(conn: &Conn, tasks: &[(i64, String)]) -> Result<()> {
    for group in tasks.chunks(200) {
        let rows = group.iter().map(|(id, text)| {
            let written = words(text);
            let folded = vietnamese::key::fold(&written);
            (*id, written, folded)
        });
        match sql::backend(conn) {
            Backend::Sqlite => sqlite::index(conn, rows.collect()).await?,
            Backend::Postgres => postgres::index(conn, rows.collect()).await?,
        }
    }
    Ok(())
}

/// A query for the ids of the tasks that match, its first parameter numbered `first`.
pub(crate) fn matching(
    backend: Backend,
    query: &Query,
    first: usize,
) -> (String, Vec<sea_orm::Value>) {
    match backend {
        Backend::Sqlite => sqlite::matching(query, first),
        Backend::Postgres => postgres::matching(query, first),
    }
}

/// The first tasks that match, at most so many. They come as one value: a row for each costs more
/// than finding it.
pub(crate) async fn first(conn: &Conn, query: &Query, limit: usize) -> Result<Vec<i64>> {
    let backend = sql::backend(conn);
    let (text, values) = matching(backend, query, 1);
    let list = match backend {
        Backend::Sqlite => "group_concat(id, ',')",
        Backend::Postgres => "string_agg(CAST(id AS TEXT), ',')",
    };
    let text = format!("SELECT {list} FROM ({text} LIMIT {limit}) AS found");
    let ids: Option<Option<String>> = sql::scalar(conn, &text, values).await?;
    let ids = ids.flatten().unwrap_or_default();
    ids.split(',')
        .filter(|id| !id.is_empty())
        .map(|id| {
            id.parse()
                .map_err(|_| Error::Damaged(format!("task {id} in the words")))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Query, words};

    #[test]
    fn words_are_cut_alike_whatever_stands_between_them() {
        assert_eq!(
            words("Số: 267/KH-UBND,  ngày 18/4"),
            "số 267 kh ubnd ngày 18 4"
        );
        assert_eq!(words("Truye\u{302}\u{300}n thông"), "truyền thông");
    }

    #[test]
    fn nothing_but_marks_is_nothing() {
        assert!(Query::parse(" \" - * ( ", false).is_empty());
    }
}
