//! How people write plans beyond the yardstick: made-up plans in as many manners as we know, each
//! with the tasks a careful reader finds in it.
//!
//! `habits/NAME.txt` or `.md` is the plan, `habits/NAME.tsv` what it holds: first the number and
//! the issuer, then a line a task with its label, leads, coordinators and last day (or the words
//! of the deadline that has none), each checked by eye. `cargo run -p reading --example tasks`
//! shows what is read today.

use std::fs;
use std::path::{Path, PathBuf};

use reading::draft::{Actor, PlanDraft, TaskDraft};
use reading::file::{self, Helpers, Limits};
use reading::plan;

#[test]
fn every_manner_is_read() {
    let plans = plans();
    assert!(plans.len() >= 14, "only {} plans found", plans.len());
    let mut wrong = Vec::new();
    for path in plans {
        let expected = fs::read_to_string(path.with_extension("tsv"))
            .unwrap_or_else(|_| panic!("{} has no .tsv beside it", path.display()));
        let found = lines(&read(&path));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let expected: Vec<&str> = expected.lines().collect();
        for line in expected
            .iter()
            .filter(|line| !found.iter().any(|one| one == *line))
        {
            wrong.push(format!("{name}: missing {line}"));
        }
        for line in found
            .iter()
            .filter(|line| !expected.contains(&line.as_str()))
        {
            wrong.push(format!("{name}: found   {line}"));
        }
        if found.len() != expected.len() {
            wrong.push(format!(
                "{name}: {} lines, not {}",
                found.len(),
                expected.len()
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

fn plans() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/habits");
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut plans: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|kind| kind != "tsv"))
        .collect();
    plans.sort();
    plans
}

fn read(path: &Path) -> PlanDraft {
    let bytes = fs::read(path).expect("a plan of this folder");
    let name = path.to_str();
    let source = file::read(&bytes, name, &Limits::default(), &Helpers::default(), &());
    plan::read(&source.expect("plain text"))
}

fn lines(draft: &PlanDraft) -> Vec<String> {
    let plain = |value: Option<&reading::draft::Value<String>>| {
        value.map_or_else(|| "-".to_owned(), |value| value.value.clone())
    };
    let number = plain(draft.meta.number.as_ref());
    let head = format!("{number}\t{}", plain(draft.meta.issuer.as_ref()));
    std::iter::once(head)
        .chain(draft.tasks.iter().map(line))
        .collect()
}

fn line(task: &TaskDraft) -> String {
    let names = |actors: &[Actor]| {
        let names: Vec<&str> = actors.iter().map(|actor| actor.name.as_str()).collect();
        names.join("; ")
    };
    let due = task.deadline.as_ref().map_or(String::new(), |deadline| {
        deadline
            .due
            .map_or_else(|| one_line(&deadline.quote.text), |day| day.to_string())
    });
    let label = task.label.as_deref().unwrap_or_default();
    format!(
        "{label}\t{}\t{}\t{due}",
        names(&task.lead),
        names(&task.coordinate)
    )
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
