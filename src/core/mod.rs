//! The pure core: a shopping conversation as a machine that is turned by hand.
//!
//! Nothing here knows a browser, a clock, a source of randomness or a storage: time, entropy and
//! stored text come in as arguments, frames and wishes go out through `poll_*` methods. That is what
//! makes every rule testable with a fake clock, and what lets the same code serve the widget and
//! native clients.
//!
//! Start reading at [`client::Client`]: it is the whole machine, made of
//! [`connection`] (the life of the link), [`outbox`] (what was asked and is not confirmed),
//! [`transcript`] (the conversation), [`tools`] (what in it is answered by more than a press), [`cart`] (the goods) and [`protocol`] (the wire).

#![forbid(unsafe_code)]

pub mod backoff;
pub mod cart;
pub mod client;
pub mod clock;
pub mod config;
pub mod connection;
pub mod decimal;
pub mod i18n;
pub mod json;
pub mod markdown;
pub mod outbox;
pub mod protocol;
pub mod session;
pub mod timer;
pub mod tools;
pub mod transcript;
