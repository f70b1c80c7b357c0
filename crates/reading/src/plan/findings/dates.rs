//! Days that no calendar has, and days written without their zero.

use std::collections::HashSet;

use super::{Desk, codes};
use crate::grammar::deadline::{self, DateFault};
use crate::plan::sheet::{Entry, Place};

/// Each wrong spelling of a date once, where it is first met.
pub(super) fn find(desk: &mut Desk<'_>) {
    let page = desk.page;
    let mut met: HashSet<String> = HashSet::new();
    for &entry in page.zones.parts.iter().flat_map(|part| &part.entries) {
        match &page.reader.sheet.entries[entry] {
            Entry::Line(line) => in_place(desk, &line.place, &mut met),
            Entry::Table(grid) => {
                for cell in crate::plan::table::cells(grid) {
                    in_place(desk, cell, &mut met);
                }
            }
        }
    }
}

fn in_place(desk: &mut Desk<'_>, place: &Place, met: &mut HashSet<String>) {
    let text = desk.page.get(place);
    for (range, fault) in deadline::faults(text) {
        let seen = text[range.clone()].to_owned();
        if !met.insert(seen.clone()) {
            continue;
        }
        let span = desk
            .page
            .reader
            .sheet
            .span(&(place.start + range.start..place.start + range.end));
        match fault {
            DateFault::NoSuchDay => desk.add(codes::DATE_IMPOSSIBLE, span, Some(seen), None),
            DateFault::LeadingZero => {
                let expected = with_zeros(&seen);
                desk.add(codes::DATE_LEADING_ZERO, span, Some(seen), Some(expected));
            }
        }
    }
}

/// `5/12/2013` to `05/12/2013`: the day below 10, and the months 1 and 2.
fn with_zeros(date: &str) -> String {
    let mut out = String::with_capacity(date.len() + 2);
    let mut field = 0;
    let mut rest = date;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            let len = rest.chars().next().map_or(1, char::len_utf8);
            out.push_str(&rest[..len]);
            rest = &rest[len..];
            continue;
        }
        let number = &rest[..digits];
        if digits == 1 && (field == 0 || field == 1 && matches!(number, "1" | "2")) {
            out.push('0');
        }
        out.push_str(number);
        field += 1;
        rest = &rest[digits..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::with_zeros;

    #[test]
    fn a_day_below_ten_and_the_first_two_months_take_a_zero() {
        assert_eq!(with_zeros("5/12/2013"), "05/12/2013");
        assert_eq!(with_zeros("7/2/2014"), "07/02/2014");
        assert_eq!(with_zeros("21/2/2022"), "21/02/2022");
        assert_eq!(with_zeros("7/9/2015"), "07/9/2015");
        assert_eq!(with_zeros("5 tháng 1 năm 2024"), "05 tháng 01 năm 2024");
    }
}
