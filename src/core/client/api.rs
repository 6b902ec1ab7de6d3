//! What goes into the machine and what comes out of it, beside frames: settings, events, states,
//! counts.

use crate::core::clock::Millis;
use crate::core::protocol::{CartChanged, Product, Protocol, ServerError, StatusCode, Summary};

/// Who talks to whom.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The protocol of the server.
    pub protocol: Protocol,
    /// The base address, for example `https://api.example`.
    pub api_base: String,
    /// The public key.
    pub api_key: String,
    /// The store.
    pub store_id: String,
    /// The signed-in customer.
    pub user_id: Option<String>,
    /// Who asks, in a protocol that tells visitors apart (one whose codec names a `visitor_key`): a UUID, see
    /// [`visitor_id`](crate::core::visitor_id).
    pub visitor_id: Option<String>,
}

impl Settings {
    /// Tells stored conversations of one customer with one server from those of others (FNV-1a, of 53 bits, which
    /// is what a number in a stored text holds): the names themselves are not stored.
    pub(super) fn owner(&self) -> u64 {
        let user = self.user_id.as_deref();
        let parts = [self.api_base.as_str(), &self.api_key, user.unwrap_or_default()];
        let bytes = parts.iter().flat_map(|part| part.bytes().chain([0])).chain([u8::from(user.is_some())]);
        let step = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        bytes.fold(0xcbf2_9ce4_8422_2325, step) >> 11
    }

    /// The address to dial.
    pub(super) fn url(&self) -> String {
        let visitor = self.visitor_id.as_deref().unwrap_or_default();
        self.protocol.codec().endpoint(&self.api_base, &self.api_key, visitor)
    }
}

/// What the page is told. The payloads are those of the documented callbacks.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The credentials were accepted. Once per accepted connection.
    Connected,
    /// A link that was up is down, for whatever reason. Once per drop.
    Disconnected,
    /// The shop's cart has changed; the payload is the server's frame.
    CartChanged(CartChanged),
    /// The server has told how the cart stands at the end of a turn, or of a restored conversation.
    SessionComplete(Summary),
    /// The shopper pressed Add on a product that was not in the cart.
    ProductClick(Product),
    /// The shopper wants a person.
    HandoffRequested,
    /// Something went wrong; a server's code or one of this client's own. All but the passing
    /// states `connection_lost`, `ws_error` and a first `auth_timeout` also stand in the transcript.
    Error(ClientError),
}

/// A code and, by code, a number. The same shape whether the server or the client found it.
pub type ClientError = ServerError;

/// Why a text was not taken. The composer keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendRefusal {
    /// Nothing but white space.
    Empty,
    /// The frame would be too large.
    TooLarge {
        /// Its size in bytes of UTF-8.
        bytes: usize,
        /// The largest allowed.
        max: usize,
    },
    /// Too many texts are waiting already.
    QueueFull,
    /// The link has ended for good.
    Closed,
}

/// What the link is doing, for the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// `connect` was never called.
    Idle,
    /// A socket is being opened or authenticated, or will be as soon as the page is looked at.
    Connecting,
    /// Up.
    Online,
    /// Down; the next attempt is set.
    Reconnecting {
        /// When it will be made.
        at: Millis,
        /// Its number, from 1 to [`MAX_ATTEMPTS`](crate::core::backoff::MAX_ATTEMPTS).
        attempt: u32,
    },
    /// Down, and the page has no network.
    Offline,
    /// The server refused the credentials; only new settings help.
    Refused {
        /// The close code, 4001 to 4004.
        code: u16,
    },
    /// All attempts are used up; `retry_now`, a send, or a return to the page begins anew.
    GaveUp,
    /// `disconnect` was called.
    Closed,
}

/// Whether the assistant is at work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// An answer is awaited or streaming.
    pub running: bool,
    /// The shopper does not want to see the rest of it.
    pub stopped: bool,
    /// What the assistant says it is doing.
    pub status: Option<StatusCode>,
}

/// What the browser tells about the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageLife {
    /// The page went to the background.
    Hidden,
    /// The page is looked at again.
    Visible,
    /// The browser lost the network.
    Offline,
    /// The browser has a network again.
    Online,
    /// The page is being left (`pagehide`); it may come back from the cache.
    Hide,
    /// The page is shown (`pageshow`).
    Show {
        /// It came back from the back/forward cache.
        persisted: bool,
    },
    /// The page was frozen and runs again.
    Resumed,
}

/// Grows when something changed that the stored session should hold.
///
/// `urgent` grows when a message changed hands: a snapshot must then be written *before* the
/// transmits are performed, or a reload could send a message a second time. Everything else (`any`)
/// may be written a little later; a driver writes it at the latest when the page is hidden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Revision {
    /// A message changed hands.
    pub urgent: u64,
    /// Anything changed.
    pub any: u64,
}

/// What was met and left out, for diagnosis. None of it is an error to the shopper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Frames that were understood.
    pub frames: u32,
    /// Frames with a `type` this client does not know.
    pub unknown_frames: u32,
    /// Frames that were larger than allowed, malformed, or without a required field.
    pub bad_frames: u32,
    /// Bad parts left out of otherwise good frames.
    pub dropped_parts: u32,
    /// Binary frames.
    pub binary_frames: u32,
    /// Frames that came before `auth_ok`.
    pub early_frames: u32,
    /// Reports about sockets that had been given up.
    pub stale_inputs: u32,
    /// Interactive frames that were already in the transcript.
    pub repeated_frames: u32,
    /// Sockets dialled.
    pub dials: u32,
}
