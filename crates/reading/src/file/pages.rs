//! The numbers of pages that a converter left between the lines.

use super::wrap::{LineKind, PhysicalLine};

/// No page has fewer lines than this between its number and the next.
const FEWEST: usize = 12;

/// Without the lines that hold nothing but the number of a page, and without the blank lines
/// around them: what stands before goes on behind.
///
/// The first page of a letter carries no number (Nghị định 30/2020/NĐ-CP), so the numbers run 2,
/// 3, 4 …; a lone 1 is the first row of a list rather than a page.
pub(super) fn without_page_numbers(text: &str, lines: Vec<PhysicalLine>) -> Vec<PhysicalLine> {
    let numbers = page_numbers(text, &lines);
    if numbers.is_empty() {
        return lines;
    }
    let mut dropped = vec![false; lines.len()];
    for &at in &numbers {
        dropped[at] = true;
        let blank = |&near: &usize| lines[near].kind == LineKind::Blank;
        for near in (0..at)
            .rev()
            .take_while(blank)
            .chain((at + 1..lines.len()).take_while(blank))
        {
            dropped[near] = true;
        }
    }
    let kept = lines.into_iter().zip(dropped);
    kept.filter(|&(_, dropped)| !dropped)
        .map(|(line, _)| line)
        .collect()
}

/// The lines that number the pages.
fn page_numbers(text: &str, lines: &[PhysicalLine]) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    let mut next = 2;
    for (at, line) in lines.iter().enumerate() {
        let Some(number) = lone_number(text, line) else {
            continue;
        };
        let beside_border = [at.wrapping_sub(1), at + 1].iter().any(|&near| {
            lines
                .get(near)
                .is_some_and(|line| line.kind == LineKind::Bar)
        });
        if number == 1 || beside_border {
            return Vec::new();
        }
        let apart = at - found.last().copied().unwrap_or(0) >= FEWEST;
        if number == next && apart {
            found.push(at);
            next += 1;
        }
    }
    found
}

/// "2", "- 2 -", "Trang 2": the number of a page on a line of its own.
fn lone_number(text: &str, line: &PhysicalLine) -> Option<u32> {
    let words = line.span.of(text);
    if words.len() > 12 {
        return None;
    }
    let words = words.strip_prefix("Trang ").unwrap_or(words);
    let digits = words.trim_matches(['-', '–', ' ', '\u{c}']);
    let plain = !digits.is_empty() && digits.len() <= 3;
    (plain && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
}
