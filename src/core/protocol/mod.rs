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
mod reading;

pub use command::{Action, ClientCommand, Identity};

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

/// A product on a card. Money is in units of [`Product::currency`] (the store's own when absent),
/// quantities are multiples of [`Product::quantity_step`] in [`Product::unit`].
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// The shop's key of the product. Never empty.
    pub sku: String,
    /// The name to show.
    pub name: String,
    /// The regular price of one unit. Not negative.
    pub price: Decimal,
    /// `pcs`, `kg`, `l`…
    pub unit: String,
    /// The smallest change of the quantity. Greater than zero.
    pub quantity_step: Decimal,
    /// How many of it are in the cart, if the server says it.
    pub quantity: Option<Decimal>,
    /// The brand, if there is one.
    pub brand: Option<String>,
    /// The picture's address, as the server sent it (checked where it is used).
    pub image_url: Option<String>,
    /// The reduced price, when there is one.
    pub promo_price: Option<Decimal>,
    /// A word about the reduction: `-19%`, `2 for 1`.
    pub promo_label: Option<String>,
    /// Whether it can be bought now. Absent means yes.
    pub in_stock: Option<bool>,
    /// The smallest quantity that can be bought.
    pub min_quantity: Option<Decimal>,
    /// The largest quantity that can be bought.
    pub max_quantity: Option<Decimal>,
    /// The product's page.
    pub url: Option<String>,
    /// ISO 4217 code of the prices.
    pub currency: Option<String>,
}

impl Product {
    /// What one unit costs now: the reduced price if there is one.
    pub fn current_price(&self) -> Decimal {
        self.promo_price.unwrap_or(self.price)
    }
}

/// A line of the cart.
#[derive(Clone, Debug, PartialEq)]
pub struct CartItem {
    /// The shop's key of the product.
    pub sku: String,
    /// The name to show.
    pub name: String,
    /// The regular price of one unit.
    pub price: Decimal,
    /// The reduced price, when there is one.
    pub promo_price: Option<Decimal>,
    /// The brand, if there is one.
    pub brand: Option<String>,
    /// How many units. Greater than zero.
    pub quantity: Decimal,
    /// `pcs`, `kg`, `l`…
    pub unit: Option<String>,
    /// The picture's address.
    pub image_url: Option<String>,
}

/// Products to choose from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProductCards {
    /// The products; never empty in a decoded frame's event unless the server sent none.
    pub items: Vec<Product>,
    /// A heading.
    pub title: Option<String>,
    /// Sent back with the answer.
    pub tool_call_id: Option<String>,
}

/// A suggestion to press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyOption {
    /// The words on the button.
    pub label: String,
    /// What is sent back; the label when the server gave none.
    pub value: String,
}

/// Suggestions, of which one is pressed once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuickReplies {
    /// The suggestions.
    pub options: Vec<ReplyOption>,
    /// A question above them.
    pub prompt: Option<String>,
    /// Sent back with the answer.
    pub tool_call_id: Option<String>,
}

/// One line of an ingredient checklist.
#[derive(Clone, Debug, PartialEq)]
pub struct Ingredient {
    /// The key of the line in its checklist.
    pub id: String,
    /// The name to show.
    pub name: String,
    /// How much of it for the servings of the checklist.
    pub amount: Option<Decimal>,
    /// The unit of the amount.
    pub unit: Option<String>,
    /// Whether it is known to be at home.
    pub have: bool,
    /// The product that would be bought.
    pub product: Option<Product>,
}

/// A recipe's ingredients to tick off.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IngredientChecklist {
    /// The key of the checklist.
    pub checklist_id: String,
    /// The name of the recipe.
    pub title: String,
    /// For how many people the amounts are.
    pub servings: Option<u32>,
    /// The lines.
    pub items: Vec<Ingredient>,
    /// Sent back with the answer.
    pub tool_call_id: Option<String>,
}

/// Something to buy for a meal.
#[derive(Clone, Debug, PartialEq)]
pub struct MealItem {
    /// The name to show.
    pub name: String,
    /// How much of it.
    pub amount: Option<Decimal>,
    /// The unit of the amount.
    pub unit: Option<String>,
    /// The product, if it is known.
    pub sku: Option<String>,
}

/// One meal of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Meal {
    /// `breakfast`, `lunch`…
    pub slot: String,
    /// The dish.
    pub name: String,
    /// What it takes.
    pub items: Vec<MealItem>,
}

/// One day of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct MealDay {
    /// `Monday`, `Day 1`…
    pub name: String,
    /// The meals, in order.
    pub meals: Vec<Meal>,
}

/// A plan of meals for some days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MealPlan {
    /// The key of the plan.
    pub plan_id: String,
    /// A heading.
    pub title: Option<String>,
    /// The days, in order.
    pub days: Vec<MealDay>,
    /// Sent back with the answer.
    pub tool_call_id: Option<String>,
}

/// What happened to the cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CartAction {
    /// A product was added.
    ItemSelected,
    /// A product was removed.
    ItemRemoved,
    /// The quantity of a product was set.
    QuantityUpdated,
    /// The cart was emptied.
    CartCleared,
}

impl CartAction {
    /// The name in the documentation, on the wire and in the page's callback alike.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ItemSelected => "item_selected",
            Self::ItemRemoved => "item_removed",
            Self::QuantityUpdated => "quantity_updated",
            Self::CartCleared => "cart_cleared",
        }
    }
}

/// The shop's cart after a change. The items are always the whole cart.
#[derive(Clone, Debug, PartialEq)]
pub struct CartChanged {
    /// What happened.
    pub action: CartAction,
    /// The whole cart.
    pub items: Vec<CartItem>,
    /// The sum of the cart.
    pub total: Decimal,
    /// The product concerned; absent when the cart was cleared.
    pub sku: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its quantity now.
    pub quantity: Option<Decimal>,
    /// Its price.
    pub price: Option<Decimal>,
}

/// The state of the cart at the end of a turn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// The whole cart.
    pub selected_items: Vec<CartItem>,
    /// The sum of the cart.
    pub total: Decimal,
    /// The number of distinct items.
    pub item_count: u32,
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
