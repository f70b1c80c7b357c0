//! Attribute lines and column names: "Đơn vị chủ trì: …", "Thời gian thực hiện".

/// What an attribute line or a column says about a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Attribute {
    /// Chủ trì.
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

/// Phrases that name an attribute, longest first within a kind; compared without case and accent.
const PHRASES: [(&str, Attribute); 78] = [
    ("don vi, ca nhan chu tri", Attribute::Lead),
    ("co quan, don vi chu tri", Attribute::Lead),
    ("don vi, co quan chu tri", Attribute::Lead),
    ("don vi duoc giao chu tri", Attribute::Lead),
    ("co quan duoc giao chu tri", Attribute::Lead),
    ("co quan chu tri", Attribute::Lead),
    ("don vi chu tri", Attribute::Lead),
    ("don vi dau moi", Attribute::Lead),
    ("co quan dau moi", Attribute::Lead),
    ("co quan, don vi thuc hien", Attribute::Lead),
    ("don vi, ca nhan thuc hien", Attribute::Lead),
    ("co quan thuc hien", Attribute::Lead),
    ("don vi thuc hien", Attribute::Lead),
    ("don vi tham muu", Attribute::Lead),
    ("co quan tham muu", Attribute::Lead),
    ("co quan trinh", Attribute::Lead),
    ("don vi trien khai", Attribute::Lead),
    ("co quan chiu trach nhiem", Attribute::Lead),
    ("don vi chiu trach nhiem", Attribute::Lead),
    ("nguoi chiu trach nhiem", Attribute::Lead),
    ("trach nhiem thuc hien", Attribute::Lead),
    ("trach nhiem chu tri", Attribute::Lead),
    ("to chuc thuc hien", Attribute::Lead),
    ("phan cong thuc hien", Attribute::Lead),
    ("phan cong chu tri", Attribute::Lead),
    ("phan cong nhiem vu", Attribute::Lead),
    ("phan cong", Attribute::Lead),
    ("chu tri", Attribute::Lead),
    ("don vi phu trach", Attribute::Lead),
    ("nguoi phu trach", Attribute::Lead),
    ("bo phan phu trach", Attribute::Lead),
    ("co quan, don vi phoi hop", Attribute::Coordinate),
    ("don vi, co quan phoi hop", Attribute::Coordinate),
    ("don vi, ca nhan phoi hop", Attribute::Coordinate),
    ("co quan phoi hop", Attribute::Coordinate),
    ("don vi phoi hop", Attribute::Coordinate),
    ("don vi tham gia", Attribute::Coordinate),
    ("thanh phan phoi hop", Attribute::Coordinate),
    ("phoi hop", Attribute::Coordinate),
    ("don vi theo doi", Attribute::Monitor),
    ("co quan theo doi", Attribute::Monitor),
    ("theo doi, don doc", Attribute::Monitor),
    ("lanh dao phu trach", Attribute::Monitor),
    ("lanh dao chi dao", Attribute::Monitor),
    ("nguoi chi dao", Attribute::Monitor),
    ("thoi gian", Attribute::Time),
    ("thoi han", Attribute::Time),
    ("thoi diem", Attribute::Time),
    ("tien do", Attribute::Time),
    ("lo trinh", Attribute::Time),
    ("han hoan thanh", Attribute::Time),
    ("hoan thanh", Attribute::Time),
    ("san pham", Attribute::Product),
    ("ket qua", Attribute::Product),
    ("dau ra", Attribute::Product),
    ("hinh thuc van ban", Attribute::Product),
    ("kinh phi", Attribute::Budget),
    ("nguon kinh phi", Attribute::Budget),
    ("nguon von", Attribute::Budget),
    ("du toan kinh phi", Attribute::Budget),
    ("nguon luc", Attribute::Budget),
    ("dia diem", Attribute::Place),
    ("ten nhiem vu", Attribute::Content),
    ("ten noi dung", Attribute::Content),
    ("nhiem vu", Attribute::Content),
    ("noi dung", Attribute::Content),
    ("cong viec", Attribute::Content),
    ("hoat dong", Attribute::Content),
    ("muc tieu, nhiem vu", Attribute::Content),
    ("cac nhiem vu", Attribute::Content),
    ("danh muc nhiem vu", Attribute::Content),
    ("de an", Attribute::Content),
    ("ten de an", Attribute::Content),
    ("ten van ban", Attribute::Content),
    ("chi tieu", Attribute::Content),
    ("ghi chu", Attribute::Note),
    ("stt", Attribute::Ordinal),
    ("tt", Attribute::Ordinal),
];

/// Words that may follow a phrase before the colon.
const TAILS: [&str; 26] = [
    "thuc hien",
    "hoan thanh",
    "tham muu",
    "du kien",
    "dau ra",
    "ban hanh",
    "trinh",
    "cu the",
    "trong tam",
    "chu yeu",
    "bao cao",
    "trien khai",
    "tham gia",
    "giai phap",
    "cong viec",
    "cong tac",
    "nhiem vu",
    "to chuc",
    "dat duoc",
    "chinh",
    "ket thuc",
    "bat dau",
    "hoan thien",
    "giao",
    "can dat",
    "can thuc hien",
];

/// Longest name of an attribute, in bytes.
const LONGEST: usize = 96;

/// Reads the attribute at the start of a line, behind an outline marker if there is one.
pub fn parse(line: &str) -> Option<Label> {
    let limit = (0..=line.len().min(LONGEST + 24))
        .rev()
        .find(|&at| line.is_char_boundary(at))?;
    let colon = line[..limit].find(':')?;
    let body = super::marker::parse(line).map_or(0, |marker| marker.body);
    if body > colon || colon - body > LONGEST {
        return None;
    }
    let name = vietnamese::key::fold(line[body..colon].trim_matches([' ', '*', '_']));
    let attribute = named(&name, false)?;
    let value = line.len() - line[colon + 1..].trim_start().len();
    Some(Label { attribute, value })
}

/// Reads a whole cell as the name of a column.
pub fn column(cell: &str) -> Option<Attribute> {
    if cell.len() > 160 {
        return None;
    }
    let cell = cell.split('(').next().unwrap_or(cell);
    let name = vietnamese::key::fold(cell.trim_matches([' ', '*', ':', '.']));
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let leads =
        name.contains("chu tri") || name.contains("thuc hien") && !name.contains("thoi gian");
    if leads && name.contains("phoi hop") {
        return Some(Attribute::LeadAndCoordinate);
    }
    named(&name, true).or_else(|| match name.as_str() {
        "don vi" | "co quan" | "trach nhiem" | "co quan, don vi" | "thuc hien"
        | "chu the thuc hien" => Some(Attribute::Lead),
        _ => None,
    })
}

/// The attribute a folded name stands for: a phrase, then only words that may follow it.
fn named(name: &str, column: bool) -> Option<Attribute> {
    if name.contains("chu tri") && name.contains("phoi hop") {
        return Some(Attribute::LeadAndCoordinate);
    }
    let found = PHRASES
        .iter()
        .filter(|(phrase, _)| name.starts_with(phrase))
        .max_by_key(|(phrase, _)| phrase.len());
    let (phrase, attribute) = found?;
    let rest = &name[phrase.len()..];
    let alone = ends_name(rest);
    let only_column = matches!(attribute, Attribute::Ordinal | Attribute::Note);
    let short = matches!(
        *phrase,
        "hoan thanh" | "de an" | "chi tieu" | "hoat dong" | "nguon luc" | "to chuc thuc hien"
    );
    match column {
        true => (alone || rest.starts_with([' ', ',', '/'])).then_some(*attribute),
        false => (alone && !only_column && !short).then_some(*attribute),
    }
}

fn ends_name(rest: &str) -> bool {
    let mut rest = rest.trim_start_matches([' ', ',', '/']);
    while !rest.is_empty() {
        let Some(after) = TAILS.iter().find_map(|tail| rest.strip_prefix(tail)) else {
            return false;
        };
        if !after.is_empty() && !after.starts_with([' ', ',', '/']) {
            return false;
        }
        rest = after.trim_start_matches([' ', ',', '/']);
    }
    true
}
