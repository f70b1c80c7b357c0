//! Those a task is done with: "phối hợp (chặt chẽ) (với) …".

use std::sync::LazyLock;

use crate::draft::Actor;
use crate::grammar::agency::{self, AgencyMatch};
use crate::plan::actors;
use crate::plan::predicates::predicates;
use crate::plan::reader::{Reader, segments};
use crate::plan::sheet::Place;
use crate::plan::subject::subject;
use crate::plan::words::{Cues, starts_with_word, strip};

/// Partners of one task beyond which nobody reads on.
const MOST_PARTNERS: usize = 400;

/// The partners: "phối hợp (chặt chẽ) (với) …" where the agency of the item does it.
pub(in crate::plan) fn coordinators(reader: &Reader<'_>, text: &Place, words: &str) -> Vec<Actor> {
    const PARTNER: &str = "phối hợp";
    const TOGETHER: &str = "chủ trì cùng";
    static WORKING: LazyLock<Cues> = LazyLock::new(|| Cues::of(&[PARTNER, "chủ trì cùng "]));
    let mut found = Vec::new();
    let cues: Vec<(usize, usize)> = WORKING
        .find(reader.sheet.lower(text))
        .into_iter()
        .map(|(word, place)| (place.start, [PARTNER, TOGETHER][word].len()))
        .collect();
    if cues.is_empty() {
        return found;
    }
    for (start, segment) in segments(words) {
        // No task has so many partners; what names more is no plan.
        if found.len() > MOST_PARTNERS {
            break;
        }
        let first = cues.partition_point(|&(at, _)| at < start);
        let end = start + segment.len();
        for (at, length) in cues[first..].iter().take_while(|&&(at, _)| at < end) {
            let at = at - start;
            if !is_own_act(&segment[..at]) {
                continue;
            }
            let after = at + length;
            let rest = partner_start(&segment[after..]);
            let from = segment.len() - rest.len();
            if let Some(list) = partners(rest) {
                for actor in list {
                    actors::push(
                        &mut found,
                        actors::actor(reader.sheet, text.start + start + from, actor),
                    );
                }
            }
        }
    }
    found
}

/// Whether what stands before "phối hợp" leaves the act with the subject of the item.
fn is_own_act(before: &str) -> bool {
    const ADVERBS: [&str; 17] = [
        "chủ trì",
        "chủ động",
        "tích cực",
        "thường xuyên",
        "và",
        "có trách nhiệm",
        "đồng thời",
        "tăng cường",
        "trực tiếp",
        "kịp thời",
        "trách nhiệm",
        "tiếp tục",
        "được giao",
        "nhiệm vụ",
        "quyền hạn",
        "thẩm quyền",
        "chức năng",
    ];
    let before = before.trim_end();
    if before.is_empty() || before.ends_with([',', ':']) {
        return true;
    }
    let lower = before.to_lowercase();
    ADVERBS.iter().any(|word| lower.ends_with(word))
        || subject(&format!("{before} phối hợp")).is_some_and(|found| found.end > before.len())
}

fn partner_start(rest: &str) -> &str {
    let mut rest = rest.trim_start();
    for word in ["chặt chẽ", "cùng", "tốt", "hiệu quả", "với"] {
        if let Some(after) = strip(rest, word).filter(|after| after.starts_with(' ')) {
            rest = after.trim_start();
        }
    }
    rest
}

/// The list of partners up to the next verb.
fn partners(rest: &str) -> Option<Vec<AgencyMatch>> {
    let limit = rest.len().min(700);
    let limit = (0..=limit)
        .rev()
        .find(|&at| rest.is_char_boundary(at))
        .unwrap_or(0);
    let ends = predicates(&rest[..limit]).chain((rest.len() <= limit).then_some(rest.len()));
    for end in ends {
        let list = rest[..end].trim_end_matches(['.', ';', ',', ' ']);
        let found = agency::split(list);
        if !found.is_empty() && found.iter().all(is_partner) {
            return Some(found);
        }
    }
    None
}

/// Behind "phối hợp với" a plural is an actor whatever its noun.
fn is_partner(actor: &AgencyMatch) -> bool {
    actors::is_vouched(actor)
        || starts_with_word(&actor.name, "các")
        || starts_with_word(&actor.name, "đầu mối")
}
