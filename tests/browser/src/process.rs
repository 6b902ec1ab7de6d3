//! Processes that a story starts (drivers, the X server, a bundler's server) and that never outlive it.
//!
//! A driver starts browsers of its own, which a plain `kill` of the driver would leave behind, so
//! the guard ends the whole tree below the process it started, each by its id, and nothing else.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

/// How long a driver or the X server may take to be ready. Generous: a loaded two-core machine
/// starts several of them at once.
const START_LIMIT: Duration = Duration::from_secs(30);

/// A started process; dropped = it and everything it started is gone.
#[derive(Debug)]
pub struct Process {
    child: Child,
    name: String,
}

impl Process {
    /// Starts `command`, with what it says written to `log`.
    ///
    /// # Errors
    /// When the program cannot be started or the log cannot be made.
    pub fn start(name: &str, mut command: Command, log: &Path) -> Result<Self> {
        let log = std::fs::File::create(log).context("making the log of a driver")?;
        command
            .stdin(Stdio::null())
            .stderr(log.try_clone().context("sharing the log of a driver")?)
            .stdout(log)
            .kill_on_drop(true);
        let child = command.spawn().with_context(|| format!("starting {name}"))?;
        Ok(Self { child, name: name.to_owned() })
    }

    /// Waits until the process accepts connections on `port` of 127.0.0.1.
    ///
    /// # Errors
    /// When the process ends first, or is not ready in time.
    pub async fn listening(&mut self, port: u16) -> Result<()> {
        let began = Instant::now();
        // A driver announces its port in words of its own or not at all: connecting is the one
        // sign that all three give.
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            if let Some(status) = self.child.try_wait().context("asking after a driver")? {
                bail!("{} ended before it was ready: {status}", self.name);
            }
            if began.elapsed() > START_LIMIT {
                bail!("{} was not ready within {START_LIMIT:?}", self.name);
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let Some(id) = self.child.id().and_then(|id| i32::try_from(id).ok()) else {
            return;
        };
        // Collected before the first signal: an orphan is handed to process 1 and cannot be found.
        for id in tree(id) {
            if let Some(pid) = Pid::from_raw(id) {
                // Already gone is as good as ended.
                let _ = kill_process(pid, Signal::KILL);
            }
        }
    }
}

/// The process `root` and all its descendants, by `/proc`; without one, `root` alone.
fn tree(root: i32) -> Vec<i32> {
    let mut children: BTreeMap<i32, Vec<i32>> = BTreeMap::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        if let Some(parent) = parent_of(&entry.path()) {
            children.entry(parent).or_default().push(id);
        }
    }
    let mut found = Vec::new();
    let mut next = vec![root];
    while let Some(id) = next.pop() {
        next.extend(children.remove(&id).unwrap_or_default());
        found.push(id);
    }
    found
}

/// The parent's id from `/proc/<id>/stat`: `id (name) state parent …`, where the name may hold
/// anything, brackets too, so the fields are counted from its last bracket.
fn parent_of(directory: &Path) -> Option<i32> {
    let stat = std::fs::read_to_string(directory.join("stat")).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    fields.split_whitespace().nth(1)?.parse().ok()
}

/// Ports below those that systems give to whoever asks for any: there, between a look and a driver's start, a port
/// may go to a server or a connection that is made at the same time, and a story would talk to another one's driver.
const PORTS: Range<u16> = 20_000..32_000;

/// A free port of 127.0.0.1, given to nobody else in this process.
///
/// # Errors
/// When none is left.
pub async fn free_port() -> Result<u16> {
    static GIVEN: Mutex<Option<Range<u16>>> = Mutex::const_new(None);
    let mut given = GIVEN.lock().await;
    // Two test runs on a machine begin at different places, each with a thousand ports at least.
    let own = u16::try_from(std::process::id() % 11_000).unwrap_or_default();
    let left = given.get_or_insert(PORTS.start.saturating_add(own)..PORTS.end);
    loop {
        let Some(port) = left.next() else { bail!("none of the ports {PORTS:?} is free") };
        if TcpListener::bind(("127.0.0.1", port)).await.is_ok() {
            return Ok(port);
        }
    }
}

/// A virtual screen of its own for one WebKit window.
///
/// WebKitGTK has no headless mode. One screen for each window, even where the machine has a real
/// one, because two windows on a screen without a window manager fight for the keyboard.
#[derive(Debug)]
pub(crate) struct Screen {
    _server: Process,
    display: String,
}

impl Screen {
    /// Starts the X server `program` and waits until it tells its number.
    ///
    /// # Errors
    /// When it cannot be started or is not ready in time.
    pub(crate) async fn start(program: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command
            .args(["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        let mut child = command.spawn().context("starting Xvfb")?;
        let output = child.stdout.take().context("Xvfb without an output")?;
        let server = Process { child, name: "Xvfb".to_owned() };
        let mut number = String::new();
        let mut lines = BufReader::new(output);
        tokio::time::timeout(START_LIMIT, lines.read_line(&mut number))
            .await
            .with_context(|| format!("Xvfb was not ready within {START_LIMIT:?}"))?
            .context("reading the number of the screen")?;
        let number = number.trim();
        if number.is_empty() {
            bail!("Xvfb ended before it was ready");
        }
        Ok(Self { _server: server, display: format!(":{number}") })
    }

    /// The value of `DISPLAY` that leads to this screen.
    pub(crate) fn display(&self) -> &str {
        &self.display
    }
}
