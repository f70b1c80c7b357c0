//! Whom does a name mean? Exact keys first, then keys without qualifiers; similar names are only
//! proposed; what is not known stays unknown.

use super::{name, qualifier, registry::Registry};
use crate::plan::draft::{ActorKind, Target};

/// A unit or a group, by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Meant {
    /// A unit.
    Unit(i64),
    /// A group.
    Group(i64),
}

/// How a name was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum How {
    /// A person said so, in this draft or in one before.
    Said,
    /// The directory has this name, alias or abbreviation.
    Known,
    /// The same without words like "cấp tỉnh".
    Unqualified,
}

/// Why a candidate is only that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// Several have the name.
    Several,
    /// It has the name, but was not there on the day of the plan.
    NotThen,
    /// Its name is only similar.
    Similar,
}

/// Somebody who may be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "who, and why it is not sure")]
pub struct Candidate {
    pub meant: Meant,
    pub doubt: Doubt,
}

/// What became of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// This one is meant.
    Is(Meant, How),
    /// An open collective, which never expands by itself.
    Open(Option<i64>),
    /// Perhaps one of these: a person decides.
    Perhaps(Vec<Candidate>),
    /// Nobody known.
    Unknown,
}

/// Most candidates that are proposed.
const PROPOSED: usize = 5;

impl Registry {
    /// Whom a name means on the registry's day. `mapped` is what a person said in this draft
    /// (`draft.mapped.get(&name::key(written))`).
    pub fn resolve(&self, written: &str, kind: ActorKind, mapped: Option<&Target>) -> Resolution {
        let key = name::key(written);
        if let Some(meant) = mapped.and_then(|target| self.target(target)) {
            return self.settled(meant, How::Said);
        }
        match self.remembered.get(&key) {
            Some(Some(meant)) => return self.settled(*meant, How::Said),
            Some(None) => return Resolution::Unknown,
            None => {}
        }
        if kind == ActorKind::OpenGroup {
            return Resolution::Open(None);
        }
        let mut doubtful = Vec::new();
        let peeled = qualifier::peeled(&key)
            .into_iter()
            .map(|key| (key, How::Unqualified));
        for (key, how) in std::iter::once((key.clone(), How::Known)).chain(peeled) {
            match self.lookup(&key, how) {
                Resolution::Unknown => {}
                Resolution::Perhaps(candidates) => doubtful.extend(candidates),
                found => return found,
            }
        }
        if doubtful.is_empty() {
            doubtful = self.similar(&key);
        }
        doubtful.dedup();
        doubtful.truncate(PROPOSED);
        if doubtful.is_empty() {
            Resolution::Unknown
        } else {
            Resolution::Perhaps(doubtful)
        }
    }

    /// The unit or group that a target names.
    pub fn target(&self, target: &Target) -> Option<Meant> {
        match target {
            Target::Unit(code) => self
                .units
                .iter()
                .find(|unit| unit.code == *code)
                .map(|unit| Meant::Unit(unit.id)),
            Target::Group(code) => {
                let group = self.groups.iter().find(|group| group.code == *code);
                group.map(|group| Meant::Group(group.id))
            }
        }
    }

    fn settled(&self, meant: Meant, how: How) -> Resolution {
        match meant {
            Meant::Group(id) => match self.group(id) {
                Some(group) if group.open => Resolution::Open(Some(id)),
                Some(_) => Resolution::Is(meant, how),
                None => Resolution::Unknown,
            },
            Meant::Unit(id) if self.exists(id) => Resolution::Is(meant, how),
            Meant::Unit(_) => Resolution::Perhaps(vec![Candidate {
                meant,
                doubt: Doubt::NotThen,
            }]),
        }
    }

    fn lookup(&self, key: &str, how: How) -> Resolution {
        if let Some(groups) = self.group_keys.get(key) {
            let ids: Vec<i64> = groups.iter().map(|at| self.groups[*at].id).collect();
            return match ids.as_slice() {
                [only] => self.settled(Meant::Group(*only), how),
                _ => perhaps(ids.into_iter().map(Meant::Group), Doubt::Several),
            };
        }
        let Some(units) = self.unit_keys.get(key) else {
            return Resolution::Unknown;
        };
        let units = || units.iter().map(|at| &self.units[*at]);
        let there: Vec<i64> = units()
            .filter(|unit| unit.valid_on(self.day))
            .map(|unit| unit.id)
            .collect();
        match there.as_slice() {
            [only] => Resolution::Is(Meant::Unit(*only), how),
            [] => perhaps(units().map(|unit| Meant::Unit(unit.id)), Doubt::NotThen),
            _ => perhaps(there.into_iter().map(Meant::Unit), Doubt::Several),
        }
    }

    /// Units whose key is nearly this one: never taken, only proposed.
    fn similar(&self, key: &str) -> Vec<Candidate> {
        let head = key.split(' ').next().unwrap_or_default();
        let mut scored: Vec<(f64, i64)> = Vec::new();
        for (other, units) in &self.unit_keys {
            if other.split(' ').next() != Some(head) {
                continue;
            }
            let score = similarity(key, other);
            if score >= 0.85 {
                scored.extend(units.iter().map(|at| (score, self.units[*at].id)));
            }
        }
        scored.sort_by(|one, two| two.0.total_cmp(&one.0).then(one.1.cmp(&two.1)));
        let mut seen = std::collections::HashSet::new();
        scored.retain(|(_, id)| self.exists(*id) && seen.insert(*id));
        let best = scored.into_iter().take(PROPOSED);
        best.map(|(_, id)| Candidate {
            meant: Meant::Unit(id),
            doubt: Doubt::Similar,
        })
        .collect()
    }
}

fn perhaps(meant: impl Iterator<Item = Meant>, doubt: Doubt) -> Resolution {
    Resolution::Perhaps(meant.map(|meant| Candidate { meant, doubt }).collect())
}

/// One minus the edit distance over the longer length.
fn similarity(one: &str, two: &str) -> f64 {
    let (one, two): (Vec<char>, Vec<char>) = (one.chars().collect(), two.chars().collect());
    let longer = one.len().max(two.len());
    // Cheap refusals first: long inputs, and lengths too far apart to reach the bar.
    if longer == 0 || longer > 200 || one.len().abs_diff(two.len()) * 6 > longer {
        return 0.0;
    }
    let mut row: Vec<usize> = (0..=two.len()).collect();
    for (at, letter) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, other) in two.iter().enumerate() {
            let above = row[column + 1];
            let changed = diagonal + usize::from(letter != other);
            row[column + 1] = changed.min(above + 1).min(row[column] + 1);
            diagonal = above;
        }
    }
    let as_float = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    1.0 - as_float(row[two.len()]) / as_float(longer)
}

#[cfg(test)]
mod tests {
    use super::similarity;

    #[test]
    fn a_slip_is_similar_and_another_department_is_not() {
        assert!(similarity("so tai chinh", "so tai chin") > 0.9);
        assert!(similarity("so tai chinh", "so y te") < 0.5);
        assert!((similarity("so y te", "so y te") - 1.0).abs() < f64::EPSILON);
    }
}
