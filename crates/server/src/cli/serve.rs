//! `dondoc serve`: the pages on a data folder, until it is told to stop.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use tokio::net::TcpListener;

use super::Exit;
use super::place::{Networks, Open, Place};
use crate::text::Texts;
use crate::web;
use crate::web::machine::Network;
use crate::web::mail::courier as mail;
use crate::web::reminders::job as reminders;
use crate::web::reports::keeper;
use crate::web::webhooks::courier;

/// How long requests under way may take to finish after the signal to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// `dondoc serve --data DIR`
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    place: Place,
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8080",
        env = "DONDOC_LISTEN"
    )]
    listen: SocketAddr,
    #[arg(long, value_name = "URL", env = "DONDOC_BASE_URL")]
    base_url: Option<String>,
    #[arg(
        long,
        value_name = "CIDR",
        env = "DONDOC_TRUSTED_PROXY",
        value_delimiter = ','
    )]
    trusted_proxy: Vec<Network>,
    #[arg(
        long,
        value_name = "CIDR",
        env = "DONDOC_WEBHOOK_NETWORK",
        value_delimiter = ','
    )]
    webhook_network: Vec<Network>,
    #[arg(
        long,
        value_name = "CIDR",
        env = "DONDOC_SIGN_IN_NETWORK",
        value_delimiter = ','
    )]
    sign_in_network: Vec<Network>,
}

/// Serves until told to stop.
pub async fn run(serve: &Serve, t: &'static Texts) -> anyhow::Result<Exit> {
    let https = serve
        .base_url
        .as_deref()
        .is_some_and(|url| url.starts_with("https://"));
    let networks = Networks {
        trusted_proxies: serve.trusted_proxy.clone(),
        webhooks: serve.webhook_network.clone(),
        sign_in: serve.sign_in_network.clone(),
    };
    let open = serve.place.open_with(networks, https, t).await?;
    open.sweep();
    let listener = TcpListener::bind(serve.listen)
        .await
        .with_context(|| t.one("cli-cannot-listen", "address", serve.listen.to_string()))?;
    let address = match &serve.base_url {
        Some(url) => url.clone(),
        None => format!("http://{}", listener.local_addr()?),
    };
    eprintln!("{}", t.one("cli-serving", "address", address));
    if dondoc_core::account::list(&*open.app.db().read().await?)
        .await?
        .is_empty()
    {
        eprintln!("{}", t.get("cli-no-accounts"));
    }
    until_stopped(open, listener, t).await
}

/// Answers requests until Ctrl+C or SIGTERM, lets those under way finish, and closes the database.
pub async fn until_stopped(
    open: Open,
    listener: TcpListener,
    t: &'static Texts,
) -> anyhow::Result<Exit> {
    tokio::spawn(keeper::run(open.app.clone()));
    let networks = open.app.webhook_networks().to_vec();
    if !networks.is_empty() {
        tokio::spawn(courier::run(open.app.clone(), networks));
    }
    tokio::spawn(mail::run(open.app.clone()));
    tokio::spawn(reminders::run(open.app.clone()));
    let (stop, stopped) = tokio::sync::watch::channel(false);
    tokio::spawn(async move {
        told_to_stop().await;
        // Nobody listening means that serving has ended already.
        let _ = stop.send(true);
    });
    let wait = |mut stopped: tokio::sync::watch::Receiver<bool>| async move {
        // An error means that the sender is gone: stop as well.
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    let service = web::router(open.app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(wait(stopped.clone()));
    tokio::select! {
        result = serving.into_future() => result?,
        () = async {
            wait(stopped).await;
            eprintln!("{}", t.get("cli-stopping"));
            tokio::time::sleep(FAREWELL).await;
        } => {}
    }
    open.app.db().clone().close().await?;
    Ok(Exit::Done)
}

async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            }
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}
