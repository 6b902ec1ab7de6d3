//! What outlives the process: JSON by kind and key, in one SQLite file. Without a file nothing is kept and nothing waits.
//!
//! Whoever changes something puts it in the queue; one thread writes all that waits as one transaction and counts. Whoever
//! tells the outside of a change takes the [`Mark`] of that moment and waits until so much is written: what is heard is
//! on the disk already. Many changes share one transaction, so waiting costs one `fsync`, not one for each.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::{Connection, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::watch;

/// The layout of the file. Another one is refused, not guessed at.
const VERSION: i64 = 1;
/// How many changes one transaction takes.
const BATCH: usize = 1000;
/// How long the file may belong to another process, for one that is just ending.
const BUSY: Duration = Duration::from_secs(1);

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Session,
    /// What a user used today.
    User,
    /// What all users of a tenant used.
    Tokens,
    Cart,
    Price,
}

impl Kind {
    /// The word in the file.
    fn word(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::User => "user",
            Self::Tokens => "tokens",
            Self::Cart => "cart",
            Self::Price => "price",
        }
    }
}

/// A moment in the queue of a store: everything that was put before it.
#[derive(Clone, Default)]
pub(crate) struct Mark(Option<(Arc<File>, u64)>);

impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mark({:?})", self.0.as_ref().map(|(_, count)| count))
    }
}

impl Mark {
    /// Waits until so much is on the disk.
    pub(crate) async fn reached(&self) -> Result<(), Broken> {
        let Some((file, count)) = &self.0 else { return Ok(()) };
        let mut progress = file.progress.clone();
        let reached = progress.wait_for(|now| now.written >= *count || now.broken.is_some()).await;
        // The sender is gone when the store was closed.
        reached.ok().filter(|now| now.written >= *count).map(|_| ()).ok_or(Broken)
    }
}

/// The file can no longer be written; nothing that depends on it may be told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Broken;

/// A value to write; none removes the entry.
struct Change {
    kind: Kind,
    key: String,
    json: Option<String>,
}

/// How far the thread is.
#[derive(Clone, Debug, Default)]
struct Progress {
    /// How many changes are on the disk.
    written: u64,
    /// Why it stopped.
    broken: Option<String>,
}

struct Queue {
    /// None once the store is closed.
    changes: Option<Sender<Change>>,
    /// How many changes were put.
    count: u64,
}

struct File {
    queue: Mutex<Queue>,
    progress: watch::Receiver<Progress>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// A handle to the file, or to nothing. A copy is the same one.
#[derive(Clone, Default)]
pub(crate) struct Store(Option<Arc<File>>);

/// What the file held when it was opened.
#[derive(Debug, Default)]
pub(crate) struct Saved(HashMap<String, Vec<(String, String)>>);

impl Saved {
    /// Takes out the entries of a kind: keys and values.
    ///
    /// # Errors
    /// The key of an entry that cannot be read, and why.
    pub(crate) fn take<T: DeserializeOwned>(&mut self, kind: Kind) -> Result<Vec<(String, T)>, String> {
        let entries = self.0.remove(kind.word()).unwrap_or_default();
        let read = |(key, json): (String, String)| match serde_json::from_str(&json) {
            Ok(value) => Ok((key, value)),
            Err(error) => Err(format!("{} {key}: {error}", kind.word())),
        };
        entries.into_iter().map(read).collect()
    }
}

impl Store {
    /// Opens a file or makes it. It belongs to this process until [`Store::close`] or the process's end.
    pub(crate) fn open(path: &Path) -> Result<(Self, Saved), String> {
        let (db, saved) = open(path).map_err(|Unusable(why)| why)?;
        let (changes, queue) = mpsc::channel();
        let (progress, watched) = watch::channel(Progress::default());
        let thread = std::thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || write(db, &queue, &progress))
            .map_err(|error| error.to_string())?;
        let file = File {
            queue: Mutex::new(Queue { changes: Some(changes), count: 0 }),
            progress: watched,
            thread: Mutex::new(Some(thread)),
        };
        Ok((Self(Some(Arc::new(file))), saved))
    }

    /// Is anything kept?
    pub(crate) fn is_durable(&self) -> bool {
        self.0.is_some()
    }

    /// Keeps a value in the place of what stands under this key. The order of calls is the order of writing.
    pub(crate) fn put(&self, kind: Kind, key: &str, value: &impl Serialize) {
        if let Some(file) = &self.0 {
            // Plain structs of strings and numbers are always JSON.
            let json = serde_json::to_string(value).unwrap_or_default();
            file.push(Change { kind, key: key.to_owned(), json: Some(json) });
        }
    }

    pub(crate) fn remove(&self, kind: Kind, key: &str) {
        if let Some(file) = &self.0 {
            file.push(Change { kind, key: key.to_owned(), json: None });
        }
    }

    /// Everything that was put so far.
    pub(crate) fn mark(&self) -> Mark {
        Mark(self.0.as_ref().map(|file| (Arc::clone(file), file.queue().count)))
    }

    /// Waits until everything that was put so far is on the disk.
    pub(crate) async fn settled(&self) -> Result<(), Broken> {
        self.mark().reached().await
    }

    /// Waits until the file can no longer be written and says why. A store without a file never breaks.
    pub(crate) async fn broken(&self) -> String {
        if let Some(file) = &self.0
            && let Ok(progress) = file.progress.clone().wait_for(|now| now.broken.is_some()).await
        {
            return progress.broken.clone().unwrap_or_default();
        }
        std::future::pending().await
    }

    /// Writes what waits and lets go of the file; what is put from now on is lost.
    pub(crate) fn close(&self) {
        let Some(file) = &self.0 else { return };
        file.queue().changes = None;
        let thread = file.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        // A panic of the thread was printed by itself.
        thread.map(JoinHandle::join);
    }
}

impl File {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, change: Change) {
        let mut queue = self.queue();
        queue.count = queue.count.saturating_add(1);
        // The thread is gone when the file broke: then no mark is reached any more.
        queue.changes.as_ref().map(|changes| changes.send(change));
    }
}

/// Why a file cannot be opened.
struct Unusable(String);

impl From<rusqlite::Error> for Unusable {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy) => Self("another program uses it".to_owned()),
            _ => Self(error.to_string()),
        }
    }
}

fn open(path: &Path) -> Result<(Connection, Saved), Unusable> {
    let mut db = Connection::open(path)?;
    db.busy_timeout(BUSY)?;
    // One process at a time, by a lock that ends with the process however it ends.
    db.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    // FULL: a transaction that is told as done survives a power cut too, as far as the disk keeps its word.
    db.pragma_update(None, "synchronous", "FULL")?;
    let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let setup = db.transaction()?;
    match version {
        0 => {
            setup.execute_batch(
                "CREATE TABLE entries (kind TEXT NOT NULL, key TEXT NOT NULL, json TEXT NOT NULL,
                 PRIMARY KEY (kind, key)) WITHOUT ROWID",
            )?;
            setup.pragma_update(None, "user_version", VERSION)?;
        }
        VERSION => {}
        other => return Err(Unusable(format!("it has layout {other}, this program knows {VERSION}"))),
    }
    // A write of nothing takes the lock now, not at the first change.
    setup.execute("DELETE FROM entries WHERE kind = ''", [])?;
    setup.commit()?;
    let mut saved = Saved::default();
    {
        let mut all = db.prepare("SELECT kind, key, json FROM entries")?;
        let mut rows = all.query([])?;
        while let Some(row) = rows.next()? {
            saved.0.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?));
        }
    }
    Ok((db, saved))
}

/// The thread: all that waits, as one transaction, until nobody can put anything any more.
fn write(mut db: Connection, queue: &Receiver<Change>, progress: &watch::Sender<Progress>) {
    while let Ok(first) = queue.recv() {
        let batch: Vec<Change> = std::iter::once(first).chain(queue.try_iter().take(BATCH)).collect();
        let count = u64::try_from(batch.len()).unwrap_or(u64::MAX);
        match commit(&mut db, batch) {
            Ok(()) => progress.send_modify(|now| now.written = now.written.saturating_add(count)),
            Err(error) => {
                progress.send_modify(|now| now.broken = Some(error.to_string()));
                return;
            }
        }
    }
}

fn commit(db: &mut Connection, batch: Vec<Change>) -> rusqlite::Result<()> {
    let transaction: Transaction<'_> = db.transaction()?;
    {
        let mut put = transaction.prepare("INSERT OR REPLACE INTO entries VALUES (?1, ?2, ?3)")?;
        let mut remove = transaction.prepare("DELETE FROM entries WHERE kind = ?1 AND key = ?2")?;
        for Change { kind, key, json } in batch {
            match json {
                Some(json) => put.execute(params![kind.word(), key, json])?,
                None => remove.execute(params![kind.word(), key])?,
            };
        }
    }
    transaction.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_put_is_there_when_the_file_is_opened_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("store.sqlite");
        let (store, _) = Store::open(&path).unwrap();
        store.put(Kind::Cart, "a", &1);
        store.put(Kind::Cart, "b", &2);
        store.put(Kind::Price, "a", &3);
        store.put(Kind::Cart, "a", &4);
        store.remove(Kind::Cart, "b");
        store.settled().await.unwrap();
        store.close();
        let (_, mut saved) = Store::open(&path).unwrap();
        assert_eq!(saved.take::<u32>(Kind::Cart).unwrap(), [("a".to_owned(), 4)]);
        assert_eq!(saved.take::<u32>(Kind::Price).unwrap(), [("a".to_owned(), 3)]);
        assert!(saved.take::<u32>(Kind::Session).unwrap().is_empty());
    }

    #[tokio::test]
    async fn one_process_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("store.sqlite");
        let (store, _) = Store::open(&path).unwrap();
        assert_eq!(Store::open(&path).err().unwrap(), "another program uses it");
        store.close();
        Store::open(&path).unwrap();
    }

    #[tokio::test]
    async fn a_closed_store_tells_nobody_that_something_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(&dir.path().join("store.sqlite")).unwrap();
        store.close();
        store.put(Kind::Cart, "a", &1);
        assert!(store.settled().await.is_err());
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("store.sqlite");
        let (store, _) = Store::open(&path).unwrap();
        store.put(Kind::Cart, "mine", &"no number");
        store.close();
        let error = Store::open(&path).unwrap().1.take::<u32>(Kind::Cart).unwrap_err();
        assert!(error.starts_with("cart mine:"), "{error}");
    }

    #[tokio::test]
    async fn without_a_file_nothing_is_waited_for() {
        let store = Store::default();
        store.put(Kind::Cart, "a", &1);
        store.settled().await.unwrap();
    }
}
