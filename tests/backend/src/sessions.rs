//! Conversations, kept in memory while someone is connected and for an hour of idleness after that.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;

use crate::agent::model::dialogue::Dialogue;
use crate::clock::Clock;
use crate::lang::Lang;
use crate::proposals::Proposals;
use crate::wire::CartItem;

/// How many ids of accepted messages a conversation remembers.
const REMEMBERED_IDS: usize = 1000;

/// Whose conversation it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) key: String,
    pub(crate) store: String,
    pub(crate) user: Option<String>,
}

/// An interactive frame that waits for the shopper.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    pub(crate) tool_call_id: String,
    /// Does a message answer it too? It does answer a question; a list of things to buy waits on.
    pub(crate) passing: bool,
    pub(crate) frame: Value,
}

/// What a conversation remembers.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub(crate) lang: Lang,
    /// What was shown last, in order.
    pub(crate) shown: Vec<String>,
    /// What "it" means.
    pub(crate) focus: Option<String>,
    /// What the last search found and did not show: what it was called, and the SKUs.
    pub(crate) more: (String, Vec<String>),
    /// The cart as the shop told it last.
    pub(crate) cart: Vec<CartItem>,
    pub(crate) pending: Vec<Pending>,
    pub(crate) proposals: Proposals,
    /// What a language model was told and said, where one answers.
    pub(crate) dialogue: Dialogue,
    pub(crate) messages: u64,
    pub(crate) tokens: u64,
    pub(crate) tool_calls: u64,
    seen: VecDeque<String>,
    attached: usize,
    idle_since: u64,
}

impl Memory {
    /// Was a message with this id accepted before?
    pub(crate) fn has_seen(&self, id: &str) -> bool {
        self.seen.iter().any(|seen| seen == id)
    }

    pub(crate) fn remember(&mut self, id: String) {
        if self.seen.len() >= REMEMBERED_IDS {
            self.seen.pop_front();
        }
        self.seen.push_back(id);
    }

    /// This interactive frame is answered.
    pub(crate) fn settle(&mut self, tool_call_id: &str) {
        self.pending.retain(|tool| tool.tool_call_id != tool_call_id);
    }

    /// A fresh id for an interactive frame.
    pub(crate) fn next_tool_call(&mut self) -> String {
        self.tool_calls = self.tool_calls.saturating_add(1);
        format!("call_{}", self.tool_calls)
    }
}

/// One conversation.
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) owner: Owner,
    memory: Mutex<Memory>,
    /// Held while an answer is made: one at a time.
    pub(crate) turn: Arc<tokio::sync::Mutex<()>>,
    /// Held while the cart is changed: a change is read, asked and read back as one.
    pub(crate) cart: tokio::sync::Mutex<()>,
}

impl Session {
    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The webhooks' `session_id`, which names the cart at the shop: the user's id, or else the conversation's.
    pub(crate) fn cart_id(&self) -> &str {
        self.owner.user.as_deref().unwrap_or(&self.id)
    }

    /// Whose daily limits count.
    pub(crate) fn user_key(&self) -> String {
        format!("{}:{}", self.owner.key, self.cart_id())
    }
}

/// A connection's hold on a conversation, which keeps it from expiring.
pub(crate) struct Attached {
    pub(crate) session: Arc<Session>,
    clock: Clock,
}

impl Drop for Attached {
    fn drop(&mut self) {
        let mut memory = self.session.memory();
        memory.attached = memory.attached.saturating_sub(1);
        memory.idle_since = self.clock.unix_millis();
    }
}

/// All conversations.
pub(crate) struct Sessions {
    by_id: Mutex<HashMap<String, Arc<Session>>>,
    clock: Clock,
    keep: u64,
}

impl Sessions {
    pub(crate) fn new(clock: Clock, keep: Duration) -> Self {
        Self { by_id: Mutex::default(), clock, keep: u64::try_from(keep.as_millis()).unwrap_or(u64::MAX) }
    }

    /// The conversation of this id, if it is alive and belongs to this owner.
    pub(crate) fn resume(&self, id: &str, owner: &Owner) -> Option<Attached> {
        self.alive().get(id).filter(|session| session.owner == *owner).map(|session| self.attach(session))
    }

    /// A new conversation.
    pub(crate) fn start(&self, owner: Owner) -> Attached {
        let session = Arc::new(Session {
            id: fresh_id(),
            owner,
            memory: Mutex::default(),
            turn: Arc::default(),
            cart: tokio::sync::Mutex::default(),
        });
        self.alive().insert(session.id.clone(), Arc::clone(&session));
        self.attach(&session)
    }

    /// The conversations without the expired ones.
    fn alive(&self) -> MutexGuard<'_, HashMap<String, Arc<Session>>> {
        let now = self.clock.unix_millis();
        let mut by_id = self.by_id.lock().unwrap_or_else(PoisonError::into_inner);
        by_id.retain(|_, session| {
            let memory = session.memory();
            memory.attached > 0 || now.saturating_sub(memory.idle_since) < self.keep
        });
        by_id
    }

    fn attach(&self, session: &Arc<Session>) -> Attached {
        let mut memory = session.memory();
        memory.attached = memory.attached.saturating_add(1);
        drop(memory);
        Attached { session: Arc::clone(session), clock: self.clock.clone() }
    }
}

/// An id that cannot be guessed: it opens the conversation to whoever knows it.
fn fresh_id() -> String {
    let mut bytes = [0_u8; 16];
    // Without entropy the id is still unique enough to be refused as taken; the operating system always has some.
    getrandom::fill(&mut bytes).ok();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("conv_{hex}")
}
