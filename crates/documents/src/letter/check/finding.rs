//! What can be off.

use serde::Serialize;

/// One thing that is off, however often.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// What the decree asks for.
    pub rule: Rule,
    /// Of which component.
    pub component: Component,
    /// What stands there.
    pub found: Value,
    /// What should.
    pub wanted: Value,
    /// The paragraph, counted from 1; none for what belongs to no paragraph.
    pub paragraph: Option<usize>,
    /// The beginning of its text.
    pub excerpt: Option<String>,
    /// In how many places.
    pub times: usize,
}

/// A component of an official document, or a part of its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Component {
    /// The paper and its margins.
    Page,
    /// Any text at all.
    Text,
    /// Quốc hiệu.
    Nation,
    /// Tiêu ngữ.
    Motto,
    /// Cơ quan chủ quản.
    Superior,
    /// Cơ quan ban hành.
    Issuer,
    /// Số, ký hiệu.
    Number,
    /// Địa danh và thời gian.
    PlaceDate,
    /// Tên loại.
    TypeName,
    /// Trích yếu.
    About,
    /// Kính gửi.
    Dear,
    /// Nội dung.
    Body,
    /// Quyền hạn, chức vụ.
    Authority,
    /// Họ tên người ký.
    Signer,
    /// Nơi nhận.
    RecipientsTitle,
    /// Danh sách nơi nhận.
    Recipients,
    /// Phụ lục.
    Appendix,
    /// Số trang.
    PageNumber,
}

impl Component {
    /// All of them, in the order in which they stand.
    pub const ALL: [Self; 18] = [
        Self::Page,
        Self::Text,
        Self::Nation,
        Self::Motto,
        Self::Superior,
        Self::Issuer,
        Self::Number,
        Self::PlaceDate,
        Self::TypeName,
        Self::About,
        Self::Dear,
        Self::Body,
        Self::Authority,
        Self::Signer,
        Self::RecipientsTitle,
        Self::Recipients,
        Self::Appendix,
        Self::PageNumber,
    ];

    /// Where Annex I of the decree speaks of it.
    pub const fn article(self) -> &'static str {
        match self {
            Self::Page => "I.I.1–3",
            Self::Text => "I.I.4",
            Self::Nation | Self::Motto => "I.II.1",
            Self::Superior | Self::Issuer => "I.II.2",
            Self::Number => "I.II.3",
            Self::PlaceDate => "I.II.4",
            Self::TypeName | Self::About => "I.II.5",
            Self::Body => "I.II.6",
            Self::Authority | Self::Signer => "I.II.7",
            Self::Dear | Self::RecipientsTitle | Self::Recipients => "I.II.9",
            Self::Appendix => "I.III.1",
            Self::PageNumber => "I.I.7",
        }
    }
}

/// What the decree asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A4.
    Paper,
    /// Top margin.
    MarginTop,
    /// Bottom margin.
    MarginBottom,
    /// Left margin.
    MarginLeft,
    /// Right margin.
    MarginRight,
    /// Times New Roman.
    Font,
    /// Black.
    Colour,
    /// Its size.
    Size,
    /// Bold, or not.
    Weight,
    /// Italic, or not.
    Slant,
    /// Capitals.
    Capitals,
    /// Where it stands between the margins.
    Alignment,
    /// Indent of the first line.
    Indent,
    /// Between lines.
    LineSpacing,
    /// Between paragraphs.
    ParagraphSpacing,
    /// It has to be there.
    Missing,
    /// It stands in another place.
    Order,
    /// A drawn line below it.
    Line,
    /// The line is an underlining.
    Underline,
    /// Words that have to be there.
    Words,
    /// A leading zero.
    Zero,
    /// The text ends with `./.`.
    End,
    /// In the top margin, not the bottom one.
    Place,
    /// No number on the first page.
    FirstPage,
    /// Arabic digits.
    Digits,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 25] = [
        Self::Paper,
        Self::MarginTop,
        Self::MarginBottom,
        Self::MarginLeft,
        Self::MarginRight,
        Self::Font,
        Self::Colour,
        Self::Size,
        Self::Weight,
        Self::Slant,
        Self::Capitals,
        Self::Alignment,
        Self::Indent,
        Self::LineSpacing,
        Self::ParagraphSpacing,
        Self::Missing,
        Self::Order,
        Self::Line,
        Self::Underline,
        Self::Words,
        Self::Zero,
        Self::End,
        Self::Place,
        Self::FirstPage,
        Self::Digits,
    ];
}

/// A measure or a text.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Nothing to show: the rule says it all.
    Nothing,
    /// A length.
    Millimetres(f32),
    /// Lengths.
    MillimetresBetween(f32, f32),
    /// Width and height of the paper.
    Paper(f32, f32),
    /// A size of letters or a space.
    Points(f32),
    /// Sizes.
    PointsBetween(f32, f32),
    /// Line spacing, in lines.
    Lines(f32),
    /// Words, a font, a colour.
    Words(String),
}
