//! The program under a seeded stream of nonsense. What is wrong is found by chance here; what is known to be awkward
//! stands in `enduring`.

use std::net::SocketAddr;
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;

use crate::client::{Client, End};
use crate::enduring::Neighbour;
use crate::killing::Dice;
use crate::program::{Program, command};

const CLIENTS: u32 = 120;
const FRAMES: u32 = 25;

/// What a server may send.
const KNOWN: &[&str] = &[
    "auth_ok",
    "conversation_started",
    "session_restored",
    "status",
    "text_delta",
    "text_end",
    "product_cards",
    "quick_replies",
    "ingredient_checklist",
    "meal_plan",
    "cart_changed",
    "error",
    "response_complete",
    "message_ack",
    "ping",
    "pong",
    // The support bot.
    "stream_start",
    "stream_chunk",
    "stream_end",
    "tool_action",
    "tool_action_result",
    "handoff_offered",
];

/// The same seed, the same nonsense.
struct Chance(Dice);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.0.roll(u64::try_from(most.max(1)).unwrap())).unwrap()
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    fn bytes(&mut self) -> Vec<u8> {
        (0..self.below(300)).map(|_| u8::try_from(self.0.roll(256)).unwrap()).collect()
    }
}

/// Good frames, to be spoilt.
fn good() -> Vec<Value> {
    vec![
        json!({"type": "auth", "token": "pk_demo", "store_id": "demo-store", "user_id": "u", "conversation_id": "conv_1"}),
        json!({"type": "message", "text": "додай 2 молока і 500 г помідорів", "client_message_id": "m1"}),
        json!({"type": "message", "text": "recipe for borscht for 4 people", "conversation_id": "conv_2"}),
        json!({"type": "action", "action": "set_quantity", "sku": "milk-001", "quantity": 1.5}),
        json!({"type": "action", "action": "clear_cart"}),
        json!({"type": "action", "action": "quick_reply", "value": "так", "label": "так", "tool_call_id": "call_1"}),
        json!({"type": "action", "action": "submit_checklist", "checklist_id": "list_1", "need": ["beet"], "have": [], "servings": 4}),
        json!({"type": "action", "action": "approve_meal_plan", "plan_id": "plan_1"}),
        json!({"type": "action", "action": "modify_meal_plan", "plan_id": "plan_1", "day": "2", "meal": "обід", "request": "без риби"}),
        json!({"type": "ping"}),
        json!({"type": "pong"}),
    ]
}

/// The same of the support bot's protocol.
fn good_of_visitors() -> Vec<Value> {
    vec![
        json!({"type": "message", "content": "де моє замовлення 1001?"}),
        json!({"type": "message", "content": "human, please"}),
        json!({"type": "identify", "user_id": "u", "name": "Олена", "email": "o@example.com", "user_hash": "00ff"}),
        json!({"type": "handoff", "accept": true}),
        json!({"type": "ping"}),
    ]
}

fn odd(chance: &mut Chance) -> Value {
    let deep = (0..chance.below(120)).fold(Value::Null, |inner, _| json!([inner]));
    let values = [
        Value::Null,
        json!(-1),
        json!(1e308),
        json!(0.1),
        json!(u64::MAX),
        json!(""),
        json!("\u{202e}\u{0}🥛\u{fdd0}"),
        json!("9".repeat(40)),
        json!("довге ".repeat(2_000)),
        json!([[], {}, "beet"]),
        json!({"sku": {"sku": null}}),
        json!(true),
        deep,
    ];
    chance.of(&values).clone()
}

/// A frame with something wrong, in its fields or in its letters.
fn spoilt(chance: &mut Chance, frames: &[Value]) -> String {
    let mut frame = chance.of(frames).clone();
    for _ in 0..chance.below(3) {
        let fields = frame.as_object_mut().unwrap();
        let names: Vec<String> = fields.keys().cloned().collect();
        match chance.below(3) {
            _ if names.is_empty() => {}
            0 => drop(fields.remove(chance.of(&names))),
            1 => drop(fields.insert(chance.of(&["type", "action", "extra"]).to_string(), odd(chance))),
            _ => drop(fields.insert(chance.of(&names).clone(), odd(chance))),
        }
    }
    let mut letters: Vec<char> = frame.to_string().chars().collect();
    for _ in 0..chance.below(3) {
        let at = chance.below(letters.len());
        match chance.below(4) {
            0 => letters.truncate(at),
            1 => letters.insert(at, *chance.of(&['{', '}', '"', '\\', ',', '\u{0}', 'е', '\u{feff}'])),
            2 => letters.extend(chance.of(frames).to_string().chars()),
            _ => letters.rotate_left(at),
        }
    }
    letters.into_iter().collect()
}

/// A shopper who says nonsense.
async fn chatter(addr: SocketAddr, chance: &mut Chance, user: u32) {
    let auth = json!({"type": "auth", "token": "pk_demo", "user_id": format!("fuzz-{user}")});
    chatters(Client::enter_at(addr, auth).await, chance, &good()).await;
}

/// A visitor of the support bot who does.
async fn visitor(addr: SocketAddr, chance: &mut Chance, user: u32) {
    let path = format!("/ws?key=demo-bot&visitor_id=00000000-0000-4000-8000-{user:012}");
    let mut client = Client::open_path(addr, &path).await;
    assert_eq!(client.next().await["type"], "features");
    chatters(client, chance, &good_of_visitors()).await;
}

/// Says nonsense on an open socket and reads what comes of it.
async fn chatters(mut client: Client, chance: &mut Chance, good: &[Value]) {
    for _ in 0..FRAMES {
        if chance.below(8) == 0 {
            client.send_binary(chance.bytes()).await;
        } else {
            client.send_text(spoilt(chance, good)).await;
        }
    }
    // Whatever it was, this is answered.
    client.send(json!({"type": "ping"})).await;
    loop {
        let frame = client.next().await;
        let kind = frame["type"].as_str().unwrap();
        assert!(KNOWN.contains(&kind), "{frame}");
        if kind == "pong" {
            break;
        }
    }
    if chance.below(2) == 0 {
        client.leave().await;
    }
}

/// Begins with nonsense instead of credentials.
async fn intruder(addr: SocketAddr, chance: &mut Chance) {
    let mut client = Client::open_at(addr).await;
    client.send_text(spoilt(chance, &good())).await;
    client.send(json!({"type": "ping"})).await;
    match client.next_raw().await {
        // A little spoilt, some credentials are good still.
        Message::Text(text) => assert!(text.contains("auth_ok"), "{text}"),
        Message::Close(Some(close)) => assert!((4002..=4004).contains(&u16::from(close.code)), "{close}"),
        other => panic!("{other:?}"),
    }
}

/// Sends bytes, which may begin as an upgrade does.
async fn noise(addr: SocketAddr, chance: &mut Chance) {
    let mut stream = TcpStream::connect(addr).await.unwrap();
    let head: &[u8] =
        b"GET /api/v1/ws/chat HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    let part = &head[..if chance.below(2) == 0 { head.len() } else { chance.below(head.len()) }];
    // It may be thrown out before all of it is sent.
    stream.write_all(&[part, chance.bytes().as_slice(), chance.bytes().as_slice()].concat()).await.ok();
}

#[tokio::test]
async fn nonsense_hurts_nobody() {
    let mut command = command(&["--word-delay", "0"]);
    command.stderr(Stdio::piped());
    let mut program = Program::spawn(command);
    let addr = program.assistant;
    let mut neighbour = Neighbour::at(addr).await;
    for seed in 0..CLIENTS {
        let mut chance = Chance(Dice(u64::from(seed) + 1));
        match seed % 4 {
            0 => chatter(addr, &mut chance, seed).await,
            1 => intruder(addr, &mut chance).await,
            2 => visitor(addr, &mut chance, seed).await,
            _ => noise(addr, &mut chance).await,
        }
        neighbour.is_served().await;
    }
    // A part that gave up would have said so on standard error.
    assert_eq!(program.end(), (Some(0), String::new()));
    assert_eq!(neighbour.client.end().await, (vec![], End::Cut));
}
