//! Values of a task: its actors and its deadline, with their places.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use vietnamese::key::{is_alphanumeric, lower};

use super::sheet::{Place, Sheet};
use super::words::{Openers, starts_with_word, strip};
use crate::draft::{Actor, Certainty, Deadline, DeadlineKind};
use crate::grammar::agency::{self, AgencyMatch};
use crate::grammar::deadline::{self, DateContext, DeadlineValue};

/// The actors that a place names, line by line.
pub(super) fn read(sheet: &Sheet<'_>, place: &Place) -> Vec<Actor> {
    let mut actors: Vec<Actor> = Vec::new();
    for line in super::head::split_lines(sheet, place) {
        for found in agency::split(sheet.get(&line)) {
            if is_nobody(&found.name) {
                continue;
            }
            push(&mut actors, actor(sheet, line.start, found));
        }
    }
    actors
}

/// "Đơn vị phối hợp: Không."
fn is_nobody(name: &str) -> bool {
    let name = name.trim_matches(['.', ' ', '-']);
    ["không", "không có", "không phối hợp"]
        .iter()
        .any(|nobody| strip(name, nobody).is_some_and(str::is_empty))
}

/// Adds an actor unless it is there.
pub(super) fn push(actors: &mut Vec<Actor>, actor: Actor) {
    if !actors.iter().any(|other| other.name == actor.name) {
        actors.push(actor);
    }
}

/// Adds those that are not there.
pub(super) fn push_all(actors: &mut Vec<Actor>, more: Vec<Actor>) {
    for actor in more {
        push(actors, actor);
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
    if let Some(value) = deadline::parse(text, context) {
        return Some(dated(sheet, &place, value));
    }
    // A sentence instead of a date: the last day it names binds.
    let last = deadline::find_in(text, context)
        .into_iter()
        .filter(|(_, value)| value.due.is_some())
        .max_by_key(|(_, value)| value.due);
    Some(match last {
        Some((range, value)) => dated(
            sheet,
            &(place.start + range.start..place.start + range.end),
            value,
        ),
        None => dated(sheet, &place, other()),
    })
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
#[derive(Debug)]
pub(super) struct Subject {
    /// The actors.
    pub actors: Vec<AgencyMatch>,
    /// Where the predicate starts in the text.
    pub end: usize,
}

/// How much of a text is looked at for its subject.
pub(super) fn subject_limit(text: &str) -> usize {
    floor(text, 600)
}

/// Reads the list of agencies a text starts with, up to its predicate.
pub(super) fn subject(text: &str) -> Option<Subject> {
    if !opens_agency(text) {
        return None;
    }
    let text = &text[..subject_limit(text)];
    let listed = before_predicate(text);
    let colon = text.find(':').unwrap_or(text.len());
    match listed {
        Some(found) if found.end <= colon => Some(found),
        listed => before_colon(text).or(listed),
    }
}

/// The list of agencies before the first verb that can end one.
fn before_predicate(text: &str) -> Option<Subject> {
    // "Hội đồng Phối hợp phổ biến, giáo dục pháp luật": the verb is part of the name.
    let mut name = None;
    for end in predicates(text) {
        if end < *name.get_or_insert_with(|| agency::known(text)) {
            continue;
        }
        let list = text[..end].trim_end_matches([' ', ',', ':']);
        let actors = agency::split(list);
        if !actors.is_empty() && actors.iter().all(is_vouched) {
            return Some(Subject { actors, end });
        }
    }
    None
}

/// "Sở Nội vụ: Tham mưu …": the colon ends the list when a verb follows it.
fn before_colon(text: &str) -> Option<Subject> {
    let colon = text.find(':')?;
    let behind = text[colon + 1..].trim_start();
    if behind.is_empty() || !opens_predicate(behind) {
        return None;
    }
    let actors = agency::split(&text[..colon]);
    (!actors.is_empty() && actors.iter().all(is_vouched)).then_some(Subject {
        actors,
        end: text.len() - behind.len(),
    })
}

/// Whether the grammar knows the actor, or its first word is the office of a person.
pub(super) fn is_vouched(actor: &AgencyMatch) -> bool {
    actor.certainty == Certainty::Read || is_person(&actor.name)
}

/// An office or a person rather than an agency.
pub(super) fn is_person(name: &str) -> bool {
    static OFFICES: LazyLock<Openers> = LazyLock::new(|| {
        Openers::of(&[
            "trưởng",
            "phó",
            "cán bộ",
            "chuyên viên",
            "đồng chí",
            "các đồng chí",
            "công chức",
            "thành viên",
            "các thành viên",
            "ủy viên",
            "thư ký",
            "tổ trưởng",
            "các phó",
            "các chuyên viên",
            "chánh",
            "lãnh đạo",
            "người đứng đầu",
            "thủ trưởng",
            "giám đốc",
            "chủ tịch",
            "hiệu trưởng",
            "bí thư",
            "nhân viên",
            "trưởng thôn",
            "kế toán",
        ])
    });
    OFFICES.open(name)
}

/// In small letters most heads are other words: "phòng, chống", "ban hành", "báo cáo".
static GENERIC: LazyLock<Openers> = LazyLock::new(|| {
    Openers::of(&[
        "các",
        "mỗi",
        "những",
        "cơ quan",
        "đơn vị",
        "doanh nghiệp",
        "sở",
        "ủy ban",
        "uỷ ban",
        "ubnd",
        "cấp ủy",
        "chính quyền",
        "địa phương",
        "chủ đầu tư",
    ])
});

/// First words of names of agencies.
static HEADS: LazyLock<Openers> = LazyLock::new(|| {
    Openers::of(&[
        "sở",
        "bộ",
        "ban",
        "ủy ban",
        "uỷ ban",
        "ubnd",
        "hđnd",
        "hội",
        "hội đồng",
        "công an",
        "các",
        "mỗi",
        "những",
        "văn phòng",
        "trung tâm",
        "liên đoàn",
        "đoàn",
        "mặt trận",
        "mttq",
        "ubmttq",
        "báo",
        "đài",
        "ngân hàng",
        "kho bạc",
        "cục",
        "chi cục",
        "tổng cục",
        "thuế",
        "tòa án",
        "toà án",
        "viện",
        "trường",
        "thanh tra",
        "cơ quan",
        "đơn vị",
        "doanh nghiệp",
        "tổ",
        "bảo hiểm",
        "điện lực",
        "công ty",
        "tổng công ty",
        "tập đoàn",
        "phòng",
        "hiệp hội",
        "liên minh",
        "quỹ",
        "bch",
        "bchqs",
        "bđbp",
        "hải quan",
        "đảng ủy",
        "đảng đoàn",
        "tỉnh ủy",
        "thành ủy",
        "cấp ủy",
        "chính quyền",
        "địa phương",
        "chi nhánh",
        "đại học",
        "học viện",
        "bệnh viện",
        "thông tấn xã",
        "kiểm toán",
        "thủ tướng",
        "chính phủ",
        "hợp tác xã",
        "chủ đầu tư",
        "huyện ủy",
        "kiểm lâm",
        "nhà thầu",
        "thường trực",
        "công đoàn",
        "trạm",
        "nhà trường",
        "đội",
        "hiệu trưởng",
        "các đại học",
    ])
});

/// Whether the first word can open the name of an agency, and is not the verb of a duty.
pub(super) fn opens_agency(text: &str) -> bool {
    let person = is_person(text);
    let named = !text.starts_with(char::is_lowercase);
    let known = person
        || HEADS.open(text)
        || opens_abbreviation(text)
        || text.starts_with(char::is_uppercase) && agency::opens(text);
    known && (named || person || GENERIC.open(text)) && !opens_predicate(text)
}

/// `STTTT`, `VPUB`: capitals that stand for a name.
fn opens_abbreviation(text: &str) -> bool {
    let word = text.split([' ', ',', ';', ':']).next().unwrap_or("");
    word.chars().count() >= 3 && word.chars().all(|ch| ch.is_uppercase() || ch == '&')
}

/// Whether a text starts with the verb of a duty rather than with a name.
fn opens_predicate(text: &str) -> bool {
    let lower = lower(&text[..floor(text, 40)]);
    let verb = is_predicate(&lower);
    verb && !is_noun_here("", &lower) && !is_inspectorate(text) && !leads_people(text)
}

/// "Lãnh đạo các phòng", "Lãnh đạo UBND tỉnh": people, not the verb of "Lãnh đạo, chỉ đạo …".
fn leads_people(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("Lãnh đạo ") else {
        return false;
    };
    starts_with_word(rest, "các") || starts_with_word(rest, "đơn vị") || agency::opens(rest)
}

/// "Thanh tra Sở", "Kiểm toán nhà nước", "Thống kê tỉnh": bodies whose name is also a verb.
fn is_inspectorate(text: &str) -> bool {
    const BODIES: [&str; 3] = ["Thanh tra ", "Kiểm toán ", "Thống kê "];
    const OF: [&str; 8] = [
        "tỉnh",
        "thành phố",
        "huyện",
        "xã",
        "nhà nước",
        "khu vực",
        "các sở",
        "các Sở",
    ];
    let behind = BODIES.iter().find_map(|body| text.strip_prefix(body));
    behind.is_some_and(|rest| {
        rest.starts_with(char::is_uppercase) || OF.iter().any(|word| starts_with_word(rest, word))
    })
}

fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

/// The places where a verb or a joining word may end a list of agencies, in order.
pub(super) fn predicates(text: &str) -> impl Iterator<Item = usize> + '_ {
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

/// Verbs and joining words behind which no list of agencies goes on, by their first word.
static PREDICATES: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut verbs: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    let lines = include_str!("predicates.txt").lines().map(str::trim);
    for verb in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        verbs.entry(first_word(verb)).or_default().push(verb);
    }
    verbs
});

fn first_word(text: &str) -> &str {
    text.split(|ch| !is_alphanumeric(ch)).next().unwrap_or("")
}

/// Whether a text in small letters starts with a verb of the list.
fn is_predicate(text: &str) -> bool {
    PREDICATES
        .get(first_word(text))
        .is_some_and(|verbs| verbs.iter().any(|verb| starts_with_word(text, verb)))
}

fn starts_predicate(before: &str, rest: &str) -> bool {
    if !rest.starts_with(char::is_lowercase) {
        return false;
    }
    is_predicate(rest) && !is_noun_here(before, rest)
}

/// Verbs that are part of a noun behind some words: "cơ quan quản lý", "Viện nghiên cứu".
const NOUNS: [(&[&str], &[&str]); 14] = [
    (
        &["cơ quan", "đơn vị", "bộ phận", "doanh nghiệp"],
        &[
            "quản lý",
            "tham mưu",
            "chủ trì",
            "kiểm tra",
            "giám sát",
            "thanh tra",
            "đào tạo",
            "sản xuất",
            "cung cấp",
            "vận hành",
            "khai thác",
            "kiểm định",
            "thi công",
            "tìm kiếm",
            "phục vụ",
            "bảo mật",
        ],
    ),
    (
        &["đối tượng"],
        &["thực hiện", "kiểm kê", "sử dụng", "quản lý"],
    ),
    (&["chủ"], &["đầu tư", "sở hữu"]),
    (
        &["ban"],
        &["quản lý", "chỉ đạo", "tổ chức", "điều hành", "soạn thảo"],
    ),
    (
        &["được giao", "được phân công"],
        &["chủ trì", "phụ trách", "thực hiện", "quản lý", "theo dõi"],
    ),
    (
        &["trung tâm"],
        &[
            "xúc tiến",
            "kiểm định",
            "kiểm soát",
            "giám sát",
            "điều hành",
            "đào tạo",
            "ứng dụng",
            "phát triển",
            "quan trắc",
            "chuyển đổi",
            "bảo tồn",
            "hỗ trợ",
            "phục vụ",
            "tìm kiếm",
            "đo lường",
        ],
    ),
    (&["viện"], &["nghiên cứu", "quy hoạch", "kiểm định"]),
    (&["hội đồng"], &["thẩm định", "quản lý", "tư vấn"]),
    (
        &["quỹ", "cục"],
        &[
            "hỗ trợ",
            "bảo vệ",
            "đầu tư",
            "phát triển",
            "quản lý",
            "kiểm soát",
            "thống kê",
        ],
    ),
    (&["cơ sở"], &["đào tạo", "sản xuất", "chế biến", "thu gom"]),
    (&["văn phòng"], &["đăng ký", "điều phối"]),
    (&["hàng", "tổ chức", "công ty"], &["không"]),
    (&["đồng chí", "các", "cán bộ", "tập thể"], &["lãnh đạo"]),
    (
        &["hội", "ban", "ủy ban", "đội"],
        &["tìm kiếm", "ứng phó", "ứng cứu"],
    ),
];

/// "tổ chức" and "quản lý" are nouns in "các tổ chức chính trị - xã hội", "cơ quan quản lý".
fn is_noun_here(before: &str, rest: &str) -> bool {
    let before = before.trim_end();
    // "Giáo dục và Đào tạo lập danh sách": the verb is "lập".
    if rest.starts_with("tạo") && (before.ends_with("Đào") || before.ends_with("đào")) {
        return true;
    }
    if starts_with_word(rest, "tổ chức") {
        return is_organisation(before, rest["tổ chức".len()..].trim_start());
    }
    let tail = before
        .char_indices()
        .rev()
        .nth(16)
        .map_or(before, |(at, _)| &before[at..])
        .to_lowercase();
    let behind = |noun: &&str| {
        tail.strip_suffix(*noun)
            .is_some_and(|above| !above.ends_with(char::is_alphanumeric))
    };
    NOUNS.iter().any(|(nouns, verbs)| {
        nouns.iter().any(behind) && verbs.iter().any(|verb| starts_with_word(rest, verb))
    })
}

/// Whether "tổ chức" is an organisation rather than the verb, by what stands around it.
fn is_organisation(before: &str, follows: &str) -> bool {
    const KINDS: [&str; 12] = [
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
    before.ends_with("các")
        || follows.is_empty()
        || follows.starts_with([',', ';', '.']) && before.ends_with(',')
        || KINDS.iter().any(|word| starts_with_word(follows, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_subject(text: &str) -> Vec<String> {
        subject(text)
            .map(|found| found.actors.into_iter().map(|actor| actor.name).collect())
            .unwrap_or_default()
    }

    #[test]
    fn a_subject_ends_before_its_verb() {
        assert_eq!(
            read_subject(
                "Các Sở, ban, ngành, UBND xã, phường và các cơ quan, tổ chức có liên quan căn cứ Kế hoạch này, xây dựng Kế hoạch"
            ),
            [
                "Các Sở, ban, ngành",
                "UBND xã, phường",
                "các cơ quan, tổ chức có liên quan"
            ]
        );
        assert_eq!(
            read_subject(
                "các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ và Ủy ban nhân dân các tỉnh, thành phố trực thuộc trung ương xây dựng kế hoạch"
            ),
            [
                "các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ",
                "Ủy ban nhân dân các tỉnh, thành phố trực thuộc trung ương"
            ]
        );
        assert_eq!(
            read_subject("Sở Tài chính chủ trì, phối hợp với Sở Y tế"),
            ["Sở Tài chính"]
        );
    }

    #[test]
    fn a_verb_is_no_subject() {
        for text in [
            "Phối hợp với Sở Y tế tổ chức",
            "Tổ chức hội nghị",
            "Ban hành quy chế",
            "Thành lập Ban Chỉ đạo để chỉ đạo",
        ] {
            assert!(read_subject(text).is_empty(), "{text}");
        }
    }
}
