//! What an address of the register asks for, and the addresses that ask for it.

use chrono::NaiveDate;
use dondoc_core::obligation::{Class, Cursor, Filter, Sort};
use dondoc_core::plan::draft::Role;
use dondoc_core::search;
use serde::Deserialize;

use super::super::query;
use crate::show;

/// Longest text searched for, in characters.
const LONGEST: usize = 200;

/// The query of an address, as it came. A value that makes no sense asks for nothing.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Query {
    q: Option<String>,
    unit: Option<String>,
    plan: Option<String>,
    role: Option<String>,
    status: Option<String>,
    from: Option<String>,
    to: Option<String>,
    view: Option<String>,
    after: Option<String>,
    ngay: Option<String>,
    skip: Option<String>,
}

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Words in tasks.
    pub q: String,
    /// A unit.
    pub unit: Option<i64>,
    /// A plan.
    pub plan: Option<i64>,
    /// A role.
    pub role: Option<Role>,
    /// A status.
    pub class: Option<Class>,
    /// Last day not before.
    pub from: Option<NaiveDate>,
    /// Last day not after.
    pub to: Option<NaiveDate>,
    /// The order.
    pub sort: Sort,
    /// Go on behind this row.
    pub after: Option<Cursor>,
    /// As of the end of this day; today when absent.
    pub day: Option<NaiveDate>,
    /// Go on behind so many rows, of an earlier day.
    pub skip: usize,
}

impl From<Query> for Asked {
    fn from(query: Query) -> Self {
        let number = |text: Option<String>| text.and_then(|text| text.parse().ok());
        let day = |text: Option<String>| text.as_deref().and_then(show::parse_date);
        let role = query.role.unwrap_or_default();
        Self {
            q: query
                .q
                .unwrap_or_default()
                .trim()
                .chars()
                .take(LONGEST)
                .collect(),
            unit: number(query.unit),
            plan: number(query.plan),
            role: Role::ALL.into_iter().find(|known| known.as_str() == role),
            class: query.status.as_deref().and_then(Class::parse),
            from: day(query.from),
            to: day(query.to),
            sort: query
                .view
                .as_deref()
                .and_then(Sort::parse)
                .unwrap_or_default(),
            after: query.after.and_then(|text| text.parse().ok()),
            day: day(query.ngay),
            skip: query.skip.and_then(|text| text.parse().ok()).unwrap_or(0),
        }
    }
}

impl Asked {
    /// For `core`.
    pub fn filter(&self) -> Filter {
        Filter {
            plan: self.plan,
            unit: self.unit,
            roles: self.role.into_iter().collect(),
            classes: self.class.into_iter().collect(),
            due_from: self.from,
            due_to: self.to,
            text: search::Query::parse(&self.q, false),
        }
    }

    /// Whether anything is left out.
    pub fn is_filtered(&self) -> bool {
        self.filter() != Filter::default()
    }

    /// The query that asks for this.
    pub fn to_query(&self) -> String {
        let id = |id: Option<i64>| id.map(|id| id.to_string());
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let sort = (self.sort != Sort::default()).then(|| self.sort.as_str().to_owned());
        query::join([
            ("q", Some(self.q.clone())),
            ("unit", id(self.unit)),
            ("plan", id(self.plan)),
            ("role", self.role.map(|role| role.as_str().to_owned())),
            ("status", self.class.map(|class| class.as_str().to_owned())),
            ("from", day(self.from)),
            ("to", day(self.to)),
            ("view", sort),
            ("after", self.after.as_ref().map(ToString::to_string)),
            ("ngay", day(self.day)),
            ("skip", (self.skip > 0).then(|| self.skip.to_string())),
        ])
    }

    /// The first page with another status.
    pub fn with_class(&self, class: Option<Class>) -> String {
        let asked = Self {
            class,
            after: None,
            skip: 0,
            ..self.clone()
        };
        format!("/register{}", asked.to_query())
    }

    /// The page behind so many rows, of an earlier day.
    pub fn with_skip(&self, skip: usize) -> String {
        let asked = Self {
            skip,
            ..self.clone()
        };
        format!("/register{}", asked.to_query())
    }

    /// The page behind a row, or the first one.
    pub fn with_after(&self, after: Option<Cursor>) -> String {
        let asked = Self {
            after,
            ..self.clone()
        };
        format!("/register{}", asked.to_query())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_asks_for_what_made_it() {
        let asked = Asked {
            q: "chuyển đổi số & \"một cửa\"".into(),
            unit: Some(7),
            plan: Some(2),
            role: Some(Role::Coordinate),
            class: Some(Class::NearDue),
            from: NaiveDate::from_ymd_opt(2026, 1, 1),
            to: NaiveDate::from_ymd_opt(2026, 12, 31),
            sort: Sort::Unit,
            after: None,
            day: NaiveDate::from_ymd_opt(2026, 2, 1),
            skip: 50,
        };
        let uri = format!("/register{}", asked.to_query())
            .parse()
            .expect("an address");
        let axum::extract::Query(query) =
            axum::extract::Query::<Query>::try_from_uri(&uri).expect("a query");
        let again = Asked::from(query);
        assert_eq!(again.filter(), asked.filter());
        assert_eq!(again.to_query(), asked.to_query());
    }

    #[test]
    fn nonsense_asks_for_everything() {
        let query = Query {
            unit: Some("x".into()),
            status: Some("đang làm".into()),
            from: Some("31/2/2026".into()),
            after: Some("'; DROP TABLE".into()),
            ..Query::default()
        };
        let asked = Asked::from(query);
        assert!(!asked.is_filtered());
        assert_eq!(asked.to_query(), "");
    }
}
