//! The form as one page that works from a folder, without a network, in any browser.

use std::fmt::Write as _;

use serde_json::json;

use super::words::{self, Words};
use super::{Form, FormError, State, Task, sign};
use crate::Language;
use crate::words::date;

const PAGE: &str = include_str!("page.html");

/// Write the form as a page.
///
/// # Errors
///
/// When it asks about too many tasks.
pub fn page(form: &Form, language: Language, key: &[u8]) -> Result<String, FormError> {
    if form.tasks.len() > super::MOST_TASKS {
        return Err(FormError::TooLarge);
    }
    let words = words::of(language);
    let mut tasks = String::new();
    for (at, task) in form.tasks.iter().enumerate() {
        tasks.push_str(&part(at, task, language, words));
    }
    let mut about = format!("{}: {}.", words.made_on, date(form.made_on));
    if let Some(day) = form.reply_by {
        let _ = write!(about, " {}: {}.", words.reply_by, date(day));
    }
    let asked = match &form.words {
        Some(words) => format!("<p class=\"text\">{}</p>", escaped(words)),
        None => String::new(),
    };
    let fillings = [
        (
            "lang",
            if language == Language::English {
                "en"
            } else {
                "vi"
            }
            .to_owned(),
        ),
        ("title", escaped(&words.title)),
        ("unit_label", escaped(&words.unit)),
        ("unit", escaped(&form.unit)),
        ("about", escaped(&about)),
        ("asked", asked),
        ("how", escaped(&words.how_page)),
        ("no_script", escaped(&words.no_script)),
        ("said_by", escaped(&words.said_by)),
        ("tasks", tasks),
        ("save", escaped(&words.save)),
        ("open", escaped(&words.open)),
        ("print", escaped(&words.print)),
        ("data", data(form, words, key)?),
    ];
    Ok(filled(&fillings))
}

/// The page with its places filled, in one pass: what is filled in is not looked at again.
fn filled(fillings: &[(&str, String)]) -> String {
    let mut out = String::with_capacity(PAGE.len() * 2);
    let mut rest = PAGE;
    while let Some(at) = rest.find('@') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let found = fillings
            .iter()
            .find_map(|(name, text)| Some((rest.strip_prefix(name)?.strip_prefix('@')?, text)));
        match found {
            Some((after, text)) => {
                out.push_str(text);
                rest = after;
            }
            None => out.push('@'),
        }
    }
    out.push_str(rest);
    out
}

fn data(form: &Form, words: &Words, key: &[u8]) -> Result<String, FormError> {
    let passport = form.passport().map_err(|_| FormError::Damaged)?;
    let codes: Vec<&str> = form.tasks.iter().map(|task| task.code.as_str()).collect();
    let unit: String = form
        .unit
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .take(80)
        .collect();
    let data = json!({
        "id": form.id,
        "signature": sign(&passport, key),
        "passport": passport,
        "count": form.tasks.len(),
        "codes": codes,
        "file": format!("{} - {}.dondoc", words.file, unit.trim()),
        "words": words,
    });
    // Inside a script element nothing may end it.
    Ok(data.to_string().replace('<', "\\u003c"))
}

fn part(at: usize, task: &Task, language: Language, words: &Words) -> String {
    let mut out = String::new();
    let _ = write!(
        out,
        "<fieldset><legend>{}. {} · {}</legend><p class=\"text\">{}</p><p>{}: {}. {}: {}.</p>",
        at + 1,
        escaped(&task.code),
        escaped(&task.plan),
        escaped(&task.text),
        words.role,
        escaped(language.words().role(task.role)),
        words.deadline,
        escaped(&task.deadline),
    );
    if !task.last.is_empty() {
        let (label, last) = (&words.last, escaped(&task.last));
        let _ = write!(
            out,
            "<p class=\"said\"><strong>{label}:</strong> {last}</p>"
        );
    }
    let mut options = format!("<option value=\"\">{}</option>", words.no_choice);
    for state in State::ALL {
        let (value, word) = (state.as_str(), words.state(state));
        let _ = write!(options, "<option value=\"{value}\">{word}</option>");
    }
    let _ = write!(
        out,
        "<div class=\"pair\"><div><label for=\"state-{at}\">{}</label><select id=\"state-{at}\">{options}</select></div>\
         <div><label for=\"share-{at}\">{}</label><input id=\"share-{at}\" inputmode=\"numeric\" maxlength=\"8\"></div>\
         <div><label for=\"done_on-{at}\">{}</label><input id=\"done_on-{at}\" placeholder=\"{}\" maxlength=\"40\"></div></div>",
        words.state, words.share, words.done_on, words.date_hint,
    );
    for (field, label) in [
        ("narrative", &words.narrative),
        ("result", &words.result),
        ("difficulty", &words.difficulty),
    ] {
        let _ = write!(
            out,
            "<label for=\"{field}-{at}\">{label}</label><textarea id=\"{field}-{at}\" maxlength=\"{}\"></textarea>",
            super::LONGEST,
        );
    }
    out.push_str("</fieldset>\n");
    out
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter => out.push(letter),
        }
    }
    out
}
