//! A server as the contract describes it, and as it may misbehave.

use vizochok::core::backoff::Random;
use vizochok::core::clock::{Millis, SECOND};
use vizochok::core::json::{self, Value};

/// What the server does with a frame: answers, each after some time, or the end of the link.
#[derive(Default)]
pub(crate) struct Reply {
    pub(crate) frames: Vec<(Millis, String)>,
    pub(crate) close: Option<u16>,
    /// The text of a message that was refused for now: it may come again.
    pub(crate) refused: Option<String>,
}

pub(crate) struct Server {
    /// Acknowledges messages and recognises repeated ones.
    pub(crate) acknowledges: bool,
    /// Has always been one that does.
    pub(crate) always_acknowledged: bool,
    /// Ends a cart request with a frame of its own, unless a turn is at work whose end ends both.
    ends_requests: bool,
    /// Refuses, forgets and errs, until the faults stop.
    pub(crate) faulty: bool,
    /// Refuses the key from some `auth` on.
    pub(crate) refuses_key: bool,
    /// The messages it has taken, in order.
    pub(crate) taken: Vec<String>,
    ids: Vec<String>,
    conversation: u32,
    /// A turn of the conversation is at work.
    busy_until: Millis,
    cart: Vec<(String, String)>,
}

impl Server {
    pub(crate) fn new(acknowledges: bool, ends_requests: bool) -> Self {
        Self {
            acknowledges,
            always_acknowledged: acknowledges,
            ends_requests,
            faulty: true,
            refuses_key: false,
            taken: Vec::new(),
            ids: Vec::new(),
            conversation: 0,
            busy_until: 0,
            cart: Vec::new(),
        }
    }

    pub(crate) fn receive(&mut self, now: Millis, random: &mut Random, text: &str) -> Reply {
        let frame = json::read(text).expect("frames are JSON");
        let field = |key: &str| frame.get(key).and_then(Value::as_str).unwrap_or_default();
        let mut reply = Reply::default();
        match field("type") {
            "auth" => self.auth(random, &mut reply, field("conversation_id")),
            "message" => self.message(now, random, &mut reply, field("text"), field("client_message_id")),
            "action" => {
                let quantity = frame.get("quantity").and_then(Value::as_decimal).expect("a quantity");
                self.set_quantity(now, random, &mut reply, field("sku"), quantity.to_text());
            }
            "ping" => reply.frames.push((0, r#"{"type":"pong"}"#.to_owned())),
            "pong" => {}
            other => panic!("the server does not know {other}"),
        }
        reply
    }

    fn chance(&self, random: &mut Random, one_in: u64) -> bool {
        self.faulty && random.up_to(one_in - 1) == 0
    }

    fn auth(&mut self, random: &mut Random, reply: &mut Reply, conversation: &str) {
        if self.refuses_key {
            reply.close = Some(4003);
            return;
        }
        if self.chance(random, 12) {
            // Nothing, or the door.
            reply.close = [None, Some(4029), Some(1013), Some(1011)][random.up_to(3) as usize];
            return;
        }
        if self.chance(random, 15) {
            // Another version of the server took over.
            self.acknowledges = !self.acknowledges;
            self.always_acknowledged = false;
        }
        let features = if self.acknowledges { r#","features":["ack"]"# } else { "" };
        reply.frames.push((0, format!(r#"{{"type":"auth_ok"{features}}}"#)));
        let id = format!("c{}", self.conversation);
        // Now and then the hour is over, and the conversation is forgotten.
        if conversation == id && !self.chance(random, 10) {
            let items = self.items();
            reply.frames.push((
                0,
                format!(
                    r#"{{"type":"session_restored","conversation_id":"{id}","selected_items":[{items}]}}"#
                ),
            ));
            return;
        }
        self.conversation += 1;
        self.cart.clear();
        self.busy_until = 0;
        if !conversation.is_empty() || !self.chance(random, 5) {
            let id = self.conversation;
            reply.frames.push((0, format!(r#"{{"type":"conversation_started","conversation_id":"c{id}"}}"#)));
        }
    }

    fn message(&mut self, now: Millis, random: &mut Random, reply: &mut Reply, text: &str, id: &str) {
        if self.acknowledges && self.ids.iter().any(|known| known == id) {
            reply.frames.push((0, ack(id)));
            return;
        }
        if now < self.busy_until {
            reply.frames.push((0, error("agent_busy", "")));
            reply.refused = Some(text.to_owned());
            return;
        }
        if self.chance(random, 15) {
            reply.frames.push((0, error("rate_limit_exceeded", r#","retry_after":3"#)));
            reply.refused = Some(text.to_owned());
            return;
        }
        self.taken.push(text.to_owned());
        if self.acknowledges {
            self.ids.push(id.to_owned());
            reply.frames.push((0, ack(id)));
        }
        let mut at = random.up_to(2 * SECOND);
        let mut say = |at: Millis, frame: &str| reply.frames.push((at, frame.to_owned()));
        if random.up_to(3) > 0 {
            say(at, r#"{"type":"status","code":"searching"}"#);
        }
        for _ in 0..random.up_to(3) {
            at += random.up_to(SECOND);
            say(at, r#"{"type":"text_delta","delta":"some \ud83e"}"#);
            say(at, r#"{"type":"text_delta","delta":"\udd5b milk "}"#);
            if random.up_to(1) == 0 {
                say(at, r#"{"type":"text_end"}"#);
            }
        }
        at += random.up_to(SECOND);
        if self.chance(random, 10) {
            say(at, &error("internal_error", ""));
        }
        if self.chance(random, 30) {
            // Never finished: the watchdog of the turn has to.
            self.busy_until = now + 120 * SECOND;
            return;
        }
        say(at, r#"{"type":"response_complete"}"#);
        self.busy_until = now + at;
    }

    fn set_quantity(
        &mut self,
        now: Millis,
        random: &mut Random,
        reply: &mut Reply,
        sku: &str,
        quantity: String,
    ) {
        if now < self.busy_until && self.chance(random, 3) {
            reply.frames.push((0, error("agent_busy", "")));
            return;
        }
        match if self.faulty { random.up_to(9) } else { 9 } {
            0 => reply.frames.push((0, error("internal_error", ""))),
            1 => reply.frames.push((0, self.cart_changed(sku))),
            2 => {}
            _ => {
                self.cart.retain(|(of, _)| of != sku);
                if quantity != "0" {
                    self.cart.push((sku.to_owned(), quantity));
                }
                reply.frames.push((0, self.cart_changed(sku)));
            }
        }
        if self.ends_requests && now >= self.busy_until {
            reply.frames.push((0, r#"{"type":"response_complete"}"#.to_owned()));
        }
    }

    fn cart_changed(&self, sku: &str) -> String {
        let items = self.items();
        format!(
            r#"{{"type":"cart_changed","action":"quantity_updated","sku":"{sku}","total":1,"items":[{items}]}}"#
        )
    }

    fn items(&self) -> String {
        let lines: Vec<_> = self.cart.iter().map(|(sku, n)| (sku.as_str(), n.as_str())).collect();
        crate::world::cart_items(&lines)
    }

    /// How many of a product are in the cart.
    pub(crate) fn quantity(&self, sku: &str) -> &str {
        self.cart.iter().find(|(of, _)| of == sku).map_or("0", |(_, quantity)| quantity)
    }
}

fn ack(id: &str) -> String {
    format!(r#"{{"type":"message_ack","client_message_id":"{id}"}}"#)
}

fn error(code: &str, more: &str) -> String {
    format!(r#"{{"type":"error","code":"{code}"{more}}}"#)
}
