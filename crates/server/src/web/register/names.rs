//! The names that the register's filter offers, written out once: hundreds of units would be
//! read, escaped and written for each page otherwise, to show fifty rows.

use std::fmt::Write as _;
use std::sync::{Arc, PoisonError};

use chrono::NaiveDate;
use dondoc_core::db::Conn;
use dondoc_core::{event, plan, unit};

use super::super::App;
use super::super::error::{Error, Result};
use super::asked::Asked;

/// Plans offered in the filter, last signed first.
const PLANS: i64 = 500;

/// The choices of a list as HTML.
#[derive(Debug, Default)]
struct Choices {
    html: String,
    /// The id of each choice, and where its element takes the mark that it is chosen.
    places: Vec<(i64, usize)>,
}

impl Choices {
    fn of(all: impl Iterator<Item = (i64, String)>) -> Result<Self> {
        let mut choices = Self::default();
        for (id, name) in all {
            choices.push(id, &name)?;
        }
        Ok(choices)
    }

    fn push(&mut self, id: i64, name: &str) -> Result<()> {
        let name = askama::filters::escape(name, askama::filters::Html);
        let name = name.map_err(Error::internal)?;
        write!(self.html, "<option value=\"{id}\"").map_err(Error::internal)?;
        self.places.push((id, self.html.len()));
        write!(self.html, ">{name}</option>").map_err(Error::internal)
    }

    /// The list with one choice marked; `None` when it has no such choice.
    fn with(&self, chosen: i64) -> Option<String> {
        let (_, at) = self.places.iter().find(|(id, _)| *id == chosen)?;
        let (before, behind) = self.html.split_at(*at);
        Some(format!("{before} selected{behind}"))
    }
}

/// The names as of a day and a place in the log.
#[derive(Debug, Default)]
pub struct Names {
    day: NaiveDate,
    last: (i64, i64),
    units: Choices,
    plans: Choices,
}

/// The choices of the two long lists, for the page: HTML, every name escaped.
#[derive(Debug)]
pub struct Offered {
    known: Arc<Names>,
    units: Option<String>,
    plans: Option<String>,
}

impl Offered {
    /// The units.
    pub fn units(&self) -> &str {
        self.units.as_ref().unwrap_or(&self.known.units.html)
    }

    /// The plans.
    pub fn plans(&self) -> &str {
        self.plans.as_ref().unwrap_or(&self.known.plans.html)
    }
}

/// What the filter offers, with what is asked for chosen.
pub async fn offered(app: &App, conn: &Conn, day: NaiveDate, asked: &Asked) -> Result<Offered> {
    let known = names(app, conn, day).await?;
    let mut units = None;
    if let Some(id) = asked.unit {
        units = known.units.with(id);
        // A unit that has ended still has its rows.
        if units.is_none()
            && let Ok(unit) = unit::find(conn, id, day).await
        {
            let ended = Choices::of([(id, unit.name)].into_iter())?;
            let ended = ended.with(id).unwrap_or_default();
            units = Some(format!("{}{ended}", known.units.html));
        }
    }
    let plans = asked.plan.and_then(|id| known.plans.with(id));
    Ok(Offered {
        known,
        units,
        plans,
    })
}

/// The names kept from an earlier page, as long as nothing has happened to units or plans. The
/// log is read in the snapshot of the page, so what is kept is never older than what is shown.
async fn names(app: &App, conn: &Conn, day: NaiveDate) -> Result<Arc<Names>> {
    let last = (
        event::last_of_directory(conn).await?,
        event::last_of_plans(conn).await?,
    );
    let kept = || app.names().lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept().clone()
        && known.day == day
        && known.last == last
    {
        return Ok(known);
    }
    let units = unit::list(conn, day).await?.into_iter();
    let plans = plan::list(conn, None, PLANS).await?.into_iter();
    let fresh = Arc::new(Names {
        day,
        last,
        units: Choices::of(units.map(|unit| (unit.id, unit.name)))?,
        plans: Choices::of(plans.map(|plan| (plan.id, plan.number)))?,
    });
    *kept() = Some(Arc::clone(&fresh));
    Ok(fresh)
}

#[cfg(test)]
mod tests {
    use super::Choices;

    #[test]
    fn one_choice_is_marked_and_every_name_escaped() {
        let all = [(1, "Sở A & B".to_owned()), (12, "<b>".to_owned())];
        let choices = Choices::of(all.into_iter()).expect("written");
        assert_eq!(
            choices.with(12).as_deref(),
            Some(
                "<option value=\"1\">Sở A &#38; B</option>\
                 <option value=\"12\" selected>&#60;b&#62;</option>"
            )
        );
        assert_eq!(choices.with(2), None);
    }
}
