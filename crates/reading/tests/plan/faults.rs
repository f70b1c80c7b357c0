//! Damage put into a sound plan: what was lost must be found again, or at least do no harm.

use reading::PlanDraft;

use crate::documents;

/// The headings the sample lost, by the line they stood before.
const LOST: [(usize, &str); 7] = [
    (7, "I. CĂN CỨ"),
    (9, "II. MỤC ĐÍCH, YÊU CẦU"),
    (25, "2. Triển khai các chương trình mục tiêu quốc gia"),
    (39, "3. Tuyên truyền về biển, đảo"),
    (69, "6. Thực hiện các nhiệm vụ khác"),
    (72, "IV. KINH PHÍ THỰC HIỆN"),
    (74, "V. TỔ CHỨC THỰC HIỆN"),
];

/// The sample with its headings put back, and where every heading line is now.
fn restored() -> Option<(Vec<String>, Vec<usize>)> {
    let text = documents::sample()?;
    let mut lines = Vec::new();
    let mut headings = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if let Some((_, heading)) = LOST.iter().find(|(before, _)| *before == at + 1) {
            headings.push(lines.len());
            lines.push((*heading).to_owned());
        }
        if matches!(at + 1, 9 | 14 | 18 | 19 | 45 | 64 | 74 | 77 | 79 | 81) {
            headings.push(lines.len());
        }
        lines.push(line.to_owned());
    }
    Some((lines, headings))
}

/// Labels and depths: the shape of the outline.
fn shape(draft: &PlanDraft) -> Vec<(usize, Option<String>)> {
    let depth = |node: &reading::draft::Node| {
        std::iter::successors(node.parent, |&parent| draft.outline[parent].parent).count()
    };
    draft
        .outline
        .iter()
        .map(|node| (depth(node), node.label.clone()))
        .collect()
}

#[test]
fn a_sound_plan_loses_nothing() {
    let Some((lines, _)) = restored() else { return };
    let draft = documents::read(&lines.join("\n"));
    assert!(draft.outline.iter().all(|node| !node.lost));
    assert_eq!(draft.tasks.len(), 15);
}

#[test]
fn one_lost_heading_is_mostly_found_again() {
    let Some((lines, headings)) = restored() else {
        return;
    };
    let want = shape(&documents::read(&lines.join("\n")));
    let mut exact = 0;
    for &dropped in &headings {
        let kept: Vec<&str> = lines
            .iter()
            .enumerate()
            .filter(|&(at, _)| at != dropped)
            .map(|(_, line)| line.as_str())
            .collect();
        exact += usize::from(shape(&documents::read(&kept.join("\n"))) == want);
    }
    println!("{exact} of {} outlines found again", headings.len());
    assert!(
        exact * 100 >= headings.len() * 58,
        "{exact} of {}",
        headings.len()
    );
}

#[test]
fn a_line_split_in_two_is_one_task_still() {
    let Some((lines, _)) = restored() else { return };
    let want: Vec<_> = documents::read(&lines.join("\n"))
        .tasks
        .iter()
        .map(|task| task.lead.clone().len())
        .collect();
    for at in (0..lines.len()).filter(|&at| lines[at].len() > 200) {
        let line = &lines[at];
        let Some(cut) = line.char_indices().map(|(at, _)| at).skip(60).find(|&at| {
            line[at..].starts_with(' ')
                && line[at + 1..].starts_with(char::is_lowercase)
                && line[..at].ends_with(char::is_alphanumeric)
        }) else {
            continue;
        };
        let mut split = lines.clone();
        split[at] = format!("{}\n{}", &line[..cut], &line[cut + 1..]);
        let found: Vec<_> = documents::read(&split.join("\n"))
            .tasks
            .iter()
            .map(|task| task.lead.len())
            .collect();
        assert_eq!(found, want, "line {}", at + 1);
    }
}
