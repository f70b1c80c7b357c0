//! Levels of the outline: which marker stands above which.

use crate::draft::NodeKind;
use crate::grammar::marker::{Marker, MarkerKind};

/// How many levels there are.
pub(super) const LEVELS: usize = 12;

/// A level: the smaller, the higher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Level(pub u8);

impl Level {
    /// Mục `I.`
    pub const SECTION: Self = Self(3);
    /// Khoản `1.`
    pub const CLAUSE: Self = Self(5);
    /// `1.1.`
    pub const SUB_CLAUSE: Self = Self(6);
    /// Điểm `a)`
    pub const POINT: Self = Self(8);
    /// `-`
    pub const BULLET: Self = Self(10);
    /// `+`
    pub const PLUS: Self = Self(11);

    /// The level of a marker.
    pub fn of(marker: &Marker<'_>) -> Self {
        match marker.kind {
            MarkerKind::Part | MarkerKind::Appendix => Self(0),
            MarkerKind::Chapter => Self(1),
            MarkerKind::Division | MarkerKind::Letter => Self(2),
            MarkerKind::Section => Self::SECTION,
            MarkerKind::Article => Self(4),
            MarkerKind::Clause => Self::CLAUSE,
            MarkerKind::SubClause if marker.label.matches('.').count() > 1 => Self(7),
            MarkerKind::SubClause => Self::SUB_CLAUSE,
            MarkerKind::Point => Self::POINT,
            MarkerKind::SmallRoman | MarkerKind::Bracketed => Self(9),
            MarkerKind::Bullet => Self::BULLET,
            MarkerKind::Plus => Self::PLUS,
        }
    }

    /// Its place in an array of levels.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Items at this level carry no number.
    pub fn is_bullet(self) -> bool {
        self >= Self::BULLET
    }

    /// The kind of node at this level.
    pub const fn kind(self) -> NodeKind {
        match self.0 {
            0 => NodeKind::Part,
            1 => NodeKind::Chapter,
            2 | 3 => NodeKind::Section,
            4 => NodeKind::Article,
            5..=7 => NodeKind::Clause,
            8 | 9 => NodeKind::Point,
            10 => NodeKind::Bullet,
            _ => NodeKind::SubBullet,
        }
    }
}
