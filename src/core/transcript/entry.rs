//! What stands in the conversation, as data.

use crate::core::markdown::Document;
use crate::core::protocol::{CallState, ProductCards, QuickReplies, ServerError};
use crate::core::tools::{Checklist, Plan};

/// The local key of an entry: given once, never changed, never used again. Keys grow with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryKey(pub u64);

/// One entry of the conversation.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its key: what a list in the view is keyed by.
    pub key: EntryKey,
    /// What it is.
    pub body: EntryBody,
}

/// The kinds of entries.
#[derive(Clone, Debug)]
pub enum EntryBody {
    /// The shopper's words.
    User {
        /// The words, as they were typed.
        text: String,
        /// How far they have come.
        state: SendState,
    },
    /// The assistant's words, or those of a person in its place.
    Answer {
        /// The words, laid out; grows while the answer streams.
        document: Document,
        /// Whether more may come.
        state: AnswerState,
        /// The person's name, which may be empty; `None` when the assistant speaks.
        author: Option<String>,
    },
    /// Products to choose from.
    Products(ProductCards),
    /// Suggestions, of which one may be pressed once.
    QuickReplies {
        /// The suggestions.
        replies: QuickReplies,
        /// What became of them.
        choice: Choice,
    },
    /// A recipe's ingredients.
    Checklist(Checklist),
    /// A plan of meals.
    MealPlan(Plan),
    /// The assistant looks something up.
    ToolCall {
        /// The name of what it uses.
        tool: String,
        /// How far that is.
        state: CallState,
    },
    /// The server offers to bring a person in.
    Handoff {
        /// Its words; may be empty.
        message: String,
        /// What became of the offer.
        state: HandoffState,
    },
    /// Something went wrong. The words are the view's, by the code.
    Error(ServerError),
    /// A remark about the conversation itself.
    Notice(Notice),
}

/// What became of suggestions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// One may be pressed.
    Open,
    /// One was pressed.
    Made {
        /// Its index.
        index: u32,
        /// The entry of the shopper that says it.
        said: EntryKey,
    },
    /// The server does not wait for one any more.
    Closed,
}

/// How far the shopper's words have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendState {
    /// Waiting; never handed to a socket. Will be sent by itself.
    Queued,
    /// Handed to a socket; nothing of the answer has been seen yet.
    Sent,
    /// The server has them: a frame of their turn, or an acknowledgement, has arrived.
    Confirmed,
    /// Handed to a socket that broke before any sign of them: they may or may not have arrived.
    /// Never sent again by itself, unless the server can tell repeated messages apart.
    Unconfirmed,
    /// Not delivered, and will not be sent by itself: refused, or the link ended for good.
    Failed,
}

/// Whether more of an answer may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerState {
    /// More may come.
    Streaming,
    /// Whole.
    Done,
    /// Cut off: by the link, by an error, or by silence. What had come is kept.
    Interrupted,
    /// Cut off by the shopper. What had come is kept, the rest is not shown.
    Stopped,
}

/// What became of the offer of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandoffState {
    /// It may be taken.
    Offered,
    /// It was taken, and nobody has come yet.
    Waiting,
    /// It was not wanted.
    Declined,
    /// Somebody came, or a later offer took its place.
    Over,
}

/// A remark about the conversation itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The server no longer knows the earlier conversation; a new one has begun.
    NewConversation,
    /// A person of this name, which may be empty, answers from here on.
    AgentJoined(String),
    /// A person of this name has left, and the assistant answers again.
    AgentLeft(String),
}
