//! What is known about the document: its names, whom it speaks of, and what was read from it.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::eid::Eids;
use super::inline::Inline;
use super::uri::{self, Uri};
use super::xml::{DONDOC, Xml};
use super::{Citation, Document, MarkKind, Task};

/// The program that wrote the file, as the source of its metadata.
const SELF: &str = "#dondoc";

pub(super) fn write(
    xml: &mut Xml,
    document: &Document<'_>,
    uri: &Uri,
    eids: &Eids,
    text: &Inline<'_>,
    now: DateTime<Utc>,
) {
    xml.open("meta", &[]);
    identification(xml, document, uri, "!main", now);
    references(xml, document, uri, text);
    xml.open("proprietary", &[("source", SELF), ("xmlns:d", DONDOC)]);
    archive(xml, document);
    for task in &document.tasks {
        write_task(xml, task, eids);
    }
    for citation in &document.citations {
        write_citation(xml, citation, uri.country);
    }
    xml.close("proprietary");
    xml.close("meta");
}

/// The names of an appendix: those of its document, with its own number.
pub(super) fn of_attachment(
    xml: &mut Xml,
    document: &Document<'_>,
    uri: &Uri,
    number: usize,
    now: DateTime<Utc>,
) {
    xml.open("meta", &[]);
    identification(xml, document, uri, &format!("!phu-luc_{number}"), now);
    xml.close("meta");
}

fn identification(
    xml: &mut Xml,
    document: &Document<'_>,
    uri: &Uri,
    part: &str,
    now: DateTime<Utc>,
) {
    let today = now.date_naive().to_string();
    let date = uri.date.to_string();
    let named = if uri.dated { "ban-hanh" } else { "xuat-tep" };
    let (work, expression) = (&uri.work, &uri.expression);
    let core = |xml: &mut Xml, this: &str, uri: &str, date: &str, name: &str, author: &str| {
        xml.empty("FRBRthis", &[("value", this)]);
        xml.empty("FRBRuri", &[("value", uri)]);
        xml.empty("FRBRdate", &[("date", date), ("name", name)]);
        xml.empty("FRBRauthor", &[("href", author)]);
    };
    xml.open("identification", &[("source", SELF)]);
    xml.open("FRBRWork", &[]);
    core(
        xml,
        &format!("{work}/{part}"),
        work,
        &date,
        named,
        "#issuer",
    );
    xml.empty("FRBRcountry", &[("value", uri.country)]);
    if let Some(number) = &document.meta.number {
        xml.empty("FRBRnumber", &[("value", number)]);
    }
    if let Some(title) = &document.meta.title {
        xml.empty("FRBRname", &[("value", title)]);
    }
    xml.close("FRBRWork");
    xml.open("FRBRExpression", &[]);
    core(
        xml,
        &format!("{expression}/{part}"),
        expression,
        &date,
        named,
        "#issuer",
    );
    xml.empty("FRBRlanguage", &[("language", "vie")]);
    xml.close("FRBRExpression");
    xml.open("FRBRManifestation", &[]);
    let file = format!("{expression}.akn");
    core(
        xml,
        &format!("{expression}/{part}.akn"),
        &file,
        &today,
        "xuat-tep",
        SELF,
    );
    xml.close("FRBRManifestation");
    xml.close("identification");
}

fn references(xml: &mut Xml, document: &Document<'_>, uri: &Uri, text: &Inline<'_>) {
    let organization = |xml: &mut Xml, eid: &str, slug: &str, name: &str| {
        let href = format!("/akn/ontology/organization/{}/{slug}", uri.country);
        xml.empty(
            "TLCOrganization",
            &[("eId", eid), ("href", &href), ("showAs", name)],
        );
    };
    xml.open("references", &[("source", SELF)]);
    xml.empty(
        "TLCOrganization",
        &[
            ("eId", "dondoc"),
            ("href", "/akn/ontology/organization/dondoc"),
            ("showAs", "Dondoc"),
        ],
    );
    let meta = &document.meta;
    organization(
        xml,
        "issuer",
        &uri.issuer,
        meta.issuer.as_deref().unwrap_or(&uri.issuer),
    );
    let mut declared = HashSet::new();
    for (name, eid) in &text.organizations {
        if declared.insert(eid) {
            organization(xml, eid, &uri::slug(name), name);
        }
    }
    let marked = |wanted: &MarkKind| document.marks.iter().any(|mark| mark.kind == *wanted);
    if marked(&MarkKind::Place) {
        let name = meta.place.as_deref().unwrap_or_default();
        let href = format!("/akn/ontology/location/{}", uri::slug(name));
        xml.empty(
            "TLCLocation",
            &[("eId", "place"), ("href", &href), ("showAs", name)],
        );
    }
    if marked(&MarkKind::Signer) {
        let name = meta.signer.as_deref().unwrap_or_default();
        let href = format!("/akn/ontology/person/{}", uri::slug(name));
        xml.empty(
            "TLCPerson",
            &[("eId", "signer"), ("href", &href), ("showAs", name)],
        );
    }
    xml.close("references");
}

/// The fields that Decree 30/2020/NĐ-CP, Annex VI, gives to a document in an archive.
fn archive(xml: &mut Xml, document: &Document<'_>) {
    let meta = &document.meta;
    let number = meta.number.as_deref().unwrap_or_default();
    let (code, notation) = number.split_once('/').unwrap_or((number, ""));
    let date = meta.date.map(|date| date.to_string());
    let fields = [
        ("CodeNumber", Some(code)),
        ("CodeNotation", Some(notation)),
        ("TypeName", meta.kind.as_deref()),
        ("IssuedDate", date.as_deref()),
        ("OrganName", meta.issuer.as_deref()),
        ("Subject", meta.title.as_deref()),
        ("Language", Some("vi")),
        ("SignerPosition", meta.sign_for.as_deref()),
        ("SignerFullName", meta.signer.as_deref()),
    ];
    xml.open("d:document", &[]);
    for (name, value) in fields {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            xml.empty("d:field", &[("name", name), ("value", value)]);
        }
    }
    xml.close("d:document");
}

fn write_task(xml: &mut Xml, task: &Task, eids: &Eids) {
    let eid = task
        .node
        .and_then(|node| eids.get(node))
        .map(|eid| format!("#{eid}"));
    let mut attributes = vec![("certainty", task.certainty.as_str())];
    attributes.extend(eid.as_deref().map(|eid| ("refersTo", eid)));
    attributes.extend(task.label.as_deref().map(|label| ("label", label)));
    xml.open("d:task", &attributes);
    let roles = [
        ("d:lead", &task.lead),
        ("d:coordinate", &task.coordinate),
        ("d:monitor", &task.monitor),
    ];
    for (role, names) in roles {
        for name in names {
            xml.empty(role, &[("name", name)]);
        }
    }
    if let Some(deadline) = &task.deadline {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let (start, due) = (day(deadline.start), day(deadline.due));
        let mut attributes = vec![("text", deadline.text.as_str()), ("kind", &deadline.kind)];
        attributes.extend(start.as_deref().map(|start| ("start", start)));
        attributes.extend(due.as_deref().map(|due| ("due", due)));
        attributes.push((
            "inclusive",
            if deadline.inclusive { "true" } else { "false" },
        ));
        attributes.extend(deadline.rrule.as_deref().map(|rule| ("rrule", rule)));
        xml.empty("d:deadline", &attributes);
    }
    if let Some(product) = &task.product {
        xml.empty("d:product", &[("text", product)]);
    }
    xml.close("d:task");
}

fn write_citation(xml: &mut Xml, citation: &Citation, country: &str) {
    let date = citation.date.map(|date| date.to_string());
    let href = uri::citation(citation, country);
    let fields = [
        ("number", Some(citation.number.as_str())),
        ("kind", citation.kind.as_deref()),
        ("date", date.as_deref()),
        ("issuer", citation.issuer.as_deref()),
        ("title", citation.title.as_deref()),
        ("href", href.as_deref()),
    ];
    let known = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    xml.empty("d:citation", &known.collect::<Vec<_>>());
}
