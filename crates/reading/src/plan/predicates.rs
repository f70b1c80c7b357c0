//! Where the predicate of a sentence starts: verbs and joining words that end a list of agencies.

use std::sync::LazyLock;

use vietnamese::key::{is_alphabetic, is_lowercase};

use super::words::{Openers, starts_with_word};
use crate::grammar::agency;

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
        let starts = depth == 0 && matches!(before, ' ' | ',' | '\n') && is_alphabetic(ch);
        before = ch;
        starts.then_some(at)
    })
}

/// Verbs and joining words behind which no list of agencies goes on.
static PREDICATES: LazyLock<Openers> = LazyLock::new(|| {
    let lines = include_str!("predicates.txt").lines().map(str::trim);
    let verbs = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    Openers::of(&verbs.collect::<Vec<_>>())
});

fn starts_predicate(before: &str, rest: &str) -> bool {
    rest.starts_with(is_lowercase) && PREDICATES.open(rest) && !is_noun_here(before, rest)
}

/// Whether a text starts with the verb of a duty rather than with a name.
pub(super) fn opens_predicate(text: &str) -> bool {
    let start = &text[..text.floor_char_boundary(40)];
    let verb = PREDICATES.open(start);
    verb && !is_noun_here("", start) && !is_inspectorate(text) && !leads_people(text)
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

/// Verbs that are part of a noun behind some words: "cơ quan quản lý", "Viện nghiên cứu".
const NOUNS: [(&[&str], &[&str]); 15] = [
    (
        &[
            "cơ quan",
            "đơn vị",
            "địa phương",
            "ngành",
            "tổ chức",
            "cá nhân",
            "phòng",
        ],
        &["được giao", "được phân công"],
    ),
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
    if ends_compound(before, rest) {
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

/// "công trình", "chương trình", "công lập": the verb is only the second half of a word.
fn ends_compound(before: &str, rest: &str) -> bool {
    const HALVES: [(&str, &[&str]); 2] = [
        (
            "trình",
            &["công", "chương", "quy", "quá", "lộ", "hành", "giáo", "tiến"],
        ),
        ("lập", &["công", "độc", "quốc", "thành", "ngoài công"]),
    ];
    let first = || before.rsplit(' ').next().unwrap_or(before).to_lowercase();
    HALVES
        .iter()
        .filter(|(half, _)| starts_with_word(rest, half))
        .any(|(_, firsts)| firsts.contains(&first().as_str()))
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
