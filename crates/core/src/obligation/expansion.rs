//! From the names of a task to the units that owe it: one obligation a unit and role.
//!
//! The rule, pure: the first lead answers, further leads have obligations of their own, marked as
//! co-leads; who leads a task does not also coordinate it; a group becomes its members as of the
//! plan's date, less the exceptions; what is open or unknown stays a name without a unit.

use std::collections::HashSet;

use crate::{
    plan::draft::{Actor, Role, Row, Target},
    unit::{Doubt, Meant, Registry, Resolution, name},
};

/// Why a name has no unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unresolved {
    OpenGroup,
    Several,
    NotThen,
    Similar,
    Unknown,
    NoMembers,
}

impl Unresolved {
    /// Stable code, stored.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::OpenGroup => "open_group",
            Self::Several => "several",
            Self::NotThen => "not_then",
            Self::Similar => "similar",
            Self::Unknown => "unknown",
            Self::NoMembers => "no_members",
        }
    }
}

/// A name of the plan in a role, and who owes by it.
#[derive(Debug)]
pub(crate) struct Assigned<'r> {
    pub(crate) role: Role,
    pub(crate) actor: &'r Actor,
    pub(crate) unit: Option<i64>,
    pub(crate) group: Option<i64>,
    pub(crate) unresolved: Option<Unresolved>,
    pub(crate) owing: Vec<Owing>,
}

/// A unit that owes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Owing {
    pub(crate) unit: i64,
    pub(crate) co_lead: bool,
}

/// Expand a row.
pub(crate) fn expand<'r>(
    row: &'r Row,
    registry: &Registry,
    mapped: &std::collections::BTreeMap<String, Target>,
) -> Vec<Assigned<'r>> {
    let mut leading: HashSet<i64> = HashSet::new();
    let mut assigned = Vec::new();
    for role in Role::ALL {
        let mut taken: HashSet<i64> = HashSet::new();
        for (place, actor) in row.actors(role).iter().enumerate() {
            let target = mapped.get(&name::key(&actor.name));
            let (mut found, units) = look_up(role, actor, registry, target);
            for unit in units {
                let doubled = role == Role::Coordinate && leading.contains(&unit);
                if !doubled && taken.insert(unit) {
                    found.owing.push(Owing {
                        unit,
                        co_lead: role == Role::Lead && place > 0,
                    });
                }
            }
            assigned.push(found);
        }
        if role == Role::Lead {
            leading = taken;
        }
    }
    assigned
}

fn look_up<'r>(
    role: Role,
    actor: &'r Actor,
    registry: &Registry,
    target: Option<&Target>,
) -> (Assigned<'r>, Vec<i64>) {
    let (mut unit, mut group, mut unresolved, mut units) = (None, None, None, Vec::new());
    match registry.resolve(&actor.name, actor.kind, target) {
        Resolution::Is(Meant::Unit(id), _) => {
            unit = Some(id);
            units = vec![id];
        }
        Resolution::Is(Meant::Group(id), _) => {
            group = Some(id);
            units = registry.members(id, &actor.exceptions);
            unresolved = units.is_empty().then_some(Unresolved::NoMembers);
        }
        Resolution::Open(id) => {
            group = id;
            unresolved = Some(Unresolved::OpenGroup);
        }
        Resolution::Perhaps(candidates) => {
            unresolved = Some(match candidates.first().map(|candidate| candidate.doubt) {
                Some(Doubt::NotThen) => Unresolved::NotThen,
                Some(Doubt::Several) => Unresolved::Several,
                _ => Unresolved::Similar,
            });
        }
        Resolution::Unknown => unresolved = Some(Unresolved::Unknown),
    }
    (
        Assigned {
            role,
            actor,
            unit,
            group,
            unresolved,
            owing: Vec::new(),
        },
        units,
    )
}
