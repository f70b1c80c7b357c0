//! What an official document says, apart from how it looks.

use serde::{Deserialize, Serialize};

use super::number::{Day, Number};
use super::phrases::official;

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
    /// A figure.
    Figure(Figure),
}

/// A figure (hình, biểu đồ) of lines, areas and words: sharp at any size and in black-and-white
/// print. Lengths are tenths of a millimetre, from its upper left corner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// What stands below it.
    pub title: String,
    /// What it shows, for whoever does not see it.
    pub described: String,
    /// Its width.
    pub width: u16,
    /// Its height.
    pub height: u16,
    /// What is drawn, what comes later over what comes before.
    pub shapes: Vec<Shape>,
}

/// A part of a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    /// A straight line.
    Line {
        /// Where it begins.
        from: (u16, u16),
        /// Where it ends.
        to: (u16, u16),
        /// How thick it is, in tenths of a point.
        weight: u8,
    },
    /// A rectangle, filled.
    Area {
        /// Its upper left corner.
        at: (u16, u16),
        /// Its width.
        width: u16,
        /// Its height.
        height: u16,
        /// From 0, black, to 255, white.
        grey: u8,
    },
    /// A line of words of 10 points.
    Words {
        /// The middle of the line, at its left end, its middle or its right end.
        at: (u16, u16),
        /// What it says.
        text: String,
        /// Which of these.
        align: Align,
    },
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

impl Recipients {
    /// From lines as an office types them: `- Như trên;`, `- Lưu: VT, TTBC.`
    pub fn read(lines: &str) -> Self {
        let words = official();
        let keeps = words.filing.split('{').next().unwrap_or_default().trim();
        let mut read = Self {
            to: Vec::new(),
            filing: String::new(),
        };
        for line in lines.lines() {
            let bare = line.trim().trim_start_matches(['-', '–', '+', ' ']);
            let bare = bare.trim_end_matches([';', '.', ',', ' ']);
            if let Some(places) = bare.strip_prefix(keeps) {
                places.trim().clone_into(&mut read.filing);
            } else if !bare.is_empty() && bare.to_lowercase() != words.as_above.to_lowercase() {
                read.to.push(bare.to_owned());
            }
        }
        if read.filing.is_empty() {
            words.clerk.clone_into(&mut read.filing);
        }
        read
    }
}

/// Who signs, and by what right.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Signature {
    /// By what right, from the outermost: `TM. Ủy ban nhân dân`, then `KT. Chủ tịch`. Empty where
    /// the head of an office signs in his own right.
    pub rights: Vec<Right>,
    /// Chức vụ: `GIÁM ĐỐC`, `Q. Giám đốc`; written in any case.
    pub title: String,
    /// The name; left out it stays open for the signer.
    pub name: Option<String>,
}

/// A right to sign for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Right {
    /// Which.
    pub by: By,
    /// For whom, or for which body.
    pub of: String,
}

/// By what right somebody signs for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum By {
    /// TM. (thay mặt): on behalf of a collective body.
    Behalf,
    /// KT. (ký thay): a deputy for the head.
    Deputy,
    /// TL. (thừa lệnh): by order.
    Order,
    /// TUQ. (thừa ủy quyền): by authorisation.
    Authorisation,
}

impl By {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Behalf, Self::Deputy, Self::Order, Self::Authorisation];

    /// How it is written: `TM.`
    pub fn code(self) -> &'static str {
        let codes = &official().authority;
        match self {
            Self::Behalf => &codes.behalf,
            Self::Deputy => &codes.deputy,
            Self::Order => &codes.order,
            Self::Authorisation => &codes.authorisation,
        }
    }
}

impl Right {
    /// From `KT. Chủ tịch`; none when the line does not begin with a right.
    pub fn parse(line: &str) -> Option<Self> {
        let line = line.trim();
        let upper = line.to_uppercase();
        let by = By::ALL
            .into_iter()
            .find(|by| upper.starts_with(by.code()))?;
        // The codes are ASCII, whose capitals are as long.
        let of = line.get(by.code().len()..)?.trim();
        (!of.is_empty()).then(|| Self {
            by,
            of: of.to_owned(),
        })
    }

    /// `KT. CHỦ TỊCH`
    pub fn written(&self) -> String {
        format!("{} {}", self.by.code(), self.of.to_uppercase())
    }
}

impl Signature {
    /// From lines such as `TM. Ủy ban nhân dân`; what is no right is put above the title.
    pub fn read<'a>(
        lines: impl IntoIterator<Item = &'a str>,
        title: &str,
        name: Option<&str>,
    ) -> Self {
        let (mut rights, mut titles) = (Vec::new(), Vec::new());
        let lines = lines.into_iter().map(str::trim);
        for line in lines.filter(|line| !line.is_empty()) {
            match Right::parse(line) {
                Some(right) => rights.push(right),
                None => titles.push(line),
            }
        }
        titles.push(title.trim());
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        Self {
            rights,
            title: titles.join("\n"),
            name: name.map(str::to_owned),
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_are_read_as_they_are_typed() {
        let lines = ["tm. Ủy ban nhân dân", "KT.CHỦ TỊCH", " "];
        let signature = Signature::read(lines, "Phó Chủ tịch", Some(" "));
        let written: Vec<String> = signature.rights.iter().map(Right::written).collect();
        assert_eq!(written, ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"]);
        assert_eq!(signature.name, None);
        let odd = Signature::read(["Thay mặt"], "Giám đốc", None);
        assert_eq!(
            (odd.rights.len(), odd.title.as_str()),
            (0, "Thay mặt\nGiám đốc")
        );
    }

    #[test]
    fn recipients_are_read_as_they_are_typed() {
        let read = Recipients::read("- Như trên;\n- UBND tỉnh (để báo cáo);\n- Lưu: VT, TTBC.\n");
        assert_eq!(read.to, ["UBND tỉnh (để báo cáo)"]);
        assert_eq!(read.filing, "VT, TTBC");
        assert_eq!(Recipients::read("").filing, "VT");
    }
}
