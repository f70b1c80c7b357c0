//! Looks of runs and paragraphs, and the styles that give them.

use std::collections::HashMap;

use quick_xml::events::BytesStart;

use super::CheckError;
use super::package::{Package, Step, attribute, walk};
use crate::letter::model::Align;

/// Styles based on one another.
const DEEPEST: usize = 30;
/// Styles at all.
const MOST: usize = 20_000;

/// What is said of letters; what is not said comes from below.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Letters {
    pub font: Option<String>,
    /// Half points.
    pub size: Option<u16>,
    pub bold: Option<bool>,
    pub italic: Option<bool>,
    pub caps: Option<bool>,
    pub underline: Option<bool>,
    pub hidden: Option<bool>,
    pub colour: Option<String>,
}

/// What is said of a paragraph. Lengths in twentieths of a point.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Shape {
    pub align: Option<Align>,
    pub first: Option<i32>,
    pub before: Option<i32>,
    pub after: Option<i32>,
    /// Line spacing, and whether it is a multiple (in 240ths) or a length.
    pub line: Option<i32>,
    pub multiple: Option<bool>,
    pub numbered: Option<bool>,
    pub border: Option<bool>,
}

impl Letters {
    pub fn over(&self, below: &Self) -> Self {
        Self {
            font: self.font.clone().or_else(|| below.font.clone()),
            size: self.size.or(below.size),
            bold: self.bold.or(below.bold),
            italic: self.italic.or(below.italic),
            caps: self.caps.or(below.caps),
            underline: self.underline.or(below.underline),
            hidden: self.hidden.or(below.hidden),
            colour: self.colour.clone().or_else(|| below.colour.clone()),
        }
    }

    /// One property of `w:rPr`.
    pub fn take(&mut self, name: &str, element: &BytesStart<'_>, theme: &Theme) {
        let value = attribute(element, "val");
        let on = !matches!(value.as_deref(), Some("0" | "false" | "off"));
        match name {
            "rFonts" => {
                let themed = attribute(element, "asciiTheme").map(|name| theme.font(&name));
                let named = attribute(element, "ascii").or_else(|| attribute(element, "hAnsi"));
                self.font = themed.flatten().or(named).or(self.font.take());
            }
            "sz" => self.size = value.and_then(|it| it.parse().ok()).or(self.size),
            "b" => self.bold = Some(on),
            "i" => self.italic = Some(on),
            "caps" => self.caps = Some(on),
            "vanish" => self.hidden = Some(on),
            "u" => self.underline = Some(value.as_deref() != Some("none")),
            "color" => self.colour = value.or(self.colour.take()),
            _ => {}
        }
    }
}

impl Shape {
    pub fn over(&self, below: &Self) -> Self {
        Self {
            align: self.align.or(below.align),
            first: self.first.or(below.first),
            before: self.before.or(below.before),
            after: self.after.or(below.after),
            line: self.line.or(below.line),
            multiple: self.multiple.or(below.multiple),
            numbered: self.numbered.or(below.numbered),
            border: self.border.or(below.border),
        }
    }

    /// One property of `w:pPr`.
    pub fn take(&mut self, name: &str, element: &BytesStart<'_>) {
        let number = |key| attribute(element, key).and_then(|it| length(&it));
        match name {
            "jc" => {
                self.align = match attribute(element, "val").as_deref() {
                    Some("center") => Some(Align::Centre),
                    Some("right" | "end") => Some(Align::Right),
                    Some("both" | "distribute") => Some(Align::Justified),
                    _ => Some(Align::Left),
                };
            }
            "ind" => {
                let hanging = number("hanging").map(|it| -it);
                self.first = hanging.or_else(|| number("firstLine")).or(self.first);
            }
            "spacing" => {
                self.before = number("before").or(self.before);
                self.after = number("after").or(self.after);
                self.line = number("line").or(self.line);
                if let Some(rule) = attribute(element, "lineRule") {
                    self.multiple = Some(rule == "auto");
                } else if self.line.is_some() {
                    self.multiple = self.multiple.or(Some(true));
                }
            }
            "numPr" => self.numbered = Some(true),
            "bottom" => self.border = Some(attribute(element, "val").as_deref() != Some("nil")),
            _ => {}
        }
    }
}

/// A length in twentieths of a point; the strict form writes it with its unit.
pub(super) fn length(text: &str) -> Option<i32> {
    if let Some(points) = text.strip_suffix("pt") {
        return points.parse::<f32>().ok().map(twentieths);
    }
    #[expect(clippy::cast_possible_truncation, reason = "bounded just before")]
    let whole = |value: f64| value.clamp(-1e6, 1e6) as i32;
    text.parse::<f64>().ok().map(whole)
}

#[expect(clippy::cast_possible_truncation, reason = "bounded just before")]
fn twentieths(points: f32) -> i32 {
    (points * 20.0).clamp(-1e6, 1e6).round() as i32
}

/// The fonts that a theme names.
#[derive(Debug, Default)]
pub(super) struct Theme {
    major: Option<String>,
    minor: Option<String>,
}

impl Theme {
    fn read(package: &mut Package<'_>) -> Result<Self, CheckError> {
        let mut theme = Self::default();
        let Some(bytes) = package.part("word/theme/theme1.xml")? else {
            return Ok(theme);
        };
        let mut major = false;
        walk(&bytes, |step| {
            if let Step::Open { name, element, .. } = step {
                match name {
                    "majorFont" => major = true,
                    "minorFont" => major = false,
                    "latin" => {
                        let font = attribute(element, "typeface");
                        if major {
                            theme.major = theme.major.take().or(font);
                        } else {
                            theme.minor = theme.minor.take().or(font);
                        }
                    }
                    _ => {}
                }
            }
        })?;
        Ok(theme)
    }

    fn font(&self, name: &str) -> Option<String> {
        if name.starts_with("major") {
            self.major.clone()
        } else {
            self.minor.clone()
        }
    }
}

#[derive(Debug, Clone, Default)]
struct Style {
    based_on: Option<String>,
    letters: Letters,
    shape: Shape,
}

/// All styles of a file.
#[derive(Debug, Default)]
pub(super) struct Styles {
    pub theme: Theme,
    letters: Letters,
    shape: Shape,
    normal: Option<String>,
    named: HashMap<String, Style>,
}

/// Where properties of `styles.xml` belong.
#[derive(Clone, Copy, PartialEq, Eq)]
enum In {
    Nothing,
    Letters,
    Shape,
}

impl Styles {
    pub fn read(package: &mut Package<'_>) -> Result<Self, CheckError> {
        let mut styles = Self {
            theme: Theme::read(package)?,
            ..Self::default()
        };
        let Some(bytes) = package.part("word/styles.xml")? else {
            return Ok(styles);
        };
        let (mut current, mut place): (Option<(String, Style)>, In) = (None, In::Nothing);
        let mut found = HashMap::new();
        let (mut letters, mut shape, mut normal) = (Letters::default(), Shape::default(), None);
        let theme = &styles.theme;
        walk(&bytes, |step| match step {
            Step::Open {
                name,
                word: true,
                element,
            } => match name {
                "style" => {
                    let id = attribute(element, "styleId").unwrap_or_default();
                    let default = attribute(element, "default");
                    let is_default = matches!(default.as_deref(), Some("1" | "true" | "on"));
                    if is_default && attribute(element, "type").as_deref() == Some("paragraph") {
                        normal = Some(id.clone());
                    }
                    current = Some((id, Style::default()));
                }
                "basedOn" => {
                    if let Some((_, style)) = &mut current {
                        style.based_on = attribute(element, "val");
                    }
                }
                "rPr" => place = In::Letters,
                "pPr" => place = In::Shape,
                other => match (place, &mut current) {
                    (In::Letters, Some((_, style))) => style.letters.take(other, element, theme),
                    (In::Letters, None) => letters.take(other, element, theme),
                    (In::Shape, Some((_, style))) => style.shape.take(other, element),
                    (In::Shape, None) => shape.take(other, element),
                    (In::Nothing, _) => {}
                },
            },
            Step::Close { name, word: true } => match name {
                "rPr" | "pPr" => place = In::Nothing,
                "style" => {
                    if let Some((id, style)) = current.take()
                        && found.len() < MOST
                    {
                        found.insert(id, style);
                    }
                }
                _ => {}
            },
            _ => {}
        })?;
        (styles.letters, styles.shape) = (letters, shape);
        (styles.normal, styles.named) = (normal, found);
        Ok(styles)
    }

    /// What a style says, over what it is based on, over the defaults.
    pub fn paragraph(&self, id: Option<&str>) -> (Letters, Shape) {
        let id = id.map(str::to_owned).or_else(|| self.normal.clone());
        let (letters, shape) = self.chain(id);
        (letters.over(&self.letters), shape.over(&self.shape))
    }

    /// What a style of letters says.
    pub fn letters(&self, id: &str) -> Letters {
        self.chain(Some(id.to_owned())).0
    }

    fn chain(&self, mut id: Option<String>) -> (Letters, Shape) {
        let (mut letters, mut shape) = (Letters::default(), Shape::default());
        for _ in 0..DEEPEST {
            let Some(style) = id.as_ref().and_then(|id| self.named.get(id)) else {
                break;
            };
            letters = letters.over(&style.letters);
            shape = shape.over(&style.shape);
            id.clone_from(&style.based_on);
        }
        (letters, shape)
    }
}
