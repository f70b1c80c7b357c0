use super::super::testing::{grid, read_bytes, real_plans, tables};
use crate::source::{Block, SourceText};

fn page(html: &str) -> SourceText {
    read_bytes(html.as_bytes()).unwrap()
}

fn text(html: &str) -> String {
    page(html).text
}

#[test]
fn paragraphs_breaks_and_blanks() {
    let html =
        "<html><body><p>K&#7871; ho&#7841;ch\n  s&ocirc; 1&nbsp;&nbsp;<b>a</b>b<p>C<br>D</body>";
    assert_eq!(text(html), "Kế hoạch sô 1 ab\nC\nD\n");
}

#[test]
fn bold_and_italic_of_whole_paragraphs() {
    let source = page(
        "<html><p><b>ĐẬM 1</b>.</p><p><i><b>cả</b> hai</i></p><h2>Mục</h2>\
         <p style='font-weight:700'>a</p><p style='mso-bidi-font-weight:bold'>b</p>",
    );
    let looks: Vec<_> = source
        .blocks
        .iter()
        .map(|block| match block {
            Block::Paragraph(p) => (p.bold, p.italic, p.level),
            Block::Table(_) => panic!("no table here"),
        })
        .collect();
    let expected = [
        (true, false, None),
        (false, true, None),
        (true, false, Some(2)),
        (true, false, None),
        (false, false, None),
    ];
    assert_eq!(looks, expected);
}

#[test]
fn what_is_not_text_is_left_out() {
    let html = "<html><head><title>T</title><style>p{}</style></head><body><!-- c -->\
        <script>if (a < b) document.write('<p>no</p>')</script>\
        <!--[if gte mso 9]><xml><w:x>no</w:x></xml><![endif]-->\
        <![if !supportEmptyParas]>&nbsp;<![endif]><del>cũ</del><ins>mới</ins>\
        <span style='display:none'>no</span><span style=\"mso-hide:all\">no</span>\
        <select><option>no</select> xong</body>";
    assert_eq!(text(html), "mới xong\n");
}

#[test]
fn lists_have_their_markers() {
    let html = "<html><ol start=3><li>ba<li><p>bốn</p><ul><li>con</ul></ol>\
        <ol type=a><li>x</li><li value=5>y</li></ol><ol><li>1. có sẵn<li>- cũng vậy</ol>\
        <ul style='list-style-type:none'><li>trơn</ul><ol type=I><li>một<li>hai</ol>";
    assert_eq!(
        text(html),
        "3. ba\n4. bốn\n- con\na. x\ne. y\n1. có sẵn\n- cũng vậy\ntrơn\nI. một\nII. hai\n"
    );
}

#[test]
fn word_list_markers_are_text_and_drawn_bullets_dashes() {
    let html = "<html><p class=MsoListParagraph><![if !supportLists]><span \
        style='mso-list:Ignore'>a)<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span>\
        </span><![endif]>Một</p><p><![if !supportLists]><span style='font-family:Symbol'>\
        <span style='mso-list:Ignore'>&middot;<span>&nbsp; </span></span></span><![endif]>Hai</p>\
        <p><span style='mso-list:Ignore'>-<span>&nbsp;</span></span>Ba</p>";
    assert_eq!(text(html), "a) Một\n- Hai\n- Ba\n");
}

#[test]
fn cells_know_their_place_in_the_grid() {
    let source = page(
        "<html><p>Trước</p><table><caption>Bảng 1</caption><thead><tr><th rowspan=2>TT<th \
         colspan=2>Đơn vị</tr><tr><th>Chủ trì<th>Phối hợp</tr></thead>\
         <tr><td>1<td rowspan=\"2\">Sở A<br>Sở B<td>Sở C<tr><td>2</td><td></td></tr></table><p>Sau",
    );
    let tables = tables(&source);
    assert_eq!(
        grid(&source, &tables[0]),
        [
            vec!["TT@0+1/2", "Đơn vị@1+2/1"],
            vec!["Chủ trì@1+1/1", "Phối hợp@2+1/1"],
            vec!["1@0+1/1", "Sở A¶Sở B@1+1/2", "Sở C@2+1/1"],
            vec!["2@0+1/1", "@2+1/1"],
        ]
    );
    assert_eq!(source.blocks.len(), 4);
    let table = tables[0].span.of(&source.text);
    assert_eq!(
        table,
        "TT\nĐơn vị\n\nChủ trì\nPhối hợp\n\n1\nSở A\nSở B\nSở C\n\n2"
    );
}

#[test]
fn tables_that_lay_out_the_page_are_no_tables() {
    let real = "<table><tr><td>1<td>Sở A<td>Q1</tr><tr><td>2<td>Sở B<td>Q2</table>";
    let source = page(&format!(
        "<html><table><tr><td>Menu<td><p>KẾ HOẠCH</p>{real}<p>Cuối</p></tr></table>\
         <table><tr><td>Khung</td></tr><tr><td>hai</td></tr></table>"
    ));
    assert_eq!(tables(&source).len(), 1);
    assert_eq!(grid(&source, &tables(&source)[0]).len(), 2);
    assert!(
        source
            .text
            .starts_with("Menu\nKẾ HOẠCH\n1\nSở A\nQ1\n\n2\n"),
        "{}",
        source.text
    );
    assert_eq!(source.blocks.len(), 6);
}

#[test]
fn a_small_table_inside_a_cell_is_text_of_the_cell() {
    let source = page(
        "<html><table><tr><td>1<td>Một<table><tr><td>x<td>y</table></td><td>Sở A</tr>\
         <tr><td>2<td>Hai<td>Sở B</table>",
    );
    let tables = tables(&source);
    assert_eq!(tables.len(), 1);
    assert_eq!(
        grid(&source, &tables[0])[0],
        ["1@0+1/1", "Một¶x¶y@1+1/1", "Sở A@2+1/1"]
    );
}

#[test]
fn misnested_and_unclosed_tags_lose_nothing() {
    assert_eq!(text("<html><b><p>a</b>b<p>c</span></div><i>d"), "ab\ncd\n");
    assert_eq!(text("<html><td>a</td></table></p>b"), "a\nb\n");
    assert_eq!(
        text("<html><a href=x'y>1 < 2 && 3 &lt 4 &bogus; &#xZ; &#150;</a>"),
        "1 < 2 && 3 < 4 &bogus; &#xZ; –\n"
    );
    assert_eq!(text("<html><p>a<!-- không đóng <p>b"), "ab\n");
    assert_eq!(text("<html><p>a<p title=\"không đóng>b<p>c"), "a\nb\nc\n");
}

#[test]
fn decomposed_letters_are_composed() {
    assert_eq!(
        text("<html><p>Ke\u{302}<b>\u{301}</b> hoa\u{323}ch"),
        "Kế hoạch\n"
    );
}

#[test]
fn paragraphs_in_fonts_from_before_unicode_are_read() {
    let old = "<html><p style='font-family:.VnTime'>KÕ ho¹ch c«ng t¸c th«ng tin ®èi ngo¹i</p><p>Hà Nội, São Paulo</p>";
    assert_eq!(
        text(old),
        "Kế hoạch công tác thông tin đối ngoại\nHà Nội, São Paulo\n"
    );
}

#[test]
fn spans_of_paragraphs_are_their_lines() {
    let source = page("<html><p>Một</p><div>Hai<p>Ba</div>");
    let cut: Vec<_> = source
        .blocks
        .iter()
        .map(|block| match block {
            Block::Paragraph(p) => p.span.of(&source.text),
            Block::Table(_) => panic!("no table here"),
        })
        .collect();
    assert_eq!(cut, ["Một", "Hai", "Ba"]);
}

#[test]
fn a_real_word_page() {
    let Some(plans) = real_plans() else { return };
    let (_, bytes) = plans
        .into_iter()
        .find(|(name, _)| name.ends_with("htm"))
        .unwrap();
    let source = read_bytes(&bytes).unwrap();
    for line in ["BAN THƯỜNG TRỰC", "Số: 16/KH-MTTQ-BTT", "KẾ HOẠCH"] {
        assert!(source.text.lines().any(|found| found == line), "{line}");
    }
    assert_eq!(tables(&source).len(), 2, "head and foot");
}
