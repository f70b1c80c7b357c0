//! Numbers and dates in words.

const DIGITS: [&str; 10] = [
    "không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín",
];

/// A number in words, as sums of money are repeated in letters: "một triệu hai trăm nghìn".
///
/// ```
/// use vietnamese::number::spell;
/// assert_eq!(spell(1_205_015), "một triệu hai trăm linh năm nghìn không trăm mười lăm");
/// ```
pub fn spell(number: u64) -> String {
    if number == 0 {
        return DIGITS[0].to_owned();
    }
    let mut words = Vec::new();
    push_number(&mut words, number, false);
    words.join(" ")
}

const BILLION: u64 = 1_000_000_000;

/// Pushes the words of a number; `led` when higher groups stand before it.
fn push_number(words: &mut Vec<&'static str>, number: u64, led: bool) {
    if number >= BILLION {
        push_number(words, number / BILLION, led);
        words.push("tỷ");
        push_number(words, number % BILLION, true);
        return;
    }
    let mut led = led;
    for (unit, name) in [(1_000_000, "triệu"), (1_000, "nghìn"), (1, "")] {
        let group = number / unit % 1_000;
        if group == 0 {
            continue;
        }
        push_group(words, group, led);
        if !name.is_empty() {
            words.push(name);
        }
        led = true;
    }
}

fn push_group(words: &mut Vec<&'static str>, group: u64, led: bool) {
    let digit = |place: u64| usize::try_from(group / place % 10).unwrap_or(0);
    let (hundreds, tens, ones) = (digit(100), digit(10), digit(1));
    if hundreds > 0 || led {
        words.extend([DIGITS[hundreds], "trăm"]);
    }
    match tens {
        0 if ones > 0 && (hundreds > 0 || led) => words.push("linh"),
        0 => {}
        1 => words.push("mười"),
        _ => words.extend([DIGITS[tens], "mươi"]),
    }
    match (tens, ones) {
        (_, 0) => {}
        (2.., 1) => words.push("mốt"),
        (2.., 4) => words.push("tư"),
        (1.., 5) => words.push("lăm"),
        _ => words.push(DIGITS[ones]),
    }
}

/// Reads a number in words, in the spellings in use ("ngàn", "lẻ", "tỉ", "hai mươi bốn"); `None`
/// for anything else.
pub fn read(text: &str) -> Option<u64> {
    let words: Vec<String> = text.split_whitespace().map(one_spelling).collect();
    let number = value(&words)?;
    // The value of words in a wrong order is some number too; only the right order spells it.
    let spelled: Vec<String> = spell(number).split(' ').map(one_spelling).collect();
    (spelled == words).then_some(number)
}

/// The word in the spelling that is compared: one of several for the same digit or unit.
fn one_spelling(word: &str) -> String {
    let word = word.to_lowercase();
    match word.as_str() {
        "ngàn" => "nghìn".to_owned(),
        "lẻ" => "linh".to_owned(),
        "tỉ" => "tỷ".to_owned(),
        "tư" => "bốn".to_owned(),
        "nhăm" => "lăm".to_owned(),
        _ => word,
    }
}

fn value(words: &[String]) -> Option<u64> {
    let (mut total, mut group, mut digit) = (0_u64, 0_u64, 0_u64);
    for word in words {
        match word.as_str() {
            "linh" => {}
            "mười" => group = group.checked_add(10)?,
            "mươi" => group = group.checked_add(std::mem::take(&mut digit) * 10)?,
            "trăm" => group = group.checked_add(std::mem::take(&mut digit) * 100)?,
            "mốt" => digit = 1,
            "lăm" => digit = 5,
            "nghìn" | "triệu" => {
                let unit = if word == "nghìn" { 1_000 } else { 1_000_000 };
                let count = std::mem::take(&mut group).checked_add(std::mem::take(&mut digit))?;
                total = total.checked_add(count.checked_mul(unit)?)?;
            }
            "tỷ" => {
                let count = std::mem::take(&mut group).checked_add(std::mem::take(&mut digit))?;
                total = total.checked_add(count)?.checked_mul(BILLION)?;
            }
            other => digit = u64::try_from(DIGITS.iter().position(|name| *name == other)?).ok()?,
        }
    }
    total.checked_add(group)?.checked_add(digit)
}

/// A date as official documents write it: days below 10 and the months 1 and 2 with a leading
/// zero (Decree 30/2020/NĐ-CP, Annex I).
///
/// ```
/// use vietnamese::number::official_date;
/// assert_eq!(official_date(2025, 2, 5), "ngày 05 tháng 02 năm 2025");
/// assert_eq!(official_date(2025, 9, 18), "ngày 18 tháng 9 năm 2025");
/// ```
pub fn official_date(year: i32, month: u32, day: u32) -> String {
    if month <= 2 {
        format!("ngày {day:02} tháng {month:02} năm {year}")
    } else {
        format!("ngày {day:02} tháng {month} năm {year}")
    }
}
