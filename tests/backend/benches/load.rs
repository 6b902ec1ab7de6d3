//! The backend under load: `cargo bench -p vizochok-backend --bench load [-- SOCKETS SECONDS]`
//!
//! The program in a process of its own, so that its memory can be read; 2,000 shoppers, each with a socket and a turn
//! every 10 seconds, for a minute; everything on this machine's loopback. It prints a table, and ends with 1 when a
//! figure is not kept to.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]
#![allow(clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

const SOCKETS: usize = 2_000;
const SECONDS: u64 = 60;
/// Between two turns of one shopper.
const PACE: Duration = Duration::from_secs(10);
/// What is to be kept to: milliseconds to the first words, and bytes of memory a session.
const MOST_TO_FIRST: f64 = 250.0;
const MOST_MEMORY: f64 = 100_000.0;

/// What shoppers say, in turn.
const SAID: [&str; 8] = [
    "show me milk",
    "додай 2 молока milk-001",
    "cheapest bread under 60 UAH",
    "что в моей корзине?",
    "порівняй гауду з пармезаном",
    "add 500 g of tomatoes",
    "рецепт борщу на 4 порції",
    "вечеря за 400 грн",
];

/// One shop, without limits of use: they are not what is measured.
const TENANT: &str = r#"
[[tenant]]
id = "demo"
catalog = "CATALOG"
public_keys = ["pk_demo"]
stores = ["demo-store"]
languages = ["uk", "en", "ru"]
webhooks.secret = "whsec_demo"
limits = { tenant_tokens_per_day = 1_000_000_000, tenant_tokens_per_month = 1_000_000_000 }
"#;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// The program; killed with the value.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start() -> Self {
        let tenants = std::env::temp_dir().join(format!("vizochok-load-{}.toml", std::process::id()));
        let catalog = concat!(env!("CARGO_MANIFEST_DIR"), "/catalog");
        std::fs::write(&tenants, TENANT.replace("CATALOG", catalog)).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_vizochok-backend"))
            .args(["--listen", "127.0.0.1:0", "--shop-listen", "127.0.0.1:0", "--tenants"])
            .arg(&tenants)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let line = BufReader::new(child.stdout.take().unwrap()).lines().next().unwrap().unwrap();
        std::fs::remove_file(&tenants).ok();
        let url = line.split_whitespace().nth(1).unwrap().to_owned();
        Self { child, url }
    }

    /// What it holds of the machine's memory, in bytes.
    fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() * 1024.0
    }

    /// How much it has computed, in seconds.
    fn computed(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        // User and system time, in hundredths of a second.
        (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

async fn next(socket: &mut Socket) -> Value {
    loop {
        let message = timeout(Duration::from_secs(60), socket.next()).await;
        match message.expect("nothing came for a minute").expect("the socket ended").unwrap() {
            Message::Text(text) => match serde_json::from_str::<Value>(&text).unwrap() {
                frame if frame["type"] == "ping" => {
                    socket.send(Message::text(r#"{"type":"pong"}"#)).await.unwrap();
                }
                frame => return frame,
            },
            Message::Close(frame) => panic!("closed: {frame:?}"),
            _ => {}
        }
    }
}

async fn enter(url: &str, number: usize) -> Socket {
    let config = WebSocketConfig::default().read_buffer_size(4096);
    let (mut socket, _) = connect_async_with_config(url, Some(config), true).await.unwrap();
    let auth = json!({"type": "auth", "token": "pk_demo", "user_id": format!("shopper-{number}")});
    socket.send(Message::text(auth.to_string())).await.unwrap();
    while next(&mut socket).await["type"] != "conversation_started" {}
    socket
}

/// One turn: milliseconds to the first words, and to the end.
async fn turn(socket: &mut Socket, text: &str) -> (f64, f64) {
    let begun = Instant::now();
    socket.send(Message::text(json!({"type": "message", "text": text}).to_string())).await.unwrap();
    let millis = || begun.elapsed().as_secs_f64() * 1000.0;
    let mut first = None;
    loop {
        let frame = next(socket).await;
        match frame["type"].as_str().unwrap() {
            "text_delta" => first = first.or(Some(millis())),
            "response_complete" => return (first.expect("an answer has words"), millis()),
            "error" => panic!("{text}: {frame}"),
            _ => {}
        }
    }
}

/// A shopper with a turn every ten seconds until the end.
async fn shop(
    mut socket: Socket,
    number: usize,
    begin: Instant,
    end: Instant,
    told: mpsc::UnboundedSender<(f64, f64)>,
) -> Socket {
    // Spread over the ten seconds, as people are.
    let mut at = begin + PACE.mul_f64((number * 7919 % SOCKETS) as f64 / SOCKETS as f64);
    let mut said = number;
    while at < end {
        sleep_until(at).await;
        told.send(turn(&mut socket, SAID[said % SAID.len()]).await).unwrap();
        said += 1;
        at += PACE;
    }
    socket
}

/// The value that this share of the sorted ones does not exceed.
fn share(sorted: &[f64], share: f64) -> f64 {
    sorted[((sorted.len() as f64 * share).ceil() as usize).clamp(1, sorted.len()) - 1]
}

#[tokio::main]
async fn main() -> ExitCode {
    // cargo adds `--bench`.
    let mut arguments = std::env::args().skip(1).filter(|word| !word.starts_with("--"));
    let sockets = arguments.next().map_or(SOCKETS, |word| word.parse().expect("a number of sockets"));
    let seconds = arguments.next().map_or(SECONDS, |word| word.parse().expect("a number of seconds"));

    let server = Server::start();
    let mut warm = enter(&server.url, usize::MAX).await;
    for text in SAID {
        turn(&mut warm, text).await;
    }
    let empty = server.memory();

    let mut shoppers = Vec::new();
    for number in 0..sockets {
        shoppers.push(enter(&server.url, number).await);
    }
    let connected = server.memory();

    let (told, mut heard) = mpsc::unbounded_channel();
    let (begin, computed) = (Instant::now(), server.computed());
    let end = begin + Duration::from_secs(seconds);
    let mut running = JoinSet::new();
    for (number, socket) in shoppers.into_iter().enumerate() {
        running.spawn(shop(socket, number, begin, end, told.clone()));
    }
    drop(told);
    // The sockets of those who are done stay open for the measure of memory.
    let mut times = Vec::new();
    while let Some(turn) = heard.recv().await {
        times.push(turn);
    }
    let mut open = Vec::new();
    while let Some(done) = running.join_next().await {
        open.push(done.unwrap());
    }
    let (passed, computed) = (begin.elapsed().as_secs_f64(), server.computed() - computed);
    let talked = server.memory();

    let sorted = |of: fn(&(f64, f64)) -> f64| {
        let mut values: Vec<f64> = times.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values
    };
    let (first, whole) = (sorted(|turn| turn.0), sorted(|turn| turn.1));
    let (p99, a_session) = (share(&first, 0.99), (talked - empty) / sockets as f64);
    println!("| {sockets} sockets, a turn every 10 s, {} turns in {passed:.0} s | |", times.len());
    println!("|---|---:|");
    println!("| first words, median | {:.1} ms |", share(&first, 0.5));
    println!("| first words, p99 (at most {MOST_TO_FIRST:.0} ms) | {p99:.1} ms |");
    println!("| first words, longest | {:.1} ms |", share(&first, 1.0));
    println!("| whole answer at 35 ms a word, median | {:.0} ms |", share(&whole, 0.5));
    println!("| processor time of the backend | {:.0} % of one core |", computed / passed * 100.0);
    println!("| memory before | {:.1} MB |", empty / 1e6);
    println!("| a session, connected | {:.1} kB |", (connected - empty) / sockets as f64 / 1e3);
    println!(
        "| a session after its turns (at most {:.0} kB) | {:.1} kB |",
        MOST_MEMORY / 1e3,
        a_session / 1e3
    );
    if p99 < MOST_TO_FIRST && a_session < MOST_MEMORY { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
