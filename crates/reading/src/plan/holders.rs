//! Which of many spans hold a given one.

use crate::source::Span;

/// Spans by where they start, each with a number.
pub(super) struct Holders {
    spans: Vec<(Span, usize)>,
    /// How far the spans up to here reach.
    reach: Vec<usize>,
}

impl Holders {
    /// These spans.
    pub fn of(spans: impl IntoIterator<Item = (Span, usize)>) -> Self {
        let mut spans: Vec<(Span, usize)> = spans.into_iter().collect();
        spans.sort_by_key(|(span, _)| span.start);
        let reach = spans
            .iter()
            .scan(0, |reach, (span, _)| {
                *reach = span.end.max(*reach);
                Some(*reach)
            })
            .collect();
        Self { spans, reach }
    }

    /// The spans that hold `inner`, the last to start first, with their numbers.
    pub fn holding(&self, inner: Span) -> impl Iterator<Item = (Span, usize)> {
        let before = self
            .spans
            .partition_point(|(span, _)| span.start <= inner.start);
        let reaching = self.reach[..before].iter().rev();
        self.spans[..before]
            .iter()
            .rev()
            .zip(reaching)
            .take_while(move |&(_, &reach)| reach >= inner.end)
            .map(|(held, _)| *held)
            .filter(move |(span, _)| span.end >= inner.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spans_that_hold_another_are_found_whatever_their_order() {
        let all = [(0, 9), (20, 30), (2, 5), (22, 25), (3, 40), (3, 3)];
        let span = |(start, end): (usize, usize)| Span::new(start, end);
        let holders = Holders::of(all.map(span).into_iter().zip(0..));
        for start in 0..41 {
            for end in start..42 {
                let inner = Span::new(start, end);
                let mut found: Vec<usize> =
                    holders.holding(inner).map(|(_, number)| number).collect();
                found.sort_unstable();
                let naive: Vec<usize> = (0..all.len())
                    .filter(|&at| all[at].0 <= start && end <= all[at].1)
                    .collect();
                assert_eq!(found, naive, "{start}..{end}");
            }
        }
    }
}
