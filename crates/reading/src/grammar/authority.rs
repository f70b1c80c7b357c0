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

/// Reads a signature line; the " |" that a table leaves at its end does not count.
pub fn parse(line: &str) -> Option<Authority<'_>> {
    let line = line.trim().trim_end_matches('|').trim_end();
    let (abbreviation, rest) = line.split_once('.')?;
    let ground = GROUNDS
        .into_iter()
        .find(|ground| ground.abbreviation() == abbreviation)?;
    let of = rest.trim();
    let mut letters = of.chars();
    let capital = letters.next().is_some_and(char::is_uppercase);
    (capital && letters.next().is_some() && !of.contains('|')).then_some(Authority { ground, of })
}

const GROUNDS: [Ground; 5] = [
    Ground::OnBehalf,
    Ground::Deputy,
    Ground::ByOrder,
    Ground::ByAuthorisation,
    Ground::Acting,
];
