//! What outlives the page: the stored session, and what is in it beside the conversation.

use super::Client;
use crate::core::session::{self, Stored};

impl Client {
    /// The text to store.
    pub fn snapshot(&self) -> String {
        session::write(
            &Stored {
                draft: self.draft.clone(),
                lines: self.cart.lines().to_vec(),
                total: self.cart.total(),
                unread: self.unread,
                ..self.stored_id()
            },
            self.transcript.entries(),
        )
    }

    /// The text to store where nothing that was said may be: enough to find the conversation again.
    pub fn snapshot_without_words(&self) -> String {
        session::write(&self.stored_id(), &[])
    }

    fn stored_id(&self) -> Stored {
        Stored {
            owner: Some(self.settings.owner()),
            conversation: self.conversation.clone(),
            nonce: Some(self.nonce),
            last: self.transcript.last_key(),
            ..Stored::default()
        }
    }

    /// Keeps the unfinished text of the composer in the stored session.
    pub fn set_draft(&mut self, draft: &str) {
        if self.draft != draft {
            draft.clone_into(&mut self.draft);
            self.changed();
        }
    }

    /// The unfinished text of the composer.
    pub fn draft(&self) -> &str {
        &self.draft
    }

    /// Keeps the number of answers that the shopper has not seen in the stored session.
    pub fn set_unread(&mut self, unread: u32) {
        if self.unread != unread {
            self.unread = unread;
            self.changed();
        }
    }

    /// The number of answers that the shopper has not seen.
    pub fn unread(&self) -> u32 {
        self.unread
    }
}
