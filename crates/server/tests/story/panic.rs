//! A panic tells where it was and nothing of what was being read.

use std::process::Command;

/// Stands for the words of a document.
const WORDS: &str = "Sao Băng 8861";
/// Set in the process that panics, to how it writes its log.
const CHILD: &str = "DONDOC_TEST_PANIC";

/// Not a test by itself: what the process started below does.
#[tokio::test]
async fn falls_when_told_to() {
    let Ok(log) = std::env::var(CHILD) else {
        return;
    };
    if log == "traced" {
        tracing_subscriber::fmt()
            .with_writer(std::io::stderr)
            .with_max_level(tracing::Level::TRACE)
            .init();
    }
    dondoc_server::panic::install();
    let fell = dondoc_server::panic::blocking(|| panic!("cannot read {WORDS}")).await;
    tracing::error!(error = %fell.expect_err("it fell"), "told");
    let here = std::panic::catch_unwind(|| WORDS.parse::<u8>().expect(WORDS));
    assert!(here.is_err());
}

#[test]
fn what_a_panic_says_does_not_reach_the_log() {
    for log in ["plain", "traced"] {
        let test = std::env::current_exe().expect("this program");
        let output = Command::new(test)
            .args(["--exact", "panic::falls_when_told_to", "--nocapture"])
            .env(CHILD, log)
            .env("RUST_BACKTRACE", "1")
            .output()
            .expect("it starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        assert_eq!(said.matches("DONDOC-PANIC").count(), 2, "{said}");
        assert!(said.contains("panic.rs:"), "{said}");
        for word in WORDS.split(' ') {
            assert!(!said.contains(word), "{said}");
        }
    }
}
