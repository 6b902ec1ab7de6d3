//! What shoppers and shops live through, in Chromium, Firefox and WebKit.
// Stories are tests: clippy's exemption knows only the functions that the test attribute stands on.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing)]

mod accessibility;
mod adapting;
mod breaking;
mod callbacks;
mod composing;
mod connection;
mod conversing;
mod dgbot;
mod events;
mod foreign;
mod keeping;
mod keys;
mod loading;
mod mounting;
mod options;
mod owning;
mod packaging;
mod pages;
mod policies;
mod reading;
mod reloading;
mod shopping;
mod speaking;
mod stopping;
mod tools;

use serde_json::{Value, json};
use vizochok_browser_tests::Stage;

/// JSON with every number as a floating-point one, so that `118` and `118.0` are the same price.
fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().map_or(Value::Null, |number| json!(number)),
        Value::Array(list) => list.iter().map(plain).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        other => other.clone(),
    }
}

/// The members of an object that `names` lists; one that it lacks is absent from the answer too.
fn only(object: &Value, names: &[&str]) -> Value {
    let found = names.iter().filter_map(|name| Some(((*name).to_owned(), object.get(*name)?.clone())));
    Value::Object(found.collect())
}

/// How often the backend received these words as a message.
fn received(stage: &Stage, text: &str) -> usize {
    let frames = stage.backend.log().received();
    frames.iter().filter(|frame| frame.is_received("message") && frame.json["text"] == text).count()
}
