//! The one thread that writes to SQLite, and group commit.
//!
//! Transactions queue. The writer runs them one after the other, each in its own SAVEPOINT, as long as more are
//! waiting, then makes one physical commit (`synchronous = full`) and only then answers them all: a commit of the
//! disk costs the same for one transaction as for a hundred. A refusal waits for the commit too, because it may
//! rest on what an earlier transaction of the same group wrote.
//!
//! A transaction's closure stays in its caller's task; its statements travel here. A caller that goes away is
//! rolled back; one that stays silent longer than the limit is rolled back too, so that the writer goes on.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::convert;
use crate::StoreError;
use crate::db::DbOptions;
use crate::row::Answer;
use crate::session::Order;

type Reply<T> = oneshot::Sender<Result<T, StoreError>>;
type Task = Box<dyn FnOnce(&mut Connection) + Send>;

/// What arrives in the writer's queue.
enum Request {
    /// A transaction: its first statement, and where the others come from.
    Transaction(Command, Receiver<Command>),
    /// Work that is alone with the connection: migrations, checkpoints.
    Task(Task),
    /// The end.
    Close(oneshot::Sender<()>),
}

/// What a transaction asks of the writer.
enum Command {
    Run(Order, Reply<Answer>),
    Finish { keep: bool, reply: Reply<()> },
}

/// The queue of the writer thread.
pub(super) struct Writer {
    queue: Sender<Request>,
}

#[derive(Clone, Copy)]
struct Limits {
    /// Longest silence of a transaction.
    stall: Duration,
    /// Most transactions in a group.
    group: usize,
    /// Longest time a group stays open for more.
    open: Duration,
}

impl Writer {
    pub(super) fn start(connection: Connection, options: &DbOptions) -> Result<Self, StoreError> {
        let (queue, requests) = mpsc::channel();
        let limits = Limits {
            stall: options.stall_limit,
            group: options.group_limit.max(1),
            open: Duration::from_millis(50),
        };
        let thread = thread::Builder::new().name("store-writer".to_owned());
        thread
            .spawn(move || serve(connection, requests, limits))
            .map_err(|e| StoreError::Unavailable(e.to_string()))?;
        Ok(Self { queue })
    }

    pub(super) fn session(&self) -> Session {
        Session { queue: self.queue.clone(), state: Mutex::new(State::New) }
    }

    pub(super) async fn task<T: Send + 'static>(
        &self,
        task: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let task: Task = Box::new(move |connection| {
            let _ = reply.send(task(connection));
        });
        self.queue.send(Request::Task(task)).map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    pub(super) async fn close(&self) {
        let (reply, answer) = oneshot::channel();
        if self.queue.send(Request::Close(reply)).is_ok() {
            let _ = answer.await;
        }
    }
}

/// The caller's end of one transaction.
pub(crate) struct Session {
    queue: Sender<Request>,
    state: Mutex<State>,
}

enum State {
    /// Nothing was asked yet: the writer does not know of it.
    New,
    Open(Sender<Command>),
    Ended,
}

impl Session {
    pub(crate) async fn run(&self, order: Order) -> Result<Answer, StoreError> {
        let (reply, answer) = oneshot::channel();
        let first = self.send(Command::Run(order, reply))?;
        // The writer drops a reply only when it gave the transaction up, or ended before it began.
        answer.await.map_err(|_| if first { StoreError::Closed } else { StoreError::Stalled })?
    }

    /// Commits (or rolls back) and returns once the group's physical commit is done.
    pub(crate) async fn finish(&self, keep: bool) -> Result<(), StoreError> {
        let state = std::mem::replace(&mut *self.lock(), State::Ended);
        let State::Open(commands) = state else { return Ok(()) };
        let (reply, answer) = oneshot::channel();
        commands.send(Command::Finish { keep, reply }).map_err(|_| StoreError::Stalled)?;
        answer.await.map_err(|_| StoreError::Stalled)?
    }

    /// Lets the writer roll back and go on, even while clones of the transaction live.
    pub(crate) fn abandon(&self) {
        *self.lock() = State::Ended;
    }

    /// Sends a command; whether it was the first.
    fn send(&self, command: Command) -> Result<bool, StoreError> {
        let mut state = self.lock();
        match &*state {
            State::New => {
                let (commands, rest) = mpsc::channel();
                let request = Request::Transaction(command, rest);
                self.queue.send(request).map_err(|_| StoreError::Closed)?;
                *state = State::Open(commands);
                Ok(true)
            }
            State::Open(commands) => commands.send(command).map(|()| false).map_err(|_| StoreError::Stalled),
            State::Ended => Err(StoreError::Finished),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The writer's life.
fn serve(mut connection: Connection, requests: Receiver<Request>, limits: Limits) {
    let mut next = None;
    while let Some(request) = next.take().or_else(|| requests.recv().ok()) {
        match request {
            Request::Transaction(first, rest) => {
                next = group(&connection, (first, rest), &requests, limits);
            }
            Request::Task(task) => task(&mut connection),
            Request::Close(reply) => {
                let _ = connection.execute_batch("pragma wal_checkpoint(truncate); pragma optimize");
                drop((connection, requests));
                let _ = reply.send(());
                return;
            }
        }
    }
}

/// Runs `first` and whatever waits behind it as one physical transaction; gives back a request it met that is not
/// a transaction.
fn group(
    connection: &Connection,
    first: (Command, Receiver<Command>),
    requests: &Receiver<Request>,
    limits: Limits,
) -> Option<Request> {
    if let Err(e) = execute(connection, "begin immediate") {
        refuse(first.0, e);
        return None;
    }
    let opened = Instant::now();
    let mut waiting = Vec::new();
    let mut transaction = first;
    let other = loop {
        run_one(connection, transaction, limits.stall, &mut waiting);
        if connection.is_autocommit() {
            // A full disk or an I/O error made the engine roll everything back.
            answer(waiting, &Err(StoreError::Unavailable("the group was rolled back".to_owned())));
            return None;
        }
        if waiting.len() >= limits.group || opened.elapsed() >= limits.open {
            break None;
        }
        match requests.try_recv() {
            Ok(Request::Transaction(first, rest)) => transaction = (first, rest),
            Ok(other) => break Some(other),
            Err(_) => break None,
        }
    };
    let outcome = execute(connection, "commit");
    if outcome.is_err() && !connection.is_autocommit() {
        let _ = execute(connection, "rollback");
    }
    answer(waiting, &outcome);
    other
}

/// Runs one transaction in a savepoint; its final reply joins `waiting`, for after the physical commit.
fn run_one(
    connection: &Connection,
    (first, rest): (Command, Receiver<Command>),
    stall: Duration,
    waiting: &mut Vec<Reply<()>>,
) {
    if let Err(e) = execute(connection, "savepoint one") {
        return refuse(first, e);
    }
    let mut spoilt = false;
    let mut command = first;
    loop {
        match command {
            Command::Run(order, reply) => {
                let outcome =
                    if spoilt { Err(StoreError::Aborted) } else { convert::run(connection, &order) };
                spoilt |= outcome.is_err();
                let _ = reply.send(outcome);
            }
            Command::Finish { keep, reply } => {
                let kept = keep && !spoilt && execute(connection, "release one").is_ok();
                if !kept {
                    undo(connection);
                }
                if keep && !kept {
                    let _ = reply.send(Err(StoreError::Aborted));
                } else {
                    waiting.push(reply);
                }
                return;
            }
        }
        if connection.is_autocommit() {
            return;
        }
        command = match rest.recv_timeout(stall) {
            Ok(command) => command,
            Err(silence) => {
                if silence == RecvTimeoutError::Timeout {
                    tracing::warn!("a write transaction stayed silent for {stall:?} and was rolled back");
                }
                return undo(connection);
            }
        };
    }
}

fn undo(connection: &Connection) {
    if !connection.is_autocommit() {
        let undone = execute(connection, "rollback to one").and_then(|()| execute(connection, "release one"));
        if undone.is_err() {
            // Nothing of the group may be kept when one of its parts cannot be taken out.
            let _ = execute(connection, "rollback");
        }
    }
}

fn execute(connection: &Connection, sql: &'static str) -> Result<(), StoreError> {
    let done = connection.prepare_cached(sql).and_then(|mut statement| statement.execute(()));
    done.map(drop).map_err(|e| convert::error(sql, &e))
}

fn refuse(command: Command, with: StoreError) {
    match command {
        Command::Run(_, reply) => drop(reply.send(Err(with))),
        Command::Finish { reply, .. } => drop(reply.send(Err(with))),
    }
}

fn answer(waiting: Vec<Reply<()>>, outcome: &Result<(), StoreError>) {
    for reply in waiting {
        let _ = reply.send(outcome.clone());
    }
}
