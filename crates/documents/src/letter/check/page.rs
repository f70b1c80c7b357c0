//! Paper, margins and page numbers.

use super::CheckError;
use super::finding::{Component, Finding, Rule, Value};
use super::package::{Package, Step, attribute, walk};
use super::read::{self, Section, Text};
use super::rules::{MM, add, between, millimetres, points, words};
use super::styles::Styles;
use crate::letter::model::Align;

/// What an officer's ruler does not see, mm.
const TOLERANCE: f32 = 0.6;
/// So many letters do not go on one page.
const ONE_PAGE: usize = 3_500;
/// Headers and footers that are looked at.
const MOST: usize = 60;

pub(super) fn check(
    package: &mut Package<'_>,
    styles: &Styles,
    text: &Text,
) -> Result<Vec<Finding>, CheckError> {
    let mut findings = Vec::new();
    for section in &text.sections {
        paper(section, &mut findings);
    }
    if text.sections.is_empty() {
        page(
            &mut findings,
            Rule::Paper,
            Value::Nothing,
            Value::Paper(210.0, 297.0),
        );
    }
    numbers(package, styles, text, &mut findings)?;
    Ok(findings)
}

fn page(findings: &mut Vec<Finding>, rule: Rule, found: Value, wanted: Value) {
    off(findings, Component::Page, rule, found, wanted);
}

fn off(findings: &mut Vec<Finding>, component: Component, rule: Rule, found: Value, wanted: Value) {
    let finding = Finding {
        rule,
        component,
        found,
        wanted,
        paragraph: None,
        excerpt: None,
        times: 1,
    };
    add(findings, finding);
}

#[expect(clippy::cast_precision_loss, reason = "a length on paper")]
fn mm(length: Option<i32>) -> Option<f32> {
    length.map(|length| length as f32 / MM)
}

fn paper(section: &Section, findings: &mut Vec<Finding>) {
    // Word's own default where nothing is said is the American letter.
    let (width, height) = (
        mm(section.width).unwrap_or(215.9),
        mm(section.height).unwrap_or(279.4),
    );
    let near = |found: f32, wanted: f32| (found - wanted).abs() <= 1.0;
    let upright = near(width, 210.0) && near(height, 297.0);
    let across = near(width, 297.0) && near(height, 210.0);
    if !upright && !across {
        let found = Value::Paper(width.round(), height.round());
        page(findings, Rule::Paper, found, Value::Paper(210.0, 297.0));
    }
    let mut margins = vec![
        (Rule::MarginTop, section.top, (20.0, 25.0)),
        (Rule::MarginBottom, section.bottom, (20.0, 25.0)),
    ];
    // Pages across are bound at their upper edge: the decree leaves their sides open.
    if !section.landscape {
        margins.push((Rule::MarginLeft, section.left, (30.0, 35.0)));
        margins.push((Rule::MarginRight, section.right, (15.0, 20.0)));
    }
    for (rule, found, (least, most)) in margins {
        // A negative margin is one that the header may not push down.
        let found = mm(found).unwrap_or(25.4).abs();
        if found < least - TOLERANCE || found > most + TOLERANCE {
            let wanted = Value::MillimetresBetween(least, most);
            page(findings, rule, millimetres(found), wanted);
        }
    }
}

fn numbers(
    package: &mut Package<'_>,
    styles: &Styles,
    text: &Text,
    findings: &mut Vec<Finding>,
) -> Result<(), CheckError> {
    let relations = package.relations()?;
    let mut is_numbered = false;
    let number = Component::PageNumber;
    for section in text.sections.iter().take(MOST) {
        let mut in_header = false;
        for (is_header, pages, id) in section.margins.iter().take(MOST) {
            let part = relations.iter().find(|[its, ..]| its == id);
            let Some([_, _, part]) = part else {
                continue;
            };
            let Some(bytes) = package.part(part)? else {
                continue;
            };
            if !has_number(&bytes)? {
                continue;
            }
            if pages == "first" {
                if section.title_page {
                    off(
                        findings,
                        number,
                        Rule::FirstPage,
                        Value::Nothing,
                        Value::Nothing,
                    );
                }
                continue;
            }
            if !*is_header {
                off(
                    findings,
                    number,
                    Rule::Place,
                    Value::Nothing,
                    Value::Nothing,
                );
                is_numbered = true;
                continue;
            }
            in_header = true;
            looks(&bytes, styles, findings)?;
        }
        is_numbered |= in_header;
        if in_header && !section.title_page {
            off(
                findings,
                number,
                Rule::FirstPage,
                Value::Nothing,
                Value::Nothing,
            );
        }
        let format = section.format.as_deref().unwrap_or("decimal");
        if in_header && format != "decimal" {
            off(
                findings,
                number,
                Rule::Digits,
                words(format),
                Value::Nothing,
            );
        }
    }
    let letters: usize = text
        .lines
        .iter()
        .map(|line| line.text.chars().count())
        .sum();
    let long = letters > ONE_PAGE || text.sections.len() > 1;
    if !is_numbered && long {
        off(
            findings,
            number,
            Rule::Missing,
            Value::Nothing,
            Value::Nothing,
        );
    }
    Ok(())
}

/// Whether a header or footer shows the number of the page.
fn has_number(bytes: &[u8]) -> Result<bool, CheckError> {
    let (mut found, mut in_code) = (false, false);
    let is_page = |code: &str| {
        let first = code.split_whitespace().next();
        first.is_some_and(|word| word.eq_ignore_ascii_case("PAGE"))
    };
    walk(bytes, |step| match step {
        Step::Open { name, element, .. } => match name {
            "fldSimple" => {
                found |= attribute(element, "instr").is_some_and(|code| is_page(&code));
            }
            "instrText" => in_code = true,
            "pgNum" => found = true,
            _ => {}
        },
        Step::Close { name, .. } => in_code &= name != "instrText",
        Step::Text(text) => found |= in_code && is_page(text),
    })?;
    Ok(found)
}

/// Size, slant and place of the number.
fn looks(bytes: &[u8], styles: &Styles, findings: &mut Vec<Finding>) -> Result<(), CheckError> {
    let number = Component::PageNumber;
    let text = read::lines(bytes, styles)?;
    for line in text
        .lines
        .iter()
        .filter(|line| !line.text.trim().is_empty())
    {
        if line.shape.align != Some(Align::Centre) {
            off(
                findings,
                number,
                Rule::Alignment,
                Value::Nothing,
                words("center"),
            );
        }
        for run in line.runs.iter().filter(|run| !run.text.trim().is_empty()) {
            let size = run.letters.size.unwrap_or(20);
            if !(26..=28).contains(&size) {
                off(
                    findings,
                    number,
                    Rule::Size,
                    points(size),
                    between((26, 28)),
                );
            }
            if run.letters.italic == Some(true) {
                off(findings, number, Rule::Slant, Value::Nothing, words("no"));
            }
        }
    }
    Ok(())
}
