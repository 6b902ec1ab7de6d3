//! The end of a schedule: the faults stop, and everything must come to an end.

use super::shopper::Run;
use vizochok::core::client::Link as LinkState;
use vizochok::core::clock::{MINUTE, SECOND};
use vizochok::core::transcript::{EntryBody, SendState};

impl Run {
    /// The faults stop; the shopper looks at the page. Everything must come to an end.
    pub(super) fn heal(&mut self) {
        self.note(|| "heal".to_owned());
        self.network_down = false;
        self.server.faulty = false;
        self.lateness = 0;
        self.client.connect(self.now);
        self.page_returns();
        // A link that swallows is noticed within a minute, then comes one handshake.
        self.pass(90 * SECOND);
        match self.client.link() {
            LinkState::Online => {}
            LinkState::Refused { .. } => self.sights[7] += 1,
            other => panic!("the link is {other:?} after the faults stopped"),
        }
        // What waits is paced to ten messages a minute, and a turn may hang for two.
        for _ in 0..20 {
            if self.is_settled() {
                break;
            }
            self.pass(MINUTE);
        }
    }

    fn is_settled(&self) -> bool {
        let waiting = self.client.transcript().entries().iter().any(|entry| {
            matches!(entry.body, EntryBody::User { state: SendState::Queued | SendState::Sent, .. })
        });
        !waiting && !self.client.turn().running && !self.client.cart().is_pending()
    }

    pub(super) fn judge(&mut self) {
        assert!(self.is_settled(), "something still waits long after the faults stopped");
        for index in 0..self.texts.len() {
            let text = &self.texts[index];
            let taken = self.server.taken.iter().filter(|words| **words == text.words).count();
            let most = if self.server.always_acknowledged { 1 } else { 1 + text.resent as usize };
            assert!(taken <= most, "{} was taken {taken} times", text.words);
            if text.discarded {
                continue;
            }
            match self.state(index) {
                None => panic!("{} is lost in silence", text.words),
                Some(SendState::Confirmed) => {
                    assert!(taken > 0, "{} is shown as confirmed, and never arrived", text.words);
                    self.sights[0] += 1;
                }
                Some(SendState::Unconfirmed) => self.sights[1] += 1,
                Some(SendState::Failed) => self.sights[2] += 1,
                Some(state) => panic!("{} is still {state:?}", text.words),
            }
        }
        // What the shopper has not sent again has arrived in the order in which it was sent. A text in
        // doubt may still be on its way over a socket that was closed, and nobody can call it back.
        let order = |words: &String| {
            let index = self.texts.iter().position(|text| text.words == *words && text.resent == 0)?;
            (self.state(index) == Some(SendState::Confirmed)).then_some(index)
        };
        let mut first: Vec<usize> = Vec::new();
        for index in self.server.taken.iter().filter_map(order) {
            if !first.contains(&index) {
                first.push(index);
            }
        }
        assert!(first.is_sorted(), "overtaken: {:?}", self.server.taken);
        // A server that never says which conversation this is cannot expect its cart to be followed.
        if self.client.link() == LinkState::Online && self.client.conversation_id().is_some() {
            for sku in ["m1", "b1"] {
                let shown = self.client.cart().shown(sku).quantity.to_text();
                assert_eq!(shown, self.server.quantity(sku), "the cart shows what the server has of {sku}");
            }
        }
    }
}
