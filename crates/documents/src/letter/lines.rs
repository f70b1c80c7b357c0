//! Cutting a paragraph into lines, as word processors do: as many words as fit.

use super::font::Face;

/// The lines of a text in `width` points; the first is shorter by `first`. A word longer than a
/// line is cut where the line ends; a line break in it ends a line too.
pub(super) fn lines(text: &str, face: Face, size: f32, width: f32, first: f32) -> Vec<String> {
    let mut all = Vec::new();
    for part in text.split('\n') {
        let first = if all.is_empty() { first } else { 0.0 };
        all.extend(lines_of(part, face, size, width, first));
    }
    all
}

/// A text of several lines broken so that they are about as long as one another: a name in a
/// head does not leave one word alone on its last line.
pub(super) fn balanced(text: &str, face: Face, size: f32, width: f32) -> String {
    let count = lines(text, face, size, width, 0.0).len();
    if count < 2 {
        return text.to_owned();
    }
    let (mut narrow, mut wide) = (0.0, width);
    for _ in 0..12 {
        let middle = f32::midpoint(narrow, wide);
        if lines(text, face, size, middle, 0.0).len() > count {
            narrow = middle;
        } else {
            wide = middle;
        }
    }
    let mut rows = lines(text, face, size, wide, 0.0);
    // "and" belongs to what follows it.
    for at in 1..rows.len() {
        let carried = format!("{} {}", AND.trim_start(), rows[at]);
        let kept = rows[at - 1].strip_suffix(AND).map(str::trim_end);
        if let Some(kept) = kept.filter(|_| face.width(&carried, size) <= width) {
            let kept = kept.to_owned();
            rows[at - 1] = kept;
            rows[at] = carried;
        }
    }
    rows.join("\n")
}

/// As it stands in the names of agencies.
const AND: &str = " VÀ";

fn lines_of(text: &str, face: Face, size: f32, width: f32, first: f32) -> Vec<String> {
    let space = face.width(" ", size);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut used = first;
    for word in text.split(' ') {
        let length = face.width(word, size);
        let gap = if line.is_empty() { 0.0 } else { space };
        if used + gap + length > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            used = 0.0;
        } else if !line.is_empty() {
            line.push(' ');
            used += space;
        }
        if used + length <= width {
            line.push_str(word);
            used += length;
            continue;
        }
        for letter in word.chars() {
            let advance = face.glyph(letter).advance * size;
            if used + advance > width && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            line.push(letter);
            used += advance;
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_word_of_a_name_stands_alone() {
        let name = "SỞ THÔNG TIN VÀ TRUYỀN THÔNG";
        let broken = balanced(name, Face::Bold, 12.0, 204.0);
        assert_eq!(broken, "SỞ THÔNG TIN\nVÀ TRUYỀN THÔNG");
        assert_eq!(balanced("SỞ Y TẾ", Face::Bold, 12.0, 204.0), "SỞ Y TẾ");
    }

    proptest! {
        #[test]
        fn no_letter_is_lost_and_no_line_is_too_long(text in "[a-zđơư]{1,40}( [a-zđơư]{1,40}){0,20}", width in 30.0_f32..300.0) {
            let cut = lines(&text, Face::Regular, 14.0, width, 10.0);
            let letters = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(letters(&cut.concat()), letters(&text));
            for line in &cut {
                prop_assert!(Face::Regular.width(line, 14.0) <= width + 0.1, "{}", line);
            }
        }
    }
}
