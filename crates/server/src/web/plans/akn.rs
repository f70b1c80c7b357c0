//! A confirmed plan as Akoma Ntoso: the document's own text, cut by the outline that was
//! confirmed.

use axum::response::Response;
use documents::akoma_ntoso as akn;
use dondoc_core::document;
use dondoc_core::plan::{self, Plan};

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::Page;
use super::super::register::export;
use crate::akoma_ntoso;

/// The file.
pub async fn answer(app: &App, page: &Page, plan: &Plan) -> Result<Response> {
    let reader = app.db().read().await?;
    let content = plan::content(&reader, plan.id, plan.version).await?;
    let source = document::source(&reader, plan.document_id).await?;
    let format = document::find(&reader, plan.document_id).await?.format;
    drop(reader);
    let now = page.now;
    let xml = crate::panic::blocking(move || {
        let shape = akoma_ntoso::Shape::parse(&source.shape).map_err(Error::internal)?;
        let document = akoma_ntoso::of_draft(&source.text, format == "markdown", &shape, &content);
        Ok::<_, Error>(akn::write(&document, now))
    });
    let xml = xml.await.map_err(Error::internal)??;
    Ok(export::download(
        &format!("{}.xml", plan.code),
        "application/xml",
        xml.into_bytes(),
    ))
}
