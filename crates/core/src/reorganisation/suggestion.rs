//! Who might follow in a task when a unit's functions go to several: a proposal with its reason,
//! for a person to take or not. Pure.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::act::Step;
use crate::unit::name;

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Suggestion {
    /// Codes: who answers, then who shares.
    pub units: Vec<String>,
    /// Why.
    pub why: Why,
}

/// Why somebody is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// The task speaks of a function that the act gives to it.
    Function(String),
    /// It has a part in this very task already.
    OnTask,
    /// Its own tasks speak in these words too, those of the other successors do not.
    OwnTasks(String),
    /// No function fits: the one that takes the rest.
    Rest,
    /// Each successor takes the work in its place.
    Places,
}

impl Why {
    /// Stable code.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Function(_) => "function",
            Self::OnTask => "on_task",
            Self::OwnTasks(_) => "own_tasks",
            Self::Rest => "rest",
            Self::Places => "places",
        }
    }

    /// The reverse of [`Why::as_str`] with [`Why::words`].
    pub fn parse(code: &str, words: &str) -> Option<Self> {
        Some(match code {
            "function" => Self::Function(words.to_owned()),
            "on_task" => Self::OnTask,
            "own_tasks" => Self::OwnTasks(words.to_owned()),
            "rest" => Self::Rest,
            "places" => Self::Places,
            _ => return None,
        })
    }

    /// The words it rests on.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Function(words) | Self::OwnTasks(words) => Some(words),
            _ => None,
        }
    }
}

/// Proposes, for one step.
#[derive(Debug, Clone)]
pub(crate) enum Suggester {
    /// Nobody follows.
    None,
    /// All successors, each in its place.
    Places(Vec<String>),
    /// By what a task speaks of.
    Functions {
        heirs: Vec<HeirWords>,
        rest: Option<String>,
    },
}

/// What speaks for a successor.
#[derive(Debug, Clone)]
pub(crate) struct HeirWords {
    code: String,
    /// Functions: as written, and their keys.
    functions: Vec<(String, String)>,
    /// Pairs of words that its own tasks have and those of no other successor.
    own: BTreeSet<String>,
}

/// So many pairs of words must speak for one successor before its own tasks count.
const ENOUGH: usize = 2;

impl Suggester {
    /// `own`: the texts of tasks that each successor has of its own.
    pub(crate) fn new(step: &Step, own: &HashMap<String, Vec<String>>) -> Self {
        match step {
            Step::Split { .. } => {
                Self::Places(step.successors().into_iter().map(str::to_owned).collect())
            }
            Step::FunctionalSplit {
                successors,
                default,
                ..
            } => {
                let mut heirs: Vec<HeirWords> = successors
                    .iter()
                    .map(|heir| HeirWords {
                        code: heir.unit.code().to_owned(),
                        functions: heir
                            .functions
                            .iter()
                            .map(|words| (words.clone(), name::key(words)))
                            .filter(|(_, key)| !key.is_empty())
                            .collect(),
                        own: BTreeSet::new(),
                    })
                    .collect();
                only_own(&mut heirs, own);
                let unnamed = || {
                    let mut rest = successors.iter().filter(|heir| heir.functions.is_empty());
                    let only = rest.next().filter(|_| rest.next().is_none());
                    only.map(|heir| heir.unit.code().to_owned())
                };
                Self::Functions {
                    rest: default.clone().or_else(unnamed),
                    heirs,
                }
            }
            _ => Self::None,
        }
    }

    /// For a task of this text, in which these successors have a part already.
    pub(crate) fn suggest(&self, text: &str, on_task: &[&str]) -> Option<Suggestion> {
        match self {
            Self::None => None,
            Self::Places(units) => Some(Suggestion {
                units: units.clone(),
                why: Why::Places,
            }),
            Self::Functions { heirs, rest } => {
                let key = format!(" {} ", name::key(text));
                by_function(heirs, &key)
                    .or_else(|| by_part(heirs, on_task))
                    .or_else(|| by_own_tasks(heirs, text))
                    .or_else(|| rest.as_ref().map(|code| one(code, Why::Rest)))
            }
        }
    }
}

fn one(code: &str, why: Why) -> Suggestion {
    Suggestion {
        units: vec![code.to_owned()],
        why,
    }
}

/// The functions that the text names, longer ones weighing more; nobody when two are equal.
fn by_function(heirs: &[HeirWords], key: &str) -> Option<Suggestion> {
    let mut best: Option<(usize, &HeirWords, &str)> = None;
    let mut even = false;
    for heir in heirs {
        let named: Vec<&(String, String)> = heir
            .functions
            .iter()
            .filter(|(_, function)| key.contains(&format!(" {function} ")))
            .collect();
        let weight: usize = named.iter().map(|(_, it)| it.split(' ').count()).sum();
        let longest = named.iter().max_by_key(|(_, it)| it.len());
        let Some((written, _)) = longest else {
            continue;
        };
        let most = best.map_or(0, |(weight, ..)| weight);
        if weight > most {
            best = Some((weight, heir, written));
            even = false;
        } else if weight == most {
            even = true;
        }
    }
    let (_, heir, written) = best.filter(|_| !even)?;
    Some(one(&heir.code, Why::Function(written.to_owned())))
}

/// The only successor that has a part in the task.
fn by_part(heirs: &[HeirWords], on_task: &[&str]) -> Option<Suggestion> {
    let mut there = heirs
        .iter()
        .filter(|heir| on_task.contains(&heir.code.as_str()));
    let only = there.next().filter(|_| there.next().is_none())?;
    Some(one(&only.code, Why::OnTask))
}

/// Whose own tasks speak alike, clearly more than those of the others.
fn by_own_tasks(heirs: &[HeirWords], text: &str) -> Option<Suggestion> {
    let text = pairs(text);
    let shared = |heir: &HeirWords| {
        let own = text.iter().filter(|(key, _)| heir.own.contains(*key));
        own.map(|(_, written)| written.clone()).collect::<Vec<_>>()
    };
    let mut scored: Vec<(Vec<String>, &HeirWords)> =
        heirs.iter().map(|heir| (shared(heir), heir)).collect();
    scored.sort_by_key(|(shared, _)| std::cmp::Reverse(shared.len()));
    let (shared, heir) = scored.first()?;
    let next = scored.get(1).map_or(0, |(shared, _)| shared.len());
    if shared.len() < ENOUGH || shared.len() < 2 * next {
        return None;
    }
    let words: Vec<&str> = shared.iter().take(3).map(String::as_str).collect();
    Some(one(&heir.code, Why::OwnTasks(words.join(", "))))
}

/// Pairs of neighbouring words: their keys, and as written.
fn pairs(text: &str) -> BTreeMap<String, String> {
    let words: Vec<(String, String)> = text
        .split_whitespace()
        .map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()))
        .map(|word| (name::key(word), word.to_lowercase()))
        .filter(|(key, _)| !key.is_empty())
        .collect();
    let both = |pair: &[(String, String)]| {
        let [one, other] = pair else { return None };
        let key = format!("{} {}", one.0, other.0);
        Some((key, format!("{} {}", one.1, other.1)))
    };
    words.windows(2).filter_map(both).collect()
}

/// Keep the pairs of words that only one successor's tasks have.
fn only_own(heirs: &mut [HeirWords], own: &HashMap<String, Vec<String>>) {
    let mut had: BTreeMap<String, Option<usize>> = BTreeMap::new();
    for (at, heir) in heirs.iter().enumerate() {
        let texts = own.get(&heir.code).map(Vec::as_slice).unwrap_or_default();
        let all: BTreeSet<String> = texts.iter().flat_map(|it| pairs(it).into_keys()).collect();
        for pair in all {
            had.entry(pair)
                .and_modify(|it| *it = None)
                .or_insert(Some(at));
        }
    }
    for (pair, owner) in had {
        if let Some(at) = owner {
            heirs[at].own.insert(pair);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{Suggester, Why};
    use crate::reorganisation::act::{Heir, Step, Successor};

    fn split() -> Step {
        let heir = |code: &str, functions: &[&str]| Heir {
            unit: Successor::Known(code.to_owned()),
            functions: functions.iter().map(|it| (*it).to_owned()).collect(),
        };
        Step::FunctionalSplit {
            source: "roads-and-rivers".into(),
            successors: vec![
                heir("roads", &["đường bộ", "cầu đường bộ"]),
                heir("rivers", &["đường thủy", "bến bãi"]),
                heir("rest", &[]),
            ],
            default: None,
        }
    }

    fn suggested(text: &str, on_task: &[&str]) -> (Vec<String>, Why) {
        let own = HashMap::from([
            ("roads".to_owned(), vec!["Duy tu biển báo hiệu".to_owned()]),
            ("rivers".to_owned(), vec!["Nạo vét luồng lạch".to_owned()]),
        ]);
        let found = Suggester::new(&split(), &own)
            .suggest(text, on_task)
            .unwrap();
        (found.units, found.why)
    }

    #[test]
    fn a_function_in_the_text_decides() {
        let (units, why) = suggested("Sửa chữa CẦU ĐƯỜNG BỘ trên tuyến", &["rivers"]);
        assert_eq!(units, ["roads"]);
        assert_eq!(why, Why::Function("cầu đường bộ".into()));
    }

    #[test]
    fn two_functions_of_equal_weight_decide_nothing() {
        let (units, why) = suggested("Kết nối đường bộ với đường thủy", &[]);
        assert_eq!((units, why), (vec!["rest".to_owned()], Why::Rest));
        let (units, why) = suggested("Kết nối đường bộ với đường thủy", &["rivers"]);
        assert_eq!((units, why), (vec!["rivers".to_owned()], Why::OnTask));
    }

    #[test]
    fn the_words_of_own_tasks_speak_for_a_successor() {
        let (units, why) = suggested("Thay thế biển báo hiệu hư hỏng", &[]);
        assert_eq!(units, ["roads"]);
        assert!(matches!(why, Why::OwnTasks(words) if words.contains("báo hiệu")));
    }

    #[test]
    fn what_no_function_names_goes_to_the_rest() {
        assert_eq!(suggested("Họp giao ban", &[]).1, Why::Rest);
    }

    #[test]
    fn by_place_all_successors_take_their_part() {
        let step = Step::Split {
            source: "district".into(),
            successors: vec![Successor::Known("a".into()), Successor::Known("b".into())],
        };
        let found = Suggester::new(&step, &HashMap::new()).suggest("Gì cũng được", &[]);
        assert_eq!(found.unwrap().units, ["a", "b"]);
        let gone = Step::Abolish { unit: "x".into() };
        assert!(
            Suggester::new(&gone, &HashMap::new())
                .suggest("x", &[])
                .is_none()
        );
    }
}
