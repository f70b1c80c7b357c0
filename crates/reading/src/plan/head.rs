//! The head of the document: who issued it, its number, place and date, type and title.

use std::ops::Range;

use chrono::NaiveDate;

use super::columns;
use super::sheet::{Entry, Place, Sheet};
use super::words::{fold, single_spaced, starts_with, starts_with_word, strip};
use crate::file::wrap::{is_upper, starts_lower};
use crate::grammar::marker;

/// What the head says, by place.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// Entries from the first line of the head to the last line of the title.
    pub entries: Range<usize>,
    /// Lines that name the issuer.
    pub issuer: Vec<Place>,
    /// Quốc hiệu.
    pub nation: Option<Place>,
    /// Số, ký hiệu.
    pub number: Option<Place>,
    /// Địa danh.
    pub place: Option<Place>,
    /// Ngày ban hành.
    pub date: Option<(Place, NaiveDate)>,
    /// Tên loại văn bản.
    pub kind: Option<Place>,
    /// Trích yếu.
    pub title: Option<Place>,
    /// All lines of the head with what they are, for those who ask what a line is.
    pub lines: Vec<(HeadLine, Place)>,
}

/// What a line of the head is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeadLine {
    Issuer,
    Nation,
    Motto,
    Number,
    PlaceDate,
    Kind,
    Title,
}

/// Names of document types that stand alone on a line.
const TYPE_NAMES: [&str; 14] = [
    "kế hoạch",
    "quyết định",
    "chương trình",
    "chỉ thị",
    "nghị quyết",
    "đề án",
    "phương án",
    "thông báo",
    "hướng dẫn",
    "kế hoạch hành động",
    "chương trình hành động",
    "kế hoạch liên tịch",
    "công điện",
    "báo cáo",
];

/// How far down the file a head is looked for.
const FAR: usize = 120;

/// Whether a line is the name of a type of document and nothing else.
pub(super) fn is_type_name(text: &str) -> bool {
    let text = text.trim_matches([' ', ':']);
    // Recognised text loses its accents: "KÉ HOẠCH".
    let same = |folded: &str| TYPE_NAMES.iter().any(|name| fold(name) == folded);
    text.len() < 40 && same(&fold(text))
}

/// Reads the head.
pub(super) fn read(sheet: &Sheet<'_>) -> Head {
    let Some(start) = start(sheet) else {
        return Head::default();
    };
    let mut head = Head {
        entries: start..start,
        ..Head::default()
    };
    let mut at = start;
    while at < sheet.entries.len().min(start + 16) {
        let place = first_place(&sheet.entries[at]);
        let lines = if at == start {
            head_rows(sheet, at)
        } else {
            lines(sheet, at).collect()
        };
        let taken = lines.iter().filter(|line| head.take(sheet, line)).count();
        if taken == 0 && place.is_some() && !lines.is_empty() {
            break;
        }
        at += 1;
        if head.kind.is_some() {
            break;
        }
    }
    let end = if head.title.is_some() {
        at
    } else {
        head.read_title(sheet, at)
    };
    head.entries.end = end;
    head
}

fn first_place(entry: &Entry) -> Option<()> {
    match entry {
        Entry::Line(_) => Some(()),
        Entry::Table(grid) => (!grid.rows.is_empty()).then_some(()),
    }
}

/// The entry the head starts with: the issuer beside or above the name of the nation.
fn start(sheet: &Sheet<'_>) -> Option<usize> {
    let far = sheet.entries.len().min(FAR);
    let is_nation = |&at: &usize| lines(sheet, at).any(|line| nation(sheet.get(&line)));
    if let Some(at) = (0..far).find(is_nation) {
        let above = (0..at)
            .rev()
            .take_while(|&before| stands_above(sheet, before))
            .last();
        return Some(above.unwrap_or(at));
    }
    let is_number = |&at: &usize| lines(sheet, at).any(|line| number(sheet.get(&line)).is_some());
    let is_kind = |&at: &usize| {
        lines(sheet, at).any(|line| is_upper(sheet.get(&line)) && is_type_name(sheet.get(&line)))
    };
    let at = (0..far)
        .find(is_number)
        .or_else(|| (0..far).find(is_kind))?;
    let above = (0..at)
        .rev()
        .take_while(|&before| is_issuer_line(sheet, before))
        .last();
    Some(above.unwrap_or(at))
}

/// Above the name of the nation stands the issuer, and with it its number when the left column
/// of the head was written out before the right one.
fn stands_above(sheet: &Sheet<'_>, at: usize) -> bool {
    let mut rest = lines(sheet, at).filter(|line| {
        let text = sheet.get(line);
        !is_rule(text) && text != "*" && number(text).is_none()
    });
    is_issuer_line(sheet, at) || rest.next().is_none()
}

fn is_issuer_line(sheet: &Sheet<'_>, at: usize) -> bool {
    let mut any = false;
    lines(sheet, at).all(|line| {
        any = true;
        let text = sheet.get(&line);
        is_upper(text) && text.len() < 120
    }) && any
}

/// The lines of the entry the head starts with: a page may put rows of its own above the head.
fn head_rows(sheet: &Sheet<'_>, at: usize) -> Vec<Place> {
    let Entry::Table(grid) = &sheet.entries[at] else {
        return lines(sheet, at).collect();
    };
    let named = |cell: &super::sheet::GridCell| {
        split_lines(sheet, &cell.place)
            .iter()
            .any(|line| nation(sheet.get(line)))
    };
    let row = grid
        .rows
        .iter()
        .position(|row| row.iter().any(named))
        .unwrap_or(0);
    let issuer = grid.rows[row]
        .iter()
        .position(named)
        .map_or(0, |nation| nation.saturating_sub(1));
    let rows = grid.rows[row..].iter().enumerate();
    rows.flat_map(|(below, cells)| cells.iter().skip(if below == 0 { issuer } else { 0 }))
        .flat_map(|cell| split_lines(sheet, &cell.place))
        .collect()
}

/// Every line of an entry, cells cut at their line feeds.
pub(super) fn lines<'a>(sheet: &'a Sheet<'_>, at: usize) -> impl Iterator<Item = Place> + 'a {
    let places: Vec<Place> = match &sheet.entries[at] {
        Entry::Line(line) => vec![line.place.clone()],
        Entry::Table(grid) => grid
            .rows
            .iter()
            .flatten()
            .map(|cell| cell.place.clone())
            .collect(),
    };
    places
        .into_iter()
        .flat_map(|place| split_lines(sheet, &place))
        .flat_map(|line| columns::of_head(sheet, &line))
}

/// The lines of a cell.
pub(super) fn split_lines(sheet: &Sheet<'_>, place: &Place) -> Vec<Place> {
    let mut out = Vec::new();
    let mut start = place.start;
    for line in sheet.get(place).split('\n') {
        if !line.trim().is_empty() {
            out.push(sheet.trimmed(&(start..start + line.len())));
        }
        start += line.len() + 1;
    }
    out
}

fn nation(text: &str) -> bool {
    text.len() < 120 && {
        // A letter that did not survive its way here takes a space with it: "XàHỘI".
        let folded: String = fold(text).split(' ').collect();
        folded.contains("conghoaxahoi") || folded.contains("dangcongsanvietnam")
    }
}

/// The second line of the nation's name, when the source cuts it in two.
fn nation_rest(text: &str) -> bool {
    fold(text).starts_with("chu nghia viet nam")
}

/// The number after "Số:"; its place in the line.
fn number(text: &str) -> Option<Range<usize>> {
    // Recognised text loses its accents: "Sô: 12/KH-UBND".
    let rest = strip(text, "Số").or_else(|| {
        strip(text, "Sô")
            .or_else(|| strip(text, "So"))
            .filter(|rest| rest.trim_start().starts_with(':'))
    })?;
    let rest = rest
        .trim_start()
        .strip_prefix(':')
        .unwrap_or(rest)
        .trim_start();
    let rest = rest.strip_prefix(':').unwrap_or(rest).trim();
    let start = text.find(rest).filter(|_| !rest.is_empty())?;
    (rest.contains('/') && rest.len() < 60 && !rest.contains(". "))
        .then(|| start..start + rest.len())
}

/// "3312/KH-UBND" without "Số:" before it.
fn is_code(text: &str) -> bool {
    let Some((serial, code)) = text.split_once('/') else {
        return false;
    };
    let digits = !serial.is_empty() && serial.bytes().all(|byte| byte.is_ascii_digit());
    digits && text.len() < 40 && !code.contains(' ') && !code.contains(char::is_lowercase)
}

/// A date and its place in the line.
type Day = (Range<usize>, NaiveDate);

/// "Nghệ An, ngày 18 tháng 4 năm 2023".
fn place_and_date(text: &str) -> Option<(Range<usize>, Option<Day>)> {
    let comma = text.find(", ngày").or_else(|| text.find(",ngày"))?;
    if text.len() > 120
        || !text.contains("tháng")
        || !text.contains("năm")
        || starts_with(text, "Kèm")
    {
        return None;
    }
    let date = text[comma + 1..].trim_start();
    let start = text.len() - date.len();
    let digits: Vec<u32> = date
        .split(|ch: char| !ch.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse().ok())
        .collect();
    let day = match digits[..] {
        [day, month, year] => NaiveDate::from_ymd_opt(i32::try_from(year).unwrap_or(0), month, day),
        _ => None,
    };
    Some((0..comma, day.map(|day| (start..text.len(), day))))
}

impl Head {
    /// Takes one line of the head; whether it is one.
    fn take(&mut self, sheet: &Sheet<'_>, line: &Place) -> bool {
        let text = sheet.get(line);
        let within = |range: Range<usize>| line.start + range.start..line.start + range.end;
        let what = if nation(text) {
            self.nation.get_or_insert_with(|| line.clone());
            HeadLine::Nation
        } else if fold(text).starts_with("doc lap") {
            HeadLine::Motto
        } else if self.nation.is_some() && nation_rest(text) {
            HeadLine::Nation
        } else if let Some(range) = number(text) {
            self.number.get_or_insert_with(|| within(range));
            HeadLine::Number
        } else if self.awaits_number() && is_code(text) {
            self.number = Some(line.clone());
            HeadLine::Number
        } else if strip(text, "Số")
            .is_some_and(|rest| rest.trim_start().starts_with([':', '.', '/', '…']))
        {
            HeadLine::Number
        } else if let Some((place, date)) = place_and_date(text) {
            self.place.get_or_insert_with(|| within(place));
            self.date = self
                .date
                .take()
                .or_else(|| date.map(|(range, day)| (within(range), day)));
            HeadLine::PlaceDate
        } else if self.names_matter(text) {
            let start = self.title.as_ref().map_or(line.start, |title| title.start);
            self.title = Some(start..line.end);
            HeadLine::Title
        } else if is_upper(text) && is_type_name(text) {
            self.kind.get_or_insert_with(|| line.clone());
            HeadLine::Kind
        } else if is_rule(text) {
            return true;
        } else if self.is_issuer(text) {
            self.issuer.push(line.clone());
            HeadLine::Issuer
        } else {
            return false;
        };
        self.lines.push((what, line.clone()));
        true
    }

    /// "V/v tăng cường …" below the number of an official letter, and where it goes on.
    fn names_matter(&self, text: &str) -> bool {
        let last = self.lines.last().map(|(what, _)| *what);
        let opens = self.number.is_some() && self.title.is_none() && starts_with(text, "V/v ");
        opens || last == Some(HeadLine::Title) && starts_lower(text) && text.len() < 120
    }

    /// "Số:" stood alone on the line before.
    fn awaits_number(&self) -> bool {
        let last = self.lines.last().map(|(what, _)| *what);
        self.number.is_none() && last == Some(HeadLine::Number)
    }

    fn is_issuer(&self, text: &str) -> bool {
        is_upper(text)
            && text.len() < 150
            && self.number.is_none()
            && self.place.is_none()
            && self.issuer.len() < 6
            && marker::parse(text).is_none()
    }

    /// The title: the lines after the type, or after the number when the type is lost.
    fn read_title(&mut self, sheet: &Sheet<'_>, from: usize) -> usize {
        let mut at = from;
        while at < sheet.entries.len().min(from + 6) {
            let Entry::Line(line) = &sheet.entries[at] else {
                break;
            };
            let text = sheet.get(&line.place);
            if self
                .title
                .as_ref()
                .is_some_and(|title| names_type_of(sheet.get(title)))
                && starts_with(text, "V/v ")
            {
                self.title = None;
            }
            let first = self.title.is_none();
            if !(if first {
                self.opens_title(text, line.bold)
            } else {
                continues_title(text, line.bold)
            }) {
                break;
            }
            let start = self
                .title
                .as_ref()
                .map_or(line.place.start, |title| title.start);
            self.title = Some(start..line.place.end);
            self.lines.push((HeadLine::Title, line.place.clone()));
            at += 1;
        }
        at
    }

    fn opens_title(&self, text: &str, bold: bool) -> bool {
        let ends_sentence = text.ends_with(['.', ':', ';']);
        let body = starts_with_word(text, "Căn cứ")
            || starts_with_word(text, "Kính gửi")
            || marker::parse(text).is_some();
        let matter = starts_with(text, "V/v ");
        let known = self.kind.is_some() || is_upper(text) || matter;
        known
            && !body
            && text.len() < 900
            && (is_upper(text) || bold || matter || !ends_sentence)
            && !is_authority(text)
    }
}

/// "QUYẾT ĐỊNH CỦA UBND TỈNH …": the type and who decides, above the matter.
fn names_type_of(text: &str) -> bool {
    let named = |name: &&str| {
        starts_with(text, name)
            && starts_with(text[name.len().min(text.len())..].trim_start(), "của ")
    };
    text.len() < 150 && is_upper(text) && TYPE_NAMES.iter().any(named)
}

fn continues_title(text: &str, bold: bool) -> bool {
    let more = is_upper(text) || starts_lower(text) || bold;
    more && text.len() < 600
        && !is_authority(text)
        && !text.ends_with([':', ';'])
        && marker::parse(text).is_none()
        && !starts_with_word(text, "Căn cứ")
        && !text.starts_with('(')
}

/// "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH …": who decides, between title and grounds.
fn is_authority(text: &str) -> bool {
    const OFFICES: [&str; 12] = [
        "chủ tịch",
        "ủy ban nhân dân",
        "uỷ ban nhân dân",
        "thủ tướng chính phủ",
        "bộ trưởng",
        "giám đốc",
        "hội đồng nhân dân",
        "ban thường vụ",
        "tổng giám đốc",
        "chánh án",
        "viện trưởng",
        "ban chấp hành",
    ];
    is_upper(text) && text.len() < 150 && OFFICES.iter().any(|office| starts_with(text, office))
}

fn is_rule(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|ch| matches!(ch, '-' | '_' | '=' | '—' | ' ' | '*' | '.' | '…' | '|'))
}

/// The name of the issuer in normal case.
pub(super) fn issuer_name(sheet: &Sheet<'_>, lines: &[Place]) -> String {
    let mut bodies: Vec<String> = Vec::new();
    for line in lines {
        let text = below_superior(single_spaced(sheet.get(line)));
        match bodies.last_mut() {
            Some(_) if is_organ(&text) || is_office(&text) => bodies.insert(0, text),
            Some(body) if !starts_body(&text) => {
                body.push(' ');
                body.push_str(&text);
            }
            Some(body) => *body = text,
            None => bodies.push(text),
        }
    }
    bodies
        .iter()
        .map(|body| normal_case(body))
        .collect::<Vec<_>>()
        .join(" ")
}

/// "VĂN PHÒNG" alone is that of the body above it.
fn is_office(text: &str) -> bool {
    fold(text) == "van phong"
}

/// "UBND TỈNH THANH LÂM SỞ TÀI CHÍNH" on one line: the department issues, not its superior.
fn below_superior(text: String) -> String {
    const BODIES: [&str; 5] = [
        " SỞ ",
        " CHI CỤC ",
        " BAN QUẢN LÝ ",
        " CÔNG AN ",
        " VĂN PHÒNG ",
    ];
    let superior = text.starts_with("UBND ") || text.starts_with("ỦY BAN NHÂN DÂN ");
    let body = BODIES.iter().find_map(|body| text.find(body));
    match body.filter(|_| superior) {
        Some(at) => text[at + 1..].to_owned(),
        None => text,
    }
}

/// A standing organ of the body named above it.
fn is_organ(text: &str) -> bool {
    [
        "ban thường trực",
        "ban thường vụ",
        "ban chấp hành",
        "thường trực",
    ]
    .iter()
    .any(|organ| starts_with(text, organ))
}

/// Whether a header line names a body of its own: the one that issues, below its superior.
fn starts_body(text: &str) -> bool {
    const HEADS: [&str; 30] = [
        "đại học",
        "học viện",
        "liên đoàn",
        "tổng cục",
        "công ty",
        "mặt trận",
        "ủy ban mặt trận",
        "báo ",
        "đài ",
        "kho bạc",
        "ngân hàng",
        "hội đồng",
        "liên minh",
        "tỉnh đoàn",
        "sở ",
        "ban ",
        "chi cục",
        "cục ",
        "phòng ",
        "trung tâm",
        "công an",
        "trường ",
        "văn phòng",
        "hội ",
        "thanh tra",
        "chi nhánh",
        "đoàn ",
        "bệnh viện",
        "viện ",
        "ủy ban nhân dân",
    ];
    HEADS.iter().any(|head| starts_with(text, head))
}

/// Capitals to normal case: place names and the first words of a name keep their capitals.
pub(super) fn normal_case(text: &str) -> String {
    const LEVELS: [&str; 8] = ["tỉnh", "phố", "huyện", "quận", "xã", "phường", "khu", "thị"];
    if !is_upper(text) {
        return text.to_owned();
    }
    let words: Vec<String> = text.split(' ').map(str::to_lowercase).collect();
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let mut proper = false;
    for (index, word) in words.iter().enumerate() {
        let level = LEVELS.contains(&word.as_str());
        let acronym = !word.chars().any(is_vowel) || word == "ubnd";
        let after = index.checked_sub(1).map(|before| words[before].as_str());
        let joined =
            after.is_some_and(|after| after == "và" || after == "-" || after.ends_with(','));
        let new_name = matches!(after, None | Some("sở" | "bộ"))
            || joined && matches!(words[0].as_str(), "sở" | "bộ");
        out.push(match () {
            () if acronym => word.to_uppercase(),
            () if index > 0 && level => word.clone(),
            () if index > 0 && word == "thành" => word.clone(),
            () if proper || new_name || word == "việt" || after == Some("việt") => {
                capitalised(word)
            }
            () => word.clone(),
        });
        // "Tỉnh ủy Nam Sơn", "Huyện ủy Quế Sơn"
        let committee = index == 1 && word == "ủy" && words[0] != "đảng";
        let named = acronym && matches!(words[0].as_str(), "trường");
        proper = index > 0 && (proper || level || committee || named);
    }
    out.join(" ")
}

fn is_vowel(ch: char) -> bool {
    let folded = fold(ch.encode_utf8(&mut [0; 4]));
    matches!(
        folded.as_bytes().first(),
        Some(b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
    )
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
