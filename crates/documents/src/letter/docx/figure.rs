//! Figures as vector pictures in a paragraph of their own.

use super::xml::Xml;
use crate::letter::flow::clean;
use crate::letter::model::Figure;

const PICTURE: &str = "http://schemas.openxmlformats.org/drawingml/2006/picture";

/// The figure, kept with its title; `relation` names its picture.
pub(super) fn write(xml: &mut Xml, figure: &Figure, number: u32, relation: &str) {
    let (width, height) = (emu(figure.width), emu(figure.height));
    let number = number.to_string();
    let (described, name) = (clean(&figure.described), clean(&figure.title));
    xml.open("w:p", &[]);
    xml.open("w:pPr", &[]);
    xml.empty("w:keepNext", &[]);
    xml.empty("w:spacing", &[("w:before", "120")]);
    xml.value("w:jc", "center");
    xml.close("w:pPr");
    xml.open("w:r", &[]);
    xml.open("w:drawing", &[]);
    let sides = ["distT", "distB", "distL", "distR"].map(|side| (side, "0"));
    xml.open("wp:inline", &sides);
    xml.empty("wp:extent", &[("cx", &width), ("cy", &height)]);
    let properties = [("id", &*number), ("name", &*name), ("descr", &*described)];
    xml.empty("wp:docPr", &properties);
    xml.open("a:graphic", &[]);
    xml.open("a:graphicData", &[("uri", PICTURE)]);
    xml.open("pic:pic", &[("xmlns:pic", PICTURE)]);
    xml.open("pic:nvPicPr", &[]);
    xml.empty("pic:cNvPr", &[("id", &number), ("name", &name)]);
    xml.empty("pic:cNvPicPr", &[]);
    xml.close("pic:nvPicPr");
    xml.open("pic:blipFill", &[]);
    xml.empty("a:blip", &[("r:embed", relation)]);
    xml.open("a:stretch", &[]);
    xml.empty("a:fillRect", &[]);
    xml.close("a:stretch");
    xml.close("pic:blipFill");
    xml.open("pic:spPr", &[]);
    xml.open("a:xfrm", &[]);
    xml.empty("a:off", &[("x", "0"), ("y", "0")]);
    xml.empty("a:ext", &[("cx", &width), ("cy", &height)]);
    xml.close("a:xfrm");
    xml.open("a:prstGeom", &[("prst", "rect")]);
    xml.empty("a:avLst", &[]);
    for name in [
        "a:prstGeom",
        "pic:spPr",
        "pic:pic",
        "a:graphicData",
        "a:graphic",
        "wp:inline",
        "w:drawing",
        "w:r",
        "w:p",
    ] {
        xml.close(name);
    }
}

/// Tenths of a millimetre in EMU.
fn emu(tenths: u16) -> String {
    (u32::from(tenths) * 3_600).to_string()
}
