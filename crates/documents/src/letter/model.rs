//! What an official document says, apart from how it looks.

use serde::{Deserialize, Serialize};

use super::number::{Day, Number};

/// An official document (văn bản hành chính).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The body above the issuer (cơ quan chủ quản): `UBND TỈNH NGHỆ AN`; none for a committee.
    pub superior: Option<String>,
    /// Who issues it (cơ quan ban hành), written in any case; shown in capitals.
    pub issuer: String,
    /// Số, ký hiệu.
    pub number: Number,
    /// Địa danh.
    pub place: String,
    /// The day of signing; parts of it may be left open.
    pub day: Day,
    /// What it is and what it is about.
    pub kind: Kind,
    /// Kính gửi; none where the kind has no addressee.
    pub addressees: Vec<String>,
    /// The text. The last paragraph is closed with `./.` by the writers.
    pub body: Vec<Block>,
    /// Nơi nhận.
    pub recipients: Recipients,
    /// Who signs.
    pub signature: Signature,
    /// Phụ lục, each with pages of its own.
    pub appendices: Vec<Appendix>,
}

/// What a document is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Công văn: no type name, its subject stands under the number as `V/v …`.
    Dispatch {
        /// What it is about, without `V/v`.
        about: String,
    },
    /// A named type: báo cáo, tờ trình, thông báo.
    Named {
        /// The name of the type, written in any case.
        name: String,
        /// Trích yếu.
        about: String,
        /// A remark in brackets under it, such as that a slip does not replace the document.
        remark: Option<String>,
    },
}

/// A piece of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// A paragraph.
    Paragraph(String),
    /// A heading with its number in it: `I. KẾT QUẢ`, `1. Về chỉ đạo`. Level 1 to 3.
    Heading {
        /// 1 for the outermost.
        level: u8,
        /// Number and words.
        text: String,
    },
    /// A point of a list; the dash is the writer's.
    Item(String),
    /// A table.
    Table(Table),
}

/// A table; its header is repeated on every page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its header.
    pub title: String,
    /// Its part of the width, in relation to the others.
    pub share: u16,
    /// How its cells stand.
    pub align: Align,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cell {
    /// Its text.
    pub text: String,
    /// A row of sums or of a group is bold.
    pub bold: bool,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self { text, bold: false }
    }
}

/// How text stands between its edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Align {
    /// At the left edge.
    Left,
    /// In the middle.
    Centre,
    /// At the right edge.
    Right,
    /// At both edges.
    Justified,
}

/// Nơi nhận.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipients {
    /// The list; `Như trên` is put before it when there are addressees.
    pub to: Vec<String>,
    /// Where the office keeps it: `VT, TTBC`.
    pub filing: String,
}

/// Who signs, and by what right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// By what right.
    pub authority: Authority,
    /// Chức vụ: `GIÁM ĐỐC`; written in any case.
    pub title: String,
    /// The name; left out it stays open for the signer.
    pub name: Option<String>,
}

/// By what right somebody signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Authority {
    /// The head signs in his own right.
    Head,
    /// TM.: on behalf of a collective body.
    OnBehalf(String),
    /// KT.: a deputy for the head.
    ForHead(String),
    /// TM. and KT.: a deputy for the head of a collective body (the body, the head).
    OnBehalfForHead(String, String),
    /// TL.: by order.
    ByOrder(String),
    /// TUQ.: by authorisation.
    ByAuthorisation(String),
    /// Q.: acting head; the title of the signature is the one he acts as.
    Acting,
}

/// Phụ lục.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appendix {
    /// Its title.
    pub title: String,
    /// Whether its pages lie across.
    pub landscape: bool,
    /// Its content.
    pub body: Vec<Block>,
}
