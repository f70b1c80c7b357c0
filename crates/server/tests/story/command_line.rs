//! The command line: what goes where, and the exit codes.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

const PLAN: &str = include_str!("../../demo/ke-hoach-12-kh-ubnd.txt");

fn demo_file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("demo")
        .join(name)
}

fn dondoc(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dondoc"))
        .args(arguments)
        .env_remove("DONDOC_LANG")
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("its input");
    // A program that refuses its arguments ends without reading.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_plan_from_standard_input_becomes_json() {
    let output = dondoc(&["extract", "--format", "json", "-"], PLAN);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(json["meta"]["number"], "12/KH-UBND");
    assert!(
        json["tasks"]
            .as_array()
            .is_some_and(|tasks| !tasks.is_empty())
    );
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn several_files_give_a_line_each_and_talk_goes_to_stderr() {
    let folder = demo_file("");
    let files: Vec<String> = ["ke-hoach-12-kh-ubnd.docx", "ke-hoach-27-kh-ubnd.html"]
        .map(|name| demo_file(name).display().to_string())
        .to_vec();
    let output = dondoc(&["extract", "--format", "json", &files[0], &files[1]], "");
    assert_eq!(output.status.code(), Some(0));
    let lines: Vec<serde_json::Value> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["file"], files[0]);
    assert!(text(&output.stderr).contains("Đang đọc 2/2"));
    let table = dondoc(&["extract", "--quiet", &folder.display().to_string()], "");
    assert!(
        text(&table.stdout).contains("Cải cách hành chính"),
        "{}",
        text(&table.stdout)
    );
}

#[test]
fn the_other_forms_hold_the_tasks() {
    let csv = dondoc(&["extract", "--format", "csv", "-"], PLAN);
    let mut reader = csv::Reader::from_reader(csv.stdout.as_slice());
    let json = dondoc(&["extract", "--format", "json", "-"], PLAN);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    let tasks = json["tasks"].as_array().map(Vec::len);
    assert_eq!(Some(reader.records().count()), tasks);
    let akn = dondoc(&["extract", "--format", "akn", "-"], PLAN);
    assert!(text(&akn.stdout).contains("<akomaNtoso"));
}

/// A PDF of one page.
fn pdf(content: &[u8], filter: &str) -> Vec<u8> {
    let length = content.len();
    let head = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]\
         /Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
         /Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>>>>>>>endobj\n\
         4 0 obj<<{filter}/Length {length}>>stream\n"
    );
    let end = b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n";
    [head.as_bytes(), content, end].concat()
}

#[test]
fn a_pdf_is_read_by_a_process_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let extract = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        dondoc(
            &[
                "extract",
                "--quiet",
                "--format",
                "csv",
                &path.display().to_string(),
            ],
            "",
        )
    };
    let drawn = b"BT /F 12 Tf 72 700 Td (Ke hoach cong tac nam) Tj ET";
    let plain = extract("plain.pdf", &pdf(drawn, ""));
    assert_eq!(plain.status.code(), Some(0), "{}", text(&plain.stderr));
    // Runs of blanks that come to 400 MB.
    let bomb = pdf(&[129, b' '].repeat(3 << 20), "/Filter/RunLengthDecode");
    let bomb = extract("bomb.pdf", &bomb);
    assert_eq!(bomb.status.code(), Some(3));
    if cfg!(target_os = "linux") {
        assert!(
            text(&bomb.stderr).contains("bộ nhớ"),
            "{}",
            text(&bomb.stderr)
        );
    }
}

#[test]
fn exit_codes_tell_what_happened() {
    let cases = [
        (vec!["extract", "-"], "", 3),
        (vec!["extract", "no-such-file.txt"], "", 3),
        (
            vec!["extract", "-"],
            "TỐI MẬT\n\nỦY BAN NHÂN DÂN\nTỈNH LAM GIANG\n\nKẾ HOẠCH\n",
            4,
        ),
        (vec!["extract"], "", 2),
        (vec!["extract", "--format", "odt", "-"], "", 2),
        (vec!["--help"], "", 0),
        (vec!["extract", "--help"], "", 0),
    ];
    for (arguments, input, code) in cases {
        let output = dondoc(&arguments, input);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {}",
            text(&output.stderr)
        );
        assert_eq!(output.stdout.is_empty(), code != 0, "{arguments:?}");
    }
}

#[test]
fn help_speaks_both_languages_and_gives_examples() {
    let help = text(&dondoc(&["extract", "--help"], "").stdout);
    assert!(
        help.contains("Ví dụ:") && help.contains("Cách dùng:"),
        "{help}"
    );
    let help = text(&dondoc(&["--lang", "en", "extract", "--help"], "").stdout);
    assert!(
        help.contains("Examples:") && help.contains("Read plans from files"),
        "{help}"
    );
}

#[test]
fn an_account_is_made_and_its_password_reset() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data").display().to_string();
    let add = [
        "user",
        "add",
        "lan",
        "--name",
        "Nguyễn Thị Lan",
        "--data",
        &data,
    ];
    let output = dondoc(&add, "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout).trim().len(), 17);
    let again = dondoc(&add, "");
    assert_eq!(again.status.code(), Some(1));
    assert!(
        text(&again.stderr).contains("đã có"),
        "{}",
        text(&again.stderr)
    );
    let reset = [
        "user",
        "password",
        "lan",
        "--password-stdin",
        "--data",
        &data,
    ];
    assert_eq!(dondoc(&reset, "mật khẩu mới tinh\n").status.code(), Some(0));
    let short = dondoc(&reset, "ngắn\n");
    assert_eq!(short.status.code(), Some(1));
    assert!(
        text(&short.stderr).contains("quá ngắn"),
        "{}",
        text(&short.stderr)
    );
}

#[test]
fn plans_are_imported_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().display().to_string();
    let file = demo_file("ke-hoach-27-kh-ubnd.docx").display().to_string();
    let import = ["import", "plans", &file, "--data", &data];
    assert!(text(&dondoc(&import, "").stdout).contains("nhiệm vụ"));
    assert!(text(&dondoc(&import, "").stdout).contains("đã nhập trước đây"));
}

#[test]
fn a_directory_is_looked_at_brought_in_and_written_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data").display().to_string();
    let csv = folder.path().join("a.csv");
    let rows = "Mã đơn vị,Tên,Loại,Cấp\nlg.so-y-te,Sở Y tế,department,province\n";
    std::fs::write(&csv, rows).expect("a file");
    let csv = csv.display().to_string();
    let with = |more: &[&str]| {
        let import = [
            "import",
            "units",
            &csv,
            "--data",
            &data,
            "--province",
            "Lam Giang",
        ];
        dondoc(&[&import[..], more].concat(), "")
    };
    let looked = with(&["--dry-run"]);
    assert_eq!(looked.status.code(), Some(0), "{}", text(&looked.stderr));
    assert!(text(&looked.stdout).contains("Thêm 1 cơ quan\n+ Sở Y tế"));
    let out = folder.path().join("b.json").display().to_string();
    let export = ["export", "units", &out, "--data", &data];
    assert_eq!(
        dondoc(&export, "").status.code(),
        Some(1),
        "nothing was brought in"
    );
    assert!(text(&with(&[]).stdout).contains("Thêm 1 cơ quan"));
    assert!(text(&with(&[]).stdout).contains("1 mục không đổi"));
    assert_eq!(dondoc(&export, "").status.code(), Some(0));
    let written = std::fs::read_to_string(&out).expect("a file");
    assert!(written.contains("\"lg.so-y-te\""));
    std::fs::write(
        folder.path().join("a.csv"),
        "Mã đơn vị,Tên,Loại,Cấp\na,A,x,y\n",
    )
    .expect("a file");
    let bad = with(&[]);
    assert_eq!(bad.status.code(), Some(3));
    assert!(text(&bad.stderr).contains("dòng 2, Loại: Không có loại này"));
}

/// Three documents' worth of log, and a door past the program.
fn tampered(change: &'static str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().display().to_string();
    for name in ["an", "binh", "chi"] {
        let add = ["user", "add", name, "--name", name, "--data", &data];
        assert_eq!(dondoc(&add, "").status.code(), Some(0));
    }
    let database = folder.path().join("dondoc.sqlite");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        use dondoc_core::db::{Db, Location, Options, sql};
        let db = Db::open(&Location::Sqlite(database), Options::default())
            .await
            .expect("opens");
        let who = dondoc_core::access::Actor::system("test");
        db.write(&who, chrono::Utc::now(), move |tx| {
            Box::pin(async move { sql::execute(tx, change, vec![]).await })
        })
        .await
        .expect("changed");
        db.close().await.expect("closed");
    });
    (folder, data)
}

#[test]
fn the_log_is_verified_and_the_first_bad_event_named() {
    let verify = |data: &str, anchor: Option<&str>| {
        let mut arguments = vec!["log", "verify", "--data", data];
        arguments.extend(anchor.into_iter().flat_map(|it| ["--anchor", it]));
        let output = dondoc(&arguments, "");
        let (code, out) = (output.status.code(), text(&output.stdout));
        (code, out, text(&output.stderr))
    };
    let (_folder, data) = tampered("UPDATE account SET name = name");
    let (code, head, said) = verify(&data, None);
    assert_eq!(code, Some(0), "{said}");
    let head = head.trim();
    assert!(head.contains(':') && head.len() > 64, "{head}");
    assert_eq!(verify(&data, Some(head)).0, Some(0));
    assert_eq!(verify(&data, Some("nonsense")).0, Some(1));

    let (_folder, data) = tampered("UPDATE event SET actor_name = 'khác' WHERE id = 2");
    let (code, out, said) = verify(&data, None);
    assert_eq!((code, out.as_str()), (Some(5), ""));
    assert!(
        said.contains("sự kiện số 2:") && said.contains("đã bị sửa"),
        "{said}"
    );

    let (_folder, data) = tampered("DELETE FROM event WHERE id = (SELECT MAX(id) FROM event)");
    assert_eq!(
        verify(&data, None).0,
        Some(0),
        "the chain alone cannot tell"
    );
    let (code, _, said) = verify(&data, Some(head));
    assert_eq!(code, Some(5), "{said}");

    let (code, _, said) = verify(&format!("{data}/no-such"), None);
    assert_eq!(code, Some(1));
    assert!(said.contains("Không có dữ liệu"), "{said}");
    assert!(!std::path::Path::new(&data).join("no-such").exists());
}
