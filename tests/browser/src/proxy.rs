//! A network that can fail: a TCP proxy on loopback between the page and the backend.
//!
//! The backend's own faults end at its own socket. What a network does stands between: a handshake that nobody
//! answers, a link that swallows everything and stays open, a far end that vanished while a machine slept, a reset or
//! an end in the middle of a frame, bytes in crumbs. The widget's `apiBase` is [`Proxy::address`]; pages come from the
//! backend as ever. Connections are numbered from 1, and each is counted from the moment the browser made it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long [`Proxy::wait_made`] and [`Proxy::wait_open`] wait: more than Firefox holds back a dial to an address that
/// failed a few times.
const PATIENCE: Duration = Duration::from_secs(30);
/// What is read at once.
const CHUNK: usize = 16 * 1024;

/// What a connection goes through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Line {
    /// Everything, at once.
    #[default]
    Clear,
    /// Everything, and what comes from the backend in pieces of this many bytes.
    Crumbs(usize),
    /// Nothing: both ends are open and nothing moves. What was sent meanwhile moves when the line is clear again.
    Stalled,
    /// The backend's end is gone, and the browser is not told.
    HalfOpen,
    /// Ended by both sides in good order, with what was under way delivered.
    Ended,
    /// Reset: what is under way is lost.
    Reset,
}

/// Which way bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From the browser to the backend.
    Up,
    /// From the backend to the browser.
    Down,
}

/// One connection of a browser.
#[derive(Clone, Copy, Debug)]
struct State {
    line: Line,
    /// How many more bytes may go up and down before the line is reset.
    budgets: [Option<usize>; 2],
}

impl State {
    fn budget(&mut self, way: Way) -> &mut Option<usize> {
        let [up, down] = &mut self.budgets;
        if way == Way::Up { up } else { down }
    }
}

#[derive(Default)]
struct Switchboard {
    /// What the next connections are born with.
    line: Line,
    open: BTreeMap<usize, watch::Sender<State>>,
}

/// How many connections were made, and how many are open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// All that browsers ever made.
    pub made: usize,
    /// Those that are not over.
    pub open: usize,
}

struct Shared {
    board: Mutex<Switchboard>,
    count: watch::Sender<Count>,
}

impl Shared {
    fn board(&self) -> MutexGuard<'_, Switchboard> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The proxy. Dropped, it listens no more, and its connections end.
pub struct Proxy {
    addr: SocketAddr,
    backend: SocketAddr,
    shared: Arc<Shared>,
    listening: Option<JoinHandle<()>>,
}

impl Proxy {
    /// Listens on a free port, for the backend at `backend`.
    ///
    /// # Errors
    /// When the machine has no port left.
    pub async fn start(backend: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.context("a port for the proxy")?;
        let addr = listener.local_addr().context("the port of the proxy")?;
        let shared = Arc::new(Shared { board: Mutex::default(), count: watch::Sender::default() });
        let mut proxy = Self { addr, backend, shared, listening: None };
        proxy.serve(listener);
        Ok(proxy)
    }

    fn serve(&mut self, listener: TcpListener) {
        let (shared, backend) = (Arc::clone(&self.shared), self.backend);
        self.listening = Some(tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                tokio::spawn(connection(Arc::clone(&shared), browser, backend));
            }
        }));
    }

    /// What a widget takes as its `apiBase`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Nobody listens: the machine itself refuses new connections. Those that are open stay.
    pub async fn refuse(&mut self) {
        if let Some(task) = self.listening.take() {
            task.abort();
            // The port is free when the task is gone.
            task.await.ok();
        }
    }

    /// Listens again, on the same port.
    ///
    /// # Errors
    /// When another program took it.
    pub async fn listen(&mut self) -> Result<()> {
        if self.listening.is_none() {
            let listener = TcpListener::bind(self.addr).await.context("the port of the proxy")?;
            self.serve(listener);
        }
        Ok(())
    }

    /// Puts every connection, and every one to come, on this line.
    pub fn set(&self, line: Line) {
        self.set_next(line);
        for open in self.shared.board().open.values() {
            open.send_modify(|state| state.line = line);
        }
    }

    /// Puts the connections to come on this line.
    pub fn set_next(&self, line: Line) {
        self.shared.board().line = line;
    }

    /// Puts the connections that are open on this line.
    pub fn set_open(&self, line: Line) {
        for open in self.shared.board().open.values() {
            open.send_modify(|state| state.line = line);
        }
    }

    /// Lets exactly this many more bytes through, on the connections that are open, and then resets them.
    pub fn reset_after(&self, way: Way, bytes: usize) {
        for open in self.shared.board().open.values() {
            open.send_modify(|state| {
                *state.budget(way) = Some(bytes);
                if bytes == 0 {
                    state.line = Line::Reset;
                }
            });
        }
    }

    /// How many connections there were and are.
    #[must_use]
    pub fn count(&self) -> Count {
        *self.shared.count.borrow()
    }

    /// Waits until browsers have made this many connections.
    ///
    /// # Errors
    /// When they do not in time.
    pub async fn wait_made(&self, made: usize) -> Result<()> {
        self.wait(|count| count.made >= made, &format!("{made} connections were made")).await
    }

    /// Waits until this many connections are open.
    ///
    /// # Errors
    /// When they are not in time.
    pub async fn wait_open(&self, open: usize) -> Result<()> {
        self.wait(|count| count.open == open, &format!("{open} connections are open")).await
    }

    async fn wait(&self, enough: impl Fn(&Count) -> bool, what: &str) -> Result<()> {
        let mut count = self.shared.count.subscribe();
        let waited = tokio::time::timeout(PATIENCE, count.wait_for(enough)).await.is_ok();
        anyhow::ensure!(waited, "waited in vain until {what}: {:?}", self.count());
        Ok(())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(task) = self.listening.take() {
            task.abort();
        }
        self.set(Line::Reset);
    }
}

/// One connection from its beginning to its end.
async fn connection(shared: Arc<Shared>, mut browser: TcpStream, backend: SocketAddr) {
    let mut number = 0;
    let mut state = {
        let mut board = shared.board();
        let sender = watch::Sender::new(State { line: board.line, budgets: [None; 2] });
        let receiver = sender.subscribe();
        shared.count.send_modify(|count| {
            count.made = count.made.saturating_add(1);
            count.open = count.open.saturating_add(1);
            number = count.made;
        });
        board.open.insert(number, sender);
        receiver
    };
    let own = shared.board().open.get(&number).cloned();
    let reset = match own {
        Some(own) => carry(&own, &mut state, &mut browser, backend).await,
        None => true,
    };
    if reset {
        // Without it the stream would end in good order.
        browser.set_zero_linger().ok();
    } else {
        browser.shutdown().await.ok();
    }
    drop(browser);
    shared.board().open.remove(&number);
    shared.count.send_modify(|count| count.open = count.open.saturating_sub(1));
}

/// Carries bytes both ways until one side ends it or the line does. Says whether it is to end by a reset.
async fn carry(
    own: &watch::Sender<State>,
    state: &mut watch::Receiver<State>,
    browser: &mut TcpStream,
    backend: SocketAddr,
) -> bool {
    let first = *state.borrow_and_update();
    if matches!(first.line, Line::Ended | Line::Reset) {
        return first.line == Line::Reset;
    }
    let Ok(mut server) = TcpStream::connect(backend).await else { return true };
    for stream in [&*browser, &server] {
        stream.set_nodelay(true).ok();
    }
    {
        let (mut from_browser, mut to_browser) = browser.split();
        let (mut from_server, mut to_server) = server.split();
        let mut up_state = state.clone();
        let mut down_state = state.clone();
        tokio::select! {
            () = relay(own, &mut up_state, Way::Up, &mut from_browser, &mut to_server) => return false,
            () = relay(own, &mut down_state, Way::Down, &mut from_server, &mut to_browser) => return false,
            () = ended(state) => {}
        }
    }
    let line = state.borrow().line;
    if line == Line::HalfOpen {
        drop(server);
        // Whatever the browser says goes nowhere, until the browser itself ends it or the line does.
        let mut sink = [0; 1024];
        loop {
            tokio::select! {
                read = browser.read(&mut sink) => if !matches!(read, Ok(1..)) { return true },
                changed = state.wait_for(|state| matches!(state.line, Line::Ended | Line::Reset)) => {
                    return changed.map_or(true, |state| state.line == Line::Reset);
                }
            }
        }
    }
    line == Line::Reset
}

/// Waits until the line is no longer one that carries.
async fn ended(state: &mut watch::Receiver<State>) {
    state.wait_for(|state| matches!(state.line, Line::HalfOpen | Line::Ended | Line::Reset)).await.ok();
}

/// Carries one way until the stream ends. A stalled line is read all the same, so that its end is noticed.
async fn relay(
    own: &watch::Sender<State>,
    state: &mut watch::Receiver<State>,
    way: Way,
    from: &mut (impl AsyncRead + Unpin),
    to: &mut (impl AsyncWrite + Unpin),
) {
    let mut buffer = vec![0; CHUNK];
    let mut held = Vec::new();
    loop {
        let now = *state.borrow_and_update();
        let piece = match now.line {
            Line::Clear => CHUNK,
            Line::Crumbs(bytes) if way == Way::Down => bytes.max(1),
            Line::Crumbs(_) => CHUNK,
            Line::Stalled | Line::HalfOpen | Line::Ended | Line::Reset => 0,
        };
        let piece = piece.min(now.budgets.get(way as usize).copied().flatten().unwrap_or(CHUNK));
        if piece > 0 && !held.is_empty() {
            let later = held.split_off(piece.min(held.len()));
            if to.write_all(&held).await.is_err() {
                return;
            }
            own.send_if_modified(|state| spend(state, way, held.len()));
            held = later;
            // Lets the other tasks of this thread run, the reading end among them.
            tokio::task::yield_now().await;
            continue;
        }
        tokio::select! {
            read = from.read(&mut buffer) => match read {
                Ok(read @ 1..) => held.extend_from_slice(buffer.get(..read).unwrap_or_default()),
                _ => return,
            },
            changed = state.changed() => if changed.is_err() { return },
        }
    }
}

/// Books bytes that went through. Says whether that was the end of the line.
fn spend(state: &mut State, way: Way, bytes: usize) -> bool {
    let Some(left) = *state.budget(way) else { return false };
    let left = left.saturating_sub(bytes);
    *state.budget(way) = Some(left);
    if left == 0 {
        state.line = Line::Reset;
    }
    left == 0
}
