//! Clients that are not the widget, against a real backend. Each is an example to read first and a story second.
//!
//! The Python and Node clients need what `tests/setup/tools.sh ensure python node` sets up; `make test` does that.
// Helpers of tests are tests: clippy's exemption knows only the functions themselves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

// Its `main` is the example's.
#[allow(dead_code)]
mod mobile_lifecycle;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use vizochok_backend::{Backend, Frame, Options, Side};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The search path with what the set-up script installed in front.
fn tools_path() -> String {
    let script = root().join("tests/setup/tools.sh");
    let tools = Command::new(script).arg("path").output().unwrap();
    assert!(tools.status.success(), "{}", String::from_utf8_lossy(&tools.stderr));
    let tools = String::from_utf8(tools.stdout).unwrap();
    format!("{}:{}", tools.trim(), std::env::var("PATH").unwrap())
}

async fn run(program: &str, client: &str, backend: &Backend) -> Output {
    let file: PathBuf = root().join("tests/clients").join(client);
    let base = format!("http://{}", backend.addr());
    let mut command = Command::new(program);
    command
        .arg(file)
        .arg(base)
        .env("PATH", tools_path())
        .env("NODE_PATH", root().join("npm/node_modules"))
        .env("PYTHONUTF8", "1");
    tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap()
}

/// The frames of the clients as they came, without heartbeats.
fn received(backend: &Backend) -> Vec<Frame> {
    backend.log().received()
}

/// What holds for every client: credentials first and nothing before `auth_ok`; the second socket asks for the
/// conversation of the first and gets it.
fn assert_manners(backend: &Backend) {
    let frames = backend.log().frames();
    let id =
        frames.iter().find(|frame| frame.is_sent("conversation_started")).unwrap().json["conversation_id"]
            .clone();
    for connection in [1, 2] {
        let frames: Vec<_> = frames.iter().filter(|frame| frame.connection == connection).collect();
        let said: Vec<_> = frames.iter().filter(|frame| frame.from == Side::Client).collect();
        assert_eq!(said[0].kind(), "auth");
        let accepted = frames.iter().position(|frame| frame.is_sent("auth_ok")).unwrap();
        assert_eq!(accepted, 1, "nothing before auth_ok: {frames:#?}");
    }
    let auths: Vec<Frame> = received(backend).into_iter().filter(|frame| frame.kind() == "auth").collect();
    assert_eq!(auths.len(), 2);
    assert!(auths[0].json["conversation_id"].is_null());
    assert_eq!(auths[1].json["conversation_id"], id);
    assert!(frames.iter().any(|frame| frame.is_sent("session_restored")));
}

/// A client of the direct integration: what it printed is what the backend said.
async fn talks(program: &str, client: &str) {
    let backend = Backend::start(Options::new()).await.unwrap();
    let output = run(program, client, &backend).await;
    let (said, error) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(
        output.status.success(),
        "is it set up? tests/setup/tools.sh ensure python node\n{said}\n{error}"
    );
    assert_manners(&backend);
    let messages: Vec<Frame> =
        received(&backend).into_iter().filter(|frame| frame.kind() == "message").collect();
    assert_eq!(messages.len(), 2);
    assert!(messages.iter().all(|message| message.json["conversation_id"].is_string()), "{messages:#?}");
    let deltas: String = backend
        .log()
        .frames()
        .iter()
        .filter(|frame| frame.is_sent("text_delta"))
        .map(|frame| frame.json["delta"].as_str().unwrap().to_owned())
        .collect();
    let (_, last) = deltas.split_once("Added: ").unwrap();
    assert!(said.contains(&format!("> add 2 milk-001\nAdded: {last}\n  cart: 1 for ")), "{said}\n{deltas}");
    let (_, restored) = said
        .to_lowercase()
        .rsplit_once("session_restored true\n")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    assert!(restored.starts_with("  2 x ") && restored.lines().count() == 1, "{said}");
}

#[tokio::test]
async fn a_python_client_finds_its_cart_again() {
    talks("python3", "client.py").await;
}

/// A client of the support bot: what it joined is what the backend streamed, and its second socket is the same visitor.
#[tokio::test]
async fn a_python_client_talks_to_the_support_bot() {
    let backend = Backend::start(Options::new()).await.unwrap();
    let output = run("python3", "dgbot.py", &backend).await;
    let (said, error) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "is it set up? tests/setup/tools.sh ensure python\n{said}\n{error}");
    let frames = backend.log().frames();
    let mut streams: Vec<(String, String)> = Vec::new();
    for frame in &frames {
        let id = frame.json["message_id"].as_str().unwrap_or_default().to_owned();
        match frame.kind() {
            "stream_start" => streams.push((id, String::new())),
            "stream_chunk" => {
                let (_, text) = streams.iter_mut().find(|(open, _)| *open == id).unwrap();
                text.push_str(frame.json["content"].as_str().unwrap());
            }
            _ => {}
        }
    }
    assert_eq!(streams.len(), 6, "{streams:#?}");
    for (_, text) in &streams {
        assert!(said.contains(&format!("{text}\n")), "{text}\n{said}");
    }
    assert!(said.contains("  order_lookup: calling\n  order_lookup: done\n"), "{said}");
    let asked: Vec<Frame> =
        received(&backend).into_iter().filter(|frame| frame.kind() == "message").collect();
    assert_eq!(asked.iter().map(|frame| frame.connection).collect::<Vec<_>>(), [1, 1, 1, 2]);
    assert!(streams[5].1.contains("1002"), "the second socket is the same visitor: {said}");
}

#[tokio::test]
async fn a_node_client_finds_its_cart_again() {
    talks("node", "client.cjs").await;
}

#[tokio::test]
async fn an_app_finds_its_cart_again_after_the_background() {
    let backend = Backend::start(Options::new()).await.unwrap();
    let restored = mobile_lifecycle::lifecycle(&format!("http://{}", backend.addr())).await.unwrap();
    assert_manners(&backend);
    assert!(restored.starts_with("2 × "), "{restored}");
}
