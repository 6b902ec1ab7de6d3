//! One WebSocket.
//!
//! Written on `web_sys` directly: the ready-made wrapper reports a close of its own making when it is
//! dropped, and lets a send into a closing socket succeed silently.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{CloseEvent, MessageEvent, WebSocket};

use super::hooks::Held;

/// What a socket reports.
pub(crate) enum SocketEvent {
    /// The handshake is done.
    Open,
    /// A text message.
    Text(String),
    /// A message that is not text.
    Binary,
    /// The socket is closed, with the close code. It may be said twice.
    Closed(u16),
}

/// A socket that is silenced and closed when it is dropped.
#[must_use = "the socket is closed on drop"]
pub(crate) struct Socket {
    socket: WebSocket,
    _open: Closure<dyn FnMut()>,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _close: Closure<dyn FnMut(CloseEvent)>,
    _error: Closure<dyn FnMut()>,
    _held: Held,
}

impl Socket {
    /// Dials `url`. `None` when the browser refuses at once: a malformed address, an insecure one on a
    /// secure page, or one that the page's policy forbids.
    pub(crate) fn dial(url: &str, on_event: Rc<dyn Fn(SocketEvent)>) -> Option<Self> {
        let socket = WebSocket::new(url).ok()?;
        let report = Rc::clone(&on_event);
        let open = Closure::<dyn FnMut()>::new(move || report(SocketEvent::Open));
        let report = Rc::clone(&on_event);
        let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            report(event.data().as_string().map_or(SocketEvent::Binary, SocketEvent::Text));
        });
        let report = Rc::clone(&on_event);
        let close = Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| {
            report(SocketEvent::Closed(event.code()));
        });
        // Every error ends in a close, but for one: Chromium says nothing more of a socket that the
        // page's policy forbids. A socket that fails has no other code than this.
        let failed = socket.clone();
        let error = Closure::<dyn FnMut()>::new(move || {
            if failed.ready_state() == WebSocket::CLOSED {
                on_event(SocketEvent::Closed(1006));
            }
        });
        socket.set_onopen(Some(open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(close.as_ref().unchecked_ref()));
        socket.set_onerror(Some(error.as_ref().unchecked_ref()));
        let held = Held::new(&socket);
        Some(Self { socket, _open: open, _message: message, _close: close, _error: error, _held: held })
    }

    /// Hands a text message to the browser. `false` when it refuses.
    pub(crate) fn send(&self, text: &str) -> bool {
        self.socket.ready_state() == WebSocket::OPEN && self.socket.send_with_str(text).is_ok()
    }

    /// Asks for a close with `code`: 1000, or 3000 to 4999; any other code is one that a page may not
    /// send, and 1000 takes its place.
    pub(crate) fn close(&self, code: u16) {
        let code = if code == 1000 || (3000..5000).contains(&code) { code } else { 1000 };
        let _ = self.socket.close_with_code(code);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // Handlers first: a closure that is called after it was dropped throws into the page.
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        self.socket.set_onerror(None);
        let _ = self.socket.close_with_code(1000);
    }
}
