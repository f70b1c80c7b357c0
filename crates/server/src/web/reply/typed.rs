//! What a unit typed on one part, as its draft keeps it.

use dondoc_core::reply::draft::Draft;
use serde::{Deserialize, Serialize};

use super::super::error::{Error, Result};
use super::super::progress::files::Kept;
use super::super::progress::form::ReportForm;

#[derive(Debug, Serialize, Deserialize)]
struct Typed {
    fields: Vec<(String, String)>,
    kept: Vec<String>,
}

/// For the draft.
pub fn write(form: &ReportForm) -> Result<String> {
    let typed = Typed {
        fields: form.fields(),
        kept: form.kept.iter().map(Kept::carried).collect(),
    };
    serde_json::to_string(&typed).map_err(Error::internal)
}

/// Of a draft.
pub fn read(draft: &Draft) -> Result<ReportForm> {
    let typed: Typed = serde_json::from_str(&draft.content).map_err(Error::internal)?;
    let kept = typed.kept.iter().filter_map(|text| Kept::parse(text));
    Ok(ReportForm::of(&typed.fields, kept.collect()))
}
