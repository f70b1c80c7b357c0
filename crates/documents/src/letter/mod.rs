//! Official documents (văn bản hành chính) in the form of Decree 30/2020/NĐ-CP, Annex I.
//!
//! A [`Letter`] says what the document says; [`docx`] writes it as a file to edit, number and
//! sign, [`pdf`] as one to read and send, [`forms`] makes the letters that following up a plan needs. Both writers draw the same
//! pieces (`flow`) in the same looks ([`look`]), so that they agree by construction. A letter is
//! Vietnamese whatever the language of the pages: its set phrases stand in `official.json`.

pub mod check;
pub mod docx;
mod flow;
mod font;
pub mod forms;
mod lines;
pub mod look;
mod model;
mod number;
pub mod pdf;
mod phrases;

pub use model::{
    Align, Appendix, Block, By, Cell, Column, Figure, Kind, Letter, Recipients, Right, Shape,
    Signature, Table,
};
pub use number::{Day, Number, roman, symbol, type_code, types};
