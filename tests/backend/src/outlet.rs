//! The way out of one socket: whoever has something to say puts it in the queue, one task writes it.
//!
//! No frame leaves before what was done until it was said is on the disk: so nothing is acknowledged that a killed
//! process would forget, and no place that says something has to think of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures_util::SinkExt;
use futures_util::stream::SplitSink;
use tokio::sync::mpsc;

use crate::inject::Inject;
use crate::log::{Log, Side};
use crate::store::{Broken, Mark, Store};
use crate::tap::TapControl;
use crate::wire::{ServerFrame, close};

/// Something to write.
#[derive(Clone, Debug)]
pub(crate) enum Order {
    Text(String, Mark),
    Binary(Vec<u8>),
    Close(u16, String),
}

/// What may wait to be written, in bytes. A client that reads nothing while it goes on asking gets its link cut here;
/// an honest one, even on the slowest line, is far below.
const MOST_WAITING: usize = 4 << 20;

/// The socket is gone; whoever was talking stops.
#[derive(Debug)]
pub(crate) struct Gone;

/// A handle to the queue. A copy writes to the same socket.
#[derive(Clone)]
pub(crate) struct Outlet {
    pub(crate) number: u64,
    pub(crate) orders: mpsc::UnboundedSender<Order>,
    pub(crate) inject: Inject,
    pub(crate) store: Store,
    /// Bytes that were said and not written yet.
    pub(crate) waiting: Arc<AtomicUsize>,
    pub(crate) tap: Arc<TapControl>,
}

impl Outlet {
    /// Says something that is no part of an answer.
    pub(crate) fn say(&self, frame: &ServerFrame) -> Result<(), Gone> {
        self.say_text(frame.text())
    }

    /// The same for the text of a frame, of whatever protocol.
    pub(crate) fn say_text(&self, text: String) -> Result<(), Gone> {
        let size = text.len();
        if self.waiting.fetch_add(size, Ordering::Relaxed).saturating_add(size) > MOST_WAITING {
            // Nothing is left out of what a client gets: it gets all of it, or it is cut off.
            self.tap.cut();
            return Err(Gone);
        }
        self.orders.send(Order::Text(text, self.store.mark())).map_err(|_| Gone)
    }

    /// Says a part of an answer, which a test may hold back. Nobody listening is no error: the answer goes on.
    pub(crate) async fn answer(&self, frame: &ServerFrame) {
        self.answer_text(frame.text()).await;
    }

    /// The same for the text of a frame, of whatever protocol.
    pub(crate) async fn answer_text(&self, text: String) {
        tokio::select! {
            () = self.inject.pass_gate() => drop(self.say_text(text)),
            () = self.orders.closed() => {}
        }
    }

    /// Waits between two words, as long as somebody listens.
    pub(crate) async fn pause(&self, pause: Duration) {
        if !pause.is_zero() {
            tokio::time::timeout(pause, self.orders.closed()).await.ok();
        }
    }

    /// Closes the socket.
    pub(crate) fn close(&self, code: u16, reason: &str) {
        self.orders.send(Order::Close(code, reason.to_owned())).ok();
    }
}

/// Writes until the queue or the socket ends.
pub(crate) async fn write(
    mut sink: SplitSink<WebSocket, Message>,
    mut queue: mpsc::UnboundedReceiver<Order>,
    outlet: Outlet,
    log: Log,
) {
    let Outlet { number, orders, inject, waiting, .. } = outlet;
    // Or the queue would never end.
    drop(orders);
    while let Some(order) = queue.recv().await {
        let delay = inject.frame_delay();
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        if let Order::Text(text, _) = &order {
            let less = |waiting: usize| Some(waiting.saturating_sub(text.len()));
            waiting.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).ok();
        }
        if inject.is_silent() {
            continue;
        }
        let (message, last) = match order {
            Order::Text(text, mark) => match mark.reached().await {
                Ok(()) => {
                    log.frame(number, Side::Server, &text);
                    (Message::Text(text.into()), false)
                }
                Err(Broken) => {
                    let reason = "cannot keep anything".into();
                    (Message::Close(Some(CloseFrame { code: close::INTERNAL_ERROR, reason })), true)
                }
            },
            Order::Binary(bytes) => (Message::Binary(bytes.into()), false),
            Order::Close(code, reason) => {
                (Message::Close(Some(CloseFrame { code, reason: reason.into() })), true)
            }
        };
        if sink.send(message).await.is_err() || last {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::Shop;
    use crate::store::Saved;

    #[tokio::test]
    async fn who_reads_nothing_is_cut_off_and_told_nothing_more() {
        let (orders, mut queue) = mpsc::unbounded_channel();
        let shop = Shop::new(Arc::default(), Vec::new(), Store::default(), &mut Saved::default()).unwrap();
        let outlet = Outlet {
            number: 1,
            orders,
            inject: Inject::new(Arc::new(shop)),
            store: Store::default(),
            waiting: Arc::default(),
            tap: Arc::default(),
        };
        let frame = ServerFrame::TextDelta { delta: "x".repeat(10_000) };
        let mut said = 0;
        while outlet.say(&frame).is_ok() {
            said += 1;
        }
        assert_eq!(said, MOST_WAITING / frame.text().len());
        assert!(outlet.tap.is_cut());
        assert!(outlet.say(&ServerFrame::Pong).is_err(), "nothing is left out in the middle");
        let mut kept = 0;
        while queue.try_recv().is_ok() {
            kept += 1;
        }
        assert_eq!(kept, said);
    }
}
