//! The words people read, from the Fluent files in `locales/`: Vietnamese first, English beside it.
//!
//! Code and templates hold keys only. Messages without a placeholder, nearly all of them, are
//! formatted once at start and handed out as plain string slices, so a table of fifty rows costs
//! fifty hash look-ups and not fifty runs of a formatter.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use intl_memoizer::concurrent::IntlLangMemoizer;
use rust_embed::RustEmbed;
use unic_langid::{LanguageIdentifier, langid};

#[cfg(test)]
mod keys;

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Tiếng Việt, the language of the office.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// Both, Vietnamese first.
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];

    /// The tag used in cookies, in `lang` attributes and as the folder name.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// Reads a tag; anything unknown is `None`.
    pub fn parse(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.tag() == tag)
    }

    /// The language a terminal asks for in `LC_ALL` or `LANG`; Vietnamese unless it says English.
    pub fn of_environment(variable: Option<&str>) -> Self {
        if variable.is_some_and(|v| v.starts_with("en")) {
            Self::En
        } else {
            Self::Vi
        }
    }

    /// The texts of this language.
    pub fn texts(self) -> &'static Texts {
        static TEXTS: LazyLock<[Texts; 2]> = LazyLock::new(|| Lang::ALL.map(Texts::load));
        &TEXTS[self as usize]
    }

    fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::Vi => langid!("vi"),
            Self::En => langid!("en"),
        }
    }
}

#[derive(RustEmbed)]
#[folder = "locales/"]
struct Files;

/// Every message of one language.
pub struct Texts {
    lang: Lang,
    plain: HashMap<String, String>,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Texts")
            .field("lang", &self.lang)
            .finish_non_exhaustive()
    }
}

impl Texts {
    fn load(lang: Lang) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![lang.identifier()]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match lang {
            Lang::Vi => |value, _: &IntlLangMemoizer| number(value, '.'),
            Lang::En => |value, _: &IntlLangMemoizer| number(value, ','),
        }));
        let mut plain = HashMap::new();
        for source in sources(lang) {
            plain.extend(message_ids(&source).map(|id| (id.to_owned(), String::new())));
            // A file with a mistake still gives its good messages; the tests refuse mistakes.
            let resource = FluentResource::try_new(source).unwrap_or_else(|(good, _)| good);
            bundle.add_resource_overriding(resource);
        }
        plain.retain(|id, text| {
            let mut errors = Vec::new();
            if let Some(pattern) = bundle.get_message(id).and_then(|m| m.value()) {
                *text = bundle
                    .format_pattern(pattern, None, &mut errors)
                    .into_owned();
            }
            errors.is_empty()
        });
        Self {
            lang,
            plain,
            bundle,
        }
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// A message without placeholders. A missing key shows itself; a test forbids missing keys.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.plain.get(key).map_or(key, String::as_str)
    }

    /// Whether there is such a message.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// A message with placeholders.
    pub fn with(&self, key: &str, arguments: &[(&'static str, &dyn Argument)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|m| m.value()) else {
            return key.to_owned();
        };
        let mut filled = FluentArgs::with_capacity(arguments.len());
        for (name, argument) in arguments {
            filled.set(*name, argument.value());
        }
        let mut errors = Vec::new();
        self.bundle
            .format_pattern(pattern, Some(&filled), &mut errors)
            .into_owned()
    }

    /// A message with one placeholder; the short form for templates.
    pub fn one<A: Argument>(&self, key: &str, name: &'static str, argument: A) -> String {
        self.with(key, &[(name, &argument)])
    }

    /// A message with two placeholders.
    pub fn two<A: Argument, B: Argument>(
        &self,
        key: &str,
        first: &'static str,
        one: A,
        second: &'static str,
        two: B,
    ) -> String {
        self.with(key, &[(first, &one), (second, &two)])
    }

    /// A number as people of this language write it: 1.234 or 1,234.
    pub fn number<N: Argument>(&self, n: N) -> String {
        let mark = if self.lang == Lang::Vi { '.' } else { ',' };
        number(&n.value(), mark).unwrap_or_default()
    }
}

/// What may fill a placeholder.
pub trait Argument {
    /// As Fluent takes it.
    fn value(&self) -> FluentValue<'_>;
}

impl<T: Argument + ?Sized> Argument for &T {
    fn value(&self) -> FluentValue<'_> {
        (**self).value()
    }
}

impl Argument for str {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::String(Cow::Borrowed(self))
    }
}

impl Argument for String {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::String(Cow::Borrowed(self))
    }
}

macro_rules! number_arguments {
    ($($kind:ty),*) => {$(
        impl Argument for $kind {
            fn value(&self) -> FluentValue<'_> {
                FluentValue::from(*self)
            }
        }
    )*};
}
number_arguments!(u8, i32, i64, u16, u32, u64, usize);

/// Groups the digits of a whole number in threes.
fn number(value: &FluentValue<'_>, mark: char) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let digits = number.as_string();
    let (sign, digits) = digits
        .strip_prefix('-')
        .map_or(("", &*digits), |rest| ("-", rest));
    let mut out = String::from(sign);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(mark);
        }
        out.push(digit);
    }
    Some(out)
}

/// The files of a language.
fn sources(lang: Lang) -> impl Iterator<Item = String> {
    Files::iter()
        .filter(move |name| {
            let tag = name.split('/').next();
            tag == Some(lang.tag()) && name.ends_with(".ftl")
        })
        .filter_map(|name| Files::get(&name))
        .map(|file| String::from_utf8_lossy(&file.data).into_owned())
}

/// The identifiers of the messages in a Fluent file: what stands before `=` at the line's start.
fn message_ids(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter_map(|line| {
        let (id, _) = line.split_once('=')?;
        let id = id.trim_end();
        let starts = id.starts_with(|c: char| c.is_ascii_alphabetic());
        (starts && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')).then_some(id)
    })
}

/// Marks a message key that code hands on, so that the test on keys sees it.
#[macro_export]
macro_rules! key {
    ($key:literal) => {
        $key
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_each_language_does() {
        assert_eq!(Lang::Vi.texts().number(1_234_567_i64), "1.234.567");
        assert_eq!(Lang::En.texts().number(-1_234_i64), "-1,234");
        assert_eq!(Lang::Vi.texts().number(412_usize), "412");
    }

    #[test]
    fn a_terminal_that_says_english_gets_english() {
        assert_eq!(Lang::of_environment(Some("en_US.UTF-8")), Lang::En);
        assert_eq!(Lang::of_environment(Some("C.UTF-8")), Lang::Vi);
        assert_eq!(Lang::of_environment(None), Lang::Vi);
    }
}
