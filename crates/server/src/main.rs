//! The binary `dondoc`.
fn main() {}
