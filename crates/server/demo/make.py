#!/usr/bin/env python3
"""Write the demo plans as Word documents and as plain text, from their HTML.

The HTML files beside this script are the source: paragraphs, bold, italic, and tables with
merged cells. The province of Lam Giang, its people and its documents are made up. Run without
arguments after a change; the results are committed, and equal input gives equal bytes.
"""
import html.parser
import pathlib
import xml.sax.saxutils
import zipfile

HERE = pathlib.Path(__file__).parent
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WIDTH = 9356  # twentieths of a point between the margins of Decree 30


class Document(html.parser.HTMLParser):
    """Blocks in order: ("p", paragraph) and ("table", class, rows of cells)."""

    def __init__(self, text):
        super().__init__()
        self.blocks, self.rows, self.cell, self.paragraph = [], None, None, None
        self.bold = self.italic = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "p":
            self.paragraph = {"class": attrs.get("class", ""), "runs": []}
        elif tag == "table":
            self.rows, self.table_class = [], attrs.get("class", "")
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.cell = {"columns": int(attrs.get("colspan", 1)), "rows": int(attrs.get("rowspan", 1)), "paragraphs": []}
            self.bold = tag == "th"
        elif tag == "b":
            self.bold = True
        elif tag == "i":
            self.italic = True

    def handle_data(self, data):
        data = " ".join(data.split("\n"))
        if not data.strip() or (self.cell is None and self.paragraph is None):
            return
        if self.paragraph is None:  # text straight in a cell
            self.cell["paragraphs"].append({"class": "", "runs": [(data.strip(), self.bold, self.italic)]})
        else:
            self.paragraph["runs"].append((data, self.bold, self.italic))

    def handle_endtag(self, tag):
        if tag == "p":
            if self.cell is None:
                self.blocks.append(("p", self.paragraph))
            else:
                self.cell["paragraphs"].append(self.paragraph)
            self.paragraph = None
        elif tag in ("td", "th"):
            self.rows[-1].append(self.cell)
            self.cell, self.bold = None, False
        elif tag == "table":
            self.blocks.append(("table", self.table_class, self.rows))
            self.rows = None
        elif tag == "b":
            self.bold = False
        elif tag == "i":
            self.italic = False


def grid(rows):
    """Cells with the column they start in; a cell continued from above is a cell of its own."""
    held, laid = {}, []
    for row in rows:
        line, column, cells = [], 0, list(row)
        while cells or held.get(column, 0):
            if held.get(column, 0):
                held[column] -= 1
                line.append((column, None, 1))
                column += 1
                continue
            cell = cells.pop(0)
            line.append((column, cell, cell["columns"]))
            if cell["rows"] > 1:
                held[column] = cell["rows"] - 1
            column += cell["columns"]
        laid.append(line)
    return laid


def paragraph_xml(paragraph, cell=False):
    side = "center" if "centre" in paragraph["class"] else "left" if cell else "both"
    properties = f'<w:jc w:val="{side}"/>'
    if "page" in paragraph["class"]:
        properties = "<w:pageBreakBefore/>" + properties
    runs = []
    for text, bold, italic in paragraph["runs"]:
        style = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "") + ('<w:sz w:val="24"/>' if cell else "")
        text = xml.sax.saxutils.escape(text)
        runs.append(f'<w:r><w:rPr>{style}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>')
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


WIDTHS = {6: (600, 2856, 1500, 1700, 1400, 1300), 2: (3756, 5600)}


def table_xml(kind, rows):
    laid = grid(rows)
    columns = max(column + span for line in laid for column, _, span in line)
    widths = WIDTHS.get(columns) or (WIDTH // columns,) * columns
    border = "single" if kind == "grid" else "nil"
    edges = "".join(f'<w:{edge} w:val="{border}" w:sz="4"/>' for edge in ("top", "left", "bottom", "right", "insideH", "insideV"))
    out = [f'<w:tbl><w:tblPr><w:tblW w:w="{WIDTH}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders></w:tblPr><w:tblGrid>']
    out += [f'<w:gridCol w:w="{width}"/>' for width in widths] + ["</w:tblGrid>"]
    for number, line in enumerate(laid):
        header = "<w:trPr><w:tblHeader/></w:trPr>" if kind == "grid" and number == 0 else ""
        out.append(f"<w:tr>{header}")
        for column, cell, span in line:
            width = sum(widths[column:column + span])
            properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
            if span > 1:
                properties += f'<w:gridSpan w:val="{span}"/>'
            if cell is None:
                properties += "<w:vMerge/>"
            elif cell["rows"] > 1:
                properties += '<w:vMerge w:val="restart"/>'
            body = "".join(paragraph_xml(paragraph, cell=True) for paragraph in cell["paragraphs"]) if cell else "<w:p/>"
            out.append(f"<w:tc><w:tcPr>{properties}</w:tcPr>{body or '<w:p/>'}</w:tc>")
        out.append("</w:tr>")
    return "".join(out) + "</w:tbl>"


def word(blocks):
    body = [paragraph_xml(block[1]) if block[0] == "p" else table_xml(*block[1:]) + "<w:p/>" for block in blocks]
    page = ('<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
            '<w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1700" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>')
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{WORD}"><w:body>{"".join(body)}{page}</w:body></w:document>'


STYLES = (f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr>'
          '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="28"/><w:lang w:val="vi-VN"/>'
          '</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before="60" w:after="60"/></w:pPr></w:pPrDefault></w:docDefaults></w:styles>')
TYPES = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
         '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>')
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(kind, target):
    return ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{RELATIONS}/{kind}" Target="{target}"/></Relationships>')


def write_word(path, blocks):
    parts = {"[Content_Types].xml": TYPES, "_rels/.rels": relations("officeDocument", "word/document.xml"),
             "word/document.xml": word(blocks), "word/styles.xml": STYLES,
             "word/_rels/document.xml.rels": relations("styles", "styles.xml")}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (2026, 1, 15, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)


def plain(paragraph):
    return "".join(text for text, _, _ in paragraph["runs"]).strip()


def text(blocks):
    """As a person would paste it: a paragraph a line, the cells of a row set apart by " | "."""
    lines = []
    for block in blocks:
        if block[0] == "p":
            lines.append(plain(block[1]))
        elif block[1] in ("head", "foot"):
            for row in block[2]:
                lines += [plain(paragraph) for cell in row for paragraph in cell["paragraphs"]]
        else:
            for line in grid(block[2]):
                cells = [" ".join(map(plain, cell["paragraphs"])) if cell else "" for _, cell, _ in line]
                lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


for source in sorted(HERE.glob("*.html")):
    blocks = Document(source.read_text(encoding="utf-8")).blocks
    write_word(source.with_suffix(".docx"), blocks)
    source.with_suffix(".txt").write_text(text(blocks), encoding="utf-8")
