//! The numbers of a period: counted line by line, so that classes, units and sections sum to the
//! same total on any data. Pure.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use crate::{
    obligation::{Class, Counts},
    plan::draft::Role,
};

/// How one obligation stood at the end of the period's figures.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in the table `period_line`")]
pub struct Line {
    pub obligation_id: i64,
    pub task_id: i64,
    pub plan_id: i64,
    pub unit_id: i64,
    /// Its name on that day, whatever became of the unit.
    pub unit_name: String,
    pub role: Role,
    pub class: Class,
    pub due: Option<NaiveDate>,
    pub completed_on: Option<NaiveDate>,
    /// The last report that counts.
    pub update_id: Option<i64>,
}

/// The counts of one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfUnit {
    /// Id.
    pub unit_id: i64,
    /// Its name on that day.
    pub name: String,
    /// What it leads.
    pub lead: Counts,
    /// What it coordinates or monitors.
    pub others: Counts,
}

impl OfUnit {
    /// Everything it owes.
    pub fn total(&self) -> Counts {
        let mut total = self.lead;
        for (class, number) in self.others.each() {
            total.add(class, number);
        }
        total
    }
}

/// The numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figures {
    /// Everything.
    pub total: Counts,
    /// What is led: one line a task and leading unit.
    pub lead: Counts,
    /// By unit, in the order of names.
    pub by_unit: Vec<OfUnit>,
    /// By section of the plan: its key in the order of [`Sections`], and what is led in it.
    pub by_section: Vec<(usize, Counts)>,
}

/// Which section of the plan each task stands in.
pub type Sections = HashMap<i64, usize>;

/// Count.
pub fn count(lines: &[Line], sections: &Sections) -> Figures {
    let mut figures = Figures::default();
    let mut units: BTreeMap<(String, i64), OfUnit> = BTreeMap::new();
    let mut by_section: BTreeMap<usize, Counts> = BTreeMap::new();
    for line in lines {
        figures.total.add(line.class, 1);
        let unit = units
            .entry((vietnamese::key::fold(&line.unit_name), line.unit_id))
            .or_insert_with(|| OfUnit {
                unit_id: line.unit_id,
                name: line.unit_name.clone(),
                lead: Counts::default(),
                others: Counts::default(),
            });
        if line.role != Role::Lead {
            unit.others.add(line.class, 1);
            continue;
        }
        unit.lead.add(line.class, 1);
        figures.lead.add(line.class, 1);
        let section = sections.get(&line.task_id).copied().unwrap_or(usize::MAX);
        by_section.entry(section).or_default().add(line.class, 1);
    }
    figures.by_unit = units.into_values().collect();
    figures.by_section = by_section.into_iter().collect();
    figures
}

/// Done, running, late, and what stands apart, for one line of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "sums of classes; together they are the total")]
pub struct Summary {
    pub total: i64,
    pub done_on_time: i64,
    pub done_late: i64,
    /// Within time, with or without a deadline, near or far.
    pub running: i64,
    pub overdue: i64,
    /// Reported and not confirmed, returned, to be done again.
    pub in_confirmation: i64,
    /// Suspended, cancelled, not followed.
    pub apart: i64,
}

impl From<&Counts> for Summary {
    fn from(counts: &Counts) -> Self {
        let mut summary = Self {
            total: counts.total(),
            ..Self::default()
        };
        for (class, number) in counts.each() {
            let place = match class {
                Class::DoneOnTime => &mut summary.done_on_time,
                Class::DoneLate => &mut summary.done_late,
                Class::NearDue | Class::WithinTime | Class::NoDeadline => &mut summary.running,
                Class::Overdue => &mut summary.overdue,
                Class::AwaitingConfirmation | Class::Returned | Class::Redo => {
                    &mut summary.in_confirmation
                }
                Class::Suspended | Class::Cancelled | Class::NotFollowed | Class::Joined => {
                    &mut summary.apart
                }
            };
            *place += number;
        }
        summary
    }
}

impl Summary {
    /// The parts, in the order of the columns of a table; they sum to the total.
    pub const fn parts(&self) -> [i64; 6] {
        [
            self.done_on_time,
            self.done_late,
            self.running,
            self.overdue,
            self.in_confirmation,
            self.apart,
        ]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    prop_compose! {
        fn any_line()(
            id in 1..10_000_i64,
            task_id in 1..40_i64,
            unit_id in 1..20_i64,
            role in 0..3_usize,
            class in 0..12_usize,
        ) -> Line {
            Line {
                obligation_id: id,
                task_id,
                plan_id: 1,
                unit_id,
                unit_name: format!("Sở {unit_id}"),
                role: [Role::Lead, Role::Coordinate, Role::Monitor][role],
                class: Class::ALL[class],
                due: None,
                completed_on: None,
                update_id: None,
            }
        }
    }

    fn sums<'a>(counts: impl Iterator<Item = &'a Counts>) -> i64 {
        counts.map(Counts::total).sum()
    }

    proptest! {
        /// Whatever the data: classes, units, sections and the columns of a table sum to the total.
        #[test]
        fn everything_sums_to_the_total(
            lines in prop::collection::vec(any_line(), 0..200),
            placed in prop::collection::hash_map(1..40_i64, 0..5_usize, 0..40),
        ) {
            let figures = count(&lines, &placed);
            let number = i64::try_from(lines.len()).unwrap();
            prop_assert_eq!(figures.total.total(), number);
            let led = lines.iter().filter(|line| line.role == Role::Lead).count();
            prop_assert_eq!(figures.lead.total(), i64::try_from(led).unwrap());
            prop_assert_eq!(sums(figures.by_section.iter().map(|(_, counts)| counts)), figures.lead.total());
            prop_assert_eq!(sums(figures.by_unit.iter().map(|unit| &unit.lead)), figures.lead.total());
            let units: i64 = figures.by_unit.iter().map(|unit| unit.total().total()).sum();
            prop_assert_eq!(units, number);
            for counts in figures.by_unit.iter().map(OfUnit::total).chain([figures.total]) {
                let summary = Summary::from(&counts);
                prop_assert_eq!(summary.parts().iter().sum::<i64>(), summary.total);
            }
        }
    }
}
