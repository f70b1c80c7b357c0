//! The components against the decree's measures.

use super::components::{Parts, is_capitals, plain};
use super::finding::{Component, Finding, Rule, Value};
use super::read::{Line, Text};
use super::styles::Letters;
use crate::letter::look::FONT;
use crate::letter::model::{Align, By};
use crate::letter::phrases::official;

/// Half points of the spec's default, where nothing is said.
const DEFAULT_SIZE: u16 = 20;
/// Twentieths of a point in a millimetre.
pub(super) const MM: f32 = 1440.0 / 25.4;
/// So many letters take more than one line of the text.
const LONG: usize = 100;

/// What the decree says of a component's letters. Sizes in half points.
struct Expected {
    component: Component,
    sizes: (u16, u16),
    bold: bool,
    italic: bool,
    capitals: Option<bool>,
    centred: bool,
}

const fn expected(component: Component, sizes: (u16, u16)) -> Expected {
    Expected {
        component,
        sizes,
        bold: false,
        italic: false,
        capitals: None,
        centred: true,
    }
}

/// All that is off with the words and their looks.
pub(super) fn check(text: &Text, parts: &Parts) -> Vec<Finding> {
    let mut check = Check {
        lines: &text.lines,
        findings: Vec::new(),
    };
    check.letters();
    check.presence(parts);
    check.components(parts);
    check.rules(parts);
    check.words(parts);
    check.body(parts);
    let mut findings = check.findings;
    findings.sort_by_key(|it| (it.component, it.rule, it.paragraph));
    findings
}

/// Adds a finding, or counts it with an equal one.
pub(super) fn add(findings: &mut Vec<Finding>, finding: Finding) {
    let same = findings.iter_mut().find(|it| {
        it.rule == finding.rule
            && it.component == finding.component
            && it.found == finding.found
            && it.wanted == finding.wanted
    });
    match same {
        Some(known) => known.times += 1,
        None => findings.push(finding),
    }
}

struct Check<'t> {
    lines: &'t [Line],
    findings: Vec<Finding>,
}

impl Check<'_> {
    fn add(
        &mut self,
        rule: Rule,
        component: Component,
        at: Option<usize>,
        found: Value,
        wanted: Value,
    ) {
        let line = at.map(|at| &self.lines[at]);
        let excerpt = line.map(|line| line.text.trim().chars().take(60).collect());
        let finding = Finding {
            rule,
            component,
            found,
            wanted,
            paragraph: line.map(|line| line.paragraph),
            excerpt,
            times: 1,
        };
        add(&mut self.findings, finding);
    }

    /// Font and colour of every text.
    fn letters(&mut self) {
        for at in 0..self.lines.len() {
            let lines = self.lines;
            for run in visible(&lines[at]) {
                let font = run.letters.font.as_deref().unwrap_or(FONT);
                if !font.eq_ignore_ascii_case(FONT) {
                    let (found, wanted) = (words(font), words(FONT));
                    self.add(Rule::Font, Component::Text, Some(at), found, wanted);
                }
                let colour = run.letters.colour.as_deref().unwrap_or("auto");
                if !["auto", "000000", "windowText", "black"].contains(&colour) {
                    let found = words(colour);
                    self.add(
                        Rule::Colour,
                        Component::Text,
                        Some(at),
                        found,
                        Value::Nothing,
                    );
                }
            }
        }
    }

    /// What has to be there, and in which order.
    fn presence(&mut self, parts: &Parts) {
        use Component as C;
        let mut needed = vec![
            (C::Nation, &parts.nation),
            (C::Motto, &parts.motto),
            (C::Issuer, &parts.issuer),
            (C::Number, &parts.number),
            (C::PlaceDate, &parts.place_date),
        ];
        if !parts.is_dispatch {
            needed.push((C::TypeName, &parts.type_name));
        }
        needed.extend([
            (C::About, &parts.about),
            (C::Body, &parts.body),
            (C::RecipientsTitle, &parts.recipients_title),
            (C::Recipients, &parts.recipients),
            (C::Authority, &parts.authority),
        ]);
        if parts.is_dispatch {
            needed.push((C::Dear, &parts.dear));
        }
        for (component, lines) in needed {
            if lines.is_empty() {
                let nothing = Value::Nothing;
                self.add(Rule::Missing, component, None, nothing.clone(), nothing);
            }
        }
        // Nation before motto before day, issuer before number.
        for (component, first, second) in [
            (C::Motto, &parts.nation, &parts.motto),
            (C::PlaceDate, &parts.motto, &parts.place_date),
        ] {
            if let (Some(first), Some(second)) = (first.first(), second.first())
                && first > second
            {
                let nothing = Value::Nothing;
                self.add(
                    Rule::Order,
                    component,
                    Some(*second),
                    nothing.clone(),
                    nothing,
                );
            }
        }
        // Two columns: without them nothing can stand beside anything.
        if let Some(nation) = parts.nation.first()
            && self.lines[*nation].cell.is_none()
            && self.lines[*nation].tabbed
        {
            let nothing = Value::Nothing;
            self.add(
                Rule::Order,
                C::Nation,
                Some(*nation),
                nothing.clone(),
                nothing,
            );
        }
    }

    fn components(&mut self, parts: &Parts) {
        use Component as C;
        let bold = |component, sizes| Expected {
            bold: true,
            ..expected(component, sizes)
        };
        let capitals = |expected| Expected {
            capitals: Some(true),
            ..expected
        };
        let free = |expected| Expected {
            centred: false,
            ..expected
        };
        let about = if parts.is_dispatch {
            expected(C::About, (24, 26))
        } else {
            bold(C::About, (26, 28))
        };
        let day = Expected {
            italic: true,
            ..expected(C::PlaceDate, (26, 28))
        };
        let title = Expected {
            italic: true,
            ..free(bold(C::RecipientsTitle, (24, 24)))
        };
        let signer = Expected {
            capitals: Some(false),
            ..bold(C::Signer, (26, 28))
        };
        for (expected, lines) in [
            (capitals(bold(C::Nation, (24, 26))), &parts.nation),
            (bold(C::Motto, (26, 28)), &parts.motto),
            (capitals(expected(C::Superior, (24, 26))), &parts.superior),
            (capitals(bold(C::Issuer, (24, 26))), &parts.issuer),
            (expected(C::Number, (26, 26)), &parts.number),
            (day, &parts.place_date),
            (capitals(bold(C::TypeName, (26, 28))), &parts.type_name),
            (about, &parts.about),
            (free(expected(C::Dear, (26, 28))), &parts.dear),
            (capitals(bold(C::Authority, (26, 28))), &parts.authority),
            (signer, &parts.signer),
            (title, &parts.recipients_title),
            (free(expected(C::Recipients, (22, 22))), &parts.recipients),
            (bold(C::Appendix, (28, 28)), &parts.appendix_number),
            (capitals(bold(C::Appendix, (26, 28))), &parts.appendix_title),
        ] {
            for at in lines {
                self.component(&expected, *at);
            }
        }
    }

    fn component(&mut self, expected: &Expected, at: usize) {
        let (component, line) = (expected.component, &self.lines[at]);
        // A line with tabs holds two components; its looks cannot be told apart.
        if line.tabbed && line.cell.is_none() {
            return;
        }
        let mut off = Vec::new();
        for run in visible(line) {
            let Letters {
                size, bold, italic, ..
            } = run.letters;
            let size = size.unwrap_or(DEFAULT_SIZE);
            if size < expected.sizes.0 || size > expected.sizes.1 {
                off.push((Rule::Size, points(size), between(expected.sizes)));
            }
            let style = (Value::Nothing, Value::Nothing);
            if bold.unwrap_or(false) != expected.bold {
                off.push((Rule::Weight, style.0.clone(), flag(expected.bold)));
            }
            if italic.unwrap_or(false) != expected.italic {
                off.push((Rule::Slant, style.0, flag(expected.italic)));
            }
        }
        if let Some(capitals) = expected.capitals
            && is_capitals(&line.text) != capitals
        {
            off.push((Rule::Capitals, Value::Nothing, flag(capitals)));
        }
        if expected.centred && line.shape.align != Some(Align::Centre) {
            off.push((Rule::Alignment, Value::Nothing, words("center")));
        }
        off.dedup();
        for (rule, found, wanted) in off {
            self.add(rule, component, Some(at), found, wanted);
        }
    }

    /// The lines that are drawn below motto, issuer and the subject of a named type.
    fn rules(&mut self, parts: &Parts) {
        let mut ruled = vec![
            (Component::Motto, parts.motto.last()),
            (Component::Issuer, parts.issuer.last()),
        ];
        if !parts.is_dispatch {
            ruled.push((Component::About, parts.about.last()));
        }
        for (component, at) in ruled {
            let Some(&at) = at else {
                continue;
            };
            let line = &self.lines[at];
            let mut runs = visible(line);
            if runs.any(|run| run.letters.underline == Some(true)) {
                let nothing = Value::Nothing;
                self.add(
                    Rule::Underline,
                    component,
                    Some(at),
                    nothing.clone(),
                    nothing,
                );
                continue;
            }
            // It may hang in an empty paragraph below.
            let below = self.lines[at..].iter().enumerate();
            let near = below.take_while(|(n, it)| *n == 0 || it.text.trim().is_empty());
            let mut near = near.map(|(_, it)| it);
            let is_drawn = near.any(|it| it.drawn || it.shape.border == Some(true));
            if !is_drawn && !self.is_drawn_in_cell(at) {
                let nothing = Value::Nothing;
                self.add(Rule::Line, component, Some(at), nothing.clone(), nothing);
            }
        }
    }

    /// Lines are often anchored at another paragraph of the same cell.
    fn is_drawn_in_cell(&self, at: usize) -> bool {
        let cell = self.lines[at].cell;
        let same = self.lines.iter().filter(|it| it.cell == cell);
        cell.is_some() && same.into_iter().any(|it| it.drawn)
    }

    fn words(&mut self, parts: &Parts) {
        let official = official();
        if let Some(&at) = parts.motto.first()
            && !self.lines[at].text.contains(&official.motto)
        {
            let (found, wanted) = (words(self.lines[at].text.trim()), words(&official.motto));
            self.add(Rule::Words, Component::Motto, Some(at), found, wanted);
        }
        self.number(parts);
        self.day(parts);
        if let Some(&at) = parts.recipients.last() {
            let line = self.lines[at].text.trim();
            let kept = plain(line)
                .trim_start_matches(['-', ' '])
                .starts_with("luu");
            if !kept || !line.ends_with('.') {
                let (found, wanted) = (words(line), words("- Lưu: VT, …."));
                self.add(Rule::Words, Component::Recipients, Some(at), found, wanted);
            }
        }
        for &at in &parts.authority {
            let line = self.lines[at].text.trim();
            let code = By::ALL.into_iter().find(|by| {
                let bare = by.code().trim_end_matches('.');
                let rest = line.strip_prefix(bare);
                rest.is_some_and(|rest| rest.starts_with(' '))
            });
            if let Some(code) = code {
                let (found, wanted) = (words(line), words(code.code()));
                self.add(Rule::Words, Component::Authority, Some(at), found, wanted);
            }
        }
        if let Some(&at) = parts.body.last()
            && !self.lines[at].text.trim_end().ends_with(&official.end)
        {
            let ends = self.body_ends(parts, at);
            if !ends {
                let wanted = words(&official.end);
                self.add(Rule::End, Component::Body, Some(at), Value::Nothing, wanted);
            }
        }
    }

    /// A table may close the text: then the line before it ends it.
    fn body_ends(&self, parts: &Parts, last: usize) -> bool {
        let end = &official().end;
        let mut body = parts.body.iter().rev().take_while(|at| **at <= last);
        body.any(|at| self.lines[*at].text.trim_end().ends_with(end))
    }

    /// Below ten with a zero, and a symbol behind the stroke.
    fn number(&mut self, parts: &Parts) {
        let Some(&at) = parts.number.first() else {
            return;
        };
        let line = self.lines[at].text.trim();
        let written = line.split_once(':').map_or(line, |(_, rest)| rest).trim();
        let Some((sequence, symbol)) = written.split_once('/') else {
            let (found, wanted) = (words(line), words("05/SNV-VP"));
            self.add(Rule::Words, Component::Number, Some(at), found, wanted);
            return;
        };
        let sequence = sequence.trim();
        if sequence.len() == 1 && sequence.chars().all(|it| it.is_ascii_digit()) {
            let (found, wanted) = (words(sequence), words(&format!("0{sequence}")));
            self.add(Rule::Zero, Component::Number, Some(at), found, wanted);
        }
        let symbol = symbol.split('\t').next().unwrap_or_default().trim();
        if symbol.is_empty() || symbol.contains(' ') || symbol.contains('–') {
            let (found, wanted) = (words(written), words("05/SNV-VP"));
            self.add(Rule::Words, Component::Number, Some(at), found, wanted);
        }
    }

    /// Days below ten, January and February with a zero.
    fn day(&mut self, parts: &Parts) {
        let Some(&at) = parts.place_date.first() else {
            return;
        };
        let said = plain(&self.lines[at].text);
        let mut words_of = said
            .split([' ', ','])
            .filter(|word| !word.is_empty())
            .peekable();
        while let Some(word) = words_of.next() {
            let least = match word {
                "ngay" => 9,
                "thang" => 2,
                _ => continue,
            };
            let Some(number) = words_of.peek() else {
                break;
            };
            let is_short = number.len() == 1 && number.parse::<u8>().is_ok_and(|it| it <= least);
            if is_short {
                let (found, wanted) = (words(number), words(&format!("0{number}")));
                self.add(Rule::Zero, Component::PlaceDate, Some(at), found, wanted);
            }
        }
    }

    fn body(&mut self, parts: &Parts) {
        let mut previous: Option<usize> = None;
        for &at in &parts.body {
            let line = &self.lines[at];
            let body = Component::Body;
            let mut largest = 0;
            let mut sizes = Vec::new();
            for run in visible(line) {
                let size = run.letters.size.unwrap_or(DEFAULT_SIZE);
                largest = largest.max(size);
                if !(26..=28).contains(&size) {
                    sizes.push(size);
                }
            }
            let shape = line.shape.clone();
            sizes.dedup();
            for size in sizes {
                self.add(Rule::Size, body, Some(at), points(size), between((26, 28)));
            }
            let text = line.text.trim().chars().count();
            let aside = matches!(shape.align, Some(Align::Centre | Align::Right));
            if !aside && text > LONG && shape.align != Some(Align::Justified) {
                let wanted = words("both");
                self.add(Rule::Alignment, body, Some(at), Value::Nothing, wanted);
            }
            let is_first = previous.is_none_or(|it| self.lines[it].paragraph != line.paragraph);
            if !aside && is_first && shape.numbered != Some(true) {
                self.indent(at, shape.first.unwrap_or(0));
            }
            self.spacing(at, previous, largest);
            previous = Some(at);
        }
    }

    /// 1 cm or 1.27 cm.
    fn indent(&mut self, at: usize, first: i32) {
        #[expect(clippy::cast_precision_loss, reason = "a length on paper")]
        let mm = first as f32 / MM;
        if !(9.7..=13.0).contains(&mm) {
            let (found, wanted) = (millimetres(mm), Value::MillimetresBetween(10.0, 12.7));
            self.add(Rule::Indent, Component::Body, Some(at), found, wanted);
        }
    }

    /// Lines: single to one and a half; paragraphs: six points at least.
    #[expect(clippy::cast_precision_loss, reason = "lengths on paper")]
    fn spacing(&mut self, at: usize, previous: Option<usize>, size: u16) {
        let shape = &self.lines[at].shape;
        let line = shape.line.unwrap_or(240) as f32;
        // A single line of Times New Roman is 1.15 times its letters high.
        let single = f32::from(size.max(1)) * 10.0 * 1.15;
        let lines = match shape.multiple {
            Some(false) => line / single,
            _ => line / 240.0,
        };
        if !(0.85..=1.51).contains(&lines) && size > 0 {
            let found = Value::Lines((lines * 100.0).round() / 100.0);
            self.add(
                Rule::LineSpacing,
                Component::Body,
                Some(at),
                found,
                Value::Nothing,
            );
        }
        // Next to a table the table's own distance counts.
        let Some(previous) = previous.filter(|it| self.follows(*it, at)) else {
            return;
        };
        let above = self.lines[previous].shape.after.unwrap_or(0);
        let below = self.lines[at].shape.before.unwrap_or(0);
        let same = self.lines[previous].paragraph == self.lines[at].paragraph;
        let space = (above + below) as f32 / 20.0;
        if !same && space < 5.95 {
            let (found, wanted) = (Value::Points(space), Value::Points(6.0));
            self.add(
                Rule::ParagraphSpacing,
                Component::Body,
                Some(at),
                found,
                wanted,
            );
        }
    }

    /// Whether nothing stands between two lines, not even an empty one.
    fn follows(&self, first: usize, second: usize) -> bool {
        let between = self.lines[first + 1..second].iter();
        let same = self.lines[first].paragraph;
        between.into_iter().all(|it| it.paragraph == same)
    }
}

/// Runs that show something.
fn visible(line: &Line) -> impl Iterator<Item = &super::read::Run> {
    line.runs.iter().filter(|run| !run.text.trim().is_empty())
}

pub(super) fn words(text: &str) -> Value {
    Value::Words(text.chars().take(120).collect())
}

pub(super) fn millimetres(mm: f32) -> Value {
    Value::Millimetres((mm * 10.0).round() / 10.0)
}

pub(super) fn points(half: u16) -> Value {
    Value::Points(f32::from(half) / 2.0)
}

pub(super) fn between(half: (u16, u16)) -> Value {
    if half.0 == half.1 {
        points(half.0)
    } else {
        Value::PointsBetween(f32::from(half.0) / 2.0, f32::from(half.1) / 2.0)
    }
}

/// Whether something is wanted, as a word for programs.
fn flag(wanted: bool) -> Value {
    words(if wanted { "yes" } else { "no" })
}
