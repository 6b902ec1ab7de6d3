//! What a step of the machine may reach for: its deadlines, its random numbers, and the list of
//! things to do to sockets.

use std::collections::VecDeque;

use crate::core::backoff::Random;
use crate::core::protocol::{ClientCommand, Codec};
use crate::core::timer::TimerTable;

/// The generation number of a socket. Every dial makes a new one; what an older socket says is
/// ignored, so at most one socket is ever listened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SocketId(pub u32);

/// What is to be done with a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transmit {
    /// Open a socket and call it by this number from now on. Answer with `handle_open`,
    /// `handle_dial_failed` or `handle_close`.
    Dial {
        /// The number of the new socket.
        socket: SocketId,
        /// Where to.
        url: String,
    },
    /// Send this text on the socket.
    Frame {
        /// The socket.
        socket: SocketId,
        /// One frame.
        text: String,
    },
    /// Close the socket, whether or not it has opened, and forget it: nothing it reports from now
    /// on matters.
    Close {
        /// The socket.
        socket: SocketId,
        /// The code to close with: 1000, or one from 3000 to 4999, as browsers demand.
        code: u16,
    },
}

/// The machine's side of the outside world.
pub(crate) struct Wire {
    /// All deadlines.
    pub(crate) timers: TimerTable,
    /// All random numbers.
    pub(crate) random: Random,
    codec: &'static dyn Codec,
    url: String,
    transmits: VecDeque<Transmit>,
}

impl Wire {
    /// A wire to the server at `url`.
    pub(crate) fn new(codec: &'static dyn Codec, url: String, seed: u64) -> Self {
        Self {
            timers: TimerTable::default(),
            random: Random::new(seed),
            codec,
            url,
            transmits: VecDeque::new(),
        }
    }

    /// Sockets are dialled at another address from now on.
    pub(crate) fn set_url(&mut self, url: String) {
        self.url = url;
    }

    /// The codec of the protocol.
    pub(crate) fn codec(&self) -> &'static dyn Codec {
        self.codec
    }

    /// Asks for a new socket.
    pub(crate) fn dial(&mut self, socket: SocketId) {
        self.transmits.push_back(Transmit::Dial { socket, url: self.url.clone() });
    }

    /// Sends a command, if the protocol has a word for it. Says whether it has.
    pub(crate) fn send(&mut self, socket: SocketId, command: &ClientCommand) -> bool {
        let frame = self.codec.encode(command);
        let has_word = frame.is_some();
        if let Some(text) = frame {
            self.send_text(socket, text);
        }
        has_word
    }

    /// Sends a frame that was encoded before.
    pub(crate) fn send_text(&mut self, socket: SocketId, text: String) {
        self.transmits.push_back(Transmit::Frame { socket, text });
    }

    /// Closes a socket. Frames that still wait for it go first.
    pub(crate) fn close(&mut self, socket: SocketId, code: u16) {
        self.transmits.push_back(Transmit::Close { socket, code });
    }

    /// The next thing to do.
    pub(crate) fn poll(&mut self) -> Option<Transmit> {
        self.transmits.pop_front()
    }
}
