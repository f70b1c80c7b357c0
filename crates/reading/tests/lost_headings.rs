//! Headings taken out of the sample, one and several at a time: how often the outline comes back.
//!
//! The sample lost seven headings. They are put back first (with words of our own), so that the
//! whole outline is known; then headings are dropped and the outline read again. A node counts as
//! found when kind, label, source line and place in the tree are right; a lost heading has no
//! line.
#![cfg(test)]

mod shared;

use reading::draft::{Node, PlanDraft};

/// The headings the sample lost, by the line they stood before.
const LOST: [(usize, &str); 7] = [
    (7, "I. CĂN CỨ"),
    (9, "II. MỤC ĐÍCH, YÊU CẦU"),
    (25, "2. Triển khai các chương trình mục tiêu quốc gia"),
    (39, "3. Tuyên truyền về biển, đảo và biên giới"),
    (69, "6. Thực hiện các nhiệm vụ thường xuyên khác"),
    (72, "IV. KINH PHÍ THỰC HIỆN"),
    (74, "V. TỔ CHỨC THỰC HIỆN"),
];

/// Lines of the file that are headings, by their number.
const KEPT: [usize; 10] = [9, 14, 18, 19, 45, 64, 74, 77, 79, 81];

/// One line of the restored plan: its words, and whether it is a heading.
type Line = (String, bool);

fn restored() -> Option<Vec<Line>> {
    let text = shared::text("bench/docs/nghean-267-kh-2023.txt")?;
    let mut lines = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if let Some((_, heading)) = LOST.iter().find(|(before, _)| *before == at + 1) {
            lines.push(((*heading).to_owned(), true));
        }
        lines.push((line.to_owned(), KEPT.contains(&(at + 1))));
    }
    Some(lines)
}

fn read(lines: &[Line], dropped: &[usize]) -> (PlanDraft, Vec<usize>) {
    let kept: Vec<usize> = (0..lines.len())
        .filter(|at| !dropped.contains(at))
        .collect();
    let words: Vec<&str> = kept.iter().map(|&at| lines[at].0.as_str()).collect();
    let source = reading::file::text::read(words.join("\n"));
    (reading::plan::read(&source), kept)
}

/// A tree in post order, as the distance needs it.
struct Tree {
    labels: Vec<String>,
    /// Leftmost leaf below each node.
    leftmost: Vec<usize>,
}

impl Tree {
    /// The outline under one root. `lines` says which line of the whole plan each line is.
    fn of(draft: &PlanDraft, source: &[Line], lines: &[usize], dropped: &[usize]) -> Self {
        let starts = starts(source, lines);
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); draft.outline.len()];
        let mut roots = Vec::new();
        for node in &draft.outline {
            match node.parent {
                Some(parent) => children[parent].push(node.id),
                None => roots.push(node.id),
            }
        }
        let mut tree = Self {
            labels: Vec::new(),
            leftmost: Vec::new(),
        };
        let label = |node: &Node| {
            let at = starts.partition_point(|&start| start <= node.span.start) - 1;
            let line = lines[at];
            // A heading that was dropped is right when it comes back without words.
            let place = if node.lost || dropped.contains(&line) {
                "lost".to_owned()
            } else {
                line.to_string()
            };
            format!(
                "{:?}:{}:{place}",
                node.kind,
                node.label.clone().unwrap_or_default()
            )
        };
        let first = tree.labels.len();
        for root in roots {
            tree.add(draft, &children, root, &label);
        }
        tree.labels.push("plan".to_owned());
        tree.leftmost.push(first);
        tree
    }

    fn add(
        &mut self,
        draft: &PlanDraft,
        children: &[Vec<usize>],
        id: usize,
        label: &impl Fn(&Node) -> String,
    ) {
        let first = self.labels.len();
        for &child in &children[id] {
            self.add(draft, children, child, label);
        }
        self.labels.push(label(&draft.outline[id]));
        self.leftmost.push(first);
    }
}

/// Where each line starts.
fn starts(source: &[Line], lines: &[usize]) -> Vec<usize> {
    let mut at = 0;
    lines
        .iter()
        .map(|&line| {
            let start = at;
            at += source[line].0.len() + 1;
            start
        })
        .collect()
}

/// Distance of two ordered trees (Zhang and Shasha 1989), each change at the price of one.
fn distance(a: &Tree, b: &Tree) -> usize {
    let mut trees = vec![vec![0; b.labels.len()]; a.labels.len()];
    for i in keyroots(a) {
        for j in keyroots(b) {
            forests(a, b, i, j, &mut trees);
        }
    }
    trees[a.labels.len() - 1][b.labels.len() - 1]
}

fn keyroots(tree: &Tree) -> Vec<usize> {
    (0..tree.leftmost.len())
        .filter(|&id| {
            tree.leftmost[id + 1..]
                .iter()
                .all(|&other| other != tree.leftmost[id])
        })
        .collect()
}

#[expect(
    clippy::needless_range_loop,
    reason = "the recurrence is written over indices of two tables"
)]
fn forests(a: &Tree, b: &Tree, root_a: usize, root_b: usize, trees: &mut [Vec<usize>]) {
    let (from_a, from_b) = (a.leftmost[root_a], b.leftmost[root_b]);
    let (rows, columns) = (root_a - from_a + 2, root_b - from_b + 2);
    let mut forest = vec![vec![0; columns]; rows];
    for row in 1..rows {
        forest[row][0] = row;
    }
    for column in 1..columns {
        forest[0][column] = column;
    }
    for row in 1..rows {
        for column in 1..columns {
            let (in_a, in_b) = (from_a + row - 1, from_b + column - 1);
            let plain = (forest[row - 1][column] + 1).min(forest[row][column - 1] + 1);
            if a.leftmost[in_a] == from_a && b.leftmost[in_b] == from_b {
                let change = usize::from(a.labels[in_a] != b.labels[in_b]);
                forest[row][column] = plain.min(forest[row - 1][column - 1] + change);
                trees[in_a][in_b] = forest[row][column];
            } else {
                let before = forest[a.leftmost[in_a] - from_a][b.leftmost[in_b] - from_b];
                forest[row][column] = plain.min(before + trees[in_a][in_b]);
            }
        }
    }
}

/// Exact outlines and the mean likeness (STEDS) over draws of dropped headings.
fn rates(lines: &[Line], draws: &[Vec<usize>]) -> (f64, f64) {
    let (whole, all) = read(lines, &[]);
    let mut exact = 0_u32;
    let mut likeness = 0.0;
    for dropped in draws {
        let want = Tree::of(&whole, lines, &all, dropped);
        let (draft, kept) = read(lines, dropped);
        let got = Tree::of(&draft, lines, &kept, dropped);
        let changes = distance(&want, &got);
        if changes > 0 && draws.iter().all(|draw| draw.len() == 1) {
            println!("{changes} changes without {:?}", lines[dropped[0]].0);
        }
        exact += u32::from(changes == 0);
        let size = u32::try_from(want.labels.len().max(got.labels.len())).expect("a small tree");
        likeness +=
            1.0 - f64::from(u32::try_from(changes).expect("a small tree")) / f64::from(size);
    }
    let count = f64::from(u32::try_from(draws.len()).expect("few draws"));
    (f64::from(exact) / count, likeness / count)
}

/// `count` draws of `size` headings, the same each time.
fn draws(headings: &[usize], size: usize, count: usize) -> Vec<Vec<usize>> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(below).expect("small")).expect("small")
    };
    (0..count)
        .map(|_| {
            let mut left = headings.to_vec();
            let mut draw: Vec<usize> = (0..size).map(|_| left.remove(next(left.len()))).collect();
            draw.sort_unstable();
            draw
        })
        .collect()
}

/// For each number of headings dropped: the least share of exact outlines, the least mean
/// likeness.
const FLOORS: [(usize, f64, f64); 4] = [
    (1, 0.80, 0.99),
    (2, 0.60, 0.97),
    (3, 0.45, 0.97),
    (5, 0.2, 0.94),
];

#[test]
fn the_outline_comes_back() {
    let Some(lines) = restored() else { return };
    let headings: Vec<usize> = (0..lines.len()).filter(|&at| lines[at].1).collect();
    assert_eq!(headings.len(), 17);
    let mut low = Vec::new();
    for (size, least_exact, least_likeness) in FLOORS {
        let draws = if size == 1 {
            headings.iter().map(|&at| vec![at]).collect()
        } else {
            draws(&headings, size, 60)
        };
        let (exact, likeness) = rates(&lines, &draws);
        println!(
            "{size} of 17 lost: exact {exact:.3}, STEDS {likeness:.3} over {} draws",
            draws.len()
        );
        if exact < least_exact || likeness < least_likeness {
            low.push(format!("{size}: {exact:.3} {likeness:.3}"));
        }
    }
    assert!(low.is_empty(), "below the floor: {low:?}");
}
