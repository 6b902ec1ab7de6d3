//! What the link can be doing, and what a step of it means to others.

use super::SocketId;
use crate::core::clock::Millis;

/// What the link is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Never wanted.
    Idle,
    /// Dialled.
    Connecting { socket: SocketId, since: Millis },
    /// Open, `auth` sent.
    Authenticating { socket: SocketId },
    /// Up.
    Online { socket: SocketId },
    /// Up, but in doubt until the probe is answered. `again`: an earlier probe went unanswered while
    /// the page could not look, so this one decides.
    Probing { socket: SocketId, again: bool },
    /// Down until the back-off is over.
    Waiting { at: Millis },
    /// Down until the page allows a dial.
    Held,
    /// The server refused the credentials.
    Refused { code: u16 },
    /// All attempts are used up.
    GaveUp,
    /// No longer wanted.
    Closed,
}

/// Why a socket is done with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// We closed it on purpose.
    Ours,
    /// It could not be opened.
    Dial,
    /// `auth` was not answered in time.
    Auth,
    /// Nothing was heard for too long.
    Silence,
    /// It was closed, with this code.
    Closed(u16),
}

/// What a step of the connection means for the conversation above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Nothing.
    Nothing,
    /// A socket is open: `auth` has to go out on it, at once.
    Opened(SocketId),
    /// A socket is done with. `online`: it had been up. The state has moved on already.
    Down { online: bool, cause: Cause },
}
