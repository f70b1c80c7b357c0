//! The communes of Nghệ An before and after 1/7/2025, and the act between them.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::name::{bare, fold, in_order, is_mark, slug, split_head};
use super::{committee, list, text};

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
pub(super) fn add_communes(directory: &mut Value, before: &Value, after: &Value) -> Result<()> {
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

pub(super) fn push(directory: &mut Value, key: &str, values: Vec<Value>) -> Result<()> {
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
