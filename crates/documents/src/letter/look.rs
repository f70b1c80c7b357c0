//! How each component looks: the decree's measures, in one table for both writers.

use super::model::Align;

/// Width and height of the paper (A4).
pub const PAGE_MM: (u16, u16) = (210, 297);
/// Top and bottom margin (20–25 mm).
pub const MARGIN_TOP_MM: u16 = 20;
/// Left margin (30–35 mm).
pub const MARGIN_LEFT_MM: u16 = 30;
/// Right margin (15–20 mm).
pub const MARGIN_RIGHT_MM: u16 = 15;
/// From the upper edge of the paper to the page number.
pub const PAGE_NUMBER_MM: u16 = 10;
/// The font of every official document.
pub const FONT: &str = "Times New Roman";
/// Width of the left column of the head.
pub const HEAD_LEFT_MM: u16 = 72;
/// Width of the left column of the foot.
pub const FOOT_LEFT_MM: u16 = 78;

/// A component of an official document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the table below names each in Vietnamese")]
pub enum Style {
    Nation,
    Motto,
    Superior,
    Issuer,
    Number,
    PlaceDate,
    AboutDispatch,
    TypeName,
    About,
    Remark,
    Dear,
    DearMany,
    Addressee,
    Body,
    Heading1,
    Heading2,
    Heading3,
    Item,
    CellHead,
    Cell,
    Caption,
    RecipientsTitle,
    Recipient,
    Authority,
    Signer,
    AppendixNumber,
    AppendixTitle,
    AppendixReference,
    PageNumber,
}

/// The look of a component: size in half points, spaces in points, indents in millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Its identifier in a file.
    pub id: &'static str,
    /// Its name as the word processor lists it.
    pub name: &'static str,
    /// Half points.
    pub size: u16,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Between its edges.
    pub align: Align,
    /// Points before it.
    pub before: u16,
    /// Points after it.
    pub after: u16,
    /// Indent of the first line, mm.
    pub first: u16,
    /// Indent of all lines, mm.
    pub left: u16,
    /// Stays on the page of what follows.
    pub keep: bool,
}

impl Style {
    /// All of them.
    pub const ALL: [Self; 29] = [
        Self::Nation,
        Self::Motto,
        Self::Superior,
        Self::Issuer,
        Self::Number,
        Self::PlaceDate,
        Self::AboutDispatch,
        Self::TypeName,
        Self::About,
        Self::Remark,
        Self::Dear,
        Self::DearMany,
        Self::Addressee,
        Self::Body,
        Self::Heading1,
        Self::Heading2,
        Self::Heading3,
        Self::Item,
        Self::CellHead,
        Self::Cell,
        Self::Caption,
        Self::RecipientsTitle,
        Self::Recipient,
        Self::Authority,
        Self::Signer,
        Self::AppendixNumber,
        Self::AppendixTitle,
        Self::AppendixReference,
        Self::PageNumber,
    ];

    /// The level of a heading.
    pub fn heading(level: u8) -> Self {
        match level {
            0 | 1 => Self::Heading1,
            2 => Self::Heading2,
            _ => Self::Heading3,
        }
    }

    /// Its look.
    #[rustfmt::skip]
    pub fn look(self) -> Look {
        use Align::{Centre, Justified, Left};
        let text = |id, name, size, align| Look {
            id, name, size, align, bold: false, italic: false, before: 0, after: 0, first: 0, left: 0, keep: false,
        };
        let bold = |id, name, size, align| Look { bold: true, ..text(id, name, size, align) };
        let slanted = |id, name, size, align| Look { italic: true, ..text(id, name, size, align) };
        match self {
            Self::Nation => bold("QuocHieu", "Quốc hiệu", 24, Centre),
            Self::Motto => Look { after: 6, ..bold("TieuNgu", "Tiêu ngữ", 26, Centre) },
            Self::Superior => text("CoQuanChuQuan", "Cơ quan chủ quản", 24, Centre),
            Self::Issuer => Look { after: 6, ..bold("CoQuanBanHanh", "Cơ quan ban hành", 24, Centre) },
            Self::Number => text("SoKyHieu", "Số, ký hiệu", 26, Centre),
            Self::PlaceDate => slanted("DiaDanhThoiGian", "Địa danh, thời gian", 26, Centre),
            Self::AboutDispatch => Look { before: 6, ..text("TrichYeuCongVan", "Trích yếu công văn", 24, Centre) },
            Self::TypeName => Look { before: 18, keep: true, ..bold("TenLoai", "Tên loại văn bản", 28, Centre) },
            Self::About => Look { after: 6, ..bold("TrichYeu", "Trích yếu", 28, Centre) },
            Self::Remark => Look { after: 6, ..slanted("GhiChuTenLoai", "Ghi chú dưới tên loại", 26, Centre) },
            Self::Dear => Look { before: 12, after: 12, ..text("KinhGui", "Kính gửi", 28, Centre) },
            Self::DearMany => Look { before: 12, left: 30, keep: true, ..text("KinhGuiNhieuNoi", "Kính gửi nhiều nơi", 28, Left) },
            Self::Addressee => Look { left: 50, ..text("NoiKinhGui", "Nơi kính gửi", 28, Left) },
            Self::Body => Look { before: 6, first: 10, ..text("NoiDung", "Nội dung", 28, Justified) },
            Self::Heading1 => Look { before: 6, first: 10, keep: true, ..bold("Muc1", "Mục cấp 1", 28, Justified) },
            Self::Heading2 => Look { before: 6, first: 10, keep: true, ..bold("Muc2", "Mục cấp 2", 28, Justified) },
            Self::Heading3 => Look { before: 6, first: 10, keep: true, ..slanted("Muc3", "Mục cấp 3", 28, Justified) },
            Self::Item => Look { before: 6, first: 10, ..text("GachDauDong", "Gạch đầu dòng", 28, Justified) },
            Self::CellHead => Look { before: 2, after: 2, ..bold("DauBang", "Đầu bảng", 26, Centre) },
            Self::Cell => Look { before: 2, after: 2, ..text("OBang", "Ô bảng", 26, Left) },
            Self::Caption => Look { before: 2, after: 6, ..slanted("TenHinh", "Tên hình", 26, Centre) },
            Self::RecipientsTitle => Look { bold: true, ..slanted("NoiNhan", "Nơi nhận", 24, Left) },
            Self::Recipient => text("DanhSachNoiNhan", "Danh sách nơi nhận", 22, Left),
            Self::Authority => bold("QuyenHanChucVu", "Quyền hạn, chức vụ", 28, Centre),
            Self::Signer => Look { before: 64, ..bold("NguoiKy", "Họ tên người ký", 28, Centre) },
            Self::AppendixNumber => Look { keep: true, ..bold("PhuLuc", "Phụ lục", 28, Centre) },
            Self::AppendixTitle => Look { keep: true, ..bold("TenPhuLuc", "Tên phụ lục", 28, Centre) },
            Self::AppendixReference => Look { after: 10, ..slanted("KemTheo", "Thông tin kèm theo", 28, Centre) },
            Self::PageNumber => text("SoTrang", "Số trang", 26, Centre),
        }
    }
}
