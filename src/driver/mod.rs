//! The only owner of a core client and of browser guards: feeds inputs, drains outputs.
//!
//! Every input goes the same way: borrow the state, tell the client, drain it ([`Driver::pump`]).
//! What the view shows is brought up to date at most once per animation frame (`sync`).

mod callbacks;
mod conversation;
mod desk;
mod gate;
mod options;
mod payload;
mod sync;
mod visitor;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen::JsValue;

use crate::browser::frame::AnimationFrame;
use crate::browser::intl::NumberFormats;
use crate::browser::listeners::Listeners;
use crate::browser::page;
use crate::browser::socket::{Socket, SocketEvent};
use crate::browser::storage::SessionStorage;
use crate::browser::timer::Timer;
use crate::core::client::{Client, Event, PageLife, Revision, Settings, SocketId, Transmit};
use crate::core::clock::{Clock, Millis};
use crate::core::config::{Config, Persist};
use crate::core::i18n;
use crate::ui::view::{HERE, View};

use leptos::prelude::*;

use visitor::Visitor;

pub(crate) use callbacks::Emit;
use gate::Gate;
pub(crate) use options::PageOptions;

/// How long a change may wait before it is stored, in milliseconds: storing writes the conversation anew,
/// and an answer changes it with every word. A page that is put away or reloaded is stored at once.
const STORE_WITHIN: Millis = 1_000;
/// How often a hidden page, which paints no frames, is brought up to date, in milliseconds.
const HIDDEN_SYNC: Millis = 250;

/// How often a page that is looked at reads the clock, in milliseconds. The timeouts of most browsers
/// stand still while the machine sleeps and go on afterwards as if nothing had been, often without any
/// event: this long after waking up, at most, the sleep is noticed. A hidden page is told when it is
/// looked at, and is left in peace.
const WATCH: Millis = 5_000;

/// A mounted widget's engine.
pub(crate) struct Driver {
    me: Weak<Self>,
    config: RefCell<Rc<Config>>,
    emit: Emit,
    storage: SessionStorage,
    visitor: OnceCell<Visitor>,
    formats: RefCell<NumberFormats>,
    state: RefCell<State>,
    view: RefCell<Option<View>>,
    gate: Gate,
    /// The conversation has begun, or does so when its part of the program is here.
    begun: Cell<bool>,
}

struct State {
    client: Client,
    clock: Clock,
    socket: Option<(SocketId, Socket)>,
    alarm: Option<(Millis, Timer)>,
    store: Option<Timer>,
    stored: Revision,
    pending_sync: Option<PendingSync>,
    countdown: Option<Timer>,
    watch: Option<Listeners>,
    sync: sync::Synced,
}

/// What will bring the view up to date; kept so that it is cancelled with the driver.
enum PendingSync {
    Frame { _frame: Option<AnimationFrame> },
    Timer { _timer: Timer },
}

impl Driver {
    /// A driver at rest. What the tab has stored is read when the conversation begins (`gate`).
    pub(crate) fn new(config: Rc<Config>, emit: Emit) -> Rc<Self> {
        let stores = config.persist != Persist::None;
        let (storage, stored) = SessionStorage::open(["vz-session-", &config.store_id].concat(), stores);
        let gate = Gate::new(config.manners().visitor_key.is_some(), stored);
        // Until the conversation has begun, a client that wants nothing takes its place.
        let settings = if gate.is_to_begin() { Settings::default() } else { Self::settings(&config) };
        let client = Client::new(settings, js_sys::Math::random().to_bits(), None);
        let stored = client.revision();
        Rc::new_cyclic(|me| Self {
            me: Weak::clone(me),
            formats: RefCell::new(NumberFormats::new(config.words.tag())),
            config: RefCell::new(config),
            emit,
            storage,
            visitor: OnceCell::new(),
            state: RefCell::new(State {
                client,
                clock: Clock::default(),
                socket: None,
                alarm: None,
                store: None,
                stored,
                pending_sync: None,
                countdown: None,
                watch: None,
                sync: sync::Synced::default(),
            }),
            view: RefCell::new(None),
            gate,
            begun: Cell::new(false),
        })
    }

    /// What a client is told of the options.
    fn settings(config: &Config) -> Settings {
        Settings {
            protocol: config.protocol,
            api_base: config.api_base.clone(),
            api_key: config.api_key.clone(),
            store_id: config.store_id.clone(),
            user_id: config.user_id.clone(),
            visitor_id: None,
        }
    }

    /// The options.
    pub(crate) fn config(&self) -> Rc<Config> {
        Rc::clone(&self.config.borrow())
    }

    /// Takes other options, for the same conversation.
    pub(crate) fn configure(&self, config: Rc<Config>) {
        *self.formats.borrow_mut() = NumberFormats::new(config.words.tag());
        let stores = config.persist != Persist::None;
        self.storage.allow(stores);
        if let Some(visitor) = self.visitor.get() {
            visitor.allow(stores);
        }
        *self.config.borrow_mut() = config;
        // It is there by now, for only the whole program takes other options.
        self.need();
        // What is stored may hold more than it may from now on.
        if let Ok(mut state) = self.state.try_borrow_mut() {
            self.store_now(&mut state);
        }
    }

    /// Shows everything in another view, made in the place of the one before.
    pub(crate) fn show_in(&self, view: View) {
        // The one before is told what has happened, so that nothing is told twice.
        self.sync();
        *self.view.borrow_mut() = Some(view);
        if self.gate.is_open() {
            view.part.set(HERE);
        }
        if let Ok(mut state) = self.state.try_borrow_mut() {
            state.sync.begin_again();
        }
        self.sync();
    }

    /// Takes the view, and listens to what happens to the page.
    pub(crate) fn start(&self, view: View) {
        self.show_in(view);
        let me = self.me.clone();
        let report: Rc<dyn Fn(PageLife)> = Rc::new(move |life| {
            if let Some(driver) = me.upgrade() {
                driver.page(life);
            }
        });
        let watch = page::watch(&report);
        self.state.borrow_mut().watch = watch;
    }

    /// Whether [`begin`](Self::begin) was called.
    pub(crate) fn has_begun(&self) -> bool {
        self.begun.get()
    }

    /// Makes the panel, shows what is stored, and connects: once.
    pub(crate) fn begin(&self) {
        if self.begun.replace(true) {
            return;
        }
        if let Some(view) = *self.view.borrow() {
            view.made.set(1);
        }
        if !self.gate.is_to_begin() {
            self.connect();
        } else if self.gate.is_open() {
            conversation::begin(self);
        } else {
            self.need();
        }
    }

    fn connect(&self) {
        self.turn(&mut |client, now| {
            if page::is_hidden() {
                client.handle_page(now, PageLife::Hidden);
            }
            client.connect(now);
            // After the dial: a network that works all the same is found out by it.
            if page::is_offline() {
                client.handle_page(now, PageLife::Offline);
            }
        });
    }

    /// Disconnects, stores the conversation and lets go of everything in the browser. The page hears
    /// of the disconnection.
    pub(crate) fn stop(&self) {
        self.turn(&mut |client, now| client.disconnect(now));
        self.store();
        if let Some(visitor) = self.visitor.get() {
            visitor.release();
        }
        *self.view.borrow_mut() = None;
        if let Ok(mut state) = self.state.try_borrow_mut() {
            state.socket = None;
            state.alarm = None;
            state.store = None;
            state.pending_sync = None;
            state.countdown = None;
            state.watch = None;
        }
    }

    /// The shopper has used it: from now on the tab may keep something.
    pub(super) fn used(&self) {
        if !self.storage.keep() {
            return;
        }
        if let Some(visitor) = self.visitor.get() {
            visitor.keep();
        }
        if let Ok(mut state) = self.state.try_borrow_mut() {
            self.store_now(&mut state);
        }
    }

    /// Stores nothing more, and has nothing stored.
    pub(crate) fn forget(&self) {
        self.storage.forget();
        match (self.visitor.get(), self.config().manners().visitor_key) {
            (Some(visitor), _) => visitor.forget(),
            // Nobody has asked who it is yet.
            (None, Some(key)) => SessionStorage::open(key.to_owned(), false).0.forget(),
            (None, None) => {}
        }
    }

    /// Tells the client something and does what it then wants.
    fn turn(&self, input: &mut dyn FnMut(&mut Client, Millis)) {
        let Ok(mut state) = self.state.try_borrow_mut() else { return };
        let now = state.clock.read(js_sys::Date::now());
        input(&mut state.client, now);
        self.pump(&mut state, now);
    }

    /// Drains the client. The order is the client's: what must be stored is stored before anything is
    /// handed to a socket, or a reload could send it twice.
    fn pump(&self, state: &mut State, now: Millis) {
        if state.client.revision().urgent != state.stored.urgent {
            self.store_now(state);
        }
        while let Some(transmit) = state.client.poll_transmit() {
            self.transmit(state, now, transmit);
            if state.client.revision().urgent != state.stored.urgent {
                self.store_now(state);
            }
        }
        while let Some(event) = state.client.poll_event() {
            self.tell(state, event);
        }
        self.arm(state, now);
        if state.client.revision() != state.stored && state.store.is_none() {
            let me = self.me.clone();
            state.store = Some(Timer::new(STORE_WITHIN, move || {
                if let Some(driver) = me.upgrade() {
                    driver.store();
                }
            }));
        }
        self.plan_sync(state);
    }

    fn transmit(&self, state: &mut State, now: Millis, transmit: Transmit) {
        match transmit {
            Transmit::Dial { socket, url } => {
                let me = self.me.clone();
                let report = move |event| {
                    if let Some(driver) = me.upgrade() {
                        driver.socket(socket, event);
                    }
                };
                state.socket = Socket::dial(&url, Rc::new(report)).map(|dialled| (socket, dialled));
                if state.socket.is_none() {
                    state.client.handle_dial_failed(now, socket);
                }
            }
            Transmit::Frame { socket, text } => {
                // A socket that refuses is closing; its close will be reported.
                if let Some((_, open)) = state.socket.as_ref().filter(|(id, _)| *id == socket) {
                    open.send(&text);
                }
            }
            Transmit::Close { socket, code } => {
                if let Some((_, open)) = state.socket.take_if(|(id, _)| *id == socket) {
                    open.close(code);
                }
            }
        }
    }

    /// Arms the one timeout of the client. A timeout that is due earlier than needed stays: it does
    /// nothing but arm the next, which is cheaper than to replace it with every frame.
    fn arm(&self, state: &mut State, now: Millis) {
        let Some(at) = state.client.poll_timeout() else {
            state.alarm = None;
            return;
        };
        let at = if page::is_hidden() { at } else { at.min(now.saturating_add(WATCH)) };
        if state.alarm.as_ref().is_some_and(|(armed, _)| *armed <= at) {
            return;
        }
        let me = self.me.clone();
        let timer = Timer::new(at.saturating_sub(now), move || {
            if let Some(driver) = me.upgrade() {
                driver.alarm();
            }
        });
        state.alarm = Some((at, timer));
    }

    fn alarm(&self) {
        if let Ok(mut state) = self.state.try_borrow_mut() {
            state.alarm = None;
        }
        self.turn(&mut Client::handle_timeout);
    }

    fn socket(&self, socket: SocketId, event: SocketEvent) {
        if let Some(event) = self.hold(socket, event) {
            let mut event = Some(event);
            self.turn(&mut |client, now| match event.take() {
                Some(SocketEvent::Open) => client.handle_open(now, socket),
                Some(SocketEvent::Text(text)) => conversation::frame(client, now, socket, &text),
                Some(SocketEvent::Binary) => client.handle_binary(now, socket),
                Some(SocketEvent::Closed(code)) => client.handle_close(now, socket, code),
                None => {}
            });
        }
    }

    fn page(&self, life: PageLife) {
        self.turn(&mut |client, now| client.handle_page(now, life));
        if let (PageLife::Hide, Some(visitor)) = (life, self.visitor.get()) {
            visitor.release();
        }
        if life == PageLife::Online {
            self.try_again();
        }
        if matches!(life, PageLife::Show { persisted: true }) && self.visitor.get().is_some() {
            self.claim_and_connect();
        }
        // A hidden page may be ended without another word.
        if matches!(life, PageLife::Hide | PageLife::Hidden) {
            self.store();
        }
    }

    /// Tells the page. The words of an error are those of the shopper's language.
    fn tell(&self, state: &mut State, event: Event) {
        let (name, detail) = match event {
            Event::Connected => ("connect", JsValue::UNDEFINED),
            Event::Disconnected => ("disconnect", JsValue::UNDEFINED),
            Event::Error(error) => {
                let words = &self.config().words;
                // The numbers that an error may carry come with a conversation.
                let message = if self.gate.is_open() {
                    i18n::error(words, &error)
                } else {
                    i18n::error_named(words, &error.code)
                };
                return self.emit.error(&error.code, &message);
            }
            event => match conversation::told(self, state, event) {
                Some(told) => told,
                None => return,
            },
        };
        self.emit.tell(name, detail);
    }

    /// Stores the conversation, if it has changed.
    fn store(&self) {
        if let Ok(mut state) = self.state.try_borrow_mut() {
            state.store = None;
            if state.client.revision() != state.stored {
                self.store_now(&mut state);
            }
        }
    }

    fn store_now(&self, state: &mut State) {
        // Before anything has been said there is nothing to keep, and before the conversation has begun it is kept already.
        if self.gate.is_open() && !self.gate.is_to_begin() {
            state.stored = state.client.revision();
            let whole = self.config.borrow().persist != Persist::Id;
            conversation::store(&self.storage, &state.client, whole);
        }
    }
}
