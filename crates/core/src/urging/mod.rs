//! Urging (đôn đốc): from who owes what on a day to letters, and the ledger of how often each
//! obligation was urged.
//!
//! [`owed`] finds who is to be urged; [`create`] makes the letters and writes the ledger in the
//! same transaction; [`batch`] reads them back as they were made. [`ledger`] answers how often,
//! when and how.

mod batch;
pub mod ledger;
mod owing;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

pub use batch::{
    Addressee, Batch, Head, Letter, Line, New, NewLetter, batch, batches, batches_before, create,
    discard, number_all, restore, sign,
};
pub(crate) use owing::reported_since;
pub use owing::{MOST, Owing, Wanted, owed};

/// One letter to each unit, or one to all of them with an appendix for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Mỗi đơn vị một công văn.
    Each,
    /// Một công văn chung kèm phụ lục theo đơn vị.
    Together,
}

impl Shape {
    const fn number(self) -> i16 {
        self as i16
    }

    fn from_number(number: i16) -> Result<Self> {
        match number {
            0 => Ok(Self::Each),
            1 => Ok(Self::Together),
            _ => Err(Error::Damaged(format!("shape {number}"))),
        }
    }
}

/// How somebody was urged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// By an official letter (công văn).
    Letter,
    /// By a short text, pasted into a chat.
    Chat,
    /// By mail (thư điện tử), without an official letter.
    Email,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Letter, Self::Chat, Self::Email];

    const fn number(self) -> i16 {
        self as i16
    }

    /// As in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Letter => "letter",
            Self::Chat => "chat",
            Self::Email => "email",
        }
    }

    fn from_number(number: i16) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|way| way.number() == number);
        found.ok_or_else(|| Error::Damaged(format!("way {number}")))
    }
}
