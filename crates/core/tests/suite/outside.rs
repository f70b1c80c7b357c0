//! Signing in from outside: which account a person is for whom the provider vouches.

use dondoc_core::{
    Error,
    access::{Actor, Role},
    account::{
        Account, Entry,
        edit::{self, Particulars},
        outside::{
            self, Refusal, Vouched,
            provider::{self, Provider, Settings},
        },
        second_step::{self, halfway, rule},
        session,
    },
    seal::Key,
};

use crate::{house::House, sample::import_units};

on_both!(
    who_was_let_in_is_matched_once_and_remembered,
    nobody_else_gets_in,
    an_account_is_made_only_where_that_was_chosen,
    our_second_step_is_asked_unless_theirs_is_trusted,
    the_secret_is_sealed_and_goes_to_one_provider_only,
);

const KEY: Key = Key::new([9; 32]);
const ISSUER: &str = "https://sso.tinh.test";

fn settings() -> Settings {
    Settings {
        issuer: ISSUER.to_owned(),
        client_id: "dondoc".to_owned(),
        secret: Some("kín".to_owned()),
        claim: "email".to_owned(),
        button: "Vào".to_owned(),
        in_use: true,
        ..Settings::default()
    }
}

async fn set_up(house: &House, settings: Settings) -> Result<Provider, Error> {
    let saved = house.write(move |tx| {
        Box::pin(async move {
            provider::save(tx, &KEY, &settings).await?;
            provider::find(tx).await
        })
    });
    saved.await.map(Option::unwrap)
}

fn vouched(subject: &str, name: &str) -> Vouched {
    Vouched {
        issuer: ISSUER.to_owned(),
        subject: subject.to_owned(),
        name: Some(name.to_owned()),
        full_name: Some("Nguyễn Thị Lan".to_owned()),
        unit: None,
    }
}

async fn person(house: &House, login: &'static str) -> Account {
    let of = Particulars {
        name: login.to_owned(),
        role: Role::Leader,
        unit_id: None,
        disabled: false,
    };
    let made = house.write(move |tx| Box::pin(async move { edit::add(tx, login, &of).await }));
    made.await.unwrap()
}

async fn enter(house: &House, provider: &Provider, who: &Vouched) -> Result<Entry, Refusal> {
    let entered = outside::enter(&house.db, provider, who, "", house.now).await;
    entered.unwrap()
}

async fn rename(house: &House, id: i64, name: &'static str) -> Result<(), Error> {
    let renamed =
        house.write(move |tx| Box::pin(async move { outside::rename(tx, id, name).await }));
    renamed.await
}

async fn who_was_let_in_is_matched_once_and_remembered(house: House) {
    let provider = set_up(&house, settings()).await.unwrap();
    let lan = person(&house, "lan").await;
    rename(&house, lan.id, " Lan@Tinh.test ").await.unwrap();
    let entry = enter(&house, &provider, &vouched("u-1", "lan@tinh.TEST")).await;
    let first = entry.unwrap().session().unwrap();
    assert_eq!(first.account.id, lan.id);
    let resumed = session::resume(&house.db, &first.token, house.now).await;
    assert!(resumed.unwrap().unwrap().outside);
    // Known by the subject from now on, whatever the address has become.
    let entry = enter(&house, &provider, &vouched("u-1", "moi@tinh.test")).await;
    assert_eq!(entry.unwrap().session().unwrap().account.id, lan.id);
    // Somebody else who has the address later is not the same person.
    let other = enter(&house, &provider, &vouched("u-2", "lan@tinh.test")).await;
    assert_eq!(other.unwrap_err(), Refusal::Unknown);
    let reader = house.db.read().await.unwrap();
    let known = outside::of_account(&reader, lan.id).await.unwrap();
    drop(reader);
    assert_eq!((known.len(), known[0].subject.as_str()), (1, "u-1"));
    let id = known[0].id;
    house
        .write(move |tx| Box::pin(outside::forget(tx, id)))
        .await
        .unwrap();
    let resumed = session::resume(&house.db, &first.token, house.now).await;
    assert!(resumed.unwrap().is_none(), "forgetting ends the sessions");
    let other = enter(&house, &provider, &vouched("u-2", "lan@tinh.test")).await;
    assert_eq!(other.unwrap().session().unwrap().account.id, lan.id);
}

async fn nobody_else_gets_in(house: House) {
    let provider = set_up(&house, settings()).await.unwrap();
    let lan = person(&house, "lan").await;
    person(&house, "minh").await;
    let refused = async |who: &Vouched| enter(&house, &provider, who).await.unwrap_err();
    assert_eq!(refused(&vouched("u-1", "khach")).await, Refusal::Unknown);
    let mut nameless = vouched("u-1", "");
    assert_eq!(refused(&nameless).await, Refusal::Unknown);
    nameless.name = None;
    assert_eq!(refused(&nameless).await, Refusal::Unknown);
    rename(&house, lan.id, "lan@tinh.test").await.unwrap();
    assert_eq!(
        refused(&vouched("u-1", "lan")).await,
        Refusal::Unknown,
        "the sign-in name of who is called otherwise there"
    );
    let minh = enter(&house, &provider, &vouched("u-3", "minh")).await;
    let minh = minh.unwrap().session().unwrap().account;
    let twice = rename(&house, minh.id, "lan@tinh.test").await;
    assert!(matches!(
        twice,
        Err(Error::Invalid {
            reason: "taken",
            ..
        })
    ));
    let id = minh.id;
    let mut to = minh.particulars().unwrap();
    to.disabled = true;
    house
        .write(move |tx| Box::pin(async move { edit::change(tx, id, &to).await }))
        .await
        .unwrap();
    assert_eq!(refused(&vouched("u-3", "minh")).await, Refusal::Disabled);
}

async fn an_account_is_made_only_where_that_was_chosen(house: House) {
    import_units(&house).await;
    let chief = set_up(
        &house,
        Settings {
            role: Some(Role::Administrator),
            ..settings()
        },
    );
    assert!(matches!(
        chief.await,
        Err(Error::Invalid { field: "role", .. })
    ));
    let no_claim = Settings {
        role: Some(Role::UnitOfficer),
        ..settings()
    };
    let no_claim = set_up(&house, no_claim).await;
    assert!(matches!(
        no_claim,
        Err(Error::Invalid {
            field: "unit_claim",
            ..
        })
    ));
    let provider = set_up(
        &house,
        Settings {
            role: Some(Role::UnitOfficer),
            unit_claim: "donvi".to_owned(),
            ..settings()
        },
    );
    let provider = provider.await.unwrap();
    let mut who = vouched("u-1", "lan@tinh.test");
    let nowhere = enter(&house, &provider, &who).await;
    assert_eq!(nowhere.unwrap_err(), Refusal::NoUnit);
    who.unit = Some("sở tài chính".to_owned());
    let made = enter(&house, &provider, &who)
        .await
        .unwrap()
        .session()
        .unwrap();
    assert_eq!(made.account.name, "Nguyễn Thị Lan");
    assert_eq!(made.account.role().unwrap(), Role::UnitOfficer);
    assert!(made.account.unit_id.is_some());
    let again = enter(&house, &provider, &who)
        .await
        .unwrap()
        .session()
        .unwrap();
    assert_eq!(again.account.id, made.account.id);
}

async fn our_second_step_is_asked_unless_theirs_is_trusted(house: House) {
    let provider = set_up(&house, settings()).await.unwrap();
    let lan = person(&house, "lan").await;
    let who = vouched("u-1", "lan");
    house
        .write(|tx| Box::pin(async move { rule::choose(tx, &[Role::Leader]).await }))
        .await
        .unwrap();
    let owes = async |provider: &Provider| {
        let entry = enter(&house, provider, &who).await.unwrap();
        let token = entry.session().unwrap().token;
        let session = session::resume(&house.db, &token, house.now).await;
        session.unwrap().unwrap().owes_second_step
    };
    assert!(owes(&provider).await);
    let trusting = Settings {
        second_step_trusted: true,
        secret: None,
        ..settings()
    };
    let trusted = set_up(&house, trusting).await.unwrap();
    assert!(!owes(&trusted).await);

    let actor = Actor::account(lan.id, "Lan", Role::Leader);
    let begin = house.db.write(&actor, house.now, |tx| {
        Box::pin(async move { second_step::begin(tx, &KEY).await })
    });
    begin.await.unwrap();
    let reader = house.db.read().await.unwrap();
    let enrolment = second_step::begun(&reader, &KEY, &lan, "x", house.now).await;
    let code = crate::second_step::telephone(&enrolment.unwrap().unwrap(), house.now);
    drop(reader);
    let confirm = house.db.write(&actor, house.now, move |tx| {
        Box::pin(async move { second_step::confirm(tx, &KEY, &code).await })
    });
    confirm.await.unwrap();
    assert!(
        enter(&house, &trusted, &who)
            .await
            .unwrap()
            .session()
            .is_some()
    );
    let Ok(Entry::Halfway(account)) = enter(&house, &provider, &who).await else {
        panic!("in without the second step");
    };
    let carried = halfway::seal(&house.db, &KEY, &account, house.now).unwrap();
    assert!(halfway::open(&KEY, &carried, house.now).is_some());
}

async fn the_secret_is_sealed_and_goes_to_one_provider_only(house: House) {
    let first = set_up(&house, settings()).await.unwrap();
    assert_eq!(first.secret(&KEY).unwrap().as_deref(), Some("kín"));
    assert!(first.secret(&Key::new([1; 32])).is_err());
    let kept = Settings {
        secret: None,
        button: "Khác".to_owned(),
        ..settings()
    };
    let kept = set_up(&house, kept).await.unwrap();
    assert_eq!(kept.secret(&KEY).unwrap().as_deref(), Some("kín"));
    let moved = Settings {
        secret: None,
        issuer: "https://khac.test".to_owned(),
        ..settings()
    };
    let moved = set_up(&house, moved).await.unwrap();
    assert_eq!(moved.secret(&KEY).unwrap(), None);
    let visitor = Actor::account(7, "Lan", Role::Coordinator);
    let taken = house.db.write(&visitor, house.now, |tx| {
        Box::pin(async move { provider::save(tx, &KEY, &settings()).await })
    });
    assert!(matches!(taken.await, Err(Error::Forbidden(_))));
}
