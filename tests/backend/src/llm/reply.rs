//! A reply out of its pieces: text, and calls of tools whose arguments come in fragments.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The most text, calls and bytes of arguments of one reply.
const MOST_TEXT: usize = 100_000;
const MOST_CALLS: usize = 16;
const MOST_ARGUMENTS: usize = 65_536;

/// A tool that is to be called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Call {
    /// Goes back with the result.
    pub(crate) id: String,
    pub(crate) name: String,
    /// JSON, as the model wrote it.
    pub(crate) arguments: String,
}

/// What the model said and wants.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) text: String,
    pub(crate) calls: Vec<Call>,
}

#[derive(Deserialize)]
struct Chunk {
    #[serde(default)]
    choices: Vec<Choice>,
    #[serde(default)]
    error: Value,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    delta: Delta,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Default, Deserialize)]
struct Delta {
    #[serde(default)]
    content: Option<String>,
    #[serde(default)]
    tool_calls: Option<Vec<Fragment>>,
}

#[derive(Deserialize)]
struct Fragment {
    #[serde(default)]
    index: Option<u64>,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    function: Function,
}

#[derive(Default, Deserialize)]
struct Function {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    arguments: Option<String>,
}

/// Puts the pieces together.
#[derive(Default)]
pub(super) struct Collector {
    text: String,
    calls: Vec<(Option<u64>, Call)>,
    finished: bool,
    done: bool,
}

impl Collector {
    /// Was the mark seen that nothing follows?
    pub(super) fn is_done(&self) -> bool {
        self.done
    }

    /// Has the model said that it ended? Some servers leave the last mark out.
    pub(super) fn is_finished(&self) -> bool {
        self.finished
    }

    /// Takes one event; gives the text in it. What is no chunk is passed over, as proxies put their own into streams.
    ///
    /// # Errors
    /// When the endpoint tells of a failure, or the reply grows beyond all use.
    pub(super) fn take(&mut self, data: &str) -> Result<Option<String>, String> {
        if data.trim() == "[DONE]" {
            self.done = true;
            return Ok(None);
        }
        let Ok(chunk) = serde_json::from_str::<Chunk>(data) else { return Ok(None) };
        if !chunk.error.is_null() {
            return Err("the endpoint broke off with an error".to_owned());
        }
        let Some(choice) = chunk.choices.into_iter().next() else { return Ok(None) };
        self.finished |= choice.finish_reason.is_some();
        for fragment in choice.delta.tool_calls.unwrap_or_default() {
            self.call(fragment)?;
        }
        let text = choice.delta.content.filter(|text| !text.is_empty());
        self.text.extend(text.as_deref());
        if self.text.len() > MOST_TEXT {
            return Err(format!("a reply of more than {MOST_TEXT} bytes"));
        }
        Ok(text)
    }

    /// A fragment belongs to the call of its index; some servers number all calls 0 or not at all, then a new id
    /// begins a new call.
    fn call(&mut self, fragment: Fragment) -> Result<(), String> {
        let id = fragment.id.unwrap_or_default();
        let same = |(index, call): &(Option<u64>, Call)| {
            *index == fragment.index && (id.is_empty() || call.id.is_empty() || call.id == id)
        };
        let place = match self.calls.iter().rposition(same) {
            Some(place) => place,
            None => {
                self.calls.push((fragment.index, Call::default()));
                self.calls.len().saturating_sub(1)
            }
        };
        if self.calls.len() > MOST_CALLS {
            return Err(format!("more than {MOST_CALLS} calls in one reply"));
        }
        let Some((_, call)) = self.calls.get_mut(place) else { return Ok(()) };
        if call.id.is_empty() {
            call.id = id;
        }
        call.name.extend(fragment.function.name);
        call.arguments.extend(fragment.function.arguments);
        if call.arguments.len() > MOST_ARGUMENTS {
            return Err(format!("arguments of more than {MOST_ARGUMENTS} bytes"));
        }
        Ok(())
    }

    pub(super) fn into_reply(self) -> Reply {
        let mut calls: Vec<Call> = self.calls.into_iter().map(|(_, call)| call).collect();
        // Every result must name its call.
        for (number, call) in calls.iter_mut().enumerate().filter(|(_, call)| call.id.is_empty()) {
            call.id = format!("unnamed_{number}");
        }
        Reply { text: self.text, calls }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn collected(chunks: &[Value]) -> Reply {
        let mut collector = Collector::default();
        for chunk in chunks {
            collector.take(&json!({"choices": [{"delta": chunk}]}).to_string()).unwrap();
        }
        collector.into_reply()
    }

    fn call(id: &str, name: &str, arguments: &str) -> Call {
        Call { id: id.to_owned(), name: name.to_owned(), arguments: arguments.to_owned() }
    }

    #[test]
    fn calls_are_put_together_from_fragments() {
        let reply = collected(&[
            json!({"role": "assistant", "content": null}),
            json!({"content": "Let me "}),
            json!({"content": "look."}),
            json!({"tool_calls": [{"index": 0, "id": "a", "type": "function", "function": {"name": "find", "arguments": ""}}]}),
            json!({"tool_calls": [{"index": 1, "id": "b", "function": {"name": "ask"}}]}),
            json!({"tool_calls": [{"index": 0, "function": {"arguments": "{\"q\":"}}]}),
            json!({"tool_calls": [{"index": 1, "function": {"arguments": "{}"}}, {"index": 0, "function": {"arguments": "1}"}}]}),
        ]);
        assert_eq!(reply.text, "Let me look.");
        assert_eq!(reply.calls, [call("a", "find", "{\"q\":1}"), call("b", "ask", "{}")]);
    }

    #[test]
    fn calls_with_poor_numbers_are_told_apart() {
        let whole = |index: Value, id: &str| json!({"tool_calls": [{"index": index, "id": id, "function": {"name": "f", "arguments": id}}]});
        for index in [json!(0), json!(null)] {
            let reply = collected(&[whole(index.clone(), "1"), whole(index, "2")]);
            assert_eq!(reply.calls, [call("1", "f", "1"), call("2", "f", "2")]);
        }
        let reply = collected(&[json!({"tool_calls": [{"function": {"name": "f"}}]})]);
        assert_eq!(reply.calls, [call("unnamed_0", "f", "")]);
    }

    #[test]
    fn what_is_no_chunk_is_passed_over_and_a_failure_is_not() {
        let mut collector = Collector::default();
        for noise in ["", "{", "[]", "ping", "{\"choices\":[]}", "{\"choices\":[{}]}", "{\"usage\":{}}"] {
            assert_eq!(collector.take(noise), Ok(None), "{noise}");
        }
        assert!(!collector.is_finished() && !collector.is_done());
        assert!(collector.take("{\"error\":{\"message\":\"overloaded\"}}").is_err());
        assert_eq!(collector.take("[DONE]"), Ok(None));
        assert!(collector.is_done());
    }

    #[test]
    fn a_reply_without_end_is_given_up() {
        let chunk = |delta: Value| json!({"choices": [{"delta": delta}]}).to_string();
        let endless = |text: &str| {
            let mut collector = Collector::default();
            (0..MOST_TEXT).find_map(|_| collector.take(text).err())
        };
        assert!(endless(&chunk(json!({"content": "xxxxxxxx"}))).is_some());
        assert!(
            endless(&chunk(json!({"tool_calls": [{"index": 0, "function": {"arguments": "xxxxx"}}]})))
                .is_some()
        );
        let numbered = (0..99).map(|n| json!({"index": n, "id": n.to_string()}));
        let mut collector = Collector::default();
        assert!(collector.take(&chunk(json!({"tool_calls": numbered.collect::<Vec<_>>()}))).is_err());
    }
}
