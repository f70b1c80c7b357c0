//! The daily job: once a day, when the hour has come, on a working day, and only when somebody
//! switched it on. Whichever node is first takes the day.

use std::time::Duration;

use dondoc_core::access::Actor;
use dondoc_core::reminder::{house, run as day_of_reminders};

use super::super::App;
use super::super::error::Result;
use super::{hour_of, words};
use crate::show;

/// How often the job looks whether its hour has come.
const ROUND: Duration = Duration::from_mins(1);

/// Goes round until the program ends.
pub async fn run(app: App) {
    loop {
        match round(&app).await {
            Ok(None) => {}
            Ok(Some(mails)) => tracing::info!(mails, "the reminders of the day are in the outbox"),
            Err(error) => tracing::warn!(%error, "the reminders of the day could not be made"),
        }
        tokio::time::sleep(ROUND).await;
    }
}

/// Looks once. How many messages were made, if it was time.
pub async fn round(app: &App) -> Result<Option<usize>> {
    let now = app.now();
    let day = show::day_of(now);
    let reader = app.db().read().await?;
    let is_due = day_of_reminders::is_due(&reader, day, hour_of(now)).await?;
    let base = house::find(&reader).await?.base_url;
    drop(reader);
    if !is_due {
        return Ok(None);
    }
    let who = Actor::system("reminder");
    let write = app.db().write(&who, now, move |tx| {
        Box::pin(async move {
            day_of_reminders::send(tx, day, false, move |it| words::message(it, &base, day)).await
        })
    });
    Ok(Some(write.await?))
}
