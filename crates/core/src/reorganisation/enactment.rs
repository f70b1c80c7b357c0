//! What an act does to the directory, by the one door of [`Book`], with everything that is in its
//! way. Pure.

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;

use super::{
    act::{Act, Step},
    book::Book,
    fault::{Fault, Reason},
};

/// Who follows whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Succession {
    /// Which step, from 0.
    pub(crate) step: usize,
    pub(crate) predecessor: i64,
    /// `None`: abolished.
    pub(crate) successor: Option<i64>,
    /// `None`: in everything; empty: in a part; else in these functions.
    pub(crate) scope: Option<String>,
}

/// What an act did to a book.
#[derive(Debug, Clone, Default)]
pub(crate) struct Enacted {
    pub(crate) successions: Vec<Succession>,
    /// Units that ended with it.
    pub(crate) ended: Vec<i64>,
    /// Units that began with it, or were there already as it says.
    pub(crate) begun: Vec<i64>,
    /// In the way.
    pub(crate) faults: Vec<Fault>,
}

/// Do to the book what the act says. With faults the book is to be thrown away.
pub(crate) fn enact(book: &mut Book, act: &Act) -> Enacted {
    let mut enactment = Enactment {
        book,
        act,
        day: act.effective_on,
        done: Enacted::default(),
    };
    if act.steps.is_empty() {
        enactment.fault(None, None, Reason::NoSteps);
    }
    enactment.begin();
    enactment.change();
    enactment.end();
    enactment.follow();
    enactment.check();
    enactment.done
}

struct Enactment<'a> {
    book: &'a mut Book,
    act: &'a Act,
    day: NaiveDate,
    done: Enacted,
}

impl<'a> Enactment<'a> {
    fn fault(&mut self, step: Option<usize>, unit: Option<&str>, reason: Reason) {
        let unit = unit.map(str::to_owned);
        self.done.faults.push(Fault { step, unit, reason });
    }

    fn steps(&self) -> impl Iterator<Item = (usize, &'a Step)> + use<'a> {
        self.act.steps.iter().enumerate()
    }

    /// New units first, so that others can be put under them and follow.
    fn begin(&mut self) {
        let mut parents = Vec::new();
        for (at, step) in self.steps() {
            for new in step.begun() {
                match self.book.begin(new, &self.act.place, self.day) {
                    Ok(id) => {
                        self.done.begun.push(id);
                        parents.push((at, new));
                    }
                    Err(reason) => self.fault(Some(at), Some(&new.code), reason),
                }
            }
        }
        for (at, new) in parents {
            let Some(parent) = &new.parent else { continue };
            let put = self.book.put_under(&new.code, Some(parent), self.day);
            if let Err(reason) = put {
                self.fault(Some(at), Some(&new.code), reason);
            }
        }
    }

    fn change(&mut self) {
        let ended: HashSet<&str> = self.steps().flat_map(|(_, step)| step.ended()).collect();
        let mut changed = HashSet::new();
        for (at, step) in self.steps() {
            let (unit, done) = match step {
                Step::Rename { unit, name, short } => (
                    unit,
                    self.book.rename(unit, name, short.as_deref(), self.day),
                ),
                Step::Move { unit, parent } => {
                    (unit, self.book.put_under(unit, parent.as_deref(), self.day))
                }
                _ => continue,
            };
            if ended.contains(unit.as_str()) {
                self.fault(Some(at), Some(unit), Reason::EndsAnyway);
            }
            if !changed.insert((step.kind(), unit)) {
                self.fault(Some(at), Some(unit), Reason::ChangedTwice);
            }
            if let Err(reason) = done {
                self.fault(Some(at), Some(unit), reason);
            }
        }
    }

    fn end(&mut self) {
        let mut ended: HashSet<&str> = HashSet::new();
        // Units that hand on a part of their work and stay: one step must say all of it.
        let mut shared: HashSet<&str> = HashSet::new();
        for (at, step) in self.steps() {
            if is_succession(step) && step.sources().is_empty() {
                self.fault(Some(at), None, Reason::NobodyNamed);
            }
            let mut named = BTreeSet::new();
            for code in step.sources() {
                if !named.insert(code) {
                    self.fault(Some(at), Some(code), Reason::NamedTwice);
                }
            }
            let ends = step.ended();
            for code in step.sources() {
                let stays = !ends.contains(&code);
                if stays && !shared.insert(code) {
                    self.fault(Some(at), Some(code), Reason::SharesOut);
                } else if stays && ended.contains(code) || !stays && shared.contains(code) {
                    self.fault(Some(at), Some(code), Reason::EndsAnyway);
                }
            }
            for code in ends {
                if !ended.insert(code) {
                    self.fault(Some(at), Some(code), Reason::EndedTwice);
                    continue;
                }
                match self.book.end(code, self.day) {
                    Ok(id) => self.done.ended.push(id),
                    Err(reason) => self.fault(Some(at), Some(code), reason),
                }
            }
        }
    }

    /// Who follows must be there from the day on.
    fn follow(&mut self) {
        let sharing: Vec<(usize, &str)> = self
            .steps()
            .flat_map(|(at, step)| {
                let ends = step.ended();
                let mut stays = step.sources();
                stays.retain(|code| !ends.contains(code));
                stays.into_iter().map(move |code| (at, code))
            })
            .collect();
        for (at, step) in self.steps() {
            for code in step.successors() {
                let elsewhere = |&(other, unit): &(usize, &str)| other != at && unit == code;
                if sharing.iter().any(elsewhere) {
                    self.fault(Some(at), Some(code), Reason::SharesOut);
                }
            }
            if !is_succession(step) {
                continue;
            }
            let following = step.successors();
            let abolished = matches!(step, Step::Abolish { .. });
            if following.is_empty() && !abolished {
                self.fault(Some(at), None, Reason::NobodyNamed);
            }
            if matches!(step, Step::Merge { .. }) && step.ended().len() < step.sources().len() {
                self.fault(Some(at), following.first().copied(), Reason::FollowsItself);
            }
            let mut named = BTreeSet::new();
            for code in &following {
                if !named.insert(*code) {
                    self.fault(Some(at), Some(code), Reason::NamedTwice);
                } else if let Err(reason) = self.book.there(code, self.day) {
                    let reason = match reason {
                        Reason::NotThere => Reason::SuccessorGone,
                        other => other,
                    };
                    self.fault(Some(at), Some(code), reason);
                }
            }
            if let Step::FunctionalSplit {
                default: Some(rest),
                ..
            } = step
                && !following.contains(&rest.as_str())
            {
                self.fault(Some(at), Some(rest), Reason::DefaultUnknown);
            }
            self.succeed(at, step);
        }
    }

    fn succeed(&mut self, at: usize, step: &Step) {
        for source in step.sources() {
            let Ok(predecessor) = self.book.id(source) else {
                continue;
            };
            if matches!(step, Step::Abolish { .. }) {
                self.done.successions.push(Succession {
                    step: at,
                    predecessor,
                    successor: None,
                    scope: None,
                });
            }
            for code in step.successors() {
                let Ok(successor) = self.book.id(code) else {
                    continue;
                };
                if successor != predecessor {
                    self.done.successions.push(Succession {
                        step: at,
                        predecessor,
                        successor: Some(successor),
                        scope: scope(step, code),
                    });
                }
            }
        }
    }

    /// Nobody without a parent that had one, nobody above itself.
    fn check(&mut self) {
        let ended: HashSet<i64> = self.done.ended.iter().copied().collect();
        for (child, parent) in self.book.orphans(self.day) {
            if ended.contains(&parent) {
                let code = self.book.units.get(&child).map(|unit| unit.code.clone());
                self.fault(None, code.as_deref(), Reason::Orphan);
            }
        }
        if let Some(unit) = self.book.cycle(self.day) {
            let code = self.book.units.get(&unit).map(|unit| unit.code.clone());
            self.fault(None, code.as_deref(), Reason::Cycle);
        }
    }
}

fn is_succession(step: &Step) -> bool {
    matches!(
        step,
        Step::Merge { .. }
            | Step::Split { .. }
            | Step::FunctionalSplit { .. }
            | Step::Abolish { .. }
    )
}

fn scope(step: &Step, successor: &str) -> Option<String> {
    match step {
        Step::FunctionalSplit { successors, .. } => {
            let heir = successors
                .iter()
                .find(|heir| heir.unit.code() == successor)?;
            Some(heir.functions.join("; "))
        }
        Step::Split { .. } => Some(String::new()),
        _ => None,
    }
}

#[cfg(test)]
#[path = "enactment_tests.rs"]
mod tests;
