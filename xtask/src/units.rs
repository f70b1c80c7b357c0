//! `cargo xtask units`: writes the directories that come with the program from the facts kept
//! beside the project (`units/`: administrative units as of 1/7/2025 and, for Nghệ An, before) and
//! from what is written by hand in `xtask/data`. The same facts give the same files.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use crate::workspace::Workspace;

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

/// A name with single blanks.
fn in_order(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A commune of Nghệ An up to 30/6/2025.
struct OldCommune {
    /// Its name in small letters, and the folded name of its district.
    name: String,
    district: String,
    /// Codes in the directory: its own and that of its district.
    code: String,
    parent: String,
}

/// The communes before and after 1/7/2025 and the act between them.
fn add_communes(directory: &mut Value, before: &Value, after: &Value) -> Result<()> {
    let mut units = Vec::new();
    let mut old = Vec::new();
    for district in list(&before["districts"])? {
        let name = in_order(text(district, "name")?);
        let parent = format!("na.ubnd-{}", slug(&name));
        for commune in list(&district["communes"])? {
            let written = in_order(text(commune, "name")?);
            let spelled = spelling(&written, &name, after)?;
            let unit = old_commune(commune, &spelled, &parent, after)?;
            old.push(OldCommune {
                name: spelled.to_lowercase(),
                district: bare(&name),
                code: text(&unit, "code")?.to_owned(),
                parent: parent.clone(),
            });
            units.push(unit);
        }
    }
    let mut merges = Vec::new();
    let mut formed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for commune in list(after)? {
        let unit = new_commune(commune)?;
        let code = text(&unit, "code")?.to_owned();
        let mut sources = Vec::new();
        for source in sources_of(commune, &mut old)? {
            let there = formed.entry(source.parent).or_default();
            if !there.contains(&code) {
                there.push(code.clone());
            }
            sources.push(source.code);
        }
        merges.push(json!({"kind": "merge", "sources": sources, "into": code}));
        units.push(unit);
    }
    if let Some(left) = old.first() {
        bail!("{} was formed into nothing", left.name);
    }
    // Work of a district goes to the communes formed in it: to which, a person says.
    let splits = formed.iter().map(|(district, successors)| {
        json!({"kind": "split", "source": district, "successors": successors})
    });
    let party = list(&directory["units"])?
        .iter()
        .filter(|unit| unit["kind"] == "party" && unit["level"] == "district")
        .filter(|unit| unit["to"] == "2025-07-01")
        .map(|unit| json!({"kind": "abolish", "unit": unit["code"]}));
    let steps: Vec<Value> = merges.into_iter().chain(splits).chain(party).collect();
    let act = json!({
        "code": "na.2025-07-01", "number": "1678/NQ-UBTVQH15",
        "issuer": "Ủy ban Thường vụ Quốc hội", "effective": "2025-07-01",
        "title": "Sắp xếp các đơn vị hành chính cấp xã của tỉnh Nghệ An năm 2025; kết thúc hoạt động của cấp huyện",
        "note": "Ngày ký chưa có trong nguồn: điền theo bản gốc. Việc của cấp huyện được chia cho các xã, phường hình thành trên địa bàn: chọn từng việc, hoặc giao cho sở.",
        "steps": steps,
    });
    push(directory, "units", units)?;
    push(directory, "acts", vec![act])
}

/// The communes that one was formed from, taken off the list.
fn sources_of(commune: &Value, old: &mut Vec<OldCommune>) -> Result<Vec<OldCommune>> {
    let mut sources = Vec::new();
    for written in list(&commune["formed_from"])? {
        let written = written.as_str().context("a name is missing")?;
        let (mut name, district) = named(written);
        if written.contains(is_mark) {
            let composed = old.iter().find(|it| fold(&it.name) == fold(&name));
            name = composed.map_or(name, |it| it.name.clone());
        }
        let mut found = called(&name, district.as_deref(), old);
        if found.len() > 1 {
            let here = bare(text(commune, "old_district")?);
            found = called(&name, Some(&here), old);
        }
        let &[at] = found.as_slice() else {
            bail!("{written} is in no list, or twice");
        };
        sources.push(old.remove(at));
    }
    Ok(sources)
}

/// The places in the list of those with a name, in a district if it is said.
fn called(name: &str, district: Option<&str>, old: &[OldCommune]) -> Vec<usize> {
    let fits = |it: &OldCommune| {
        it.name == name && district.is_none_or(|district| it.district == district)
    };
    let found = old.iter().enumerate().filter(|(_, it)| fits(it));
    found.map(|(at, _)| at).collect()
}

/// "xã Châu Tiến (huyện Quỳ Hợp)": the name, and its folded district where that must be said.
fn named(written: &str) -> (String, Option<String>) {
    match written.split_once(" (") {
        Some((name, district)) => {
            let district = fold(district);
            let heads = ["huyen ", "thi xa ", "thanh pho "];
            let bare = heads.iter().find_map(|head| district.strip_prefix(head));
            (
                name.to_lowercase(),
                Some(bare.unwrap_or(&district).to_owned()),
            )
        }
        None => (written.to_lowercase(), None),
    }
}

fn push(directory: &mut Value, key: &str, values: Vec<Value>) -> Result<()> {
    let list = directory[key].as_array_mut().context("a list is missing")?;
    list.extend(values);
    Ok(())
}

/// A commune as the resolution of 2025 spells it, where the list of codes spells it otherwise.
fn spelling(written: &str, district: &str, after: &Value) -> Result<String> {
    // The list of codes says "Xã Hưng Yên" of what remained after Hưng Yên Bắc was cut off.
    let wanted = match (bare(district).as_str(), written) {
        ("hung nguyen", "Xã Hưng Yên") => "xã hưng yên nam".to_owned(),
        _ => written.to_lowercase(),
    };
    let mut similar = None;
    for commune in list(after)? {
        for source in list(&commune["formed_from"])? {
            let (name, of) = named(source.as_str().unwrap_or_default());
            if of.is_some_and(|of| of != bare(district)) {
                continue;
            }
            // One of the sources writes some accents as letters of their own.
            if source.as_str().is_some_and(|text| text.contains(is_mark)) {
                if fold(&name) == fold(&wanted) {
                    similar = Some(written.to_owned());
                }
                continue;
            }
            if name == wanted {
                return Ok(capital(source.as_str().unwrap_or_default()));
            }
            if fold(&name) == fold(&wanted) {
                similar = Some(capital(source.as_str().unwrap_or_default()));
            }
        }
    }
    similar.with_context(|| format!("{written} ({district}) was formed into nothing"))
}

/// "xã Châu Tiến (huyện Quỳ Hợp)" as a name by itself: "Xã Châu Tiến".
fn capital(source: &str) -> String {
    let mut letters = source.split(" (").next().unwrap_or(source).chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// A commune that ended on 1/7/2025. What was Cửa Lò's until it went into Vinh had another parent.
fn old_commune(commune: &Value, name: &str, district: &str, after: &Value) -> Result<Value> {
    let (written, code) = (in_order(text(commune, "name")?), text(commune, "code")?);
    let mut unit = committee(name, &format!("na.cu-{}-{code}", slug(name)), code);
    unit.insert("to".into(), json!("2025-07-01"));
    if written != name {
        let (head, rest) = split_head(&written);
        let aliases = unit["aliases"].as_array_mut().context("aliases")?;
        aliases.push(json!(format!("{} {rest}", head.to_lowercase())));
    }
    if of_cua_lo(name, after)? {
        let parents = json!([
            {"parent": "na.ubnd-thi-xa-cua-lo", "to": "2024-12-01"},
            {"parent": district, "from": "2024-12-01", "to": "2025-07-01"},
        ]);
        unit.insert("parents".into(), parents);
    } else {
        unit.insert("parent".into(), json!(district));
    }
    Ok(Value::Object(unit))
}

fn of_cua_lo(name: &str, after: &Value) -> Result<bool> {
    for commune in list(after)? {
        if commune["old_district"] == "Cửa Lò" {
            for source in list(&commune["formed_from"])? {
                if fold(source.as_str().unwrap_or_default()) == fold(name) {
                    return Ok(true);
                }
            }
        }
    }
    Ok(false)
}

fn new_commune(commune: &Value) -> Result<Value> {
    let (name, code) = (in_order(text(commune, "name")?), text(commune, "code")?);
    let mut unit = committee(&name, &format!("na.ubnd-{}", slug(&name)), code);
    unit.insert("parent".into(), json!("na.ubnd"));
    unit.insert("from".into(), json!("2025-07-01"));
    Ok(Value::Object(unit))
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

/// "Thị trấn Kim Sơn": the kind of place and its name.
fn split_head(name: &str) -> (&str, &str) {
    const HEADS: [&str; 7] = [
        "Thành phố",
        "Thị trấn",
        "Thị xã",
        "Đặc khu",
        "Huyện",
        "Phường",
        "Xã",
    ];
    let found = HEADS.iter().find_map(|head| {
        let rest = name.strip_prefix(head)?.strip_prefix(' ')?;
        Some((&name[..head.len()], rest))
    });
    found.unwrap_or(("", name))
}

/// The folded name of a district without its kind.
fn bare(name: &str) -> String {
    fold(split_head(name).1)
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

/// What a code is made of: no accents, words joined by dashes.
fn slug(text: &str) -> String {
    fold(text).replace(' ', "-")
}

/// An accent that is a letter of its own.
fn is_mark(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter)
}

/// Lower case without accents, everything but letters and digits a blank.
fn fold(text: &str) -> String {
    const LETTERS: [(char, &str); 7] = [
        ('a', "àáảãạăằắẳẵặâầấẩẫậ"),
        ('d', "đ"),
        ('e', "èéẻẽẹêềếểễệ"),
        ('i', "ìíỉĩị"),
        ('o', "òóỏõọôồốổỗộơờớởỡợ"),
        ('u', "ùúủũụưừứửữự"),
        ('y', "ỳýỷỹỵ"),
    ];
    let plain = |letter: char| {
        let found = LETTERS.iter().find(|(_, marked)| marked.contains(letter));
        found.map_or(letter, |(plain, _)| *plain)
    };
    let folded: String = text
        .to_lowercase()
        .chars()
        .filter(|letter| !is_mark(*letter))
        .map(plain)
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    in_order(&folded)
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
