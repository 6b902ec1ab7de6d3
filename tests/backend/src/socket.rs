//! The life of one assistant socket: authentication, conversation, heartbeat, and handing frames on to the agent.

use std::sync::Arc;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{ConnectInfo, State};
use axum::response::Response;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;

use crate::agent;
use crate::app::App;
use crate::host::Host;
use crate::journal::Asked;
use crate::lang::Lang;
use crate::limits::Window;
use crate::link::{self, Close, Heard, Incoming, after};
use crate::outlet::{Gone, Outlet};
use crate::sessions::{Attached, Owner, Session};
use crate::tap::Peer;
use crate::wire::{Action, Auth, ClientFrame, ErrorFrame, MAX_FRAME, Message, ServerFrame, Summary, close};

/// Cart actions that wait for the shop before no more frames are read, and answers to checklists and plans that wait
/// for the running answer before another one is refused.
const MOST_CLICKS: usize = 32;
const MOST_WAITING_ANSWERS: usize = 8;

/// `GET /api/v1/ws/chat`
pub(crate) async fn upgrade(
    State(host): State<Arc<Host>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    upgrade: WebSocketUpgrade,
) -> Response {
    link::accept(Arc::clone(&host), peer, upgrade, move |incoming, outlet| {
        Box::pin(async move { converse(&host, incoming, outlet).await })
    })
}

/// From the first frame to the end. `None` when the peer ended it.
async fn converse(host: &Arc<Host>, incoming: &mut Incoming, outlet: &Outlet) -> Option<Close> {
    let first = match timeout(host.options.times.auth, incoming.next()).await {
        Ok(Some(Heard::Text(text))) => text,
        Ok(Some(Heard::Noise)) => return Some(Close(close::AUTH_MALFORMED, "malformed auth")),
        Ok(Some(Heard::Broken(code))) => return Some(Close(code, "broken")),
        Ok(None) => return None,
        Err(_) => return Some(Close(close::AUTH_TIMEOUT, "auth timeout")),
    };
    let Some(auth) = Auth::read(&first) else {
        return Some(Close(close::AUTH_MALFORMED, "malformed auth"));
    };
    let Some(app) = host.opened_by(&auth.token) else {
        return Some(Close(close::KEY_REFUSED, "key refused"));
    };
    let owner = Owner { key: auth.token, store: app.store_or_first(auth.store_id), user: auth.user_id };
    if !app.tenant.stores.contains(&owner.store) {
        return Some(Close(close::STORE_UNKNOWN, "unknown store"));
    }
    let Ok(_seat) = app.books.take_seat(&owner, auth.conversation_id.as_deref()) else {
        return Some(Close(close::TOO_MANY_SOCKETS, "too many connections"));
    };
    let outlet = &Outlet { store: app.store.clone(), ..outlet.clone() };
    outlet.say(&ServerFrame::AuthOk { features: app.options.features.clone() }).ok()?;
    let attached = adopt(app, outlet, owner, auth.conversation_id.as_deref()).await.ok()?;
    let (clicks, queue) = mpsc::channel(MOST_CLICKS);
    // Serves cart actions in their order, beside the reading of frames. It outlives the socket: what was pressed
    // before the page went away still happens.
    tokio::spawn(agent::clerk(Arc::clone(app), outlet.clone(), queue));
    let mut connection = Connection {
        app: Arc::clone(app),
        outlet: outlet.clone(),
        attached,
        window: Window::default(),
        clicks,
        answers: Arc::new(Semaphore::new(MOST_WAITING_ANSWERS)),
    };
    connection.run(incoming).await
}

/// Takes up the conversation that is asked for, or begins one, and says so. The shop's cart is read first: its page
/// may have changed it.
async fn adopt(app: &Arc<App>, outlet: &Outlet, owner: Owner, id: Option<&str>) -> Result<Attached, Gone> {
    let resumed = id.and_then(|id| app.sessions.resume(id, &owner));
    let restored = resumed.is_some();
    let attached = resumed.unwrap_or_else(|| {
        let begun = app.sessions.start(owner);
        begun.session.memory().lang = app.tenant.spoken(Lang::default());
        begun
    });
    let session = &attached.session;
    let conversation_id = session.id.clone();
    if restored {
        let cart = Summary::of(agent::cart::refresh(app, session).await);
        let pending_tools = session.memory().pending.iter().map(|tool| tool.frame.clone()).collect();
        outlet.say(&ServerFrame::SessionRestored { conversation_id, cart, pending_tools })?;
        finish(app, outlet, session);
    } else {
        // Nothing is told of the cart yet, so a slow shop need not be waited for.
        let (app, session) = (Arc::clone(app), Arc::clone(session));
        tokio::spawn(async move { agent::cart::refresh(&app, &session).await });
        outlet.say(&ServerFrame::ConversationStarted { conversation_id })?;
    }
    Ok(attached)
}

/// Answers what a former process accepted and could not answer.
fn finish(app: &Arc<App>, outlet: &Outlet, session: &Arc<Session>) {
    if let Ok(turn) = Arc::clone(&session.turn).try_lock_owned()
        && let Some(asked) = session.left_open()
    {
        let (app, session, outlet) = (Arc::clone(app), Arc::clone(session), outlet.clone());
        tokio::spawn(async move {
            agent::answer(app, session, outlet, asked).await;
            drop(turn);
        });
    }
}

struct Connection {
    app: Arc<App>,
    outlet: Outlet,
    attached: Attached,
    window: Window,
    clicks: mpsc::Sender<agent::Click>,
    /// One for each answer to a checklist or a plan that is served or waits.
    answers: Arc<Semaphore>,
}

impl Connection {
    async fn run(&mut self, incoming: &mut Incoming) -> Option<Close> {
        let times = self.app.options.times.clone();
        let mut ping = tokio::time::interval_at(after(times.ping), times.ping);
        let mut deadline = after(times.dead);
        loop {
            tokio::select! {
                heard = incoming.next() => {
                    deadline = after(times.dead);
                    match heard? {
                        Heard::Text(text) => self.handle(&text).await.ok()?,
                        Heard::Noise => self.refuse(ErrorFrame::code("invalid_json")).ok()?,
                        Heard::Broken(code) => return Some(Close(code, "broken")),
                    }
                }
                _ = ping.tick() => self.outlet.say(&ServerFrame::Ping).ok()?,
                () = tokio::time::sleep_until(deadline) => {
                    return Some(Close(close::GOING_AWAY, "no sign of life"));
                }
            }
        }
    }

    fn refuse(&self, error: ErrorFrame) -> Result<(), Gone> {
        self.outlet.say(&ServerFrame::Error(error))
    }

    async fn handle(&mut self, text: &str) -> Result<(), Gone> {
        if text.len() > MAX_FRAME {
            let max_size = Some(MAX_FRAME);
            return self.refuse(ErrorFrame { max_size, ..ErrorFrame::code("message_too_large") });
        }
        match ClientFrame::read(text) {
            None => self.refuse(ErrorFrame::code("invalid_json")),
            Some(ClientFrame::Ping) => self.outlet.say(&ServerFrame::Pong),
            Some(ClientFrame::Pong) => Ok(()),
            Some(ClientFrame::Message(message)) => self.message(message).await,
            Some(ClientFrame::Action(Action::QuickReply(reply))) => {
                if let Some(id) = &reply.tool_call_id {
                    self.attached.session.memory().settle(id);
                }
                self.ask(agent::Said { text: reply.value, answers: reply.tool_call_id }, None)
            }
            Some(ClientFrame::Action(Action::Tool(tool))) => {
                let Ok(place) = Arc::clone(&self.answers).try_acquire_owned() else {
                    return self.refuse(ErrorFrame::code("agent_busy"));
                };
                let (app, session) = (Arc::clone(&self.app), Arc::clone(&self.attached.session));
                let outlet = self.outlet.clone();
                tokio::spawn(async move {
                    agent::serve(app, session, outlet, tool).await;
                    drop(place);
                });
                Ok(())
            }
            Some(ClientFrame::Action(Action::SetQuantity(wanted))) => {
                self.click(agent::Click::SetQuantity(Arc::clone(&self.attached.session), wanted)).await
            }
            Some(ClientFrame::Action(Action::ClearCart)) => {
                self.click(agent::Click::ClearCart(Arc::clone(&self.attached.session))).await
            }
        }
    }

    async fn click(&self, click: agent::Click) -> Result<(), Gone> {
        self.clicks.send(click).await.map_err(|_| Gone)
    }

    async fn message(&mut self, message: Message) -> Result<(), Gone> {
        // A client may name another of its conversations; this one is left then.
        if let Some(id) = message.conversation_id.filter(|id| *id != self.attached.session.id) {
            let owner = self.attached.session.owner.clone();
            self.attached = adopt(&self.app, &self.outlet, owner, Some(&id)).await?;
        }
        let id = message.client_message_id.filter(|_| self.app.offers("ack"));
        self.ask(agent::Said { text: message.text, answers: None }, id)
    }

    /// Lets the agent answer, within the limits. With an id, acceptance is acknowledged and a repetition is
    /// acknowledged only.
    fn ask(&mut self, said: agent::Said, id: Option<String>) -> Result<(), Gone> {
        let session = &self.attached.session;
        let ack = |id: &String| self.outlet.say(&ServerFrame::MessageAck { client_message_id: id.clone() });
        if let Some(id) = id.as_ref().filter(|id| session.memory().has_seen(id)) {
            return ack(id);
        }
        // Before the limits, which book what they let pass.
        let Ok(turn) = Arc::clone(&session.turn).try_lock_owned() else {
            return self.refuse(ErrorFrame::code("agent_busy"));
        };
        if self.app.catalog.products.is_empty() {
            return self.refuse(ErrorFrame::code("no_catalog_data"));
        }
        if let Err(error) = self.app.books.pass(&mut self.window, session) {
            return self.refuse(error);
        }
        let asked = Asked::Message(said);
        session.accept(asked.clone(), id.clone());
        let acknowledged = id.as_ref().map_or(Ok(()), ack);
        let (app, session, outlet) = (Arc::clone(&self.app), Arc::clone(session), self.outlet.clone());
        tokio::spawn(async move {
            agent::answer(app, session, outlet, asked).await;
            drop(turn);
        });
        acknowledged
    }
}
