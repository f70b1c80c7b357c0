//! The directories that come with the program: those written as files, and for each of the 34
//! provinces its communes with the bodies that every province has.
//!
//! Communes: facts from thanglequoc/vietnamese-provinces-database (MIT; its licence lies beside
//! the data). `cargo xtask units` writes the files.

use super::{
    CENTRAL, Kind, Level,
    directory::{Code, Directory, GSO, UnitEntry},
    name,
};
use crate::error::{Error, Result};

#[derive(rust_embed::RustEmbed)]
#[folder = "data/units"]
struct Shipped;

const COMMUNES: &str = include_str!("../../data/provinces/communes.tsv");
const STANDARD: &str = include_str!("../../data/provinces/standard.json");

/// The day as of which the provinces are: Nghị quyết of 2025 on the two tiers.
const TWO_TIERS: &str = "2025-07-01";

/// A directory that can be loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The name it is asked for by: `nghe-an`.
    pub name: String,
    /// The place.
    pub place: String,
    /// Whether its bodies are only those that every province has.
    pub is_pattern: bool,
}

/// The directories written as files, by file name without `.json`.
pub fn shipped() -> Result<Vec<(String, Directory)>> {
    let mut names: Vec<_> = Shipped::iter()
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        .collect();
    names.sort();
    names
        .into_iter()
        .filter_map(|name| Shipped::get(&format!("{name}.json")).map(|file| (name, file)))
        .map(|(name, file)| Ok((name, Directory::parse(&file.data)?)))
        .collect()
}

/// All that can be loaded, in the order of their names; the centre comes with each.
pub fn offers() -> Result<Vec<Offer>> {
    let written = shipped()?.into_iter().map(|(name, directory)| Offer {
        name,
        place: directory.place,
        is_pattern: false,
    });
    let mut offers: Vec<Offer> = written.filter(|offer| offer.place != CENTRAL).collect();
    for (_, title, _) in provinces() {
        let place = bare(title);
        if !offers.iter().any(|offer| offer.place == place) {
            offers.push(Offer {
                name: name::slug(place),
                place: place.to_owned(),
                is_pattern: true,
            });
        }
    }
    offers.sort_by_cached_key(|offer| name::sort_key(&offer.place));
    Ok(offers)
}

/// A directory by the name of its offer.
pub fn directory(name: &str) -> Result<Directory> {
    if let Some((_, written)) = shipped()?.into_iter().find(|(known, _)| known == name) {
        return Ok(written);
    }
    let found = provinces().find(|(_, title, _)| name::slug(bare(title)) == name);
    let (_, title, communes) = found.ok_or(Error::NotFound("directory"))?;
    province(title, communes)
}

/// The ministries and those above them.
pub fn central() -> Result<Directory> {
    directory("trung-uong")
}

/// The bodies that every province has, before and after 1/3/2025, for a place that is a
/// "Tỉnh …" or a "Thành phố …"; without communes.
pub fn standard(title: &str) -> Result<Directory> {
    let place = bare(title);
    let is_city = title.starts_with("Thành phố");
    let (level, party) = if is_city {
        ("thành phố", "Thành")
    } else {
        ("tỉnh", "Tỉnh")
    };
    let text = STANDARD
        .replace("{place}", place)
        .replace("{p}", &name::slug(place))
        .replace("{tỉnh}", level)
        .replace("{Tỉnh}", party);
    Ok(Directory::parse(text.as_bytes())?)
}

/// The directory of a province with its communes, as of 1/7/2025.
fn province(title: &str, communes: &str) -> Result<Directory> {
    let day = TWO_TIERS
        .parse()
        .map_err(|_| Error::Damaged(TWO_TIERS.to_owned()))?;
    let mut directory = standard(title)?;
    directory
        .units
        .retain(|unit| super::valid(unit.from, unit.to, day));
    directory
        .groups
        .retain(|group| super::valid(group.from, group.to, day));
    let place = name::slug(bare(title));
    for unit in &mut directory.units {
        unit.tags.push("theo-mau".to_owned());
    }
    let mut seen = std::collections::HashSet::new();
    for line in communes.lines() {
        let (code, name) = fields(line);
        let mut unit = commune(&place, code, name);
        if !seen.insert(unit.code.clone()) {
            unit.code = format!("{}-{code}", unit.code);
        }
        unit.from = Some(day);
        directory.units.push(unit);
    }
    Ok(directory)
}

fn commune(place: &str, code: &str, name: &str) -> UnitEntry {
    let heads = ["Phường", "Xã", "Đặc khu"];
    let head = heads.iter().find(|head| name.starts_with(**head));
    let head = head.copied().unwrap_or("Xã");
    let rest = name.strip_prefix(head).unwrap_or(name).trim();
    let lower = format!("{} {rest}", head.to_lowercase());
    UnitEntry {
        short: Some(format!("UBND {lower}")),
        parent: Some(format!("{place}.ubnd")),
        tags: vec![name::slug(head)],
        codes: vec![Code {
            scheme: GSO.to_owned(),
            value: code.to_owned(),
        }],
        aliases: vec![lower.clone()],
        ..UnitEntry::new(
            format!("{place}.ubnd-{}", name::slug(name)),
            Kind::Commune,
            Level::Commune,
            format!("Ủy ban nhân dân {lower}"),
        )
    }
}

/// Every province: its code, its title ("Tỉnh Nghệ An"), the lines of its communes.
fn provinces() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    COMMUNES.split("P\t").skip(1).map(|part| {
        let (head, communes) = part.split_once('\n').unwrap_or((part, ""));
        let (code, title) = head.split_once('\t').unwrap_or(("", head));
        (code, title, communes)
    })
}

/// Code and name of a line `C code name`.
fn fields(line: &str) -> (&str, &str) {
    let mut fields = line.split('\t').skip(1);
    (
        fields.next().unwrap_or_default(),
        fields.next().unwrap_or_default(),
    )
}

/// "Tỉnh Nghệ An": "Nghệ An".
fn bare(title: &str) -> &str {
    let heads = ["Tỉnh ", "Thành phố "];
    let found = heads.iter().find_map(|head| title.strip_prefix(head));
    found.unwrap_or(title)
}
