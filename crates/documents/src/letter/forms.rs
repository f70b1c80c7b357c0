//! The documents that following up a plan needs, made from what is owed.

use serde::{Deserialize, Serialize};

use super::model::{
    Align, Appendix, Block, Cell, Column, Kind, Letter, Recipients, Signature, Table,
};
use super::number::{Day, Number};
use super::phrases::{fill, official};

/// Who writes: what all letters of an office have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// The body above: `UBND TỈNH NGHỆ AN`.
    pub superior: Option<String>,
    /// Its name, as it stands within a sentence: `Sở Khoa học và Công nghệ`.
    pub name: String,
    /// Địa danh.
    pub place: String,
    /// The number, or room for it, with the symbol of this kind of document.
    pub number: Number,
    /// The day of signing, or what of it is known.
    pub day: Day,
    /// Nơi nhận.
    pub recipients: Recipients,
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
            recipients: self.recipients.clone(),
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

/// The words of a letter that urges, with all places in them filled.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Text {
    /// What it is about, without `V/v`.
    pub about: String,
    /// Paragraphs before the table.
    pub before: Vec<String>,
    /// Paragraphs behind it.
    pub after: Vec<String>,
}

/// What one unit owes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debts {
    /// Its name within a sentence: `Sở Y tế`.
    pub unit: String,
    /// The obligations, in the order to show them.
    pub items: Vec<Debt>,
}

/// One obligation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Debt {
    /// The document that orders it; left out where the text already names the only one.
    pub plan: Option<String>,
    /// Its place there: `III.2.a`.
    pub place: String,
    /// What is to be done.
    pub task: String,
    /// `Chủ trì`, `Phối hợp`.
    pub role: String,
    /// The deadline as written.
    pub deadline: String,
    /// `Quá hạn 12 ngày`; empty where nothing is to be said.
    pub state: String,
}

/// `Quá hạn 12 ngày`
pub fn late(days: i64) -> String {
    fill(&official().urging.late, &[("days", &format!("{days:02}"))])
}

/// So many addressees a letter names; of more it says that they stand in its appendices.
const MOST_NAMED: usize = 10;

/// Công văn đôn đốc to one unit, its obligations in a table of the text.
pub fn urge(office: &Office, text: &Text, debts: &Debts) -> Letter {
    let mut body = paragraphs(&text.before);
    body.push(Block::Table(table(debts)));
    body.extend(paragraphs(&text.after));
    office.letter(dispatch(text), vec![debts.unit.clone()], body)
}

/// One công văn đôn đốc to many units, with an appendix for each.
pub fn urge_many(office: &Office, text: &Text, all: &[Debts]) -> Letter {
    let words = &official().urging;
    let mut body = paragraphs(&text.before);
    body.extend(paragraphs(&text.after));
    let addressees = if all.len() > MOST_NAMED {
        vec![words.all.clone()]
    } else {
        all.iter().map(|debts| debts.unit.clone()).collect()
    };
    let mut letter = office.letter(dispatch(text), addressees, body);
    let appendix = |debts: &Debts| Appendix {
        title: fill(&words.appendix, &[("unit", &debts.unit)]),
        landscape: true,
        body: vec![Block::Table(table(debts))],
    };
    letter.appendices = all.iter().map(appendix).collect();
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

fn dispatch(text: &Text) -> Kind {
    Kind::Dispatch {
        about: text.about.clone(),
    }
}

fn paragraphs(texts: &[String]) -> Vec<Block> {
    texts.iter().cloned().map(Block::Paragraph).collect()
}

/// The obligations of a unit; columns in which nothing stands are left out.
fn table(debts: &Debts) -> Table {
    use Align::{Centre, Left};
    let words = &official().columns;
    let some = |of: fn(&Debt) -> bool| debts.items.iter().any(of);
    let (plans, places) = (
        some(|it| it.plan.is_some()),
        some(|it| !it.place.is_empty()),
    );
    let states = some(|it| !it.state.is_empty());
    let columns = [
        (true, &words.ordinal, 7, Centre),
        (plans, &words.plan, 18, Left),
        (places, &words.place, 10, Centre),
        (true, &words.task, 44, Left),
        (true, &words.role, 13, Centre),
        (true, &words.deadline, 17, Centre),
        (states, &words.state, 17, Centre),
    ];
    let shown = columns.map(|(shown, ..)| shown);
    let row = |(at, debt): (usize, &Debt)| {
        let texts = [
            (at + 1).to_string(),
            debt.plan.clone().unwrap_or_default(),
            debt.place.clone(),
            debt.task.clone(),
            debt.role.clone(),
            debt.deadline.clone(),
            debt.state.clone(),
        ];
        let kept = texts.into_iter().zip(shown).filter(|(_, shown)| *shown);
        kept.map(|(text, _)| Cell::from(text)).collect()
    };
    let rows = debts.items.iter().enumerate().map(row).collect();
    let column = |(_, title, share, align): (bool, &String, u16, Align)| Column {
        title: title.clone(),
        share,
        align,
    };
    let columns = columns.into_iter().filter(|(shown, ..)| *shown);
    Table {
        columns: columns.map(column).collect(),
        rows,
    }
}
