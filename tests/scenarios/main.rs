//! Stories about the core, told with a fake clock and a fake server that speaks real frames.
//!
//! `README.md` beside this file lists the numbered cases (`rc_NN_…`) and where each is told.
#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::indexing_slicing, clippy::string_slice)]

mod world;

mod auth;
mod backoff;
mod cart;
mod close_codes;
mod codec;
mod connect;
mod conversation;
mod dgbot;
mod dispose;
mod heartbeat;
mod pacing;
mod page_life;
mod send_queue;
mod session;
mod simulation;
mod tools;
mod turn;
