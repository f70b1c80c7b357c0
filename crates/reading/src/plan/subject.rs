//! The subject of a sentence: the agencies it starts with, up to its predicate.

use std::sync::LazyLock;

use vietnamese::key::{is_lowercase, is_uppercase};

use super::actors::{is_person, is_vouched};
use super::predicates::{opens_predicate, predicates};
use super::words::Openers;
use crate::grammar::agency::{self, AgencyMatch};

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
    text.floor_char_boundary(600)
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
    let named = !text.starts_with(is_lowercase);
    let known = person
        || HEADS.open(text)
        || opens_abbreviation(text)
        || text.starts_with(is_uppercase) && agency::opens(text);
    known && (named || person || GENERIC.open(text)) && !opens_predicate(text)
}

/// `STTTT`, `VPUB`: capitals that stand for a name.
fn opens_abbreviation(text: &str) -> bool {
    let word = text.split([' ', ',', ';', ':']).next().unwrap_or("");
    word.len() >= 3
        && word.chars().all(|ch| is_uppercase(ch) || ch == '&')
        && word.chars().count() >= 3
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
