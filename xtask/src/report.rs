//! Headings while the steps run, and the table at the end.

use std::fmt::Write;
use std::time::{Duration, Instant};

use crate::command;

/// How a step ended.
enum Outcome {
    Passed,
    Failed(String),
    /// Not run, with the reason in one line.
    LeftOut(String),
}

/// The steps so far.
pub struct Report {
    started: Instant,
    lines: Vec<(String, Duration, Outcome)>,
}

/// What a step says about itself.
pub enum Done {
    /// It ran and passed.
    Passed,
    /// It could not be run here; the line says why and what would change that.
    LeftOut(String),
}

impl Report {
    /// Nothing run yet.
    pub fn start() -> Self {
        Self {
            started: Instant::now(),
            lines: Vec::new(),
        }
    }

    /// Run a step under its heading and note how it ended. Whether it did not fail.
    pub fn step(&mut self, name: &str, work: impl FnOnce() -> anyhow::Result<Done>) -> bool {
        if command::interrupted() {
            return false;
        }
        println!(
            "\n━━━ {name} {}",
            "━".repeat(72_usize.saturating_sub(name.chars().count()))
        );
        let started = Instant::now();
        let outcome = match work() {
            Ok(Done::Passed) => Outcome::Passed,
            Ok(Done::LeftOut(why)) => {
                println!("{why}");
                Outcome::LeftOut(why)
            }
            Err(error) => {
                println!("FAILED: {error:#}");
                Outcome::Failed(format!("{error:#}"))
            }
        };
        let passed = !matches!(outcome, Outcome::Failed(_));
        self.lines
            .push((name.to_owned(), started.elapsed(), outcome));
        passed
    }

    /// Print the table; fail when a step did.
    pub fn end(self) -> anyhow::Result<()> {
        print!("{}", self.table());
        if command::interrupted() {
            anyhow::bail!("interrupted");
        }
        let failed: Vec<&str> = self
            .lines
            .iter()
            .filter(|(_, _, outcome)| matches!(outcome, Outcome::Failed(_)))
            .map(|(name, _, _)| name.as_str())
            .collect();
        anyhow::ensure!(failed.is_empty(), "failed: {}", failed.join(", "));
        Ok(())
    }

    fn table(&self) -> String {
        let mut table = format!("\n━━━ summary {}\n", "━".repeat(65));
        for (name, took, outcome) in &self.lines {
            let (word, note) = match outcome {
                Outcome::Passed => ("passed", ""),
                Outcome::Failed(why) => ("FAILED", why.lines().next().unwrap_or("")),
                Outcome::LeftOut(why) => ("left out", why.lines().next().unwrap_or("")),
            };
            let _ = writeln!(table, "{name:<14} {word:<9} {:>7}  {note}", minutes(*took));
        }
        let _ = writeln!(
            table,
            "{:<14} {:<9} {:>7}",
            "total",
            "",
            minutes(self.started.elapsed())
        );
        table
    }
}

fn minutes(took: Duration) -> String {
    let seconds = took.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
