//! Limits of use, checked in the documented order: connection, user, tenant. The first refusal ends the check.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::clock::Clock;
use crate::options::Limits;
use crate::sessions::Session;
use crate::wire::ErrorFrame;

/// The sliding window, in milliseconds.
const WINDOW: u64 = 60_000;
/// The length of a month, in days.
const MONTH: u64 = 30;

/// The messages of one connection in the last minute.
#[derive(Debug, Default)]
pub(crate) struct Window(VecDeque<u64>);

impl Window {
    /// Books a message at `now` (ms), or says in how many seconds there is room. A refused one is not booked.
    fn pass(&mut self, now: u64, limit: usize) -> Result<(), ErrorFrame> {
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

#[derive(Default)]
struct UserDay {
    day: u64,
    messages: u64,
    conversations: u64,
}

#[derive(Default)]
struct Spent {
    users: HashMap<String, UserDay>,
    day: u64,
    tokens_of_day: u64,
    month: u64,
    tokens_of_month: u64,
    seats: HashMap<String, usize>,
}

impl Spent {
    fn turn_pages(&mut self, today: u64) {
        if self.day != today {
            self.day = today;
            self.tokens_of_day = 0;
            self.users.retain(|_, user| user.day == today);
        }
        if self.month != today / MONTH {
            self.month = today / MONTH;
            self.tokens_of_month = 0;
        }
    }
}

/// The books of all users. A copy is the same books.
#[derive(Clone)]
pub(crate) struct Books {
    spent: Arc<Mutex<Spent>>,
    limits: Limits,
    clock: Clock,
}

/// A taken socket; dropped, it is free again.
pub(crate) struct Seat {
    books: Books,
    user: String,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut spent = self.books.spent();
        if let Some(taken) = spent.seats.get_mut(&self.user) {
            *taken = taken.saturating_sub(1);
        }
    }
}

impl Books {
    pub(crate) fn new(limits: Limits, clock: Clock) -> Self {
        Self { spent: Arc::default(), limits, clock }
    }

    fn spent(&self) -> MutexGuard<'_, Spent> {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A socket for this key and user, if one is left.
    pub(crate) fn take_seat(&self, user: &str) -> Option<Seat> {
        let mut spent = self.spent();
        let taken = spent.seats.entry(user.to_owned()).or_default();
        if *taken >= self.limits.sockets {
            return None;
        }
        *taken = taken.saturating_add(1);
        Some(Seat { books: self.clone(), user: user.to_owned() })
    }

    /// Books a message, and a conversation when it is its first one, or says why not.
    pub(crate) fn pass(&self, window: &mut Window, session: &Session) -> Result<(), ErrorFrame> {
        window.pass(self.clock.unix_millis(), self.limits.messages_per_minute)?;
        let today = self.clock.unix_day();
        let mut spent = self.spent();
        spent.turn_pages(today);
        let (of_day, of_month) = (spent.tokens_of_day, spent.tokens_of_month);
        let user = spent.users.entry(session.user_key()).or_default();
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
        Ok(())
    }

    /// Books what a turn used. A token is taken as four characters of question and answer.
    pub(crate) fn spend(&self, session: &Session, characters: usize) {
        let tokens = u64::try_from(characters.div_ceil(4)).unwrap_or(u64::MAX);
        let mut spent = self.spent();
        spent.turn_pages(self.clock.unix_day());
        spent.tokens_of_day = spent.tokens_of_day.saturating_add(tokens);
        spent.tokens_of_month = spent.tokens_of_month.saturating_add(tokens);
        let mut memory = session.memory();
        memory.tokens = memory.tokens.saturating_add(tokens);
    }
}
