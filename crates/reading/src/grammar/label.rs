//! Attribute lines and column names: "Đơn vị chủ trì: …", "Thời gian thực hiện".
//!
//! A label is a short run of known words before a colon. It is read by its words, not by a list
//! of whole labels: people write "Đơn vị được giao chủ trì thực hiện", "Cơ quan, đơn vị phối
//! hợp", "Tiến độ hoàn thành" and everything between.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use vietnamese::key::{WordKey, words};

use super::marker::{self, Marker};

/// What an attribute line or a column says about a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    /// Chủ trì; also "đơn vị thực hiện", "trách nhiệm thực hiện", "phân công".
    Lead,
    /// Phối hợp.
    Coordinate,
    /// One line or column for both: "Cơ quan chủ trì, phối hợp".
    LeadAndCoordinate,
    /// Theo dõi, đôn đốc.
    Monitor,
    /// Thời gian, thời hạn, tiến độ.
    Time,
    /// Sản phẩm, kết quả.
    Product,
    /// Kinh phí, nguồn vốn.
    Budget,
    /// Địa điểm.
    Place,
    /// Nhiệm vụ, nội dung.
    Content,
    /// STT, TT (column only).
    Ordinal,
    /// Ghi chú (column only).
    Note,
}

/// An attribute at the start of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// Which.
    pub attribute: Attribute,
    /// Where its value starts in the line.
    pub value: usize,
}

/// No label is longer than this many bytes.
const LONGEST: usize = 90;

/// Reads the attribute at the start of a line, behind an outline marker if there is one.
pub fn parse(line: &str) -> Option<Label> {
    // No marker is longer than a label: most lines are refused by a look at their start.
    colon_within(line, 2 * LONGEST)?;
    behind(line, marker::parse(line).as_ref())
}

/// [`parse`] of a line whose marker is known.
pub fn behind(line: &str, marker: Option<&Marker<'_>>) -> Option<Label> {
    colon_within(line, 2 * LONGEST)?;
    let start = marker.map_or(0, |marker| marker.body);
    let line_of_label = &line[start..];
    let colon = colon_within(line_of_label, LONGEST)?;
    let label = &line_of_label[..colon];
    // Most colons stand behind other words.
    let mut keys = words(label).map(|word| word.key);
    let first = keys.next().filter(|first| PHRASES.contains_key(first))?;
    let mut row = Vec::with_capacity(12);
    row.push(first);
    row.extend(keys);
    let attribute = Words(row).attribute()?;
    let behind = &line_of_label[colon + 1..];
    let value = line.len() - behind.trim_start_matches([' ', '*', '_']).len();
    (attribute != Attribute::Ordinal && attribute != Attribute::Note)
        .then_some(Label { attribute, value })
}

/// The first colon, if it stands among the first bytes; how long the rest is costs nothing.
fn colon_within(text: &str, most: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr(b':', &bytes[..bytes.len().min(most + 1)])
}

/// Reads the name of an attribute, the colon behind it left out.
pub fn named(name: &str) -> Option<Attribute> {
    if marker::may_open(name) || memchr::memchr(b':', name.as_bytes()).is_some() {
        return parse(&format!("{name}:")).map(|label| label.attribute);
    }
    let attribute = Words::of(Some(name).filter(|name| name.len() <= LONGEST)?).attribute()?;
    (attribute != Attribute::Ordinal && attribute != Attribute::Note).then_some(attribute)
}

/// "Thực hiện: …", "Giao: …": words that are a lead's label only before the name of an agency,
/// which the caller must see to.
pub fn bare_lead(line: &str, marker: Option<&Marker<'_>>) -> Option<Label> {
    colon_within(line, 2 * LONGEST)?;
    let start = marker.map_or(0, |marker| marker.body);
    let colon = colon_within(&line[start..], 23)?;
    let words = Words::of(&line[start..start + colon]);
    let bare = [
        &[key::THUC, key::HIEN][..],
        &[key::GIAO],
        &[key::TRACH, key::NHIEM],
        &[key::TO, key::CHUC, key::THUC, key::HIEN],
    ];
    let behind = &line[start + colon + 1..];
    let value = line.len() - behind.trim_start_matches([' ', '*', '_']).len();
    bare.contains(&words.0.as_slice()).then_some(Label {
        attribute: Attribute::Lead,
        value,
    })
}

/// Reads a whole cell as the name of a column.
pub fn column(cell: &str) -> Option<Attribute> {
    let name = cell.split(['(', '/', '\n']).next().unwrap_or_default();
    let words = Words::of(Some(cell).filter(|cell| cell.len() <= LONGEST)?);
    if words.only_begins() {
        return Some(Attribute::Note);
    }
    if words.only_ends() {
        return Some(Attribute::Time);
    }
    words
        .attribute()
        .or_else(|| Words::of(name).attribute())
        .or_else(|| words.duty())
        .or_else(|| words.opening())
}

/// What a word of a label says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sense {
    /// It names the attribute.
    Names(Attribute),
    /// A person or body: it makes "thực hiện" behind it a lead.
    Body,
    /// It only fills.
    Filler,
    /// "thực hiện", "triển khai": filler, or the lead behind a [`Sense::Body`].
    Acts,
}

/// A phrase of labels behind its first word, and what it says.
type Phrase = (Vec<WordKey>, Sense);

/// The phrases of labels by their first word, longest first.
static PHRASES: LazyLock<FxHashMap<WordKey, Vec<Phrase>>> = LazyLock::new(|| {
    let mut phrases: FxHashMap<WordKey, Vec<Phrase>> = FxHashMap::default();
    for (phrase, sense) in WORDS {
        let mut keys = words(phrase).map(|word| word.key);
        if let Some(first) = keys.next() {
            phrases
                .entry(first)
                .or_default()
                .push((keys.collect(), sense));
        }
    }
    for alike in phrases.values_mut() {
        alike.sort_by_key(|(behind, _)| std::cmp::Reverse(behind.len()));
    }
    phrases
});

/// The words of labels by key.
const WORDS: [(&str, Sense); 109] = [
    ("tô chưc thưc hiên", Sense::Acts),
    ("thanh phân", Sense::Body),
    ("ca nhân", Sense::Body),
    ("chu thê", Sense::Body),
    ("trinh", Sense::Acts),
    ("gưi", Sense::Acts),
    ("lanh đao phu trach", Sense::Names(Attribute::Monitor)),
    ("lanh đao chi đao", Sense::Names(Attribute::Monitor)),
    ("ngươi chi đao", Sense::Names(Attribute::Monitor)),
    ("đê an", Sense::Names(Attribute::Content)),
    ("tên đê an", Sense::Names(Attribute::Content)),
    ("tên nôi dung", Sense::Names(Attribute::Content)),
    ("tên văn ban", Sense::Names(Attribute::Content)),
    ("tên", Sense::Names(Attribute::Content)),
    ("danh muc", Sense::Names(Attribute::Content)),
    ("chi tiêu", Sense::Names(Attribute::Content)),
    ("muc tiêu nhiêm vu", Sense::Names(Attribute::Content)),
    ("danh muc nhiêm vu", Sense::Names(Attribute::Content)),
    ("hinh thưc văn ban", Sense::Names(Attribute::Product)),
    ("đat đươc", Sense::Filler),
    ("trong tâm", Sense::Filler),
    ("công tac", Sense::Filler),
    ("giai phap", Sense::Filler),
    ("cân thưc hiên", Sense::Filler),
    ("ban hanh", Sense::Filler),
    ("chu tri", Sense::Names(Attribute::Lead)),
    ("phân công", Sense::Names(Attribute::Lead)),
    ("phân công nhiêm vu", Sense::Names(Attribute::Lead)),
    ("đâu môi", Sense::Names(Attribute::Lead)),
    ("tham mưu", Sense::Names(Attribute::Lead)),
    ("phu trach", Sense::Names(Attribute::Lead)),
    ("chiu trach nhiêm", Sense::Names(Attribute::Lead)),
    ("phôi hơp", Sense::Names(Attribute::Coordinate)),
    ("tham gia", Sense::Names(Attribute::Coordinate)),
    ("theo doi", Sense::Names(Attribute::Monitor)),
    ("đôn đôc", Sense::Names(Attribute::Monitor)),
    ("giam sat", Sense::Names(Attribute::Monitor)),
    ("thơi gian", Sense::Names(Attribute::Time)),
    ("thơi han", Sense::Names(Attribute::Time)),
    ("thơi điêm", Sense::Names(Attribute::Time)),
    ("tiên đô", Sense::Names(Attribute::Time)),
    ("lô trinh", Sense::Names(Attribute::Time)),
    ("han hoan thanh", Sense::Names(Attribute::Time)),
    ("ngay hoan thanh", Sense::Names(Attribute::Time)),
    ("hoan thanh", Sense::Filler),
    ("san phâm", Sense::Names(Attribute::Product)),
    ("kêt qua", Sense::Names(Attribute::Product)),
    ("đâu ra", Sense::Names(Attribute::Product)),
    ("kinh phi", Sense::Names(Attribute::Budget)),
    ("nguôn vôn", Sense::Names(Attribute::Budget)),
    ("nguôn lưc", Sense::Names(Attribute::Budget)),
    ("dư toan", Sense::Names(Attribute::Budget)),
    ("đia điêm", Sense::Names(Attribute::Place)),
    ("qui mô", Sense::Names(Attribute::Place)),
    ("quy mô", Sense::Names(Attribute::Place)),
    ("sô lương", Sense::Names(Attribute::Place)),
    ("nhiêm vu", Sense::Names(Attribute::Content)),
    ("nôi dung", Sense::Names(Attribute::Content)),
    ("nôi dung nhiêm vu", Sense::Names(Attribute::Content)),
    ("nôi dung công viêc", Sense::Names(Attribute::Content)),
    ("nhiêm vu giai phap", Sense::Names(Attribute::Content)),
    ("công viêc", Sense::Names(Attribute::Content)),
    ("hoat đông", Sense::Names(Attribute::Content)),
    ("tên nhiêm vu", Sense::Names(Attribute::Content)),
    ("stt", Sense::Names(Attribute::Ordinal)),
    ("tt", Sense::Names(Attribute::Ordinal)),
    ("sô tt", Sense::Names(Attribute::Ordinal)),
    ("sô thư tư", Sense::Names(Attribute::Ordinal)),
    ("ghi chu", Sense::Names(Attribute::Note)),
    ("cơ quan", Sense::Body),
    ("đơn vi", Sense::Body),
    ("đia phương", Sense::Body),
    ("bô phân", Sense::Body),
    ("ngươi", Sense::Body),
    ("can bô", Sense::Body),
    ("lanh đao", Sense::Body),
    ("trach nhiêm", Sense::Body),
    ("phong", Sense::Body),
    ("ban", Sense::Body),
    ("nganh", Sense::Body),
    ("sơ", Sense::Body),
    ("tô chưc", Sense::Acts),
    ("cac", Sense::Filler),
    ("thưc hiên", Sense::Acts),
    ("triên khai", Sense::Acts),
    ("thi hanh", Sense::Acts),
    ("đươc giao", Sense::Filler),
    ("đươc phân công", Sense::Filler),
    ("giao", Sense::Filler),
    ("chinh", Sense::Filler),
    ("va", Sense::Filler),
    ("hoăc", Sense::Filler),
    ("cung", Sense::Filler),
    ("cua", Sense::Filler),
    ("dư kiên", Sense::Filler),
    ("bao cao", Sense::Filler),
    ("bao đam", Sense::Filler),
    ("yêu câu", Sense::Filler),
    ("cân đat", Sense::Filler),
    ("cu thê", Sense::Filler),
    ("chu yêu", Sense::Filler),
    ("băt đâu", Sense::Filler),
    ("kêt thuc", Sense::Filler),
    ("vê", Sense::Filler),
    ("cho", Sense::Filler),
    ("vôn", Sense::Filler),
    ("ngân sach", Sense::Filler),
    ("hoan thiên", Sense::Filler),
    ("liên quan", Sense::Filler),
];

/// Keys of words that labels are read by.
mod key {
    use vietnamese::key::WordKey;

    pub(super) const THUC: WordKey = WordKey::of("thưc");
    pub(super) const HIEN: WordKey = WordKey::of("hiên");
    pub(super) const GIAO: WordKey = WordKey::of("giao");
    pub(super) const TRACH: WordKey = WordKey::of("trach");
    pub(super) const NHIEM: WordKey = WordKey::of("nhiêm");
    pub(super) const TO: WordKey = WordKey::of("tô");
    pub(super) const CHUC: WordKey = WordKey::of("chưc");
    pub(super) const LIEN: WordKey = WordKey::of("liên");
    pub(super) const QUAN: WordKey = WordKey::of("quan");
    pub(super) const CUNG: WordKey = WordKey::of("cung");
    pub(super) const KET: WordKey = WordKey::of("kêt");
    pub(super) const THUC_OF_END: WordKey = WordKey::of("thuc");
    pub(super) const DEN: WordKey = WordKey::of("đên");
    pub(super) const NGAY: WordKey = WordKey::of("ngay");
    pub(super) const TU: WordKey = WordKey::of("tư");
    pub(super) const BAT: WordKey = WordKey::of("băt");
    pub(super) const DAU: WordKey = WordKey::of("đâu");
    pub(super) const HOAN: WordKey = WordKey::of("hoan");
    pub(super) const THANH: WordKey = WordKey::of("thanh");
    pub(super) const TRINH: WordKey = WordKey::of("trinh");
    pub(super) const CAO: WordKey = WordKey::of("cao");
    pub(super) const GUI: WordKey = WordKey::of("gưi");
}

/// Words behind which somebody is named to whom a thing goes: "trình", "báo cáo", "gửi".
const SENT: [WordKey; 3] = [key::TRINH, key::CAO, key::GUI];

/// The words of one label, by key.
struct Words(Vec<WordKey>);

impl Words {
    fn of(label: &str) -> Self {
        Self(words(label).map(|word| word.key).collect())
    }

    /// Whether some words stand in a row.
    fn hold(&self, keys: &[WordKey]) -> bool {
        self.0.windows(keys.len()).any(|row| row == keys)
    }

    /// The attribute, when every word of the label is known and all that name one agree.
    fn attribute(&self) -> Option<Attribute> {
        let mut named: Option<Attribute> = None;
        let mut body = false;
        let mut acts = false;
        let mut at = 0;
        while at < self.0.len() {
            let Some((len, sense)) = self.sense(at) else {
                // "Thời gian trình HĐND tỉnh": to whom is no part of what the label says.
                let addressed = at > 0 && SENT.contains(&self.0[at - 1]);
                return named.filter(|&named| named == Attribute::Time && addressed);
            };
            at += len;
            match sense {
                Sense::Body => body = true,
                Sense::Acts => acts = true,
                Sense::Filler => {}
                Sense::Names(attribute) => named = Some(merged(named, attribute)?),
            }
        }
        named
            .or(self.stands_beside(body).then_some(Attribute::Coordinate))
            .or((body && acts).then_some(Attribute::Lead))
            .or(self.says_finished().then_some(Attribute::Time))
    }

    /// "Đơn vị liên quan", "Cơ quan cùng thực hiện".
    fn stands_beside(&self, body: bool) -> bool {
        body && (self.hold(&[key::LIEN, key::QUAN])
            || self.hold(&[key::CUNG, key::THUC, key::HIEN]))
    }

    /// "Kết thúc", "Đến ngày".
    fn only_ends(&self) -> bool {
        self.0 == [key::KET, key::THUC_OF_END] || self.0 == [key::DEN, key::NGAY]
    }

    /// "Thời gian bắt đầu" beside a column of the end.
    fn only_begins(&self) -> bool {
        self.0 == [key::TU, key::NGAY]
            || self.hold(&[key::BAT, key::DAU])
                && !self.hold(&[key::KET, key::THUC_OF_END])
                && !self.hold(&[key::HOAN, key::THANH])
    }

    /// "Hoàn thành: trước 30/4/2024", "Hoàn thành trong: …".
    fn says_finished(&self) -> bool {
        self.0 == [key::HOAN, key::THANH]
    }

    /// "Cơ quan chủ trì soạn thảo", "Tên đề án, chính sách": what the known words at the start of
    /// the name of a column say.
    fn opening(&self) -> Option<Attribute> {
        let mut named: Option<Attribute> = None;
        let mut at = 0;
        while at < self.0.len() {
            let Some((len, sense)) = self.sense(at) else {
                break;
            };
            at += len;
            if let Sense::Names(attribute) = sense {
                named = Some(merged(named, attribute)?);
            }
        }
        named.filter(|_| self.0.len() <= 8)
    }

    /// A column that only says "Thực hiện", "Đơn vị", "Trách nhiệm" tells who acts.
    fn duty(&self) -> Option<Attribute> {
        let mut at = 0;
        while at < self.0.len() {
            let (len, sense) = self.sense(at)?;
            if !matches!(sense, Sense::Body | Sense::Acts) {
                return None;
            }
            at += len;
        }
        (at > 0).then_some(Attribute::Lead)
    }

    /// The longest known phrase at the word `at`.
    fn sense(&self, at: usize) -> Option<(usize, Sense)> {
        let (first, behind) = self.0.get(at..)?.split_first()?;
        let alike = PHRASES.get(first)?;
        let (more, sense) = alike.iter().find(|(more, _)| behind.starts_with(more))?;
        Some((more.len() + 1, *sense))
    }
}

/// Two names in one label: "chủ trì, phối hợp" are both meant, of "theo dõi, đôn đốc" or "kết quả,
/// sản phẩm" either; others do not go together, and the label is a sentence ("Chủ trì triển khai
/// các nhiệm vụ: …").
fn merged(named: Option<Attribute>, next: Attribute) -> Option<Attribute> {
    use Attribute::{Coordinate, Lead, LeadAndCoordinate, Monitor};
    match (named, next) {
        (None, next) => Some(next),
        (Some(first), next) if first == next => Some(first),
        (Some(Lead | LeadAndCoordinate), Coordinate) => Some(LeadAndCoordinate),
        (Some(first @ (Lead | LeadAndCoordinate)), Monitor) => Some(first),
        _ => None,
    }
}
