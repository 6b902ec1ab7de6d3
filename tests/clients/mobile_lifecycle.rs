//! A mobile app without the widget: a native client on the widget's own pure core, with tokio-tungstenite as its socket.
//!
//! An app in the background has no time to keep a socket, and may be ended at any moment. So it closes the socket and
//! stores the conversation when it goes to the background, and begins from what it stored when it comes back: it
//! authenticates with the id of its conversation and gets the cart as it is now.
//!
//! ```sh
//! cargo run -p vizochok-backend                 # in another terminal
//! cargo run --example mobile_lifecycle          # or: -- http://127.0.0.1:8090
//! ```

use std::error::Error;
use std::io::Write as _;
use std::time::{Duration, SystemTime};

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error as SocketError, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use vizochok::core::client::{Client, Event, Settings, SocketId, Transmit};
use vizochok::core::clock::{Clock, Millis};
use vizochok::core::protocol::Protocol;

type Failure = Box<dyn Error + Send + Sync>;
type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// How long the shopper of this example waits for anything.
const PATIENCE: Duration = Duration::from_secs(20);
/// Said of a socket that ended without a close frame.
const ABNORMAL: u16 = 1006;

/// The app in the foreground: the machine, and what connects it to the world.
struct App {
    client: Client,
    clock: Clock,
    socket: Option<(SocketId, Socket)>,
}

impl App {
    /// The app starts, with what it stored when it was used last.
    fn open(api_base: &str, stored: Option<&str>) -> Self {
        let settings = Settings {
            protocol: Protocol::Vizochok,
            api_base: api_base.to_owned(),
            api_key: "pk_demo".to_owned(),
            store_id: "demo-store".to_owned(),
            user_id: Some("mobile-shopper".to_owned()),
            visitor_id: None,
        };
        // Entropy: it spreads reconnects of many apps over time, and makes message ids.
        let seed = wall().to_bits();
        Self { client: Client::new(settings, seed, stored), clock: Clock::default(), socket: None }
    }

    fn now(&mut self) -> Millis {
        self.clock.read(wall())
    }

    /// Turns the machine until it tells what is waited for. Between two inputs it waits for the socket or for the
    /// machine's one timeout, whichever comes first.
    async fn until(&mut self, awaited: impl Fn(&Event) -> bool) -> Result<(), Failure> {
        let turning = async {
            loop {
                self.transmit().await?;
                while let Some(event) = self.client.poll_event() {
                    if let Event::Error(error) = &event {
                        return Err(format!("the assistant says {}", error.code).into());
                    }
                    if awaited(&event) {
                        return Ok(());
                    }
                }
                // The view would follow `poll_change` here.
                while self.client.poll_change().is_some() {}
                let now = self.now();
                let wait = self.client.poll_timeout().map_or(Duration::MAX, |at| ms(at.saturating_sub(now)));
                let heard = tokio::select! {
                    heard = hear(&mut self.socket) => Some(heard),
                    () = sleep(wait) => None,
                };
                self.handle(heard);
            }
        };
        timeout(PATIENCE, turning).await.map_err(|_| "nothing happened")?
    }

    /// Does what the machine wants done with sockets, in order. An app that may be ended at any moment stores
    /// `Client::snapshot` before this, whenever `Client::revision().urgent` has grown.
    async fn transmit(&mut self) -> Result<(), Failure> {
        while let Some(transmit) = self.client.poll_transmit() {
            match transmit {
                Transmit::Dial { socket, url } => {
                    let dialled = connect_async(url).await;
                    let now = self.now();
                    match dialled {
                        Ok((open, _)) => {
                            self.socket = Some((socket, open));
                            self.client.handle_open(now, socket);
                        }
                        Err(_) => self.client.handle_dial_failed(now, socket),
                    }
                }
                Transmit::Frame { socket, text } => {
                    if let Some((_, open)) = self.socket.as_mut().filter(|(id, _)| *id == socket) {
                        // A socket that takes nothing any more reports its end by itself.
                        open.send(Message::text(text)).await.ok();
                    }
                }
                Transmit::Close { socket, code } => {
                    if let Some((_, mut open)) = self.socket.take_if(|(id, _)| *id == socket) {
                        open.close(Some(CloseFrame { code: code.into(), reason: "".into() })).await.ok();
                    }
                }
            }
        }
        Ok(())
    }

    /// Tells the machine what was heard; nothing means that its time has come.
    fn handle(&mut self, heard: Option<Option<Result<Message, SocketError>>>) {
        let now = self.now();
        let Some(heard) = heard else { return self.client.handle_timeout(now) };
        let Some(socket) = self.socket.as_ref().map(|(id, _)| *id) else { return };
        match heard {
            Some(Ok(Message::Text(text))) => self.client.handle_frame(now, socket, &text),
            Some(Ok(Message::Binary(_))) => self.client.handle_binary(now, socket),
            Some(Ok(Message::Close(frame))) => {
                self.socket = None;
                self.client.handle_close(now, socket, frame.map_or(1005, |frame| frame.code.into()));
            }
            Some(Ok(_)) => {}
            Some(Err(_)) | None => {
                self.socket = None;
                self.client.handle_close(now, socket, ABNORMAL);
            }
        }
    }

    /// The app goes to the background: the socket is closed. What is given is to be stored.
    async fn background(mut self) -> Result<String, Failure> {
        let now = self.now();
        self.client.disconnect(now);
        self.transmit().await?;
        Ok(self.client.snapshot())
    }

    fn cart(&self) -> String {
        let line = |item: &vizochok::core::protocol::CartItem| format!("{} × {}", item.quantity, item.name);
        let lines: Vec<String> = self.client.cart().lines().iter().map(line).collect();
        format!("{} = {}", lines.join(", "), self.client.cart().total())
    }
}

/// The next message; without a socket, never.
async fn hear(socket: &mut Option<(SocketId, Socket)>) -> Option<Result<Message, SocketError>> {
    match socket {
        Some((_, open)) => open.next().await,
        None => std::future::pending().await,
    }
}

fn ms(millis: Millis) -> Duration {
    Duration::from_millis(millis)
}

/// The wall clock, in milliseconds.
fn wall() -> f64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1000.0
}

/// A shopper fills the cart, answers a call, and comes back. Gives the cart as it was restored.
pub(crate) async fn lifecycle(api_base: &str) -> Result<String, Failure> {
    let mut app = App::open(api_base, None);
    let now = app.now();
    app.client.connect(now);
    app.until(|event| *event == Event::Connected).await?;
    let now = app.now();
    app.client.send(now, "add 2 milk-001").map_err(|refusal| format!("{refusal:?}"))?;
    app.until(|event| matches!(event, Event::SessionComplete(_))).await?;
    say(&format!("in the cart:    {}", app.cart()));

    let stored = app.background().await?;
    say(&format!("in background:  socket closed, {} bytes stored, the app may be ended", stored.len()));

    let mut app = App::open(api_base, Some(&stored));
    let now = app.now();
    app.client.connect(now);
    // A restored conversation tells how its cart stands.
    app.until(|event| matches!(event, Event::SessionComplete(_))).await?;
    say(&format!("restored:       {}", app.cart()));
    Ok(app.cart())
}

fn say(line: &str) {
    writeln!(std::io::stdout(), "{line}").ok();
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let api_base = std::env::args().nth(1).unwrap_or_else(|| "http://127.0.0.1:8090".to_owned());
    lifecycle(&api_base).await.map(drop)
}
