//! The names of the widget's words, as code and as the files of the languages spell them.

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $key:literal,)*) => {
        /// A word or a sentence of the widget itself. The comments name what stands in braces.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Word {
            $($(#[$doc])* $name,)*
        }

        impl Word {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its name in the files of the languages and in the option `strings`.
            pub fn key(self) -> &'static str {
                // One text: a table of its parts would be larger than they are.
                const KEYS: &str = concat!($($key, ",",)*);
                KEYS.split(',').nth(self as usize).unwrap_or_default()
            }
        }
    };
}

words! {
    /// The launcher of a closed panel.
    Open = "open",
    /// The button that closes the panel.
    Close = "close",
    /// The header while the first connection is made.
    Connecting = "connecting",
    /// The header while all is well.
    Online = "online",
    /// The header while a broken link is dialled again.
    Reconnecting = "reconnecting",
    /// The same, `{n}` seconds before the next attempt.
    ReconnectingIn = "reconnecting_in",
    /// The header while the device has no network.
    Offline = "offline",
    /// The header after the server refused the credentials.
    Refused = "refused",
    /// The header after the last attempt.
    GaveUp = "gave_up",
    /// The header after the connection was ended on purpose.
    Closed = "closed",
    /// The button that dials at once.
    RetryNow = "retry_now",
    /// Status `searching`.
    Searching = "searching",
    /// Status `thinking`.
    Thinking = "thinking",
    /// Status `checking_prices`.
    CheckingPrices = "checking_prices",
    /// Status `updating_cart`.
    UpdatingCart = "updating_cart",
    /// Status `planning`.
    Planning = "planning",
    /// Any other status, and the time before the first one.
    Working = "working",
    /// The empty composer.
    Placeholder = "placeholder",
    /// The button that sends.
    Send = "send",
    /// The composer's text has `{n}` bytes of the `{max}` that are allowed: too many.
    TooLong = "too_long",
    /// The same, while it still fits.
    NearlyTooLong = "nearly_too_long",
    /// A message that was not taken because too many wait.
    QueueFull = "queue_full",
    /// The button that leads to the end of the log.
    Jump = "jump",
    /// The same, while there is something new.
    NewMessages = "new_messages",
    /// The name of the log.
    Conversation = "conversation",
    /// The empty log.
    Welcome = "welcome",
    /// The speaker of the shopper's messages, for screen readers.
    You = "you",
    /// A message that waits to be sent.
    Waiting = "waiting",
    /// A message whose fate is unknown.
    NotConfirmed = "not_confirmed",
    /// A message that was not delivered.
    NotSent = "not_sent",
    /// The button that sends such a message again.
    SendAgain = "send_again",
    /// An answer that broke off.
    Interrupted = "interrupted",
    /// The server no longer knows the earlier conversation.
    NewConversation = "new_conversation",
    /// The button that copies an answer.
    Copy = "copy",
    /// An answer was copied.
    Copied = "copied",
    /// An answer could not be copied.
    NotCopied = "not_copied",
    /// The button that asks what got no whole answer once more.
    AskAgain = "ask_again",
    /// The button that stops showing an answer.
    Stop = "stop",
    /// An answer that the shopper stopped.
    Stopped = "stopped",
    /// The button that takes a message that was not delivered back into the composer.
    Edit = "edit",
    /// The button that takes something back, or leaves it as it is.
    Cancel = "cancel",
    /// The button that closes what lies over the panel.
    CloseSheet = "close_sheet",
    /// The button that opens the list of what can be done with the conversation, and of the keys.
    Menu = "menu",
    /// The button that begins a new conversation.
    StartAnew = "start_anew",
    /// The question before it: what becomes of the messages.
    AnewMessages = "anew_messages",
    /// The same for the cart of a signed-in customer.
    AnewCartStays = "anew_cart_stays",
    /// The same for any other cart.
    AnewCartGoes = "anew_cart_goes",
    /// The button that shows what stands before the shown part of the log.
    ShowEarlier = "show_earlier",
    /// What Shift with Enter does.
    KeyNewLine = "key_new_line",
    /// What Escape does.
    KeyEscape = "key_escape",
    /// What the arrow keys do.
    KeyMessages = "key_messages",
    /// What Home and End do.
    KeyEnds = "key_ends",
    /// What Page Up and Page Down do.
    KeyPages = "key_pages",
    /// What the plus and minus keys do.
    KeyQuantity = "key_quantity",
    /// What the question mark does.
    KeyHelp = "key_help",
    /// The name of a row of products.
    Products = "products",
    /// The name of a group of suggestions.
    Suggestions = "suggestions",
    /// Above the lines of a checklist.
    AtHome = "at_home",
    /// For how many a recipe is; a number follows.
    Servings = "servings",
    /// Buys the `{n}` lines of a checklist that are not at home.
    AddMissing = "add_missing",
    /// Answers a checklist all of which is at home.
    AllAtHome = "all_at_home",
    /// A line of a checklist for which the shop has no product.
    NoProduct = "no_product",
    /// A line that was to be bought; the cart holds `{n}`, as before.
    NothingAdded = "nothing_added",
    /// A line that was to be bought and is not in the cart.
    NotAdded = "not_added",
    /// Of the `{max}` lines that were to be bought, `{n}` are in the cart.
    CartHas = "cart_has",
    /// A checklist that was answered.
    Done = "done",
    /// The answer to a checklist or a plan was not carried out.
    NotDone = "not_done",
    /// A checklist or a plan that can be answered no more.
    NoLongerOpen = "no_longer_open",
    /// A plan that came without a title.
    PlanOfMeals = "plan_of_meals",
    /// Accepts a plan.
    Approve = "approve",
    /// An accepted plan.
    Approved = "approved",
    /// Asks for another meal, or other meals of a day.
    Change = "change",
    /// The field for what is wished instead.
    ChangeWish = "change_wish",
    /// A plan whose change was asked for.
    ChangeAsked = "change_asked",
    /// All that a plan takes: `{n}` lines.
    ShoppingList = "shopping_list",
    /// Puts a product into the cart.
    Add = "add",
    /// One step more.
    Increase = "increase",
    /// One step less.
    Decrease = "decrease",
    /// The last step: takes the product out.
    Remove = "remove",
    /// The name of the stepper's number.
    Quantity = "quantity",
    /// A product that cannot be bought now.
    OutOfStock = "out_of_stock",
    /// Before the price that is struck through, for screen readers.
    OldPrice = "old_price",
    /// Before the reduced price, for screen readers.
    NewPrice = "new_price",
    /// The shop set another quantity than was wanted: `{n}`.
    Kept = "kept",
    /// No more than `{n}` can be bought.
    AtMost = "at_most",
    /// A wish was refused.
    NotChanged = "not_changed",
    /// The cart holds `{n}` products.
    InCart = "in_cart",
    /// The sum of the cart, `{total}`.
    CartTotal = "cart_total",
    /// The empty composer, where nothing is sold.
    PlaceholderSupport = "placeholder_support",
    /// The empty log, where nothing is sold.
    WelcomeSupport = "welcome_support",
    /// The assistant uses `{n}` to look something up.
    ToolCalling = "tool_calling",
    /// It has done so.
    ToolDone = "tool_done",
    /// It could not.
    ToolFailed = "tool_failed",
    /// An offer of a person that came without words.
    HandoffOffer = "handoff_offer",
    /// Takes the offer.
    HandoffAccept = "handoff_accept",
    /// Leaves it for now.
    HandoffDecline = "handoff_decline",
    /// What the shopper says to a server that knows no other way of taking it.
    HandoffWish = "handoff_wish",
    /// It was taken, and nobody has come yet.
    HandoffWaiting = "handoff_waiting",
    /// It was left for now.
    HandoffDeclined = "handoff_declined",
    /// Has the assistant answer again, instead of a person.
    HandoffBack = "handoff_back",
    /// A person who has no name.
    Agent = "agent",
    /// `{n}` answers from here on.
    AgentJoined = "agent_joined",
    /// `{n}` is gone, and the assistant answers again.
    AgentLeft = "agent_left",
}
