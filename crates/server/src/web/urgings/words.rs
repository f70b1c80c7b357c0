//! Letterhead and words of letters, with places that each letter fills.

use dondoc_core::letter::Office;
use dondoc_core::plan::Plan;
use serde::{Deserialize, Serialize};

use crate::key;
use crate::text::{Lang, Texts};
use crate::web::letters::symbol_of;
use crate::web::units::fields::Fields;

/// Longest single line and longest text of a letter.
const LINE: usize = 300;
const TEXT: usize = 5_000;

/// What a person may change of the letters. Kept with the batch, and offered again for the next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Words {
    pub superior: String,
    pub issuer: String,
    pub symbol: String,
    pub place: String,
    pub subject: String,
    pub opening: String,
    pub closing: String,
    pub recipients: String,
    pub authority: String,
    pub title: String,
    pub signer: String,
}

impl Words {
    /// The words to begin with. A letter is in Vietnamese, whatever language its pages have.
    pub fn first(plan: Option<&Plan>) -> Self {
        let t = Lang::Vi.texts();
        // As the plan was signed: "TM. … / KT. … / PHÓ CHỦ TỊCH"; the last is the signer's own title.
        let signed = plan
            .and_then(|plan| plan.sign_for.as_deref())
            .unwrap_or_default();
        let (authority, title) = signed.rsplit_once(" / ").unwrap_or(("", signed));
        Self {
            authority: authority.to_owned(),
            title: title.to_owned(),
            signer: plan
                .and_then(|plan| plan.signer.clone())
                .unwrap_or_default(),
            issuer: plan.map(|plan| plan.issuer.clone()).unwrap_or_default(),
            place: plan.and_then(|plan| plan.place.clone()).unwrap_or_default(),
            subject: t.get("urging-subject").to_owned(),
            opening: t.get("urging-opening-one").to_owned(),
            closing: format!(
                "{}\n{}",
                t.get("urging-closing-one"),
                t.get("urging-closing-two")
            ),
            recipients: format!(
                "{}\n{}",
                t.get("urging-recipients-above"),
                t.get("urging-recipients-archive")
            ),
            ..Self::default()
        }
    }

    /// Takes letterhead and signer of the office, if they are known.
    pub fn head_of(&mut self, office: &Office) {
        if !office.is_known() {
            return;
        }
        self.superior.clone_from(&office.superior);
        self.issuer.clone_from(&office.name);
        self.symbol = symbol_of(office, None);
        self.place.clone_from(&office.place);
        if !office.recipients.trim().is_empty() {
            self.recipients.clone_from(&office.recipients);
        }
        let rights = office.rights.lines().map(str::trim);
        let rights: Vec<&str> = rights.filter(|line| !line.is_empty()).collect();
        self.authority = rights.join(" / ");
        self.title.clone_from(&office.title);
        self.signer.clone_from(&office.signer);
    }

    /// From the form; what is too long is cut.
    pub fn of(fields: &Fields) -> Self {
        let take = |name: &str, most: usize| -> String {
            let text = fields.one(name).replace('\r', "");
            text.chars().take(most).collect()
        };
        Self {
            superior: take("superior", LINE),
            issuer: take("issuer", LINE),
            symbol: take("symbol", LINE),
            place: take("place", LINE),
            subject: take("subject", LINE),
            opening: take("opening", TEXT),
            closing: take("closing", TEXT),
            recipients: take("recipients", TEXT),
            authority: take("authority", LINE),
            title: take("title", LINE),
            signer: take("signer", LINE),
        }
    }

    /// What is missing, as a key.
    pub fn missing(&self) -> Option<&'static str> {
        if self.issuer.trim().is_empty() {
            Some(key!("urging-no-issuer"))
        } else if self.opening.trim().is_empty() {
            Some(key!("urging-no-opening"))
        } else {
            None
        }
    }
}

/// What the places in the words stand for in one letter.
#[derive(Debug, Clone, Default)]
pub struct Places {
    pub unit: String,
    pub plan: String,
    pub count: usize,
    pub late: usize,
    pub day: String,
    pub answer_by: String,
    pub issuer: String,
    /// Where the tasks are listed.
    pub list: String,
}

/// The names of the places, as the form tells them.
pub fn names(t: &Texts) -> [&str; 8] {
    [
        t.get("urging-place-unit"),
        t.get("urging-place-plan"),
        t.get("urging-place-count"),
        t.get("urging-place-late"),
        t.get("urging-place-day"),
        t.get("urging-place-answer"),
        t.get("urging-place-issuer"),
        t.get("urging-place-list"),
    ]
}

impl Places {
    /// The text with its places filled.
    pub fn fill(&self, text: &str) -> String {
        let values = [
            self.unit.clone(),
            self.plan.clone(),
            two_digits(self.count),
            two_digits(self.late),
            self.day.clone(),
            self.answer_by.clone(),
            self.issuer.clone(),
            self.list.clone(),
        ];
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        // Once from left to right: what is filled in is not looked at again.
        while let Some(at) = rest.find('«') {
            filled.push_str(&rest[..at]);
            rest = &rest[at..];
            let names = names(Lang::Vi.texts());
            let found = names
                .iter()
                .zip(&values)
                .find(|(name, _)| rest.starts_with(**name));
            if let Some((name, value)) = found {
                filled.push_str(value);
                rest = &rest[name.len()..];
            } else {
                filled.push('«');
                rest = &rest['«'.len_utf8()..];
            }
        }
        filled + rest
    }
}

/// Numbers below ten are written with a zero before them.
fn two_digits(number: usize) -> String {
    format!("{number:02}")
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn places_are_filled_once_and_unknown_ones_stay() {
        let places = Places {
            unit: "Sở «ngày»".into(),
            count: 3,
            day: "1/1/2026".into(),
            ..Places::default()
        };
        assert_eq!(
            places.fill("«đơn vị» còn «số việc» «gì» «ngày» «"),
            "Sở «ngày» còn 03 «gì» 1/1/2026 «"
        );
    }
}
