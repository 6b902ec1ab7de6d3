//! The program: what it prints, how it fails, how it ends.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use serde_json::json;

use crate::client::{Client, first};
use crate::endpoint::{Endpoint, Reply};

const PROGRAM: &str = env!("CARGO_BIN_EXE_vizochok-backend");

fn start(arguments: &[&str]) -> (Child, Vec<String>) {
    spawn(command(arguments))
}

/// The program on free ports.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["--listen", "127.0.0.1:0", "--shop-listen", "127.0.0.1:0"]).args(arguments);
    command
}

fn spawn(mut command: Command) -> (Child, Vec<String>) {
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    // It prints two lines once both listeners are there.
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().take(3).map(Result::unwrap).collect();
    (child, lines)
}

/// The program as a process of its own; it is killed with the value.
pub(crate) struct Program {
    child: Child,
    pub(crate) assistant: SocketAddr,
    pub(crate) shop: SocketAddr,
}

impl Program {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::spawn(command(arguments))
    }

    /// One whose files cannot grow past 200 KiB, as on a disk that is full then.
    pub(crate) fn with_little_room(arguments: &[&str]) -> Self {
        let mut command = Command::new("sh");
        // Beyond the limit a process is ended by a signal, unless it ignores it: then its writes fail.
        command.args(["-c", r#"trap '' XFSZ; ulimit -f 400; exec "$0" "$@""#, PROGRAM]);
        command.args(["--listen", "127.0.0.1:0", "--shop-listen", "127.0.0.1:0"]).args(arguments);
        command.stderr(Stdio::piped());
        Self::spawn(command)
    }

    pub(crate) fn spawn(command: Command) -> Self {
        let (child, lines) = spawn(command);
        let addr = |line: &str| line.split("://").nth(1).unwrap().split('/').next().unwrap().parse().unwrap();
        Self { child, assistant: addr(&lines[0]), shop: addr(&lines[1]) }
    }

    /// SIGTERM: its exit code, and what it had to say on standard error.
    pub(crate) fn end(&mut self) -> (Option<i32>, String) {
        signal(&self.child, "-TERM");
        self.ended()
    }

    /// The same of one that ends by itself.
    pub(crate) fn ended(&mut self) -> (Option<i32>, String) {
        let mut said = String::new();
        self.child.stderr.take().expect("standard error is piped").read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }

    /// SIGKILL: it cannot do anything about it.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn signal(child: &Child, name: &str) {
    Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
}

#[test]
fn it_tells_its_addresses_and_ends_cleanly_on_a_signal() {
    for name in ["-TERM", "-INT"] {
        let (mut child, lines) = start(&[]);
        assert!(lines[0].contains("ws://127.0.0.1:") && lines[0].ends_with("/api/v1/ws/chat"), "{lines:?}");
        assert!(lines[1].contains("http://127.0.0.1:"), "{lines:?}");
        signal(&child, name);
        assert_eq!(child.wait().unwrap().code(), Some(0), "{name}");
    }
}

#[tokio::test]
async fn the_key_of_the_language_model_comes_from_the_environment_and_is_never_told() {
    let endpoint = Endpoint::with([Reply::Status(401, "wrong key: sk-of-mine")]).await;
    let mut command = command(&["--model", "m", "--llm", &endpoint.base()]);
    command.env("VIZOCHOK_LLM_KEY", "sk-of-mine").stderr(Stdio::piped());
    let mut program = Program::spawn(command);
    let mut client = Client::open_at(program.assistant).await;
    client.send(json!({"type": "auth", "token": "pk_demo"})).await;
    client.send(json!({"type": "message", "text": "milk"})).await;
    assert_eq!(first(&client.turn().await, "error")["code"], "internal_error");
    let told = "vizochok-backend: the language model: 401 Unauthorized: wrong key: ***\n";
    assert_eq!(program.end(), (Some(0), told.to_owned()));
    assert!(endpoint.last().head.contains("authorization: bearer sk-of-mine"));
}

#[test]
fn a_taken_port_is_one_clear_line_and_exit_code_1() {
    let (mut child, lines) = start(&[]);
    let addr = lines[0].split("ws://").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let second = Command::new(PROGRAM).args(["--listen", &addr]).output().unwrap();
    let error = String::from_utf8(second.stderr).unwrap();
    let port = addr.split(':').nth(1).unwrap();
    assert_eq!(error, format!("vizochok-backend: port {port} of 127.0.0.1 is taken by another program\n"));
    assert_eq!(second.status.code(), Some(1));
    signal(&child, "-TERM");
    child.wait().unwrap();
}

#[test]
fn a_mistake_in_the_tenants_is_named() {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("mistaken.toml");
    std::fs::write(&path, "[[tenant]]\nid = 'tea'\npublic_key = 'pk_tea'\n").unwrap();
    let output = Command::new(PROGRAM).arg("--tenants").arg(&path).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("mistaken.toml: tea: unknown field `public_key`"), "{error}");
    assert_eq!(output.status.code(), Some(1));
}
