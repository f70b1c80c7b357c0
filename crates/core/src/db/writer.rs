//! The one writer, with group commit.
//!
//! Closures queue up; the writer takes all that are waiting, runs each in its own savepoint of
//! one transaction, commits once, and only then answers. While a commit waits for the disk the
//! next group gathers. On PostgreSQL the transaction takes the lock of the table `writer` first,
//! so that several nodes write one after another too and no write ever fails by a conflict that
//! its author did not cause. Reasons and figures: docs/decisions/.

use std::{
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::Poll,
    time::Duration,
};

use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, SqliteTransactionMode, TransactionOptions,
    TransactionTrait as _,
};
use tokio::sync::{mpsc, oneshot};

use super::{Backend, BoxFuture, Conn, Entropy, Options, Timestamp, Tx, deadline::Alarm};
use crate::{
    access::Actor,
    error::{Error, Result},
};

/// How many writes may wait; beyond that the callers wait to queue.
const QUEUE: usize = 1_024;
/// How many writes one commit takes at most, so that the first in it is not kept waiting.
const GROUP: usize = 128;

/// The writer's connection.
pub(super) struct Pen {
    pub(super) connection: DatabaseConnection,
    pub(super) alarm: Option<Alarm>,
}

/// What is left to do with a closure's result once the commit is known.
type Answer = Box<dyn FnOnce(Result<()>) + Send>;

enum Ran {
    Keep(Answer),
    Undo(Box<dyn FnOnce() + Send>),
}

type Run = Box<dyn for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Ran> + Send>;

struct Job {
    actor: Actor,
    now: Timestamp,
    run: Run,
    /// Whether nobody waits for the answer any more.
    abandoned: Box<dyn Fn() -> bool + Send>,
}

enum Message {
    Job(Job),
    Stop(oneshot::Sender<()>),
}

/// Where closures are handed in.
#[derive(Clone)]
pub(super) struct Handle(mpsc::Sender<Message>);

impl Handle {
    pub(super) async fn submit<T, F>(&self, actor: Actor, now: Timestamp, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        let (send, receive) = oneshot::channel::<Result<T>>();
        let watch = std::sync::Arc::new(std::sync::Mutex::new(Some(send)));
        let sender = watch.clone();
        let take = move || sender.lock().ok().and_then(|mut slot| slot.take());
        let run: Run = Box::new(move |tx| {
            Box::pin(async move {
                match work(tx).await {
                    Ok(value) => Ran::Keep(Box::new(move |outcome| {
                        answer(take(), outcome.map(|()| value));
                    })),
                    Err(error) => Ran::Undo(Box::new(move || answer(take(), Err(error)))),
                }
            })
        });
        let abandoned = Box::new(move || {
            watch
                .lock()
                .is_ok_and(|slot| slot.as_ref().is_none_or(oneshot::Sender::is_closed))
        });
        let job = Message::Job(Job {
            actor,
            now,
            run,
            abandoned,
        });
        self.0.send(job).await.map_err(|_| Error::NotWritten)?;
        receive.await.map_err(|_| Error::NotWritten)?
    }

    /// Finish what was queued before, then end.
    pub(super) async fn stop(&self) {
        let (done, stopped) = oneshot::channel();
        if self.0.send(Message::Stop(done)).await.is_ok() {
            let _ = stopped.await;
        }
    }
}

fn answer<T>(to: Option<oneshot::Sender<Result<T>>>, result: Result<T>) {
    if let Some(to) = to {
        // Whoever asked may have gone; the write stands all the same.
        let _ = to.send(result);
    }
}

/// Start the writer's task.
pub(super) fn start(pen: Pen, backend: Backend, options: &Options) -> Handle {
    let (send, receive) = mpsc::channel(QUEUE);
    let writer = Writer {
        pen,
        backend,
        limit: options.write_deadline,
        entropy: options.entropy.clone(),
    };
    tokio::spawn(writer.work(receive));
    Handle(send)
}

struct Writer {
    pen: Pen,
    backend: Backend,
    limit: Duration,
    entropy: Entropy,
}

impl Writer {
    async fn work(self, mut queue: mpsc::Receiver<Message>) {
        let mut stop = None;
        while stop.is_none() {
            let Some(first) = queue.recv().await else {
                break;
            };
            match first {
                Message::Stop(done) => stop = Some(done),
                Message::Job(job) => stop = self.group(job, &mut queue).await,
            }
        }
        queue.close();
        if self.backend == Backend::Sqlite {
            let _ = self
                .pen
                .connection
                .execute_unprepared("PRAGMA optimize")
                .await;
        }
        let _ = self.pen.connection.close().await;
        if let Some(done) = stop {
            let _ = done.send(());
        }
    }

    /// One transaction for the first closure and all that wait behind it.
    async fn group(
        &self,
        first: Job,
        queue: &mut mpsc::Receiver<Message>,
    ) -> Option<oneshot::Sender<()>> {
        let outer = match self.begin().await {
            Ok(outer) => outer,
            Err(error) => {
                tracing::error!(%error, "the writer cannot begin");
                refuse(first, &error);
                return None;
            }
        };
        let mut answers = Vec::new();
        let mut next = Some(first);
        let mut stop = None;
        while let Some(job) = next.take() {
            if !(job.abandoned)() {
                match self.one(&outer, job).await {
                    Ok(answer) => answers.extend(answer),
                    Err(error) => return self.broken(outer, answers, &error, stop).await,
                }
            }
            if answers.len() < GROUP {
                match queue.try_recv() {
                    Ok(Message::Job(job)) => next = Some(job),
                    Ok(Message::Stop(done)) => stop = Some(done),
                    Err(_) => {}
                }
            }
        }
        let committed = outer.commit().await.map_err(|error| error.to_string());
        for answer in answers {
            answer(committed.clone().map_err(Error::Commit));
        }
        stop
    }

    async fn begin(&self) -> Result<Conn> {
        let outer = self
            .pen
            .connection
            .begin_with_options(TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..Default::default()
            })
            .await?;
        if self.backend == Backend::Postgres {
            outer
                .execute_unprepared("LOCK TABLE writer IN EXCLUSIVE MODE")
                .await?;
        }
        Ok(outer)
    }

    /// Run one closure in a savepoint. `Err` only when the whole transaction is unusable.
    async fn one(&self, outer: &Conn, job: Job) -> Result<Option<Answer>> {
        let tx = Tx::new(
            outer.begin().await?,
            job.actor,
            job.now,
            self.entropy.clone(),
        );
        if let Some(alarm) = &self.pen.alarm {
            alarm.set(self.limit);
        }
        let ran = tokio::time::timeout(self.limit, caught((job.run)(&tx))).await;
        if let Some(alarm) = &self.pen.alarm {
            alarm.clear();
        }
        match ran {
            Ok(Some(Ran::Keep(answer))) => match tx.finish().await {
                Ok(savepoint) => {
                    savepoint.commit().await?;
                    Ok(Some(answer))
                }
                Err(error) => {
                    // The savepoint rolled itself back when `finish` dropped it.
                    answer(Err(error));
                    Ok(None)
                }
            },
            Ok(Some(Ran::Undo(answer))) => {
                tx.abandon().rollback().await?;
                answer();
                Ok(None)
            }
            Ok(None) | Err(_) => {
                tracing::error!("a write panicked or ran out of time and was undone");
                tx.abandon().rollback().await?;
                Ok(None)
            }
        }
    }

    /// The transaction is lost: everybody in it hears so.
    async fn broken(
        &self,
        outer: Conn,
        answers: Vec<Answer>,
        error: &Error,
        stop: Option<oneshot::Sender<()>>,
    ) -> Option<oneshot::Sender<()>> {
        tracing::error!(%error, "a group of writes was lost");
        let _ = outer.rollback().await;
        for answer in answers {
            answer(Err(Error::Commit(error.to_string())));
        }
        stop
    }
}

/// A job whose transaction could not begin: dropping it answers [`Error::NotWritten`].
fn refuse(job: Job, error: &Error) {
    drop(job);
    tracing::warn!(%error, "a write was refused");
}

/// Run to the end; `None` when it panicked.
async fn caught<T>(work: impl Future<Output = T> + Send) -> Option<T> {
    let mut work = pin!(work);
    poll_fn(
        |context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(value)) => Poll::Ready(Some(value)),
            Err(_) => Poll::Ready(None),
        },
    )
    .await
}
