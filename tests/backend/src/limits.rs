//! Limits of use, checked in the documented order: connection, user, tenant, and then the conversation, which the
//! documentation does not place. The first refusal ends the check. Every tenant has figures and books of its own.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::sessions::{Owner, Session};
use crate::store::{Kind, Saved, Store};
use crate::wire::ErrorFrame;

/// What a tenant's shoppers may use. The defaults are the documented figures; for two of them the documentation names
/// none.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Messages per connection in any 60 seconds; a pressed quick reply is one, a cart action is none.
    pub messages_per_minute: usize,
    /// Messages per user and UTC day.
    pub user_messages_per_day: u64,
    /// Conversations per user and UTC day; one counts when its first message is accepted.
    pub user_conversations_per_day: u64,
    /// Tokens per UTC day of all users together.
    pub tenant_tokens_per_day: u64,
    /// Tokens per 30 UTC days of all users together.
    pub tenant_tokens_per_month: u64,
    /// Tokens of one conversation. The documentation names the code but no figure.
    pub session_tokens: u64,
    /// Searches and cart operations that one message may ask for, or replies of a language model to it. The
    /// documentation names no figure.
    pub rounds: usize,
    /// Open sockets per key **and** user: the tabs of one shopper. The documentation says per key; but all shoppers of
    /// a shop share its public key, so that the fourth of them would stay outside. Shoppers without a user id are
    /// counted by their conversation.
    pub sockets: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            messages_per_minute: 10,
            user_messages_per_day: 200,
            user_conversations_per_day: 20,
            tenant_tokens_per_day: 500_000,
            tenant_tokens_per_month: 10_000_000,
            session_tokens: 100_000,
            rounds: 6,
            sockets: 3,
        }
    }
}

impl Limits {
    /// The first limit that lets nothing pass at all, if there is one: surely a mistake.
    pub(crate) fn zero(&self) -> Option<&'static str> {
        let small = |figure: usize| u64::try_from(figure).unwrap_or(u64::MAX);
        [
            ("messages_per_minute", small(self.messages_per_minute)),
            ("user_messages_per_day", self.user_messages_per_day),
            ("user_conversations_per_day", self.user_conversations_per_day),
            ("tenant_tokens_per_day", self.tenant_tokens_per_day),
            ("tenant_tokens_per_month", self.tenant_tokens_per_month),
            ("session_tokens", self.session_tokens),
            ("rounds", small(self.rounds)),
            ("sockets", small(self.sockets)),
        ]
        .into_iter()
        .find_map(|(name, figure)| (figure == 0).then_some(name))
    }
}

/// The sliding window, in milliseconds.
const WINDOW: u64 = 60_000;
/// The length of a month, in days.
const MONTH: u64 = 30;

/// The messages of one connection in the last minute.
#[derive(Debug, Default)]
pub(crate) struct Window(VecDeque<u64>);

impl Window {
    /// Books a message at `now` (ms), or says in how many seconds there is room. A refused one is not booked.
    pub(crate) fn pass(&mut self, now: u64, limit: usize) -> Result<(), ErrorFrame> {
        while self.0.front().is_some_and(|sent| now.saturating_sub(*sent) >= WINDOW) {
            self.0.pop_front();
        }
        match self.0.front() {
            Some(oldest) if self.0.len() >= limit => {
                let wait = oldest.saturating_add(WINDOW).saturating_sub(now);
                let retry_after = Some(wait.div_ceil(1000));
                Err(ErrorFrame { retry_after, ..ErrorFrame::code("rate_limit_exceeded") })
            }
            _ => {
                self.0.push_back(now);
                Ok(())
            }
        }
    }
}

#[derive(Default, Serialize, Deserialize)]
struct UserDay {
    day: u64,
    messages: u64,
    conversations: u64,
}

/// The tokens of all users.
#[derive(Default, Serialize, Deserialize)]
struct Tokens {
    day: u64,
    of_day: u64,
    month: u64,
    of_month: u64,
}

#[derive(Default)]
struct Spent {
    users: HashMap<String, UserDay>,
    tokens: Tokens,
    seats: HashMap<(String, String), usize>,
}

impl Spent {
    fn turn_pages(&mut self, today: u64, store: &Store) {
        let tokens = &mut self.tokens;
        if tokens.day != today {
            tokens.day = today;
            tokens.of_day = 0;
            for (name, _) in self.users.extract_if(|_, user| user.day != today) {
                store.remove(Kind::User, &name);
            }
        }
        if tokens.month != today / MONTH {
            tokens.month = today / MONTH;
            tokens.of_month = 0;
        }
    }
}

/// The books of all users. A copy is the same books.
#[derive(Clone)]
pub(crate) struct Books {
    spent: Arc<Mutex<Spent>>,
    limits: Limits,
    clock: Clock,
    store: Store,
}

/// No more sockets for this shopper.
pub(crate) struct Full;

/// A taken socket; dropped, it is free again.
pub(crate) struct Seat {
    books: Books,
    shopper: (String, String),
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut spent = self.books.spent();
        if let Some(taken) = spent.seats.get_mut(&self.shopper) {
            *taken = taken.saturating_sub(1);
        }
        spent.seats.retain(|_, taken| *taken > 0);
    }
}

impl Books {
    /// The books of a store.
    ///
    /// # Errors
    /// When something in it cannot be read.
    pub(crate) fn new(limits: Limits, clock: Clock, store: Store, saved: &mut Saved) -> Result<Self, String> {
        let users = saved.take(Kind::User)?.into_iter().collect();
        let tokens = saved.take(Kind::Tokens)?.pop().map(|(_, tokens)| tokens).unwrap_or_default();
        let spent = Spent { users, tokens, seats: HashMap::new() };
        Ok(Self { spent: Arc::new(Mutex::new(spent)), limits, clock, store })
    }

    fn spent(&self) -> MutexGuard<'_, Spent> {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A socket for this key and user, if one is left; without a user, for the conversation that is asked for. Who
    /// has neither is new here and has no other socket.
    pub(crate) fn take_seat(&self, owner: &Owner, conversation: Option<&str>) -> Result<Option<Seat>, Full> {
        let Some(shopper) = owner.user.as_deref().or(conversation) else { return Ok(None) };
        let shopper = (owner.key.clone(), shopper.to_owned());
        let mut spent = self.spent();
        let taken = spent.seats.entry(shopper.clone()).or_default();
        if *taken >= self.limits.sockets {
            return Err(Full);
        }
        *taken = taken.saturating_add(1);
        Ok(Some(Seat { books: self.clone(), shopper }))
    }

    /// Books a message, and a conversation when it is its first one, or says why not.
    pub(crate) fn pass(&self, window: &mut Window, session: &Session) -> Result<(), ErrorFrame> {
        window.pass(self.clock.unix_millis(), self.limits.messages_per_minute)?;
        let today = self.clock.unix_day();
        let mut spent = self.spent();
        spent.turn_pages(today, &self.store);
        let (of_day, of_month) = (spent.tokens.of_day, spent.tokens.of_month);
        let name = session.user_key();
        let user = spent.users.entry(name.clone()).or_default();
        user.day = today;
        let mut memory = session.memory();
        let limits = &self.limits;
        if user.messages >= limits.user_messages_per_day {
            return Err(ErrorFrame::limit("user_message_limit", limits.user_messages_per_day));
        }
        if memory.messages == 0 && user.conversations >= limits.user_conversations_per_day {
            return Err(ErrorFrame::limit("user_conversation_limit", limits.user_conversations_per_day));
        }
        if of_day >= limits.tenant_tokens_per_day {
            return Err(ErrorFrame::code("tenant_daily_token_limit"));
        }
        if of_month >= limits.tenant_tokens_per_month {
            return Err(ErrorFrame::code("tenant_monthly_token_limit"));
        }
        if memory.tokens >= limits.session_tokens {
            return Err(ErrorFrame::code("session_token_limit"));
        }
        user.messages = user.messages.saturating_add(1);
        if memory.messages == 0 {
            user.conversations = user.conversations.saturating_add(1);
        }
        memory.messages = memory.messages.saturating_add(1);
        self.store.put(Kind::User, &name, user);
        Ok(())
    }

    /// Books what a turn used. A token is taken as four characters of question and answer.
    pub(crate) fn spend(&self, session: &Session, characters: usize) {
        let tokens = u64::try_from(characters.div_ceil(4)).unwrap_or(u64::MAX);
        let mut spent = self.spent();
        spent.turn_pages(self.clock.unix_day(), &self.store);
        let all = &mut spent.tokens;
        all.of_day = all.of_day.saturating_add(tokens);
        all.of_month = all.of_month.saturating_add(tokens);
        self.store.put(Kind::Tokens, "", all);
        let mut memory = session.memory();
        memory.tokens = memory.tokens.saturating_add(tokens);
    }
}
