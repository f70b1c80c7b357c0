//! Files of a consolidated report: the official document, its tables as Excel and CSV, its figures as JSON.

use axum::extract::{Path, State};
use axum::response::Response;
use documents::sheets::{self, Column, Sheet};
use dondoc_core::letter::office;
use dondoc_core::obligation::Counts;
use dondoc_core::reporting::figures::Summary;
use dondoc_core::reporting::period;
use serde_json::json;

use super::super::App;
use super::super::error::{Error, Result};
use super::super::letters::head;
use super::super::page::Page;
use super::super::register::export;
use super::composition::{self, Block, Part, Table};
use super::material::{self, Material};
use super::{letter, must_see_all};
use crate::text::Lang;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Width of the first column of a table, and of the others, in characters.
const WIDTHS: (u16, u16) = (48, 14);
/// Longest name of a sheet.
const LONGEST: usize = 31;

/// `GET /reports/{id}/files/{file}`.
pub async fn give(
    State(app): State<App>,
    page: Page,
    Path((id, file)): Path<(i64, String)>,
) -> Result<Response> {
    must_see_all(&page)?;
    let reader = app.db().read().await?;
    let it = period::find(&reader, id).await?;
    let material = material::gather(&reader, page.t, it, page.today).await?;
    let office = office::load(&reader).await?;
    drop(reader);
    let parts = composition::compose(page.t, &material);
    let title = format!("{} – {}", material.period.title, material.name);
    match file.as_str() {
        "bao-cao.docx" | "bao-cao.pdf" => {
            // Documents are in Vietnamese, whatever language the pages have.
            let t = Lang::Vi.texts();
            let parts = composition::compose(t, &material);
            let letter = letter::letter(t, &material, &parts, &office);
            let end = if file.ends_with("pdf") { "pdf" } else { "docx" };
            let made = crate::panic::blocking(move || head::one(&letter, "bao-cao", end));
            let made = made.await.map_err(Error::internal)??;
            Ok(export::download(&file, made.media_type, made.bytes))
        }
        "bao-cao.xlsx" => {
            let sheets: Vec<Sheet> = tables(&parts).map(sheet).collect();
            let bytes = sheets::workbook(&title, &sheets, page.now).map_err(Error::internal)?;
            Ok(export::download(&file, XLSX, bytes))
        }
        "bao-cao.csv" => {
            let bytes = sheets::csv(&lines(&page, &material)).map_err(Error::internal)?;
            Ok(export::download(&file, "text/csv; charset=utf-8", bytes))
        }
        "bao-cao.json" => {
            let bytes = serde_json::to_vec_pretty(&figures(&material)).map_err(Error::internal)?;
            Ok(export::download(&file, "application/json", bytes))
        }
        _ => Err(Error::NotFound),
    }
}

fn tables(parts: &[Part]) -> impl Iterator<Item = &Table> {
    let shown = parts.iter().filter(|part| !part.placed.hidden);
    shown
        .flat_map(|part| &part.blocks)
        .filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
}

fn sheet(table: &Table) -> Sheet {
    let columns = table.head.iter().enumerate().map(|(at, title)| Column {
        title: title.clone(),
        width: if at == 0 { WIDTHS.0 } else { WIDTHS.1 },
        choices: Vec::new(),
    });
    let rows = table.rows.iter().map(|row| {
        let numbers = row.numbers.iter().map(|(number, _)| number.clone());
        std::iter::once(row.name.clone()).chain(numbers).collect()
    });
    Sheet {
        name: table.caption.chars().take(LONGEST).collect(),
        columns: columns.collect(),
        rows: rows.collect(),
    }
}

/// Every line of the period.
fn lines(page: &Page, material: &Material) -> Sheet {
    let titles = [
        "column-plan",
        "column-task",
        "column-unit",
        "column-role",
        "column-status",
        "column-deadline",
        "report-column-done-day",
    ];
    let columns = titles.map(|key| Column {
        title: page.t.get(key).to_owned(),
        width: WIDTHS.1,
        choices: Vec::new(),
    });
    let rows = material.lines.iter().map(|line| {
        let plan = material.plan.as_ref().map(|plan| plan.number.clone());
        vec![
            plan.unwrap_or_else(|| line.plan_id.to_string()),
            material.code(line.task_id),
            line.unit_name.clone(),
            page.t
                .get(super::super::register::rows::role_key(line.role))
                .to_owned(),
            super::composed::class_words(page, line.class).to_owned(),
            line.due.map(|day| day.to_string()).unwrap_or_default(),
            line.completed_on
                .map(|day| day.to_string())
                .unwrap_or_default(),
        ]
    });
    Sheet {
        name: material.name.chars().take(LONGEST).collect(),
        columns: columns.to_vec(),
        rows: rows.collect(),
    }
}

/// The figures for programs: the names of the classes are those of the API.
fn figures(material: &Material) -> serde_json::Value {
    let period = &material.period;
    let summary = |counts: &Counts| {
        let it = Summary::from(counts);
        json!({
            "total": it.total, "done_on_time": it.done_on_time, "done_late": it.done_late,
            "running": it.running, "overdue": it.overdue,
            "in_confirmation": it.in_confirmation, "apart": it.apart,
        })
    };
    let units = material.figures.by_unit.iter().map(|unit| {
        json!({
            "unit": unit.unit_id, "name": unit.name, "lead": summary(&unit.lead),
            "all": summary(&unit.total()),
        })
    });
    let sections = material.figures.by_section.iter().map(|(section, counts)| {
        json!({ "name": material.headings.get(section), "lead": summary(counts) })
    });
    json!({
        "report": period.title, "period": material.name, "from": period.from_day,
        "cutoff": period.cutoff, "frozen_at": period.frozen_at,
        "all": summary(&material.figures.total), "lead": summary(&material.figures.lead),
        "units": units.collect::<Vec<_>>(), "sections": sections.collect::<Vec<_>>(),
    })
}
