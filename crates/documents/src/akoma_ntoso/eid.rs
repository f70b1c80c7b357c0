//! Identifiers of elements (Akoma Ntoso naming convention): `sec_III__cl_4__point_b`.

use std::collections::{HashMap, HashSet};

use super::outline::Outline;
use super::zones::Zones;
use super::{Document, NodeKind};

/// The identifier of each element.
pub(super) struct Eids {
    of_node: Vec<Option<String>>,
}

/// The element a kind of node becomes, and its short form in identifiers.
pub(super) fn element(kind: NodeKind) -> (&'static str, &'static str) {
    match kind {
        NodeKind::Part => ("part", "part"),
        NodeKind::Chapter => ("chapter", "chp"),
        NodeKind::Section => ("section", "sec"),
        NodeKind::Article => ("article", "art"),
        NodeKind::Clause => ("clause", "cl"),
        NodeKind::Point => ("point", "point"),
        NodeKind::Bullet => ("indent", "indent"),
        NodeKind::SubBullet => ("alinea", "al"),
        NodeKind::Paragraph | NodeKind::Text => ("paragraph", "para"),
        NodeKind::Appendix => ("hcontainer", "hcontainer"),
    }
}

impl Eids {
    pub fn of(document: &Document<'_>, outline: &Outline, zones: &Zones) -> Self {
        let mut eids = Self {
            of_node: vec![None; document.nodes.len()],
        };
        let mut names = Names::default();
        for (number, (index, _)) in (1..).zip(&zones.attachments) {
            eids.of_node[*index] = Some(format!("att_{number}"));
        }
        let mut pending = vec![(String::new(), zones.elements.clone())];
        for (index, _) in &zones.attachments {
            let prefix = eids.of_node[*index].clone().unwrap_or_default();
            pending.push((format!("{prefix}__"), outline.children[*index].clone()));
        }
        while let Some((prefix, siblings)) = pending.pop() {
            let mut places: HashMap<&str, usize> = HashMap::new();
            for index in siblings {
                let node = &document.nodes[index];
                let (_, short) = element(node.kind);
                let place = places.entry(short).or_default();
                *place += 1;
                let number = match node.label.as_deref().map(number) {
                    Some(number) if !number.is_empty() => number,
                    _ => place.to_string(),
                };
                let eid = names.unique(&format!("{prefix}{short}_{number}"));
                pending.push((format!("{eid}__"), outline.children[index].clone()));
                eids.of_node[index] = Some(eid);
            }
        }
        eids
    }

    /// Of a node that became an element.
    pub fn get(&self, node: usize) -> Option<&str> {
        self.of_node.get(node)?.as_deref()
    }
}

/// A label as it stands in an identifier: outer punctuation and spaces off, inner to "-".
fn number(label: &str) -> String {
    let words = label.split(|ch: char| !ch.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// Makes names unique: a second one gets "-2".
#[derive(Default)]
pub(super) struct Names {
    taken: HashSet<String>,
    copies: HashMap<String, usize>,
}

impl Names {
    pub fn unique(&mut self, name: &str) -> String {
        let mut candidate = name.to_owned();
        while !self.taken.insert(candidate.clone()) {
            let copies = self.copies.entry(name.to_owned()).or_insert(1);
            *copies += 1;
            candidate = format!("{name}-{copies}");
        }
        candidate
    }
}
