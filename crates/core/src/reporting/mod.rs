//! Reports (báo cáo): who reports what to whom and when, and what the numbers were.
//!
//! - [`window`]: the periods of a clock, and their last days. Pure.
//! - [`regime`]: the records (chế độ báo cáo) that Decree 09/2019/NĐ-CP asks for.
//! - [`period`]: periods are opened, closed at their cut-off, and stand from then on.
//! - [`unit_report`]: what each unit reports for a period, beside what it said task by task.
//! - [`figures`]: the numbers of a period, which always add up. Pure.
//! - [`supplement`]: what came in after the cut-off, marked and never mixed in.
//! - [`section`]: what an officer changes in a consolidated report; the rest is composed.

pub mod figures;
pub mod freezing;
pub mod period;
pub mod regime;
pub mod section;
pub mod supplement;
pub mod unit_report;
pub mod window;

pub use figures::Line;
pub use period::Period;
pub use regime::{Kind, Regime};
pub use unit_report::UnitReport;
pub use window::{Clock, Closing, Cycle, Grace, Reporter, Window};
