//! Files in: bytes of any format become text with places, and text becomes the draft of a plan.
//!
//! `bytes → `[`file`]` → SourceText → `[`plan`]` → PlanDraft`. Reading is total: whatever comes in,
//! what comes out is a draft or a clear refusal, never a panic. Nothing here knows of databases,
//! HTTP or the clock, so the crate serves as a library by itself.

mod cues;
pub mod draft;
pub mod file;
pub mod grammar;
pub mod plan;
pub mod source;

pub use draft::PlanDraft;
pub use source::{SourceText, Span};
