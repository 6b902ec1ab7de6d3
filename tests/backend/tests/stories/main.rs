//! The backend as its clients meet it: over real sockets, told as stories.
// Helpers of tests are tests: clippy's exemption knows only the functions themselves.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod admin;
mod advising;
mod client;
mod connecting;
mod cooking;
mod desk;
mod dgbot;
mod endpoint;
mod enduring;
mod faults;
mod finding;
mod fuzzing;
#[path = "../judged/mod.rs"]
mod judged;
mod keeping;
mod killing;
mod limits;
mod modelling;
mod planning;
mod program;
mod restoring;
mod shop_side;
mod shopping;
mod talking;
mod tenants;
mod webhooks;
