//! Authority to sign (thẩm quyền ký): `TM. ỦY BAN NHÂN DÂN`, `KT. CHỦ TỊCH`.

/// A line that says in whose name the signer signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Authority<'a> {
    /// On what ground.
    pub ground: Ground,
    /// In whose name.
    pub of: &'a str,
}

/// Grounds of the authority to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ground {
    /// Thay mặt: on behalf of a collective.
    OnBehalf,
    /// Ký thay: a deputy for the head.
    Deputy,
    /// Thừa lệnh: by order.
    ByOrder,
    /// Thừa ủy quyền: by authorisation.
    ByAuthorisation,
    /// Quyền: acting head.
    Acting,
}

impl Ground {
    /// The abbreviation on paper, without its full stop.
    pub const fn abbreviation(self) -> &'static str {
        match self {
            Self::OnBehalf => "TM",
            Self::Deputy => "KT",
            Self::ByOrder => "TL",
            Self::ByAuthorisation => "TUQ",
            Self::Acting => "Q",
        }
    }
}

/// Reads a signature line.
pub fn parse(_line: &str) -> Option<Authority<'_>> {
    None
}
