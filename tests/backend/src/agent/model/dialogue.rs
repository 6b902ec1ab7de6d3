//! What was said between the shopper, the model and the tools, as the model is to see it again.
//!
//! After every method the entries are what an endpoint accepts: each call has its result, but for the one that waits
//! for the shopper.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::llm::{Call, Reply};

/// What a model is reminded of, in bytes: beyond this the oldest is forgotten.
const MOST: usize = 60_000;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Entry {
    Shopper(String),
    Model { text: String, calls: Vec<Call> },
    Result { call: String, text: String },
}

impl Entry {
    fn size(&self) -> usize {
        match self {
            Self::Shopper(text) | Self::Result { text, .. } => text.len(),
            Self::Model { text, calls } => {
                calls.iter().fold(text.len(), |sum, call| sum.saturating_add(call.arguments.len()))
            }
        }
    }

    /// As the endpoint reads it.
    fn message(&self) -> Value {
        match self {
            Self::Shopper(text) => json!({"role": "user", "content": text}),
            Self::Model { text, calls } if calls.is_empty() => json!({"role": "assistant", "content": text}),
            Self::Model { text, calls } => {
                let call = |call: &Call| {
                    let function = json!({"name": call.name, "arguments": call.arguments});
                    json!({"id": call.id, "type": "function", "function": function})
                };
                let calls: Vec<Value> = calls.iter().map(call).collect();
                let content = (!text.is_empty()).then_some(text);
                json!({"role": "assistant", "content": content, "tool_calls": calls})
            }
            Self::Result { call, text } => json!({"role": "tool", "tool_call_id": call, "content": text}),
        }
    }
}

/// A call that waits for the shopper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(crate) call: String,
    /// The `tool_call_id` of the frame that asks.
    pub(crate) frame: String,
    /// What was said with it.
    pub(crate) said: String,
}

/// The dialogue of one conversation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Dialogue {
    entries: Vec<Entry>,
    open: Option<Asked>,
}

impl Dialogue {
    /// The shopper wrote something, or pressed an answer to the frame `pressed`.
    pub(crate) fn hear(&mut self, text: &str, pressed: Option<&str>) {
        if let Some(asked) = self.open.take() {
            if pressed == Some(asked.frame.as_str()) {
                return self.result(asked, text);
            }
            self.result(asked, "(did not answer this, but wrote what follows)");
        }
        self.entries.push(Entry::Shopper(text.to_owned()));
        self.forget();
    }

    /// The shopper did something on a frame, and this came of it.
    pub(crate) fn told(&mut self, what: &str, frame: Option<&str>) {
        match self.open.take_if(|asked| Some(asked.frame.as_str()) == frame) {
            Some(asked) => self.result(asked, what),
            None => {
                // Its call has its result already, so it is told as a message.
                self.hear(&format!("[on the page] {what}"), None);
            }
        }
    }

    /// A reply of the model, the results of its calls, and the call that waits.
    pub(crate) fn round(&mut self, reply: Reply, results: Vec<(String, String)>, open: Option<Asked>) {
        self.entries.push(Entry::Model { text: reply.text, calls: reply.calls });
        self.entries.extend(results.into_iter().map(|(call, text)| Entry::Result { call, text }));
        self.open = open;
    }

    pub(crate) fn messages(&self) -> impl Iterator<Item = Value> {
        self.entries.iter().map(Entry::message)
    }

    fn result(&mut self, asked: Asked, answer: &str) {
        let text = format!("{}\nThe shopper's answer: {answer}", asked.said);
        self.entries.push(Entry::Result { call: asked.call, text: text.trim_start().to_owned() });
    }

    /// Forgets the oldest, up to something that the shopper said, so that no result is left without its call.
    fn forget(&mut self) {
        let mut size = self.entries.iter().fold(0_usize, |sum, entry| sum.saturating_add(entry.size()));
        while size > MOST {
            let next = self.entries.iter().skip(1).position(|entry| matches!(entry, Entry::Shopper(_)));
            let Some(next) = next else { return };
            for entry in self.entries.drain(..=next) {
                size = size.saturating_sub(entry.size());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(calls: &[&str]) -> Reply {
        let call = |id: &&str| Call { id: (*id).to_owned(), ..Call::default() };
        Reply { text: String::new(), calls: calls.iter().map(call).collect() }
    }

    fn asked() -> Option<Asked> {
        Some(Asked { call: "a".to_owned(), frame: "call_1".to_owned(), said: String::new() })
    }

    fn told(dialogue: &Dialogue) -> Vec<String> {
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        dialogue.messages().map(|m| format!("{} {}", word(&m["role"]), word(&m["content"]))).collect()
    }

    #[test]
    fn every_call_gets_one_result() {
        let mut dialogue = Dialogue::default();
        dialogue.hear("hi", None);
        dialogue.round(reply(&["a", "b"]), vec![("b".to_owned(), "found".to_owned())], asked());
        let mut pressed = dialogue.clone();
        pressed.hear("red", Some("call_1"));
        let end = ["user hi", "assistant ", "tool found", "tool The shopper's answer: red"];
        assert_eq!(told(&pressed), end);
        // Again is a message of its own, and so is an answer to something else.
        pressed.told("marked", Some("call_1"));
        assert_eq!(told(&pressed).last().unwrap(), "user [on the page] marked");
        dialogue.hear("never mind", Some("call_0"));
        assert!(told(&dialogue)[3].contains("did not answer"));
        assert_eq!(told(&dialogue)[4], "user never mind");
    }

    #[test]
    fn the_oldest_is_forgotten_with_all_that_belongs_to_it() {
        let mut dialogue = Dialogue::default();
        dialogue.hear("first", None);
        dialogue.round(reply(&["a"]), vec![("a".to_owned(), "x".repeat(MOST))], None);
        dialogue.round(reply(&[]), vec![], None);
        dialogue.hear("second", None);
        assert_eq!(told(&dialogue), ["user second"]);
        // What is asked now stays, however long it is.
        dialogue.hear(&"y".repeat(MOST + 1), None);
        assert_eq!(told(&dialogue).len(), 1);
    }
}
