//! Plans made from a model, in many styles: reading gives the model back.

use proptest::prelude::*;
use reading::draft::TaskForm;
use reading::{PlanDraft, file, plan};

use crate::documents;

#[derive(Debug, Clone)]
struct Task {
    content: String,
    lead: Vec<&'static str>,
    partners: Vec<&'static str>,
    deadline: Option<(&'static str, Option<&'static str>)>,
}

#[derive(Debug, Clone, Copy)]
enum Style {
    Labels,
    DashedLabels,
    Table,
    Prose,
}

const AGENCIES: [&str; 10] = [
    "Sở Tài chính",
    "Sở Nội vụ",
    "Sở Y tế",
    "Sở Khoa học và Công nghệ",
    "Sở Giáo dục và Đào tạo",
    "Công an tỉnh",
    "Sở Xây dựng",
    "Sở Nông nghiệp và Môi trường",
    "Sở Công Thương",
    "Sở Văn hóa, Thể thao và Du lịch",
];

const GROUPS: [&str; 3] = [
    "các sở, ban, ngành",
    "UBND các xã, phường",
    "các cơ quan, đơn vị liên quan",
];

const DEADLINES: [(&str, Option<&str>); 6] = [
    ("Trước ngày 15/12/2025", Some("2025-12-15")),
    ("Quý IV/2025", Some("2025-12-31")),
    ("Năm 2026", Some("2026-12-31")),
    ("Tháng 3/2026", Some("2026-03-31")),
    ("Thường xuyên", None),
    ("Hằng năm", None),
];

const CONTENTS: [&str; 8] = [
    "Rà soát, hoàn thiện quy chế quản lý tài sản công",
    "Tổ chức tập huấn nghiệp vụ cho cán bộ cấp xã",
    "Xây dựng cơ sở dữ liệu chuyên ngành",
    "Tuyên truyền, phổ biến pháp luật về môi trường",
    "Nâng cấp cổng thông tin điện tử của tỉnh",
    "Kiểm tra việc chấp hành quy định về an toàn thực phẩm",
    "Biên soạn tài liệu hướng dẫn sử dụng dịch vụ công",
    "Khảo sát nhu cầu đào tạo nghề của người lao động",
];

fn task() -> impl Strategy<Value = Task> {
    let lead = prop::sample::subsequence(AGENCIES.to_vec(), 1..=2);
    let partners = (
        prop::sample::subsequence(AGENCIES.to_vec(), 0..=2),
        prop::sample::subsequence(GROUPS.to_vec(), 0..=2),
    );
    (
        prop::sample::select(CONTENTS.to_vec()),
        lead,
        partners,
        prop::option::of(prop::sample::select(DEADLINES.to_vec())),
    )
        .prop_map(|(content, lead, (agencies, groups), deadline)| {
            let partners = agencies
                .into_iter()
                .filter(|agency| !lead.contains(agency))
                .chain(groups)
                .collect();
            Task {
                content: content.to_owned(),
                lead,
                partners,
                deadline,
            }
        })
}

fn plan_of() -> impl Strategy<Value = (Vec<Task>, Style)> {
    let style = prop_oneof![
        Just(Style::Labels),
        Just(Style::DashedLabels),
        Just(Style::Table),
        Just(Style::Prose)
    ];
    (prop::collection::vec(task(), 1..8), style)
}

fn write(tasks: &[Task], style: Style) -> String {
    let mut out = String::from(
        "ỦY BAN NHÂN DÂN\nTỈNH LAM GIANG\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nSố: 12/KH-UBND\nLam Giang, ngày 03 tháng 11 năm 2025\nKẾ HOẠCH\nTHỰC HIỆN NHIỆM VỤ TRỌNG TÂM NĂM 2026\nThực hiện chỉ đạo của Chính phủ, Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:\nI. MỤC ĐÍCH, YÊU CẦU\n1. Mục đích\nBảo đảm các nhiệm vụ được triển khai kịp thời.\n2. Yêu cầu\nXác định rõ trách nhiệm của từng cơ quan.\n",
    );
    out.push_str(if matches!(style, Style::Prose) {
        "II. TỔ CHỨC THỰC HIỆN\n"
    } else {
        "II. NỘI DUNG\n"
    });
    if matches!(style, Style::Table) {
        out.push_str("\n| STT | Nội dung nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian hoàn thành |\n|---|---|---|---|---|\n");
    }
    for (at, task) in tasks.iter().enumerate() {
        let number = at + 1;
        let (lead, partners) = (task.lead.join(", "), task.partners.join("; "));
        let due = task.deadline.map_or("", |(words, _)| words);
        match style {
            Style::Labels | Style::DashedLabels => {
                let dash = if matches!(style, Style::DashedLabels) {
                    "- "
                } else {
                    ""
                };
                out.extend([format!(
                    "{number}. {}\n{dash}Cơ quan chủ trì: {lead}.\n",
                    task.content
                )]);
                if !partners.is_empty() {
                    out.extend([format!("{dash}Cơ quan phối hợp: {partners}.\n")]);
                }
                if !due.is_empty() {
                    out.extend([format!("{dash}Thời gian thực hiện: {due}.\n")]);
                }
            }
            Style::Table => out.extend([format!(
                "| {number} | {} | {lead} | {partners} | {due} |\n",
                task.content
            )]),
            Style::Prose => {
                let with = if task.partners.is_empty() {
                    String::new()
                } else {
                    format!("Chủ trì, phối hợp với {} ", task.partners.join(", "))
                };
                let act = if with.is_empty() {
                    task.content.clone()
                } else {
                    task.content.replacen(
                        task.content.chars().next().unwrap(),
                        &task
                            .content
                            .chars()
                            .next()
                            .unwrap()
                            .to_lowercase()
                            .to_string(),
                        1,
                    )
                };
                out.extend([format!("{number}. {lead}\n- {with}{act}.\n")]);
            }
        }
    }
    out.push_str(if matches!(style, Style::Table) {
        "\nIII. KẾT THÚC\nCác cơ quan nghiêm túc thực hiện./.\n"
    } else {
        "Trên đây là Kế hoạch năm 2026./.\n"
    });
    out.push_str("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nNguyễn Văn An\n");
    out
}

fn check(tasks: &[Task], style: Style, draft: &PlanDraft) -> Result<(), TestCaseError> {
    prop_assert_eq!(draft.tasks.len(), tasks.len());
    for (found, task) in draft.tasks.iter().zip(tasks) {
        let names = |actors: &[reading::draft::Actor]| {
            actors
                .iter()
                .map(|actor| actor.name.clone())
                .collect::<Vec<_>>()
        };
        prop_assert_eq!(names(&found.lead), task.lead.clone());
        prop_assert_eq!(names(&found.coordinate), task.partners.clone());
        let words = found
            .text
            .iter()
            .chain(&found.heading)
            .map(|quote| quote.text.to_lowercase())
            .collect::<String>();
        prop_assert!(
            words.contains(&task.content.to_lowercase()),
            "{} in {}",
            task.content,
            words
        );
        if matches!(style, Style::Prose) {
            prop_assert_eq!(found.form, TaskForm::Prose);
            continue;
        }
        let due = found
            .deadline
            .as_ref()
            .and_then(|deadline| deadline.due)
            .map(|due| due.to_string());
        prop_assert_eq!(due.as_deref(), task.deadline.and_then(|(_, due)| due));
        prop_assert_eq!(found.deadline.is_some(), task.deadline.is_some());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 150 } else { 3000 }))]

    #[test]
    fn reading_gives_the_model_back((tasks, style) in plan_of()) {
        let text = write(&tasks, style);
        let draft = if matches!(style, Style::Table) { plan::read(&file::markdown::read(text)) } else { documents::read(&text) };
        prop_assert_eq!(draft.meta.signer.as_ref().map(|signer| signer.value.as_str()), Some("Nguyễn Văn An"));
        check(&tasks, style, &draft)?;
    }
}
