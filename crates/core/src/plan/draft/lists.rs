//! Edits that change the list of rows: split, merge, add, drop, move.

use super::{
    Actor, Certainty, Draft, Quote, Role, Row, RowId, Span, Value,
    edit::{EditFault, check_length, tidy},
};

type Applied = Result<(), EditFault>;

impl Draft {
    fn position(&self, id: RowId) -> Result<usize, EditFault> {
        self.rows
            .iter()
            .position(|row| row.id == id)
            .ok_or(EditFault::NoSuchRow)
    }

    /// Where a row that is to stand after another goes.
    fn place_after(&self, after: Option<RowId>) -> Result<usize, EditFault> {
        after.map_or(Ok(0), |id| self.position(id).map(|at| at + 1))
    }

    fn new_id(&mut self) -> RowId {
        let id = RowId(self.next_row);
        self.next_row += 1;
        id
    }

    pub(super) fn split(&mut self, id: RowId, at: usize) -> Applied {
        self.check_room()?;
        let position = self.position(id)?;
        let text = self.rows[position]
            .text
            .as_ref()
            .ok_or(EditFault::NoSuchValue)?;
        let (left, right) = cut(text, at)?;
        let new_id = self.new_id();
        let row = &mut self.rows[position];
        let mut second = row.clone();
        row.text = Some(left);
        second.text = Some(right);
        second.id = new_id;
        second.heading = None;
        self.rows.insert(position + 1, second);
        Ok(())
    }

    pub(super) fn merge(&mut self, ids: &[RowId]) -> Applied {
        let (first, others) = ids.split_first().ok_or(EditFault::WrongInput)?;
        let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
        if others.is_empty() || distinct.len() != ids.len() {
            return Err(EditFault::WrongInput);
        }
        for id in ids {
            self.position(*id)?;
        }
        for id in others {
            let other = self.remove(*id)?;
            let row = self.row_mut(*first)?;
            row.absorb(other);
        }
        for finding in &mut self.findings {
            if finding.row.is_some_and(|row| others.contains(&row)) {
                finding.row = Some(*first);
            }
        }
        Ok(())
    }

    pub(super) fn add(
        &mut self,
        after: Option<RowId>,
        label: Option<&str>,
        text: &str,
        quote: Option<&Quote>,
    ) -> Applied {
        self.check_room()?;
        check_length(quote.map_or("", |quote| &quote.text))?;
        check_length(text)?;
        check_length(label.unwrap_or_default())?;
        let text = tidy(text).ok_or(EditFault::WrongInput)?;
        let position = self.place_after(after)?;
        let id = self.new_id();
        self.rows.insert(
            position,
            Row::entered(id, label.and_then(tidy), text, quote.cloned()),
        );
        Ok(())
    }

    pub(super) fn remove(&mut self, id: RowId) -> Result<Row, EditFault> {
        Ok(self.rows.remove(self.position(id)?))
    }

    pub(super) fn reorder(&mut self, id: RowId, after: Option<RowId>) -> Applied {
        if after == Some(id) {
            return Err(EditFault::WrongInput);
        }
        self.place_after(after)?;
        let row = self.remove(id)?;
        let position = self.place_after(after)?;
        self.rows.insert(position, row);
        Ok(())
    }
}

impl Row {
    fn entered(id: RowId, label: Option<String>, text: String, quote: Option<Quote>) -> Self {
        Self {
            id,
            label,
            node: None,
            heading: None,
            text: Some(Value::entered(text, quote)),
            lead: Vec::new(),
            coordinate: Vec::new(),
            monitor: Vec::new(),
            deadline: None,
            product: None,
            budget: None,
            follow: true,
            certainty: Certainty::Entered,
            confirmed: false,
        }
    }

    /// Take over what another row has and this one lacks.
    fn absorb(&mut self, other: Self) {
        for role in Role::ALL {
            let theirs = other.actors(role).to_vec();
            join_actors(self.actors_mut(role), theirs);
        }
        join_text(&mut self.text, other.text);
        join_text(&mut self.product, other.product);
        join_text(&mut self.budget, other.budget);
        self.heading = self.heading.take().or(other.heading);
        self.deadline = self.deadline.take().or(other.deadline);
        self.follow |= other.follow;
    }
}

fn join_actors(actors: &mut Vec<Actor>, others: Vec<Actor>) {
    for other in others {
        if !actors.iter().any(|actor| actor.name == other.name) {
            actors.push(other);
        }
    }
}

/// Joined texts have no single place any more unless one of them was empty.
fn join_text(slot: &mut Option<Value<String>>, other: Option<Value<String>>) {
    *slot = match (slot.take(), other) {
        (Some(one), Some(two)) if one.value == two.value => Some(one),
        (Some(one), Some(two)) => {
            let mut joined = Value::entered(format!("{}\n{}", one.value, two.value), one.quote);
            if one.certainty.needs_eye() && !one.confirmed
                || two.certainty.needs_eye() && !two.confirmed
            {
                joined.certainty = Certainty::Uncertain;
            }
            Some(joined)
        }
        (one, two) => one.or(two),
    };
}

/// Both halves keep their own place when the value says the same words as its quote, whatever the
/// white space between them; else the place of the whole.
fn cut(text: &Value<String>, at: usize) -> Result<(Value<String>, Value<String>), EditFault> {
    let (left, right) = text.value.split_at_checked(at).ok_or(EditFault::BadCut)?;
    if left.trim().is_empty() || right.trim().is_empty() {
        return Err(EditFault::BadCut);
    }
    let (first, second) = match &text.quote {
        Some(quote) => match place_in_quote(&quote.text, &text.value, left) {
            Some(at) => (
                Some(trimmed(&quote.text[..at], quote.span.start)),
                Some(trimmed(&quote.text[at..], quote.span.start + at)),
            ),
            None => (Some(quote.clone()), Some(quote.clone())),
        },
        None => (None, None),
    };
    let half = |part: &str, quote: Option<Quote>| Value {
        value: part.trim().to_owned(),
        quote,
        certainty: text.certainty,
        confirmed: text.confirmed,
    };
    Ok((half(left, first), half(right, second)))
}

/// Where the words after `left` begin in the quote of a value.
fn place_in_quote(quote: &str, value: &str, left: &str) -> Option<usize> {
    let words = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let same = quote
        .chars()
        .filter(|c| !c.is_whitespace())
        .eq(value.chars().filter(|c| !c.is_whitespace()));
    let mut letters = quote.char_indices().filter(|(_, c)| !c.is_whitespace());
    same.then(|| letters.nth(words(left)).map(|(at, _)| at))?
}

fn trimmed(part: &str, start: usize) -> Quote {
    let text = part.trim();
    let start = start + (part.len() - part.trim_start().len());
    Quote {
        text: text.to_owned(),
        span: Span {
            start,
            end: start + text.len(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, quote: &str) -> Value<String> {
        let span = Span {
            start: 100,
            end: 100 + quote.len(),
        };
        Value {
            value: text.to_owned(),
            quote: Some(Quote {
                text: quote.to_owned(),
                span,
            }),
            certainty: Certainty::Read,
            confirmed: false,
        }
    }

    #[test]
    fn halves_keep_their_place_across_line_ends_of_the_source() {
        let text = "Rà soát hồ sơ; tổng hợp báo cáo";
        let at = text.find("tổng").expect("written above");
        let (left, right) =
            cut(&value(text, "Rà soát\nhồ sơ;  tổng hợp\nbáo cáo"), at).expect("cut");
        let (left, right) = (left.quote.expect("placed"), right.quote.expect("placed"));
        assert_eq!(
            (left.text.as_str(), left.span.start),
            ("Rà soát\nhồ sơ;", 100)
        );
        assert_eq!(right.text, "tổng hợp\nbáo cáo");
        assert_eq!(right.span.end - right.span.start, right.text.len());
        assert_eq!(right.span.start, 100 + "Rà soát\nhồ sơ;  ".len());
    }

    #[test]
    fn a_retyped_value_keeps_the_place_of_the_whole() {
        let (left, right) = cut(&value("một hai", "khác"), 4).expect("cut");
        assert_eq!(left.quote, right.quote);
    }
}
