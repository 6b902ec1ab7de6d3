//! Prints how long the search takes over 100,000 generated products (`-- N`: another number): every judged question, asked
//! again and again by two threads at once.
//!
//! `cargo run --release -p vizochok-backend --example search_speed`
// Its words are its purpose; the judged questions are test code.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]
// Of the judging, the questions only.
#[allow(dead_code)]
#[path = "../tests/judged/mod.rs"]
mod judged;

use std::path::Path;
use std::time::{Duration, Instant};
use std::{fs, thread};

use serde_json::{Value, json};
use vizochok_backend::Finder;

const THREADS: usize = 2;
const ROUNDS: usize = 20;

/// Kinds of a product, so that a word is neither in all names nor in one only.
const KINDS: [[&str; 3]; 8] = [
    ["класичний", "classic", "классический"],
    ["домашній", "homestyle", "домашний"],
    ["великий", "large", "большой"],
    ["святковий", "festive", "праздничный"],
    ["легкий", "light", "лёгкий"],
    ["гострий", "spicy", "острый"],
    ["фермерський", "farm", "фермерский"],
    ["органічний", "organic", "органический"],
];

/// A name of invented syllables, so that there are as many words as in a real catalogue.
fn brand(number: usize) -> String {
    const SYLLABLES: [&str; 20] = [
        "ба", "ве", "гу", "до", "жи", "зе", "кі", "ло", "ма", "ну", "пе", "ро", "са", "ти", "фу", "хо", "це",
        "ча", "ша", "юн",
    ];
    [number, number / 20, number / 400, number / 8000].map(|part| SYLLABLES[part % 20]).concat()
}

/// The demo catalogue again and again, each time under other brands, kinds and sizes.
fn generate(dir: &Path, count: usize) {
    fs::create_dir_all(dir).unwrap();
    let read = |name: &str| fs::read_to_string(judged::catalog().join(name)).unwrap();
    let originals: Vec<Value> = serde_json::from_str(&read("products.json")).unwrap();
    let product = |number: usize| {
        let mut product = originals[number % originals.len()].clone();
        let round = number / originals.len();
        product["sku"] = json!(format!("{}-{round}", product["sku"].as_str().unwrap()));
        product["brand"] = json!(brand(number * 7 % 30_000));
        for (lang, kind) in ["uk", "en", "ru"].into_iter().zip(KINDS[round % KINDS.len()]) {
            let name = product["name"][lang].as_str().unwrap();
            product["name"][lang] = json!(format!("{name} {kind} {}", 50 + number % 950));
        }
        product
    };
    let products: Vec<Value> = (0..count).map(product).collect();
    fs::write(dir.join("products.json"), serde_json::to_vec(&products).unwrap()).unwrap();
    fs::write(dir.join("categories.json"), read("categories.json")).unwrap();
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count = std::env::args().nth(1).map_or(Ok(100_000), |count| count.parse())?;
    let dir = std::env::temp_dir().join(format!("vizochok-search-speed-{}", std::process::id()));
    generate(&dir, count);
    let finder = Finder::read(&dir)?;
    fs::remove_dir_all(&dir)?;
    let begun = Instant::now();
    assert!(!finder.find("молоко").is_empty());
    println!("{count} products, index made in {:.1} s", begun.elapsed().as_secs_f64());
    let questions: Vec<String> = judged::questions().into_iter().map(|question| question.text).collect();
    let ask = || {
        let timed = |text: &String| {
            let begun = Instant::now();
            std::hint::black_box(finder.find(text));
            (begun.elapsed(), text.clone())
        };
        (0..ROUNDS).flat_map(|_| questions.iter().map(timed).collect::<Vec<_>>()).collect::<Vec<_>>()
    };
    let mut times: Vec<(Duration, String)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(ask)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    times.sort();
    let at = |share: f64| &times[((times.len() - 1) as f64 * share) as usize];
    println!("{} questions by {THREADS} threads", times.len());
    for (name, share) in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1.0)] {
        let (time, text) = at(share);
        println!("{name} {:6.2} ms  {text}", time.as_secs_f64() * 1000.0);
    }
    Ok(())
}
