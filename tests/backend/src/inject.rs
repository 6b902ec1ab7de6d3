//! Faults on demand: what a network, a server or a shop does wrong, at the moment a test wants it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use crate::amount::Amount;
use crate::outlet::Order;
use crate::shop::Shop;
use crate::store::Mark;
use crate::tap::TapControl;

/// How new assistant sockets are turned away. Pages, pictures and the shop are served as ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Refuse {
    /// They are let in.
    #[default]
    No,
    /// The TCP stream ends without an answer.
    Cut,
    /// The handshake is answered with HTTP 503.
    Unavailable,
}

/// What is wrong with a webhook endpoint of the shop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum HookFault {
    /// Nothing.
    #[default]
    None,
    /// It answers this HTTP status.
    Status(u16),
    /// It does its work at once and answers this much later: after the time limit, what is done looks undone.
    Slow(Duration),
    /// The cart refuses, in its own words. Means nothing for the other endpoints.
    Refuse(String),
}

/// The three webhook endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hook {
    /// `POST /webhooks/products`
    Products,
    /// `POST /webhooks/cart`
    Cart,
    /// `GET /webhooks/cart/items`
    CartItems,
}

/// One open socket.
struct Socket {
    orders: mpsc::UnboundedSender<Order>,
    tap: Arc<TapControl>,
}

#[derive(Default)]
struct State {
    sockets: HashMap<u64, Socket>,
    last_socket: u64,
    refuse: Refuse,
    delay: Duration,
    silent: bool,
    cut_next_after: Option<usize>,
    drop_answer_at: Option<usize>,
    hooks: HashMap<Hook, HookFault>,
}

/// The fault panel of one backend. A copy works the same switches.
#[derive(Clone)]
pub struct Inject {
    state: Arc<Mutex<State>>,
    /// How many more frames of answers may pass; `None` is any number.
    gate: watch::Sender<Option<usize>>,
    open: watch::Sender<usize>,
    shop: Arc<Shop>,
}

impl Inject {
    pub(crate) fn new(shop: Arc<Shop>) -> Self {
        Self { state: Arc::default(), gate: watch::Sender::new(None), open: watch::Sender::new(0), shop }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn order(&self, order: &Order) {
        for socket in self.state().sockets.values() {
            socket.orders.send(order.clone()).ok();
        }
    }

    /// Cuts every open assistant socket now: the TCP stream ends without a close frame (a client sees 1006).
    pub fn cut(&self) {
        for socket in self.state().sockets.values() {
            socket.tap.cut();
        }
    }

    /// Lets exactly this many more bytes (of TCP, frame headers included) out on every socket that is open now, then
    /// cuts it, in the middle of a frame if it comes so.
    pub fn cut_after(&self, bytes: usize) {
        for socket in self.state().sockets.values() {
            socket.tap.cut_after(bytes);
        }
    }

    /// The same for the next socket that is opened; the handshake's answer does not count.
    pub fn cut_next_after(&self, bytes: usize) {
        self.state().cut_next_after = Some(bytes);
    }

    /// Cuts the socket when this many bytes of the next answer went out, counted from the first frame of its turn.
    pub fn drop_answer_at(&self, bytes: usize) {
        self.state().drop_answer_at = Some(bytes);
    }

    /// Every frame of the server waits this long before it goes out, in order. Zero ends it.
    pub fn delay(&self, delay: Duration) {
        self.state().delay = delay;
    }

    /// Sends any text, JSON or not, to all open sockets.
    pub fn send_text(&self, text: impl Into<String>) {
        self.order(&Order::Text(text.into(), Mark::default()));
    }

    /// Sends a binary frame to all open sockets.
    pub fn send_binary(&self, bytes: impl Into<Vec<u8>>) {
        self.order(&Order::Binary(bytes.into()));
    }

    /// Closes all open sockets with this code.
    pub fn close(&self, code: u16, reason: &str) {
        self.order(&Order::Close(code, reason.to_owned()));
    }

    /// Turns new sockets away until told otherwise.
    pub fn refuse(&self, how: Refuse) {
        self.state().refuse = how;
    }

    /// Lets this many more frames of answers out, then holds the rest until [`Inject::release`]. Heartbeats and
    /// what [`Inject::send_text`] sends still pass.
    pub fn hold_answer_after(&self, frames: usize) {
        self.gate.send_replace(Some(frames));
    }

    /// Lets held answers go on.
    pub fn release(&self) {
        self.gate.send_replace(None);
    }

    /// While on, the server's side is dead: no frame of it reaches anyone, pongs and pings included, and the sockets
    /// stay open, as on a link whose other end vanished. What would have been sent is lost.
    pub fn silence(&self, on: bool) {
        self.state().silent = on;
    }

    /// Makes a webhook endpoint of the shop misbehave until told otherwise.
    pub fn hook(&self, hook: Hook, fault: HookFault) {
        self.state().hooks.insert(hook, fault);
    }

    /// Changes a price at the shop. Returns whether the shop has this product.
    pub fn set_price(&self, sku: &str, price: Amount, promo_price: Option<Amount>) -> bool {
        self.shop.set_price(sku, price, promo_price)
    }

    /// Changes how much of a product the shop has. Returns whether the shop has this product.
    pub fn set_stock(&self, sku: &str, stock: Amount) -> bool {
        self.shop.set_stock(sku, stock)
    }

    /// How many assistant sockets are open.
    #[must_use]
    pub fn open_sockets(&self) -> usize {
        *self.open.borrow()
    }

    /// Waits until so many assistant sockets are open.
    pub async fn wait_open_sockets(&self, count: usize) {
        // The sender lives in `self`, so this cannot fail before it is true.
        self.open.subscribe().wait_for(|open| *open == count).await.ok();
    }

    /// Ends every fault but what was already done.
    pub fn heal(&self) {
        let mut state = self.state();
        *state = State {
            sockets: std::mem::take(&mut state.sockets),
            last_socket: state.last_socket,
            ..State::default()
        };
        drop(state);
        self.release();
    }
}

// What the rest of the backend asks.
impl Inject {
    pub(crate) fn refusal(&self) -> Refuse {
        self.state().refuse
    }

    pub(crate) fn hook_fault(&self, hook: Hook) -> HookFault {
        self.state().hooks.get(&hook).cloned().unwrap_or_default()
    }

    pub(crate) fn frame_delay(&self) -> Duration {
        self.state().delay
    }

    pub(crate) fn is_silent(&self) -> bool {
        self.state().silent
    }

    /// Registers an open socket and returns its number.
    pub(crate) fn enter(&self, orders: mpsc::UnboundedSender<Order>, tap: Arc<TapControl>) -> u64 {
        let mut state = self.state();
        if let Some(bytes) = state.cut_next_after.take() {
            tap.cut_after(bytes);
        }
        state.last_socket = state.last_socket.saturating_add(1);
        let number = state.last_socket;
        state.sockets.insert(number, Socket { orders, tap });
        self.open.send_replace(state.sockets.len());
        number
    }

    pub(crate) fn leave(&self, number: u64) {
        let mut state = self.state();
        state.sockets.remove(&number);
        self.open.send_replace(state.sockets.len());
    }

    /// A turn of this socket begins: the moment from which an armed [`Inject::drop_answer_at`] counts.
    pub(crate) fn answer_begins(&self, number: u64) {
        let mut state = self.state();
        if let Some(bytes) = state.drop_answer_at.take()
            && let Some(socket) = state.sockets.get(&number)
        {
            socket.tap.cut_after(bytes);
        }
    }

    /// Waits until the next frame of an answer may pass.
    pub(crate) async fn pass_gate(&self) {
        let mut gate = self.gate.subscribe();
        loop {
            let mut open = false;
            self.gate.send_if_modified(|left| {
                match left {
                    None => open = true,
                    Some(0) => {}
                    Some(left) => {
                        *left = left.saturating_sub(1);
                        open = true;
                    }
                }
                false
            });
            if open || gate.changed().await.is_err() {
                return;
            }
        }
    }
}
