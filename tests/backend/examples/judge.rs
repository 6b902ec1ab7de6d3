//! Prints how good the search is over the judged questions of `tests/judged/queries.tsv`, by kind and in all; with
//! `-- --misses`, also the questions that it answers badly.
//!
//! `cargo run --release -p vizochok-backend --example judge`
// Its words are its purpose; the judging is test code.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

#[path = "../tests/judged/mod.rs"]
mod judged;

use vizochok_backend::Finder;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let judged = judged::judge(&Finder::read(&judged::catalog())?);
    println!("{:12} {:>9} {:>8} {:>10}", "kind", "questions", "nDCG@10", "recall@10");
    let line = |kind: &str, count: usize, (ndcg, recall): (f64, f64)| {
        println!("{kind:12} {count:9} {ndcg:8.3} {recall:10.3}");
    };
    for (kind, some) in judged::by_kind(&judged) {
        line(kind, some.len(), judged::means(some.iter().copied()));
    }
    line("all", judged.len(), judged::means(judged.iter()));
    if std::env::args().any(|argument| argument == "--misses") {
        for one in judged.iter().filter(|one| one.ndcg < 0.85) {
            println!("\n{:.2} {}: {}", one.ndcg, one.question.kind, one.question.text);
            let graded = |sku: &String| format!("{sku}:{}", one.question.grades.get(sku).unwrap_or(&0));
            println!("     {}", one.found.iter().map(graded).collect::<Vec<_>>().join(" "));
        }
    }
    Ok(())
}
