//! Ruled tables: crossing rules → a grid → cells, merged where a rule is missing.

use super::page::{Letter, Rule};

/// Rules closer than this are one.
const NEAR: f64 = 2.5;
/// More grid lines than this are a drawing, not a table.
const MAX_LINES: usize = 300;
/// More cells than this on a page neither.
const MAX_CELLS: usize = 4_000;

/// No cell covers the place yet.
const FREE: usize = usize::MAX;

/// A table found on a page.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// Places of the vertical lines, left to right.
    pub xs: Vec<f64>,
    /// Places of the horizontal lines, top down.
    pub ys: Vec<f64>,
    /// The cells, row by row.
    pub cells: Vec<GridCell>,
    /// For each place of the grid, the cell that covers it.
    owners: Vec<usize>,
}

/// A cell of a grid.
#[derive(Debug, Default)]
pub(super) struct GridCell {
    pub row: usize,
    pub column: usize,
    pub rows: usize,
    pub columns: usize,
    pub letters: Vec<Letter>,
}

/// Finds the tables that rules make.
pub(super) fn grids(rules: &[Rule]) -> Vec<Grid> {
    let rules = joined(rules);
    let mut grids: Vec<Grid> = components(&rules)
        .into_iter()
        .filter_map(|group| Grid::of(&group))
        .collect();
    grids.sort_by(|a, b| a.ys[0].total_cmp(&b.ys[0]));
    grids
}

/// Puts together the pieces of one rule: Word draws them cell by cell.
fn joined(rules: &[Rule]) -> Vec<Rule> {
    let mut sorted = rules.to_vec();
    sorted.sort_by(|a, b| {
        (a.vertical.cmp(&b.vertical))
            .then((a.at / NEAR).round().total_cmp(&(b.at / NEAR).round()))
            .then(a.from.total_cmp(&b.from))
    });
    let mut joined: Vec<Rule> = Vec::new();
    for rule in sorted {
        match joined.last_mut() {
            Some(last)
                if last.vertical == rule.vertical
                    && (last.at - rule.at).abs() < NEAR
                    && rule.from <= last.to + NEAR =>
            {
                last.to = last.to.max(rule.to);
            }
            _ => joined.push(rule),
        }
    }
    joined
}

/// Groups of rules that touch each other.
fn components(rules: &[Rule]) -> Vec<Vec<Rule>> {
    let across: Vec<_> = rules
        .iter()
        .filter(|rule| !rule.vertical)
        .take(MAX_LINES)
        .collect();
    let upright: Vec<_> = rules
        .iter()
        .filter(|rule| rule.vertical)
        .take(MAX_LINES)
        .collect();
    let mut group: Vec<usize> = (0..across.len()).collect();
    let mut groups_of_upright: Vec<Option<usize>> = Vec::new();
    for rule in &upright {
        let touching = (0..across.len()).filter(|at| crosses(across[*at], rule));
        let found: Vec<usize> = touching.map(|at| group[at]).collect();
        let first = found.first().copied();
        if let Some(first) = first {
            for at in &mut group {
                if found.contains(at) {
                    *at = first;
                }
            }
            for other in groups_of_upright.iter_mut().flatten() {
                if found.contains(other) {
                    *other = first;
                }
            }
        }
        groups_of_upright.push(first);
    }
    let mut names: Vec<usize> = groups_of_upright.iter().flatten().copied().collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .map(|name| {
            let rows = across.iter().zip(&group).filter(|(_, at)| **at == name);
            let columns = upright.iter().zip(&groups_of_upright);
            let columns = columns.filter(|(_, at)| **at == Some(name));
            rows.map(|(rule, _)| **rule)
                .chain(columns.map(|(rule, _)| **rule))
                .collect()
        })
        .collect()
}

fn crosses(across: &Rule, upright: &Rule) -> bool {
    let within = |at: f64, rule: &Rule| at > rule.from - NEAR && at < rule.to + NEAR;
    within(upright.at, across) && within(across.at, upright)
}

/// Distinct places of rules.
fn places(rules: &[Rule], vertical: bool) -> Vec<f64> {
    let mut places: Vec<f64> = rules
        .iter()
        .filter(|rule| rule.vertical == vertical)
        .map(|rule| rule.at)
        .collect();
    places.sort_by(f64::total_cmp);
    places.dedup_by(|next, last| *next - *last < NEAR);
    places
}

impl Grid {
    fn of(rules: &[Rule]) -> Option<Self> {
        let (xs, ys) = (places(rules, true), places(rules, false));
        let size = 3..MAX_LINES;
        if !size.contains(&xs.len()) || !(2..MAX_LINES).contains(&ys.len()) {
            return None;
        }
        let places = (xs.len() - 1) * (ys.len() - 1);
        if places > MAX_CELLS {
            return None;
        }
        let mut grid = Self {
            xs,
            ys,
            cells: Vec::new(),
            owners: vec![FREE; places],
        };
        grid.fill(rules);
        Some(grid)
    }

    fn fill(&mut self, rules: &[Rule]) {
        let (columns, rows) = (self.xs.len() - 1, self.ys.len() - 1);
        let is_parted = |vertical: bool, at: f64, along: f64| {
            rules.iter().any(|rule| {
                rule.vertical == vertical
                    && (rule.at - at).abs() < NEAR
                    && (rule.from..=rule.to).contains(&along)
            })
        };
        let middle = |places: &[f64], at: usize| f64::midpoint(places[at], places[at + 1]);
        let free =
            |owners: &[usize], row: usize, column: usize| owners[row * columns + column] == FREE;
        for row in 0..rows {
            for column in 0..columns {
                if !free(&self.owners, row, column) {
                    continue;
                }
                let y = middle(&self.ys, row);
                let mut right = column;
                while right + 1 < columns
                    && free(&self.owners, row, right + 1)
                    && !is_parted(true, self.xs[right + 1], y)
                {
                    right += 1;
                }
                let x = middle(&self.xs, column);
                let mut bottom = row;
                while bottom + 1 < rows
                    && !is_parted(false, self.ys[bottom + 1], x)
                    && free(&self.owners, bottom + 1, column)
                {
                    bottom += 1;
                }
                for row in row..=bottom {
                    self.owners[row * columns + column..=row * columns + right]
                        .fill(self.cells.len());
                }
                self.cells.push(GridCell {
                    row,
                    column,
                    rows: bottom - row + 1,
                    columns: right - column + 1,
                    letters: Vec::new(),
                });
            }
        }
    }

    /// Whether anything stands in it.
    pub(super) fn has_text(&self) -> bool {
        self.cells.iter().any(|cell| !cell.letters.is_empty())
    }

    /// Takes a letter if it stands in the table.
    pub(super) fn take(&mut self, letter: Letter) -> bool {
        let x = f64::midpoint(letter.x0, letter.x1);
        // The middle of a letter lies above its baseline.
        let y = letter.y - letter.size * 0.3;
        let (Some(column), Some(row)) = (slot(&self.xs, x), slot(&self.ys, y)) else {
            return false;
        };
        let owner = self.owners[row * (self.xs.len() - 1) + column];
        self.cells
            .get_mut(owner)
            .map(|cell| cell.letters.push(letter))
            .is_some()
    }
}

/// Between which two places a point lies.
fn slot(places: &[f64], at: f64) -> Option<usize> {
    let after = places.partition_point(|place| *place <= at);
    (1..places.len()).contains(&after).then(|| after - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn across(at: f64, from: f64, to: f64) -> Rule {
        Rule {
            vertical: false,
            at,
            from,
            to,
        }
    }

    fn upright(at: f64, from: f64, to: f64) -> Rule {
        Rule {
            vertical: true,
            at,
            from,
            to,
        }
    }

    fn cells(grid: &Grid) -> Vec<(usize, usize, usize, usize)> {
        grid.cells
            .iter()
            .map(|c| (c.row, c.column, c.rows, c.columns))
            .collect()
    }

    #[test]
    fn a_missing_rule_merges_cells() {
        // TT over two rows; a head over two columns, in pieces as Word draws them.
        let rules = [
            across(0.0, 0.0, 40.0),
            across(0.4, 40.0, 100.0),
            across(20.0, 40.0, 100.0),
            across(40.0, 0.0, 100.0),
            across(60.0, 0.0, 100.0),
            upright(0.0, 0.0, 60.0),
            upright(40.0, 0.0, 30.0),
            upright(40.0, 30.0, 60.0),
            upright(70.0, 20.0, 60.0),
            upright(100.0, 0.0, 60.0),
        ];
        let grids = grids(&rules);
        assert_eq!(grids.len(), 1);
        assert_eq!(
            cells(&grids[0]),
            [
                (0, 0, 2, 1),
                (0, 1, 1, 2),
                (1, 1, 1, 1),
                (1, 2, 1, 1),
                (2, 0, 1, 1),
                (2, 1, 1, 1),
                (2, 2, 1, 1)
            ]
        );
    }

    #[test]
    fn underlines_and_frames_are_no_tables() {
        assert!(grids(&[across(10.0, 0.0, 50.0), across(30.0, 0.0, 50.0)]).is_empty());
        let frame = [
            across(0.0, 0.0, 50.0),
            across(50.0, 0.0, 50.0),
            upright(0.0, 0.0, 50.0),
            upright(50.0, 0.0, 50.0),
        ];
        assert!(grids(&frame).is_empty());
    }

    #[test]
    fn tables_apart_are_two() {
        let table = |top: f64| {
            [
                across(top, 0.0, 90.0),
                across(top + 20.0, 0.0, 90.0),
                upright(0.0, top, top + 20.0),
                upright(50.0, top, top + 20.0),
                upright(90.0, top, top + 20.0),
            ]
        };
        let rules = [table(0.0), table(100.0)].concat();
        let grids = grids(&rules);
        assert_eq!(
            grids
                .iter()
                .map(|grid| grid.cells.len())
                .collect::<Vec<_>>(),
            [2, 2]
        );
    }
}
