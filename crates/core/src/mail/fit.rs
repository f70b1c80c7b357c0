//! Messages brought to a form that mail servers take.

use super::{Message, checked};
use crate::error::{Error, Result};

/// Longest subject, in characters.
const LONGEST_SUBJECT: usize = 300;
/// Longest text, in bytes.
const LONGEST_TEXT: usize = 256 << 10;
/// Attachments of one message.
const MOST_ATTACHMENTS: usize = 20;
/// All attachments of one message together, in bytes: what mail servers commonly take.
pub const MOST_BYTES: u64 = 20 << 20;
/// Longest name of a file, in bytes, so that every system can store it.
const LONGEST_FILE_NAME: usize = 180;

/// The message with everything brought to a form that can be sent, or why it cannot.
pub(super) fn fit(mut message: Message) -> Result<Message> {
    let invalid = |field, reason| Err(Error::Invalid { field, reason });
    message.to.address = checked(&message.to.address)?;
    message.to.name = one_line(&message.to.name, LONGEST_SUBJECT);
    message.subject = one_line(&message.subject, LONGEST_SUBJECT);
    if message.subject.is_empty() {
        return invalid("subject", "missing");
    }
    if message.text.len() > LONGEST_TEXT {
        return invalid("text", "too_long");
    }
    let bytes: u64 = message.attachments.iter().map(|file| file.size).sum();
    if message.attachments.len() > MOST_ATTACHMENTS || bytes > MOST_BYTES {
        return invalid("attachments", "too_large");
    }
    for file in &mut message.attachments {
        file.name = file_name(&file.name);
    }
    Ok(message)
}

/// One line without control characters: nothing in it can begin another header.
pub(super) fn one_line(text: &str, longest: usize) -> String {
    let plain: String = text
        .chars()
        .map(|it| if it.is_control() { ' ' } else { it })
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").chars().take(longest).collect()
}

/// A name without folders, short enough for every system, its ending kept.
fn file_name(name: &str) -> String {
    let name = one_line(&name.replace(['/', '\\'], "-"), 4_000);
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 10 && !stem.is_empty() => (stem, ending),
        _ => (name.as_str(), ""),
    };
    let mut stem = stem.to_owned();
    while stem.len() + ending.len() > LONGEST_FILE_NAME {
        stem.pop();
    }
    match ending {
        "" if stem.is_empty() => "tep".to_owned(),
        "" => stem,
        _ => format!("{}.{ending}", stem.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::{file_name, fit};
    use crate::mail::{Kind, Message, Recipient};

    fn message(address: &str, subject: &str) -> Message {
        let to = Recipient {
            name: "Sở\r\nBcc: x@y.vn".into(),
            address: address.into(),
            ..Recipient::default()
        };
        Message {
            subject: subject.into(),
            ..Message::new(Kind::Urging, "k", to)
        }
    }

    #[test]
    fn no_field_can_begin_another_header() {
        let fitted = fit(message(" van@tinh.vn ", "Đôn đốc\r\nBcc: x@y.vn")).unwrap();
        assert_eq!(fitted.to.address, "van@tinh.vn");
        assert_eq!(fitted.subject, "Đôn đốc Bcc: x@y.vn");
        assert_eq!(fitted.to.name, "Sở Bcc: x@y.vn");
        assert!(fit(message("a@b.vn", " \n ")).is_err());
        assert!(fit(message("a@b.vn\r\nx", "a")).is_err());
    }

    #[test]
    fn a_file_keeps_its_ending_and_no_folder() {
        assert_eq!(file_name("../Công văn.docx"), "..-Công văn.docx");
        assert_eq!(file_name(""), "tep");
        let long = file_name(&format!("{}.docx", "Đường ".repeat(200)));
        assert!(long.len() <= 181, "{long}");
        assert_eq!(long.rsplit('.').next(), Some("docx"));
    }
}
