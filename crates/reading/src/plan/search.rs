//! The outline that explains a document with the fewest repairs.
//!
//! Headings get lost on the way from the paper to the file, numbers repeat, lists restart. A
//! reader that takes each marker at its word nests everything after such a place wrongly. So
//! every way to place a token is tried at a price, and the cheapest ways are carried on: a
//! heading inserted is cheaper than a number skipped, and that is cheaper than a list that runs
//! backwards. A sound document costs nothing, and is read in one pass.

use super::level::{LEVELS, Level};

/// What the search places.
#[derive(Debug, Clone, Copy)]
pub(super) enum Token {
    /// An item with its marker.
    Item {
        /// Level of the marker.
        level: Level,
        /// Ordinal within its list; 0 of a bullet.
        ordinal: u16,
        /// Of `2.1.`: the clause it says it stands under.
        major: Option<u16>,
    },
    /// A block of attribute lines.
    Block,
    /// Anything without a marker.
    Paragraph,
}

/// What the search did with a token, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A heading that must have been lost before the token that follows.
    Lost(Level, u16),
    /// A token at its own level.
    Place(usize),
}

/// Prices, in thousandths.
mod price {
    pub const LOST: u32 = 1_000;
    pub const LOST_INSIDE_LIST: u32 = 200;
    pub const LOST_LEVEL_UP: u32 = 50;
    pub const LOST_BEFORE_TEXT: u32 = 200;
    pub const GAP: u32 = 1_500;
    pub const LETTER_GAP: u32 = 300;
    pub const MAX_GAP: u32 = 4_500;
    pub const BACK: u32 = 3_000;
    pub const NO_SECTION: u32 = 600;
    pub const POINT_UNDER_SECTION: u32 = 500;
    pub const OTHER_MAJOR: u32 = 1_200;
}

/// How many readings are carried on.
const BEAM: usize = 32;
/// Readings dearer than the best by more are dropped.
const HOPELESS: u32 = 4_000;

#[derive(Debug, Clone, Copy)]
struct State {
    cost: u32,
    open: [u16; LEVELS],
    after_block: bool,
    trail: u32,
    /// Of the open items: what differs here differs there.
    mark: u64,
}

/// A heading taken for lost on the way to a reading. That every token is placed goes without
/// saying.
#[derive(Debug, Clone, Copy)]
struct Trail {
    before: u32,
    /// The token that it stands before.
    token: usize,
    level: Level,
    ordinal: u16,
}

const NOWHERE: u32 = u32::MAX;

/// Finds the cheapest outline. `has_sections` says whether sections (`I.`) are in use at all.
pub(super) fn cheapest(tokens: &[Token], has_sections: bool) -> Vec<Step> {
    let mut search = Search {
        trails: Vec::with_capacity(tokens.len()),
        next: Vec::new(),
        marks: Vec::with_capacity(BEAM),
        best: u32::MAX,
        has_sections,
        skipped: skipped(tokens),
    };
    let mut states = vec![State {
        cost: 0,
        open: [0; LEVELS],
        after_block: false,
        trail: NOWHERE,
        mark: 0,
    }];
    for (index, token) in tokens.iter().enumerate() {
        if matches!(token, Token::Paragraph) && search.skipped[index].is_none() {
            pass_over(&mut states);
            continue;
        }
        let inside_list = index
            .checked_sub(1)
            .is_some_and(|before| same_bullet(tokens[before], *token));
        for state in &states {
            search.place(*state, index, *token, inside_list);
        }
        search.prune(&mut states);
    }
    let trail = states.first().map_or(NOWHERE, |state| state.trail);
    search.steps(trail, tokens.len())
}

/// A paragraph that nothing stands under: all readings go on at the price they have.
fn pass_over(states: &mut Vec<State>) {
    let differ = states
        .windows(2)
        .any(|two| two[0].after_block != two[1].after_block);
    for state in &mut *states {
        state.after_block = false;
    }
    if differ {
        let mut kept: Vec<State> = Vec::with_capacity(states.len());
        for state in states.drain(..) {
            if !kept.iter().any(|other| other.open == state.open) {
                kept.push(state);
            }
        }
        *states = kept;
    }
}

fn same_bullet(before: Token, token: Token) -> bool {
    match (before, token) {
        (Token::Item { level: a, .. }, Token::Item { level: b, .. }) => a == b && a.is_bullet(),
        _ => false,
    }
}

struct Search {
    trails: Vec<Trail>,
    next: Vec<State>,
    /// Marks of the readings that are kept.
    marks: Vec<u64>,
    /// What the cheapest reading of the token costs so far.
    best: u32,
    has_sections: bool,
    /// For each token, the level at which the number before an item it may stand in was skipped.
    skipped: Vec<Option<Level>>,
}

/// The paragraphs that a skipped number may have headed. Between `1.` and `3.` it is any behind
/// the first thing that stands under `1.`; before a list that starts with `2.`, the first.
fn skipped(tokens: &[Token]) -> Vec<Option<Level>> {
    let mut skipped = vec![None; tokens.len()];
    // The last item of each level that is still open: where it stands, and its ordinal.
    let mut last: [Option<(usize, u16)>; LEVELS] = [None; LEVELS];
    let mut above = None;
    for (index, token) in tokens.iter().enumerate() {
        let Token::Item { level, ordinal, .. } = *token else {
            continue;
        };
        let numbered = !level.is_bullet() && level != Level::POINT;
        let before = last[level.index()];
        match before {
            Some((from, number)) if numbered && ordinal == number + 2 => {
                let inside = skipped.get_mut(from + 2..index);
                inside.unwrap_or_default().fill(Some(level));
            }
            None if numbered && ordinal == 2 && above.is_some_and(|above| above + 1 < index) => {
                skipped[above.unwrap_or(index) + 1] = Some(level);
            }
            _ => {}
        }
        last[level.index()] = Some((index, ordinal));
        last[level.index() + 1..].fill(None);
        above = Some(index);
    }
    skipped
}

impl Search {
    /// Whether a reading is dearer than another by so much that it is dropped anyway.
    fn is_hopeless(&self, cost: u32) -> bool {
        cost > self.best.saturating_add(HOPELESS)
    }

    /// A way to place a token.
    fn push(&mut self, state: State) {
        if !self.is_hopeless(state.cost) {
            self.best = self.best.min(state.cost);
            self.next.push(state);
        }
    }

    fn place(&mut self, mut state: State, index: usize, token: Token, inside_list: bool) {
        match token {
            Token::Paragraph => {
                let plain = state;
                state.after_block = false;
                self.push(state);
                self.lost_before_text(plain, index);
            }
            Token::Block if state.after_block => self.block_after_block(state, index),
            Token::Block => {
                state.after_block = true;
                self.push(state);
            }
            Token::Item {
                level,
                ordinal,
                major,
            } => {
                let plain = self.item(state, level, ordinal, major);
                let starts_list = ordinal == 1 && !level.is_bullet();
                if plain > 0 || starts_list {
                    self.insertions(state, index, (level, ordinal, major), inside_list);
                }
            }
        }
    }

    /// A paragraph under a heading whose number was skipped.
    fn lost_before_text(&mut self, state: State, index: usize) {
        let Some(level) = self.skipped[index] else {
            return;
        };
        let mut next = self.lost(state, index, level);
        next.cost += price::LOST_BEFORE_TEXT;
        next.after_block = false;
        self.push(next);
    }

    /// Two blocks in a row: the item of the second is lost.
    fn block_after_block(&mut self, state: State, index: usize) {
        let open = (0..LEVELS)
            .rev()
            .filter(|&at| state.open[at] > 0 && at != Level::SECTION.index());
        let mut any = false;
        for (up, at) in open.enumerate() {
            any = true;
            let level = Level(u8::try_from(at).unwrap_or(u8::MAX));
            let mut next = self.lost(state, index, level);
            next.cost += price::LOST_LEVEL_UP * u32::try_from(up).unwrap_or(0);
            next.after_block = true;
            self.push(next);
        }
        if !any {
            self.push(state);
        }
    }

    /// The state after one lost heading, the next in its list.
    fn lost(&mut self, mut state: State, token: usize, level: Level) -> State {
        let ordinal = state.open[level.index()] + 1;
        open(&mut state, level, ordinal);
        state.cost += price::LOST;
        self.trails.push(Trail {
            before: state.trail,
            token,
            level,
            ordinal,
        });
        state.trail = u32::try_from(self.trails.len() - 1).unwrap_or(NOWHERE);
        state
    }

    /// Tries each level above for a lost heading before the item.
    fn insertions(
        &mut self,
        state: State,
        index: usize,
        item: (Level, u16, Option<u16>),
        inside_list: bool,
    ) {
        let (level, ordinal, major) = item;
        for up in [
            Level::SECTION,
            Level::CLAUSE,
            Level::SUB_CLAUSE,
            Level::POINT,
        ] {
            let useful = up != Level::SUB_CLAUSE || state.open[up.index()] > 0;
            if up >= level || !useful || (up == Level::SECTION && !self.has_sections) {
                continue;
            }
            if self.is_hopeless(state.cost + price::LOST) {
                return;
            }
            let mut next = self.lost(state, index, up);
            if inside_list {
                next.cost += price::LOST_INSIDE_LIST;
            }
            self.item(next, level, ordinal, major);
        }
    }

    /// Places an item at its own level, and says what that alone cost.
    fn item(&mut self, mut state: State, level: Level, ordinal: u16, major: Option<u16>) -> u32 {
        let last = state.open[level.index()];
        let ordinal = if level.is_bullet() { last + 1 } else { ordinal };
        let cost = self.order_price(&state, level, last, ordinal) + major_price(&state, major);
        open(&mut state, level, ordinal);
        state.cost += cost;
        state.after_block = false;
        self.push(state);
        cost
    }

    fn order_price(&self, state: &State, level: Level, last: u16, ordinal: u16) -> u32 {
        let gap = if level == Level::POINT {
            price::LETTER_GAP
        } else {
            price::GAP
        };
        let mut cost = match ordinal.checked_sub(last) {
            Some(1) => 0,
            Some(0) | None => price::BACK,
            Some(ahead) => {
                // A letter may be skipped (đ), several may not.
                let skipped = u32::from(ahead - 1);
                if skipped == 1 {
                    gap
                } else {
                    (skipped * price::GAP).min(price::MAX_GAP)
                }
            }
        };
        let nearest = state.open[..level.index()]
            .iter()
            .rposition(|&ordinal| ordinal > 0);
        if level > Level::SECTION && nearest.is_none() && self.has_sections {
            cost += price::NO_SECTION;
        }
        if level == Level::POINT && nearest == Some(Level::SECTION.index()) {
            cost += price::POINT_UNDER_SECTION;
        }
        cost
    }

    /// Keeps the cheapest readings, one for each set of open items.
    fn prune(&mut self, kept: &mut Vec<State>) {
        kept.clear();
        self.marks.clear();
        // Readings of the same price stay in their order.
        self.next.sort_by_key(|state| state.cost);
        for state in self.next.drain(..) {
            if kept.len() == BEAM || state.cost > self.best.saturating_add(HOPELESS) {
                break;
            }
            // The marks of readings that are the same are the same, and hardly any others are.
            let mark = state.mark ^ u64::from(state.after_block);
            let is_kept = self.marks.contains(&mark)
                && kept.iter().any(|other| {
                    other.open == state.open && other.after_block == state.after_block
                });
            if !is_kept {
                kept.push(state);
                self.marks.push(mark);
            }
        }
        self.best = u32::MAX;
    }

    /// What was done with each token on the way to a reading.
    fn steps(&self, mut trail: u32, tokens: usize) -> Vec<Step> {
        let mut lost = Vec::new();
        while let Some(at) = self.trails.get(trail as usize) {
            lost.push(at);
            trail = at.before;
        }
        let mut steps = Vec::with_capacity(tokens + lost.len());
        for token in 0..tokens {
            while let Some(at) = lost.pop_if(|at| at.token == token) {
                steps.push(Step::Lost(at.level, at.ordinal));
            }
            steps.push(Step::Place(token));
        }
        steps
    }
}

/// `2.1.` under another clause than 2.
fn major_price(state: &State, major: Option<u16>) -> u32 {
    match major {
        Some(major) if state.open[Level::CLAUSE.index()] != major => price::OTHER_MAJOR,
        _ => 0,
    }
}

/// Opens an item: what stood below its level is closed.
fn open(state: &mut State, level: Level, ordinal: u16) {
    state.open[level.index()] = ordinal;
    state.open[level.index() + 1..].fill(0);
    let mut mark = 0_u64;
    for four in state.open.chunks_exact(4) {
        let packed = four
            .iter()
            .fold(0, |packed, &ordinal| packed << 16 | u64::from(ordinal));
        mark = (mark ^ packed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    state.mark = mark;
}
