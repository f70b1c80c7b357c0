//! Plans (kế hoạch).

pub mod draft;
