//! Codes of the types of document: Annex III of Decree 30/2020/NĐ-CP, and those in use beside it.

/// Codes and the Vietnamese names of their types.
pub(super) const TYPES: [(&str, &str); 49] = [
    ("NQ", "Nghị quyết"),
    ("QĐ", "Quyết định"),
    ("CT", "Chỉ thị"),
    ("QC", "Quy chế"),
    ("QyĐ", "Quy định"),
    ("QĐi", "Quy định"),
    ("TC", "Thông cáo"),
    ("TB", "Thông báo"),
    ("HD", "Hướng dẫn"),
    ("CTr", "Chương trình"),
    ("KH", "Kế hoạch"),
    ("PA", "Phương án"),
    ("ĐA", "Đề án"),
    ("DA", "Dự án"),
    ("BC", "Báo cáo"),
    ("BB", "Biên bản"),
    ("TTr", "Tờ trình"),
    ("HĐ", "Hợp đồng"),
    ("CĐ", "Công điện"),
    ("BGN", "Bản ghi nhớ"),
    ("BTT", "Bản thỏa thuận"),
    ("GUQ", "Giấy ủy quyền"),
    ("GM", "Giấy mời"),
    ("GGT", "Giấy giới thiệu"),
    ("GNP", "Giấy nghỉ phép"),
    ("PG", "Phiếu gửi"),
    ("PC", "Phiếu chuyển"),
    ("PB", "Phiếu báo"),
    ("SY", "Bản sao y"),
    ("TrS", "Bản trích sao"),
    ("SL", "Bản sao lục"),
    ("NĐ", "Nghị định"),
    ("TT", "Thông tư"),
    ("TTLT", "Thông tư liên tịch"),
    ("NQLT", "Nghị quyết liên tịch"),
    ("L", "Luật"),
    ("PL", "Pháp lệnh"),
    ("LCT", "Lệnh"),
    ("VBHN", "Văn bản hợp nhất"),
    ("CV", "Công văn"),
    ("KL", "Kết luận"),
    ("QCPH", "Quy chế phối hợp"),
    ("CTrPH", "Chương trình phối hợp"),
    ("CTPH", "Chương trình phối hợp"),
    ("KHPH", "Kế hoạch phối hợp"),
    ("KHLN", "Kế hoạch liên ngành"),
    ("KHLT", "Kế hoạch liên tịch"),
    ("HDLN", "Hướng dẫn liên ngành"),
    ("ĐT", "Điện"),
];

/// Types that several bodies issue together.
pub(super) const JOINT: [&str; 9] = [
    "TTLT", "NQLT", "QCPH", "CTrPH", "CTPH", "KHPH", "KHLN", "KHLT", "HDLN",
];

/// Types of normative act, whose numbers carry the year.
pub(super) const NORMATIVE: [&str; 10] = [
    "NQ", "QĐ", "CT", "NĐ", "TT", "TTLT", "NQLT", "L", "PL", "LCT",
];

/// Types that stand in the numbers of the Party.
pub(super) const PARTY: [&str; 17] = [
    "NQ", "QĐ", "CT", "KL", "QyĐ", "QĐi", "HD", "KH", "CTr", "BC", "TB", "TTr", "CV", "ĐA", "TT",
    "QC", "BB",
];

/// Codes with a small letter inside; all others are capitals, digits and "&".
pub(super) const MIXED: [&str; 7] = ["TTg", "CTrPH", "CTr", "TTr", "QyĐ", "QĐi", "TrS"];

/// What people type without the Đ key.
pub(super) const ASCII: [(&str, &str); 4] =
    [("ND", "NĐ"), ("QD", "QĐ"), ("HDND", "HĐND"), ("CD", "CĐ")];
