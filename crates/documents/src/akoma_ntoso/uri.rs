//! Names of documents: `/akn/vn-22/doc/ke-hoach/ubnd/2023-04-18/267-kh-ubnd`.

use chrono::NaiveDate;

use super::{Citation, Meta};

/// The names of the exported document.
pub(super) struct Uri {
    /// Slug of its kind.
    pub kind: String,
    /// Slug of its issuer.
    pub issuer: String,
    /// ISO 3166 code of where it holds.
    pub country: &'static str,
    /// Its date; the day of export when it has none.
    pub date: NaiveDate,
    /// Whether that date is its own.
    pub dated: bool,
    /// The work.
    pub work: String,
    /// Its Vietnamese expression.
    pub expression: String,
}

impl Uri {
    pub fn of(meta: &Meta, today: NaiveDate) -> Self {
        let number = meta.number.as_deref().unwrap_or_default();
        let kind = slug(meta.kind.as_deref().unwrap_or("văn bản"));
        let issuer = issuer(number, meta.issuer.as_deref());
        let country = country(meta.place.as_deref().unwrap_or_default());
        let date = meta.date.unwrap_or(today);
        let number = or(slug(number), "khong-so");
        let work = format!("/akn/{country}/doc/{kind}/{issuer}/{date}/{number}");
        let expression = format!("{work}/vie@{date}");
        Self {
            kind,
            issuer,
            country,
            date,
            dated: meta.date.is_some(),
            work,
            expression,
        }
    }
}

/// The name of a cited document, when what is known of it makes one. `country` is where the
/// citing document holds: a province's plan means its own province's papers.
pub(super) fn citation(citation: &Citation, country: &str) -> Option<String> {
    let number = slug(&citation.number);
    let kind = slug(citation.kind.as_deref()?);
    let actor = issuer(&citation.number, citation.issuer.as_deref());
    let year = citation
        .number
        .split('/')
        .skip(1)
        .find(|part| is_year(part));
    let date = match (citation.date, year) {
        (Some(date), _) => date.to_string(),
        (None, Some(year)) => year.to_owned(),
        (None, None) => return None,
    };
    let local = ["ubnd", "hdnd", "tu"].contains(&actor.as_str());
    let country = if local { country } else { "vn" };
    // Normative acts carry the year in their number, laws have their own names.
    let normative = year.is_some() || kind.starts_with("luat") || kind == "bo-luat";
    let class = if normative { "act" } else { "doc" };
    let usable = !number.is_empty() && !kind.is_empty();
    usable.then(|| format!("/akn/{country}/{class}/{kind}/{actor}/{date}/{number}"))
}

fn is_year(text: &str) -> bool {
    text.parse()
        .is_ok_and(|year: u32| (1945..=2100).contains(&year))
}

/// Kinds of document as numbers write them (Decree 30/2020/NĐ-CP, Annex III, and common others).
#[rustfmt::skip]
const KINDS: &[&str] = &[
    "nq", "qd", "ct", "qc", "qyd", "tc", "tb", "hd", "kh", "pa", "da", "bc", "bb", "ttr", "ctr",
    "cd", "bgn", "btt", "guq", "gm", "ggt", "gnp", "pg", "pc", "pb", "nd", "tt", "ttlt", "nqlt",
    "l", "pl", "vbhn", "kl",
];

/// The issuer as its number names it: after the kind (`267/KH-UBND`), or first in a letter,
/// which has none (`5740/BTTTT-TTĐN`). Its full name only when the number says nothing.
fn issuer(number: &str, name: Option<&str>) -> String {
    let symbol = number.rsplit_once('/').map_or("", |(_, symbol)| symbol);
    let mut groups = symbol
        .split('-')
        .map(slug)
        .filter(|group| !group.is_empty());
    let first = groups.next().unwrap_or_default();
    let code = if KINDS.contains(&&*first) {
        groups.next().unwrap_or_default()
    } else {
        first
    };
    match code.as_str() {
        "" => or(slug(name.unwrap_or_default()), "khong-ro"),
        "cp" => "chinh-phu".to_owned(),
        "ttg" => "thu-tuong-chinh-phu".to_owned(),
        law if law.starts_with("qh") => "quoc-hoi".to_owned(),
        _ => code,
    }
}

/// Lower case, no marks, words joined by "-".
pub(super) fn slug(text: &str) -> String {
    let folded = vietnamese::key::fold(text);
    let words = folded.split(|ch: char| !ch.is_ascii_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

fn or(text: String, otherwise: &str) -> String {
    if text.is_empty() {
        otherwise.to_owned()
    } else {
        text
    }
}

/// ISO 3166-2 code of a province by its name; the country's where the name says no province.
/// Provinces that merged in 2025 keep the code of the name they kept.
pub fn country(place: &str) -> &'static str {
    let name = slug(place);
    let name = ["tinh-", "thanh-pho-", "tp-"]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .unwrap_or(&name);
    PROVINCES
        .iter()
        .find(|(known, _)| *known == name)
        .map_or("vn", |(_, code)| code)
}

#[rustfmt::skip]
const PROVINCES: &[(&str, &str)] = &[
    ("lai-chau", "vn-01"), ("lao-cai", "vn-02"), ("ha-giang", "vn-03"), ("cao-bang", "vn-04"),
    ("son-la", "vn-05"), ("yen-bai", "vn-06"), ("tuyen-quang", "vn-07"), ("lang-son", "vn-09"),
    ("quang-ninh", "vn-13"), ("hoa-binh", "vn-14"), ("ninh-binh", "vn-18"), ("thai-binh", "vn-20"),
    ("thanh-hoa", "vn-21"), ("nghe-an", "vn-22"), ("ha-tinh", "vn-23"), ("quang-binh", "vn-24"),
    ("quang-tri", "vn-25"), ("thua-thien-hue", "vn-26"), ("hue", "vn-26"), ("quang-nam", "vn-27"),
    ("kon-tum", "vn-28"), ("quang-ngai", "vn-29"), ("gia-lai", "vn-30"), ("binh-dinh", "vn-31"),
    ("phu-yen", "vn-32"), ("dak-lak", "vn-33"), ("khanh-hoa", "vn-34"), ("lam-dong", "vn-35"),
    ("ninh-thuan", "vn-36"), ("tay-ninh", "vn-37"), ("dong-nai", "vn-39"), ("binh-thuan", "vn-40"),
    ("long-an", "vn-41"), ("ba-ria-vung-tau", "vn-43"), ("an-giang", "vn-44"),
    ("dong-thap", "vn-45"), ("tien-giang", "vn-46"), ("kien-giang", "vn-47"),
    ("vinh-long", "vn-49"), ("ben-tre", "vn-50"), ("tra-vinh", "vn-51"), ("soc-trang", "vn-52"),
    ("bac-kan", "vn-53"), ("bac-giang", "vn-54"), ("bac-lieu", "vn-55"), ("bac-ninh", "vn-56"),
    ("binh-duong", "vn-57"), ("binh-phuoc", "vn-58"), ("ca-mau", "vn-59"), ("hai-duong", "vn-61"),
    ("ha-nam", "vn-63"), ("hung-yen", "vn-66"), ("nam-dinh", "vn-67"), ("phu-tho", "vn-68"),
    ("thai-nguyen", "vn-69"), ("vinh-phuc", "vn-70"), ("dien-bien", "vn-71"),
    ("dak-nong", "vn-72"), ("hau-giang", "vn-73"), ("can-tho", "vn-ct"), ("da-nang", "vn-dn"),
    ("ha-noi", "vn-hn"), ("hai-phong", "vn-hp"), ("ho-chi-minh", "vn-sg"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_plan_has_the_name_of_its_province_kind_issuer_day_and_number() {
        let meta = Meta {
            kind: Some("Kế hoạch".to_owned()),
            number: Some("267/KH-UBND".to_owned()),
            issuer: Some("Ủy ban nhân dân tỉnh Nghệ An".to_owned()),
            place: Some("Nghệ An".to_owned()),
            date: Some(day("2023-04-18")),
            ..Meta::default()
        };
        let uri = Uri::of(&meta, day("2026-11-25"));
        assert_eq!(
            uri.work,
            "/akn/vn-22/doc/ke-hoach/ubnd/2023-04-18/267-kh-ubnd"
        );
        assert_eq!(uri.expression, format!("{}/vie@2023-04-18", uri.work));
    }

    #[test]
    fn a_cited_act_has_a_name_when_enough_is_known() {
        let mut cited = Citation {
            number: "72/2015/NĐ-CP".to_owned(),
            kind: Some("Nghị định".to_owned()),
            date: Some(day("2015-09-07")),
            issuer: Some("Chính phủ".to_owned()),
            title: None,
        };
        let name = "/akn/vn/act/nghi-dinh/chinh-phu/2015-09-07/72-2015-nd-cp";
        assert_eq!(citation(&cited, "vn-22").as_deref(), Some(name));
        cited.date = None;
        let name = "/akn/vn/act/nghi-dinh/chinh-phu/2015/72-2015-nd-cp";
        assert_eq!(citation(&cited, "vn-22").as_deref(), Some(name));
        cited.number = "5740/BTTTT-TTĐN".to_owned();
        assert_eq!(citation(&cited, "vn-22"), None, "no date and no year");
        cited.date = Some(day("2022-11-25"));
        cited.kind = Some("Công văn".to_owned());
        let name = "/akn/vn/doc/cong-van/btttt/2022-11-25/5740-btttt-ttdn";
        assert_eq!(citation(&cited, "vn-22").as_deref(), Some(name));
        cited.number = "88/KH-UBND".to_owned();
        let name = "/akn/vn-22/doc/cong-van/ubnd/2022-11-25/88-kh-ubnd";
        assert_eq!(citation(&cited, "vn-22").as_deref(), Some(name));
    }

    #[test]
    fn a_name_that_is_no_province_gives_the_country() {
        assert_eq!(country("tỉnh Nghệ An"), "vn-22");
        assert_eq!(country("Đắk Lắk"), "vn-33");
        assert_eq!(country("Lượng Minh"), "vn");
    }
}
