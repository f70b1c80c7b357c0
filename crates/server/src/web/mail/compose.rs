//! From a message of the outbox to what is handed to the mail server: the same bytes at every try.

use std::time::SystemTime;

use dondoc_core::mail::server::Server;
use dondoc_core::mail::{Attachment, Mail};
use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment as Part, Mailbox, MultiPart, SinglePart};

/// Why a message could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum NotComposed {
    /// An address that is none.
    #[error(transparent)]
    Address(#[from] lettre::address::AddressError),
    /// Something is missing.
    #[error(transparent)]
    Parts(#[from] lettre::error::Error),
}

/// Puts it together.
pub fn message(
    mail: &Mail,
    server: &Server,
    files: Vec<(Attachment, Vec<u8>)>,
) -> Result<Message, NotComposed> {
    let builder = Message::builder()
        .message_id(Some(format!("<{}>", mail.message_id)))
        .date(SystemTime::from(mail.queued_at))
        .from(mailbox(&server.sender_name, &server.sender_address)?)
        .to(mailbox(&mail.to_name, &mail.to_address)?)
        .subject(mail.subject.clone())
        // Nobody's "I am out of the office" is wanted (RFC 3834).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
    let text = mail.body.clone().unwrap_or_default();
    let text = SinglePart::plain(text.replace("\r\n", "\n").replace('\n', "\r\n"));
    if files.is_empty() {
        return Ok(builder.singlepart(text)?);
    }
    let mut parts = MultiPart::mixed().singlepart(text);
    for (file, bytes) in files {
        parts = parts.singlepart(Part::new(file.name).body(bytes, media(&file.media)));
    }
    Ok(builder.multipart(parts)?)
}

fn mailbox(name: &str, address: &str) -> Result<Mailbox, NotComposed> {
    let name = Some(name.to_owned()).filter(|name| !name.is_empty());
    Ok(Mailbox::new(name, address.parse()?))
}

/// The media type, or that of bytes about which nothing is known.
fn media(text: &str) -> ContentType {
    let plain = || ContentType::parse("application/octet-stream");
    ContentType::parse(text)
        .or_else(|_| plain())
        .unwrap_or(ContentType::TEXT_PLAIN)
}
