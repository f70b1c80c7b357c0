//! `cargo xtask units`: writes the directories that come with the program from the facts kept
//! beside the project (`units/`: administrative units as of 1/7/2025 and, for Nghệ An, before) and
//! from what is written by hand in `xtask/data`. The same facts give the same files.

mod communes;
mod name;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use crate::workspace::Workspace;
use communes::{add_communes, push};
use name::{in_order, slug, split_head};

/// What is written, by path from the root of the project.
type Files = BTreeMap<&'static str, String>;

/// Write the files; with `check` only say whether they are as they would be written.
pub fn run(workspace: &Workspace, check: bool) -> Result<()> {
    let Some(shared) = workspace.shared() else {
        println!("the facts are not beside the project: nothing to write");
        return Ok(());
    };
    let files = files(&shared.join("units"), &workspace.root.join("xtask/data"))?;
    for (path, text) in &files {
        let target = workspace.root.join(path);
        let same = fs::read_to_string(&target).is_ok_and(|there| there == *text);
        if check && !same {
            bail!("{path} is not what `cargo xtask units` writes");
        }
        if !same {
            fs::write(&target, text).with_context(|| format!("cannot write {path}"))?;
            println!("written: {path}");
        }
    }
    Ok(())
}

fn files(facts: &Path, by_hand: &Path) -> Result<Files> {
    let provinces = read(&facts.join("vietnam-2025-07.json"))?;
    let mut files = Files::new();
    files.insert(
        "crates/core/data/provinces/communes.tsv",
        communes(&provinces)?,
    );
    let before = read(&facts.join("nghean-before-2025-07.json"))?;
    let after = read(&facts.join("nghean-communes-2025.json"))?;
    let mut nghe_an = read(&by_hand.join("nghe-an.json"))?;
    add_communes(&mut nghe_an, &before, &after)?;
    files.insert("crates/core/data/units/nghe-an.json", lines(&nghe_an)?);
    let mut central = read(&by_hand.join("trung-uong.json"))?;
    add_provinces(&mut central, &provinces)?;
    files.insert("crates/core/data/units/trung-uong.json", lines(&central)?);
    Ok(files)
}

fn read(path: &Path) -> Result<Value> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no JSON", path.display()))
}

/// All provinces and their communes, one a line: `P` code name, then `C` code name of each.
fn communes(provinces: &Value) -> Result<String> {
    let mut out = String::new();
    for province in list(provinces)? {
        let name = match text(province, "name")? {
            // The source is newer than 1/7/2025 here: documents of 11/2025 still say "tỉnh".
            "Thành phố Đồng Nai" => "Tỉnh Đồng Nai",
            name => name,
        };
        let _ = writeln!(out, "P\t{}\t{name}", text(province, "code")?);
        for commune in list(&province["communes"])? {
            let name = in_order(text(commune, "name")?);
            let _ = writeln!(out, "C\t{}\t{name}", text(commune, "code")?);
        }
    }
    Ok(out)
}

fn list(value: &Value) -> Result<&Vec<Value>> {
    value.as_array().context("a list is missing")
}

fn text<'v>(value: &'v Value, key: &str) -> Result<&'v str> {
    value[key].as_str().with_context(|| format!("no {key}"))
}

/// The people's committee of a commune.
fn committee(name: &str, unit: &str, code: &str) -> Map<String, Value> {
    let (head, rest) = split_head(name);
    let lower = format!("{} {rest}", head.to_lowercase());
    let entry = json!({
        "code": unit, "kind": "commune", "level": "commune",
        "name": format!("Ủy ban nhân dân {lower}"), "short": format!("UBND {lower}"),
        "aliases": [lower], "tags": [slug(head)], "codes": [{"scheme": "gso", "value": code}],
    });
    match entry {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// The people's committees of the provinces, for documents of the centre.
fn add_provinces(central: &mut Value, provinces: &Value) -> Result<()> {
    let mut units = Vec::new();
    for line in communes(provinces)?
        .lines()
        .filter(|line| line.starts_with("P\t"))
    {
        let mut fields = line.split('\t').skip(1);
        let (Some(code), Some(name)) = (fields.next(), fields.next()) else {
            bail!("a line of the list is short");
        };
        let (head, rest) = match name.strip_prefix("Tỉnh ") {
            Some(rest) => ("tỉnh", rest),
            None => ("thành phố", name.trim_start_matches("Thành phố ")),
        };
        units.push(json!({
            "code": format!("vn.ubnd-{}", slug(rest)), "kind": "province", "level": "province",
            "name": format!("Ủy ban nhân dân {head} {rest}"), "short": format!("UBND {head} {rest}"),
            "codes": [{"scheme": "gso", "value": code}],
        }));
    }
    push(central, "units", units)
}

/// JSON with one entry a line, so that a change shows as a line.
fn lines(directory: &Value) -> Result<String> {
    let object = directory.as_object().context("a directory is an object")?;
    let keys = ["place", "notes", "units", "groups", "acts"];
    let parts = keys.iter().filter_map(|key| Some((key, object.get(*key)?)));
    let parts: Vec<String> = parts
        .map(|(key, value)| match value.as_array() {
            Some(entries) => {
                let entries: Vec<String> =
                    entries.iter().map(|entry| format!("  {entry}")).collect();
                format!(" \"{key}\": [\n{}\n ]", entries.join(",\n"))
            }
            None => format!(" \"{key}\": {value}"),
        })
        .collect();
    Ok(format!("{{\n{}\n}}\n", parts.join(",\n")))
}

#[cfg(test)]
mod tests {
    use super::{Workspace, run, slug};

    #[test]
    fn a_code_is_readable() {
        assert_eq!(slug("Thị trấn Quán Hành"), "thi-tran-quan-hanh");
        assert_eq!(slug("Xã Đắk Ơ"), "xa-dak-o");
    }

    #[test]
    fn the_files_are_what_the_facts_give() {
        let workspace = Workspace::find().expect("a workspace");
        run(&workspace, true).expect("the same files");
    }
}
