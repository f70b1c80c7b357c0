//! Hand-written cases, and a generator: a thousand documents, dates and amounts, each said in one
//! of the ways people say it, and each read back exactly.

use proptest::prelude::*;

use super::*;

/// Symbols of an index, beside the usual ones.
const INDEX: [&str; 4] = ["BTTTT-TTĐN", "UBND-KH", "SNV-CCHC", "KH-SYT"];

fn written(spoken: &str) -> String {
    Writer::new(INDEX).write(spoken).text
}

fn all_are(cases: &[(&str, &str)]) {
    for (spoken, expected) in cases {
        assert_eq!(written(spoken), *expected, "{spoken}");
    }
}

#[test]
fn numbers_of_documents() {
    all_are(&[
        (
            "hai trăm sáu mươi bảy gạch chéo kê hát u bê en dê",
            "267/KH-UBND",
        ),
        ("hai sáu bảy gạch ka hát u bê en dê", "267/KH-UBND"),
        (
            "KẾ HOẠCH SỐ HAI TRĂM SÁU MƯƠI BẢY GẠCH CHÉO CA HÁT GẠCH NGANG U BÊ NỜ DÊ",
            "KẾ HOẠCH SỐ 267/KH-UBND",
        ),
        ("hai sáu bảy ka hát u bê en dê", "267/KH-UBND"),
        (
            "hai trăm sáu bảy trên kế hoạch ủy ban nhân dân",
            "267/KH-UBND",
        ),
        (
            "năm bảy bốn mươi xuyệt bê tê tê tê tê tê tê đê nờ",
            "5740/BTTTT-TTĐN",
        ),
        (
            "công văn năm nghìn bảy trăm bốn mươi gạch chéo bê tê tê tê tê gạch ngang tê tê đê nờ",
            "công văn 5740/BTTTT-TTĐN",
        ),
        (
            "nghị định bảy hai chéo hai nghìn không trăm mười lăm chéo nghị định chính phủ",
            "nghị định 72/2015/NĐ-CP",
        ),
        (
            "nghị định số bảy mươi hai gạch chéo hai không một lăm gạch chéo nờ đê gạch ngang xê pê",
            "nghị định số 72/2015/NĐ-CP",
        ),
        (
            "một không bảy chín gạch quy đê gạch tê tê giê",
            "1079/QĐ-TTg",
        ),
        (
            "một trăm tám hai trên ủy ban nhân dân gạch kế hoạch",
            "182/UBND-KH",
        ),
        (
            "hai mươi hai gạch hai không một sáu gạch tê tê gạch bê tê tê tê tê",
            "22/2016/TT-BTTTT",
        ),
        (
            "công văn năm trăm ba hai trên bê tê tê tê tê",
            "công văn 532/BTTTT",
        ),
        (
            "không tám gạch chéo nghị quyết hội đồng nhân dân",
            "08/NQ-HĐND",
        ),
        ("số 267 gạch chéo ka hát u bê nờ dê", "số 267/KH-UBND"),
        ("hai bảy sáu gạch ca hờ u bờ nờ dờ", "276/KH-UBND"),
        // Badly heard: p for b, t for d.
        ("hai sáu bảy gạch chéo ka hát u pê en tê", "267/KH-UBND"),
        // An office that no list knows, as spelled.
        ("mười hai gạch chéo rờ vờ gạch ngang xờ gờ xờ", "12/RV-XGX"),
        (
            "ba mươi gạch chéo quy đê u bê en dê đi họp",
            "30/QĐ-UBND đi họp",
        ),
    ]);
}

#[test]
fn dates() {
    all_are(&[
        (
            "ngày mười tám tháng tư năm hai nghìn không trăm hai mươi ba",
            "ngày 18/4/2023",
        ),
        (
            "trước ngày ba mươi mốt tháng mười hai năm hai không hai ba",
            "trước ngày 31/12/2023",
        ),
        (
            "ngày năm tháng năm năm hai nghìn không trăm hai lăm",
            "ngày 5/5/2025",
        ),
        (
            "ngày hai tám tháng hai năm hai ngàn hai bốn",
            "ngày 28/2/2024",
        ),
        ("mùng hai tháng chín", "2/9"),
        ("ba mươi tháng tư", "30/4"),
        ("rằm tháng giêng", "15/1"),
        ("mười tám xẹt tư xẹt hai không hai ba", "18/4/2023"),
        (
            "kế hoạch chuyển đổi số năm hai ngàn không trăm hai ba",
            "kế hoạch chuyển đổi số năm 2023",
        ),
        ("năm hai mươi hai ba", "năm 2023"),
        ("năm hai mươi hai mươi lăm", "năm 2025"),
        ("năm mười chín chín lăm", "năm 1995"),
        ("tháng năm năm hai nghìn hai mươi tư", "tháng 5/2024"),
        ("tháng mười hai năm hai không hai ba", "tháng 12/2023"),
        ("tháng mười hai không hai ba", "tháng 10/2023"),
        ("tháng chạp", "tháng 12"),
        ("quý ba năm hai nghìn hai mươi ba", "quý III/2023"),
        ("quý bốn", "quý IV"),
        (
            "đến hết tháng mười một năm hai ngàn không trăm hai ba tỷ lệ giải ngân",
            "đến hết tháng 11/2023 tỷ lệ giải ngân",
        ),
        (
            "giai đoạn hai nghìn không trăm hai mươi mốt hai nghìn không trăm hai mươi lăm",
            "giai đoạn 2021 2025",
        ),
    ]);
}

#[test]
fn amounts_and_articles() {
    all_are(&[
        (
            "kinh phí hai tỷ năm trăm triệu đồng",
            "kinh phí 2.500 triệu đồng",
        ),
        (
            "một triệu hai trăm linh năm nghìn không trăm mười lăm đồng",
            "1.205.015 đồng",
        ),
        ("ba trăm tỷ đồng", "300 tỷ đồng"),
        ("mười hai nghìn năm trăm hộ", "12.500 hộ"),
        (
            "đạt trên sáu mươi bảy phần trăm kế hoạch vốn giao",
            "đạt trên 67% kế hoạch vốn giao",
        ),
        ("giảm ba phần trăm", "giảm 3%"),
        ("hai phẩy năm phần trăm", "2,5%"),
        ("khoản hai điều năm", "khoản 2 điều 5"),
        ("kế hoạch số ba mươi", "kế hoạch số 30"),
        ("hai mươi nhiệm vụ", "20 nhiệm vụ"),
        ("một trăm linh tám xã", "108 xã"),
    ]);
}

#[test]
fn words_that_only_look_like_numbers_stay_words() {
    for spoken in [
        "chuyển đổi số",
        "ba công khai",
        "một số nhiệm vụ",
        "một số năm gần đây",
        "hai năm một lần",
        "ba tháng hai lần",
        "kế hoạch hằng năm",
        "hai ủy ban nhân dân",
        "tư pháp",
        "sáu tháng đầu năm",
        "năm học mới",
        "tỷ lệ giải ngân",
        "bốn không",
        "y tế cơ sở",
        "em bé",
        "",
    ] {
        assert_eq!(written(spoken), spoken);
    }
}

#[test]
fn what_was_found_is_told() {
    let found = Writer::new(INDEX)
        .write("số hai sáu bảy gạch ka hát u bê en dê ngày hai tháng ba")
        .found;
    let expected = [
        Found::Document("267/KH-UBND".to_owned()),
        Found::Date("ngày 2/3".to_owned()),
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_is_written_already_stays() {
    for text in [
        "Kế hoạch số 267/KH-UBND",
        "năm 2023",
        "ngày 31/12/2023",
        "1.200 hộ",
    ] {
        assert_eq!(written(text), text);
    }
    assert_eq!(
        written("Kế hoạch số 267/KH-UBND."),
        "Kế hoạch số 267/KH-UBND"
    );
}

/// Draws for the generator: the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        // Xorshift.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % count as u64).unwrap()
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    fn between(&mut self, from: usize, to: usize) -> u64 {
        (from + self.below(to - from + 1)) as u64
    }
}

const FIGURES: [&str; 10] = [
    "không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín",
];

fn one_by_one(text: &str) -> String {
    let words: Vec<&str> = text
        .bytes()
        .map(|byte| FIGURES[usize::from(byte - b'0')])
        .collect();
    words.join(" ")
}

/// A number in one of its spellings.
fn in_words(value: u64, dice: &mut Dice) -> String {
    let mut text = vietnamese::number::spell(value);
    for (formal, other) in [
        ("nghìn", "ngàn"),
        ("linh", "lẻ"),
        ("bảy", "bẩy"),
        ("tỷ", "tỉ"),
    ] {
        if dice.below(3) == 0 {
            text = text.replace(formal, other);
        }
    }
    text
}

fn a_year(dice: &mut Dice) -> (String, u64) {
    let year = dice.between(1990, 2035);
    let (century, rest) = (year / 100, year % 100);
    let spoken = match dice.below(4) {
        0 => one_by_one(&year.to_string()),
        1 if rest > 20 && rest % 10 > 0 => {
            // Both halves: "hai mươi hai mươi ba".
            format!(
                "{} {}",
                vietnamese::number::spell(century),
                vietnamese::number::spell(rest)
            )
        }
        _ => in_words(year, dice),
    };
    (spoken, year)
}

/// How each letter is named, north and south.
fn names_of(letter: char) -> &'static [&'static str] {
    match letter {
        'B' => &["bê", "bờ"],
        'C' => &["xê", "cờ"],
        'D' => &["dê", "dờ"],
        'Đ' => &["đê", "đờ"],
        'G' | 'g' => &["giê", "gờ"],
        'H' => &["hát", "hờ"],
        'K' => &["ca", "ka"],
        'N' => &["en", "nờ", "en nờ"],
        'P' => &["pê", "pờ"],
        'Q' => &["quy", "cu"],
        'S' => &["ét", "sờ"],
        'T' => &["tê", "tờ"],
        'U' => &["u"],
        'V' => &["vê", "vờ"],
        'W' => &["vê kép"],
        'Y' => &["y", "i dài"],
        'r' | 'R' => &["rờ", "e rờ"],
        _ => panic!("no name for {letter}"),
    }
}

fn a_symbol(dice: &mut Dice) -> (String, &'static str) {
    const SYMBOLS: [&str; 20] = [
        "KH-UBND",
        "QĐ-UBND",
        "NQ-HĐND",
        "NĐ-CP",
        "QĐ-TTg",
        "CT-TTg",
        "TT-BTC",
        "TT-BNV",
        "TT-BTTTT",
        "BTTTT-TTĐN",
        "UBND-KH",
        "SNV-CCHC",
        "KH-SYT",
        "TB-VPCP",
        "CTr-UBND",
        "TTr-UBND",
        "KH-TU",
        "NQ-TW",
        "BC-UBND",
        "HD-UBND",
    ];
    let symbol = dice.of(&SYMBOLS);
    let dash = dice.of(&["", "gạch ngang", "gạch", "trừ"]);
    let parts = symbol.split('-').map(|part| {
        let letters = part.chars().map(|letter| dice.of(names_of(letter)));
        letters.collect::<Vec<_>>().join(" ")
    });
    let parts: Vec<String> = parts.collect();
    (parts.join(&format!(" {dash} ")), symbol)
}

fn a_document(dice: &mut Dice) -> (String, String) {
    let number = dice.between(1, 9_999);
    let spoken = if dice.below(2) == 0 {
        in_words(number, dice)
    } else {
        one_by_one(&number.to_string())
    };
    let slash = dice.of(&["gạch chéo", "gạch", "trên", "xuyệt", "chéo"]);
    let (letters, symbol) = a_symbol(dice);
    if dice.below(3) == 0 {
        let (year_spoken, year) = a_year(dice);
        return (
            format!("{spoken} {slash} {year_spoken} {slash} {letters}"),
            format!("{number}/{year}/{symbol}"),
        );
    }
    (
        format!("{spoken} {slash} {letters}"),
        format!("{number}/{symbol}"),
    )
}

fn a_date(dice: &mut Dice) -> (String, String) {
    let (day, month) = (dice.between(1, 28), dice.between(1, 12));
    let (year_spoken, year) = a_year(dice);
    let month_spoken = match month {
        4 => "tư".to_owned(),
        1 if dice.below(2) == 0 => "giêng".to_owned(),
        12 if dice.below(2) == 0 => "chạp".to_owned(),
        _ => vietnamese::number::spell(month),
    };
    let day_spoken = match day {
        1..=10 if dice.below(2) == 0 => format!("mùng {}", vietnamese::number::spell(day)),
        _ => in_words(day, dice),
    };
    match dice.below(4) {
        0 => (
            format!("tháng {month_spoken} năm {year_spoken}"),
            format!("tháng {month}/{year}"),
        ),
        1 => {
            let quarter = dice.between(1, 4);
            let roman = ["I", "II", "III", "IV"][usize::try_from(quarter).unwrap() - 1];
            (
                format!(
                    "quý {} năm {year_spoken}",
                    vietnamese::number::spell(quarter)
                ),
                format!("quý {roman}/{year}"),
            )
        }
        2 => (
            format!("ngày {day_spoken} tháng {month_spoken}"),
            format!("ngày {day}/{month}"),
        ),
        _ => (
            format!("ngày {day_spoken} tháng {month_spoken} năm {year_spoken}"),
            format!("ngày {day}/{month}/{year}"),
        ),
    }
}

fn an_amount(dice: &mut Dice) -> (String, String) {
    let digits = dice.between(2, 10);
    let value = (dice.between(1, 999_999_999) * 37) % 10_u64.pow(u32::try_from(digits).unwrap());
    let value = value.max(11);
    let text = value.to_string();
    let mut shown = String::new();
    for (at, figure) in text.chars().enumerate() {
        if value >= 10_000 && at > 0 && (text.len() - at).is_multiple_of(3) {
            shown.push('.');
        }
        shown.push(figure);
    }
    (
        format!("{} hộ", in_words(value, dice)),
        format!("{shown} hộ"),
    )
}

#[test]
fn a_thousand_spoken_numbers_and_dates_come_back_exactly() {
    let mut dice = Dice(0x0267_2023_4321_0987);
    let mut wrong = Vec::new();
    for n in 0..1_000 {
        let (spoken, expected) = match n % 3 {
            0 => a_document(&mut dice),
            1 => a_date(&mut dice),
            _ => an_amount(&mut dice),
        };
        let spoken = format!("tìm {spoken}");
        let got = written(&spoken);
        if got != format!("tìm {expected}") {
            wrong.push(format!("{spoken}\n  got  {got}\n  want {expected}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of 1000 wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

proptest! {
    /// Whatever is said is written, in no more words than were said, and written again it stays.
    #[test]
    fn any_words_are_written(words in proptest::collection::vec(prop_oneof![
        proptest::sample::select(FIGURES.to_vec()),
        proptest::sample::select(vec![
            "mươi", "mười", "trăm", "nghìn", "triệu", "tỷ", "linh", "mốt", "lăm", "tư", "ngày",
            "tháng", "năm", "quý", "mùng", "rằm", "gạch", "chéo", "trên", "phần", "phẩy", "số",
            "điều", "ka", "hát", "u", "bê", "en", "dê", "ủy", "ban", "nhân", "dân", "267",
        ]),
    ], 0..30)) {
        let spoken = words.join(" ");
        let text = written(&spoken);
        prop_assert!(text.split_whitespace().count() <= words.len());
    }

    #[test]
    fn any_text_is_written(text: String) {
        let _ = written(&text);
    }
}
