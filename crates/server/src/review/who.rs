//! Whom the names of a draft mean, in the directory as of the plan's day.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use dondoc_core::db::{Conn, Timestamp};
use dondoc_core::plan::draft::{Actor, ActorKind, Draft, Role, Target};
use dondoc_core::unit::{
    self, Candidate, Directories, How, Meant, Registry, Resolution, Unit, name,
};

/// The directory for a draft.
pub struct Who {
    registry: Arc<Registry>,
    mapped: BTreeMap<String, Target>,
    /// Every different name of the draft, resolved once.
    resolved: HashMap<(String, ActorKind), Resolution>,
    /// Names of the draft of which somebody said once whom they mean, in the order of the draft.
    said: Vec<Said>,
}

/// A name, whom somebody said it means, and who said so when.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "as said above")]
pub struct Said {
    pub written: String,
    pub name: String,
    pub who: String,
    pub at: Timestamp,
}

/// Whom a name means, for showing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom<'a> {
    /// A unit, by its name in the directory.
    Unit(&'a str),
    /// A collective that expands.
    Group {
        /// Its id.
        id: i64,
        /// Its name in the directory.
        name: &'a str,
        /// How many obligations it makes, exceptions taken off.
        count: usize,
    },
    /// A collective that never expands by itself.
    Open,
    /// Perhaps this one: code and name.
    Perhaps(&'a str, &'a str),
    /// Nobody known.
    Unknown,
}

impl Whom<'_> {
    /// The class of its chip.
    pub fn class(&self) -> &'static str {
        match self {
            Self::Unit(_) => "",
            Self::Group { .. } => " group",
            Self::Open => " open",
            Self::Perhaps(..) | Self::Unknown => " unknown",
        }
    }
}

/// A name that nobody in the directory has, and how often the draft uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName<'a> {
    /// The name.
    pub name: &'a str,
    /// What the reader takes it for.
    pub kind: ActorKind,
    /// How many assignments use it.
    pub count: usize,
    /// Whom it may mean: code and name.
    pub perhaps: Option<(&'a str, &'a str)>,
}

impl Who {
    /// The directory of the plan's place on a day, with the names of the draft looked up.
    pub async fn load(
        kept: &Directories,
        conn: &Conn,
        draft: &Draft,
        day: NaiveDate,
    ) -> dondoc_core::Result<Self> {
        let registry = kept.of(conn, day, &place(draft)).await?;
        let mut who = Self {
            registry,
            mapped: draft.mapped.clone(),
            resolved: HashMap::new(),
            said: Vec::new(),
        };
        let new = who.look_up_all(draft);
        for (name, kind) in new {
            who.note(conn, &name, kind).await?;
        }
        Ok(who)
    }

    /// Look up every actor of the draft; each different name, in the order of the draft.
    fn look_up_all(&mut self, draft: &Draft) -> Vec<(String, ActorKind)> {
        let rows = draft.rows.iter();
        let actors = rows.flat_map(|row| Role::ALL.map(|role| row.actors(role)));
        let new = actors.flatten().filter(|actor| self.look_up(actor));
        new.map(|actor| (actor.name.clone(), actor.kind)).collect()
    }

    /// Keep who said what a name means, when somebody did.
    async fn note(
        &mut self,
        conn: &Conn,
        written: &str,
        kind: ActorKind,
    ) -> dondoc_core::Result<()> {
        let found = self.resolved.get(&(written.to_owned(), kind));
        let name = match found {
            Some(Resolution::Is(Meant::Unit(id), How::Said)) => self.registry.unit_name(*id),
            Some(Resolution::Is(Meant::Group(id), How::Said)) => {
                self.registry.group(*id).map(|group| group.name.as_str())
            }
            _ => None,
        };
        let Some(name) = name.map(str::to_owned) else {
            return Ok(());
        };
        if let Some(said) = unit::alias::last(conn, written).await? {
            self.said.push(Said {
                written: written.to_owned(),
                name,
                who: said.set_by_name,
                at: said.set_at,
            });
        }
        Ok(())
    }

    /// Names of which somebody said whom they mean.
    pub fn said(&self) -> &[Said] {
        &self.said
    }

    /// Look a name up, if that was not done yet.
    fn look_up(&mut self, actor: &Actor) -> bool {
        let key = (actor.name.clone(), actor.kind);
        if self.resolved.contains_key(&key) {
            return false;
        }
        let mapped = self.mapped.get(&name::key(&actor.name));
        let found = self.registry.resolve(&actor.name, actor.kind, mapped);
        self.resolved.insert(key, found);
        true
    }

    /// The day of the directory.
    pub fn day(&self) -> NaiveDate {
        self.registry.day
    }

    /// The place whose directory it is, if it is known.
    pub fn place(&self) -> Option<&str> {
        self.registry.place.as_deref()
    }

    /// The directory itself.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Whom an actor means.
    pub fn whom(&self, actor: &Actor) -> Whom<'_> {
        let found = self.resolved.get(&(actor.name.clone(), actor.kind));
        self.shown(found.unwrap_or(&Resolution::Unknown), &actor.exceptions)
    }

    fn shown(&self, found: &Resolution, exceptions: &[String]) -> Whom<'_> {
        match found {
            Resolution::Is(Meant::Unit(id), _) => self
                .registry
                .unit_name(*id)
                .map_or(Whom::Unknown, Whom::Unit),
            Resolution::Is(Meant::Group(id), _) => {
                let Some(group) = self.registry.group(*id) else {
                    return Whom::Unknown;
                };
                let count = self.registry.members(*id, exceptions).len();
                Whom::Group {
                    id: *id,
                    name: &group.name,
                    count,
                }
            }
            Resolution::Open(_) => Whom::Open,
            Resolution::Perhaps(candidates) => self.perhaps(candidates),
            Resolution::Unknown => Whom::Unknown,
        }
    }

    fn perhaps(&self, candidates: &[Candidate]) -> Whom<'_> {
        let found = candidates
            .iter()
            .find_map(|candidate| match candidate.meant {
                Meant::Unit(id) => self.registry.unit_code(id).zip(self.registry.unit_name(id)),
                Meant::Group(id) => self
                    .registry
                    .group(id)
                    .map(|group| (group.code.as_str(), group.name.as_str())),
            });
        found.map_or(Whom::Unknown, |(code, name)| Whom::Perhaps(code, name))
    }

    /// The members of the collective an actor means: code, name, and whether it is meant.
    pub fn members(&self, actor: &Actor) -> Vec<(String, String, bool)> {
        let Whom::Group { id, .. } = self.whom(actor) else {
            return Vec::new();
        };
        let members = self.registry.members(id, &[]).into_iter();
        let named = members.filter_map(|id| {
            let (code, name) = self
                .registry
                .unit_code(id)
                .zip(self.registry.unit_name(id))?;
            let meant = !actor.exceptions.iter().any(|other| other == code);
            Some((code.to_owned(), name.to_owned(), meant))
        });
        named.collect()
    }

    /// The different names that nobody in the directory has, in the order of the document.
    pub fn unknown<'a>(&'a self, draft: &'a Draft) -> Vec<UnknownName<'a>> {
        let mut found: Vec<UnknownName<'a>> = Vec::new();
        let mut at: HashMap<&str, usize> = HashMap::new();
        let actors = draft
            .rows
            .iter()
            .flat_map(|row| Role::ALL.map(|role| row.actors(role)));
        for actor in actors.flatten() {
            let perhaps = match self.whom(actor) {
                Whom::Unknown => None,
                Whom::Perhaps(code, name) => Some((code, name)),
                _ => continue,
            };
            let next = found.len();
            let index = *at.entry(&actor.name).or_insert(next);
            match found.get_mut(index) {
                Some(known) => known.count += 1,
                None => found.push(UnknownName {
                    name: &actor.name,
                    kind: actor.kind,
                    count: 1,
                    perhaps,
                }),
            }
        }
        found
    }

    /// The unit or collective with exactly this name or code in the directory.
    pub fn find(&self, typed: &str, units: &[Unit]) -> Option<Target> {
        let key = name::key(typed);
        let mut groups = self.registry.groups().iter();
        if let Some(group) =
            groups.find(|group| group.code == typed || name::key(&group.name) == key)
        {
            return Some(Target::Group(group.code.clone()));
        }
        let mut units = self.units(units);
        let unit = units.find(|unit| unit.code == typed || name::key(&unit.name) == key)?;
        Some(Target::Unit(unit.code.clone()))
    }

    /// What a code of the directory stands for.
    pub fn target(&self, code: &str) -> Option<Target> {
        let group = Target::Group(code.to_owned());
        let unit = Target::Unit(code.to_owned());
        [group, unit]
            .into_iter()
            .find(|target| self.registry.target(target).is_some())
    }

    /// Every name of the directory, collectives first.
    pub fn choices(&self, units: &[Unit]) -> Vec<String> {
        let groups = self
            .registry
            .groups()
            .iter()
            .map(|group| group.name.clone());
        groups
            .chain(self.units(units).map(|unit| unit.name.clone()))
            .collect()
    }

    fn units<'u>(&self, units: &'u [Unit]) -> impl Iterator<Item = &'u Unit> {
        let place = self.registry.place.clone();
        units
            .iter()
            .filter(move |unit| place.as_deref().is_none_or(|place| place == unit.place))
    }
}

/// Where the plan says which province it is of.
pub fn place(draft: &Draft) -> String {
    let meta = &draft.meta;
    let texts = [&meta.issuer, &meta.place].into_iter().flatten();
    texts
        .map(|value| value.value.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The units there are on a day.
pub async fn units(conn: &Conn, day: NaiveDate) -> dondoc_core::Result<Vec<Unit>> {
    unit::list(conn, day).await
}
