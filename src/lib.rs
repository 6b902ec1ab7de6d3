//! # VIZOCHOK widget
//!
//! An AI shopping assistant that a shop embeds with one script tag or one import. A shopper asks in
//! words; the answer streams over a WebSocket; products appear as cards with the shop's prices; the
//! quantity is set on the card; the shop's own cart follows.
//!
//! ## The rooms
//!
//! | room | subject | may use |
//! |---|---|---|
//! | [`core`] | the protocol, the connection, the conversation and the cart, as data and rules | nothing but `alloc` and `std` collections |
//! | `browser` | one guard per browser resource; dropping it releases the resource | `web-sys`, `js-sys`, `gloo-timers` |
//! | `driver` | the only owner of a [`core`] client and of browser guards; feeds inputs, drains outputs | `core`, `browser` |
//! | `ui` | Leptos components, one noun per file; no input or output of its own | `core` types, signals; the guard that observes sizes |
//! | `api` | the class that JavaScript sees | `driver`, `ui` to mount it |
//!
//! Lines run one way: `api → driver → core`, `driver → browser`, `ui → core`; the driver writes the
//! signals of `ui::view` and answers its questions as its desk. Everything but [`core`]
//! exists only when the target is WebAssembly: a native `cargo test` that compiles proves that the
//! core needs no browser, no clock, no randomness and no storage. Native clients (a mobile app, a
//! test) use [`core`] directly.

pub mod core;

// wasm-bindgen wants what it exports to be `pub`; to Rust it is unreachable all the same.
#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub)]
mod api;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod driver;
#[cfg(target_arch = "wasm32")]
mod ui;
