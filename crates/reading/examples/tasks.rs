//! What a plan is read as, one task a few lines: to look at while the grammar is worked on.
//!
//! `cargo run -p reading --example tasks -- FILE...`; with `--json` first, as `dondoc extract`
//! writes it.

use std::env;
use std::error::Error;
use std::fs;

use reading::draft::{Actor, TaskDraft};
use reading::file::{self, Helpers, Limits};
use reading::plan;

fn main() -> Result<(), Box<dyn Error>> {
    let json = env::args().any(|word| word == "--json");
    for path in env::args().skip(1).filter(|word| word != "--json") {
        let bytes = fs::read(&path)?;
        let source = file::read(
            &bytes,
            Some(&path),
            &Limits::default(),
            &Helpers::default(),
            &(),
        )?;
        let draft = plan::read(&source);
        if json {
            println!("{}", plan::json::write(&draft));
            continue;
        }
        let meta = &draft.meta;
        println!("== {path}");
        println!(
            "{:?} | {:?} | {:?} | {:?} | {:?} | {:?} | {:?}",
            meta.kind.as_ref().map(|value| &value.value),
            meta.number.as_ref().map(|value| &value.value),
            meta.issuer.as_ref().map(|value| &value.value),
            meta.place.as_ref().map(|value| &value.value),
            meta.date.as_ref().map(|value| value.value),
            meta.title.as_ref().map(|value| &value.value),
            meta.signer.as_ref().map(|value| &value.value),
        );
        draft.tasks.iter().for_each(show);
    }
    Ok(())
}

fn show(task: &TaskDraft) {
    let names = |actors: &[Actor]| {
        let names: Vec<&str> = actors.iter().map(|actor| actor.name.as_str()).collect();
        names.join(" ; ")
    };
    let text = task.text.as_ref().or(task.heading.as_ref());
    let start: String = text
        .map_or("", |quote| &quote.text)
        .chars()
        .take(90)
        .collect();
    println!("{} {start}", task.label.as_deref().unwrap_or("?"));
    println!("    L {}", names(&task.lead));
    if !task.coordinate.is_empty() {
        println!("    C {}", names(&task.coordinate));
    }
    if let Some(due) = &task.deadline {
        println!("    D {} [{:?} {:?}]", due.quote.text, due.kind, due.due);
    }
}
