//! A letter as PDF, to read, print and send: the pages that [`super::docx`] gives in a word
//! processor, laid out here, with the fonts in it and a structure for screen readers.

mod draw;
mod figure;
mod page;
mod paragraph;
mod table;

use thiserror::Error;

use super::flow;
use super::model::Letter;

/// The file could not be put together.
#[derive(Debug, Error)]
#[error("the letter could not be drawn: {0}")]
pub struct PdfError(String);

/// Write the letter. No clock is asked: equal letters give equal bytes.
///
/// # Errors
///
/// When the drawing library refuses a page.
pub fn write(letter: &Letter) -> Result<Vec<u8>, PdfError> {
    let sections = flow::sections(letter);
    let book = page::layout(&sections);
    draw::write(&book, &flow::name(letter))
}

/// How many pages the letter has, with its appendices.
pub fn pages(letter: &Letter) -> usize {
    page::layout(&flow::sections(letter)).pages.len()
}
