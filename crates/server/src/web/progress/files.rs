//! Files that come with a report, and that a form carries while it is being put right.

use dondoc_core::db::Conn;
use dondoc_core::document::{self, Sha};
use dondoc_core::progress::{Evidence, evidence};
use dondoc_core::reply;

use super::super::App;
use super::super::attachment;
use super::super::error::Result;
use super::super::imports::upload::Upload;
use crate::text::Texts;

/// The field of the letter that an entry rests on.
pub const PROOF: &str = "proof";

/// Looks at all files and keeps them; or says why not, in words.
pub async fn keep(app: &App, t: &Texts, files: Vec<Upload>) -> Result<Result<Vec<Kept>, String>> {
    let stored = attachment::keep(app, t, files).await?;
    let kept = |file: attachment::Stored| Kept {
        proof: file.field == PROOF,
        sha: file.sha,
        size: file.size,
        name: file.name,
    };
    Ok(stored.map(|files| files.into_iter().map(kept).collect()))
}

/// A file that is kept and not yet named by any statement: a form that comes back carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Whether it is the letter that the entry rests on.
    pub proof: bool,
    /// Its hash.
    pub sha: Sha,
    /// Its bytes.
    pub size: u64,
    /// Its name.
    pub name: String,
}

impl Kept {
    /// As a hidden field.
    pub fn carried(&self) -> String {
        let proof = if self.proof { "p" } else { "e" };
        format!("{proof}:{}:{}:{}", self.sha.hex(), self.size, self.name)
    }

    /// The reverse.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, ':');
        Some(Self {
            proof: parts.next()? == "p",
            sha: Sha::parse(parts.next()?)?,
            size: parts.next()?.parse().ok()?,
            name: parts.next()?.to_owned(),
        })
    }

    /// As evidence.
    pub fn evidence(&self) -> Evidence {
        Evidence::File {
            sha: self.sha,
            size: self.size,
            name: self.name.clone(),
        }
    }
}

/// The files that a form brings back. Only such as nothing names yet: a hash that somebody read
/// elsewhere opens no file of others.
pub async fn carried(conn: &Conn, fields: &[&str]) -> Result<Vec<Kept>> {
    let mut kept = Vec::new();
    for file in fields.iter().filter_map(|text| Kept::parse(text)) {
        let is_named = evidence::names(conn, &file.sha).await?
            || document::find_by_sha(conn, &file.sha).await?.is_some()
            || reply::names(conn, &file.sha).await?;
        if !is_named {
            kept.push(file);
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::{Kept, Sha};

    #[test]
    fn a_file_is_carried_through_a_form() {
        let file = Kept {
            proof: true,
            sha: Sha::of(b"x"),
            size: 1,
            name: "Báo cáo: quý I.docx".to_owned(),
        };
        assert_eq!(Kept::parse(&file.carried()), Some(file));
        assert_eq!(Kept::parse("p:zz:1:x"), None);
    }
}
