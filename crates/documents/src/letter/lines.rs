//! Cutting a paragraph into lines, as word processors do: as many words as fit.

use super::font::Face;

/// The lines of a text in `width` points; the first is shorter by `first`. A word longer than a
/// line is cut where the line ends.
pub(super) fn lines(text: &str, face: Face, size: f32, width: f32, first: f32) -> Vec<String> {
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
