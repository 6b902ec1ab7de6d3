//! One WebSocket, whatever is spoken on it: from the upgrade over its way in and its way out to the closing handshake.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message as WsMessage, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::SplitStream;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};
use tungstenite::error::ProtocolError;

use crate::host::Host;
use crate::inject::Refuse;
use crate::log::{Log, Side};
use crate::outlet::{Order, Outlet, write};
use crate::store::Store;
use crate::tap::Peer;
use crate::wire::close;

/// Above `MAX_FRAME` a frame is answered with an error; above this the socket is closed with 1009.
const HOPELESS: usize = 1 << 20;
/// What a connection reads at once. Frames are small; the default, 128 KiB for each socket, is for other traffic.
const READ_BUFFER: usize = 4 << 10;
/// How long a closing handshake may take.
const GOODBYE: Duration = Duration::from_secs(2);

/// Why the server ends a socket.
pub(crate) struct Close(pub(crate) u16, pub(crate) &'static str);

/// Lets a socket in, unless a test turns it away, and lets `talk` speak on it: from the first frame to the end, which is
/// `None` when the peer ended it.
pub(crate) fn accept<Talk>(host: Arc<Host>, peer: Peer, upgrade: WebSocketUpgrade, talk: Talk) -> Response
where
    Talk: for<'a> FnOnce(&'a mut Incoming, &'a Outlet) -> BoxFuture<'a, Option<Close>> + Send + 'static,
{
    match host.inject.refusal() {
        Refuse::No => upgrade
            .max_message_size(HOPELESS)
            .max_frame_size(HOPELESS)
            .read_buffer_size(READ_BUFFER)
            .on_upgrade(move |socket| live(host, peer, socket, talk)),
        Refuse::Unavailable => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Refuse::Cut => {
            peer.tap.cut();
            // Never seen: the wire is cut.
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn live<Talk>(host: Arc<Host>, peer: Peer, socket: WebSocket, talk: Talk)
where
    Talk: for<'a> FnOnce(&'a mut Incoming, &'a Outlet) -> BoxFuture<'a, Option<Close>>,
{
    let (sink, stream) = socket.split();
    let (orders, queue) = mpsc::unbounded_channel::<Order>();
    let tap = peer.tap;
    let number = host.inject.enter(orders.clone(), Arc::clone(&tap));
    let outlet = Outlet {
        number,
        orders,
        inject: host.inject.clone(),
        // Nothing is known yet, so nothing is kept.
        store: Store::default(),
        waiting: Arc::default(),
        tap,
    };
    let mut writer = tokio::spawn(write(sink, queue, outlet.clone(), host.log.clone()));
    let mut incoming = Incoming { stream, log: host.log.clone(), number };
    let ending = tokio::select! {
        ending = talk(&mut incoming, &outlet) => ending,
        // The writer ends by itself when the socket breaks or a test closed it.
        _ = &mut writer => None,
    };
    let said = ending.is_some();
    if let Some(Close(code, reason)) = ending {
        outlet.close(code, reason);
    }
    // The closing handshake: our frame goes out, the peer's comes in.
    let goodbye = async {
        if said {
            (&mut writer).await.ok();
        }
        while incoming.next().await.is_some_and(|heard| !matches!(heard, Heard::Broken(_))) {}
    };
    timeout(GOODBYE, goodbye).await.ok();
    host.inject.leave(number);
    writer.abort();
}

/// One message of the peer.
pub(crate) enum Heard {
    Text(String),
    /// Binary: no frame of the contract.
    Noise,
    /// No WebSocket, or more than anybody reads: the code that says so.
    Broken(u16),
}

/// The way in.
pub(crate) struct Incoming {
    stream: SplitStream<WebSocket>,
    log: Log,
    number: u64,
}

impl Incoming {
    /// The next message; `None` when the socket ended.
    pub(crate) async fn next(&mut self) -> Option<Heard> {
        loop {
            let heard = match self.stream.next().await? {
                Ok(WsMessage::Text(text)) => Heard::Text(text.to_string()),
                Ok(WsMessage::Binary(_)) => Heard::Noise,
                Ok(WsMessage::Ping(_) | WsMessage::Pong(_)) => continue,
                Ok(WsMessage::Close(_)) => return None,
                Err(error) => Heard::Broken(code_of(error)?),
            };
            let text = if let Heard::Text(text) = &heard { text } else { "" };
            self.log.frame(self.number, Side::Client, text);
            return Some(heard);
        }
    }
}

/// The code for what broke the WebSocket; none when it just ended.
fn code_of(error: axum::Error) -> Option<u16> {
    match error.into_inner().downcast_ref()? {
        tungstenite::Error::Capacity(_) => Some(close::TOO_LARGE),
        tungstenite::Error::Utf8(_) => Some(close::NOT_UTF8),
        // A peer that leaves without a close frame is reported as such an error, too.
        tungstenite::Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => None,
        tungstenite::Error::Protocol(_) => Some(close::NOT_WEBSOCKET),
        _ => None,
    }
}

/// The moment after a pause.
pub(crate) fn after(pause: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(pause).unwrap_or(now)
}
