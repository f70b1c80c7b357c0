//! A short text with a unit's link, to paste into a chat or a message.

use dondoc_core::reply::round::{Request, Round};

use crate::show;
use crate::text::Lang;

/// Characters of a name in it.
const SHORT: usize = 120;

/// Plain words; the link stands in full at the end.
pub fn text(round: &Round, request: &Request, address: &str) -> String {
    // What goes to units is in Vietnamese, whatever language the pages have.
    let t = Lang::Vi.texts();
    let by = match round.reply_by {
        Some(day) => t.one("replies-chat-by", "day", show::date(day)),
        None => String::new(),
    };
    t.with(
        "replies-chat",
        &[
            ("unit", &short(&request.unit_name)),
            ("title", &short(&round.title)),
            ("count", &request.asked.to_string()),
            ("by", &by),
            ("link", &address),
        ],
    )
}

fn short(text: &str) -> String {
    if text.chars().count() <= SHORT {
        return text.to_owned();
    }
    let cut: String = text.chars().take(SHORT - 1).collect();
    cut.trim_end().to_owned() + "…"
}
