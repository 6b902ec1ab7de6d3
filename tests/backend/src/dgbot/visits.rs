//! The conversations of visitors, each known by its visitor id: who answers it, over which sockets it is held, and what was
//! said. Kept while somebody is connected and for an hour of idleness after that, in memory.
//!
//! Everything that happens to a conversation happens under its lock, frames included, so that every socket and the desk see
//! it in one order. The documentation says nothing of what a visitor misses while the link is broken; here nothing is:
//! what a human said, and answers whose socket broke, wait for the next socket.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::clock::Clock;
use crate::dgbot::bot::{Script, Step};
use crate::dgbot::chatbot::Chatbot;
use crate::dgbot::wire::{FEATURES, ServerFrame};
use crate::outlet::Outlet;

/// What the desk is shown of a conversation at most: lines, and bytes of them.
const MOST_LINES: usize = 200;
const MOST_BYTES: usize = 128 << 10;
/// Frames that wait for a visitor who is away.
const MOST_MISSED: usize = 100;

/// Who answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum With {
    #[default]
    Bot,
    /// Nobody yet: a human is called.
    Waiting,
    /// The human of this name.
    Human(String),
}

/// Who said a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum From {
    Visitor,
    Bot,
    Human,
}

/// One line as the desk sees it.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) from: From,
    pub(crate) text: String,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) with: With,
    pub(crate) script: Script,
    /// Who the visitor is, once that is proved: what the desk is told of them.
    pub(crate) customer: Option<String>,
    pub(crate) lines: VecDeque<Line>,
    sockets: BTreeMap<u64, Outlet>,
    missed: VecDeque<ServerFrame>,
    pub(crate) changed_at: u64,
}

impl State {
    /// Is the visitor connected?
    pub(crate) fn is_here(&self) -> bool {
        !self.sockets.is_empty()
    }

    /// Says something to every socket of the visitor, or keeps it until there is one.
    fn tell(&mut self, frame: &ServerFrame) {
        // One that just broke may be among them for a moment.
        let told = self.sockets.values().filter(|outlet| outlet.say_text(frame.text()).is_ok()).count();
        if told == 0 {
            self.keep(frame.clone());
        }
    }

    fn keep(&mut self, frame: ServerFrame) {
        if self.missed.len() >= MOST_MISSED {
            self.missed.pop_front();
        }
        self.missed.push_back(frame);
    }

    fn write(&mut self, from: From, text: &str) {
        self.lines.push_back(Line { from, text: text.to_owned() });
        let bytes = |lines: &VecDeque<Line>| lines.iter().map(|line| line.text.len()).sum::<usize>();
        while self.lines.len() > MOST_LINES || self.lines.len() > 1 && bytes(&self.lines) > MOST_BYTES {
            self.lines.pop_front();
        }
    }

    /// Does what of the steps is done at once, and writes down what will be said.
    fn begin(&mut self, steps: &[Step]) {
        for step in steps {
            match step {
                Step::Say(text) | Step::Offer(text) => self.write(From::Bot, text),
                Step::Connect => self.with = With::Waiting,
                Step::Tool(..) => {}
            }
        }
    }
}

/// One visitor's conversation.
pub(crate) struct Visit {
    /// Its number at the desk: the visitor id is the visitor's own.
    pub(crate) number: u64,
    pub(crate) visitor: String,
    pub(crate) chatbot: Chatbot,
    state: Mutex<State>,
    clock: Clock,
    news: watch::Sender<u64>,
}

impl Visit {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the conversation, and wakes the desk.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state();
        state.changed_at = self.clock.unix_millis();
        let result = change(&mut state);
        drop(state);
        self.news.send_modify(|news| *news = news.wrapping_add(1));
        result
    }

    /// What is to be done about a message. Nothing, when a human reads it.
    pub(crate) fn hear(&self, said: &str) -> Vec<Step> {
        self.change(|state| {
            state.write(From::Visitor, said);
            let steps = match state.with {
                With::Bot => state.script.answer(&self.chatbot, said),
                With::Waiting if state.script.is_called_back(said) => {
                    state.with = With::Bot;
                    state.script.stay()
                }
                With::Waiting | With::Human(_) => Vec::new(),
            };
            state.begin(&steps);
            steps
        })
    }

    /// The visitor answers the offer of a human. Who says yes without an offer gets one too; who says no has the bot, also
    /// when a human was there already. Saying it twice is saying it once.
    pub(crate) fn decide(&self, accept: bool) -> Vec<Step> {
        self.change(|state| {
            let steps = match (&state.with, accept) {
                (With::Bot, true) => state.script.connect(),
                (With::Waiting | With::Human(_), true) => Vec::new(),
                (With::Bot | With::Waiting, false) => state.script.stay(),
                (With::Human(_), false) => {
                    state.tell(&ServerFrame::AgentLeft);
                    state.script.stay()
                }
            };
            if !accept {
                state.with = With::Bot;
            }
            state.begin(&steps);
            steps
        })
    }

    /// From now on the visitor is this customer, with a name to be addressed by if there is one; or nobody known.
    pub(crate) fn meet(&self, customer: Option<String>, name: Option<String>) {
        self.change(|state| {
            state.customer = customer;
            state.script.meet(name);
        });
    }

    /// A human takes over. `Err` when another one has.
    pub(crate) fn join(&self, name: &str) -> Result<(), &'static str> {
        self.change(|state| match &state.with {
            With::Human(there) if there == name => Ok(()),
            With::Human(_) => Err("Somebody else is with this visitor."),
            With::Bot | With::Waiting => {
                state.with = With::Human(name.to_owned());
                state.tell(&ServerFrame::AgentJoined { agent_name: name.to_owned() });
                Ok(())
            }
        })
    }

    /// The human who took over says something, or leaves the visitor to the bot.
    pub(crate) fn speak(&self, name: &str, text: Option<&str>) -> Result<(), &'static str> {
        self.change(|state| {
            if state.with != With::Human(name.to_owned()) {
                return Err("You are not with this visitor any more.");
            }
            match text {
                Some(content) => {
                    state.write(From::Human, content);
                    let (content, agent_name) = (content.to_owned(), name.to_owned());
                    state.tell(&ServerFrame::AgentMessage { content, agent_name });
                }
                None => {
                    state.with = With::Bot;
                    state.tell(&ServerFrame::AgentLeft);
                }
            }
            Ok(())
        })
    }

    /// An answer was cut off with its socket: the visitor gets it whole.
    pub(crate) fn tell_again(&self, frames: impl IntoIterator<Item = ServerFrame>) {
        let mut state = self.state();
        frames.into_iter().for_each(|frame| state.tell(&frame));
    }
}

/// A socket's hold on a conversation.
pub(crate) struct Attached {
    pub(crate) visit: Arc<Visit>,
    number: u64,
}

impl Drop for Attached {
    fn drop(&mut self) {
        self.visit.change(|state| state.sockets.remove(&self.number));
    }
}

/// No more sockets for this visitor.
pub(crate) struct Full;

#[derive(Default)]
struct Known {
    /// The last number that was given.
    last: u64,
    /// By chatbot and visitor.
    visits: HashMap<(String, String), Arc<Visit>>,
}

/// All conversations of all chatbots.
pub(crate) struct Visits {
    known: Mutex<Known>,
    pub(crate) news: watch::Sender<u64>,
    clock: Clock,
    keep: u64,
}

impl Visits {
    pub(crate) fn new(clock: Clock, keep: Duration) -> Self {
        let keep = u64::try_from(keep.as_millis()).unwrap_or(u64::MAX);
        Self { known: Mutex::default(), news: watch::Sender::new(0), clock, keep }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A visitor's socket arrives: it is told what is offered here and what was missed, and is part of the conversation.
    pub(crate) fn arrive(
        &self,
        chatbot: &Chatbot,
        visitor: String,
        outlet: &Outlet,
    ) -> Result<Attached, Full> {
        self.forget_old();
        let mut known = self.known();
        let Known { last, visits } = &mut *known;
        let visit = visits.entry((chatbot.id.clone(), visitor.clone())).or_insert_with(|| {
            *last = last.saturating_add(1);
            Arc::new(Visit {
                number: *last,
                visitor,
                chatbot: chatbot.clone(),
                state: Mutex::default(),
                clock: self.clock.clone(),
                news: self.news.clone(),
            })
        });
        let visit = Arc::clone(visit);
        // Taken before the map is free, so that nobody forgets a visit that somebody is about to enter.
        let entered = visit.change(|state| {
            if state.sockets.len() >= chatbot.limits.sockets {
                return Err(Full);
            }
            outlet.say_text(ServerFrame::Features { features: FEATURES }.text()).ok();
            for frame in state.missed.drain(..) {
                outlet.say_text(frame.text()).ok();
            }
            state.sockets.insert(outlet.number, outlet.clone());
            Ok(())
        });
        drop(known);
        entered.map(|()| Attached { visit, number: outlet.number })
    }

    /// The conversation of this number.
    pub(crate) fn numbered(&self, number: u64) -> Option<Arc<Visit>> {
        self.all().into_iter().find(|visit| visit.number == number)
    }

    /// The conversations in which something was said.
    pub(crate) fn all(&self) -> Vec<Arc<Visit>> {
        self.forget_old();
        self.known().visits.values().filter(|visit| !visit.state().lines.is_empty()).cloned().collect()
    }

    /// Who said nothing is forgotten on leaving; the others an hour later.
    fn forget_old(&self) {
        let now = self.clock.unix_millis();
        self.known().visits.retain(|_, visit| {
            let state = visit.state();
            let recent = now.saturating_sub(state.changed_at) < self.keep;
            state.is_here() || recent && !(state.lines.is_empty() && state.customer.is_none())
        });
    }
}
