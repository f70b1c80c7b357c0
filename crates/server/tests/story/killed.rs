//! `kill -9` while many clients write: what was answered is there, once, and the log is whole.
//!
//! Three kills among eight clients are part of the suite. `DONDOC_KILLS=50 DONDOC_KILL_CLIENTS=1000`
//! asks for more.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Mutex, mpsc};

use chrono::{NaiveDate, NaiveTime, Utc};
use dondoc_core::access::Actor;
use dondoc_core::account::{self, sign_in_link};
use dondoc_core::db::{Conn, Db, Location, Options, sql};
use dondoc_core::event::verify::{self, Verdict};
use dondoc_core::obligation::{Counts, Filter, register, tally};
use dondoc_core::seed;

/// Answers behind which the program is killed.
const ANSWERS: usize = 60;

/// A number from the environment, else the usual one.
fn asked(name: &str, usual: usize) -> usize {
    let given = std::env::var(name).ok();
    given.map_or(usual, |number| number.parse().expect("a number"))
}

fn clients() -> usize {
    asked("DONDOC_KILL_CLIENTS", 8)
}

fn rounds() -> usize {
    asked("DONDOC_KILLS", 3)
}

/// Obligations there are, each to be recorded as done once: more than every client can ask for.
fn owed() -> i64 {
    let each = 4 * ANSWERS + 4 * clients() + 1_000;
    i64::try_from(rounds() * each).expect("few")
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2021, 1, 1).expect("a day")
}

async fn open(folder: &Path) -> Db {
    let location = Location::Sqlite(folder.join("dondoc.sqlite"));
    let db = Db::open(&location, Options::default()).await;
    db.expect("opens")
}

/// A data folder with open obligations, and the cookie of somebody signed in.
async fn prepared(folder: &Path) -> String {
    let db = open(folder).await;
    let now = today().and_time(NaiveTime::MIN).and_utc();
    seed::obligations(&db, owed(), today(), now)
        .await
        .expect("filled");
    let (who, now) = (Actor::system("test"), Utc::now());
    let account = account::create(&db, &who, "lan", "Lan", None, now).await;
    let id = account.expect("an account").id;
    let link = db.write(&who, now, move |tx| {
        Box::pin(async move { sign_in_link::issue(tx, id, chrono::Duration::hours(1)).await })
    });
    let session = sign_in_link::redeem(&db, &link.await.expect("a link"), "", now).await;
    let session = session
        .expect("looked up")
        .and_then(account::Entry::session);
    let token = session.expect("a session").token;
    db.close().await.expect("closed");
    format!("dondoc={token}")
}

/// The program on a free port, and its address.
fn serve(folder: &Path) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dondoc"))
        .args(["--lang", "en", "serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut talk = BufReader::new(child.stderr.take().expect("its talk"));
    let mut line = String::new();
    while !line.contains("http://") {
        line.clear();
        assert_ne!(talk.read_line(&mut line).expect("talk"), 0, "it ended");
    }
    // Somebody must go on reading, or the program waits for room to talk.
    std::thread::spawn(move || std::io::copy(&mut talk, &mut std::io::sink()));
    let (_, address) = line.trim().split_once("http://").expect("an address");
    (child, address.to_owned())
}

/// Asks for one completion; whether it was answered as done. `None` when the program is gone.
fn complete(address: &str, cookie: &str, id: i64) -> Option<bool> {
    let mut stream = TcpStream::connect(address).ok()?;
    let body = "version=1&on=2021-01-01";
    let request = format!(
        "POST /obligations/{id}/completion HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).ok()?;
    Some(&answer == b"HTTP/1.1 303")
}

/// Many clients at once until the program is killed behind so many answers; what was answered.
fn write_until_killed(
    child: &mut Child,
    address: &str,
    cookie: &str,
    next: &AtomicI64,
) -> Vec<i64> {
    let (answered, stop) = (Mutex::new(Vec::new()), AtomicBool::new(false));
    let (tell, told) = mpsc::channel();
    let number = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..clients() {
            let tell = tell.clone();
            let (answered, number, stop) = (&answered, &number, &stop);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let id = next.fetch_add(1, Ordering::Relaxed);
                    match complete(address, cookie, id) {
                        Some(true) => {
                            answered.lock().expect("whole").push(id);
                            let _ = tell.send(number.fetch_add(1, Ordering::Relaxed));
                        }
                        Some(false) => panic!("obligation {id} was refused"),
                        None => return,
                    }
                }
            });
        }
        // While answers come, more is being written: that is the moment.
        while told.recv().expect("answers come") < ANSWERS {}
        child.kill().expect("killed");
        stop.store(true, Ordering::Relaxed);
    });
    child.wait().expect("it ended");
    answered.into_inner().expect("whole")
}

async fn sums(conn: &Conn) -> Counts {
    let counts = register::counts(conn, &Filter::default(), today()).await;
    counts.expect("sums")
}

/// Everything answered is there once; what was not answered may be, whole.
async fn check(folder: &Path, answered: &BTreeSet<i64>) {
    let db = open(folder).await;
    let reader = db.read().await.expect("a reader");
    let done = "SELECT id FROM obligation WHERE version = 2 AND completed_on IS NOT NULL";
    let done: Vec<i64> = sql::column(&reader, done, vec![]).await.expect("rows");
    let done: BTreeSet<i64> = done.into_iter().collect();
    let lost: Vec<&i64> = answered.difference(&done).collect();
    assert!(lost.is_empty(), "answered and lost: {lost:?}");
    let events =
        "SELECT subject_id FROM event WHERE kind = 'obligation.completed' ORDER BY subject_id";
    let events: Vec<i64> = sql::column(&reader, events, vec![]).await.expect("rows");
    assert_eq!(
        events,
        done.iter().copied().collect::<Vec<_>>(),
        "an event for each, once"
    );
    let verdict = verify::run(&reader, &[]).await.expect("walked");
    assert!(matches!(verdict, Verdict::Whole(_)), "{verdict:?}");
    let kept = sums(&reader).await;
    drop(reader);
    let who = Actor::system("test");
    let anew = db.write(&who, Utc::now(), |tx| Box::pin(tally::rebuild(tx)));
    anew.await.expect("counted anew");
    let reader = db.read().await.expect("a reader");
    assert_eq!(
        sums(&reader).await,
        kept,
        "the sums kept are those there are"
    );
    drop(reader);
    db.close().await.expect("closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_outlives_a_kill() {
    let folder = tempfile::tempdir().expect("a folder");
    let cookie = prepared(folder.path()).await;
    let (mut answered, mut first) = (BTreeSet::new(), 1);
    for _ in 0..rounds() {
        let (mut child, address) = serve(folder.path());
        let next = AtomicI64::new(first);
        let now = write_until_killed(&mut child, &address, &cookie, &next);
        assert!(now.len() >= ANSWERS, "{}", now.len());
        answered.extend(now);
        check(folder.path(), &answered).await;
        first = next.into_inner();
    }
}
