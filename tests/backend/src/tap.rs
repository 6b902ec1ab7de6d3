//! The listener with its hand on every wire.
//!
//! Frames are faulted where they are made; what happens below them (a cut in the middle of a frame, a link that ends
//! without a close frame) needs the bytes. So each accepted TCP stream is wrapped in a [`Tap`] whose [`TapControl`]
//! can count what goes out and cut it.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::time::timeout;

/// All wires of a backend, so that stopping it can cut them as the end of a process would.
#[derive(Clone, Default)]
pub(crate) struct Taps(Arc<Mutex<Vec<Weak<TapControl>>>>);

impl Taps {
    fn add(&self, tap: &Arc<TapControl>) {
        let mut taps = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        taps.retain(|tap| tap.strong_count() > 0);
        taps.push(Arc::downgrade(tap));
    }

    pub(crate) fn cut_all(&self) {
        let taps = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        taps.iter().filter_map(Weak::upgrade).for_each(|tap| tap.cut());
    }
}

/// A TCP listener that hands out tapped streams.
pub(crate) struct TapListener {
    pub(crate) tcp: TcpListener,
    pub(crate) taps: Taps,
}

impl axum::serve::Listener for TapListener {
    type Io = Tap;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Tap, SocketAddr) {
        // axum's own listener knows which accept errors pass by themselves.
        let (stream, addr) = axum::serve::Listener::accept(&mut self.tcp).await;
        // Words of a streamed answer are small; Nagle's algorithm would hold them together.
        stream.set_nodelay(true).ok();
        let control = Arc::default();
        self.taps.add(&control);
        (Tap { stream: Some(stream), control, addr }, addr)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

/// What a request handler learns about its connection.
#[derive(Clone)]
pub(crate) struct Peer {
    pub(crate) tap: Arc<TapControl>,
    /// Where it comes from.
    pub(crate) addr: SocketAddr,
}

#[derive(Default)]
struct TapState {
    cut: bool,
    /// Bytes that may still go out before the cut.
    budget: Option<usize>,
    reader: Option<Waker>,
    writer: Option<Waker>,
}

impl TapState {
    fn cut(&mut self) {
        self.cut = true;
        for waker in [self.reader.take(), self.writer.take()].into_iter().flatten() {
            waker.wake();
        }
    }
}

/// The switch of one wire.
#[derive(Default)]
pub(crate) struct TapControl(Mutex<TapState>);

impl TapControl {
    fn state(&self) -> std::sync::MutexGuard<'_, TapState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(crate) fn is_cut(&self) -> bool {
        self.state().cut
    }

    /// Ends the TCP stream now, without a close frame.
    pub(crate) fn cut(&self) {
        self.state().cut();
    }

    /// Lets exactly `bytes` more bytes out, then cuts.
    pub(crate) fn cut_after(&self, bytes: usize) {
        let mut state = self.state();
        state.budget = Some(bytes);
        if bytes == 0 {
            state.cut();
        }
    }
}

/// How long, and how much, is still read of a link that this side has ended.
const LINGER: Duration = Duration::from_secs(2);
const MOST_LEFT_OVER: u64 = 32 << 20;

/// One tapped stream.
pub(crate) struct Tap {
    /// There until it is dropped.
    stream: Option<TcpStream>,
    control: Arc<TapControl>,
    addr: SocketAddr,
}

/// Ends a link so that the last words arrive: closed with something unread in it, TCP would take back what the peer has
/// not read yet, the close frame that says why among it.
impl Drop for Tap {
    fn drop(&mut self) {
        let (Some(mut stream), Ok(runtime)) = (self.stream.take(), Handle::try_current()) else { return };
        if self.control.state().cut {
            return;
        }
        runtime.spawn(timeout(LINGER, async move {
            stream.shutdown().await.ok();
            tokio::io::copy(&mut stream.take(MOST_LEFT_OVER), &mut tokio::io::sink()).await.ok();
        }));
    }
}

impl Tap {
    pub(crate) fn peer(&self) -> Peer {
        Peer { tap: Arc::clone(&self.control), addr: self.addr }
    }

    fn stream(&mut self) -> io::Result<&mut TcpStream> {
        self.stream.as_mut().ok_or_else(gone)
    }
}

fn gone() -> io::Error {
    io::Error::from(io::ErrorKind::ConnectionReset)
}

impl AsyncRead for Tap {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        {
            let mut state = self.control.state();
            if state.cut {
                return Poll::Ready(Err(gone()));
            }
            state.reader = Some(cx.waker().clone());
        }
        Pin::new(self.stream()?).poll_read(cx, buf)
    }
}

impl AsyncWrite for Tap {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let allowed = {
            let mut state = self.control.state();
            if state.cut {
                return Poll::Ready(Err(gone()));
            }
            state.writer = Some(cx.waker().clone());
            state.budget.unwrap_or(buf.len()).min(buf.len())
        };
        let part = buf.get(..allowed).unwrap_or(buf);
        let written = ready!(Pin::new(self.stream()?).poll_write(cx, part))?;
        let mut state = self.control.state();
        if let Some(budget) = state.budget.as_mut() {
            *budget = budget.saturating_sub(written);
            if *budget == 0 {
                state.cut();
            }
        }
        drop(state);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.stream()?).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.stream()?).poll_shutdown(cx)
    }
}
