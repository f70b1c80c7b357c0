//! Values of a task: its actors and its deadline, with their places.

use super::sheet::{Place, Sheet};
use super::words::starts_with_word;
use crate::draft::{Actor, Certainty, Deadline, DeadlineKind};
use crate::grammar::agency::{self, AgencyMatch};
use crate::grammar::deadline::{self, DateContext, DeadlineValue};

/// The actors that a place names, line by line.
pub(super) fn read(sheet: &Sheet<'_>, place: &Place) -> Vec<Actor> {
    let mut actors: Vec<Actor> = Vec::new();
    for line in super::head::split_lines(sheet, place) {
        for found in agency::split(sheet.get(&line)) {
            push(&mut actors, actor(sheet, line.start, found));
        }
    }
    actors
}

/// Adds an actor unless it is there.
pub(super) fn push(actors: &mut Vec<Actor>, actor: Actor) {
    if !actors.iter().any(|other| other.name == actor.name) {
        actors.push(actor);
    }
}

/// An actor found in the text that starts at `start`; a qualifier stays with the name, as written.
pub(super) fn actor(sheet: &Sheet<'_>, start: usize, found: AgencyMatch) -> Actor {
    let place = start + found.range.start..start + found.range.end;
    Actor {
        name: found.name,
        quote: sheet.quote(&place),
        kind: found.kind,
        certainty: found.certainty,
    }
}

/// The deadline that a place states.
pub(super) fn deadline(
    sheet: &Sheet<'_>,
    place: &Place,
    context: &DateContext,
) -> Option<Deadline> {
    let place = trim(sheet, place);
    let text = sheet.get(&place);
    if !text.chars().any(char::is_alphanumeric) {
        return None;
    }
    let value = deadline::parse(text, context);
    Some(dated(sheet, &place, value.unwrap_or_else(other)))
}

/// A deadline with its place.
pub(super) fn dated(sheet: &Sheet<'_>, place: &Place, value: DeadlineValue) -> Deadline {
    Deadline {
        quote: sheet.quote(place),
        kind: value.kind,
        due: value.due,
        start: value.start,
        inclusive: value.inclusive,
        rrule: value.rrule,
        certainty: value.certainty,
    }
}

fn other() -> DeadlineValue {
    DeadlineValue {
        kind: DeadlineKind::Other,
        clause: deadline::Clause::All(Vec::new()),
        due: None,
        start: None,
        inclusive: true,
        rrule: None,
        certainty: Certainty::Uncertain,
    }
}

/// Without the full stop or comma that ends the line.
pub(super) fn trim(sheet: &Sheet<'_>, place: &Place) -> Place {
    let place = sheet.trimmed(place);
    let text = sheet.get(&place);
    place.start..place.start + text.trim_end_matches(['.', ';', ',', ':', ' ']).len()
}

/// Who is named at the start of a sentence, and where the predicate starts.
pub(super) struct Subject {
    /// The actors.
    pub actors: Vec<AgencyMatch>,
    /// Where the list starts in the text.
    pub start: usize,
    /// Where the predicate starts in the text.
    pub end: usize,
}

/// Reads the list of agencies a text starts with, up to its predicate.
pub(super) fn subject(text: &str) -> Option<Subject> {
    let limit = floor(text, 600);
    for end in predicates(&text[..limit]) {
        let list = text[..end].trim_end_matches([' ', ',', ':']);
        if list.is_empty() {
            return None;
        }
        let actors = agency::split(list);
        if !actors.is_empty()
            && actors
                .iter()
                .all(|actor| actor.certainty == Certainty::Read)
        {
            return Some(Subject {
                actors,
                start: 0,
                end,
            });
        }
    }
    None
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

/// The places where a verb or a joining word may end a list of agencies, in order.
fn predicates(text: &str) -> impl Iterator<Item = usize> + '_ {
    word_starts(text).filter(move |&at| at > 0 && starts_predicate(&text[..at], &text[at..]))
}

/// The first letters of words outside brackets.
fn word_starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut depth = 0_usize;
    let mut before = ' ';
    text.char_indices().filter_map(move |(at, ch)| {
        match ch {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let starts = depth == 0 && matches!(before, ' ' | ',' | '\n') && ch.is_alphabetic();
        before = ch;
        starts.then_some(at)
    })
}

/// Verbs and joining words behind which no list of agencies goes on.
const PREDICATES: [&str; 112] = [
    "chủ trì",
    "phối hợp",
    "có trách nhiệm",
    "chịu trách nhiệm",
    "chủ động",
    "xây dựng",
    "căn cứ",
    "theo dõi",
    "tham mưu",
    "tăng cường",
    "kiện toàn",
    "đẩy mạnh",
    "bố trí",
    "tổng hợp",
    "hướng dẫn",
    "chỉ đạo",
    "lãnh đạo",
    "triển khai",
    "thực hiện",
    "tiếp tục",
    "thường xuyên",
    "nghiêm túc",
    "tích cực",
    "ưu tiên",
    "kịp thời",
    "rà soát",
    "lập",
    "ban hành",
    "báo cáo",
    "đôn đốc",
    "kiểm tra",
    "giám sát",
    "phát huy",
    "phát động",
    "tuyên truyền",
    "vận động",
    "đề xuất",
    "thẩm định",
    "cân đối",
    "quan tâm",
    "bảo đảm",
    "đảm bảo",
    "tiên phong",
    "mở rộng",
    "mở thêm",
    "mở",
    "trên cơ sở",
    "theo chức năng",
    "trong phạm vi",
    "là cơ quan",
    "là đơn vị",
    "là đầu mối",
    "cập nhật",
    "cung cấp",
    "phân công",
    "sử dụng",
    "quyết định",
    "xem xét",
    "hỗ trợ",
    "tạo điều kiện",
    "tham gia",
    "nâng cao",
    "làm đầu mối",
    "giúp",
    "khẩn trương",
    "định kỳ",
    "hằng năm",
    "hàng năm",
    "trước ngày",
    "quán triệt",
    "nghiên cứu",
    "đăng tải",
    "lựa chọn",
    "huy động",
    "khuyến khích",
    "chấp hành",
    "thông báo",
    "gửi",
    "phân bổ",
    "trực tiếp",
    "điều phối",
    "để",
    "trong việc",
    "nhằm",
    "về việc",
    "trong công tác",
    "trong quá trình",
    "thông qua",
    "theo",
    "khi",
    "trong",
    "phát triển",
    "cử",
    "đánh giá",
    "tổ chức",
    "tiến hành",
    "thành lập",
    "quản lý",
    "chuẩn bị",
    "đề nghị",
    "góp phần",
    "phổ biến",
    "giải quyết",
    "tiếp nhận",
    "giới thiệu",
    "kiểm soát",
    "bám sát",
    "nắm",
    "yêu cầu",
    "duy trì",
    "trình",
    "hoàn thành",
];

fn starts_predicate(before: &str, rest: &str) -> bool {
    if !rest.starts_with(char::is_lowercase) {
        return false;
    }
    PREDICATES.iter().any(|verb| starts_with_word(rest, verb)) && !is_noun_here(before, rest)
}

/// "tổ chức" and "quản lý" are nouns in "các tổ chức chính trị - xã hội", "cơ quan quản lý".
fn is_noun_here(before: &str, rest: &str) -> bool {
    let before = before.trim_end();
    if starts_with_word(rest, "tổ chức") {
        let follows = rest["tổ chức".len()..].trim_start();
        let noun = [
            "chính trị",
            "xã hội",
            "có liên quan",
            "liên quan",
            "đoàn thể",
            "thành viên",
            "khác",
            "tôn giáo",
            "quốc tế",
            "hội",
            "và",
            "đảng",
        ];
        return before.ends_with("các")
            || follows.is_empty()
            || follows.starts_with([',', ';', '.']) && before.ends_with(',')
            || noun.iter().any(|word| starts_with_word(follows, word));
    }
    [
        "cơ quan",
        "đơn vị",
        "đối tượng",
        "ban",
        "chủ",
        "cán bộ",
        "bộ phận",
        "được giao",
        "được phân công",
    ]
    .iter()
    .any(|noun| before.to_lowercase().ends_with(noun))
}
