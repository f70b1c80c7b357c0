//! Attribute lines and column names: "Đơn vị chủ trì: …", "Thời gian thực hiện".

/// What an attribute line or a column says about a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Attribute {
    /// Chủ trì.
    Lead,
    /// Phối hợp.
    Coordinate,
    /// One line or column for both: "Cơ quan chủ trì, phối hợp".
    LeadAndCoordinate,
    /// Theo dõi, đôn đốc.
    Monitor,
    /// Thời gian, thời hạn, tiến độ.
    Time,
    /// Sản phẩm, kết quả.
    Product,
    /// Kinh phí, nguồn vốn.
    Budget,
    /// Địa điểm.
    Place,
    /// Nhiệm vụ, nội dung.
    Content,
    /// STT, TT (column only).
    Ordinal,
    /// Ghi chú (column only).
    Note,
}

/// An attribute at the start of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// Which.
    pub attribute: Attribute,
    /// Where its value starts in the line.
    pub value: usize,
}

/// Reads the attribute at the start of a line, behind an outline marker if there is one.
pub fn parse(_line: &str) -> Option<Label> {
    None
}

/// Reads a whole cell as the name of a column.
pub fn column(_cell: &str) -> Option<Attribute> {
    None
}
