//! A short text to paste into a chat, and the note in the ledger that it was sent.

use axum::Form;
use axum::extract::State;
use axum::response::Response;
use dondoc_core::obligation::Class;
use dondoc_core::urging::{self, Owing, Way, ledger};
use serde::Deserialize;

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::Page;
use super::new::Asked;
use super::urger;
use crate::show;
use crate::text::Lang;

/// So many characters a chat shows without folding them away.
pub const LONGEST: usize = 500;
/// Characters of a name or a task in it.
const SHORT: usize = 80;

/// Plain words about what a unit owes, at most [`LONGEST`] characters: as many tasks as fit.
pub fn text(owing: &Owing, issuer: &str, answer_by: &str) -> String {
    let t = Lang::Vi.texts();
    let unit = short(&owing.unit_name);
    let head = t.with(
        "urging-chat-head",
        &[
            ("issuer", &short(issuer)),
            ("unit", &unit),
            ("count", &owing.items.len().to_string()),
            ("late", &owing.of(Class::Overdue).to_string()),
        ],
    );
    let end = t.one("urging-chat-end", "day", answer_by);
    let mut tasks = String::new();
    for (at, item) in owing.items.iter().enumerate() {
        let words = item.task_heading.as_deref().or(item.task_text.as_deref());
        let due = item.last_day.map_or_else(|| "–".to_owned(), show::date);
        let line = t.two(
            "urging-chat-task",
            "task",
            short(words.unwrap_or(&item.task_code)),
            "due",
            due,
        );
        let rest = owing.items.len() - at - 1;
        let more = t.one("urging-chat-more", "count", rest.to_string());
        let room = LONGEST - 3 - more.chars().count().min(SHORT);
        let used = [&head, &tasks, &line, &end].map(|it| it.chars().count());
        if used.iter().sum::<usize>() > room {
            let left = owing.items.len() - at;
            tasks.push('\n');
            tasks.push_str(&t.one("urging-chat-more", "count", left.to_string()));
            break;
        }
        tasks.push('\n');
        tasks.push_str(&line);
    }
    format!("{head}{tasks}\n{end}")
}

fn short(text: &str) -> String {
    if text.chars().count() <= SHORT {
        return text.to_owned();
    }
    let cut: String = text.chars().take(SHORT - 1).collect();
    cut.trim_end().to_owned() + "…"
}

/// That a unit was urged in a chat.
#[derive(Debug, Deserialize)]
pub struct Note {
    back: String,
    #[serde(flatten)]
    asked: Asked,
}

/// Enters it for what the text told of.
pub async fn note(State(app): State<App>, page: Page, Form(form): Form<Note>) -> Result<Response> {
    let me = urger(&page)?;
    let (actor, day, wanted) = (me.actor.clone(), page.today, form.asked.wanted());
    if wanted.units.len() != 1 {
        return Err(Error::BadRequest);
    }
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move {
            let owing = urging::owed(tx, &actor, &wanted, day).await?;
            let items: Vec<_> = owing.into_iter().flat_map(|it| it.items).collect();
            ledger::note(tx, &items, Way::Chat, day).await
        })
    });
    write.await?;
    let back = form.back.strip_prefix("/urgings/").unwrap_or("new");
    Ok(Page::go(&format!("/urgings/{back}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_never_longer_than_a_chat_shows(
            unit in "\\PC{0,200}", tasks in proptest::collection::vec("\\PC{0,300}", 0..30),
        ) {
            let items = tasks.into_iter().map(|text| item(&text)).collect();
            let owing = Owing {
                unit_id: 1, unit_name: unit.clone(), items, urged: 0, urged_on: None,
            };
            let text = text(&owing, &unit, "31/12/2026");
            prop_assert!(text.chars().count() <= LONGEST, "{text}");
        }
    }

    fn item(text: &str) -> dondoc_core::obligation::Item {
        use dondoc_core::obligation::{Facts, Item, State};
        let facts = Facts {
            followed: true,
            state: State::Open,
            due: None,
            due_inclusive: true,
            completed_on: None,
        };
        Item {
            id: 1,
            uid: uuid::Uuid::nil(),
            version: 1,
            role: dondoc_core::plan::draft::Role::Lead,
            co_lead: false,
            facts,
            class: Class::Overdue,
            last_day: "2026-01-01".parse().ok(),
            completion_note: None,
            unit_id: 1,
            unit_code: String::new(),
            unit_name: String::new(),
            task_id: 1,
            task_uid: uuid::Uuid::nil(),
            task_code: String::new(),
            task_label: None,
            task_heading: None,
            task_text: Some(text.to_owned()),
            product: None,
            deadline_text: None,
            rrule: None,
            starts: None,
            plan_id: 1,
            plan_code: String::new(),
            plan_number: String::new(),
        }
    }
}
