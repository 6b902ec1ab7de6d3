//! The reference backend as a program: two listeners until Ctrl-C or SIGTERM.

use std::io::Write;
use std::process::ExitCode;

use tokio::signal::unix::{SignalKind, signal};
use vizochok_backend::Backend;

mod arguments;

use arguments::{Arguments, HELP};

#[tokio::main]
async fn main() -> ExitCode {
    let options = match arguments::read(std::env::args().skip(1)) {
        Ok(Arguments::Run(options)) => options,
        Ok(Arguments::Help) => {
            say(HELP);
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("vizochok-backend: {error}\nTry --help.");
            return ExitCode::FAILURE;
        }
    };
    // Before the start, so that a signal in between is not lost.
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        eprintln!("vizochok-backend: cannot listen for signals");
        return ExitCode::FAILURE;
    };
    let mut backend = match Backend::start(*options).await {
        Ok(backend) => backend,
        Err(error) => {
            eprintln!("vizochok-backend: {error}");
            return ExitCode::FAILURE;
        }
    };
    say(&format!("assistant  ws://{}/api/v1/ws/chat", backend.addr()));
    say(&format!("shop       http://{}/api/products", backend.shop_addr()));
    say(&format!("support    ws://{}/ws, its desk http://{0}/agent", backend.addr()));
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        why = backend.broken() => {
            eprintln!("vizochok-backend: cannot keep what happens: {why}");
            return ExitCode::FAILURE;
        }
    }
    backend.stop().await;
    ExitCode::SUCCESS
}

/// A line to standard output; whoever closed it does not want to read it.
fn say(line: &str) {
    writeln!(std::io::stdout(), "{line}").ok();
}
