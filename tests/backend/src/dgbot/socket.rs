//! One visitor's socket: who it is comes with the address, then frames, and the bot's answers word by word.

use std::sync::Arc;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{ConnectInfo, Query, State};
use axum::response::Response;
use serde::Deserialize;
use tokio::time::sleep_until;

use crate::dgbot::bot::Step;
use crate::dgbot::visits::{Attached, Visit};
use crate::dgbot::wire::{ClientFrame, Identify, ServerFrame, ToolStatus, visitor_id};
use crate::host::Host;
use crate::limits::Window;
use crate::link::{self, Close, Heard, Incoming, after};
use crate::outlet::{Gone, Outlet};
use crate::sessions::fresh_id;
use crate::signature;
use crate::tap::Peer;
use crate::wire::{ErrorFrame, MAX_FRAME, close};

/// A tool takes as long as this many words.
const WORDS_OF_A_TOOL: u32 = 20;
/// What is kept of a name, an address and an id, in characters.
const LONGEST_FIELD: usize = 80;

/// What the address says.
#[derive(Deserialize)]
pub(crate) struct Entrance {
    #[serde(default)]
    key: String,
    #[serde(default)]
    visitor_id: String,
}

/// `GET /ws?key=<chatbot id>&visitor_id=<uuid>`
pub(crate) async fn upgrade(
    State(host): State<Arc<Host>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    Query(entrance): Query<Entrance>,
    upgrade: WebSocketUpgrade,
) -> Response {
    link::accept(Arc::clone(&host), peer, upgrade, move |incoming, outlet| {
        Box::pin(async move { converse(&host, &entrance, incoming, outlet).await })
    })
}

/// From the address to the end. `None` when the peer ended it. Who is refused is let in and sent away with a close code: a
/// browser tells its page nothing of a refused upgrade.
async fn converse(
    host: &Arc<Host>,
    entrance: &Entrance,
    incoming: &mut Incoming,
    outlet: &Outlet,
) -> Option<Close> {
    let Some(chatbot) = host.options.chatbots.iter().find(|chatbot| chatbot.id == entrance.key) else {
        return Some(Close(close::KEY_REFUSED, "unknown chatbot"));
    };
    let Some(visitor) = visitor_id(&entrance.visitor_id) else {
        return Some(Close(close::AUTH_MALFORMED, "visitor_id is not a UUID"));
    };
    let Ok(attached) = host.visits.arrive(chatbot, visitor, outlet) else {
        return Some(Close(close::TOO_MANY_SOCKETS, "too many connections"));
    };
    let mut connection = Connection {
        host: Arc::clone(host),
        outlet: outlet.clone(),
        attached,
        messages: Window::default(),
        handoffs: Window::default(),
    };
    let dead = host.options.times.dead;
    loop {
        let heard = tokio::select! {
            heard = incoming.next() => heard?,
            // The client pings every 25 to 30 s; no ping of the server is documented.
            () = sleep_until(after(dead)) => return Some(Close(close::GOING_AWAY, "no sign of life")),
        };
        match heard {
            Heard::Text(text) => connection.handle(&text).ok()?,
            Heard::Noise => connection.refuse(ErrorFrame::code("invalid_json")).ok()?,
            Heard::Broken(code) => return Some(Close(code, "broken")),
        }
    }
}

struct Connection {
    host: Arc<Host>,
    outlet: Outlet,
    attached: Attached,
    messages: Window,
    /// Of their own: who has written much may still want a human.
    handoffs: Window,
}

impl Connection {
    fn say(&self, frame: &ServerFrame) -> Result<(), Gone> {
        self.outlet.say_text(frame.text())
    }

    fn refuse(&self, error: ErrorFrame) -> Result<(), Gone> {
        self.say(&ServerFrame::Error(error))
    }

    fn handle(&mut self, text: &str) -> Result<(), Gone> {
        if text.len() > MAX_FRAME {
            let max_size = Some(MAX_FRAME);
            return self.refuse(ErrorFrame { max_size, ..ErrorFrame::code("message_too_large") });
        }
        let visit = &self.attached.visit;
        let (now, most) = (self.host.options.clock.unix_millis(), visit.chatbot.limits.messages_per_minute);
        let steps = match ClientFrame::read(text) {
            None => return self.refuse(ErrorFrame::code("invalid_json")),
            Some(ClientFrame::Ping) => return self.say(&ServerFrame::Pong),
            Some(ClientFrame::Identify(identify)) => return self.identify(identify),
            Some(ClientFrame::Message(said)) => match self.messages.pass(now, most) {
                Ok(()) => visit.hear(&said),
                Err(error) => return self.refuse(error),
            },
            Some(ClientFrame::Handoff { accept }) => match self.handoffs.pass(now, most) {
                Ok(()) => visit.decide(accept),
                Err(error) => return self.refuse(error),
            },
        };
        // Each answer by itself: a second message need not wait for the first one's end.
        let (host, visit, outlet) = (Arc::clone(&self.host), Arc::clone(visit), self.outlet.clone());
        tokio::spawn(async move { answer(&host, &visit, &outlet, steps).await });
        Ok(())
    }

    /// Who proves nothing is nobody, also who was somebody before.
    fn identify(&self, identify: Identify) -> Result<(), Gone> {
        let visit = &self.attached.visit;
        let secret = &visit.chatbot.identity_secret;
        if !signature::verify_visitor(secret, &visit.visitor, &identify.user_hash) {
            visit.meet(None, None);
            return self.refuse(ErrorFrame::code("identity_refused"));
        }
        let short = |text: Option<String>| {
            let text: String = text?.trim().chars().take(LONGEST_FIELD).collect();
            (!text.is_empty()).then_some(text)
        };
        let name = short(identify.name);
        let known = [name.clone(), short(identify.email), short(identify.user_id)];
        visit.meet(Some(known.into_iter().flatten().collect::<Vec<_>>().join(" · ")), name);
        Ok(())
    }
}

/// Does what the bot decided to do.
async fn answer(host: &Host, visit: &Visit, outlet: &Outlet, steps: Vec<Step>) {
    if steps.is_empty() {
        return;
    }
    outlet.inject.answer_begins(outlet.number);
    let pause = host.options.times.word;
    let tell = async |frame: ServerFrame| {
        if outlet.orders.is_closed() {
            visit.tell_again([frame]);
        } else {
            outlet.answer_text(frame.text()).await;
        }
    };
    for step in steps {
        match step {
            Step::Say(text) => {
                if !outlet.orders.is_closed() {
                    stream(outlet, pause, &text).await;
                }
                if outlet.orders.is_closed() {
                    visit.tell_again(whole(text));
                }
            }
            Step::Tool(tool, works) => {
                tell(ServerFrame::ToolAction { tool, status: ToolStatus::Calling }).await;
                outlet.pause(pause.saturating_mul(WORDS_OF_A_TOOL)).await;
                let status = if works { ToolStatus::Done } else { ToolStatus::Error };
                tell(ServerFrame::ToolActionResult { tool, status }).await;
            }
            Step::Offer(message) => tell(ServerFrame::HandoffOffered { message }).await,
            Step::Connect => {}
        }
    }
}

/// A text as one stream, word by word, as long as somebody listens.
async fn stream(outlet: &Outlet, pause: std::time::Duration, text: &str) {
    let message_id = fresh_id("msg");
    let say = async |frame: ServerFrame| outlet.answer_text(frame.text()).await;
    say(ServerFrame::StreamStart { message_id: message_id.clone() }).await;
    for word in text.split_inclusive(' ') {
        let content = word.to_owned();
        say(ServerFrame::StreamChunk { message_id: message_id.clone(), content }).await;
        outlet.pause(pause).await;
        // Without a pause, too, two answers at a time are told at a time.
        tokio::task::yield_now().await;
    }
    say(ServerFrame::StreamEnd { message_id }).await;
}

/// A text as one stream of one chunk.
fn whole(content: String) -> [ServerFrame; 3] {
    let message_id = fresh_id("msg");
    [
        ServerFrame::StreamStart { message_id: message_id.clone() },
        ServerFrame::StreamChunk { message_id: message_id.clone(), content },
        ServerFrame::StreamEnd { message_id },
    ]
}
