//! A plan as a table for a terminal.

use std::io::{self, Write};

use reading::draft::{Actor, Quote, TaskDraft};

use super::extract::Read;
use crate::show;
use crate::text::Texts;

/// Columns: label, lead, coordinators, deadline, task; in characters.
const WIDTHS: [usize; 5] = [10, 24, 26, 16, 44];

/// Prints the head of the plan and its tasks.
pub(super) fn print(out: &mut impl Write, read: &Read, t: &Texts) -> io::Result<()> {
    let meta = &read.draft.meta;
    let date = meta.date.as_ref().map(|date| show::date(date.value));
    let texts = [&meta.kind, &meta.number].map(|value| value.as_ref().map(|v| v.value.clone()));
    let [kind, number] = texts;
    let issuer = meta.issuer.as_ref().map(|v| v.value.clone());
    let head: Vec<String> = [kind, number, date, issuer].into_iter().flatten().collect();
    writeln!(out, "{}", read.name)?;
    if !head.is_empty() {
        writeln!(out, "{}", head.join(" · "))?;
    }
    if let Some(title) = &meta.title {
        writeln!(out, "{}", title.value)?;
    }
    if read.draft.tasks.is_empty() {
        return writeln!(out, "{}\n", t.get("extract-no-tasks"));
    }
    writeln!(out)?;
    let heads = [
        t.get("column-label"),
        t.get("column-lead"),
        t.get("column-coordinate"),
        t.get("column-deadline"),
        t.get("column-task"),
    ];
    row(out, &heads.map(str::to_owned))?;
    writeln!(out, "{}", WIDTHS.map(|width| "─".repeat(width)).join("  "))?;
    for task in &read.draft.tasks {
        row(out, &cells(task))?;
    }
    let (tasks, findings) = (read.draft.tasks.len(), read.draft.findings.len());
    writeln!(
        out,
        "\n{}\n",
        t.two("extract-sum", "tasks", tasks, "findings", findings)
    )
}

fn cells(task: &TaskDraft) -> [String; 5] {
    let names = |actors: &[Actor]| {
        actors
            .iter()
            .map(|actor| actor.name.as_str())
            .collect::<Vec<_>>()
            .join("; ")
    };
    let words = task.heading.as_ref().or(task.text.as_ref()).map(one_line);
    [
        task.label.clone().unwrap_or_default(),
        names(&task.lead),
        names(&task.coordinate),
        task.deadline
            .as_ref()
            .map(|deadline| one_line(&deadline.quote))
            .unwrap_or_default(),
        words.unwrap_or_default(),
    ]
}

fn one_line(quote: &Quote) -> String {
    quote.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn row(out: &mut impl Write, cells: &[String; 5]) -> io::Result<()> {
    let columns: Vec<Vec<String>> = cells
        .iter()
        .zip(WIDTHS)
        .map(|(cell, width)| wrap(cell, width))
        .collect();
    let lines = columns.iter().map(Vec::len).max().unwrap_or(0);
    for line in 0..lines {
        let mut text = String::new();
        for (column, width) in columns.iter().zip(WIDTHS) {
            let cell = column.get(line).map_or("", String::as_str);
            text.push_str(cell);
            text.extend(std::iter::repeat_n(
                ' ',
                width + 2 - cell.chars().count().min(width),
            ));
        }
        writeln!(out, "{}", text.trim_end())?;
    }
    Ok(())
}

/// Breaks a text into lines of at most `width` characters, at blanks where there are some.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let mut word: Vec<char> = word.chars().collect();
        if used > 0 && used + 1 + word.len() > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        while word.len() > width {
            lines.push(word.drain(..width).collect());
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        used += word.len();
        line.extend(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::wrap;

    proptest! {
        #[test]
        fn wrapping_keeps_every_letter_and_the_width(text in "[a-zđ ]{0,80}", width in 1_usize..20) {
            let lines = wrap(&text, width);
            prop_assert!(lines.iter().all(|line| line.chars().count() <= width));
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
