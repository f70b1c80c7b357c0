//! The keeper of periods: opens those that have begun, day by day, as long as the program serves.

use std::time::Duration;

use dondoc_core::access::Actor;
use dondoc_core::reporting::period;

use super::super::App;
use super::super::error::Result;

/// How often the keeper looks; what it opens is due only days later.
const ROUND: Duration = Duration::from_mins(10);

/// Goes round until the program ends.
pub async fn run(app: App) {
    loop {
        if let Err(error) = round(&app).await {
            tracing::warn!(%error, "periods of reports could not be opened");
        }
        tokio::time::sleep(ROUND).await;
    }
}

/// Opens what has begun. How many periods were opened.
pub async fn round(app: &App) -> Result<usize> {
    let who = Actor::system("reports");
    let opened = app.db().write(&who, app.now(), |tx| {
        Box::pin(async move { period::open_begun(tx).await })
    });
    Ok(opened.await?.len())
}
