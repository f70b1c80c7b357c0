//! The words of a form, one language file each.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::State;
use crate::Language;

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub title: String,
    pub unit: String,
    pub made_on: String,
    pub reply_by: String,
    pub said_by: String,
    pub how_sheet: String,
    pub how_page: String,
    pub no_script: String,
    pub sheet: String,
    pub ordinal: String,
    pub plan: String,
    pub code: String,
    pub task: String,
    pub role: String,
    pub deadline: String,
    pub last: String,
    pub state: String,
    pub share: String,
    pub narrative: String,
    pub done_on: String,
    pub result: String,
    pub difficulty: String,
    pub not_started: String,
    pub ongoing: String,
    pub done: String,
    pub no_choice: String,
    pub choose_state: String,
    pub date_hint: String,
    pub save: String,
    pub open: String,
    pub print: String,
    pub saved: String,
    pub kept: String,
    pub loaded: String,
    pub not_ours: String,
    pub needs_day: String,
    pub nothing: String,
    pub file: String,
}

static VIETNAMESE: LazyLock<Words> =
    LazyLock::new(|| parse(include_str!("../../locales/reply_form.vi.json")));
static ENGLISH: LazyLock<Words> =
    LazyLock::new(|| parse(include_str!("../../locales/reply_form.en.json")));

fn parse(file: &str) -> Words {
    serde_json::from_str(file).expect("the language files are checked by a test")
}

pub(super) fn of(language: Language) -> &'static Words {
    match language {
        Language::Vietnamese => &VIETNAMESE,
        Language::English => &ENGLISH,
    }
}

impl Words {
    pub fn state(&self, state: State) -> &str {
        match state {
            State::NotStarted => &self.not_started,
            State::Ongoing => &self.ongoing,
            State::Done => &self.done,
        }
    }
}

/// A state from its word in either language, however it was typed.
pub(super) fn parse_state(text: &str) -> Option<State> {
    let typed = vietnamese::key::match_key(text);
    let languages = [Language::Vietnamese, Language::English].map(of);
    State::ALL.into_iter().find(|state| {
        text == state.as_str()
            || languages
                .iter()
                .any(|words| vietnamese::key::match_key(words.state(*state)) == typed)
    })
}
