//! The widget's own words in the shopper's language.
//!
//! The server sends codes, never sentences, so every sentence is here: short, kind, and saying what to
//! do next. A sentence may hold `{n}`, `{max}`, `{wait}` or `{total}`; whoever shows it fills that in.
//!
//! A language is one JSON file ([`Words`]). The three documented ones stand beside the program in the package (a
//! native build has them in it), and a page may bring others. Beside the words ([`Word`]) a file holds
//! `error.<code>` (and `error.<code>.numbered`, for a frame that carries its number), `unit.<unit>`, and the
//! forms of nouns behind numbers.

mod word;
mod words;

pub use word::Word;
pub use words::{PluralRule, Words, texts};

use crate::core::protocol::{CallState, ServerError, StatusCode};
use crate::core::transcript::Notice;

/// A sentence with a value in the place of a name in braces: `filled("At most {n}", "n", "3")`. Not
/// `str::replace`, whose search for any text would be one kilobyte of the program for this alone.
pub fn filled(sentence: &str, name: &str, value: &str) -> String {
    let mut out = String::new();
    let mut rest = sentence;
    while let Some((before, from)) = rest.split_once('{') {
        out.push_str(before);
        match from.split_once('}') {
            Some((found, behind)) => {
                if found == name {
                    out.push_str(value);
                } else {
                    // For another value to fill.
                    out.push('{');
                    out.push_str(found);
                    out.push('}');
                }
                rest = behind;
            }
            None => {
                out.push('{');
                rest = from;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The line that says what the assistant is doing.
pub fn status(code: StatusCode) -> Word {
    match code {
        StatusCode::Searching => Word::Searching,
        StatusCode::Thinking => Word::Thinking,
        StatusCode::CheckingPrices => Word::CheckingPrices,
        StatusCode::UpdatingCart => Word::UpdatingCart,
        StatusCode::Planning => Word::Planning,
        StatusCode::Working => Word::Working,
    }
}

/// What is said of a look-up.
pub fn call(words: &Words, tool: &str, state: CallState) -> String {
    let word = match state {
        CallState::Calling => Word::ToolCalling,
        CallState::Done => Word::ToolDone,
        CallState::Failed => Word::ToolFailed,
    };
    filled(words.get(word), "n", tool)
}

/// The name of a person, or what stands for it.
pub fn agent<'a>(words: &'a Words, name: &'a str) -> &'a str {
    if name.is_empty() { words.get(Word::Agent) } else { name }
}

/// The words of an offer of a person.
pub fn offer<'a>(words: &'a Words, message: &'a str) -> &'a str {
    if message.is_empty() { words.get(Word::HandoffOffer) } else { message }
}

/// A remark about the conversation.
pub fn notice(words: &Words, notice: &Notice) -> String {
    let (word, name) = match notice {
        Notice::NewConversation => (Word::NewConversation, ""),
        Notice::AgentJoined(name) => (Word::AgentJoined, name.as_str()),
        Notice::AgentLeft(name) => (Word::AgentLeft, name.as_str()),
    };
    filled(words.get(word), "n", agent(words, name))
}

/// What to tell the shopper about an error of the server or of the client; a general sentence for a
/// code that is not known.
/// A seam: see `npm/scripts/parts.mjs`.
#[inline(never)]
pub fn error(words: &Words, error: &ServerError) -> String {
    let key = ["error.", &error.code].concat();
    let (mark, number) = match error.code.as_str() {
        "rate_limit_exceeded" => ("wait", error.retry_after.map(|seconds| wait(words, seconds.max(1)))),
        "user_message_limit" => ("n", error.limit.map(|limit| words.counted("messages", limit))),
        "user_conversation_limit" => ("n", error.limit.map(|limit| words.counted("conversations", limit))),
        // People know kilobytes; the last one is not worth a fraction.
        "message_too_large" => ("n", error.max_size.map(|bytes| bytes.div_ceil(1024).to_string())),
        _ => ("", None),
    };
    if let Some(number) = number
        && let Some(sentence) = words.find(&[&key, ".numbered"].concat())
    {
        return filled(sentence, mark, &number);
    }
    error_named(words, &error.code)
}

/// The same for a code alone, without the numbers that an error may carry.
pub fn error_named(words: &Words, code: &str) -> String {
    let own = words.find(&["error.", code].concat());
    own.or_else(|| words.find("error.other")).unwrap_or_default().to_owned()
}

/// The same for an error that stands in the conversation, `left` seconds before it is over; `None` when it
/// is over, or was told before this page was loaded.
pub fn error_now(words: &Words, shown: &ServerError, left: Option<u32>) -> String {
    if shown.retry_after.is_none() {
        return error(words, shown);
    }
    match (left, words.find(&["error.", &shown.code, ".over"].concat())) {
        (None, Some(over)) => over.to_owned(),
        _ => error(words, &ServerError { retry_after: left, ..shown.clone() }),
    }
}

/// A time to wait: seconds up to two minutes, then whole minutes, never too few.
fn wait(words: &Words, seconds: u32) -> String {
    if seconds < 120 {
        words.counted("seconds", seconds)
    } else {
        words.counted("minutes", seconds.div_ceil(60))
    }
}

#[cfg(test)]
mod tests;
