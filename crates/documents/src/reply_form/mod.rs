//! Reply forms (biểu trả lời): a unit that never signs in gets a workbook ([`workbook`]) or a page
//! that works without a network ([`page`]), fills it in and sends it back; [`read`] makes typed
//! answers of either.
//!
//! A form carries its own name, its unit and the obligations it asks about, signed with the key of
//! the installation: what comes back is matched with certainty, or refused.

mod cells;
mod page;
mod read;
#[cfg(test)]
mod tests;
mod words;
mod workbook;

use chrono::NaiveDate;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::register::Role;

pub use page::page;
pub use read::read;
pub use workbook::workbook;

/// The most tasks one form asks about.
pub const MOST_TASKS: usize = 2_000;
/// Longest text of one answer, in characters.
pub const LONGEST: usize = 10_000;
/// The form's own version; a newer one is refused.
const VERSION: u32 = 1;
/// The hidden sheet.
const HIDDEN: &str = "dondoc";

/// A form to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Its name, unique in the installation.
    pub id: String,
    /// The unit's name.
    pub unit: String,
    /// The unit's code.
    pub unit_code: String,
    /// The day it is made.
    pub made_on: NaiveDate,
    /// The day by which an answer is asked for.
    pub reply_by: Option<NaiveDate>,
    /// What is asked, in words.
    pub words: Option<String>,
    /// What it asks about.
    pub tasks: Vec<Task>,
}

/// One obligation that a form asks about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The obligation's name outside the house.
    pub obligation: String,
    /// Its version when the form is made.
    pub version: i64,
    /// Number of the plan.
    pub plan: String,
    /// Code of the task.
    pub code: String,
    /// Its words.
    pub text: String,
    /// The unit's part in it.
    pub role: Role,
    /// The deadline as shown.
    pub deadline: String,
    /// What was reported last.
    pub last: String,
}

/// What a form says about itself: signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Passport {
    version: u32,
    form: String,
    unit: String,
    made_on: NaiveDate,
    /// Name and version of each obligation, and the code of its task.
    tasks: Vec<(String, i64, String)>,
}

/// How a task stands, as the unit says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Chưa thực hiện.
    NotStarted,
    /// Đang thực hiện.
    Ongoing,
    /// Đã hoàn thành.
    Done,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::NotStarted, Self::Ongoing, Self::Done];

    /// As in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::Ongoing => "ongoing",
            Self::Done => "done",
        }
    }
}

/// What a unit says on one obligation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// The obligation.
    pub obligation: String,
    /// Its version when the form was made.
    pub version: i64,
    /// How it stands.
    pub state: Option<State>,
    /// The share done, in per cent.
    pub share: Option<u8>,
    /// How it goes.
    pub narrative: Option<String>,
    /// The day it was done.
    pub done_on: Option<NaiveDate>,
    /// What came of it.
    pub result: Option<String>,
    /// What is in the way.
    pub difficulty: Option<String>,
}

impl Answer {
    /// Whether nothing was filled in.
    pub fn is_empty(&self) -> bool {
        let blank = Self {
            obligation: self.obligation.clone(),
            version: self.version,
            ..Self::default()
        };
        *self == blank
    }
}

/// Which file it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The workbook.
    Workbook,
    /// What the offline page saved.
    Page,
}

/// A form that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// Which file it was.
    pub source: Source,
    /// The form's name.
    pub form: String,
    /// The code of its unit.
    pub unit: String,
    /// The day it was made.
    pub made_on: NaiveDate,
    /// Who says it, as typed.
    pub said_by: Option<String>,
    /// What was filled in without fault.
    pub answers: Vec<Answer>,
    /// What cannot be taken, and where it stands.
    pub faults: Vec<Fault>,
}

/// Something in a form that cannot be taken; the rest is not touched by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The row of the sheet, or the number of the task on the page.
    pub row: u32,
    /// The code of the task, if it is known.
    pub task: String,
    /// Which field: as the keys of the answer.
    pub field: &'static str,
    /// Stable code of what is wrong.
    pub reason: &'static str,
    /// What stands there, cut.
    pub value: String,
}

/// Why a file is not taken at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// Not a reply form.
    #[error("not a reply form")]
    NotAForm,
    /// The empty page itself came back; its answers are in the file that it saves.
    #[error("the page without its answers")]
    EmptyPage,
    /// A reply form that cannot be read.
    #[error("damaged")]
    Damaged,
    /// More than any form has.
    #[error("too large")]
    TooLarge,
    /// Its signature is not of this installation, or what it signs was changed.
    #[error("of another installation, or altered")]
    Foreign,
    /// Made by a newer version.
    #[error("of a newer version")]
    Newer,
}

impl Form {
    fn passport(&self) -> Result<String, serde_json::Error> {
        let tasks = self.tasks.iter();
        serde_json::to_string(&Passport {
            version: VERSION,
            form: self.id.clone(),
            unit: self.unit_code.clone(),
            made_on: self.made_on,
            tasks: tasks
                .map(|it| (it.obligation.clone(), it.version, it.code.clone()))
                .collect(),
        })
    }
}

fn mac(passport: &str, key: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(b"dondoc reply form\n");
    mac.update(passport.as_bytes());
    Some(mac)
}

fn sign(passport: &str, key: &[u8]) -> String {
    use std::fmt::Write as _;
    let signed = mac(passport, key).map(|mac| mac.finalize().into_bytes());
    let mut text = String::new();
    for byte in signed.iter().flatten() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// What the form says of itself, when the signature is ours.
fn verified(passport: &str, signature: &str, key: &[u8]) -> Result<Passport, FormError> {
    let bytes: Option<Vec<u8>> = (0..signature.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(signature.get(at..at + 2)?, 16).ok())
        .collect();
    let mac = mac(passport, key).ok_or(FormError::Foreign)?;
    mac.verify_slice(&bytes.ok_or(FormError::Foreign)?)
        .map_err(|_| FormError::Foreign)?;
    let found: Passport = serde_json::from_str(passport).map_err(|_| FormError::Newer)?;
    if found.version > VERSION {
        return Err(FormError::Newer);
    }
    Ok(found)
}
