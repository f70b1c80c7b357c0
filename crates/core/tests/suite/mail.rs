//! Mail that goes out: queued with its change, handed out one at a time, tried again, called back.

use chrono::Duration;
use dondoc_core::{
    Error,
    access::{Actor, Role},
    document::Sha,
    event::{self, Subject},
    mail::{
        self, Attachment, Kind, Mail, Message, Recipient, State, Wanted,
        delivery::{self, Outcome},
        server::{self, Entered, Password, Security},
    },
};

use crate::house::House;

on_both!(
    a_message_is_queued_with_its_change_and_once,
    one_goes_at_a_time_and_a_lost_one_goes_again,
    what_is_not_taken_is_tried_again_and_given_up,
    a_message_called_back_stays_at_home,
    a_secret_is_erased_once_it_was_sent,
    the_server_is_entered_and_its_password_stays_with_its_host,
);

fn message(key: &str) -> Message {
    let to = Recipient {
        name: "Sở Tài chính".into(),
        address: "vanthu@stc.nghean.gov.vn".into(),
        ..Recipient::default()
    };
    Message {
        subject: "Đôn đốc thực hiện Kế hoạch 12/KH-UBND".into(),
        text: "Kính gửi Quý cơ quan".into(),
        about: vec![Subject::Urging(7)],
        ..Message::new(Kind::Urging, key, to)
    }
}

async fn queue(house: &House, message: Message) -> i64 {
    house
        .write(move |tx| Box::pin(mail::queue(tx, message)))
        .await
        .unwrap()
}

async fn claim(house: &House) -> Option<Mail> {
    house
        .write(|tx| Box::pin(delivery::claim(tx)))
        .await
        .unwrap()
}

async fn record(house: &House, mail: &Mail, outcome: Outcome) {
    let (id, attempt) = (mail.id, mail.attempts);
    house
        .write(move |tx| Box::pin(delivery::record(tx, id, attempt, outcome)))
        .await
        .unwrap();
}

async fn state(house: &House, id: i64) -> State {
    let reader = house.db.read().await.unwrap();
    mail::find(&reader, id).await.unwrap().state().unwrap()
}

async fn a_message_is_queued_with_its_change_and_once(house: House) {
    let file = Attachment {
        name: "Công văn đôn đốc số 15.docx".into(),
        media: "application/octet-stream".into(),
        sha: Sha::of(b"letter"),
        size: 6,
    };
    let mut first = message("a");
    first.attachments.push(file.clone());
    let id = queue(&house, first).await;
    assert_eq!(queue(&house, message("a")).await, id, "the same key");
    let other = queue(&house, message("b")).await;
    assert_ne!(other, id);
    // A change that fails takes its message back.
    let failed: Result<(), _> = house
        .write(|tx| {
            Box::pin(async move {
                mail::queue(tx, message("c")).await?;
                Err(Error::Refused("test"))
            })
        })
        .await;
    assert!(failed.is_err());
    let mut nobody = message("d");
    nobody.to.address = "nobody".into();
    let refused = house
        .write(move |tx| Box::pin(mail::queue(tx, nobody)))
        .await;
    assert!(matches!(
        refused,
        Err(Error::Invalid {
            field: "address",
            ..
        })
    ));

    let reader = house.db.read().await.unwrap();
    let all = mail::list(&reader, &Wanted::default(), 10).await.unwrap();
    let ids: Vec<i64> = all.iter().map(|it| it.id).collect();
    assert_eq!(ids, [other, id]);
    assert_eq!(mail::files(&reader, id).await.unwrap(), [file]);
    let about = mail::of(&reader, Subject::Urging(7), 10).await.unwrap();
    assert_eq!(about, all);
    assert!(mail::names(&reader, &Sha::of(b"letter")).await.unwrap());
    assert!(!mail::names(&reader, &Sha::of(b"other")).await.unwrap());
    let told = event::of(&reader, Subject::Mail(id), 10).await.unwrap();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].kind, "mail.queued");
}

async fn one_goes_at_a_time_and_a_lost_one_goes_again(mut house: House) {
    let (one, two) = (
        queue(&house, message("a")).await,
        queue(&house, message("b")).await,
    );
    let taken = claim(&house).await.unwrap();
    assert_eq!((taken.id, taken.attempts), (one, 1));
    assert_eq!(state(&house, one).await, State::Sending);
    assert!(claim(&house).await.is_none(), "the first is under way");
    // The program is cut off here; another begins, and knows nothing of what became of it.
    house.reopen().await;
    assert!(claim(&house).await.is_none());
    house.now += delivery::LEASE;
    let again = claim(&house).await.unwrap();
    assert!([one, two].contains(&again.id));
    record(&house, &again, Outcome::Accepted("250 ok".into())).await;
    let last = claim(&house).await.unwrap();
    record(&house, &last, Outcome::Accepted("250 ok".into())).await;
    assert!(claim(&house).await.is_none());
    for id in [one, two] {
        assert_eq!(state(&house, id).await, State::Sent);
    }
    let reader = house.db.read().await.unwrap();
    let first = mail::find(&reader, one).await.unwrap();
    assert_eq!(first.message_id, taken.message_id, "it may have arrived");
    let tries = delivery::tries(&reader, one).await.unwrap();
    assert_eq!(tries.len(), 2);
    assert!(tries[0].accepted && tries[1].ended_at.is_none());
    drop(reader);
    // What the first try had to say comes late, and changes nothing.
    record(&house, &taken, Outcome::Failed("too late".into())).await;
    assert_eq!(state(&house, one).await, State::Sent);
}

async fn what_is_not_taken_is_tried_again_and_given_up(mut house: House) {
    let id = queue(&house, message("a")).await;
    let mut tries = 0;
    loop {
        let Some(mail) = claim(&house).await else {
            break;
        };
        tries += 1;
        record(&house, &mail, Outcome::Failed("451 later".into())).await;
        assert!(claim(&house).await.is_none(), "not at once again");
        house.now += Duration::days(1);
    }
    assert_eq!(tries, delivery::MOST_ATTEMPTS);
    assert_eq!(state(&house, id).await, State::GivenUp);
    house
        .write(move |tx| Box::pin(delivery::again(tx, id)))
        .await
        .unwrap();
    let mail = claim(&house).await.unwrap();
    record(&house, &mail, Outcome::Refused("550 no such user".into())).await;
    assert_eq!(state(&house, id).await, State::GivenUp);
    let reader = house.db.read().await.unwrap();
    let mail = mail::find(&reader, id).await.unwrap();
    assert_eq!(mail.answer.as_deref(), Some("550 no such user"));
    assert_eq!(mail.attempts, delivery::MOST_ATTEMPTS + 1);
    assert_eq!(mail.next_at, None);
    let counts = mail::counts(&reader).await.unwrap();
    assert_eq!(counts, [(State::GivenUp, 1)]);
}

async fn a_message_called_back_stays_at_home(house: House) {
    let id = queue(&house, message("a")).await;
    let auditor = Actor::account(1, "An", Role::Auditor);
    let refused = house
        .db
        .write(&auditor, house.now, move |tx| {
            Box::pin(delivery::cancel(tx, id))
        })
        .await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    house
        .write(move |tx| Box::pin(delivery::cancel(tx, id)))
        .await
        .unwrap();
    assert!(claim(&house).await.is_none());
    house
        .write(move |tx| Box::pin(delivery::again(tx, id)))
        .await
        .unwrap();
    let mail = claim(&house).await.unwrap();
    let late = house
        .write(move |tx| Box::pin(delivery::cancel(tx, id)))
        .await;
    assert!(matches!(late, Err(Error::Refused("mail_under_way"))));
    record(&house, &mail, Outcome::Accepted("250".into())).await;
    // Sent again on purpose: under another Message-ID, or a server would drop it as known.
    house
        .write(move |tx| Box::pin(delivery::again(tx, id)))
        .await
        .unwrap();
    assert_ne!(claim(&house).await.unwrap().message_id, mail.message_id);
}

async fn a_secret_is_erased_once_it_was_sent(house: House) {
    let mut secret = message("a");
    secret.secret = true;
    let id = queue(&house, secret).await;
    let mail = claim(&house).await.unwrap();
    assert!(mail.body.is_some());
    record(&house, &mail, Outcome::Accepted("250".into())).await;
    let reader = house.db.read().await.unwrap();
    assert_eq!(mail::find(&reader, id).await.unwrap().body, None);
    drop(reader);
    let again = house
        .write(move |tx| Box::pin(delivery::again(tx, id)))
        .await;
    assert!(matches!(again, Err(Error::Refused("mail_erased"))));
}

async fn the_server_is_entered_and_its_password_stays_with_its_host(house: House) {
    let entered = |host: &str, password: Password| Entered {
        host: host.into(),
        port: 587,
        security: Security::StartTls,
        login: Some("dondoc".into()),
        password,
        authority: None,
        sender_name: "Sở Nội vụ".into(),
        sender_address: "dondoc@snv.nghean.gov.vn".into(),
        enabled: true,
    };
    let enter = |version: i64, entered: Entered| {
        house.write(move |tx| Box::pin(server::enter(tx, version, entered)))
    };
    let find = || async {
        let reader = house.db.read().await.unwrap();
        server::find(&reader).await.unwrap()
    };
    assert_eq!(find().await, None);
    let first = entered("mail.tinh.vn", Password::Sealed(vec![1, 2, 3]));
    enter(0, first.clone()).await.unwrap();
    assert!(matches!(
        enter(0, first).await,
        Err(Error::Conflict { version: 1, .. })
    ));
    enter(1, entered("mail.tinh.vn", Password::Same))
        .await
        .unwrap();
    assert_eq!(find().await.unwrap().password, Some(vec![1, 2, 3]));
    enter(2, entered("mail.khac.vn", Password::Same))
        .await
        .unwrap();
    assert_eq!(
        find().await.unwrap().password,
        None,
        "it is not shown to another host"
    );
    assert!(enter(3, entered("a b", Password::Gone)).await.is_err());
    let id = queue(&house, message("a")).await;
    let reader = house.db.read().await.unwrap();
    let mail = mail::find(&reader, id).await.unwrap();
    assert!(mail.message_id.ends_with("@snv.nghean.gov.vn"));
    let told = event::of(&reader, Subject::Setting, 10).await.unwrap();
    assert_eq!(told.len(), 3);
    assert!(told.iter().all(|it| {
        let after = it.after.as_deref().unwrap();
        after.contains("password_changed") && !after.contains("[1,2,3]")
    }));
}
