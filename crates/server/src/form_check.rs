//! What the checker of official documents found, in words.

use documents::letter::check::{CheckError, Component, Finding, Rule, Value};

use crate::key;
use crate::text::{Lang, Texts};

/// A finding as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Of which component.
    pub component: String,
    /// What is off, and what the decree asks for.
    pub text: String,
    /// Where, with the words that stand there.
    pub place: String,
    /// Where the decree says so.
    pub article: String,
}

/// The findings as lines.
pub fn lines(t: &Texts, findings: &[Finding]) -> Vec<Line> {
    findings.iter().map(|it| line(t, it)).collect()
}

fn line(t: &Texts, finding: &Finding) -> Line {
    let (found, wanted) = (value(t, &finding.found), value(t, &finding.wanted));
    let rule = rule_key(finding.rule, &finding.wanted);
    let place = match (finding.paragraph, &finding.excerpt) {
        (Some(paragraph), Some(excerpt)) => t.two(
            "form-place",
            "paragraph",
            paragraph.to_string(),
            "text",
            excerpt.as_str(),
        ),
        _ => String::new(),
    };
    let text = t.two(rule, "found", found, "wanted", wanted);
    Line {
        component: t.get(component_key(finding.component)).to_owned(),
        text: match finding.times {
            0 | 1 => text,
            times => format!("{text} {}", t.one("form-times", "count", times.to_string())),
        },
        place,
        article: t.one("form-article", "place", finding.component.article()),
    }
}

/// Why a file could not be measured, as a key.
pub fn refusal(error: CheckError) -> &'static str {
    match error {
        CheckError::NotDocx => key!("form-not-docx"),
        CheckError::TooLarge => key!("form-too-large"),
        CheckError::Damaged => key!("form-damaged"),
    }
}

/// A measure in the units of the office.
fn value(t: &Texts, value: &Value) -> String {
    let number = |value: f32| {
        let text = format!("{value:.2}");
        let text = text.trim_end_matches('0').trim_end_matches('.');
        match t.lang() {
            Lang::Vi => text.replace('.', ","),
            Lang::En => text.to_owned(),
        }
    };
    match value {
        Value::Nothing => String::new(),
        Value::Millimetres(mm) => format!("{} mm", number(*mm)),
        Value::MillimetresBetween(least, most) => {
            format!("{}–{} mm", number(*least), number(*most))
        }
        Value::Paper(width, height) => format!("{} × {} mm", number(*width), number(*height)),
        Value::Points(points) => format!("{} pt", number(*points)),
        Value::PointsBetween(least, most) => format!("{}–{} pt", number(*least), number(*most)),
        Value::Lines(lines) => t.one("form-lines", "count", number(*lines)),
        Value::Words(words) => words.clone(),
    }
}

fn rule_key(rule: Rule, wanted: &Value) -> &'static str {
    let no = *wanted == Value::Words("no".to_owned());
    match rule {
        Rule::Paper => key!("form-rule-paper"),
        Rule::MarginTop => key!("form-rule-margin-top"),
        Rule::MarginBottom => key!("form-rule-margin-bottom"),
        Rule::MarginLeft => key!("form-rule-margin-left"),
        Rule::MarginRight => key!("form-rule-margin-right"),
        Rule::Font => key!("form-rule-font"),
        Rule::Colour => key!("form-rule-colour"),
        Rule::Size => key!("form-rule-size"),
        Rule::Weight if no => key!("form-rule-not-bold"),
        Rule::Weight => key!("form-rule-bold"),
        Rule::Slant if no => key!("form-rule-upright"),
        Rule::Slant => key!("form-rule-italic"),
        Rule::Capitals if no => key!("form-rule-not-capitals"),
        Rule::Capitals => key!("form-rule-capitals"),
        Rule::Alignment if *wanted == Value::Words("both".to_owned()) => {
            key!("form-rule-justified")
        }
        Rule::Alignment => key!("form-rule-centred"),
        Rule::Indent => key!("form-rule-indent"),
        Rule::LineSpacing => key!("form-rule-line-spacing"),
        Rule::ParagraphSpacing => key!("form-rule-paragraph-spacing"),
        Rule::Missing => key!("form-rule-missing"),
        Rule::Order => key!("form-rule-order"),
        Rule::Line => key!("form-rule-line"),
        Rule::Underline => key!("form-rule-underline"),
        Rule::Words => key!("form-rule-words"),
        Rule::Zero => key!("form-rule-zero"),
        Rule::End => key!("form-rule-end"),
        Rule::Place => key!("form-rule-place"),
        Rule::FirstPage => key!("form-rule-first-page"),
        Rule::Digits => key!("form-rule-digits"),
    }
}

fn component_key(component: Component) -> &'static str {
    match component {
        Component::Page => key!("form-page"),
        Component::Text => key!("form-text"),
        Component::Nation => key!("form-nation"),
        Component::Motto => key!("form-motto"),
        Component::Superior => key!("form-superior"),
        Component::Issuer => key!("form-issuer"),
        Component::Number => key!("form-number"),
        Component::PlaceDate => key!("form-place-date"),
        Component::TypeName => key!("form-type-name"),
        Component::About => key!("form-about"),
        Component::Dear => key!("form-dear"),
        Component::Body => key!("form-body"),
        Component::Authority => key!("form-authority"),
        Component::Signer => key!("form-signer"),
        Component::RecipientsTitle => key!("form-recipients-title"),
        Component::Recipients => key!("form-recipients"),
        Component::Appendix => key!("form-appendix"),
        Component::PageNumber => key!("form-page-number"),
    }
}
