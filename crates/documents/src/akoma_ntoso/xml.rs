//! Writing XML: elements, attributes, text that may stand in XML.

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// The namespace of Akoma Ntoso 3.0.
pub(super) const NAMESPACE: &str = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0";

/// Our own namespace, for what Akoma Ntoso has no word for.
pub(super) const DONDOC: &str = "urn:dondoc:register:1";

/// A document being written. Writing into memory cannot fail.
pub(super) struct Xml(Writer<Vec<u8>>);

impl Xml {
    pub fn start() -> Self {
        let mut xml = Self(Writer::new(Vec::new()));
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml
    }

    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.line_before(name);
        self.event(Event::Start(element(name, attributes)));
    }

    pub fn close(&mut self, name: &str) {
        self.event(Event::End(BytesEnd::new(name)));
    }

    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.line_before(name);
        self.event(Event::Empty(element(name, attributes)));
    }

    pub fn text(&mut self, text: &str) {
        self.event(Event::Text(BytesText::new(&allowed(text))));
    }

    pub fn finish(mut self) -> String {
        self.event(Event::Text(BytesText::new("\n")));
        String::from_utf8(self.0.into_inner()).expect("only strings were written")
    }

    /// A block starts on a line of its own; within a line of text nothing may be added.
    fn line_before(&mut self, name: &str) {
        const INLINE: [&str; 10] = [
            "docNumber",
            "docDate",
            "docType",
            "docTitle",
            "organization",
            "location",
            "person",
            "signature",
            "date",
            "ref",
        ];
        if !INLINE.contains(&name) {
            self.event(Event::Text(BytesText::new("\n")));
        }
    }

    fn event(&mut self, event: Event<'_>) {
        self.0.write_event(event).expect("memory takes every byte");
    }
}

fn element<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut element = BytesStart::new(name);
    for (name, value) in attributes {
        element.push_attribute((*name, allowed(value).as_ref()));
    }
    element
}

/// Without the characters that XML 1.0 forbids even when escaped.
pub(super) fn allowed(text: &str) -> Cow<'_, str> {
    let forbidden = |ch: char| matches!(ch, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if text.contains(forbidden) {
        Cow::Owned(text.chars().filter(|ch| !forbidden(*ch)).collect())
    } else {
        Cow::Borrowed(text)
    }
}
