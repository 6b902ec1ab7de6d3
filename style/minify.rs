//! The build script of the widget: makes two small sheets of the files beside it before they become a
//! part of the program. Comments and white space are for its readers, and every page would load them.

#![allow(clippy::print_stdout, reason = "a build script speaks to cargo this way")]

use std::path::Path;
use std::{env, fs, io};

/// Both in the order of the cascade: what an open, empty panel needs, and what a conversation needs.
const SHEETS: [(&str, &[&str]); 2] = [
    ("panel.css", &["base.css", "panel.css", "adapt.css"]),
    ("conversation.css", &["sheet.css", "log.css", "products.css", "tools.css", "adapt-conversation.css"]),
];

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=style");
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    for (sheet, parts) in SHEETS {
        let mut css = String::new();
        for name in parts {
            css.push_str(&fs::read_to_string(Path::new("style").join(name))?);
        }
        fs::write(Path::new(&out).join(sheet), minified(&css))?;
    }
    Ok(())
}

/// The sheet without comments, and with no white space but what parts words. Text in quotes is kept.
fn minified(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    let mut space = false;
    while let Some(character) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, behind)| behind);
            continue;
        }
        if character == '"' {
            if space && !out.ends_with(['(', ',', ':', '{', ';']) {
                out.push(' ');
            }
            space = false;
            let inner = rest.get(1..).unwrap_or_default();
            let length = inner.find('"').map_or(rest.len(), |at| at.saturating_add(2));
            out.push_str(rest.get(..length).unwrap_or_default());
            rest = rest.get(length..).unwrap_or_default();
            continue;
        }
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
        if character.is_whitespace() {
            space = true;
            continue;
        }
        // Around these, white space means nothing. Not around `+`, `-`, `*` and `(`: they are arithmetic, or
        // part a media query's words.
        let parts_nothing = |c: char| matches!(c, '{' | '}' | ';' | ',' | '>');
        let after = out.ends_with([':', '{', '}', ';', ',', '>', '(']);
        if space && !after && !parts_nothing(character) && character != ')' && !out.is_empty() {
            out.push(' ');
        }
        if character == '}' && out.ends_with(';') {
            out.pop();
        }
        space = false;
        out.push(character);
    }
    out
}
