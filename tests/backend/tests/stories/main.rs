//! The backend as its clients meet it: over real sockets, told as stories.
// Helpers of tests are tests: clippy's exemption knows only the functions themselves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod client;
mod connecting;
mod faults;
mod limits;
mod program;
mod restoring;
mod shop_side;
mod shopping;
mod talking;
