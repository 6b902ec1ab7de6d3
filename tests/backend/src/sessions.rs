//! Conversations, kept while someone is connected and for an hour of idleness after that; on the disk too, when the
//! store has one.
//!
//! A conversation is written whole at the moments that count: begun, taken up, left, a turn accepted, a change of the cart
//! decided on, a turn over. What a running turn does to its memory in between is not written: it is done again (`journal`).

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;

use crate::agent::model::dialogue::Dialogue;
use crate::amount::Amount;
use crate::clock::Clock;
use crate::journal::{Asked, OpenTurn};
use crate::lang::Lang;
use crate::proposals::Proposals;
use crate::store::{Broken, Kind, Saved, Store};
use crate::wire::CartItem;

/// How many ids of accepted messages a conversation remembers.
const REMEMBERED_IDS: usize = 1000;

/// Whose conversation it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Owner {
    pub(crate) key: String,
    pub(crate) store: String,
    pub(crate) user: Option<String>,
}

/// An interactive frame that waits for the shopper.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Pending {
    pub(crate) tool_call_id: String,
    /// Does a message answer it too? It does answer a question; a list of things to buy waits on.
    pub(crate) passing: bool,
    /// As text: parsed, it would take several times the room, and it is only sent again.
    pub(crate) frame: Box<RawValue>,
}

/// What a conversation remembers.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
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
    #[serde(skip)]
    attached: usize,
    #[serde(skip)]
    idle_since: u64,
    #[serde(skip)]
    open_turn: Option<OpenTurn>,
}

impl Memory {
    /// Was a message with this id accepted before?
    pub(crate) fn has_seen(&self, id: &str) -> bool {
        self.seen.iter().any(|seen| seen == id)
    }

    fn remember(&mut self, id: String) {
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

/// A conversation on the disk.
#[derive(Deserialize)]
struct Record {
    owner: Owner,
    /// None while somebody is connected.
    idle_since: Option<u64>,
    memory: Memory,
    open_turn: Option<OpenTurn>,
}

/// One conversation.
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) owner: Owner,
    store: Store,
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

    /// Writes the conversation down as it is.
    fn save(&self, memory: &Memory) {
        if !self.store.is_durable() {
            return;
        }
        let open_turn = memory.open_turn.as_ref();
        let now = || json!(memory);
        let record = json!({
            "owner": self.owner,
            "idle_since": (memory.attached == 0).then_some(memory.idle_since),
            "memory": open_turn.map_or_else(now, |turn| turn.before.clone()),
            "open_turn": open_turn,
        });
        self.store.put(Kind::Session, &self.id, &record);
    }

    /// A turn begins: from now on it will be answered, whatever happens. An id given here was seen.
    pub(crate) fn accept(&self, asked: Asked, id: Option<String>) {
        let mut memory = self.memory();
        if let Some(id) = id {
            memory.remember(id);
        }
        if self.store.is_durable() {
            let before = json!(*memory);
            memory.open_turn = Some(OpenTurn::new(asked, before));
            self.save(&memory);
        }
    }

    /// What a former process accepted and did not answer. The caller holds the turn.
    pub(crate) fn left_open(&self) -> Option<Asked> {
        self.memory().open_turn.as_ref().map(|turn| turn.asked.clone())
    }

    /// How many of a product a turn makes it. Said once for each change, and kept before the shop is asked.
    pub(crate) async fn decide(&self, sku: &str, target: Amount) -> Result<Amount, Broken> {
        let decided = {
            let mut memory = self.memory();
            let Some(turn) = &mut memory.open_turn else { return Ok(target) };
            match turn.decided(sku) {
                Some(target) => target,
                None => {
                    turn.decide(sku, target);
                    self.save(&memory);
                    target
                }
            }
        };
        self.store.settled().await?;
        Ok(decided)
    }

    /// The turn is over; what it did to the memory is kept before its last frame goes out.
    pub(crate) fn close_turn(&self) {
        let mut memory = self.memory();
        memory.open_turn = None;
        self.save(&memory);
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
        self.session.save(&memory);
    }
}

/// All conversations.
pub(crate) struct Sessions {
    by_id: Mutex<HashMap<String, Arc<Session>>>,
    clock: Clock,
    keep: u64,
    store: Store,
}

impl Sessions {
    /// The conversations of a store.
    ///
    /// # Errors
    /// When one cannot be read.
    pub(crate) fn new(clock: Clock, keep: Duration, store: Store, saved: &mut Saved) -> Result<Self, String> {
        let keep = u64::try_from(keep.as_millis()).unwrap_or(u64::MAX);
        let sessions = Self { by_id: Mutex::default(), clock, keep, store };
        let now = sessions.clock.unix_millis();
        for (id, Record { owner, idle_since, mut memory, open_turn }) in saved.take(Kind::Session)? {
            // Who was connected when the process ended is idle since now.
            memory.idle_since = idle_since.unwrap_or(now);
            memory.open_turn = open_turn;
            let session = sessions.session(id, owner, memory);
            sessions.by_id().insert(session.id.clone(), session);
        }
        Ok(sessions)
    }

    fn session(&self, id: String, owner: Owner, memory: Memory) -> Arc<Session> {
        Arc::new(Session {
            id,
            owner,
            store: self.store.clone(),
            memory: Mutex::new(memory),
            turn: Arc::default(),
            cart: tokio::sync::Mutex::default(),
        })
    }

    fn by_id(&self) -> MutexGuard<'_, HashMap<String, Arc<Session>>> {
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The conversation of this id, if it is alive and belongs to this owner.
    pub(crate) fn resume(&self, id: &str, owner: &Owner) -> Option<Attached> {
        self.alive().get(id).filter(|session| session.owner == *owner).map(|session| self.attach(session))
    }

    /// A new conversation.
    pub(crate) fn start(&self, owner: Owner) -> Attached {
        let session = self.session(fresh_id("conv"), owner, Memory::default());
        self.alive().insert(session.id.clone(), Arc::clone(&session));
        self.attach(&session)
    }

    /// The conversations without the expired ones.
    fn alive(&self) -> MutexGuard<'_, HashMap<String, Arc<Session>>> {
        let now = self.clock.unix_millis();
        let mut by_id = self.by_id();
        by_id.retain(|id, session| {
            let memory = session.memory();
            let alive = memory.attached > 0 || now.saturating_sub(memory.idle_since) < self.keep;
            if !alive {
                self.store.remove(Kind::Session, id);
            }
            alive
        });
        by_id
    }

    fn attach(&self, session: &Arc<Session>) -> Attached {
        let mut memory = session.memory();
        memory.attached = memory.attached.saturating_add(1);
        session.save(&memory);
        drop(memory);
        Attached { session: Arc::clone(session), clock: self.clock.clone() }
    }
}

/// An id that cannot be guessed: that of a conversation opens it to whoever knows it.
pub(crate) fn fresh_id(kind: &str) -> String {
    let mut bytes = [0_u8; 16];
    // Without entropy the id is still unique enough to be refused as taken; the operating system always has some.
    getrandom::fill(&mut bytes).ok();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{kind}_{hex}")
}
