//! Readable codes: `KH267` for a plan, `KH267.III.2.a` for a task.

use std::collections::HashSet;

/// The code of a plan with this number: the type in its symbol, then the serial.
/// `267/KH-UBND` → `KH267`; without a type it is `VB` (văn bản).
pub(super) fn of_plan(number: &str) -> String {
    let number = number.trim();
    let serial: String = number.chars().take_while(char::is_ascii_digit).collect();
    let serial = serial.trim_start_matches('0');
    let kind = number
        .split(|c: char| !c.is_alphabetic())
        .find(|part| !part.is_empty() && part.chars().all(char::is_alphabetic));
    let kind = kind.map_or_else(|| "VB".to_owned(), ascii_capitals);
    if serial.is_empty() {
        kind
    } else {
        format!("{kind}{serial}")
    }
}

/// The first of `KH267`, `KH267-2023`, `KH267-2023-2`, … that is free.
pub(super) fn free(code: &str, year: i32, taken: &HashSet<String>) -> String {
    let dated = format!("{code}-{year}");
    let numbered = (2..).map(|number| format!("{dated}-{number}"));
    let mut choices = [code.to_owned(), dated.clone()].into_iter().chain(numbered);
    choices
        .find(|choice| !taken.contains(choice))
        .unwrap_or(dated)
}

/// The code of a task: the plan's and the path of labels, or its place when it has none.
/// `taken` holds the codes of the plan so far and gets this one.
pub(super) fn of_task(
    plan: &str,
    label: Option<&str>,
    position: usize,
    taken: &mut HashSet<String>,
) -> String {
    let label: String = label
        .unwrap_or_default()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
        .take(60)
        .collect();
    let label = label.trim_matches(['.', '-']);
    let code = if label.is_empty() {
        format!("{plan}.n{position}")
    } else {
        format!("{plan}.{label}")
    };
    let mut choices = std::iter::once(code.clone()).chain((2..).map(|n| format!("{code}~{n}")));
    let free = choices
        .find(|choice| !taken.contains(choice))
        .unwrap_or(code);
    taken.insert(free.clone());
    free
}

fn ascii_capitals(text: &str) -> String {
    vietnamese::key::fold(text).to_uppercase()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{free, of_plan, of_task};

    #[test]
    fn plans() {
        assert_eq!(of_plan("267/KH-UBND"), "KH267");
        assert_eq!(of_plan("09/QĐ-UBND"), "QD9");
        assert_eq!(of_plan("1627/2025/QĐ-TTg"), "QD1627");
        assert_eq!(of_plan("15"), "VB15");
        assert_eq!(of_plan(""), "VB");
    }

    #[test]
    fn a_taken_code_gets_its_year_and_then_a_number() {
        let mut taken = HashSet::from(["KH1".to_owned()]);
        assert_eq!(free("KH1", 2025, &taken), "KH1-2025");
        taken.insert("KH1-2025".to_owned());
        assert_eq!(free("KH1", 2025, &taken), "KH1-2025-2");
        assert_eq!(free("KH2", 2025, &taken), "KH2");
    }

    #[test]
    fn tasks_are_told_apart_even_with_the_same_label() {
        let mut taken = HashSet::new();
        assert_eq!(
            of_task("KH267", Some("III.2.a"), 1, &mut taken),
            "KH267.III.2.a"
        );
        assert_eq!(
            of_task("KH267", Some("III.2.a"), 2, &mut taken),
            "KH267.III.2.a~2"
        );
        assert_eq!(of_task("KH267", None, 3, &mut taken), "KH267.n3");
    }
}
