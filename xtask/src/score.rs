//! How well real plans are read, against hand-made gold, and the floors that must hold.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::command::{self, program};
use crate::report::Done;
use crate::workspace::Workspace;

/// The least that each figure over all documents may be. They only ever go up.
const FLOORS: &[(&str, f64)] = &[
    ("rows", 0.88),
    ("rows_f1", 0.86),
    ("task_p", 0.96),
    ("task_r", 0.96),
    ("lead_f1", 0.97),
    ("coord_f1", 0.92),
    ("due", 0.97),
    ("meta", 0.97),
    ("cit_f1", 0.99),
    ("citdate", 0.99),
];

/// The score as a step of the tests.
pub fn step(workspace: &Workspace) -> Result<Done> {
    if workspace.shared().is_none() {
        return Ok(Done::LeftOut(missing()));
    }
    run(workspace, false, None)?;
    Ok(Done::Passed)
}

/// Score the release binary; fail below a floor (only when every document is scored).
pub fn run(workspace: &Workspace, verbose: bool, only: Option<&str>) -> Result<()> {
    let bench = workspace.shared().with_context(missing)?.join("bench");
    let result = workspace.target.join("score.json");
    let extract = format!(
        "{} extract --format json {{}}",
        workspace.binary().display()
    );
    let mut command = program("python3", &workspace.root);
    command.arg(bench.join("score_extraction.py"));
    command
        .arg("--gold")
        .arg(bench.join("gold"))
        .arg("--docs")
        .arg(bench.join("docs"));
    command.args(["--cmd", &extract]).arg("--json").arg(&result);
    if verbose {
        command.arg("-v");
    }
    if let Some(only) = only {
        command.args(["--only", only]);
    }
    command::run(&mut command)?;
    let figures: Value = serde_json::from_slice(&std::fs::read(&result)?)?;
    if only.is_some() {
        return Ok(());
    }
    let below = below_floor(&figures["all"]);
    ensure!(below.is_empty(), "below the floor: {}", below.join(", "));
    let failed = figures["failed"].as_array().map_or(0, Vec::len);
    ensure!(failed == 0, "{failed} documents could not be read");
    Ok(())
}

fn below_floor(all: &Value) -> Vec<String> {
    FLOORS
        .iter()
        .filter_map(|(name, floor)| {
            let figure = all[name].as_f64().unwrap_or(0.0);
            (figure < *floor).then(|| format!("{name} {figure:.3} < {floor}"))
        })
        .collect()
}

fn missing() -> String {
    "no real plans beside the checkout (../shared, or DONDOC_SHARED): the score is left out"
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_below_its_floor_is_named() {
        let mut all = serde_json::Map::new();
        for (name, _) in FLOORS {
            all.insert((*name).to_owned(), Value::from(1.0));
        }
        assert!(below_floor(&Value::Object(all.clone())).is_empty());
        all.insert("rows".to_owned(), Value::from(0.5));
        all.remove("due");
        let below = below_floor(&Value::Object(all));
        assert_eq!(below, ["rows 0.500 < 0.88", "due 0.000 < 0.97"]);
    }
}
