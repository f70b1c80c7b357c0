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

/// How near a name must be to be proposed (1 is the same), and how much nearer than the next.
const NEAR: f64 = 0.92;
const MARGIN: f64 = 0.05;
/// Longest key that is compared, in bytes.
const LONGEST: usize = 400;

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
        let plain = name::plain(&key);
        let peeled = plain.iter().chain([&key]).flat_map(|key| {
            let undoubled = qualifier::undoubled(key);
            qualifier::peeled(key).into_iter().chain(undoubled)
        });
        let others: Vec<String> = plain.clone().into_iter().chain(peeled).collect();
        let others = others.into_iter().map(|key| (key, How::Unqualified));
        for (at, (key, how)) in std::iter::once((key.clone(), How::Known))
            .chain(others)
            .enumerate()
        {
            match self.lookup(&key, how) {
                Resolution::Unknown => {}
                Resolution::Perhaps(candidates) => doubtful.extend(candidates),
                found => return found,
            }
            if at == 0 && doubtful.is_empty() && qualifier::leaves_open(&key) {
                return Resolution::Open(None);
            }
        }
        if doubtful.is_empty()
            && let Some(group) = self.open_group(&key)
        {
            return Resolution::Open(Some(group));
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

    /// The open group that a name begins with: "các doanh nghiệp viễn thông" are some of "các
    /// doanh nghiệp". Nobody is ever expanded from it, so more words do no harm.
    fn open_group(&self, key: &str) -> Option<i64> {
        let key = name::strip_head(key, "cac").unwrap_or(key);
        let ends = key.match_indices(' ').map(|(at, _)| at);
        let starts = ends.chain([key.len()]).map(|end| &key[..end]);
        let groups = starts.filter_map(|start| self.group_keys.get(start));
        let open = groups.flatten().map(|at| &self.groups[*at]);
        let mut ids = open.filter(|group| group.open).map(|group| group.id);
        ids.next_back()
    }

    /// The unit whose key is nearly this one, if no other is as near: never taken, only proposed.
    fn similar(&self, key: &str) -> Vec<Candidate> {
        let head = key.split(' ').next().unwrap_or_default();
        if key.len() > LONGEST {
            return Vec::new();
        }
        let cutoff = rapidfuzz::fuzz::Args::default().score_cutoff(NEAR - MARGIN);
        let mut scores: std::collections::HashMap<i64, f64> = std::collections::HashMap::new();
        for (other, units) in &self.unit_keys {
            if other.split(' ').next() != Some(head) {
                continue;
            }
            // One by one: the crate's comparator for many gives other numbers (0.5.0).
            let score = rapidfuzz::fuzz::ratio_with_args(key.chars(), other.chars(), &cutoff);
            let Some(score) = score else {
                continue;
            };
            for unit in units.iter().map(|at| &self.units[*at]) {
                if unit.valid_on(self.day) {
                    let best = scores.entry(unit.id).or_default();
                    *best = best.max(score);
                }
            }
        }
        let mut ranked: Vec<(i64, f64)> = scores.into_iter().collect();
        ranked.sort_by(|one, two| two.1.total_cmp(&one.1).then(one.0.cmp(&two.0)));
        match ranked.as_slice() {
            [(_, best), (_, second), ..] if best - second < MARGIN => Vec::new(),
            [(id, best), ..] if *best >= NEAR => vec![Candidate {
                meant: Meant::Unit(*id),
                doubt: Doubt::Similar,
            }],
            _ => Vec::new(),
        }
    }
}

fn perhaps(meant: impl Iterator<Item = Meant>, doubt: Doubt) -> Resolution {
    Resolution::Perhaps(meant.map(|meant| Candidate { meant, doubt }).collect())
}
