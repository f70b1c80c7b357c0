//! PDF.

use std::fmt::Write as _;

use md5::{Digest as _, Md5};

use super::make::{CATALOG, FONT, PAGE, PAGES, flate, lzw, packed, page, pdf, rc4, stream};
use super::outcomes;

/// More than any reading may take.
const MUCH: usize = 400 << 20;
const MIB: usize = 1 << 20;

/// All must be refused, and the ones named for what they unpack to for that.
fn refused(files: Vec<(&str, Vec<u8>)>) {
    for (name, error) in outcomes(files) {
        assert_ne!(error, "none ", "{name}");
    }
}

#[test]
fn streams_that_unpack_to_too_much() {
    let twice = flate(&flate(b" ", MUCH), 1);
    let run = [129, b' '].repeat(MUCH / 128);
    let files = vec![
        ("flate", packed(b" ", MUCH)),
        ("lzw", stream("/Filter/LZWDecode", &lzw(MUCH))),
        ("run length", stream("/Filter/RunLengthDecode", &run)),
        (
            "flate of run length",
            stream(
                "/Filter[/FlateDecode/RunLengthDecode]",
                &flate(&[129, b' '], MUCH / 64),
            ),
        ),
        (
            "flate of flate",
            stream("/Filter[/FlateDecode/FlateDecode]", &twice),
        ),
        (
            "flate of lzw",
            stream("/Filter[/FlateDecode/LZWDecode]", &flate(&lzw(MUCH), 1)),
        ),
    ];
    let files = files
        .into_iter()
        .map(|(name, content)| (name, page(&content, b"null", FONT)))
        .collect();
    for (name, error) in outcomes(files) {
        // On a slow machine the time may be up first.
        let bounded = ["too_much memory", "too_much milliseconds"];
        assert!(bounded.contains(&error.as_str()), "{name}: {error}");
    }
}

/// A file that opens without a password and whose page unpacks to too much.
fn encrypted() -> Vec<u8> {
    const PAD: [u8; 32] = *b"\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08\
        \x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a";
    let owner = [7_u8; 32];
    let mut hash = Md5::new();
    for part in [&PAD[..], &owner, &(-4_i32).to_le_bytes(), b"ab"] {
        hash.update(part);
    }
    let key = &hash.finalize()[..5];
    let hex = |bytes: &[u8]| {
        bytes.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    };
    let secret = format!(
        "/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -4/O<{}>/U<{}>>>/ID[<6162><6162>]",
        hex(&owner),
        hex(&rc4(key, &PAD)),
    );
    // The page's content is object 4.
    let own = Md5::digest([key, &[4, 0, 0, 0, 0]].concat());
    let content = stream("/Filter/FlateDecode", &rc4(&own[..10], &flate(b" ", MUCH)));
    pdf(&[CATALOG, PAGES, PAGE, &content, b"null", FONT], &secret)
}

#[test]
fn an_encrypted_stream_that_unpacks_to_too_much() {
    let outcome = outcomes(vec![("encrypted", encrypted())]);
    assert_eq!(outcome[0].1, "too_much memory");
}

#[test]
fn trees_that_are_deep_or_turn_in_circles() {
    let mut deep: Vec<Vec<u8>> = vec![CATALOG.to_vec()];
    for at in 2..50_002 {
        let parent = if at == 2 {
            String::new()
        } else {
            format!("/Parent {} 0 R", at - 1)
        };
        deep.push(format!("<</Type/Pages{parent}/Kids[{} 0 R]/Count 1>>", at + 1).into_bytes());
    }
    deep.push(PAGE.to_vec());
    let deep: Vec<&[u8]> = deep.iter().map(Vec::as_slice).collect();
    let content = stream("", b"BT ET");
    let wide = format!(
        "<</Type/Pages/Kids[{}]/Count 9000000>>",
        "3 0 R ".repeat(1_000_000)
    );
    let brackets = [&b"["[..], &b"[".repeat(2_000_000)].concat();
    let dictionaries = b"<</A ".repeat(1_000_000);
    let nested = stream("", &brackets);
    refused(vec![
        ("deep pages", pdf(&deep, "")),
        (
            "wide pages",
            pdf(&[CATALOG, wide.as_bytes(), PAGE, &content], ""),
        ),
        (
            "own child",
            pdf(
                &[CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>", PAGE],
                "",
            ),
        ),
        (
            "own parent",
            pdf(
                &[
                    CATALOG,
                    PAGES,
                    b"<</Type/Page/Parent 3 0 R/Contents 4 0 R>>",
                    &content,
                ],
                "",
            ),
        ),
        (
            "own table",
            pdf(&[CATALOG, PAGES, PAGE, &content], "/Prev 9/XRefStm 9"),
        ),
        (
            "brackets in an object",
            pdf(&[CATALOG, PAGES, &brackets], ""),
        ),
        (
            "dictionaries in an object",
            pdf(&[CATALOG, PAGES, &dictionaries], ""),
        ),
        ("brackets on a page", page(&nested, b"null", FONT)),
    ]);
}

#[test]
fn tables_that_promise_too_much() {
    let objects = stream(
        "/Type/ObjStm/N 100000000/First 10/Filter/FlateDecode",
        &flate(b"1 0 ", 100 * MIB),
    );
    let table = stream(
        "/Type/XRef/W[1 8 8]/Size 2000000000/Index[0 2000000000]/Root 1 0 R/Filter/FlateDecode",
        &flate(b"\x01\0\0\0\0\0\0\0\x09\0\0\0\0\0\0\0\0", 100 * MIB),
    );
    let mut file = b"%PDF-1.5\n1 0 obj".to_vec();
    file.extend_from_slice(CATALOG);
    file.extend_from_slice(b"endobj\n2 0 obj");
    let at = file.len() - 7;
    file.extend_from_slice(&table);
    file.extend_from_slice(format!("endobj\nstartxref\n{at}\n%%EOF").as_bytes());
    let mut many = b"%PDF-1.5\n".to_vec();
    for number in 1..1_500_000 {
        many.extend_from_slice(format!("{number} 0 obj null endobj\n").as_bytes());
    }
    refused(vec![
        ("object stream", pdf(&[CATALOG, b"7 0 R", &objects], "")),
        ("table of references", file),
        ("a million objects without a table", many),
    ]);
}

#[test]
fn pages_that_draw_without_end() {
    let text = packed(b"BT /F 12 Tf 72 700 Td (Ke hoach) Tj ET ", 150 * MIB);
    let one = [
        &b"BT /F 1 Tf 1 1 Td ("[..],
        &b"a".repeat(30 * MIB),
        b") Tj ET",
    ]
    .concat();
    let paths = packed(b"0 0 m 9 9 l ", 150 * MIB);
    let states = packed(b"q ", 150 * MIB);
    let clips = packed(b"0 0 9 9 re W n ", 150 * MIB);
    let blank = packed(b" ", 180 * MIB);
    let inline = packed(b"BI /W 9000 /H 9000 /BPC 8 /CS /RGB ID x EI ", 9 * MIB);
    let forms = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>",
        &b"/X Do ".repeat(100),
    );
    let pattern = stream(
        "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 0.0001/YStep \
         0.0001/Resources<</Pattern<</P 5 0 R>>>>",
        b"/Pattern cs /P scn 0 0 900 900 re f",
    );
    let mesh = stream(
        "/ShadingType 4/ColorSpace/DeviceRGB/BitsPerCoordinate 8/BitsPerComponent 8/BitsPerFlag 8\
         /Decode[0 1 0 1 0 1 0 1 0 1]/Filter/FlateDecode",
        &flate(b"\0abcde", 100 * MIB),
    );
    let form = stream("", b"/X Do");
    let painted = stream("", b"/Pattern cs /P scn 0 0 900 900 re f");
    let shaded = stream("", b"/S sh");
    refused(vec![
        ("millions of glyphs", page(&text, b"null", FONT)),
        (
            "one word of millions",
            page(&stream("", &one), b"null", FONT),
        ),
        ("paths", page(&paths, b"null", FONT)),
        ("states", page(&states, b"null", FONT)),
        ("clips", page(&clips, b"null", FONT)),
        ("nothing but blanks", page(&blank, b"null", FONT)),
        ("inline pictures", page(&inline, b"null", FONT)),
        ("forms in forms", page(&form, &forms, FONT)),
        ("patterns in patterns", page(&painted, &pattern, FONT)),
        ("a mesh", page(&shaded, &mesh, FONT)),
    ]);
}

#[test]
fn fonts_that_are_giants() {
    let content = stream("", b"BT /F 12 Tf 72 700 Td (Ke hoach cong tac) Tj ET");
    let font = |descriptor: &str, also: &str| {
        format!(
            "<</Type/Font/Subtype/TrueType/BaseFont/A/FirstChar 32/LastChar 33/Widths[1 2]{also}\
             /FontDescriptor<</Type/FontDescriptor/FontName/A/Flags 4/{descriptor} 5 0 R>>>>"
        )
    };
    let program = |head: &[u8], piece: &[u8]| {
        let mut whole = head.to_vec();
        whole.extend(piece.repeat(100 * MIB / piece.len()));
        stream("/Filter/FlateDecode/Length1 9", &flate(&whole, 1))
    };
    let truetype = program(
        b"\0\x01\0\0\xff\xff\0\0\0\0\0\0",
        b"cmap\0\0\0\0\0\0\0\x0c\x7f\xff\xff\xff",
    );
    let cff = program(
        b"\x01\0\x04\x04\0\x01\x01\x01\x02a",
        b"\xff\xff\x04\0\0\0\x01",
    );
    let type1 = program(
        b"%!PS-AdobeFont-1.0: A\n/Encoding 256 array\n",
        b"dup 1 /a put\n",
    );
    let names = program(
        b"/CIDInit /ProcSet findresource begin begincmap\n",
        b"9999 beginbfrange <0000> <ffff> <0041> endbfrange\n",
    );
    let cmap = page(
        &content,
        &names,
        font("FontFile9", "/ToUnicode 5 0 R").as_bytes(),
    );
    for (name, _) in outcomes(vec![
        (
            "truetype",
            page(&content, &truetype, font("FontFile2", "").as_bytes()),
        ),
        (
            "cff",
            page(&content, &cff, font("FontFile3", "").as_bytes()),
        ),
        (
            "type 1",
            page(&content, &type1, font("FontFile", "").as_bytes()),
        ),
        ("names of letters", cmap),
    ]) {
        // Some of them are broken fonts of a page whose text is whole: an answer is all we ask.
        println!("{name} is done");
    }
}
