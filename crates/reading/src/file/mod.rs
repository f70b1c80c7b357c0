//! Bytes of any format → [`SourceText`](crate::SourceText).
