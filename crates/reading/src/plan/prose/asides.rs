//! Sentences that give nobody anything to do.

use crate::plan::words::{fold, starts_with};

/// "nếu có khó khăn, vướng mắc … phản ánh về …": a way to ask, not a task.
pub(in crate::plan) fn is_feedback(text: &str) -> bool {
    let first = text.bytes().next().unwrap_or(b' ');
    if first.is_ascii() && !matches!(first, b't' | b'T' | b'q' | b'Q' | b'n' | b'N') {
        return false;
    }
    let start = |letters: usize| {
        let end = text.char_indices().nth(letters);
        fold(&text[..end.map_or(text.len(), |(at, _)| at)])
    };
    let first = start("trong qua trinh".len());
    let opens = ["trong qua trinh", "qua trinh", "neu ", "truong hop"]
        .iter()
        .any(|words| first.starts_with(words));
    if !opens {
        return false;
    }
    let folded = start(260);
    ["vuong mac", "kho khan", "phat sinh", "sua doi, bo sung"]
        .iter()
        .any(|words| folded.contains(words))
}

/// The closing sentences of a plan.
pub(in crate::plan) fn is_closing(text: &str) -> bool {
    let opens = [
        "Trên đây là",
        "Yêu cầu ",
        "Ủy ban nhân dân tỉnh yêu cầu",
        "UBND tỉnh yêu cầu",
        "Nhận được",
        "Đề nghị các",
        "(Kèm theo",
        "(Có",
    ];
    opens.iter().any(|words| starts_with(text, words)) || text.trim_end().ends_with("./.")
}
