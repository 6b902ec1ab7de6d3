//! The vocabulary: what a server can say and what a client can ask, whatever the wire looks like.
//!
//! A codec translates between this vocabulary and the frames of one protocol, and says by its
//! [`Manners`] in what else the protocol differs from others: how a link begins, how often it is
//! pinged, whether messages are answered in turns, what a page has to configure. Nothing outside a codec
//! knows how a frame is spelled, and nothing outside asks which protocol it is that it speaks.
//!
//! **A third protocol** is one new file beside [`dgbot`] and one line in the list below: the option
//! `protocol` of a page, the options that it requires, the address, the handshake, the storage and the
//! view follow from what its codec says. (`npm/config.js` may be told of its required options too, so that
//! a mistake is met on the line that made it; without that the program says the same when it runs.)

mod command;
mod goods;
mod reading;

pub use command::{Action, ClientCommand, Identity};
pub use goods::{
    CartAction, CartChanged, CartItem, Ingredient, IngredientChecklist, Meal, MealDay, MealItem, MealPlan,
    Product, ProductCards, QuickReplies, ReplyOption, Summary,
};

use crate::core::clock::Millis;
use crate::core::decimal::Decimal;

/// The largest frame in either direction, in bytes of UTF-8. Source: the service's documentation
/// ("64 KB", checked on both sides).
pub const MAX_FRAME_BYTES: usize = 65_536;

macro_rules! protocols {
    ($($(#[$note:meta])* $name:ident in $file:ident;)*) => {
        $(pub mod $file;)*

        /// The protocols this client speaks.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum Protocol {
            $(#[doc = concat!("See [`", stringify!($file), "`].")] $(#[$note])* $name,)*
        }

        impl Protocol {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The codec of this protocol.
            pub fn codec(self) -> &'static dyn Codec {
                match self {
                    $(Self::$name => &$file::$name,)*
                }
            }
        }
    };
}

// The list. rustfmt does not find files that a macro names, so `make lint` names them to it.
protocols! {
    #[default]
    Vizochok in vizochok;
    Dgbot in dgbot;
}

impl Protocol {
    /// The protocol that a page calls by this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|protocol| protocol.codec().manners().name == name)
    }
}

/// Translation between frames and the vocabulary. Implementations hold no state.
pub trait Codec: Sync {
    /// In what the protocol differs from others, beside the spelling of its frames.
    fn manners(&self) -> &'static Manners;
    /// The address to dial, for a base such as `https://api.example` (`https` becomes `wss`, `http`
    /// becomes `ws`), the public key, and who asks (empty in a protocol without visitors).
    fn endpoint(&self, base: &str, key: &str, visitor: &str) -> String;
    /// Reads one frame. Never panics, whatever the text holds.
    fn decode(&self, text: &str) -> Decoded;
    /// Reads a frame that concerns nothing but the link: credentials that were accepted, a new conversation,
    /// a sign of life. `None` for any other, and for one in which anything is unusual.
    fn decode_link(&self, text: &str) -> Option<ServerEvent>;
    /// Writes one frame; `None` when the protocol has no word for it. Without a word for
    /// [`ClientCommand::Auth`] a link is up as soon as it is open.
    fn encode(&self, command: &ClientCommand) -> Option<String>;
}

/// In what one protocol differs from another, beside the spelling of its frames.
#[derive(Debug)]
pub struct Manners {
    /// What a page calls it, in the option `protocol`.
    pub name: &'static str,
    /// The option that has the public key.
    pub key_option: &'static str,
    /// What a public key begins with, and a secret one, where keys can be told apart.
    pub key_marks: Option<(&'static str, &'static str)>,
    /// The option that names the store, where the key alone does not.
    pub store_option: Option<&'static str>,
    /// The option that has the server's address.
    pub base_option: &'static str,
    /// The address of the hosted service.
    pub default_base: &'static str,
    /// Under what the tab's storage keeps who asks, where the protocol tells visitors apart: a conversation
    /// is a visitor's then, and a new one begins with a new visitor.
    pub visitor_key: Option<&'static str>,
    /// How often a ping goes out.
    pub ping_every: Millis,
    /// Pings are answered. Where nobody promises that, silence means nothing until a server has answered
    /// one on the same link.
    pub answers_pings: bool,
    /// Messages are answered one by one, each in a turn whose end the server tells. Otherwise anybody may
    /// speak at any time, and several may at once.
    pub takes_turns: bool,
    /// The page's documented events carry the words of messages.
    pub tells_words: bool,
    /// There is a cart, and words about goods have a meaning.
    pub sells: bool,
}

/// What became of one inbound frame: read in full, read without its bad parts, or ignored.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The event, or why the frame was ignored. An ignored frame never ends a session.
    pub event: Result<ServerEvent, Ignored>,
    /// How many bad parts (elements of a list, optional fields) were left out.
    pub dropped: u32,
}

/// Why a frame was ignored. Every variant is counted by the client, none is an error to the shopper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ignored {
    /// Larger than [`MAX_FRAME_BYTES`]; the size in bytes.
    TooLarge(usize),
    /// Not one well-formed JSON text.
    NotJson,
    /// JSON, but not an object.
    NotAnObject,
    /// No `type`, or one that is not a string.
    NoType,
    /// A `type` that this client does not know: a frame from the future, or one that the contract says to ignore.
    UnknownType(String),
    /// A required field is missing or has the wrong type.
    BadField {
        /// The `type` of the frame.
        frame: &'static str,
        /// The name of the field.
        field: &'static str,
    },
}

/// What a server can say.
#[derive(Clone, Debug, PartialEq)]
pub enum ServerEvent {
    /// The credentials were accepted.
    AuthOk {
        /// What the server offers beyond the documented protocol, for example [`FEATURE_ACK`].
        features: Vec<String>,
    },
    /// A new conversation.
    ConversationStarted {
        /// To be saved and sent with the next `auth`.
        conversation_id: String,
    },
    /// A known conversation goes on.
    SessionRestored(SessionRestored),
    /// What the assistant is doing, for the status line.
    Status(StatusCode),
    /// The next piece of the current text block.
    TextDelta(Delta),
    /// The current text block is whole. A turn may hold several.
    TextEnd,
    /// Products to choose from.
    ProductCards(ProductCards),
    /// Suggestions to press.
    QuickReplies(QuickReplies),
    /// A recipe's ingredients to tick off.
    IngredientChecklist(IngredientChecklist),
    /// A plan of meals for some days.
    MealPlan(MealPlan),
    /// The shop's cart has changed (or a wish was refused and this is how it stands).
    CartChanged(CartChanged),
    /// Something went wrong; the words are the client's.
    Error(ServerError),
    /// The turn is over.
    ResponseComplete {
        /// The state of the cart, when the server sends it along.
        summary: Option<Summary>,
    },
    /// The words of a text that has a name begin.
    StreamStart {
        /// The name, by which its pieces are known. Several may be under way at once.
        message_id: String,
    },
    /// The next piece of a named text, whether or not its beginning was seen.
    StreamChunk {
        /// The name of the text.
        message_id: String,
        /// The piece.
        delta: Delta,
    },
    /// A named text is whole.
    StreamEnd {
        /// The name of the text.
        message_id: String,
    },
    /// The assistant looks something up, or has done so.
    ToolCall {
        /// The name of what it uses.
        tool: String,
        /// How far that is.
        state: CallState,
    },
    /// The server offers to bring a person in.
    HandoffOffered {
        /// Its words; may be empty.
        message: String,
    },
    /// A person answers from now on.
    AgentJoined {
        /// Their name; may be empty.
        name: String,
    },
    /// A person says something.
    AgentMessage {
        /// Their name; may be empty.
        name: String,
        /// The words. Not empty.
        text: String,
    },
    /// The person is gone, and the assistant answers again.
    AgentLeft,
    /// What the server understands beyond the documented protocol, for example [`FEATURE_IDENTIFY`].
    Features(Vec<String>),
    /// The server has accepted a message (feature [`FEATURE_ACK`]).
    MessageAck {
        /// The id the client gave to the message.
        client_message_id: String,
    },
    /// The server asks for a sign of life.
    Ping,
    /// The server answers a ping.
    Pong,
}

/// The feature by which a server promises to acknowledge and to de-duplicate messages by their
/// `client_message_id`; with it a client may re-send safely.
pub const FEATURE_ACK: &str = "ack";
/// The feature by which a server says that it understands [`ClientCommand::Identify`].
pub const FEATURE_IDENTIFY: &str = "identify";
/// The feature by which a server says that it understands [`ClientCommand::Handoff`].
pub const FEATURE_HANDOFF: &str = "handoff";

/// How far a look-up of the assistant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallState {
    /// Under way.
    Calling,
    /// It gave a result.
    Done,
    /// It gave none.
    Failed,
}

/// A piece of streamed text.
///
/// A server that cuts a text between the two halves of a UTF-16 surrogate pair sends the halves in
/// two frames. Rust text cannot hold a half, so they travel beside it, and the transcript joins them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delta {
    /// A low surrogate that stood at the very start of the piece.
    pub head: Option<u16>,
    /// The text between.
    pub text: String,
    /// A high surrogate that stood at the very end of the piece.
    pub tail: Option<u16>,
}

impl From<&str> for Delta {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }
}

/// A known conversation, as the server has kept it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SessionRestored {
    /// The conversation that goes on.
    pub conversation_id: String,
    /// The whole cart.
    pub selected_items: Vec<CartItem>,
    /// The sum of the cart, if the server says it.
    pub total: Option<Decimal>,
    /// The number of distinct items, if the server says it.
    pub item_count: Option<u32>,
    /// The interactive frames that still wait for an answer, as they were first sent; `None` when the server
    /// does not say.
    pub pending_tools: Option<Vec<ServerEvent>>,
}

/// What the assistant is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusCode {
    /// Looking through the catalogue.
    Searching,
    /// Working on the answer.
    Thinking,
    /// Asking the shop for prices.
    CheckingPrices,
    /// Changing the shop's cart.
    UpdatingCart,
    /// Putting a plan together.
    Planning,
    /// A code that this client does not know: a general "working" line.
    Working,
}

/// An error frame: a code and, by code, a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerError {
    /// The code, for example `rate_limit_exceeded`.
    pub code: String,
    /// After how many seconds to try again.
    pub retry_after: Option<u32>,
    /// The limit that was reached.
    pub limit: Option<u32>,
    /// The largest size allowed, in bytes.
    pub max_size: Option<u32>,
}
