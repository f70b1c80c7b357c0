//! The letters that following up a plan needs, made from what is owed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::model::{
    Align, Appendix, Block, Cell, Column, Kind, Letter, Recipients, Signature, Table,
};
use super::number::{Day, Number};
use super::phrases::{fill, official};
use crate::words::date;

/// Who writes: what all letters of an office have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// The body above: `UBND TỈNH NGHỆ AN`.
    pub superior: Option<String>,
    /// Its name, as it stands within a sentence: `Sở Khoa học và Công nghệ`.
    pub name: String,
    /// Địa danh.
    pub place: String,
    /// The number to come, with the symbol of this kind of document.
    pub number: Number,
    /// The day of signing, or what of it is known.
    pub day: Day,
    /// Nơi nhận beside the addressees.
    pub copies: Vec<String>,
    /// Lưu.
    pub filing: String,
    /// Who signs.
    pub signature: Signature,
}

impl Office {
    /// A document of this office.
    pub fn letter(&self, kind: Kind, addressees: Vec<String>, body: Vec<Block>) -> Letter {
        Letter {
            superior: self.superior.clone(),
            issuer: self.name.clone(),
            number: self.number.clone(),
            place: self.place.clone(),
            day: self.day,
            kind,
            addressees,
            body,
            recipients: Recipients {
                to: self.copies.clone(),
                filing: self.filing.clone(),
            },
            signature: self.signature.clone(),
            appendices: Vec::new(),
        }
    }

    /// A report, a submission, a notice (báo cáo, tờ trình, thông báo): a named type.
    pub fn named(
        &self,
        name: &str,
        about: &str,
        addressees: Vec<String>,
        body: Vec<Block>,
    ) -> Letter {
        let kind = Kind::Named {
            name: name.to_owned(),
            about: about.to_owned(),
            remark: None,
        };
        self.letter(kind, addressees, body)
    }
}

/// What is asked for, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Urging {
    /// The plan within a sentence: `Kế hoạch số 267/KH-UBND ngày 18/4/2023 của UBND tỉnh về …`.
    pub plan: String,
    /// Its short name for the subject: `Kế hoạch số 267/KH-UBND`.
    pub plan_short: String,
    /// The day that the counts hold for.
    pub as_of: NaiveDate,
    /// When the answers shall be there.
    pub reply_by: NaiveDate,
    /// Letters that urged the same before: `Công văn số 05/STTTT-TTBC ngày 03/4/2023`.
    pub before: Vec<String>,
}

/// What one unit owes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debts {
    /// Its name within a sentence: `Sở Y tế`.
    pub unit: String,
    /// The obligations, in the order to show them.
    pub items: Vec<Debt>,
}

/// One obligation that is late, near or unanswered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debt {
    /// Its place in the plan: `III.2.a`.
    pub place: String,
    /// What is to be done.
    pub task: String,
    /// `Chủ trì`, `Phối hợp`.
    pub role: String,
    /// The deadline as written.
    pub deadline: String,
    /// `Quá hạn 12 ngày`.
    pub state: String,
}

/// Công văn đôn đốc to one unit, its obligations in a table of the text.
pub fn urge(office: &Office, urging: &Urging, debts: &Debts) -> Letter {
    let words = &official().urging;
    let common = Common::of(office, urging);
    let count = format!("{:02}", debts.items.len());
    let fields = common.with(&[("unit", &debts.unit), ("count", &count)]);
    let mut body = vec![
        Block::Paragraph(fill(&words.basis, &fields)),
        Block::Table(table(debts)),
    ];
    before(&mut body, urging);
    body.push(Block::Paragraph(fill(&words.request, &fields)));
    body.push(Block::Paragraph(words.thanks.clone()));
    office.letter(subject(urging), vec![debts.unit.clone()], body)
}

/// One công văn đôn đốc to many units, with an appendix for each.
pub fn urge_many(office: &Office, urging: &Urging, all: &[Debts]) -> Letter {
    let words = &official().urging;
    let common = Common::of(office, urging);
    let count: usize = all.iter().map(|debts| debts.items.len()).sum();
    let (count, units) = (format!("{count:02}"), format!("{:02}", all.len()));
    let fields = common.with(&[("count", &count), ("units", &units)]);
    let mut body = vec![Block::Paragraph(fill(&words.basis_many, &fields))];
    before(&mut body, urging);
    body.push(Block::Paragraph(fill(&words.request_many, &fields)));
    body.push(Block::Paragraph(words.thanks.clone()));
    let addressees = all.iter().map(|debts| debts.unit.clone()).collect();
    let mut letter = office.letter(subject(urging), addressees, body);
    letter.appendices = all
        .iter()
        .map(|debts| Appendix {
            title: fill(&words.appendix, &[("unit", &debts.unit)]),
            landscape: true,
            body: vec![Block::Table(table(debts))],
        })
        .collect();
    letter
}

/// A slip that shows a unit its tasks; it does not replace the document and says so.
pub fn slip(office: &Office, plan: &str, debts: &Debts) -> Letter {
    let words = &official().slip;
    let kind = Kind::Named {
        name: words.name.clone(),
        about: fill(&words.about, &[("plan", plan)]),
        remark: Some(official().extract.clone()),
    };
    let body = vec![
        Block::Paragraph(fill(&words.unit, &[("unit", &debts.unit)])),
        Block::Table(table(debts)),
        Block::Paragraph(fill(&words.ask, &[("plan", plan)])),
    ];
    office.letter(kind, Vec::new(), body)
}

fn subject(urging: &Urging) -> Kind {
    let about = &official().urging.about;
    Kind::Dispatch {
        about: fill(about, &[("plan", &urging.plan_short)]),
    }
}

fn before(body: &mut Vec<Block>, urging: &Urging) {
    if !urging.before.is_empty() {
        let letters = urging.before.join("; ");
        let words = &official().urging.before;
        body.push(Block::Paragraph(fill(words, &[("letters", &letters)])));
    }
}

/// The fields that every sentence may use.
struct Common<'a> {
    office: &'a Office,
    urging: &'a Urging,
    day: String,
    reply_by: String,
}

impl<'a> Common<'a> {
    fn of(office: &'a Office, urging: &'a Urging) -> Self {
        Self {
            office,
            urging,
            day: date(urging.as_of),
            reply_by: date(urging.reply_by),
        }
    }

    fn with<'b>(&'b self, more: &[(&'b str, &'b str)]) -> Vec<(&'b str, &'b str)> {
        let mut fields = vec![
            ("plan", self.urging.plan.as_str()),
            ("issuer", self.office.name.as_str()),
            ("day", self.day.as_str()),
            ("reply_by", self.reply_by.as_str()),
        ];
        fields.extend_from_slice(more);
        fields
    }
}

fn table(debts: &Debts) -> Table {
    let words = &official().columns;
    let column = |title: &str, share, align| Column {
        title: title.to_owned(),
        share,
        align,
    };
    let columns = vec![
        column(&words.ordinal, 7, Align::Centre),
        column(&words.place, 15, Align::Centre),
        column(&words.task, 40, Align::Left),
        column(&words.role, 14, Align::Centre),
        column(&words.deadline, 18, Align::Centre),
        column(&words.state, 18, Align::Centre),
    ];
    let cells = |(place, debt): (usize, &Debt)| {
        let texts = [
            (place + 1).to_string(),
            debt.place.clone(),
            debt.task.clone(),
            debt.role.clone(),
            debt.deadline.clone(),
            debt.state.clone(),
        ];
        texts.into_iter().map(Cell::from).collect()
    };
    Table {
        columns,
        rows: debts.items.iter().enumerate().map(cells).collect(),
    }
}
