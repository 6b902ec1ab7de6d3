//! What a conversation writes down of a turn that is under way, so that a new process can bring it to its end.
//!
//! An accepted message is answered once. When the process is killed in between, the next one answers it anew from the
//! memory as it was when the turn began. Only changes of the cart must not happen twice: what is relative ("two more")
//! is written down as the absolute number it comes to before the shop is asked, and is that number again the second time.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::agent::Said;
use crate::amount::Amount;
use crate::wire::tools::Tool;

/// What a turn answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Asked {
    Message(Said),
    Tool(Tool),
}

/// A change of the cart that was decided on: so many of this product afterwards.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Step {
    sku: String,
    target: Amount,
    /// Was it taken up by this process?
    #[serde(skip)]
    taken: bool,
}

/// A turn that is under way.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct OpenTurn {
    pub(crate) asked: Asked,
    /// The memory when it began.
    pub(crate) before: Value,
    steps: Vec<Step>,
}

impl OpenTurn {
    pub(crate) fn new(asked: Asked, before: Value) -> Self {
        Self { asked, before, steps: Vec::new() }
    }

    /// The number that a former process decided on for this product, each once.
    pub(crate) fn decided(&mut self, sku: &str) -> Option<Amount> {
        let step = self.steps.iter_mut().find(|step| !step.taken && step.sku == sku)?;
        step.taken = true;
        Some(step.target)
    }

    pub(crate) fn decide(&mut self, sku: &str, target: Amount) {
        self.steps.push(Step { sku: sku.to_owned(), target, taken: true });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_process_takes_each_decision_once_and_in_order() {
        let asked = Asked::Message(Said { text: "add two, then one more".to_owned(), answers: None });
        let mut turn = OpenTurn::new(asked, Value::Null);
        assert_eq!(turn.decided("milk"), None);
        turn.decide("milk", Amount::from(2));
        turn.decide("bread", Amount::from(1));
        turn.decide("milk", Amount::from(3));
        assert_eq!(turn.decided("milk"), None, "its own decisions are not for itself");
        let mut turn: OpenTurn = serde_json::from_str(&serde_json::to_string(&turn).unwrap()).unwrap();
        assert_eq!(turn.decided("milk"), Some(Amount::from(2)));
        assert_eq!(turn.decided("milk"), Some(Amount::from(3)));
        assert_eq!(turn.decided("milk"), None);
        assert_eq!(turn.decided("bread"), Some(Amount::from(1)));
    }
}
