//! The program is killed 200 times while a shopper works. Nothing that was acknowledged is lost, nothing happens twice.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::client::{Client, http};
use crate::program::Program;

const KILLS: u32 = 200;
/// The longest that the shopper works before a kill.
const MOST_MILLIS: u64 = 250;
/// The most frames that it hears before a kill.
const MOST_FRAMES: u64 = 120;
const SEED: u64 = 0x5eed_cafe;
/// A conversation is left after so many kills, so that none grows past its tokens.
const KILLS_PER_CONVERSATION: u32 = 40;
/// A shop whose limits are not what is tried here.
const TENANT: &str = r#"
[[tenant]]
id = "demo"
catalog = "CATALOG"
public_keys = ["pk_demo"]
stores = ["demo-store"]
languages = ["uk", "en", "ru"]
webhooks.secret = "whsec_demo"
limits = { messages_per_minute = 1_000_000, user_messages_per_day = 1_000_000, user_conversations_per_day = 1_000 }
"#;
/// Changed by words, one more or one less each time: done twice, it shows.
const BY_WORDS: [&str; 2] = ["milk-001", "choc-001"];
/// Changed by absolute numbers on cards.
const BY_CARDS: [&str; 3] = ["bread-001", "bread-002", "milk-002"];

/// xorshift64*
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % sides
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[usize::try_from(self.roll(from.len() as u64)).unwrap()]
    }
}

/// Something asked for and not concluded yet.
struct Wish {
    sku: &'static str,
    /// How many there are when it is done.
    target: u64,
    frame: Value,
    acknowledged: bool,
}

/// The shopper: what was acknowledged, and what is under way.
struct Shopper {
    dice: Dice,
    conversation: Option<String>,
    cart: BTreeMap<&'static str, u64>,
    /// A message; its id is sent again until it is acknowledged.
    message: Option<Wish>,
    card: Option<Wish>,
    /// A question that waits for an answer.
    question: Option<Value>,
    ids: u64,
    frames_to_hear: u64,
    heard_all: Arc<Notify>,
    // What the test went through, so that it cannot pass by doing nothing.
    concluded: u32,
    cut_off: u32,
    /// Acknowledged and not done when the process was killed.
    promised: u32,
}

fn message(id: u64, text: &str) -> Value {
    json!({"type": "message", "text": text, "client_message_id": format!("message-{id}")})
}

fn set(sku: &str, quantity: u64) -> Value {
    json!({"type": "action", "action": "set_quantity", "sku": sku, "quantity": quantity})
}

fn held(frame: &Value, sku: &str) -> u64 {
    let items = frame["selected_items"].as_array().unwrap();
    let item = items.iter().find(|item| item["sku"] == sku);
    item.map_or(0, |item| item["quantity"].as_u64().unwrap())
}

impl Shopper {
    fn next_id(&mut self) -> u64 {
        self.ids += 1;
        self.ids
    }

    fn count(&self, sku: &str) -> u64 {
        self.cart.get(sku).copied().unwrap_or_default()
    }

    /// The next frame. After the last one that it is to hear, it hears nothing any more, so that it can be killed at the
    /// very moment of an acknowledgement.
    async fn hear(&mut self, client: &mut Client) -> Value {
        match self.frames_to_hear.checked_sub(1) {
            Some(left) => self.frames_to_hear = left,
            None => {
                self.heard_all.notify_one();
                std::future::pending().await
            }
        }
        client.next().await
    }

    /// Works until it is interrupted. It may be at any await: what is under way is noted before it is sent.
    async fn work(&mut self, program: &Program) {
        let client = &mut self.come_back(program).await;
        loop {
            let sku = self.dice.pick(&BY_WORDS);
            match (self.dice.roll(5), self.count(sku)) {
                (0, _) => {
                    self.press(client).await;
                    while self.card.is_some() {
                        let frame = self.hear(client).await;
                        self.see(&frame);
                    }
                }
                (1, _) => self.ask(client).await,
                (2, held @ 1..) | (_, held @ 9..) => self.say(client, "remove", sku, held - 1).await,
                (_, held) => self.say(client, "add", sku, held + 1).await,
            }
        }
    }

    /// A change in words, and now and then a card pressed while it is answered.
    async fn say(&mut self, client: &mut Client, verb: &str, sku: &'static str, target: u64) {
        let frame = message(self.next_id(), &format!("{verb} 1 {sku}"));
        self.message = Some(Wish { sku, target, frame: frame.clone(), acknowledged: false });
        self.question = None;
        client.send(frame.clone()).await;
        if self.dice.roll(3) == 0 {
            self.press(client).await;
        }
        let done = self.answer(client, frame, |_| {}).await;
        self.conclude_message(&done);
        while self.card.is_some() {
            let frame = self.hear(client).await;
            self.see(&frame);
        }
    }

    async fn press(&mut self, client: &mut Client) {
        let (sku, target) = (self.dice.pick(&BY_CARDS), self.dice.roll(6));
        let frame = set(sku, target);
        self.card = Some(Wish { sku, target, frame: frame.clone(), acknowledged: false });
        client.send(frame).await;
    }

    /// Asks what leaves a question open.
    async fn ask(&mut self, client: &mut Client) {
        self.question = None;
        let mut question = Value::Null;
        let frame = message(self.next_id(), "add bread");
        client.send(frame.clone()).await;
        let note = |frame: &Value| {
            if frame["type"] == "quick_replies" {
                question = frame.clone();
            }
        };
        self.answer(client, frame, note).await;
        assert_eq!(question["type"], "quick_replies");
        self.question = Some(question);
        self.concluded += 1;
    }

    /// Reads to the end of the answer to a message that was sent. It is sent again while another one is answered.
    async fn answer(&mut self, client: &mut Client, message: Value, mut each: impl FnMut(&Value)) -> Value {
        let mut accepted = false;
        loop {
            let frame = self.hear(client).await;
            self.see(&frame);
            match frame["type"].as_str().unwrap() {
                "message_ack" => accepted = frame["client_message_id"] == message["client_message_id"],
                "error" => client.send(message.clone()).await,
                "response_complete" if accepted => return frame,
                _ => each(&frame),
            }
        }
    }

    /// What every frame is looked at for.
    fn see(&mut self, frame: &Value) {
        assert!(frame["type"] != "error" || frame["code"] == "agent_busy", "{frame}");
        if frame["type"] == "message_ack"
            && let Some(wish) = &mut self.message
            && wish.frame["client_message_id"] == frame["client_message_id"]
        {
            wish.acknowledged = true;
        }
        if frame["type"] == "cart_changed"
            && let Some(wish) = self.card.take_if(|wish| frame["sku"] == wish.sku)
        {
            assert_eq!(frame["quantity"], wish.target, "{frame}");
            self.cart.insert(wish.sku, wish.target);
            self.concluded += 1;
        }
    }

    fn conclude_message(&mut self, done: &Value) {
        if let Some(wish) = self.message.take() {
            assert_eq!(held(&done["summary"], wish.sku), wish.target, "{done}");
            self.cart.insert(wish.sku, wish.target);
            self.concluded += 1;
        }
    }

    /// Connects, compares with what was acknowledged, and brings to its end what was under way.
    async fn come_back(&mut self, program: &Program) -> Client {
        let mut new = Client::open_at(program.assistant).await;
        let client = &mut new;
        let mut auth = json!({"type": "auth", "token": "pk_demo", "user_id": "user-1"});
        if let Some(conversation) = &self.conversation {
            auth["conversation_id"] = json!(conversation);
        }
        client.introduce(auth).await;
        if self.conversation.is_some() {
            assert_eq!(Some(client.conversation()), self.conversation, "{:?}", client.welcome);
            self.compare(&client.welcome[1].clone());
        }
        self.conversation = Some(client.conversation());
        self.question = None;
        // It is absolute, so it may simply be sent again.
        if let Some(wish) = &self.card {
            client.send(wish.frame.clone()).await;
        }
        while self.card.is_some() {
            let frame = self.hear(client).await;
            self.see(&frame);
        }
        // What was acknowledged happens by itself. What was not is sent again, and now and then what was: an id that
        // was accepted before is acknowledged and not done again.
        let again = self.dice.roll(4) == 0;
        let unsure = self.message.as_ref().filter(|wish| again || !wish.acknowledged);
        let mut wanted = unsure.map(|wish| wish.frame.clone());
        while let Some(frame) = wanted.take() {
            client.send(frame.clone()).await;
            loop {
                let heard = self.hear(client).await;
                self.see(&heard);
                match heard["type"].as_str().unwrap() {
                    "message_ack" => break,
                    "error" => {
                        wanted = Some(frame);
                        break;
                    }
                    _ => {}
                }
            }
        }
        // Accepted when nothing else is being answered any more.
        let frame = message(self.next_id(), "what is in my cart");
        client.send(frame.clone()).await;
        let done = self.answer(client, frame, |_| {}).await;
        self.conclude_message(&done);
        for (sku, count) in &self.cart {
            assert_eq!(held(&done["summary"], sku), *count, "{sku}: {done}");
        }
        new
    }

    /// What is restored is what was acknowledged; of what was under way it is done or not.
    fn compare(&mut self, restored: &Value) {
        let under_way: Vec<&Wish> = self.message.iter().chain(&self.card).collect();
        self.cut_off += u32::from(!under_way.is_empty());
        for sku in BY_WORDS.iter().chain(&BY_CARDS) {
            let held = held(restored, sku);
            let may = under_way.iter().find(|wish| wish.sku == *sku).map(|wish| wish.target);
            assert!(held == self.count(sku) || Some(held) == may, "{sku}: {held}, not {may:?}: {restored}");
        }
        let promised = self.message.as_ref().filter(|wish| wish.acknowledged);
        self.promised += u32::from(promised.is_some_and(|wish| held(restored, wish.sku) != wish.target));
        if let Some(question) = &self.question {
            assert_eq!(restored["pending_tools"], json!([question]));
        }
    }
}

#[tokio::test]
async fn killed_at_any_moment_it_forgets_nothing_and_does_nothing_twice() {
    let dir = tempfile::tempdir().unwrap();
    let tenants = dir.path().join("tenants.toml");
    let catalog = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/catalog");
    std::fs::write(&tenants, TENANT.replace("CATALOG", catalog.to_str().unwrap())).unwrap();
    let [tenants, data] = [tenants, dir.path().join("data")].map(|path| path.to_str().unwrap().to_owned());
    let arguments = ["--tenants", &tenants, "--data", &data, "--word-delay", "0"];
    let mut shopper = Shopper {
        dice: Dice(SEED),
        conversation: None,
        cart: BTreeMap::new(),
        message: None,
        card: None,
        question: None,
        ids: 0,
        frames_to_hear: 0,
        heard_all: Arc::default(),
        concluded: 0,
        cut_off: 0,
        promised: 0,
    };
    for kill in 1..=KILLS {
        let mut program = Program::start(&arguments);
        // Half of the kills come at any time, half with a frame.
        let moment = Duration::from_micros(1000 * shopper.dice.roll(MOST_MILLIS) + shopper.dice.roll(1000));
        let by_frame = shopper.dice.roll(2) == 0;
        shopper.frames_to_hear = if by_frame { 1 + shopper.dice.roll(MOST_FRAMES) } else { u64::MAX };
        let heard_all = Arc::clone(&shopper.heard_all);
        tokio::select! {
            () = shopper.work(&program) => {}
            () = heard_all.notified() => {}
            () = tokio::time::sleep(moment), if !by_frame => {}
        }
        program.kill();
        if kill % KILLS_PER_CONVERSATION == 0 && shopper.message.is_none() && shopper.card.is_none() {
            shopper.conversation = None;
            shopper.question = None;
        }
    }
    let program = Program::start(&arguments);
    shopper.frames_to_hear = u64::MAX;
    shopper.come_back(&program).await;
    let (_, _, cart) = http(program.shop, "GET /api/cart?session_id=user-1 HTTP/1.1", "").await;
    let cart: Value = serde_json::from_str(&cart).unwrap();
    let cart = json!({"selected_items": cart["items"]});
    for sku in BY_WORDS.iter().chain(&BY_CARDS) {
        assert_eq!(held(&cart, sku), shopper.count(sku), "{sku} at the shop: {cart}");
    }
    eprintln!(
        "{KILLS} kills: {} wishes concluded, {} cut off, {} acknowledged and done by the next process",
        shopper.concluded, shopper.cut_off, shopper.promised
    );
    assert!(shopper.concluded > KILLS && shopper.cut_off > KILLS / 4 && shopper.promised > 0);
}

#[tokio::test]
async fn with_a_full_disk_it_ends_and_has_promised_nothing_that_it_forgets() {
    let dir = tempfile::tempdir().unwrap();
    let arguments = ["--data", dir.path().to_str().unwrap(), "--word-delay", "0"];
    let mut program = Program::with_little_room(&arguments);
    let mut client = Client::open_at(program.assistant).await;
    client.introduce(json!({"type": "auth", "token": "pk_demo", "user_id": "user-1"})).await;
    let (mut kept, mut wanted) = (0, 1);
    client.send(set("milk-001", wanted)).await;
    while let Some(frame) = client.hear().await {
        if frame["type"] == "cart_changed" && frame["quantity"] == wanted {
            kept = wanted;
            wanted = wanted % 9 + 1;
            client.send(set("milk-001", wanted)).await;
        }
    }
    let (status, said) = program.ended();
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("vizochok-backend: cannot keep what happens: "), "{said}");
    assert!(kept > 0, "it worked for a while");

    let program = Program::start(&arguments);
    let (_, _, cart) = http(program.shop, "GET /api/cart?session_id=user-1 HTTP/1.1", "").await;
    let cart: Value = serde_json::from_str(&cart).unwrap();
    assert_eq!(cart["items"][0]["quantity"], kept, "{cart}");
}
